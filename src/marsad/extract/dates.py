"""When: every passage of a text that names a day, a period or a time («متى»).

Relative words are read against the day of publication, chains ("a day earlier") against the
date before them. What each form means is told in docs/en/methodology/dates.md; the words are
in ``tables/calendar/``. Unknown stays out: a passage that can't be resolved gives no mention.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Final, Literal

from marsad.arabic import calendar
from marsad.arabic.calendar import Days, month_at, shift_days, weekday_at
from marsad.arabic.numerals import read_number, read_ordinal
from marsad.arabic.phrases import Hit, PhraseBook
from marsad.arabic.tokens import Token, TokenizedText, tokenize
from marsad.model.records import DatePrecision
from marsad.tables import load_table

Kind = Literal["absolute", "relative", "weekday", "anaphoric", "since"]

_DASHES: Final = frozenset("-–—/")
_CONNECTORS: Final = frozenset(
    {"يوم", "نهار", "من", "في", "ل", "،", ",", "(", ")", "-", "–", "|", ":", "الموافق"}
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
_TIME: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")
_NEAR: Final = 3  # tokens between a date and a count of days from it
_NOWHERE: Final[frozenset[str]] = frozenset()
#: A report's own dateline stands among its first tokens.
_DATELINE_TOKENS: Final = 60


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


@dataclass(frozen=True, slots=True)
class _DayWord:
    id: str
    from_day: int
    to_day: int
    future: bool


@dataclass(frozen=True, slots=True)
class _DayPart:
    name: str
    alone: bool


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    number: int | None


@dataclass(slots=True)
class _Spec:
    """A calendar expression as written, before it is resolved."""

    unit: Literal["day", "week", "month", "year", "season"]
    day: int | None = None
    day_to: int | None = None
    month: int | None = None
    hijri: bool = False
    year: int | None = None
    year_sense: str | None = None
    sense: str | None = None
    part: str | None = None


@dataclass(slots=True)
class _Parts:
    """What one mention is made of; each part at most once."""

    first: int
    last: int
    daypart: _DayPart | None = None
    word: _DayWord | None = None
    weekday: int | None = None
    weekday_to: int | None = None
    sense: str | None = None
    spec: _Spec | None = None
    clock: tuple[int, int] | None = None

    def dated(self) -> bool:
        return self.word is not None or self.weekday is not None or self.spec is not None


@dataclass(slots=True)
class _Tables:
    words: PhraseBook[_DayWord]
    dayparts: PhraseBook[_DayPart]
    units: PhraseBook[_Unit]
    periods: PhraseBook[str]
    qualifiers: PhraseBook[str]
    parts: PhraseBook[str]
    links: PhraseBook[str]
    seasons: PhraseBook[int]
    blocked: PhraseBook[str]
    media: PhraseBook[str]
    media_words: frozenset[str]
    name_heads: frozenset[str]
    #: The words that a mention may start with: the words that must come second, None for any.
    starts: dict[str, frozenset[str] | None]
    #: Words that open a mention only before another word of a date («من», «عند»).
    loose: frozenset[str]


def _book(name: str, column: str) -> PhraseBook[str]:
    book: PhraseBook[str] = PhraseBook()
    for row in load_table(f"calendar/{name}.csv", key="id"):
        book.add(row["forms"], row[column])
    return book


@cache
def _tables() -> _Tables:
    words: PhraseBook[_DayWord] = PhraseBook()
    for row in load_table("calendar/days.csv", key="id"):
        day = _DayWord(row["id"], int(row["from_day"]), int(row["to_day"]), row["future"] == "yes")
        words.add(row["forms"], day)
    dayparts: PhraseBook[_DayPart] = PhraseBook()
    for row in load_table("calendar/dayparts.csv", key="id"):
        dayparts.add(row["forms"], _DayPart(row["time_of_day"], row["alone"] == "yes"))
    units: PhraseBook[_Unit] = PhraseBook()
    for row in load_table("calendar/units.csv", key="id"):
        units.add(row["forms"], _Unit(row["unit"], int(row["number"]) if row["number"] else None))
    seasons: PhraseBook[int] = PhraseBook()
    for row in load_table("calendar/seasons.csv", key="id"):
        seasons.add(row["forms"], int(row["first_month"]))
    blocked, media = PhraseBook[str](), PhraseBook[str]()
    word_sets: dict[str, set[str]] = {"media-word": set(), "name-head": set()}
    for row in load_table("calendar/exceptions.csv", key="id"):
        if row["kind"] in word_sets:
            single: PhraseBook[str] = PhraseBook()
            single.add(row["forms"], "")
            word_sets[row["kind"]].update(single.heads)
        else:
            (media if row["kind"] == "media" else blocked).add(row["forms"], row["id"])
    periods, qualifiers = _book("periods", "unit"), _book("qualifiers", "sense")
    parts, links = _book("parts", "part"), _book("links", "role")
    starts: dict[str, set[str] | None] = dict.fromkeys(_count_heads(units))
    for head in (*calendar.month_heads(), *calendar.weekday_heads()):
        starts[head] = None
    books: tuple[PhraseBook[Any], ...] = (
        words,
        dayparts,
        periods,
        qualifiers,
        parts,
        seasons,
        blocked,
        media,
    )
    loose = set(_CLOCK_HEADS)
    for book in (*books, links):
        for head, entries in book.heads.items():
            for rest, row, _ in entries:
                _enter_start(starts, loose, head, rest, row)
    return _Tables(
        words, dayparts, units, periods, qualifiers, parts, links, seasons, blocked, media,
        frozenset(word_sets["media-word"]), frozenset(word_sets["name-head"]),
        {head: None if second is None else frozenset(second) for head, second in starts.items()},
        frozenset(loose),
    )  # fmt: skip


def _enter_start(
    starts: dict[str, set[str] | None], loose: set[str], head: str, rest: tuple[str, ...], row: object
) -> None:
    if rest:
        second = starts.setdefault(head, set())
        if second is not None:
            second.add(rest[0])
    elif row == "from":
        loose.add(head)
        starts.setdefault(head, set())
    elif row == "until":
        starts.setdefault(head, set())
    else:
        starts[head] = None


def _count_heads(units: PhraseBook[_Unit]) -> frozenset[str]:
    """First words of English counts of days: "two days earlier", "a week ago"."""
    rows = load_table("numbers/numerals.csv", key="id")
    numbers = {form for row in rows if row["kind"].startswith("en-") for form in row["forms"].split("|")}
    return frozenset(numbers) | frozenset(head for head in units.heads if head in ("a", "one", "an"))


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

    Only a full date with its year counts, and only near the start, before running prose.
    """
    head = replace(text, tokens=text.tokens[:_DATELINE_TOKENS], sentences=[])
    for mention in _Finder(head, None).run():
        if (
            mention.kind == "absolute"
            and mention.precision in ("day", "hour")
            and mention.start == mention.end
        ):
            return mention.start
    return None


