"""What was read and laid out, made anew and compared: texts, records, rows for filters, flags.

These checks don't ask the log: they also find an edit whose author made the log anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from django.db import models as django_models
from django.db.models import OuterRef, Subquery

from marsad.model import Record, Report, decode_record
from marsad.store import models
from marsad.store.canonical import text_digest
from marsad.store.projection import Projection, Row, project
from marsad.store.verify.findings import Finding, Tally

_BATCH: Final = 200
_LAID_OUT: Final = (models.Event, models.Tally, models.Relation)
Rows = Mapping[int, Sequence[Any]]


def check_versions(tally: Tally) -> Iterator[Finding]:
    """Each report's text against its digest, and its newest version marked as such."""
    table = models.ReportVersion._meta.db_table
    newest = (
        models.ReportVersion.objects.filter(report=OuterRef("report"))
        .order_by("-stood_at", "-number")
        .values("number")[:1]
    )
    rows = models.ReportVersion.objects.annotate(newest=Subquery(newest)).order_by("pk")
    for version in rows.iterator(_BATCH):
        tally.add("versions")
        key = str(version.pk)
        if text_digest(version.content) != version.content_sha256:
            yield Finding("V134", "changed", table, key)
        if version.current != (version.number == version.newest):
            yield _flag(table, key, version.current)
        if _decoded(version.content, Report) is None:
            yield Finding("V133", "unreadable", table, key, {"field": "content"})


def check_readings(tally: Tally) -> Iterator[Finding]:
    """Each record's rows made anew, its text against the version that it was read from, and its flag."""
    readings = models.Reading.objects.filter(version__report=OuterRef("version__report"))
    newest = readings.order_by("-version__stood_at", "-version__number", "-pk").values("pk")[:1]
    rows = models.Reading.objects.select_related("version").annotate(newest=Subquery(newest)).order_by("pk")
    batch: list[Any] = []
    for reading in rows.iterator(_BATCH):
        batch.append(reading)
        if len(batch) == _BATCH:
            yield from _check_batch(batch, tally)
            batch = []
    yield from _check_batch(batch, tally)


def _check_batch(readings: Sequence[Any], tally: Tally) -> Iterator[Finding]:
    laid_out = [_rows_of(model, readings) for model in _LAID_OUT]
    for reading in readings:
        tally.add("readings")
        yield from _check_reading(reading, [rows.get(reading.pk, ()) for rows in laid_out])


def _rows_of(model: type[django_models.Model], readings: Sequence[Any]) -> Rows:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in model._default_manager.filter(reading__in=[r.pk for r in readings]).order_by("number", "pk"):
        found[row.reading_id].append(row)  # type: ignore[attr-defined]
    return found


def _check_reading(reading: Any, laid_out: Sequence[Sequence[Any]]) -> Iterator[Finding]:
    table, key = models.Reading._meta.db_table, str(reading.pk)
    current = reading.pk == reading.newest  # of all readings of its report
    if reading.current != current:
        yield _flag(table, key, reading.current)
    try:
        record = decode_record(reading.record)
        projected = project(record, reading.event_keys)
    except (msgspec.MsgspecError, ValueError, TypeError):
        yield Finding("V133", "unreadable", table, key, {"field": "record"})
        return
    report = _decoded(reading.version.content, Report)
    if report is not None and not _same_report(record, report):
        yield Finding("V137", "changed", table, key, {"version": reading.version_id})
    yield from _check_rows(projected, laid_out, key, current=current)


def _check_rows(
    projected: Projection, laid_out: Sequence[Sequence[Any]], reading: str, *, current: bool
) -> Iterator[Finding]:
    for model, expected, found in zip(_LAID_OUT, projected, laid_out, strict=True):
        table = model._meta.db_table
        wanted: dict[int, Row] = {row["number"]: row for row in expected}
        for row in found:
            want = wanted.pop(row.number, None)
            if want is None:
                yield Finding("V132", "inserted", table, str(row.pk), {"reading": reading})
                continue
            for field, value in {**want, "current": current}.items():
                if getattr(row, field) != value:
                    details = {"field": field, "found": getattr(row, field), "expected": value}
                    yield Finding("V131", "changed", table, str(row.pk), details)
        for number in wanted:
            yield Finding("V136", "removed", table, f"{reading}/{number}", {"reading": reading})


def _flag(table: str, key: str, found: bool) -> Finding:
    return Finding("V131", "changed", table, key, {"field": "current", "found": found, "expected": not found})


def _same_report(record: Record, report: Report) -> bool:
    return (record.doc, record.text) == (report.doc, report.text)


def _decoded(text: str, kind: type[Report]) -> Report | None:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.MsgspecError:
        return None
