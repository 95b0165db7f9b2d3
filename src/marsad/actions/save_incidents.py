"""Incidents of a workspace to files, and its records with the incident of each event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

import msgspec

from marsad.formats.incidentwriters import WRITERS, Handing, IncidentFormat
from marsad.model import Incident, Record, decode_record, encode_record
from marsad.store import models
from marsad.store.incidentfacts import classes_of_types
from marsad.store.incidents import memberships
from marsad.store.protected import codes_of_docs, protected_codes
from marsad.store.workspace import Workspace

#: What `save` can write: incidents, or the records that they were made of.
SavedFormat = IncidentFormat | Literal["records"]
_ENDINGS: Final[dict[str, SavedFormat]] = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".geojson": "geojson",
    ".parquet": "parquet",
}
_BATCH: Final = 500


def format_of(path: str) -> SavedFormat | None:
    """The format that a file name asks for, if it does."""
    return _ENDINGS.get(Path(path).suffix.lower())


def save(
    workspace: Workspace,
    stream: BinaryIO,
    form: SavedFormat,
    incidents: Iterable[Incident],
    *,
    exact: bool = False,
) -> int:
    """Write incidents, or for ``records`` every record; the number of them.

    Args:
        incidents: In the order in which they are written.
        exact: Keep the exact places of forces in the forms that are made to be handed on.
    """
    if form == "records":
        return _save_records(stream)
    writer = WRITERS[form](stream, Handing(classes_of_types(), source_codes(workspace), exact))
    count = 0
    for incident in incidents:
        writer.write(incident)
        count += 1
    writer.finish()
    return count


def source_codes(workspace: Workspace) -> Callable[[Incident], Mapping[str, str]]:
    """Gives, for an incident, the codes of its protected sources by event key."""
    codes = protected_codes(workspace.settings)

    def of(incident: Incident) -> Mapping[str, str]:
        by_doc = codes_of_docs(codes, (event.doc for event in incident.events))
        return {event.key: by_doc[event.doc] for event in incident.events if event.doc in by_doc}

    return of


# Records


def records() -> Iterator[tuple[Record, list[str | None]]]:
    """What is read now from every report, with the incident of each of its events; by name."""
    joined = memberships()
    rows = models.Reading.objects.filter(current=True).order_by("version__report__doc")
    told = rows.values_list("record", "event_keys", "version__report__doc")
    for text, keys, doc in told.iterator(chunk_size=_BATCH):
        record = msgspec.structs.replace(decode_record(text), doc=doc)
        yield record, [joined[key].key if key in joined else None for key in keys]


def _save_records(stream: BinaryIO) -> int:
    count = 0
    for record, keys in records():
        stream.write(msgspec.json.encode(_with_incidents(record, keys)) + b"\n")
        count += 1
    return count


def _with_incidents(record: Record, keys: list[str | None]) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.json.decode(encode_record(record))
    for event, key in zip(told["events"], keys, strict=True):
        event["incident"] = key
    return told
