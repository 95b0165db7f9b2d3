"""Fetching against a real server on this computer, well-behaved and otherwise."""

from __future__ import annotations

import contextlib
import datetime
import gzip
import hashlib
import json
import random
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import formatdate
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from collect.server import Answer, Request, Server, answer, redirect, reset
from marsad.collect.fetch import Fetcher, FetchRules, StatusError, Validators, charset_of, media_type_of
from marsad.collect.hosts import HostState
from marsad.errors import FetchError

PAGE = "<p>قصف على السوق</p>".encode()
RULES = FetchRules(
    contact="https://desk.test/about",
    allowed_hosts=frozenset({"127.0.0.1", "news.test", "other.test"}),
    connect_s=2, read_s=0.3, total_s=0.6, tries=1,
    wire_bytes=300_000, decoded_bytes=2_000_000, robots_bytes=4_000, header_bytes=8_000,
)  # fmt: skip


class FakeClock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.time = 1_790_000_000.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds


def make(clock: FakeClock | None = None, hosts: dict[str, HostState] | None = None, **rules: Any) -> Fetcher:
    here: Callable[[str, int], list[str]] = lambda _host, _port: ["127.0.0.1"]  # noqa: E731
    clock = clock or FakeClock()
    return Fetcher(replace(RULES, **rules), hosts, clock=clock, resolve=here, chance=lambda: 0.5)


def refusal(fetcher: Fetcher, url: str, **options: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url, **options)
    assert url.split("/")[2].split(":")[0] in str(caught.value)
    return caught.value


# Pages that come.


def test_a_page_comes_with_all_that_is_needed_to_trust_it(server: Server) -> None:
    told = {"ETag": '"v1"', "Last-Modified": "Mon, 01 Jun 2026 10:00:00 GMT"}
    server.routes["/page"] = answer(PAGE, headers=told)
    page = make().fetch(server.url("/page#part"))
    assert page.body == PAGE
    assert (page.status, page.media_type, page.charset) == (200, "text/html", "utf-8")
    assert page.final_url == page.url == server.url("/page")
    assert page.validators == Validators(server.url("/page"), '"v1"', "Mon, 01 Jun 2026 10:00:00 GMT")
    assert page.fetched_at_utc == "2026-09-21T14:13:20Z"
    assert page.address == "127.0.0.1"
    assert ("ETag", '"v1"') in page.headers
    assert not page.not_modified


def test_marsad_says_who_it_is_and_sends_no_cookies(server: Server) -> None:
    server.routes["/page"] = answer(PAGE, headers={"Set-Cookie": "id=1"})
    fetcher = make()
    fetcher.fetch(server.url("/page"))
    fetcher.fetch(server.url("/page"))
    for request in server.requests:
        assert request.headers["user-agent"].startswith("Marsad/")
        assert request.headers["user-agent"].endswith("(+https://desk.test/about)")
        assert "cookie" not in request.headers


def test_a_contact_with_line_breaks_cannot_add_headers() -> None:
    agent = FetchRules(contact="a@b.test\r\nX-Evil: 1").user_agent
    assert "\n" not in agent
    assert "\r" not in agent


def test_proxies_of_the_environment_are_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server.routes["/page"] = answer(PAGE)
    assert make().fetch(server.url("/page")).body == PAGE


def test_a_page_that_did_not_change_is_not_sent_again(server: Server) -> None:
    def conditional(stream: socket.socket, request: Request) -> None:
        same = request.headers.get("if-none-match") == '"v1"'
        assert request.headers.get("if-modified-since") in (None, "Mon, 01 Jun 2026 10:00:00 GMT")
        told = {"ETag": '"v1"', "Last-Modified": "Mon, 01 Jun 2026 10:00:00 GMT"}
        stream.sendall(answer(b"", status="304 Not Modified") if same else answer(PAGE, headers=told))

    server.routes["/page"] = conditional
    fetcher = make()
    first = fetcher.fetch(server.url("/page"))
    again = fetcher.fetch(server.url("/page"), first.validators)
    assert again.not_modified
    assert again.body == b""
    assert again.validators == first.validators


def test_validators_of_another_page_or_with_control_characters_are_not_sent(server: Server) -> None:
    server.routes["/page"] = answer(PAGE)
    fetcher = make()
    fetcher.fetch(server.url("/page"), Validators(server.url("/other"), '"v1"'))
    fetcher.fetch(server.url("/page"), Validators(server.url("/page"), '"v1"\r\nX: y', "شهر"))
    assert all(
        "if-none-match" not in r.headers and "if-modified-since" not in r.headers for r in server.requests
    )


