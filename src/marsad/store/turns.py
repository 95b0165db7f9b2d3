"""Writers of one SQLite file wait in line instead of asking again and again who is first.

SQLite lets one write at a time. Who finds it taken asks again after a while, and whoever happens to ask
first after the end of another is served: of many, some wait very long. A server's threads therefore take
turns before they ask. PostgreSQL keeps a line of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import OperationalError, connection

#: Seconds that a writer waits for its turn; as long as SQLite would have it wait.
_PATIENCE_S: Final = 30
_line: Final = threading.Lock()


@contextmanager
def turn() -> Iterator[None]:
    """This thread's turn to write; enter it before the transaction.

    Raises:
        OperationalError: Others wrote all the time.
    """
    if connection.vendor != "sqlite":
        yield
        return
    if not _line.acquire(timeout=_PATIENCE_S):
        raise OperationalError("others were writing all the time")
    try:
        yield
    finally:
        _line.release()
