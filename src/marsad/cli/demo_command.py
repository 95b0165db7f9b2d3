"""``marsad demo``: reads the sample reports, shows and writes the records, tells what to do next."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from rich.text import Text

from marsad.actions.read_reports import Outcome
from marsad.actions.read_samples import read_samples, samples_exist
from marsad.cli import FAILED, FINE
from marsad.cli.console import legend, record_view, screen, summary_lines
from marsad.messages import word


def run(options: argparse.Namespace) -> int:
    """Read, show and write the samples, or open a site with them; 1 where there are none."""
    if options.site:
        from marsad.cli import demo_site

        return demo_site.run(options)
    console = screen()
    if not samples_exist():
        console.print(word("demo.none"), style="red")
        return FAILED
    console.print(word("demo.about"), style="bold")
    console.print(legend(), "")

    def show(outcome: Outcome) -> None:
        if outcome.record is not None:
            console.print(record_view(outcome.record))

    begun = time.monotonic()
    totals, paths = read_samples(Path(options.output), show)
    rows: list[tuple[str, object]] = [
        ("summary.reports", totals.reports),
        ("summary.events", totals.events),
        ("summary.tallies", totals.tallies),
        ("summary.relations", totals.relations),
        ("summary.repairs", totals.repairs),
        ("summary.problems", totals.problems),
        ("summary.seconds", f"{time.monotonic() - begun:.1f}"),
        ("summary.written", "\n".join(map(str, paths))),
    ]
    console.print(summary_lines(rows))
    console.print(Text(f"\n{word('demo.next')}", "bold"))
    console.print(f"  {word('demo.next.html', path=paths[-1])}", soft_wrap=True)
    for key in ("demo.next.read", "demo.next.explain"):
        console.print(f"  {word(key)}", style="cyan", soft_wrap=True)
    return FAILED if totals.problems else FINE
