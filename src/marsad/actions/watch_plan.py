"""What is watched, how often, and what a visit can come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from difflib import get_close_matches
from typing import Final, Literal, NamedTuple

from marsad.actions.add_reports import AddOptions, source_options
from marsad.actions.read_reports import Outcome
from marsad.errors import MarsadError, UsageError
from marsad.formats.entries import Entry, Kind, SourceOptions
from marsad.store.models import WatchedUrl
from marsad.store.workspace import Workspace

#: How captures and log entries name who had a page fetched.
WHO: Final = "marsad watch"

Deed = Literal["kept", "unchanged", "failed", "later"]


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


class Listeners(NamedTuple):
    """Who is told of each visit, of each entry with faults or notes, and of each reading."""

    visit: Callable[[Visit], None] = lambda _: None
    entry: Callable[[Entry], None] = lambda _: None
    outcome: Callable[[Outcome], None] = lambda _: None


class Source(NamedTuple):
    """A ``[source.NAME]`` with an address."""

    name: str
    kind: str
    url: str
    every: timedelta
    delay_s: float
    most_pages: int
    most_waiting: int
    pages_every: timedelta | None
    pages_for: timedelta
    robots_ignored_because: str


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
        settings.whole(f"{of}.max_waiting"),
        timedelta(minutes=max(pages_every, 1)) if pages_every else None,
        timedelta(days=settings.number(f"{of}.pages_for_days") or 0),
        settings.text(f"{of}.robots_ignored_because"),
    )


def options_of(workspace: Workspace, source: Source, item: WatchedUrl) -> SourceOptions:
    """How the answer of a watched address is taken in.

    Told by content alone, an error page sent in place of a feed would become a report.
    """
    kind: Kind | None = None
    if item.role == "list" or (item.role == "source" and source.kind == "sitemap"):
        kind = "sitemap"
    elif item.role == "source" and source.kind == "feed":
        kind = "feed"
    return source_options(workspace, AddOptions(source=source.name, kind=kind))
