"""Reading what a workspace keeps: versions without a reading, and all of them anew."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, NamedTuple

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from marsad.actions.read_reports import Outcome, ReportReader, Totals, read_entries
from marsad.errors import InputError
from marsad.formats.entries import Entry
from marsad.messages import Where
from marsad.model import Record, Report, decode_record
from marsad.store import log, models
from marsad.store.eventkeys import Told, carried_keys
from marsad.store.readings import (
    Change,
    changes,
    fingerprint,
    gazetteers,
    save_readings,
    start_run,
)
from marsad.store.workspace import Workspace

#: Versions that are asked for at once.
_ASKED: Final = 500
#: Readings that are saved at once, and at most lost when the process is killed.
_SAVED: Final = 200
#: Fewer reports are read sooner in this process than others would have loaded their tables.
_WORTH_WORKERS: Final = 200
_DECODER: Final = msgspec.json.Decoder(Report)
Listener = Callable[[Outcome], None]


class KeptFault(InputError):
    """A fault of the input, in the words that were said when it was taken in."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(code)
        self._said = said

    def __str__(self) -> str:
        return self._said


@dataclass
class Reread:
    """What a new reading changed. ``fields`` counts changed fields of events by name."""

    totals: Totals = field(default_factory=Totals)
    changed_reports: int = 0
    added: int = 0
    dropped: int = 0
    changed: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    changes: list[tuple[str, Change]] = field(default_factory=list)

    def add(self, doc: str, found: Sequence[Change]) -> None:
        """Count the changes of a report."""
        self.changed_reports += bool(found)
        for change in found:
            self.added += change.kind == "added"
            self.dropped += change.kind == "dropped"
            self.changed += change.kind == "changed"
            self.fields.update(name for name, _, _ in change.fields)
            self.changes.append((doc, change))


def count_unread() -> int:
    """The number of versions that no reading was made of."""
    return _unread().count()


def read_unread(
    workspace: Workspace, *, reader: ReportReader | None = None, listen: Listener = lambda _: None
) -> Totals:
    """Read every version that has no reading yet, also those that a killed process left.

    Args:
        workspace: An open one.
        reader: Used in this process; None loads the standard reader, with the workspace's tables.
        listen: Told each outcome.
    """
    totals = Totals()
    for _ in _read(workspace, _unread(), totals, reader=reader, listen=listen):
        pass
    return totals


def count_outdated(workspace: Workspace) -> int:
    """The number of current versions whose reading is by another version or other tables."""
    return _outdated(fingerprint(workspace)).count()


def reread(
    workspace: Workspace, *, reader: ReportReader | None = None, listen: Listener = lambda _: None
) -> Reread:
    """Read anew what was read by another version of Marsad or with other tables; the old reading is kept.

    Args: see `read_unread`.
    """
    result = Reread()
    outdated = _outdated(fingerprint(workspace))
    for saved in _read(workspace, outdated, result.totals, reader=reader, listen=listen):
        _compare(saved, result)
    return result


def _compare(saved: Sequence[_Saved], result: Reread) -> None:
    before = _readings_before(saved)
    for reading, record in saved:
        old = before.get(reading.version_id)
        if old is not None:
            told = changes(decode_record(old.record), old.event_keys, record, reading.event_keys)
            result.add(record.doc, list(told))


class Preview(NamedTuple):
    """What reading a report now would change; nothing of it is saved.

    Attributes:
        record: What would be read.
        changes: Events that are told otherwise than in the current reading.
        outdated: The current reading is by another version of Marsad or with other tables.
    """

    record: Record
    changes: tuple[Change, ...]
    outdated: bool


def preview_reading(
    workspace: Workspace, version: models.ReportVersion, *, reader: ReportReader | None = None
) -> Preview:
    """Read the current version of a report as it would be read now, beside its current reading.

    Args:
        workspace: An open one.
        version: Of which a current reading is there.
        reader: None loads the standard reader, with the workspace's tables.
    """
    outcomes = read_entries(
        [entry_of(version)],
        reader=reader,
        max_characters=workspace.settings.whole("reading.max_characters"),
        tables=[str(path) for path in gazetteers(workspace)],
    )
    (outcome,) = outcomes
    assert outcome.record is not None, "every version holds a report"
    record = _whole(outcome.record, outcome.entry)
    kept = models.Reading.objects.select_related("run").get(version=version, current=True)
    old = decode_record(kept.record)
    carried = carried_keys(Told(old.text, old.events), kept.event_keys, Told(record.text, record.events))
    keys = [key or f"new-{number}" for number, key in enumerate(carried, 1)]
    told = changes(old, kept.event_keys, record, keys)
    return Preview(record, tuple(told), kept.run.tables != fingerprint(workspace))


