"""Places by name, and tables of places from the dumps that users download themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from marsad.errors import InputError
from marsad.formats.safefile import replacing
from marsad.geo.gazetteer import Gazetteer, GazetteerRow
from marsad.geo.importers import read_cod_ab, read_geonames, read_own, read_places
from marsad.messages import reason_of

Kind = Literal["geonames", "cod-ab"]


def load_with(tables: Sequence[str]) -> Gazetteer:
    """Our gazetteer and the places of further tables.

    Raises:
        InputError: A table can't be opened (I101).
        TableError: A table lacks a column of ours, or has a faulty row.
    """
    gazetteer = Gazetteer.load()
    for table in tables:
        gazetteer.add_rows(read_own(_openable(table)))
    return gazetteer


def find_by_name(name: str, tables: Sequence[str] = ()) -> list[GazetteerRow]:
    """Every place of a name, the most prominent first."""
    return load_with(tables).lookup(name)


def import_places(file: str, target: Path, *, kind: Kind | None, alternate_names: str | None = None) -> int:
    """Write the places of a dump as a table that ``--gazetteer`` takes; return their number.

    Args:
        file: A GeoNames country file, or an OCHA COD-AB table as CSV.
        target: The table to write.
        kind: Where the file comes from; None tells it by its first line.
        alternate_names: For GeoNames, the file of alternate names, which most Arabic names are in.
    Raises:
        InputError: A file can't be opened (I101).
        TableError: A row is faulty; nothing is written.
        OutputError: The table can't be written (O201).
    """
    source = _openable(file)
    names = _openable(alternate_names) if alternate_names else None
    if kind == "geonames":
        rows = read_geonames(source, alternate_names=names)
    elif kind == "cod-ab":
        rows = read_cod_ab(source)
    else:
        rows = read_places(source, alternate_names=names)
    with replacing(target) as stream:
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(GazetteerRow._fields)
        lines.writerows(sorted(rows))
        stream.write(text.getvalue().encode())
    return len(rows)


def _openable(file: str) -> Path:
    try:
        open(file, "rb").close()
    except OSError as error:
        raise InputError("I101", where=file, reason=reason_of(error)) from error
    return Path(file)
