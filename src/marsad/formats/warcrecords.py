"""The records of a WARC file as raw bytes, one after another, also behind damaged ones.

A file whose records are packed one by one can be entered again at each of them; in a plain one the
next head is searched for. Content is only looked at by those who take the records.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

from marsad.formats.kinds import GZIP, START

_CHUNK: Final = 1 << 16
#: Packed bytes of a member that are kept, to look for the next one if this one is damaged.
_KEPT: Final = 8 << 20
_LONGEST_HEAD: Final = 1 << 16
#: Unpacked bytes of one record (or between two) beyond which the file is given up.
MOST_BYTES: Final = 4 << 30
#: How packed members begin: gzip with the only method there is.
_MEMBER: Final = GZIP + b"\x08"
_HEAD: Final = re.compile(rb"WARC/\d\.\d\r?\n")
_HEAD_INSIDE: Final = re.compile(rb"\r?\n\r?\n(?=WARC/\d\.\d\r?\n)")
_LENGTH: Final = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")


class RawRecord(NamedTuple):
    """A record; ``body`` breaks off at the limit where ``is_cut``. ``damage`` tells why it is none."""

    number: int
    head: bytes = b""
    body: bytes = b""
    is_cut: bool = False
    damage: str | None = None


class TooMuch(Exception):
    """The file unpacks to more than `MOST_BYTES` at one place."""


class _Damaged(Exception):
    """Packed data is broken here; reading goes on behind it."""


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


class RawRecords:
    """Iterates over the records of a stream."""

    def __init__(self, stream: io.BufferedReader, limit: int) -> None:
        """``limit``: bytes of a body that are kept."""
        start = stream.peek(START)
        packed = not start.startswith(b"WARC/") and _MEMBER in start  # the first member may be damaged
        #: The file, and above it what is to be read once more.
        self._sources: list[_Reader] = [_Members(stream) if packed else stream]
        self._limit = limit
        self._ahead = b""
        self._ended = False
        self._passed = 0

    def __iter__(self) -> Iterator[RawRecord]:
        """The records; numbers count from 1.

        Raises:
            TooMuch: See there.
        """
        number = 0
        while True:
            self._passed = 0
            try:
                if not self._to_next():
                    return
                number += 1
                yield self._record(number)
            except _Damaged as damage:
                self._ahead = b""
                number += 1
                yield RawRecord(number, damage=str(damage))

    def _to_next(self) -> bool:
        """Skip blank lines; False at the end."""
        while True:
            self._ahead = self._ahead.lstrip(b"\r\n")
            if self._ahead or not self._load():
                return bool(self._ahead)

    def _record(self, number: int) -> RawRecord:
        while (end := _END_OF_HEAD.search(self._ahead)) is None and len(self._ahead) < _LONGEST_HEAD:
            if not self._load():
                break
        length = _LENGTH.search(self._ahead, 0, end.start()) if end else None
        if end is None or length is None or not _HEAD.match(self._ahead):
            self._search_head()
            return RawRecord(number, damage="no head of a record")
        head, self._ahead = self._ahead[: end.end()], self._ahead[end.end() :]
        body, missing = self._body(int(length.group(1)))
        is_cut = int(length.group(1)) > self._limit
        if missing or not self._ends_well():
            self._enter_again(body)
            return RawRecord(number, damage="cut short" if missing else "its length is not the stated one")
        return RawRecord(number, head, body, is_cut)

    def _body(self, length: int) -> tuple[bytes, int]:
        """The first bytes of a body, and how many are missing; what is beyond the limit is passed over."""
        kept = bytearray()
        left = length
        while left and (self._ahead or self._load()):
            piece, self._ahead = self._ahead[:left], self._ahead[left:]
            left -= len(piece)
            kept += piece[: max(0, self._limit - len(kept))]
        return bytes(kept), left

    def _ends_well(self) -> bool:
        """Whether blank lines or the end follow, as they must behind a body."""
        while not self._ahead:
            if not self._load():
                return True
        return self._ahead.startswith((b"\r", b"\n")) or _HEAD.match(self._ahead) is not None

    def _enter_again(self, body: bytes) -> None:
        """Go back to a head that a wrong length took for a part of the body."""
        inside = _HEAD_INSIDE.search(body)
        if inside:
            self._sources.append(io.BytesIO(body[inside.end() :] + self._ahead))
            self._ahead = b""
        else:
            self._search_head()

    def _search_head(self) -> None:
        self._ahead = self._ahead[1:]
        while True:
            found = _HEAD_INSIDE.search(self._ahead)
            if found:
                self._ahead = self._ahead[found.end() :]
                return
            self._ahead = self._ahead[-32:]
            if not self._load():
                self._ahead = b""
                return

    def _load(self) -> bool:
        data = self._sources[-1].read(_CHUNK)
        while not data and len(self._sources) > 1:
            self._sources.pop()
            data = self._sources[-1].read(_CHUNK)
        self._ahead += data
        self._passed += len(data)
        if self._passed > MOST_BYTES:
            raise TooMuch
        return bool(data)


class _Members:
    """The unpacked bytes of a gzip file of many members."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._packed = b""
        self._member = bytearray()  # what was packed in the present member, to be searched after damage
        self._unpacking: zlib._Decompress | None = None

    def read(self, size: int, /) -> bytes:
        """Some unpacked bytes; none at the end.

        Raises:
            _Damaged: A member is broken. The next call goes on with the one behind it.
        """
        while True:
            if self._unpacking is None and not self._begin():
                return b""
            out = self._unpack(size)
            if out:
                return out

    def _begin(self) -> bool:
        """Stand at the start of a member; False at the end."""
        while len(self._packed) < 3 and (more := self._stream.read(_CHUNK)):
            self._packed += more
        if not self._packed.strip(b"\0"):
            return False
        self._member = bytearray()
        if not self._packed.startswith(GZIP):
            self._search()
            raise _Damaged("no gzip data")
        self._unpacking = zlib.decompressobj(31)
        return True

    def _unpack(self, size: int) -> bytes:
        unpacking = self._unpacking
        if unpacking is None:
            return b""
        fresh = b"" if self._packed else self._stream.read(_CHUNK)
        self._packed += fresh
        given = self._packed
        try:
            out = unpacking.decompress(given, size)
        except zlib.error as error:
            self._give_up(given)
            raise _Damaged(str(error)[:80]) from error
        if unpacking.eof:
            self._packed, self._unpacking = unpacking.unused_data, None
            return out
        self._packed = unpacking.unconsumed_tail
        if len(self._member) < _KEPT:
            self._member += given[: len(given) - len(self._packed)]
        if not given and not out:
            self._give_up(b"")
            raise _Damaged("cut short")
        return out

    def _give_up(self, rest: bytes) -> None:
        self._packed, self._unpacking = bytes(self._member) + rest, None
        self._search()

    def _search(self) -> None:
        """Go on to the next member that begins with a record."""
        start = 1
        while True:
            found = self._packed.find(_MEMBER, start)
            if found < 0 or found + 512 > len(self._packed):
                more = self._stream.read(_CHUNK)
                if more:
                    keep = max(0, found if found >= 0 else len(self._packed) - 2)
                    self._packed, start = self._packed[keep:] + more, 0
                    continue
            if found < 0:
                self._packed = b""
                return
            if _begins_record(self._packed[found : found + 4096]):
                self._packed = self._packed[found:]
                return
            start = found + 1


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(packed, 16).startswith(b"WARC/")
    except zlib.error:
        return False
