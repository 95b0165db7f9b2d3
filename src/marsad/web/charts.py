"""Pictures as shapes: where lines, bars and names stand. Templates of ``web/charts/`` draw them as SVG.

Nothing here knows what is counted. Lengths are units of the picture; colours, letters and widths of
lines are left to the stylesheet. In Arabic time and flows run from right to left.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, Literal, NamedTuple

Anchor = Literal["start", "middle", "end"]
_WIDTH: Final = 720.0
#: Of a column; a few of them would be walls else.
_WIDEST: Final = 48.0


class Tick(NamedTuple):
    """A place on an axis and its words."""

    at: float
    label: str


class Bar(NamedTuple):
    """A rectangle. ``kind`` is its class in the stylesheet, ``label`` what it stands for in words."""

    x: float
    y: float
    width: float
    height: float
    kind: str = ""
    label: str = ""
    href: str = ""


# Columns


class Columns(NamedTuple):
    """Counts side by side."""

    width: float
    height: float
    base: float
    bars: list[Bar]
    ticks: list[Tick]
    levels: list[Tick]


class Value(NamedTuple):
    """A count with the words of its column, the mark below it (or none), and where it leads."""

    number: int
    label: str
    mark: str = ""
    href: str = ""


def columns(values: Sequence[Value], *, rtl: bool, height: float = 160.0) -> Columns:
    """A column for each value, in their order."""
    inner, top, left = height - 24.0, 8.0, 40.0
    most = max((value.number for value in values), default=0) or 1
    step = (_WIDTH - left) / max(len(values), 1)
    bars, ticks = [], []
    for place, value in enumerate(values):
        width = min(step * 0.8, _WIDEST)
        x = _turned(left + place * step + (step - width) / 2, width, rtl)
        size = (inner - top) * value.number / most
        bars.append(Bar(x, inner - size, width, size, "", value.label, value.href))
        if value.mark:
            ticks.append(Tick(x + width / 2, value.mark))
    levels = [Tick(inner - (inner - top) * level / most, f"{level:,}") for level in _levels(most)]
    return Columns(_WIDTH, height, inner, bars, ticks, levels)


def _levels(most: int) -> list[int]:
    """Round figures up to the greatest count: few, and whole."""
    size = 10 ** math.floor(math.log10(most))
    step = next(size * part for part in (1, 2, 5, 10) if most / (size * part) <= 4)
    return list(range(step, most + 1, step))


def _turned(x: float, width: float, rtl: bool) -> float:
    return _WIDTH - x - width if rtl else x


# Claimed beside recorded


class Row(NamedTuple):
    """Bars of what is claimed, recorded, and possible besides: where they begin, and their lengths of 100."""

    claimed_at: float
    claimed: float
    recorded_at: float
    recorded: float
    possible_at: float
    possible: float


def row(claimed: int, recorded: int, possible: int, *, rtl: bool) -> Row:
    """A total as two bars, one above the other; the longer is 100 long."""
    scale = 100.0 / max(claimed, recorded + possible, 1)
    told, sure, open_ = claimed * scale, recorded * scale, possible * scale
    if rtl:
        return Row(100 - told, told, 100 - sure, sure, 100 - sure - open_, open_)
    return Row(0.0, told, 0.0, sure, sure, open_)


class Mark(NamedTuple):
    """A total: the day it ends on, what it claims, what is recorded and what is possible besides."""

    day: str
    claimed: int
    recorded: int
    possible: int
    label: str
    href: str


class DrawnMark(NamedTuple):
    """A total in the picture: heights of its three figures at one place."""

    x: float
    claimed: float
    recorded: float
    most: float
    label: str
    href: str


class OverTime(NamedTuple):
    """Totals over time, on a scale of powers of ten."""

    width: float
    height: float
    base: float
    marks: list[DrawnMark]
    ticks: list[Tick]
    levels: list[Tick]


def over_time(marks: Sequence[Mark], *, rtl: bool, height: float = 260.0) -> OverTime:
    """Totals by the day they end on. Figures of very different size stay comparable."""
    inner, top, side = height - 28.0, 12.0, 56.0
    days = [date.fromisoformat(mark.day).toordinal() for mark in marks]
    first, last = min(days, default=1), max(days, default=1)
    most = max((max(mark.claimed, mark.recorded + mark.possible) for mark in marks), default=1)

    def across(day: int) -> float:
        share = (day - first) / (last - first) if last > first else 0.5
        return _turned(side + share * (_WIDTH - side - 16.0), 0.0, rtl)

    def up(count: int) -> float:
        return inner - (inner - top) * math.log10(1 + max(count, 0)) / math.log10(1 + max(most, 1))

    drawn = [
        DrawnMark(
            across(day), up(mark.claimed), up(mark.recorded), up(mark.recorded + mark.possible), mark.label,
            mark.href,
        )
        for day, mark in zip(days, marks, strict=True)
    ]  # fmt: skip
    ticks = [Tick(across(day), label) for day, label in _years(first, last)]
    levels = [Tick(up(10**power), f"{10**power:,}") for power in range(int(math.log10(max(most, 1))) + 1)]
    return OverTime(_WIDTH, height, inner, drawn, ticks, levels)


def _years(first: int, last: int) -> list[tuple[int, str]]:
    """Beginnings of years between two days; of months where all lie in one year."""
    start, end = date.fromordinal(first), date.fromordinal(last)
    if end.year > start.year:
        years = range(start.year + 1, end.year + 1, math.ceil((end.year - start.year) / 8))
        return [(date(year, 1, 1).toordinal(), str(year)) for year in years]
    months = [date(start.year, month, 1) for month in range(start.month + 1, end.month + 1)]
    return [(month.toordinal(), f"{month:%Y-%m}") for month in months]


class Climb(NamedTuple):
    """Successive totals as a line that climbs by steps, and what is recorded from one to the next."""

    width: float
    height: float
    base: float
    path: str
    points: list[Bar]
    recorded: list[Bar]
    ticks: list[Tick]
    levels: list[Tick]


def climb(
    points: Sequence[tuple[str, int]],
    recorded: Sequence[int | None],
    *,
    rtl: bool,
    said: Callable[[str], str] = str,
) -> Climb:
    """A series.

    Args:
        points: Day and total, in their order.
        recorded: What is recorded between each point and the next, None where that can't be told.
        rtl: Whether time runs from right to left.
        said: What a day is called.
    """
    height, inner, top, side = 260.0, 232.0, 12.0, 64.0
    days = [date.fromisoformat(day).toordinal() for day, _ in points]
    first, last = min(days), max(days)
    start = points[0][1]
    sums = [start]
    for count in recorded:
        sums.append(sums[-1] + (count or 0))
    low = min(start, *(count for _, count in points))
    high = max(*(count for _, count in points), *sums, low + 1)

    def across(day: int) -> float:
        return _turned(side + (day - first) / max(last - first, 1) * (_WIDTH - 2 * side), 0.0, rtl)

    def up(count: int) -> float:
        return inner - (inner - top) * (count - low) / (high - low)

    places = [(across(day), up(count)) for day, (_, count) in zip(days, points, strict=True)]
    path = f"M{_n(places[0][0])} {_n(places[0][1])}" + "".join(f"H{_n(x)}V{_n(y)}" for x, y in places[1:])
    dots = [
        Bar(x, y, 0, 0, "", f"{said(day)}: {count:,}")
        for (x, y), (day, count) in zip(places, points, strict=True)
    ]
    bars = []
    for place, ((one, _), (two, _)) in enumerate(pairwise(places)):
        count = recorded[place]
        if count:
            level, before = up(sums[place + 1]), up(sums[place])
            bars.append(
                Bar(min(one, two), level, max(abs(two - one), 2.0), before - level, "", f"+{count:,}")
            )
    levels = [Tick(up(level), f"{level:,}") for level in sorted({low, (low + high) // 2, high})]
    ticks = [Tick(across(first), said(points[0][0])), Tick(across(last), said(points[-1][0]))]
    return Climb(_WIDTH, height, inner, path, dots, bars, ticks if last > first else ticks[:1], levels)


def _n(number: float) -> str:
    return f"{number:.1f}"


# Flows


class Node(NamedTuple):
    """A stop of flows: a bar with its name beside it."""

    bar: Bar
    name: str
    number: int
    text_x: float
    text_y: float
    anchor: Anchor


class Band(NamedTuple):
    """A flow between two stops."""

    path: str
    width: float
    label: str


class Flows(NamedTuple):
    """Flows from left to right, or in Arabic from right to left, over three columns."""

    width: float
    height: float
    nodes: list[Node]
    bands: list[Band]


#: Column and name of a stop.
Stop = tuple[int, str]
_BAR: Final = 12.0
_GAP: Final = 26.0
_LEAST: Final = 3.0
_COLUMNS: Final = 3


def flows(legs: Mapping[tuple[Stop, Stop], int], *, rtl: bool) -> Flows:
    """A picture of flows as bands, as wide as they are strong (after Sankey, 1898).

    Args:
        legs: From a stop in one column to one in a later column, and how often.
        rtl: Whether they run from right to left.
    """
    out: Counter[Stop] = Counter()
    into: Counter[Stop] = Counter()
    for (start, end), count in legs.items():
        out[start] += count
        into[end] += count
    sizes = {stop: max(out[stop], into[stop]) for stop in {*out, *into}}
    by_column: defaultdict[int, list[Stop]] = defaultdict(list)
    for stop in sorted(sizes, key=lambda one: (-sizes[one], one)):
        by_column[stop[0]].append(stop)
    heaviest = max((sum(sizes[stop] for stop in stops) for stops in by_column.values()), default=1)
    unit = max(260.0 / heaviest, 0.5)
    tops: dict[Stop, float] = {}
    height = 0.0
    for stops in by_column.values():
        y = 16.0
        for stop in stops:
            tops[stop] = y
            y += max(sizes[stop] * unit, _LEAST) + _GAP
        height = max(height, y)
    nodes = [_node(stop, tops[stop], max(sizes[stop] * unit, _LEAST), sizes[stop], rtl) for stop in tops]
    return Flows(_WIDTH, height, nodes, _bands(legs, tops, unit, rtl))


def _column_x(column: int, rtl: bool) -> float:
    space = (_WIDTH - _BAR) / (_COLUMNS - 1)
    return _turned(column * space, _BAR, rtl)


def _node(stop: Stop, top: float, size: float, count: int, rtl: bool) -> Node:
    column, name = stop
    x = _column_x(column, rtl)
    anchor: Anchor = "middle"
    text_x = x + _BAR / 2
    if column != 1:
        is_left = x < _WIDTH / 2
        anchor, text_x = ("start", 0.0) if is_left else ("end", _WIDTH)
    return Node(Bar(x, top, _BAR, size), name, count, text_x, top - 5.0, anchor)


def _bands(
    legs: Mapping[tuple[Stop, Stop], int], tops: Mapping[Stop, float], unit: float, rtl: bool
) -> list[Band]:
    used_out: dict[Stop, float] = dict(tops)
    used_in: dict[Stop, float] = dict(tops)
    made = []
    for (start, end), count in sorted(legs.items(), key=lambda leg: (tops[leg[0][0]], tops[leg[0][1]])):
        width = max(count * unit, 1.0)
        y1, y2 = used_out[start] + width / 2, used_in[end] + width / 2
        used_out[start] += width
        used_in[end] += width
        x1, x2 = _column_x(start[0], rtl), _column_x(end[0], rtl)
        x1, x2 = (x1 + _BAR, x2) if x1 < x2 else (x1, x2 + _BAR)
        middle = (x1 + x2) / 2
        path = f"M{_n(x1)} {_n(y1)}C{_n(middle)} {_n(y1)} {_n(middle)} {_n(y2)} {_n(x2)} {_n(y2)}"
        label = f"{start[1]} {'←' if rtl else '→'} {end[1]}: {count:,}"
        made.append(Band(path, round(width, 1), label))
    return made


# Who with whom


class Spot(NamedTuple):
    """Somebody on the ring."""

    x: float
    y: float
    size: float
    name: str
    text_x: float
    text_y: float
    anchor: Anchor
    href: str


class Tie(NamedTuple):
    """A line between two."""

    path: str
    width: float
    kind: str
    label: str


class Ring(NamedTuple):
    """People or groups on a ring, and lines between them."""

    width: float
    height: float
    spots: list[Spot]
    ties: list[Tie]


class Edge(NamedTuple):
    """A tie to be drawn: ids of both ends, its class in the stylesheet, how often, and its words."""

    one: str
    other: str
    kind: str
    number: int
    label: str


def ring(names: Mapping[str, tuple[str, int, str]], edges: Iterable[Edge]) -> Ring:
    """A ring on which those with many ties stand apart, so that few lines hide each other.

    Args:
        names: By id: name, weight and address; their order is the order on the ring.
        edges: Between ids of ``names``.
    """
    width, height, radius = 840.0, 560.0, 230.0
    most = max((weight for _, weight, _ in names.values()), default=1) or 1
    places: dict[str, tuple[float, float]] = {}
    spots = []
    for number, (key, (name, weight, href)) in enumerate(names.items()):
        angle = 2 * math.pi * number / max(len(names), 1) - math.pi / 2
        x, y = width / 2 + radius * math.cos(angle), height / 2 + radius * math.sin(angle)
        places[key] = (x, y)
        size = 4.0 + 10.0 * math.sqrt(weight / most)
        beside = size + 6.0
        text_x, text_y = x + beside * math.cos(angle), y + beside * math.sin(angle) + 4.0
        anchor: Anchor = (
            "middle" if abs(math.cos(angle)) < 0.15 else "start" if math.cos(angle) > 0 else "end"
        )
        if anchor == "middle":
            text_y += 10.0 * math.sin(angle)
        spots.append(Spot(x, y, size, name, text_x, text_y, anchor, href))
    ties = [_tie(edge, places, (width / 2, height / 2)) for edge in _strongest_last(edges)]
    return Ring(width, height, spots, ties)


def _strongest_last(edges: Iterable[Edge]) -> list[Edge]:
    return sorted(edges, key=lambda edge: (edge.number, edge.one, edge.other, edge.kind))


def _tie(edge: Edge, places: Mapping[str, tuple[float, float]], middle: tuple[float, float]) -> Tie:
    (x1, y1), (x2, y2) = places[edge.one], places[edge.other]
    if edge.one == edge.other:
        away = 40.0 if x1 >= middle[0] else -40.0
        path = f"M{_n(x1)} {_n(y1)}c{_n(-away)} -40 {_n(-away)} 40 0 0"
    else:
        cx, cy = (middle[0] + (x1 + x2) / 2) / 2, (middle[1] + (y1 + y2) / 2) / 2
        path = f"M{_n(x1)} {_n(y1)}Q{_n(cx)} {_n(cy)} {_n(x2)} {_n(y2)}"
    return Tie(path, round(1.0 + math.log2(1 + edge.number) * 0.9, 1), edge.kind, edge.label)
