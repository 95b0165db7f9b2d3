"""Whether an incident is of the kind that a tally counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from marsad.link.tallies.records import Measure, RecordedIncident
from marsad.link.tallies.verdicts import YES, Verdict, fails, perhaps
from marsad.tables import load_table


class Told(NamedTuple):
    """The kinds that the reports of an incident give, most voices first; equal for many incidents."""

    types: tuple[str, ...]
    classes: tuple[str, ...]


def told_of(incident: RecordedIncident) -> Told:
    """The kinds of an incident."""
    return Told(incident.types, incident.classes)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Classes of event types, and which other types a total of one may count too."""

    classes: Mapping[str, str] = field(default_factory=dict)
    covers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def class_of(self, kind: str) -> str:
        """The class of a type, or of a class the class itself."""
        return self.classes.get(kind, kind)

    def listed(self, kind: str) -> bool:
        """Whether it is a type or a class of the tables."""
        return kind in self.classes or kind in self.classes.values()


@cache
def standard_kinds() -> Kinds:
    """The package's own tables of event types and of what totals cover."""
    types = load_table("event_types.csv", key="id")
    covers = load_table("tally_covers.csv", key="type")
    return Kinds(
        classes={row["id"]: row["class"] for row in types},
        covers={row["type"]: frozenset(row["covers"].split("|")) for row in covers},
    )


def judge_kind(kind: str | None, measure: Measure, told: Told, kinds: Kinds) -> Verdict:
    """Whether an incident is of a kind.

    A tally of people without a kind counts all of them; one of events without a kind tells of
    breaches, operations and the like, which may mean any.
    """
    if kind is None:
        return YES if measure != "events" else perhaps("type-untold")
    if not told.types and not told.classes:
        return perhaps("type-unknown")
    if kind in told.classes or kind in told.types[:1]:
        return YES
    if kind in told.types:
        return perhaps("type-disputed")
    if kinds.covers.get(kind, frozenset()).intersection(told.types):
        return perhaps("type-covered")
    if kind in kinds.classes and kinds.class_of(kind) in (*told.classes, *map(kinds.class_of, told.types)):
        return perhaps("type-same-class")
    if kind not in kinds.classes and kind in map(kinds.class_of, told.types):
        return perhaps("type-disputed") if told.classes or kinds.class_of(told.types[0]) != kind else YES
    return fails("other-type")


def narrower(inner: str | None, outer: str | None, kinds: Kinds) -> bool:
    """Whether one kind is the other or belongs to its class; None stands for every kind."""
    return outer is None or inner == outer or (inner is not None and kinds.class_of(inner) == outer)


def maybe_narrower(inner: str | None, outer: str | None, kinds: Kinds) -> bool:
    """Whether a total of one kind may be counted in one of the other, but not the other way round."""
    if narrower(inner, outer, kinds):
        return True
    if inner is None or outer is None:
        return False
    return inner in kinds.covers.get(outer, frozenset()) and outer not in kinds.covers.get(inner, frozenset())


def judge_status(status: str) -> Verdict:
    """Whether an incident is one that a count of what happened may hold."""
    if status == "planned":
        return fails("only-planned")
    if status == "denied":
        return perhaps("denied")
    return perhaps("only-alleged") if status == "alleged" else YES
