"""Successive totals of one claimant since one day («208، 215، 224…»), step by step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from marsad.link.tallies.areas import told
from marsad.link.tallies.arithmetic import step_lines
from marsad.link.tallies.candidates import Incidents, iso_day
from marsad.link.tallies.compare import compare, less
from marsad.link.tallies.records import Comparison, Point, Series, Step
from marsad.link.tallies.totals import Total, too_wide
from marsad.model import Count


def series_of(totals: Sequence[Total], incidents: Incidents) -> tuple[Series, ...]:
    """Every series with totals up to two days or more; they need a claimant and a whole period."""
    groups: dict[tuple[str, ...], list[Total]] = {}
    for total in totals:
        tally = total.tally
        if tally.claimant is None or total.days is None:
            continue
        start = iso_day(total.days[0])
        key = (
            tally.claimant, tally.actor or "", tally.type or "", total.area.key, tally.measure, start,
        )  # fmt: skip
        groups.setdefault(key, []).append(total)
    made = (_series("|".join(key), group, incidents) for key, group in sorted(groups.items()))
    return tuple(series for series in made if series is not None)


def _series(key: str, group: Sequence[Total], incidents: Incidents) -> Series | None:
    by_point: dict[tuple[int, Count], list[Total]] = {}
    for total in sorted(group, key=_order):
        if total.days is not None:
            by_point.setdefault((total.days[1], total.tally.count), []).append(total)
    if len({day for day, _ in by_point}) < 2:
        return None
    firsts = [totals[0] for totals in by_point.values()]
    one = firsts[0]
    return Series(
        key=key,
        claimant=one.tally.claimant or "",
        type=one.tally.type,
        actor=one.tally.actor,
        measure=one.tally.measure,
        area=told(one.area, one.tally.area),
        start=one.tally.start or "",
        points=tuple(_point(totals) for totals in by_point.values()),
        steps=tuple(_step(first, second, incidents) for first, second in pairwise(firsts)),
    )


def _order(total: Total) -> tuple[int, int, int, str]:
    least, most = total.tally.count
    return (total.days or (0, 0))[1], least or 0, most if most is not None else 10**12, total.key


def _point(totals: Sequence[Total]) -> Point:
    docs = dict.fromkeys(doc for total in totals for doc in total.docs)
    tally = totals[0].tally
    return Point(key=totals[0].key, docs=tuple(docs), end=tally.end or "", claimed=tally.count)


def _step(first: Total, second: Total, incidents: Incidents) -> Step:
    """What the total grew by, beside what is recorded after the first end and up to the second."""
    change = less(second.tally.count, first.tally.count)
    before, last = (first.days or (0, 0))[1], (second.days or (0, 0))[1]
    comparison: Comparison | None = None
    if last > before and not too_wide(second):
        shown = (iso_day(before + 1), iso_day(last))
        text = second.tally.area
        comparison, _ = compare(incidents, "increment", second.terms, text, change, (before + 1, last), shown)
    move = _move(change) if last > before else "differs"
    step = Step(from_key=first.key, to_key=second.key, change=change, move=move, comparison=comparison)
    days = (first.tally.end or "", second.tally.end or "")
    return msgspec.structs.replace(step, lines=step_lines(step, first.tally.count, second.tally.count, days))


def _move(change: Count) -> Literal["rises", "stays", "falls", "unclear"]:
    if change == Count(0, 0):
        return "stays"
    if change.least is not None and change.least >= 0:
        return "rises"
    return "falls" if change.most is not None and change.most < 0 else "unclear"
