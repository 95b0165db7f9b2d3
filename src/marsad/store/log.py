"""The log: append-only entries that chain by hash.

An entry's digest covers its number, time, person, action, details and the digest of the
entry before it, so that none can be changed, removed or put in between without every later
digest failing. ``details["rows"]`` lists the rows that the deed wrote, each with its own
digest (`marsad.store.seals`); the newest entry that names a row tells what it must hold.
The log's head is also written to ``log-head.json``: a log that was cut off at its end, or
replaced as a whole, no longer holds the head that the file tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from django.db import connection, transaction
from django.db import models as django_models

from marsad.formats.safefile import replacing
from marsad.store.canonical import canonical, digest_of
from marsad.store.models import LogEntry
from marsad.store.seals import seal_of
from marsad.store.times import now_utc, written

#: What the first entry names as the one before it.
GENESIS: Final = "0" * 64
#: Rows that one entry names at most; more rows make more entries.
_ROWS: Final = 5_000
#: Name of the lock that appending takes in PostgreSQL: "marsad" as a number.
_LOCK: Final = int.from_bytes(b"marsad")


class Head(NamedTuple):
    """The newest entry: its number and digest."""

    number: int
    digest: str


def append(
    action: str,
    who: str,
    details: Mapping[str, object] | None = None,
    rows: Iterable[django_models.Model] = (),
) -> Head:
    """Write an entry and name the rows that the deed wrote; call it in the deed's transaction.

    Args:
        action: A word for the deed ("capture", "read", "decide" …).
        who: The person or the program's part that did it.
        details: What a reader of the log needs to know; JSON-able.
        rows: Saved rows of sealed models.
    """
    sealed = [list(seal_of(row)) for row in rows]
    with transaction.atomic(savepoint=False):
        head = last_head(for_update=True)
        for first in range(0, max(len(sealed), 1), _ROWS):
            head = _append(head, action, who, {**(details or {}), "rows": sealed[first : first + _ROWS]})
    return head


def _append(head: Head, action: str, who: str, details: Mapping[str, object]) -> Head:
    entry = LogEntry(
        number=head.number + 1,
        made_at=written(now_utc()),
        who=who,
        action=action,
        details=canonical(details),
        previous=head.digest,
    )
    entry.digest = entry_digest(entry)
    entry.save(force_insert=True)
    return Head(entry.number, entry.digest)


def entry_digest(entry: LogEntry) -> str:
    """The digest that an entry must have."""
    return digest_of([entry.number, entry.made_at, entry.who, entry.action, entry.details, entry.previous])


def last_head(*, for_update: bool = False) -> Head:
    """The newest entry; number 0 and the genesis digest where there is none.

    ``for_update`` keeps others from appending until the transaction ends.
    """
    if for_update:
        _exclude_others()
    entry = LogEntry.objects.order_by("-number").first()
    return Head(0, GENESIS) if entry is None else Head(entry.number, entry.digest)


def _exclude_others() -> None:
    """Wait until no other transaction appends. SQLite's writers exclude each other anyhow.

    A lock on the newest row would not do: who waited for it would still be given that row,
    although the one waited for has written a newer one.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def write_head(path: Path) -> None:
    """Put the log's head into a file, once the transaction has ended well."""

    def put() -> None:
        head = last_head()
        with replacing(path) as stream:
            stream.write(json.dumps(head._asdict()).encode() + b"\n")

    transaction.on_commit(put)
