"""One page that needs nothing else: each text with its coloured evidence beside the records.

No script, no picture, no address elsewhere; the page may be kept, printed and sent as it is.
Pointing at a record dims all evidence but its own, which style rules alone can do.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from marsad.formats.facts import Fact, event_facts, relation_facts, tally_facts
from marsad.formats.highlight import Piece, marks_of, pieces
from marsad.formats.labels import label
from marsad.messages import word
from marsad.model import Event, Record

#: Signs that HTML can't hold.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_KINDS: Final = ("type", "date", "place", "actor", "count", "item", "source", "repair")
#: Records of one report whose evidence can be singled out by pointing at them.
_POINTED: Final = 40
PAGE_END: Final = "</main>\n</body>\n</html>\n"


class HtmlWriter:
    """Writes the page record by record, so that a long one needs little memory."""

    def __init__(self, stream: BinaryIO, *, exact: bool = False) -> None:
        self._stream = stream
        self._exact = exact
        self._put(page_head())

    def write(self, record: Record) -> None:
        """Add the report and what was read from it."""
        for part in article(record, self._exact):
            self._put(part)

    def finish(self) -> None:
        """Close the page."""
        self._put(PAGE_END)

    def _put(self, text: str) -> None:
        self._stream.write(text.encode())


def escaped(text: str) -> str:
    """A text that can stand in the page: nothing in it is a tag or a sign that HTML can't hold."""
    return escape(_CONTROL.sub("\ufffd", text))


def both(key: str) -> str:
    """A label in both languages, Arabic first."""
    arabic, english = word(key, "ar"), word(key, "en")
    return f'{escape(arabic)} <small lang="en" dir="ltr">{escape(english)}</small>'


@cache
def _style() -> str:
    owners = [f"{kind}{n}" for kind in "etr" for n in range(1, _POINTED + 1)]
    rules = (f"article:has(.c-{o}:is(:hover,:focus)) mark:not(.m-{o}){{opacity:.22}}" for o in owners)
    css = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
    return "\n".join(chain([css], rules)) + "\n"


def page_head(title: str = "page.title", intro: str = "page.intro") -> str:
    """The page up to its ``main``, with a title and a sentence about it from the words."""
    style = _style()
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    legend = "".join(f'<li><mark class="k-{kind}">{both(f"mark.{kind}")}</mark></li>' for kind in _KINDS)
    return f"""<!doctype html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{escape(word(title, "ar"))} · {escape(word(title, "en"))}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{both(title)}</h1>
<p>{escape(word(intro, "ar"))}</p>
<p lang="en" dir="ltr">{escape(word(intro, "en"))}</p>
<ul class="legend">{legend}</ul>
</header>
<main>
"""


def article(record: Record, exact: bool) -> Iterator[str]:
    """A report: its text with coloured evidence beside what was read from it."""
    title = f'<h2 dir="auto">{escaped(record.title)}</h2>' if record.title else ""
    about = (record.doc, record.published or word("undated", "ar"), record.publisher, record.language)
    line = " · ".join(f"<bdi>{escaped(part)}</bdi>" for part in about if part)
    yield f'<article>\n<div class="about">{title}<p>{line}</p></div>\n<div class="text">\n'
    if record.problem:
        yield f'<p class="problem" dir="auto">{escaped(record.problem)}</p>\n'
    yield f'<div class="received" dir="auto">{_marked(pieces(record.text, marks_of(record)))}</div>\n'
    if record.repairs:
        yield f"<details><summary>{both('field.repairs')} ({len(record.repairs)})</summary><ul>"
        for repair in record.repairs:
            yield f"<li><bdi>{escaped(repair.disguised)}</bdi> ← <bdi>{escaped(repair.restored)}</bdi></li>"
        yield "</ul></details>\n"
    yield '</div>\n<div class="records">\n'
    yield from _records(record, exact)
    yield "</div>\n</article>\n"


def _records(record: Record, exact: bool) -> Iterator[str]:
    for number, event in enumerate(record.events, 1):
        located = exact or event.event_class != "force-posture"
        facts = event_facts(event, "ar", coordinates=located)
        yield _card(f"e{number}", number, _event_name(event), facts, event.confidence)
    for number, tally in enumerate(record.tallies, 1):
        yield _card(f"t{number}", number, both("tally"), tally_facts(tally, "ar"), tally.confidence)
    for number, relation in enumerate(record.relations, 1):
        name = both(f"relation.{relation.type}")
        yield _card(f"r{number}", number, name, relation_facts(relation, "ar"), relation.confidence)
    if not (record.events or record.tallies or record.relations or record.problem):
        yield f'<p class="none">{both("nothing")}</p>\n'


def _event_name(event: Event) -> str:
    arabic, english = (label("type", event.type, lang) for lang in ("ar", "en"))
    return f'{escape(arabic)} <small lang="en" dir="ltr">{escape(english)}</small>'


def _card(owner: str, number: int, name: str, facts: Iterable[Fact], confidence: float) -> str:
    rows = "".join(map(_fact, facts))
    sure = f'<span class="sure" title="{escape(word("field.confidence", "ar"))}">{confidence:.0%}</span>'
    return (
        f'<section class="card {owner[0]} c-{owner}" tabindex="0">'
        f"<h3><b>{number}</b><span>{name}</span>{sure}</h3><dl>{rows}</dl></section>\n"
    )


def _fact(fact: Fact) -> str:
    value = f'<span class="dot k-{fact.kind}"></span><bdi dir="rtl">{escaped(fact.text)}</bdi>'
    return f"<div><dt>{both(fact.key)}</dt><dd>{value}</dd></div>"


def _marked(cut: list[Piece]) -> str:
    return "".join(_piece(piece) for piece in cut)


def _piece(piece: Piece) -> str:
    if not piece.marks:
        return escaped(piece.text)
    shown = next((m for m in piece.marks if m.kind != "repair"), piece.marks[0])
    owners = dict.fromkeys(f"m-{m.owner}" for m in piece.marks if m.owner != "repair")
    classes = [f"k-{shown.kind}", *owners]
    if any(m.kind == "repair" for m in piece.marks) and shown.kind != "repair":
        classes.append("mended")
    numbers = " ".join(dict.fromkeys(m.owner[1:] for m in piece.marks if m.owner[0] == "e"))
    title = f' title="{escape(word(f"mark.{shown.kind}", "ar"))} {numbers}"'
    return f'<mark class="{" ".join(classes)}"{title}>{escaped(piece.text)}</mark>'
