"""Wanted incidents, counted: over time, by type, actor and division, and where they lie on a map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

import msgspec

from marsad.store.factcopy import Facts, current_facts
from marsad.store.incidentfacts import BETWEEN_NAMES, UNLISTED
from marsad.store.incidentsearch import IncidentFilter, Part, in_order_of, point_columns, wanted_part

Unit = Literal["day", "week", "month"]
#: Days up to which a chart has a bar for each day, each week.
_BY_DAY: Final = 100
_BY_WEEK: Final = 900
#: Share of the dated incidents that may lie before a chart begins.
_LONG_AGO: Final = 0.02
#: So many incidents are drawn one by one; more are counted by cells.
MOST_POINTS: Final = 5_000
#: Cells along the longer side of what is looked at.
_CELLS: Final = 48
#: Sides of cells in degrees.
_SIDES: Final = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Bar(msgspec.Struct, frozen=True):
    """How many incidents of a class begin in a span of time; ``start`` is its first day."""

    start: str
    event_class: str
    number: int


class Division(msgspec.Struct, frozen=True):
    """How many lie in a first-level division. ``name`` is None for those told by country alone."""

    name: str | None
    country: str | None
    number: int


class Aggregates(msgspec.Struct, frozen=True):
    """What is counted of the wanted incidents; ``types``, ``actors`` and ``divisions`` most first.

    An incident counts in the type that most tell, once for each actor of it, and on its first day.
    ``earlier`` are those long before the others, which ``bars`` leave out.
    """

    total: int
    undated: int
    unplaced: int
    earlier: int
    unit: Unit
    bars: tuple[Bar, ...]
    types: tuple[tuple[str, int], ...]
    actors: tuple[tuple[str, int], ...]
    divisions: tuple[Division, ...]


def aggregates(wanted: IncidentFilter) -> Aggregates:
    """Everything that is counted of the wanted incidents."""
    with current_facts() as facts:
        part = wanted_part(facts, wanted)
        groups = _groups(facts, part, "type, admin1, country", "count(*), count(lat)")
        actors = _by_actor(facts, part)
        times = _over_time(facts, part, whole=wanted.since is not None)
    types, divisions = Counter[str](), Counter[tuple[str | None, str | None]]()
    for event_type, admin1, country, number, _ in groups:
        types[event_type] += number
        divisions[admin1, country] += number
    divisions.pop((None, None), None)
    total = sum(types.values())
    return Aggregates(
        total=total,
        undated=total - times.earlier - sum(bar.number for bar in times.bars),
        unplaced=total - sum(placed for *_, placed in groups),
        earlier=times.earlier,
        unit=times.unit,
        bars=times.bars,
        types=_most_first(types),
        actors=_most_first(actors),
        divisions=tuple(
            Division(name, country, number)
            for (name, country), number in sorted(
                divisions.items(), key=lambda item: (-item[1], str(item[0]))
            )
        ),
    )


class Choices(msgspec.Struct, frozen=True):
    """What filters can choose from: divisions, by their Arabic names, and publishers that incidents have."""

    divisions: tuple[str, ...]
    sources: tuple[str, ...]


def choices() -> Choices:
    """Divisions and publishers of all incidents, in order."""
    with current_facts() as facts:
        divisions = facts.rows("SELECT DISTINCT admin1 FROM facts WHERE admin1 <> '' ORDER BY admin1")
        told = "SELECT DISTINCT sources FROM facts"
        names = f"SELECT DISTINCT unnest(string_split(sources, ?)) AS name FROM ({told})"
        sources = facts.rows(f"SELECT name FROM ({names}) WHERE name <> '' ORDER BY name", (BETWEEN_NAMES,))
    return Choices(tuple(name for (name,) in divisions), tuple(name for (name,) in sources))


def _groups(facts: Facts, part: Part, columns: str, counts: str) -> list[tuple[Any, ...]]:
    """Counts of what fulfils a condition, by the values of some columns."""
    return facts.rows(
        f"SELECT {columns}, {counts} FROM facts WHERE {part.sql} GROUP BY {columns}", part.values
    )


def _most_first(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _by_actor(facts: Facts, part: Part) -> Counter[str]:
    """How many incidents each listed actor has a role in; one in two roles counts once."""
    ids = "list_distinct([split_part(party, ':', 2) for party in string_split(trim(actors), ' ')])"
    groups = f"SELECT actors, count(*) AS number FROM facts WHERE {part.sql} GROUP BY actors"
    told = f"SELECT unnest({ids}) AS actor, number FROM ({groups})"
    found = facts.rows(f"SELECT actor, sum(number)::INT FROM ({told}) GROUP BY actor", part.values)
    return Counter({actor: number for actor, number in found if actor and actor != UNLISTED})


# Over time


class _Times(NamedTuple):
    unit: Unit
    bars: tuple[Bar, ...]
    earlier: int


def _over_time(facts: Facts, part: Part, *, whole: bool) -> _Times:
    """By month, or by week or day where that is a short time.

    The few of long ago are left out, as the others would be pressed together.
    """
    days = {
        (at, kind): number
        for at, kind, number in _groups(facts, part, "start, event_class", "count(*)")
        if at
    }
    months = Counter[tuple[str, str]]()
    for (at, kind), number in days.items():
        months[at[:7], kind] += number
    if not months:
        return _Times("day", (), 0)
    first = min(at for at, _ in months) if whole else _first_shown(months)
    earlier = sum(number for (at, _), number in months.items() if at < first)
    unit = _unit(first, max(at for at, _ in months))
    spans = Counter[tuple[str, str]]()
    for (at, kind), number in days.items():
        if at >= first:
            spans[_span(at, unit), kind] += number
    bars = tuple(Bar(start, kind, number) for (start, kind), number in sorted(spans.items()))
    return _Times(unit, bars, earlier)


@lru_cache(maxsize=20_000)
def _span(day: str, unit: Unit) -> str:
    return first_day(date.fromisoformat(day), unit).isoformat()


def _first_shown(months: Mapping[tuple[str, str], int]) -> str:
    """The month that all but a few incidents come after."""
    left = sum(months.values()) * _LONG_AGO
    for (at, _), number in sorted(months.items()):
        left -= number
        if left < 0:
            return at
    return max(at for at, _ in months)


def _unit(first: str, last: str) -> Unit:
    """What a chart from one month to another has a bar for."""
    days = (date.fromisoformat(f"{last}-28") - date.fromisoformat(f"{first}-01")).days
    return "day" if days <= _BY_DAY else "week" if days <= _BY_WEEK else "month"


def first_day(day: date, unit: Unit) -> date:
    """The first day of the span that a day lies in. Weeks begin on Saturday, as in the region."""
    if unit == "week":
        return day - timedelta(days=(day.weekday() + 2) % 7)
    return day.replace(day=1) if unit == "month" else day


# On the map


class Point(msgspec.Struct, frozen=True):
    """An incident on the map. Degrees of WGS 84; ``radius_m`` should hold the true place."""

    key: str
    lat: float
    lon: float
    radius_m: int
    type: str
    event_class: str
    start: str | None
    end: str | None
    status: str
    contested: bool
    killed: int


class Cell(msgspec.Struct, frozen=True):
    """Incidents near each other: their number and the middle of them."""

    lat: float
    lon: float
    number: int


#: West, south, east, north.
Box = tuple[float, float, float, float]


def points(wanted: IncidentFilter, box: Box | None = None) -> list[Point] | list[Cell]:
    """The wanted incidents that lie in a box of the map: one by one, or counted where they are too many.

    Args:
        wanted: Which ones.
        box: What is looked at; None for everywhere.
    """
    lat, lon, radius = point_columns(wanted)
    with current_facts() as facts:
        part = wanted_part(facts, wanted)
        sql, values = f"{lat} IS NOT NULL AND ({part.sql})", part.values
        if box is not None:
            west, south, east, north = box
            sql += f" AND {lat} BETWEEN ? AND ? AND {lon} BETWEEN ? AND ?"
            values = (*values, south, north, west, east)
        ((number,),) = facts.rows(f"SELECT count(*) FROM facts WHERE {sql}", values)
        if number <= MOST_POINTS:
            columns = (
                f'key, {lat}, {lon}, {radius}, type, event_class, start, "end", status, contested, killed'
            )
            found = f"SELECT {columns} FROM facts WHERE {sql} ORDER BY {in_order_of(wanted)}"
            return [Point(*row) for row in facts.rows(found, values)]
        cells = (
            f"SELECT avg({lat}), avg({lon}), count(*) FROM facts WHERE {sql} GROUP BY {_cells(lat, lon, box)}"
        )
        return [Cell(round(mlat, 4), round(mlon, 4), many) for mlat, mlon, many in facts.rows(cells, values)]


def _cells(lat: str, lon: str, box: Box | None) -> str:
    """The row and the column of the cell that a point lies in."""
    side = _side(box)
    return f"floor({lat} / {side}), floor({lon} / {side})"


def _side(box: Box | None) -> float:
    """The side of cells, in degrees, for what is looked at."""
    if box is None:
        return 0.5
    longer = max(box[2] - box[0], box[3] - box[1])
    return next((side for side in _SIDES if longer / side <= _CELLS), _SIDES[-1])
