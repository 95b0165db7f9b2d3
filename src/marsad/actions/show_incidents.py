"""Incidents of a workspace: those wanted, one with all that hangs on it, and what is left to decide."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, get_args

from marsad.actions.find_actors import actors_called
from marsad.arabic.fold import fold
from marsad.errors import UsageError
from marsad.link.reasons import chance
from marsad.model import ActorRole, Incident
from marsad.store import models
from marsad.store.batches import parts
from marsad.store.incidents import StoredLink, incident_of, links_of
from marsad.store.incidentsearch import IncidentFilter, live_row, where_it_went
from marsad.store.times import written
from marsad.tables import load_table

ROLES: Final[tuple[ActorRole, ...]] = get_args(ActorRole)


class DecisionLine(NamedTuple):
    """A decision of a person. ``undone_by`` is the number of the one that undid it."""

    number: int
    kind: str
    events: tuple[str, ...]
    value: Mapping[str, object]
    note: str
    who: str
    made_at: str
    undone_by: int | None


class Suggestion(NamedTuple):
    """Two incidents that may be one: the best link between them that was not made.

    Attributes:
        here, there: Keys of the incidents; ``link.left`` is an event of the first.
        urgency: Its chance times what hangs on it, see `_stake`.
        links: How many links lead from the one to the other.
    """

    here: str
    there: str
    link: StoredLink
    urgency: float
    links: int


class Shown(NamedTuple):
    """An incident with all that hangs on it.

    Attributes:
        asked: The key asked for; another one where that was joined to this incident.
        why: By event key, the link that it belongs here by.
        suggested: Links to others, which stand in ``others`` by key.
    """

    asked: str
    incident: Incident
    why: Mapping[str, StoredLink]
    suggested: Sequence[Suggestion]
    others: Mapping[str, Incident]
    decisions: Sequence[DecisionLine]


# Names that people give


def type_called(name: str, option: str, *, classes: bool = True) -> str:
    """The id of an event type, or of a class, by its id or its name in either language.

    Raises:
        UsageError: There is none (L104).
    """
    known: dict[str, str] = {}
    for row in load_table("event_types.csv", key="id"):
        if classes:
            known.setdefault(row["class"], row["class"])
        for told in (row["id"], fold(row["name_en"]), fold(row["name_ar"])):
            known[told] = row["id"]
    found = known.get(name) or known.get(fold(name))
    if found is None:
        near = difflib.get_close_matches(fold(name), known, n=1, cutoff=0.5)
        raise UsageError("L104", option=option, found=name, near=known[near[0]] if near else "attack")
    return found


def with_names(
    wanted: IncidentFilter, *, event_type: str | None = None, actor: str | None = None
) -> IncidentFilter:
    """A filter with a type, a class or an actor that a person named.

    Raises:
        UsageError: There is none of that name (L104, L120).
    """
    if event_type:
        wanted = wanted._replace(type=type_called(event_type, "--type"))
    if actor:
        wanted = wanted._replace(actors=actors_called(actor, "--actor"))
    return wanted


# One incident


def show_incident(key: str) -> Shown:
    """An incident, why each event is in it, what may belong to it, and what was decided about it.

    Raises:
        UsageError: There is no such incident (L101), or nothing tells of it any more (L103).
    """
    row = models.Incident.objects.filter(key=key).first()
    into = where_it_went(row) if row is not None else None
    incident = incident_of(into if into is not None else live_row(key))
    keys = [event.key for event in incident.events]
    links = links_of(keys)
    best = {(event.key, event.best) for event in incident.events if event.best}
    why = {one: link for link in links for one, other in _both_ways(link) if (one, other) in best}
    suggested = suggestions(keys)
    others = incidents_of({one.there if one.here == incident.key else one.here for one in suggested})
    return Shown(key, incident, why, suggested, others, decisions_about(keys))


def _both_ways(link: StoredLink) -> tuple[tuple[str, str], tuple[str, str]]:
    return (link.left, link.right), (link.right, link.left)


def decisions_about(keys: Sequence[str]) -> list[DecisionLine]:
    """Every decision that names one of some events, also those undone, the oldest first."""
    wanted = set(keys)
    undone = {
        row.value["decision"]: row.pk for row in models.Decision.objects.filter(kind="undo").order_by("-pk")
    }
    found = []
    for row in models.Decision.objects.exclude(kind="undo").order_by("pk").iterator(500):
        if wanted & {*row.events, *row.value.get("other", ())}:
            found.append(decision_line(row, undone.get(row.pk)))
    return found


def decision_line(row: models.Decision, undone_by: int | None = None) -> DecisionLine:
    """A row as it is told."""
    made_at = written(row.made_at)
    return DecisionLine(row.pk, row.kind, tuple(row.events), row.value, row.note, row.who, made_at, undone_by)


def incidents_of(keys: Iterable[str]) -> dict[str, Incident]:
    """Incidents that have events, by key."""
    found: dict[str, Incident] = {}
    for some in parts(sorted(set(keys))):
        rows = models.Incident.objects.filter(key__in=some, events__gt=0)
        found |= {row.key: incident_of(row) for row in rows}
    return found


# What is left to decide


def suggestions(keys: Sequence[str] | None = None) -> list[Suggestion]:
    """Links between incidents that were weighed and not made, for a person to decide; the most urgent first.

    Args:
        keys: Only links that have an end among these events; None takes all.
    """
    if keys is None:
        rows = models.Link.objects.filter(verdict="suggested").values_list(*StoredLink._fields)
        links = list(map(StoredLink._make, rows.iterator(chunk_size=5_000)))
    else:
        links = [link for link in links_of(keys) if link.verdict == "suggested"]
    where = _incident_keys({end for link in links for end in (link.left, link.right)})
    between: dict[tuple[str, str], list[StoredLink]] = {}
    for link in links:
        ends = (where.get(link.left, ""), where.get(link.right, ""))
        if all(ends) and ends[0] != ends[1]:
            between.setdefault((min(ends), max(ends)), []).append(link)
    stakes = _stakes({key for ends in between for key in ends})
    found = []
    for (one, other), told in between.items():
        best = max(told, key=lambda link: (link.weight, link.left, link.right))
        urgency = chance(best.weight) * (stakes[one] + stakes[other])
        here, there = (one, other) if where[best.left] == one else (other, one)
        found.append(Suggestion(here, there, best, round(urgency, 2), len(told)))
    return sorted(found, key=lambda one: (-one.urgency, one.link.left, one.link.right))


def _incident_keys(events: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in parts(sorted(events)):
        rows = models.Membership.objects.filter(event_key__in=some)
        found |= dict(rows.values_list("event_key", "incident__key"))
    return found


def _stakes(keys: set[str]) -> dict[str, int]:
    columns = ("key", "reports", "killed_most", "killed_least", "injured_most", "injured_least")
    found: dict[str, int] = {}
    for some in parts(sorted(keys)):
        for key, *figures in models.Incident.objects.filter(key__in=some).values_list(*columns):
            found[key] = _stake(*figures)
    return found


def _stake(
    reports: int,
    killed_most: int | None,
    killed_least: int | None,
    injured_most: int | None,
    injured_least: int | None,
) -> int:
    """What hangs on an incident: its reports, and the most dead and injured that are told."""
    return reports + (killed_most or killed_least or 0) + (injured_most or injured_least or 0)
