"""Incidents by what they tell: filters for the database, and for what only their summaries hold."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from marsad.arabic.fold import fold
from marsad.errors import UsageError
from marsad.model import ActorRole, Incident
from marsad.store import models
from marsad.store.incidents import incident_of
from marsad.tables import load_table

Sort = Literal["newest", "oldest", "killed", "voices", "weakest"]
#: Rows in memory at one time.
_BATCH: Final = 1_000
_ORDERS: Final[dict[Sort, tuple[Any, ...]]] = {
    "newest": (F("start").desc(nulls_last=True), "key"),
    "oldest": (F("start").asc(nulls_last=True), "key"),
    "killed": (Coalesce("killed_most", "killed_least").desc(nulls_last=True), "key"),
    "voices": (F("voices").desc(), "key"),
    "weakest": (F("weakest").asc(nulls_last=True), "key"),
}


class IncidentFilter(NamedTuple):
    """Which incidents are wanted; None (False) asks nothing.

    Attributes:
        since, until: ISO days; an incident of several days need only touch them. Without a day
            it is not found by days.
        type: An id of ``event_types.csv`` or a class; any of the types told counts.
        actors: Ids of ``actors.csv``, of which one is named in ``role``, or in any.
        place: Name, id of a gazetteer or first-level division of the place that stands for it.
        min_killed: Somebody tells so many dead, or more.
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


def find_incidents(wanted: IncidentFilter) -> Iterator[Incident]:
    """The incidents that are wanted, in the order asked for."""
    rows = _query(wanted).order_by(*_ORDERS[wanted.sort])
    for row in rows.iterator(chunk_size=_BATCH):
        incident = incident_of(row)
        if _fits(incident, wanted):
            yield incident


def count_incidents(wanted: IncidentFilter) -> int:
    """How many there are."""
    if wanted.actors or wanted.role or wanted.type or wanted.min_killed:
        return sum(1 for _ in find_incidents(wanted))
    return _query(wanted).count()


def _query(wanted: IncidentFilter) -> QuerySet[models.Incident]:
    found = models.Incident.objects.filter(events__gt=0)
    if wanted.since:
        found = found.filter(Q(end__gte=wanted.since) | Q(end__isnull=True, start__gte=wanted.since))
    if wanted.until:
        found = found.filter(start__lte=wanted.until)
    if wanted.type:
        told = Q(summary__contains=f'"value":"{wanted.type}"')
        found = found.filter(told | Q(type=wanted.type) | Q(event_class=wanted.type))
    if wanted.actors:
        found = found.filter(_any(Q(summary__contains=f'"id":"{actor}"') for actor in sorted(wanted.actors)))
    if wanted.place:
        found = found.filter(_placed(wanted.place))
    if wanted.status:
        found = found.filter(status=wanted.status)
    if wanted.min_voices is not None:
        found = found.filter(voices__gte=wanted.min_voices)
    if wanted.min_killed is not None:
        open_end = Q(killed_most__isnull=True, killed_least__isnull=False)
        found = found.filter(Q(killed_most__gte=wanted.min_killed) | open_end)
    if wanted.contested:
        found = found.filter(contested=True)
    return found


def _any(parts: Iterator[Q]) -> Q:
    found = Q()
    for part in parts:
        found |= part
    return found


def _fits(incident: Incident, wanted: IncidentFilter) -> bool:
    """What the database can't tell for certain: types and counts that are told, who is in which role."""
    if wanted.min_killed and _most_killed(incident) < wanted.min_killed:
        return False
    types = {incident.type, incident.event_class, *(told.value for told in incident.types)}
    if wanted.type and wanted.type not in types:
        return False
    if not wanted.actors and not wanted.role:
        return True
    return any(
        (not wanted.actors or party.id in wanted.actors) and wanted.role in (None, party.role)
        for party in incident.parties
    )


def _most_killed(incident: Incident) -> int:
    """The most dead that are told; of "at least 5", five."""
    told = incident.casualties.get("killed")
    if told is None:
        return 0
    counts = [] if "killed" in incident.decided else [one.value for one in told.told]
    bounds = [told.least, told.most, *(bound for count in counts for bound in count)]
    return max((bound for bound in bounds if bound is not None), default=0)


def _placed(asked: str) -> Q:
    """The places that a person may mean: of this id or name, or anywhere in this division."""
    name = fold(asked)
    ids = {asked} | {
        key for key, ar, en in models.Place.objects.values_list("id", "ar", "en") if name in _folded(ar, en)
    }
    told = models.Incident.objects.filter(events__gt=0).values_list("place_name", "admin1").distinct()
    divisions = _divisions(name)
    names, inside = set(), set()
    for place, admin1 in told:
        if name in _folded(place):
            names.add(place)
        if admin1 and (name in _folded(admin1) or admin1 in divisions):
            inside.add(admin1)
    return Q(gazetteer_id__in=sorted(ids)) | Q(place_name__in=sorted(names)) | Q(admin1__in=sorted(inside))


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
