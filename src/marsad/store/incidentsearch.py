"""Incidents by what they tell: the one definition of which are wanted, for lists, figures and files.

What is wanted is asked of the columns that `marsad.store.factcopy` holds; the incidents themselves are then
taken from the database by their numbers.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, NamedTuple

from marsad.arabic.fold import fold
from marsad.errors import UsageError
from marsad.model import ActorRole, Incident
from marsad.store import models
from marsad.store.factcopy import Facts, current_facts
from marsad.store.incidentfacts import BETWEEN_NAMES
from marsad.store.incidents import incident_of
from marsad.tables import load_table

Sort = Literal["newest", "oldest", "killed", "voices", "weakest"]
#: A corner of an area: longitude, latitude.
Corner = tuple[float, float]
#: Corners that an area may have; more would make questions that databases refuse.
MOST_CORNERS: Final = 60
#: Rows in memory at one time.
_BATCH: Final = 500
_ORDERS: Final[dict[Sort, str]] = {
    "newest": "start DESC NULLS LAST, key",
    "oldest": "start NULLS LAST, key",
    "killed": "killed DESC, key",
    "voices": "voices DESC, key",
    "weakest": "weakest NULLS LAST, key",
}


class IncidentFilter(NamedTuple):
    """Which incidents are wanted; None (False, nothing) asks nothing.

    Attributes:
        since, until: ISO days; an incident of several days need only touch them. Without a day
            it is not found by days.
        type: An id of ``event_types.csv`` or a class; any of the types told counts.
        actors: Ids of ``actors.csv``, of which one is named in ``role``, or in any.
        place: Name, id of a gazetteer or first-level division of the place that stands for it.
        admin1: First-level division, by its Arabic name as incidents hold it.
        min_killed: Somebody tells so many dead, or more.
        min_confidence: Some report of it was read with so much confidence (0 to 1), or more.
        source: Name of a publisher that tells of it.
        review: ``open``, ``accepted``, ``rejected``, ``changed``; or ``approved`` by a second person.
        area: Corners of a polygon that the place lies in.
        lacking: What it has not: a ``day``, or a ``place`` on the map.
        coarse: Asked for somebody who may not learn exactly where forces stand: areas hold the
            middle of their cells, and names of places find only those that have no forces.
    """

    since: str | None = None
    until: str | None = None
    type: str | None = None
    actors: frozenset[str] = frozenset()
    role: ActorRole | None = None
    place: str | None = None
    status: str | None = None
    min_voices: int | None = None
    min_killed: int | None = None
    contested: bool = False
    sort: Sort = "newest"
    admin1: str | None = None
    source: str | None = None
    review: str | None = None
    area: tuple[Corner, ...] = ()
    lacking: Literal["day", "place"] | None = None
    coarse: bool = False
    min_confidence: float | None = None


def find_incidents(wanted: IncidentFilter) -> Iterator[Incident]:
    """The incidents that are wanted, in the order asked for."""
    with current_facts() as facts:
        numbers = numbers_in_order(facts, wanted)
    return _with_numbers(numbers)


def page_of_incidents(wanted: IncidentFilter, first: int, most: int) -> list[Incident]:
    """A part of the wanted incidents, in the order asked for."""
    with current_facts() as facts:
        numbers = numbers_in_order(facts, wanted, first, most)
    return list(_with_numbers(numbers))


def _with_numbers(numbers: Sequence[int]) -> Iterator[Incident]:
    for first in range(0, len(numbers), _BATCH):
        some = numbers[first : first + _BATCH]
        rows = models.Incident.objects.in_bulk(some)
        yield from (incident_of(rows[number]) for number in some if number in rows)


def count_incidents(wanted: IncidentFilter) -> int:
    """How many there are."""
    with current_facts() as facts:
        part = wanted_part(facts, wanted)
        ((number,),) = facts.rows(f"SELECT count(*) FROM facts WHERE {part.sql}", part.values)
    return int(number)


def numbers_in_order(
    facts: Facts, wanted: IncidentFilter, first: int = 0, most: int | None = None
) -> list[int]:
    """Row ids of the wanted incidents, in the order asked for."""
    part = wanted_part(facts, wanted)
    order = in_order_of(wanted)
    sql = f"SELECT incident FROM facts WHERE {part.sql} ORDER BY {order} LIMIT ? OFFSET ?"
    return [number for (number,) in facts.rows(sql, (*part.values, most, first))]


def in_order_of(wanted: IncidentFilter) -> str:
    """The order asked for, as columns."""
    return _ORDERS[wanted.sort]


class Part(NamedTuple):
    """A condition in SQL, and the values of its marks."""

    sql: str
    values: tuple[Any, ...] = ()


def wanted_part(facts: Facts, wanted: IncidentFilter) -> Part:
    """The condition that the wanted incidents fulfil."""
    return _joined(_parts(facts, wanted), "AND", "true")


def _joined(parts: Iterator[Part], word: str, none: str) -> Part:
    some = list(parts)
    sql = f" {word} ".join(f"({part.sql})" for part in some)
    return Part(sql or none, tuple(value for part in some for value in part.values))


def _parts(facts: Facts, wanted: IncidentFilter) -> Iterator[Part]:
    if wanted.since:
        yield Part('"end" >= ?', (wanted.since,))
    if wanted.until:
        yield Part("start <= ?", (wanted.until,))
    if wanted.type:
        yield Part("contains(types, ?)", (f" {wanted.type} ",))
    if wanted.actors or wanted.role:
        yield _joined((Part("contains(actors, ?)", (party,)) for party in _parties(wanted)), "OR", "false")
    if wanted.place:
        yield _placed(facts, wanted.place, coarse=wanted.coarse)
    if wanted.source:
        yield Part("contains(sources, ?)", (f"{BETWEEN_NAMES}{wanted.source}{BETWEEN_NAMES}",))
    if wanted.contested:
        yield Part("contested")
    if wanted.review:
        yield Part("approved") if wanted.review == "approved" else Part("review = ?", (wanted.review,))
    if wanted.lacking:
        yield Part("start IS NULL" if wanted.lacking == "day" else "lat IS NULL")
    if wanted.area:
        yield _inside(wanted)
    yield from _by_column(wanted)


def _by_column(wanted: IncidentFilter) -> Iterator[Part]:
    """What asks for a value of a column, or for so much of it."""
    least = {
        "voices": wanted.min_voices,
        "killed": wanted.min_killed,
        "confidence_most": wanted.min_confidence,
    }
    for column, number in least.items():
        if number:
            yield Part(f"{column} >= ?", (number,))
    for column, value in {"status": wanted.status, "admin1": wanted.admin1}.items():
        if value:
            yield Part(f"{column} = ?", (value,))


def _parties(wanted: IncidentFilter) -> Iterator[str]:
    """What the column of actors holds where one of them is in the role."""
    if not wanted.actors:
        yield f" {wanted.role}:"
    for actor in sorted(wanted.actors):
        yield f" {wanted.role}:{actor} " if wanted.role else f":{actor} "


# Areas


def point_columns(wanted: IncidentFilter) -> tuple[str, str, str]:
    """The columns that hold latitude, longitude and radius for whoever asks."""
    return ("coarse_lat", "coarse_lon", "coarse_radius_m") if wanted.coarse else ("lat", "lon", "radius_m")


def _inside(wanted: IncidentFilter) -> Part:
    """Within the area: a ray from the point to the west crosses its edges an odd number of times."""
    lat, lon, _ = point_columns(wanted)
    lons, lats = zip(*wanted.area, strict=True)
    box = (min(lons), max(lons), min(lats), max(lats))
    crossed: list[Part] = []
    for (lon1, lat1), (lon2, lat2) in zip(wanted.area, [*wanted.area[1:], wanted.area[0]], strict=True):
        if lat1 != lat2:
            edge = f"{lat} >= ? AND {lat} < ? AND {lon} > ? + ({lat} - ?) * ?"
            slope = (lon2 - lon1) / (lat2 - lat1)
            crossed.append(Part(f"({edge})::INT", (min(lat1, lat2), max(lat1, lat2), lon1, lat1, slope)))
    times = " + ".join(part.sql for part in crossed) or "0"
    values = tuple(value for part in crossed for value in part.values)
    return Part(f"{lon} BETWEEN ? AND ? AND {lat} BETWEEN ? AND ? AND ({times}) % 2 = 1", (*box, *values))


# Places


def _placed(facts: Facts, asked: str, *, coarse: bool) -> Part:
    """The places that a person may mean: of this id or name, or anywhere in this division."""
    name = fold(asked)
    ids = {asked} | {
        key for key, ar, en in models.Place.objects.values_list("id", "ar", "en") if name in _folded(ar, en)
    }
    divisions = _divisions(name)
    names, inside = set(), set()
    for place, admin1 in facts.rows("SELECT DISTINCT place_name, admin1 FROM facts"):
        if name in _folded(place):
            names.add(place)
        if admin1 and (name in _folded(admin1) or admin1 in divisions):
            inside.add(admin1)
    exactly = "gazetteer_id IN (SELECT unnest(?)) OR place_name IN (SELECT unnest(?))"
    if coarse:
        exactly = f"NOT sensitive AND ({exactly})"
    told = (sorted(ids), sorted(names), sorted(inside))
    return Part(f"{exactly} OR admin1 IN (SELECT unnest(?))", told)


def _divisions(name: str) -> set[str]:
    """Arabic names of the first-level divisions that are called so."""
    rows = load_table("places/admin1.csv")
    return {
        row["name_ar"]
        for row in rows
        if name
        in _folded(row["code"], row["name_en"], *row["aliases_ar"].split("|"), *row["aliases_en"].split("|"))
    }


def _folded(*names: str) -> set[str]:
    return {fold(name) for name in names if name}


# By key


def live_row(key: str) -> models.Incident:
    """The row of an incident that has events.

    Raises:
        UsageError: There is none of this key (L101, L140), it was joined to another (L102), or none of
            its reports tells of it any more (L103).
    """
    row = models.Incident.objects.filter(key=key).first()
    if row is None:
        near = ", ".join(_nearest(key))
        raise UsageError("L101", found=key, near=near) if near else UsageError("L140", found=key)
    if row.events:
        return row
    into = where_it_went(row)
    if into is None:
        raise UsageError("L103", found=key)
    raise UsageError("L102", found=key, into=into.key)


def where_it_went(row: models.Incident) -> models.Incident | None:
    """The incident that an emptied one was joined to, also over several steps; None where it is gone."""
    seen = {row.key}
    while not row.events:
        into = models.Incident.objects.filter(key=row.merged_into or "").first()
        if into is None or into.key in seen:
            return None
        seen.add(into.key)
        row = into
    return row


def _nearest(key: str) -> Sequence[str]:
    """Keys that may have been meant: those that begin so, else the most alike."""
    live = models.Incident.objects.filter(events__gt=0)
    begun = list(live.filter(key__startswith=key).order_by("key").values_list("key", flat=True)[:3])
    if key and begun:
        return begun
    keys = live.values_list("key", flat=True)
    return difflib.get_close_matches(key, keys.iterator(chunk_size=5_000), n=3, cutoff=0.6)
