"""Why a pair of events was linked, suggested or kept apart: in words and numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from marsad.link.pairs import UNTOLD, weight_of
from marsad.link.settings import levels
from marsad.messages import Lang, word


class Reason(NamedTuple):
    """One comparison: what was found, and what it adds to the weight (base-2 logarithm of odds)."""

    comparison: str
    words: str
    weight: float


def reasons_of(positions: Sequence[int], rarity: float, lang: Lang) -> list[Reason]:
    """The comparisons of a pair that tell something, those that weigh most first.

    Args:
        positions: The pair's levels, see `marsad.link.pairs.Pair`.
        rarity: What the rarity of place and actor brought.
        lang: Language of the words.
    """
    found = [
        Reason(name, getattr(rows[place], lang), round(weight_of(rows[place]), 1))
        for (name, rows), place in zip(levels().items(), positions, strict=True)
        if place != UNTOLD
    ]
    if rarity:
        found.append(Reason("rarity", word("link.rarity", lang), round(rarity, 1)))
    return sorted(found, key=lambda reason: -abs(reason.weight))


def chance(weight: float) -> float:
    """The share, 0 to 1, that a weight stands for."""
    odds = math.pow(2.0, weight)
    return odds / (1 + odds)