def test_a_304_that_nobody_asked_for_is_no_page(server: Server) -> None:
    server.routes["/page"] = answer(b"", status="304 Not Modified")
    assert refusal(make(), server.url("/page")).code == "F119"


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour and more", b"four"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
            b"abcde",
        ),
        (
            b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            b"ok",
        ),
        (b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", b""),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    ],
    ids=["http-1.0", "longer-than-told", "chunked", "early-hints", "no-reason", "no-content"],
)
def test_unusual_but_sound_answers_are_read(server: Server, raw: bytes, body: bytes) -> None:
    server.routes["/page"] = raw
    page = make().fetch(server.url("/page"))
    assert page.body == body
    assert messages(page.warc)[0][1].startswith(raw[:9])
    assert page.media_type is page.charset is None


@pytest.mark.parametrize(
    ("header", "media_type", "charset"),
    [
        ("text/html; charset=windows-1256", "text/html", "windows-1256"),
        ('Text/HTML ; foo=1; Charset="UTF-8"', "text/html", "utf-8"),
        ("text/html; charset=klingon", "text/html", None),
        ("text/plain; charset=base64", "text/plain", None),
        ("text/plain; charset=undefined", "text/plain", None),
        ("application/rss+xml", "application/rss+xml", None),
        ("html", None, None), ("", None, None), (None, None, None), ("نص/html", None, None),
    ],
)  # fmt: skip
def test_media_type_and_charset_are_told_where_they_make_sense(
    header: str | None, media_type: str | None, charset: str | None
) -> None:
    assert (media_type_of(header), charset_of(header)) == (media_type, charset)


# What is kept.


def messages(warc: bytes) -> list[tuple[str, bytes, dict[str, str]]]:
    """Kind, exact block and headers of each record."""
    found = []
    for record in ArchiveIterator(BytesIO(warc), no_record_parse=True):
        block, headers = record.raw_stream.read(), dict(record.rec_headers.headers)
        assert headers["WARC-Block-Digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        found.append((record.rec_type, block, headers))
    return found


def test_the_capture_holds_both_messages_byte_for_byte(server: Server) -> None:
    packed = gzip.compress(PAGE)
    head = b"HTTP/1.1 200 OK\r\nX-Odd:   two  spaces \r\nX-Latin: caf\xe9\r\ncontent-ENCODING: gzip\r\n"
    raw = head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(packed) + packed + b"\r\n0\r\n\r\n"
    server.routes["/page"] = raw
    page = make().fetch(server.url("/page"))
    assert page.body == PAGE
    (kind, response, about), (asked, request, _) = messages(page.warc)
    assert (kind, asked) == ("response", "request")
    assert response == raw
    assert request == server.requests[-1].raw
    assert about["WARC-Target-URI"] == server.url("/page")
    assert about["WARC-IP-Address"] == "127.0.0.1"


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE)


