"""Sitemaps and their indexes: no reports, only addresses and when they changed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree  # type: ignore[import-untyped]

from marsad.errors import InputError
from marsad.formats.entries import Entry, EntryMaker, web_address
from marsad.formats.links import Link, changed_at
from marsad.messages import Where

_EMPTY: Final = "no links"


class Sitemap(NamedTuple):
    """The links of a sitemap, and what stopped their reading."""

    links: list[Link]
    fault: str | None


def read_sitemap(stream: io.BufferedIOBase, where: Where, maker: EntryMaker) -> Iterator[Entry]:
    """One entry without a report: how many links there are, and what is wrong."""
    data, faults = maker.whole(stream, where, each=64)
    if faults:
        yield Entry(None, where, faults)
        return
    links, fault = sitemap_links(data)
    if fault is not None:
        faults = (InputError("I135", where=where, reason=fault),)
    notes = (InputError("I157", where=where, count=len(links)),)
    yield Entry(None, where, faults, notes=notes)


def sitemap_links(data: bytes) -> Sitemap:
    """The links of a sitemap or of an index; those before a fault where there is one."""
    links: list[Link] = []
    # No entities, no DTD, nothing from the network: the file comes from strangers.
    events = etree.iterparse(
        io.BytesIO(data), events=("end",), resolve_entities=False, no_network=True, load_dtd=False
    )
    is_sitemap = False
    try:
        for _, element in events:
            name = _name(element)
            if name in ("url", "sitemap"):
                is_sitemap = True
                link = _link(element, name)
                if link is not None:
                    links.append(link)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif name in ("urlset", "sitemapindex"):
                is_sitemap = True
    except etree.XMLSyntaxError as error:
        return Sitemap(links, str(error)[:120])
    return Sitemap(links, None if is_sitemap else _EMPTY)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _link(element: etree._Element, name: str) -> Link | None:
    told = {_name(part): (part.text or "").strip() for part in element.iterdescendants() if part.text}
    address = web_address(_own(element, "loc"))
    if address is None:
        return None
    changed = changed_at(_own(element, "lastmod")) or changed_at(told.get("publication_date"))
    leads_to = "page" if name == "url" else "sitemap"
    return Link(address, changed, told.get("title"), leads_to)  # type: ignore[arg-type]


def _own(element: etree._Element, name: str) -> str:
    """A direct part; pictures and other languages of the page have addresses of their own below."""
    return next((part.text or "" for part in element if _name(part) == name), "").strip()
