"""Invented reports, told by hand, in a workspace: for the tests of everything about incidents.

A report tells one event. Towns lie far apart; each has its governorate, so that places compare as
they do in the gazetteer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from marsad.model import ActorMention, Casualties, Count, Event, Place, Record, Status
from storekit import REPORT_FIELDS, transaction_with_head

if TYPE_CHECKING:
    from marsad.store.workspace import Workspace

#: Name, latitude, longitude, governorate.
_TOWNS: Final = {
    "north": ("تل الاختبار", 36.5, 37.2, "حلب"),
    "east": ("قرية التجربة", 35.1, 40.4, "دير الزور"),
    "south": ("بلدة المثال", 32.6, 36.1, "درعا"),
    "hill": ("تلة المثال", 32.62, 36.11, "درعا"),
}


class Telling(NamedTuple):
    """A report of one event. ``killed`` and ``injured`` are counts, a number stands for itself."""

    doc: str
    publisher: str = "وكالة التجربة"
    published: str = "2025-03-02"
    day: str | None = "2025-03-01"
    town: str | None = "east"
    type: str = "attack"
    event_class: str = "fighting"
    initiator: str | None = "islamic-state"
    target: str | None = "sdf"
    #: A private person among the targets.
    person: str = ""
    killed: int | Count | None = None
    injured: int | Count | None = None
    status: Status = "reported"
    confidence: float = 0.9
    sources: tuple[str, ...] = ()
    text: str = ""
    #: Source that it is added under; None finds it by its publisher.
    source: str | None = None

    def read_as(self, **changes: object) -> Record:
        """The same report, of which another reader understood something else."""
        other = self._replace(text=self.quote, **changes)  # type: ignore[arg-type]
        return other.record()

    @property
    def quote(self) -> str:
        """What the report says; its own words unless told."""
        return self.text or f"{self.doc}: خبر رقم {self.doc} كما كتبته {self.publisher} عن {self.town}"

    def record(self) -> Record:
        """What is read from it."""
        return Record(
            doc=self.doc,
            text=self.quote,
            published=self.published,
            publisher=self.publisher,
            language="ar",
            events=(self.event(),),
        )

    def event(self) -> Event:
        """Its event."""
        actors = [ActorMention(role="target", id=None, name=self.person)] if self.person else []
        if self.target:
            actors.insert(0, ActorMention(role="target", id=self.target, name=self.target))
        if self.initiator:
            actors.insert(0, ActorMention(role="initiator", id=self.initiator, name=self.initiator))
        return Event(
            type=self.type,
            event_class=self.event_class,
            start=self.day,
            end=self.day,
            date_precision="day" if self.day else None,
            places=(place(self.town),) if self.town else (),
            actors=tuple(actors),
            casualties=Casualties(killed=_count(self.killed), injured=_count(self.injured)),
            status=self.status,
            sources=self.sources,
            quote=self.quote,
            confidence=self.confidence,
        )


def place(town: str) -> Place:
    """A town as a place of an event."""
    name, lat, lon, admin1 = _TOWNS[town]
    return Place(
        role="site",
        name=name,
        lat=lat,
        lon=lon,
        precision="settlement",
        radius_m=1500,
        gazetteer_id=f"t-{town}",
        admin1=admin1,
        country="SY",
    )


def _count(told: int | Count | None) -> Count | None:
    return Count(told, told) if isinstance(told, int) else told


def tell(workspace: Workspace, tellings: Iterable[Telling], *, records: Sequence[Record] = ()) -> None:
    """Keep reports and save what is read from them (``records`` in place of their own); link nothing."""
    from marsad.formats.sources import read_bytes
    from marsad.store import models
    from marsad.store.keeping import CaptureFacts, keep
    from marsad.store.readings import save_readings, start_run

    by_doc = {telling.doc: telling.record() for telling in tellings}
    sources = {telling.doc: telling.source for telling in tellings}
    by_doc |= {record.doc: record for record in records}
    for doc, record in by_doc.items():
        data = msgspec.json.encode({name: getattr(record, name) for name in REPORT_FIELDS}) + b"\n"
        name = f"{doc}.jsonl"
        keep(workspace, data, CaptureFacts(name, source=sources.get(doc)), read_bytes(data, name))
    run = start_run("read", workspace)
    unread = models.ReportVersion.objects.filter(report__doc__in=by_doc, readings__isnull=True)
    with transaction_with_head(workspace):
        pairs = [(row, by_doc[row.report.doc]) for row in unread.order_by("pk").select_related("report")]
        save_readings(run, pairs)


def reread(workspace: Workspace, records: Iterable[Record]) -> None:
    """Save what another version of the reader made of the newest versions of reports; link nothing."""
    from marsad.store import log, models
    from marsad.store.readings import save_readings
    from marsad.store.times import now_utc

    with transaction_with_head(workspace):
        number = models.Run.objects.count()
        run = models.Run.objects.create(
            kind="read", started_at=now_utc(), version=f"later-{number}", tables=f"others-{number}"
        )
        log.append("run", "tester", {"kind": "read"}, [run])
        versions = models.ReportVersion.objects.filter(current=True)
        save_readings(run, [(versions.get(report__doc=record.doc), record) for record in records])


def event_key(doc: str) -> str:
    """The key of the (first) current event of a report."""
    from marsad.store import models

    row = models.Event.objects.filter(reading__version__report__doc=doc, current=True).order_by("number")[0]
    return str(row.key)


def groups() -> set[frozenset[str]]:
    """The reports of each incident."""
    from marsad.store import models

    found: dict[str, set[str]] = {}
    docs = dict(models.Event.objects.filter(current=True).values_list("key", "reading__version__report__doc"))
    for event, incident in models.Membership.objects.values_list("event_key", "incident__key"):
        found.setdefault(incident, set()).add(docs[event])
    return set(map(frozenset, found.values()))


def incident_with(doc: str) -> str:
    """The key of the incident that a report is in."""
    from marsad.store import models

    return str(models.Membership.objects.get(event_key=event_key(doc)).incident.key)
