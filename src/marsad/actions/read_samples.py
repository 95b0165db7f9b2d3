"""The sample reports that come with Marsad, read and written in every form."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from marsad.actions.read_reports import Outcome, Totals, read_entries
from marsad.actions.save_records import writer_to_file
from marsad.formats.sources import Sources
from marsad.formats.writers import Format

FORMS: Final[tuple[Format, ...]] = ("jsonl", "csv", "geojson", "html")


def samples_exist() -> bool:
    """Whether this installation has sample reports."""
    return files("marsad").joinpath("samples/reports.jsonl").is_file()


def read_samples(folder: Path, show: Callable[[Outcome], None]) -> tuple[Totals, list[Path]]:
    """Read the samples, hand each outcome to ``show``, write them to ``folder``.

    Returns:
        The counts, and the files written.
    Raises:
        OutputError: The folder can't be written to (O201).
    """
    paths = [folder / f"samples.{form}" for form in FORMS]
    totals = Totals()
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(as_file(files("marsad").joinpath("samples/reports.jsonl")))
        pairs = zip(paths, FORMS, strict=True)
        writers = [stack.enter_context(writer_to_file(path, form)) for path, form in pairs]
        for outcome in read_entries(Sources([str(source)])):
            totals.add(outcome)
            show(outcome)
            for writer in writers:
                if outcome.record is not None:
                    writer.write(outcome.record)
    return totals, paths
