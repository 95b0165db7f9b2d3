"""The cyclic garbage collector, held off while a report is read («إيقاف جامع المهملات»)."""

from __future__ import annotations

import gc
from threading import Lock
from types import TracebackType


class CollectorPause:
    """A context in which Python looks for no garbage cycles; leaving it restores what was found.

    Reading makes many thousands of small objects and hardly a cycle, so that each search for cycles
    is in vain: without them a report takes an eighth less time (measured with bench/run.py). Memory
    is still given back as usual, by reference counts. Several threads may be inside at once: the
    last one out restores the collector, as it is one for the whole process.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._was_on = False

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._was_on = gc.isenabled()
                gc.disable()
            self._inside += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0 and self._was_on:
                gc.enable()


#: The one pause of this process.
COLLECTOR_PAUSE = CollectorPause()
