"""Values made fit for columns of either database."""

from __future__ import annotations

from typing import Final

from marsad.formats.decoding import mend_surrogates
from marsad.store.canonical import text_digest

#: Length of the columns that hold ids.
ID_LENGTH: Final = 80
#: The largest number that an integer column of PostgreSQL takes.
_MOST: Final = 2**31 - 1


def plain(text: str) -> str:
    """The text without what databases refuse: NUL and half characters; a sign stands for each."""
    text = text.replace("\x00", "\ufffd") if "\x00" in text else text
    return text if text.isascii() else mend_surrogates(text)[0]


def bounded(text: str, length: int = ID_LENGTH) -> str:
    """The text where it fits; a longer one is cut and its digest put in place of the rest.

    Two long texts that begin alike stay different.
    """
    text = plain(text)
    if len(text) <= length:
        return text
    return f"{text[: length - 17]}~{text_digest(text)[:16]}"


def whole(number: int | None) -> int | None:
    """The number, no larger than columns hold."""
    return None if number is None else min(number, _MOST)
