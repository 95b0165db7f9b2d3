"""What each source brings: how much, how late, what others say to it, and with whom it speaks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Final

import msgspec
from django.db.models import Count, Max

from marsad.store import models
from marsad.store.figures import Figures, figures_of
from marsad.store.workspace import Workspace

_BATCH: Final = 5_000
#: Delays of more days than this are counted as so many: an anniversary is no report.
_LONGEST_DAYS: Final = 365


class SourceFigures(msgspec.Struct):
    """A source over all its reports.

    Attributes:
        reports: Those that stand now; ``weeks`` counts them by the Monday of the week they were
            published in.
        delays: By days from the event's last day to its publication, how many events; only of
            those whose day the report tells.
        events: In incidents; ``agreed`` are in incidents with two voices or more, ``contested`` in
            some that sources disagree about.
        with_whom: By other source, in how many incidents both were one voice.
        versions: Of its reports, ``faulty`` those with something wrong; they came in so many ``captures``.
        captured: When the last file or page that any of its reports came with was got (UTC).
    """

    reports: int = 0
    weeks: dict[str, int] = {}
    delays: dict[int, int] = {}
    events: int = 0
    agreed: int = 0
    contested: int = 0
    with_whom: dict[str, int] = {}
    captured: datetime | None = None
    versions: int = 0
    faulty: int = 0
    captures: int = 0


class _Event(msgspec.Struct):
    doc: str
    voice: int


class Seen(msgspec.Struct):
    """As much of an incident as is counted here."""

    events: tuple[_Event, ...]
    voices: int
    contested: tuple[str, ...]


_DECODER: Final = msgspec.json.Decoder(Seen)


def source_figures(workspace: Workspace) -> Figures[dict[str, SourceFigures]] | None:
    """The figures of all sources by id, see `marsad.store.figures`."""
    return figures_of(workspace, "sources", dict[str, SourceFigures], count_sources)


def count_sources(_workspace: Workspace) -> dict[str, SourceFigures]:
    """Count anew."""
    found: defaultdict[str, SourceFigures] = defaultdict(SourceFigures)
    _count_reports(found)
    _count_delays(found)
    _count_versions(found)
    of_doc = dict(models.Report.objects.values_list("doc", "source_id").iterator(_BATCH))
    rows = models.Incident.objects.filter(events__gt=0).order_by("id").values_list("summary", flat=True)
    _count_voices(found, map(_DECODER.decode, rows.iterator(chunk_size=1_000)), of_doc)
    return dict(sorted(found.items()))


def monday_of(day: str) -> str:
    """The Monday of a day's week."""
    found = date.fromisoformat(day)
    return (found - timedelta(days=found.weekday())).isoformat()


def _count_reports(found: Mapping[str, SourceFigures]) -> None:
    rows = models.ReportVersion.objects.filter(current=True).order_by()
    for source, day in rows.values_list("report__source_id", "published").iterator(_BATCH):
        one = found[source]
        one.reports += 1
        if day:
            week = monday_of(day)
            one.weeks[week] = one.weeks.get(week, 0) + 1


def _count_versions(found: Mapping[str, SourceFigures]) -> None:
    rows = models.ReportVersion.objects.order_by().values_list("report__source_id")
    whole = rows.annotate(
        last=Max("capture__captured_at"), number=Count("id"), captures=Count("capture_id", distinct=True)
    )
    for key, last, number, captures in whole:
        one = found[key]
        one.captured, one.versions, one.captures = last, number, captures
    for key, number in rows.exclude(faults=[]).annotate(number=Count("id")):
        found[key].faulty = number


def _count_delays(found: Mapping[str, SourceFigures]) -> None:
    rows = models.Event.objects.filter(current=True, start__isnull=False).exclude(date_basis="published")
    told = rows.filter(reading__version__published__isnull=False).order_by().values_list(
        "reading__version__report__source_id", "start", "end", "reading__version__published"
    )  # fmt: skip
    for source, start, end, published in told.iterator(_BATCH):
        assert start is not None
        assert published is not None
        days = (date.fromisoformat(published) - date.fromisoformat(end or start)).days
        if days >= 0:  # what is announced comes later than its report
            delays, days = found[source].delays, min(days, _LONGEST_DAYS)
            delays[days] = delays.get(days, 0) + 1


def _count_voices(
    found: Mapping[str, SourceFigures], incidents: Iterable[Seen], of_doc: Mapping[str, str]
) -> None:
    shared: Counter[tuple[str, str]] = Counter()
    for seen in incidents:
        voices: defaultdict[int, set[str]] = defaultdict(set)
        for event in seen.events:
            source = of_doc.get(event.doc)
            if source is None:
                continue
            one = found[source]
            one.events += 1
            one.agreed += seen.voices >= 2
            one.contested += bool(seen.contested)
            voices[event.voice].add(source)
        shared.update({pair for named in voices.values() for pair in combinations(sorted(named), 2)})
    for (one_id, other_id), number in shared.items():
        found[one_id].with_whom[other_id] = number
        found[other_id].with_whom[one_id] = number


def middle_delay(delays: Mapping[int, int]) -> int | None:
    """The median in days; None without any."""
    left = (sum(delays.values()) + 1) // 2
    for days in sorted(delays):
        left -= delays[days]
        if left <= 0:
            return days
    return None
