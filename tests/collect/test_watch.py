"""Watching against a real server that misbehaves, into a real workspace; killed, and gone on with."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from collect.server import ROBOTS, Request, Server, answer, redirect, reset
from collect.test_fetch import RULES, FakeClock
from marsad.collect.fetch import Fetcher
from marsad.collect.warcfiles import keep_capture
from marsad.errors import UsageError
from marsad.formats.entries import Entry
from marsad.formats.sources import read_bytes
from marsad.model import Record, Report
from marsad.store.settings import FILE_NAME, Settings, read_settings
from marsad.store.workspace import Workspace, create_workspace, open_workspace
from recordkit import TEXT, FakeReader
from storekit import Backend, Databases, disconnect, ready_django

ready_django()
from marsad.actions.verify_workspace import verify_workspace  # noqa: E402
from marsad.actions.watch_plan import WHO, Listeners, Visit  # noqa: E402
from marsad.actions.watch_sources import Round, StopWatching, Watcher, alone  # noqa: E402
from marsad.store import models  # noqa: E402

HOUR: Final = 3600.0


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Backend:
    """SQLite, unless a test asks for both."""
    kind: Backend = getattr(request, "param", "sqlite")
    return kind


def page(text: str, *, title: str = "خبر من بلدة التجربة", more: str = "") -> bytes:
    paragraphs = "".join(f"<p>{text} الفقرة رقم {i} من خبر طويل عن البلدة وأهلها.</p>" for i in range(5))
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article>"
        f"{more}</body></html>"
    ).encode()


COMMENTS: Final = "<section id='comments'><h3>تعليقات</h3><p>كتب سمير أن جاره كان عند الحاجز.</p></section>"


def feed(*entries: tuple[str, str, str], link: str) -> bytes:
    """RSS; each entry is path, title, text."""
    items = "".join(
        f"<item><title>{title}</title><link>{link}{path}</link><description>{text}</description>"
        "<pubDate>Mon, 01 Jun 2026 10:00:00 GMT</pubDate></item>"
        for path, title, text in entries
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>وكالة</title>{items}</channel></rss>'
    ).encode()


def sitemap(*links: tuple[str, str], index: bool = False) -> bytes:
    box, one = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    found = "".join(
        f"<{one}><loc>{url}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</{one}>"
        for url, changed in links
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><{box} xmlns="{space}">{found}</{box}>'.encode()


XML: Final = "application/xml"
TEASER: Final = ("/news/1", "هجوم في بلدة التجربة", "قُتل عنصران في هجوم…")
WHOLE: Final = ("/news/2", "خبر كامل", f"{TEXT} " * 4)


class EventReader(FakeReader):
    """Reads the same events also where the text is longer."""

    def read(self, report: Report) -> Record:
        made = super().read(report)
        if "سالم الخالد" not in report.text:
            return made
        return msgspec.structs.replace(super().read(Report(doc=report.doc, text=TEXT)), text=report.text)


class Desk:
    """A workspace with a source, and a clock that passes only by waiting."""

    def __init__(self, workspace: Workspace, server: Server) -> None:
        self.workspace, self.server = workspace, server
        self.clock = FakeClock()
        self.visits: list[Visit] = []
        self.told: list[str] = []
        self.values: dict[str, Any] = {"collecting.allow_hosts": ["127.0.0.1", "news.test"]}

    def source(self, name: str, path: str, kind: str, **more: Any) -> None:
        told = {"url": path if "://" in path else self.server.url(path), "kind": kind, **more}
        self.values |= {f"source.{name}.{key}": value for key, value in told.items()}
        self.workspace.settings = Settings(self.values)

    def watcher(self, *names: str, **rules: Any) -> Watcher:
        return Watcher(
            self.workspace,
            names,
            Listeners(self.visits.append, self._entry),
            clock=self.clock,
            resolve=lambda _host, _port: ["127.0.0.1"],
            rules=replace(RULES, **rules),
            reader=EventReader(),
        )

    def once(self, *names: str, after: float = 0.0, **rules: Any) -> Round:
        """A round by a new watcher, as after a restart."""
        self.clock.time += after
        self.visits.clear()
        self.server.requests.clear()
        return self.watcher(*names, **rules).once()

    def _entry(self, entry: Entry) -> None:
        self.told += [fault.code for fault in entry.faults]

    @property
    def faults(self) -> list[str]:
        return [visit.error.code for visit in self.visits if visit.error is not None]


@pytest.fixture
def desk(workspace: Workspace, server: Server) -> Iterator[Desk]:
    made = Desk(workspace, server)
    yield made
    findings = [finding for finding in verify_workspace(workspace) if finding.kind != "note"]
    assert findings == [], "whatever happened, everything is as it was kept"


def texts() -> list[str]:
    """The texts of the current versions, by report."""
    versions = models.ReportVersion.objects.filter(current=True).order_by("report__key")
    return [json.loads(version.content)["text"] for version in versions]


def keys() -> list[str]:
    return list(models.Report.objects.order_by("key").values_list("key", flat=True))


def failures() -> list[dict[str, Any]]:
    entries = models.LogEntry.objects.filter(action="visit-failed").order_by("number")
    return [json.loads(entry.details) for entry in entries]


# Pages


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)
def test_a_page_is_kept_read_and_visited_again_only_when_due(desk: Desk) -> None:
    desk.server.routes["/page"] = answer(page("قصف على السوق."), headers={"ETag": '"v1"'})
    desk.source("site", "/page", "page", every_minutes=60)
    done = desk.once()
    assert (done.visits, done.captures, done.reports, done.failed) == (1, 1, 1, 0)
    assert models.Reading.objects.count() == 1, "it is read at once"
    capture = models.Capture.objects.get()
    assert (capture.source_id, capture.who, capture.details["status"]) == ("site", WHO, 200)
    assert (desk.workspace.captures / capture.details["warc"]["name"]).is_file()
    assert keys() == [desk.server.url("/page")]

    assert desk.once(after=59 * 60).visits == 0
    assert desk.server.requests == []
    desk.server.routes["/page"] = answer(status="304 Not Modified")
    done = desk.once(after=60)
    assert (done.visits, done.unchanged, done.captures) == (1, 1, 0)
    assert desk.server.requests[-1].headers["if-none-match"] == '"v1"'
    assert models.Capture.objects.count() == 1, "what did not change adds nothing"

    desk.server.routes["/page"] = answer(page("قصف على السوق والمشفى."), headers={"ETag": '"v2"'})
    done = desk.once(after=HOUR)
    assert (done.reports, done.new_versions) == (0, 1)
    versions = models.ReportVersion.objects.order_by("number")
    assert [version.current for version in versions] == [False, True]
    assert "المشفى" in json.loads(versions[1].content)["text"]
    assert "المشفى" not in json.loads(versions[0].content)["text"]


def test_the_same_bytes_sent_again_add_nothing(desk: Desk) -> None:
    desk.server.routes["/page"] = answer(page("قصف."))
    desk.source("site", "/page", "page")
    desk.once()
    done = desk.once(after=HOUR)
    assert (done.visits, done.unchanged, done.captures) == (1, 1, 0)
    assert len(list(desk.workspace.captures.rglob("*.warc.gz"))) == 1


def test_comments_of_readers_stay_inside_the_original(desk: Desk) -> None:
    desk.server.routes["/page"] = answer(page("قصف على السوق.", more=COMMENTS))
    desk.source("site", "/page", "page")
    assert desk.once().reports == 1
    assert "سمير" not in "".join(models.ReportVersion.objects.values_list("content", flat=True))
    original = models.Original.objects.get()
    assert "سمير" in desk.workspace.originals.read(original.sha256).decode()


def test_a_page_that_is_gone_is_kept_once_and_its_return_too(desk: Desk) -> None:
    desk.server.routes["/page"] = answer(page("قصف."))
    desk.source("site", "/page", "page")
    desk.once()
    desk.server.routes["/page"] = answer(b"deleted", status="410 Gone")
    assert desk.once(after=HOUR).failed == 1
    assert desk.once(after=HOUR).failed == 1
    gone = [c for c in models.Capture.objects.all() if c.details["status"] == 410]
    assert [desk.workspace.originals.read(c.original_id) for c in gone] == [b"deleted"]
    assert [told["code"] for told in failures()] == ["F119", "F119"]
    assert failures()[0]["original"] == gone[0].original_id
    assert len(texts()) == 1, "the report stays"
    desk.server.routes["/page"] = answer(page("قصف."))
    assert desk.once(after=HOUR).captures == 1


# Feeds


def test_a_teaser_and_its_page_are_one_report(desk: Desk) -> None:
    link = desk.server.url("")
    desk.server.routes |= {
        "/feed": answer(feed(TEASER, WHOLE, link=link), media_type=XML),
        "/news/1": answer(page("قُتل عنصران في هجوم على حاجز.", more=COMMENTS)),
    }
    desk.source("agency", "/feed", "feed")
    done = desk.once()
    assert (done.visits, done.reports, done.new_versions) == (2, 2, 0)
    assert "/news/2" not in desk.server.paths, "a feed that gives the whole text needs no page"
    assert sum(key.endswith("/news/1") for key in keys()) == 1
    assert any("على حاجز" in text for text in texts())

    more = ("/news/3", "خبر ثالث", "وصل رتل إلى…")
    desk.server.routes |= {
        "/feed": answer(feed(more, TEASER, WHOLE, link=link), media_type=XML),
        "/news/3": answer(page("وصل رتل من 25 شاحنة.")),
    }
    done = desk.once(after=HOUR)
    assert desk.server.pages == ["/feed", "/news/3"], "only what is new is fetched"
    assert (done.reports, done.new_versions) == (1, 0)
    assert models.ReportVersion.objects.count() == 3
    assert not any(text.endswith("…") for text in texts())


def test_where_a_page_can_not_be_had_its_teaser_speaks_until_it_can(desk: Desk) -> None:
    link = desk.server.url("")
    desk.server.routes |= {
        "/feed": answer(feed(TEASER, link=link), media_type=XML),
        "/news/1": answer(b"", status="503 Busy"),
    }
    desk.source("agency", "/feed", "feed", every_minutes=600)
    done = desk.once()
    assert (done.reports, done.failed) == (1, 1)
    assert texts() == [TEASER[2]]
    desk.server.routes["/news/1"] = answer(page("قُتل عنصران في هجوم على حاجز."))
    done = desk.once(after=700)
    assert (done.reports, done.new_versions) == (0, 1)
    assert keys() == [desk.server.url("/news/1")]
    assert "على حاجز" in texts()[0]


def test_a_teaser_of_a_page_that_stays_away_is_followed(desk: Desk) -> None:
    link = desk.server.url("")
    path, title, _ = TEASER
    desk.server.routes["/feed"] = answer(feed(TEASER, link=link), media_type=XML)
    desk.source("agency", "/feed", "feed")
    assert desk.once().reports == 1
    edited = (path, title, "قُتل ثلاثة عناصر في هجوم…")
    desk.server.routes["/feed"] = answer(feed(edited, link=link), media_type=XML)
    done = desk.once(after=HOUR)
    assert (done.reports, done.new_versions) == (0, 1)
    assert texts() == [edited[2]]
    assert desk.server.pages == ["/feed"], "a page that is not there is asked for once"


def test_an_error_page_in_place_of_a_feed_is_no_report(desk: Desk) -> None:
    desk.server.routes["/feed"] = answer(page("الموقع تحت الصيانة."))
    desk.source("agency", "/feed", "feed")
    done = desk.once()
    assert (done.captures, done.reports, done.faulty) == (1, 0, 1)
    done = desk.once(after=HOUR)
    assert (done.captures, done.failed, desk.faults) == (0, 1, ["F142"])
    desk.server.routes["/feed"] = answer(feed(WHOLE, link=desk.server.url("")), media_type=XML)
    done = desk.once(after=HOUR)
    assert (done.reports, done.failed, done.faulty) == (1, 0, 0)


def test_a_page_that_a_reader_trips_over_stops_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from marsad.actions import watch_contents

    def read(data: bytes, *given: Any) -> Any:
        if data == b"odd":
            raise RecursionError
        return read_bytes(data, *given)

    monkeypatch.setattr(watch_contents, "read_bytes", read)
    desk.server.routes |= {"/a": answer(b"odd"), "/b": answer(page("قصف."))}
    desk.source("first", "/a", "page")
    desk.source("second", "/b", "page")
    done = desk.once()
    assert (done.captures, done.reports, done.faulty) == (2, 1, 1)


# Sitemaps


def test_a_sitemap_index_leads_to_pages_and_lastmod_to_their_new_versions(desk: Desk) -> None:
    url = desk.server.url
    desk.server.routes |= {
        "/index": answer(sitemap((url("/map"), "2026-06-01"), index=True), media_type=XML),
        "/map": answer(sitemap((url("/a"), "2026-06-01"), (url("/b"), "2026-06-02")), media_type=XML),
        "/a": answer(page("قصف على الحي.")),
        "/b": answer(page("وصول رتل.")),
    }
    desk.source("site", "/index", "sitemap")
    done = desk.once()
    assert desk.server.pages == ["/index", "/map", "/b", "/a"], "the newest first"
    assert (done.reports, done.visits) == (2, 4)
    desk.server.routes |= {
        "/index": answer(sitemap((url("/map"), "2026-06-03"), index=True), media_type=XML),
        "/map": answer(sitemap((url("/a"), "2026-06-03"), (url("/b"), "2026-06-02")), media_type=XML),
        "/a": answer(page("قصف على الحي والسوق.")),
    }
    done = desk.once(after=HOUR)
    assert desk.server.pages == ["/index", "/map", "/a"]
    assert (done.reports, done.new_versions) == (0, 1)
    assert desk.once(after=HOUR).captures == 0


def test_a_round_visits_so_many_pages_and_the_next_the_others(desk: Desk) -> None:
    links = [(desk.server.url(f"/{i}"), f"2026-06-0{i}") for i in (1, 2, 3)]
    desk.server.routes |= {f"/{i}": answer(page(f"خبر رقم {i}.")) for i in (1, 2, 3)}
    desk.server.routes["/map"] = answer(sitemap(*links), media_type=XML)
    desk.source("site", "/map", "sitemap", max_pages=2)
    desk.once()
    assert desk.server.pages == ["/map", "/3", "/2"]
    desk.once()
    assert desk.server.pages == ["/1"]


def added_meanwhile(desk: Desk, name: str, url: str, more: str = "") -> None:
    """Write a source into the settings, as its page does and as an editor does."""
    with (desk.workspace.folder / FILE_NAME).open("a", encoding="utf-8") as file:
        file.write(f'\n[source.{name}]\nkind = "page"\nurl = "{url}"\n{more}')


def test_a_source_that_is_added_meanwhile_is_visited_within_a_minute(desk: Desk) -> None:
    desk.server.routes |= {"/a": answer(page("أول.")), "/b": answer(page("ثان."))}
    added_meanwhile(desk, "first", desk.server.url("/a"))
    desk.workspace.settings = read_settings(desk.workspace.folder / FILE_NAME)

    class Clock(FakeClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if self.time > began + 600 and not added_at:
                added_meanwhile(desk, "second", desk.server.url("/b"))
                added_at.append(self.time)
            elif added_at and self.time > added_at[0] + 120:
                raise StopWatching

    desk.clock = Clock()
    began, added_at = desk.clock.time, list[float]()
    desk.watcher().run()
    assert desk.server.pages == ["/a", "/b"]


def test_while_the_settings_have_faults_those_from_before_hold(desk: Desk) -> None:
    desk.server.routes |= {"/a": answer(page("أول.")), "/b": answer(page("ثان."))}
    added_meanwhile(desk, "first", desk.server.url("/a"))
    desk.workspace.settings = read_settings(desk.workspace.folder / FILE_NAME)
    watcher = desk.watcher()
    assert watcher.once().visits == 1
    added_meanwhile(desk, "second", desk.server.url("/b"), "evry_minutes = 5\n")
    desk.clock.time += HOUR
    assert watcher.once().visits == 1
    path = desk.workspace.folder / FILE_NAME
    path.write_text(path.read_text("utf-8").replace("evry_minutes", "every_minutes"), "utf-8")
    assert watcher.once().visits == 1
    assert desk.server.pages == ["/a", "/a", "/b"]


def test_a_source_that_is_taken_out_meanwhile_is_left_alone(desk: Desk) -> None:
    desk.server.routes["/a"] = answer(page("أول."))
    path = desk.workspace.folder / FILE_NAME
    without = path.read_text("utf-8")
    added_meanwhile(desk, "first", desk.server.url("/a"))
    desk.workspace.settings = read_settings(path)
    watcher = desk.watcher()
    assert watcher.once().visits == 1
    path.write_text(without, "utf-8")
    desk.clock.time += HOUR
    assert watcher.once().visits == 0


def test_a_list_without_end_is_told_and_taken_bit_by_bit(desk: Desk) -> None:
    links = [(desk.server.url(f"/{i}"), f"2026-06-{i:02}") for i in range(1, 10)]
    desk.server.routes |= {f"/{i}": answer(page(f"خبر رقم {i}.")) for i in range(1, 10)}
    desk.server.routes["/map"] = answer(sitemap(*links), media_type=XML)
    desk.source("site", "/map", "sitemap", max_waiting=4, max_pages=2)
    done = desk.once()
    assert models.WatchedUrl.objects.filter(role="page").count() == 4
    assert done.faulty == 1
    assert desk.told == ["F143"]
    assert models.WatchedUrl.objects.get(role="source").fault == "F143"
    assert desk.server.pages == ["/map", "/9", "/8"]
    captures = models.Capture.objects.filter(origin__endswith="/map").count()
    for _ in range(9):
        desk.once(after=HOUR)
    assert models.WatchedUrl.objects.filter(role="page", got=True).count() == 9
    assert models.WatchedUrl.objects.get(role="source").fault == ""
    assert (
        models.Capture.objects.filter(origin__endswith="/map").count() == captures
    )  # it was the same all along


def test_an_index_of_lists_without_end_holds_up_no_round(desk: Desk) -> None:
    lists = [(desk.server.url(f"/map{i}"), "") for i in range(9)]
    desk.server.routes["/index"] = answer(sitemap(*lists, index=True), media_type=XML)
    for i in range(9):
        link = (desk.server.url(f"/p{i}"), "")
        desk.server.routes |= {
            f"/map{i}": answer(sitemap(link), media_type=XML),
            f"/p{i}": answer(page(f"{i}.")),
        }
    desk.source("site", "/index", "sitemap", max_pages=3)
    desk.once()
    assert desk.server.pages == ["/index", "/map0", "/map1", "/map2"]
    for _ in range(6):
        desk.once()
    assert models.WatchedUrl.objects.filter(role="page", got=True).count() == 9


def test_pages_are_visited_again_for_some_days_where_asked(desk: Desk) -> None:
    desk.server.routes |= {
        "/map": answer(sitemap((desk.server.url("/a"), "")), media_type=XML),
        "/a": answer(page("خبر.")),
    }
    more = {"pages_every_minutes": 600, "pages_for_days": 2}
    desk.source("site", "/map", "sitemap", every_minutes=100_000, **more)
    for after, expected in ((0, ["/map", "/a"]), (9 * HOUR, []), (HOUR, ["/a"]), (72 * HOUR, ["/a"])):
        desk.once(after=after)
        assert desk.server.pages == expected
    desk.once(after=240 * HOUR)
    assert desk.server.pages == []


# Servers that misbehave


def test_a_host_that_asks_for_peace_gets_it_across_a_restart(desk: Desk) -> None:
    busy = answer(b"", status="429 Too Many Requests", headers={"Retry-After": "7200"})
    desk.server.routes["/page"] = busy
    desk.source("site", "/page", "page", every_minutes=10)
    assert desk.once().failed == 1
    assert [told["code"] for told in failures()] == ["F120"]
    desk.server.routes["/page"] = answer(page("قصف."))
    done = desk.once(after=HOUR)
    assert (done.visits, desk.server.requests) == (0, [])
    assert len(failures()) == 1, "what was not asked did not fail"
    assert desk.once(after=HOUR).reports == 1


def test_what_fails_is_logged_and_does_not_stop_the_others(desk: Desk) -> None:
    def slow(stream: socket.socket, _: Request) -> None:
        desk.server.wait(0.5)
        stream.close()

    desk.server.routes |= {
        "/inside": redirect("http://192.168.1.1/admin"),
        "/huge": answer(b"x" * 400_000),
        "/slow": slow,
        "/cut": reset,
        "/good": answer(page("قصف.")),
    }
    expected = {
        "blocked": ("/forbidden/1", "F117"),
        "inside": ("/inside", "F104"),
        "huge": ("/huge", "F110"),
        "slow": ("/slow", "F123"),
        "missing": ("/missing", "F119"),
        "cut": ("/cut", "F107"),
        "odd": ("ftp://news.test/", "F102"),
    }
    for name, (path, _) in expected.items():
        desk.source(name, path, "page")
    desk.source("z-good", "/good", "page")
    desk.clock.time += 1
    done = Round()
    for _ in range(3):  # a host that failed is left alone for a while
        more = desk.once(after=120)
        done.reports += more.reports
    assert done.reports == 1
    told = {entry["source"]: entry["code"] for entry in failures()}
    told["cut"] = told["cut"].replace("F113", "F107")
    assert told == {name: code for name, (_, code) in expected.items()}
    assert all(entry["why"]["url"] for entry in failures())
    assert len([c for c in models.Capture.objects.all() if c.details["status"] == 404]) == 1
    assert "/forbidden/1" not in desk.server.paths


def test_robots_txt_is_ignored_only_with_a_reason_that_is_kept(desk: Desk) -> None:
    desk.server.routes["/forbidden/1"] = answer(page("قصف."))
    because = "وافق ناشر الموقع كتابة"
    desk.source("site", "/forbidden/1", "page", robots_ignored_because=because)
    assert desk.once().reports == 1
    assert models.Capture.objects.get().details["robots_ignored_because"] == because


def test_the_delay_between_two_requests_is_that_of_the_source(desk: Desk) -> None:
    desk.server.routes |= {
        "/map": answer(sitemap((desk.server.url("/a"), "")), media_type=XML),
        "/a": answer(page("خبر.")),
    }
    desk.source("site", "/map", "sitemap", delay_s=40)
    desk.once()
    assert desk.clock.waits == [40]


def test_one_slow_host_does_not_hold_up_another(desk: Desk) -> None:
    other = desk.server.url("/b", "news.test")
    desk.server.routes |= {
        "/map": answer(sitemap((desk.server.url("/a"), "2"), (other, "1")), media_type=XML),
        "/a": answer(page("خبر أول.")),
        "/b": answer(page("خبر ثان.")),
    }
    desk.source("site", "/map", "sitemap", delay_s=60)
    desk.once()
    assert desk.server.pages == ["/map", "/b", "/a"]


# Running


def test_the_loop_waits_for_what_is_due_and_stops_when_told(desk: Desk) -> None:
    desk.server.routes["/page"] = answer(page("قصف."))
    desk.source("site", "/page", "page", every_minutes=60)
    rounds: list[Round] = []

    class Clock(FakeClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if self.time > began + 5 * HOUR - 60:
                raise StopWatching

    desk.clock = Clock()
    began = desk.clock.time
    desk.watcher().run(rounds.append)
    assert [done.visits for done in rounds] == [1] * len(rounds)
    assert len(desk.server.pages) == len(rounds) == 5
    assert desk.clock.time - began == pytest.approx(5 * HOUR, abs=120)


def test_sources_are_named_and_one_watch_is_at_work(desk: Desk) -> None:
    with pytest.raises(UsageError, match="W120"):
        desk.watcher()
    desk.server.routes |= {"/a": answer(page("أول.")), "/b": answer(page("ثان."))}
    desk.source("first", "/a", "page")
    desk.source("second", "/b", "page")
    with pytest.raises(UsageError, match="second"):
        desk.watcher("secnd")
    assert desk.once("second").visits == 1
    assert desk.server.pages == ["/b"]
    with alone(desk.workspace), pytest.raises(UsageError, match="W122"), alone(desk.workspace):
        pass


def test_a_shorter_interval_counts_from_now_on(desk: Desk) -> None:
    desk.server.routes["/page"] = answer(page("قصف."))
    desk.source("site", "/page", "page", every_minutes=6000)
    desk.once()
    desk.source("site", "/page", "page", every_minutes=10)
    assert desk.once().visits == 0
    assert desk.once(after=600).visits == 1


def test_an_address_that_the_settings_no_longer_have_is_forgotten(desk: Desk) -> None:
    desk.server.routes |= {"/a": answer(page("أول.")), "/b": answer(page("ثان."))}
    desk.source("site", "/a", "page")
    desk.once()
    desk.source("site", "/b", "page")
    desk.once(after=HOUR)
    assert desk.server.pages == ["/b"]


def left_behind(desk: Desk, path: str) -> None:
    """A page fetched by a process that was killed when it had written the capture."""
    fetcher = Fetcher(RULES, clock=desk.clock, resolve=lambda _host, _port: ["127.0.0.1"])
    got = fetcher.fetch(desk.server.url(path))
    keep_capture(desk.workspace.captures, got.warc, got.fetched_at_utc)


def test_a_capture_that_no_source_leads_to_is_taken_in_and_a_damaged_one_told(desk: Desk) -> None:
    desk.server.routes |= {"/page": answer(page("قصف.")), "/other": answer(page("وصول رتل."))}
    desk.source("site", "/page", "page")
    left_behind(desk, "/other")
    damaged = desk.workspace.captures / "2026/03/01/20260301T100000Z-0123456789abcdef.warc.gz"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"x")
    done = desk.once()
    assert (done.captures, done.reports, done.faulty) == (2, 2, 1)
    assert desk.server.pages == ["/page"]
    late = models.Capture.objects.get(origin=desk.server.url("/other"))
    assert late.details["taken_in_late"]
    assert late.source_id == "127.0.0.1"
    inserted = [f.where for f in verify_workspace(desk.workspace) if f.kind == "inserted"]
    assert inserted == [damaged.relative_to(desk.workspace.folder).as_posix()]
    damaged.unlink()


def test_an_old_capture_that_is_found_late_is_an_older_version(desk: Desk) -> None:
    desk.server.routes["/page"] = answer(page("قُتل عنصر."))
    desk.source("site", "/page", "page")
    left_behind(desk, "/page")
    (old,) = desk.workspace.captures.rglob("*.warc.gz")
    aside = old.rename(desk.workspace.folder / old.name)
    desk.server.routes["/page"] = answer(page("قُتل عنصران."))
    desk.once(after=HOUR)
    aside.rename(old)
    assert desk.once().new_versions == 1
    assert "عنصران" in texts()[0], "what was seen last stays the newest version"
    assert desk.server.requests == []


def test_a_capture_of_another_source_waits_for_its_watch(desk: Desk) -> None:
    desk.server.routes |= {"/a": answer(page("أول.")), "/b": answer(page("ثان."))}
    desk.source("first", "/a", "page")
    desk.source("second", "/b", "page")
    desk.once()
    desk.server.routes["/b"] = answer(page("ثان وقد تغير."))
    desk.clock.time += 60
    left_behind(desk, "/b")
    assert desk.once("first").captures == 0
    assert desk.once("second").new_versions == 1


# Killed

CHILD: Final = """
import os, signal, sys
from pathlib import Path
from collect.test_watch import EventReader
from marsad.store.workspace import open_workspace
workspace = open_workspace(Path(sys.argv[1]))
from marsad.actions import watch_sources, watch_visits
from marsad.store import keeping
from marsad.collect import warcfiles

