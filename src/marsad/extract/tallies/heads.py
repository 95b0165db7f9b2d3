"""Which figure of a sentence is the total that it gives for its period."""

from __future__ import annotations

from typing import Final

from marsad.extract.dates import DateMention
from marsad.extract.event_types import event_class
from marsad.extract.tallies.describe import describe
from marsad.extract.tallies.figures import unit_before
from marsad.extract.tallies.periods import is_short, last_day
from marsad.extract.tallies.records import Figure, TallyFound
from marsad.extract.tallies.sheet import COMMAS, COUNTED_DEEDS, Sheet

_RELATIVES: Final = frozenset({"الذي", "التي", "الذين", "who", "whose"})
#: A monitor's figure for a month without a counting word is a total from here on.
_LEAST_OF_MONTH: Final = 10
_LEAST_OF_DEEDS: Final = 5
_BREACHES: Final = frozenset({"unit-breach-ar", "unit-breach-en"})


def is_head(sheet: Sheet, figure: Figure, period: DateMention, first: int, last: int) -> bool:
    """Whether a figure is the total that the sentence gives for its period."""
    if period.first <= figure.first < period.last:
        return False
    if (figure.count.least or 0) < 2:
        return False
    if figure.measure is None and not unit_before(sheet, figure):
        return False
    if figure.unit is not None and not figure.unit.row.type and not _tells_of_violence(sheet, first, last):
        return False
    between = (
        (period.last, figure.begins)
        if period.first < figure.first
        else (min(figure.ends, period.first), period.first)
    )
    counted = bool(sheet.marks("count", first, last) or sheet.marks("total", first, last))
    if not counted:
        return _stands_alone(sheet, figure, between, period, first, last)
    if period.kind != "since" and _counts_one_deed(sheet, figure, first):
        return False
    marks = sheet.marks("count", *between) or sheet.marks("total", *between)
    return bool(marks) or not _relative_between(sheet, between)


def is_announced(sheet: Sheet, figure: Figure) -> bool:
    """Whether words right before a figure say that it is a count, a total or what was reached."""
    marks = ("count", "total", "reach")
    return any(sheet.marks(role, figure.left, figure.first) for role in marks)


def _tells_of_violence(sheet: Sheet, first: int, last: int) -> bool:
    """Whether "cases" or "incidents" are of our kind: a breach, a party or a word for violence."""
    if any(u.row.key in _BREACHES for u in sheet.words.within("unit", first, last)):
        return True
    if any(a.armed or a.kind == "source" for a in sheet.actors.within(first, last)):
        return True
    types = [t.trigger.type for t in sheet.triggers.within(first, last)]
    return any(event_class(t) in COUNTED_DEEDS for t in types if t)


def _counts_one_deed(sheet: Sheet, figure: Figure, first: int) -> bool:
    """«وثّق التقرير هجوماً في آذار أوقع تسعة قتلى»: what is recorded is a deed, not the sum."""
    verbs = sheet.marks("count", first, figure.first)
    if not verbs or sheet.marks("total", first, figure.first):
        return False
    return any(
        t.trigger.type is not None and t.first != figure.begins
        for t in sheet.triggers.within(verbs[-1].last, figure.begins)
    )


def _relative_between(sheet: Sheet, between: tuple[int, int]) -> bool:
    return any(sheet.reading.fold(i).removeprefix("و") in _RELATIVES for i in range(*between))


def _stands_alone(
    sheet: Sheet, figure: Figure, between: tuple[int, int], period: DateMention, first: int, last: int
) -> bool:
    """A total that no counting word announces: close to a «منذ», of several happenings."""
    if period.kind != "since" and not _sums_a_month(sheet, figure, first, last):
        return False
    if is_short(sheet, period):
        return False
    if _relative_between(sheet, between) or between[1] - between[0] > 16:
        return False
    if any(d is not period for d in sheet.dates.within(*between)):
        return False
    return not _apart(sheet, figure, between, period, first)


def _sums_a_month(sheet: Sheet, figure: Figure, first: int, last: int) -> bool:
    """«22 عملية في أيار», or a monitor's dead of a month; no deed of its own beside them."""
    least = figure.count.least or 0
    if figure.unit is not None or figure.count.unit_hint == "times":
        return least >= _LEAST_OF_DEEDS
    if not any(a.kind == "source" for a in sheet.actors.within(first, last)):
        return False
    start, stop = first, sheet.until_comma(figure.count.last, last)
    deeds = [
        t
        for t in sheet.triggers.within(start, stop)
        if t.trigger.type not in (None, "statement", "killing", "arrest")
    ]
    return least >= _LEAST_OF_MONTH and not deeds


def _apart(sheet: Sheet, figure: Figure, between: tuple[int, int], period: DateMention, start: int) -> bool:
    """«تحاصر القوات البلدة منذ شهرين، واعتقلت خمسة»: the period belongs to another deed."""
    if not any(sheet.reading.tokens[i].text in COMMAS for i in range(*between)):
        return False
    until = period.first if period.first < figure.first else figure.begins
    others = sheet.triggers.within(start, until)
    if period.first < figure.first and figure.count.unit_hint != "times":
        others += [t for t in sheet.triggers.within(period.last, figure.begins) if t.trigger.type]
    return bool(others) if period.first < figure.first else True


def make_head(sheet: Sheet, figure: Figure, period: DateMention, first: int, last: int) -> TallyFound:
    """The tally of a figure that is its sentence\'s total."""
    if figure.measure is None:
        named = unit_before(sheet, figure)
        if named is not None and named.row.role in ("people", "harm"):
            figure.harm = named
        else:
            figure.unit = named
        figure.measure = "events" if named is None else named.row.value  # type: ignore[assignment]
    found = describe(sheet, figure, first, last)
    found.start, found.end = period.start, last_day(sheet, period, first)
    found.period = (period.first, period.last)
    found.first = min(_clause_start(sheet, figure, period, first), figure.begins, period.first)
    found.last = max(found.last, period.last)
    return found


def _clause_start(sheet: Sheet, figure: Figure, period: DateMention, first: int) -> int:
    marks = [
        *sheet.marks("count", first, figure.first),
        *sheet.marks("total", first, figure.first),
        *sheet.words.within("reach", first, figure.first),
    ]
    start = min([m.first for m in marks] + [figure.begins, period.first])
    return first if start - first <= 8 else start
