"""Finding table entries in a token stream, through clitics and spelling variants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, Generic, NamedTuple, TypeVar
from weakref import ref

from marsad.arabic.clitics import Split, splits
from marsad.arabic.tokens import Token, TokenList, folded_words

__all__ = ["Lexicon", "Match", "folded_words"]

Row = TypeVar("Row")


class Match(NamedTuple, Generic[Row]):
    """Where a row's form stands: tokens ``first`` up to, not with, ``last``.

    ``prefix`` holds the clitics before the first word, ``suffix`` those after the last.
    """

    first: int
    last: int
    row: Row
    prefix: str
    suffix: str


class _Entry(NamedTuple, Generic[Row]):
    rest: tuple[str, ...]
    row: Row


#: An entry with the clitics before and after its first word.
_Reading = tuple[str, str, _Entry[Row]]


class _Candidates(NamedTuple, Generic[Row]):
    """What a first word may begin: entries of that word alone, and longer ones by second word."""

    alone: list[_Reading[Row]]
    longer: dict[str, list[_Reading[Row]]]


_MOST_REMEMBERED: Final = 200_000  # a stream of made-up words must not fill the memory


class _All:
    """What the lexicons of a process share, so that a text is looked through once for all of them.

    ``begins`` remembers for each folded word what it may begin, by the number of the lexicon. A
    lexicon that grows puts a new dictionary in its place: what another thread is about to enter in
    the old one is forgotten with it. ``readings`` does the same for second words of entries.
    """

    def __init__(self) -> None:
        self.lexicons: tuple[ref[Lexicon[Any]], ...] = ()
        self.heads: set[str] = set()
        self.begins: dict[str, tuple[tuple[int, _Candidates[Any]], ...]] = {}
        self.seconds: set[str] = set()
        self.readings: dict[str, tuple[str, ...]] = {}


_ALL: Final = _All()
_NUMBERS: Final = count()


@dataclass(slots=True, eq=False, weakref_slot=True)
class Lexicon(Generic[Row]):
    """Forms of one or more words, each with the row it belongs to.

    A text is looked through once for all lexicons; each of them then costs the work on real
    candidates.
    """

    #: Whether a row's one-word form may stand between these clitics (row, prefix, suffix).
    fits: Callable[[Row, str, str], bool] | None = None
    _by_head: dict[str, list[_Entry[Row]]] = field(default_factory=dict)
    _number: int = field(default_factory=lambda: next(_NUMBERS))

    def __post_init__(self) -> None:
        living = (other for other in _ALL.lexicons if other() is not None)
        _ALL.lexicons = (*living, ref(self))

    def add(self, form: str, row: Row) -> None:
        """Enter a form (any spelling, several words allowed)."""
        self.add_folded(folded_words(form), row)

    def add_folded(self, words: Sequence[str], row: Row) -> None:
        """Enter a form that is folded and split already."""
        if not words:
            return
        head = words[0]
        self._by_head.setdefault(head, []).append(_Entry(tuple(words[1:]), row))
        _ALL.heads.add(head)
        _ALL.begins = {}
        if len(words) > 1:
            _ALL.seconds.add(words[1])
            _ALL.readings = {}

    def words(self) -> Iterable[str]:
        """Every folded word of every form."""
        for head, entries in self._by_head.items():
            yield head
            for entry in entries:
                yield from entry.rest

    def find(self, tokens: Sequence[Token]) -> list[Match[Row]]:
        """Every place where an entry stands, overlapping ones included, in order of their start."""
        found: list[Match[Row]] = []
        readings, last = _ALL.readings, len(tokens) - 1
        for position, heads in _begun(tokens).get(self._number, ()):
            for prefix, suffix, entry in heads.alone:
                found.append(_match(Match, (position, position + 1, entry.row, prefix, suffix)))
            if heads.longer and position < last:
                following = tokens[position + 1]
                seconds = None if following.kind == "mark" else readings.get(following.fold)
                if seconds is not None and heads.longer.keys().isdisjoint(seconds):
                    continue
                self._find_longer(tokens, position, heads.longer, found)
        return found

    def _find_longer(
        self,
        tokens: Sequence[Token],
        position: int,
        longer: dict[str, list[_Reading[Row]]],
        found: list[Match[Row]],
    ) -> None:
        at = position + 1
        if at < len(tokens) and tokens[at].kind == "mark":
            at = _skip_inside(tokens, at)
        if at >= len(tokens):
            return
        seconds = _ALL.readings.get(tokens[at].fold)
        for second in _later_readings(tokens[at].fold) if seconds is None else seconds:
            for prefix, suffix, entry in longer.get(second, ()):
                match = self._follow(tokens, position, prefix, suffix, entry)
                if match is not None:
                    found.append(match)

    def _candidates(self, ways: Sequence[Split]) -> _Candidates[Row] | None:
        """What a word may begin here, from the ways to take it apart; None where it begins nothing."""
        alone: list[_Reading[Row]] = []
        longer: dict[str, list[_Reading[Row]]] = {}
        for prefix, stem, suffix in ways:
            for entry in self._by_head.get(stem, ()):
                if not entry.rest:
                    if self.fits is None or self.fits(entry.row, prefix, suffix):
                        alone.append((prefix, suffix, entry))
                elif not suffix:
                    longer.setdefault(entry.rest[0], []).append((prefix, "", entry))
        return _Candidates(alone, longer) if alone or longer else None

    @staticmethod
    def _follow(
        tokens: Sequence[Token], position: int, prefix: str, suffix: str, entry: _Entry[Row]
    ) -> Match[Row] | None:
        at = position + 1
        for number, wanted in enumerate(entry.rest, 1):
            at = _skip_inside(tokens, at)
            if at >= len(tokens):
                return None
            got = tokens[at].fold
            if got != wanted:
                if number < len(entry.rest):
                    return None
                ending = next(
                    (s.suffix for s in splits(got) if s.stem == wanted and not s.prefix and s.suffix), None
                )
                if ending is None:
                    return None
                suffix = ending
            at += 1
        return Match(position, at, entry.row, prefix, suffix)


#: Makes a Match in half the time of its own constructor.
_match: Final = tuple.__new__


#: By the number of a lexicon: where its entries may begin, in order, and which ones.
_Begun = Mapping[int, list[tuple[int, _Candidates[Any]]]]


def _begun(tokens: Sequence[Token]) -> _Begun:
    """What the words of a text may begin, for each lexicon; worked out once a text."""
    if not isinstance(tokens, TokenList):
        return _find_begun(tokens)
    known = tokens.begun
    if known is None or known[0] is not _ALL.begins:  # a lexicon that was made since may know more words
        known = tokens.begun = _ALL.begins, _find_begun(tokens)
    return known[1]


def _find_begun(tokens: Sequence[Token]) -> _Begun:
    begins = _ALL.begins
    found: defaultdict[int, list[tuple[int, _Candidates[Any]]]] = defaultdict(list)
    words = [token.fold for token in tokens]
    for position, entries in enumerate(map(begins.get, words)):
        if entries is None:
            if len(begins) > _MOST_REMEMBERED:
                begins.clear()
            word = words[position]
            entries = begins[word] = _begins(word)
        for number, candidates in entries:
            found[number].append((position, candidates))
    return found


def _begins(word: str) -> tuple[tuple[int, _Candidates[Any]], ...]:
    """What a folded word may begin, by the number of the lexicon; a number or sign begins nothing."""
    heads = _ALL.heads
    if not word[:1].isalpha():
        return ()
    ways = [split for split in splits(word) if split.stem in heads]
    if not ways:
        return ()
    living = (lexicon for held in _ALL.lexicons if (lexicon := held()) is not None)
    found = ((lexicon._number, lexicon._candidates(ways)) for lexicon in living)
    return tuple((number, candidates) for number, candidates in found if candidates is not None)


def _later_readings(word: str) -> tuple[str, ...]:
    """A word as the second word of entries: as it is, or before a pronoun."""
    readings, seconds = _ALL.readings, _ALL.seconds
    stems = (split.stem for split in splits(word) if split.suffix and not split.prefix)
    found = tuple(stem for stem in dict.fromkeys((word, *stems)) if stem in seconds)
    if len(readings) > _MOST_REMEMBERED:
        readings.clear()
    readings[word] = found
    return found


def _skip_inside(tokens: Sequence[Token], at: int) -> int:
    """Past signs that may stand inside a name: «تنظيم "الدولة"», #قوات_سوريا."""
    while at < len(tokens) and tokens[at].kind == "mark" and tokens[at].text in "_\"«»“”'‘’ـ-–":
        at += 1
    return at
