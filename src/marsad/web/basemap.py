"""The site's own map: outlines of countries and divisions, and names of places, as GeoJSON.

Nothing of it depends on the workspace; browsers keep it until the tables change.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from marsad.tables import load_table

#: Kinds of places by how near one has to look to see their names; the first ones always. Bases
#: are left out: strangers see this map too, and it is no aid for finding forces.
BANDS: Final[Sequence[frozenset[str]]] = (
    frozenset({"country", "governorate", "city"}),
    frozenset({"town", "airport", "crossing", "camp", "dam"}),
    frozenset({"settlement", "neighbourhood", "hill", "prison", "oil-field", "gas-field", "bridge"}),
)


class Layer(NamedTuple):
    """A layer as it is sent: packed bytes, and their digest for browsers that have them already."""

    packed: bytes
    digest: str


@cache
def outlines() -> Layer:
    """Countries and first-level divisions; ``level`` 0 and 1, names in both languages."""
    path = files("marsad.tables") / "places" / "polygons.json.gz"
    shapes = json.loads(gzip.decompress(path.read_bytes()))["outlines"]
    names = _names()
    return _packed(
        _feature(shape, code=code, level=int("-" in code), **names.get(code, {}))
        for code, shape in shapes.items()
    )


def _names() -> dict[str, Mapping[str, str]]:
    """Names of outlines by their code."""
    divisions = {
        row["polygon"]: {"ar": row["name_ar"], "en": row["name_en"]}
        for row in load_table("places/admin1.csv")
        if row["polygon"]
    }
    countries = {
        row["country"]: {"ar": row["name_ar"], "en": row["name_en"]}
        for row in load_table("places/gazetteer.csv")
        if row["kind"] == "country"
    }
    return {**countries, **divisions}


@cache
def names_of_places(band: int) -> Layer:
    """Names of places of a band, as points; ``kind`` is that of the gazetteer.

    Raises:
        IndexError: There is no such band.
    """
    kinds = BANDS[band]
    return _packed(
        _feature(
            {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]},
            ar=row["name_ar"],
            en=row["name_en"] or row["name_ar"],
            kind=row["kind"],
        )
        for row in load_table("places/gazetteer.csv")
        if row["kind"] in kinds and row["lat"]
    )


def _feature(shape: Mapping[str, Any], **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": shape}


def _packed(features: Iterator[dict[str, Any]]) -> Layer:
    whole = {"type": "FeatureCollection", "features": list(features)}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    return Layer(gzip.compress(text, mtime=0), hashlib.sha256(text).hexdigest()[:32])
