"""Events to incidents: the strongest links first, and never over a plain difference.

The result is a function of the events, the links and the decisions alone: links are taken by
falling weight and then by key, so the order of arrival plays no part. A group is joined to
another only if no event of the one is plainly apart from any of the other, which keeps a chain
of small steps from bringing two towns or two days together, and if all their pairs together
speak for it (`LinkingFigures.average`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from marsad.link.apart import plainly_apart
from marsad.link.facts import EventFacts
from marsad.link.late import is_borne_out, is_late
from marsad.link.pairs import Pair
from marsad.link.settings import figures

#: Two event keys, the smaller first.
Couple = tuple[str, str]


class Decided(NamedTuple):
    """What people decided about pairs of events; it outranks everything else."""

    same: frozenset[Couple] = frozenset()
    not_same: frozenset[Couple] = frozenset()


class Clustering(NamedTuple):
    """Groups of event keys (each sorted, in the order of their first keys), and what became of links.

    ``refused`` holds the links of weight enough that were not made, with the reason: a plain
    difference, "person", "group" (the groups as wholes don't fit), "late" or "ambiguous".
    """

    groups: tuple[tuple[str, ...], ...]
    refused: Mapping[Couple, str]


def couple(one: str, other: str) -> Couple:
    """Two keys in order."""
    return (one, other) if one < other else (other, one)


def cluster(
    events: Mapping[str, EventFacts],
    pairs: Iterable[Pair],
    decided: Decided = Decided(),  # noqa: B008 - a frozen value
    *,
    made: float | None = None,
) -> Clustering:
    """Group events into incidents.

    Args:
        events: By key; keys that pairs or decisions name besides are passed over.
        pairs: From `marsad.link.pairs.weigh`.
        decided: People's decisions on pairs.
        made: Weight from which links are made; None takes the figure of the table.
    """
    least = figures().made if made is None else made
    known = [pair for pair in pairs if pair.left in events and pair.right in events]
    work = _Groups(events, known, decided)
    work.obey()
    strong = sorted((p for p in known if p.weight >= least), key=lambda p: (-p.weight, p.left, p.right))
    strong = [pair for pair in strong if work.is_timely(pair)]
    vague = [p for p in strong if _is_vague(events, p)]
    for pair in strong:
        if not _is_vague(events, pair):
            work.try_to_join(pair)
    for pair in list(_unambiguous(vague, work)):  # all against the groups as they are before the first joins
        work.try_to_join(pair)
    return work.result()


def _is_vague(events: Mapping[str, EventFacts], pair: Pair) -> bool:
    return events[pair.left].exact_place != events[pair.right].exact_place


def _unambiguous(pairs: Sequence[Pair], work: _Groups) -> Iterator[Pair]:
    """The pairs of each event without a place of its own whose best group leads clearly."""
    best: dict[str, dict[int, float]] = {}
    for pair in pairs:
        vague, placed = work.sides(pair)
        found = best.setdefault(vague, {})
        group = work.group_of(placed)
        found[group] = max(found.get(group, pair.weight), pair.weight)
    for pair in pairs:
        vague, placed = work.sides(pair)
        rivals = [weight for group, weight in best[vague].items() if group != work.group_of(placed)]
        if not rivals or pair.weight - max(rivals) >= figures().lead:
            yield pair
        else:
            work.refused[couple(pair.left, pair.right)] = "ambiguous"


class _Groups:
    """Groups while they grow; each is named by a number."""

    def __init__(self, events: Mapping[str, EventFacts], pairs: Sequence[Pair], decided: Decided) -> None:
        self.events = events
        self.decided = decided
        self.refused: dict[Couple, str] = {}
        self._weights = {(pair.left, pair.right): pair.weight for pair in pairs}
        self._group = {key: number for number, key in enumerate(sorted(events))}
        self._members = {number: [key] for key, number in self._group.items()}
        self._foes: dict[str, set[str]] = {}
        for one, other in decided.not_same:
            self._foes.setdefault(one, set()).add(other)
            self._foes.setdefault(other, set()).add(one)

    def group_of(self, key: str) -> int:
        """The number of an event's group."""
        return self._group[key]

    def sides(self, pair: Pair) -> Couple:
        """The event of a pair that tells no place of its own, and the other."""
        return (pair.right, pair.left) if self.events[pair.left].exact_place else (pair.left, pair.right)

    def obey(self) -> None:
        """Join what people said is one incident, whatever else speaks against it.

        Only another word of theirs does: two that they parted are not joined through a third.
        """
        for one, other in sorted(self.decided.same):
            if one not in self._group or other not in self._group:
                continue
            left, right = self._group[one], self._group[other]
            if left != right and not self._parted(self._members[left], self._members[right]):
                self._join(left, right)

    def _parted(self, left: Iterable[str], right: Collection[str]) -> bool:
        """Whether a person said of an event here and one there that they are not one."""
        return any(foe in right for one in left for foe in self._foes.get(one, ()))

    def is_timely(self, pair: Pair) -> bool:
        """Whether the days of a pair agree, or its counts bear out that one report is late."""
        if not is_late(pair) or is_borne_out(pair, self.events[pair.left], self.events[pair.right]):
            return True
        self.refused[pair.left, pair.right] = "late"
        return False

    def try_to_join(self, pair: Pair) -> None:
        """Join the groups of a pair where nothing forbids it, and remember why not."""
        left, right = self._group[pair.left], self._group[pair.right]
        if left == right:
            return
        reason = self._objection(self._members[left], self._members[right])
        if reason is None:
            self._join(left, right)
        else:
            self.refused[pair.left, pair.right] = reason

    def _objection(self, left: Collection[str], right: Collection[str]) -> str | None:
        total = 0.0
        for one in left:
            foes = self._foes.get(one, ())
            for other in right:
                key = couple(one, other)
                if other in foes:
                    return "person"
                if key in self.decided.same:
                    continue
                difference = plainly_apart(self.events[one], self.events[other])
                if difference is not None:
                    return difference
                total += self._weights.get(key, figures().unweighed)
        return None if total / (len(left) * len(right)) >= figures().average else "group"

    def _join(self, left: int, right: int) -> None:
        if left == right:
            return
        keep, gone = sorted((left, right), key=lambda n: (-len(self._members[n]), n))
        for key in self._members[gone]:
            self._group[key] = keep
        self._members[keep] += self._members.pop(gone)

    def result(self) -> Clustering:
        """The groups as they stand; links inside a group were not refused after all."""
        groups = sorted(tuple(sorted(keys)) for keys in self._members.values())
        refused = {c: why for c, why in self.refused.items() if self._group[c[0]] != self._group[c[1]]}
        return Clustering(tuple(groups), refused)
