"""When an event that was read is one that gold holds: same class, time and place.

Everything here works on the JSON form of a record, so that a gold file, Marsad's output and
another system's output are treated alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, Final

from marsad.arabic.fold import fold_word
from marsad.tables import load_table

FOLDER: Final = Path(__file__).parent
CASUALTIES: Final = (
    "killed",
    "injured",
    "civilians_killed",
    "children_killed",
    "women_killed",
    "captured",
)
#: How many kilometres off a place may be, by how exactly gold states it.
TOLERANCE_KM: Final = {"site": 10, "settlement": 10, "area": 40, "governorate": 120, "country": 1500}
_EARTH_KM: Final = 12742  # diameter
_DAY: Final = timedelta(days=1)
#: Which of gold's places stands for the event, in this order.
_TELLING_ROLES: Final = ("site", "destination", "origin", "via")

Fields = dict[str, Any]
Span = tuple[Any, ...]


# Tables: kept beside the measure, so that a change of the product's tables does not move it.


@cache
def _same_actors() -> dict[str, str]:
    rows = load_table("same_actors.csv", key="actor", folder=FOLDER)
    return {row["actor"]: row["counts_as"] for row in rows}


@cache
def _generic_words() -> frozenset[str]:
    rows = load_table("generic_words.csv", key="word", folder=FOLDER)
    return frozenset(fold_word(row["word"]) for row in rows)


@cache
def event_classes() -> dict[str, str]:
    """Event type -> class; a class stands for itself."""
    found = {row["id"]: row["class"] for row in load_table("event_types.csv", key="id")}
    return found | {name: name for name in found.values()}


# Fields ------------------------------------------------------------------------------------


def same_actor(actor: str | None) -> str | None:
    """The id under which an actor is compared: a part may be named for the whole."""
    return _same_actors().get(actor, actor) if actor else None


def actor_ids(event: Fields, role: str) -> set[str]:
    """The known actors of an event in a role; those without an id are not compared."""
    named = (a.get("id") for a in event.get("actors") or () if a.get("role") == role)
    return {known for actor in named if (known := same_actor(actor))}


def count_span(value: object) -> Span | None:
    """Least and most; a bare number is both, and two open ends are no count."""
    if isinstance(value, int | float):
        return (value, value)
    if not isinstance(value, list | tuple) or all(bound is None for bound in value):
        return None
    return tuple(value)


def casualty_spans(event: Fields) -> dict[str, Span]:
    """The stated casualties by field."""
    stated = event.get("casualties") or {}
    return {name: span for name in CASUALTIES if (span := count_span(stated.get(name))) is not None}


def days(event: Fields) -> tuple[str | None, str | None]:
    """Start and end as written."""
    return event.get("start"), event.get("end")


# Time and place ----------------------------------------------------------------------------


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def same_time(gold: Fields, read: Fields) -> bool:
    """Whether the two ranges of days touch within a day; any will do where gold has none."""
    first, other_first = _day(gold.get("start")), _day(read.get("start"))
    if first is None or other_first is None:
        return first is None
    last, other_last = _day(gold.get("end")) or first, _day(read.get("end")) or other_first
    return first - _DAY <= other_last and other_first - _DAY <= last


def distance_km(a: Fields, b: Fields) -> float | None:
    """Great-circle distance; None where one of the places has no coordinates."""
    numbers = (a.get("lat"), a.get("lon"), b.get("lat"), b.get("lon"))
    if any(number is None for number in numbers):
        return None
    lat, lon, other_lat, other_lon = (radians(float(number or 0)) for number in numbers)
    chord = sin((other_lat - lat) / 2) ** 2
    chord += cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return _EARTH_KM * asin(sqrt(min(1.0, chord)))


def telling_words(name: str | None) -> set[str]:
    """The folded words of a place name that tell it from others («الرقة» of «مدينة الرقة»)."""
    words = re.findall(r"\w{3,}", " ".join(map(fold_word, (name or "").split())))
    telling = [word for word in words if word not in _generic_words()]
    return {word.removeprefix("ال") for word in telling or words}


def telling_place(event: Fields) -> Fields | None:
    """The place that says best where the event was."""
    places = event.get("places") or []
    ranked = (place for role in _TELLING_ROLES for place in places if place.get("role") == role)
    return next(ranked, None)


def is_near(gold: Fields, read: Fields) -> bool:
    """Whether a place that was read is gold's: by distance where both have coordinates, else by name."""
    gap = distance_km(gold, read)
    if gap is None:
        return bool(telling_words(gold.get("name")) & telling_words(read.get("name")))
    return gap <= TOLERANCE_KM.get(gold.get("precision") or "settlement", 10)


