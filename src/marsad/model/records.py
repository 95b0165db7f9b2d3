"""The record classes. Their JSON form is a superset of the published record format.

Offsets count code points of the text as received, end exclusive. Dates are ISO 8601 days.
Coordinates are WGS 84 degrees. Unknown is None, never a guess; a fallback says so in its
``basis``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

DatePrecision = Literal["hour", "day", "week", "month", "year"]
PlaceRole = Literal["site", "origin", "destination", "via"]
PlacePrecision = Literal["site", "settlement", "area", "governorate", "country"]
ActorRole = Literal["initiator", "target", "supporter", "recipient"]
Status = Literal["reported", "claimed", "alleged", "planned", "denied"]
#: ``read``: the text says it. ``context``: taken from another passage of the same report.
#: ``published``: the publication day stands in for the event day. ``parent``: the centre of
#: the enclosing place stands in for a place that the gazetteer does not hold.
Basis = Literal["read", "context", "published", "parent"]


class Count(NamedTuple):
    """Least and most people or things; None is an open bound."""

    least: int | None
    most: int | None


class Evidence(msgspec.Struct, frozen=True):
    """The passage that a field was read from, and the rule that read it.

    ``field`` is a path inside the record ("type", "start", "casualties.killed").
    """

    field: str
    start: int
    end: int
    rule: str = ""


class DateSpan(msgspec.Struct, frozen=True):
    """A stretch of days (equal for one day), how exactly it is stated, and on what ground."""

    start: str
    end: str
    precision: DatePrecision
    basis: Basis = "read"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place of an event. ``radius_m`` should hold the true point around ``lat``, ``lon``."""

    role: PlaceRole
    name: str
    lat: float | None = None
    lon: float | None = None
    precision: PlacePrecision | None = None
    radius_m: int | None = None
    basis: Basis = "read"
    gazetteer_id: str | None = None
    admin1: str | None = None
    country: str | None = None
    start: int | None = None
    end: int | None = None


class ActorMention(msgspec.Struct, frozen=True, kw_only=True):
    """An actor in a role, as named; ``id`` is None for one that no table row fits."""

    role: ActorRole
    id: str | None
    name: str
    count: Count | None = None
    basis: Basis = "read"
    start: int | None = None
    end: int | None = None


class Casualties(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """People harmed, each only where the report states it; ``killed`` counts all the dead."""

    killed: Count | None = None
    injured: Count | None = None
    civilians_killed: Count | None = None
    children_killed: Count | None = None
    women_killed: Count | None = None
    captured: Count | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A weapon, vehicle or good that the report names in the event."""

    item: str
    count: Count | None = None
    start: int | None = None
    end: int | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One happening that the report describes.

    ``event_class`` groups types; ``confidence`` lies between 0 and 1; ``quote`` is the
    shortest passage that supports the event, verbatim.
    """

    type: str
    event_class: str = msgspec.field(name="class")
    start: str | None = None
    end: str | None = None
    date_precision: DatePrecision | None = None
    date_basis: Basis = "read"
    places: tuple[Place, ...] = ()
    actors: tuple[ActorMention, ...] = ()
    casualties: Casualties = Casualties()
    items: tuple[Item, ...] = ()
    status: Status = "reported"
    sources: tuple[str, ...] = ()
    quote: str = ""
    confidence: float = 0.5
    evidence: tuple[Evidence, ...] = ()


class TallyPart(msgspec.Struct, frozen=True, kw_only=True):
    """A sub-total of a tally by area."""

    area: str
    count: Count


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """A published running total over a period."""

    claimant: str | None
    type: str | None
    actor: str | None
    area: str | None
    start: str | None
    end: str | None
    measure: Literal["events", "killed", "injured", "arrested"]
    count: Count
    parts: tuple[TallyPart, ...] = ()
    quote: str = ""
    confidence: float = 0.5
    evidence: tuple[Evidence, ...] = ()


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """A standing relation between two actors, in general terms."""

    type: Literal["cooperation", "hostility", "command"]
    from_actor: str = msgspec.field(name="from")
    to_actor: str = msgspec.field(name="to")
    forms: tuple[str, ...] = ()
    quote: str = ""
    confidence: float = 0.5
    evidence: tuple[Evidence, ...] = ()


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """A disguised spelling that was restored: where it stands in the received text."""

    start: int
    end: int
    disguised: str
    restored: str
    technique: str
    confidence: float


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report as received. ``text`` is never altered; ``published`` is an ISO day."""

    doc: str
    text: str
    published: str | None = None
    publisher: str | None = None
    title: str | None = None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What was read from one report. ``problem`` tells why nothing could be read, if so."""

    doc: str
    text: str
    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    language: str | None = None
    events: tuple[Event, ...] = ()
    tallies: tuple[Tally, ...] = ()
    relations: tuple[Relation, ...] = ()
    repairs: tuple[Repair, ...] = ()
    problem: str | None = None
    version: str | None = None
