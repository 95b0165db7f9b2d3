"""Further places from files that users download: GeoNames dumps and OCHA COD-AB tables.

Rows come back ready for ``Gazetteer.add_rows``; a faulty line is a ``TableError`` with file, line and field.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from marsad.arabic.fold import fold
from marsad.errors import TableError
from marsad.geo.gazetteer import GazetteerRow

#: GeoNames feature codes as kinds; a code that is not listed is not taken in.
_FEATURES: Final = {
    "ADM1": "governorate", "ADM2": "district", "ADM3": "subdistrict", "PPLC": "city", "PPLA": "city",
    "PPLA2": "town", "PPLA3": "town", "PPL": "settlement", "PPLA4": "settlement", "PPLL": "settlement",
    "PPLX": "neighbourhood", "PPLF": "settlement", "MT": "hill", "HLL": "hill", "MTS": "hill", "STM": "river",
    "LK": "lake", "RSV": "lake", "DAM": "dam", "BDG": "bridge", "AIRP": "airport", "AIRB": "base",
    "AIRF": "airport", "INSM": "base", "MILB": "base", "PRN": "prison", "CMPRF": "camp", "OILF": "oil-field",
    "GASF": "gas-field", "RGN": "area", "PCLI": "country",
}  # fmt: skip
_RADIUS_M: Final = {
    "governorate": 60_000, "district": 20_000, "subdistrict": 10_000, "area": 15_000, "river": 20_000,
    "lake": 10_000, "country": 300_000, "hill": 3_000,
}  # fmt: skip
_GEONAMES_COLUMNS: Final = 19
_ARABIC: Final = re.compile("[\u0621-\u064a]")
_LATIN: Final = re.compile("[A-Za-z]")
_TOWN_PEOPLE, _CITY_PEOPLE = 15_000, 100_000
_ADMIN_WORD: Final = {1: "محافظة", 2: "منطقة", 3: "ناحية"}
_ADMIN_KIND: Final = {1: "governorate", 2: "district", 3: "subdistrict"}


def read_places(path: Path, *, alternate_names: Path | None = None) -> list[GazetteerRow]:
    """Places from a file whose format its own first line tells.

    Args:
        path: A GeoNames country dump (``XX.txt``), an OCHA COD-AB table saved as CSV, or a CSV file in the
            columns of our own gazetteer.
        alternate_names: For GeoNames, the file ``alternateNamesV2`` (the country's own is enough).
    Raises:
        TableError: The file is missing or of no known format (T010), or a line is faulty (T011, T012).
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as stream:
            first = stream.readline()
    except FileNotFoundError as error:
        raise TableError("T001", path=path.name) from error
    except UnicodeDecodeError as error:
        raise TableError("T010", path=path.name, found=str(error)) from error
    if first.count("\t") == _GEONAMES_COLUMNS - 1:
        return read_geonames(path, alternate_names=alternate_names)
    header = [cell.strip().lower() for cell in first.strip().split(",")]
    if any(re.fullmatch(r"(adm|admin)\d_?(pcode|ar|en|name_?\w*|name)", cell) for cell in header):
        return read_cod_ab(path)
    if "name_ar" in header and "lat" in header:
        return read_own(path)
    raise TableError("T010", path=path.name, found=first.strip()[:60])


# ------------------------------------------------------------------ GeoNames


def read_geonames(path: Path, *, alternate_names: Path | None = None) -> list[GazetteerRow]:
    """Rows of a GeoNames country dump that have an Arabic name, there or in the alternate names.

    Raises:
        TableError: A line with another number of columns (T011), or a bad coordinate (T012).
    """
    named = _alternate_names(alternate_names) if alternate_names is not None else {}
    rows: list[tuple[list[str], int]] = []
    admin1: dict[str, tuple[str, str]] = {}
    for cells, line in _tab_lines(path, _GEONAMES_COLUMNS):
        if cells[7] == "ADM1":
            arabic = _arabic_names(cells, named)
            admin1[f"{cells[8]}.{cells[10]}"] = (_bare(arabic[0]) if arabic else "", cells[2] or cells[1])
        if cells[7] in _FEATURES:
            rows.append((cells, line))
    built = (_geonames_row(cells, path, line, named, admin1) for cells, line in rows)
    return [row for row in built if row is not None]


def _geonames_row(
    cells: list[str], path: Path, line: int, named: dict[str, list[str]], admin1: dict[str, tuple[str, str]]
) -> GazetteerRow | None:
    arabic = _arabic_names(cells, named)
    if not arabic:
        return None
    kind = _FEATURES[cells[7]]
    people = int(cells[14]) if cells[14].isdigit() else 0
    if kind == "settlement" and people >= _TOWN_PEOPLE:
        kind = "city" if people >= _CITY_PEOPLE else "town"
    latin = [name for name in cells[3].split(",") if _LATIN.search(name) and name.isascii()]
    division = admin1.get(f"{cells[8]}.{cells[10]}", ("", ""))
    lat, lon = _number(cells[4], path, line, "latitude", 90), _number(cells[5], path, line, "longitude", 180)
    return GazetteerRow(
        f"geonames-{cells[0]}", arabic[0], cells[1], "|".join(arabic[1:]), "|".join(latin[:8]), kind,
        cells[8], division[0], division[1], "", "", lat, lon, _RADIUS_M.get(kind, 1_000), "imported",
        "geonames",
    )  # fmt: skip


def _arabic_names(cells: list[str], named: dict[str, list[str]]) -> list[str]:
    names = [*named.get(cells[0], ()), *(n.strip() for n in cells[3].split(",") if _ARABIC.search(n))]
    return list({fold(name): name for name in reversed(names)}.values())[::-1]


def _alternate_names(path: Path) -> dict[str, list[str]]:
    """Arabic names by GeoNames id, the preferred one first; historic and colloquial ones last."""
    found: dict[str, list[tuple[int, str]]] = {}
    for cells, _ in _tab_lines(path, 4, at_least=True):
        if cells[2] != "ar" or not cells[3].strip():
            continue
        flags = [*cells[4:8], "", "", "", ""]
        order = 2 if flags[3] == "1" or flags[2] == "1" else 0 if flags[0] == "1" else 1
        found.setdefault(cells[1], []).append((order, cells[3].strip()))
    return {key: [name for _, name in sorted(names, key=lambda n: n[0])] for key, names in found.items()}


def _tab_lines(path: Path, columns: int, *, at_least: bool = False) -> Iterator[tuple[list[str], int]]:
    try:
        with open(path, encoding="utf-8-sig") as stream:
            for line, text in enumerate(stream, 1):
                if not text.strip():
                    continue
                cells = text.rstrip("\r\n").split("\t")
                if len(cells) != columns and not (at_least and len(cells) > columns):
                    raise TableError("T011", path=path.name, line=line, found=len(cells), expected=columns)
                yield cells, line
    except FileNotFoundError as error:
        raise TableError("T001", path=path.name) from error


# ------------------------------------------------------------------ OCHA COD-AB


def read_cod_ab(path: Path) -> list[GazetteerRow]:
    """Administrative units of a COD-AB table (one row a unit of the lowest level), upper levels included.

    Columns are found by their usual names: ``ADM1_AR``, ``ADM1_EN``, ``ADM1_PCODE`` and so on, or
    ``admin1Name_ar`` and the like; a point by ``LAT``/``LATITUDE``/``CENTER_LAT`` and its fellows. An upper
    unit without a point of its own takes the mean of its parts.

    Raises:
        TableError: A column is missing (T013), a cell is empty (T014) or a coordinate is bad (T012).
    """
    with open(path, encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        columns = {_column(name): name for name in reader.fieldnames or ()}
        deepest = max((level for level in range(1, 5) if f"adm{level}_ar" in columns), default=0)
        if not deepest:
            raise TableError("T013", path=path.name, column="ADM1_AR")
        units: dict[str, _Unit] = {}
        for cells in reader:
            _take_unit(cells, columns, deepest, path, reader.line_num, units)
    return [unit.row() for unit in units.values()]


class _Unit:
    """An administrative unit and the points of what lies in it."""

    def __init__(self, level: int, code: str, names: list[tuple[str, str]], country: str) -> None:
        self.level, self.code, self.names, self.country = level, code, names, country
        self.points: list[tuple[float, float]] = []

    def row(self) -> GazetteerRow:
        """The unit as a row of the gazetteer, at the mean of its points."""
        arabic, english = self.names[-1]
        kind = _ADMIN_KIND.get(self.level, "settlement")
        word = _ADMIN_WORD.get(self.level, "")
        full = f"{word} {_bare(arabic)}" if word else arabic
        upper = [_bare(name) for name, _ in self.names] + ["", "", ""]
        lat = sum(p[0] for p in self.points) / len(self.points)
        lon = sum(p[1] for p in self.points) / len(self.points)
        return GazetteerRow(
            f"cod-{self.code}", full, english, _bare(arabic) if full != arabic or word else "", "", kind,
            self.country, upper[0], self.names[0][1], upper[1], upper[2], round(lat, 5), round(lon, 5),
            _RADIUS_M.get(kind, 2_000), "imported", "cod-ab",
        )  # fmt: skip


def _take_unit(
    cells: dict[str, str],
    columns: dict[str, str],
    deepest: int,
    path: Path,
    line: int,
    units: dict[str, _Unit],
) -> None:
    def cell(key: str) -> str:
        return (cells.get(columns.get(key, "")) or "").strip()

    lat, lon = cell("lat"), cell("lon")
    if not lat or not lon:
        raise TableError("T014", path=path.name, line=line, column="LATITUDE, LONGITUDE")
    point = _number(lat, path, line, "LATITUDE", 90), _number(lon, path, line, "LONGITUDE", 180)
    names: list[tuple[str, str]] = []
    for level in range(1, deepest + 1):
        arabic, code = cell(f"adm{level}_ar"), cell(f"adm{level}_pcode")
        if not arabic or not code:
            missing = f"ADM{level}_AR" if not arabic else f"ADM{level}_PCODE"
            raise TableError("T014", path=path.name, line=line, column=missing)
        names.append((arabic, cell(f"adm{level}_en")))
        unit = units.get(code)
        if unit is None:
            country = cell("adm0_pcode") or code[:2]
            unit = units[code] = _Unit(level, code, list(names), country[:2])
        unit.points.append(point)


def _column(name: str) -> str:
    """One spelling for the column names of many editions: ``adm2_ar``, ``adm2_pcode``, ``lat``."""
    plain = name.strip().lower().replace(" ", "_")
    match = re.fullmatch(r"(?:adm|admin)(\d)_?(?:name)?_?(ar|en|pcode)?(?:1)?", plain)
    if match:
        return f"adm{match[1]}_{match[2] or 'en'}"
    if plain in ("lat", "latitude", "center_lat", "latitude_y", "y", "point_y"):
        return "lat"
    if plain in ("lon", "long", "longitude", "center_lon", "longitude_x", "x", "point_x"):
        return "lon"
    return plain


# ------------------------------------------------------------------ our own columns


def read_own(path: Path) -> list[GazetteerRow]:
    """Rows of a CSV file with some of our own columns; ``name_ar``, ``lat`` and ``lon`` must be there.

    A missing id is made from the file's name and the line; a missing kind is ``settlement``.

    Raises:
        TableError: A needed cell is empty (T014), or a number is bad (T012).
    """
    rows: list[GazetteerRow] = []
    with open(path, encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        for column in ("name_ar", "lat", "lon"):
            if column not in (reader.fieldnames or ()):
                raise TableError("T013", path=path.name, column=column)
        for cells in reader:
            rows.append(
                _own_row({k: (v or "").strip() for k, v in cells.items() if k}, path, reader.line_num)
            )
    return rows


def _own_row(cells: dict[str, str], path: Path, line: int) -> GazetteerRow:
    for column in ("name_ar", "lat", "lon"):
        if not cells[column]:
            raise TableError("T014", path=path.name, line=line, column=column)
    kind = cells.get("kind") or "settlement"
    radius = cells.get("radius_m") or str(_RADIUS_M.get(kind, 2_000))
    values = {name: cells.get(name, "") for name in GazetteerRow._fields}
    return GazetteerRow(
        **{name: values[name] for name in GazetteerRow._fields[1:5]},
        id=values["id"] or f"{path.stem}-{line}", kind=kind, country=values["country"].upper(),
        **{name: values[name] for name in GazetteerRow._fields[7:11]},
        lat=_number(cells["lat"], path, line, "lat", 90), lon=_number(cells["lon"], path, line, "lon", 180),
        radius_m=int(_number(radius, path, line, "radius_m", 5_000_000)), basis=values["basis"] or "imported",
        source=values["source"] or path.name,
    )  # fmt: skip


# ------------------------------------------------------------------ small helpers


def _number(text: str, path: Path, line: int, column: str, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) <= most:
        raise TableError("T012", path=path.name, line=line, column=column, found=text)
    return value


def _bare(name: str) -> str:
    """A unit's name without its generic word."""
    for word in ("محافظة ", "منطقة ", "ناحية ", "قضاء ", "مديرية ", "ولاية "):
        if name.startswith(word):
            return name[len(word) :].strip()
    return name.strip()
