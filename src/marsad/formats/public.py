"""What leaves the house: event rows for maps and spreadsheets that harm nobody.

Two rules, explained in docs/en/reference/cli.md ("Do no harm"):

* Where forces stand or move is told no more exactly than a half-degree cell, unless the
  caller asks for the exact place. The names of places and the spans of the quotation go too,
  as each gives the place away.
* People are never named. Actors appear as ids of ``tables/actors.csv``; one that has no id is
  "unlisted". Quotations, titles and the names of sources stay in JSON Lines.
"""

from __future__ import annotations

import math
from typing import Final

from marsad.model import Count, Event, Place, Record

#: The class of events whose exact place could serve an attacker.
SENSITIVE_CLASS: Final = "force-posture"
#: Side of the cells by which places of forces are told.
CELL_DEGREES: Final = 0.5
_KM_PER_DEGREE: Final = 111.32
_ROLES: Final = ("site", "destination", "origin", "via")
CASUALTIES: Final = (
    "killed",
    "injured",
    "civilians_killed",
    "children_killed",
    "women_killed",
    "captured",
)
Cell = str | int | float | None
COLUMNS: Final = (
    *("doc", "published", "publisher", "event", "type", "class", "start", "end"),
    *("date_precision", "date_basis", "status", "confidence"),
    *("initiators", "targets", "supporters", "recipients"),
    *(f"{name}_{bound}" for name in CASUALTIES for bound in ("least", "most")),
    *("items", "place_role", "place_name", "lat", "lon", "radius_m", "place_precision", "place_basis"),
    *("admin1", "country", "origins", "destinations", "vias", "quote_start", "quote_end", "withheld"),
)
#: The kind of value that each column holds.
TYPES: Final[dict[str, type]] = dict.fromkeys(COLUMNS, str) | {
    **dict.fromkeys(("event", "radius_m", "quote_start", "quote_end"), int),
    **dict.fromkeys((f"{name}_{bound}" for name in CASUALTIES for bound in ("least", "most")), int),
    **dict.fromkeys(("confidence", "lat", "lon"), float),
}


def event_row(record: Record, number: int, event: Event, *, exact: bool = False) -> dict[str, Cell]:
    """One event as flat cells, in the order of ``COLUMNS``.

    Args:
        record: The record that holds the event.
        number: Place of the event in its record, from 1.
        event: The event.
        exact: Keep the exact places of force-posture events.
    """
    place = _main_place(event)
    start, end = _quote_span(record, event)
    cells: dict[str, Cell] = {
        "doc": record.doc,
        "published": record.published,
        "publisher": record.publisher,
        "event": number,
        "type": event.type,
        "class": event.event_class,
        "start": event.start,
        "end": event.end,
        "date_precision": event.date_precision,
        "date_basis": event.date_basis,
        "status": event.status,
        "confidence": round(event.confidence, 3),
        **{f"{role}s": _actors(event, role) for role in ("initiator", "target", "supporter", "recipient")},
        **_casualties(event),
        "items": ";".join(counted(i.item, i.count) for i in event.items) or None,
        **_place_cells(place),
        **{f"{role}s": _place_names(event, role) for role in ("origin", "destination", "via")},
        "quote_start": start,
        "quote_end": end,
        "withheld": None,
    }
    if event.event_class == SENSITIVE_CLASS and not exact and event.places:
        cells |= _coarsened(cells)
    return {name: cells[name] for name in COLUMNS}


def full_event_row(record: Record, number: int, event: Event, *, exact: bool = True) -> dict[str, Cell]:
    """One event with the names and the quotation too, for the analyst's own desk."""
    return {
        **event_row(record, number, event, exact=exact),
        "actor_names": ";".join(actor.name for actor in event.actors) or None,
        "sources": ";".join(event.sources) or None,
        "quote": event.quote or None,
    }


def _main_place(event: Event) -> Place | None:
    """The place that stands for the event: the site, else where it led, came from or passed."""
    ranked = sorted(event.places, key=lambda p: (p.lat is None, _ROLES.index(p.role)))
    return ranked[0] if ranked else None


def _place_cells(place: Place | None) -> dict[str, Cell]:
    if place is None:
        names = ("place_role", "place_name", "lat", "lon", "radius_m", "place_precision", "place_basis")
        return dict.fromkeys((*names, "admin1", "country"))
    return {
        "place_role": place.role,
        "place_name": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "radius_m": place.radius_m,
        "place_precision": place.precision,
        "place_basis": place.basis,
        "admin1": place.admin1,
        "country": place.country,
    }


def _coarsened(cells: dict[str, Cell]) -> dict[str, Cell]:
    changed: dict[str, Cell] = dict.fromkeys(
        ("place_name", "origins", "destinations", "vias", "quote_start", "quote_end", "place_precision")
    )
    lat, lon = cells["lat"], cells["lon"]
    if isinstance(lat, float | int) and isinstance(lon, float | int):
        changed["lat"], changed["lon"], changed["radius_m"] = coarse_point(
            lat, lon, int(cells["radius_m"] or 0)
        )
    changed["withheld"] = "place"
    return changed


def coarse_point(
    lat: float, lon: float, radius_m: int, cell: float = CELL_DEGREES
) -> tuple[float, float, int]:
    """The middle of the cell that a point lies in, and a radius in metres that reaches the point.

    ``cell`` is the cell's side in degrees.
    """
    middle = _cell_centre(lat, cell)
    return middle, _cell_centre(lon, cell), max(_cell_radius_m(middle, cell), radius_m)


def _cell_centre(degrees: float, cell: float) -> float:
    return round((math.floor(degrees / cell) + 0.5) * cell, 6)


def _cell_radius_m(lat: float, cell: float) -> int:
    """Metres from the centre of a cell to its corner, rounded up to a kilometre."""
    half = cell / 2 * _KM_PER_DEGREE
    return math.ceil(math.hypot(half, half * math.cos(math.radians(lat)))) * 1000


def _actors(event: Event, role: str) -> str | None:
    names = [actor.id or "unlisted" for actor in event.actors if actor.role == role]
    return ";".join(dict.fromkeys(names)) or None


def _place_names(event: Event, role: str) -> str | None:
    return ";".join(place.name for place in event.places if place.role == role) or None


def _casualties(event: Event) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for name in CASUALTIES:
        count: Count | None = getattr(event.casualties, name)
        cells[f"{name}_least"] = count.least if count else None
        cells[f"{name}_most"] = count.most if count else None
    return cells


def counted(name: str, count: Count | None) -> str:
    """An id with its count: "truck:25", "truck:20-30", "truck:20-"; bare where none is told."""
    if count is None:
        return name
    least, most = ("" if bound is None else str(bound) for bound in count)
    return f"{name}:{least}" if least == most else f"{name}:{least}-{most}"


def _quote_span(record: Record, event: Event) -> tuple[int | None, int | None]:
    """Where the quotation stands, so that whoever holds the text finds it."""
    start = record.text.find(event.quote) if event.quote else -1
    return (start, start + len(event.quote)) if start >= 0 else (None, None)
