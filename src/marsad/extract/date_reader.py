"""From words to date expressions: what is written, before it is resolved to days."""

from __future__ import annotations

import re
from typing import Final

from marsad.arabic.calendar import weekday_at
from marsad.arabic.numerals import read_number, read_ordinal
from marsad.arabic.phrases import Hit
from marsad.extract.date_specs import SpecReader
from marsad.extract.date_tables import Parts

_DASHES: Final = frozenset("-–—/")
_INTRODUCTIONS: Final = frozenset({"يوم", "في", "تاريخ", "the", "in"})
_CONNECTORS: Final = frozenset(
    {"يوم", "نهار", "من", "في", "ل", "،", ",", "(", ")", "-", "–", "|", ":", "الموافق", "ال"}
)
_CONNECTORS_EN: Final = frozenset({"on", "of", "the", "at"})
_TO_DATE: Final = frozenset({"لتاريخ", "بتاريخ", "تاريخ", "الموافق"})
_CLOCK_HEADS: Final = frozenset({"الساعه", "ساعه", "عند", "تمام", "حوالي", "قرابه", "نحو", "at"})
_APPROXIMATE: Final = frozenset({"نحو", "حوالي", "قرابه", "زهاء", "about", "around", "nearly"})
_TIME: Final = re.compile(r"(\d{1,2})[:.,](\d{2})(?::\d{2})?")
_FRACTIONS: Final = {"والنصف": 30, "ونصف": 30, "والربع": 15, "وربع": 15, "والثلث": 20}


class DateReader(SpecReader):
    """Reads whole date expressions: what the calendar says, with weekday, time of day and clock."""

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
