"""What incidents are filtered and counted by: a short row beside each, made from its summary.

Summaries are long, and a database that counts over a hundred thousand of them reads them all; these
rows are a fiftieth of that. They are written with their incident and can be made anew at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import msgspec

from marsad.formats.incidentrows import is_sensitive
from marsad.formats.public import coarse_point
from marsad.model import Incident
from marsad.tables import load_table

_WRITTEN: Final = 500
_INCIDENTS: Final = msgspec.json.Decoder(Incident)
#: Stands for an actor that no table row fits.
UNLISTED: Final = "?"
#: Between names that may hold spaces.
BETWEEN_NAMES: Final = "\n"
_NOT_TOLD: Final[Mapping[str, float]] = MappingProxyType({})


def save_facts(
    table: Any,
    incidents: Iterable[tuple[int, Incident]],
    gone: Sequence[int],
    sure: Mapping[str, float] = _NOT_TOLD,
) -> None:
    """Put the rows of some incidents in place of what was there.

    Args:
        table: The model of the rows; of its fields, those that it had at some migration are written.
        incidents: Row id and incident, as it is now.
        gone: Row ids of incidents that have no events any more.
        sure: How sure the reading of events is, by event key.
    """
    names = {field.name for field in table._meta.fields}
    told = ((number, facts_of(incident, sure)) for number, incident in incidents)
    rows = [
        table(incident_id=number, **{name: value for name, value in facts.items() if name in names})
        for number, facts in told
    ]
    old = [*gone, *(row.incident_id for row in rows)]
    for first in range(0, len(old), _WRITTEN):
        table.objects.filter(incident_id__in=old[first : first + _WRITTEN]).delete()
    table.objects.bulk_create(rows, _WRITTEN)


def fill(table: Any, incidents: Any) -> None:
    """Make all rows anew."""
    table.objects.all().delete()
    live = incidents.objects.filter(events__gt=0).order_by("id").values_list("id", "summary")
    batch: list[tuple[int, Incident]] = []
    for number, summary in live.iterator(chunk_size=_WRITTEN):
        batch.append((number, _INCIDENTS.decode(summary)))
        if len(batch) == _WRITTEN:
            save_facts(table, batch, ())
            batch = []
    save_facts(table, batch, ())


def facts_of(incident: Incident, sure: Mapping[str, float] = _NOT_TOLD) -> dict[str, Any]:
    """The columns of an incident, by name; see `marsad.store.models.IncidentFacts`."""
    confidences = [sure[event.key] for event in incident.events if event.key in sure]
    weights = [event.weight for event in incident.events if event.weight is not None]
    types = dict.fromkeys([incident.type, incident.event_class, *(told.value for told in incident.types)])
    parties = dict.fromkeys(f"{party.role}:{party.id or UNLISTED}" for party in incident.parties)
    return {
        "key": incident.key,
        "start": incident.start,
        "end": incident.end or incident.start,
        "type": incident.type,
        "event_class": incident.event_class,
        "types": _spaced(types),
        "actors": _spaced(parties),
        "sources": BETWEEN_NAMES.join(["", *_publishers(incident), ""]),
        "status": incident.status,
        "review": incident.review.state if incident.review else "open",
        "approved": incident.review is not None and incident.review.approved_by is not None,
        "voices": incident.voices,
        "killed": _most_killed(incident),
        "contested": bool(incident.contested),
        "weakest": min(weights) if weights else None,
        "confidence_least": min(confidences, default=None),
        "confidence_most": max(confidences, default=None),
        **_place(incident),
    }


def _spaced(words: Iterable[str]) -> str:
    """Words with a space before and after each, so that a whole one can be looked for."""
    return " ".join(["", *words, ""])


def _publishers(incident: Incident) -> list[str]:
    return list(dict.fromkeys(event.publisher for event in incident.events if event.publisher))


def _most_killed(incident: Incident) -> int:
    """The most dead that are told; of "at least 5", five."""
    told = incident.casualties.get("killed")
    if told is None:
        return 0
    counts = [] if "killed" in incident.decided else [one.value for one in told.told]
    bounds = [told.least, told.most, *(bound for count in counts for bound in count)]
    return min(max((bound for bound in bounds if bound is not None), default=0), 2**31 - 1)


def _place(incident: Incident) -> dict[str, Any]:
    sensitive = is_sensitive(incident, classes_of_types())
    place = incident.place
    if place is None:
        return {"sensitive": sensitive}
    found = {
        "sensitive": sensitive,
        "place_name": place.name.replace("\x00", ""),
        "gazetteer_id": place.gazetteer_id and place.gazetteer_id[:80],
        "admin1": place.admin1,
        "country": place.country,
    }
    if place.lat is None or place.lon is None:
        return found
    exact = (place.lat, place.lon, place.radius_m or 0)
    return {
        **found,
        **dict(zip(("lat", "lon", "radius_m"), exact, strict=True)),
        **dict(
            zip(
                ("coarse_lat", "coarse_lon", "coarse_radius_m"),
                coarse_point(*exact) if sensitive else exact,
                strict=True,
            )
        ),
    }


@cache
def classes_of_types() -> dict[str, str]:
    """By event type, its class."""
    return {row["id"]: row["class"] for row in load_table("event_types.csv", key="id")}
