"""What an incident holds: every value that was told, by whom, and by how many voices.

A field keeps all its values, those of most voices first. The fields that a reader sees first
take the best of them: the day that most voices name themselves, the place told most exactly,
the least and the most of each count. What a person has set takes their place and is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

import msgspec

from marsad.arabic.fold import fold
from marsad.link.apart import counts_apart
from marsad.link.facts import allies_of
from marsad.link.voices import Telling, sketch_of, voices_of
from marsad.model import (
    ActorMention,
    Casualties,
    Count,
    CountRange,
    CountTold,
    Event,
    Incident,
    IncidentEvent,
    JoinedBy,
    Party,
    Place,
    Review,
    Standing,
    Status,
    Told,
    main_place,
)

_T = TypeVar("_T")
COUNTS: Final = Casualties.__struct_fields__
#: Whose name is not known is no other than who is named elsewhere.
_UNKNOWN: Final = "unidentified-armed-group"
#: Of several ways in which a happening is told, the first that somebody uses stands for it.
_STATUSES: Final[tuple[Status, ...]] = ("reported", "claimed", "alleged", "planned", "denied")
_PRECISIONS: Final = ("site", "settlement", "area", "governorate", "country", None)
#: Fields that a person can set; their values have the form of the incident's own.
SETTABLE: Final = ("type", "start", "end", "status", "place", "initiator", "target", *COUNTS)


class Member(NamedTuple):
    """An event of an incident with what its report says of itself, and why it is here.

    ``text`` is only compared with others', see `marsad.link.voices.comparable_text`.
    """

    key: str
    report: str
    doc: str
    number: int
    publisher: str | None
    published: str | None
    text: str
    event: Event
    by: JoinedBy
    weight: float | None
    best: str | None


def summarise(
    key: str,
    members: Sequence[Member],
    *,
    classes: Mapping[str, str],
    republishes: Mapping[str, frozenset[str]] | None = None,
    decided: Mapping[str, object] | None = None,
    review: Review | None = None,
) -> Incident:
    """The incident of some events.

    Args:
        key: The incident's key.
        members: At least one.
        classes: Event type to its class.
        republishes: See `marsad.link.voices.voices_of`.
        decided: What people set, by field name (`SETTABLE`).
        review: What people made of it.
    """
    told = _Tellers(sorted(members, key=_order), republishes or {})
    types = told.by_value(lambda event: event.type)
    first_day = _best_day(told)
    counts = {name: found for name in COUNTS if (found := _range(told, name)) is not None}
    parties = tuple(_parties(told))
    incident = Incident(
        key=key,
        type=types[0].value,
        event_class=classes.get(types[0].value, types[0].value),
        types=types,
        start=first_day.start if first_day else None,
        end=first_day.end if first_day else None,
        date_precision=first_day.date_precision if first_day else None,
        dates=told.by_value(_days),
        place=_best_place(told),
        places=told.by_value(_place_name),
        parties=parties,
        casualties=counts,
        items=told.by_values(lambda event: [item.item for item in event.items]),
        status=_status(told),
        denied=tuple(member.key for member in told.members if member.event.status == "denied"),
        sources=tuple(dict.fromkeys(s for m in told.members for s in m.event.sources)),
        reports=len({member.report for member in told.members}),
        voices=len(set(told.voices.values())),
        contested=tuple(_contested(counts, parties, told)),
        decided=(),
        events=tuple(_event(member, told) for member in told.members),
        review=review,
    )
    return with_decisions(incident, decided or {}, classes)


def _order(member: Member) -> tuple[str, str]:
    return (member.published or "9", member.key)


def _recency(member: Member) -> tuple[str, str]:
    """For the latest word: a report without a date has none."""
    return (member.published or "", member.key)


class _Tellers:
    """The members of an incident, earliest first, and the voice of each."""

    def __init__(self, members: Sequence[Member], republishes: Mapping[str, frozenset[str]]) -> None:
        self.members = members
        tellings = {member.report: member for member in reversed(members)}
        ordered = [tellings[report] for report in dict.fromkeys(m.report for m in members)]
        alone = len(ordered) == 1
        self.voices = voices_of([self._telling(m, sketched=not alone) for m in ordered], republishes)

    def _telling(self, member: Member, *, sketched: bool) -> Telling:
        cited = {
            fold(source) for m in self.members if m.report == member.report for source in m.event.sources
        }
        return Telling(
            report=member.report,
            publisher=fold(member.publisher or ""),
            cited=tuple(sorted(cited)),
            sketch=sketch_of(member.text) if sketched else (),
        )

    def voices_in(self, members: Iterable[Member]) -> int:
        """Independent voices among some members."""
        return len({self.voices[member.report] for member in members})

    def grouped(self, values: Callable[[Event], Iterable[_T]]) -> list[tuple[_T, list[Member]]]:
        """Values with the members that tell them; most voices first, then the earliest."""
        found: dict[_T, list[Member]] = {}
        for member in self.members:
            for value in dict.fromkeys(values(member.event)):
                found.setdefault(value, []).append(member)
        return sorted(found.items(), key=lambda pair: -self.voices_in(pair[1]))

    def by_values(self, values: Callable[[Event], Iterable[str]]) -> tuple[Told, ...]:
        """The values that events tell, each with who tells it."""
        return tuple(
            Told(value=value, events=tuple(m.key for m in tellers), voices=self.voices_in(tellers))
            for value, tellers in self.grouped(values)
        )

    def by_value(self, value: Callable[[Event], str | None]) -> tuple[Told, ...]:
        """The same for fields with one value at most."""
        return self.by_values(lambda event: [found] if (found := value(event)) is not None else [])


# When and where


def _days(event: Event) -> str | None:
    return f"{event.start}/{event.end or event.start}" if event.start else None


def _best_day(told: _Tellers) -> Event | None:
    """An event of the days that stand for the incident: told in the text, exact, by most voices, earliest."""
    dated = [member for member in told.members if member.event.start]
    if not dated:
        return None
    voices = {days: told.voices_in(tellers) for days, tellers in told.grouped(lambda e: [_days(e)])}

    def worth(member: Member) -> tuple[bool, bool, int, str]:
        event = member.event
        vague = event.date_precision not in ("hour", "day")
        return (vague, event.date_basis == "published", -voices[_days(event)], event.start or "")

    return min(dated, key=worth).event


def _place_name(event: Event) -> str | None:
    place = main_place(event)
    return place.name if place is not None and place.name else None


def _best_place(told: _Tellers) -> Place | None:
    """The place that is told most exactly: with a point of its own, fine, by most voices, small."""
    found = [(member, place) for member in told.members if (place := main_place(member.event)) is not None]
    if not found:
        return None
    voices = {name: told.voices_in(tellers) for name, tellers in told.grouped(lambda e: [_term(e)])}

    def worth(pair: tuple[Member, Place]) -> tuple[bool, int, int, int]:
        member, place = pair
        stand_in = place.lat is None or place.basis == "parent"
        exactness = _PRECISIONS.index(place.precision)
        return (stand_in, exactness, -voices[_term(member.event)], place.radius_m or 0)

    best = min(found, key=worth)[1]
    return msgspec.structs.replace(best, role="site", start=None, end=None)


def _term(event: Event) -> str | None:
    place = main_place(event)
    return None if place is None else place.gazetteer_id or fold(place.name)


# How many


def _range(told: _Tellers, name: str) -> CountRange | None:
    groups = told.grouped(lambda e: [found] if (found := getattr(e.casualties, name)) is not None else [])
    if not groups:
        return None
    values = [value for value, _ in groups]
    least = [value.least if value.least is not None else 0 for value in values]
    most = max(value.most if value.most is not None else value.least or 0 for value in values)
    # "At least 5" says nothing against a 7 that another tells, and leaves the end open beside a 4.
    open_end = any(value.most is None and value.least == most for value in values)
    latest = max(((m, v) for v, tellers in groups for m in tellers), key=lambda pair: _recency(pair[0]))[1]
    return CountRange(
        least=min(least),
        most=None if open_end else most,
        latest=latest,
        told=tuple(
            CountTold(value=value, events=tuple(m.key for m in tellers), voices=told.voices_in(tellers))
            for value, tellers in groups
        ),
    )


# Who


def _parties(told: _Tellers) -> Iterable[Party]:
    found: dict[tuple[str, str], list[tuple[Member, ActorMention]]] = {}
    for member in told.members:
        for actor in member.event.actors:
            found.setdefault((actor.role, actor.id or fold(actor.name)), []).append((member, actor))
    for (role, name), mentions in sorted(found.items(), key=lambda pair: -len(pair[1])):
        tellers = [member for member, _ in mentions]
        has_rivals = role == "initiator" and name != _UNKNOWN and _has_rivals(tellers, told)
        yield Party(
            role=mentions[0][1].role,
            id=mentions[0][1].id,
            name=mentions[0][1].name,
            standing=_standing(tellers, has_rivals),
            events=tuple(dict.fromkeys(member.key for member in tellers)),
            voices=told.voices_in(tellers),
        )


def _has_rivals(tellers: Sequence[Member], told: _Tellers) -> bool:
    """Whether another voice names another doer, and none of those that these tellers name, nor an ally.

    Two that are named together do not contest each other, and who denies a deed names nobody.
    """
    own = {told.voices[member.report] for member in tellers}
    doers = {doer for member in tellers for doer in _doers(member.event)}
    known = doers.union(*map(allies_of, doers))
    return any(
        member.event.status != "denied" and others and not others & known
        for member in told.members
        if told.voices[member.report] not in own
        for others in [_doers(member.event) - {_UNKNOWN}]
    )


def _doers(event: Event) -> set[str]:
    return {actor.id or fold(actor.name) for actor in event.actors if actor.role == "initiator"}


def _standing(tellers: Sequence[Member], has_rivals: bool) -> Standing:
    statuses = {member.event.status for member in tellers}
    if statuses == {"denied"}:
        return "denied"
    if has_rivals:
        return "contested"
    if statuses <= {"alleged", "denied"}:
        return "alleged"
    return "claimed" if statuses == {"claimed"} else "told"


def _status(told: _Tellers) -> Status:
    used = {member.event.status for member in told.members}
    return next(status for status in _STATUSES if status in used)


def _contested(counts: Mapping[str, CountRange], parties: Sequence[Party], told: _Tellers) -> Iterable[str]:
    """Fields that independent voices disagree about, in the order of the incident's fields."""
    if any(party.standing in ("contested", "denied") for party in parties):
        yield "initiator"
    for name, count in counts.items():
        if _disagree(count, told):
            yield name
    if any(member.event.status == "denied" for member in told.members):
        yield "status"


