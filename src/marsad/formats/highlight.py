"""Where the evidence of a record stands in its text, cut into pieces that don't overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Final, Literal, NamedTuple

from marsad.model import Evidence, Record

MarkKind = Literal["type", "date", "place", "actor", "count", "item", "source", "other", "repair"]
_KINDS: Final[dict[str, MarkKind]] = {
    "type": "type",
    "start": "date",
    "end": "date",
    "date": "date",
    "date_precision": "date",
    "places": "place",
    "place": "place",
    "area": "place",
    "actors": "actor",
    "actor": "actor",
    "claimant": "actor",
    "from": "actor",
    "to": "actor",
    "casualties": "count",
    "count": "count",
    "parts": "count",
    "items": "item",
    "item": "item",
    "forms": "item",
    "sources": "source",
    "source": "source",
    "status": "source",
}
_HEAD: Final = re.compile(r"\w+")


class Mark(NamedTuple):
    """A passage that a field was read from. ``owner`` names the record ("e1", "t1", "r1")."""

    start: int
    end: int
    kind: MarkKind
    owner: str


class Piece(NamedTuple):
    """A stretch of text that the same marks cover throughout."""

    text: str
    marks: tuple[Mark, ...]


def marks_of(record: Record) -> list[Mark]:
    """All passages that a record gives as evidence, sorted; passages outside the text are dropped."""
    found = set(chain(_event_marks(record), _other_marks(record)))
    return sorted(m for m in found if 0 <= m.start < m.end <= len(record.text))


def _event_marks(record: Record) -> Iterator[Mark]:
    for number, event in enumerate(record.events, 1):
        owner = f"e{number}"
        yield from _from_evidence(event.evidence, owner)
        for place in event.places:
            yield from _span(place.start, place.end, "place", owner)
        for actor in event.actors:
            yield from _span(actor.start, actor.end, "actor", owner)
        for item in event.items:
            yield from _span(item.start, item.end, "item", owner)


def _other_marks(record: Record) -> Iterator[Mark]:
    for number, tally in enumerate(record.tallies, 1):
        yield from _from_evidence(tally.evidence, f"t{number}")
    for number, relation in enumerate(record.relations, 1):
        yield from _from_evidence(relation.evidence, f"r{number}")
    for repair in record.repairs:
        yield Mark(repair.start, repair.end, "repair", "repair")


def _from_evidence(evidence: Iterable[Evidence], owner: str) -> Iterator[Mark]:
    for passage in evidence:
        yield Mark(passage.start, passage.end, mark_kind(passage.field), owner)


def _span(start: int | None, end: int | None, kind: MarkKind, owner: str) -> Iterator[Mark]:
    if start is not None and end is not None:
        yield Mark(start, end, kind, owner)


def mark_kind(field: str) -> MarkKind:
    """The colour group of a field path such as "casualties.killed"."""
    head = _HEAD.match(field)
    return _KINDS.get(head.group(), "other") if head else "other"


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The text cut at every edge of a mark; joined, the pieces are the text."""
    starts: dict[int, list[Mark]] = {}
    ends: dict[int, list[Mark]] = {}
    for mark in marks:
        starts.setdefault(mark.start, []).append(mark)
        ends.setdefault(mark.end, []).append(mark)
    edges = sorted({0, len(text), *starts, *ends})
    found: list[Piece] = []
    active: dict[Mark, None] = {}
    for here, following in pairwise(edges):
        for mark in ends.get(here, ()):
            active.pop(mark, None)
        active.update(dict.fromkeys(starts.get(here, ())))
        found.append(Piece(text[here:following], tuple(active)))
    return found
