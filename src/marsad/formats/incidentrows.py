"""An incident as a row that can be handed on: for spreadsheets, maps and tables of columns.

The rules are those of `marsad.formats.public`: nobody is named who is not in ``actors.csv``,
nothing is quoted, and where forces stand is told by half-degree cells. Publishers are named, but
those of protected sources by a code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from marsad.formats.public import CASUALTIES, SENSITIVE_CLASS, coarse_point
from marsad.model import ActorRole, CountRange, Incident, Place, Standing

Value = str | int | float | list[str] | None
_BOUNDS: Final = ("least", "most")
#: Kind of each column: a text, a list of ids or names, a day, a whole number, a number.
KINDS: Final[Mapping[str, str]] = {
    "key": "text",
    "type": "text",
    "class": "text",
    "types": "list",
    "start": "day",
    "end": "day",
    "date_precision": "text",
    "status": "text",
    "initiators": "list",
    "initiators_alleged": "list",
    "initiators_contested": "list",
    "initiators_denied": "list",
    "targets": "list",
    "supporters": "list",
    "recipients": "list",
    **{f"{name}_{bound}": "whole" for name in CASUALTIES for bound in _BOUNDS},
    "items": "list",
    "place_name": "text",
    "gazetteer_id": "text",
    "lat": "number",
    "lon": "number",
    "radius_m": "whole",
    "place_precision": "text",
    "place_basis": "text",
    "admin1": "text",
    "country": "text",
    "events": "whole",
    "reports": "whole",
    "voices": "whole",
    "publishers": "list",
    "first_published": "day",
    "last_published": "day",
    "denials": "whole",
    "contested": "list",
    "decided": "list",
    "weakest": "number",
    "withheld": "text",
}


def incident_row(
    incident: Incident,
    *,
    classes: Mapping[str, str],
    codes: Mapping[str, str] | None = None,
    exact: bool = False,
) -> dict[str, Value]:
    """One incident as cells, in the order of `KINDS`.

    Args:
        incident: The incident.
        classes: Event type to its class: one report of a movement of forces makes a place sensitive.
        codes: By event key, the code of its protected source.
        exact: Keep exact places of forces.
    """
    days = sorted(event.published for event in incident.events if event.published)
    weights = [event.weight for event in incident.events if event.weight is not None]
    cells: dict[str, Value] = {
        "key": incident.key,
        "type": incident.type,
        "class": incident.event_class,
        "types": [told.value for told in incident.types],
        "start": incident.start,
        "end": incident.end,
        "date_precision": incident.date_precision,
        "status": incident.status,
        "initiators": _actors(incident, "initiator"),
        "initiators_alleged": _actors(incident, "initiator", "alleged"),
        "initiators_contested": _actors(incident, "initiator", "contested"),
        "initiators_denied": _actors(incident, "initiator", "denied"),
        "targets": _actors(incident, "target"),
        "supporters": _actors(incident, "supporter"),
        "recipients": _actors(incident, "recipient"),
        **_casualties(incident.casualties),
        "items": [told.value for told in incident.items],
        **_place(incident.place),
        "events": len(incident.events),
        "reports": incident.reports,
        "voices": incident.voices,
        "publishers": _publishers(incident, codes or {}),
        "first_published": days[0] if days else None,
        "last_published": days[-1] if days else None,
        "denials": len(incident.denied),
        "contested": list(incident.contested),
        "decided": list(incident.decided),
        "weakest": min(weights) if weights else None,
        "withheld": None,
    }
    if not exact and incident.place is not None and is_sensitive(incident, classes):
        cells |= _coarsened(incident.place)
    return {name: cells[name] for name in KINDS}


def is_sensitive(incident: Incident, classes: Mapping[str, str]) -> bool:
    """Whether any report of it tells where forces stand or move."""
    told = {classes.get(one.value) for one in incident.types}
    return SENSITIVE_CLASS in {incident.event_class, *told}


def _actors(incident: Incident, role: ActorRole, standing: Standing | None = None) -> list[str]:
    ids = [
        party.id or "unlisted"
        for party in incident.parties
        if party.role == role and standing in (None, party.standing)
    ]
    return list(dict.fromkeys(ids))


def _casualties(told: Mapping[str, CountRange]) -> dict[str, Value]:
    return {
        f"{name}_{bound}": getattr(told[name], bound) if name in told else None
        for name in CASUALTIES
        for bound in _BOUNDS
    }


def _place(place: Place | None) -> dict[str, Value]:
    names = {"place_name": "name", "place_precision": "precision", "place_basis": "basis"}
    same = ("gazetteer_id", "lat", "lon", "radius_m", "admin1", "country")
    columns = {**names, **{name: name for name in same}}
    return {column: getattr(place, name, None) for column, name in columns.items()}


def _coarsened(place: Place) -> dict[str, Value]:
    cells: dict[str, Value] = dict.fromkeys(("place_name", "gazetteer_id", "place_precision"))
    cells["withheld"] = "place"
    if place.lat is not None and place.lon is not None:
        cells["lat"], cells["lon"], cells["radius_m"] = coarse_point(
            place.lat, place.lon, place.radius_m or 0
        )
    return cells


def _publishers(incident: Incident, codes: Mapping[str, str]) -> list[str]:
    names = (codes.get(event.key) or event.publisher for event in incident.events)
    return list(dict.fromkeys(name for name in names if name))
