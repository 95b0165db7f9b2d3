"""Sitemaps hold addresses, no reports."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inputkit import check_sound, codes, entries, notes, texts
from marsad.formats.links import Link, links_of
from marsad.messages import choose_language

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/i"'
PAGES = f"""<?xml version="1.0" encoding="UTF-8"?><urlset {SPACE} {NEWS}>
<url><image:image><image:loc>https://example.org/p.jpg</image:loc></image:image>
<loc> https://example.org/1 </loc><lastmod>2025-10-13T22:30:00+03:00</lastmod></url>
<url><loc>https://example.org/2</loc><lastmod>2025-10-13</lastmod></url>
<url><loc>https://example.org/3</loc><news:news><news:title>عنوان</news:title>
<news:publication_date>2025-10-12</news:publication_date></news:news><lastmod>soon</lastmod></url>
<url><loc>javascript:alert(1)</loc></url><url><loc>file:///etc/hostname</loc></url><url/>
</urlset>""".encode()
INDEX = f"""<sitemapindex {SPACE}><sitemap><loc>https://example.org/s1.xml.gz</loc></sitemap></sitemapindex>""".encode()
LINKS = [
    Link("https://example.org/1", "2025-10-13T19:30:00Z"),
    Link("https://example.org/2", "2025-10-13"),
    Link("https://example.org/3", "2025-10-12", "عنوان"),
]


@pytest.fixture(autouse=True)
def _english() -> None:
    choose_language("en")


@pytest.mark.parametrize("data", [PAGES, gzip.compress(PAGES)])
def test_links_of_a_sitemap(data: bytes) -> None:
    assert links_of(data, "sitemap") == links_of(data) == LINKS


def test_index_leads_to_sitemaps() -> None:
    assert links_of(INDEX) == [Link("https://example.org/s1.xml.gz", leads_to="sitemap")]


@pytest.mark.parametrize("name", ["sitemap.xml", "sitemap.xml.gz", "x"])
def test_sitemap_as_a_source_says_that_it_has_no_reports(name: str) -> None:
    data = gzip.compress(PAGES) if name.endswith("gz") else PAGES
    found = entries(data, name)
    assert texts(found) == []
    assert codes(found) == []
    assert notes(found)["I157"]["count"] == 3


@pytest.mark.parametrize("data", [PAGES[:-20], PAGES.replace(b"<url/>", b"<url></b>")])
def test_links_before_a_fault_are_kept(data: bytes) -> None:
    assert links_of(data) == LINKS
    assert codes(entries(data, "sitemap.xml")) == ["I135"]


def test_bombs_come_to_nothing() -> None:
    assert links_of(gzip.compress(bytes(80_000_000))) == []
    entity = b'<!DOCTYPE urlset [<!ENTITY f SYSTEM "file:///etc/hostname">]><urlset><url><loc>http://x/&f;</loc></url></urlset>'
    assert all("&" not in link.url and len(link.url) < 12 for link in links_of(entity, "sitemap"))


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(lambda b: PAGES.replace(b"soon", b))))
def test_whatever_bytes_hold_is_told(data: bytes) -> None:
    check_sound(entries(data, "x", kind="sitemap"))
    links_of(data, "sitemap")
