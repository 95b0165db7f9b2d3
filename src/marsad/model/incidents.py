"""An incident: one happening as all its reports tell it, with what each of them says.

Nothing is averaged and nothing is dropped: a field holds every value that was told, each with
the events that tell it and the number of independent voices behind them.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from marsad.model.records import ActorRole, Count, DatePrecision, Place, Status

#: Why an event belongs to its incident: the weighing, a person, or no other event is like it.
JoinedBy = Literal["rule", "person", "alone"]
#: How an actor stands in an incident: all who name the role name it (``told``), it claims the
#: deed itself (``claimed``), somebody believes so (``alleged``), others name another
#: (``contested``), it denies (``denied``).
Standing = Literal["told", "claimed", "alleged", "contested", "denied"]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a field: the keys of the events that tell it, and their independent voices."""

    value: str
    events: tuple[str, ...]
    voices: int


class CountTold(msgspec.Struct, frozen=True, kw_only=True):
    """One count as told."""

    value: Count
    events: tuple[str, ...]
    voices: int


class CountRange(msgspec.Struct, frozen=True, kw_only=True):
    """A count over all who tell it: the least and the most told, the latest, and each of them."""

    least: int | None
    most: int | None
    latest: Count
    told: tuple[CountTold, ...]


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """An actor in a role. ``id`` is None for one that no table row fits."""

    role: ActorRole
    id: str | None
    name: str
    standing: Standing
    events: tuple[str, ...]
    voices: int


class IncidentEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event of the incident: where it stands, who tells it, in which words, and why it is here.

    Attributes:
        key: The event's key in the workspace.
        doc: The report's name; ``number`` counts its events from 1.
        voice: Events of one voice (the same publisher, a copy, a republisher) share a number.
        weight: Of the best link to another member, base-2 logarithm of odds; None for a single one.
    """

    key: str
    doc: str
    number: int
    publisher: str | None
    published: str | None
    type: str
    status: Status
    start: str | None
    end: str | None
    quote: str
    voice: int
    by: JoinedBy
    weight: float | None = None
    best: str | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What people who read the incident against its texts decided.

    Attributes:
        state: ``accepted`` or ``rejected``; ``changed`` where events have joined or left since.
        who, at: The person and the time (UTC).
        reason: Why, in the person's words.
        approved_by: A second person who agreed, where one did; of the same events.
        decision: The number of the decision.
    """

    state: Literal["accepted", "rejected", "changed"]
    who: str
    at: str
    reason: str = ""
    approved_by: str | None = None
    decision: int


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One happening.

    Attributes:
        types: Event types as told, most voices first; ``type`` is the first.
        start, end: Days of the best dated reports; ``dates`` holds all ("2025-03-01/2025-03-02").
        place: The best located of all places told; ``places`` holds every name.
        casualties: Ranges by field name (``killed``, ``injured`` …), only those that somebody tells.
        contested: Fields that sources disagree about.
        decided: Fields that a person has set, which no run changes.
        denied: Events that deny it happened so.
        review: None until somebody has reviewed it.
    """

    key: str
    type: str
    event_class: str = msgspec.field(name="class")
    types: tuple[Told, ...]
    start: str | None
    end: str | None
    date_precision: DatePrecision | None
    dates: tuple[Told, ...]
    place: Place | None
    places: tuple[Told, ...]
    parties: tuple[Party, ...]
    casualties: dict[str, CountRange]
    items: tuple[Told, ...]
    status: Status
    denied: tuple[str, ...]
    sources: tuple[str, ...]
    reports: int
    voices: int
    contested: tuple[str, ...]
    decided: tuple[str, ...]
    events: tuple[IncidentEvent, ...]
    review: Review | None = None
