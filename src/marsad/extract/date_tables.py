"""The words of dates, loaded from ``tables/calendar/``, and what they are read into."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from marsad.arabic import calendar
from marsad.arabic.phrases import PhraseBook
from marsad.tables import load_table

_CLOCK_HEADS: Final = frozenset({"الساعه", "ساعه", "عند", "تمام", "حوالي", "قرابه", "نحو", "at"})


@dataclass(frozen=True, slots=True)
class DayWord:
    """A word like «أمس»: its days, counted from the day of publication."""

    id: str
    from_day: int
    to_day: int
    future: bool


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the day; ``alone`` ones need no day beside them («فجراً»)."""

    name: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of time; ``number`` is 1 or 2 where the form itself tells («يومين»)."""

    name: str
    number: int | None


@dataclass(slots=True)
class Spec:
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
class Parts:
    """What one mention is made of; each part at most once."""

    first: int
    last: int
    daypart: DayPart | None = None
    word: DayWord | None = None
    weekday: int | None = None
    weekday_to: int | None = None
    sense: str | None = None
    spec: Spec | None = None
    clock: tuple[int, int] | None = None

    def dated(self) -> bool:
        """Whether it names a day or period, not only a time of day."""
        return self.word is not None or self.weekday is not None or self.spec is not None


@dataclass(slots=True)
class DateTables:
    """All word lists of dates, ready for look-up."""

    words: PhraseBook[DayWord]
    dayparts: PhraseBook[DayPart]
    units: PhraseBook[Unit]
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
def date_tables() -> DateTables:
    """The word lists, loaded once."""
    words: PhraseBook[DayWord] = PhraseBook()
    for row in load_table("calendar/days.csv", key="id"):
        day = DayWord(row["id"], int(row["from_day"]), int(row["to_day"]), row["future"] == "yes")
        words.add(row["forms"], day)
    dayparts: PhraseBook[DayPart] = PhraseBook()
    for row in load_table("calendar/dayparts.csv", key="id"):
        dayparts.add(row["forms"], DayPart(row["time_of_day"], row["alone"] == "yes"))
    units: PhraseBook[Unit] = PhraseBook()
    for row in load_table("calendar/units.csv", key="id"):
        units.add(row["forms"], Unit(row["unit"], int(row["number"]) if row["number"] else None))
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
    return DateTables(
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


def _count_heads(units: PhraseBook[Unit]) -> frozenset[str]:
    """First words of English counts of days: "two days earlier", "a week ago"."""
    rows = load_table("numbers/numerals.csv", key="id")
    numbers = {form for row in rows if row["kind"].startswith("en-") for form in row["forms"].split("|")}
    return frozenset(numbers) | frozenset(head for head in units.heads if head in ("a", "one", "an"))


@cache
def ordinal_heads() -> frozenset[str]:
    """The folded first words of ordinals, clitics included."""
    heads: PhraseBook[str] = PhraseBook()
    for row in load_table("numbers/ordinals.csv", key="id"):
        heads.add(row["forms"], row["id"])
    return frozenset(heads.heads)
