"""How totals and their series look on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from marsad.cli.console import printable
from marsad.formats.tallytext import (
    Known,
    figure,
    heading,
    incident_lines,
    notes,
    outcome_label,
    part_line,
    say_line,
    source_lines,
    why_line,
)
from marsad.link.tallies import Comparison, Reconciliation, Series, TallyResult
from marsad.messages import Lang, language, word

_STYLES: Final = {
    "missing": "bold yellow",
    "complete": "green",
    "surplus": "bold magenta",
    "open": "cyan",
    "undecided": "dim",
}


def reconciliation_view(made: Reconciliation, known: Known | None) -> RenderableType:
    """Every total and every series.

    Args:
        made: What is compared.
        known: The incidents behind the figures, to be listed; None for the figures only.
    """
    shown: list[RenderableType] = [tally_view(item, known) for item in made.tallies]
    shown += [series_view(item, known) for item in made.series]
    return Group(*shown)


def tally_view(item: TallyResult, known: Known | None) -> RenderableType:
    """One total: its terms, a table of its figures, what is odd about it, and the incidents."""
    lang = language()
    told: list[RenderableType] = [Rule(style="dim"), Text(printable(heading(item, lang)), "bold")]
    told += [Text(printable(line), "dim") for line in source_lines(item, lang)]
    rows = [*item.parts, *([item.rest] if item.rest is not None else [])]
    told.append(Padding(_table([item.total, *rows], lang), (0, 0, 0, 2)))
    of_rows = {"part", "rest", "part-undecided", "rest-undecided"}  # the table shows them
    told += [Text(printable(say_line(line, lang))) for line in item.lines if line.code not in of_rows]
    told += _why(item.total, lang) if known is None else []
    told += [Text(printable(line), "yellow") for line in notes(item, lang)]
    if known is not None:
        told += [_indented(line) for line in incident_lines(item.total, lang, known)]
        told += [_indented(part_line(row, lang)) for row in rows]
    return Group(*told)


def _why(made: Comparison, lang: Lang) -> list[RenderableType]:
    told = why_line(made, lang)
    return [Text(printable(told), "dim")] if told else []


def _indented(line: str) -> RenderableType:
    return Padding(Text(printable(line)), (0, 0, 0, 2))


def series_view(item: Series, known: Known | None) -> RenderableType:
    """A series: its figures, then each step beside what was recorded meanwhile."""
    lang = language()
    told: list[RenderableType] = [Rule(style="dim"), Text(printable(heading(item, lang)), "bold")]
    for step in item.steps:
        style = "bold red" if step.move in ("falls", "differs") else ""
        first, *others = step.lines
        told.append(Text(printable(say_line(first, lang)), style))
        told += [_indented(say_line(line, lang)) for line in others]
        if known is not None and step.comparison is not None:
            ones = incident_lines(step.comparison, lang, known)
            told += [Padding(Text(printable(line), "dim"), (0, 0, 0, 4)) for line in ones]
    return Group(*told)


def _table(rows: Sequence[Comparison], lang: Lang) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(word("tally.column.area", lang))
    table.add_column(word("tally.column.claimed", lang))
    table.add_column(word("tally.column.recorded", lang))
    table.add_column(word("tally.column.possible", lang))
    table.add_column(word("tally.column.missing", lang))
    table.add_column("")
    for row in rows:
        table.add_row(*(Text(printable(text), style) for text, style in _cells(row, lang)))
    return table


def _cells(row: Comparison, lang: Lang) -> list[tuple[str, str]]:
    names = {"total": word("tally.row.total", lang), "rest": word("tally.row.rest", lang)}
    name = names.get(row.label) or row.area.text
    claimed, outcome = figure(row.claimed, lang), (outcome_label(row.outcome, lang), _STYLES[row.outcome])
    if row.missing is None:
        return [(name, ""), (claimed, ""), ("", ""), ("", ""), ("", ""), outcome]
    figures = [figure(count, lang) for count in (row.recorded_count, row.possible_count, row.missing)]
    return [(name, ""), (claimed, ""), *((text, "") for text in figures), outcome]
