"""Who of those that tell an incident tells it independently.

Reports are one voice where they come from one publisher, where their texts are nearly the same
(shingles of folded words, Jaccard; Broder 1997, "On the resemblance and containment of
documents"), where one names the other as its only source, or where the settings say that one
republishes the other. Voices only count; they never decide what is one incident.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final
from zlib import crc32

import msgspec

from marsad.arabic.fold import fold
from marsad.link.settings import figures
from marsad.model import Record

_WORD: Final = re.compile(r"\w+")
#: Hashes that stand for a text: the smallest of all its shingles (a bottom-k sketch).
_SKETCH: Final = 64


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """A report of an incident, as far as its independence goes.

    Attributes:
        publisher: Folded name, empty where unknown.
        cited: Folded names of the sources that its events name.
        sketch: From `sketch_of` its text.
    """

    report: str
    publisher: str
    cited: tuple[str, ...]
    sketch: tuple[int, ...]


def comparable_text(record: Record) -> str:
    """A report's text with its disguised words restored: disguising makes a copy no less a copy."""
    parts: list[str] = []
    at = 0
    for repair in record.repairs:
        parts += [record.text[at : repair.start], repair.restored]
        at = repair.end
    return "".join((*parts, record.text[at:]))


def sketch_of(text: str) -> tuple[int, ...]:
    """A text's sketch: its smallest shingle hashes, sorted; the same for another spelling of it."""
    words = _WORD.findall(fold(text))
    size = min(figures().copies.shingle, max(len(words), 1))
    shingles = {crc32(" ".join(words[i : i + size]).encode()) for i in range(len(words) - size + 1)}
    return tuple(sorted(shingles)[:_SKETCH])


def resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """Estimated share of common shingles of two texts, 0 to 1, from their sketches."""
    left, right = set(one), set(other)
    smallest = sorted(left | right)[:_SKETCH]
    return sum(h in left and h in right for h in smallest) / max(1, len(smallest))


def voices_of(tellings: Sequence[Telling], republishes: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """The voice of each report, numbered from 1 in the order of the tellings.

    Args:
        tellings: Of one incident, each report once.
        republishes: By folded publisher, the folded publishers that it copies from.
    """
    leader = list(range(len(tellings)))
    for place, telling in enumerate(tellings):
        for earlier in range(place):
            if leader[earlier] != leader[place] and _one_voice(tellings[earlier], telling, republishes):
                old, new = sorted((leader[earlier], leader[place]), reverse=True)
                leader = [new if number == old else number for number in leader]
    numbers = {first: number for number, first in enumerate(dict.fromkeys(leader), 1)}
    return {telling.report: numbers[leader[place]] for place, telling in enumerate(tellings)}


def _one_voice(one: Telling, other: Telling, republishes: Mapping[str, frozenset[str]]) -> bool:
    if one.publisher and one.publisher == other.publisher:
        return True
    if _takes_from(one, other, republishes) or _takes_from(other, one, republishes):
        return True
    return resemblance(one.sketch, other.sketch) >= figures().copies.alike


def _takes_from(one: Telling, other: Telling, republishes: Mapping[str, frozenset[str]]) -> bool:
    if not other.publisher:
        return False
    return one.cited == (other.publisher,) or other.publisher in republishes.get(one.publisher, ())
