"""A visit: an address is asked for, and what it gives is kept together with where the watch stands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from marsad.actions.add_reports import AddOptions, source_options
from marsad.actions.fetch_pages import capture_facts
from marsad.actions.watch_contents import Contents, contents_of, entries_of, teaser_of
from marsad.actions.watch_plan import WHO, Source, Visit, options_of
from marsad.collect.addresses import Resolve, read_url, shown
from marsad.collect.fetch import Fetched, Fetcher, FetchRules, StatusError
from marsad.collect.hosts import Clock
from marsad.collect.warcfiles import Stored
from marsad.errors import FetchError, InputError
from marsad.formats.entries import Entry, SourceOptions
from marsad.messages import Where
from marsad.store import log, models, watching
from marsad.store.keeping import CaptureFacts, Kept, keep
from marsad.store.models import WatchedUrl
from marsad.store.times import written
from marsad.store.watching import Noted
from marsad.store.workspace import Workspace

#: Answers that tell of a page that it is gone. They are kept, as they may be evidence.
_GONE: Final = frozenset({404, 410, 451})
#: A page that can't be had is tried again after so long, then twice that; and given up in the end.
_RETRY: Final = timedelta(minutes=10)
_LONGEST_RETRY: Final = timedelta(days=1)
_MOST_FAILURES: Final = 8
#: How codes of faults of files begin.
_UNREADABLE: Final = "I"
#: The fault of a list that leads to more addresses than may wait.
_TOO_LONG: Final = "F143"


class Visitor:
    """Visits addresses one by one.

    Args:
        workspace: An open one.
        sources: Those watched, by name.
        rules: How pages are fetched.
        hosts: What is remembered of hosts.
        clock: Time of day and waiting.
        resolve: Names to network addresses; the system's where None.
        listen: Told each entry.
    """

    def __init__(
        self,
        workspace: Workspace,
        sources: Mapping[str, Source],
        rules: FetchRules,
        hosts: watching.Hosts,
        clock: Clock,
        resolve: Resolve | None,
        listen: Callable[[Entry], None],
    ) -> None:
        self.sources, self.rules = sources, rules
        self._workspace, self._hosts, self._clock = workspace, hosts, clock
        self._resolve, self._listen = resolve, listen
        self._fetchers: dict[float, Fetcher] = {}

    def visit(self, item: WatchedUrl) -> Visit:
        """Ask for an address, and keep what is new.

        Raises:
            OutputError: The workspace can't be written to (O201).
        """
        source = self.sources[item.source]
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
        return self.keep_page(item, page)

    def renew(self, workspace: Workspace, rules: FetchRules) -> None:
        """Go on with the settings as they are now; ``sources`` was brought up to date by its owner."""
        self._workspace, self.rules = workspace, rules
        self._fetchers.clear()

    def _fetcher(self, source: Source) -> Fetcher:
        fetcher = self._fetchers.get(source.delay_s)
        if fetcher is None:
            rules = replace(self.rules, delay_s=source.delay_s)
            fetcher = Fetcher(rules, self._hosts, clock=self._clock, resolve=self._resolve)
            self._fetchers[source.delay_s] = fetcher
        return fetcher

    def _unchanged(self, item: WatchedUrl, page: Fetched) -> Visit:
        if item.fault == _TOO_LONG:
            return self._filled_up(item, page)
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

    def _filled_up(self, item: WatchedUrl, page: Fetched) -> Visit:
        """Of a list that is as it was, take what was left out before and has room by now."""
        options = self._options(item)
        content = contents_of(item, page, entries_of(page, options), options.kind)
        with transaction.atomic():
            noted = self._note_links(item, content, None)
            self._answered(item, page)
            self._note_room(item, noted)
            item.save()
            self._hosts.save()
        return Visit(item.source, item.url, "unchanged", links=noted.due, faulty=bool(noted.left_out))

    def _note_room(self, item: WatchedUrl, noted: Noted) -> None:
        """Where a list has more addresses than may wait, tell, and have it sent whole the next time."""
        if not noted.left_out:
            return
        most = self.sources[item.source].most_waiting
        fault = InputError(
            _TOO_LONG, url=shown(item.url), most=most, left_out=noted.left_out, source=item.source
        )
        self._listen(Entry(None, Where(item.url), (fault,)))
        item.fault = _TOO_LONG
        watching.set_validators(item, None)

    def _answered(self, item: WatchedUrl, page: Fetched) -> None:
        """Note that an address gave its page, and when to ask again."""
        source, now = self.sources[item.source], datetime.fromisoformat(page.fetched_at_utc)
        item.visited_at, item.failures, item.fault = now, 0, ""
        watching.set_validators(item, page.validators)
        if item.role != "page":
            item.due_at = now + source.every
        else:
            young = now - item.seen_at < source.pages_for
            item.due_at = now + source.pages_every if source.pages_every and young else None

    def keep_page(self, item: WatchedUrl, page: Fetched, stored: Stored | None = None) -> Visit:
        """Keep a page, its reports and its links, and where the watch stands: all or nothing.

        Args:
            item: What was visited.
            page: The answer.
            stored: Where its WARC lies, if that was kept before.
        """
        options = self._options(item)
        facts = self._facts(item, page, options, stored)
        entries = entries_of(page, options)
        content = contents_of(item, page, entries, options.kind)
        for entry in content.entries:
            self._listen(entry)
        with transaction.atomic():
            kept = keep(self._workspace, page.body, facts, content.entries)
            noted = self._note_links(item, content, kept, facts)
            if item.role == "page" and (kept.added or kept.new_versions or kept.known):
                item.got, item.teaser_in = True, None
            self._take_teaser(item, kept)
            if stored is None or _is_news(item, page):
                self._answered(item, page)
                item.body_sha256 = kept.original
                item.fault = content.fault
            self._note_room(item, noted)
            item.save()
            self._hosts.save()
        return Visit(
            item.source,
            item.url,
            "kept",
            kept.added,
            kept.new_versions,
            noted.due,
            faulty=sum(bool(entry.faults) for entry in kept.untaken) + bool(noted.left_out),
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
        return options_of(self._workspace, self.sources[item.source], item)

    def _failed(self, item: WatchedUrl, error: FetchError, page: Fetched | None) -> Visit:
        """Note a failed visit, in the log too; an answer that a page is gone is kept."""
        if error.code == "F121" and error.retry_at is not None:  # nothing was asked
            item.due_at = moment_of(error.retry_at)
            with transaction.atomic():
                item.save()
                self._hosts.save()
            return Visit(item.source, item.url, "later", error=error)
        evidence = page is not None and page.status in _GONE and item.fault != _fault(error)
        with transaction.atomic():
            kept = self.keep_gone(item, page) if evidence and page is not None else None
            self._log_failure(item, error, kept)
            item.failures, item.fault = item.failures + 1, _fault(error)
            item.due_at = self._retry_at(item, error)
            teaser = self._take_teaser(item, None)
            item.save()
            self._hosts.save()
            log.write_head(self._workspace.head_file)
        return Visit(item.source, item.url, "failed", teaser, error=error)

    def keep_gone(self, item: WatchedUrl, page: Fetched, stored: Stored | None = None) -> Kept:
        """Keep the answer that a page is gone; the caller saves the item."""
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
        asked = now if error.retry_at is None else max(now, moment_of(error.retry_at))
        if item.role != "page":
            every = self.sources[item.source].every
            return asked if error.transient and error.retry_at is not None else now + every
        if not error.transient or item.failures >= _MOST_FAILURES:
            return None
        wait: timedelta = min(_RETRY * 2 ** (item.failures - 1), _LONGEST_RETRY)
        return max(asked, now + wait)

    def _note_links(
        self, item: WatchedUrl, content: Contents, kept: Kept | None, facts: CaptureFacts | None = None
    ) -> Noted:
        """Have the links of a list watched. ``kept`` and ``facts`` are those of its capture, if it is new."""
        if not content.links:
            return Noted(0, 0)
        capture = None
        if kept is not None and facts is not None and self._options(item).kind == "feed":
            captures = models.Capture.objects.filter(original_id=kept.original, origin=facts.origin)
            capture = captures.order_by("-pk").values_list("pk", flat=True).first()
        source = self.sources[item.source]
        noted = watching.note_links(
            item,
            content.links,
            self._now(),
            every=source.every,
            teaser_in=capture,
            most=source.most_waiting,
        )
        # Pages that can't be had are told by their teasers alone, which may have been edited.
        for row in watching.given_up(item.source, capture) if capture is not None else ():
            self._take_teaser(row, kept)
            row.save()
        return noted

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
        try:
            data = self._workspace.originals.read(capture.original_id)
        except OSError:
            return 0  # `marsad verify` tells
        name = str(capture.details.get("final_url") or capture.origin)
        facts = CaptureFacts(
            origin=capture.origin,
            method="fetch",
            who=WHO,
            captured_at=capture.captured_at,
            source=item.source,
            url=item.url,
            details=capture.details,
        )
        kept = keep(self._workspace, data, facts, teaser_of(data, name, item, options))
        if visited is not None:
            visited.added += kept.added
            visited.new_versions += kept.new_versions
        return kept.added

    def _now(self) -> datetime:
        return moment_of(self._clock.now())


def moment_of(seconds: float) -> datetime:
    """A moment in seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def _same_host(url: str, other: str) -> bool:
    try:
        return read_url(url).host == read_url(other).host
    except FetchError:
        return False


def _fault(error: FetchError) -> str:
    return f"{error.code} {error.details.get('status', '')}".strip()[:20]


def _is_news(item: WatchedUrl, page: Fetched) -> bool:
    """Whether a capture is newer than the last visit."""
    return item.visited_at is None or item.visited_at < datetime.fromisoformat(page.fetched_at_utc)
