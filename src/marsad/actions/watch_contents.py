"""What a visited page, feed or sitemap holds: reports to take, and addresses to visit."""

from __future__ import annotations

from typing import Final, NamedTuple

from marsad.collect.addresses import shown
from marsad.collect.fetch import Fetched
from marsad.errors import InputError
from marsad.formats.entries import Entry, Kind, Origin, SourceOptions
from marsad.formats.links import links_of
from marsad.formats.sources import read_bytes
from marsad.messages import Where
from marsad.store import models, watching
from marsad.store.models import WatchedUrl
from marsad.store.naming import report_key
from marsad.store.watching import Listed

#: The note of a feed's entry that is only a teaser.
_TEASER: Final = "I154"
_ROLES: Final = {"page": "page", "sitemap": "list"}


class Contents(NamedTuple):
    """What a page holds: entries to take, and addresses to visit."""

    entries: list[Entry]
    links: list[Listed]

    @property
    def fault(self) -> str:
        """The code of what is wrong with a list that leads nowhere; else empty."""
        if self.links or any(entry.report is not None for entry in self.entries):
            return ""
        return next((fault.code for entry in self.entries for fault in entry.faults), "")


def entries_of(page: Fetched, options: SourceOptions) -> list[Entry]:
    """What a page holds. One that a reader trips over is kept all the same, and stops no other."""
    try:
        return list(read_bytes(page.body, page.final_url, options, page.media_type))
    except Exception as error:
        fault = InputError("F141", url=shown(page.url), reason=f"{type(error).__name__}: {error}"[:200])
        return [Entry(None, Where(page.url), (fault,))]


def contents_of(item: WatchedUrl, page: Fetched, entries: list[Entry], kind: Kind | None) -> Contents:
    """What to take from a page that was visited.

    Args:
        item: The address.
        page: Its answer.
        entries: What was read from that.
        kind: What the address must give; None for anything.
    """
    if kind == "sitemap":
        found = links_of(page.body, "sitemap")
        links = [Listed(one.url, one.changed or "", _ROLES[one.leads_to]) for one in found]
        return Contents(entries, links)
    if kind == "feed":
        return _feed_contents(item, page, entries)
    return Contents(entries, [])


def _feed_contents(item: WatchedUrl, page: Fetched, entries: list[Entry]) -> Contents:
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
        elif watching.key_of(url) in rows or not _is_known(item, entry):
            links.append(Listed(url, changed.get(url, "")))
    return Contents(whole, links)


def _is_known(item: WatchedUrl, entry: Entry) -> bool:
    """Whether the entry was a whole report once, before its feed cut it short."""
    key = report_key(entry, "", url=None, shared_source=True)
    return models.Report.objects.filter(source_id=item.source, key=key).exists()


def _address(entry: Entry) -> str | None:
    """The address of a feed's entry that holds a report."""
    return entry.origin.url if entry.origin is not None and entry.report is not None else None


def teaser_of(data: bytes, name: str, item: WatchedUrl, options: SourceOptions) -> list[Entry]:
    """What a feed says of a page, as if the page said it; so both are versions of one report.

    Args:
        data: The feed.
        name: Its address.
        item: The page.
        options: How the feed is taken in.
    """
    for entry in read_bytes(data, name, options):
        url = _address(entry)
        if url is not None and watching.key_of(url) == item.key:
            origin = entry.origin or Origin("")
            return [entry._replace(origin=origin._replace(key=""), where=Where(item.url), notes=())]
    return []
