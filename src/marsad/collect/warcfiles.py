"""Captures on disk: one WARC file each, complete or not there.

One file a capture rather than one a day: an original that is never altered has one hash for good,
and a process that is killed leaves either the whole file or none. A day's file would change with
every capture, and a kill in the middle would leave half a record to be cut off again.
"""

from __future__ import annotations

import hashlib
import re
import time
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from marsad import __version__
from marsad.collect.capture import warc_record
from marsad.errors import FetchError
from marsad.formats.safefile import replacing, sync_folders
from marsad.messages import reason_of

_NAME: Final = re.compile(r"\d{4}/\d\d/\d\d/\d{8}T\d{6}Z-[0-9a-f]{16}\.warc\.gz")


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
        sync_folders(path.parent, folder)
    return Stored(name, len(about), len(warc), digest)


def _warcinfo(warc: bytes, captured_at_utc: str) -> bytes:
    """The record that says who made the file; the same for the same capture, so that names agree."""
    block = f"software: Marsad {__version__}\r\nformat: WARC file version 1.1\r\n".encode()
    record_id = uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(warc).hexdigest())
    headers = {"WARC-Record-ID": f"<urn:uuid:{record_id}>", "WARC-Date": captured_at_utc}
    return warc_record("warcinfo", headers, block)


def kept_captures(folder: Path) -> Iterator[str]:
    """The names of the captures in ``folder``, sorted; other files are passed over."""
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.warc.gz")))
    yield from (name for name in names if _NAME.fullmatch(name))


def read_capture(folder: Path, name: str) -> tuple[Stored, bytes]:
    """A capture that ``keep_capture`` wrote: where it lies, and its records.

    Raises:
        FetchError: It can't be read, or isn't what its name says (F140).
    """
    try:
        data = (folder / name).read_bytes()
        about = zlib.decompressobj(31)
        about.decompress(data)
    except (OSError, zlib.error) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise FetchError("F140", name=name, reason=reason) from error
    digest, warc = hashlib.sha256(data).hexdigest(), about.unused_data
    if not warc or digest[:16] != name[-24:-8]:
        raise FetchError("F140", name=name, reason="SHA-256")
    return Stored(name, len(data) - len(warc), len(warc), digest), warc


def clear_leftovers(folder: Path, *, older_than_s: float = 3600) -> int:
    """Remove what killed processes left half-written; the number of files removed."""
    past = time.time() - older_than_s
    old = [path for path in folder.rglob(".*.warc.gz.*.part") if path.stat().st_mtime < past]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
