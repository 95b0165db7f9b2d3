"""Published totals of a workspace beside the incidents that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from django.db.models import Exists, OuterRef

from marsad.actions.find_actors import actors_called
from marsad.actions.use_gazetteer import load_with
from marsad.link.tallies import (
    Comparison,
    PublishedTally,
    Reconciliation,
    RecordedIncident,
    Series,
    TallyResult,
    reconcile,
)
from marsad.link.tallies.parties import Kin, standard_kin
from marsad.model import Count, Incident, Party, Place, decode_record
from marsad.store import models
from marsad.store.incidents import incident_of
from marsad.store.protected import codes_of_docs, protected_codes
from marsad.store.readings import gazetteers
from marsad.store.workspace import Workspace

#: Rows that are in memory at one time.
_BATCH: Final = 1_000
_NO_PLACE: Final = Place(role="site", name="")


class Wanted(NamedTuple):
    """Which totals are asked for; None asks for all.

    Attributes:
        claimant, actor: An id of ``actors.csv``, or a name of an actor in either language. An actor's
            totals are also those of its parts.
        since, until: ISO days; totals whose period touches the days between them.
        doc: A report that tells the total.
        shape: Only the single totals, or only the series.
    """

    claimant: str | None = None
    actor: str | None = None
    since: str | None = None
    until: str | None = None
    doc: str | None = None
    shape: Literal["totals", "series"] | None = None


class Reconciled(NamedTuple):
    """The totals asked for, beside what is recorded.

    Attributes:
        incidents: Those that the comparisons name, by key.
        unread: Reports that nobody read yet, and ``unlinked`` events that are in no incident yet: what
            they tell is missing on the side of what is recorded.
        codes: By report of a protected source, the code that stands for it in what is handed on.
    """

    made: Reconciliation
    incidents: Mapping[str, RecordedIncident]
    unread: int
    unlinked: int
    codes: Mapping[str, str]


def reconcile_tallies(workspace: Workspace, wanted: Wanted | None = None) -> Reconciled:
    """Set the totals of all current readings beside the incidents, and pick those asked for.

    All totals are compared before any is left out, as each is also told by what the others say.

    Raises:
        UsageError: Nobody has the name of the claimant or of the actor (L120).
        InputError, TableError: A table of places that the settings name can't be read.
    """
    choice = _Choice(wanted or Wanted())
    gazetteer = load_with([str(path) for path in gazetteers(workspace)])
    recorded = {one.id: one for one in recorded_incidents()}
    made = choice.of(reconcile(list(published_tallies()), list(recorded.values()), gazetteer))
    named = {key: recorded[key] for key in _named(made)}
    docs = {doc for item in made.tallies for doc in item.docs}
    docs |= {doc for series in made.series for point in series.points for doc in point.docs}
    codes = codes_of_docs(protected_codes(workspace.settings), docs)
    return Reconciled(made, named, _unread(), _unlinked(), codes)


def choose(made: Reconciliation, wanted: Wanted) -> Reconciliation:
    """The totals and the series asked for, of those that were compared.

    Raises:
        UsageError: Nobody has the name of the claimant or of the actor (L120).
    """
    return _Choice(wanted).of(made)


# What goes in


def published_tallies() -> Iterator[PublishedTally]:
    """The totals that the current readings tell; a key is the report's name and the number in it."""
    rows = (
        models.Reading.objects.filter(current=True, tallies__isnull=False)
        .distinct()
        .order_by("id")
        .values_list("record", "version__report__doc")
    )
    for text, doc in rows.iterator(chunk_size=_BATCH):
        record = decode_record(text)
        for number, tally in enumerate(record.tallies, 1):
            yield PublishedTally(
                key=f"{doc}/{number}",
                tally=tally,
                doc=doc,
                published=record.published,
                publisher=record.publisher,
            )


def recorded_incidents() -> Iterator[RecordedIncident]:
    """The incidents of the workspace, as they are counted."""
    rows = models.Incident.objects.filter(events__gt=0).order_by("id")
    for row in rows.only("summary").iterator(chunk_size=_BATCH):
        yield recorded_of(incident_of(row))


