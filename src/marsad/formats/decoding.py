"""Bytes to text: UTF-8 first, then the old Arabic code pages, never a silent guess."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
#: Code pages that Arabic and English text was kept in before UTF-8, as charset-normalizer names
#: them. The wide search of all code pages takes short Arabic notes for Thai.
_CODE_PAGES: Final = ("cp1256", "iso8859_6", "cp720", "cp864", "cp1252")
_SHOWN_AS: Final = {"cp1256": "windows-1256", "iso8859_6": "ISO-8859-6", "cp1252": "windows-1252"}
#: The first bytes of files that hold no plain text: archives, PDF, images, sound, programs.
_MAGIC: Final = (
    b"PK\x03\x04",
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3",
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SAMPLE: Final = 65_536


class Decoded(NamedTuple):
    """Text, and the code page it was kept in when that was not UTF-8 or UTF-16 with a mark."""

    text: str
    code_page: str | None


def is_binary(data: bytes) -> bool:
    """Whether bytes are plainly no text: a known file kind, NUL bytes or many control bytes."""
    if data.startswith(_MAGIC):
        return True
    if any(data.startswith(mark) for mark, _ in _BOMS):
        return False
    sample = data[:_SAMPLE]
    return b"\0" in sample or len(_CONTROL.findall(sample)) * 20 > len(sample)


def decode(data: bytes) -> Decoded | None:
    """The text that bytes hold, or None where no encoding gives readable text."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(name), None)
            except UnicodeDecodeError:
                return None
    try:
        return Decoded(data.decode("utf-8"), None)
    except UnicodeDecodeError:
        return _decode_code_page(data)


def _decode_code_page(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes  # only files that are not UTF-8 pay for the import

    best = from_bytes(data[:_SAMPLE], cp_isolation=list(_CODE_PAGES)).best()
    if best is None:
        return None
    try:
        text = data.decode(best.encoding)
    except UnicodeDecodeError:
        return None
    if not _is_readable(text):
        return None
    return Decoded(text, _SHOWN_AS.get(best.encoding, best.encoding))


def _is_readable(text: str) -> bool:
    """Whether the letters beyond ASCII are letters, and mostly Arabic or Latin ones."""
    foreign = [c for c in text[:_SAMPLE] if not c.isascii()]
    letters = sum(1 for c in foreign if unicodedata.category(c)[0] in "LM")
    return letters * 2 >= len(foreign)


def mend_surrogates(text: str) -> tuple[str, int]:
    """The text with lone surrogates as U+FFFD, and how many there were.

    Half a surrogate pair is no character and can't be written as UTF-8; the replacement has the
    same length, so that offsets stay true.
    """
    return _SURROGATE.subn("\ufffd", text)