def same_place(gold: Fields, read: Fields) -> bool:
    """Whether any place that was read is gold's, by distance or else by name."""
    there = telling_place(gold)
    return there is None or any(is_near(there, here) for here in read.get("places") or ())


# Pairs -------------------------------------------------------------------------------------


def _share(hits: int, whole: int) -> float:
    return hits / max(1, whole)


def _quote_overlap(gold: Fields, read: Fields, text: str) -> float:
    """How much of the shorter quote the other one covers, 0 to 1."""
    one, other = gold.get("quote") or "", read.get("quote") or ""
    start, other_start = text.find(one), text.find(other)
    if not one or not other or start < 0 or other_start < 0:
        return 0.0
    common = min(start + len(one), other_start + len(other)) - max(start, other_start)
    return max(0, common) / min(len(one), len(other))


def can_match(gold: Fields, read: Fields) -> bool:
    """Whether two events are of one class and come together in time and place."""
    kinds = event_classes()
    one, other = (str(event.get("type")) for event in (gold, read))
    same_class = kinds.get(one, one) == kinds.get(other, other)
    return same_class and same_time(gold, read) and same_place(gold, read)


def likeness(gold: Fields, read: Fields, text: str) -> float:
    """How much two events that can match are alike: type and quote weigh double."""
    alike = 2.0 * (gold.get("type") == read.get("type")) + (days(gold) == days(read))
    for role in ("initiator", "target"):
        mine, theirs = actor_ids(gold, role), actor_ids(read, role)
        alike += _share(len(mine & theirs), len(mine | theirs))
    stated, found = casualty_spans(gold), casualty_spans(read)
    alike += _share(sum(span == found.get(name) for name, span in stated.items()), len(stated))
    return alike + 2.0 * _quote_overlap(gold, read, text)


def pair_events(gold: list[Fields], read: list[Fields], text: str) -> list[tuple[int, int]]:
    """One-to-one pairs of indices, the most alike first; ties go to the earlier events."""
    possible = [
        (-likeness(one, other, text), i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(read)
        if can_match(one, other)
    ]
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(possible):
        if all(i != taken and j != other for taken, other in pairs):
            pairs.append((i, j))
    return pairs


# What is compared as sets ------------------------------------------------------------------


def item_set(event: Fields) -> set[tuple[object, ...]]:
    """Items with their counts."""
    return {(item.get("item"), count_span(item.get("count"))) for item in event.get("items") or ()}


def tally_set(record: Fields) -> set[tuple[object, ...]]:
    """Tallies and their parts, each by measure and count."""
    found: set[tuple[object, ...]] = set()
    for tally in record.get("tallies") or ():
        measure = tally.get("measure")
        found.add((measure, count_span(tally.get("count"))))
        found.update((measure, count_span(part.get("count")), "part") for part in tally.get("parts") or ())
    return found


def relation_set(record: Fields) -> set[tuple[object, ...]]:
    """Relations, one element a form; cooperation has no direction."""
    found: set[tuple[object, ...]] = set()
    for relation in record.get("relations") or ():
        ends: Iterable[str | None] = (same_actor(relation.get("from")), same_actor(relation.get("to")))
        if relation.get("type") == "cooperation":
            ends = sorted(ends, key=str)
        found.update((relation.get("type"), *ends, form) for form in relation.get("forms") or [None])
    return found
