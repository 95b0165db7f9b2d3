"""``marsad watch``: sources visited when they are due, kept and read."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import msgspec

from marsad.cli import FAILED, FINE, STOPPED
from marsad.cli.console import FaultLines, printable, screen, summary_lines
from marsad.cli.read_command import sentences
from marsad.cli.workspace import opened
from marsad.errors import UsageError
from marsad.messages import sentence, word

if TYPE_CHECKING:
    from rich.console import Console

    from marsad.actions.read_reports import Outcome
    from marsad.actions.watch_plan import Visit
    from marsad.actions.watch_sources import Round
    from marsad.formats.entries import Entry

#: A wait is looked at so often, in seconds, whether it should end.
_STEP_S: Final = 0.25
_STYLES: Final = {"kept": "green", "unchanged": "dim", "failed": "red", "later": "dim"}


class _Stop:
    """Ctrl-C or the system's wish to end: heard between visits and in every wait."""

    asked = False

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            StopWatching: Meanwhile the watch was told to stop.
        """
        from marsad.actions.watch_sources import StopWatching

        end = time.monotonic() + seconds
        while not self.asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _STEP_S))
        if self.asked:
            raise StopWatching

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Have signals heard by this instead of cutting the process off; the second one does."""

        def hear(*_: object) -> None:
            if self.asked:
                raise KeyboardInterrupt
            self.asked = True
            # The signal may have come in the middle of printing, which can't be entered twice.
            os.write(2, f"{word('watch.stopping')}\n".encode())

        before = [(number, signal.signal(number, hear)) for number in (signal.SIGINT, signal.SIGTERM)]
        try:
            yield
        finally:
            for number, handler in before:
                signal.signal(number, handler)


class _Screen:
    """Tells visits, faults and rounds as they happen."""

    def __init__(self, options: argparse.Namespace, console: Console) -> None:
        self._json, self._quiet, self._console = options.json, options.quiet, console
        self.faults = FaultLines(console)

    def visit(self, visit: Visit) -> None:
        if self._json:
            _print_json(_visit_data(visit))
        elif visit.error is not None and visit.deed == "failed":
            self._console.print(printable(str(visit.error)), style="red", soft_wrap=True)
        elif not self._quiet:
            self._console.print(_visit_line(visit), style=_STYLES[visit.deed], soft_wrap=True)

    def entry(self, entry: Entry) -> None:
        self.faults.say(entry.faults)

    def outcome(self, outcome: Outcome) -> None:
        if not outcome.entry.faults:
            self.faults.say(sentences(outcome))

    def round(self, done: Round) -> None:
        self.faults.finish()
        self.faults = FaultLines(self._console)
        if self._json:
            _print_json({"round": asdict(done)})
        elif not self._quiet:
            self._console.print(summary_lines(_summary(done)))


def run(options: argparse.Namespace) -> int:
    """Watch until stopped, or for one round; then 1 where a visit failed or a report had a fault."""
    workspace = opened(options)
    from marsad.actions.watch_plan import Listeners
    from marsad.actions.watch_sources import Watcher, alone

    console = screen(stderr=True)
    stop, shown = _Stop(), _Screen(options, console)
    listeners = Listeners(shown.visit, shown.entry, shown.outcome)
    try:
        with alone(workspace), stop.listening():
            watcher = Watcher(workspace, options.source, listeners, clock=stop, stopping=lambda: stop.asked)
            if not options.once:
                watcher.run(shown.round)
                if not options.quiet:
                    console.print(word("watch.stopped"), soft_wrap=True)
                return FINE
            done = watcher.once()
            shown.round(done)
    except KeyboardInterrupt:
        console.print(word("watch.stopped"), style="red", soft_wrap=True)
        return STOPPED
    except UsageError as error:
        if options.once and error.code == "W122":  # the round before still goes on: nothing is wrong
            if not options.quiet:
                console.print(str(error), style="yellow", soft_wrap=True)
            return FINE
        raise
    if stop.asked:
        return STOPPED
    return FAILED if done.failed or done.faulty else FINE


def _visit_line(visit: Visit) -> str:
    deed = "taken-in-late" if visit.taken_in_late else visit.deed
    told = [word(f"watch.{deed}")]
    counts = (("reports", visit.reports), ("new-versions", visit.new_versions), ("links", visit.links))
    told += [word(f"watch.{name}", count=f"{count:,}") for name, count in counts if count]
    about = [visit.source, printable(visit.url), *told]
    return " · ".join(part for part in about if part)


def _visit_data(visit: Visit) -> dict[str, Any]:
    data = visit._asdict()
    error = data.pop("error")
    if error is not None:
        told = {lang: sentence(error.code, lang, error.details) for lang in ("ar", "en")}
        data |= {"code": error.code, **told}
    return {"visit": data}


def _summary(done: Round) -> Iterator[tuple[str, object]]:
    yield "summary.visits", done.visits
    yield "summary.unchanged", done.unchanged
    yield "summary.captures", done.captures
    yield "summary.added", done.reports
    yield "summary.new-versions", done.new_versions
    yield "summary.events", done.events
    yield "summary.incidents-changed", done.incidents
    if done.left:
        yield "summary.left", done.left
    yield "summary.failed", done.failed
    yield "summary.problems", done.faulty


def _print_json(data: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(data) + b"\n")
    sys.stdout.buffer.flush()
