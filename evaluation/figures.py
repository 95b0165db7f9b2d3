"""Figures over many reports, with the range that other reports of the kind would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Final

from evaluation.scoring import MEASURES, Count

_RESAMPLES: Final = 1000
_SEED: Final = 7
#: A 95 % interval.
_LOW, _HIGH = 0.025, 0.975


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure over a group of reports; ``low`` to ``high`` is a 95 % interval of F1.

    None where there was nothing to score.
    """

    precision: float | None
    recall: float | None
    f1: float | None
    low: float | None
    high: float | None
    gold: int
    read: int

    def as_dict(self) -> dict[str, float | int | None]:
        """For JSON."""
        return asdict(self)


def draws(size: int) -> list[Counter[int]]:
    """How often each of ``size`` reports is in each of 1,000 resamples; the same in every run."""
    random = Random(_SEED)
    return [Counter(random.choices(range(size), k=size)) for _ in range(_RESAMPLES)]


def figures_of(reports: Sequence[dict[str, Count]]) -> dict[str, Figure]:
    """Every measure over the given reports."""
    samples = draws(len(reports)) if reports else []
    return {name: _figure([report[name] for report in reports], samples) for name in MEASURES}


def _figure(counts: Sequence[Count], samples: Sequence[Counter[int]]) -> Figure:
    total = _total(counts, Counter(range(len(counts))))
    spread = sorted(f1 for sample in samples if (f1 := _total(counts, sample).f1) is not None)
    low, high = interval(spread)
    return Figure(total.precision, total.recall, total.f1, low, high, total.gold, total.read)


def _total(counts: Sequence[Count], sample: Counter[int]) -> Count:
    hit = gold = read = 0
    for i, times in sample.items():
        count = counts[i]
        hit += times * count.hit
        gold += times * count.gold
        read += times * count.read
    return Count(hit, gold, read)


def interval(spread: Sequence[float]) -> tuple[float | None, float | None]:
    """The ends of the middle 95 % of sorted values."""
    if not spread:
        return None, None
    return spread[int(_LOW * len(spread))], spread[int(_HIGH * len(spread)) - 1]
