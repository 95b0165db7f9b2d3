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
    area_line,
    figure,
    heading,
    incident_lines,
    joined,
    notes,
    outcome_label,
    say_line,
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


def reconciliation_view(made: Reconciliation, *, with_incidents: bool = True) -> RenderableType:
    """Every total and every series; without incidents, their figures only."""
    shown: list[RenderableType] = [tally_view(item, with_incidents=with_incidents) for item in made.tallies]
    shown += [series_view(item, with_incidents=with_incidents) for item in made.series]
    return Group(*shown)


def tally_view(item: TallyResult, *, with_incidents: bool = True) -> RenderableType:
    """One total: its terms, a table of its figures, what is odd about it, and the incidents."""
    lang = language()
    told: list[RenderableType] = [
        Rule(style="dim"),
        Text(printable(heading(item, lang)), "bold"),
        Text(printable(word("tally.docs", lang, docs=joined(item.docs, lang))), "dim"),
    ]
    read = area_line(item.total.area, lang)
    told += [Text(printable(read), "dim")] if read else []
    told.append(Text(printable(say_line(item.lines[0], lang))))
    rest = [item.rest] if item.rest is not None else []
    told.append(Padding(_table([item.total, *item.parts, *rest], lang), (0, 0, 0, 2)))
    told += [Text(printable(line), "yellow") for line in notes(item, lang)]
    if with_incidents:
        told += [Padding(Text(printable(line)), (0, 0, 0, 2)) for line in incident_lines(item.total, lang)]
    return Group(*told)


def series_view(item: Series, *, with_incidents: bool = True) -> RenderableType:
    """A series: its figures, then each step beside what was recorded meanwhile."""
    lang = language()
    told: list[RenderableType] = [Rule(style="dim"), Text(printable(heading(item, lang)), "bold")]
    for step in item.steps:
        style = "bold red" if step.move in ("falls", "differs") else ""
        first, *others = step.lines
        told.append(Text(printable(say_line(first, lang)), style))
        told += [Padding(Text(printable(say_line(line, lang))), (0, 0, 0, 2)) for line in others]
        if with_incidents and step.comparison is not None:
            ones = incident_lines(step.comparison, lang)
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
