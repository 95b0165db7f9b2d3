"""Pages fetched into a workspace: the capture as WARC first, then the page and its reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from marsad.formats.entries import Entry, SourceOptions
from marsad.formats.sources import read_bytes
from marsad.store.keeping import CaptureFacts, Kept, keep
from marsad.store.settings import Settings
from marsad.store.takenwith import taken_with
from marsad.store.workspace import Workspace

if TYPE_CHECKING:
    from marsad.collect.fetch import Fetched, FetchRules
    from marsad.collect.warcfiles import Stored

_MEGABYTE: Final = 1_000_000


def fetch_rules(settings: Settings) -> FetchRules:
    """How the settings of a workspace want pages fetched."""
    from marsad.collect.fetch import FetchRules

    most_bytes = int((settings.number("collecting.max_mb") or 0) * _MEGABYTE)
    return FetchRules(
        contact=settings.text("collecting.contact"),
        allowed_hosts=frozenset(settings.words("collecting.allow_hosts")),
        delay_s=settings.number("collecting.delay_s") or 0.0,
        ratio=settings.number("collecting.max_expansion") or 0.0,
        redirects=settings.whole("collecting.max_redirects"),
        total_s=settings.number("collecting.timeout_s") or 0.0,
        wire_bytes=most_bytes,
        decoded_bytes=most_bytes,
    )


def keep_fetched(
    workspace: Workspace,
    fetched: Fetched,
    *,
    source: str | None = None,
    options: SourceOptions | None = None,
    who: str = "",
    listen: Callable[[Entry], None] = lambda _: None,
) -> Kept:
    """Keep a page that was fetched, and the reports on it.

    Args:
        workspace: An open one.
        fetched: The answer; one that says "not modified" holds nothing to keep.
        source: The name of its source; None goes by the publisher or the host.
        options: How it is taken in.
        who: Who had it fetched; empty for the workspace's person.
        listen: Told each entry.
    Raises:
        OutputError: It can't be written (O201).
    """
    facts = capture_facts(workspace, fetched, source=source, options=options, who=who)
    entries = read_bytes(fetched.body, fetched.final_url, options, fetched.media_type)
    return keep(workspace, fetched.body, facts, _told(entries, listen))


def capture_facts(
    workspace: Workspace,
    fetched: Fetched,
    *,
    source: str | None = None,
    options: SourceOptions | None = None,
    who: str = "",
    stored: Stored | None = None,
) -> CaptureFacts:
    """Keep the WARC of a page that was fetched, and tell how the page was got.

    Args: see `keep_fetched`.
        stored: Where its WARC lies, if it was kept before.
    Raises:
        OutputError: It can't be written (O201).
    """
    from marsad.collect.warcfiles import keep_capture

    stored = stored or keep_capture(workspace.captures, fetched.warc, fetched.fetched_at_utc)
    details: dict[str, Any] = {
        "status": fetched.status,
        "headers": [list(pair) for pair in fetched.headers],
        "redirects": [hop._asdict() for hop in fetched.redirects],
        "final_url": fetched.final_url,
        "address": fetched.address,
        "warc": stored._asdict(),
        **taken_with(options or SourceOptions()),
    }
    if fetched.robots_ignored_because:
        details["robots_ignored_because"] = fetched.robots_ignored_because
    return CaptureFacts(
        origin=fetched.url,
        method="fetch",
        who=who,
        captured_at=datetime.fromisoformat(fetched.fetched_at_utc),
        source=source,
        url=fetched.final_url,
        media_type=fetched.media_type or "",
        details=details,
    )


def _told(entries: Iterable[Entry], listen: Callable[[Entry], None]) -> Iterator[Entry]:
    for entry in entries:
        listen(entry)
        yield entry
