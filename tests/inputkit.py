"""What tests of readers share: entries of bytes, and short ways to look at them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from marsad.formats.entries import Entry, SourceOptions
from marsad.formats.sources import read_bytes
from marsad.model import Record, encode_record


def entries(
    data: bytes | dict[str, object], name: str, *, served: str | None = None, **options: object
) -> list[Entry]:
    """The entries of a file's bytes; a dictionary is written as JSON."""
    packed = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    return list(read_bytes(packed, name, SourceOptions(**options), served))  # type: ignore[arg-type]


def codes(found: Iterable[Entry]) -> list[str]:
    """The codes of all faults."""
    return [fault.code for entry in found for fault in entry.faults]


def notes(found: Iterable[Entry]) -> dict[str, dict[str, object]]:
    """The details of notes by their code, the note on unknown days left out."""
    told = {note.code: note.details for entry in found for note in entry.notes}
    told.pop("I203", None)
    return told


def texts(found: Iterable[Entry]) -> list[str]:
    """The texts of the reports."""
    return [entry.report.text for entry in found if entry.report is not None]


def said(found: Iterable[Entry]) -> str:
    """Everything that entries hold, as text: what must not be in here was never taken."""
    return "\n".join(f"{entry!r} {[str(m) for m in (*entry.faults, *entry.notes)]}" for entry in found)


def check_sound(found: Iterable[Entry]) -> None:
    """Every entry tells something, in sentences, and its report can be written."""
    for entry in found:
        assert entry.report is not None or entry.faults or entry.notes
        assert all(str(told).startswith(told.code + " ") for told in (*entry.faults, *entry.notes))
        if entry.report is not None:
            assert entry.origin is not None
            report = entry.report
            encode_record(Record(doc=report.doc, text=report.text, title=report.title))
