"""Incidents by what they tell: the one definition of which are wanted, for lists, figures and files."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Literal, NamedTuple

from django.db.models import Case, ExpressionWrapper, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Substr

from marsad.arabic.fold import fold
from marsad.errors import UsageError
from marsad.model import ActorRole, Incident
from marsad.store import models
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
_ORDERS: Final[dict[Sort, tuple[Any, ...]]] = {
    "newest": (F("start").desc(nulls_last=True), "key"),
    "oldest": (F("start").asc(nulls_last=True), "key"),
    "killed": (F("killed").desc(), "key"),
    "voices": (F("voices").desc(), "key"),
    "weakest": (F("weakest").asc(nulls_last=True), "key"),
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


def find_incidents(wanted: IncidentFilter) -> Iterator[Incident]:
    """The incidents that are wanted, in the order asked for."""
    numbers = list(in_order(wanted).values_list("incident_id", flat=True))
    return _with_numbers(numbers)


def page_of_incidents(wanted: IncidentFilter, first: int, most: int) -> list[Incident]:
    """A part of the wanted incidents, in the order asked for."""
    numbers = list(in_order(wanted).values_list("incident_id", flat=True)[first : first + most])
    return list(_with_numbers(numbers))


def _with_numbers(numbers: Sequence[int]) -> Iterator[Incident]:
    for first in range(0, len(numbers), _BATCH):
        some = numbers[first : first + _BATCH]
        rows = models.Incident.objects.in_bulk(some)
        yield from (incident_of(rows[number]) for number in some if number in rows)


def count_incidents(wanted: IncidentFilter) -> int:
    """How many there are."""
    return facts_wanted(wanted).count()


def in_order(wanted: IncidentFilter) -> QuerySet[models.IncidentFacts]:
    """The rows of the wanted incidents, in the order asked for."""
    return facts_wanted(wanted).order_by(*_ORDERS[wanted.sort])


def facts_wanted(wanted: IncidentFilter) -> QuerySet[models.IncidentFacts]:
    """The rows of the wanted incidents, to be listed or counted."""
    # By a function of the first day, as databases that follow its index to most rows take far longer.
    found = models.IncidentFacts.objects.alias(begun=Substr("start", 1, 10))
    for part in _parts(wanted):
        found = found.filter(part)
    return _inside(found, wanted) if wanted.area else found


def _parts(wanted: IncidentFilter) -> Iterator[Q]:
    if wanted.since:
        yield Q(end__gte=wanted.since)
    if wanted.until:
        yield Q(begun__lte=wanted.until)
    if wanted.type:
        yield Q(types__contains=f" {wanted.type} ")
    if wanted.actors or wanted.role:
        yield _any(Q(actors__contains=part) for part in _parties(wanted))
    if wanted.place:
        yield _placed(wanted.place, coarse=wanted.coarse)
    if wanted.source:
        yield Q(sources__contains=f"{BETWEEN_NAMES}{wanted.source}{BETWEEN_NAMES}")
    if wanted.min_voices is not None:
        yield Q(voices__gte=wanted.min_voices)
    if wanted.min_killed:
        yield Q(killed__gte=wanted.min_killed)
    if wanted.contested:
        yield Q(contested=True)
    if wanted.review:
        yield Q(approved=True) if wanted.review == "approved" else Q(review=wanted.review)
    if wanted.lacking:
        yield Q(start__isnull=True) if wanted.lacking == "day" else Q(lat__isnull=True)
    for name in ("status", "admin1"):
        if getattr(wanted, name):
            yield Q(**{name: getattr(wanted, name)})


def _parties(wanted: IncidentFilter) -> Iterator[str]:
    """What the column of actors holds where one of them is in the role."""
    if not wanted.actors:
        yield f" {wanted.role}:"
    for actor in sorted(wanted.actors):
        yield f" {wanted.role}:{actor} " if wanted.role else f":{actor} "


def _any(parts: Iterable[Q]) -> Q:
    found = Q()
    for part in parts:
        found |= part
    return found


# Areas


def point_columns(wanted: IncidentFilter) -> tuple[str, str, str]:
    """The columns that hold latitude, longitude and radius for whoever asks."""
    return ("coarse_lat", "coarse_lon", "coarse_radius_m") if wanted.coarse else ("lat", "lon", "radius_m")


def _inside(found: QuerySet[models.IncidentFacts], wanted: IncidentFilter) -> QuerySet[models.IncidentFacts]:
    """Those within the area: a ray from the point to the west crosses its edges an odd number of times."""
    lat, lon, _ = point_columns(wanted)
    lons, lats = zip(*wanted.area, strict=True)
    found = found.filter(
        **{f"{lon}__gte": min(lons), f"{lon}__lte": max(lons)},
        **{f"{lat}__gte": min(lats), f"{lat}__lte": max(lats)},
    )
    crossed: Any = Value(0)
    for (lon1, lat1), (lon2, lat2) in zip(wanted.area, [*wanted.area[1:], wanted.area[0]], strict=True):
        if lat1 == lat2:
            continue
        edge = Value(lon1) + (F(lat) - Value(lat1)) * Value((lon2 - lon1) / (lat2 - lat1))
        spans = Q(**{f"{lat}__gte": min(lat1, lat2), f"{lat}__lt": max(lat1, lat2), f"{lon}__gt": edge})
        crossed = crossed + Case(When(spans, then=1), default=0, output_field=IntegerField())
    return found.alias(odd=ExpressionWrapper(crossed % 2, output_field=IntegerField())).filter(odd=1)


# Places


def _placed(asked: str, *, coarse: bool) -> Q:
    """The places that a person may mean: of this id or name, or anywhere in this division."""
    name = fold(asked)
    ids = {asked} | {
        key for key, ar, en in models.Place.objects.values_list("id", "ar", "en") if name in _folded(ar, en)
    }
    told = models.IncidentFacts.objects.values_list("place_name", "admin1").distinct()
    divisions = _divisions(name)
    names, inside = set(), set()
    for place, admin1 in told:
        if name in _folded(place):
            names.add(place)
        if admin1 and (name in _folded(admin1) or admin1 in divisions):
            inside.add(admin1)
    exactly = Q(gazetteer_id__in=sorted(ids)) | Q(place_name__in=sorted(names))
    return (exactly & Q(sensitive=False) if coarse else exactly) | Q(admin1__in=sorted(inside))


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
        UsageError: There is none of this key (L101), it was joined to another (L102), or none of
            its reports tells of it any more (L103).
    """
    row = models.Incident.objects.filter(key=key).first()
    if row is None:
        raise UsageError("L101", found=key, near=", ".join(_nearest(key)) or "–")
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
