"""The screen: faults, summaries, and texts with their evidence in colour."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from marsad.errors import MarsadError
from marsad.formats.facts import Fact, event_facts, relation_facts, tally_facts
from marsad.formats.highlight import MarkKind, marks_of, pieces
from marsad.formats.labels import label
from marsad.messages import language, word
from marsad.model import Record

_STYLES: Final[dict[MarkKind, str]] = {
    "type": "bold red",
    "date": "cyan",
    "place": "green",
    "actor": "yellow",
    "count": "magenta",
    "item": "blue",
    "source": "dim",
    "other": "dim",
    "repair": "underline magenta",
}
#: Sentences about faults shown one by one; all of them stand in the records.
_SHOWN_FAULTS: Final = 20


def screen(*, stderr: bool = False) -> Console:
    """A console that leaves texts as they are: no markup, no emoji codes, no guessed colours."""
    return Console(
        stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=False, legacy_windows=False
    )


class FaultLines:
    """Says faults on standard error, the first ones in full and then how many more there were."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said = 0

    def say(self, sentences: Iterable[MarsadError | str], *, style: str = "red") -> None:
        """Say each sentence, unless many were said already."""
        for sentence in sentences:
            self._said += 1
            if self._said <= _SHOWN_FAULTS:
                self._console.print(str(sentence), style=style, soft_wrap=True)

    def finish(self) -> None:
        """Tell how many sentences were not shown."""
        if self._said > _SHOWN_FAULTS:
            text = word("more", count=self._said - _SHOWN_FAULTS)
            self._console.print(text, style="red", soft_wrap=True)


def marked_text(record: Record) -> Text:
    """The text of a report, its evidence coloured by kind."""
    text = Text()
    for piece in pieces(record.text, marks_of(record)):
        kinds = dict.fromkeys(mark.kind for mark in piece.marks)
        text.append(printable(piece.text), " ".join(_STYLES[kind] for kind in reversed(kinds)))
    return text


def legend() -> Text:
    """What each colour means."""
    hidden = ("source", "other")
    shown = ((kind, style) for kind, style in _STYLES.items() if kind not in hidden)
    return Text("  ").join(Text(word(f"mark.{kind}"), style) for kind, style in shown)


def record_view(record: Record) -> RenderableType:
    """A report for the screen: its name, the text with coloured evidence, the records."""
    parts: list[RenderableType] = [Rule(_heading(record), style="dim")]
    if record.title and not record.text.startswith(record.title):
        parts.append(Text(printable(record.title), "bold"))
    parts.append(marked_text(record))
    if record.problem:
        parts.append(Text(printable(record.problem), "red"))
    for number, event in enumerate(record.events, 1):
        name = f"{number}. {label('type', event.type)}"
        parts.append(_card(name, "bold red", event.confidence, event_facts(event, language())))
    for tally in record.tallies:
        parts.append(_card(word("tally"), "bold magenta", tally.confidence, tally_facts(tally, language())))
    for relation in record.relations:
        name = word(f"relation.{relation.type}")
        parts.append(_card(name, "bold yellow", relation.confidence, relation_facts(relation, language())))
    if not (record.events or record.tallies or record.relations or record.problem):
        parts.append(Text(word("nothing"), "dim"))
    return Group(*parts, Text())


def _heading(record: Record) -> Text:
    about = (record.doc, record.published or word("undated"), record.publisher)
    return Text(" · ".join(printable(part) for part in about if part), "dim")


def _card(name: str, style: str, confidence: float, facts: Iterable[Fact]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for fact in facts:
        table.add_row(word(fact.key), Text(printable(fact.text), _STYLES[fact.kind]))
    title = Text.assemble((name, style), (f"  {confidence:.0%}", "dim"))
    return Padding(Group(title, Padding(table, (0, 0, 0, 2))), (0, 0, 0, 2))


def printable(text: str) -> str:
    """The text so that it can't steer the terminal: control signs become visible stand-ins."""
    return "".join(c if c in "\n\t" or c.isprintable() or c in _JOINERS else "\ufffd" for c in text)


#: Invisible, harmless to a terminal, and part of many words and emoji.
_JOINERS: Final = "\u200c\u200d\u200e\u200f\u00a0\u2009\u202f\u3000\u2002\u2003\u00ad\ufeff\ufe0f"


def summary_lines(rows: Iterable[tuple[str, object]]) -> RenderableType:
    """Labels and figures below each other."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for key, value in rows:
        shown = f"{value:,}" if isinstance(value, int) else str(value)
        table.add_row(word(key), shown)
    return table


def is_terminal() -> bool:
    """Whether standard output is read by a person."""
    return sys.stdout.isatty()
