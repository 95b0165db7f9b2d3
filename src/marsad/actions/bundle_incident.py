"""One incident for another party: all that is needed to check it without Marsad, in one zip file.

What could expose people is left out unless asked for: protected sources are named by a code,
and originals that hold others' words stay here. What is left out is told, with its digest.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec
from django.db import models as django_models
from django.db import transaction

from marsad.errors import OutputError, UsageError
from marsad.formats.incidentpage import incident_page
from marsad.formats.kinds import START, told_kind
from marsad.formats.safefile import replacing
from marsad.messages import reason_of
from marsad.model import Incident, Record, decode_record
from marsad.store import log, models
from marsad.store.batches import parts
from marsad.store.canonical import bytes_digest, canonical
from marsad.store.custody import Sealed, chain, newest_seals, read_details
from marsad.store.incidents import incident_of
from marsad.store.originals import file_digest
from marsad.store.seals import seal_of, sealed_values
from marsad.store.workspace import Workspace

_STATIC: Final = Path(__file__).parents[1] / "formats" / "bundle"
#: The earliest time that a zip file can tell; the same for all, so that the same input gives the same bytes.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_LEVEL: Final = 9
#: How rows that may tell of a source lead to it.
_PATHS: Final[dict[type[django_models.Model], str]] = {
    models.Source: "pk__in",
    models.Original: "captures__source__in",
    models.Capture: "source__in",
    models.Report: "source__in",
    models.ReportVersion: "report__source__in",
}
#: Kinds of files that hold many people's words whatever was taken from them.
_CHATS: Final = ("telegram",)


class Bundled(NamedTuple):
    """What was written: the digest to tell the other party in another way, and what was left out."""

    path: Path
    sha256: str
    head: log.Head
    reports: int
    originals: int
    left_out: int
    protected: int


class _Part(NamedTuple):
    """A report of the incident as the bundle tells it."""

    number: int
    reading: models.Reading
    version: models.ReportVersion
    record: Record
    #: What a protected source is called; empty for others.
    code: str
    original_included: bool

    @property
    def doc(self) -> str:
        return f"{self.code}-{self.number}" if self.code else self.record.doc


def bundle_incident(
    workspace: Workspace,
    key: str,
    output: Path,
    *,
    with_originals: bool = False,
    with_protected: bool = False,
) -> Bundled:
    """Write the bundle of an incident.

    Args:
        key: The incident's key.
        with_originals: Also originals that hold other words than those of its reports.
        with_protected: Protected sources by name, and their originals.
    Raises:
        UsageError: There is no such incident (V160), or it was joined to another (V162).
        OutputError: An original is missing or altered (V161), or the file can't be written (O201).
    """
    row = models.Incident.objects.filter(key=key).first()
    if row is None:
        raise UsageError("V160", found=key)
    if row.merged_into is not None or not row.events:
        raise UsageError("V162", found=key, into=row.merged_into or "–")
    incident = incident_of(row)
    parts = _parts(workspace, incident, with_originals=with_originals, with_protected=with_protected)
    files = _files(workspace, row, incident, parts)
    files["SHA256SUMS"] = "".join(f"{bytes_digest(files[n])}  {n}\n" for n in sorted(files)).encode()
    head = log.last_head()
    with replacing(output) as stream, ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as packed:
        for name in sorted(files):
            packed.writestr(_entry(name), files[name])
    with output.open("rb") as written:
        sha256 = file_digest(written)
    if with_originals or with_protected:
        asked = {"with_originals": with_originals, "with_protected": with_protected}
        with transaction.atomic():
            log.append("bundle", workspace.person, {"incident": key, "sha256": sha256, **asked})
            log.write_head(workspace.head_file)
    originals = sum(name.startswith("originals/") for name in files)
    left_out = sum(not part.original_included for part in parts)
    return Bundled(output, sha256, head, len(parts), originals, left_out, sum(bool(p.code) for p in parts))


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _NO_TIME)
    entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
    return entry


# What belongs to it


def _parts(
    workspace: Workspace, incident: Incident, *, with_originals: bool, with_protected: bool
) -> list[_Part]:
    keys = [event.key for event in incident.events]
    found = models.Event.objects.filter(key__in=keys, current=True).values_list("reading_id", flat=True)
    readings = list(
        models.Reading.objects.filter(pk__in=set(found))
        .select_related("version__original", "version__capture", "version__report__source")
        .order_by("version__report__doc")
    )
    codes = _codes(readings, with_protected=with_protected)
    reports = {reading.version.report_id for reading in readings}
    parts = []
    for number, reading in enumerate(readings, 1):
        version = reading.version
        code = codes.get(version.report.source_id) or codes.get(version.capture.source_id) or ""
        included = not code and (with_originals or _alone(workspace, version, reports))
        parts.append(_Part(number, reading, version, decode_record(reading.record), code, included))
    return parts


def _codes(readings: Sequence[models.Reading], *, with_protected: bool) -> dict[str, str]:
    """What each protected source is called."""
    if with_protected:
        return {}
    sources = {r.version.report.source_id: r.version.report.source.protected for r in readings}
    sources |= {r.version.capture.source_id: r.version.capture.source.protected for r in readings}
    protected = sorted(source for source, is_protected in sources.items() if is_protected)
    return {source: f"protected-{number}" for number, source in enumerate(protected, 1)}


def _alone(workspace: Workspace, version: models.ReportVersion, reports: set[int]) -> bool:
    """Whether an original holds nothing but reports of the incident, as far as can be told."""
    others = models.ReportVersion.objects.filter(original=version.original).exclude(report__in=reports)
    if others.exists():
        return False
    data = _original(workspace, version.original_id)[:START]
    return told_kind(version.capture.origin, data, version.original.media_type or None) not in _CHATS


def _original(workspace: Workspace, sha256: str) -> bytes:
    try:
        data = workspace.originals.read(sha256)
    except OSError as error:
        raise OutputError("V161", sha256=sha256, reason=reason_of(error)) from error
    if bytes_digest(data) != sha256:
        raise OutputError("V161", sha256=sha256, reason=bytes_digest(data))
    return data


# The files


def _files(
    workspace: Workspace, row: models.Incident, incident: Incident, parts: Sequence[_Part]
) -> dict[str, bytes]:
    shown = _without_names(incident, parts)
    records = [_shown_record(part) for part in parts]
    files = {name: (_STATIC / name).read_bytes() for name in ("README.md", "check.py")}
    files["incident.html"] = incident_page(shown, records).encode()
    files["incident.json"] = _pretty(shown)
    for part, record in zip(parts, records, strict=True):
        files[f"reports/{part.number:03}.json"] = _pretty(_report(part, record))
        if part.original_included:
            sha256 = part.version.original_id
            files[f"originals/{sha256}"] = _original(workspace, sha256)
    decisions = _decisions(incident)
    files["decisions.jsonl"] = _lines(sealed_values(decision) for decision in decisions)
    rows = [r for part in parts if not part.code for r in _rows_of(part)] + list(decisions)
    if not any(part.code for part in parts):
        rows.append(row)
    named = {s.pk for part in parts if not part.code for s in _sources(part.version)}
    files |= _log_files(rows, named)
    for path in sorted(workspace.stamps.glob("*.tsr")):
        files[f"stamps/{path.name}"] = path.read_bytes()
    return files


def _rows_of(part: _Part) -> list[django_models.Model]:
    version = part.version
    return [*_sources(version), version.original, version.capture, version.report, version, part.reading]


def _sources(version: models.ReportVersion) -> tuple[models.Source, models.Source]:
    """Who published a report, and whom its file was got from."""
    return version.report.source, version.capture.source


def _decisions(incident: Incident) -> list[models.Decision]:
    keys = {event.key for event in incident.events}
    found: dict[int, models.Decision] = {}
    for decision in models.Decision.objects.order_by("pk").iterator(500):
        told = {*decision.events, *decision.value.get("other", ())}
        if keys & told or decision.value.get("decision") in found:  # the second undoes one of these
            found[decision.pk] = decision
    return list(found.values())


def _log_files(rows: Sequence[django_models.Model], named_sources: set[str]) -> dict[str, bytes]:
    seals = {(seal.table, seal.key): (row, seal) for row in rows for seal in [seal_of(row)]}
    named = newest_seals(seals)
    numbers = sorted({sealed.entry for sealed in named.values() if sealed.entry is not None})
    entries = models.LogEntry.objects.filter(number__in=numbers).order_by("number")
    given = [entry for entry in entries if not _tells_of_protected(entry, named_sources)]
    handed = {entry.number for entry in given}
    lines = []
    for (table, key), (row, seal) in sorted(seals.items()):
        sealed = named.get((table, key), Sealed(table, key, "", None))
        entry = sealed.entry if sealed.entry in handed else None
        values = sealed_values(row)
        lines.append({"table": table, "key": key, "values": values, "digest": seal.digest, "entry": entry})
    return {
        "log/chain.jsonl": _lines(chain()),
        "log/entries.jsonl": _lines(_entry_data(entry) for entry in given),
        "log/rows.jsonl": _lines(lines),
        "log/head.json": _pretty(log.last_head()._asdict()),
    }


def _tells_of_protected(entry: models.LogEntry, named_sources: set[str]) -> bool:
    """Whether an entry tells of a protected source that isn't named anyhow: its name, or a file's."""
    keys: dict[str, list[str]] = defaultdict(list)
    for table, key, _ in read_details(entry).get("rows", []):
        keys[table].append(key)
    protected = set(models.Source.objects.filter(protected=True).values_list("pk", flat=True)) - named_sources
    return any(
        model._default_manager.filter(**{path: protected}).filter(pk__in=part).exists()
        for model, path in _PATHS.items()
        for part in parts(keys[model._meta.db_table])
    )


def _entry_data(entry: models.LogEntry) -> dict[str, object]:
    names = ("number", "made_at", "who", "action", "details", "previous", "digest")
    return {name: getattr(entry, name) for name in names}


def _report(part: _Part, record: Record) -> dict[str, object]:
    version = part.version
    content = json.loads(version.content)
    told = {
        "version": str(version.pk),
        "number": version.number,
        "locator": version.locator,
        "reading": str(part.reading.pk),
        "original": version.original_id,
        "original_size": version.original.size,
        "original_included": part.original_included,
        "protected": bool(part.code),
        "source": part.code or version.report.source.name,
        "content": content,
        "record": msgspec.to_builtins(record),
        "event_keys": part.reading.event_keys,
        "passages": list(_passages(record)),
    }
    if part.code:
        # Places inside the original and its size may tell which file it is.
        told |= {"version": "", "reading": "", "locator": "", "original_size": None}
        told["content"] = {**content, "doc": part.doc, "publisher": part.code, "title": None}
    return told


def _passages(record: Record) -> Iterator[dict[str, object]]:
    owners = (("event", record.events), ("tally", record.tallies), ("relation", record.relations))
    for kind, told in owners:
        for number, one in enumerate(told, 1):
            for passage in one.evidence:  # type: ignore[attr-defined]
                text = record.text[passage.start : passage.end]
                where = f"{kind} {number} {passage.field}"
                yield {"field": where, "start": passage.start, "end": passage.end, "text": text}


# Protected sources by code


def _shown_record(part: _Part) -> Record:
    if not part.code:
        return part.record
    return msgspec.structs.replace(part.record, doc=part.doc, publisher=part.code, title=None)


def _without_names(incident: Incident, parts: Sequence[_Part]) -> Incident:
    """The incident with codes in place of protected sources."""
    codes = {part.record.doc: part for part in parts if part.code}
    if not codes:
        return incident
    names = _names(codes)
    events = tuple(
        msgspec.structs.replace(event, doc=codes[event.doc].doc, publisher=codes[event.doc].code)
        if event.doc in codes
        else event
        for event in incident.events
    )
    sources = tuple(dict.fromkeys(names.get(source, source) for source in incident.sources))
    return msgspec.structs.replace(incident, events=events, sources=sources)


def _names(codes: Mapping[str, _Part]) -> dict[str, str]:
    """By each name of a protected source: its code."""
    names: dict[str, str] = {}
    for doc, part in codes.items():
        source = part.version.report.source
        told = (doc, part.record.publisher, source.pk, source.name, part.version.capture.source.name)
        names |= {name: part.code for name in told if name}
    return names


def _pretty(data: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(data, order="sorted"), indent=1) + b"\n"


def _lines(rows: Any) -> bytes:
    return "".join(canonical(row) + "\n" for row in rows).encode()
