"""Check that a workspace is as the log says, and that the log is as outside authorities saw it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from marsad.actions.stamp_log import read_roots
from marsad.collect.timestamps import check
from marsad.errors import StampError
from marsad.messages import reason_of
from marsad.store.canonical import bytes_digest
from marsad.store.models import LogEntry
from marsad.store.verify import Finding, Tally, verify
from marsad.store.workspace import Workspace

_TABLE: Final = "store_logentry"


def verify_workspace(
    workspace: Workspace, tally: Tally | None = None, *, reread: bool = True
) -> Iterator[Finding]:
    """Everything that is not as it should be, as soon as it is found; see `marsad.store.verify`."""
    tally = tally or Tally()
    yield from verify(workspace, tally, reread=reread)
    yield from check_stamps(workspace, tally)


def check_stamps(workspace: Workspace, tally: Tally) -> Iterator[Finding]:
    """Each stamp against the entry that it is for; the stamps that the log names must be there.

    A log that was made anew with all its digests, and its head's file too, still does not fit
    the stamps that were had before.
    """
    roots = read_roots(workspace)
    for entry in LogEntry.objects.filter(action="stamp").order_by("number").iterator(200):
        yield from _check_file(workspace, entry)
    numbers = sorted(int(path.stem) for path in workspace.stamps.glob("*.tsr") if path.stem.isdecimal())
    for number in numbers:
        tally.add("stamps")
        yield from _check_stamp(workspace, number, roots, newest=number == numbers[-1])


def _check_file(workspace: Workspace, entry: LogEntry) -> Iterator[Finding]:
    try:
        told = json.loads(entry.details)
        path, sha256 = _path(workspace, int(told["number"])), told["sha256"]
    except (ValueError, TypeError, KeyError):
        return  # the walk along the log has told it
    where = path.relative_to(workspace.folder).as_posix()
    try:
        found = bytes_digest(path.read_bytes())
    except FileNotFoundError:
        yield Finding("V102", "removed", where)
    except OSError as error:
        yield Finding("V105", "unreadable", where, "", {"reason": reason_of(error)})
    else:
        if found != sha256:
            yield Finding("V101", "changed", where, "", {"found": found, "expected": sha256})


def _check_stamp(workspace: Workspace, number: int, roots: bytes, *, newest: bool) -> Iterator[Finding]:
    entry = LogEntry.objects.filter(number=number).first()
    where = _path(workspace, number).relative_to(workspace.folder).as_posix()
    if entry is None:
        yield Finding("V141", "removed", _TABLE, str(number), {"path": where})
        return
    try:
        info = check(_path(workspace, number).read_bytes(), bytes.fromhex(entry.digest), roots)
    except OSError as error:
        yield Finding("V105", "unreadable", where, "", {"reason": reason_of(error)})
    except ValueError:  # the entry's digest is none; the walk along the log has told it
        return
    except StampError as error:
        yield _stamp_finding(error, number, where, rooted=bool(roots))
    else:
        if newest:
            details = {"time": info.time_utc, "authority": info.authority}
            yield Finding("V140", "note", _TABLE, str(number), details)


def _stamp_finding(error: StampError, number: int, where: str, *, rooted: bool) -> Finding:
    if error.code == "F132":
        return Finding("V142", "changed", _TABLE, str(number), {"path": where})
    if error.code == "F131" or (error.code == "F133" and not rooted):
        return Finding("V144", "note", where)
    return Finding("V143", "changed", where, "", {"reason": error.details.get("reason", error.code)})


def _path(workspace: Workspace, number: int) -> Path:
    return workspace.stamps / f"{number}.tsr"
