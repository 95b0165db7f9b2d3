"""Readings kept: rows for filters, keys that last, what is current, and what a new reading changed."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from marsad.formats.sources import read_bytes
from marsad.model import Count, Event, Place, Record, decode_record
from marsad.store.projection import main_place, project
from marsad.store.settings import Settings
from marsad.store.workspace import Workspace
from recordkit import TEXT, attack, convoy, record
from storekit import ready_django

ready_django()
from marsad.store import models, readings  # noqa: E402
from marsad.store.keeping import CaptureFacts, keep  # noqa: E402
from marsad.store.readings import changes, save_reading, save_readings, start_run  # noqa: E402

DERIVED: tuple[Any, ...] = (models.Event, models.Tally, models.Relation)


def version(workspace: Workspace, doc: str = "r1", text: str = TEXT) -> models.ReportVersion:
    """The newest version of a report, added with this text."""
    data = json.dumps({"doc": doc, "text": text}).encode()
    keep(workspace, data, CaptureFacts("a.jsonl"), read_bytes(data, "a.jsonl"))
    return models.ReportVersion.objects.get(report__doc=doc, current=True)


def another_run(workspace: Workspace) -> models.Run:
    workspace.settings = Settings({"reading.workers": models.Run.objects.count() + 2})
    return start_run("read", workspace)


def changed(event: Event, **fields: object) -> Event:
    return msgspec.structs.replace(event, **fields)


def keys(*, current: bool) -> list[str]:
    """The last parts of the keys, in the order of the events."""
    rows = models.Event.objects.filter(current=current).order_by("reading_id", "number")
    return [key.rpartition("-")[2] for key in rows.values_list("key", flat=True)]


def test_a_record_is_kept_whole_and_laid_out(workspace: Workspace) -> None:
    told = record()
    reading = save_reading(version(workspace), start_run("read", workspace), told)
    reading.refresh_from_db()
    assert decode_record(reading.record) == told
    assert len(reading.event_keys) == 2
    projected = project(told, reading.event_keys)
    for table, rows in zip(DERIVED, projected, strict=True):
        kept = table.objects.filter(reading=reading).order_by("number")
        assert [{name: getattr(row, name) for name in rows[0]} for row in kept] == list(rows)
        assert all(row.current for row in kept)
    event = models.Event.objects.get(number=1)
    assert (event.initiators, event.targets) == ("islamic-state", "sdf civilians")
    assert (event.killed_least, event.killed_most, event.injured_least, event.injured_most) == (2, 2, 1, None)
    assert (event.place_name, event.lat, event.radius_m) == ("التجربة", 35.12345678, 2000)
    assert models.Event.objects.get(number=2).items == "truck:25"


def test_actors_and_places_that_are_named_get_rows(workspace: Workspace) -> None:
    known = next(iter(readings.gazetteer_rows(()).values()))
    place = Place(role="site", name="اسم", gazetteer_id=known.id)
    lost = Place(role="origin", name="مكان من جدول حُذف", gazetteer_id="own-1")
    told = record(events=(changed(attack(), places=(place, lost)),))
    save_reading(version(workspace), start_run("read", workspace), told)
    places = {place.id: place for place in models.Place.objects.all()}
    assert (places[known.id].ar, places[known.id].lat) == (known.name_ar, known.lat)
    assert (places["own-1"].ar, places["own-1"].lat) == ("مكان من جدول حُذف", None)
    assert {"islamic-state", "sdf", "sohr", "global-coalition"} <= set(
        models.Actor.objects.values_list("id", flat=True)
    )
    assert models.Actor.objects.get(id="sdf").ar == "قوات سوريا الديمقراطية"


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((), None),
        ((("origin", "بعيد", 36.0, "settlement"), ("site", "قرية بلا موضع", None, None)), "قرية بلا موضع"),
        ((("origin", "من", 36.0, "site"), ("destination", "إلى", 35.0, "area")), "إلى"),
        ((("site", "المحافظة", 35.0, "governorate"), ("site", "القرية", 35.1, "settlement")), "القرية"),
        ((("site", "الأولى", 35.0, "settlement"), ("site", "الثانية", 35.1, "settlement")), "الأولى"),
    ],
)
def test_the_site_stands_for_an_event(places: tuple[Any, ...], expected: str | None) -> None:
    made = tuple(Place(role=role, name=name, lat=lat, precision=exact) for role, name, lat, exact in places)
    found = main_place(changed(attack(), places=made))
    assert (found and found.name) == expected


def test_a_run_goes_on_until_something_it_hangs_on_changes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = start_run("read", workspace)
    assert start_run("read", workspace).pk == first.pk
    assert start_run("link", workspace).pk != first.pk
    monkeypatch.setattr("marsad.store.readings._package_tables", lambda: {"actors.csv": "other"})
    second = start_run("read", workspace)
    assert second.pk != first.pk
    assert second.tables != first.tables


def test_an_own_table_of_places_is_part_of_the_fingerprint(workspace: Workspace) -> None:
    workspace.settings = Settings({"reading.gazetteers": ["own.csv"]})
    (workspace.folder / "own.csv").write_text("name_ar,lat,lon\nأ,35,40\n", "utf-8")
    before = readings.fingerprint(workspace)
    (workspace.folder / "own.csv").write_text("name_ar,lat,lon\nأ,35,41\n", "utf-8")
    assert readings.fingerprint(workspace) != before


def test_reading_again_keeps_the_old_reading_and_the_keys(workspace: Workspace) -> None:
    read = version(workspace)
    save_reading(read, start_run("read", workspace), record())
    other = record(events=(convoy(), changed(attack(), status="denied")), tallies=())
    save_reading(read, another_run(workspace), other)
    assert keys(current=False) == ["1", "2"]
    assert keys(current=True) == ["2", "1"]
    assert models.Tally.objects.filter(current=True).count() == 0
    assert list(models.Reading.objects.order_by("id").values_list("current", flat=True)) == [False, True]


def test_a_number_that_was_given_once_is_never_given_again(workspace: Workspace) -> None:
    read = version(workspace)
    for events in ((attack(), convoy()), (attack(),), (attack(), convoy())):
        save_reading(read, another_run(workspace), record(events=events))
    assert keys(current=True) == ["1", "3"]


def test_events_of_a_new_version_keep_their_keys_where_they_are_the_same(workspace: Workspace) -> None:
    run = start_run("read", workspace)
    save_reading(version(workspace), run, record())
    edited = f"{TEXT} وأضافت الوكالة أن الطريق قُطع."
    moved = changed(convoy(), places=(Place(role="site", name="موضع آخر"),))
    save_reading(version(workspace, text=edited), run, record(text=edited, events=(attack(), moved)))
    assert keys(current=True) == ["1", "3"]
    assert keys(current=False) == ["1", "2"]


def test_an_older_version_that_is_read_late_does_not_speak_for_the_report(workspace: Workspace) -> None:
    run = start_run("read", workspace)
    old, new = version(workspace), version(workspace, text=f"{TEXT} تحديث")
    save_reading(new, run, record(text=f"{TEXT} تحديث"))
    save_reading(old, run, record())
    (reading,) = models.Reading.objects.filter(current=True)
    assert reading.version_id == new.pk
    assert set(models.Event.objects.filter(current=True).values_list("reading_id", flat=True)) == {reading.pk}
    assert keys(current=True) == keys(current=False) == ["1", "2"]


def test_two_versions_in_one_batch_leave_one_current(workspace: Workspace) -> None:
    old, new = version(workspace), version(workspace, text=f"{TEXT} تحديث")
    pairs = [(old, record()), (new, record(text=f"{TEXT} تحديث"))]
    save_readings(start_run("read", workspace), pairs)
    (reading,) = models.Reading.objects.filter(current=True)
    assert reading.version_id == new.pk
    assert keys(current=True) == ["1", "2"]


def test_a_batch_is_saved_whole_or_not_at_all(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    read, run = version(workspace), start_run("read", workspace)
    monkeypatch.setattr("marsad.store.log.append", fail)
    with pytest.raises(KeyboardInterrupt):
        save_reading(read, run, record())
    assert not models.Reading.objects.exists()
    assert not any(table.objects.exists() for table in (*DERIVED, models.Actor))


def test_a_batch_has_one_entry_in_the_log(workspace: Workspace) -> None:
    pairs = [(version(workspace, doc), record(doc=doc)) for doc in ("a", "b", "c")]
    run = start_run("read", workspace)
    before = models.LogEntry.objects.count()
    save_readings(run, pairs)
    (entry,) = models.LogEntry.objects.filter(number__gt=before)
    named = [row[:2] for row in json.loads(entry.details)["rows"]]
    assert named == [["store_reading", str(r.pk)] for r in models.Reading.objects.order_by("id")]


def test_numbers_beyond_a_column_are_cut_in_rows_only(workspace: Workspace) -> None:
    many = record(events=(changed(attack(), casualties=msgspec.structs.replace(
        attack().casualties, killed=Count(5_000_000_000, None))),))  # fmt: skip
    reading = save_reading(version(workspace), start_run("read", workspace), many)
    assert models.Event.objects.get().killed_least == 2**31 - 1
    assert decode_record(reading.record).events[0].casualties.killed == Count(5_000_000_000, None)


def told(old: Record, new: Record, old_keys: str, new_keys: str) -> list[tuple[object, ...]]:
    found = changes(old, old_keys.split(), new, new_keys.split())
    return [(c.key, c.kind, *(name for name, _, _ in c.fields)) for c in found]


def test_changes_are_told_event_by_event() -> None:
    late = changed(attack(), start="2025-10-13", end="2025-10-13", status="claimed")
    old = record(events=(attack(), convoy()))
    assert told(old, record(events=(convoy(), attack())), "a b", "b a") == []
    assert told(old, record(events=(late, convoy())), "a b", "a b") == [
        ("a", "changed", "start", "end", "status")
    ]
    assert told(old, record(events=(attack(), attack())), "a b", "a c") == [("c", "added"), ("b", "dropped")]
    surer = changed(attack(), confidence=0.99, evidence=())
    assert told(old, record(events=(surer, convoy())), "a b", "a b") == []
