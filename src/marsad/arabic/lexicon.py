"""Finding table entries in a token stream, through clitics and spelling variants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Generic, NamedTuple, TypeVar

from marsad.arabic.clitics import Split, splits
from marsad.arabic.tokens import Token, TokenList, Where, folded_words

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


#: The first words of all lexicons, so that a word which begins no entry of any is told at once.
_HEADS: set[str] = set()
#: The ways to take a word apart that leave one of _HEADS; forgotten when _HEADS grows.
_HEAD_SPLITS: dict[str, tuple[Split, ...]] = {}
_MOST_REMEMBERED: Final = 200_000  # a stream of made-up words must not fill the memory


@dataclass(slots=True)
class Lexicon(Generic[Row]):
    """Forms of one or more words, each with the row it belongs to.

    Looking a text up costs one set operation over its distinct words, plus the work on real
    candidates.
    """

    #: Whether a row's one-word form may stand between these clitics (row, prefix, suffix).
    fits: Callable[[Row, str, str], bool] | None = None
    _by_head: dict[str, list[_Entry[Row]]] = field(default_factory=dict)
    _heads: dict[str, _Candidates[Row]] = field(default_factory=dict)
    #: Words that were looked up before and begin nothing.
    _absent: set[str] = field(default_factory=set)

    def add(self, form: str, row: Row) -> None:
        """Enter a form (any spelling, several words allowed)."""
        self.add_folded(folded_words(form), row)

    def add_folded(self, words: Sequence[str], row: Row) -> None:
        """Enter a form that is folded and split already."""
        if not words:
            return
        head = words[0]
        self._by_head.setdefault(head, []).append(_Entry(tuple(words[1:]), row))
        if self._heads or self._absent:
            self._heads.clear()
            self._absent.clear()
        if head not in _HEADS:
            _HEADS.add(head)
            _HEAD_SPLITS.clear()

    def words(self) -> Iterable[str]:
        """Every folded word of every form."""
        for head, entries in self._by_head.items():
            yield head
            for entry in entries:
                yield from entry.rest

    def find(self, tokens: Sequence[Token]) -> list[Match[Row]]:
        """Every place where an entry stands, overlapping ones included, in order of their start."""
        places = _live_places(tokens)
        begun: list[tuple[int, _Candidates[Row]]] = []
        for word in places.words - self._absent:
            heads = self._heads.get(word) or self._candidates(word)
            if heads is not None:
                begun.extend((position, heads) for position in places.places[word])
        begun.sort(key=_position)
        found: list[Match[Row]] = []
        for position, heads in begun:
            for prefix, suffix, entry in heads.alone:
                found.append(_match(Match, (position, position + 1, entry.row, prefix, suffix)))
            if heads.longer:
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
        for second in _readings(tokens[at].fold):
            for prefix, suffix, entry in longer.get(second, ()):
                match = self._follow(tokens, position, prefix, suffix, entry)
                if match is not None:
                    found.append(match)

    def _candidates(self, word: str) -> _Candidates[Row] | None:
        """What a word may begin here; remembered, as is that it begins nothing."""
        alone: list[_Reading[Row]] = []
        longer: dict[str, list[_Reading[Row]]] = {}
        for prefix, stem, suffix in _head_splits(word):
            for entry in self._by_head.get(stem, ()):
                if not entry.rest:
                    if self.fits is None or self.fits(entry.row, prefix, suffix):
                        alone.append((prefix, suffix, entry))
                elif not suffix:
                    longer.setdefault(entry.rest[0], []).append((prefix, "", entry))
        if not alone and not longer:
            if len(self._absent) > _MOST_REMEMBERED:
                self._absent.clear()
            self._absent.add(word)
            return None
        if len(self._heads) > _MOST_REMEMBERED:
            self._heads.clear()
        heads = self._heads[word] = _Candidates(alone, longer)
        return heads

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


def _live_places(tokens: Sequence[Token]) -> Where:
    """Where the words stand that may begin an entry of some lexicon; asked once a text."""
    if not isinstance(tokens, TokenList):
        return _places_of_heads(tokens)
    known = tokens.heads
    if known is None or known[0] != len(_HEADS):  # a lexicon that was made since may know more words
        known = tokens.heads = len(_HEADS), _places_of_heads(tokens)
    return known[1]


def _places_of_heads(tokens: Sequence[Token]) -> Where:
    places: dict[str, list[int]] = {}
    for position, token in enumerate(tokens):
        if token.kind == "word":
            at = places.get(token.fold)
            if at is not None:
                at.append(position)
            elif _head_splits(token.fold):
                places[token.fold] = [position]
    return Where(frozenset(places), places)


def _position(begun: tuple[int, object]) -> int:
    return begun[0]


def _head_splits(word: str) -> tuple[Split, ...]:
    """The ways to take a word apart that leave the first word of some lexicon's entry."""
    found = _HEAD_SPLITS.get(word)
    if found is None:
        found = tuple(split for split in splits(word) if split.stem in _HEADS)
        if len(_HEAD_SPLITS) > _MOST_REMEMBERED:
            _HEAD_SPLITS.clear()
        _HEAD_SPLITS[word] = found
    return found


@lru_cache(maxsize=65536)
def _readings(word: str) -> tuple[str, ...]:
    """A word as a later word of an entry: as it is, or before a pronoun."""
    stems = (split.stem for split in splits(word) if split.suffix and not split.prefix)
    return tuple(dict.fromkeys((word, *stems)))


def _skip_inside(tokens: Sequence[Token], at: int) -> int:
    """Past signs that may stand inside a name: «تنظيم "الدولة"», #قوات_سوريا."""
    while at < len(tokens) and tokens[at].kind == "mark" and tokens[at].text in "_\"«»“”'‘’ـ-–":
        at += 1
    return at
