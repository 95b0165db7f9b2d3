"""Many things a few at a time: databases take so many values in a question, memory so many rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

_T = TypeVar("_T")
_SIZE: Final = 500


def parts(items: Sequence[_T], size: int = _SIZE) -> Iterator[Sequence[_T]]:
    """A sequence in pieces."""
    for first in range(0, len(items), size):
        yield items[first : first + size]


def batches(items: Iterable[_T], size: int = _SIZE) -> Iterator[list[_T]]:
    """What comes one by one, as lists; no more is taken than the list that is asked for."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
