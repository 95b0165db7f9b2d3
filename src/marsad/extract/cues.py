"""Small words that tell how the parts of a sentence hang together («أدوات الربط»)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from marsad.arabic.lexicon import Lexicon
from marsad.arabic.tokens import Token
from marsad.tables import load_table


class Cue(NamedTuple):
    """A connector or role word: tokens ``first`` up to ``last``, and what it does."""

    first: int
    last: int
    role: str
    prefix: str


@cache
def _lexicon(table: str, value: str) -> Lexicon[str]:
    lexicon: Lexicon[str] = Lexicon()
    for row in load_table(table, key="form"):
        lexicon.add(row["form"], row[value])
    return lexicon


def find_cues(tokens: Sequence[Token]) -> list[Cue]:
    """Connectors of ``tables/cues.csv``, the longest at each place."""
    found = _longest(tokens, _lexicon("cues.csv", "role"), ("", "و", "ف"))
    return [c for c in found if c.role != "background" or c.last - c.first > 1 or _opens_clause(tokens, c)]


def _opens_clause(tokens: Sequence[Token], cue: Cue) -> bool:
    """«وكانت القوات قد قصفت» looks back; «سيارة كانت تقلهم» does not."""
    if cue.prefix or not cue.first:
        return True
    before = tokens[cue.first - 1]
    return before.kind in ("break", "mark") and before.text not in "«»\"”“()#_"


def find_instruments(tokens: Sequence[Token]) -> list[Cue]:
    """Words that tell the means of an attack (``tables/instruments.csv``); role is the means."""
    return _longest(tokens, _lexicon("instruments.csv", "instrument"), None)


def _longest(tokens: Sequence[Token], lexicon: Lexicon[str], prefixes: tuple[str, ...] | None) -> list[Cue]:
    found: list[Cue] = []
    for match in sorted(lexicon.find(tokens), key=lambda m: (m.first, -m.last)):
        if prefixes is not None and (match.prefix not in prefixes or match.suffix):
            continue
        if found and match.first < found[-1].last:
            continue
        found.append(Cue(match.first, match.last, match.row, match.prefix))
    return found
