"""Figures that take long to count, kept in ``figures/`` of the workspace with the moment they hold for.

They hold as long as the log has no further entry. After that they are counted anew: at once where
that is quick, else by the process in the background after a while, and whoever asks meanwhile is given
the older ones and told so. Nothing hangs on these files; deleted ones are counted again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec
from django.db import OperationalError

from marsad.formats.safefile import replacing
from marsad.store import jobs, log, models
from marsad.store.times import now_utc, written
from marsad.store.workspace import Workspace

_T = TypeVar("_T")
FOLDER: Final = "figures"
#: A row of ``job_kinds.csv``.
JOB: Final = "figures"
#: How log and jobs name the site where nobody in particular asked.
_WHO: Final = "site"
#: Counting that took no longer (seconds) is done again while the reader waits; the first time is
#: quick where there are no more incidents than this.
_QUICK_S: Final = 2.0
_FEW_INCIDENTS: Final = 20_000
#: So many times as long as counting took, slow figures are left as they are: where something is
#: written all the time, the process in the background has to leave most of the machine to readers.
_REST: Final = 10
Count = Callable[[Workspace], _T]


class Figures(NamedTuple, Generic[_T]):
    """Figures, the moment (UTC) they hold for, and whether the log has gone on since."""

    data: _T
    as_of: str
    is_behind: bool = False


class _Kept(msgspec.Struct):
    """A file of figures: with the number of the log's newest entry at the time."""

    head: int
    as_of: str
    took_s: float
    data: msgspec.Raw


class _Loaded(NamedTuple):
    """A file as it was read last, and what it was recognised by."""

    mark: tuple[int, int]
    kept: _Kept
    data: Any


_MEMORY: Final[dict[Path, _Loaded]] = {}


def figures_of(workspace: Workspace, name: str, kind: type[_T], count: Count[_T]) -> Figures[_T] | None:
    """Figures that hold for now, or the last ones while newer ones are counted; None before the first.

    Args:
        workspace: Django is connected to its database.
        name: Of the file, and in the details of the job.
        kind: What msgspec reads them as.
        count: Counts them.
    Raises:
        OutputError: The folder can't be written to (O201).
    """
    loaded = _load(_path(workspace, name), kind)
    if loaded is None:
        return recount(workspace, name, count) if _are_few() else _asked(name, None)
    if loaded.kept.head == log.last_head().number:
        return Figures(loaded.data, loaded.kept.as_of)
    if loaded.kept.took_s <= _QUICK_S:
        return recount(workspace, name, count)
    behind = Figures(loaded.data, loaded.kept.as_of, is_behind=True)
    return behind if _is_resting(loaded.kept) else _asked(name, behind)


def recount(workspace: Workspace, name: str, count: Count[_T]) -> Figures[_T]:
    """Count anew and keep what came out.

    Raises:
        OutputError: The folder can't be written to (O201).
    """
    head, as_of, began = log.last_head().number, written(now_utc()), perf_counter()
    data = count(workspace)
    kept = _Kept(head, as_of, perf_counter() - began, msgspec.Raw(msgspec.json.encode(data)))
    path = _path(workspace, name)
    with replacing(path) as stream:
        stream.write(msgspec.json.encode(kept))
    path.chmod(0o600)  # they hold what reports say
    return Figures(data, as_of)


def _path(workspace: Workspace, name: str) -> Path:
    return workspace.folder / FOLDER / f"{name}.json"


def _is_resting(kept: _Kept) -> bool:
    return now_utc() - datetime.fromisoformat(kept.as_of) < timedelta(seconds=_REST * kept.took_s)


def _are_few() -> bool:
    return models.Incident.objects.count() <= _FEW_INCIDENTS


def _asked(name: str, found: Figures[_T] | None) -> Figures[_T] | None:
    with contextlib.suppress(OperationalError):  # somebody writes for long: the next reader asks again
        jobs.ask(JOB, _WHO, {"name": name})
    return found


def _load(path: Path, kind: type[Any]) -> _Loaded | None:
    """The file's figures; None where there is none that this version can read."""
    try:
        told = path.stat()
        mark = (told.st_mtime_ns, told.st_size)
        known = _MEMORY.get(path)
        if known is not None and known.mark == mark:
            return known
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
        loaded = _Loaded(mark, kept, msgspec.json.decode(kept.data, type=kind))
    except (OSError, msgspec.DecodeError):
        return None
    _MEMORY[path] = loaded
    return loaded
