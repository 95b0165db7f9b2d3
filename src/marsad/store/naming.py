"""Who published a report, and by which name a report is known inside its source."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from marsad.arabic.fold import fold
from marsad.formats.entries import Entry
from marsad.model import Report
from marsad.store.canonical import digest_of, text_digest
from marsad.store.columns import bounded, plain
from marsad.store.settings import Settings

#: Where nothing tells who published.
FILES: Final = "files"
#: Length of the column; a number may follow the key of a report that a file holds twice.
_KEY_LENGTH: Final = 480
_LINE: Final = re.compile(r"line/\d+")
_MESSAGE: Final = re.compile(r"(?:chat/[^/]*/)?message/-?\d+")
#: How an entry of a feed says where it stands, also inside an archive.
_ENTRY: Final = re.compile(r"(?:^| )entry \d+$")


class SourceFacts(NamedTuple):
    """A source as it should be known."""

    id: str
    name: str
    kind: str = "file"
    url: str = ""
    protected: bool = False


class SourceNames:
    """Finds the source of each report: the one named, else its publisher, else its host.

    A publisher that the settings know under ``[source.NAME]`` is that source.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._by_publisher: dict[str, str] = {}
        for name in settings.sources():
            for key in ("publisher", "name"):
                told = fold(settings.text(f"source.{name}.{key}"))
                if told:
                    self._by_publisher.setdefault(told, name)

    def named(self, name: str) -> SourceFacts:
        """The source of a name, with what the settings tell of it."""
        known = self._settings
        return SourceFacts(
            name,
            known.text(f"source.{name}.name") or name,
            known.text(f"source.{name}.kind"),
            known.text(f"source.{name}.url"),
            known.flag(f"source.{name}.protected"),
        )

    def of(self, report: Report, *, url: str | None, kind: str) -> SourceFacts:
        """The source of a report that no one named a source for."""
        publisher = " ".join((report.publisher or "").split())
        if publisher:
            known = self._by_publisher.get(fold(publisher))
            return self.named(known) if known else SourceFacts(_slug(publisher), plain(publisher), kind)
        host = _host(url)
        return SourceFacts(bounded(host), host, "page") if host else SourceFacts(FILES, FILES)


def _slug(name: str) -> str:
    """A name in plain Latin letters with hyphens; any other by a digest of its folded form."""
    latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", latin.lower()).strip("-")
    if name.isascii() and slug:
        return bounded(slug)
    return f"source-{text_digest(fold(name))[:12]}"


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_message(key: str) -> bool:
    """Whether a key is that of a message in a chat."""
    return _MESSAGE.fullmatch(key) is not None


def is_empty(entry: Entry) -> bool:
    """Whether nothing could be taken from where a report should be: no text, and no name of its own."""
    if entry.readable or entry.report is None or entry.report.text.strip():
        return False
    key = entry.origin.key if entry.origin else ""
    return not key or _LINE.fullmatch(key) is not None


def said_digest(report: Report) -> str:
    """The digest of what a report says, whatever it is called."""
    return digest_of([report.text, report.published, report.publisher, report.title])


def report_key(entry: Entry, original: str, *, url: str | None, shared_source: bool) -> str:
    """What a report is known by inside its source; the same when its file is taken in again.

    Args:
        entry: One with a report.
        original: SHA-256 of the file that holds it.
        url: The address that the file was fetched from, if it was.
        shared_source: The source was named by a person, and may hold several chats.
    """
    report, origin = entry.report, entry.origin
    assert report is not None
    key = origin.key if origin else ""
    if key and not _LINE.fullmatch(key):
        if shared_source and is_message(key):
            key = f"{fold(report.publisher or '')}/{key}"  # each chat counts its messages from 1
        if origin and _ENTRY.search(origin.locator):
            key = f"entry/{key}"  # a summary must never stand in for the page that it leads to
        return bounded(key, _KEY_LENGTH)
    if key or entry.where.line is not None:
        # Lines may move when a file grows; what they say does not. A broken one says nothing.
        return said_digest(report) if entry.readable else f"{original}/{key or entry.where.line}"
    address = url or _page_address(origin.url if origin else None)
    return bounded(address, _KEY_LENGTH) if address else original


def _page_address(url: str | None) -> str | None:
    """An address that a saved page gives for itself, unless it is that of the whole site.

    Many sites give their front page as the address of every page.
    """
    if not url:
        return None
    parts = urlsplit(url)
    return url if parts.path.strip("/") or parts.query else None
