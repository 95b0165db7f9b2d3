"""The site's texts in both languages, and days in words.

Texts are rows of ``tables/web_text.csv``; a key that is missing is a mistake of ours, and raised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from marsad.messages import Lang, keep_order, language
from marsad.tables import load_table


def say(key: str, /, lang: Lang | None = None, **details: object) -> str:
    """A text in the current (or the given) language.

    Raises:
        KeyError: No row has the key.
    """
    chosen = lang or language()
    text = _rows()[key][chosen]
    return keep_order(text.format(**details) if details else text, chosen)


def says(key: str) -> bool:
    """Whether there is such a text."""
    return key in _rows()


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    return {row["id"]: row for row in load_table("web_text.csv", key="id")}


#: Arabic names of one or several words.
_ARABIC: Final = re.compile("[\u0600-\u06ff]+(?:[ \u0600-\u06ff]*[\u0600-\u06ff])?")


def names_apart(line: str, lang: Lang) -> str:
    """A line in whose English the Arabic names move nothing that stands around them."""
    return line if lang == "ar" else _ARABIC.sub("\u2068\\g<0>\u2069", line)


@cache
def months(lang: Lang) -> tuple[str, ...]:
    """The names of the months, January first; in Arabic the Levantine ones."""
    return tuple(say(f"month.{number:02}", lang) for number in range(1, 13))


def day(value: str | None, lang: Lang) -> str:
    """An ISO day in words."""
    if not value:
        return "–"
    found = date.fromisoformat(value)
    return f"{found.day} {months(lang)[found.month - 1]} {found.year}"


def days(start: str | None, end: str | None, lang: Lang) -> str:
    """A stretch of ISO days in words, with what both ends share told once; a dash where there is none."""
    if not start or not end or start == end:
        return day(start or end, lang)
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if (first.year, first.month) == (last.year, last.month):
        return say("time.days", lang, first=first.day, end=day(end, lang))
    if first.year == last.year:
        return f"{first.day} {months(lang)[first.month - 1]} – {day(end, lang)}"
    return f"{day(start, lang)} – {day(end, lang)}"