def dying(function, times):
    left = [times]
    def called(*given, **named):
        found = function(*given, **named)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return found
    return called

place, times = sys.argv[2], int(sys.argv[3])
if place == "warc":
    warcfiles.keep_capture = dying(warcfiles.keep_capture, times)
elif place == "original":
    keeping._Keeper.__init__ = dying(keeping._Keeper.__init__, times)
elif place == "rows":
    watch_visits.keep = dying(watch_visits.keep, times)
elif place == "read":
    watch_sources.read_unread = dying(watch_sources.read_unread, times)
elif place == "saved":
    watch_visits.Visitor.keep_page = dying(watch_visits.Visitor.keep_page, times)
watch_sources.Watcher(workspace, reader=EventReader()).once()
print("done")
"""


def contents() -> dict[str, object]:
    versions = models.ReportVersion.objects.order_by("report__key", "number")
    return {
        "versions": [(v.report.key, v.number, v.current, v.content) for v in versions],
        "readings": models.Reading.objects.count(),
        "linked": sorted(models.Membership.objects.values_list("event_key", flat=True)),
        "captures": sorted(models.Capture.objects.values_list("origin", "original_id", "source_id")),
    }


def child(folder: Path, place: str, times: int) -> int:
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-c", CHILD, str(folder), place, str(times)]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, check=False).returncode


def test_killed_at_any_step_the_next_watch_completes_it(
    databases: Databases, tmp_path: Path, server: Server
) -> None:
    link = server.url("")
    server.routes |= {
        "/robots.txt": answer(ROBOTS),
        "/feed": answer(feed(TEASER, WHOLE, link=link), media_type=XML),
        "/news/1": answer(page("قُتل عنصران في هجوم على حاجز.")),
    }

    def fresh(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        create_workspace(folder, person="tester", database=databases.fresh("sqlite", folder))
        disconnect()
        with (folder / "marsad.toml").open("a") as settings:
            settings.write(f'[source.agency]\nkind = "feed"\nurl = "{link}/feed"\ndelay_s = 0\n')
        told = (folder / "marsad.toml").read_text("utf-8")
        told = told.replace("allow_hosts = []", 'allow_hosts = ["127.0.0.1"]')
        (folder / "marsad.toml").write_text(told, "utf-8")
        return folder

    whole = fresh("whole")
    assert child(whole, "never", 0) == 0
    open_workspace(whole)
    expected = contents()
    assert len(expected["versions"]) == len(expected["captures"]) == 2  # type: ignore[arg-type]
    assert expected["linked"]
    disconnect()
    for place, times in (("warc", 1), ("warc", 2), ("original", 2), ("rows", 1), ("saved", 2), ("read", 2)):
        folder = fresh(f"{place}{times}")
        server.requests.clear()
        assert child(folder, place, times) == -signal.SIGKILL, place
        workspace = open_workspace(folder)
        assert not models.Report.objects.filter(versions__isnull=True).exists()
        Watcher(workspace, reader=EventReader()).once()
        assert contents() == expected, (place, times)
        assert [finding for finding in verify_workspace(workspace) if finding.kind != "note"] == []
        assert len(server.pages) == 2, "what was captured is not fetched again"
        disconnect()


def command_workspace(folder: Path, databases: Databases, url: str) -> None:
    create_workspace(folder, person="tester", database=databases.fresh("sqlite", folder))
    disconnect()
    told = (folder / "marsad.toml").read_text("utf-8")
    told = told.replace("allow_hosts = []", 'allow_hosts = ["127.0.0.1"]')
    told += f'[source.site]\nkind = "page"\nurl = "{url}"\n'
    (folder / "marsad.toml").write_text(told, "utf-8")


def test_one_round_of_the_command_tells_what_failed(
    databases: Databases, tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    from marsad.cli import main

    command_workspace(tmp_path, databases, server.url("/missing"))
    given = ["--workspace", str(tmp_path), "--lang", "ar", "watch", "--once"]
    assert main(given) == 1
    assert "F119" in capsys.readouterr().err
    assert main(given) == 0, "nothing is due"
    with alone(open_workspace(tmp_path)):
        assert main([*given, "--source", "site"]) == 0
    assert "W122" in capsys.readouterr().err
    assert main([*given, "--source", "other"]) == 2
    disconnect()


def test_the_command_ends_cleanly_when_told(databases: Databases, tmp_path: Path, server: Server) -> None:
    server.routes["/page"] = answer(page("قصف."))
    command_workspace(tmp_path, databases, server.url("/page"))
    code = "import sys; from marsad.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "--workspace", str(tmp_path), "--lang", "en", "watch", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        visit = json.loads(process.stdout.readline())["visit"]
        assert (visit["source"], visit["deed"], visit["reports"]) == ("site", "kept", 1)
        assert json.loads(process.stdout.readline())["round"]["visits"] == 1
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        said = process.stderr.read().decode()
        assert process.wait(10) == 0
        assert time.monotonic() - begun < 5
        assert "goes on from here" in said
