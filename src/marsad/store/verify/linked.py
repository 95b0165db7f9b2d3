"""Incidents, their events and the links between events, against what the linking runs wrote down."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from marsad.model import IncidentEvent
from marsad.store import incidents, models
from marsad.store.batches import parts
from marsad.store.custody import read_details
from marsad.store.verify.findings import Finding, FindingKind, Tally

_BATCH: Final = 200
_INCIDENT: Final = models.Incident._meta.db_table
_LINK: Final = models.Link._meta.db_table
_MEMBERSHIP: Final = models.Membership._meta.db_table


def check_incidents(tally: Tally) -> Iterator[Finding]:
    """Each incident's columns against its summary, which is sealed; and its events' places in it."""
    batch: list[models.Incident] = []
    for row in models.Incident.objects.order_by("pk").iterator(_BATCH):
        tally.add("incidents")
        batch.append(row)
        if len(batch) == _BATCH:
            yield from _check_batch(batch)
            batch = []
    yield from _check_batch(batch)
    yield from _check_links(tally)


def _check_batch(rows: Sequence[models.Incident]) -> Iterator[Finding]:
    expected: dict[str, tuple[models.Incident, IncidentEvent]] = {}
    for row in rows:
        try:
            made, events = _made_anew(row)
        except (msgspec.MsgspecError, ValueError, TypeError, KeyError, AttributeError):
            yield Finding("V133", "unreadable", _INCIDENT, row.key, {"field": "summary"})
            continue
        expected |= {event.key: (row, event) for event in events}
        for field in incidents.COLUMNS:
            found, value = getattr(row, field), getattr(made, field)
            if field != "summary" and found != value:
                details = {"field": field, "found": found, "expected": value}
                yield Finding("V131", "changed", _INCIDENT, row.key, details)
    yield from _check_memberships(rows, expected)


def _made_anew(row: models.Incident) -> tuple[models.Incident, Sequence[IncidentEvent]]:
    """The row as its summary gives it, and the events that are in the incident."""
    summary = json.loads(row.summary)
    if "merged_into" in summary:
        return incidents.emptied(copy.copy(row), summary["merged_into"]), ()
    incident = incidents.incident_of(row)
    return incidents.row_of(incident, copy.copy(row)), incident.events


def _check_memberships(
    rows: Sequence[models.Incident], expected: dict[str, tuple[models.Incident, IncidentEvent]]
) -> Iterator[Finding]:
    found: dict[str, models.Membership] = {}
    linked: set[tuple[str, int]] = set()
    for keys in parts(sorted(expected)):
        found |= {m.event_key: m for m in models.Membership.objects.filter(event_key__in=keys)}
        linked |= set(models.Event.objects.filter(key__in=keys).values_list("key", "reading_id"))
    for key, (row, event) in expected.items():
        membership = found.get(key)
        if membership is None:
            yield Finding("V146", "removed", _MEMBERSHIP, key, {"incident": row.key})
        else:
            yield from _check_membership(membership, row, event, linked)
    for membership in models.Membership.objects.filter(incident__in=rows).order_by("pk"):
        if membership.event_key not in expected:
            yield Finding("V147", "inserted", _MEMBERSHIP, membership.event_key)


def _check_membership(
    found: models.Membership, row: models.Incident, event: IncidentEvent, linked: set[tuple[str, int]]
) -> Iterator[Finding]:
    wanted: dict[str, Any] = {
        "incident_id": row.pk, "by": event.by, "weight": event.weight, "best": event.best,
    }  # fmt: skip
    for field, value in wanted.items():
        if getattr(found, field) != value:
            details = {"field": field, "found": getattr(found, field), "expected": value}
            yield Finding("V131", "changed", _MEMBERSHIP, event.key, details)
    if (event.key, found.reading_id) not in linked:
        details = {"field": "reading_id", "found": found.reading_id, "expected": "–"}
        yield Finding("V131", "changed", _MEMBERSHIP, event.key, details)


def _check_links(tally: Tally) -> Iterator[Finding]:
    """The links as a whole: the log holds their number and the sum of their digests."""
    found = incidents.sum_links(_counted(tally))
    entry = models.LogEntry.objects.filter(action="link").order_by("-number").first()
    told = read_details(entry).get("links") if entry is not None else incidents.sum_links(())
    if not isinstance(told, Mapping) or found != told:
        expected = told.get("links", 0) if isinstance(told, Mapping) else 0
        details = {"found": found["links"], "expected": expected}
        yield Finding("V145", _kind(found["links"] - expected), _LINK, "", details)


def _kind(more: int) -> FindingKind:
    return "inserted" if more > 0 else "removed" if more < 0 else "changed"


def _counted(tally: Tally) -> Iterator[incidents.StoredLink]:
    for link in incidents.stored_links():
        tally.add("links")
        yield link
