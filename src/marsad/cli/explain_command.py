"""``marsad explain``: why each field of the records has its value."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

import msgspec
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from marsad.actions.explain_report import Candidate, Explanation, FieldReason, explain_report
from marsad.actions.read_reports import read_entries, standard_reader
from marsad.cli import FAILED, FINE
from marsad.cli.console import FaultLines, printable, record_view, screen
from marsad.cli.read_command import sentences, source_options
from marsad.formats.sources import Sources
from marsad.messages import word
from marsad.model import Record, Report


def run(options: argparse.Namespace) -> int:
    """Explain every report of a file, as text or as JSON lines."""
    explainer, failed = _Explainer(options.gazetteer), 0
    faults, console = FaultLines(screen(stderr=True)), screen()
    sources = Sources(options.files, source_options(options))
    for outcome in read_entries(sources, reader=explainer, max_characters=options.max_characters):
        explanation = explainer.take()
        if explanation is not None:
            _show(explanation, console, as_json=options.format == "json")
        faults.say(outcome.entry.notes, style="yellow")
        faults.say(sentences(outcome))
        failed += outcome.is_faulty
    faults.finish()
    return FAILED if failed else FINE


class _Explainer:
    """A reader that keeps the reasons of the record it gave last."""

    def __init__(self, tables: list[str]) -> None:
        self._reader = standard_reader(tables)
        self._last: Explanation | None = None

    def read(self, report: Report) -> Record:
        """What the report says."""
        self._last = explain_report(self._reader, report)
        return self._last.record

    def take(self) -> Explanation | None:
        """The reasons, once; None where the report was not read."""
        last, self._last = self._last, None
        return last


def _show(explanation: Explanation, console: Console, *, as_json: bool) -> None:
    if as_json:
        line = {
            "doc": explanation.record.doc,
            "traced": explanation.traced,
            "reasons": explanation.reasons,
        }
        sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
        sys.stdout.buffer.flush()
        return
    console.print(Group(record_view(explanation.record), *_reasons(explanation)))


def _reasons(explanation: Explanation) -> Iterator[RenderableType]:
    owners = dict.fromkeys(reason.owner for reason in explanation.reasons)
    for owner in owners:
        kind, _, number = owner.partition(" ")
        yield Text(f"{word(f'owner.{kind}')} {number}", "bold")
        for reason in explanation.reasons:
            if reason.owner == owner:
                yield Padding(_reason(reason), (0, 0, 0, 2))
        yield Text()
    if owners and not explanation.traced:
        yield Text(word("explain.unread"), "dim")


def _reason(reason: FieldReason) -> RenderableType:
    """One field: its path and value, the rule, the passage on a line below, then what lost."""
    head = Text.assemble((reason.field, "bold cyan"), "  ", printable(reason.value))
    head.append(f"  [{word('explain.rule')}: {reason.rule or '-'}]", "dim")
    below = [_passage(reason)]
    if reason.repaired is not None:
        repaired = printable(_flat(reason.repaired))
        below.append(Text(f"{word('explain.repaired')}: {repaired}", "magenta"))
    below += [Text(f"{word('explain.lost')}: {printable(_candidate(c))}", "dim") for c in reason.lost]
    return Group(head, Padding(Group(*below), (0, 0, 0, 4)))


def _passage(reason: FieldReason) -> Text:
    return Text.assemble(
        (printable(_flat(reason.before)), "dim"),
        (printable(_flat(reason.passage)), "bold green"),
        (printable(_flat(reason.after)), "dim"),
    )


def _candidate(candidate: Candidate) -> str:
    score = "" if candidate.score is None else f" {candidate.score:.2f}"
    reason = f" ({candidate.reason})" if candidate.reason else ""
    return f"{candidate.value}{score}{reason}"


def _flat(text: str) -> str:
    return " ".join(text.split("\n"))
