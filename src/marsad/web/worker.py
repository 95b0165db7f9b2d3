"""The process in the background: does jobs of `marsad.store.jobs`, one at a time, until it is told to end.

    python -m marsad.web.worker FOLDER

`marsad serve` starts it, starts it again where it died, and ends it. One that is killed over a
job leaves it to the next: every job can be begun again. While it lives it touches a file, from
which the site tells whether anybody is at work (`alive`).
"""

from __future__ import annotations

import fcntl
import importlib
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from marsad.errors import MarsadError, OutputError, UsageError

if TYPE_CHECKING:
    from marsad.store.models import Job
    from marsad.store.workspace import Workspace

LOCK: Final = "worker.lock"
HEARTBEAT: Final = "worker.alive"
#: Seconds between two signs of life, and until somebody without one counts as dead.
_BEAT_S: Final = 5.0
_SILENCE_S: Final = 30.0
#: Seconds between two looks for work.
_LOOK_S: Final = 1.0
#: Progress is written so often, in seconds: a row for every report would slow both.
_TELL_S: Final = 1.0
#: Whoever waits for a page comes first.
_NICENESS: Final = 10
_log = logging.getLogger("marsad.worker")


class Stopped(BaseException):
    """The process was told to end; no handler of faults may take it for one."""


def alive(folder: Path) -> bool:
    """Whether a process is at work for a workspace."""
    try:
        return time.time() - (folder / HEARTBEAT).stat().st_mtime < _SILENCE_S
    except OSError:
        return False


def work(folder: Path, *, parent: int | None = None) -> None:
    """Do jobs until told to end (SIGTERM, SIGINT) or the process that started this is gone.

    Raises:
        UsageError: Another process works here already (W155).
    """
    from marsad.store.workspace import open_workspace

    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError("W155", path=folder) from error
        stop = threading.Event()
        open_workspace(folder)
        threading.Thread(target=_beat, args=(folder / HEARTBEAT, parent, stop), daemon=True).start()
        try:
            _loop(folder)
        except Stopped:
            _log.info("stopped")
        finally:
            stop.set()
            (folder / HEARTBEAT).unlink(missing_ok=True)


def _beat(path: Path, parent: int | None, stop: threading.Event) -> None:
    while not stop.is_set():
        path.touch()
        if parent is not None and os.getppid() != parent:  # killed, without a word to us
            os.kill(os.getpid(), signal.SIGTERM)
            return
        stop.wait(_BEAT_S)


def _loop(folder: Path) -> None:
    from django.db import OperationalError, connection

    from marsad.store import jobs

    left = True
    while True:
        job = None
        try:
            if left:
                jobs.put_back()
                left = False
            job = jobs.take()
        except OperationalError:  # busy for long, or a server that restarts
            _log.warning("the database can't be reached")
            connection.close()
        if job is None:
            time.sleep(_LOOK_S)
        else:
            left = not do(folder, job)


def do(folder: Path, job: Job) -> bool:
    """Do one job and write down what it came to; False where that could not be written."""
    from django.db import DatabaseError, connection

    from marsad.store import jobs
    from marsad.store.workspace import closed_workspace

    begun = time.monotonic()
    try:
        try:
            workspace = closed_workspace(folder).acting(job.who)  # its settings as they are now
            jobs.finish(job, _handler(job.kind)(workspace, job.details, _Progress(job)))
        except MarsadError as error:
            jobs.fail(job, error)
        except Exception as error:  # a mistake of ours must not end the process, nor repeat for ever
            _log.exception("job failed")
            jobs.fail(job, OutputError("W154", reason=type(error).__name__))
    except DatabaseError:
        _log.exception("a job's end could not be written")
        connection.close()
        return False
    _log.info("job ended", extra={"kind": job.kind, "seconds": round(time.monotonic() - begun, 1)})
    return True


def _handler(kind: str) -> Callable[[Workspace, dict[str, object], _Progress], dict[str, int]]:
    from marsad.store import jobs

    module, _, name = jobs.kinds()[kind]["does"].partition(":")
    found: Callable[[Workspace, dict[str, object], _Progress], dict[str, int]]
    found = getattr(importlib.import_module(module), name)
    return found


class _Progress:
    """Writes down how far a job is, now and then."""

    def __init__(self, job: Job) -> None:
        self._job, self._next = job, 0.0

    def __call__(self, done: int, number: int) -> None:
        from marsad.store import jobs

        if time.monotonic() >= self._next:
            jobs.note_progress(self._job, done, number)
            self._next = time.monotonic() + _TELL_S


def main(arguments: list[str]) -> int:
    """The process: a folder, and the number of the process that started it."""
    from marsad.web.jsonlog import log_as_json

    def stop(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Stopped

    log_as_json()
    os.nice(_NICENESS)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server ends us
    parent = int(arguments[1]) if len(arguments) > 1 else None
    try:
        work(Path(arguments[0]), parent=parent)
    except Stopped:
        return 0
    except MarsadError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