def reread_version(
    workspace: Workspace, version: models.ReportVersion, *, reader: ReportReader | None = None
) -> Reread:
    """Read one version anew, where its reading is outdated; the old reading is kept.

    Args: see `preview_reading`.
    """
    result = Reread()
    wanted = _outdated(fingerprint(workspace)).filter(pk=version.pk)
    for saved in _read(workspace, wanted, result.totals, reader=reader, listen=lambda _: None):
        _compare(saved, result)
    return result


class _Saved(NamedTuple):
    reading: models.Reading
    record: Record


def _unread() -> QuerySet[models.ReportVersion]:
    return models.ReportVersion.objects.filter(readings__isnull=True)


def _outdated(tables: str) -> QuerySet[models.ReportVersion]:
    read = models.Reading.objects.filter(version__current=True, current=True).exclude(run__tables=tables)
    return models.ReportVersion.objects.filter(id__in=read.values("version_id"))


def _read(
    workspace: Workspace,
    wanted: QuerySet[models.ReportVersion],
    totals: Totals,
    *,
    reader: ReportReader | None,
    listen: Listener,
) -> Iterator[Sequence[_Saved]]:
    """Read versions and save the readings; yields each batch once it is saved."""
    waiting: deque[models.ReportVersion] = deque()
    number = wanted.count()
    if not number:
        return
    run = start_run("read", workspace)
    workers = workspace.settings.whole("reading.workers") if number >= _WORTH_WORKERS else 1
    further = gazetteers(workspace)
    outcomes = read_entries(
        _entries(wanted, waiting),
        reader=reader,
        workers=1 if reader is not None else workers,
        max_characters=workspace.settings.whole("reading.max_characters"),
        tables=[str(path) for path in further],
    )
    while batch := list(islice(outcomes, _SAVED)):
        pairs = []
        for outcome in batch:
            version = waiting.popleft()
            assert outcome.record is not None, "every version holds a report"
            pairs.append((version, _whole(outcome.record, outcome.entry)))
            totals.add(outcome)
            listen(outcome)
        with transaction.atomic():
            readings = save_readings(run, pairs, further_places=further)
            log.write_head(workspace.head_file)
        yield [_Saved(r, record) for r, (_, record) in zip(readings, pairs, strict=True)]


def _entries(wanted: QuerySet[models.ReportVersion], waiting: deque[models.ReportVersion]) -> Iterator[Entry]:
    """The versions as entries, in the order in which they came; each is also put into the queue.

    They are asked for in parts: readings are written meanwhile, by the same connection.
    """
    last = 0
    while part := list(wanted.filter(id__gt=last).order_by("id")[:_ASKED]):
        for version in part:
            waiting.append(version)
            yield entry_of(version)
        last = part[-1].pk


def entry_of(version: models.ReportVersion) -> Entry:
    """A kept version as an entry, with the faults that were found when it was taken in."""
    report = _DECODER.decode(version.content)
    faults = tuple(KeptFault(str(f.get("code", "")), str(f.get("said", ""))) for f in version.faults)
    readable = not any(fault.get("unreadable") for fault in version.faults)
    return Entry(report, Where(report.doc), faults, readable)


def _whole(record: Record, entry: Entry) -> Record:
    """The record with the text of its version, also where that was too long to be read."""
    assert entry.report is not None
    if record.text == entry.report.text:
        return record
    return msgspec.structs.replace(record, text=entry.report.text)


def _readings_before(saved: Iterable[_Saved]) -> dict[int, models.Reading]:
    """For each version the reading before the one saved now."""
    now = {one.reading.version_id: one.reading.pk for one in saved}
    before: dict[int, models.Reading] = {}
    for reading in models.Reading.objects.filter(version_id__in=now).order_by("id"):
        if reading.pk != now[reading.version_id]:
            before[reading.version_id] = reading
    return before
