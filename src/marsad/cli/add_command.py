"""``marsad add``: files, folders and pages into the workspace, kept and read."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from marsad.actions.read_reports import Outcome, Totals
from marsad.cli import FAILED, FINE, STOPPED
from marsad.cli.console import FaultLines, screen, summary_lines
from marsad.cli.progress import Spinner
from marsad.cli.read_command import sentences
from marsad.cli.workspace import opened
from marsad.formats.entries import Entry
from marsad.messages import word

if TYPE_CHECKING:
    from marsad.actions.add_reports import Added
    from marsad.store.workspace import Workspace


def run(options: argparse.Namespace) -> int:
    """Keep and read; 1 when a report, a file or a page had a fault."""
    begun = time.monotonic()
    workspace = opened(options)
    console = screen(stderr=True)
    faults = FaultLines(console)
    try:
        with Spinner(console, wanted=not options.quiet) as spinner:
            added = _keep(workspace, options, faults, spinner)
            totals = None if options.no_read else _read(workspace, faults, spinner)
    except KeyboardInterrupt:
        console.print(word("add.stopped"), style="red")
        return STOPPED
    faults.finish()
    if not options.quiet:
        console.print(summary_lines(_summary(added, totals, time.monotonic() - begun)))
    return FAILED if added.faulty or (totals is not None and totals.problems) else FINE


def _keep(workspace: Workspace, options: argparse.Namespace, faults: FaultLines, spinner: Spinner) -> Added:
    from marsad.actions.add_reports import AddOptions, add

    seen = 0

    def listen(entry: Entry) -> None:
        nonlocal seen
        seen += entry.report is not None
        spinner.show(word("progress.keeping", count=f"{seen:,}"))
        if not options.quiet:
            faults.say(entry.notes, style="yellow")
        faults.say(entry.faults)

    asked = AddOptions(options.source, options.input, options.published, options.columns, options.accounts)
    return add(workspace, options.inputs, asked, listen=listen)


def reading_listener(number: int, faults: FaultLines, spinner: Spinner) -> Callable[[Outcome], None]:
    """Shows how far the reading of so many reports is, and says what could not be read.

    Faults that were found when a report was kept have been said then.
    """
    done = 0

    def listen(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        spinner.show(word("progress.reading-of", count=f"{done:,}", number=f"{number:,}"))
        if not outcome.entry.faults:
            faults.say(sentences(outcome))

    return listen


def _read(workspace: Workspace, faults: FaultLines, spinner: Spinner) -> Totals:
    from marsad.actions.read_kept import count_unread, link, read_unread

    totals = read_unread(workspace, listen=reading_listener(count_unread(), faults, spinner))
    spinner.show(word("progress.linking"))
    link(workspace)
    return totals


def _summary(added: Added, totals: Totals | None, seconds: float) -> Iterator[tuple[str, object]]:
    yield "summary.files", added.files
    yield "summary.added", added.reports
    yield "summary.new-versions", added.new_versions
    yield "summary.known", added.known
    if totals is not None:
        yield "summary.read", totals.reports
        yield "summary.events", totals.events
        yield "summary.tallies", totals.tallies
        yield "summary.relations", totals.relations
    yield "summary.problems", max(added.faulty, totals.problems if totals else 0)
    yield "summary.seconds", f"{seconds:.1f}"
