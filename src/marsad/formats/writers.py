"""Records to files: JSON Lines (complete), CSV and GeoJSON (harmless by default), HTML (for checking)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import BinaryIO, Final, Literal, Protocol

import msgspec

from marsad.formats.public import COLUMNS, Cell, event_row
from marsad.model import Record, encode_record

Format = Literal["jsonl", "csv", "geojson", "html"]


class RecordWriter(Protocol):
    """Takes records one by one; `finish` writes what belongs at the end."""

    def write(self, record: Record) -> None:
        """Add a record."""

    def finish(self) -> None:
        """Close lists and tags; the stream stays open."""


class JsonLinesWriter:
    """One record a line, complete, as the published schema describes it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, record: Record) -> None:
        """Add a record."""
        self._stream.write(encode_record(record) + b"\n")

    def finish(self) -> None:
        """Nothing is missing at the end of a list of lines."""


class CsvWriter:
    """One event a row, with a byte order mark, as spreadsheets take Arabic for Latin without it."""

    def __init__(self, stream: BinaryIO, *, exact: bool = False) -> None:
        self._exact = exact
        self._stream = stream
        stream.write(b"\xef\xbb\xbf")
        self._row(dict(zip(COLUMNS, COLUMNS, strict=True)))

    def write(self, record: Record) -> None:
        """Add the events of a record."""
        for number, event in enumerate(record.events, 1):
            self._row(event_row(record, number, event, exact=self._exact))

    def finish(self) -> None:
        """Nothing is missing at the end of a table."""

    def _row(self, cells: dict[str, Cell]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(map(safe_cell, cells.values()))
        self._stream.write(line.getvalue().encode())


class GeoJsonWriter:
    """A FeatureCollection of the events that have coordinates (RFC 7946)."""

    def __init__(self, stream: BinaryIO, *, exact: bool = False) -> None:
        self._exact = exact
        self._stream = stream
        self._written = 0
        self._unplaced = 0
        stream.write(b'{"type":"FeatureCollection","features":[')

    def write(self, record: Record) -> None:
        """Add the events of a record; those without coordinates are counted."""
        for number, event in enumerate(record.events, 1):
            cells = event_row(record, number, event, exact=self._exact)
            lat, lon = cells.pop("lat"), cells.pop("lon")
            if not isinstance(lat, float | int) or not isinstance(lon, float | int):
                self._unplaced += 1
                continue
            feature = {
                "type": "Feature",
                "id": f"{record.doc}/{number}",
                "geometry": {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]},
                "properties": {name: cell for name, cell in cells.items() if cell is not None},
            }
            self._stream.write(b",\n" if self._written else b"\n")
            self._stream.write(msgspec.json.encode(feature))
            self._written += 1

    def finish(self) -> None:
        """Close the list and tell how many events a map can't show."""
        self._stream.write(b'\n],"events_without_coordinates":%d}\n' % self._unplaced)


def safe_cell(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula; texts come from strangers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


_FORMULA: Final = tuple("=+-@\t\r")


def _html_writer(stream: BinaryIO, exact: bool) -> RecordWriter:
    from marsad.formats.htmlpage import HtmlWriter  # loads the names of all fields, for this format alone

    return HtmlWriter(stream, exact=exact)


WRITERS: Final[dict[Format, Callable[[BinaryIO, bool], RecordWriter]]] = {
    "jsonl": lambda stream, _exact: JsonLinesWriter(stream),
    "csv": lambda stream, exact: CsvWriter(stream, exact=exact),
    "geojson": lambda stream, exact: GeoJsonWriter(stream, exact=exact),
    "html": _html_writer,
}
