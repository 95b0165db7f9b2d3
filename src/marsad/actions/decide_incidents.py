"""What people decide about incidents: one or several, what a field is, and taking an earlier word back.

A decision names events, never incidents: incidents are made anew with every run, while an
event keeps its key through later readings. Merging names *every* event of the incidents, not one of
each, for three reasons: an event that was not named would still have to get past the plain
differences that the person has overruled; a reading that drops one event must not take the
decision along; and when somebody later splits one event off, the rest must stay together.

The newest word counts. What it overrides is told, stays in the log, and is in force again when
the newer word is undone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from typing import Any, Final, NamedTuple, get_args

import msgspec
from django.db import transaction

from marsad.actions.find_actors import actors_called
from marsad.actions.link_incidents import link_around
from marsad.actions.show_incidents import DecisionLine, decision_line, type_called
from marsad.actions.use_gazetteer import load_with
from marsad.errors import InputError, UsageError
from marsad.formats.days import parse_day
from marsad.geo.gazetteer import GazetteerRow
from marsad.geo.resolve import own_precision
from marsad.link.clusters import couple
from marsad.link.summary import COUNTS, SETTABLE
from marsad.messages import Where
from marsad.model import Count, Incident, Place, Status
from marsad.store import models
from marsad.store.decisions import FieldDecision, Kind, decide, fields_of
from marsad.store.incidents import incident_of
from marsad.store.incidentsearch import live_row
from marsad.store.readings import gazetteers
from marsad.store.workspace import Workspace

#: Places shown of a name that several bear.
_SHOWN: Final = 8
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_COUNT: Final = re.compile(r"(\d{1,9})(?:\s*[-–]\s*(\d{1,9})|(\+))?")
#: How nobody is written in a field of actors.
NOBODY: Final = "-"


class By(NamedTuple):
    """Who decides; ``deed`` names what was asked for, see `marsad.store.decisions.decide`."""

    who: str | None = None
    deed: str = ""


#: The workspace's person.
OWN: Final = By()


class Decided(NamedTuple):
    """A decision that was made.

    Attributes:
        incidents: Keys of the incidents that its events are in now.
        overrides: Earlier decisions of which some part no longer holds.
    """

    decision: DecisionLine
    incidents: tuple[str, ...]
    overrides: tuple[DecisionLine, ...]


def merge(workspace: Workspace, keys: Sequence[str], *, note: str = "", by: By = OWN) -> Decided:
    """Decide that incidents are one.

    Raises:
        UsageError: A key is unknown (L101), or names one that is joined already (L102) or gone
            (L103); fewer than two incidents are named (L105).
    """
    found = _several(keys)
    events = [event.key for incident in found for event in incident.events]
    earlier = _overridden("not-same", {couple(a, b) for a, b in combinations(events, 2)})
    return decide_and_link(workspace, "same", events, {}, note=note, overridden=earlier, by=by)


def keep_apart(workspace: Workspace, key: str, other: str, *, note: str = "", by: By = OWN) -> Decided:
    """Decide that two incidents are not one: no link between their events will be made or suggested.

    Raises:
        UsageError: As for `merge`.
    """
    one, another = _several((key, other))
    return _separate(workspace, _keys(one), _keys(another), note, by)


def split(workspace: Workspace, key: str, events: Sequence[str], *, note: str = "", by: By = OWN) -> Decided:
    """Decide that some events of an incident tell of something else than the rest.

    Raises:
        UsageError: The key is unknown, joined or gone (L101–L103), an event is not in the incident
            (L106), or none would be left (L107).
    """
    incident = incident_of(live_row(key))
    inside = _keys(incident)
    strangers = [event for event in events if event not in inside]
    if strangers:
        raise UsageError("L106", key=key, found=", ".join(strangers), expected=", ".join(inside))
    rest = [event for event in inside if event not in events]
    if not rest or not events:
        raise UsageError("L107", key=key, number=len(inside))
    return _separate(workspace, list(dict.fromkeys(events)), rest, note, by)


def set_field(
    workspace: Workspace,
    key: str,
    field: str,
    value: str,
    *,
    note: str = "",
    evidence: Mapping[str, object] | None = None,
    by: By = OWN,
) -> Decided:
    """Decide what a field of an incident is.

    Args:
        field: One of `marsad.link.summary.SETTABLE`.
        value: As people write it: a count ("3", "3-5", "5+"), a day, a status, a type, a place by
            its name or id, actors by id or name, joined by commas (`NOBODY` for none).
        evidence: The passage that says so: ``doc``, ``start``, ``end``, ``quote``; it is taken as it is
            (`marsad.actions.review_incidents` checks it).
    Raises:
        UsageError: The key is unknown, joined or gone (L101–L103), there is no such field (L108), the
            value is none for it (L104, L109–L112, L120).
    """
    incident = incident_of(live_row(key))
    if field not in SETTABLE:
        raise UsageError("L108", found=field, expected=", ".join(SETTABLE))
    made = _value_of(workspace, incident, field, value.strip())
    earlier = [
        row for row in _in_force("field") if row.value["name"] == field and _speaks_of(row, incident.key)
    ]
    told: dict[str, object] = {"name": field, "value": msgspec.json.decode(msgspec.json.encode(made))}
    if evidence:
        told["evidence"] = dict(evidence)
    return decide_and_link(workspace, "field", _keys(incident), told, note=note, overridden=earlier, by=by)


def undo(workspace: Workspace, number: int, *, note: str = "", by: By = OWN) -> Decided:
    """Take a decision back; what it had overridden holds again.

    Raises:
        UsageError: There is none of this number (L113), it was undone before (L114), or it is itself
            the undoing of another (L115).
    """
    row = models.Decision.objects.filter(pk=number).first()
    if row is None:
        newest = models.Decision.objects.order_by("-pk").values_list("pk", flat=True).first()
        raise UsageError("L113", found=number, newest=newest or "–")
    if row.kind == "undo":
        raise UsageError("L115", found=number, undone=row.value["decision"])
    before = _undoings().get(number)
    if before is not None:
        raise UsageError("L114", found=number, undo=before)
    events = [*row.events, *row.value.get("other", ())]
    return decide_and_link(workspace, "undo", events, {"decision": number}, note=note, by=by)


# How a decision is made


def decide_and_link(
    workspace: Workspace,
    kind: Kind,
    events: Sequence[str],
    value: Mapping[str, object],
    *,
    note: str = "",
    overridden: Sequence[models.Decision] = (),
    by: By = OWN,
) -> Decided:
    """Write a decision and bring its incidents up to date: both, or neither."""
    told = [*events, *_others(value)]
    with transaction.atomic():
        row = decide(workspace, kind, events, value, note=note, who=by.who, deed=by.deed)
        link_around(workspace, told)
    return Decided(decision_line(row), incidents_with(told), tuple(map(decision_line, overridden)))


def _separate(workspace: Workspace, some: Sequence[str], rest: Sequence[str], note: str, by: By) -> Decided:
    earlier = _overridden("same", {couple(a, b) for a, b in product(some, rest)})
    return decide_and_link(
        workspace, "not-same", some, {"other": sorted(rest)}, note=note, overridden=earlier, by=by
    )


def _others(value: Mapping[str, Any]) -> Sequence[str]:
    return list(value.get("other", ()))


def _several(keys: Sequence[str]) -> list[Incident]:
    found = [incident_of(live_row(key)) for key in dict.fromkeys(keys)]
    if len(found) < 2:
        raise UsageError("L105", found=", ".join(keys))
    return found


def _keys(incident: Incident) -> list[str]:
    return [event.key for event in incident.events]


def incidents_with(events: Sequence[str]) -> tuple[str, ...]:
    """Keys of the incidents that some events are in now."""
    found = models.Membership.objects.filter(event_key__in=events).values_list("incident__key", flat=True)
    return tuple(sorted(set(found)))


def _undoings() -> dict[int, int]:
    """By the number of a decision undone, that of its undoing."""
    return {row.value["decision"]: row.pk for row in models.Decision.objects.filter(kind="undo")}


def _in_force(kind: Kind) -> list[models.Decision]:
    rows = models.Decision.objects.filter(kind=kind).exclude(pk__in=_undoings()).order_by("pk")
    return list(rows)


def _overridden(kind: Kind, pairs: set[tuple[str, str]]) -> list[models.Decision]:
    """Decisions in force of which some pair is now decided otherwise."""
    return [row for row in _in_force(kind) if pairs & _pairs(row)]


def _pairs(row: models.Decision) -> set[tuple[str, str]]:
    if row.kind == "same":
        return {couple(a, b) for a, b in combinations(row.events, 2)}
    return {couple(a, b) for a, b in product(row.events, row.value["other"])}


def _speaks_of(row: models.Decision, key: str) -> bool:
    """Whether a decision on a field is one about this incident now."""
    places = models.Membership.objects.filter(event_key__in=row.events)
    groups = dict(places.values_list("event_key", "incident__key"))
    told = FieldDecision(tuple(row.events), row.value["name"], row.value["value"])
    return key in fields_of(groups, [told])


# Values as people write them


def _value_of(workspace: Workspace, incident: Incident, field: str, value: str) -> object:
    if field in COUNTS:
        return _count(field, value)
    if field in ("start", "end"):
        return _day(incident, field, value)
    if field == "place":
        return _place(workspace, value)
    return _PARSERS[field](field, value)


def _count(field: str, value: str) -> Count:
    found = _COUNT.fullmatch(value.translate(_DIGITS))
    if found is None:
        raise UsageError("L109", field=field, found=value, expected="3 | 3-5 | 5+")
    least = int(found[1])
    most = None if found[3] else int(found[2] or found[1])
    if most is not None and most < least:
        raise UsageError("L109", field=field, found=value, expected=f"{most}-{least}")
    return Count(least, most)


def _day(incident: Incident, field: str, value: str) -> str:
    try:
        day = parse_day(value, Where(field), field=field).isoformat()
    except InputError as error:
        raise UsageError("L109", field=field, found=value, expected="2025-10-13") from error
    start, end = (day, incident.end) if field == "start" else (incident.start, day)
    if start is not None and end is not None and start > end:
        other = "end" if field == "start" else "start"
        raise UsageError("L110", field=field, found=day, other=other, day=getattr(incident, other))
    return day


def _status(field: str, value: str) -> str:
    if value not in get_args(Status):
        raise UsageError("L109", field=field, found=value, expected=" | ".join(get_args(Status)))
    return value


def _actors(field: str, value: str) -> tuple[str, ...]:
    if value == NOBODY:
        return ()
    found: list[str] = []
    for name in re.split(r"[,،;]", value):
        ids = actors_called(name.strip(), field)
        if len(ids) > 1:
            raise UsageError("L109", field=field, found=name.strip(), expected=" | ".join(sorted(ids)))
        found += ids
    return tuple(dict.fromkeys(found))


def _place(workspace: Workspace, value: str) -> Place:
    gazetteer = load_with([str(path) for path in gazetteers(workspace)])
    row = gazetteer.get(value)
    found = [row] if row is not None else gazetteer.lookup(value)
    if not found:
        raise UsageError("L111", found=value)
    if len(found) > 1:
        shown = "\n".join(f"  {_told(one)}" for one in found[:_SHOWN])
        raise UsageError("L112", found=value, number=len(found), candidates=shown)
    return _place_of(found[0])


def _told(row: GazetteerRow) -> str:
    parts = (row.id, row.name_ar, row.name_en, row.kind, row.admin1, row.country)
    return " · ".join(part for part in parts if part)


def _place_of(row: GazetteerRow) -> Place:
    return Place(
        role="site",
        name=row.name_ar or row.name_en,
        lat=row.lat,
        lon=row.lon,
        precision=own_precision(row),
        radius_m=row.radius_m,
        gazetteer_id=row.id,
        admin1=row.admin1 or None,
        country=row.country or None,
    )


_PARSERS: Final[Mapping[str, Callable[[str, str], object]]] = {
    "type": lambda field, value: type_called(value, field, classes=False),
    "status": _status,
    "initiator": _actors,
    "target": _actors,
}
