"""Records to where they should go: a file that is complete or not there, or a stream."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, Literal

from marsad.errors import UsageError
from marsad.formats.safefile import replacing
from marsad.formats.writers import WRITERS, Format, RecordWriter

_ENDINGS: Final[dict[str, Format]] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".geojson": "geojson",
    ".html": "html",
    ".htm": "html",
}


def format_of(path: str) -> Format | None:
    """The format that a file name asks for, if it does."""
    return _ENDINGS.get(Path(path).suffix.lower())


def target_path(output: str, form: Format | Literal["table"]) -> Path:
    """The file to write: ``output`` itself, or ``records.EXT`` in it where it is a folder."""
    path = Path(output)
    if output.endswith(("/", "\\")) or path.is_dir():
        return path / f"records.{'txt' if form == 'table' else form}"
    return path


def spare_inputs(target: Path, inputs: Iterable[str]) -> None:
    """Refuse to write over an input file: originals are evidence.

    Raises:
        UsageError: ``target`` is one of the inputs (U104).
    """
    for name in inputs:
        if name != "-" and target.exists() and Path(name).exists() and target.samefile(name):
            raise UsageError("U104", path=target)


@contextlib.contextmanager
def writer_to_file(path: Path, form: Format, *, exact: bool = False) -> Iterator[RecordWriter]:
    """A writer whose file appears when all is written.

    Raises:
        OutputError: The file can't be written (O201).
    """
    with replacing(path) as stream:
        writer = WRITERS[form](stream, exact)
        yield writer
        writer.finish()


@contextlib.contextmanager
def writer_to_stream(stream: BinaryIO, form: Format, *, exact: bool = False) -> Iterator[RecordWriter]:
    """A writer to an open stream, such as standard output."""
    writer = WRITERS[form](stream, exact)
    yield writer
    writer.finish()
    stream.flush()
