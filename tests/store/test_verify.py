"""Each way in which a workspace can be tampered with is found and named."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db import models as django_models

import storekit
from marsad.store.verify import Finding, Tally, verify
from marsad.store.workspace import Workspace


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    storekit.fill(workspace)
    return workspace


@pytest.fixture
def attacked(filled: Workspace) -> Workspace:
    storekit.unguard()
    return filled


def found(workspace: Workspace, *, reread: bool = True) -> list[tuple[str, str, str]]:
    return [(finding.kind, finding.where, finding.key) for finding in verify(workspace, reread=reread)]


def codes(workspace: Workspace) -> list[str]:
    return [finding.code for finding in verify(workspace)]


def test_an_untouched_workspace_has_no_findings(filled: Workspace) -> None:
    tally = Tally()
    assert list(verify(filled, tally)) == []
    expected = {"entries": 8, "rows": 18, "versions": 3, "readings": 3, "originals": 3, "files": 4}
    assert {what: tally.counts[what] for what in expected} == expected


def test_an_empty_workspace_has_no_findings(workspace: Workspace) -> None:
    assert list(verify(workspace)) == []


# Files


def an_original(workspace: Workspace) -> Path:
    return next(path for path in sorted(workspace.originals.folder.rglob("*")) if path.is_file())


def a_warc(workspace: Workspace) -> Path:
    return next(workspace.captures.rglob("*.warc.gz"))


@pytest.mark.parametrize("kept", [an_original, a_warc])
def test_a_flipped_bit_in_a_file(filled: Workspace, kept: type) -> None:
    path = kept(filled)
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[1] ^= 1
    path.write_bytes(data)
    assert found(filled) == [("changed", path.relative_to(filled.folder).as_posix(), "")]


@pytest.mark.parametrize("kept", [an_original, a_warc])
def test_a_deleted_file(filled: Workspace, kept: type) -> None:
    path = kept(filled)
    path.unlink()
    assert found(filled) == [("removed", path.relative_to(filled.folder).as_posix(), "")]


@pytest.mark.parametrize("name", ["originals/ab/" + "ab" * 32, "originals/note.txt", "captures/x.warc.gz"])
def test_a_file_that_nothing_names(filled: Workspace, name: str) -> None:
    path = filled.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    assert found(filled) == [("inserted", name, "")]


def test_an_original_in_another_place(filled: Workspace) -> None:
    path = an_original(filled)
    path.rename(filled.originals.folder / path.name)
    wrong, right = f"originals/{path.name}", path.relative_to(filled.folder).as_posix()
    assert found(filled) == [("removed", right, ""), ("inserted", wrong, "")]


def test_what_a_killed_process_left_is_nobodys(filled: Workspace) -> None:
    (filled.originals.folder / ".abc.x.part").write_bytes(b"half")
    assert list(verify(filled)) == []


def test_an_unreadable_file(filled: Workspace) -> None:
    path = an_original(filled)
    path.unlink()
    path.mkdir()
    assert found(filled) == [("unreadable", path.relative_to(filled.folder).as_posix(), "")]


# Rows that the log names


def other_value(field: django_models.Field, value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 7
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(field, django_models.JSONField):
        return ["edited"]
    return f"{value}x" if value and len(str(value)) < 10 else "x"


def test_every_edited_field_of_every_sealed_row(attacked: Workspace) -> None:
    """Each is found in its own table, whatever else follows from it."""
    from marsad.store.seals import SEALED

    tried = 0
    for model, fields in SEALED.items():
        for row in model._default_manager.order_by("pk")[:1]:
            for name in fields[1:]:
                value = getattr(row, name)
                same = model._default_manager.filter(pk=row.pk)
                same.update(**{name: other_value(model._meta.get_field(name.removesuffix("_id")), value)})
                assert ("changed", model._meta.db_table, str(row.pk)) in found(attacked, reread=False), name
                same.update(**{name: value})
                tried += 1
    assert tried >= 40
    assert list(verify(attacked)) == []


@pytest.mark.parametrize(
    ("table", "field", "value", "was"),
    [
        ("ReportVersion", "title", "عنوان آخر", "أ"),
        ("ReportVersion", "published", "2025-01-01", "2025-10-13"),
        ("ReportVersion", "publisher", "غيرها", "وكالة التجربة"),
        ("ReportVersion", "content_sha256", "0" * 64, None),
        ("Report", "doc", "three", "one"),
        ("Source", "protected", True, "False"),
        ("Reading", "event_keys", ["x-1", "x-2"], None),
    ],
)
def test_the_edited_field_is_named_where_it_can_be(
    attacked: Workspace, table: str, field: str, value: object, was: str | None
) -> None:
    from django.apps import apps

    model = apps.get_model("store", table)
    row = model.objects.order_by("pk").first()
    model.objects.filter(pk=row.pk).update(**{field: value})
    (finding,) = [f for f in verify(attacked) if f.code == "V124"]
    assert (finding.where, finding.key, finding.details["field"]) == (
        model._meta.db_table,
        str(row.pk),
        field,
    )
    assert was is None or finding.details["was"] == was


def test_every_removed_row(attacked: Workspace) -> None:
    from marsad.store.seals import SEALED

    for model in SEALED:
        row = model._default_manager.order_by("-pk").first()
        if row is not None:
            model._default_manager.filter(pk=row.pk)._raw_delete("default")
            assert ("removed", model._meta.db_table, str(row.pk)) in found(attacked), model


def test_every_inserted_row(attacked: Workspace) -> None:
    from marsad.store.seals import SEALED

    for model in SEALED:
        row = model._default_manager.order_by("-pk").first()
        if row is None:
            continue
        row.pk = row.pk + 1 if isinstance(row.pk, int) else f"{row.pk}x"[-64:]
        for name in ("doc", "key", "content_sha256", "number", "run_id"):
            if hasattr(row, name):
                value = getattr(row, name)
                setattr(row, name, value + 1 if isinstance(value, int) else f"{value}x"[-64:])
        row.save(force_insert=True)
        assert ("inserted", model._meta.db_table, str(row.pk)) in found(attacked), model


# What is derived


def test_every_edited_field_of_every_derived_row(filled: Workspace) -> None:
    from marsad.store import models

    for model in (models.Event, models.Tally, models.Relation):
        row = model.objects.filter(current=True).order_by("pk")[0]
        same = model.objects.filter(pk=row.pk)
        fields = {f.attname: f for f in model._meta.fields}
        for name in fields.keys() - {"id", "reading_id", "number"}:
            value = getattr(row, name)
            if value is None:
                continue
            same.update(**{name: other_value(fields[name], value)})
            (finding,) = verify(filled)
            expected = ("V131", "changed", model._meta.db_table, str(row.pk), name)
            assert (*finding[:4], finding.details["field"]) == expected
            same.update(**{name: value})


def test_a_removed_and_an_inserted_derived_row(filled: Workspace) -> None:
    from marsad.store import models

    for model in (models.Event, models.Tally, models.Relation):
        row = model.objects.order_by("pk")[0]
        model.objects.filter(pk=row.pk).delete()
        assert found(filled) == [("removed", model._meta.db_table, f"{row.reading_id}/{row.number}")]
        row.save(force_insert=True)
        row.pk, row.number = 999, 99
        row.save(force_insert=True)
        assert found(filled) == [("inserted", model._meta.db_table, "999")]
        model.objects.filter(pk=999).delete()


def test_moved_flags(filled: Workspace) -> None:
    from marsad.store import models

    old = models.ReportVersion.objects.get(current=False)
    models.ReportVersion.objects.filter(pk=old.pk).update(current=True)
    models.Reading.objects.filter(version=old).update(current=True)
    reading = models.Reading.objects.get(version=old)
    assert found(filled) == [
        ("changed", "store_reportversion", str(old.pk)),
        ("changed", "store_reading", str(reading.pk)),
    ]


@pytest.mark.parametrize(("table", "field"), [("Actor", "ar"), ("Actor", "kind"), ("Place", "lat")])
def test_edited_names(filled: Workspace, table: str, field: str) -> None:
    from django.apps import apps

    from marsad.store.readings import gazetteer_rows, place_row

    known = next(iter(gazetteer_rows(()).values()))
    place_row(known.id, known, "").save(force_insert=True)
    assert list(verify(filled)) == []
    model = apps.get_model("store", table)
    row = model.objects.order_by("pk")[0]
    value = other_value(model._meta.get_field(field), getattr(row, field))
    model.objects.filter(pk=row.pk).update(**{field: value})
    assert found(filled) == [("changed", model._meta.db_table, row.pk)]


# Incidents


@pytest.fixture
def linked(filled: Workspace) -> Workspace:
    from marsad.actions.link_incidents import link

    link(filled)
    return filled


def test_incidents_as_linked_have_no_findings(linked: Workspace) -> None:
    tally = Tally()
    assert list(verify(linked, tally)) == []
    assert tally.counts["incidents"] >= 2


def test_every_edited_field_of_incidents_and_their_events(linked: Workspace) -> None:
    from marsad.store import models

    for model, key in ((models.Incident, "key"), (models.Membership, "event_key")):
        row = model.objects.order_by("pk")[0]
        same = model.objects.filter(pk=row.pk)
        for field in model._meta.fields:
            name = field.attname
            value = getattr(row, name)
            if name in ("id", key, "summary") or value is None:
                continue
            other = models.Incident.objects.order_by("-pk")[0].pk
            same.update(**{name: other if name == "incident_id" else other_value(field, value)})
            expected = ("changed", model._meta.db_table, getattr(row, key))
            assert expected in found(linked, reread=False), name
            same.update(**{name: value})
    assert list(verify(linked, reread=False)) == []


def test_removed_and_inserted_events_of_incidents(linked: Workspace) -> None:
    from marsad.store import models

    row = models.Membership.objects.order_by("pk")[0]
    models.Membership.objects.filter(pk=row.pk).delete()
    assert found(linked) == [("removed", "store_membership", row.event_key)]
    row.save(force_insert=True)
    row.pk, row.event_key = 999, "0123456789abcdef-1"
    row.save(force_insert=True)
    assert found(linked) == [("inserted", "store_membership", "0123456789abcdef-1")]


def test_edited_removed_and_inserted_links(linked: Workspace) -> None:
    from marsad.store import models

    assert models.Link.objects.count() >= 1
    row = models.Link.objects.order_by("pk")[0]
    models.Link.objects.filter(pk=row.pk).update(weight=row.weight + 1)
    assert found(linked) == [("changed", "store_link", "")]
    models.Link.objects.filter(pk=row.pk).delete()
    assert found(linked) == [("removed", "store_link", "")]
    row.save(force_insert=True)
    row.pk, row.left = 999, "0"
    row.save(force_insert=True)
    assert found(linked) == [("inserted", "store_link", "")]


# The log


def test_an_edited_entry(attacked: Workspace) -> None:
    from marsad.store.models import LogEntry

    for field, value in [("who", "x"), ("made_at", "2020"), ("action", "x"), ("details", '{"rows":[]}')]:
        entry = LogEntry.objects.get(number=3)
        LogEntry.objects.filter(number=3).update(**{field: value})
        assert ("changed", "store_logentry", "3") in found(attacked)
        entry.save()
    assert list(verify(attacked)) == []


def test_a_removed_entry_in_the_middle(attacked: Workspace) -> None:
    from marsad.store.models import LogEntry

    LogEntry.objects.filter(number__in=[2, 3]).delete()
    assert ("removed", "store_logentry", "2–3") in found(attacked)


def test_entries_cut_off_at_the_end(attacked: Workspace) -> None:
    from marsad.store.models import Decision, LogEntry

    LogEntry.objects.filter(number=8).delete()
    Decision.objects.all().delete()
    assert found(attacked) == [("removed", "store_logentry", "8")]


def test_an_inserted_entry_at_the_end(attacked: Workspace) -> None:
    from marsad.store.models import LogEntry

    last = LogEntry.objects.get(number=8)
    last.number = 9
    last.save(force_insert=True)
    assert ("changed", "store_logentry", "9") in found(attacked)


def test_an_inserted_entry_in_the_middle(attacked: Workspace) -> None:
    """The others moved up to make room; their digests hold their numbers."""
    from marsad.store.models import LogEntry

    for entry in list(LogEntry.objects.filter(number__gte=4).order_by("-number")):
        LogEntry.objects.filter(number=entry.number).delete()
        entry.number += 1
        entry.save(force_insert=True)
    LogEntry(number=4, made_at="", who="x", action="x", details="{}", previous="", digest="").save(
        force_insert=True
    )
    assert ("changed", "store_logentry", "4–9") in found(attacked)


@pytest.mark.parametrize("deed", ["remove", "insert", "edit"])
def test_a_log_made_anew_after_tampering_contradicts_the_heads_file(attacked: Workspace, deed: str) -> None:
    from marsad.store.models import Decision, LogEntry

    if deed == "remove":
        Decision.objects.all().delete()
        LogEntry.objects.filter(action="decide").delete()
    elif deed == "insert":
        LogEntry(number=9, made_at="2026", who="x", action="x", details='{"rows":[]}').save(force_insert=True)
        LogEntry.objects.filter(number=2).update(who="x")
    else:
        LogEntry.objects.filter(number=2).update(who="somebody else")
    storekit.rewrite_log(attacked, head=False)
    findings = [f for f in verify(attacked) if f.kind != "note"]
    expected = {"remove": ["V114"], "insert": ["V115"], "edit": ["V115"]}
    assert [f.code for f in findings] == expected[deed]


def test_without_the_heads_file_nobody_knows_where_the_log_ended(filled: Workspace) -> None:
    filled.head_file.unlink()
    assert found(filled) == [("removed", "log-head.json", "")]
    filled.head_file.write_text("[]")
    assert found(filled) == [("removed", "log-head.json", "")]


def test_a_head_that_was_not_written_before_a_kill_is_only_noted(filled: Workspace) -> None:
    from marsad.store import log

    log.append("try", "tester")
    assert found(filled) == [("note", "log-head.json", "")]


def test_an_entry_that_is_no_json(attacked: Workspace) -> None:
    from marsad.store.models import LogEntry

    LogEntry.objects.filter(number=2).update(details="{")
    assert {"V111", "V119"} <= set(codes(attacked))


# Texts against the originals


def edit_text(workspace: Workspace) -> int:
    """Change a text, its record and their digests, and make log and head's file fit; the version's key."""
    from marsad.store import models
    from marsad.store.canonical import text_digest
    from marsad.store.seals import seal_of

    version = models.ReportVersion.objects.get(report__doc="one")
    reading = models.Reading.objects.get(version=version)
    old = [seal_of(version), seal_of(reading)]
    version.content = version.content.replace("25 شاحنة", "75 شاحنة")
    version.content_sha256 = text_digest(version.content)
    version.save()
    reading.record = reading.record.replace("25 شاحنة", "75 شاحنة")
    reading.save()
    for event in models.Event.objects.filter(reading=reading):
        event.quote = event.quote.replace("25 شاحنة", "75 شاحنة")
        event.save()
    for entry in models.LogEntry.objects.all():
        details = entry.details
        for before, after in zip(old, [seal_of(version), seal_of(reading)], strict=True):
            details = details.replace(before.digest, after.digest)
        models.LogEntry.objects.filter(number=entry.number).update(details=details)
    storekit.rewrite_log(workspace, head=True)
    return version.pk


def test_a_text_edited_with_all_digests_contradicts_its_original(attacked: Workspace) -> None:
    key = edit_text(attacked)
    assert [(f.code, f.kind, f.key) for f in verify(attacked)] == [("V138", "changed", str(key))]
    assert list(verify(attacked, reread=False)) == []


def test_where_another_version_took_it_in_a_difference_is_only_noted(
    attacked: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = edit_text(attacked)
    monkeypatch.setattr("marsad.store.verify.contents.__version__", "99.0")
    assert [(f.code, f.kind, f.key) for f in verify(attacked)] == [("V139", "note", str(key))]


# While others write, and how it is told


def test_others_may_write_meanwhile(filled: Workspace) -> None:
    """The check sees one moment; it neither stops writers nor takes what they add for a fault."""
    other = connection.copy()

    def write(what: str, count: int) -> None:
        if (what, count) == ("rows", 1):
            other.cursor().execute(
                "INSERT INTO store_decision (kind, events, value, note, who, made_at) "
                "VALUES ('same', '[]', '{}', '', '', '2026-03-01 00:00:00')"
            )

    assert list(verify(filled, Tally(write))) == []
    other.close()
    assert codes(filled) == ["V122"]


def test_every_finding_is_told_in_both_languages(filled: Workspace) -> None:
    path = an_original(filled)
    path.chmod(0o644)
    path.write_bytes(b"")
    (finding,) = verify(filled)
    assert "originals/" in finding.sentence("ar")
    assert "الملف" in finding.sentence("ar")
    assert finding.sentence("en").startswith("originals/")
    assert json.loads(json.dumps(finding.as_data()))["kind"] == "changed"
    row = Finding("V122", "inserted", "store_report", "12")
    assert row.sentence("en").startswith("report 12: no log entry")
    assert row.sentence("ar").startswith("التقرير 12: ")
