"""Months, weekdays and stretches of days («الأشهر والأيام»).

Arabic writers use four sets of Gregorian month names (Levantine, Egyptian, Maghrebi, and pairs
of them) beside the Hijri ones; ``tables/calendar/months.csv`` holds them all, with English.
Hijri days follow the Umm al-Qura calendar; a sighting of the moon may differ by a day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

from hijridate import Gregorian, Hijri

from marsad.arabic.phrases import Hit, PhraseBook
from marsad.arabic.tokens import Token
from marsad.tables import load_table

_FIRST_HIJRI: Final = 1343  # the years that hijridate can convert
_LAST_HIJRI: Final = 1500


@dataclass(frozen=True, slots=True)
class Month:
    """A month name. ``strict`` ones are also other words and need a day, year or «شهر» beside."""

    number: int
    hijri: bool
    strict: bool


class Days(NamedTuple):
    """A stretch of days, both ends included."""

    start: date
    end: date


@cache
def _months() -> PhraseBook[Month]:
    book: PhraseBook[Month] = PhraseBook()
    for row in load_table("calendar/months.csv", key="id"):
        book.add(row["forms"], Month(int(row["month"]), row["calendar"] == "hijri", row["strict"] == "yes"))
    return book


@cache
def _weekdays() -> PhraseBook[int]:
    book: PhraseBook[int] = PhraseBook()
    for row in load_table("calendar/weekdays.csv", key="id"):
        book.add(row["forms"], int(row["iso_weekday"]))
    return book


def month_heads() -> frozenset[str]:
    """The folded first words of all month names, clitics included."""
    return frozenset(_months().heads)


def weekday_heads() -> frozenset[str]:
    """The folded weekday names, clitics included."""
    return frozenset(_weekdays().heads)


def month_at(tokens: Sequence[Token], i: int) -> Hit[Month] | None:
    """The month name that starts at token ``i``, if any."""
    return _months().at(tokens, i)


def weekday_at(tokens: Sequence[Token], i: int) -> Hit[int] | None:
    """The weekday name that starts at token ``i``: 1 is Monday, 7 Sunday (ISO 8601)."""
    return _weekdays().at(tokens, i)


def make_day(year: int, month: int, day: int) -> date | None:
    """A Gregorian day, None where there is none such (31 February)."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def shift_days(day: date, days: int) -> date:
    """A day so many days later, held inside the years that a date can have."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def month_days(year: int, month: int) -> Days:
    """The days of a Gregorian month. ``month`` may run over (0 is December of the year before)."""
    index = year * 12 + month - 1
    year, month = min(max(index // 12, 1), 9999), index % 12 + 1
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def year_days(year: int) -> Days:
    """The days of a Gregorian year."""
    year = min(max(year, 1), 9999)
    return Days(date(year, 1, 1), date(year, 12, 31))


def week_days(day: date) -> Days:
    """The week of a day, Monday to Sunday."""
    start = shift_days(day, 1 - day.isoweekday())
    return Days(start, shift_days(start, 6))


def month_part(days: Days, part: str) -> Days:
    """A part of a month: its first five days, its last five, or the five around the 15th."""
    if part in ("start", "early"):
        return Days(days.start, shift_days(days.start, 4))
    if part in ("end", "late"):
        return Days(shift_days(days.end, -4), days.end)
    return Days(shift_days(days.start, 12), shift_days(days.start, 16))


def year_part(days: Days, part: str) -> Days:
    """A part of a year: its first month, its last two months, or June and July."""
    year = days.start.year
    if part in ("start", "early"):
        return Days(days.start, date(year, 1, 31))
    if part in ("end", "late"):
        return Days(date(year, 12 if part == "end" else 11, 1), days.end)
    return Days(date(year, 6, 1), date(year, 7, 31))


def weekday_before(day: date, iso_weekday: int, *, strictly: bool = False) -> date:
    """The latest such weekday on or before a day; ``strictly``: before it."""
    back = (day.isoweekday() - iso_weekday) % 7
    return shift_days(day, -(back or (7 if strictly else 0)))


def weekday_after(day: date, iso_weekday: int) -> date:
    """The first such weekday after a day."""
    return shift_days(day, (iso_weekday - day.isoweekday()) % 7 or 7)


def hijri_day(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a Hijri one; None outside 1343–1500 AH or where there is none such."""
    if not _FIRST_HIJRI <= year <= _LAST_HIJRI:
        return None
    try:
        found = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(found.year, found.month, found.day)


def hijri_month_days(year: int, month: int) -> Days | None:
    """The Gregorian days of a Hijri month."""
    start = hijri_day(year, month, 1)
    if start is None:
        return None
    return Days(start, shift_days(start, Hijri(year, month, 1).month_length() - 1))


def hijri_year_of(day: date) -> int | None:
    """The Hijri year that a Gregorian day falls in, None where it can't be converted."""
    try:
        return int(Gregorian(day.year, day.month, day.day).to_hijri().year)
    except (ValueError, OverflowError):
        return None
