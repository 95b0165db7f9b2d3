"""An incident as its page shows it: fields with who tells them, each voice's own words, what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final, NamedTuple

import msgspec
from django.utils.safestring import SafeString

from marsad.actions.review_incidents import token_of
from marsad.actions.show_incidents import DecisionLine, Shown, Suggestion
from marsad.formats.facts import count_text
from marsad.formats.labels import Subject, label
from marsad.geo.distance import distance_km
from marsad.link.reasons import Reason, chance, reasons_of
from marsad.link.summary import COUNTS
from marsad.messages import Lang, word
from marsad.model import Count, CountRange, Incident, IncidentEvent, Party, Place, Record, Told, decode_record
from marsad.store import models
from marsad.web.naming import Naming
from marsad.web.passages import marked_text
from marsad.web.placenames import place_called
from marsad.web.text import day, days, say

#: Reports whose text is shown at once; those of the others are asked for.
_TEXTS: Final = 20
#: A longer text is cut down to what stands around its evidence, whatever is looked for.
_LONG: Final = 20_000
#: Days and kilometres within which another incident is a neighbour, and how many are shown.
_NEAR_DAYS: Final = 3
_NEAR_KM: Final = 30.0
_NEAR: Final = 8
_KM_PER_DEGREE: Final = 111.0
#: Fields in the order of the page, with their labels.
FIELD_LABELS: Final = {
    "type": "field.type",
    "start": "incidents.start",
    "end": "incidents.end",
    "place": "role.site",
    "initiator": "role.initiator",
    "target": "role.target",
    **{name: f"casualty.{name}" for name in COUNTS},
    "status": "field.status",
}


class Value(NamedTuple):
    """A value as told: by which numbered reports, by how many voices; ``mark`` names how it stands."""

    text: str
    tellers: Sequence[int] = ()
    voices: int = 0
    mark: str = ""


class Row(NamedTuple):
    """A field: the value that stands for it, marks, all values told; ``fields`` are those to correct."""

    label: str
    best: str
    values: Sequence[Value]
    fields: Sequence[tuple[str, str]] = ()
    contested: bool = False
    decided: bool = False
    evidence: Mapping[str, Any] | None = None


class Words(NamedTuple):
    """A report's own words: ``text`` is None where the page is long enough without it.

    ``part`` is the stretch of reports that has it.
    """

    number: int
    event: IncidentEvent
    doc: str
    publisher: str
    type: str
    status: str
    why: str
    reasons: Sequence[Reason]
    text: SafeString | None
    repairs: int
    part: int


class Voice(NamedTuple):
    """The reports of one voice: the first, and its copies."""

    first: Words
    copies: Sequence[Words]


class Near(NamedTuple):
    """Another incident close in time and place."""

    key: str
    type: str
    start: str | None
    place: str
    days: int
    km: int | None


class Maybe(NamedTuple):
    """An incident that may be the same, with what speaks for and against it."""

    key: str
    token: str
    title: str
    chance: int
    pro: Sequence[Reason]
    contra: Sequence[Reason]
    kept: str
    here: str
    there: str
    reports: int


class Entry(NamedTuple):
    """A decision as the history tells it."""

    line: DecisionLine
    what: str
    before: str
    after: str
    evidence: Mapping[str, Any] | None


class IncidentView:
    """What the templates show. Everything is made when it is first asked for."""

    def __init__(self, shown: Shown, row: models.Incident, naming: Naming, lang: Lang) -> None:
        self.shown, self.row, self.naming, self.lang = shown, row, naming, lang
        self.incident = shown.incident
        self.key = shown.incident.key
        self.token = token_of(row)
        #: Show texts at length: a passage is looked for in them.
        self.at_length = False
        #: Which of the stretches of reports is shown with its texts, from 1 on.
        self.part = 1
        self.numbers = {event.key: number for number, event in enumerate(self.incident.events, 1)}

    # Heading

    @cached_property
    def title(self) -> str:
        """Type, place and day in a line."""
        return title_of(self.incident, self.lang)

    @property
    def merged_from(self) -> str:
        """The key that was asked for, where it was joined to this one."""
        return self.shown.asked if self.shown.asked != self.key else ""

    # Fields

    @cached_property
    def rows(self) -> list[Row]:
        """The fields that somebody tells or that can be set."""
        return [row for row in self._rows() if row.best or row.values or row.fields]

    @property
    def untold(self) -> list[tuple[str, str]]:
        """Fields that nobody tells and that can be set, with their labels."""
        return [field for row in self.rows if not row.best and not row.values for field in row.fields]

    def _rows(self) -> Iterator[Row]:
        incident = self.incident
        yield self._row("type", label("type", incident.type, self.lang), self._told(incident.types, "type"))
        yield self._days()
        yield self._row("place", self._place(incident.place), self._told(incident.places))
        for role in ("initiator", "target", "supporter", "recipient"):
            parties = [party for party in incident.parties if party.role == role]
            told = [self._party(party) for party in parties]
            if role in ("initiator", "target"):
                names = _listed((value.text for value in told), self.lang)
                yield self._row(role, names if role in incident.decided else "", told)
            elif told:
                yield Row(word(f"role.{role}", self.lang), "", told)
        for name in COUNTS:
            yield self._count(name, incident.casualties.get(name))
        if incident.items:
            yield Row(word("field.items", self.lang), "", self._told(incident.items, "item"))
        denied = [Value(word("status.denied", self.lang), self._tellers(incident.denied), 0, "denied")]
        status = word(f"status.{incident.status}", self.lang)
        yield self._row("status", status, denied if incident.denied else [])
        sources = dict.fromkeys(map(self.naming.source, incident.sources))
        if sources:
            yield Row(word("field.sources", self.lang), "", [Value(one) for one in sources])

    def _row(self, name: str, best: str, values: Sequence[Value]) -> Row:
        key = FIELD_LABELS[name]
        return Row(
            word(key, self.lang),
            best if len(values) != 1 or best != values[0].text else "",
            values,
            [(name, word(key, self.lang))],
            name in self.incident.contested,
            name in self.incident.decided,
            self.evidence.get(name),
        )

    def _days(self) -> Row:
        incident = self.incident
        values = [
            Value(days_text(start, end, self.lang), self._tellers(told.events), told.voices)
            for told in incident.dates
            for start, _, end in [told.value.partition("/")]
        ]
        best = days_text(incident.start, incident.end, self.lang)
        names = ("start", "end")
        return Row(
            word("field.date", self.lang),
            best if len(values) != 1 or best != values[0].text else "",
            values,
            [(name, word(FIELD_LABELS[name], self.lang)) for name in names],
            False,
            any(name in incident.decided for name in names),
            self.evidence.get("start") or self.evidence.get("end"),
        )

    def _told(self, told: Iterable[Told], subject: Subject | None = None) -> list[Value]:
        return [
            Value(
                label(subject, one.value, self.lang) if subject else one.value,
                self._tellers(one.events),
                one.voices,
            )
            for one in told
        ]

    def _place(self, place: Place | None) -> str:
        if place is None:
            return ""
        parts = [place_called(place.gazetteer_id, place.name, self.lang)]
        if place.admin1 and place.admin1 != place.name:
            parts.append(label("admin1", place.admin1, self.lang))
        if place.radius_m is not None:
            parts.append(word("radius", self.lang, km=f"{place.radius_m / 1000:g}"))
        told = list(dict.fromkeys(parts))
        return _listed(map(isolated, told), self.lang) if len(told) > 1 else told[0]

    def _party(self, party: Party) -> Value:
        name = label("actor", party.id, self.lang) if party.id else party.name
        mark = "" if party.standing == "told" else party.standing
        return Value(name, self._tellers(party.events), party.voices, mark)

    def _count(self, name: str, counts: CountRange | None) -> Row:
        if counts is None:
            return self._row(name, "", [])
        values = [
            Value(count_text(one.value, self.lang), self._tellers(one.events), one.voices)
            for one in counts.told
        ]
        return self._row(name, count_text(Count(counts.least, counts.most), self.lang), values)

    def _tellers(self, events: Sequence[str]) -> list[int]:
        return [self.numbers[key] for key in events if key in self.numbers]

    @cached_property
    def evidence(self) -> dict[str, Mapping[str, Any]]:
        """By field that a person set, the passage that bears it out."""
        found: dict[str, Mapping[str, Any]] = {}
        for line in self.shown.decisions:
            if (
                line.kind == "field"
                and line.undone_by is None
                and line.value["name"] in self.incident.decided
            ):
                found.pop(str(line.value["name"]), None)
                if isinstance(passage := line.value.get("evidence"), Mapping):
                    found[str(line.value["name"])] = self._named(passage)
        return found

    def _named(self, passage: Mapping[str, Any]) -> dict[str, Any]:
        return {**passage, "shown_doc": self.naming.doc(str(passage["doc"]))}

    # Sources' own words

    @cached_property
    def voices(self) -> list[Voice]:
        """Voice by voice, copies under the first."""
        by_voice: dict[int, list[Words]] = {}
        first = (self.part - 1) * _TEXTS
        records = self._records(self.incident.events[first : first + _TEXTS])
        for event in self.incident.events:
            by_voice.setdefault(event.voice, []).append(self._words(event, records.get(event.key)))
        return [Voice(first, copies) for first, *copies in by_voice.values()]

    @property
    def copies(self) -> int:
        """Reports that are no voice of their own."""
        return len(self.incident.events) - len(self.voices)

    @property
    def parts(self) -> list[tuple[int, int, int]]:
        """Stretches of reports that can be shown with their texts: number, first and last report."""
        number = len(self.incident.events)
        starts = range(0, number, _TEXTS) if number > _TEXTS else ()
        return [(start // _TEXTS + 1, start + 1, min(start + _TEXTS, number)) for start in starts]

    def words_of(self, number: int) -> Words | None:
        """The words of one report with its text, by its number here; None where there is no such report."""
        if not 1 <= number <= len(self.incident.events):
            return None
        event = self.incident.events[number - 1]
        return self._words(event, self._records([event]).get(event.key))

    def _records(self, events: Sequence[IncidentEvent]) -> dict[str, tuple[Record, int]]:
        """By event key, the record that it was read in and its place there."""
        shown = [event.key for event in events]
        rows = models.Membership.objects.filter(event_key__in=shown)
        readings = dict(rows.values_list("event_key", "reading_id"))
        records: dict[int, tuple[Record, list[str]]] = {}
        kept = models.Reading.objects.filter(pk__in=set(readings.values()))
        for number, text, keys in kept.values_list("pk", "record", "event_keys"):
            records[number] = (decode_record(text), keys)
        return {
            key: (records[number][0], records[number][1].index(key) + 1)
            for key, number in readings.items()
            if number in records and key in records[number][1]
        }

    def _words(self, event: IncidentEvent, found: tuple[Record, int] | None) -> Words:
        text, repairs = None, 0
        if found is not None:
            record, number = found
            at_length = self.at_length and len(record.text) < _LONG
            owners = {f"e{number}"}
            text = marked_text(record, owners=owners, further=self._given(event.doc), whole=at_length)
            repairs = len(record.repairs)
        return Words(
            self.numbers[event.key],
            event,
            self.naming.doc(event.doc),
            self.naming.publisher(event.doc, event.publisher),
            label("type", event.type, self.lang),
            word(f"status.{event.status}", self.lang),
            self._why(event),
            self._reasons(event),
            text,
            repairs,
            (self.numbers[event.key] - 1) // _TEXTS + 1,
        )

    def _given(self, doc: str) -> list[tuple[int, int]]:
        return [
            (int(passage["start"]), int(passage["end"]))
            for passage in self.evidence.values()
            if passage["doc"] == doc
        ]

    def _why(self, event: IncidentEvent) -> str:
        if event.by == "alone":
            return word("incidents.by.alone", self.lang)
        if event.by == "person":
            return say("incident.by_person", self.lang)
        return say(
            "incident.by_rule",
            self.lang,
            chance=f"{chance(event.weight or 0):.0%}",
            number=self.numbers.get(event.best or "", "?"),
        )

    def _reasons(self, event: IncidentEvent) -> Sequence[Reason]:
        link = self.shown.why.get(event.key)
        return reasons_of(link.pair().levels, link.rarity, self.lang) if link is not None else ()

    # What may belong to it, and what is near

    @cached_property
    def maybes(self) -> list[Maybe]:
        """Suggested links."""
        others = self.shown.others
        rows = {row.key: row for row in models.Incident.objects.filter(key__in=list(others))}
        return [
            self._maybe(one, others[key], rows[key])
            for one in self.shown.suggested
            for key in [one.there if one.here == self.key else one.here]
            if key in others and key in rows
        ]

    def _maybe(self, one: Suggestion, other: Incident, row: models.Incident) -> Maybe:
        reasons = reasons_of(one.link.pair().levels, one.link.rarity, self.lang)
        here, there = (self.incident, other) if one.here == self.key else (other, self.incident)
        left = next((e.quote for e in here.events if e.key == one.link.left), "")
        right = next((e.quote for e in there.events if e.key == one.link.right), "")
        ours, theirs = (left, right) if here is self.incident else (right, left)
        kept = word(f"incidents.kept.{one.link.reason}", self.lang) if one.link.reason else ""
        return Maybe(
            other.key,
            token_of(row, _number_in(self.token)),
            title_of(other, self.lang),
            round(100 * chance(one.link.weight)),
            [reason for reason in reasons if reason.weight > 0],
            [reason for reason in reasons if reason.weight < 0],
            kept,
            ours,
            theirs,
            other.reports,
        )

    @cached_property
    def neighbours(self) -> list[Near]:
        """Incidents close in time and place, the closest first."""
        row = self.row
        if row.start is None:
            return []
        first, last = _moved(row.start, -_NEAR_DAYS), _moved(row.end or row.start, _NEAR_DAYS)
        rows = models.Incident.objects.filter(events__gt=0, start__gte=first, start__lte=last)
        rows = rows.exclude(pk=row.pk)
        if row.lat is not None and row.lon is not None:
            reach = _NEAR_KM / _KM_PER_DEGREE
            rows = rows.filter(lat__range=(row.lat - reach, row.lat + reach))
            rows = rows.filter(lon__range=(row.lon - 1.5 * reach, row.lon + 1.5 * reach))
        elif row.admin1:
            rows = rows.filter(admin1=row.admin1)
        else:
            return []
        found = [self._near(one) for one in rows.order_by("start", "key")[:200]]
        near = [one for one in found if one.km is None or one.km <= _NEAR_KM]
        return sorted(near, key=lambda one: (one.days, one.km or 0, one.key))[:_NEAR]

    def _near(self, other: models.Incident) -> Near:
        row = self.row
        km = None
        if None not in (row.lat, row.lon, other.lat, other.lon):
            km = round(distance_km(row.lat, row.lon, other.lat, other.lon))  # type: ignore[arg-type]
        apart = abs((date.fromisoformat(other.start or "") - date.fromisoformat(row.start or "")).days)
        place = place_called(other.gazetteer_id, other.place_name, self.lang)
        return Near(other.key, label("type", other.type, self.lang), other.start, place, apart, km)

    # History

    @cached_property
    def history(self) -> list[Entry]:
        """Decisions about its events, the oldest first, with what stood before each."""
        found = []
        fields: dict[str, str] = {}
        review = say("review.open", self.lang)
        for line in self.shown.decisions:
            before, after = "", ""
            if line.kind == "field":
                name = str(line.value["name"])
                before = fields.get(name, self.as_told(name))
                after = field_text(name, line.value["value"], self.lang)
                if line.undone_by is None:
                    fields[name] = after
            elif line.kind in ("review", "approve"):
                state = str(line.value.get("state", "approved"))
                before, after = review, say(f"review.{state}", self.lang)
                if line.undone_by is None:
                    review = after
            passage = line.value.get("evidence")
            evidence = self._named(passage) if isinstance(passage, Mapping) else None
            found.append(Entry(line, self._what(line), before, after, evidence))
        return found

    def _what(self, line: DecisionLine) -> str:
        if line.kind == "field":
            return word(FIELD_LABELS[str(line.value["name"])], self.lang)
        other = line.value.get("other", ())
        return say(
            f"history.{line.kind}",
            self.lang,
            number=len(line.events),
            other=len(other) if isinstance(other, Sequence) else 0,
        )

    def as_told(self, name: str) -> str:
        """What the reports make of a field, whatever people set."""
        incident = self.incident
        if name == "type":
            return label("type", incident.types[0].value, self.lang) if incident.types else ""
        if name in ("start", "end"):
            days = incident.dates[0].value.split("/") if incident.dates else []
            return day(days[0 if name == "start" else -1], self.lang) if days else ""
        if name == "place":
            return incident.places[0].value if incident.places else ""
        if name in ("initiator", "target"):
            told = [party for party in incident.parties if party.role == name and party.events]
            return self._joined(self._party(party).text for party in told)
        if name in COUNTS:
            counts = incident.casualties.get(name)
            return self._joined(count_text(one.value, self.lang) for one in counts.told) if counts else ""
        return ""

    def _joined(self, values: Iterable[str]) -> str:
        return _listed(dict.fromkeys(values), self.lang)


# In words


def title_of(incident: Incident, lang: Lang) -> str:
    """Type, place and day in a line; each keeps its own direction of writing."""
    place = place_called(incident.place.gazetteer_id, incident.place.name, lang) if incident.place else ""
    span = days_text(incident.start, incident.end, lang)
    parts = filter(None, (label("type", incident.type, lang), place, span))
    return " · ".join(map(isolated, parts))


def isolated(text: str) -> str:
    """A text that keeps its own direction of writing whatever stands around it."""
    return f"\u2068{text}\u2069"


def _listed(texts: Iterable[str], lang: Lang) -> str:
    return ("، " if lang == "ar" else ", ").join(texts)


def days_text(start: str | None, end: str | None, lang: Lang) -> str:
    """A day or a stretch of days in words; empty for none."""
    return days(start, end, lang) if start or end else ""


def field_text(name: str, value: Any, lang: Lang) -> str:
    """A value that a person set, in words."""
    if name in COUNTS:
        return count_text(msgspec.convert(value, Count), lang)
    if name in ("start", "end"):
        return day(str(value), lang)
    if name == "type":
        return label("type", str(value), lang)
    if name == "status":
        return word(f"status.{value}", lang)
    if name == "place":
        return str(value["name"])
    return _listed((label("actor", str(one), lang) for one in value), lang) or say("incident.nobody", lang)


def _moved(day_: str, days: int) -> str:
    return (date.fromisoformat(day_) + timedelta(days=days)).isoformat()


def _number_in(token: str) -> int:
    return int(token.split(".")[1])
