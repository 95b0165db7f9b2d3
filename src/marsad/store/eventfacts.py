"""The rows of current events as linking sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from marsad.link.facts import EventFacts, facts_of
from marsad.model import ActorMention, Casualties, Count, Event, Evidence, Place
from marsad.store import models
from marsad.store.batches import parts

_COLUMNS: Final = (
    "key", "reading_id", "reading__version__report_id", "type", "event_class", "start", "end",
    "date_precision", "date_basis", "time_rule", "place_name", "place_precision", "place_basis",
    "gazetteer_id", "admin1", "country", "lat", "lon", "radius_m", "initiators", "targets",
    "killed_least", "killed_most", "injured_least", "injured_most", "quote",
)  # fmt: skip
_BATCH: Final = 5_000


class Row(NamedTuple):
    """What linking needs of an event, and the reading that it comes from."""

    facts: EventFacts
    reading: int


def current_events(keys: Sequence[str] | None = None) -> Iterator[Row]:
    """Current events, in no particular order: those of some keys, or all."""
    rows = models.Event.objects.filter(current=True)
    if keys is None:
        yield from _read(rows)
    else:
        for some in parts(keys):
            yield from _read(rows.filter(key__in=some))


def _read(rows: QuerySet[models.Event]) -> Iterator[Row]:
    for values in rows.values_list(*_COLUMNS).iterator(chunk_size=_BATCH):
        row = dict(zip(_COLUMNS, values, strict=True))
        facts = facts_of(row["key"], str(row["reading__version__report_id"]), _event(row))
        yield Row(facts, row["reading_id"])


def _event(row: dict[str, Any]) -> Event:
    """The event of a row, as far as the row holds it."""
    return Event(
        type=row["type"],
        event_class=row["event_class"],
        start=row["start"],
        end=row["end"],
        date_precision=row["date_precision"],
        date_basis=row["date_basis"],
        places=(_place(row),) if row["place_name"] else (),
        actors=(*_actors("initiator", row["initiators"]), *_actors("target", row["targets"])),
        casualties=Casualties(killed=_count(row, "killed"), injured=_count(row, "injured")),
        quote=row["quote"],
        evidence=(Evidence("start", 0, 0, row["time_rule"]),) if row["time_rule"] else (),
    )


def _place(row: dict[str, Any]) -> Place:
    return Place(
        role="site",
        name=row["place_name"],
        lat=row["lat"],
        lon=row["lon"],
        precision=row["place_precision"],
        radius_m=row["radius_m"],
        basis=row["place_basis"],
        gazetteer_id=row["gazetteer_id"],
        admin1=row["admin1"],
        country=row["country"],
    )


def _actors(role: Any, ids: str) -> Iterator[ActorMention]:
    for actor in ids.split():
        yield ActorMention(role=role, id=actor, name=actor)


def _count(row: dict[str, Any], name: str) -> Count | None:
    least, most = row[f"{name}_least"], row[f"{name}_most"]
    return None if least is None and most is None else Count(least, most)
