"""Searching reports and incidents: what was typed, as a question to either database.

Words that stand alone must all be told, in any order, each in any of its `spellings`; words in
quotation marks must be told as they are, one after the other; a word that ends with a star stands for
all that begin so. Spelling is folded and disguises are undone on both sides alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Literal, NamedTuple

from django.db import connection

from marsad.arabic.repair import Repairer
from marsad.arabic.searchwords import SearchWord, search_words, spellings
from marsad.store import models
from marsad.store.searchtext import LONGEST_PHRASE, LONGEST_WORD, Kind

#: The fewest letters or digits that a beginning needs: "م*" would stand for half of all words.
LEAST_BEGINNING: Final = 2
#: Terms of one question, and characters typed.
MOST_TERMS: Final = 12
MOST_TYPED: Final = 300
_PARTS: Final = re.compile(r'["“”«»„]([^"“”«»„]*)["“”«»„]|([^\s"“”«»„]+(?:\*)?)')
_STAR: Final = "*"
Fault = Literal["empty", "short", "long"]


class Term(NamedTuple):
    """One or several words in a row; of a lone one, every spelling that is meant.

    Attributes:
        words: For each word the spellings of which one must stand there.
        begins: Whether the (last) word need only begin so.
    """

    words: tuple[tuple[str, ...], ...]
    begins: bool = False


class Question(NamedTuple):
    """What was typed, understood; ``fault`` tells why it can't be answered."""

    terms: tuple[Term, ...]
    fault: Fault | None = None


def understand(typed: str) -> Question:
    """What is asked for."""
    if len(typed) > MOST_TYPED:
        return Question((), "long")
    terms = [term for match in _PARTS.finditer(typed) for term in _terms(match[1], match[2])]
    if not terms:
        return Question((), "short" if typed.strip() else "empty")
    if len(terms) > MOST_TERMS:
        return Question((), "long")
    if any(term.begins and len(term.words[-1][0]) < LEAST_BEGINNING for term in terms):
        return Question((), "short")
    return Question(tuple(dict.fromkeys(terms)))


def _terms(quoted: str | None, bare: str | None) -> list[Term]:
    if quoted is not None:
        words = _words(quoted)[:LONGEST_PHRASE]
        return [Term(tuple((word,) for word in words))] if words else []
    assert bare is not None
    begins = bare.endswith(_STAR)
    words = _words(bare.rstrip(_STAR))
    lone = [Term((spellings(word),)) for word in words]
    if begins and lone:
        lone[-1] = Term((spellings(words[-1]),), begins=True)
    return lone


def _words(typed: str) -> list[str]:
    repairs = _repairer().repair(typed).repairs
    return [word.folded[:LONGEST_WORD] for word in search_words(typed, repairs)]


@cache
def _repairer() -> Repairer:
    return Repairer()


# What is found


def found_incidents(question: Question, *, since: str | None = None, until: str | None = None) -> list[str]:
    """Keys of the incidents that are found, newest first."""
    return _keys("incident", question.terms, since, until)


def found_reports(
    question: Question,
    *,
    since: str | None = None,
    until: str | None = None,
    untitled: Sequence[str] = (),
) -> list[str]:
    """Names (``doc``) of the reports that are found, the newest published first.

    Args:
        question: What is asked for.
        since, until: ISO days of publication.
        untitled: Sources whose titles are not searched, as they may tell who they are.
    """
    return _keys("report", question.terms, since, until, untitled)


def incidents_of(keys: Sequence[str]) -> list[models.Incident]:
    """The rows of some incidents, in their order."""
    rows = models.Incident.objects.filter(key__in=keys, events__gt=0)
    found = {row.key: row for row in rows}
    return [found[key] for key in keys if key in found]


def readings_of(docs: Sequence[str]) -> list[models.Reading]:
    """The current readings of some reports, in their order."""
    rows = models.Reading.objects.filter(current=True, version__report__doc__in=docs)
    told = rows.select_related("version__report__source", "version__capture__source")
    found = {reading.version.report.doc: reading for reading in told}
    return [found[doc] for doc in docs if doc in found]


