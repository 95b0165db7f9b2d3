"""Measures how fast Marsad starts, reads and links, its memory, and that time grows linearly.

    python bench/run.py [FILE…] [--json] [--rounds N] [--skip PART…]
    python bench/run.py [FILE…] --against REVISION

FILE is JSON Lines, also .gz, with ``doc``, ``text`` and ``published``; without one, the shipped
samples are repeated to about a thousand documents. Ends with status 1 where time per character
grows more than threefold from a text to one sixteen times as long.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

if not __package__:  # run as a file: the folder that holds the package is not on the path
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.table import Table

from bench.against import Comparison, compare
from bench.growth import SIZES, Growth, measure_all
from bench.linking import Linking, measure_apart
from bench.measures import (
    FIRST_REPORT,
    Reading,
    Say,
    Times,
    measure_reading,
    measure_start,
    repeated_samples,
)

PARTS = ("start", "reading", "growth", "linking")
_DOCUMENTS = 1_000
#: Events of the two stores that are linked; the larger tells how time grows.
_STORES = (100_000, 200_000)
_NEW_REPORTS = 1_000
_START_NAMES = {
    "bare_python": "a Python alone",
    "start": "start-up, to a reader that is ready",
    "first_report": "start-up, to the first record",
}


@dataclass(slots=True)
class Results:
    """What one run measured; parts that were skipped stay empty."""

    machine: str
    bare_python: Times | None = None
    start: Times | None = None
    first_report: Times | None = None
    readings: dict[str, Reading] = field(default_factory=dict)
    growth: list[Growth] = field(default_factory=list)
    linkings: list[Linking] = field(default_factory=list)
    comparison: Comparison | None = None

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "machine": self.machine,
            "bare_python": asdict(self.bare_python) if self.bare_python else None,
            "start": asdict(self.start) if self.start else None,
            "first_report": asdict(self.first_report) if self.first_report else None,
            "readings": {name: reading.as_dict() for name, reading in self.readings.items()},
            "growth": [growth.as_dict() for growth in self.growth],
            "linking": [asdict(linking) for linking in self.linkings],
            "against": self.comparison.as_dict() if self.comparison else None,
        }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; gives the exit status."""
    options = _parser().parse_args(arguments)
    if missing := [str(path) for path in options.files if not path.is_file()]:
        print(f"No such file: {', '.join(missing)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        files = options.files or [repeated_samples(Path(folder), _DOCUMENTS)]
        results = measure(files, options, lambda text: print(text, file=sys.stderr, flush=True))
    if options.json:
        print(json.dumps(results.as_dict(), ensure_ascii=False, indent=1))
    else:
        show(results)
    return 0 if all(growth.is_linear for growth in results.growth) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench/run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="documents to read")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--rounds", type=int, default=3, help="times to read every file (default: 3)")
    parser.add_argument("--runs", type=int, default=7, help="times to start (default: 7)")
    parser.add_argument("--skip", nargs="+", choices=PARTS, default=[], help="parts to leave out")
    parser.add_argument(
        "--stores", nargs="+", type=int, default=_STORES, metavar="N", help="events of the stores to link"
    )
    parser.add_argument("--against", metavar="REVISION", help="only compare speed with a git revision")
    parser.add_argument("--turns", type=int, default=5, help="turns of --against (default: 5)")
    return parser


