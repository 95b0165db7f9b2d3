"""Whether the place of an incident lies in the area of a tally."""

from __future__ import annotations

from typing import Final, NamedTuple

from marsad.geo.distance import distance_km
from marsad.geo.gazetteer import Gazetteer, GazetteerRow
from marsad.link.tallies.areas import Area, AreaReader, Division
from marsad.link.tallies.records import RecordedIncident
from marsad.link.tallies.verdicts import YES, Verdict, fails, perhaps

#: The reach of a town that stands in the gazetteer with its middle only.
_TOWN_M: Final = 3000
#: The radius of a place of which only the point is known.
_POINT_M: Final = 1000


class Spot(NamedTuple):
    """Where an incident happened, as far as known; the same spot of two incidents is equal.

    ``struck`` are those among the attacked who hold ground somewhere.
    """

    row: GazetteerRow | None
    country: str | None
    division: Division | None
    lat: float | None
    lon: float | None
    radius_m: int
    struck: frozenset[str] = frozenset()

    @property
    def unknown(self) -> bool:
        """Whether nothing at all is known of it."""
        return self.country is None and self.division is None and self.lat is None


def spot_of(incident: RecordedIncident, reader: AreaReader) -> Spot:
    """The place of an incident, what it leaves out filled in from the gazetteer."""
    row = reader.gazetteer.get(incident.gazetteer_id) if incident.gazetteer_id else None
    country = incident.country or (row.country if row is not None else None) or None
    division = reader.division_of(country, incident.admin1 or (row.admin1 if row is not None else None))
    lat, lon, radius = incident.lat, incident.lon, incident.radius_m
    if (lat is None or lon is None) and row is not None:
        lat, lon, radius = row.lat, row.lon, radius if radius is not None else row.radius_m
    if lat is None or lon is None:
        lat = lon = None
    if country is None and division is not None:
        country = division[0]
    return Spot(row, country, division, lat, lon, radius if radius is not None else _POINT_M)


def judge_division(area: Area, country: str | None, division: Division | None) -> Verdict | None:
    """The verdict for every spot of a division; None where it depends on the spot."""
    if not area.known:
        return perhaps("area-untold" if area.kind == "untold" else "area-unknown")
    if country is None:
        return None
    if country in area.countries:
        return YES
    if area.lands and country not in area.lands:
        return fails("other-country")
    if division is None or area.core:
        return None
    if division in area.whole:
        return None if area.hole else YES
    if division in area.part:
        return perhaps("area-part")
    return fails("other-area")


def judge_spot(area: Area, spot: Spot, gazetteer: Gazetteer) -> Verdict:
    """Whether a spot lies in an area.

    Where a party holds a part of the division, an attack on that party is one on its ground.
    """
    verdict = _judge_by_ground(area, spot, gazetteer)
    if verdict.reason == "area-part" and not spot.struck.isdisjoint(area.holders):
        return YES
    return verdict


def _judge_by_ground(area: Area, spot: Spot, gazetteer: Gazetteer) -> Verdict:
    if spot.unknown and area.known:
        return perhaps("place-unknown")
    coarse = judge_division(area, spot.country, spot.division)
    if coarse is not None:
        return coarse
    if area.hole and (spot.division in area.whole or area.reach_km is not None):
        beside = _beside_holes(area, spot)
        if beside.fit != "yes" or spot.division in area.whole:
            return beside
    near = [_in_row(row, spot) for row in area.core]
    best = next((v for fit in ("yes", "open") for v in near if v.fit == fit), None)
    if best is not None and best.fit == "yes":
        return YES
    if spot.division is None:
        return best or _without_division(area, spot, gazetteer)
    if spot.division in area.part:
        return perhaps("area-part")
    return best or fails("other-area")


def _beside_holes(area: Area, spot: Spot) -> Verdict:
    """A countryside leaves the seat out."""
    for city in area.hole:
        if spot.row is not None and spot.row.id == city.id:
            return fails("in-the-city")
        if spot.lat is None or spot.lon is None:
            return perhaps("place-coarse")
        metres = 1000 * distance_km(city.lat, city.lon, spot.lat, spot.lon)
        reach = max(city.radius_m, _TOWN_M)
        if metres + spot.radius_m <= reach:
            return fails("in-the-city")
        if area.reach_km is not None and metres > 1000 * area.reach_km + spot.radius_m:
            return fails("other-area")
        if metres <= reach + spot.radius_m:
            return perhaps("maybe-in-the-city")
    return YES


def _in_row(row: GazetteerRow, spot: Spot) -> Verdict:
    if spot.row is not None and spot.row.id == row.id:
        return YES
    if row.kind in ("district", "subdistrict") and spot.row is not None and spot.row.admin2:
        own, other = (
            (row.admin2, spot.row.admin2) if row.kind == "district" else (row.admin3, spot.row.admin3)
        )
        if own and other:
            return YES if own == other else fails("other-area")
    same_division = spot.division == (row.country, row.admin1)
    if spot.lat is None or spot.lon is None:
        return perhaps("place-coarse") if same_division or spot.division is None else fails("other-area")
    metres = 1000 * distance_km(row.lat, row.lon, spot.lat, spot.lon)
    reach = max(row.radius_m, _TOWN_M) if row.kind in ("city", "town") else row.radius_m
    if metres + spot.radius_m <= reach:
        return YES
    if metres <= reach + spot.radius_m:
        return perhaps("place-coarse" if spot.radius_m > reach else "area-edge")
    vague = row.kind in ("area", "river", "road") and (same_division or not row.admin1)
    return perhaps("area-vague") if vague else fails("other-area")


def _without_division(area: Area, spot: Spot, gazetteer: Gazetteer) -> Verdict:
    """A point without a division is out only where it is too far from each of them."""
    if spot.lat is None or spot.lon is None or (spot.row is not None and spot.row.kind == "country"):
        return perhaps("country-only")
    for division in area.whole | area.part:
        row = gazetteer.governorate(*division)
        if row is None:
            return perhaps("place-coarse")
        if 1000 * distance_km(row.lat, row.lon, spot.lat, spot.lon) <= row.radius_m + spot.radius_m:
            return perhaps("place-coarse")
    return fails("other-area")
