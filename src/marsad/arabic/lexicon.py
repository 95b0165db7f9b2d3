"""Finding table entries in a token stream, through clitics and spelling variants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Lexicon(Generic[Row]):
    """Forms of one or more words, each with the row it belongs to.

    Looking a text up costs one dictionary access a token, plus the work on real candidates.
    """

    _by_head: dict[str, list[_Entry[Row]]] = field(default_factory=dict)
    _heads: dict[str, tuple[tuple[str, str, _Entry[Row]], ...]] = field(default_factory=dict)

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
            for prefix, suffix, entry in heads:
                match = self._follow(tokens, position, prefix, suffix, entry)
                if match is not None:
                    found.append(match)
        return found

    def _candidates(self, word: str) -> tuple[tuple[str, str, _Entry[Row]], ...]:
        heads = tuple(
            (split.prefix, split.suffix, entry)
            for split in splits(word)
            for entry in self._by_head.get(split.stem, ())
            if not (split.suffix and entry.rest)
        )
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


def _skip_inside(tokens: Sequence[Token], at: int) -> int:
    """Past signs that may stand inside a name: «تنظيم "الدولة"», #قوات_سوريا."""
    while at < len(tokens) and tokens[at].kind == "mark" and tokens[at].text in "_\"«»“”'‘’ـ-–":
        at += 1
    return at


def folded_words(form: str) -> tuple[str, ...]:
    """The folded words of a form, for tables that are keyed by them."""
    return tuple(fold_word(t.text) for t in tokenize(form).tokens if t.kind in ("word", "number"))
