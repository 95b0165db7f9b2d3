"""Packed bytes to plain ones, never more of them than allowed: a few bytes can unpack to terabytes."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from typing import Final

from marsad.errors import InputError
from marsad.formats.entries import GZIP_FAULTS
from marsad.formats.kinds import GZIP
from marsad.messages import Where

_ZLIB_BITS: Final = 15
_RAW_BITS: Final = -15


def unpack(data: bytes, encoding: str, where: Where, *, limit: int) -> bytes:
    """What bytes are after their content-encoding is undone.

    Args:
        data: The body of a response.
        encoding: The header's value: encodings in the order in which they were applied.
        where: For the error.
        limit: Bytes that may come out.
    Raises:
        InputError: More would come out (I137), an unknown encoding (I138), damaged data (I136).
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",")]):
        if name in ("", "identity"):
            continue
        undo = _UNDO.get(name)
        if undo is None:
            raise InputError("I138", where=where, found=name[:40])
        try:
            data = undo(data, limit)
        except GZIP_FAULTS as error:
            raise InputError("I136", where=where, reason=str(error)[:80]) from error
        if len(data) > limit:
            raise InputError("I137", where=where, most=f"{limit:,}")
    return data


def _gunzip(data: bytes, limit: int) -> bytes:
    if not data.startswith(GZIP):
        return data  # some archives keep the header but store the body unpacked
    return gzip.GzipFile(fileobj=io.BytesIO(data)).read(limit + 1)


def _deflate(data: bytes, limit: int) -> bytes:
    try:
        return _inflate(data, _ZLIB_BITS, limit)
    except zlib.error:  # "deflate" means zlib data, yet some servers send it bare
        return _inflate(data, _RAW_BITS, limit)


def _inflate(data: bytes, bits: int, limit: int) -> bytes:
    unpacking = zlib.decompressobj(bits)
    out = unpacking.decompress(data, limit + 1)
    if not unpacking.eof and len(out) <= limit:
        raise EOFError("the compressed data is cut short")
    return out


_UNDO: Final[dict[str, Callable[[bytes, int], bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
}
