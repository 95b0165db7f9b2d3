"""Files that are either complete or not there."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from marsad.errors import OutputError
from marsad.messages import reason_of


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A binary stream that becomes ``path`` when the block ends well.

    It is written beside the target and renamed at the end; after an error or Ctrl-C nothing
    is left behind and an older file of that name is untouched. A device or a pipe is written
    to as it is: put in place of ``/dev/null``, a file would break the whole system.

    Raises:
        OutputError: The folder can't be made or written to (O201).
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        with _as_it_is(path) as stream:
            yield stream
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise OutputError("O201", path=path, reason=reason_of(error)) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(beside, 0o666 & ~_umask())  # mkstemp makes private files
        os.replace(beside, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise OutputError("O201", path=path, reason=reason_of(error)) from error
        raise


def sync_folders(deepest: Path, top: Path) -> None:
    """Have the names of new files on disk too: after a loss of power one without a name is lost."""
    for folder in (deepest, *deepest.parents):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if folder == top:
            return


def _as_it_is(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise OutputError("O201", path=path, reason=reason_of(error)) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
