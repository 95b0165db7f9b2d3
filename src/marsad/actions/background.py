"""What the process in the background does for people, a function for each row of ``job_kinds.csv``.

Each takes an open workspace, the job's details and a listener for its progress, and gives counts
by name. All of them can be begun again after they were killed: they go on where they stopped.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from marsad.actions.add_reports import AddOptions, add
from marsad.actions.link_incidents import link
from marsad.actions.read_kept import count_outdated, count_unread, read_unread, reread
from marsad.actions.read_reports import Outcome
from marsad.actions.watch_plan import Listeners
from marsad.errors import InputError
from marsad.store.workspace import Workspace

#: Told how many reports are done, of how many.
Progress = Callable[[int, int], None]
Details = Mapping[str, object]
Counts = dict[str, int]
#: Where uploads wait inside the workspace, each in a folder of its own, under the name it came with.
UPLOADS: Final = "uploads"


def add_upload(workspace: Workspace, details: Details, progress: Progress) -> Counts:
    """Keep an uploaded file, read it, link it.

    Args:
        workspace: An open one.
        details: ``file`` inside ``uploads/``, ``source`` (empty: found for each report).
        progress: See `Progress`.
    Raises:
        InputError: The file is gone (I101).
        UsageError: The source can't be named so (W107).
    """
    folder = (workspace.folder / UPLOADS).resolve()
    path = (folder / str(details["file"])).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise InputError("I101", where=details["file"], reason="–")
    added = add(workspace, [str(path)], AddOptions(source=str(details.get("source") or "") or None))
    counts = {"reports": added.reports, "new-versions": added.new_versions, "known": added.known}
    counts |= {"faulty": added.faulty, **read_new(workspace, {}, progress)}
    remove_upload(path)
    return counts


def remove_upload(path: Path) -> None:
    """Take an upload away, now that the workspace keeps it as an original."""
    with contextlib.suppress(OSError):
        shutil.rmtree(path.parent)


def read_new(workspace: Workspace, _details: Details, progress: Progress) -> Counts:
    """Read what is unread and link it."""
    totals = read_unread(workspace, listen=_counting(count_unread(), progress))
    return {
        "read": totals.reports,
        "events": totals.events,
        "problems": totals.problems,
        **_linked(workspace),
    }


def read_anew(workspace: Workspace, _details: Details, progress: Progress) -> Counts:
    """Read with this version and its tables what was read with others, and link."""
    done = reread(workspace, listen=_counting(count_outdated(workspace), progress))
    read_unread(workspace)
    counts = {"read": done.totals.reports, "changed-reports": done.changed_reports, "added": done.added}
    counts |= {"dropped": done.dropped, "changed": done.changed, "problems": done.totals.problems}
    return counts | _linked(workspace)


def relink(workspace: Workspace, details: Details, _progress: Progress) -> Counts:
    """Bring incidents up to date; ``everything`` weighs all events anew."""
    return _linked(workspace, everything=details.get("everything") is True)


def watch_round(workspace: Workspace, details: Details, progress: Progress) -> Counts:
    """Visit what is due of all sources, or of those in ``sources``.

    Raises:
        UsageError: Nothing is watched (W120, W121), or another watch is at it (W122).
    """
    from marsad.actions.watch_sources import Watcher, alone

    names = details.get("sources")
    chosen = [str(name) for name in names] if isinstance(names, list) else []
    with alone(workspace):
        done = Watcher(workspace, chosen, Listeners(outcome=_counting(0, progress))).once()
    return {name.replace("_", "-"): count for name, count in asdict(done).items()}


def _linked(workspace: Workspace, *, everything: bool = False) -> Counts:
    outcome = link(workspace, everything=everything)
    return {"incidents": outcome.incidents, "incidents-changed": outcome.changed}


def _counting(number: int, progress: Progress) -> Callable[[Outcome], None]:
    done = 0

    def listen(_: Outcome) -> None:
        nonlocal done
        done += 1
        progress(done, max(number, done))

    return listen
