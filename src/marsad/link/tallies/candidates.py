"""Recorded incidents, laid out so that those near a tally's terms are found without reading all.

For each actor, kind and area that tallies name, every incident is judged once; what fits is kept as the bits
of one whole number, an incident a bit, in the order of the first day. The incidents of a
tally are then the bits that its terms share, between the first and the last day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from itertools import islice
from operator import and_
from typing import Final, Generic, NamedTuple, TypeVar

from marsad.link.tallies.areas import Area, AreaReader
from marsad.link.tallies.kinds import Kinds, Told, judge_kind, judge_status, told_of
from marsad.link.tallies.parties import Kin, Parties, judge_parties, parties_of
from marsad.link.tallies.places import Spot, judge_spot, spot_of
from marsad.link.tallies.records import Measure, Near, RecordedIncident
from marsad.link.tallies.verdicts import Verdict

#: Incidents this many days beyond a period are shown as outside it.
NEAR_DAYS: Final = 7
#: Incidents outside the terms that are listed for each term that fails; the others are counted.
MOST_OUTSIDE: Final = 20
#: Incidents left aside that are listed; the others are counted.
MOST_ASIDE: Final = 20
#: With more doubts than this, an incident is set aside.
MOST_DOUBTS: Final = 2
#: Doubts about the place that, together with any other, set an incident aside.
_NOWHERE: Final = frozenset({"place-unknown", "country-only"})
#: Terms whose judgements are kept; beside 100,000 incidents each takes some 150 kB.
_MOST_KEPT: Final = 1000


Value = TypeVar("Value", bound=Hashable)


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


class Found(NamedTuple):
    """Incidents of one period: places in the order of all.

    Those ``aside`` would be possible, but too little of them is known: no day, no place and something
    else in doubt as well, or three terms in doubt. They would be possible for almost every total.
    """

    sure: list[int]
    possible: list[tuple[int, Near]]
    outside: list[tuple[int, Near]]
    outside_more: int
    aside: list[tuple[int, Near]]


@dataclass(frozen=True, slots=True)
class Judged:
    """All incidents judged by one term: bits of those that fit, that may, and that fail, by reason."""

    codes: bytes
    verdicts: tuple[Verdict, ...]
    yes: int
    open: int
    no: dict[str, int]

    def reason(self, at: int) -> str:
        """What is undecided about an incident, empty for nothing."""
        verdict = self.verdicts[self.codes[at]]
        return verdict.reason if verdict.fit == "open" else ""


@dataclass(slots=True)
class Column(Generic[Value]):
    """What every incident has in one respect: the different values, and which of them each has."""

    values: dict[Value, int] = field(default_factory=dict)
    of: list[int] = field(default_factory=list)

    def put(self, value: Value) -> None:
        """Enter the value of the next incident."""
        self.of.append(self.values.setdefault(value, len(self.values)))

    def judge(self, judge: Callable[[Value], Verdict]) -> Judged:
        """Judge each different value once."""
        known: dict[Verdict, int] = {}
        by_value = bytes(known.setdefault(judge(value), len(known)) for value in self.values)
        codes = bytes(map(by_value.__getitem__, self.of))
        bits = {verdict: _bits(codes, code) for verdict, code in known.items()}
        return Judged(
            codes=codes,
            verdicts=tuple(known),
            yes=sum(found for verdict, found in bits.items() if verdict.fit == "yes"),
            open=sum(found for verdict, found in bits.items() if verdict.fit == "open"),
            no={v.reason: bits[v] for v in sorted(known) if v.fit == "no"},
        )


def _bits(codes: bytes, code: int) -> int:
    """A number with a bit for each place that holds a code, the first place lowest."""
    digits = codes.translate(bytes(0x31 if other == code else 0x30 for other in range(256)))
    return int(digits[::-1] or b"0", 2)


def _places(bits: int, first: int = 0) -> Iterator[int]:
    """The places of the bits that are set, upwards."""
    digits = bin(bits)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield first + at
        at = digits.find("1", at + 1)


@dataclass(slots=True)
class Incidents:
    """All recorded incidents in the order of their first day, then id; those without a day come last."""

    reader: AreaReader
    kin: Kin
    kinds: Kinds
    rows: list[RecordedIncident] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)
    _longest: int = 0
    _parties: Column[Parties] = field(default_factory=Column)
    _told: Column[Told] = field(default_factory=Column)
    _spots: Column[Spot] = field(default_factory=Column)
    _status: Column[str] = field(default_factory=Column)
    _judged: dict[tuple[str, object], Judged] = field(default_factory=dict)

    def take(self, incidents: Iterable[RecordedIncident]) -> None:
        """Lay out the incidents; an id that comes twice counts once."""
        unique = {incident.id: incident for incident in incidents}
        dated = [(days, one.id, one) for one in unique.values() if (days := _days_of(one)) is not None]
        dated.sort(key=lambda entry: (entry[0][0], entry[1]))
        undated = sorted((one for one in unique.values() if _days_of(one) is None), key=lambda one: one.id)
        self._starts = [days[0] for days, _, _ in dated]
        self._ends = [days[1] for days, _, _ in dated]
        self._longest = max((end - start for (start, end), _, _ in dated), default=0)
        self.rows = [one for _, _, one in dated] + undated
        self.ids = [one.id for one in self.rows]
        spots: dict[tuple[object, ...], Spot] = {}
        holders = self.reader.holders()
        for one in self.rows:
            struck = holders.intersection(line for party in one.targets for line in self.kin.lines(party))
            place = (struck, one.gazetteer_id, one.country, one.admin1, one.lat, one.lon, one.radius_m)
            spot = spots.get(place)
            if spot is None:
                spot = spots[place] = spot_of(one, self.reader)._replace(struck=struck)
            self._spots.put(spot)
            self._parties.put(parties_of(one))
            self._told.put(told_of(one))
            self._status.put(one.status)

    def find(self, terms: Terms, first: int, last: int) -> Found:
        """The incidents of a period that fit the terms surely or perhaps, or fail only one of them."""
        columns = self._by_terms(terms)
        low, high = bisect_left(self._starts, first), bisect_right(self._starts, last)
        from_day = bisect_left(self._starts, first - self._longest)
        found = Found([], [], [], 0, [])
        yes = reduce(and_, (_cut(one.yes, from_day, high) for one in columns))
        fits = reduce(and_, (_cut(one.yes | one.open, from_day, high) for one in columns))
        for at in _places(yes, from_day):
            if at >= low and self._ends[at] <= last:
                found.sure.append(at)
            elif self._ends[at] >= first:
                found.possible.append((at, Near(self.ids[at], ("period-edge",))))
        for at in _places(fits & ~yes, from_day):
            if self._ends[at] >= first:
                is_edge = at < low or self._ends[at] > last
                near = self._doubted(columns, at, "period-edge" if is_edge else "")
                most = 1 if not _NOWHERE.isdisjoint(near.reasons) else MOST_DOUBTS
                is_vague = len(near.reasons) > most
                (found.aside if is_vague else found.possible).append((at, near))
        found.aside.extend(self._undated(columns))
        return found._replace(outside_more=self._outside(columns, first, last, found.outside))

    def _by_terms(self, terms: Terms) -> tuple[Judged, ...]:
        actor, kind, area, measure = terms
        gazetteer = self.reader.gazetteer
        return (
            self._judge(
                "actor", actor, lambda: self._parties.judge(lambda p: judge_parties(actor, p, self.kin))
            ),
            self._judge(
                "kind",
                (kind, measure),
                lambda: self._told.judge(lambda told: judge_kind(kind, measure, told, self.kinds)),
            ),
            self._judge(
                "area", area.key, lambda: self._spots.judge(lambda spot: judge_spot(area, spot, gazetteer))
            ),
            self._judge("status", None, lambda: self._status.judge(judge_status)),
        )

    def _judge(self, name: str, value: object, judge: Callable[[], Judged]) -> Judged:
        known = self._judged.get((name, value))
        if known is None:
            if len(self._judged) >= _MOST_KEPT:
                self._judged.pop(next(iter(self._judged)))
            known = self._judged[name, value] = judge()
        return known

    def _doubted(self, columns: Sequence[Judged], at: int, more: str) -> Near:
        reasons = (*(column.reason(at) for column in columns), more)
        return Near(self.ids[at], tuple(reason for reason in reasons if reason))

    def _undated(self, columns: Sequence[Judged]) -> Iterator[tuple[int, Near]]:
        first = len(self._starts)
        if first == len(self.rows):
            return
        fits = reduce(and_, (_cut(one.yes | one.open, first, len(self.rows)) for one in columns))
        for at in _places(fits, first):
            yield at, self._doubted(columns, at, "day-unknown")

    def _outside(
        self, columns: Sequence[Judged], first: int, last: int, outside: list[tuple[int, Near]]
    ) -> int:
        """Fills in those that surely fit all terms but one, and tells how many more there are."""
        left = 0
        low, high = bisect_left(self._starts, first), bisect_right(self._starts, last)
        before = bisect_left(self._starts, first - NEAR_DAYS)
        after = bisect_right(self._starts, last + NEAR_DAYS)
        sure = reduce(and_, (_cut(one.yes, before, after) for one in columns))
        early = [at for at in _places(_cut(sure, 0, low - before), before) if self._ends[at] < first]
        late = _places(sure >> (high - before), high)
        for places, reason in ((early[::-1], "before-period"), (late, "after-period")):
            ones = list(places)
            outside.extend((at, Near(self.ids[at], (reason,))) for at in ones[:MOST_OUTSIDE])
            left += max(0, len(ones) - MOST_OUTSIDE)
        for column in columns:
            others = reduce(and_, (_cut(one.yes, low, high) for one in columns if one is not column))
            for reason, bits in column.no.items():
                failing = _cut(bits, low, high) & others
                shown = list(islice(_places(failing, low), MOST_OUTSIDE))
                outside.extend((at, Near(self.ids[at], (reason,))) for at in shown)
                left += failing.bit_count() - len(shown)
        return left


def _cut(bits: int, first: int, last: int) -> int:
    """The bits from one place to another, the end left out."""
    return (bits >> first) & ((1 << max(0, last - first)) - 1)


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
