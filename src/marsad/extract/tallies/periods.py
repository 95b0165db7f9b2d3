"""The stretch of days that a total counts over («منذ مطلع العام», «خلال تموز الماضي»)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from marsad.extract.dates import DateMention
from marsad.extract.tallies.sheet import COMMAS, Sheet

#: A stretch shorter than this is the time of a happening rather than a period of counting.
_PERIOD_DAYS: Final = 4
_MONTH_DAYS: Final = 20
_WEEK_DAYS: Final = 7
_SINCE: Final = frozenset({"منذ", "since"})
#: Rules of dates that only bound a time («قبل عام 2011»).
_BOUNDS: Final = ("until", "before", "after")
_TO_SINCE: Final = 9
_UNTIL: Final = frozenset({"حتي", "وحتي", "until", "till", "لغايه", "ولغايه"})
_TO_UNTIL: Final = 5


def find_period(sheet: Sheet, first: int, last: int) -> DateMention | None:
    """The stretch of days that a sentence counts over."""
    dates = [_opened_by_since(sheet, d, first) for d in sheet.dates.within(first, last)]
    fitting = [d for d in dates if _is_period(sheet, d)]
    since = [d for d in fitting if d.kind == "since"]
    if since:
        return since[0]
    return fitting[0] if fitting else None


def _opened_by_since(sheet: Sheet, mention: DateMention, first: int) -> DateMention:
    """«منذ بدء الحملة في 27 نيسان»: the day of an event that the count began with."""
    if mention.precision not in ("day", "month") or mention.kind == "since":
        return mention
    for at in range(mention.first - 1, max(first, mention.first - _TO_SINCE) - 1, -1):
        if sheet.reading.tokens[at].text in COMMAS or at in sheet.reading.count_at:
            return mention
        if sheet.reading.fold(at).removeprefix("و") in _SINCE:
            return replace(mention, first=at, kind="since", end=sheet.reading.published)
    return mention


def _is_period(sheet: Sheet, mention: DateMention) -> bool:
    end = mention.end or sheet.reading.published
    if mention.rule.startswith(_BOUNDS):
        return False
    if end is None or mention.future:
        return mention.kind == "since" and not mention.future
    days = (end - mention.start).days + 1
    if mention.kind == "since":
        return days >= _PERIOD_DAYS or mention.precision in ("month", "year")
    return mention.kind != "anaphoric" and days >= _MONTH_DAYS


def is_short(sheet: Sheet, period: DateMention) -> bool:
    """«خلال الأسبوع الماضي» may be the vague time of one deed; «منذ …» is a count sooner."""
    end = period.end or sheet.reading.published or period.start
    days = (end - period.start).days + 1
    since = sheet.reading.fold(period.first).removeprefix("و") in _SINCE
    return days < (_WEEK_DAYS if since or period.precision in ("month", "year") else _MONTH_DAYS)


def last_day(sheet: Sheet, period: DateMention, first: int) -> date | None:
    """The last day counted: of the period, of the count's own publication, or of the report's."""
    published = sheet.reading.published
    for mention in sheet.dates.within(period.last, period.last + _TO_UNTIL):
        words = {sheet.reading.fold(i) for i in range(period.last, mention.first + 1)}
        if words & _UNTIL and mention.end is not None and mention.end > period.start:
            return mention.end
    if period.kind == "since":
        day = timedelta(days=1)
        for mention in sheet.dates.within(first, period.first):
            if mention.end is not None and mention.precision == "day" and period.start + day < mention.end:
                return min(mention.end, period.end or mention.end, published or mention.end)
    end = period.end or published
    return min(end, published) if end and published else end
