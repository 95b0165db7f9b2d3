"""Events made by hand for the tests of linking: invented happenings at invented places.

The town lies at 36° north; its neighbour is 5 km away, the crossroads 14 km, the far village 33 km.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from marsad.link.facts import EventFacts, facts_of
from marsad.link.pairs import Pair, term_shares, weigh
from marsad.link.settings import levels
from marsad.link.summary import Member
from marsad.model import ActorMention, Casualties, Count, Event, Evidence, Item, Place

TOWN = {"lat": 36.0, "lon": 37.0, "radius_m": 3000, "admin1": "north", "country": "XX"}
PROVINCE = {"lat": 36.1, "lon": 37.1, "radius_m": 60_000, "admin1": "north", "country": "XX"}
PLACES: Mapping[str, Mapping[str, object]] = {
    "town": {**TOWN, "name": "البلدة", "precision": "settlement", "gazetteer_id": "xx-town"},
    "town and around": {**TOWN, "name": "البلدة", "precision": "area", "gazetteer_id": "xx-town"},
    "quarter": {**TOWN, "name": "حي البلدة", "precision": "site", "lat": 36.025, "radius_m": 500},
    "base": {**TOWN, "name": "قاعدة السهل", "precision": "site", "lat": 36.06, "radius_m": 500},
    "suburb": {**TOWN, "name": "الضاحية", "precision": "settlement", "lat": 36.016, "radius_m": 1000},
    "neighbour": {**TOWN, "name": "الجارة", "precision": "settlement", "lat": 36.045, "radius_m": 1000},
    "crossroads": {**TOWN, "name": "المفرق", "precision": "settlement", "lat": 36.126, "radius_m": 1000},
    "far": {**TOWN, "name": "البعيدة", "precision": "settlement", "lat": 36.3, "radius_m": 1000},
    "valley": {**TOWN, "name": "الوادي", "precision": "area", "radius_m": 8000},
    "province": {**PROVINCE, "name": "محافظة الشمال", "precision": "governorate"},
    "other province": {**PROVINCE, "name": "محافظة الجنوب", "precision": "governorate", "lat": 33.0,
                       "admin1": "south"},
    # Villages that no table holds: the province's centre stands in for them.
    "hamlet": {**PROVINCE, "name": "المزرعة", "precision": "settlement", "basis": "parent"},
    "the hamlet": {**PROVINCE, "name": "مزرعة", "precision": "settlement", "basis": "parent"},
    "southern hamlet": {**PROVINCE, "name": "الكروم", "precision": "settlement", "basis": "parent",
                        "admin1": "south"},
}  # fmt: skip
FIRST = date(2025, 3, 10)


def day(number: int) -> str:
    """The n-th day of the tests: 0 is 10 March 2025."""
    return (FIRST + timedelta(number)).isoformat()


def place(which: str, **changes: object) -> Place:
    """A place of the list, the site of the event unless told otherwise."""
    return Place(**{"role": "site", **PLACES[which], **changes})  # type: ignore[arg-type]


def count(value: int | Count | None) -> Count | None:
    """A plain number, or a count with bounds."""
    return Count(value, value) if isinstance(value, int) else value


def event(
    type: str = "shelling",
    *,
    on: int | None = 0,
    until: int | None = None,
    at: str | None = "town",
    by: Iterable[str] = (),
    to: Iterable[str] = (),
    killed: int | Count | None = None,
    injured: int | Count | None = None,
    rule: str = "day",
    place_basis: str | None = None,
    items: Iterable[str] = (),
    **changes: object,
) -> Event:
    """An event of a day, at a place, by and to some actors; ``rule`` is how its day was read."""
    changed = {"basis": place_basis} if place_basis else {}
    fields: dict[str, object] = {
        "event_class": "violence",
        "start": None if on is None else day(on),
        "end": None if on is None else day(on if until is None else until),
        "date_precision": None if on is None else "day",
        "places": () if at is None else (place(at, **changed),),
        "actors": (
            *(ActorMention(role="initiator", id=actor, name=actor) for actor in by),
            *(ActorMention(role="target", id=actor, name=actor) for actor in to),
        ),
        "casualties": Casualties(killed=count(killed), injured=count(injured)),
        "items": tuple(Item(item=item) for item in items),
        "evidence": (Evidence("start", 0, 0, rule),),
    }
    return Event(type=type, **{**fields, **changes})  # type: ignore[arg-type]


def told(key: str, report: str | None = None, **changes: object) -> EventFacts:
    """What linking sees of an `event`; each has a report of its own unless told otherwise."""
    return facts_of(key, report or f"report of {key}", event(**changes))  # type: ignore[arg-type]


def by_key(*events: EventFacts) -> dict[str, EventFacts]:
    return {facts.key: facts for facts in events}


def weighed(*events: EventFacts) -> list[Pair]:
    """All pairs of some events that were candidates at all, whatever their weight."""
    return weigh(events, term_shares(events), least=-100.0)


def levels_of(pair: Pair) -> dict[str, str | None]:
    """The names of the levels of a pair by comparison, None where untold."""
    return {
        name: rows[position].level if position >= 0 else None
        for (name, rows), position in zip(levels().items(), pair.levels, strict=True)
    }


def link(left: str, right: str, weight: float, **reached: str) -> Pair:
    """A pair weighed by hand, on some levels; the other comparisons are untold."""
    positions = tuple(
        [row.level for row in rows].index(reached[name]) if name in reached else -1
        for name, rows in levels().items()
    )
    first, second = sorted((left, right))
    return Pair(first, second, weight, positions, 0.0)


def member(key: str, *, said: str = "", **changes: object) -> Member:
    """An event with its report: the publisher is called as the key, and published on its day, unless told."""
    about = {
        name: changes.pop(name, standard)
        for name, standard in {
            "report": f"report of {key}",
            "publisher": f"publisher of {key}",
            "published": "2025-03-11",
        }.items()
    }
    text = said or f"نص لا يشبه غيره {key} {key}"
    return Member(
        key=key,
        doc=str(about["report"]),
        number=1,
        text=text,
        event=event(**changes),  # type: ignore[arg-type]
        by="rule",
        weight=3.0,
        best=None,
        **about,  # type: ignore[arg-type]
    )
