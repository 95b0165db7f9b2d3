"""What strangers may see: the one door from incidents to anything public.

An incident passes only as a `PublicIncident`, which has no field for what must not leave: no words
of reports, no titles, no names that are not in Marsad's own tables, no reviewers, no files. Rules:

* People have reviewed it as it stands now and accepted it (a second person too, where
  ``review.second_reader`` asks for one).
  One that was rejected, that has changed since, that is denied or only planned, stays inside.
* It waits until the days of its event class have passed since it ended and was first reported; of
  several classes told, the longest wait counts.
* Its place is told no more exactly than its class allows (of several, the least exactly). Where the
  place is a base of forces, the rule of force posture counts.
* Protected sources are not named, hinted at or counted; what only they tell stays inside.
* People are never named: actors and places appear as ids of Marsad's tables. Publishers are often
  people: one is named only by the name that a ``[source.NAME]`` of the settings gives it.

Source of the rules: docs/en/howto/publish.md tells each with its reason.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, cast

from django.db import connection
from django.db.models import QuerySet

from marsad.formats.public import CASUALTIES, SENSITIVE_CLASS, coarse_point
from marsad.geo.gazetteer import GazetteerRow
from marsad.model import ActorRole, DatePrecision, Incident, IncidentEvent, Place, Standing, Status
from marsad.store import models
from marsad.store.batches import batches, parts
from marsad.store.factcopy import Changes
from marsad.store.incidents import incident_of
from marsad.store.protected import codes_of_docs, protected_codes
from marsad.store.readings import gazetteer_rows
from marsad.store.settings import Settings, known_settings
from marsad.store.workspace import Workspace
from marsad.tables import load_table

Level = Literal["exact", "settlement", "governorate"]
#: Most exact first.
_LEVELS: Final[tuple[Level, ...]] = ("exact", "settlement", "governorate")
#: Kinds of gazetteer rows that are no more exact than a settlement.
_SETTLEMENTS: Final = frozenset(
    ("city", "town", "settlement", "area", "subdistrict", "district", "governorate", "country")
)
_WIDE: Final = frozenset(("governorate", "country"))
_BASE: Final = "base"
_NEVER_STATUS: Final = frozenset(("denied", "planned"))
#: About ten kilometres: what stands in for a settlement that is not known.
_CELL_DEGREES: Final = 0.1
_BATCH: Final = 500
#: Entries of the log after which a report may stand for other sources than before.
_TAKING_IN: Final = ("add", "read", "source")


class Policy(NamedTuple):
    """The workspace's publication policy: delays in days and levels, each by event class.

    ``second_reader``: a second person has to approve what a first one accepted.
    """

    on: bool
    second_reader: bool
    delay_days: Mapping[str, int]
    coarsen: Mapping[str, Level]

    def delay(self, classes: Iterable[str]) -> int:
        """Days that an incident of these classes waits; an unknown class waits longest."""
        longest = max(self.delay_days.values(), default=0)
        return max((self.delay_days.get(one, longest) for one in classes), default=longest)

    def level(self, classes: Iterable[str]) -> Level:
        """How exactly a place of these classes may be told at most."""
        levels = [self.coarsen.get(one, _LEVELS[-1]) for one in classes]
        return max(levels, key=_LEVELS.index, default=_LEVELS[-1])


def policy_of(settings: Settings) -> Policy:
    """The policy that a workspace has set."""
    delays, coarsen = "publication.delay_days.", "publication.coarsen."
    keys = known_settings()
    return Policy(
        on=settings.flag("publication.on"),
        second_reader=settings.flag("review.second_reader"),
        delay_days={
            key.removeprefix(delays): -int(-(settings.number(key) or 0) // 1)
            for key in keys
            if key.startswith(delays)
        },
        coarsen={
            key.removeprefix(coarsen): cast(Level, settings.text(key))
            for key in keys
            if key.startswith(coarsen)
        },
    )


class PublicParty(NamedTuple):
    """An actor of Marsad's table in a role."""

    role: ActorRole
    id: str
    standing: Standing


class PublicCount(NamedTuple):
    """The least and the most that is told; None for an open bound."""

    least: int | None
    most: int | None


class PublicPlace(NamedTuple):
    """A place as far as it may be told. ``level`` says how exactly that is.

    ``id`` names a gazetteer row; the point is in WGS 84 degrees, ``radius_m`` reaches the true one.
    """

    level: Level
    id: str | None
    ar: str
    en: str
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    radius_m: int | None


class PublicIncident(NamedTuple):
    """All that strangers may know of an incident.

    Attributes:
        since: The first day on which it may be public.
        sources: Publishers that the settings name; ``reports`` and ``voices`` count all but protected ones.
        coarsened: Its place is known more exactly than it is told.
    """

    key: str
    type: str
    event_class: str
    start: str | None
    end: str | None
    date_precision: DatePrecision | None
    status: Status
    parties: tuple[PublicParty, ...]
    casualties: Mapping[str, PublicCount]
    items: tuple[str, ...]
    place: PublicPlace | None
    sources: tuple[str, ...]
    reports: int
    voices: int
    contested: tuple[str, ...]
    since: str
    coarsened: bool


