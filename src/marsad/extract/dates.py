"""When: every passage of a text that names a day, a period or a time («متى»).

Relative words are read against the day of publication, chains ("a day earlier") against the
date before them. What each form means is told in docs/en/methodology/dates.md; the words are
in ``tables/calendar/``. Unknown stays out: a passage that can't be resolved gives no mention.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

from marsad.arabic import calendar
from marsad.arabic.calendar import Days, month_at, shift_days, weekday_at
from marsad.arabic.numerals import read_ordinal
from marsad.arabic.phrases import Hit
from marsad.arabic.tokens import Token, TokenizedText
from marsad.extract.date_days import DayResolver, Kind
from marsad.extract.date_reader import DateReader
from marsad.extract.date_tables import Parts, Spec, date_tables, ordinal_heads
from marsad.geo.words import word_info
from marsad.model.records import DatePrecision

_DASHES: Final = frozenset("-–—/")
#: Between «في مثل هذا اليوم» and its year, or the count of years since.
_OF_YEAR: Final = frozenset({"من", "عام", "سنه", "العام", "قبل", "منذ", "،", "في", "in", "of"})
#: «قبل أسبوعين» names a day; «قبل خمسة أسابيع» is only about that long ago.
_COUNTED_WEEKS: Final = 2
#: «خُطف قبل يومين من أمام منزله», «من قبل مسلحين»: where from, or by whom.
_WHERE_FROM: Final = frozenset(
    {
        "امام",
        "داخل",
        "قبل",
        "منزله",
        "منزلها",
        "منازلهم",
        "بيته",
        "بيتها",
        "قريته",
        "مكان",
        "محيط",
        "وسط",
        "قرب",
    }
)
_NEAR: Final = 3  # tokens between a date and a count of days from it
_NOWHERE: Final[frozenset[str]] = frozenset()
#: A report's own dateline stands among its first tokens.
_DATELINE_TOKENS: Final = 60
_DATELINE_WORDS: Final = 6  # other words that may share its line
_INSIDE_SENTENCE: Final = frozenset({"في", "منذ", "حتي", "in", "on", "since", "until"})


@dataclass(slots=True)
class DateMention:
    """A date named by tokens ``first`` up to, not with, ``last``.

    ``start`` and ``end`` are the first and last day it covers; a "since" without a known day of
    publication has no ``end``. ``precision`` is what the words state. ``future`` tells that the
    text places it after its publication. ``rule`` names how it was read, for explanations.
    ``time_of_day`` is a clock time ("21:00") or a part of the day ("dawn"), where stated.
    """

    first: int
    last: int
    start: date
    end: date | None
    precision: DatePrecision
    kind: Kind
    future: bool
    rule: str
    time_of_day: str | None = None


def find_dates(text: TokenizedText, published: date | None) -> list[DateMention]:
    """Every date of a text, in order, none overlapping. Linear in the number of tokens.

    Args:
        text: The repaired text.
        published: The day of publication; None keeps only what is absolute or follows from it.
    Returns:
        Mentions with ``start <= end``; none after ``published`` unless flagged ``future``.
    """
    return _Finder(text, published).run()


def dateline(text: TokenizedText) -> date | None:
    """The day of publication that a text states itself in its first lines, None if it does not.

    Only a full date with its year counts, on a short line of its own («السبت 10 شباط 2018») or
    called today. A date inside a sentence or a photo's caption tells of something else.
    """
    head = replace(text, tokens=text.tokens[:_DATELINE_TOKENS], sentences=[])
    for mention in _Finder(head, None).run():
        full = mention.kind == "absolute" and mention.precision in ("day", "hour")
        if full and ("today" in mention.rule or _has_own_line(text.tokens, mention)):
            return mention.start
    return None


def _has_own_line(tokens: Sequence[Token], mention: DateMention) -> bool:
    first, last = mention.first, mention.last
    if first and tokens[first - 1].fold in _INSIDE_SENTENCE:
        return False
    while first and tokens[first - 1].kind != "break":
        first -= 1
    while last < len(tokens) and tokens[last].kind != "break":
        last += 1
    others = (*tokens[first : mention.first], *tokens[mention.last : last])
    return sum(token.kind != "mark" for token in others) <= _DATELINE_WORDS


@cache
def _heads() -> frozenset[str]:
    """Every folded word that a mention may start with."""
    tables = date_tables()
    return frozenset(tables.starts) | tables.loose | ordinal_heads()


class _Finder:
    """One pass over one text: which expressions are dates, and how they hang together."""

    def __init__(self, text: TokenizedText, published: date | None) -> None:
        self.tokens: Sequence[Token] = text.tokens
        self.published = published
        self.tables = date_tables()
        self.reader = DateReader(text.tokens)
        self.resolver = DayResolver(published)
        self.found: list[DateMention] = []

    def run(self) -> list[DateMention]:
        starts, ordinals = self.tables.starts, ordinal_heads()
        tokens, heads = self.tokens, _heads()
        end, size = 0, len(tokens)
        for i in [i for i, token in enumerate(tokens) if token.fold in heads or token.kind == "number"]:
            if i < end:
                continue
            token = tokens[i]
            if token.kind != "number":
                fold = token.fold
                second = starts.get(fold, _NOWHERE)
                if second is not None and fold not in ordinals:
                    following = tokens[i + 1] if i + 1 < size else None
                    if not second or following is None or following.fold not in second:
                        loose = fold in self.tables.loose and following is not None
                        if not (loose and following is not None and self._may_start(following)):
                            continue
            end = self._at(i)
        return self.found

    def _may_start(self, token: Token) -> bool:
        return token.kind == "number" or token.fold in self.tables.starts or token.fold in ordinal_heads()

    def _at(self, i: int) -> int:
        """Read what starts at a token; where to go on (or ``i`` when nothing does)."""
        tables, tokens = self.tables, self.tokens
        blocked = tables.blocked.at(tokens, i)
        if blocked is not None:
            return blocked.last
        media = tables.media.at(tokens, i)
        if media is not None and self._is_brand(i, media.last):
            return media.last
        link = tables.links.at(tokens, i)
        if link is not None and link.last > i + 1:
            word = tables.words.at(tokens, i)
            if word is None or word.last < link.last:
                last = self._linked(i, link)
                if last:
                    return last
        parts = self.reader.parts(i)
        if parts is not None:
            return self._emit_parts(parts)
        if link is not None:
            return self._linked(i, link) or i
        return self._counted_english(i) or i

    def _is_brand(self, i: int, last: int) -> bool:
        """«حلب اليوم» is a broadcaster in quotation marks or after a word for one."""
        if i == 0:
            return False
        before = self.tokens[i - 1]
        after = self.tokens[last].text if last < len(self.tokens) else ""
        quoted = before.text in "«“\"'" and after in ("»", "”", '"', "'")
        return quoted or before.fold in self.tables.media_words or self.tokens[last - 1].tag

    def _linked(self, i: int, link: Hit[str]) -> int:
        """A mention that a linking word opens; 0 when none does."""
        role = link.row
        if role in ("since", "during"):
            return self._period(i, link.last, role) or (self._ago(i, link.last) if role == "since" else 0)
        if role == "ago":
            return self._ago(i, link.last)
        if role == "after":
            return self._after_count(i, link.last)
        if role in ("before", "after-that"):
            return self._chain(i, link.last, -1 if role == "before" else 1)
        if role == "weekend":
            return self._weekend(i, link.last)
        if role == "from":
            return self._range(i, link.last)
        if role == "this-day":
            return self._this_day_of(i, link.last)
        return self._by_anchor(i, link.last, role)

    def _emit_parts(self, parts: Parts) -> int:
        mention = self._resolve(parts)
        if mention is None:
            return 0 if not parts.dated() else parts.last
        return self._add(mention)

    def _add(self, mention: DateMention, *, anchor: bool = True) -> int:
        self.found.append(mention)
        if anchor and mention.kind != "since" and not mention.future:
            self.resolver.anchor = mention.start
        return mention.last

    def _resolve(self, parts: Parts) -> DateMention | None:
        rule = "+".join(
            name
            for name, part in (
                (parts.word.id if parts.word else "", parts.word),
                ("weekday", parts.weekday),
                (_spec_rule(parts.spec), parts.spec),
                ("clock", parts.clock),
                (parts.daypart.name if parts.daypart else "", parts.daypart),
            )
            if part is not None
        )
        days, precision, kind, future = self.resolver.days(parts)
        if days is None:
            return None
        if parts.clock is not None and days.start == days.end:
            precision = "hour"
        before = self.tables.links.at(self.tokens, parts.first - 1)
        if before is not None and before.row in ("until", "ago", "after"):
            # «قبل عام 2011» and «حتى أمس» bound a time, they don't name it.
            rule = f"{'before' if before.row == 'ago' else before.row}:{rule}"
        if parts.spec is not None and parts.spec.month and parts.spec.unit == "day":
            moved = not parts.spec.hijri and days.start.day != parts.spec.day
            rule += "+clamped" if moved else ""
        mention = DateMention(
            parts.first, parts.last, days.start, days.end, precision, kind, future, rule, _time_of_day(parts)
        )
        return self._within_publication(mention)

    def _within_publication(self, mention: DateMention) -> DateMention | None:
        """Nothing ends after the day of publication unless the text says future."""
        published = self.published
        if published is None or mention.end is None or mention.future:
            return mention
        if mention.start > published:
            mention.future = True
        elif mention.end > published:
            mention.end = published
        return mention

    def _period(self, i: int, at: int, role: str) -> int:
        """«منذ مطلع العام», «منذ 13 تموز», «خلال عام 2022», "so far in November"."""
        start = self.reader.past_introduction(at)
        parts = self.reader.parts(start)
        if parts is None or not parts.dated():
            return 0
        mention = self._resolve(parts)
        if mention is None or mention.future:
            return 0
        mention.first = i
        single = mention.start == mention.end and mention.kind != "absolute"
        if role == "during":
            if single:
                return self._add(mention)  # «خلال يوم أمس» is just that day
        else:
            mention.end = self.published if self.published and self.published >= mention.start else None
            self._until(mention)
        mention.kind, mention.rule = "since", f"{role}:{mention.rule}"
        return self._add(mention)

    def _until(self, mention: DateMention) -> None:
        """«… وحتى 5 آب» after a start."""
        at = mention.last
        if at >= len(self.tokens):
            return
        hit = self.tables.links.at(self.tokens, at)
        if hit is None or hit.row != "until":
            return
        parts = self.reader.parts(self.reader.past_introduction(hit.last))
        end = self._resolve(parts) if parts is not None and parts.dated() else None
        if end is not None and end.end is not None and end.end >= mention.start and not end.future:
            mention.end, mention.last = end.end, end.last

    def _range(self, i: int, at: int) -> int:
        """«من الأحد إلى الأربعاء الماضيين», «بين 3 تموز و5 آب», "from Monday to Friday"."""
        first = self.reader.parts(self.reader.past_introduction(at))
        if first is None or not first.dated() or first.last >= len(self.tokens):
            return 0
        link = self.tables.links.at(self.tokens, first.last)
        fold = self.tokens[first.last].fold
        if (
            (link is not None and link.row == "until")
            or fold in _DASHES
            or (self.tokens[i].fold.endswith("بين") and fold == "و")
        ):
            after = first.last + 1
        elif self.tokens[i].fold.endswith("بين") and fold.startswith("و"):
            after = first.last
        elif self.tokens[i].fold == "between" and fold == "and":
            after = first.last + 1
        else:
            return 0
        second = self.reader.parts(self.reader.past_introduction(after))
        if second is None or not second.dated():
            return 0
        end = self._resolve(second)
        start = self._resolve(first)
        if end is None or start is None or end.end is None:
            return 0
        begin = start.start
        if first.weekday is not None and first.spec is None and first.word is None:
            begin = calendar.weekday_before(end.start, first.weekday)
        if begin > end.end:
            return 0
        rule = f"range:{start.rule}:{end.rule}"
        mention = DateMention(
            i, end.last, begin, end.end, end.precision, start.kind, end.future, rule, start.time_of_day
        )
        return self._add(mention)

    def _ago(self, i: int, at: int) -> int:
        """«قبل يومين», «منذ نحو عشرة أيام», «قبل أسبوع»."""
        counted = self.reader.count_unit(at)
        if counted is None or self.published is None:
            return 0
        last, number, unit, approximate = counted
        if last < len(self.tokens) and (self._counts_from(last) or (number == 1 and self._is_time(last))):
            return 0
        return self._add(self._back(i, last, self.published, -number, unit, approximate, "relative", "ago"))

    def _counts_from(self, at: int) -> bool:
        """Whether «قبل يومين من …» counts from a deed, and is not «خُطف قبل يومين من بلدة …»."""
        if self.tokens[at].fold != "من":
            return False
        if at + 1 < len(self.tokens) and self.tokens[at + 1].fold in _WHERE_FROM:
            return False
        return at + 1 >= len(self.tokens) or word_info(self.tokens[at + 1].fold).generic is None

    def _is_time(self, at: int) -> bool:
        """Whether «يوم», «شهر», «عام» before this token only introduces a date («قبل يوم الأحد»)."""
        tokens = self.tokens
        if tokens[at].kind == "number" or read_ordinal(tokens, at) is not None:
            return True
        word = self.tables.words.at(tokens, at - 1)  # «يوم غد» is one phrase
        if word is not None and word.last > at:
            return True
        return weekday_at(tokens, at) is not None or month_at(tokens, at) is not None

    def _back(
        self, i: int, last: int, base: date, number: int, unit: str, approximate: bool, kind: Kind, rule: str
    ) -> DateMention:
        """The day, week, month or year that lies so many units from another day."""
        precision: DatePrecision = "day"
        if unit == "hour":
            days = Days(base, base)
        elif unit == "day":
            day = shift_days(base, number)
            days = Days(day, day)
            if approximate:
                days, precision = Days(shift_days(day, -2), shift_days(day, 2)), "week"
        elif unit == "week":
            day = shift_days(base, 7 * number)
            days, precision = Days(day, day), "day"
            if approximate or abs(number) > _COUNTED_WEEKS:
                days, precision = Days(shift_days(day, -3), shift_days(day, 3)), "week"
        elif unit == "month":
            days, precision = calendar.month_days(base.year, base.month + number), "month"
        else:
            days, precision = calendar.year_days(base.year + number), "year"
        end = days.end
        future = False
        if self.published is not None and end > self.published:
            future = days.start > self.published
            end = end if future else self.published
        return DateMention(i, last, days.start, end, precision, kind, future, f"{rule}:{unit}")

    def _after_count(self, i: int, at: int) -> int:
        """«بعد يومين من حملة مماثلة»: that campaign was two days before."""
        counted = self.reader.count_unit(at)
        if counted is None or counted[2] != "day" or counted[3] or self.published is None:
            return 0
        last = counted[0]
        if last >= len(self.tokens) or self.tokens[last].fold not in ("من", "علي"):
            return 0
        parts = self.reader.parts(last + 1)
        known = self._resolve(parts) if parts is not None and parts.dated() else None
        if known is not None:
            known.first, known.start = i, shift_days(known.start, counted[1])
            known.end = known.start
            if known.start > self.published:
                return 0
            known.rule = f"after-count:{known.rule}"
            return self._add(known)
        # «في 2 حزيران، وذلك بعد 4 أيام على …» counts from the date just named.
        near = bool(self.found) and i - self.found[-1].last <= _NEAR and self.found[-1].kind != "since"
        base = self.found[-1].start if near else self.published
        mention = self._back(i, last + 1, base, -counted[1], "day", False, "relative", "after-count")
        return self._add(mention, anchor=False)

    def _chain(self, i: int, at: int, sign: int) -> int:
        """«وقبلها بيوم واحد», «سبق ذلك بيوم», «وبعدها بأربعة أيام»."""
        counted = self.reader.count_unit(at, prefix="ب")
        base = self.resolver.anchor or self.published
        if counted is None or base is None:
            return 0
        last, number, unit, approximate = counted
        if unit != "day" or approximate:
            following = last
            while (
                following < len(self.tokens)
                and following - last < 3
                and self.tokens[following].fold in ("،", "اي", "في")
            ):
                following += 1
            # «قبل ذلك بقرابة شهرين، في 4 أيار»: the day itself is told next.
            parts = self.reader.parts(following) if following > last else None
            if parts is not None and parts.spec is not None:
                return last
        mention = self._back(i, last, base, sign * number, unit, approximate, "anaphoric", "chain")
        return self._add(mention)

    def _counted_english(self, i: int) -> int:
        """ "three days ago", "two weeks earlier", "four days later"."""
        if not self.tokens[i].text.isascii():
            return 0
        counted = self.reader.count_unit(i)
        if counted is None or counted[0] >= len(self.tokens):
            return 0
        last, number, unit, approximate = counted
        word = self.tokens[last].fold
        if word == "ago" and self.published is not None:
            return self._add(
                self._back(i, last + 1, self.published, -number, unit, approximate, "relative", "ago")
            )
        base = self.resolver.anchor or self.published
        if word in ("earlier", "later", "before") and base is not None:
            sign = 1 if word == "later" else -1
            return self._add(
                self._back(i, last + 1, base, sign * number, unit, approximate, "anaphoric", "chain")
            )
        return 0

    def _this_day_of(self, i: int, at: int) -> int:
        """«في مثل هذا اليوم من عام 2013», «مثل هذا اليوم قبل عشر سنوات»: this day, years back."""
        if self.published is None:
            return 0
        while at < len(self.tokens) and self.tokens[at].fold in _OF_YEAR:
            at += 1
        counted = self.reader.count_unit(at)
        if counted is not None and counted[2] == "year":
            last, year = counted[0], self.published.year - counted[1]
        elif at < len(self.tokens) and self.tokens[at].fold.isdigit() and len(self.tokens[at].fold) == 4:
            last, year = at + 1, int(self.tokens[at].fold)
        else:
            return 0
        day = calendar.make_day(year, self.published.month, self.published.day)
        if day is None or day > self.published:
            return 0
        return self._add(DateMention(i, last, day, day, "day", "absolute", False, "this-day"), anchor=False)

    def _weekend(self, i: int, last: int) -> int:
        if self.published is None:
            return 0
        sunday = calendar.weekday_before(self.published, 7, strictly=True)
        mention = DateMention(i, last, shift_days(sunday, -1), sunday, "day", "relative", False, "weekend")
        return self._add(mention)

    def _by_anchor(self, i: int, last: int, role: str) -> int:
        base = self.resolver.anchor or self.published
        if base is None:
            return 0
        if role in ("same-month", "same-year"):
            month = role == "same-month"
            days = calendar.month_days(base.year, base.month) if month else calendar.year_days(base.year)
            mention = DateMention(
                i, last, days.start, days.end, "month" if month else "year", "anaphoric", False, role
            )
            bounded = self._within_publication(mention)
            return self._add(bounded, anchor=False) if bounded else 0
        shift = {"same-day": 0, "next-day": 1, "previous-day": -1, "day-after": -1}.get(role)
        if shift is None:
            return 0
        day = shift_days(base, shift)
        if self.published is not None and day > self.published:
            day = self.published
        mention = DateMention(i, last, day, day, "day", "anaphoric", False, role)
        # «غداة مكالمة …» dates the call, the story goes on a day later.
        return self._add(mention, anchor=role != "day-after")


def _spec_rule(spec: Spec | None) -> str:
    if spec is None:
        return ""
    names = (spec.part, "hijri" if spec.hijri else None, spec.unit, "year" if spec.year else None, spec.sense)
    return "-".join(name for name in names if name)


def _time_of_day(parts: Parts) -> str | None:
    name = parts.daypart.name if parts.daypart is not None else None
    if parts.clock is None:
        return name
    hour, minute = parts.clock
    late = name in ("afternoon", "evening", "noon") or (name == "night" and hour >= 6)
    if late and hour < 12 and not (name == "noon" and hour >= 10):
        hour += 12
    return f"{hour:02}:{minute:02}"
