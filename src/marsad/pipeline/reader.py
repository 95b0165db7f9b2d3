"""The reader: a report in, a record out, step by step («القارئ»).

Each step says what it needs and what it gives; the order is checked when a reader is made, so
that a step can be replaced by another one with the same needs and gifts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter

from marsad import __version__
from marsad.arabic.numerals import find_counts
from marsad.arabic.repair import Repaired, Repairer
from marsad.arabic.tokens import tokenize
from marsad.errors import InputError
from marsad.extract.actors import find_actors
from marsad.extract.attribution import find_attributions
from marsad.extract.cues import find_cues, find_instruments
from marsad.extract.dates import dateline, find_dates
from marsad.extract.events import Draft, draft_events
from marsad.extract.items import find_items
from marsad.extract.merge import merge_events
from marsad.extract.persons import find_persons
from marsad.extract.reading import Reading
from marsad.extract.relations import RelationFound, find_relations
from marsad.extract.tallies import TallyFound, find_tallies
from marsad.extract.triggers import find_triggers
from marsad.geo.echoes import with_echoes
from marsad.geo.gazetteer import Gazetteer
from marsad.geo.mentions import find_places
from marsad.geo.resolve import resolve_places
from marsad.model import Event, Record, Relation, Report, Tally
from marsad.pipeline.assemble import Assembler
from marsad.pipeline.assemble_claims import relation_record, tally_record
from marsad.pipeline.explain import Explained, decisions_of
from marsad.pipeline.language import READ, detect_language
from marsad.pipeline.pause import COLLECTOR_PAUSE


@dataclass(slots=True)
class State:
    """What is known of one report while it is read. Steps fill it in."""

    report: Report
    gazetteer: Gazetteer
    repairer: Repairer
    published: date | None = None
    repaired: Repaired | None = None
    reading: Reading | None = None
    tallies: list[TallyFound] = field(default_factory=list)
    relations: list[RelationFound] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step's name, the names of what it needs and gives, and its work."""

    name: str
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    run: Callable[[State], None]


class StepOrderError(ValueError):
    """A step needs something that no step before it gives."""


def _reading(state: State) -> Reading:
    assert state.reading is not None, "the text step has not run"
    return state.reading


def _repair(state: State) -> None:
    state.repaired = state.repairer.repair(state.report.text)


def _text(state: State) -> None:
    assert state.repaired is not None, "the repair step has not run"
    text = tokenize(state.repaired.text)
    language = detect_language(text)
    if state.published is None:
        state.published = dateline(text)  # a report may tell its own day in its first lines
    state.reading = Reading(text, state.published, language or "")
    if all(token.kind == "break" for token in text.tokens):
        state.problem = str(InputError("R001"))
    elif language is None:
        state.problem = str(InputError("R002"))
    elif language not in READ:
        state.problem = str(InputError("R003", language=language))


def _numbers(state: State) -> None:
    reading = _reading(state)
    reading.counts = find_counts(reading.tokens)


def _dates(state: State) -> None:
    reading = _reading(state)
    reading.dates = find_dates(reading.text, state.published)


def _places(state: State) -> None:
    reading = _reading(state)
    reading.places = with_echoes(reading.text, find_places(reading.text, state.gazetteer))
    reading.resolved = resolve_places(reading.places, state.gazetteer)


def _actors(state: State) -> None:
    reading = _reading(state)
    reading.actors = find_actors(reading.text, published=state.published, country_hint=_country(reading))


def _country(reading: Reading) -> str | None:
    """The country that most of a report's places lie in."""
    seen = [r.country for r in reading.resolved if r.country]
    return max(dict.fromkeys(seen), key=seen.count) if seen else None


def _words(state: State) -> None:
    reading = _reading(state)
    reading.persons = find_persons(reading.tokens)
    reading.items = find_items(reading.tokens)
    reading.triggers = find_triggers(reading.tokens)
    reading.cues = find_cues(reading.tokens)
    reading.instruments = find_instruments(reading.tokens)
    reading.attributions = find_attributions(reading.text, reading.actors)


def _claims(state: State) -> None:
    reading = _reading(state)
    reading.index()
    state.tallies = find_tallies(reading)
    state.relations = find_relations(reading)


