"""Where forces were said to move or stand: events of one class, with every place in its role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import product, starmap
from operator import or_
from typing import Final, Literal, NamedTuple

import msgspec
from django.db.models import Q, QuerySet

from marsad.formats.public import SENSITIVE_CLASS
from marsad.model import Place
from marsad.store import models
from marsad.store.batches import parts
from marsad.store.incidents import memberships

#: Events that one question takes, the newest first; more would make a page slow and a picture unreadable.
MOST: Final = 2_000
#: Which reading, which event in it, its key, type and days, doers and words.
_COLUMNS: Final = (
    "reading_id", "number", "key", "type", "start", "end", "initiators", "targets", "status", "quote",
    "reading__version__report__doc",
)  # fmt: skip


class MovementFilter(NamedTuple):
    """Which movements are wanted; None asks nothing.

    Attributes:
        since, until: ISO days; an event of several days need only touch them.
        type: Of events.
        actors: Ids of actors, of which one moved.
        admin1: A first-level division that any of its places lies in.
    """

    since: str | None = None
    until: str | None = None
    type: str | None = None
    actors: tuple[str, ...] = ()
    admin1: str | None = None


class Movement(NamedTuple):
    """A movement as one report tells it. ``incident`` is None before it was linked."""

    key: str
    incident: str | None
    type: str
    start: str | None
    end: str | None
    actors: tuple[str, ...]
    status: str
    quote: str
    doc: str
    places: tuple[Place, ...]

    def named(self, role: str) -> list[Place]:
        """Its places in a role."""
        return [place for place in self.places if place.role == role]


class Found(NamedTuple):
    """Movements, the newest first, and how many events there are of which these are the newest."""

    movements: list[Movement]
    total: int


class _Placed(msgspec.Struct):
    places: tuple[Place, ...] = ()


class _Record(msgspec.Struct):
    """As much of a record as is needed here."""

    events: tuple[_Placed, ...] = ()


_DECODER: Final = msgspec.json.Decoder(_Record)


def find_movements(wanted: MovementFilter, *, most: int = MOST) -> Found:
    """Movements of the current readings.

    Args:
        wanted: Which.
        most: Events that are looked at; undated ones come last.
    """
    rows = _query(wanted)
    total = rows.count()
    chosen = list(rows.order_by("-start", "key").values_list(*_COLUMNS)[:most])
    places = _places([row[0] for row in chosen])
    joined = memberships([row[2] for row in chosen])
    found = [
        _movement(row, places[row[0]], joined[row[2]].key if row[2] in joined else None) for row in chosen
    ]
    if wanted.admin1:
        found = [one for one in found if any(place.admin1 == wanted.admin1 for place in one.places)]
    return Found(found, total)


def last_day() -> str | None:
    """The last day that a movement is told of."""
    rows = models.Event.objects.filter(current=True, event_class=SENSITIVE_CLASS, start__isnull=False)
    return rows.order_by("-start").values_list("start", flat=True).first()


def _query(wanted: MovementFilter) -> QuerySet[models.Event]:
    found = models.Event.objects.filter(current=True, event_class=SENSITIVE_CLASS).exclude(status="denied")
    if wanted.since:
        found = found.filter(Q(end__gte=wanted.since) | Q(end__isnull=True, start__gte=wanted.since))
    if wanted.until:
        found = found.filter(start__lte=wanted.until)
    if wanted.type:
        found = found.filter(type=wanted.type)
    if wanted.actors:
        named = (_named("initiators", actor) for actor in wanted.actors)
        found = found.filter(reduce(or_, named))
    return found


def _named(column: str, actor: str) -> Q:
    """An id is in a list of ids that are joined by spaces."""
    return (
        Q(**{column: actor})
        | Q(**{f"{column}__startswith": f"{actor} "})
        | Q(**{f"{column}__endswith": f" {actor}"})
        | Q(**{f"{column}__contains": f" {actor} "})
    )


def _places(readings: Sequence[int]) -> dict[int, tuple[_Placed, ...]]:
    found: dict[int, tuple[_Placed, ...]] = {}
    for ids in parts(sorted(set(readings))):
        rows = models.Reading.objects.filter(id__in=ids).values_list("id", "record")
        found |= {number: _DECODER.decode(text).events for number, text in rows}
    return found


def _movement(row: Sequence[object], events: Sequence[_Placed], incident: str | None) -> Movement:
    _, number, key, kind, start, end, initiators, targets, status, quote, doc = row
    actors = str(initiators or targets or "").split()
    assert isinstance(number, int)
    return Movement(
        str(key), incident, str(kind), start and str(start), end and str(end), tuple(actors),  # type: ignore[arg-type]
        str(status), str(quote), str(doc), events[number - 1].places,
    )  # fmt: skip


# Flows


class Flow(NamedTuple):
    """From one place to the next, over a crossing or not; None for a place that is not told."""

    origin: str | None
    via: str | None
    destination: str | None


#: How a place is called in a flow.
Level = Literal["division", "place"]


def flows_of(movement: Movement, level: Level = "division") -> Iterator[Flow]:
    """The flows of a movement.

    Of a movement that names no origin and no crossing there is no flow: it is counted where it stands.
    """
    origins, vias = (stops(movement.named(role), level) for role in ("origin", "via"))
    if origins or vias:
        nowhere: list[str | None] = [None]
        yield from starmap(
            Flow, product(origins or nowhere, vias or nowhere, ends_of(movement, level) or nowhere)
        )


def ends_of(movement: Movement, level: Level = "division") -> list[str]:
    """Where a movement led, or where it stands."""
    return stops(movement.named("destination"), level) or stops(movement.named("site"), level)


def stops(places: Sequence[Place], level: Level) -> list[str]:
    """What places are called, each once.

    A division goes by its Arabic name, one that is not known by the country's code, else by the
    place's own name.
    """
    if level == "place":
        return list(dict.fromkeys(place.name for place in places))
    return list(dict.fromkeys(place.admin1 or place.country or place.name for place in places))
