"""What of a report was read right, counted measure by measure.

*Events* counts gold events that were found, one to one (see matching.py). The measures of
fields are taken over the found pairs; *strict* asks that type, dates, initiators, targets and
casualties of an event are all right. *Quiet* looks at reports without an event only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from evaluation.matching import (
    Fields,
    actor_ids,
    casualty_spans,
    days,
    item_set,
    pair_events,
    relation_set,
    tally_set,
)

MEASURES: Final = (
    "events",
    "strict",
    "type",
    "dates",
    "initiator",
    "target",
    "casualties",
    "items",
    "status",
    "tallies",
    "relations",
    "quiet",
)


class Count(NamedTuple):
    """How many were right, how many gold holds, how many were read."""

    hit: int = 0
    gold: int = 0
    read: int = 0

    def plus(self, other: Count) -> Count:
        """Both counts together."""
        return Count(self.hit + other.hit, self.gold + other.gold, self.read + other.read)

    @property
    def precision(self) -> float | None:
        """Share of what was read that is right; None where nothing was read."""
        return self.hit / self.read if self.read else None

    @property
    def recall(self) -> float | None:
        """Share of gold that was read; None where gold has nothing."""
        return self.hit / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None where there is nothing to score."""
        return 2 * self.hit / (self.gold + self.read) if self.gold + self.read else None


@dataclass(slots=True)
class Pair:
    """A gold event, the event read for it (None: missed; gold None: one too many), what is wrong."""

    gold: Fields | None
    read: Fields | None
    wrong: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ReportScore:
    """The counts of one report and the pairs behind them."""

    counts: dict[str, Count]
    pairs: list[Pair]

    @property
    def is_right(self) -> bool:
        """Whether nothing was missed, added or wrong."""
        return all(count.hit == count.gold == count.read for count in self.counts.values())


def score_report(gold: Fields, read: Fields) -> ReportScore:
    """Compare what was read from a report with gold. An empty dictionary is no answer."""
    ours, theirs = gold.get("events") or [], read.get("events") or []
    indices = pair_events(ours, theirs, gold.get("text") or "")
    counts = dict.fromkeys(MEASURES, Count())
    counts["events"] = Count(len(indices), len(ours), len(theirs))
    pairs = []
    strict = 0
    for i, j in indices:
        fields = score_pair(ours[i], theirs[j])
        for name, count in fields.items():
            counts[name] = counts[name].plus(count)
        wrong = [name for name, count in fields.items() if not count.hit == count.gold == count.read]
        strict += not {"type", "dates", "initiator", "target", "casualties"}.intersection(wrong)
        pairs.append(Pair(ours[i], theirs[j], wrong))
    counts["strict"] = Count(strict, len(ours), len(theirs))
    counts["tallies"] = compare_sets(tally_set(gold), tally_set(read))
    counts["relations"] = compare_sets(relation_set(gold), relation_set(read))
    if not ours:
        counts["quiet"] = Count(int(not theirs), 1, 1)
    return ReportScore(counts, pairs + _unpaired(ours, theirs, indices))


def _unpaired(
    ours: Sequence[Fields], theirs: Sequence[Fields], pairs: Sequence[tuple[int, int]]
) -> list[Pair]:
    found, used = {i for i, _ in pairs}, {j for _, j in pairs}
    missed = [Pair(event, None) for i, event in enumerate(ours) if i not in found]
    return missed + [Pair(None, event) for j, event in enumerate(theirs) if j not in used]


def score_pair(gold: Fields, read: Fields) -> dict[str, Count]:
    """The counts of the fields of one found event. A role that neither names is not scored."""
    counts = {
        "type": _one(gold.get("type") == read.get("type")),
        "dates": _one(days(gold) == days(read)),
        "status": _one((gold.get("status") or "reported") == (read.get("status") or "reported")),
        "casualties": compare_sets(set(casualty_spans(gold).items()), set(casualty_spans(read).items())),
        "items": compare_sets(item_set(gold), item_set(read)),
    }
    for role in ("initiator", "target"):
        mine, theirs = actor_ids(gold, role), actor_ids(read, role)
        if mine or theirs:
            counts[role] = _one(mine == theirs)
    return counts


def _one(right: bool) -> Count:
    return Count(int(right), 1, 1)


def compare_sets(gold: set[tuple[object, ...]], read: set[tuple[object, ...]]) -> Count:
    """How many elements are common, in gold, and read."""
    return Count(len(gold & read), len(gold), len(read))
