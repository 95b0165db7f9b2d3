"""Recorded incidents, laid out so that those near a tally's terms are found without reading all."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from marsad.link.tallies.areas import Area, AreaReader, Division
from marsad.link.tallies.kinds import Kinds, Told, judge_kind, judge_status, told_of
from marsad.link.tallies.parties import Kin, Parties, judge_parties, parties_of
from marsad.link.tallies.places import Spot, judge_division, judge_spot, spot_of
from marsad.link.tallies.records import Measure, Near, RecordedIncident
from marsad.link.tallies.verdicts import Verdict

#: Incidents this many days beyond a period are shown as outside it.
NEAR_DAYS: Final = 7
#: Incidents outside the terms that are listed for each term that fails; the others are counted.
MOST_OUTSIDE: Final = 20


class Terms(NamedTuple):
    """What a total counts, but for the period."""

    actor: str | None
    kind: str | None
    area: Area
    measure: Measure


def day_number(day: str | None) -> int | None:
    """A day as a number, None for what is no ISO day."""
    try:
        return date.fromisoformat((day or "")[:10]).toordinal()
    except ValueError:
        return None


def iso_day(number: int) -> str:
    """The ISO day of a number."""
    return date.fromordinal(number).isoformat()


class Dated(NamedTuple):
    """An incident of a selection: its days, its place in the order of all, and what is undecided."""

    start: int
    end: int
    at: int
    near: Near


class Found(NamedTuple):
    """Incidents of one period: places in the order of all."""

    sure: list[int]
    possible: list[tuple[int, Near]]
    outside: list[tuple[int, Near]]
    outside_more: int


@dataclass(slots=True)
class Timeline:
    """Incidents in the order of their first day, and those of several days once more."""

    rows: list[Dated] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    long: list[Dated] = field(default_factory=list)

    @classmethod
    def of(cls, rows: list[Dated]) -> Timeline:
        """A timeline of incidents in any order."""
        rows.sort(key=lambda row: (row.start, row.at))
        return cls(rows, [row.start for row in rows], [row for row in rows if row.end > row.start])

    def starting(self, first: int, last: int) -> list[Dated]:
        """Those whose first day lies between two days, both included."""
        return self.rows[bisect_left(self.starts, first) : bisect_right(self.starts, last)]

    def count(self, first: int, last: int) -> int:
        """How many begin between two days."""
        return max(0, bisect_right(self.starts, last) - bisect_left(self.starts, first))

    def reaching(self, first: int) -> Iterator[Dated]:
        """Those that begin before a day and may end on it or later."""
        return (row for row in self.long if row.start < first <= row.end)


@dataclass(slots=True)
class Selection:
    """The incidents near some terms, whatever their day."""

    sure: Timeline
    possible: Timeline
    undated: list[tuple[int, Near]]
    failing: dict[str, Timeline]

    def within(self, first: int, last: int, ids: Sequence[str]) -> Found:
        """Those of a period, both days included."""
        found = Found([], list(self.undated), [], 0)
        for row in self.sure.starting(first, last):
            if row.end <= last:
                found.sure.append(row.at)
            else:
                found.possible.append((row.at, Near(ids[row.at], ("period-edge",))))
        for row in self.sure.reaching(first):
            found.possible.append((row.at, Near(ids[row.at], ("period-edge",))))
        for row in self.possible.starting(first, last):
            found.possible.append((row.at, row.near if row.end <= last else _at_edge(row)))
        found.possible.extend((row.at, _at_edge(row)) for row in self.possible.reaching(first))
        return found._replace(outside_more=self._outside(first, last, ids, found.outside))

    def _outside(self, first: int, last: int, ids: Sequence[str], outside: list[tuple[int, Near]]) -> int:
        """Fills in those that fail one term only, and tells how many more there are."""
        before = [row for row in self.sure.starting(first - NEAR_DAYS, first - 1) if row.end < first]
        after = self.sure.starting(last + 1, last + NEAR_DAYS)
        left = 0
        for rows, reason in ((before[::-1], "before-period"), (after, "after-period")):
            outside += [(row.at, Near(ids[row.at], (reason,))) for row in rows[:MOST_OUTSIDE]]
            left += max(0, len(rows) - MOST_OUTSIDE)
        for timeline in self.failing.values():
            rows = timeline.rows
            start = bisect_left(timeline.starts, first)
            shown = rows[start : min(start + MOST_OUTSIDE, bisect_right(timeline.starts, last))]
            outside += [(row.at, row.near) for row in shown]
            left += timeline.count(first, last) - len(shown)
        return left


def _at_edge(row: Dated) -> Near:
    return Near(row.near.id, (*row.near.reasons, "period-edge"))


@dataclass(slots=True)
class Incidents:
    """All recorded incidents, in an order of their own (first day, then id), grouped by what they share."""

    reader: AreaReader
    kin: Kin
    kinds: Kinds
    rows: list[RecordedIncident] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    _spots: list[Spot] = field(default_factory=list)
    _days: list[tuple[int, int] | None] = field(default_factory=list)
    #: Parties, then kinds, then division: the incidents of each.
    _cells: dict[Parties, dict[Told, dict[tuple[str | None, Division | None], list[int]]]] = field(
        default_factory=dict
    )
    _selections: dict[Terms, Selection] = field(default_factory=dict)

    def take(self, incidents: Iterable[RecordedIncident]) -> None:
        """Lay out the incidents; an id that comes twice counts once."""
        unique = {incident.id: incident for incident in incidents}
        self.rows = sorted(unique.values(), key=lambda incident: (incident.start or "", incident.id))
        self.ids = [incident.id for incident in self.rows]
        spots: dict[tuple[object, ...], Spot] = {}
        for at, incident in enumerate(self.rows):
            place = (
                incident.gazetteer_id, incident.country, incident.admin1, incident.lat, incident.lon,
                incident.radius_m,
            )  # fmt: skip
            spot = spots.get(place)
            if spot is None:
                spot = spots[place] = spot_of(incident, self.reader)
            self._spots.append(spot)
            self._days.append(_days_of(incident))
            kinds = self._cells.setdefault(parties_of(incident), {})
            kinds.setdefault(told_of(incident), {}).setdefault((spot.country, spot.division), []).append(at)

    def select(self, terms: Terms) -> Selection:
        """The incidents that fit the terms surely or perhaps, or fail only one of them."""
        known = self._selections.get(terms)
        if known is None:
            known = self._selections[terms] = self._select(terms)
        return known

    def _select(self, terms: Terms) -> Selection:
        sure: list[Dated] = []
        possible: list[Dated] = []
        undated: list[tuple[int, Near]] = []
        failing: dict[str, list[Dated]] = {}
        for at, doubts, fault in self._judged(terms):
            days = self._days[at]
            if fault:
                if days is not None:
                    failing.setdefault(fault, []).append(Dated(*days, at, Near(self.ids[at], (fault,))))
            elif days is None:
                undated.append((at, Near(self.ids[at], (*doubts, "day-unknown"))))
            else:
                (possible if doubts else sure).append(Dated(*days, at, Near(self.ids[at], doubts)))
        lines = {fault: Timeline.of(rows) for fault, rows in sorted(failing.items())}
        return Selection(Timeline.of(sure), Timeline.of(possible), undated, lines)

    def _judged(self, terms: Terms) -> Iterator[tuple[int, tuple[str, ...], str]]:
        """Each incident worth a word: what is undecided about it, and the one term that it fails."""
        kinds = {told: judge_kind(terms.kind, terms.measure, told, self.kinds) for told in self._all_kinds()}
        divisions: dict[tuple[str | None, Division | None], Verdict | None] = {}
        spots: dict[Spot, Verdict] = {}
        for parties, by_kind in self._cells.items():
            doer = judge_parties(terms.actor, parties, self.kin)
            for told, by_division in by_kind.items():
                kind = kinds[told]
                if "no" in (doer.fit, kind.fit) and "yes" not in (doer.fit, kind.fit):
                    continue  # nothing that fails one term is shown unless it surely fits the others
                for division, members in by_division.items():
                    if division not in divisions:
                        divisions[division] = judge_division(terms.area, *division)
                    ground = divisions[division]
                    if ground is not None and ground.fit != "yes" and "no" in (doer.fit, kind.fit):
                        continue
                    for at in members:
                        place = ground
                        if place is None:
                            spot = self._spots[at]
                            place = spots.get(spot) or spots.setdefault(
                                spot, judge_spot(terms.area, spot, self.reader.gazetteer)
                            )
                        told_so = judge_status(self.rows[at].status)
                        judged = _together(doer, kind, place, told_so)
                        if judged is not None:
                            yield at, *judged

    def _all_kinds(self) -> set[Told]:
        return {told for by_kind in self._cells.values() for told in by_kind}


def _together(*verdicts: Verdict) -> tuple[tuple[str, ...], str] | None:
    """Doubts, and the fault if there is just one and nothing else is in doubt."""
    faults = [v.reason for v in verdicts if v.fit == "no"]
    doubts = tuple(v.reason for v in verdicts if v.fit == "open")
    if not faults:
        return doubts, ""
    return ((), faults[0]) if len(faults) == 1 and not doubts else None


def _days_of(incident: RecordedIncident) -> tuple[int, int] | None:
    start, end = day_number(incident.start), day_number(incident.end)
    if start is None and end is None:
        return None
    if end is None and incident.date_precision in ("day", "hour"):
        end = start
    if start is None or end is None:
        # One bound alone does not tell how far the other may lie.
        return None
    return (start, end) if start <= end else (end, start)
