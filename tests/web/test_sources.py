"""Pages of sources, and adding and testing one."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from incidentkit import Telling, tell
from marsad.actions.add_source import add_source
from marsad.actions.count_sources import SourceFigures, middle_delay, monday_of, source_figures
from marsad.actions.link_incidents import link
from marsad.errors import FetchError, UsageError
from marsad.messages import speaking
from marsad.store import models
from marsad.store.settings import FILE_NAME, read_settings
from marsad.web.roles import Role

if TYPE_CHECKING:
    from marsad.store.workspace import Workspace

ClientAs = Callable[[Role], Client]
FEED = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>ت</title>
<item><title>قصف على تل الاختبار</title>
<link>{base}/1</link><description>{text}</description></item></channel></rss>"""


@pytest.mark.parametrize(
    ("delays", "middle"), [({}, None), ({0: 1}, 0), ({0: 1, 5: 1}, 0), ({0: 1, 5: 2}, 5), ({1: 3, 30: 2}, 1)]
)
def test_the_middle_delay(delays: dict[int, int], middle: int | None) -> None:
    assert middle_delay(delays) == middle


def test_a_week_begins_on_monday() -> None:
    assert {monday_of(f"2025-03-{day:02}") for day in range(3, 10)} == {"2025-03-03"}


@pytest.fixture
def told(site: Workspace) -> Workspace:
    """The site with an attack that two sources tell in the same words and a third in its own."""
    text = (
        "قتل ثلاثة أشخاص في هجوم شنه التنظيم على حاجز عند مدخل قرية التجربة مساء أمس وفق ما قالت مصادر محلية"
    )
    tell(
        site,
        [
            Telling(
                "a1", publisher="أولى", source="first", day="2031-03-01", published="2031-03-02", text=text
            ),
            Telling(
                "b1", publisher="ثانية", source="second", day="2031-03-01", published="2031-03-04", text=text
            ),
            Telling("c1", publisher="ثالثة", source="third", day="2031-03-01", published="2031-03-01"),
            Telling(
                "c2",
                publisher="ثالثة",
                source="third",
                day="2031-06-01",
                published="2031-06-01",
                town="north",
            ),
        ],
    )
    link(site)
    return site


def test_figures_are_what_anybody_would_count(told: Workspace) -> None:
    found = source_figures(told)
    assert found
    for one in found.data.values():
        assert one.captured is not None
        assert one.versions >= one.reports >= one.captures > 0
        one.captured, one.versions, one.captures = None, 0, 0
    assert found.data["first"] == SourceFigures(1, {"2031-02-24": 1}, {1: 1}, 1, 1, 0, {"second": 1})
    assert found.data["second"] == SourceFigures(1, {"2031-03-03": 1}, {3: 1}, 1, 1, 0, {"first": 1})
    assert found.data["third"] == SourceFigures(2, {"2031-02-24": 1, "2031-05-26": 1}, {0: 2}, 2, 1, 0, {})
    assert sum(one.reports for one in found.data.values()) == models.Report.objects.count()


@pytest.mark.usefixtures("told")
def test_the_list_and_the_page_show_them(client_as: ClientAs) -> None:
    client = client_as(Role.READER)
    rows = {row.name: row for row in client.get("/en/sources/").context["page"].object_list}
    third = next(row for row in rows.values() if row.href.endswith("/third/"))
    assert (third.reports, third.delay, third.agreed, third.contested) == (2, 0, 50, 0)
    for lang in ("ar", "en"):
        answer = client.get(f"/{lang}/sources/first/")
        assert answer.context["copies"] == [(answer.context["copies"][0][0], f"/{lang}/sources/second/", 1)]
        assert answer.context["delays"][1][1:] == (1, 100)


def test_figures_follow_what_is_added(told: Workspace) -> None:
    assert source_figures(told)
    tell(told, [Telling("c3", source="third", day="2031-07-01", published="2031-07-02", town="south")])
    link(told)
    found = source_figures(told)
    assert found
    assert found.data["third"].reports == 3


