"""What a calendar expression says: a day, a month, a year, a part of one («مطلع الشهر», "27 July")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from marsad.arabic import calendar
from marsad.arabic.calendar import month_at, weekday_at
from marsad.arabic.numerals import read_ordinal
from marsad.arabic.phrases import Hit
from marsad.arabic.tokens import Token
from marsad.extract.date_tables import DateTables, Spec, date_tables

_DASHES: Final = frozenset("-–—/")
_TO_DATE: Final = frozenset({"لتاريخ", "بتاريخ", "تاريخ", "الموافق"})
_BEFORE_MONTH: Final = frozenset(
    [
        "في",
        "وفي",
        "منذ",
        "ومنذ",
        "خلال",
        "وخلال",
        "شهر",
        "شهري",
        "حتي",
        "الي",
        "من",
        "ومن",
        "بين",
        "قبل",
        "بعد",
        "اخر",
        "in",
        "since",
        "during",
        "of",
        "by",
        "until",
        "from",
        "and",
    ]
)
_BEFORE_STRICT: Final = frozenset(["في", "وفي", "منذ", "خلال", "شهر", "in", "since", "during", "until"])
_LAST_DAY_OF_MONTH: Final = 31
_YEARS: Final = range(1900, 2101)
_HIJRI_YEARS: Final = range(1343, 1501)
_NUMERIC: Final = re.compile(r"(\d{1,4})[/.](\d{1,2})[/.](\d{1,4})")
_SHORT: Final = re.compile(r"(\d{1,2})/(\d{1,2})")


class SpecReader:
    """Reads calendar expressions in one token stream. Every look ahead has a fixed limit."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.tables: DateTables = date_tables()

    def spec(self, at: int) -> tuple[int, Spec] | None:
        """The calendar expression that starts at a token: (index after it, what it says)."""
        if at >= len(self.tokens):
            return None
        if self.tokens[at].kind == "number":
            return self._numeric(at) or self._day_and_month(at) or self._bare_year(at)
        part = self.tables.parts.at(self.tokens, at)
        if part is not None:
            return self._part_of(part)
        return (
            self._day_and_month(at)
            or self._month(at, stated=False)
            or self._period_word(at)
            or self._season(at)
        )

    def _numeric(self, at: int) -> tuple[int, Spec] | None:
        """«6/7/2023», «2023-07-06», «30 - 3 - 2023»: day first unless the year leads."""
        tokens = self.tokens
        match = _NUMERIC.fullmatch(tokens[at].fold)
        short = _SHORT.fullmatch(tokens[at].fold)
        if (
            short is not None
            and at
            and (
                tokens[at - 1].fold in _TO_DATE
                or tokens[at - 1].fold in ("يوم", "ليوم")
                or weekday_at(tokens, at - 1)
            )
        ):
            day, month = int(short[1]), int(short[2])
            valid = calendar.make_day(2024, month, day) is not None
            return (at + 1, Spec("day", day=day, month=month)) if valid else None
        if match is not None:
            numbers, last = match.groups(), at + 1
        else:
            if at + 4 >= len(tokens) or tokens[at + 1].fold not in ("-", "–", "/", ".", "_", "\\"):
                return None
            if tokens[at + 3].fold != tokens[at + 1].fold:
                return None
            numbers, last = (tokens[at].fold, tokens[at + 2].fold, tokens[at + 4].fold), at + 5
            if not all(n.isdigit() and len(n) <= 4 for n in numbers):
                return None
        first, middle, third = (int(n) for n in numbers)
        if len(numbers[0]) == 4:
            first, third = third, first
        elif len(numbers[2]) == 2:
            third += 2000
        if middle > 12 >= first:
            first, middle = middle, first
        # «10-10-1436هـ»: a Hijri year says so by itself.
        hijri = third in _HIJRI_YEARS
        make = calendar.hijri_day if hijri else calendar.make_day
        if not (hijri or third in _YEARS) or make(third, middle, first) is None:
            return None
        return last, Spec("day", day=first, month=middle, year=third, hijri=hijri)

    def _day_and_month(self, at: int) -> tuple[int, Spec] | None:
        """«27 تموز», «الثامن من الشهر الجاري», «من 3 إلى 5 آب», "July 27, 2023"."""
        english = self._month_then_day(at)
        if english is not None:
            return english
        day = self._day_number(at)
        if day is None or (at and self.tokens[at - 1].fold in self.tables.name_heads):
            return None
        last, number = day
        second = self._second_day(at, last, number)
        day_to = None
        if second is not None:
            last, day_to = second
        spec = self._month_of_day(last)
        if spec is None:
            return None
        last, found = spec
        found.unit, found.day, found.day_to = "day", number, day_to
        return last, found

    def _day_number(self, at: int) -> tuple[int, int] | None:
        if at >= len(self.tokens):
            return None
        token = self.tokens[at]
        if token.kind == "number":
            day = int(token.fold) if token.fold.isdigit() and len(token.fold) < 3 else 0
            after = at + 1
            if (
                token.fold.isdigit()
                and after < len(self.tokens)
                and self.tokens[after].fold in ("st", "nd", "rd", "th")
            ):
                after += 1
            return (after, day) if 1 <= day <= _LAST_DAY_OF_MONTH else None
        ordinal = read_ordinal(self.tokens, at)
        return ordinal if ordinal is not None and ordinal[1] <= _LAST_DAY_OF_MONTH else None

    def _second_day(self, at: int, last: int, first: int) -> tuple[int, int] | None:
        if last + 1 >= len(self.tokens):
            return None
        link = self.tokens[last].fold
        pair = link == "و" or link == "and"
        if not (pair or link in _DASHES or link in ("الي", "حتي", "وحتي", "to")):
            return None
        if pair and at and self.tokens[at - 1].fold not in ("بين", "يومي", "between", "ليومي", "ويومي"):
            return None
        second = self._day_number(last + 1)
        return second if second is not None and second[1] > first else None

    def _month_of_day(self, at: int) -> tuple[int, Spec] | None:
        tokens = self.tokens
        start = at
        while start < len(tokens) and start - at < 2 and tokens[start].fold in ("من", "of", "-", "/", "لشهر"):
            start += 1
        if start < len(tokens) and tokens[start].fold == "شهر":
            start += 1
        month = self._month(start, stated=True)
        if month is not None:
            return month
        period = self.tables.periods.at(tokens, start)
        bare = start
        if period is not None and period.row == "month" and tokens[start].fold.endswith("الشهر"):
            start = period.last
        elif start > at and tokens[start - 1].fold != "من":
            return None
        qualifier = self.tables.qualifiers.at(tokens, start)
        if qualifier is None and start > bare and bare > at and self.tokens[bare].fold == "هذا":
            return start, Spec("day", sense="current")
        if qualifier is None or qualifier.prefix or tokens[start].text.isascii():
            return None
        if start == bare and qualifier.row != "current":
            return None  # «5 الجاري» needs no «الشهر», «5 الماضي» does
        if tokens[start].fold in ("هذا", "هذه"):
            period = self.tables.periods.at(tokens, qualifier.last)
            return (period.last, Spec("day", sense="current")) if period and period.row == "month" else None
        return qualifier.last, Spec("day", sense=qualifier.row)

    def _month_then_day(self, at: int) -> tuple[int, Spec] | None:
        """ "July 27, 2023", and «أغسطس 30, 2023» where the year follows."""
        token = self.tokens[at]
        if token.kind != "word":
            return None
        english = token.text.isascii()
        hit = month_at(self.tokens, at)
        if hit is None or (english and not token.text[0].isupper()):
            return None
        day_at = self._past_dot(hit.last) if english else hit.last
        day = self._day_number(day_at)
        if day is None or self.tokens[day_at].kind != "number":
            return None
        spec = Spec("day", day=day[1], month=hit.row.number, hijri=hit.row.hijri)
        last = self._with_year(day[0], spec)
        return (last, spec) if english or spec.year is not None else None

    def _past_dot(self, at: int) -> int:
        """Over the full stop of "Nov."."""
        return at + 1 if at < len(self.tokens) and self.tokens[at].fold == "." else at

    def _month(self, at: int, *, stated: bool) -> tuple[int, Spec] | None:
        """A month name with its pair, qualifier and year. ``stated``: a day or «شهر» stands before."""
        tokens = self.tokens
        hit = month_at(tokens, at)
        if hit is None or (stated and hit.prefix) or (at and tokens[at - 1].fold in self.tables.name_heads):
            return None
        ascii_word = tokens[at].text.isascii()
        if ascii_word and not tokens[at].text[0].isupper():
            return None
        month = hit.row
        spec = Spec("month", month=month.number, hijri=month.hijri)
        last = self._past_pair(hit.last, month)
        paired = last > hit.last
        if ascii_word:
            last = (
                self._past_dot(last)
                if tokens[hit.last - 1].fold not in ("may",) and len(tokens[at].fold) < 5
                else last
            )
        qualifier = self.tables.qualifiers.at(tokens, last)
        if qualifier is not None and not qualifier.prefix and not tokens[last].text.isascii():
            spec.sense, last = qualifier.row, qualifier.last
        after_year = self._with_year(last, spec)
        if spec.year is None and spec.year_sense is None and ascii_word and last > hit.last:
            after_year = hit.last
        last = after_year
        if stated or paired or spec.sense or spec.year or spec.year_sense:
            return last, spec
        before = tokens[at - 1].fold if at else ""
        if tokens[at].fold == "اب" and "أ" in tokens[at].text:
            return None  # «أب» is a father
        if month.hijri or before not in (_BEFORE_STRICT if month.strict else _BEFORE_MONTH):
            prefixed = hit.prefix in ("ل", "ب") and not month.strict
            return None if not prefixed or month.hijri else (last, spec)
        return last, spec

    def _past_pair(self, at: int, month: calendar.Month) -> int:
        """Over the second name of «تموز/يوليو», «تشرين الثاني (نوفمبر)»."""
        if at + 1 < len(self.tokens) and self.tokens[at].fold in ("/", "(", "-", "–", "\\", "|"):
            hit = month_at(self.tokens, at + 1)
            if hit is not None and hit.row.number == month.number and hit.row.hijri == month.hijri:
                closes = hit.last < len(self.tokens) and self.tokens[hit.last].fold == ")"
                return hit.last + 1 if closes and self.tokens[at].fold == "(" else hit.last
        return at

    def _with_year(self, at: int, spec: Spec) -> int:
        """Read the year that may follow («2023», «من العام الماضي», ", 2023") into the expression."""
        tokens = self.tokens
        start = at
        while (
            start < len(tokens)
            and start - at < 2
            and tokens[start].fold in (",", "،", "من", "of", "/", "-", "_")
        ):
            start += 1
        period = self.tables.periods.at(tokens, start)
        if period is not None and period.row == "year":
            year = self._year_number(period.last, spec.hijri)
            if year is not None:
                spec.year = year
                return period.last + 1
            qualifier = self.tables.qualifiers.at(tokens, period.last)
            if qualifier is not None and not tokens[start].text.isascii():
                spec.year_sense = qualifier.row
                return qualifier.last
            return at
        year = self._year_number(start, spec.hijri)
        if year is None:
            return at
        spec.year = year
        return start + 1

    def _year_number(self, at: int, hijri: bool = False) -> int | None:
        if at >= len(self.tokens) or self.tokens[at].kind != "number":
            return None
        fold = self.tokens[at].fold
        if len(fold) != 4 or not fold.isdigit():
            return None
        return int(fold) if int(fold) in (_HIJRI_YEARS if hijri else _YEARS) else None

    def _part_of(self, part: Hit[str]) -> tuple[int, Spec] | None:
        """«منتصف نيسان الماضي», «مطلع العام 2025», «بداية 2023», "mid-April"."""
        at = part.last
        while (
            at < len(self.tokens) and at - part.last < 2 and self.tokens[at].fold in ("شهر", "-", "ال", "the")
        ):
            at += 1
        found = self._month(at, stated=True) or self._period_word(at)
        if found is None:
            year = self._year_number(at)
            if year is None:
                return None
            found = at + 1, Spec("year", year=year)
        last, spec = found
        spec.part = part.row
        if spec.unit == "week" or (spec.unit in ("month", "year") and last == at):
            return None
        return last, spec

    def _period_word(self, at: int) -> tuple[int, Spec] | None:
        """«الشهر الجاري», «عام 2022», «شهر تموز», "last week", "this year"."""
        tokens = self.tokens
        leading = self.tables.qualifiers.at(tokens, at)
        if leading is not None and (tokens[at].text.isascii() or tokens[at].fold.endswith(("هذا", "هذه"))):
            period = self.tables.periods.at(tokens, leading.last)
            if period is None or period.prefix:
                return None
            return period.last, Spec(_unit(period.row), sense=leading.row)
        period = self.tables.periods.at(tokens, at)
        if period is None:
            return None
        if period.row == "year":
            year = self._year_number(period.last)
            if year is not None:
                return period.last + 1, Spec("year", year=year)
        if period.row == "month" and not tokens[at].fold.endswith("الشهر"):
            return self._month(period.last, stated=True)
        qualifier = self.tables.qualifiers.at(tokens, period.last)
        definite = "ال" in tokens[at].fold or tokens[at].fold.startswith("لل")
        if qualifier is not None and qualifier.row in ("past", "current", "future") and definite:
            year = self._year_number(qualifier.last) if period.row == "year" else None
            if year is not None:  # «العام الحالي 2023»
                return qualifier.last + 1, Spec("year", year=year)
            return qualifier.last, Spec(_unit(period.row), sense=qualifier.row)
        # «مطلع العام», "the start of the year": the current one.
        if definite and at and self.tables.parts.at(tokens, at - 1) is not None:
            return period.last, Spec(_unit(period.row), sense="current")
        if tokens[at].fold == "year" and at > 1 and tokens[at - 1].fold == "the":
            return period.last, Spec("year", sense="current")
        return None

    def _season(self, at: int) -> tuple[int, Spec] | None:
        hit = self.tables.seasons.at(self.tokens, at)
        if hit is None:
            return None
        spec = Spec("season", month=hit.row)
        last = self._with_year(hit.last, spec)
        return (last, spec) if spec.year is not None else None

    def _bare_year(self, at: int) -> tuple[int, Spec] | None:
        year = self._year_number(at)
        before = self.tokens[at - 1].fold if at else ""
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if year is None or before not in ("في", "منذ", "خلال", "in", "since", "during", "the", "of"):
            return None
        if before in ("في", "منذ", "خلال") and after is not None and after.kind == "number":
            return None
        return at + 1, Spec("year", year=year)


def _unit(name: str) -> Literal["day", "week", "month", "year", "season"]:
    return "week" if name == "week" else "month" if name == "month" else "year"
