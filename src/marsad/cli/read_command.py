"""``marsad read``: reports in, records out."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from rich.console import Console

from marsad.actions.read_reports import Outcome, Totals, read_entries
from marsad.actions.save_records import (
    format_of,
    spare_inputs,
    target_path,
    writer_to_file,
    writer_to_stream,
)
from marsad.cli import FAILED, FINE, STOPPED
from marsad.cli.console import FaultLines, is_terminal, record_view, screen, summary_lines
from marsad.cli.progress import ReadingProgress
from marsad.formats.safefile import replacing
from marsad.formats.sources import SourceOptions, Sources
from marsad.formats.writers import Format, RecordWriter
from marsad.messages import word
from marsad.model import Record

#: Characters in a line of a table that goes to a file.
_PAPER_WIDTH: Final = 100
Form = Format | Literal["table"]


def run(options: argparse.Namespace) -> int:
    """Read the files and write their records; 1 when a report or a file had a fault."""
    begun = time.monotonic()
    sources = Sources(options.files, source_options(options))
    form: Form = options.format or format_of(options.output or "") or _usual_format(options)
    target = target_path(options.output, form) if options.output else None
    if target is not None:
        spare_inputs(target, options.files)
    console = screen(stderr=True)
    totals, faults = Totals(), FaultLines(console)
    try:
        with _writer(form, target, options) as writer, _progress(console, sources, options) as progress:
            outcomes = read_entries(
                sources,
                workers=options.workers,
                max_characters=options.max_characters,
                tables=options.gazetteer,
            )
            for outcome in outcomes:
                if outcome.record is not None:
                    writer.write(outcome.record)
                totals.add(outcome)
                if not options.quiet:
                    faults.say(outcome.entry.notes, style="yellow")
                faults.say(sentences(outcome))
                progress.show(totals.reports)
    except KeyboardInterrupt:
        console.print(word("stopped", count=f"{totals.reports:,}"), style="red")
        if target is not None:
            console.print(word("stopped.file", path=target), style="red")
        return STOPPED
    faults.finish()
    if not options.quiet:
        console.print(summary_lines(_summary(totals, time.monotonic() - begun, target)))
    return FAILED if totals.problems else FINE


def source_options(options: argparse.Namespace) -> SourceOptions:
    """How to take files in, from the options that ``read`` and ``explain`` share."""
    return SourceOptions(
        kind=options.input,
        published=options.published,
        zone=options.timezone,
        columns=options.columns,
        max_characters=options.max_characters,
        accounts=options.accounts,
    )


def sentences(outcome: Outcome) -> Iterator[str]:
    """Why an outcome was not read in full."""
    if outcome.record is None:
        yield from map(str, outcome.entry.faults)
    elif problem := outcome.record.problem:
        where = str(outcome.entry.where)  # the reader knows the report, not the file that it came from
        yield problem if where in problem else f"{where}: {problem}"


def _usual_format(options: argparse.Namespace) -> Form:
    return "table" if is_terminal() and not options.output else "jsonl"


@contextlib.contextmanager
def _writer(form: Form, target: Path | None, options: argparse.Namespace) -> Iterator[RecordWriter]:
    if form == "table" and target is not None:
        with replacing(target) as raw:
            stream = io.TextIOWrapper(raw, "utf-8")
            yield TableWriter(Console(file=stream, width=_PAPER_WIDTH))
            stream.flush()
            stream.detach()  # `replacing` closes the file
    elif form == "table":
        yield TableWriter(screen())
    elif target is not None:
        with writer_to_file(target, form, exact=options.exact) as writer:
            yield writer
    else:
        with writer_to_stream(sys.stdout.buffer, form, exact=options.exact) as writer:
            yield writer


def _progress(console: Console, sources: Sources, options: argparse.Namespace) -> ReadingProgress:
    # With the table on the same terminal the bar would stand in the way.
    shown_anyway = options.format in (None, "table") and is_terminal() and not options.output
    return ReadingProgress(console, sources, wanted=not options.quiet and not shown_anyway)


class TableWriter:
    """Records as text for people."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def write(self, record: Record) -> None:
        """Show a record."""
        self._console.print(record_view(record))

    def finish(self) -> None:
        """Nothing is missing at the end."""


def _summary(totals: Totals, seconds: float, target: Path | None) -> Iterator[tuple[str, object]]:
    yield "summary.reports", totals.reports
    yield "summary.events", totals.events
    yield "summary.tallies", totals.tallies
    yield "summary.relations", totals.relations
    yield "summary.repairs", totals.repairs
    yield "summary.problems", totals.problems
    yield "summary.seconds", f"{seconds:.1f}"
    if target is not None:
        yield "summary.written", target