@pytest.mark.usefixtures("told")
def test_readers_know_protected_sources_by_codes(client_as: ClientAs) -> None:
    models.Source.objects.filter(pk="first").update(protected=True, name="اسم لا يعرف")
    reader, analyst = client_as(Role.READER), client_as(Role.ANALYST)
    for lang in ("ar", "en"):
        for path in ("/sources/", "/sources/second/", "/sources/protected-1/"):
            text = reader.get(f"/{lang}{path}").content.decode()
            assert "protected-1" in text
            assert "اسم لا يعرف" not in text
            assert "/sources/first/" not in text
        assert reader.get(f"/{lang}/sources/first/").status_code == 404
        assert not list(reader.get(f"/{lang}/sources/?name=اسم").context["page"].object_list)
        assert "اسم لا يعرف" in analyst.get(f"/{lang}/sources/first/").content.decode()


# Adding


def form(**changes: str) -> dict[str, str]:
    return {
        "key": "my-feed",
        "kind": "feed",
        "url": "https://example.org/feed",
        "name": 'خلاصة "ما"',
        **changes,
    }


def test_a_source_is_written_below_the_rest_of_the_file(site: Workspace, client_as: ClientAs) -> None:
    path = site.folder / FILE_NAME
    before = path.read_text("utf-8")
    given = form(republishes="وكالة أولى\n\nوكالة \\ ثانية", protected="on", every_minutes="30")
    answer = client_as(Role.ADMINISTRATOR).post("/ar/add-source/", given)
    assert answer.headers["Location"] == "/ar/sources/my-feed/"
    after = path.read_text("utf-8")
    assert after.startswith(before.rstrip())
    assert path.stat().st_mode & 0o777 == 0o600
    settings = read_settings(path)
    assert settings.text("source.my-feed.name") == 'خلاصة "ما"'
    assert settings.words("source.my-feed.republishes") == ("وكالة أولى", "وكالة \\ ثانية")
    assert settings.flag("source.my-feed.protected")
    assert settings.whole("source.my-feed.every_minutes") == 30
    entry = models.LogEntry.objects.order_by("-number")[0]
    assert (entry.action, entry.who) == ("source", "administrator")
    assert 'خلاصة "ما"' in client_as(Role.ANALYST).get("/ar/sources/my-feed/").content.decode().replace(
        "&quot;", '"'
    )
    assert client_as(Role.READER).get("/ar/sources/my-feed/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": "My Feed"}, "key"),
        ({"key": ""}, "key"),
        ({"url": ""}, "url"),
        ({"url": "ftp://example.org"}, "url"),
        ({"url": "https://me:secret@example.org/"}, "url"),
        ({"every_minutes": "0"}, "every_minutes"),
        ({"kind": "carrier-pigeon"}, "kind"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written(
    site: Workspace, client_as: ClientAs, changes: dict[str, str], field: str
) -> None:
    before = (site.folder / FILE_NAME).read_bytes()
    for lang in ("ar", "en"):
        answer = client_as(Role.ADMINISTRATOR).post(f"/{lang}/add-source/", form(**changes))
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        assert "خلاصة" in answer.content.decode()
    assert (site.folder / FILE_NAME).read_bytes() == before


def test_a_name_that_is_taken_is_refused(site: Workspace) -> None:
    add_source(site, "one", {"kind": "chat"}, "tester")
    with pytest.raises(UsageError) as caught:
        add_source(site, "one", {}, "tester")
    assert caught.value.code == "W130"
    with pytest.raises(FetchError):
        add_source(site, "two", {"url": "nonsense"}, "tester")
    assert read_settings(site.folder / FILE_NAME).sources() == ("one",)


def test_what_would_break_the_file_is_made_harmless(site: Workspace) -> None:
    name = 'x"\n[workspace]\nname = "taken over'
    add_source(site, "odd", {"name": name}, "tester")
    settings = read_settings(site.folder / FILE_NAME)
    assert settings.text("source.odd.name") == name.replace("\n", " ")
    assert settings.text("workspace.name") != "taken over"


# Testing


@pytest.fixture
def server() -> Iterator[str]:
    """A feed on this machine, and an address that is not there."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/feed"
            body = (
                FEED.format(base=f"http://{self.headers['Host']}", text="قصف " * 60).encode()
                if found
                else b"gone"
            )
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/rss+xml" if found else "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def allow_local(site: Workspace) -> None:
    path = site.folder / FILE_NAME
    text = path.read_text("utf-8").replace("allow_hosts = []", 'allow_hosts = ["127.0.0.1"]')
    path.write_text(text.replace("\ndelay_s = 5\n", "\ndelay_s = 0\n"), "utf-8")


@pytest.mark.parametrize(("path", "fault"), [("/feed", ""), ("/none", "F119")])
def test_a_test_tells_what_a_source_gives_and_keeps_nothing(
    site: Workspace, client_as: ClientAs, server: str, path: str, fault: str
) -> None:
    allow_local(site)
    add_source(site, "tried", {"kind": "feed", "url": server + path}, "tester")
    captures, reports = models.Capture.objects.count(), models.Report.objects.count()
    answer = client_as(Role.ADMINISTRATOR).post("/en/sources/tried/test/")
    tried = answer.context["tried"]
    assert (tried.error.code if tried.error else "") == fault
    assert tried.reports + tried.links == (0 if fault else 1)
    assert 'id="tried"' in answer.content.decode()
    assert (models.Capture.objects.count(), models.Report.objects.count()) == (captures, reports)
    entry = models.LogEntry.objects.order_by("-number")[0]
    assert (entry.action, entry.who) == ("source-test", "administrator")


@pytest.mark.parametrize("role", [Role.READER, Role.ANALYST, Role.REVIEWER])
def test_only_administrators_add_and_test(site: Workspace, client_as: ClientAs, role: Role) -> None:
    before = (site.folder / FILE_NAME).read_bytes()
    assert client_as(role).post("/en/add-source/", form()).status_code == 403
    assert client_as(role).post("/en/sources/files/test/").status_code == 403
    assert (site.folder / FILE_NAME).read_bytes() == before
    assert "/en/add-source/" not in client_as(role).get("/en/sources/").content.decode()


def test_every_fault_of_a_visit_has_a_sentence_and_an_unknown_one_names_its_code() -> None:
    from marsad.tables import load_table
    from marsad.web.text import says
    from marsad.web.views.sources import fault_words

    codes = [
        row["id"] for row in load_table("messages.csv", key="id") if row["id"][:3] in ("F10", "F11", "F12")
    ]
    assert [code for code in [*codes, "F141", "F143"] if not says(f"fault.{code}")] == []
    with speaking("en"):
        assert "(status 503)" in fault_words("F120 503")
        assert "{" not in fault_words("F120")
        assert "I999" in fault_words("I999")


@pytest.mark.parametrize(("lang", "told"), [("ar", "الرمز 404"), ("en", "status 404")])
def test_the_page_of_a_source_says_what_was_wrong(
    client_as: Callable[[Role], Client], site: Workspace, lang: str, told: str
) -> None:
    from marsad.store.times import now_utc

    with (site.folder / "marsad.toml").open("a", encoding="utf-8") as file:
        file.write('\n[source.far]\nkind = "page"\nurl = "https://far.example/"\n')
    models.WatchedUrl.objects.create(
        source="far", key="k", url="https://far.example/", role="source", seen_at=now_utc(), fault="F119 404"
    )
    page = client_as(Role.ADMINISTRATOR).get(f"/{lang}/sources/far/").content.decode()
    assert told in page
