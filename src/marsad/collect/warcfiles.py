"""Captures on disk: one WARC file each, complete or not there.

One file a capture rather than one a day: an original that is never altered has one hash for good,
and a process that is killed leaves either the whole file or none. A day's file would change with
every capture, and a kill in the middle would leave half a record to be cut off again.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from pathlib import Path
from typing import NamedTuple

from marsad import __version__
from marsad.collect.capture import warc_record
from marsad.formats.safefile import replacing


class Stored(NamedTuple):
    """Where a capture lies.

    ``name`` is relative to the folder, with "/"; ``offset`` and ``length`` (bytes) are those of the
    capture's records behind the file's own description; ``sha256`` is that of the whole file.
    """

    name: str
    offset: int
    length: int
    sha256: str


def keep_capture(folder: Path, warc: bytes, captured_at_utc: str) -> Stored:
    """Write a capture into ``folder``, by day; keeping the same one twice adds nothing.

    Raises:
        OutputError: The folder can't be written to (O201).
    """
    about = _warcinfo(warc, captured_at_utc)
    digest = hashlib.sha256(about + warc).hexdigest()
    day, stamp = captured_at_utc[:10], captured_at_utc.replace("-", "").replace(":", "")
    name = f"{day.replace('-', '/')}/{stamp}-{digest[:16]}.warc.gz"
    path = folder / name
    if not path.exists():
        with replacing(path) as stream:
            stream.write(about + warc)
        _sync_folders(path.parent, folder)
    return Stored(name, len(about), len(warc), digest)


def _warcinfo(warc: bytes, captured_at_utc: str) -> bytes:
    """The record that says who made the file; the same for the same capture, so that names agree."""
    block = f"software: Marsad {__version__}\r\nformat: WARC file version 1.1\r\n".encode()
    record_id = uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(warc).hexdigest())
    headers = {"WARC-Record-ID": f"<urn:uuid:{record_id}>", "WARC-Date": captured_at_utc}
    return warc_record("warcinfo", headers, block)


def _sync_folders(deepest: Path, top: Path) -> None:
    """Have the names on disk as well: after a power cut a file without a name would be lost."""
    for folder in (deepest, *deepest.parents):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if folder == top:
            return


def clear_leftovers(folder: Path, *, older_than_s: float = 3600) -> int:
    """Remove what killed processes left half-written; the number of files removed."""
    past = time.time() - older_than_s
    old = [path for path in folder.rglob(".*.warc.gz.*.part") if path.stat().st_mtime < past]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
