"""What is public as files, with names in one of both languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from marsad.formats.labels import label
from marsad.formats.public import CASUALTIES
from marsad.formats.writers import safe_cell
from marsad.messages import Lang

if TYPE_CHECKING:
    from marsad.store.publication import PublicIncident, PublicPlace

Value = str | int | float | bool | list[str] | None
_ROLES: Final = {
    "initiator": "initiators",
    "target": "targets",
    "supporter": "supporters",
    "recipient": "recipients",
}
#: Standings that have a column of their own.
_STANDINGS: Final = ("alleged", "contested", "denied")


def public_row(incident: PublicIncident, lang: Lang) -> dict[str, Value]:
    """One incident as cells: ids for machines, and names in the language where a column ends in ``_name``."""
    cells: dict[str, Value] = {
        "key": incident.key,
        "type": incident.type,
        "type_name": label("type", incident.type, lang),
        "class": incident.event_class,
        "start": incident.start,
        "end": incident.end,
        "date_precision": incident.date_precision,
        "status": incident.status,
    }
    for role, column in _ROLES.items():
        told = [one for one in incident.parties if one.role == role]
        cells[column] = _ids(one.id for one in told if one.standing != "denied")
        cells[f"{column}_name"] = [label("actor", one, lang) for one in cells[column]]  # type: ignore[union-attr]
        if role == "initiator":
            for standing in _STANDINGS:
                cells[f"{column}_{standing}"] = _ids(one.id for one in told if one.standing == standing)
    for name in CASUALTIES:
        counted = incident.casualties.get(name)
        cells[f"{name}_least"] = counted.least if counted else None
        cells[f"{name}_most"] = counted.most if counted else None
    cells |= {"items": list(incident.items), **_place(incident.place, lang)}
    return cells | {
        "coarsened": incident.coarsened,
        "sources": list(incident.sources),
        "reports": incident.reports,
        "voices": incident.voices,
        "contested": list(incident.contested),
        "public_since": incident.since,
    }


def _ids(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _place(place: PublicPlace | None, lang: Lang) -> dict[str, Value]:
    if place is None:
        names = ("place", "place_name", "admin1_name", "country", "lat", "lon", "radius_m", "place_level")
        return dict.fromkeys(names)
    return {
        "place": place.id,
        "place_name": (place.ar if lang == "ar" else place.en or place.ar) or None,
        "admin1_name": label("admin1", place.admin1, lang) if place.admin1 else None,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "radius_m": place.radius_m,
        "place_level": place.level,
    }


def public_csv(incidents: Iterable[PublicIncident], lang: Lang) -> bytes:
    """A table with a byte order mark, as spreadsheets take Arabic for Latin without it."""
    rows = [public_row(one, lang) for one in incidents]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(rows[0] if rows else ["key"])
    for row in rows:
        cells = (";".join(cell) if isinstance(cell, list) else cell for cell in row.values())
        writer.writerow([str(cell).lower() if isinstance(cell, bool) else safe_cell(cell) for cell in cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def public_geojson(incidents: Iterable[PublicIncident], lang: Lang) -> bytes:
    """A FeatureCollection (RFC 7946) of those that have a point; the others are counted."""
    features: list[dict[str, object]] = []
    unplaced = 0
    for one in incidents:
        row = public_row(one, lang)
        lat, lon = row.pop("lat"), row.pop("lon")
        if lat is None or lon is None:
            unplaced += 1
            continue
        told = {name: cell for name, cell in row.items() if cell not in (None, [])}
        point = {"type": "Point", "coordinates": [lon, lat]}
        features.append({"type": "Feature", "id": one.key, "geometry": point, "properties": told})
    whole = {"type": "FeatureCollection", "features": features, "incidents_without_coordinates": unplaced}
    return msgspec.json.encode(whole)
