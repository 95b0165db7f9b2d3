"""What goes in and comes out when published totals are set beside recorded incidents.

Days are ISO 8601, ranges a `Count` of least and most, None an open bound. Reasons are codes; their
words stand in ``cli_text.csv`` under ``tally.reason.`` and ``tally.line.``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from marsad.model import Count, Tally

Measure = Literal["events", "killed", "injured", "arrested"]
#: ``missing``: fewer recorded than claimed, even if all possible ones count. ``complete``: exactly as many.
#: ``surplus``: more recorded than claimed. ``open``: depends on the possible ones, or on an open bound.
#: ``undecided``: can't be compared, see `TallyResult.undecided`.
Outcome = Literal["missing", "complete", "surplus", "open", "undecided"]


class RecordedIncident(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as the store knows it, with what tallies count by.

    ``types`` are told by its reports, most voices first. ``start`` and ``end`` are the first and last
    day it may have happened on. Actors are ids, as claimed. Counts run from the least to the most over
    the sources, None where none states any.
    """

    id: str
    types: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    date_precision: str | None = None
    initiators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    contested: bool = False
    place_name: str | None = None
    gazetteer_id: str | None = None
    admin1: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    killed: Count | None = None
    injured: Count | None = None
    captured: Count | None = None
    civilians_killed: Count | None = None
    status: str = "reported"
    voices: int = 1


class PublishedTally(msgspec.Struct, frozen=True, kw_only=True):
    """A tally and the report that it stands in. ``key`` names it; ``published`` is an ISO day."""

    key: str
    tally: Tally
    doc: str
    published: str | None = None
    publisher: str | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of arithmetic or a finding: a code, the blanks of its sentence, and summands if it is a sum."""

    code: str
    details: dict[str, str] = {}
    terms: tuple[Line, ...] = ()


class AreaTold(msgspec.Struct, frozen=True, kw_only=True):
    """How the words of an area were read.

    ``whole`` are divisions and countries that lie in it, ``part`` those that it takes a part of, or
    may. ``kind`` is ``untold`` where the tally names no area, ``unknown`` where the words could not be
    placed.
    """

    text: str
    key: str
    kind: str
    whole: tuple[str, ...] = ()
    part: tuple[str, ...] = ()


class Near(NamedTuple):
    """An incident with the codes of what is undecided about it, or of the term that it fails."""

    id: str
    reasons: tuple[str, ...]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """One figure beside what is recorded for its terms.

    ``recorded`` incidents fit surely, ``possible`` ones if something undecided is so; ``outside`` ones
    fail one term only (the most are listed, ``outside_more`` tells how many are not). ``silent`` ones
    are among recorded or possible and state no number of people. Those ``aside`` would be possible, but
    too little of them is known, so they enter no sum (the first are listed, ``aside_more`` tells how many
    are not). ``recorded_count`` and ``possible_count`` are incidents or people. ``missing`` is what is
    claimed less what is recorded, below zero where more is recorded.
    """

    label: Literal["total", "part", "rest", "increment"]
    area: AreaTold
    start: str | None
    end: str | None
    claimed: Count
    outcome: Outcome
    recorded: tuple[str, ...] = ()
    possible: tuple[Near, ...] = ()
    silent: tuple[str, ...] = ()
    outside: tuple[Near, ...] = ()
    outside_more: int = 0
    aside: tuple[Near, ...] = ()
    aside_more: int = 0
    recorded_count: Count = Count(0, 0)
    possible_count: Count = Count(0, 0)
    missing: Count | None = None


class Contrast(msgspec.Struct, frozen=True, kw_only=True):
    """What another claimant gives for the same terms."""

    key: str
    claimant: str | None
    claimed: Count


class TallyResult(msgspec.Struct, frozen=True, kw_only=True):
    """A published total, told by one report or several, and all that can be said about it.

    ``quote`` is the passage that tells it. ``undecided`` are codes of what can't be told.
    ``findings`` are lines about its parts, ``lines`` the arithmetic.
    ``part_of`` are the keys of wider totals that hold this one, ``broken_down`` those of narrower ones.
    """

    key: str
    keys: tuple[str, ...]
    docs: tuple[str, ...]
    publishers: tuple[str, ...]
    claimant: str | None
    type: str | None
    actor: str | None
    measure: Measure
    total: Comparison
    quote: str = ""
    parts: tuple[Comparison, ...] = ()
    rest: Comparison | None = None
    undecided: tuple[str, ...] = ()
    findings: tuple[Line, ...] = ()
    part_of: tuple[str, ...] = ()
    broken_down: tuple[str, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    lines: tuple[Line, ...] = ()


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One total of a series."""

    key: str
    docs: tuple[str, ...]
    end: str
    claimed: Count


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """From one total of a series to the next. ``change`` may lie below zero."""

    from_key: str
    to_key: str
    change: Count
    move: Literal["rises", "stays", "falls", "unclear", "differs"]
    comparison: Comparison | None = None
    lines: tuple[Line, ...] = ()


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """The successive totals of one claimant since one day, by the day they end on."""

    key: str
    claimant: str
    type: str | None
    actor: str | None
    measure: Measure
    area: AreaTold
    start: str
    points: tuple[Point, ...]
    steps: tuple[Step, ...]
    lines: tuple[Line, ...] = ()


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """Every published total, and every series of them."""

    tallies: tuple[TallyResult, ...]
    series: tuple[Series, ...]
