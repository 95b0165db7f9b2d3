"""Files, folders and pages into a workspace: kept first, then read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from marsad.actions.fetch_pages import fetch_rules, keep_fetched
from marsad.errors import FetchError, InputError, UsageError
from marsad.formats.entries import Entry, Kind, SourceOptions
from marsad.formats.folders import list_folder
from marsad.formats.sources import known_files, read_bytes
from marsad.messages import Where, reason_of
from marsad.store.keeping import CaptureFacts, Kept, keep
from marsad.store.settings import is_source_name
from marsad.store.takenwith import taken_with
from marsad.store.workspace import Workspace

if TYPE_CHECKING:
    from marsad.collect.fetch import Fetcher

Listener = Callable[[Entry], None]


@dataclass
class Added:
    """What adding came to. ``untaken`` counts files, and parts of files, that hold no report to take."""

    files: int = 0
    reports: int = 0
    new_versions: int = 0
    known: int = 0
    faulty: int = 0
    untaken: int = 0
    #: Digests of the originals, in the order in which they came.
    originals: list[str] = field(default_factory=list)

    def add(self, kept: Kept) -> None:
        """Count what one original came to."""
        self.files += 1
        self.reports += kept.added
        self.new_versions += kept.new_versions
        self.known += kept.known
        self.faulty += kept.faulty
        self.untaken += sum(bool(entry.faults) for entry in kept.untaken)
        self.originals.append(kept.original)

    def pass_over(self, entry: Entry) -> None:
        """Count an entry of something that could not be opened or is not taken."""
        self.untaken += bool(entry.faults)
        self.faulty += bool(entry.faults)


class AddOptions(NamedTuple):
    """How things are added.

    Attributes:
        source: Name of the source of all; None finds it for each report.
        kind, published, columns: See `SourceOptions`.
        accounts: The same; those that the settings name for the source are added.
    """

    source: str | None = None
    kind: Kind | None = None
    published: date | None = None
    columns: Mapping[str, str] = {}
    accounts: frozenset[str] = frozenset()


def add(
    workspace: Workspace,
    inputs: Iterable[str],
    options: AddOptions | None = None,
    *,
    listen: Listener = lambda _: None,
) -> Added:
    """Keep files, folders, standard input ("-") and web addresses; `read_kept` reads them.

    Args:
        workspace: An open one.
        inputs: Paths and addresses; what one of them holds never stops the others.
        options: How they are taken in.
        listen: Told each entry, for its notes and faults.
    Raises:
        UsageError: The source has a name that can't be one (W107).
        OutputError: The workspace can't be written to (O201).
    """
    chosen = options or AddOptions()
    if chosen.source is not None and not is_source_name(chosen.source):
        raise UsageError("W107", where="--source", found=chosen.source)
    adder = _Adder(workspace, chosen, listen)
    for given in inputs:
        adder.take(given)
    return adder.added


def source_options(workspace: Workspace, options: AddOptions) -> SourceOptions:
    """How files of a source are taken in, by the settings and what was asked for."""
    settings, source = workspace.settings, options.source
    own = settings.words(f"source.{source}.own_accounts") if source else ()
    return SourceOptions(
        kind=options.kind,
        published=options.published,
        zone=ZoneInfo(settings.text("reading.timezone")),
        columns=options.columns,
        max_characters=settings.whole("reading.max_characters"),
        accounts=options.accounts.union(own),
    )


class _Adder:
    def __init__(self, workspace: Workspace, options: AddOptions, listen: Listener) -> None:
        self._workspace, self._listen = workspace, listen
        self._source, self._options = options.source, source_options(workspace, options)
        self._fetcher: Fetcher | None = None
        self.added = Added()

    def take(self, given: str) -> None:
        """Add a path or an address."""
        path = Path(given)
        if given.lower().startswith(("http://", "https://")):
            self._fetch(given)
        elif given == "-":
            self._keep(sys.stdin.buffer.read(), "<stdin>", {})
        elif path.is_dir():
            files, passed_over = known_files(list_folder(path), self._options)
            for file in files:
                self._file(file.path, file.name)
            for entry in passed_over:
                self._pass_over(entry)
        else:
            self._file(path, path.name)

    def _file(self, path: Path, name: str) -> None:
        try:
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            data = path.read_bytes()
        except OSError as error:
            fault = InputError("I101", where=path, reason=reason_of(error))
            self._pass_over(Entry(None, Where(name), (fault,)))
            return
        self._keep(data, name, {"changed_at": changed.strftime("%Y-%m-%dT%H:%M:%SZ")})

    def _keep(self, data: bytes, name: str, details: dict[str, Any]) -> None:
        told = {**details, **taken_with(self._options)}
        facts = CaptureFacts(name, source=self._source, details=told)
        entries = read_bytes(data, name, self._options)
        self.added.add(keep(self._workspace, data, facts, self._told(entries)))

    def _fetch(self, url: str) -> None:
        from marsad.collect.fetch import Fetcher

        if self._fetcher is None:
            self._fetcher = Fetcher(fetch_rules(self._workspace.settings))
        told = self._workspace.settings.text
        because = told(f"source.{self._source}.robots_ignored_because") if self._source else ""
        try:
            fetched = self._fetcher.fetch(url, ignore_robots_because=because)
        except FetchError as error:
            self._pass_over(Entry(None, Where(url), (InputError(error.code, **error.details),)))
            return
        kept = keep_fetched(
            self._workspace, fetched, source=self._source, options=self._options, listen=self._listen
        )
        self.added.add(kept)

    def _pass_over(self, entry: Entry) -> None:
        self._listen(entry)
        self.added.pass_over(entry)

    def _told(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        for entry in entries:
            self._listen(entry)
            yield entry