def _keys(
    kind: Kind,
    terms: Sequence[Term],
    since: str | None,
    until: str | None,
    untitled: Sequence[str] = (),
) -> list[str]:
    """The keys in which every term is told; a title and a long text are pieces of one."""
    limits = [("told.last_day >= %s", since), ("told.first_day <= %s", until)]
    asked = [(sql, day) for sql, day in limits if day]
    hidden, sources = _without_titles(untitled)
    days = "".join(f" AND {sql}" for sql, _ in asked)
    told = (
        f"SELECT told.key, told.first_day FROM {_table()} WHERE told.kind = %s{days} AND {_matches()}{hidden}"
    )
    values = [value for term in terms for value in (kind, *(day for _, day in asked), _match(term), *sources)]
    every = " INTERSECT ".join([told] * len(terms))
    sql = f"SELECT DISTINCT key, first_day FROM ({every}) AS hit ORDER BY first_day DESC NULLS LAST, key"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [key for key, _ in cursor.fetchall()]


def _table() -> str:
    """SQLite would fetch each hit's row, most of which is its words, where the index holds all it needs."""
    by = "" if connection.vendor == "postgresql" else " INDEXED BY search_text_hits"
    return f"store_searchtext AS told{by}"


def _matches() -> str:
    if connection.vendor == "postgresql":
        return "told.vector @@ %s::tsquery"
    return "told.id IN (SELECT rowid FROM store_searchindex WHERE store_searchindex MATCH %s)"


def _without_titles(sources: Sequence[str]) -> tuple[str, list[str]]:
    """A condition that leaves out the titles of some sources, and its values."""
    if not sources:
        return "", []
    marks = ", ".join(["%s"] * len(sources))
    docs = (
        "SELECT report.doc FROM store_report report "
        "JOIN store_reportversion version ON version.report_id = report.id "
        "JOIN store_capture capture ON capture.id = version.capture_id "
        f"WHERE report.source_id IN ({marks}) OR capture.source_id IN ({marks})"
    )
    return f" AND NOT (told.part = 0 AND told.key IN ({docs}))", [*sources, *sources]


def _match(term: Term) -> str:
    """A term in the database's own words; it holds letters and digits alone, so nothing need be escaped."""
    if connection.vendor == "postgresql":
        star = ":*" if term.begins else ""
        return " <-> ".join("(" + " | ".join(f"'{w}'{star}" for w in one) + ")" for one in term.words)
    if len(term.words) == 1:
        return " OR ".join(f'"{word}"' + (" *" if term.begins else "") for word in term.words[0])
    return '"' + " ".join(one[0] for one in term.words) + '"'


# Where it stands


def hits(question: Question, words: Sequence[SearchWord]) -> list[tuple[int, int]]:
    """Where the terms stand in a text, in order, as offsets of the text as received."""
    found: set[tuple[int, int]] = set()
    folded = [word.folded[:LONGEST_WORD] for word in words]
    for term in question.terms:
        size = len(term.words)
        for at in range(len(words) - size + 1):
            if all(_fits(term, place, folded[at + place]) for place in range(size)):
                found.add((words[at].start, words[at + size - 1].end))
    return _apart(sorted(found))


def _fits(term: Term, place: int, word: str) -> bool:
    wanted = term.words[place]
    return word.startswith(wanted) if term.begins else word in wanted


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


#: Characters shown before the first hit, and of a snippet in all.
_BEFORE: Final = 60
_SNIPPET: Final = 260


class Piece(NamedTuple):
    """A stretch of a snippet."""

    text: str
    hit: bool


def snippet(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """The words around the first hits, as received; an ellipsis where the text goes on."""
    first = spans[0][0] if spans else 0
    start = _word_start(text, max(0, first - _BEFORE))
    end = _word_end(text, max(start + _SNIPPET, spans[0][1] if spans else 0))
    found = [Piece("…", False)] if start else []
    at = start
    for left, right in spans:
        if right > end:
            break
        found += [Piece(text[at:left], False), Piece(text[left:right], True)]
        at = right
    found.append(Piece(text[at:end] + ("…" if end < len(text) else ""), False))
    return [piece for piece in found if piece.text]


def _word_start(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def _word_end(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return min(at, len(text))
