"""The addresses that feeds and sitemaps lead to, for a collector that fetches them."""

from __future__ import annotations

from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Literal, NamedTuple

from marsad.errors import InputError
from marsad.formats.entries import as_utc
from marsad.formats.kinds import GZIP, told_kind, unpacked_start
from marsad.formats.unpacking import unpack
from marsad.messages import Where

#: Bytes of a feed or a sitemap after unpacking; the sitemap protocol allows 50 MB.
MAX_BYTES: Final = 64_000_000


class Link(NamedTuple):
    """An address and what the list says of it.

    ``changed`` is an ISO day or a time in UTC, None where nothing readable is said. ``leads_to`` is
    "sitemap" for the parts of a sitemap index.
    """

    url: str
    changed: str | None = None
    title: str | None = None
    leads_to: Literal["page", "sitemap"] = "page"


def links_of(data: bytes, kind: Literal["feed", "sitemap"] | None = None) -> list[Link]:
    """The links of a feed or a sitemap in their order, each once; readers' comments are left out.

    Args:
        data: The whole file, also packed with gzip.
        kind: None tells it by content; what is neither holds no links.
    Returns:
        What could be read. What is wrong with a damaged file, `read_bytes` tells.
    """
    if data.startswith(GZIP):
        try:
            data = unpack(data, "gzip", Where("gzip"), limit=MAX_BYTES)
        except InputError:
            return []
    found: list[Link] = []
    chosen = kind or told_kind("", unpacked_start(data[:8192]))
    if chosen == "feed":
        from marsad.formats.feeds import feed_links

        found = feed_links(data)
    elif chosen == "sitemap":
        from marsad.formats.sitemaps import sitemap_links

        found = sitemap_links(data).links
    return list({link.url: link for link in found}.values())


def moment_of(written: object) -> datetime | date | None:
    """The moment, or the day, that a date of a feed or sitemap names; None for one that can't be read."""
    if not isinstance(written, str) or not written.strip():
        return None
    bare = written.strip()
    try:
        return date.fromisoformat(bare) if len(bare) == 10 else datetime.fromisoformat(bare)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(bare)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def changed_at(written: object) -> str | None:
    """The same as an ISO day, or a time in UTC with "Z"."""
    try:
        moment = moment_of(written)
        return as_utc(moment) if isinstance(moment, datetime) else moment.isoformat() if moment else None
    except (ValueError, OverflowError):
        return None