@pytest.mark.parametrize("raw", [answer(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"}), CHUNKED])
def test_other_tools_read_the_capture(server: Server, tmp_path: Path, raw: bytes) -> None:
    from warcio.checker import Checker

    server.routes["/page"] = raw
    warc = make().fetch(server.url("/page")).warc
    record = next(iter(ArchiveIterator(BytesIO(warc))))
    assert record.content_stream().read() == PAGE
    assert record.http_headers.get_statuscode() == "200"
    path = tmp_path / "capture.warc.gz"
    path.write_bytes(warc)

    class Command:
        verbose = False
        inputs = (str(path),)

    checker = Checker(Command())
    checker.process_all()
    assert checker.exit_value == 0


def test_the_digest_of_the_body_is_that_of_the_packed_body(server: Server) -> None:
    packed = gzip.compress(PAGE)
    server.routes["/page"] = answer(packed, headers={"Content-Encoding": "gzip"})
    (_, _, about), _ = messages(make().fetch(server.url("/page")).warc)
    assert about["WARC-Payload-Digest"] == f"sha256:{hashlib.sha256(packed).hexdigest()}"


def test_bytes_behind_the_end_of_an_answer_are_not_part_of_it(server: Server) -> None:
    server.routes["/page"] = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour and more"
    assert messages(make().fetch(server.url("/page")).warc)[0][1].endswith(b"\r\n\r\nfour")


def test_every_redirect_is_kept(server: Server) -> None:
    server.routes |= {
        "/a": redirect("/b", "301 Moved"),
        "/b": redirect("/خبر"),
        "/%D8%AE%D8%A8%D8%B1": answer(PAGE),
    }
    clock = FakeClock()
    page = make(clock).fetch(server.url("/a"))
    assert page.body == PAGE
    assert clock.waits == []  # a visit with its redirects is one visit
    assert page.final_url == page.validators.url == server.url("/%D8%AE%D8%A8%D8%B1")
    assert [(hop.url, hop.status) for hop in page.redirects] == [
        (server.url("/a"), 301),
        (server.url("/b"), 302),
    ]
    asked = [about["WARC-Target-URI"] for _, _, about in messages(page.warc)[::2]]
    assert asked == [server.url("/a"), server.url("/b"), page.final_url]


# What is refused before anything is sent.


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "news.test"])
def test_this_computer_is_refused_before_a_connection_is_made(server: Server, host: str) -> None:
    rules = replace(RULES, allowed_hosts=frozenset({"elsewhere.test"}), ports=frozenset({server.port}))
    fetcher = Fetcher(rules, clock=FakeClock())
    error = refusal(fetcher, server.url("/page", host))
    assert error.code in (("F106",) if host == "news.test" else ("F104",))
    assert server.connections == 0


def test_a_name_is_looked_up_once_and_only_the_checked_address_is_used(server: Server) -> None:
    """A second look-up could give another address than the one that was checked."""
    server.routes |= {"/page": answer(PAGE)}
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    fetcher = Fetcher(RULES, clock=FakeClock(), resolve=resolve)
    assert fetcher.fetch(server.url("/page", "news.test")).address == "127.0.0.1"
    assert asked == ["news.test"]
    assert server.requests[-1].headers["host"] == f"news.test:{server.port}"


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://10.0.0.1/admin", "F104"), ("http://[::1]/", "F104"), ("http://169.254.169.254/", "F104"),
        ("file:///etc/passwd", "F102"), ("ftp://news.test/", "F102"), ("http://u:p@news.test/", "F103"),
        ("//[", "F101"), ("http://h:0/", "F101"),
    ],
)  # fmt: skip
def test_a_redirect_can_not_lead_where_a_url_may_not(server: Server, location: str, code: str) -> None:
    server.routes["/page"] = redirect(location)
    with pytest.raises(FetchError) as caught:
        Fetcher(RULES, clock=FakeClock()).fetch(server.url("/page"))
    assert caught.value.code == code


def test_the_next_host_of_a_redirect_is_checked_like_the_first() -> None:
    with Server() as inner, Server() as outer:
        outer.routes["/page"] = redirect(inner.url("/secret", "inner.test"))
        with pytest.raises(FetchError, match="F105"):
            make().fetch(outer.url("/page"))
        with pytest.raises(FetchError, match="F104"):
            make(ports=frozenset({inner.port})).fetch(outer.url("/page"))
        assert inner.connections == 0


# Redirects without end.


def test_redirects_end(server: Server) -> None:
    server.routes |= {"/loop": redirect("/loop"), "/ping": redirect("/pong"), "/pong": redirect("/ping")}
    server.routes |= {f"/{n}": redirect(f"/{n + 1}") for n in range(7)} | {"/6": answer(PAGE)}
    assert refusal(make(), server.url("/loop")).code == "F115"
    assert refusal(make(), server.url("/ping")).code == "F115"
    assert server.pages == ["/loop", "/ping", "/pong"]  # a circle is noticed at once
    assert make().fetch(server.url("/1")).body == PAGE
    assert refusal(make(), server.url("/0")).code == "F115"


# Answers that never end, or not as they should.


def endless(stream: socket.socket, _: Request) -> None:
    stream.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        stream.sendall(b"x" * 65_536)


def trickling(server: Server, begins: bytes) -> Answer:
    def trickle(stream: socket.socket, _: Request) -> None:
        stream.sendall(begins)
        while server.wait(0.05):
            stream.sendall(b"x")

    return trickle