def _disagree(count: CountRange, told: _Tellers) -> bool:
    """Whether two voices, each in its latest word, give counts that have no number in common."""
    latest: dict[int, Count] = {}
    where = {key: value.value for value in count.told for key in value.events}
    for member in sorted(told.members, key=_recency):
        if member.key in where:
            latest[told.voices[member.report]] = where[member.key]
    values = list(latest.values())
    return any(counts_apart(one, other) for i, one in enumerate(values) for other in values[:i])


def _event(member: Member, told: _Tellers) -> IncidentEvent:
    event = member.event
    return IncidentEvent(
        key=member.key,
        doc=member.doc,
        number=member.number,
        publisher=member.publisher,
        published=member.published,
        type=event.type,
        status=event.status,
        start=event.start,
        end=event.end,
        quote=event.quote,
        voice=told.voices[member.report],
        by=member.by,
        weight=member.weight,
        best=member.best,
    )


# What people set


def with_decisions(incident: Incident, decided: Mapping[str, object], classes: Mapping[str, str]) -> Incident:
    """The incident with what people set in place of what was told; what was told stays beside it."""
    changes: dict[str, object] = {}
    casualties = dict(incident.casualties)
    parties = list(incident.parties)
    for name, value in decided.items():
        if name in COUNTS:
            count = msgspec.convert(value, Count)
            earlier = casualties.get(name)
            told = earlier.told if earlier else ()
            casualties[name] = CountRange(least=count.least, most=count.most, latest=count, told=told)
        elif name in ("initiator", "target"):
            parties = _set_parties(parties, name, msgspec.convert(value, tuple[str, ...]))
        elif name == "place":
            changes["place"] = msgspec.convert(value, Place)
        else:
            changes[name] = value
    if "type" in decided:
        changes["event_class"] = classes.get(str(decided["type"]), str(decided["type"]))
    return msgspec.structs.replace(
        incident,
        **changes,
        casualties=casualties,
        parties=tuple(parties),
        contested=tuple(name for name in incident.contested if name not in decided),
        decided=tuple(sorted(decided)),
    )


def _set_parties(parties: Sequence[Party], role: str, ids: Sequence[str]) -> list[Party]:
    """The parties with some actors in a role; those that were told as well keep who tells them."""
    kept = [party for party in parties if party.role != role]
    told = {party.id: party for party in parties if party.role == role}
    for actor in ids:
        party = told.get(actor) or msgspec.convert(
            {"role": role, "id": actor, "name": actor, "standing": "told", "events": (), "voices": 0}, Party
        )
        kept.append(msgspec.structs.replace(party, standing="told"))
    return kept
