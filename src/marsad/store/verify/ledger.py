"""What the log says each row must hold: the newest digest of every row it names.

It is kept in a temporary database on disk, so that a large workspace needs little memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Self


class Named(NamedTuple):
    """A row as the log names it last; an empty digest says that the row was taken out."""

    table: str
    key: str
    digest: str
    entry: int


class Ledger:
    """Rows that the log names. Looking a row up takes it out, so that the missing ones are left."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("")  # a file of SQLite's own, gone when closed
        self._rows.execute(
            "CREATE TABLE named (tbl TEXT, key TEXT, digest TEXT, entry INTEGER, PRIMARY KEY (tbl, key)) "
            "WITHOUT ROWID"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._rows.close()

    def note(self, entry: int, seals: Iterable[Sequence[str]]) -> None:
        """Take in the rows that an entry names; newer entries outrank older ones."""
        self._rows.executemany(
            "INSERT OR REPLACE INTO named VALUES (?, ?, ?, ?)",
            ((table, key, digest, entry) for table, key, digest in seals),
        )

    def expect(self, what: str, name: str) -> None:
        """Take in a thing that is no row, such as a file."""
        self.note(0, [(what, name, "-")])

    def take(self, table: str, key: str) -> Named | None:
        """What the log says of a row; None where it names none such."""
        found = self._rows.execute(
            "DELETE FROM named WHERE tbl = ? AND key = ? RETURNING tbl, key, digest, entry", (table, key)
        ).fetchone()
        return Named(*found) if found else None

    def left(self) -> Iterator[Named]:
        """Rows that should be there and were not looked up, in order."""
        rows = self._rows.execute("SELECT * FROM named WHERE digest <> '' ORDER BY tbl, entry, key")
        yield from (Named(*row) for row in rows)
