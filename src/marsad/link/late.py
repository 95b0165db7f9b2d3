"""Reports without a date that were published the day after: the same happening, or the next one?

Such a pair is linked only where the counts agree and the words do not: two outlets that give
the same toll in their own words tell of one happening, and the same sentence on two days is as
well a form filled in anew. Everything else is left to a person.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from marsad.arabic.fold import fold
from marsad.link.facts import EventFacts
from marsad.link.pairs import Pair
from marsad.link.settings import figures, levels

_WORD: Final = re.compile(r"\w+")
_AGREEING: Final = frozenset(("same", "same-high"))


def is_late(pair: Pair) -> bool:
    """Whether the two are a day apart, one of them by its publication alone."""
    return level_of(pair, "when") == "late"


def is_borne_out(pair: Pair, one: EventFacts, other: EventFacts) -> bool:
    """Whether counts of harm agree (zero is no harm), told in other words."""
    agree = any(
        level_of(pair, name) in _AGREEING and any(getattr(one, name)) for name in ("killed", "injured")
    )
    return agree and wording(one.quote, other.quote) < figures().copies.same_form


@cache
def _places() -> dict[str, int]:
    return {name: place for place, name in enumerate(levels())}


def level_of(pair: Pair, comparison: str) -> str | None:
    """The name of the level that a pair stands on; None where the reports don't tell."""
    place = pair.levels[_places()[comparison]]
    return None if place < 0 else levels()[comparison][place].level


def wording(one: str, other: str) -> float:
    """Share of the words of two passages that both hold, 0 to 1 (Jaccard)."""
    left, right = (set(_WORD.findall(fold(text))) for text in (one, other))
    return len(left & right) / max(1, len(left | right))
