"""``marsad tallies``: published totals beside the incidents of a workspace, with the arithmetic."""

from __future__ import annotations

import argparse
import io
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal

from rich.console import Console

from marsad.cli import FINE
from marsad.cli.console import is_terminal, printable, screen, summary_lines
from marsad.cli.workspace import opened
from marsad.formats.safefile import replacing
from marsad.messages import word

if TYPE_CHECKING:
    from marsad.actions.reconcile_tallies import Reconciled, Wanted
    from marsad.link.tallies import Series, TallyResult

Form = Literal["table", "text", "json", "jsonl", "csv"]
_ENDINGS: Final[dict[str, Form]] = {
    ".txt": "text",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
}
#: Characters in a line of a table that goes to a file.
_PAPER_WIDTH: Final = 120


def run(options: argparse.Namespace) -> int:
    """Show or write the totals asked for."""
    workspace = opened(options)
    from marsad.actions.reconcile_tallies import reconcile_tallies

    found = reconcile_tallies(workspace, _wanted(options))
    form = options.format or _usual(options.output)
    if options.output:
        target = _target(options.output, form)
        with replacing(target) as stream:
            _write(stream, found, form, with_incidents=options.with_incidents)
    elif form == "table":
        _show(screen(), found, with_incidents=options.with_incidents)
    else:
        _write(sys.stdout.buffer, found, form, with_incidents=options.with_incidents)
        sys.stdout.buffer.flush()
    if not options.quiet:
        _say(found, _target(options.output, form) if options.output else None)
    return FINE


def _wanted(options: argparse.Namespace) -> Wanted:
    from marsad.actions.reconcile_tallies import Wanted

    return Wanted(
        claimant=options.claimant,
        actor=options.actor,
        since=options.since and options.since.isoformat(),
        until=options.until and options.until.isoformat(),
        doc=options.doc,
        shape="series" if options.series else None,
    )


def _usual(output: str | None) -> Form:
    if output:
        return _ENDINGS.get(Path(output).suffix.lower(), "jsonl")
    return "table" if is_terminal() else "jsonl"


def _target(output: str, form: Form) -> Path:
    """The file to write: ``output`` itself, or ``tallies.EXT`` in it where it is a folder."""
    path = Path(output)
    if output.endswith(("/", "\\")) or path.is_dir():
        return path / f"tallies.{'txt' if form in ('table', 'text') else form}"
    return path


def _write(stream: BinaryIO, found: Reconciled, form: Form, *, with_incidents: bool) -> None:
    incidents = found.incidents if with_incidents else None
    if form == "table" or form == "text":
        text = io.TextIOWrapper(stream, "utf-8", write_through=True)
        if form == "table":
            _show(Console(file=text, width=_PAPER_WIDTH), found, with_incidents=with_incidents)
        else:
            text.writelines(f"{line}\n" for line in _prose(found, with_incidents=with_incidents))
        text.detach()  # the stream is closed by who opened it
        return
    from marsad.formats.tallyfiles import write_csv, write_json, write_lines

    if form == "csv":
        write_csv(stream, found.made, found.codes)
    elif form == "json":
        write_json(stream, found.made, incidents)
    else:
        write_lines(stream, found.made, incidents)


def _show(console: Console, found: Reconciled, *, with_incidents: bool) -> None:
    from marsad.cli.tallies_view import reconciliation_view

    console.print(reconciliation_view(found.made, found.incidents if with_incidents else None))


def _prose(found: Reconciled, *, with_incidents: bool) -> Iterator[str]:
    from marsad.formats.tallytext import describe

    items: list[TallyResult | Series] = [*found.made.tallies, *found.made.series]
    for item in items:
        yield from map(printable, describe(item, known=found.incidents if with_incidents else None))
        yield ""


def _say(found: Reconciled, target: Path | None) -> None:
    """On standard error: what came of it, and what is not yet in the figures."""
    console = screen(stderr=True)
    if not (found.made.tallies or found.made.series):
        console.print(word("tallies.none"), style="yellow")
    console.print(summary_lines(_summary(found, target)))
    if found.unread or found.unlinked:
        told = word("tallies.behind", reports=f"{found.unread:,}", events=f"{found.unlinked:,}")
        console.print(told, style="yellow", soft_wrap=True)


def _summary(found: Reconciled, target: Path | None) -> Iterator[tuple[str, object]]:
    outcomes = Counter(item.total.outcome for item in found.made.tallies)
    yield "tallies.totals", len(found.made.tallies)
    for outcome in ("missing", "complete", "surplus", "open", "undecided"):
        if outcomes[outcome]:
            yield f"tally.outcome.{outcome}", outcomes[outcome]
    yield "tallies.series", len(found.made.series)
    if target is not None:
        yield "summary.written", target
