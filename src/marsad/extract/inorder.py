"""Mentions in text order, found by where they stand («ما يقع في مقطع من النص»)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class Spanned(Protocol):
    """Anything that stands on tokens ``first`` up to, not with, ``last``."""

    @property
    def first(self) -> int:
        """The first token."""

    @property
    def last(self) -> int:
        """The token after the last."""


Thing = TypeVar("Thing", bound=Spanned)


class InOrder(list[Thing]):
    """Mentions by their first token: a stretch of text costs what stands in it, no more."""

    __slots__ = ("starts",)

    def __init__(self, mentions: Iterable[Thing] = ()) -> None:
        super().__init__(sorted(mentions, key=_begin))
        self.starts = [mention.first for mention in self]

    def within(self, first: int, last: int) -> list[Thing]:
        """The mentions that begin from token ``first`` up to ``last``, in order."""
        start = bisect_left(self.starts, first)
        return self[start : bisect_left(self.starts, last, start)]


def inside(mentions: Sequence[Thing], first: int, last: int) -> Sequence[Thing]:
    """The mentions, of some in text order, that begin within tokens ``first`` up to ``last``."""
    known = mentions if isinstance(mentions, InOrder) else InOrder(mentions)
    return known.within(first, last)


def in_order(mentions: Sequence[Thing]) -> InOrder[Thing]:
    """The mentions in text order: themselves, where they are so already."""
    return mentions if isinstance(mentions, InOrder) else InOrder(mentions)


def _begin(mention: Spanned) -> int:
    return mention.first