class Origins(NamedTuple):
    """What is known of the reports' sources.

    Attributes:
        protected: Docs whose source, or whose file's, is protected.
        names: By doc, the name that the settings give its source; none for other publishers.
    """

    protected: frozenset[str] = frozenset()
    names: Mapping[str, str] = MappingProxyType({})


def publishable(incident: Incident, today: date, policy: Policy, origins: Origins) -> PublicIncident | None:
    """What strangers may see of an incident on a day; None for nothing at all.

    Args:
        incident: As it stands now.
        today: The day in UTC.
        policy: The workspace's.
        origins: Of all its reports.
    """
    if not policy.on or not _is_reviewed(incident, policy) or incident.status in _NEVER_STATUS:
        return None
    open_events = [event for event in incident.events if event.doc not in origins.protected]
    classes = _classes_of(incident)
    since = _since(incident, policy.delay(classes))
    if not open_events or since is None or today < since:
        return None
    place = _place(incident.place, policy, classes)
    return PublicIncident(
        key=incident.key,
        type=incident.type,
        event_class=incident.event_class,
        start=incident.start,
        end=incident.end,
        date_precision=incident.date_precision,
        status=incident.status,
        parties=_parties(incident),
        casualties={
            name: PublicCount(told.least, told.most)
            for name, told in incident.casualties.items()
            if name in CASUALTIES
        },
        items=_items(incident),
        place=place,
        sources=_sources(open_events, origins),
        reports=len({event.doc for event in open_events}),
        voices=len({event.voice for event in open_events}),
        contested=incident.contested,
        since=since.isoformat(),
        coarsened=place is not None and place.level != "exact",
    )


def _is_reviewed(incident: Incident, policy: Policy) -> bool:
    review = incident.review
    if review is None or review.state != "accepted":
        return False
    return not policy.second_reader or review.approved_by is not None


def _classes_of(incident: Incident) -> frozenset[str]:
    """The classes of everything that its reports call it."""
    classes = type_classes()
    return frozenset((incident.event_class, *(classes.get(told.value, "") for told in incident.types)))


@cache
def type_classes() -> Mapping[str, str]:
    """Event type to its class."""
    return {row["id"]: row["class"] for row in load_table("event_types.csv", key="id")}


def _since(incident: Incident, delay_days: int) -> date | None:
    """The day from which on it may be public; None where nobody tells when it happened or was told.

    A misread date must not let a movement out early: it also waits from its first report on.
    """
    published = sorted(event.published[:10] for event in incident.events if event.published)
    days = [incident.end or incident.start, published[0] if published else None]
    known = [date.fromisoformat(day) for day in days if day]
    return max(known) + timedelta(days=delay_days) if known else None


def _parties(incident: Incident) -> tuple[PublicParty, ...]:
    known = (PublicParty(one.role, one.id, one.standing) for one in incident.parties if one.id in _actors())
    return tuple(dict.fromkeys(cast(Iterator[PublicParty], known)))


@cache
def _actors() -> frozenset[str]:
    return frozenset(row["id"] for row in load_table("actors.csv", key="id"))


def _items(incident: Incident) -> tuple[str, ...]:
    names = (told.value.partition(":")[0] for told in incident.items)
    return tuple(dict.fromkeys(name for name in names if name in _item_names()))


@cache
def _item_names() -> frozenset[str]:
    return frozenset(row["id"] for row in load_table("items.csv", key="id"))


def _sources(events: Sequence[IncidentEvent], origins: Origins) -> tuple[str, ...]:
    return tuple(sorted({origins.names[event.doc] for event in events if event.doc in origins.names}))


# Places


def _place(place: Place | None, policy: Policy, classes: frozenset[str]) -> PublicPlace | None:
    if place is None:
        return None
    row = _rows().get(place.gazetteer_id or "")
    if row is not None and row.kind == _BASE:
        classes |= {SENSITIVE_CLASS}
    level = policy.level(classes)
    if level == "governorate" or (row is not None and row.kind in _WIDE):
        return _governorate(place, row)
    if level == "exact":
        return _told(level, row, place, place.lat, place.lon, place.radius_m)
    if row is not None and row.kind in _SETTLEMENTS:
        return _told(level, row, place, row.lat, row.lon, max(row.radius_m, place.radius_m or 0))
    if place.lat is None or place.lon is None:
        return _told(level, None, place, None, None, None)
    return _told(level, None, place, *coarse_point(place.lat, place.lon, place.radius_m or 0, _CELL_DEGREES))


def _told(
    level: Level,
    row: GazetteerRow | None,
    place: Place,
    lat: float | None,
    lon: float | None,
    radius_m: int | None,
) -> PublicPlace:
    """A place by its row; a name that only a report tells is left out, as it may be a family's house."""
    admin1 = place.admin1 if place.admin1 in _admin1() else None
    key, ar, en = (row.id, row.name_ar, row.name_en) if row is not None else (None, "", "")
    return PublicPlace(level, key, ar, en, admin1, place.country, lat, lon, radius_m)


