"""Sub-totals: parts that don't add up or overlap, and totals that are a part of wider ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from marsad.link.tallies.areas import Area, AreaReader, overlap, within
from marsad.link.tallies.compare import add, less
from marsad.link.tallies.kinds import Kinds, maybe_narrower, narrower
from marsad.link.tallies.parties import Kin, part_of
from marsad.link.tallies.records import Contrast, Line
from marsad.link.tallies.spoken import range_text
from marsad.link.tallies.totals import Total, no_more_than
from marsad.model import Count

#: Totals of one claimant, measure and period that are compared with each other in pairs.
_MOST_IN_PAIRS: Final = 60


def parts_sum(total: Total) -> Count:
    """What the parts add up to."""
    return add(part.count for part in total.parts)


def faults_of_parts(total: Total, reader: AreaReader) -> list[Line]:
    """What is wrong with the parts of a total."""
    areas = [reader.read(part.area) for part in total.parts]
    claimed, summed = total.tally.count, parts_sum(total)
    lines = []
    doubled = _overlapping(total, areas)
    if total.parts and claimed.most is not None and summed.least is not None and summed.least > claimed.most:
        over = Count(summed.least - claimed.most, None)
        if summed.most is not None and claimed.least is not None:
            over = Count(over.least, summed.most - claimed.least)
        details = {"sum": range_text(summed), "claimed": range_text(claimed), "over": range_text(over)}
        lines.append(Line(code="parts-over", details=details))
    lines += doubled
    for part, area in zip(total.parts, areas, strict=True):
        if not no_more_than(part.count, claimed):
            details = {"area": part.area, "count": range_text(part.count), "claimed": range_text(claimed)}
            lines.append(Line(code="part-over", details=details))
        if within(area, total.area) is False:
            lines.append(
                Line(code="part-elsewhere", details={"area": part.area, "of": total.tally.area or ""})
            )
        if not area.known:
            lines.append(Line(code="part-not-placed", details={"area": part.area}))
    return lines


def _overlapping(total: Total, areas: Sequence[Area]) -> list[Line]:
    pairs = combinations(zip(total.parts, areas, strict=True), 2)
    return [
        Line(code="parts-overlap", details={"area": one.area, "other": other.area})
        for (one, first), (other, second) in pairs
        if overlap(first, second)
    ]


def remainder(total: Total) -> Count | None:
    """What the parts leave over; None without parts, or where they reach the total."""
    if not total.parts:
        return None
    left = less(total.tally.count, parts_sum(total))
    if left.most is not None and left.most <= 0:
        return None
    return Count(max(0, left.least or 0), left.most)


@dataclass(slots=True)
class Neighbours:
    """Totals beside each other: wider, narrower, and the same of another claimant; keys by key."""

    wider: dict[str, list[str]] = field(default_factory=dict)
    narrower: dict[str, list[str]] = field(default_factory=dict)
    contrasts: dict[str, list[Contrast]] = field(default_factory=dict)
    findings: dict[str, list[Line]] = field(default_factory=dict)


def neighbours(totals: Sequence[Total], reader: AreaReader, kin: Kin, kinds: Kinds) -> Neighbours:
    """What the totals are to each other."""
    found = Neighbours()
    _contrast(totals, found)
    groups: dict[tuple[object, ...], list[Total]] = {}
    for total in totals:
        tally = total.tally
        if tally.claimant is not None and total.days is not None:
            groups.setdefault((tally.claimant, tally.measure, total.days), []).append(total)
    for group in groups.values():
        if len(group) <= _MOST_IN_PAIRS:
            _nest(group, reader, kin, kinds, found)
    return found


def _contrast(totals: Sequence[Total], found: Neighbours) -> None:
    same: dict[tuple[object, ...], list[Total]] = {}
    for total in totals:
        if total.area.known or total.tally.actor or total.tally.type:
            terms = total.terms
            key = (terms.actor, terms.kind, terms.area.key, terms.measure, total.days)
            same.setdefault(key, []).append(total)
    for group in same.values():
        if len(group) > _MOST_IN_PAIRS:
            continue
        for one in group:
            others = [
                Contrast(key=other.key, claimant=other.tally.claimant, claimed=other.tally.count)
                for other in group
                if other.tally.claimant != one.tally.claimant and one.days is not None
            ]
            if others:
                found.contrasts[one.key] = others
            same_counter = [
                other for other in group if other is not one and other.tally.claimant == one.tally.claimant
            ]
            for other in same_counter:
                if one.tally.claimant is not None and other.tally.count != one.tally.count:
                    details = {"tally": other.key, "other": _text(other), "count": _text(one)}
                    # One report that gives two figures gives them for different victims or deeds.
                    code = "other-figure" if set(one.docs).isdisjoint(other.docs) else "other-figure-here"
                    found.findings.setdefault(one.key, []).append(Line(code=code, details=details))


def _nest(group: Sequence[Total], reader: AreaReader, kin: Kin, kinds: Kinds, found: Neighbours) -> None:
    for outer in group:
        around = [one for one in group if one is not outer and _belongs(one, outer, kin, kinds)]
        for one in around:
            found.narrower.setdefault(outer.key, []).append(one.key)
            found.wider.setdefault(one.key, []).append(outer.key)
        inner = [one for one in around if narrower(one.tally.type, outer.tally.type, kinds)]
        lines = [*_larger(outer, inner), *_other_figures(outer, inner, reader)]
        lines += _sums(outer, inner, kin, kinds)
        if lines:
            found.findings.setdefault(outer.key, []).extend(lines)


def _belongs(inner: Total, outer: Total, kin: Kin, kinds: Kinds) -> bool:
    """Whether a total is of narrower terms: each the same or narrower, and one of them narrower.

    The kind may be one that the wider total only may count; such pairs are shown, but give no findings.
    """
    if _identity(inner) == _identity(outer) or within(inner.area, outer.area) is not True:
        return False
    if not part_of(inner.tally.actor, outer.tally.actor, kin):
        return False
    return maybe_narrower(inner.tally.type, outer.tally.type, kinds)


def _identity(total: Total) -> tuple[str | None, str | None, str]:
    return total.tally.actor, total.tally.type, total.area.key


def _larger(outer: Total, inner: Sequence[Total]) -> list[Line]:
    """Narrower totals that are larger."""
    return [
        Line(code="narrower-over", details={"tally": one.key, "count": _text(one), "claimed": _text(outer)})
        for one in inner
        if not no_more_than(one.tally.count, outer.tally.count)
    ]


def _other_figures(outer: Total, inner: Sequence[Total], reader: AreaReader) -> list[Line]:
    """Totals of their own whose figure is another than that of the part for the same area."""
    lines = []
    for part in outer.parts:
        key = reader.read(part.area).key
        for one in inner:
            same = _identity(one) == (outer.tally.actor, outer.tally.type, key)
            if same and one.tally.count != part.count:
                details = {
                    "area": part.area,
                    "count": range_text(part.count),
                    "tally": one.key,
                    "other": _text(one),
                }
                lines.append(Line(code="part-differs", details=details))
    return lines


def _sums(outer: Total, inner: Sequence[Total], kin: Kin, kinds: Kinds) -> list[Line]:
    """Totals by doer, or by kind, that add up to more than the total over all."""
    lines = []
    for field_at, code in ((0, "actors-over"), (1, "types-over")):
        rest = [at for at in range(3) if at != field_at]
        whole = _identity(outer)
        ones = [one for one in inner if all(_identity(one)[at] == whole[at] for at in rest)]
        # Those that hold one another would be counted twice.
        flat = [
            one
            for one in ones
            if not any(_belongs(one, other, kin, kinds) for other in ones if other is not one)
        ]
        summed = add(one.tally.count for one in flat)
        most = outer.tally.count.most
        if len(flat) > 1 and most is not None and (summed.least or 0) > most:
            details = {"sum": range_text(summed), "claimed": _text(outer)}
            lines.append(Line(code=code, details=details))
    return lines


def _text(total: Total) -> str:
    return range_text(total.tally.count)
