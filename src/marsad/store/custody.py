"""The log for readers: what was done, by whom, when; and who or what captured what, and how."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from typing import Any, Final, NamedTuple

from marsad.store import models
from marsad.store.times import written

_BATCH: Final = 500


class LogLine(NamedTuple):
    """An entry of the log; ``details`` without the rows, ``rows`` how many it names."""

    number: int
    made_at: str
    who: str
    action: str
    details: dict[str, Any]
    rows: int
    digest: str


class CaptureLine(NamedTuple):
    """One act of getting an original, and the log entry that first names it (None: the log names none)."""

    number: int | None
    captured_at: str
    source: str
    origin: str
    method: str
    who: str
    version: str
    sha256: str
    size: int


def log_lines(since: int = 1) -> Iterator[LogLine]:
    """The entries from a number on, in order."""
    for entry in models.LogEntry.objects.filter(number__gte=since).order_by("number").iterator(_BATCH):
        details = read_details(entry)
        rows = details.pop("rows", [])
        yield LogLine(entry.number, entry.made_at, entry.who, entry.action, details, len(rows), entry.digest)


def read_details(entry: models.LogEntry) -> dict[str, Any]:
    """The details of an entry; empty where they can't be read, which a check tells."""
    try:
        details = json.loads(entry.details)
    except ValueError:
        return {}
    return details if isinstance(details, dict) else {}


def capture_lines(since: int = 1) -> Iterator[CaptureLine]:
    """The captures that entries from a number on name, in the order of the log."""
    table = models.Capture._meta.db_table
    for entry in models.LogEntry.objects.filter(number__gte=since).order_by("number").iterator(_BATCH):
        rows = read_details(entry).get("rows", [])
        keys = [int(key) for name, key, _ in rows if name == table]
        captures = models.Capture.objects.filter(pk__in=keys).select_related("original").order_by("pk")
        for capture in captures if keys else ():
            yield _capture_line(entry.number, capture)


def _capture_line(number: int | None, capture: models.Capture) -> CaptureLine:
    return CaptureLine(
        number,
        written(capture.captured_at),
        capture.source_id,
        capture.origin,
        capture.method,
        capture.who,
        capture.version,
        capture.original_id,
        capture.original.size,
    )


class Sealed(NamedTuple):
    """A row and the newest entry that names it; ``entry`` is None where the log names none."""

    table: str
    key: str
    digest: str
    entry: int | None


def chain() -> Iterator[tuple[int, str, str]]:
    """Number, digest and previous digest of every entry, in order."""
    entries = models.LogEntry.objects.order_by("number")
    yield from entries.values_list("number", "digest", "previous").iterator(_BATCH)


def newest_seals(wanted: Container[tuple[str, str]]) -> dict[tuple[str, str], Sealed]:
    """The newest seal of each wanted row, by table and key, in one walk along the log."""
    found: dict[tuple[str, str], Sealed] = {}
    for entry in models.LogEntry.objects.order_by("number").iterator(_BATCH):
        for table, key, digest in read_details(entry).get("rows", []):
            if (table, key) in wanted:
                found[table, key] = Sealed(table, key, digest, entry.number)
    return found
