"""Places by name, and tables of places from the dumps that users download themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from marsad.geo.gazetteer import Gazetteer
from marsad.geo.gazetteer import GazetteerRow as PlaceRow

__all__ = ["PlaceRow", "find_by_name", "import_places"]


def find_by_name(name: str) -> list[PlaceRow]:
    """Every place of a name, the most prominent first."""
    return Gazetteer.load().lookup(name)


def import_places(file: Path, kind: Literal["geonames", "cod-ab"], target: Path) -> int:
    """Write the places of a dump as a table that `Gazetteer.load` takes; return their number.

    Raises:
        InputError: The file can't be opened (I101).
        TableError: A row is faulty; nothing is written.
        OutputError: The table can't be written (O201).
    """
    raise NotImplementedError
