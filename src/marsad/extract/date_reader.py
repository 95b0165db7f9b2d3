"""From words to date expressions: what is written, before it is resolved to days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from marsad.arabic import calendar
from marsad.arabic.calendar import month_at, weekday_at
from marsad.arabic.numerals import read_number, read_ordinal
from marsad.arabic.phrases import Hit
from marsad.arabic.tokens import Token
from marsad.extract.date_tables import DateTables, Parts, Spec, date_tables

_DASHES: Final = frozenset("-–—/")
_INTRODUCTIONS: Final = frozenset({"يوم", "في", "تاريخ", "the", "in"})
_CONNECTORS: Final = frozenset(
    {"يوم", "نهار", "من", "في", "ل", "،", ",", "(", ")", "-", "–", "|", ":", "الموافق", "ال"}
)
_CONNECTORS_EN: Final = frozenset({"on", "of", "the", "at"})
_TO_DATE: Final = frozenset({"لتاريخ", "بتاريخ", "تاريخ", "الموافق"})
_CLOCK_HEADS: Final = frozenset({"الساعه", "ساعه", "عند", "تمام", "حوالي", "قرابه", "نحو", "at"})
_APPROXIMATE: Final = frozenset({"نحو", "حوالي", "قرابه", "زهاء", "about", "around", "nearly"})
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
_TIME: Final = re.compile(r"(\d{1,2})[:.,](\d{2})(?::\d{2})?")
_FRACTIONS: Final = {"والنصف": 30, "ونصف": 30, "والربع": 15, "وربع": 15, "والثلث": 20}


class DateReader:
    """Reads date expressions in one token stream. Every look ahead has a fixed limit."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.tables: DateTables = date_tables()

    def parts(self, i: int) -> Parts | None:
        """The day words, weekday, calendar date and time that stand together from a token on."""
        parts = Parts(i, i)
        at = i
        while at < len(self.tokens):
            last = self._next_part(parts, at)
            if last is None:
                break
            parts.last = last
            at = self._past_connectors(last)
        if parts.dated() or parts.clock is not None:
            return parts
        if parts.daypart is not None and self._stands_alone(parts):
            return parts
        return None

    def _stands_alone(self, parts: Parts) -> bool:
        assert parts.daypart is not None
        return parts.daypart.alone or (parts.last == parts.first + 1 and "ً" in self.tokens[parts.first].text)

    def _past_connectors(self, at: int) -> int:
        """Over «يوم», «من», a comma … when a further part may follow."""
        steps = 0
        while at < len(self.tokens) and steps < 3:
            fold = self.tokens[at].fold
            if fold not in _CONNECTORS and fold not in _CONNECTORS_EN and fold not in _TO_DATE:
                break
            at += 1
            steps += 1
        return at

    def _next_part(self, parts: Parts, at: int) -> int | None:
        token = self.tokens[at]
        joined = at > parts.first
        if (
            joined
            and token.kind == "word"
            and token.fold[0] == "و"
            and token.fold not in self.tables.words.heads
        ):
            return None
        return (
            self._take_word(parts, at, joined)
            or self._take_daypart(parts, at, joined)
            or self._take_clock(parts, at, joined)
            or self._take_weekday(parts, at, joined)
            or self._take_spec(parts, at)
        )

    def _take_word(self, parts: Parts, at: int, joined: bool) -> int | None:
        if parts.word is not None or parts.spec is not None or parts.weekday is not None:
            return None
        hit = self.tables.words.at(self.tokens, at)
        if hit is None or (joined and hit.prefix.startswith(("و", "ف"))):
            return None
        if hit.row.id == "now" and self._is_daypart_after(at, hit.last):
            return None  # «منذ ساعات الصباح» is no "hours ago"
        if hit.row.id == "today" and hit.last == at + 1 and not self.tokens[at].text.isascii():
            ordinal = read_ordinal(self.tokens, hit.last)
            # «اليوم السابع», «لليوم الثاني على التوالي»: a day's number, not this day.
            if ordinal is not None and self.spec(hit.last) is None:
                return None
            if at and self.tokens[at - 1].fold in ("كل", "ذلك"):
                return None
        parts.word = hit.row
        return hit.last

    def _is_daypart_after(self, at: int, last: int) -> bool:
        daypart = self.tables.dayparts.at(self.tokens, at + 1)
        return daypart is not None and daypart.last > last

    def _take_daypart(self, parts: Parts, at: int, joined: bool) -> int | None:
        if parts.daypart is not None:
            return None
        part = self.tables.parts.at(self.tokens, at)
        if part is not None and self._part_of(part) is not None:
            return None  # "early 2022", "early March": a part of a year or month, not of a day
        hit = self.tables.dayparts.at(self.tokens, at)
        if hit is None or (joined and hit.prefix.startswith(("و", "ف"))):
            return None
        parts.daypart = hit.row
        return hit.last

    def _take_clock(self, parts: Parts, at: int, joined: bool) -> int | None:
        """«الساعة 10:08 صباحاً», «عند التاسعة والنصف», "at 10:08"."""
        if parts.clock is not None:
            return None
        tokens = self.tokens
        start = at
        while start < len(tokens) and start - at < 3 and tokens[start].fold in _CLOCK_HEADS:
            start += 1
        headed = start > at
        if headed and start < len(tokens) and tokens[start].fold == "ال":
            start += 1
        if start >= len(tokens) or not (headed or joined):
            return None
        named = any(tokens[k].fold in ("الساعه", "ساعه") for k in range(at, start))
        found = self._clock(start, headed, named)
        if found is None:
            return None
        last, hour, minute = found
        if last < len(tokens) and tokens[last].fold in _FRACTIONS:
            last, minute = last + 1, _FRACTIONS[tokens[last].fold]
        parts.clock = (hour, minute)
        daypart = self.tables.dayparts.at(tokens, last)
        if daypart is not None and daypart.row.alone and not daypart.prefix:
            parts.daypart, last = parts.daypart or daypart.row, daypart.last
        return last

    def _clock(self, at: int, headed: bool, named: bool) -> tuple[int, int, int] | None:
        """A time in digits or words: (index after it, hour, minute). ``named``: after «الساعة»."""
        token = self.tokens[at]
        time = _TIME.fullmatch(token.fold) if token.kind == "number" else None
        if time is not None and int(time[1]) < 24 and int(time[2]) < 60 and (headed or ":" in time[0]):
            return at + 1, int(time[1]), int(time[2])
        ordinal = read_ordinal(self.tokens, at) if headed else None
        # «التاسعة» without «الساعة» is an hour in the feminine only; «عند الأولى» may be anything.
        if ordinal is not None and ordinal[1] <= 12 and (named or token.fold.endswith("ه")):
            return ordinal[0], ordinal[1] % 24, 0
        number = read_number(self.tokens, at) if named else None
        if number is not None and number[1] <= 24:
            return number[0], number[1] % 24, 0
        return None

    def _take_weekday(self, parts: Parts, at: int, joined: bool) -> int | None:
        if parts.weekday is not None or parts.spec is not None:
            return None
        qualifier = self.tables.qualifiers.at(self.tokens, at)
        start = at
        sense = None
        if qualifier is not None and self.tokens[at].text.isascii():
            start, sense = qualifier.last, qualifier.row
        hit = weekday_at(self.tokens, start)
        if hit is None or (joined and hit.prefix.startswith(("و", "ف"))):
            return None
        if self.tokens[start].text.isascii() and not self.tokens[start].text[0].isupper():
            return None
        parts.weekday, last = hit.row, hit.last
        night = parts.daypart is not None and parts.daypart.name in ("night", "midnight", "dawn")
        second = self._second_weekday(at, last, night)
        if second is not None:
            parts.weekday_to, last = second.row, second.last
        qualifier = self.tables.qualifiers.at(self.tokens, last)
        if qualifier is not None and qualifier.row in ("past", "future", "previous") and not sense:
            sense, last = qualifier.row, qualifier.last
        parts.sense = sense
        return last

    def _second_weekday(self, at: int, last: int, night: bool) -> Hit[int] | None:
        """The Monday of «ليل الأحد – الاثنين», the Saturday of «يومي الجمعة والسبت»."""
        tokens = self.tokens
        if last >= len(tokens):
            return None
        both = at > 0 and tokens[at - 1].fold in ("يومي", "ويومي", "ليلتي", "يومين")
        if not (night or both):
            return None
        if tokens[last].fold in _DASHES or tokens[last].fold in ("و", "علي", "الي"):
            return weekday_at(tokens, last + 1)
        hit = weekday_at(tokens, last)
        return hit if hit is not None and (hit.prefix == "و" or night) else None

    def _take_spec(self, parts: Parts, at: int) -> int | None:
        if parts.spec is not None and not parts.spec.hijri:
            return None
        found = self.spec(at)
        if found is None:
            return None
        last, spec = found
        if parts.spec is not None and (spec.hijri or spec.unit != "day"):
            return None
        if parts.dated() and spec.unit in ("year", "season", "week"):
            return None
        parts.spec = spec
        return last

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

    def count_unit(self, at: int, *, prefix: str = "") -> tuple[int, int, str, bool] | None:
        """«ثلاثة أيام», «يومين», «أسبوع»: (index after it, number, unit, whether approximate)."""
        tokens = self.tokens
        approximate = False
        if at < len(tokens) and tokens[at].fold == "ب" and prefix == "ب":
            at, prefix = at + 1, ""
        if at < len(tokens) and tokens[at].fold.removeprefix(prefix) in _APPROXIMATE:
            at, approximate, prefix = at + 1, True, ""
        if at >= len(tokens):
            return None
        if prefix and not tokens[at].fold.startswith(prefix):
            return None
        unit = self.tables.units.at(tokens, at)
        number = None if unit is not None else read_number(tokens, at)
        if unit is not None:
            if unit.row.number is None or unit.prefix != prefix:
                return None
            last = unit.last
            if last < len(tokens) and tokens[last].fold in ("واحد", "واحده", "فقط"):
                last += 1
            return last, unit.row.number, unit.row.name, approximate
        if number is None or not 0 < number[1] < 1000:
            return None
        many = self.tables.units.at(tokens, number[0])
        if many is None or many.prefix:
            return None
        return many.last, number[1], many.row.name, approximate

    def past_introduction(self, at: int) -> int:
        """Over «يوم», «في», «تاريخ», "the" between a linking word and its date."""
        tokens = self.tokens
        for _ in range(2):
            if at >= len(tokens) or tokens[at].fold not in _INTRODUCTIONS:
                break
            if tokens[at].fold == "the" and self.tables.words.at(tokens, at) is not None:
                break  # "the past 24 hours" is one phrase
            at += 1
        return at


def _unit(name: str) -> Literal["day", "week", "month", "year", "season"]:
    return "week" if name == "week" else "month" if name == "month" else "year"