def recorded_of(incident: Incident) -> RecordedIncident:
    """An incident with what totals count by.

    Who denies the deed is no doer of it; one who is contested, or only believed to have done it, makes
    the doer of the incident contested. Where all of it is only alleged, its status says so already.
    """
    doubts = ("contested",) if incident.status == "alleged" else ("contested", "alleged")
    doers = [p for p in incident.parties if p.role == "initiator" and p.standing != "denied"]
    start, end = days_of(incident)
    place = incident.place or _NO_PLACE
    return RecordedIncident(
        id=incident.key,
        types=tuple(dict.fromkeys((incident.type, *(told.value for told in incident.types)))),
        classes=(incident.event_class,),
        start=start,
        end=end,
        date_precision=incident.date_precision,
        initiators=_ids(doers),
        targets=_ids(p for p in incident.parties if p.role == "target"),
        others=_ids(p for p in incident.parties if p.role == "supporter"),
        contested=any(party.standing in doubts for party in doers),
        place_name=place.name or None,
        gazetteer_id=place.gazetteer_id,
        admin1=place.admin1,
        country=place.country,
        lat=place.lat,
        lon=place.lon,
        radius_m=place.radius_m,
        killed=_count(incident, "killed"),
        injured=_count(incident, "injured"),
        captured=_count(incident, "captured"),
        civilians_killed=_count(incident, "civilians_killed"),
        status=incident.status,
        voices=incident.voices,
    )


def days_of(incident: Incident) -> tuple[str | None, str | None]:
    """The first and the last day that an incident may have happened on.

    Days that another report gives widen them where they speak against the best ones, but not where
    they are only vaguer ("in March") or finer. What a person has set stands.
    """
    if incident.start is None:
        return None, None
    first, last = incident.start, incident.end or incident.start
    if {"start", "end"} & set(incident.decided):
        return first, last
    spans = [told.value.partition("/")[::2] for told in incident.dates]
    against = [(a, b) for a, b in spans if not (a <= first and last <= b) and not (first <= a and b <= last)]
    return min([first, *(a for a, _ in against)]), max([last, *(b for _, b in against)])


def _ids(parties: Iterable[Party]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party.id for party in parties if party.id is not None))


def _count(incident: Incident, name: str) -> Count | None:
    told = incident.casualties.get(name)
    return Count(told.least, told.most) if told is not None else None


def _unread() -> int:
    return models.ReportVersion.objects.filter(readings__isnull=True, current=True).count()


def _unlinked() -> int:
    # Not "NOT IN": PostgreSQL goes through all memberships anew for each event.
    linked = models.Membership.objects.filter(event_key=OuterRef("key"))
    return models.Event.objects.filter(~Exists(linked), current=True).count()


# What comes out


class _Choice:
    """Tells the totals that are asked for from the others."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.claimants = actors_called(wanted.claimant, "--claimant") if wanted.claimant else None
        self.actors = actors_called(wanted.actor, "--actor") if wanted.actor else None
        self.kin: Kin = standard_kin()

    def of(self, made: Reconciliation) -> Reconciliation:
        """The totals and the series asked for."""
        shape = self.wanted.shape
        return Reconciliation(
            tallies=tuple(t for t in made.tallies if shape != "series" and self._total(t)),
            series=tuple(s for s in made.series if shape != "totals" and self._series(s)),
        )

    def _total(self, item: TallyResult) -> bool:
        return self._terms(item) and self._touches(item.total.start, item.total.end, item.docs)

    def _series(self, item: Series) -> bool:
        docs = tuple(doc for point in item.points for doc in point.docs)
        return self._terms(item) and self._touches(item.start, item.points[-1].end, docs)

    def _terms(self, item: TallyResult | Series) -> bool:
        if self.claimants is not None and item.claimant not in self.claimants:
            return False
        if self.actors is None:
            return True
        return item.actor is not None and not self.actors.isdisjoint(self.kin.lines(item.actor))

    def _touches(self, start: str | None, end: str | None, docs: tuple[str, ...]) -> bool:
        since, until, doc = self.wanted.since, self.wanted.until, self.wanted.doc
        if (since and end and end < since) or (until and start and start > until):
            return False
        return doc is None or doc in docs


def _named(made: Reconciliation) -> Iterator[str]:
    """The incidents that comparisons name."""
    for one in comparisons(made):
        yield from one.recorded
        yield from (near.id for near in (*one.possible, *one.aside, *one.outside))


def comparisons(made: Reconciliation) -> Iterator[Comparison]:
    """Every figure that is compared."""
    for item in made.tallies:
        yield item.total
        yield from item.parts
        if item.rest is not None:
            yield item.rest
    for series in made.series:
        yield from (step.comparison for step in series.steps if step.comparison is not None)