def silent(server: Server, begins: bytes) -> Answer:
    def wait(stream: socket.socket, _: Request) -> None:
        stream.sendall(begins)
        server.wait(3)

    return wait


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nshort", "F113"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort", "F113"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "F113"),
        (b"HTTP/1.1 200 OK\r\nContent-", "F113"),
        (b"", "F113"),
        (reset, "F107"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 400_000, "F110"),
        (endless, "F110"),
        (answer(gzip.compress(bytes(5_000_000)), headers={"Content-Encoding": "gzip"}), "F111"),
        (answer(b"\x0b\x02\x80", headers={"Content-Encoding": "br"}), "F112"),
        (answer(gzip.compress(PAGE)[:-9], headers={"Content-Encoding": "gzip"}), "F122"),
        (answer(PAGE, headers={"Content-Encoding": "gzip"}), "F122"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "F114"),
        (b"\x00\xff\x00\xff\r\n\r\n", "F114"),
        (b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", "F114"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "F114"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "F114"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n", "F114"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 40_000 + b"\r\n", "F114"),
        (b"HTTP/1.1 103 Hint\r\n\r\n" * 20_000, "F110"),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "F114"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_faulty_answers_are_told_and_nothing_is_taken(server: Server, raw: Answer, code: str) -> None:
    server.routes["/page"] = raw
    error = refusal(make(), server.url("/page"))
    assert error.code == code
    assert error.transient is (code in ("F107", "F113", "F122"))


