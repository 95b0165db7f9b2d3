"""``marsad reread``: read anew with this version and its tables, and tell what that changed."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
from rich.text import Text

from marsad.cli import FAILED, FINE, STOPPED
from marsad.cli.add_command import reading_listener
from marsad.cli.console import FaultLines, printable, screen, summary_lines
from marsad.cli.progress import Spinner
from marsad.cli.workspace import opened
from marsad.formats.labels import label
from marsad.messages import word

if TYPE_CHECKING:
    from marsad.actions.read_kept import Reread
    from marsad.store.readings import Change


def run(options: argparse.Namespace) -> int:
    """Read what is out of date; 1 when a report could not be read."""
    begun = time.monotonic()
    workspace = opened(options)
    from marsad.actions.link_incidents import link
    from marsad.actions.read_kept import count_outdated, read_unread, reread

    console = screen(stderr=True)
    faults = FaultLines(console)
    try:
        with Spinner(console, wanted=not options.quiet) as spinner:
            number = count_outdated(workspace)
            result = reread(workspace, listen=reading_listener(number, faults, spinner))
            read_unread(workspace)
            spinner.show(word("progress.linking"))
            link(workspace)
    except KeyboardInterrupt:
        console.print(word("add.stopped"), style="red")
        return STOPPED
    faults.finish()
    if options.format == "json":
        sys.stdout.buffer.write(msgspec.json.encode(_data(result)) + b"\n")
    else:
        _show(result, options, time.monotonic() - begun)
    return FAILED if result.totals.problems else FINE


def _show(result: Reread, options: argparse.Namespace, seconds: float) -> None:
    console = screen()
    if options.verbose:
        for doc, change in result.changes:
            console.print(_line(doc, change), soft_wrap=True)
    for name, count in result.fields.most_common():
        console.print(word("reread.field", field=_field(name), count=f"{count:,}"), soft_wrap=True)
    if not options.quiet:
        screen(stderr=True).print(summary_lines(_summary(result, seconds)))


def _summary(result: Reread, seconds: float) -> Iterator[tuple[str, object]]:
    yield "summary.read", result.totals.reports
    yield "reread.reports", result.changed_reports
    yield "reread.added", result.added
    yield "reread.dropped", result.dropped
    yield "reread.changed", result.changed
    yield "summary.problems", result.totals.problems
    yield "summary.seconds", f"{seconds:.1f}"


def _line(doc: str, change: Change) -> Text:
    parts = [printable(doc), change.key, word(f"reread.{change.kind}.one"), label("type", change.type)]
    line = Text(" · ".join(parts))
    for name, old, new in change.fields:
        line.append(f"\n  {_field(name)}: {_plain(old)} → {_plain(new)}")
    return line


def _field(name: str) -> str:
    told = word(f"reread.field.{name}")
    return name if told.startswith("reread.") else told


def _plain(value: object) -> str:
    return printable(msgspec.json.encode(value).decode())


def _data(result: Reread) -> dict[str, object]:
    return {
        "read": result.totals.reports,
        "changed_reports": result.changed_reports,
        "added": result.added,
        "dropped": result.dropped,
        "changed": result.changed,
        "problems": result.totals.problems,
        "fields": dict(result.fields.most_common()),
        "changes": [
            {
                "doc": doc,
                "event": change.key,
                "kind": change.kind,
                "type": change.type,
                "fields": {name: [old, new] for name, old, new in change.fields},
            }
            for doc, change in result.changes
        ],
    }
