"""Content codings: unpacking what a server sent packed, without being blown up by it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final

#: What is asked for. Brotli and zstd are left out: their Python packages give no way to stop at a limit
#: in all versions, and every server can send gzip.
ACCEPTED: Final = "gzip, deflate"
_GZIP: Final = 16 + zlib.MAX_WBITS
_NAMES: Final = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}
#: A real page is packed once; each layer multiplies what a bomb can do.
_MOST_LAYERS: Final = 2
#: Each further gzip member copies the rest of the data once more.
_MOST_MEMBERS: Final = 64
#: Below this size any ratio is harmless, and repetitive small pages do reach high ones.
_SMALL: Final = 1 << 20


class UnknownCodingError(ValueError):
    """A coding that is not understood; its name is the argument."""


class DamagedError(ValueError):
    """The packed data is damaged or cut short."""


class TooLargeError(ValueError):
    """The unpacked data is larger than allowed."""


def codings_of(headers: Sequence[tuple[str, str]]) -> list[str]:
    """The content codings that headers name, in the order they were applied."""
    told = [value for name, value in headers if name.lower() == "content-encoding"]
    names = [part.strip().lower() for value in told for part in value.split(",")]
    return [name for name in names if name not in ("", "identity")]


def unpack(payload: bytes, codings: Sequence[str], *, most_bytes: int, most_ratio: float) -> bytes:
    """The payload without its content codings.

    Args:
        most_bytes: Limit of the result, and of every layer.
        most_ratio: Limit of unpacked by packed size; counts from 1 MiB upwards.
    Raises:
        UnknownCodingError, DamagedError, TooLargeError
    """
    if not payload:  # as with 304, where headers speak of a body that isn't there
        return payload
    if len(codings) > _MOST_LAYERS:
        raise UnknownCodingError(", ".join(codings)[:100])
    limit = min(most_bytes, max(_SMALL, int(len(payload) * most_ratio)))
    for name in reversed(codings):
        if name not in _NAMES:
            raise UnknownCodingError(name[:100])
        payload = _inflate(payload, _NAMES[name], limit)
    if len(payload) > most_bytes:
        raise TooLargeError
    return payload


def _inflate(data: bytes, window: int, limit: int) -> bytes:
    if window == zlib.MAX_WBITS and not _has_zlib_header(data):
        window = -zlib.MAX_WBITS  # "deflate" was misread by some servers as the bare form
    unpacked = bytearray()
    for _ in range(_MOST_MEMBERS):
        stream = zlib.decompressobj(window)
        while not stream.eof:
            try:
                part = stream.decompress(data, limit - len(unpacked) + 1)
            except zlib.error as error:
                raise DamagedError(str(error)) from error
            unpacked += part
            if len(unpacked) > limit:
                raise TooLargeError
            data = stream.unconsumed_tail
            if not stream.eof and not data:
                raise DamagedError("cut short")
        data = stream.unused_data
        if window != _GZIP or not data.startswith(b"\x1f\x8b"):
            return bytes(unpacked)
    raise DamagedError("too many parts")


def _has_zlib_header(data: bytes) -> bool:
    return len(data) >= 2 and data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