class _Finder:
    """One pass over one text."""

    def __init__(self, text: TokenizedText, published: date | None) -> None:
        self.tokens: Sequence[Token] = text.tokens
        self.published = published
        self.tables = _tables()
        self.found: list[DateMention] = []
        #: The day that "a day earlier" counts from.
        self.anchor: date | None = None

    def run(self) -> list[DateMention]:
        starts, ordinals = self.tables.starts, _ordinal_heads()
        tokens = self.tokens
        i, size = 0, len(tokens)
        while i < size:
            token = tokens[i]
            if token.kind != "number":
                fold = token.fold
                second = starts.get(fold, _NOWHERE)
                if second is not None and fold not in ordinals:
                    following = tokens[i + 1] if i + 1 < size else None
                    if not second or following is None or following.fold not in second:
                        loose = fold in self.tables.loose and following is not None
                        if not (loose and following is not None and self._may_start(following)):
                            i += 1
                            continue
            i = max(self._at(i), i + 1)
        return self.found

    def _may_start(self, token: Token) -> bool:
        return token.kind == "number" or token.fold in self.tables.starts or token.fold in _ordinal_heads()

    # --- what stands at a token ---------------------------------------------------------

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
        parts = self._parts(i)
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
        return self._by_anchor(i, link.last, role)

    # --- mentions of a composite expression ------------------------------------------------

    def _emit_parts(self, parts: _Parts) -> int:
        mention = self._resolve(parts)
        if mention is None:
            return 0 if not parts.dated() else parts.last
        return self._add(mention)

    def _add(self, mention: DateMention, *, anchor: bool = True) -> int:
        self.found.append(mention)
        if anchor and mention.kind != "since" and not mention.future:
            self.anchor = mention.start
        return mention.last

    def _parts(self, i: int) -> _Parts | None:
        """The day words, weekday, calendar date and time that stand together from a token on."""
        parts = _Parts(i, i)
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

    def _stands_alone(self, parts: _Parts) -> bool:
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

    def _next_part(self, parts: _Parts, at: int) -> int | None:
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

    def _take_word(self, parts: _Parts, at: int, joined: bool) -> int | None:
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
            if ordinal is not None and self._spec(hit.last) is None:
                return None
            if at and self.tokens[at - 1].fold in ("كل", "ذلك"):
                return None
        parts.word = hit.row
        return hit.last

    def _is_daypart_after(self, at: int, last: int) -> bool:
        daypart = self.tables.dayparts.at(self.tokens, at + 1)
        return daypart is not None and daypart.last > last

    def _take_daypart(self, parts: _Parts, at: int, joined: bool) -> int | None:
        if parts.daypart is not None and not (joined and parts.clock is not None):
            return None
        hit = self.tables.dayparts.at(self.tokens, at)
        if hit is None or (joined and hit.prefix.startswith(("و", "ف"))):
            return None
        parts.daypart = hit.row
        return hit.last

    def _take_clock(self, parts: _Parts, at: int, joined: bool) -> int | None:
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
        time = _TIME.fullmatch(tokens[start].fold) if tokens[start].kind == "number" else None
        if time is not None and int(time[1]) < 24 and (headed or ":" in time[0]):
            parts.clock = (int(time[1]), int(time[2]) % 60)
            return start + 1
        hour_word = any(tokens[k].fold in ("الساعه", "ساعه") for k in range(at, start))
        ordinal = read_ordinal(tokens, start) if headed else None
        if (ordinal is not None and ordinal[1] <= 12 and tokens[start].fold.endswith("ه")) or (
            ordinal is not None and ordinal[1] == 1 and hour_word
        ):
            parts.clock = (ordinal[1], 0)
            return self._past_fraction(parts, ordinal[0])
        number = read_number(tokens, start) if hour_word else None
        if number is not None and number[1] <= 24:
            parts.clock = (number[1] % 24, 0)
            return self._past_fraction(parts, number[0])
        return None

    def _past_fraction(self, parts: _Parts, at: int) -> int:
        minutes = {"والنصف": 30, "والربع": 15, "وربع": 15, "ونصف": 30, "والثلث": 20}
        if at < len(self.tokens) and self.tokens[at].fold in minutes and parts.clock is not None:
            parts.clock = (parts.clock[0], minutes[self.tokens[at].fold])
            return at + 1
        return at

    def _take_weekday(self, parts: _Parts, at: int, joined: bool) -> int | None:
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

    def _take_spec(self, parts: _Parts, at: int) -> int | None:
        if parts.spec is not None and not parts.spec.hijri:
            return None
        found = self._spec(at)
        if found is None:
            return None
        last, spec = found
        if parts.spec is not None and (spec.hijri or spec.unit != "day"):
            return None
        if parts.dated() and spec.unit in ("year", "season", "week"):
            return None
        parts.spec = spec
        return last

    # --- calendar expressions ----------------------------------------------------------------

    def _spec(self, at: int) -> tuple[int, _Spec] | None:
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

    def _numeric(self, at: int) -> tuple[int, _Spec] | None:
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
            return (at + 1, _Spec("day", day=day, month=month)) if valid else None
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
        return last, _Spec("day", day=first, month=middle, year=third, hijri=hijri)

    def _day_and_month(self, at: int) -> tuple[int, _Spec] | None:
        """«27 تموز», «التاسع عشر من الشهر الجاري», «من 3 إلى 5 آب», "July 27, 2023"."""
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

    def _month_of_day(self, at: int) -> tuple[int, _Spec] | None:
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
            return start, _Spec("day", sense="current")
        if qualifier is None or qualifier.prefix or tokens[start].text.isascii():
            return None
        if start == bare and qualifier.row != "current":
            return None  # «5 الجاري» needs no «الشهر», «5 الماضي» does
        if tokens[start].fold in ("هذا", "هذه"):
            period = self.tables.periods.at(tokens, qualifier.last)
            return (period.last, _Spec("day", sense="current")) if period and period.row == "month" else None
        return qualifier.last, _Spec("day", sense=qualifier.row)

    def _month_then_day(self, at: int) -> tuple[int, _Spec] | None:
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
        spec = _Spec("day", day=day[1], month=hit.row.number, hijri=hit.row.hijri)
        last = self._with_year(day[0], spec)
        return (last, spec) if english or spec.year is not None else None

    def _past_dot(self, at: int) -> int:
        """Over the full stop of "Nov."."""
        return at + 1 if at < len(self.tokens) and self.tokens[at].fold == "." else at

    def _month(self, at: int, *, stated: bool) -> tuple[int, _Spec] | None:
        """A month name with its pair, qualifier and year. ``stated``: a day or «شهر» stands before."""
        tokens = self.tokens
        hit = month_at(tokens, at)
        if hit is None or (stated and hit.prefix) or (at and tokens[at - 1].fold in self.tables.name_heads):
            return None
        ascii_word = tokens[at].text.isascii()
        if ascii_word and not tokens[at].text[0].isupper():
            return None
        month = hit.row
        spec = _Spec("month", month=month.number, hijri=month.hijri)
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

    def _with_year(self, at: int, spec: _Spec) -> int:
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

    def _part_of(self, part: Hit[str]) -> tuple[int, _Spec] | None:
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
            found = at + 1, _Spec("year", year=year)
        last, spec = found
        spec.part = part.row
        if spec.unit == "week" or (spec.unit in ("month", "year") and last == at):
            return None
        return last, spec

    def _period_word(self, at: int) -> tuple[int, _Spec] | None:
        """«الشهر الجاري», «عام 2022», «شهر تموز», "last week", "this year"."""
        tokens = self.tokens
        leading = self.tables.qualifiers.at(tokens, at)
        if leading is not None and (tokens[at].text.isascii() or tokens[at].fold.endswith(("هذا", "هذه"))):
            period = self.tables.periods.at(tokens, leading.last)
            if period is None or period.prefix:
                return None
            return period.last, _Spec(_unit(period.row), sense=leading.row)
        period = self.tables.periods.at(tokens, at)
        if period is None:
            return None
        if period.row == "year":
            year = self._year_number(period.last)
            if year is not None:
                return period.last + 1, _Spec("year", year=year)
        if period.row == "month" and not tokens[at].fold.endswith("الشهر"):
            return self._month(period.last, stated=True)
        qualifier = self.tables.qualifiers.at(tokens, period.last)
        definite = "ال" in tokens[at].fold or tokens[at].fold.startswith("لل")
        if qualifier is not None and qualifier.row in ("past", "current", "future") and definite:
            return qualifier.last, _Spec(_unit(period.row), sense=qualifier.row)
        # «مطلع العام», "the start of the year": the current one.
        if definite and at and self.tables.parts.at(tokens, at - 1) is not None:
            return period.last, _Spec(_unit(period.row), sense="current")
        if tokens[at].fold == "year" and at > 1 and tokens[at - 1].fold == "the":
            return period.last, _Spec("year", sense="current")
        return None

    def _season(self, at: int) -> tuple[int, _Spec] | None:
        hit = self.tables.seasons.at(self.tokens, at)
        if hit is None:
            return None
        spec = _Spec("season", month=hit.row)
        last = self._with_year(hit.last, spec)
        return (last, spec) if spec.year is not None else None

    def _bare_year(self, at: int) -> tuple[int, _Spec] | None:
        year = self._year_number(at)
        before = self.tokens[at - 1].fold if at else ""
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if year is None or before not in ("في", "منذ", "خلال", "in", "since", "during", "the", "of"):
            return None
        if before in ("في", "منذ", "خلال") and after is not None and after.kind == "number":
            return None
        return at + 1, _Spec("year", year=year)

    # --- resolving -----------------------------------------------------------------------------

    def _resolve(self, parts: _Parts) -> DateMention | None:
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
        days, precision, kind, future = self._days(parts)
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

    def _days(self, parts: _Parts) -> tuple[Days | None, DatePrecision, Kind, bool]:
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

    def _word_days(self, parts: _Parts) -> tuple[Days | None, DatePrecision, Kind, bool]:
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
            # The day of publication may be a day or two off (time zones, late posting).
            if (published - told).days <= 3:
                day = told
        if parts.daypart is not None and parts.daypart.name == "midnight":
            day = min(shift_days(day, 1), published) if not word.future else day
        return Days(day, day), "day", "relative", word.future

    def _weekday_days(self, parts: _Parts) -> tuple[Days | None, bool]:
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
            # After midnight from Sunday to Monday is the Monday.
            return Days(end if midnight else calendar.weekday_before(end, weekday), end), False
        day = calendar.weekday_before(published, weekday, strictly=strictly)
        if midnight:
            day = min(shift_days(day, 1), published)
        return Days(day, day), False

    def _spec_days(self, spec: _Spec, parts: _Parts) -> tuple[Days | None, DatePrecision, bool]:
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

    def _period_days(self, spec: _Spec) -> tuple[Days | None, DatePrecision]:
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

    def _day_days(self, spec: _Spec, future: bool) -> Days | None:
        start = self._one_day(spec, spec.day or 1, future)
        if start is None or spec.day_to is None:
            return Days(start, start) if start else None
        if spec.hijri or spec.month is None:
            end = shift_days(start, spec.day_to - (spec.day or 1))
        else:
            end = calendar.make_day(start.year, spec.month, spec.day_to) or start
        return Days(start, end)

    def _one_day(self, spec: _Spec, day: int, future: bool) -> date | None:
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

    def _month_days(self, spec: _Spec) -> Days | None:
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

    # --- linked expressions ------------------------------------------------------------------------

    def _period(self, i: int, at: int, role: str) -> int:
        """«منذ مطلع العام», «منذ 13 تموز», «خلال عام 2022», "so far in November"."""
        start = self._past_connectors_in(at)
        parts = self._parts(start)
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
        parts = self._parts(self._past_connectors_in(hit.last))
        end = self._resolve(parts) if parts is not None and parts.dated() else None
        if end is not None and end.end is not None and end.end >= mention.start and not end.future:
            mention.end, mention.last = end.end, end.last

    def _past_connectors_in(self, at: int) -> int:
        steps = 0
        while (
            at < len(self.tokens)
            and steps < 2
            and self.tokens[at].fold in ("يوم", "في", "شهر", "the", "تاريخ", "in")
        ):
            if self.tokens[at].fold == "شهر" and month_at(self.tokens, at + 1) is None:
                break
            if self.tokens[at].fold == "the" and self.tables.words.at(self.tokens, at) is not None:
                break
            if self.tokens[at].fold == "شهر":
                break
            at += 1
            steps += 1
        return at

    def _range(self, i: int, at: int) -> int:
        """«من الثلاثاء إلى السبت الماضيين», «بين 3 تموز و5 آب», "from Monday to Friday"."""
        first = self._parts(self._past_connectors_in(at))
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
        second = self._parts(self._past_connectors_in(after))
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

    def _count_unit(self, at: int, *, prefix: str = "") -> tuple[int, int, str, bool] | None:
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

    def _ago(self, i: int, at: int) -> int:
        """«قبل يومين», «منذ نحو عشرة أيام», «قبل أسبوع»."""
        counted = self._count_unit(at)
        if counted is None or self.published is None:
            return 0
        last, number, unit, approximate = counted
        # «قبل يومين من …» counts from something else.
        if last < len(self.tokens) and (
            self.tokens[last].fold == "من" or (number == 1 and self._is_time(last))
        ):
            return 0
        return self._add(self._back(i, last, self.published, -number, unit, approximate, "relative", "ago"))

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
        """«بعد ثلاثة أيام من عملية مشابهة»: that operation was three days before."""
        counted = self._count_unit(at)
        if counted is None or counted[2] != "day" or counted[3] or self.published is None:
            return 0
        last = counted[0]
        if last >= len(self.tokens) or self.tokens[last].fold not in ("من", "علي"):
            return 0
        parts = self._parts(last + 1)
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
        counted = self._count_unit(at, prefix="ب")
        base = self.anchor or self.published
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
            # «قبل ذلك بنحو ستة أشهر، في 11 حزيران»: the day itself is told next.
            parts = self._parts(following) if following > last else None
            if parts is not None and parts.spec is not None:
                return last
        mention = self._back(i, last, base, sign * number, unit, approximate, "anaphoric", "chain")
        return self._add(mention)

    def _counted_english(self, i: int) -> int:
        """ "three days ago", "two weeks earlier", "four days later"."""
        if not self.tokens[i].text.isascii():
            return 0
        counted = self._count_unit(i)
        if counted is None or counted[0] >= len(self.tokens):
            return 0
        last, number, unit, approximate = counted
        word = self.tokens[last].fold
        if word == "ago" and self.published is not None:
            return self._add(
                self._back(i, last + 1, self.published, -number, unit, approximate, "relative", "ago")
            )
        base = self.anchor or self.published
        if word in ("earlier", "later", "before") and base is not None:
            sign = 1 if word == "later" else -1
            return self._add(
                self._back(i, last + 1, base, sign * number, unit, approximate, "anaphoric", "chain")
            )
        return 0

    def _weekend(self, i: int, last: int) -> int:
        if self.published is None:
            return 0
        sunday = calendar.weekday_before(self.published, 7, strictly=True)
        mention = DateMention(i, last, shift_days(sunday, -1), sunday, "day", "relative", False, "weekend")
        return self._add(mention)

    def _by_anchor(self, i: int, last: int, role: str) -> int:
        base = self.anchor or self.published
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


@cache
def _ordinal_heads() -> frozenset[str]:
    heads: PhraseBook[str] = PhraseBook()
    for row in load_table("numbers/ordinals.csv", key="id"):
        heads.add(row["forms"], row["id"])
    return frozenset(heads.heads)


def _unit(name: str) -> Literal["day", "week", "month", "year", "season"]:
    return "week" if name == "week" else "month" if name == "month" else "year"


def _spec_rule(spec: _Spec | None) -> str:
    if spec is None:
        return ""
    names = (spec.part, "hijri" if spec.hijri else None, spec.unit, "year" if spec.year else None, spec.sense)
    return "-".join(name for name in names if name)


def _time_of_day(parts: _Parts) -> str | None:
    name = parts.daypart.name if parts.daypart is not None else None
    if parts.clock is None:
        return name
    hour, minute = parts.clock
    late = name in ("afternoon", "evening", "noon") or (name == "night" and hour >= 6)
    if late and hour < 12 and not (name == "noon" and hour >= 10):
        hour += 12
    return f"{hour:02}:{minute:02}"


def tokenized_dateline(text: str) -> date | None:
    """:func:`dateline` of a plain text."""
    return dateline(tokenize(text[:2000]))
