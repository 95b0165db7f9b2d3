"""WARC and WACZ: what was captured with status 200, also behind damaged records."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

import marsad.formats.warcrecords as warcrecords
from inputkit import check_sound, codes, entries, notes, texts
from marsad.formats.sources import SourceOptions, Sources
from marsad.messages import choose_language

TEXT = "وصل رتل من الشاحنات إلى القاعدة صباح اليوم، وقال شهود إن القصف استمر حتى الظهر في محيط البلدة."
PAGE = f"""<html><head><title>رتل</title></head><body><article><h1>رتل</h1>
<p>{TEXT}</p><p>ثم انسحب الرتل نحو المدينة.</p></article>
<div id="comments"><p>شتيمة من عابر سبيل لا شأن لأحد بها ولا بمن كتبها.</p></div></body></html>""".encode()
PNG, SVG, PLAIN = ({"Content-Type": kind} for kind in ("image/png", "image/svg+xml", "text/plain"))
FEED = """<rss version="2.0"><channel><title>و</title><item><title>ع</title><link>https://example.org/e</link>
<description>قصف الطيران أطراف البلدة.</description></item></channel></rss>""".encode()
WHEN = "2025-10-14T05:06:07Z"


@pytest.fixture(autouse=True)
def _english() -> None:
    choose_language("en")


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:], b""))


def warc(*records: tuple[str, str, str, bytes, dict[str, str]], packed: bool = True) -> bytes:
    """Records of (type, address, status, body, headers of the response)."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    for kind, address, status, body, headers in records:
        sent = StatusAndHeaders(status, list(headers.items()), protocol="HTTP/1.1")
        record = writer.create_warc_record(
            address, kind, payload=io.BytesIO(body), http_headers=sent, warc_headers_dict={"WARC-Date": WHEN}
        )
        writer.write_record(record)
    return out.getvalue()


def page(number: int = 1, body: bytes = PAGE, **headers: str) -> tuple[str, str, str, bytes, dict[str, str]]:
    sent = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return ("response", f"https://example.org/{number}", "200 OK", body, sent)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "capture"])
def test_page_becomes_a_report_under_its_address(packed: bool, name: str) -> None:
    found = entries(warc(page(), packed=packed), name)
    entry = found[0]
    assert entry.report is not None
    assert entry.origin is not None
    assert TEXT in entry.report.text
    assert "شتيمة" not in entry.report.text
    assert (entry.report.doc, entry.report.published) == ("https://example.org/1", None)
    assert (entry.origin.key, entry.origin.url) == ("https://example.org/1", "https://example.org/1")
    assert entry.origin.locator.startswith("record urn:uuid:")
    assert entry.origin.captured_at_utc == WHEN
    assert not codes(found)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(PAGE), {"Content_Encoding": "gzip"}),
        (zlib.compress(PAGE), {"Content_Encoding": "deflate"}),
        (zlib.compress(PAGE)[2:-4], {"Content_Encoding": "deflate"}),
        (gzip.compress(zlib.compress(PAGE)), {"Content_Encoding": "deflate, gzip"}),
        (chunked(PAGE), {"Transfer_Encoding": "chunked"}),
        (chunked(gzip.compress(PAGE)), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (PAGE, {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),  # headers kept, body undone
        (PAGE, {"Content_Type": ""}),
    ],
)
def test_encodings_are_undone(body: bytes, headers: dict[str, str]) -> None:
    found = entries(warc(page(1, body, **headers)), "a.warc.gz")
    assert not codes(found)
    assert TEXT in texts(found)[0]


@pytest.mark.parametrize(
    ("body", "encoding", "code"),
    [
        (gzip.compress(bytes(50_000_000)), "gzip", "I137"),
        (zlib.compress(bytes(50_000_000)), "deflate", "I137"),
        (gzip.compress(gzip.compress(bytes(50_000_000), 9), 9), "gzip, gzip", "I137"),
        (gzip.compress(PAGE)[:-20], "gzip", "I136"),
        (PAGE, "deflate", "I136"),
        (PAGE, "rot13", "I138"),
    ],
)
def test_what_can_not_be_undone_is_told_and_the_others_are_read(
    body: bytes, encoding: str, code: str
) -> None:
    found = entries(warc(page(1, body, Content_Encoding=encoding), page(2)), "a.warc.gz")
    assert codes(found) == [code]
    assert len(texts(found)) == 1


def test_other_records_are_counted() -> None:
    html = {"Content-Type": "text/html"}
    found = entries(
        warc(
            page(),
            ("response", "https://example.org/gone", "404 Not Found", PAGE, html),
            ("response", "https://example.org/p.png", "200 OK", b"\x89PNG", PNG),
            (
                "response",
                "https://example.org/p.svg",
                "200 OK",
                b"<?xml?><svg/>",
                {"Content-Type": "image/svg+xml"},
            ),
            (
                "response",
                "https://example.org/robots.txt",
                "200 OK",
                b"User-agent: *",
                {"Content-Type": "text/plain"},
            ),
            ("revisit", "https://example.org/1", "200 OK", b"", html),
            ("resource", "https://example.org/1", "200 OK", PAGE, html),
        ),
        "a.warc.gz",
    )
    assert len(texts(found)) == 1
    told = notes(found)["I158"]
    assert [told[k] for k in ("taken", "revisit", "status", "media", "other")] == [1, 1, 1, 3, 1]


