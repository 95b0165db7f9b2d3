"""From date expressions to days, against the day of publication and the date before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

from marsad.arabic import calendar
from marsad.arabic.calendar import Days, shift_days
from marsad.extract.date_tables import Parts, Spec
from marsad.model.records import DatePrecision

#: How a date was stated; see :class:`marsad.extract.dates.DateMention`.
Kind = Literal["absolute", "relative", "weekday", "anaphoric", "since"]


class DayResolver:
    """Resolves expressions to days.

    ``published`` is the day of publication, ``anchor`` the day that "a day earlier" and "the
    same month" count from; either may be unknown, and what hangs on it then stays unresolved.
    """

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.anchor: date | None = None

    def days(self, parts: Parts) -> tuple[Days | None, DatePrecision, Kind, bool]:
        """The days of an expression, how exactly and how they are stated, whether they lie ahead.

        The days are None where the text does not tell enough.
        """
        if parts.spec is not None:
            days, precision, future = self._spec_days(parts.spec, parts)
            relative = parts.spec.year is None and parts.spec.month is None
            return days, precision, "relative" if relative else "absolute", future
        if parts.word is not None:
            return self._word_days(parts)
        if parts.weekday is not None:
            days, future = self._weekday_days(parts)
            return days, "day", "weekday", future
        day = self.anchor or self.published
        return (Days(day, day) if day else None), "day", "anaphoric", False

    def _word_days(self, parts: Parts) -> tuple[Days | None, DatePrecision, Kind, bool]:
        word, published = parts.word, self.published
        assert word is not None
        if published is None:
            return None, "day", "relative", False
        days = Days(shift_days(published, word.from_day), shift_days(published, word.to_day))
        if word.from_day != word.to_day:
            long = word.to_day - word.from_day > 3
            return days, "week" if long else "day", "relative", False
        day = days.start
        if parts.weekday is not None and not word.future:
            told = calendar.weekday_before(published, parts.weekday)
            # The day of publication may be a day or two off (time zones, late posting); yesterday
            # is not that day itself.
            if (word.from_day < 0) <= (published - told).days <= 3:
                day = told
        if parts.daypart is not None and parts.daypart.name == "midnight":
            day = min(shift_days(day, 1), published) if not word.future else day
        return Days(day, day), "day", "relative", word.future

    def _weekday_days(self, parts: Parts) -> tuple[Days | None, bool]:
        published, weekday = self.published, parts.weekday
        if published is None or weekday is None:
            return None, False
        if parts.sense == "future":
            day = calendar.weekday_after(published, weekday)
            return Days(day, day), True
        strictly = parts.sense in ("past", "previous")
        midnight = parts.daypart is not None and parts.daypart.name == "midnight"
        if parts.weekday_to is not None:
            end = calendar.weekday_before(published, parts.weekday_to, strictly=strictly)
            start = calendar.weekday_before(end, weekday)
            if parts.clock is not None and not midnight:  # the clock tells which side of midnight it was
                end = start = end if parts.clock[0] < 6 else start
            elif parts.daypart is not None:
                start = end  # the night from Sunday to Monday is dated by the Monday
            return Days(start, end), False
        day = calendar.weekday_before(published, weekday, strictly=strictly)
        if midnight:
            day = min(shift_days(day, 1), published)
        return Days(day, day), False

    def _spec_days(self, spec: Spec, parts: Parts) -> tuple[Days | None, DatePrecision, bool]:
        future = spec.sense == "future" or spec.year_sense == "future"
        future = future or (parts.word is not None and parts.word.future)
        if spec.year is None and spec.year_sense is not None:
            base = self.anchor if spec.year_sense in ("same", "previous", "next") else self.published
            base = base or self.published
            if base is None:
                return None, "day", False
            shift = {"past": -1, "previous": -1, "future": 1, "next": 1}.get(spec.year_sense, 0)
            spec = replace(spec, year=base.year + shift)
        if spec.unit == "day":
            return self._day_days(spec, future), "day", future
        if spec.unit == "month":
            days = self._month_days(spec)
            if days is not None and spec.part:
                return calendar.month_part(days, spec.part), "week", future
            return days, "month", future
        if spec.unit == "season" and spec.year is not None and spec.month is not None:
            first = calendar.month_days(spec.year - (spec.month == 12), spec.month)
            last = calendar.month_days(first.start.year, spec.month + 2)
            return Days(first.start, last.end), "month", future
        return (*self._period_days(spec), future)

    def _period_days(self, spec: Spec) -> tuple[Days | None, DatePrecision]:
        shift = {"past": -1, "future": 1}.get(spec.sense or "", 0)
        if spec.unit == "year":
            if spec.year is None and self.published is None:
                return None, "year"
            year = spec.year if spec.year is not None else (self.published or date.min).year + shift
            days = calendar.year_days(year)
            return (calendar.year_part(days, spec.part), "month") if spec.part else (days, "year")
        if self.published is None:
            return None, "week"
        return calendar.week_days(shift_days(self.published, 7 * shift)), "week"

    def _day_days(self, spec: Spec, future: bool) -> Days | None:
        start = self._one_day(spec, spec.day or 1, future)
        if start is None or spec.day_to is None:
            return Days(start, start) if start else None
        if spec.hijri or spec.month is None:
            end = shift_days(start, spec.day_to - (spec.day or 1))
        else:
            end = calendar.make_day(start.year, spec.month, spec.day_to) or start
        return Days(start, end)

    def _one_day(self, spec: Spec, day: int, future: bool) -> date | None:
        published = self.published
        if spec.month is None:
            base = self.anchor if spec.sense == "same" else published
            if base is None:
                return None
            shift = {"past": -1, "previous": -1, "future": 1}.get(spec.sense or "", 0)
            month = calendar.month_days(base.year, base.month + shift).start
            return calendar.make_day(month.year, month.month, day)
        make = calendar.hijri_day if spec.hijri else calendar.make_day
        if spec.year is not None:
            return make(spec.year, spec.month, day)
        if published is None:
            return None
        year = calendar.hijri_year_of(published) if spec.hijri else published.year
        if year is None:
            return None
        years = (year, year + 1, year + 4) if future else (year + 1, year, year - 1, year - 4)
        for candidate in years:
            found = make(candidate, spec.month, day)
            if found is None:
                continue
            if future:
                if found > published:
                    return found
            elif found <= published:
                return found
            elif (found - published).days == 1:
                return published  # the post's date is a day early in some captures
        return None

    def _month_days(self, spec: Spec) -> Days | None:
        published = self.published
        if spec.month is None:
            if published is None:
                return None
            base = (self.anchor or published) if spec.sense in ("same", "previous") else published
            shift = {"past": -1, "previous": -1, "future": 1}.get(spec.sense or "", 0)
            return calendar.month_days(base.year, base.month + shift)
        if spec.hijri:
            return self._hijri_month(spec.month, spec.year)
        if spec.year is not None:
            return calendar.month_days(spec.year, spec.month)
        if published is None:
            return None
        year = published.year
        if spec.sense == "future":
            year += spec.month <= published.month
        elif spec.month > published.month or (spec.sense == "past" and spec.month == published.month):
            year -= 1
        return calendar.month_days(year, spec.month)

    def _hijri_month(self, month: int, year: int | None) -> Days | None:
        if year is not None:
            return calendar.hijri_month_days(year, month)
        current = calendar.hijri_year_of(self.published) if self.published else None
        if current is None or self.published is None:
            return None
        days = calendar.hijri_month_days(current, month)
        if days is not None and days.start > self.published:
            return calendar.hijri_month_days(current - 1, month)
        return days
