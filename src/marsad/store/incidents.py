"""Incidents as rows: reading what is there, and writing what a linking run made of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from django.db import connection
from django.db import models as django_models

from marsad.link.pairs import Pair
from marsad.link.summary import Member
from marsad.link.voices import comparable_text
from marsad.model import Incident, Record
from marsad.store import factcopy, incidentfacts, models, searchtext
from marsad.store.batches import parts
from marsad.store.canonical import canonical
from marsad.store.columns import bounded, plain, whole

#: Rows in one statement, ids in one question.
_ROWS: Final = 1_000
_ENCODER: Final = msgspec.json.Encoder()
_RECORDS: Final = msgspec.json.Decoder(Record)
_INCIDENTS: Final = msgspec.json.Decoder(Incident)


class Joined(NamedTuple):
    """Where an event is now: the row id of its incident, that incident's key, and its reading."""

    incident: int
    key: str
    reading: int


def memberships(events: Sequence[str] | None = None) -> dict[str, Joined]:
    """By event key, of some events or all."""
    rows = models.Membership.objects.all()
    found: dict[str, Joined] = {}
    for chosen in [rows] if events is None else [rows.filter(event_key__in=some) for some in parts(events)]:
        values = chosen.values_list("event_key", "incident_id", "incident__key", "reading_id")
        found |= {event: Joined(row, key, reading) for event, row, key, reading in values.iterator(5_000)}
    return found


class StoredLink(NamedTuple):
    """A link as its row holds it, in the order of the columns."""

    left: str
    right: str
    weight: float
    rarity: float
    levels: str
    verdict: str
    reason: str

    def pair(self) -> Pair:
        """What was weighed."""
        positions = tuple(map(int, self.levels.split(",")))
        return Pair(self.left, self.right, self.weight, positions, self.rarity)


def stored_links() -> Iterator[StoredLink]:
    """Every link that was weighed."""
    rows = models.Link.objects.values_list(*StoredLink._fields).iterator(chunk_size=5_000)
    return map(StoredLink._make, rows)


def links_of(events: Sequence[str]) -> set[StoredLink]:
    """The links that have an end among some events."""
    found: set[StoredLink] = set()
    for some in parts(events):
        for end in ("left__in", "right__in"):
            rows = models.Link.objects.filter(**{end: some})
            found |= set(map(StoredLink._make, rows.values_list(*StoredLink._fields)))
    return found


# Members


class Joining(NamedTuple):
    """Why an event is in its incident."""

    by: str
    weight: float | None
    best: str | None


def members_of(readings: Mapping[str, int], joinings: Mapping[str, Joining]) -> dict[str, Member]:
    """Events with what their reports say, by key.

    Args:
        readings: Event key to its reading.
        joinings: Event key to why it is where it is.
    """
    wanted: dict[int, set[str]] = {}
    for key, reading in readings.items():
        wanted.setdefault(reading, set()).add(key)
    found: dict[str, Member] = {}
    for ids in parts(sorted(wanted)):
        rows = models.Reading.objects.filter(id__in=ids).values_list(
            "id", "record", "event_keys", "version__report_id", "version__report__doc"
        )
        for number, text, keys, report, doc in rows:
            record = _RECORDS.decode(text)
            for place, key in enumerate(keys):
                if key in wanted[number]:
                    found[key] = _member(key, str(report), doc, place, record, joinings[key])
    return found


def _member(key: str, report: str, doc: str, place: int, record: Record, joining: Joining) -> Member:
    return Member(
        key=key,
        report=report,
        doc=doc,
        number=place + 1,
        publisher=record.publisher,
        published=record.published,
        text=comparable_text(record),
        event=record.events[place],
        by=joining.by,  # type: ignore[arg-type]  # one of JoinedBy, from this package alone
        weight=joining.weight,
        best=joining.best,
    )


# Keys that outlive runs


def name_groups(
    groups: Sequence[Sequence[str]], before: Mapping[str, str], taken: Container[str]
) -> list[str]:
    """A key for each group: the incident that most of its events were in keeps its key.

    Of groups with equally many of them, it goes to the one whose first event it was made of: so a
    merge that is undone gives both incidents their keys back.

    Args:
        groups: Groups of event keys.
        before: Event key to incident key as it was.
        taken: Incident keys that nothing new may bear.
    """
    claims = sorted(
        (-shared, key, not _is_own(key, group), number)
        for number, group in enumerate(groups)
        for key, shared in Counter(before[event] for event in group if event in before).items()
    )
    named: dict[int, str] = {}
    used: set[str] = set()
    for _, key, _, number in claims:
        if number not in named and key not in used:
            named[number] = key
            used.add(key)
    for number, group in enumerate(groups):
        if number not in named:
            named[number] = next(key for key in _keys_for(min(group)) if key not in used and key not in taken)
            used.add(named[number])
    return [named[number] for number in range(len(groups))]


def _is_own(key: str, group: Sequence[str]) -> bool:
    """Whether a key follows from a group's first event."""
    return f"I-{_full_key(min(group))}".startswith(key)


def _full_key(event: str) -> str:
    return hashlib.sha256(event.encode()).hexdigest()


def _keys_for(event: str) -> Iterator[str]:
    """Keys that follow from an incident's first event, the shortest first."""
    full = _full_key(event)
    return (f"I-{full[:size]}" for size in range(10, len(full)))


class LiveKeys:
    """The keys of incidents that have events, asked for one by one."""

    def __contains__(self, key: object) -> bool:
        return models.Incident.objects.filter(key=key, events__gt=0).exists()


# Rows