def test_texts_and_feeds_are_read_too() -> None:
    text = ("response", "https://example.org/t.txt", "200 OK", TEXT.encode(), {"Content-Type": "text/plain"})
    feed = ("response", "https://example.org/feed", "200 OK", FEED, {"Content-Type": "application/rss+xml"})
    found = [entry for entry in entries(warc(text, feed), "a.warc.gz") if entry.report and entry.origin]
    assert [e.report.doc for e in found if e.report] == ["https://example.org/t.txt", "https://example.org/e"]
    assert [e.origin.captured_at_utc for e in found if e.origin] == [WHEN, WHEN]
    assert found[1].origin is not None
    assert found[1].origin.locator.endswith(" entry 1")


def test_page_that_was_captured_twice_is_nobodys_mistake() -> None:
    found = entries(warc(page(), page()), "a.warc.gz")
    assert [e.report.doc for e in found if e.report] == ["https://example.org/1", "https://example.org/1#2"]
    assert not codes(found)


def flip(data: bytes) -> bytes:
    """One bit of the second of three pages is another."""
    place = data.index(b"<title>", data.index(b"https://example.org/2"))
    return data[: place + 9] + bytes([data[place + 9] ^ 1]) + data[place + 10 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "flipped bit": flip,
    "no head": lambda d: d.replace(b"WARC/1.0", b"XXXX/1.0", 3).replace(b"XXXX/1.0", b"WARC/1.0", 2),
    "length too long": lambda d: relength(d, 700),
    "length too short": lambda d: relength(d, -300),
    "no length": lambda d: d.replace(b"Content-Length: ", b"Content-Lungth: ", 3).replace(
        b"Content-Lungth: ", b"Content-Length: ", 2
    ),
}


def relength(data: bytes, by: int) -> bytes:
    start = data.index(b"Content-Length: ", data.index(b"https://example.org/2")) + 16
    end = data.index(b"\r", start)
    return data[:start] + str(int(data[start:end]) + by).encode() + data[end:]


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damaged_record_is_told_and_the_others_are_read(damage: Callable[[bytes], bytes]) -> None:
    found = entries(damage(warc(page(1), page(2), page(3), packed=False)), "a.warc")
    docs = [e.report.doc for e in found if e.report]
    assert set(codes(found)) == {"I136"}
    assert docs in (["https://example.org/1", "https://example.org/3"],)


def members(data: bytes) -> list[bytes]:
    found = []
    while data:
        member = zlib.decompressobj(31)
        member.decompress(data)
        found.append(data[: len(data) - len(member.unused_data)])
        data = member.unused_data
    return found


@pytest.mark.parametrize("place", [0, 3, 30, 200, -5])
def test_damaged_member_is_told_and_the_others_are_read(place: int) -> None:
    info, first, second, third = members(warc(page(1), page(2), page(3)))
    at = place % len(second)
    broken = second[:at] + bytes([second[at] ^ 0xFF]) + second[at + 1 :]
    found = entries(info + first + broken + third, "a.warc.gz")
    assert [e.report.doc for e in found if e.report] == ["https://example.org/1", "https://example.org/3"]
    assert codes(found) == ["I136"]


@pytest.mark.parametrize("packed", [True, False])
def test_cut_archive_gives_what_stands_before_the_cut(packed: bool) -> None:
    found = entries(warc(page(1), page(2), packed=packed)[:-60], "a.warc.gz")
    assert [e.report.doc for e in found if e.report] == ["https://example.org/1"]
    assert codes(found) == ["I136"]


def test_archive_packed_as_a_whole() -> None:
    found = entries(gzip.compress(warc(page(1), page(2), packed=False)), "a.warc.gz")
    assert len(texts(found)) == 2
    assert not codes(found)


def test_endless_record_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warcrecords, "MOST_BYTES", 3_000_000)
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\n"
    found = entries(gzip.compress(head + bytes(10_000_000)), "a.warc.gz")
    assert codes(found) == ["I137"]


def test_page_that_is_too_long_is_told() -> None:
    found = entries(warc(page(1, PAGE + b" " * 50_000), page(2)), "a.warc", max_characters=1000)
    assert codes(found) == ["I113"]
    assert len(texts(found)) == 1


def wacz(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def test_all_archives_of_a_wacz_are_read(tmp_path: Path) -> None:
    parts = (
        ("datapackage.json", b"{}"),
        ("archive/b.warc.gz", warc(page(2))),
        ("archive/a.warc", warc(page(1))),
    )
    (tmp_path / "a.wacz").write_bytes(
        wacz(*parts, ("archive/x.txt", b"x"), ("archive/../c.warc", warc(page(3))))
    )
    found = list(Sources([str(tmp_path / "a.wacz")], SourceOptions()))
    assert [e.report.doc for e in found if e.report] == ["https://example.org/1", "https://example.org/2"]
    assert "a.wacz/archive/a.warc record 2" in [str(e.where) for e in found]
    assert not codes(found)


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", wacz(("datapackage.json", b"{}")), wacz(("archive/a.warc", b"x" * 99))[:-9]]
)
def test_wacz_without_archives_is_told(data: bytes) -> None:
    assert codes(entries(data, "a.wacz")) == ["I139"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["warc", "wacz"]))
def test_whatever_bytes_hold_is_told(data: bytes, kind: str) -> None:
    found = entries(data, "x", kind=kind)
    assert found
    check_sound(found)


WHOLE = {packed: warc(page(1), page(2), page(3), packed=packed) for packed in (True, False)}


@settings(max_examples=120, deadline=None)
@given(st.data(), st.booleans())
def test_damage_at_one_place_costs_at_most_the_records_it_touches(data: st.DataObject, packed: bool) -> None:
    whole = WHOLE[packed]
    start = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:start] + data.draw(st.binary(min_size=1, max_size=12)) + whole[start + 12 :]
    found = entries(damaged, "a.warc.gz", kind="warc")
    check_sound(found)
    assert len(texts(found)) >= 1
