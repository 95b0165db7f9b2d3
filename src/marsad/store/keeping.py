"""Files taken in: the original on disk first, then its reports, some hundreds in a transaction.

Whatever moment the process is killed at, a report is there whole or not at all, and taking
the same file in again adds what is missing and nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final, Literal, NamedTuple

import msgspec
from django.db import models as django_models
from django.db import transaction

from marsad import __version__
from marsad.formats.entries import Entry, Origin
from marsad.model import Report
from marsad.store import log, models
from marsad.store.canonical import text_digest
from marsad.store.columns import bounded, plain
from marsad.store.naming import SourceFacts, SourceNames, is_empty, is_message, report_key, said_digest
from marsad.store.takenwith import KEY as TAKEN_WITH
from marsad.store.times import now_utc
from marsad.store.workspace import Workspace

Method = Literal["file", "fetch", "archive"]
#: Reports in one transaction.
_BATCH: Final = 500
_DOC_LENGTH: Final = 480
#: Numbered names that the database is asked for at once.
_ASKED: Final = 100
_ENCODER: Final = msgspec.json.Encoder()


class CaptureFacts(NamedTuple):
    """How an original was got.

    Attributes:
        origin: Its file name, or the address it was fetched from.
        method: ``file``; ``fetch`` for a page got now; ``archive`` for one got by others.
        who: The person or the program's part; empty for the workspace's person.
        captured_at: When; None for this moment.
        source: The name of a source, where a person or ``[source.NAME]`` tells it.
        url: The address of the page, where it was fetched.
        media_type: What it was served as.
        details: Status, headers, where the WARC lies; JSON-able.
    """

    origin: str
    method: Method = "file"
    who: str = ""
    captured_at: datetime | None = None
    source: str | None = None
    url: str | None = None
    media_type: str = ""
    details: Mapping[str, Any] = {}


@dataclass
class Kept:
    """What taking an original in came to.

    ``known`` counts reports that were there already, ``faulty`` entries that had a fault.
    ``untaken`` are entries without a report: with faults (a file or line that can't be read; it
    stays in the original), or with a note why there is none.
    """

    original: str
    added: int = 0
    new_versions: int = 0
    known: int = 0
    faulty: int = 0
    untaken: list[Entry] = field(default_factory=list)


def keep(workspace: Workspace, data: bytes, capture: CaptureFacts, entries: Iterable[Entry]) -> Kept:
    """Keep an original and the reports that it holds.

    Args:
        workspace: An open one.
        data: The file, as received.
        capture: How it was got.
        entries: Its reports, as `marsad.formats.sources.read_bytes` yields them.
    Raises:
        OutputError: The original can't be written (O201); nothing was kept.
    """
    keeper = _Keeper(workspace, data, capture)
    waiting = iter(entries)
    batch = list(islice(waiting, _BATCH))
    while True:
        keeper.keep(batch)
        batch = list(islice(waiting, _BATCH))
        if not batch:
            return keeper.kept


class _Placed(NamedTuple):
    """An entry's report, and where it belongs."""

    entry: Entry
    report: Report
    source: SourceFacts
    key: str