@pytest.mark.parametrize("begins", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
@pytest.mark.parametrize(("kind", "code"), [(trickling, "F109"), (silent, "F123")])
def test_slow_answers_are_cut_off(
    server: Server, kind: Callable[[Server, bytes], Answer], code: str, begins: bytes
) -> None:
    server.routes["/page"] = kind(server, begins)
    began = time.monotonic()
    error = refusal(make(), server.url("/page"))
    assert error.code == code
    assert error.transient
    assert time.monotonic() - began < 1.5


def test_a_refused_connection_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    error = refusal(make(), f"http://127.0.0.1:{port}/page", ignore_robots_because="a test")
    assert error.code == "F107"
    assert error.transient


def test_the_next_address_is_tried(server: Server) -> None:
    server.routes["/page"] = answer(PAGE)
    fetcher = Fetcher(RULES, clock=FakeClock(), resolve=lambda *_: ["127.0.0.99", "127.0.0.1"])
    assert fetcher.fetch(server.url("/page", "news.test")).address == "127.0.0.1"


# Busy servers.


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone", "300 Multiple Choices"])
def test_a_page_that_is_not_given_is_told_with_the_answer(server: Server, status: str) -> None:
    server.routes["/page"] = answer(b"removed", status=status)
    error = refusal(make(tries=3), server.url("/page"))
    assert isinstance(error, StatusError)
    assert (error.code, error.transient) == ("F119", False)
    assert error.fetched.body == b"removed"
    assert error.fetched.warc
    assert server.pages == ["/page"]


def test_a_host_that_asks_for_peace_gets_it(server: Server) -> None:
    clock = FakeClock()
    server.routes |= {
        "/a": answer(b"", status="429 Too Many Requests", headers={"Retry-After": "3600"}),
        "/b": answer(PAGE),
    }
    fetcher = make(clock)
    error = refusal(fetcher, server.url("/a"))
    assert (error.code, error.retry_at) == ("F120", clock.time + 3600)
    again = refusal(fetcher, server.url("/b"))
    assert (again.code, again.transient, again.retry_at) == ("F121", True, error.retry_at)
    assert server.pages == ["/a"]
    clock.time += 3601
    assert fetcher.fetch(server.url("/b")).body == PAGE


def test_retry_after_may_be_a_date_and_is_believed_within_limits(server: Server) -> None:
    clock = FakeClock()
    date = formatdate(clock.time + 600, usegmt=True)
    server.routes |= {
        "/date": answer(b"", status="503 Busy", headers={"Retry-After": date}),
        "/years": answer(b"", status="503 Busy", headers={"Retry-After": "999999999"}),
        "/odd": answer(b"", status="503 Busy", headers={"Retry-After": "soon"}),
    }
    assert refusal(make(clock), server.url("/date")).retry_at == clock.time + 600
    assert refusal(make(clock), server.url("/years")).retry_at == clock.time + 24 * 3600
    assert refusal(make(clock), server.url("/odd")).retry_at == clock.time + 10


def test_a_busy_server_is_tried_again_with_growing_pauses(server: Server) -> None:
    clock = FakeClock()
    server.routes["/page"] = [answer(status="503 Busy"), answer(status="502 Bad Gateway"), answer(PAGE)]
    fetcher = make(clock, tries=3)
    assert fetcher.fetch(server.url("/page")).body == PAGE
    assert clock.waits == [10, 20]
    assert fetcher.hosts["127.0.0.1"].failures == 0


def test_pauses_survive_a_restart(server: Server) -> None:
    clock = FakeClock()
    server.routes["/page"] = [answer(status="500 Oops")] * 3 + [answer(PAGE)]
    hosts: dict[str, HostState] = {}
    waits = []
    for _ in range(3):
        error = refusal(make(clock, hosts), server.url("/page"))
        assert error.retry_at is not None
        waits.append(error.retry_at - clock.time)
        clock.time = error.retry_at
        kept = json.dumps({host: state.to_dict() for host, state in hosts.items()})
        hosts = {host: HostState.from_dict(data) for host, data in json.loads(kept).items()}
    assert waits == [10, 20, 40]
    assert make(clock, hosts).fetch(server.url("/page")).body == PAGE
    assert server.paths.count("/robots.txt") == 1


def test_a_clock_that_was_set_back_does_not_block_a_host(server: Server) -> None:
    clock = FakeClock()
    server.routes["/page"] = answer(PAGE)
    fetcher = make(clock, {"127.0.0.1": HostState(ready_at=clock.time + 10**9)})
    error = refusal(fetcher, server.url("/page"))
    assert error.code == "F121"
    assert error.retry_at is not None
    assert error.retry_at <= clock.time + 24 * 3600


def test_requests_to_one_host_keep_their_distance_and_others_do_not_wait(server: Server) -> None:
    clock = FakeClock()
    server.routes["/page"] = answer(PAGE)
    fetcher = make(clock)
    for _ in range(3):
        fetcher.fetch(server.url("/page"))
    assert clock.waits == [5, 5]
    fetcher.fetch(server.url("/page", "news.test"))
    assert clock.waits == [5, 5]
    assert fetcher.ready_at(server.url("/page")) == clock.time + 5


# robots.txt


def test_what_a_site_forbids_is_not_fetched(server: Server) -> None:
    server.routes["/forbidden/page"] = answer(PAGE)
    fetcher = make()
    error = refusal(fetcher, server.url("/forbidden/page"))
    assert (error.code, error.transient) == ("F117", False)
    assert server.pages == []


def test_going_ahead_needs_a_reason_that_is_kept(server: Server) -> None:
    server.routes["/forbidden"] = answer(PAGE)
    assert refusal(make(), server.url("/forbidden"), ignore_robots_because="  ").code == "F117"
    page = make().fetch(server.url("/forbidden"), ignore_robots_because="written consent of 3 May")
    assert page.robots_ignored_because == "written consent of 3 May"


def test_a_reason_counts_for_the_own_host_only(server: Server) -> None:
    server.routes["/page"] = redirect(server.url("/forbidden", "other.test"))
    server.routes["/forbidden"] = answer(PAGE)
    with pytest.raises(FetchError, match="F117"):
        make().fetch(server.url("/page"), ignore_robots_because="consent")


def test_the_page_that_a_redirect_leads_to_must_be_allowed_too(server: Server) -> None:
    server.routes |= {"/page": redirect("/forbidden"), "/forbidden": answer(PAGE)}
    assert refusal(make(), server.url("/page")).code == "F117"
    assert server.pages == ["/page"]


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone"])
def test_a_site_without_robots_txt_is_open(server: Server, status: str) -> None:
    server.routes |= {"/robots.txt": answer(b"Disallow", status=status), "/page": answer(PAGE)}
    assert make().fetch(server.url("/page")).body == PAGE


@pytest.mark.parametrize(
    "told",
    [answer(status="500 Oops"), answer(status="429 Slow"), reset, redirect("/robots.txt"),
     redirect("http://10.0.0.1/"), redirect("file:///x"), b"garbage\r\n\r\n"],
    ids=["500", "429", "reset", "loop", "inside", "file", "garbage"],
)  # fmt: skip
def test_a_site_whose_wishes_are_not_known_is_left_alone_for_now(server: Server, told: Answer) -> None:
    clock = FakeClock()
    server.routes |= {"/robots.txt": told, "/page": answer(PAGE)}
    fetcher = make(clock)
    error = refusal(fetcher, server.url("/page"))
    assert (error.code, error.transient) == ("F118", True)
    assert error.retry_at == clock.time + 600
    assert server.pages == []
    server.routes["/robots.txt"] = answer(b"", media_type="text/plain")
    clock.time += 601
    assert fetcher.fetch(server.url("/page")).body == PAGE


def test_robots_txt_may_be_huge_and_its_beginning_counts(server: Server) -> None:
    huge = b"User-agent: *\nDisallow: /forbidden\n" + b"# padding\n" * 100_000
    server.routes |= {"/robots.txt": answer(huge), "/page": answer(PAGE)}
    fetcher = make()
    assert refusal(fetcher, server.url("/forbidden")).code == "F117"
    assert fetcher.fetch(server.url("/page")).body == PAGE


def test_robots_txt_may_be_moved_or_packed(server: Server) -> None:
    moved = answer(b"User-agent: Marsad\nDisallow: /page")
    server.routes |= {"/robots.txt": redirect("/elsewhere.txt"), "/elsewhere.txt": moved}
    assert refusal(make(), server.url("/page")).code == "F117"
    packed = gzip.compress(b"\xef\xbb\xbfUser-agent: *\nDisallow: /page")
    server.routes["/robots.txt"] = answer(packed, headers={"Content-Encoding": "gzip"})
    assert refusal(make(), server.url("/page")).code == "F117"


def test_robots_txt_is_asked_once_a_day(server: Server) -> None:
    clock = FakeClock()
    server.routes["/page"] = answer(PAGE)
    fetcher = make(clock)
    for _ in range(3):
        fetcher.fetch(server.url("/page"))
    assert server.paths.count("/robots.txt") == 1
    clock.time += 24 * 3600
    fetcher.fetch(server.url("/page"))
    assert server.paths.count("/robots.txt") == 2


def test_the_delay_that_a_site_asks_for_is_kept(server: Server) -> None:
    clock = FakeClock()
    server.routes |= {"/robots.txt": answer(b"User-agent: *\nCrawl-delay: 20"), "/page": answer(PAGE)}
    fetcher = make(clock)
    fetcher.fetch(server.url("/page"))
    fetcher.fetch(server.url("/page"))
    assert clock.waits == [20]
    server.routes["/page"] = answer(status="503 Busy", headers={"Retry-After": "1"})
    assert refusal(fetcher, server.url("/page")).retry_at == clock.time + 20


# Encrypted connections.


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for news.test, signed by itself, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "news.test")])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(built.public_bytes(pem))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def secure(certificate: tuple[Path, Path]) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with Server({"/page": answer(PAGE)}, tls=context) as running:
        yield running


