"""Everything that a workspace keeps, recomputed: files, log, rows, and what was derived from them.

What a check proves, and what it can't, is told in docs/en/reference/custody.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from marsad.store.verify.chain import check_log, read_head
from marsad.store.verify.contents import check_contents
from marsad.store.verify.derived import check_readings, check_versions
from marsad.store.verify.files import check_files
from marsad.store.verify.findings import Finding, FindingKind, Tally
from marsad.store.verify.ledger import Ledger
from marsad.store.verify.linked import check_incidents
from marsad.store.verify.names import check_names
from marsad.store.verify.rows import check_rows
from marsad.store.workspace import Workspace

__all__ = ["Finding", "FindingKind", "Tally", "verify"]


def verify(workspace: Workspace, tally: Tally | None = None, *, reread: bool = True) -> Iterator[Finding]:
    """Check a workspace and tell what is not as it should be, as soon as it is found.

    Memory does not grow with the workspace. Others may go on adding to it meanwhile: rows and
    log are seen as they stood at one moment.

    Args:
        workspace: It must be open.
        tally: Counts what was checked.
        reread: Read the originals again and compare the reports' texts, which takes longest.
    """
    tally = tally or Tally()
    head = read_head(workspace.head_file)  # before the rows, as the log only grows
    with _one_moment(), Ledger() as ledger:
        yield from check_log(ledger, head, workspace.head_file.name, tally)
        yield from check_rows(ledger, tally)
        yield from check_versions(tally)
        yield from check_readings(tally)
        yield from check_incidents(tally)
        yield from check_names(workspace, tally)
        if reread:
            yield from check_contents(workspace, tally)
    yield from check_files(workspace, tally)


@contextmanager
def _one_moment() -> Iterator[None]:
    """See the database as it stands now, without keeping others from writing.

    Django's own transactions take SQLite's lock for writing from the start.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        else:
            cursor.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")
