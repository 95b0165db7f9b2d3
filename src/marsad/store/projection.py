"""A record laid out as rows for filters and joins; the record itself stays what counts.

Pure: the same record and keys always give the same rows, so that a check can make them anew
and compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from marsad.formats.public import counted
from marsad.model import Count, Event, Place, Record, Relation, Tally, main_place
from marsad.store.columns import bounded, plain, whole

Row = dict[str, Any]


class Projection(NamedTuple):
    """Columns of the rows of a reading, by name, without the reading and ``current``."""

    events: tuple[Row, ...]
    tallies: tuple[Row, ...]
    relations: tuple[Row, ...]


def project(record: Record, event_keys: Sequence[str]) -> Projection:
    """The rows of a record.

    Args:
        record: What was read from a version of a report.
        event_keys: The keys of its events, in their order.
    """
    pairs = zip(record.events, event_keys, strict=True)
    return Projection(
        tuple(_event(number, event, key) for number, (event, key) in enumerate(pairs, 1)),
        tuple(_tally(number, tally) for number, tally in enumerate(record.tallies, 1)),
        tuple(_relation(number, relation) for number, relation in enumerate(record.relations, 1)),
    )


def _event(number: int, event: Event, key: str) -> Row:
    harmed = event.casualties
    return {
        "number": number,
        "key": key,
        "type": event.type,
        "event_class": event.event_class,
        "start": event.start,
        "end": event.end,
        "date_precision": event.date_precision,
        "date_basis": event.date_basis,
        "time_rule": next((plain(e.rule) for e in event.evidence if e.field == "start"), ""),
        "status": event.status,
        "confidence": event.confidence,
        **_place(main_place(event)),
        "initiators": _actors(event, "initiator"),
        "targets": _actors(event, "target"),
        **_bounds("killed", harmed.killed),
        **_bounds("injured", harmed.injured),
        **_bounds("captured", harmed.captured),
        "items": " ".join(counted(item.item, item.count) for item in event.items),
        "quote": plain(event.quote),
    }


def _place(place: Place | None) -> Row:
    return {
        "place_name": plain(place.name) if place else "",
        "place_precision": place and place.precision,
        "place_basis": place and place.basis,
        "gazetteer_id": bounded(place.gazetteer_id) if place and place.gazetteer_id else None,
        "admin1": place and place.admin1,
        "country": place and place.country,
        "lat": place and place.lat,
        "lon": place and place.lon,
        "radius_m": whole(place.radius_m) if place else None,
    }


def _actors(event: Event, role: str) -> str:
    """Ids of a role, each once; those that no table row fits are in the record alone."""
    return " ".join(dict.fromkeys(a.id for a in event.actors if a.role == role and a.id is not None))


def _bounds(name: str, count: Count | None) -> Row:
    least, most = count or (None, None)
    return {f"{name}_least": whole(least), f"{name}_most": whole(most)}


def _tally(number: int, tally: Tally) -> Row:
    return {
        "number": number,
        "claimant": tally.claimant and bounded(tally.claimant),
        "type": tally.type,
        "actor": tally.actor,
        "area": tally.area and plain(tally.area),
        "start": tally.start,
        "end": tally.end,
        "measure": tally.measure,
        "least": whole(tally.count.least),
        "most": whole(tally.count.most),
    }


def _relation(number: int, relation: Relation) -> Row:
    return {
        "number": number,
        "type": relation.type,
        "from_actor": relation.from_actor,
        "to_actor": relation.to_actor,
        "forms": " ".join(relation.forms),
    }


def actors_named(records: Iterable[Record]) -> Iterator[str]:
    """Every actor id in the records, each time that it is named."""
    for record in records:
        for event in record.events:
            yield from (actor.id for actor in event.actors if actor.id is not None)
        for tally in record.tallies:
            yield from (name for name in (tally.claimant, tally.actor) if name is not None)
        for relation in record.relations:
            yield from (relation.from_actor, relation.to_actor)


def places_named(records: Iterable[Record]) -> Iterator[Place]:
    """Every place of an event that the gazetteer holds, each time that it is named."""
    for record in records:
        for event in record.events:
            yield from (place for place in event.places if place.gazetteer_id)