def test_the_name_is_checked_against_the_certificate_though_the_address_is_pinned(
    secure: Server, certificate: tuple[Path, Path]
) -> None:
    trusting = make(certificates=certificate[0])
    assert trusting.fetch(secure.url("/page", "news.test")).body == PAGE
    wrong = refusal(trusting, secure.url("/page", "other.test"), ignore_robots_because="a test")
    assert (wrong.code, wrong.transient) == ("F108", False)


def test_an_unknown_certificate_is_refused_before_a_request_is_sent(secure: Server) -> None:
    error = refusal(make(), secure.url("/page", "news.test"), ignore_robots_because="a test")
    assert error.code == "F108"
    assert secure.requests == []


def test_a_plain_server_behind_https_is_told(server: Server) -> None:
    secure_url = server.url("/page").replace("http:", "https:")
    error = refusal(make(), secure_url, ignore_robots_because="a test")
    assert error.code in ("F108", "F109", "F123")


def test_encryption_is_not_given_up_on_the_way_unless_allowed(
    secure: Server, server: Server, certificate: tuple[Path, Path]
) -> None:
    server.routes["/page"] = answer(PAGE)
    secure.routes["/page"] = redirect(server.url("/page", "news.test"))
    url = secure.url("/page", "news.test")
    assert refusal(make(certificates=certificate[0]), url).code == "F116"
    assert server.connections == 0
    assert make(certificates=certificate[0], allow_downgrade=True).fetch(url).body == PAGE


# Anything at all.


def test_random_answers_are_a_page_or_a_told_fault(server: Server) -> None:
    rng = random.Random(7)
    parts = [
        b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 x\r\n", b"Content-Length: 5\r\n",
        b"Content-Encoding: gzip\r\n", b"Transfer-Encoding: chunked\r\n", b"Location: http://[\r\n", b"\r\n",
        b"5\r\nabcde\r\n", b"\x00",
        b"0\r\n\r\n",
    ]  # fmt: skip
    for _ in range(150):
        server.routes["/page"] = b"".join(rng.choices(parts, k=rng.randint(0, 8)))
        with contextlib.suppress(FetchError):
            make().fetch(server.url("/page"), ignore_robots_because="a test")
