"""Reads invented reports and lays their events out plainly, for tests of the event engine.

Reports are published on Friday, 20 June 2025, unless a test says otherwise: "yesterday" is
Thursday the 19th.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import msgspec

from claimskit import read
from marsad.arabic.repair import Repairer
from marsad.extract.happenings import find_happenings
from marsad.extract.reading import Reading
from marsad.geo.gazetteer import Gazetteer
from marsad.model import Count, Event, Report
from marsad.pipeline.reader import STEPS, State

PUBLISHED = "2025-06-20"
Facts = dict[str, object]


def facts_of(text: str, published: str | None = PUBLISHED) -> list[Facts]:
    """The events of a text, each as a dictionary of what it says and nothing that it leaves open."""
    return [_facts(event) for event in read(text, published).events]


def the_facts(text: str, expected: Facts, published: str | None = PUBLISHED) -> Facts:
    """What the one event of a text says about the things in ``expected``: ready to compare."""
    events = facts_of(text, published)
    assert len(events) == 1, [f"{e['type']} {e.get('site')}" for e in events]
    return {name: events[0].get(name) for name in expected}


def list_facts(text: str, *names: str, published: str | None = PUBLISHED) -> list[tuple[object, ...]]:
    """The named facts of every event of a text, in order."""
    return [tuple(event.get(name) for name in names) for event in facts_of(text, published)]


def reading_of(text: str, published: str | None = PUBLISHED) -> Reading:
    """What the look-ups found in a text, settled and laid out by token."""
    gazetteer, repairer = _tables()
    report = Report(doc="t", text=text, published=published)
    day = date.fromisoformat(published) if published else None
    state = State(report, gazetteer, repairer, published=day)
    for step in STEPS:
        step.run(state)
        if step.name == "claims":
            break
    assert state.reading is not None
    return state.reading


def happenings_of(text: str) -> list[list[str]]:
    """The words that tell of each candidate happening of a text."""
    reading = reading_of(text)
    return [[reading.words(a.first, a.last) for a in h.anchors] for h in find_happenings(reading)]


@cache
def _tables() -> tuple[Gazetteer, Repairer]:
    return Gazetteer.load(), Repairer()


def _facts(event: Event) -> Facts:
    facts: Facts = {
        "type": event.type,
        "class": event.event_class,
        "status": event.status,
        "precision": event.date_precision,
        "basis": event.date_basis,
        "sources": event.sources,
        "initiators": _ids(event, "initiator"),
        "targets": _ids(event, "target"),
        "places": [(p.role, p.name) for p in event.places],
        "items": {i.item: _number(i.count) for i in event.items},
        "day": event.start if event.start == event.end else (event.start, event.end),
    }
    for place in event.places:
        facts.setdefault(place.role, place.name)
        facts.setdefault(f"{place.role}_id", place.gazetteer_id)
    casualties = msgspec.structs.asdict(event.casualties)
    facts["casualties"] = {name: _number(count) for name, count in casualties.items() if count is not None}
    return facts


def _ids(event: Event, role: str) -> set[str]:
    """The ids, or for actors that are not listed the names, of those in a role."""
    return {a.id or a.name for a in event.actors if a.role == role}


def _number(count: Count | None) -> int | tuple[int | None, int | None] | None:
    """A plain number where least and most are one."""
    if count is None:
        return None
    return count.least if count.least == count.most else (count.least, count.most)
