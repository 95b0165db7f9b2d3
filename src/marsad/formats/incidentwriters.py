"""Incidents to files: whole for analysts (JSON), as rows to hand on (CSV, GeoJSON, Parquet)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, NamedTuple, Protocol

import msgspec

from marsad.formats.incidentrows import KINDS, Value, incident_row
from marsad.formats.writers import safe_cell
from marsad.model import Incident

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

IncidentFormat = Literal["json", "jsonl", "csv", "geojson", "parquet"]
#: Rows of a part of a Parquet file.
_GROUP: Final = 10_000


class Handing(NamedTuple):
    """What rows that are handed on are made with; see `incident_row`.

    ``codes`` gives the codes of an incident's protected sources, by event key.
    """

    classes: Mapping[str, str]
    codes: Callable[[Incident], Mapping[str, str]]
    exact: bool = False

    def row(self, incident: Incident) -> dict[str, Value]:
        """The row of an incident."""
        codes = self.codes(incident)
        return incident_row(incident, classes=self.classes, codes=codes, exact=self.exact)


class IncidentWriter(Protocol):
    """Takes incidents one by one; `finish` writes what belongs at the end."""

    def write(self, incident: Incident) -> None:
        """Add an incident."""

    def finish(self) -> None:
        """Close lists; the stream stays open."""


class JsonWriter:
    """An array of incidents, whole."""

    def __init__(self, stream: BinaryIO, _handing: Handing) -> None:
        self._stream = stream
        self._between = b"[\n"

    def write(self, incident: Incident) -> None:
        """Add an incident."""
        self._stream.write(self._between + msgspec.json.encode(incident))
        self._between = b",\n"

    def finish(self) -> None:
        """Close the array."""
        self._stream.write(b"[]\n" if self._between == b"[\n" else b"\n]\n")


class LinesWriter:
    """One incident a line, whole."""

    def __init__(self, stream: BinaryIO, _handing: Handing) -> None:
        self._stream = stream

    def write(self, incident: Incident) -> None:
        """Add an incident."""
        self._stream.write(msgspec.json.encode(incident) + b"\n")

    def finish(self) -> None:
        """Nothing is missing at the end of a list of lines."""


class CsvWriter:
    """One incident a row, with a byte order mark, as spreadsheets take Arabic for Latin without it."""

    def __init__(self, stream: BinaryIO, handing: Handing) -> None:
        self._stream, self._handing = stream, handing
        stream.write(b"\xef\xbb\xbf")
        self._line(list(KINDS))

    def write(self, incident: Incident) -> None:
        """Add an incident."""
        self._line(list(self._handing.row(incident).values()))

    def finish(self) -> None:
        """Nothing is missing at the end of a table."""

    def _line(self, values: list[Value]) -> None:
        text = io.StringIO()
        cells = (";".join(value) if isinstance(value, list) else value for value in values)
        csv.writer(text, lineterminator="\r\n").writerow(map(safe_cell, cells))
        self._stream.write(text.getvalue().encode())


class GeoJsonWriter:
    """A FeatureCollection of the incidents that have coordinates (RFC 7946)."""

    def __init__(self, stream: BinaryIO, handing: Handing) -> None:
        self._stream, self._handing = stream, handing
        self._written = self._unplaced = 0
        stream.write(b'{"type":"FeatureCollection","features":[')

    def write(self, incident: Incident) -> None:
        """Add an incident; one without coordinates is counted."""
        cells = self._handing.row(incident)
        lat, lon = cells.pop("lat"), cells.pop("lon")
        if not isinstance(lat, float | int) or not isinstance(lon, float | int):
            self._unplaced += 1
            return
        feature = {
            "type": "Feature",
            "id": incident.key,
            "geometry": {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]},
            "properties": {name: cell for name, cell in cells.items() if cell is not None and cell != []},
        }
        self._stream.write((b",\n" if self._written else b"\n") + msgspec.json.encode(feature))
        self._written += 1

    def finish(self) -> None:
        """Close the list and tell how many incidents a map can't show."""
        self._stream.write(b'\n],"incidents_without_coordinates":%d}\n' % self._unplaced)


class ParquetWriter:
    """Typed columns: days as dates, counts as whole numbers, actors as lists."""

    def __init__(self, stream: BinaryIO, handing: Handing) -> None:
        import pyarrow.parquet as pq

        self._handing = handing
        self._schema = _arrow_schema()
        self._file: pq.ParquetWriter = pq.ParquetWriter(stream, self._schema, compression="zstd")
        self._rows: list[dict[str, object]] = []

    def write(self, incident: Incident) -> None:
        """Add an incident."""
        row = self._handing.row(incident)
        self._rows.append({name: _typed(KINDS[name], value) for name, value in row.items()})
        if len(self._rows) >= _GROUP:
            self._flush()

    def finish(self) -> None:
        """Write what is left, and the file's own index."""
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        import pyarrow as pa

        self._file.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows = []


def _typed(kind: str, value: Value) -> object:
    return date.fromisoformat(str(value)) if kind == "day" and value is not None else value


def _arrow_schema() -> pa.Schema:
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "list": pa.list_(pa.string()),
        "day": pa.date32(),
        "whole": pa.int64(),
        "number": pa.float64(),
    }
    return pa.schema([(name, types[kind]) for name, kind in KINDS.items()])


WRITERS: Final[dict[IncidentFormat, Callable[[BinaryIO, Handing], IncidentWriter]]] = {
    "json": JsonWriter,
    "jsonl": LinesWriter,
    "csv": CsvWriter,
    "geojson": GeoJsonWriter,
    "parquet": ParquetWriter,
}
