"""Wanted incidents, counted: over time, by type, actor and division, and where they lie on a map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

import msgspec
from django.db.models import Avg, Count, F, IntegerField, QuerySet
from django.db.models.functions import Cast, Substr

from marsad.store import models
from marsad.store.incidentfacts import UNLISTED
from marsad.store.incidentsearch import IncidentFilter, facts_wanted, in_order, point_columns

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
    found = facts_wanted(wanted).order_by()
    groups = list(found.values_list("type", "admin1", "country").annotate(Count("pk"), Count("lat")))
    times = _over_time(found, whole=wanted.since is not None)
    parties = found.values_list("actors").annotate(Count("pk"))
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
        actors=_most_first(_by_actor(parties.iterator(chunk_size=5_000))),
        divisions=tuple(
            Division(name, country, number)
            for (name, country), number in sorted(
                divisions.items(), key=lambda item: (-item[1], str(item[0]))
            )
        ),
    )


def _most_first(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _by_actor(told: Iterable[tuple[str, int]]) -> Counter[str]:
    counted = Counter[str]()
    for parties, number in told:
        for actor in {party.partition(":")[2] for party in parties.split()} - {UNLISTED}:
            counted[actor] += number
    return counted


# Over time


class _Times(NamedTuple):
    unit: Unit
    bars: tuple[Bar, ...]
    earlier: int


def _over_time(found: QuerySet[models.IncidentFacts], *, whole: bool) -> _Times:
    """By month, or by week or day where that is a short time.

    The few of long ago are left out, as the others would be pressed together.
    """
    months = _counted(found, 7)
    if not months:
        return _Times("day", (), 0)
    first = min(at for at, _ in months) if whole else _first_shown(months)
    earlier = sum(number for (at, _), number in months.items() if at < first)
    months = {key: number for key, number in months.items() if key[0] >= first}
    unit = _unit(first, max(at for at, _ in months))
    if unit == "month":
        spans = Counter({(f"{at}-01", kind): number for (at, kind), number in months.items()})
    else:
        spans = Counter[tuple[str, str]]()
        for (at, kind), number in _counted(found.filter(start__gte=first), 10).items():
            spans[first_day(date.fromisoformat(at), unit).isoformat(), kind] += number
    bars = tuple(Bar(start, kind, number) for (start, kind), number in sorted(spans.items()))
    return _Times(unit, bars, earlier)


def _counted(rows: QuerySet[models.IncidentFacts], signs: int) -> dict[tuple[str, str], int]:
    """How many begin at each time, told by so many signs of their first day, by class."""
    # A function of the day keeps databases from following its index, which costs more than it saves.
    dated = rows.filter(start__isnull=False).annotate(at=Substr("start", 1, signs))
    told = dated.values_list("at", "event_class").annotate(Count("pk"))
    return {(at, kind): number for at, kind, number in told}


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
    found = in_order(wanted).filter(**{f"{lat}__isnull": False})
    if box is not None:
        west, south, east, north = box
        found = found.filter(**{f"{lat}__range": (south, north), f"{lon}__range": (west, east)})
    # Counted first: putting very many in order, to see that they are too many, takes longer.
    if found.count() <= MOST_POINTS:
        told = ("type", "event_class", "start", "end", "status", "contested", "killed")
        return [Point(*row) for row in found.values_list("key", lat, lon, radius, *told)]
    side = _side(box)
    # Cells by whole numbers: SQLite has `floor` only through Python, which takes seconds.
    row, column = (Cast((F(name) + 360) / side, IntegerField()) for name in (lat, lon))
    near = found.order_by().annotate(row=row, column=column)
    counted = near.values_list("row", "column").annotate(Count("pk"), Avg(lat), Avg(lon))
    return [Cell(round(mlat, 4), round(mlon, 4), number) for _, _, number, mlat, mlon in counted]


def _side(box: Box | None) -> float:
    """The side of cells, in degrees, for what is looked at."""
    if box is None:
        return 0.5
    longer = max(box[2] - box[0], box[3] - box[1])
    return next((side for side in _SIDES if longer / side <= _CELLS), _SIDES[-1])
