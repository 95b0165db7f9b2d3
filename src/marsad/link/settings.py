"""The figures of linking, from ``tables/linking.toml`` and ``tables/link_levels.csv``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import msgspec

from marsad.tables import FOLDER, load_table


class PlaceFigures(msgspec.Struct, frozen=True):
    """Distances of the comparison of places."""

    same_km: float
    near_km: float
    cell_degrees: float


class TimeFigures(msgspec.Struct, frozen=True):
    """Hours and days of the comparison of dates."""

    late_days: int
    longest_span: int


class TermFigures(msgspec.Struct, frozen=True):
    """How frequencies of places and actors are rounded, and where rarity ends."""

    step: float
    least_rate: float
    least_share: float
    shortest_span: int


class CopyFigures(msgspec.Struct, frozen=True):
    """When two texts are one voice."""

    shingle: int
    alike: float
    same_form: float


class LinkingFigures(msgspec.Struct, frozen=True):
    """Every figure; the file explains each."""

    prior: float
    made: float
    suggested: float
    average: float
    unweighed: float
    lead: float
    place: PlaceFigures
    time: TimeFigures
    terms: TermFigures
    copies: CopyFigures


class Level(NamedTuple):
    """One level of a comparison: chances that a pair of one incident (m) or not (u) stands on it."""

    id: str
    comparison: str
    level: str
    m: float
    u: float
    term: str
    term_weight: float
    ar: str
    en: str


@cache
def figures() -> LinkingFigures:
    """The figures of the installed table."""
    with open(FOLDER / "linking.toml", "rb") as stream:
        return msgspec.convert(tomllib.load(stream), LinkingFigures)


@cache
def levels() -> Mapping[str, tuple[Level, ...]]:
    """The levels of each comparison, best first; comparisons in the order of their first rows."""
    found: dict[str, list[Level]] = {}
    for row in load_table("link_levels.csv", key="id"):
        level = Level(
            row["id"], row["comparison"], row["level"], float(row["m"]), float(row["u"]), row["term"],
            float(row["term_weight"] or 0), row["ar"], row["en"],
        )  # fmt: skip
        found.setdefault(level.comparison, []).append(level)
    return {name: tuple(rows) for name, rows in found.items()}