def measure(files: Sequence[Path], options: argparse.Namespace, say: Say) -> Results:
    """Run the parts that were asked for, each file by itself."""
    results = Results(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    if options.against:
        results.comparison = compare(options.against, files, options.turns, say)
        return results
    if "start" not in options.skip:
        results.bare_python = measure_start(options.runs, lambda _: None, code="pass")
        results.start = measure_start(options.runs, say)
        results.first_report = measure_start(options.runs, lambda _: None, code=FIRST_REPORT)
    if "reading" not in options.skip:
        for path in files:
            results.readings[str(path)] = measure_reading([path], options.rounds, say)
    if "growth" not in options.skip:
        results.growth = measure_all(say)
    if "linking" not in options.skip:
        results.linkings = [measure_apart(events, _NEW_REPORTS, say) for events in options.stores]
    return results


# Printing ----------------------------------------------------------------------------------


def show(results: Results) -> None:
    """Print the figures as tables."""
    console = Console(width=None if sys.stdout.isatty() else 110, highlight=False)
    console.print(results.machine)
    for name in ("bare_python", "start", "first_report"):
        if times := getattr(results, name):
            console.print(f"{_START_NAMES[name]}: {_times(times)}")
    for name, reading in results.readings.items():
        show_reading(console, Path(name).name, reading)
    if results.growth:
        show_growth(console, results.growth)
    if results.linkings:
        show_linkings(console, results.linkings)
    if results.comparison:
        show_comparison(console, results.comparison)


def _times(times: Times) -> str:
    return f"{times.median:.3f} s (least {times.least:.3f}, {times.runs} runs)"


def show_reading(console: Console, name: str, reading: Reading) -> None:
    """Speed, memory and steps over one file."""
    console.print(f"\n{name}: {reading.documents:,} documents, {reading.characters:,} characters")
    console.print(f"  {reading.per_second:,.0f} documents a second; one round {_times(reading.times)}")
    console.print(
        f"  {reading.per_own_second:,.0f} documents a second of processor time, free of other work; "
        f"one round {_times(reading.own_times)}"
    )
    console.print(f"  peak memory {reading.peak_memory_mb:,.0f} MB")
    console.print(f"  {reading.events:,} events; {reading.unread:,} documents that could not be read")
    table = Table(box=None, pad_edge=True)
    table.add_column("step")
    for column in ("ms a document", "µs a character", "share"):
        table.add_column(column, justify="right")
    rest = reading.times.median - sum(reading.steps.values())
    for step, seconds in [*reading.steps.items(), ("everything else", max(0.0, rest))]:
        each = f"{seconds / reading.documents * 1e3:.3f}", f"{seconds / reading.characters * 1e6:.3f}"
        table.add_row(step, *each, f"{seconds / reading.times.median:.1%}")
    console.print(table)


def show_growth(console: Console, growths: Sequence[Growth]) -> None:
    """Time per character of every case at every size."""
    console.print()
    table = Table(title="time per character in µs", title_justify="left", box=None, pad_edge=False)
    table.add_column("text")
    for column in (*(f"×{size}" for size in SIZES), "growth"):
        table.add_column(column, justify="right")
    table.add_column("")
    for growth in growths:
        cells = [f"{value:.2f}" for value in growth.microseconds]
        cells += ["–"] * (len(SIZES) - len(cells))
        verdict = "" if growth.is_linear else f"NOT LINEAR, most of it in «{growth.worst_step}»"
        table.add_row(growth.name, *cells, f"{growth.ratio:.2f}", verdict)
    console.print(table)


def show_linkings(console: Console, linkings: Sequence[Linking]) -> None:
    """Linking stores of several sizes, and how time grows from the first to each."""
    console.print()
    table = Table(title="events to incidents", title_justify="left", box=None, pad_edge=False)
    for column in (
        "events",
        "seconds",
        "ratio",
        "new reports",
        "seconds",
        "peak MB",
        "incidents",
        "B-cubed F1",
    ):
        table.add_column(column, justify="right")
    for linking in linkings:
        table.add_row(
            f"{linking.events:,}",
            f"{linking.seconds:.1f}",
            f"{linking.seconds / linkings[0].seconds:.2f}",
            f"{linking.new_reports:,}",
            f"{linking.new_seconds:.1f}",
            f"{linking.peak_mb:,.0f}",
            f"{linking.incidents:,}",
            f"{linking.f1:.3f}",
        )
    console.print(table)


def show_comparison(console: Console, comparison: Comparison) -> None:
    """How this tree's time compares with the other revision's."""
    word = "faster" if comparison.ratio < 1 else "slower"
    console.print(f"here {_times(comparison.here)}; {comparison.revision} {_times(comparison.there)}")
    console.print(
        f"time here / there: {comparison.ratio:.3f} ({comparison.least:.3f} – {comparison.most:.3f}), "
        f"{word} by {abs(1 - comparison.ratio):.1%}; start-up {comparison.start_ratio:.3f}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