def row_of(incident: Incident, row: models.Incident | None = None) -> models.Incident:
    """The row of an incident; an existing row is filled anew."""
    made = row if row is not None else models.Incident(key=incident.key)
    place = incident.place
    counts = {
        f"{name}_{end}": whole(getattr(incident.casualties[name], end))
        if name in incident.casualties
        else None
        for name in ("killed", "injured")
        for end in ("least", "most")
    }
    weights = [event.weight for event in incident.events if event.weight is not None]
    values: dict[str, Any] = {
        "summary": summary_text(incident),
        "type": incident.type,
        "event_class": incident.event_class,
        "status": incident.status,
        "start": incident.start,
        "end": incident.end,
        "place_name": plain(place.name) if place else "",
        "gazetteer_id": bounded(place.gazetteer_id) if place and place.gazetteer_id else None,
        "admin1": place and place.admin1,
        "country": place and place.country,
        "lat": place and place.lat,
        "lon": place and place.lon,
        "radius_m": whole(place.radius_m) if place else None,
        **counts,
        "events": len(incident.events),
        "reports": incident.reports,
        "voices": incident.voices,
        "contested": bool(incident.contested),
        "weakest": min(weights) if weights else None,
        "merged_into": None,
        "review": incident.review.state if incident.review else "open",
        "approved": incident.review is not None and incident.review.approved_by is not None,
    }
    for name, value in values.items():
        setattr(made, name, value)
    return made


def emptied(row: models.Incident, into: str | None) -> models.Incident:
    """The row of an incident whose events are all elsewhere now: it stays, and says where they went."""
    row.events = row.reports = row.voices = 0
    row.contested, row.weakest, row.merged_into = False, None, into
    row.review, row.approved = "open", False
    row.summary = canonical({"key": row.key, "merged_into": into})
    return row


def summary_text(incident: Incident) -> str:
    """An incident as JSON, as it is kept and sealed."""
    return _ENCODER.encode(incident).decode()


def incident_of(row: models.Incident) -> Incident:
    """The incident of a row that has events."""
    return _INCIDENTS.decode(row.summary)


#: Columns that a run writes anew.
COLUMNS: Final = tuple(
    field.name for field in models.Incident._meta.fields if field.name not in ("id", "key")
)


def save_incidents(rows: Iterable[models.Incident]) -> list[models.Incident]:
    """Write rows, new and old; gives them all with their ids."""
    everything = list(rows)
    new = [row for row in everything if row.pk is None]
    old = [row for row in everything if row.pk is not None]
    models.Incident.objects.bulk_create(new, _ROWS)
    for some in parts(old, _ROWS):
        models.Incident.objects.bulk_update(some, COLUMNS, batch_size=100)
    live = [incident_of(row) for row in everything if row.events]
    gone = [row.key for row in everything if not row.events]
    searchtext.save_incidents(models.SearchText, models.Reading, live, gone)
    numbers = {row.key: row.pk for row in everything}
    told = ((numbers[incident.key], incident) for incident in live)
    sure = _confidences(event.key for incident in live for event in incident.events)
    emptied_rows = [row.pk for row in everything if not row.events]
    incidentfacts.save_facts(models.IncidentFacts, told, emptied_rows, sure)
    factcopy.note([row.pk for row in everything])
    return everything


def _confidences(events: Iterable[str]) -> dict[str, float]:
    """How sure the reading of some events is, by event key."""
    found: dict[str, float] = {}
    for some in parts(list(events)):
        rows = models.Event.objects.filter(current=True, key__in=some)
        found |= dict(rows.values_list("key", "confidence"))
    return found


def save_memberships(rows: Sequence[tuple[Any, ...]], gone: Sequence[str]) -> None:
    """Put events into their incidents in place of where they were.

    Args:
        rows: Values of `MEMBERSHIP_COLUMNS`.
        gone: Event keys that are in no incident any more.
    """
    for keys in parts([*gone, *(row[0] for row in rows)]):
        models.Membership.objects.filter(event_key__in=keys).delete()
    _insert(models.Membership, MEMBERSHIP_COLUMNS, rows)


MEMBERSHIP_COLUMNS: Final = ("event_key", "incident_id", "reading_id", "by", "weight", "best")


def save_links(rows: Sequence[StoredLink], touched: Sequence[str] | None) -> None:
    """Put links in place of those that have an end among the touched events; None: in place of all."""
    if touched is None:
        models.Link.objects.all().delete()
    for keys in parts(touched or ()):
        models.Link.objects.filter(left__in=keys).delete()
        models.Link.objects.filter(right__in=keys).delete()
    _insert(models.Link, StoredLink._fields, rows)


def _insert(
    table: type[django_models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert plain rows. Hundreds of thousands of links take minutes as objects, seconds so."""
    if not rows:
        return
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table._meta.db_table} ({names}) VALUES ({marks})", rows)


# The sum of all links, for the log

_MODULUS: Final = 1 << 256


def sum_links(links: Iterable[StoredLink], base: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """How many links there are, and the sum of their digests: the same in any order.

    Args:
        links: To be counted.
        base: A sum to add them to.
    """
    return _summed(links, base, 1)


def without_links(links: Iterable[StoredLink], base: Mapping[str, Any]) -> dict[str, Any]:
    """A sum less some links that are in it."""
    return _summed(links, base, -1)


def _summed(links: Iterable[StoredLink], base: Mapping[str, Any] | None, sign: int) -> dict[str, Any]:
    number, total = (base["links"], int(base["sum"], 16)) if base else (0, 0)
    for link in links:
        text = "\x1f".join(map(str, link))
        total += sign * int.from_bytes(hashlib.sha256(text.encode()).digest())
        number += sign
    return {"links": number, "sum": f"{total % _MODULUS:064x}"}
