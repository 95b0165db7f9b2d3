"""Distances and bearings on the sphere."""

from __future__ import annotations

import math
from typing import Final

EARTH_KM: Final = 6371.0


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance between two points in WGS 84 degrees, in kilometres."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def rough_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """A distance on the plane, within a few per cent below 500 km: for votes, where speed counts."""
    north = lat_a - lat_b
    east = (lon_a - lon_b) * 0.83  # at 34° north, the middle of the lands that the table is dense in
    return 111.2 * math.sqrt(north * north + east * east)


def bearing_degrees(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Direction from the first point to the second, clockwise from north."""
    north = lat_b - lat_a
    east = (lon_b - lon_a) * math.cos(math.radians((lat_a + lat_b) / 2))
    return math.degrees(math.atan2(east, north)) % 360


def middle(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> tuple[float, float]:
    """The point half-way, good enough below some hundred kilometres."""
    return (lat_a + lat_b) / 2, (lon_a + lon_b) / 2
