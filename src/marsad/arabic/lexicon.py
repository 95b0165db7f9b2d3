"""Finding table entries in a token stream, through clitics and spelling variants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from marsad.arabic.clitics import splits
from marsad.arabic.fold import fold_word
from marsad.arabic.tokens import Token, tokenize

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


class _Candidates(NamedTuple, Generic[Row]):
    """What a first word may begin: entries of that word alone, and longer ones by second word."""

    alone: tuple[tuple[str, str, _Entry[Row]], ...]
    longer: dict[str, list[tuple[str, str, _Entry[Row]]]]


@dataclass(slots=True)
class Lexicon(Generic[Row]):
    """Forms of one or more words, each with the row it belongs to.

    Looking a text up costs one dictionary access a token, plus the work on real candidates.
    """

    _by_head: dict[str, list[_Entry[Row]]] = field(default_factory=dict)
    _heads: dict[str, _Candidates[Row]] = field(default_factory=dict)

    def add(self, form: str, row: Row) -> None:
        """Enter a form (any spelling, several words allowed)."""
        words = [t.fold for t in tokenize(form).tokens if t.kind in ("word", "number")]
        self.add_folded(words, row)

    def add_folded(self, words: Sequence[str], row: Row) -> None:
        """Enter a form that is folded and split already."""
        if words:
            self._by_head.setdefault(words[0], []).append(_Entry(tuple(words[1:]), row))
            self._heads.clear()

    def words(self) -> Iterable[str]:
        """Every folded word of every form."""
        for head, entries in self._by_head.items():
            yield head
            for entry in entries:
                yield from entry.rest

    def find(self, tokens: Sequence[Token]) -> list[Match[Row]]:
        """Every place where an entry stands, overlapping ones included, in order of their start."""
        found: list[Match[Row]] = []
        for position, token in enumerate(tokens):
            if token.kind != "word":
                continue
            heads = self._heads.get(token.fold)
            if heads is None:
                heads = self._candidates(token.fold)
            for prefix, suffix, entry in heads.alone:
                found.append(Match(position, position + 1, entry.row, prefix, suffix))
            if heads.longer:
                found += self._longer(tokens, position, heads.longer)
        return found

    def _longer(
        self, tokens: Sequence[Token], position: int, longer: dict[str, list[tuple[str, str, _Entry[Row]]]]
    ) -> Iterator[Match[Row]]:
        at = _skip_inside(tokens, position + 1)
        if at >= len(tokens):
            return
        for second in _readings(tokens[at].fold):
            for prefix, suffix, entry in longer.get(second, ()):
                match = self._follow(tokens, position, prefix, suffix, entry)
                if match is not None:
                    yield match

    def _candidates(self, word: str) -> _Candidates[Row]:
        alone: list[tuple[str, str, _Entry[Row]]] = []
        longer: dict[str, list[tuple[str, str, _Entry[Row]]]] = {}
        for split in splits(word):
            for entry in self._by_head.get(split.stem, ()):
                if not entry.rest:
                    alone.append((split.prefix, split.suffix, entry))
                elif not split.suffix:
                    longer.setdefault(entry.rest[0], []).append((split.prefix, "", entry))
        heads = _Candidates(tuple(alone), longer)
        if len(self._heads) > 200_000:  # a stream of made-up words must not fill the memory
            self._heads.clear()
        self._heads[word] = heads
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


def folded_words(form: str) -> tuple[str, ...]:
    """The folded words of a form, for tables that are keyed by them."""
    return tuple(fold_word(t.text) for t in tokenize(form).tokens if t.kind in ("word", "number"))
