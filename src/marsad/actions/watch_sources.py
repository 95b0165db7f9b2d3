"""Watching: what the settings list is visited when it is due, kept as it came, and read at once."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Any, Final, Literal, NamedTuple

from django.db import connection, transaction

from marsad.actions.add_reports import AddOptions, source_options
from marsad.actions.fetch_pages import capture_facts, fetch_rules
from marsad.actions.link_incidents import link
from marsad.actions.read_kept import count_unread, read_unread
from marsad.actions.read_reports import Outcome, ReportReader, standard_reader
from marsad.collect.addresses import Resolve, read_url, shown
from marsad.collect.fetch import Fetched, Fetcher, FetchRules, StatusError
from marsad.collect.hosts import Clock, SystemClock
from marsad.collect.replay import page_of_capture
from marsad.collect.warcfiles import Stored, clear_leftovers, kept_captures, read_capture
from marsad.errors import FetchError, InputError, MarsadError, UsageError
from marsad.formats.entries import Entry, Kind, Origin, SourceOptions
from marsad.formats.links import links_of
from marsad.formats.sources import read_bytes
from marsad.messages import Where
from marsad.store import log, models, watching
from marsad.store.keeping import CaptureFacts, Kept, keep
from marsad.store.models import WatchedUrl
from marsad.store.naming import report_key
from marsad.store.readings import gazetteers
from marsad.store.times import written
from marsad.store.watching import Hosts, Listed
from marsad.store.workspace import Workspace

#: How captures and log entries name who had a page fetched.
WHO: Final = "marsad watch"
LOCK: Final = "watch.lock"
#: A round that begins a moment early still takes what is due: else a visit every hour, started by
#: cron every hour, would come every second hour.
_EARLY: Final = timedelta(seconds=30)
#: The longest wait for a host within a round, in seconds; what takes longer is left for later.
_PATIENCE_S: Final = 120.0
_LONGEST_SLEEP_S: Final = 3600.0
#: Answers that tell of a page that it is gone. They are kept, as they may be evidence.
_GONE: Final = frozenset({404, 410, 451})
#: A page that can't be had is tried again after so long, then twice that; and given up in the end.
_RETRY: Final = timedelta(minutes=10)
_LONGEST_RETRY: Final = timedelta(days=1)
_MOST_FAILURES: Final = 8
#: The note of a feed's entry that is only a teaser.
_TEASER: Final = "I154"

#: How codes of faults of files begin.
_UNREADABLE: Final = "I"

Deed = Literal["kept", "unchanged", "failed", "later"]


class StopWatching(Exception):
    """Raised by a clock's ``sleep`` that was told to stop."""


class Visit(NamedTuple):
    """What a visit came to.

    ``links`` counts the addresses that it brought, ``faulty`` what could not be taken.
    ``taken_in_late`` is a capture that an earlier process had written, and was killed before it
    could use it.
    """

    source: str
    url: str
    deed: Deed
    reports: int = 0
    new_versions: int = 0
    links: int = 0
    faulty: int = 0
    error: MarsadError | None = None
    taken_in_late: bool = False


@dataclass
class Round:
    """What a round came to. ``left`` counts what is due but has to wait for its host."""

    visits: int = 0
    unchanged: int = 0
    captures: int = 0
    reports: int = 0
    new_versions: int = 0
    events: int = 0
    failed: int = 0
    faulty: int = 0
    left: int = 0

    def add(self, visit: Visit) -> None:
        """Count a visit."""
        self.visits += visit.deed != "later" and not visit.taken_in_late
        self.left += visit.deed == "later"
        self.captures += visit.deed == "kept"
        self.unchanged += visit.deed == "unchanged"
        self.failed += visit.deed == "failed"
        self.reports += visit.reports
        self.new_versions += visit.new_versions
        self.faulty += visit.faulty


class Source(NamedTuple):
    """A ``[source.NAME]`` with an address."""

    name: str
    kind: str
    url: str
    every: timedelta
    delay_s: float
    most_pages: int
    pages_every: timedelta | None
    pages_for: timedelta
    robots_ignored_because: str


