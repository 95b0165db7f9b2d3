"""What incidents and reports are found by: written as they are read and linked.

A report is found by its title and its text; an incident by the names, in both languages, of what
happened, where, and to whom, and by the words of its reports that tell of it. Publishers are left
out, so that nobody learns by searching whose report one is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal, NamedTuple

import msgspec

from marsad.arabic.repair import Repairer
from marsad.arabic.searchwords import SearchWord, plain_words, search_words
from marsad.model import Incident, Repair
from marsad.store.batches import batches

Kind = Literal["incident", "report"]
#: Words of one piece. PostgreSQL keeps 16,383 positions of a text and 255 of a word.
_PIECE: Final = 2_000
#: Words that a piece shares with the one before it; no longer phrase is looked for.
LONGEST_PHRASE: Final = 40
#: Letters of a word that count; longer ones are no words.
LONGEST_WORD: Final = 80
_ASKED: Final = 500
_WRITTEN: Final = 500


class ToldText(msgspec.Struct, frozen=True):
    """Of a record, what is searched."""

    text: str
    title: str | None = None
    repairs: tuple[Repair, ...] = ()
    published: str | None = None


class Found(NamedTuple):
    """What is kept of a report or an incident: its key, its days, the words of its title and its text."""

    key: str
    title: Sequence[str] = ()
    text: Sequence[str] = ()
    first_day: str | None = None
    last_day: str | None = None


_TEXTS: Final = msgspec.json.Decoder(ToldText)
_INCIDENTS: Final = msgspec.json.Decoder(Incident)


def save_reports(table: Any, told: Iterable[tuple[str, ToldText]]) -> None:
    """Put the words of some reports, by their ``doc``, in place of what was there."""
    _save(
        table,
        "report",
        [Found(doc, *report_words(one), one.published, one.published) for doc, one in told],
    )


def save_incidents(table: Any, readings: Any, incidents: Sequence[Incident], gone: Sequence[str]) -> None:
    """Put the words of some incidents in place of what was there.

    Args:
        table: The model of the words.
        readings: The model of readings.
        incidents: As they are now.
        gone: Keys of incidents that have no events any more.
    """
    for first in range(0, len(incidents), _ASKED):
        some = incidents[first : first + _ASKED]
        texts = _texts_of(readings, {event.doc for incident in some for event in incident.events})
        _save(
            table,
            "incident",
            [Found(one.key, (), incident_words(one, texts), one.start, one.end or one.start) for one in some],
        )
    _save(table, "incident", list(map(Found, gone)))


def fill(table: Any, readings: Any, incidents: Any) -> None:
    """Make all words anew."""
    table.objects.all().delete()
    current = readings.objects.filter(current=True).values_list("version__report__doc", "record")
    for some in batches(current.order_by("id").iterator(chunk_size=_ASKED)):
        save_reports(table, ((doc, _TEXTS.decode(record)) for doc, record in some))
    live = incidents.objects.filter(events__gt=0).values_list("summary", flat=True)
    for summaries in batches(live.order_by("id").iterator(chunk_size=_ASKED)):
        save_incidents(table, readings, list(map(_INCIDENTS.decode, summaries)), ())


def report_words(told: ToldText) -> tuple[list[str], list[str]]:
    """The words of a report's title and of its text."""
    title = [word.folded for word in title_words(told.title or "")]
    return title, [word.folded for word in search_words(told.text, told.repairs)]


def title_words(title: str) -> list[SearchWord]:
    """The words of a title; a record tells repairs of its text only, so they are made here."""
    return search_words(title, _repairer().repair(title).repairs if title else ())


@cache
def _repairer() -> Repairer:
    return Repairer()


def incident_words(incident: Incident, texts: Mapping[str, ToldText]) -> list[str]:
    """The words of an incident.

    Args:
        incident: The incident.
        texts: The texts of its reports, by ``doc``.
    """
    names = [incident.key.lower(), *(told.value for told in incident.places), incident.status]
    for told in incident.types:
        names += _names("event_types.csv", told.value)
    for party in incident.parties:
        names += [party.name, *(_names("actors.csv", party.id) if party.id else ())]
    for told in incident.items:
        names += _names("items.csv", told.value.partition(":")[0])
    if incident.place is not None:
        names += [incident.place.name, incident.place.admin1 or ""]
        names += _names("places/gazetteer.csv", incident.place.gazetteer_id or "")
        names += _names("places/admin1.csv", incident.place.admin1 or "", "name_ar")
    words = plain_words(dict.fromkeys(names))
    for quote, doc in dict.fromkeys((event.quote, event.doc) for event in incident.events):
        words += _quoted(quote, texts.get(doc))
    return words


def _quoted(quote: str, told: ToldText | None) -> list[str]:
    """The words of a quotation, restored as in its report."""
    at = told.text.find(quote) if told is not None else -1
    if told is None or at < 0:
        return plain_words([quote])
    inside = (r for r in told.repairs if r.start >= at and r.end <= at + len(quote))
    moved = tuple(msgspec.structs.replace(r, start=r.start - at, end=r.end - at) for r in inside)
    return [word.folded for word in search_words(quote, moved)]


@cache
def _table(name: str, key: str) -> dict[str, tuple[str, ...]]:
    from marsad.tables import load_table

    return {row[key]: (row["name_ar"], row["name_en"]) for row in load_table(name)}


def _names(table: str, key: str, column: str = "id") -> tuple[str, ...]:
    """The Arabic and the English name of a row."""
    return _table(table, column).get(key, (key,))


def _texts_of(readings: Any, docs: set[str]) -> dict[str, ToldText]:
    found: dict[str, ToldText] = {}
    for some in batches(sorted(docs)):
        rows = readings.objects.filter(current=True, version__report__doc__in=some)
        found |= {
            doc: _TEXTS.decode(text) for doc, text in rows.values_list("version__report__doc", "record")
        }
    return found


def _save(table: Any, kind: Kind, told: Sequence[Found]) -> None:
    names = {field.name for field in table._meta.fields}  # at an earlier migration there were fewer
    for some in batches(told):
        table.objects.filter(kind=kind, key__in=[one.key for one in some]).delete()
        rows = [
            {"kind": kind, "key": one.key, "part": part, "words": " ".join(words)}
            | {"first_day": one.first_day, "last_day": one.last_day}
            for one in some
            for part, words in _pieces(one.title, one.text)
        ]
        made = [table(**{name: value for name, value in row.items() if name in names}) for row in rows]
        table.objects.bulk_create(made, _WRITTEN)


def _pieces(title: Sequence[str], text: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    if title:
        yield 0, [word[:LONGEST_WORD] for word in title]
    step = _PIECE - LONGEST_PHRASE
    for part, first in enumerate(range(0, max(len(text) - LONGEST_PHRASE, min(1, len(text))), step), 1):
        yield part, [word[:LONGEST_WORD] for word in text[first : first + _PIECE]]
