"""Watching: what the settings list is visited when it is due, kept as it came, and read at once."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from marsad.actions.add_source import settings_now
from marsad.actions.fetch_pages import fetch_rules
from marsad.actions.link_incidents import link
from marsad.actions.read_kept import count_unread, read_unread
from marsad.actions.read_reports import ReportReader, standard_reader
from marsad.actions.watch_late import take_late, unnamed_captures
from marsad.actions.watch_plan import Listeners, Visit, watched_sources
from marsad.actions.watch_visits import Visitor, moment_of
from marsad.collect.addresses import Resolve, read_url
from marsad.collect.fetch import FetchRules
from marsad.collect.hosts import Clock, SystemClock
from marsad.collect.warcfiles import clear_leftovers
from marsad.errors import FetchError, InputError, UsageError
from marsad.formats.entries import Entry
from marsad.messages import Where
from marsad.store import models, watching
from marsad.store.models import WatchedUrl
from marsad.store.readings import gazetteers
from marsad.store.settings import FILE_NAME
from marsad.store.watching import Hosts
from marsad.store.workspace import Workspace

LOCK: Final = "watch.lock"
#: A round that begins a moment early still takes what is due: else a visit every hour, started by
#: cron every hour, would come every second hour.
_EARLY: Final = timedelta(seconds=30)
#: The longest wait for a host within a round, in seconds; what takes longer is left for later.
_PATIENCE_S: Final = 120.0
_LONGEST_SLEEP_S: Final = 3600.0
#: Between two looks at the settings, in seconds: a source that was added is soon visited.
_LOOK_S: Final = 60.0


class StopWatching(Exception):
    """Raised by a clock's ``sleep`` that was told to stop."""


@dataclass
class Round:
    """What a round came to.

    ``incidents`` counts new and changed ones, ``left`` what is due but has to wait for its host.
    """

    visits: int = 0
    unchanged: int = 0
    captures: int = 0
    reports: int = 0
    new_versions: int = 0
    events: int = 0
    incidents: int = 0
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
        self._workspace, self._names, self._given_rules = workspace, tuple(names), rules
        self._settings_state = _state_of(workspace)
        self._sources = {source.name: source for source in watched_sources(workspace, names)}
        self._listeners = listeners or Listeners()
        self._clock, self._stopping = clock or SystemClock(), stopping
        self._hosts, self._reader = Hosts(), reader
        self._visitor = Visitor(
            workspace, self._sources, self._rules(), self._hosts, self._clock, resolve, self._listeners.entry
        )
        self._settled = False

    def once(self) -> Round:
        """Visit what is due, and what that leads to; read it, and link incidents.

        Raises:
            OutputError: The workspace can't be written to (O201).
        """
        self._take_settings()
        done = Round()
        with contextlib.suppress(StopWatching):
            self._settle(done)
            self._visit_due(done)
        if done.reports or done.new_versions or (not self._settled and _is_link_due()):
            done.incidents = link(self._workspace).changed
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
        until = self._clock.now() + min(max(wait, 1.0), _LONGEST_SLEEP_S)
        while (left := until - self._clock.now()) > 0 and _state_of(self._workspace) == self._settings_state:
            self._clock.sleep(min(left, _LOOK_S))

    # Settings

    def _rules(self) -> FetchRules:
        # One try a visit: the next one comes when it is due, and meanwhile other hosts are visited.
        return replace(self._given_rules or fetch_rules(self._workspace.settings), tries=1)

    def _take_settings(self) -> None:
        """Go on with the settings as they are now, and the sources in them, where the file is another one.

        While it has faults, as when somebody is at it, the settings from before hold.
        """
        state = _state_of(self._workspace)
        if state == self._settings_state:
            return
        self._settings_state = state
        self._workspace.settings = settings_now(self._workspace)
        try:
            found = watched_sources(self._workspace)
        except UsageError:  # none has an address any more
            found = []
        self._sources.clear()
        chosen = (source for source in found if not self._names or source.name in self._names)
        self._sources.update((source.name, source) for source in chosen)
        self._visitor.renew(self._workspace, self._rules())

    # A round

    def _settle(self, done: Round) -> None:
        """Once: take in what a killed process left, and have each source's address watched."""
        now = moment_of(self._clock.now())
        for source in self._sources.values():
            watching.keep_root(source.name, source.url, now, source.every)
        if self._settled:
            return
        clear_leftovers(self._workspace.captures)
        for name in unnamed_captures(self._workspace):
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
            pages[item.source] += item.role != "source"
            self._count(self._visitor.visit(item), done)
            waiting[item.source] = self._due(item.source, pages[item.source], tried)

    def _due(self, name: str, visited: int, tried: set[int]) -> list[WatchedUrl]:
        left = self._sources[name].most_pages - visited
        return watching.due(name, moment_of(self._clock.now()) + _EARLY, pages=left, without=tried)

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
                item.due_at = moment_of(self._ready_at(item.url))
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

    def _take_late(self, name: str, done: Round) -> None:
        try:
            visit = take_late(self._workspace, self._visitor, name)
        except FetchError as error:
            fault = InputError(error.code, **error.details)
            self._listeners.entry(Entry(None, Where(name), (fault,)))
            done.faulty += 1
        else:
            if visit is not None:
                self._count(visit, done)


def _state_of(workspace: Workspace) -> tuple[int, int, int]:
    """What tells one state of the file of settings from another."""
    try:
        found = (workspace.folder / FILE_NAME).stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _is_link_due() -> bool:
    """Whether a process was killed between reading and linking."""
    linked = models.Membership.objects.filter(event_key=OuterRef("key"), reading_id=OuterRef("reading_id"))
    read = models.Event.objects.filter(current=True, key=OuterRef("event_key"))
    return (
        models.Event.objects.filter(~Exists(linked), current=True).exists()
        or models.Membership.objects.filter(~Exists(read)).exists()
    )