def _events(state: State) -> None:
    reading = _reading(state)
    counted = {at for t in state.tallies for first, last in t.spans() for at in range(first, last)}
    standing = {at for r in state.relations for at in _sentences_of(reading, r)}
    state.drafts = merge_events(reading, draft_events(reading, counted, standing))


_MENTIONS = ("counts", "dates", "places", "actors", "persons", "items", "triggers", "cues", "attributions")


def _sentences_of(reading: Reading, relation: RelationFound) -> set[int]:
    """The tokens of the sentences that describe a standing relation."""
    told = [(relation.first, relation.last), *(span for _, span in relation.form_spans)]
    sentences = [s for s in reading.text.sentences if any(s[0] <= first < s[1] for first, _ in told)]
    return {at for first, last in sentences for at in range(first, last)}


STEPS: tuple[Step, ...] = (
    Step("repair", ("received text",), ("repaired text",), _repair),
    Step("text", ("repaired text",), ("tokens", "language"), _text),
    Step("numbers", ("tokens",), ("counts",), _numbers),
    Step("dates", ("tokens",), ("dates",), _dates),
    Step("places", ("tokens",), ("places",), _places),
    Step("actors", ("tokens", "places"), ("actors",), _actors),
    Step("words", ("tokens", "actors"), ("persons", "items", "triggers", "cues", "attributions"), _words),
    Step("claims", _MENTIONS, ("tallies", "relations"), _claims),
    Step("events", (*_MENTIONS, "tallies"), ("events",), _events),
)


def check_order(steps: Sequence[Step]) -> None:
    """Raise StepOrderError where a step needs what no earlier step gives."""
    known = {"received text"}
    for step in steps:
        missing = [need for need in step.needs if need not in known]
        if missing:
            raise StepOrderError(f"step {step.name!r} needs {missing[0]!r}, which no step before it gives")
        known.update(step.gives)


class Reader:
    """Reads reports. Loads its tables once and may be used for any number of reports."""

    def __init__(self, *, gazetteer: Gazetteer | None = None, steps: Sequence[Step] = STEPS) -> None:
        check_order(steps)
        self._steps = tuple(steps)
        with COLLECTOR_PAUSE:
            self._gazetteer = gazetteer or Gazetteer.load()
            self._repairer = Repairer()
        #: seconds spent in each step so far, by its name
        self.seconds: dict[str, float] = {step.name: 0.0 for step in steps}

    def read(self, report: Report) -> Record:
        """What the report says, as a record. Nothing in a text makes it raise."""
        with COLLECTOR_PAUSE:
            state = self._run(report)
            return self._record(report, state)

    def explain(self, report: Report) -> Explained:
        """The record of a report with what else was weighed for each field of its events."""
        state = self._run(report)
        decisions = decisions_of(state.reading, state.drafts) if state.reading is not None else ()
        return Explained(self._record(report, state), decisions)

    def _run(self, report: Report) -> State:
        state = State(report, self._gazetteer, self._repairer, published=_day(report.published))
        for step in self._steps:
            begun = perf_counter()
            step.run(state)
            self.seconds[step.name] += perf_counter() - begun
            if state.problem is not None:
                break
        return state

    def _record(self, report: Report, state: State) -> Record:
        events: tuple[Event, ...] = ()
        tallies: tuple[Tally, ...] = ()
        relations: tuple[Relation, ...] = ()
        repaired, reading = state.repaired, state.reading
        if repaired is not None and reading is not None and state.problem is None:
            assembler = Assembler(reading, report.text, repaired.offsets)
            events = tuple(assembler.event(d) for d in state.drafts)
            claim = (reading, repaired.offsets, report.text)
            tallies = tuple(tally_record(*claim, t) for t in state.tallies)
            relations = tuple(relation_record(*claim, r) for r in state.relations)
        return Record(
            doc=report.doc,
            text=report.text,
            published=report.published,
            publisher=report.publisher,
            title=report.title,
            language=(state.reading.language or None) if state.reading else None,
            events=events,
            tallies=tallies,
            relations=relations,
            repairs=state.repaired.repairs if state.repaired else (),
            problem=state.problem,
            version=__version__,
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
