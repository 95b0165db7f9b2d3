"""The log recomputed: numbers without gaps, digests, the chain, and the head that a file tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from marsad.store.log import GENESIS, Head, entry_digest
from marsad.store.models import LogEntry
from marsad.store.verify.findings import Finding, Tally
from marsad.store.verify.ledger import Ledger

_TABLE: Final = "store_logentry"
_BATCH: Final = 200


def read_head(path: Path) -> Head | None:
    """The head that the file beside the database tells; None where it can't be read."""
    try:
        told = json.loads(path.read_text("utf-8"))
        return Head(int(told["number"]), str(told["digest"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def check_log(ledger: Ledger, head: Head | None, head_name: str, tally: Tally) -> Iterator[Finding]:
    """Walk the log from its first entry and fill the ledger with the rows that it names.

    Args:
        head: What the head's file told before the walk began; the log may have grown since.
    """
    runs = _Runs()
    previous, number, at_head = GENESIS, 0, None
    for entry in LogEntry.objects.order_by("number").iterator(chunk_size=_BATCH):
        tally.add("entries")
        if entry.number != number + 1:
            yield _gap(number + 1, entry.number - 1)
        elif entry.previous != previous:
            yield Finding("V113", "changed", _TABLE, str(entry.number), {"before": number})
        if entry_digest(entry) != entry.digest:
            yield from runs.add(entry.number)
        yield from _take_in(ledger, entry)
        previous, number = entry.digest, entry.number
        if head is not None and number == head.number:
            at_head = previous
    yield from runs.end()
    yield from _check_head(head, head_name, Head(number, previous), at_head)


class _Runs:
    """Gathers entries whose digest is wrong, so that a stretch of them makes one finding."""

    def __init__(self) -> None:
        self._first = self._last = 0

    def add(self, number: int) -> Iterator[Finding]:
        if self._last and number != self._last + 1:
            yield from self.end()
        self._first, self._last = self._first or number, number

    def end(self) -> Iterator[Finding]:
        if self._last:
            yield Finding("V111", "changed", _TABLE, _span(self._first, self._last))
        self._first = self._last = 0


def _gap(first: int, last: int) -> Finding:
    if last < first:  # a number below 1
        return Finding("V111", "inserted", _TABLE, str(last + 1))
    return Finding("V112", "removed", _TABLE, _span(first, last))


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _take_in(ledger: Ledger, entry: LogEntry) -> Iterator[Finding]:
    try:
        rows = json.loads(entry.details).get("rows", [])
        ledger.note(entry.number, [(str(table), str(key), str(digest)) for table, key, digest in rows])
    except (ValueError, TypeError, AttributeError):
        yield Finding("V119", "unreadable", _TABLE, str(entry.number))


def _check_head(head: Head | None, name: str, end: Head, at_head: str | None) -> Iterator[Finding]:
    if head is None:
        if end.number:
            yield Finding("V116", "removed", name)
    elif head.number > end.number:
        details = {"number": head.number}
        yield Finding("V114", "removed", _TABLE, _span(end.number + 1, head.number), details)
    elif at_head is not None and head.digest != at_head:
        yield Finding("V115", "changed", _TABLE, str(head.number))
    elif head.number < end.number:
        yield Finding("V117", "note", name, "", {"number": head.number, "end": end.number})