class Listeners(NamedTuple):
    """Who is told of each visit, of each entry with faults or notes, and of each reading."""

    visit: Callable[[Visit], None] = lambda _: None
    entry: Callable[[Entry], None] = lambda _: None
    outcome: Callable[[Outcome], None] = lambda _: None


def watched_sources(workspace: Workspace, names: Sequence[str] = ()) -> list[Source]:
    """The sources that have an address, or those of them that are named.

    Raises:
        UsageError: There is none (W120), or none of a name (W121).
    """
    settings = workspace.settings
    found = [name for name in settings.sources() if settings.text(f"source.{name}.url")]
    if not found:
        raise UsageError("W120", path=workspace.folder)
    for name in names:
        if name not in found:
            near = get_close_matches(name, found, n=1, cutoff=0.0)
            raise UsageError("W121", found=name, near=near[0])
    return [_source(workspace, name) for name in found if not names or name in names]


def _source(workspace: Workspace, name: str) -> Source:
    settings, of = workspace.settings, f"source.{name}"
    delay_s = settings.number(f"{of}.delay_s")
    pages_every = settings.number(f"{of}.pages_every_minutes")
    return Source(
        name,
        settings.text(f"{of}.kind"),
        settings.text(f"{of}.url"),
        timedelta(minutes=max(settings.number(f"{of}.every_minutes") or 0, 1)),
        (settings.number("collecting.delay_s") or 0.0) if delay_s is None else delay_s,
        settings.whole(f"{of}.max_pages"),
        timedelta(minutes=max(pages_every, 1)) if pages_every else None,
        timedelta(days=settings.number(f"{of}.pages_for_days") or 0),
        settings.text(f"{of}.robots_ignored_because"),
    )