class _Keeper:
    """Takes the reports of one original in, batch by batch."""

    def __init__(self, workspace: Workspace, data: bytes, facts: CaptureFacts) -> None:
        self._workspace, self._facts = workspace, facts
        self._names = SourceNames(workspace.settings)
        self._moment = facts.captured_at or now_utc()
        self._size = len(data)
        self.kept = Kept(workspace.originals.keep(data))
        self._capture: models.Capture | None = None
        #: What was said under each key of this original: a second report of one key gets its own.
        self._said: dict[tuple[str, str], str] = {}

    def keep(self, entries: Sequence[Entry]) -> None:
        """Keep the reports of some entries in one transaction."""
        placed = list(self._placed(entries))
        with transaction.atomic():
            log.last_head(for_update=True)  # two that add at once must not give one name twice
            rows: list[django_models.Model] = []
            self._keep_capture(placed, rows)
            for source in dict.fromkeys(one.source for one in placed):
                self._keep_source(source, rows)
            self._keep_reports(placed, rows)
            if rows:
                details: dict[str, object] = {"original": self.kept.original, "origin": self._facts.origin}
                if untaken := sum(bool(entry.faults) for entry in self.kept.untaken):
                    details["untaken"] = untaken
                log.append("add", self._facts.who or self._workspace.person, details, rows)
                log.write_head(self._workspace.head_file)

    def _placed(self, entries: Iterable[Entry]) -> Iterator[_Placed]:
        for entry in entries:
            self.kept.faulty += bool(entry.faults)
            if entry.report is None or is_empty(entry):
                self.kept.untaken.append(entry)
                continue
            report = self._signed(entry.report)
            signed = entry._replace(report=report)
            source = self._source(signed, report)
            shared = self._facts.source is not None
            key = report_key(signed, self.kept.original, url=self._facts.url, shared_source=shared)
            unique = self._unique_key(source.id, key, signed)
            if unique is None:
                self.kept.known += 1
            else:
                yield _Placed(signed, report, source, unique)

    def _signed(self, report: Report) -> Report:
        """The report with its publisher, which a named source knows where the report is silent."""
        source = self._facts.source
        if report.publisher or source is None:
            return report
        told = self._workspace.settings.text(f"source.{source}.publisher")
        return msgspec.structs.replace(report, publisher=told or self._names.named(source).name)

    def _source(self, entry: Entry, report: Report) -> SourceFacts:
        if self._facts.source is not None:
            return self._names.named(self._facts.source)
        url = (entry.origin.url if entry.origin else None) or self._facts.url
        chat = entry.origin is not None and is_message(entry.origin.key)
        kind = "chat" if chat else "page" if self._facts.method == "fetch" else "file"
        return self._names.of(report, url=url, kind=kind)

    def _unique_key(self, source_id: str, key: str, entry: Entry) -> str | None:
        """The key, with a number where this original said something else under it; None to say it twice.

        An archive holds captures of one page: what it said later is a version of the same report.
        """
        assert entry.report is not None
        said = said_digest(entry.report)
        captured = entry.origin is not None and entry.origin.captured_at_utc is not None
        number, unique = 1, key
        while (before := self._said.get((source_id, unique))) is not None:
            if before == said:
                return None
            if captured:
                break
            number += 1
            unique = f"{key}#{number}"
        self._said[source_id, unique] = said
        return unique

    # Rows

    def _keep_capture(self, placed: Sequence[_Placed], rows: list[django_models.Model]) -> None:
        if self._capture is not None:
            return
        original = models.Original.objects.filter(sha256=self.kept.original).first()
        if original is None:
            media_type = plain(self._facts.media_type)[:120]
            original = models.Original(
                sha256=self.kept.original, size=self._size, media_type=media_type, kept_at=self._moment
            )
            original.save(force_insert=True)
            rows.append(original)
        source = self._keep_source(self._capture_source(placed), rows)
        self._capture = self._known_capture(original, source)
        if self._capture is None:
            self._capture = models.Capture.objects.create(
                original=original,
                source=source,
                origin=plain(self._facts.origin),
                captured_at=self._moment,
                method=self._facts.method,
                who=self._facts.who or self._workspace.person,
                version=__version__,
                details=dict(self._facts.details),
            )
            rows.append(self._capture)

    def _capture_source(self, placed: Sequence[_Placed]) -> SourceFacts:
        if self._facts.source is not None:
            return self._names.named(self._facts.source)
        told = dict.fromkeys(one.source for one in placed)
        if len(told) == 1:
            return next(iter(told))
        nobody = Report(doc="", text="")
        return self._names.of(nobody, url=self._facts.url, kind="file")

    def _known_capture(self, original: models.Original, source: models.Source) -> models.Capture | None:
        """Taking a file in again in the same way is no new capture; fetching a page again is one."""
        known = models.Capture.objects.filter(original=original, method=self._facts.method)
        if self._facts.method == "file":
            way = self._facts.details.get(TAKEN_WITH)
            return next((c for c in known.filter(source=source) if c.details.get(TAKEN_WITH) == way), None)
        return known.filter(origin=plain(self._facts.origin), captured_at=self._moment).first()

    def _keep_source(self, facts: SourceFacts, rows: list[django_models.Model]) -> models.Source:
        source = models.Source.objects.filter(id=facts.id).first()
        if source is None:
            source = models.Source(**facts._asdict(), added_at=self._moment)
            source.save(force_insert=True)
            rows.append(source)
        elif facts.id in self._workspace.settings.sources():
            told = {k: v for k, v in facts._asdict().items() if getattr(source, k) != v}
            if told:  # the settings say otherwise by now
                for name, value in told.items():
                    setattr(source, name, value)
                source.save()
                rows.append(source)
        return source

    def _keep_reports(self, placed: Sequence[_Placed], rows: list[django_models.Model]) -> None:
        known = _known_reports(placed)
        stories = {key: _Story(report) for key, report in known.items()}
        _tell_versions(stories.values())
        docs = _FreeDocs(one.report.doc for one in placed if (one.source.id, one.key) not in known)
        for one in placed:
            story = stories.get((one.source.id, one.key))
            if story is None:
                report = models.Report(source_id=one.source.id, key=one.key, doc=docs.take(one.report.doc))
                story = stories[one.source.id, one.key] = _Story(report)
            stood_at = self._stood_at(one.entry)
            content = _ENCODER.encode(msgspec.structs.replace(one.report, doc=story.report.doc)).decode()
            if story.says(text_digest(content), stood_at):
                self.kept.known += 1
            else:
                story.add(self._version(story, one.entry, content, stood_at or self._moment))
        reports = [story.report for story in stories.values() if story.report.pk is None]
        models.Report.objects.bulk_create(reports, _BATCH)
        new = [version for story in stories.values() for version in story.settled()]
        superseded = [version.report.pk for version in new if version.current]
        models.ReportVersion.objects.filter(report_id__in=superseded).update(current=False)
        for version in new:
            version.report_id = version.report.pk
        models.ReportVersion.objects.bulk_create(new, _BATCH)
        self.kept.added += len(reports)
        self.kept.new_versions += len(new) - len(reports)
        rows += [*reports, *new]

    def _stood_at(self, entry: Entry) -> datetime | None:
        """When the report is known to have stood so; None for the undated content of a file."""
        origin = entry.origin or Origin("")
        if self._facts.method == "fetch" and not origin.key:
            return self._moment  # the very page, not something listed on it
        told = origin.captured_at_utc or origin.edited_at_utc
        if told is None and is_message(origin.key) and entry.report and entry.report.published:
            told = f"{entry.report.published}T00:00:00Z"  # it was not edited since
        try:
            return datetime.fromisoformat(told) if told else None
        except ValueError:
            return None

    def _version(self, story: _Story, entry: Entry, content: str, stood_at: datetime) -> models.ReportVersion:
        report, origin = entry.report, entry.origin or Origin("")
        assert report is not None
        return models.ReportVersion(
            report=story.report,
            number=story.highest + 1,
            original_id=self.kept.original,
            capture=self._capture,
            locator=plain(origin.locator),
            content=content,
            content_sha256=text_digest(content),
            published=report.published,
            publisher=plain(report.publisher or ""),
            title=plain(report.title or ""),
            url=plain(origin.url or self._facts.url or ""),
            stood_at=stood_at,
            details=_details(origin),
            faults=list(_faults(entry)),
        )


