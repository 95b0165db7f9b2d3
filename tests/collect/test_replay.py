"""A kept capture gives the page again that was fetched."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from collect.server import Server, answer, redirect
from collect.test_fetch import PAGE, RULES, make
from marsad.collect.fetch import StatusError
from marsad.collect.replay import page_of_capture
from marsad.collect.warcfiles import keep_capture, kept_captures, read_capture
from marsad.errors import FetchError

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    "told",
    [
        answer(PAGE, headers={"ETag": '"v1"', "X-Letters": "é"}),
        answer(gzip.compress(PAGE * 50), headers={"Content-Encoding": "gzip"}),
        CHUNKED,
        b"HTTP/1.1 200 OK\r\n\r\nuntil the end",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" + answer(PAGE),
        answer(b""),
    ],
    ids=["plain", "gzip", "chunks", "until the end", "a hint before", "empty"],
)
def test_the_page_is_the_one_that_came(server: Server, tmp_path: Path, told: bytes) -> None:
    server.routes |= {"/old": redirect("/new"), "/new": told}
    page = make().fetch(server.url("/old"))
    stored = keep_capture(tmp_path, page.warc, page.fetched_at_utc)
    assert list(kept_captures(tmp_path)) == [stored.name]
    found, warc = read_capture(tmp_path, stored.name)
    assert found == stored
    again = page_of_capture(warc, stored.name, RULES)
    assert replace(again, warc=b"") == replace(page, warc=b"")


def test_an_answer_without_a_page_is_given_too(server: Server) -> None:
    with pytest.raises(StatusError) as caught:
        make().fetch(server.url("/nowhere"))
    page = page_of_capture(caught.value.fetched.warc, "x", RULES)
    assert (page.status, page.body) == (404, b"not here")


def test_a_damaged_or_foreign_file_is_told(server: Server, tmp_path: Path) -> None:
    server.routes["/page"] = answer(PAGE)
    page = make().fetch(server.url("/page"))
    stored = keep_capture(tmp_path, page.warc, page.fetched_at_utc)
    (tmp_path / "other.warc.gz").write_bytes(b"x")
    assert list(kept_captures(tmp_path)) == [stored.name]
    path = tmp_path / stored.name
    data = path.read_bytes()
    for broken in (data[:-9], data[:40], b"", data.replace(data[-30:-20], b"0123456789")):
        path.write_bytes(broken)
        with pytest.raises(FetchError) as caught:
            read_capture(tmp_path, stored.name)
        assert caught.value.code == "F140"
        assert stored.name in str(caught.value)
    with pytest.raises(FetchError):
        page_of_capture(page.warc[: len(page.warc) // 2], "x", RULES)