@contextlib.contextmanager
def alone(workspace: Workspace) -> Iterator[None]:
    """Keep a second watch of the same workspace out.

    Raises:
        UsageError: One is at it (W122).
    """
    with (workspace.folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError("W122", path=workspace.folder) from error
        yield


class Watcher:
    """Visits sources; all that it has to remember is in the database after every visit.

    Args:
        workspace: An open one; `alone` keeps others out.
        names: Of sources; empty for all that have an address.
        listeners: Told what happens.
        clock: Time of day and waiting; its ``sleep`` may raise `StopWatching`.
        stopping: Asked between visits.
        resolve: Names to network addresses; the system's by default.
        rules: How pages are fetched; by the settings where None.
        reader: None loads the standard reader when there is something to read.
    """

    def __init__(
        self,
        workspace: Workspace,
        names: Sequence[str] = (),
        listeners: Listeners | None = None,
        *,
        clock: Clock | None = None,
        stopping: Callable[[], bool] = lambda: False,
        resolve: Resolve | None = None,
        rules: FetchRules | None = None,
        reader: ReportReader | None = None,
    ) -> None:
        self._workspace = workspace
        self._sources = {source.name: source for source in watched_sources(workspace, names)}
        self._listeners = listeners or Listeners()
        self._clock, self._stopping = clock or SystemClock(), stopping
        # One try a visit: the next one comes when it is due, and meanwhile other hosts are visited.
        self._rules = replace(rules or fetch_rules(workspace.settings), tries=1)
        self._resolve, self._reader = resolve, reader
        self._hosts = Hosts()
        self._fetchers: dict[float, Fetcher] = {}
        self._settled = False

    def once(self) -> Round:
        """Visit what is due, and what that leads to; read it, and link incidents.

        Raises:
            OutputError: The workspace can't be written to (O201).
        """
        done = Round()
        with contextlib.suppress(StopWatching):
            self._settle(done)
            self._visit_due(done)
        if done.reports or done.new_versions or not self._settled:
            link(self._workspace)
        self._settled = True
        return done

    def run(self, told: Callable[[Round], None] = lambda _: None) -> None:
        """Go on until stopped.

        Args:
            told: Told each round in which something was visited.
        Raises:
            OutputError: The workspace can't be written to (O201).
        """
        while not self._stopping():
            done = self.once()
            if done.visits or done.captures:
                told(done)
            if self._stopping():
                return
            try:
                self._sleep()
            except StopWatching:
                return

    def _sleep(self) -> None:
        due = watching.next_due(list(self._sources))
        wait = _LONGEST_SLEEP_S if due is None else due.timestamp() - self._clock.now()
        connection.close()  # a server may end one that is idle for long
        self._clock.sleep(min(max(wait, 1.0), _LONGEST_SLEEP_S))

    # A round

    def _settle(self, done: Round) -> None:
        """Once: take in what a killed process left, and have each source's address watched."""
        now = self._now()
        for source in self._sources.values():
            watching.keep_root(source.name, source.url, now, source.every)
        if self._settled:
            return
        clear_leftovers(self._workspace.captures)
        for name in _unnamed_captures(self._workspace):
            self._take_late(name, done)
        self._read(done)

    def _visit_due(self, done: Round) -> None:
        tried: set[int] = set()
        pages = dict.fromkeys(self._sources, 0)
        waiting = {name: self._due(name, 0, tried) for name in self._sources}
        while not self._stopping():
            item, ready_at = self._soonest([one for items in waiting.values() for one in items])
            if item is None:
                return
            wait = ready_at - self._clock.now()
            if wait > _PATIENCE_S:
                done.left += self._put_off(waiting)
                return
            if wait > 0:
                self._clock.sleep(wait)
            tried.add(item.pk)
            pages[item.source] += item.role == "page"
            self._count(self._visit(item), done)
            waiting[item.source] = self._due(item.source, pages[item.source], tried)

    def _due(self, name: str, visited: int, tried: set[int]) -> list[WatchedUrl]:
        left = self._sources[name].most_pages - visited
        return watching.due(name, self._now() + _EARLY, pages=left, without=tried)

    def _soonest(self, items: Sequence[WatchedUrl]) -> tuple[WatchedUrl | None, float]:
        """The first address whose host may be asked soonest, and the moment of that."""
        now = self._clock.now()
        best, best_at = None, 0.0
        for item in items:
            at = max(self._ready_at(item.url), now)
            if best is None or at < best_at:
                best, best_at = item, at
        return best, best_at

    def _ready_at(self, url: str) -> float:
        try:
            state = self._hosts.get(read_url(url).host)
        except FetchError:
            return 0.0  # the visit tells what is wrong with it
        return 0.0 if state is None else state.ready_at

    def _put_off(self, waiting: dict[str, list[WatchedUrl]]) -> int:
        """Have what waits for its host due when that may be asked."""
        left = [item for items in waiting.values() for item in items]
        with transaction.atomic():
            for item in left:
                item.due_at = _moment(self._ready_at(item.url))
                item.save()
        return len(left)

    def _count(self, visit: Visit, done: Round) -> None:
        done.add(visit)
        self._listeners.visit(visit)
        if visit.reports or visit.new_versions:
            self._read(done)

    def _read(self, done: Round) -> None:
        """Read what is unread."""
        if not count_unread():
            return
        if self._reader is None:
            self._reader = standard_reader([str(path) for path in gazetteers(self._workspace)])
        totals = read_unread(self._workspace, reader=self._reader, listen=self._listeners.outcome)
        done.events += totals.events
        done.faulty += totals.problems

    # A visit

    def _visit(self, item: WatchedUrl) -> Visit:
        source = self._sources[item.source]
        validators = watching.validators_of(item)
        because = source.robots_ignored_because if _same_host(item.url, source.url) else ""
        try:
            page = self._fetcher(source).fetch(item.url, validators, ignore_robots_because=because)
        except StatusError as error:
            return self._failed(item, error, error.fetched)
        except FetchError as error:
            return self._failed(item, error, None)
        if page.not_modified or hashlib.sha256(page.body).hexdigest() == item.body_sha256:
            return self._unchanged(item, page)
        return self._kept(item, page)

    def _fetcher(self, source: Source) -> Fetcher:
        fetcher = self._fetchers.get(source.delay_s)
        if fetcher is None:
            rules = replace(self._rules, delay_s=source.delay_s)
            fetcher = Fetcher(rules, self._hosts, clock=self._clock, resolve=self._resolve)
            self._fetchers[source.delay_s] = fetcher
        return fetcher

    def _unchanged(self, item: WatchedUrl, page: Fetched) -> Visit:
        fault = item.fault if item.fault.startswith(_UNREADABLE) else ""
        self._answered(item, page)
        item.fault = fault
        with transaction.atomic():
            item.save()
            self._hosts.save()
        if fault:
            error = FetchError("F142", url=shown(item.url), fault=fault)
            return Visit(item.source, item.url, "failed", error=error)
        return Visit(item.source, item.url, "unchanged")

    def _answered(self, item: WatchedUrl, page: Fetched) -> None:
        """Note that an address gave its page, and when to ask again."""
        source, now = self._sources[item.source], datetime.fromisoformat(page.fetched_at_utc)
        item.visited_at, item.failures, item.fault = now, 0, ""
        watching.set_validators(item, page.validators)
        if item.role != "page":
            item.due_at = now + source.every
        else:
            young = now - item.seen_at < source.pages_for
            item.due_at = now + source.pages_every if source.pages_every and young else None

    def _kept(self, item: WatchedUrl, page: Fetched, stored: Stored | None = None) -> Visit:
        """Keep a page, its reports and its links, and where the watch stands: all or nothing.

        Args:
            item: What was visited.
            page: The answer.
            stored: Where its WARC lies, if that was kept before.
        """
        options = self._options(item)
        facts = self._facts(item, page, options, stored)
        entries = _entries(page, options)
        content = self._contents(item, page, entries)
        for entry in content.entries:
            self._listeners.entry(entry)
        with transaction.atomic():
            kept = keep(self._workspace, page.body, facts, content.entries)
            links = self._note_links(item, content, kept, facts)
            if item.role == "page" and (kept.added or kept.new_versions or kept.known):
                item.got, item.teaser_in = True, None
            self._take_teaser(item, kept)
            if stored is None or _is_news(item, page):
                self._answered(item, page)
                item.body_sha256 = kept.original
                item.fault = content.fault
            item.save()
            self._hosts.save()
        return Visit(
            item.source,
            item.url,
            "kept",
            kept.added,
            kept.new_versions,
            links,
            faulty=sum(bool(entry.faults) for entry in kept.untaken),
            taken_in_late=stored is not None,
        )

    def _facts(
        self, item: WatchedUrl, page: Fetched, options: SourceOptions, stored: Stored | None
    ) -> CaptureFacts:
        facts = capture_facts(
            self._workspace, page, source=item.source, options=options, who=WHO, stored=stored
        )
        details = dict(facts.details)
        if stored is not None:
            details["taken_in_late"] = written(self._now())
        # A report is known by the address that led to it, wherever that is redirected to.
        return facts._replace(url=item.url, details=details)

    def _options(self, item: WatchedUrl) -> SourceOptions:
        kind: Kind | None = None
        if item.role == "list" or (item.role == "source" and self._sources[item.source].kind == "sitemap"):
            kind = "sitemap"
        elif item.role == "source" and self._sources[item.source].kind == "feed":
            # Told by content alone, an error page sent as a success would become a report.
            kind = "feed"
        return source_options(self._workspace, AddOptions(source=item.source, kind=kind))

    def _failed(self, item: WatchedUrl, error: FetchError, page: Fetched | None) -> Visit:
        """Note a failed visit, in the log too; an answer that a page is gone is kept."""
        if error.code == "F121" and error.retry_at is not None:  # nothing was asked
            item.due_at = _moment(error.retry_at)
            with transaction.atomic():
                item.save()
                self._hosts.save()
            return Visit(item.source, item.url, "later", error=error)
        evidence = page is not None and page.status in _GONE and item.fault != _fault(error)
        with transaction.atomic():
            kept = self._keep_gone(item, page) if evidence and page is not None else None
            self._log_failure(item, error, kept)
            item.failures, item.fault = item.failures + 1, _fault(error)
            item.due_at = self._retry_at(item, error)
            teaser = self._take_teaser(item, None)
            item.save()
            self._hosts.save()
            log.write_head(self._workspace.head_file)
        return Visit(item.source, item.url, "failed", teaser, error=error)

    def _keep_gone(self, item: WatchedUrl, page: Fetched, stored: Stored | None = None) -> Kept:
        options = self._options(item)
        kept = keep(self._workspace, page.body, self._facts(item, page, options, stored), ())
        item.body_sha256 = ""  # should the page come back, that is kept too
        watching.set_validators(item, None)
        return kept

    def _log_failure(self, item: WatchedUrl, error: FetchError, kept: Kept | None) -> None:
        told = {name: str(value) for name, value in error.details.items()}
        details: dict[str, Any] = {"source": item.source, "url": item.url, "code": error.code, "why": told}
        if kept is not None:
            details["original"] = kept.original
        log.append("visit-failed", WHO, details)

    def _retry_at(self, item: WatchedUrl, error: FetchError) -> datetime | None:
        now = self._now()
        asked = now if error.retry_at is None else max(now, _moment(error.retry_at))
        if item.role != "page":
            every = self._sources[item.source].every
            return asked if error.transient and error.retry_at is not None else now + every
        if not error.transient or item.failures >= _MOST_FAILURES:
            return None
        wait: timedelta = min(_RETRY * 2 ** (item.failures - 1), _LONGEST_RETRY)
        return max(asked, now + wait)

    # Feeds and sitemaps

    def _contents(self, item: WatchedUrl, page: Fetched, entries: list[Entry]) -> _Contents:
        kind = self._options(item).kind
        if kind == "sitemap":
            found = links_of(page.body, "sitemap")
            roles: dict[str, str] = {"page": "page", "sitemap": "list"}
            links = [Listed(one.url, one.changed or "", roles[one.leads_to]) for one in found]
            return _Contents(entries, links)
        if kind == "feed":
            return self._feed_contents(item, page, entries)
        return _Contents(entries, [])

    def _feed_contents(self, item: WatchedUrl, page: Fetched, entries: list[Entry]) -> _Contents:
        """Entries that are whole reports, and the addresses of those that are teasers.

        Of a report there is one: its page where that was fetched, else its entry.
        """
        changed = {one.url: one.changed or "" for one in links_of(page.body, "feed")}
        rows = watching.known(item.source, (url for entry in entries if (url := _address(entry))))
        whole: list[Entry] = []
        links: list[Listed] = []
        for entry in entries:
            url = _address(entry)
            teased = any(note.code == _TEASER for note in entry.notes)
            if url is None or (not teased and watching.key_of(url) not in rows):
                whole.append(entry)
            elif watching.key_of(url) in rows or not self._is_known(item, entry):
                links.append(Listed(url, changed.get(url, "")))
        return _Contents(whole, links)

    def _is_known(self, item: WatchedUrl, entry: Entry) -> bool:
        """Whether the entry was a whole report once, before its feed cut it short."""
        key = report_key(entry, "", url=None, shared_source=True)
        return models.Report.objects.filter(source_id=item.source, key=key).exists()

    def _note_links(self, item: WatchedUrl, content: _Contents, kept: Kept, facts: CaptureFacts) -> int:
        if not content.links:
            return 0
        is_feed = self._options(item).kind == "feed"
        captures = models.Capture.objects.filter(original_id=kept.original, origin=facts.origin)
        capture = captures.order_by("-pk").values_list("pk", flat=True).first() if is_feed else None
        every = self._sources[item.source].every
        count = watching.note_links(item, content.links, self._now(), every=every, teaser_in=capture)
        # Pages that can't be had are told by their teasers alone, which may have been edited.
        for row in watching.given_up(item.source, capture) if capture is not None else ():
            self._take_teaser(row, kept)
            row.save()
        return count

    def _take_teaser(self, item: WatchedUrl, visited: Kept | None) -> int:
        """Where a page can't be had, take what its feed says of it; the number of reports that this made.

        Should the page be had later, it becomes the newest version of that report.
        """
        if item.teaser_in is None:
            return 0
        capture = models.Capture.objects.filter(pk=item.teaser_in).select_related("original").first()
        item.teaser_in = None
        if capture is None:
            return 0
        options = source_options(self._workspace, AddOptions(source=item.source, kind="feed"))
        data = self._workspace.originals.read(capture.original_id)
        found = read_bytes(data, str(capture.details.get("final_url") or capture.origin), options)
        teasers = [_as_page(entry, item) for entry in found if _is_at(entry, item.key)]
        facts = CaptureFacts(
            origin=capture.origin,
            method="fetch",
            who=WHO,
            captured_at=capture.captured_at,
            source=item.source,
            url=item.url,
            details=capture.details,
        )
        kept = keep(self._workspace, data, facts, teasers[:1])
        if visited is not None:
            visited.added += kept.added
            visited.new_versions += kept.new_versions
        return kept.added

    # Captures without a row

    def _take_late(self, name: str, done: Round) -> None:
        """Take in a capture whose process was killed before it could use it."""
        try:
            stored, warc = read_capture(self._workspace.captures, name)
            page = page_of_capture(warc, name, self._rules)
        except FetchError as error:
            self._listeners.entry(Entry(None, Where(name), (_as_fault(error),)))
            done.faulty += 1
            return
        item = watching.at_address(page.url)
        if item is None:
            self._keep_alone(page, stored, done)
        elif item.source not in self._sources:
            return  # it waits for a watch of its source
        elif page.status < 300:
            self._count(self._kept(item, page, stored), done)
        else:
            with transaction.atomic():
                self._keep_gone(item, page, stored)
                item.save()

    def _keep_alone(self, page: Fetched, stored: Stored, done: Round) -> None:
        """Keep a capture that no source of the settings leads to."""
        options = source_options(self._workspace, AddOptions())
        facts = capture_facts(self._workspace, page, options=options, who=WHO, stored=stored)
        facts = facts._replace(details={**facts.details, "taken_in_late": written(self._now())})
        entries = _entries(page, options)
        kept = keep(self._workspace, page.body, facts, entries if page.status < 300 else ())
        self._count(Visit("", page.url, "kept", kept.added, kept.new_versions, taken_in_late=True), done)

    def _now(self) -> datetime:
        return _moment(self._clock.now())


class _Contents(NamedTuple):
    """What a page holds: entries to take, and addresses to visit."""

    entries: list[Entry]
    links: list[Listed]

    @property
    def fault(self) -> str:
        """The code of what is wrong with a list that leads nowhere; else empty."""
        if self.links or any(entry.report is not None for entry in self.entries):
            return ""
        return next((fault.code for entry in self.entries for fault in entry.faults), "")


def _unnamed_captures(workspace: Workspace) -> list[str]:
    """The captures on disk that no row names."""
    named = models.Capture.objects.filter(details__warc__name__isnull=False)
    known = set(named.values_list("details__warc__name", flat=True).iterator(1000))
    return [name for name in kept_captures(workspace.captures) if name not in known]


def _entries(page: Fetched, options: SourceOptions) -> list[Entry]:
    """What a page holds. One that a reader trips over is kept all the same, and stops no other."""
    try:
        return list(read_bytes(page.body, page.final_url, options, page.media_type))
    except Exception as error:
        fault = InputError("F141", url=shown(page.url), reason=f"{type(error).__name__}: {error}"[:200])
        return [Entry(None, Where(page.url), (fault,))]


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _same_host(url: str, other: str) -> bool:
    try:
        return read_url(url).host == read_url(other).host
    except FetchError:
        return False


def _fault(error: FetchError) -> str:
    return f"{error.code} {error.details.get('status', '')}".strip()[:20]


def _address(entry: Entry) -> str | None:
    """The address of a feed's entry that holds a report."""
    return entry.origin.url if entry.origin is not None and entry.report is not None else None


def _is_at(entry: Entry, key: str) -> bool:
    url = _address(entry)
    return url is not None and watching.key_of(url) == key


def _as_page(entry: Entry, item: WatchedUrl) -> Entry:
    """A feed's entry as what its page says, so that both are versions of one report."""
    origin = entry.origin or Origin("")
    return entry._replace(origin=origin._replace(key=""), where=Where(item.url), notes=())


def _is_news(item: WatchedUrl, page: Fetched) -> bool:
    """Whether a capture is newer than the last visit."""
    return item.visited_at is None or item.visited_at < datetime.fromisoformat(page.fetched_at_utc)


def _as_fault(error: FetchError) -> InputError:
    return InputError(error.code, **error.details)
