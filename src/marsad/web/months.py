"""Months as columns of a picture ("2025-03"), and days and months in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from marsad.messages import language
from marsad.web import text

#: Months that are named below a picture, at most.
_NAMED: Final = 6
#: An ISO day that stands alone in a sentence, with the direction mark before it; not one inside a name.
_DAY: Final = re.compile(r"(?<![\w./-])\u200e?(\d{4}-\d\d-\d\d)(?![\w/-])")


def months_between(first: str, last: str) -> list[str]:
    """Every month from one to another, both with them."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]


def last_of(month: str) -> str:
    """The last day of a month."""
    first = date.fromisoformat(f"{month}-01")
    return ((first + timedelta(days=31)).replace(day=1) - timedelta(days=1)).isoformat()


def fullest(months: Sequence[str], counts: Mapping[str, int], size: int) -> Sequence[str]:
    """So many months in a row that hold the most; of equal stretches the latest.

    One incident of long ago, or one misdated, must not push all others out of a picture.
    """
    if len(months) <= size:
        return months
    held = sum(counts.get(month, 0) for month in months[:size])
    best, begins = held, 0
    for begin in range(1, len(months) - size + 1):
        held += counts.get(months[begin + size - 1], 0) - counts.get(months[begin - 1], 0)
        if held >= best:
            best, begins = held, begin
    return months[begins : begins + size]


def every(columns: int) -> int:
    """How many columns share a name, so that names do not run into each other."""
    return max(1, -(-columns // _NAMED))


def month_in_words(month: str) -> str:
    """A month as readers say it: "آذار 2025", "March 2025"."""
    return f"{text.months(language())[int(month[5:]) - 1]} {month[:4]}"


def days_in_words(sentence: str) -> str:
    """A sentence as pages show it: days in words, Arabic names apart from English. Files keep it as it is."""

    def told(found: re.Match[str]) -> str:
        try:
            return text.day(found[1], language())
        except ValueError:  # no day of the calendar
            return found[0]

    return text.names_apart(_DAY.sub(told, sentence), language())
