"""Small words that tell how the parts of a sentence hang together («أدوات الربط»)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from marsad.arabic.lexicon import Lexicon, Match
from marsad.arabic.tokens import Token
from marsad.tables import load_table


class Cue(NamedTuple):
    """A connector or role word: tokens ``first`` up to ``last``, and what it does."""

    first: int
    last: int
    role: str
    prefix: str


#: Roles of words for one who speaks for a party; the first speaks for a state, a force or a faith.
OFFICIALS: Final = frozenset({"state-voice", "official"})
_CUE_PREFIXES: Final = ("", "و", "ف")


@cache
def _lexicon(table: str, value: str) -> Lexicon[str]:
    lexicon: Lexicon[str] = Lexicon(_is_bare if table == "cues.csv" else None)
    for row in load_table(table, key="form"):
        lexicon.add(row["form"], row[value])
    return lexicon


def find_cues(tokens: Sequence[Token]) -> list[Cue]:
    """Connectors of ``tables/cues.csv``, the longest at each place."""
    matches = _lexicon("cues.csv", "role").find(tokens)
    found = _longest([m for m in matches if _is_bare(m.row, m.prefix, m.suffix)])
    return [c for c in found if c.role != "background" or c.last - c.first > 1 or _opens_clause(tokens, c)]


def _opens_clause(tokens: Sequence[Token], cue: Cue) -> bool:
    """«وكانت القوات قد قصفت» looks back; «سيارة كانت تقلهم» does not."""
    if cue.prefix or not cue.first:
        return True
    before = tokens[cue.first - 1]
    return before.kind in ("break", "mark") and before.text not in '«»"”“()#_'


def find_instruments(tokens: Sequence[Token]) -> list[Cue]:
    """Words that tell the means of an attack (``tables/instruments.csv``); role is the means."""
    return _longest(_lexicon("instruments.csv", "instrument").find(tokens))


def _is_bare(_role: str, prefix: str, suffix: str) -> bool:
    return not suffix and prefix in _CUE_PREFIXES


def _longest(matches: list[Match[str]]) -> list[Cue]:
    found: list[Cue] = []
    for match in sorted(matches, key=lambda m: (m.first, -m.last)):
        if found and match.first < found[-1].last:
            continue
        found.append(Cue(match.first, match.last, match.row, match.prefix))
    return found
