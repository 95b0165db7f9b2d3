"""Incidents and published totals made by hand, all invented."""

from __future__ import annotations

from functools import cache

from marsad.extract.event_types import event_class
from marsad.geo.gazetteer import Gazetteer
from marsad.link.tallies import PublishedTally, Reconciliation, RecordedIncident, TallyResult, reconcile
from marsad.model import Count, Tally, TallyPart

NORTH_EAST = "شمال وشرق سوريا"
#: Places by a short name.
PLACES = {
    "bukamal": "sy-deir-ez-zor-abu-kamal",
    "deir": "sy-deir-ez-zor-deir-ez-zor",
    "deir-somewhere": "sy-dy",
    "qamishli": "sy-al-hasakah-qamishli",
    "raqqa": "sy-raqqa-raqqa",
    "manbij": "sy-aleppo-manbij",
    "daraa": "sy-daraa-daraa",
    "mosul": "iq-nineveh-mosul",
}


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def incident(
    name: str, day: str | None, place: str | None = "bukamal", **changes: object
) -> RecordedIncident:
    """An attack of the Islamic State at a place, unless told otherwise."""
    row = gazetteer().get(PLACES[place]) if place else None
    kind = changes.pop("kind", "attack")
    fields: dict[str, object] = {
        "id": name,
        "types": (kind,),
        "classes": (event_class(str(kind)),),
        "start": day,
        "end": day,
        "date_precision": "day",
        "initiators": ("islamic-state",),
    }
    if row is not None:
        fields |= {
            "gazetteer_id": row.id,
            "admin1": row.admin1,
            "country": row.country,
            "lat": row.lat,
            "lon": row.lon,
            "radius_m": row.radius_m,
        }
    return RecordedIncident(**{**fields, **changes})  # type: ignore[arg-type]


def published(key: str = "t", count: int | Count = 161, **changes: object) -> PublishedTally:
    """An observatory's total of attacks since the start of 2025, unless told otherwise."""
    parts = dict(changes.pop("parts", {}))  # type: ignore[call-overload]
    doc = str(changes.pop("doc", f"doc-{key}"))
    day = changes.pop("published", None)
    publisher = changes.pop("publisher", None)
    fields: dict[str, object] = {
        "claimant": "sohr",
        "type": "attack",
        "actor": "islamic-state",
        "area": NORTH_EAST,
        "start": "2025-01-01",
        "end": "2025-09-22",
        "measure": "events",
        "count": _count(count),
        "parts": tuple(TallyPart(area=a, count=_count(c)) for a, c in parts.items()),
    }
    tally = Tally(**{**fields, **changes})  # type: ignore[arg-type]
    return PublishedTally(key=key, tally=tally, doc=doc, published=day, publisher=publisher)  # type: ignore[arg-type]


def _count(count: int | Count) -> Count:
    return count if isinstance(count, Count) else Count(count, count)


def beside(tallies: list[PublishedTally], *incidents: RecordedIncident) -> Reconciliation:
    return reconcile(tallies, incidents, gazetteer())


def one(tally: PublishedTally, *incidents: RecordedIncident) -> TallyResult:
    (result,) = beside([tally], *incidents).tallies
    return result
