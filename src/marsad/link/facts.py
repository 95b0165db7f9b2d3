"""What linking looks at in an event: what, when, where, by whom, to whom, how many.

Its words never speak for a link. They can speak against one: the same sentence on another
day is a form that was filled in again (`marsad.link.late`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

import msgspec

from marsad.arabic.fold import fold
from marsad.link.settings import figures
from marsad.model import Count, Event, Place, main_place
from marsad.tables import load_table

_EXACT_DATES: Final = frozenset(("hour", "day"))
_EXACT_PLACES: Final = frozenset(("site", "settlement"))


class EventFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An event as linking sees it. Days are ordinals (`date.toordinal`), None where unknown.

    Attributes:
        key: The event's key, unique.
        report: The report that tells it; two events of one report are two happenings.
        exact_day: The text itself tells the day.
        from_hour, to_hour: The stretch in which it may have been, in hours since the day 0. A night
            reaches into the next day.
        place_term: One name for one place: the gazetteer's id, else the folded name.
        exact_place: The report names a settlement or something finer.
        borrowed: Its day or place was taken from another passage of the report.
        site: It names something finer than a settlement: a quarter, a base, a crossing.
        lat, lon, radius_km: Where that is, None where no table knows (an enclosing town stands in).
        quote: Its passage, verbatim.
        allies: The initiators with those that are commonly named in their stead.
    """

    key: str
    report: str
    type: str
    kinds: tuple[str, ...]
    first_day: int | None
    last_day: int | None
    exact_day: bool
    published_basis: bool
    from_hour: int | None
    to_hour: int | None
    place_term: str | None
    exact_place: bool
    borrowed: bool
    site: bool
    lat: float | None
    lon: float | None
    radius_km: float
    admin1: str | None
    country: str | None
    initiators: tuple[str, ...]
    allies: tuple[str, ...]
    targets: tuple[str, ...]
    killed: Count | None
    injured: Count | None
    quote: str = ""


def facts_of(key: str, report: str, event: Event) -> EventFacts:
    """What linking looks at in an event."""
    place = main_place(event)
    first, last = _ordinal(event.start), _ordinal(event.end or event.start)
    hours = _hours(event, first, last)
    initiators = _ids(event, "initiator")
    point = place if place is not None and _has_point(place) else None
    return EventFacts(
        key=key,
        report=report,
        type=event.type,
        kinds=kinds_of(event.type),
        first_day=first,
        last_day=last,
        exact_day=event.date_precision in _EXACT_DATES and event.date_basis != "published",
        published_basis=event.date_basis == "published",
        from_hour=hours[0],
        to_hour=hours[1],
        place_term=_term(place),
        exact_place=place is not None and place.precision in _EXACT_PLACES,
        borrowed=event.date_basis == "context" or (place is not None and place.basis == "context"),
        site=place is not None and place.precision == "site",
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        radius_km=(point.radius_m or 0) / 1000 if point else 0.0,
        admin1=place.admin1 if place else None,
        country=place.country if place else None,
        initiators=initiators,
        allies=_with_allies(initiators),
        targets=_ids(event, "target"),
        killed=event.casualties.killed,
        injured=event.casualties.injured,
        quote=event.quote,
    )


@cache
def _hours_by_rule() -> Mapping[str, tuple[int, int]]:
    rows = load_table("link_hours.csv", key="rule")
    return {row["rule"]: (int(row["from_hour"]), int(row["to_hour"])) for row in rows}


def _hours(event: Event, first: int | None, last: int | None) -> tuple[int, int] | tuple[None, None]:
    """The stretch of hours that the words for its time leave open."""
    if first is None or last is None:
        return None, None
    if event.date_basis == "published":
        return first * 24, (last + 1) * 24
    rule = next((e.rule for e in event.evidence if e.field == "start"), "")
    found = [_hours_by_rule()[part] for part in rule.split("+") if part in _hours_by_rule()]
    if not found or last != first:
        return first * 24, (last + 1) * 24
    return first * 24 + max(begin for begin, _ in found), first * 24 + min(end for _, end in found)


def _has_point(place: Place) -> bool:
    """Whether its coordinates tell where it is; the centre of a governorate says nothing of a village."""
    near_m = figures().place.near_km * 1000
    return place.lat is not None and (place.basis != "parent" or (place.radius_m or 0) <= near_m)


def _ordinal(day: str | None) -> int | None:
    return date.fromisoformat(day).toordinal() if day else None


def _term(place: Place | None) -> str | None:
    if place is None or not place.name:
        return None
    if place.gazetteer_id and place.basis != "parent":
        return place.gazetteer_id
    # Reports spell a name that no table holds with or without its article.
    return " ".join(word.removeprefix("ال") for word in fold(place.name).split())


def _ids(event: Event, role: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actor.id for actor in event.actors if actor.role == role and actor.id))


@cache
def _kinds() -> Mapping[str, tuple[str, ...]]:
    return {row["type"]: tuple(row["kinds"].split("|")) for row in load_table("link_kinds.csv", key="type")}


def kinds_of(event_type: str) -> tuple[str, ...]:
    """What an event of a type may be called by others; a type that the table lacks is its own kind."""
    return _kinds().get(event_type, (event_type,))


@cache
def _allies() -> Mapping[str, frozenset[str]]:
    """By actor: its parent, its parts, its proxies, and those commonly named in its stead."""
    found: dict[str, set[str]] = {}
    for row in load_table("actors.csv", key="id"):
        for other in filter(None, (row["parent"], row["proxy"])):
            _join(found, row["id"], other)
    for row in load_table("link_allies.csv", key="id"):
        _join(found, row["actor"], row["ally"])
    return {actor: frozenset(others - {actor}) for actor, others in found.items()}


def _join(found: dict[str, set[str]], actor: str, other: str) -> None:
    found.setdefault(actor, set()).add(other)
    found.setdefault(other, set()).add(actor)


def allies_of(actor: str) -> frozenset[str]:
    """Its parent, its parts, its proxies, and those that are commonly named in its stead."""
    return _allies().get(actor, frozenset())


def _with_allies(initiators: tuple[str, ...]) -> tuple[str, ...]:
    others = [other for actor in initiators for other in sorted(allies_of(actor))]
    return tuple(dict.fromkeys((*initiators, *others)))
