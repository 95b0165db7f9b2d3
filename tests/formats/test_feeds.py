"""RSS and Atom: entries become reports, readers' comments do not, and nothing is fetched or opened."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inputkit import check_sound, codes, entries, notes, said, texts
from marsad.formats.links import Link, links_of
from marsad.messages import choose_language

LONG = "قصف الطيران أطراف البلدة صباح اليوم وأصيب ثلاثة مدنيين. " * 8


@pytest.fixture(autouse=True)
def _english() -> None:
    choose_language("en")


def rss(*items: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:thr="http://purl.org/syndication/thread/1.0"><channel><title>وكالة الوادي</title>
<link>https://example.org/</link>{"".join(items)}</channel></rss>""".encode()


def item(inside: str, number: int = 1) -> str:
    return f"<item><title>عنوان</title><link>https://example.org/{number}</link>{inside}</item>"


def atom(*inside: str) -> bytes:
    return f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Wadi</title>
{"".join(f"<entry>{part}</entry>" for part in inside)}</feed>""".encode()


def test_whole_entry_becomes_a_report() -> None:
    html = f"<p>{LONG}</p><script>x()</script><p>وانتهى.</p>"
    day = "<pubDate>Mon, 13 Oct 2025 22:30:00 GMT</pubDate>"
    data = rss(
        item(f"<description>موجز</description><content:encoded><![CDATA[{html}]]></content:encoded>{day}")
    )
    (entry,) = entries(data, "feed.xml", zone=ZoneInfo("Asia/Damascus"))
    assert entry.report is not None
    assert entry.origin is not None
    assert entry.report.text == f"{LONG.strip()}\nوانتهى."
    assert (entry.report.title, entry.report.publisher) == ("عنوان", "وكالة الوادي")
    assert (entry.report.doc, entry.report.published) == ("https://example.org/1", "2025-10-14")
    assert entry.origin[:3] == ("https://example.org/1", "entry 1", "https://example.org/1")
    assert not entry.faults + entry.notes


@pytest.mark.parametrize("written", ["قُصفت البلدة.", LONG + "[…]", LONG + "..."])
def test_teaser_is_a_report_and_its_page_is_told(written: str) -> None:
    found = entries(rss(item(f"<description>{written}</description>")), "feed.xml")
    assert texts(found) == [written.strip()]
    assert notes(found)["I154"]["url"] == "https://example.org/1"


def test_title_alone_is_the_text() -> None:
    (entry,) = entries(rss(item("")), "feed.xml")
    assert entry.report is not None
    assert (entry.report.text, entry.report.title) == ("عنوان", None)


def test_atom_entry_with_times_of_its_own() -> None:
    (entry,) = entries(
        atom(
            f"<id>urn:x:1</id><title>t</title><content type='text'>{LONG} a &lt; b</content>"
            "<published>2025-10-13T23:30:00+03:00</published><updated>2025-10-14T10:00:00+03:00</updated>"
        ),
        "a.atom",
    )
    assert entry.report is not None
    assert entry.origin is not None
    assert entry.report.text.endswith("a < b")
    assert entry.report.published == "2025-10-13"
    assert (entry.origin.key, entry.origin.edited_at_utc) == ("urn:x:1", "2025-10-14T07:00:00Z")


@pytest.mark.parametrize(
    "comment",
    [
        "<title>By: عابر</title><link>https://example.org/1#comment-7</link><description>شتيمة</description>",
        "<guid>https://example.org/1#comment-7</guid><title>عابر</title><description>شتيمة</description>",
        '<thr:in-reply-to ref="x"/><title>عابر</title><description>شتيمة</description>',
    ],
)
def test_comments_of_readers_are_counted_and_never_shown(comment: str) -> None:
    data = rss(f"<item>{comment}</item>", item(f"<description>{LONG}</description>"))
    found = entries(data, "feed.xml")
    assert texts(found) == [LONG.strip()]
    assert notes(found)["I155"]["count"] == 1
    assert "شتيمة" not in said(found)
    assert "عابر" not in said(found)
    assert [link.url for link in links_of(data)] == ["https://example.org/1"]


def test_authors_of_entries_are_not_kept() -> None:
    found = entries(
        rss(item(f"<author>x@example.org (فلان)</author><description>{LONG}</description>")), "f.xml"
    )
    assert "فلان" not in said(found)


def test_bad_day_is_the_fault_of_its_entry() -> None:
    good = f"<description>{LONG}</description>"
    found = entries(rss(item(good + "<pubDate>soon</pubDate>"), item(good, 2)), "feed.xml")
    assert [[fault.code for fault in entry.faults] for entry in found] == [["I103"], []]


def test_broken_feed_gives_what_can_be_read() -> None:
    good = item(f"<description>{LONG}</description>")
    whole = rss(
        good, item(f"<description>{LONG} &nosuch; & </b>", 2), item(f"<description>{LONG}</description>", 3)
    )
    found = entries(whole, "feed.xml")
    assert len(texts(found)) >= 2
    assert "I156" in notes(found)


@pytest.mark.parametrize(
    "data", [b"", b"plain words", b"https://example.org/feed", b"/etc/hostname", b"<html></html>"]
)
def test_what_is_no_feed_is_told_and_not_opened(data: bytes) -> None:
    assert codes(entries(data, "x.rss", kind="feed")) == ["I134"]


def test_feed_without_entries_is_no_fault() -> None:
    found = entries(rss(), "feed.xml")
    assert not codes(found)
    assert "I143" in notes(found)


def test_entities_do_not_explode_and_files_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("سرّ", "utf-8")
    doctype = f'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY f SYSTEM "file://{tmp_path}/secret">'
    for name, inner in zip("bcdefghi", "abcdefgh", strict=True):
        doctype += f'<!ENTITY {name} "{f"&{inner};" * 10}">'
    data = rss(item("<description>&i; &f;</description>")).replace(b"<rss", doctype.encode() + b"]><rss", 1)
    found = entries(data, "feed.xml", kind="feed")
    assert sum(map(len, texts(found))) < 10_000
    assert "سرّ" not in said(found)


def test_links_tell_when_they_changed() -> None:
    data = rss(
        item("<pubDate>Mon, 13 Oct 2025 22:30:00 GMT</pubDate>", 1),
        item("", 2),
        item("", 2),
        "<item>x</item>",
    )
    assert links_of(data, "feed") == [
        Link("https://example.org/1", "2025-10-13T22:30:00Z", "عنوان"),
        Link("https://example.org/2", None, "عنوان"),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(lambda b: rss(item("X")).replace(b"X", b)))
)
def test_whatever_bytes_hold_is_told(data: bytes) -> None:
    check_sound(entries(data, "x", kind="feed"))
    links_of(data, "feed")