def _governorate(place: Place, row: GazetteerRow | None) -> PublicPlace:
    """The governorate with its middle, the country where none is known."""
    country = place.country or (row.country if row is not None else None)
    admin1 = place.admin1 if place.admin1 in _admin1() else None
    whole = _governorates().get((country, admin1)) or _governorates().get((country, None))
    if whole is None:
        return PublicPlace("governorate", None, "", "", admin1, country, None, None, None)
    names = (whole.id, whole.name_ar, whole.name_en)
    return PublicPlace("governorate", *names, admin1, country, whole.lat, whole.lon, whole.radius_m)


@cache
def _rows() -> dict[str, GazetteerRow]:
    """The package's places alone: a workspace's own may be named after people."""
    return gazetteer_rows(())


@cache
def _governorates() -> dict[tuple[str | None, str | None], GazetteerRow]:
    found: dict[tuple[str | None, str | None], GazetteerRow] = {}
    for row in _rows().values():
        if row.kind == "country":
            found[row.country, None] = row
        elif row.kind == "governorate":
            found.setdefault((row.country, row.admin1), row)
    return found


@cache
def _admin1() -> frozenset[str]:
    return frozenset(row["name_ar"] for row in load_table("places/admin1.csv"))


# All that is public


class _Shown:
    """What is public on a day, brought up to date before each answer. Not for several threads at once."""

    def __init__(self, workspace: Workspace, today: date, policy: Policy) -> None:
        self._workspace, self._today, self._policy = workspace, today, policy
        self._changes = Changes()
        self._of: dict[int, PublicIncident] = {}
        self._in_order: tuple[PublicIncident, ...] = ()

    def incidents(self) -> tuple[PublicIncident, ...]:
        """Newest first."""
        written = self._changes.take()
        try:
            if written is None:
                self._of = {}
                self._judge(_accepted())
            for some in parts(sorted(written or ())):
                for number in some:
                    self._of.pop(number, None)
                self._judge(_accepted().filter(pk__in=some))
        except BaseException:
            self._changes.forget()
            raise
        if written is None or written:
            by_key = sorted(self._of.values(), key=lambda one: one.key)
            self._in_order = tuple(sorted(by_key, key=lambda one: one.start or "", reverse=True))
        return self._in_order

    def _judge(self, rows: QuerySet[models.Incident]) -> None:
        for some in batches(rows.order_by("id").iterator(chunk_size=_BATCH), _BATCH):
            incidents = list(map(incident_of, some))
            docs = {event.doc for one in incidents for event in one.events}
            origins = origins_of(self._workspace, docs)
            for row, incident in zip(some, incidents, strict=True):
                shown = publishable(incident, self._today, self._policy, origins)
                if shown is not None:
                    self._of[row.pk] = shown


_lock: Final = threading.Lock()
_SHOWN: Final[dict[tuple[str, ...], _Shown]] = {}


def public_incidents(workspace: Workspace, today: date) -> tuple[PublicIncident, ...]:
    """Everything that strangers may see on a day, newest first.

    It is judged once and brought up to date with whatever is linked or decided. Another day, other settings,
    or anything taken in or read, has everything judged anew: a report that also came from a protected
    source changes what may be shown without changing any incident.
    """
    policy = policy_of(workspace.settings)
    if not policy.on:
        return ()
    if connection.in_atomic_block:  # what is written in it may yet be taken back
        return _Shown(workspace, today, policy).incidents()
    with _lock:
        name = _state(workspace, today)
        if name not in _SHOWN:
            _SHOWN.clear()
            _SHOWN[name] = _Shown(workspace, today, policy)
        return _SHOWN[name].incidents()


def _state(workspace: Workspace, today: date) -> tuple[str, ...]:
    # Settings count too: they are those of the running server, but tests serve several.
    settings = repr(sorted(workspace.settings.as_data().items()))
    taken_in = models.LogEntry.objects.filter(action__in=_TAKING_IN).order_by("-number").first()
    return str(workspace.folder), settings, today.isoformat(), taken_in.digest if taken_in is not None else ""


def _accepted() -> QuerySet[models.Incident]:
    return models.Incident.objects.filter(events__gt=0, review="accepted")


def origins_of(workspace: Workspace, docs: Iterable[str]) -> Origins:
    """What has to be known of the sources of some reports."""
    wanted, settings = sorted(set(docs)), workspace.settings
    called = {
        name: settings.text(f"source.{name}.publisher") or settings.text(f"source.{name}.name") or name
        for name in settings.sources()
    }
    names: dict[str, str] = {}
    for first in range(0, len(wanted), _BATCH):
        told = models.Report.objects.filter(doc__in=wanted[first : first + _BATCH], source_id__in=called)
        names |= {doc: called[source] for doc, source in told.values_list("doc", "source_id")}
    return Origins(frozenset(codes_of_docs(protected_codes(settings), wanted)), names)
