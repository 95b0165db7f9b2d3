"""``marsad add``: files, folders and pages into the workspace, kept and read."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

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
    from marsad.actions.link_incidents import Linked
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
            read = None if options.no_read else _read(workspace, faults, spinner)
    except KeyboardInterrupt:
        console.print(word("add.stopped"), style="red")
        return STOPPED
    faults.finish()
    if not options.quiet:
        console.print(summary_lines(_summary(added, read, time.monotonic() - begun)))
    return FAILED if added.faulty or (read is not None and read.totals.problems) else FINE


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


class _Read(NamedTuple):
    """What reading and linking came to."""

    totals: Totals
    linked: Linked


def _read(workspace: Workspace, faults: FaultLines, spinner: Spinner) -> _Read:
    from marsad.actions.link_incidents import link
    from marsad.actions.read_kept import count_unread, read_unread

    totals = read_unread(workspace, listen=reading_listener(count_unread(), faults, spinner))
    spinner.show(word("progress.linking"))
    return _Read(totals, link(workspace))


def _summary(added: Added, read: _Read | None, seconds: float) -> Iterator[tuple[str, object]]:
    yield "summary.files", added.files
    yield "summary.added", added.reports
    yield "summary.new-versions", added.new_versions
    yield "summary.known", added.known
    if read is not None:
        yield "summary.read", read.totals.reports
        yield "summary.events", read.totals.events
        yield "summary.tallies", read.totals.tallies
        yield "summary.relations", read.totals.relations
        yield "summary.incidents", read.linked.incidents
    yield "summary.problems", max(added.faulty, read.totals.problems if read else 0)
    yield "summary.seconds", f"{seconds:.1f}"
