"""What is found of running totals («الحصائل»): tallies, their parts, and the figures they are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from marsad.arabic.numerals import CountMention
from marsad.extract.actors import ActorFound
from marsad.extract.phrasetable import PhraseFound

Measure = Literal["events", "killed", "injured", "arrested"]


@dataclass(slots=True)
class PartFound:
    """A sub-total by area; tokens ``first`` up to ``last``."""

    area: str
    least: int | None
    most: int | None
    first: int
    last: int


@dataclass(slots=True)
class TallyFound:
    """A running total: tokens ``first`` up to ``last`` are the clause that counts.

    ``claimant`` and ``actor`` are ids of the shared list. ``type`` is an event type or class.
    ``start`` and ``end`` are None for a total whose period the text leaves open. ``echoes``
    are further clauses (a headline, say) that give the same figure.
    """

    claimant: str | None
    type: str | None
    actor: str | None
    area: str | None
    start: date | None
    end: date | None
    measure: Measure
    least: int | None
    most: int | None
    first: int
    last: int
    figure: tuple[int, int] = (0, 0)
    period: tuple[int, int] | None = None
    parts: list[PartFound] = field(default_factory=list)
    echoes: list[tuple[int, int]] = field(default_factory=list)

    def spans(self) -> list[tuple[int, int]]:
        """Every stretch of the text that only repeats this total."""
        return [(self.first, self.last), *self.echoes]


@dataclass(slots=True)
class Figure:
    """A count and what its neighbours say of it; ``left`` and ``right`` bound its own stretch."""

    count: CountMention
    left: int
    right: int
    unit: PhraseFound | None = None
    harm: PhraseFound | None = None
    measure: Measure | None = None
    place: tuple[str, int] | None = None
    doer: ActorFound | None = None
    by_someone: bool = False

    @property
    def first(self) -> int:
        """The first token of the count itself."""
        return self.count.first

    @property
    def ends(self) -> int:
        """Where its own words end: a verb after it («were killed»), or itself."""
        return max(self.count.last, self.harm.last if self.harm is not None else 0)

    @property
    def begins(self) -> int:
        """Where its own words begin: the verb before it, or itself."""
        return self.harm.first if self.harm is not None and self.harm.first < self.first else self.first


@dataclass(slots=True)
class Context:
    """What a tally hands on to the figures after it."""

    start: date | None
    end: date | None
    period: tuple[int, int] | None
    claimant: str | None
    head: TallyFound
    #: how many tallies were found before its head
    since: int