def _details(origin: Origin) -> dict[str, str]:
    told = {
        "captured_at": origin.captured_at_utc,
        "edited_at": origin.edited_at_utc,
        "forwarded_from": origin.forwarded_from,
        "reply_to": origin.reply_to,
    }
    return {name: plain(value) for name, value in told.items() if value is not None}


def _faults(entry: Entry) -> Iterator[dict[str, object]]:
    for fault in entry.faults:
        said: dict[str, object] = {"code": fault.code, "said": plain(str(fault))}
        yield said if entry.readable else {**said, "unreadable": True}


def _known_reports(placed: Iterable[_Placed]) -> dict[tuple[str, str], models.Report]:
    keys: dict[str, list[str]] = defaultdict(list)
    for one in placed:
        keys[one.source.id].append(one.key)
    found = (models.Report.objects.filter(source_id=source, key__in=asked) for source, asked in keys.items())
    return {(report.source_id, report.key): report for reports in found for report in reports}


class _Stand(NamedTuple):
    """A version by its age: when it stood so, its number, and the digest of what it says."""

    stood_at: datetime
    number: int
    digest: str


@dataclass
class _Story:
    """A report and what is known of its versions."""

    report: models.Report
    stands: list[_Stand] = field(default_factory=list)
    new: list[models.ReportVersion] = field(default_factory=list)

    @property
    def highest(self) -> int:
        """The highest number of a version; 0 without any."""
        return max((stand.number for stand in self.stands), default=0)

    def says(self, digest: str, moment: datetime | None) -> bool:
        """Whether the report is known to say so.

        What a file says undated (None) may be old news, so it is new only if no version says it.
        Where the moment is known, it is new unless the report said so before or after that: a
        page may go back to an earlier text.
        """
        return digest in ([stand.digest for stand in self.stands] if moment is None else self._around(moment))

    def add(self, version: models.ReportVersion) -> None:
        """Add a version that says something new."""
        self.stands.append(_Stand(version.stood_at, version.number, version.content_sha256))
        self.new.append(version)

    def _around(self, moment: datetime) -> list[str]:
        """Digests of the version in force at a moment and of the next one."""
        stands = sorted(self.stands)
        later = next((i for i, stand in enumerate(stands) if stand.stood_at > moment), len(stands))
        return [stand.digest for stand in stands[max(0, later - 1) : later + 1]]

    def settled(self) -> list[models.ReportVersion]:
        """The new versions; the newest of all versions is marked as current, if it is among them."""
        newest = max(self.stands).number if self.stands else 0
        for version in self.new:
            version.current = version.number == newest
        return self.new


def _tell_versions(stories: Iterable[_Story]) -> None:
    by_report = {story.report.pk: story for story in stories}
    versions = models.ReportVersion.objects.filter(report_id__in=by_report)
    told = versions.values_list("report_id", "stood_at", "number", "content_sha256")
    for report_id, stood_at, number, digest in told:
        by_report[report_id].stands.append(_Stand(stood_at, number, digest))


class _FreeDocs:
    """Gives each new report a name that no other report of the workspace has."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self._taken: set[str] = set()
        self._ask({bounded(doc, _DOC_LENGTH) for doc in wanted})
        self._next: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """The name wanted, with a number where it is taken."""
        base = doc = bounded(wanted, _DOC_LENGTH)
        number = self._next.get(base, 2)
        while doc in self._taken:
            if (number - 2) % _ASKED == 0:
                self._ask([f"{base}#{number + i}" for i in range(_ASKED)])
            doc = f"{base}#{number}"
            number += 1
            self._next[base] = number
        self._taken.add(doc)
        return doc

    def _ask(self, docs: Iterable[str]) -> None:
        self._taken |= set(models.Report.objects.filter(doc__in=docs).values_list("doc", flat=True))
