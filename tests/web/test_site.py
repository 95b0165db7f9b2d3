"""The site's frame: languages, roles, and what every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from marsad.store import models
from marsad.store.workspace import Workspace
from marsad.web.roles import Role
from marsad.web.workspace import current


def test_the_served_workspace_is_the_one_that_was_prepared(site: Workspace, tmp_path: Path) -> None:
    assert current() is site
    assert site.folder == tmp_path / "workspace"
    assert models.Incident.objects.filter(events__gt=0).count() > 10


@pytest.mark.parametrize(
    ("browser", "page"), [("ar,en;q=0.8", "/ar/"), ("en-GB,en", "/en/"), ("fr", "/ar/"), ("", "/ar/")]
)
def test_a_reader_comes_to_pages_in_the_language_of_the_browser(
    client_as: Callable[[Role], Client], browser: str, page: str
) -> None:
    answer = client_as(Role.STRANGER).get("/", headers={"accept-language": browser})
    assert answer.headers["Location"] == page


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_a_page_tells_its_language_and_direction(
    client_as: Callable[[Role], Client], lang: str, direction: str
) -> None:
    answer = client_as(Role.READER).get(f"/{lang}/")
    assert f'<html lang="{lang}" dir="{direction}">' in answer.content.decode()
    assert answer.headers["Content-Language"] == lang


def test_a_busy_database_is_said_to_be_busy(
    client_as: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from marsad.web.views import queue

    def taken(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(queue, "queue_page", taken)
    answer = client_as(Role.READER).get("/ar/queue/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "مشغولة" in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("", 'href="/ar/" aria-current="page"'),
        ("queue/", 'href="/ar/queue/" aria-current="page"'),
        ("actors/{actor}/", 'href="/ar/actors/" aria-current="true"'),
        ("incidents/{incident}/", ""),
    ],
)
def test_the_navigation_marks_where_one_is(
    client_as: Callable[[Role], Client], page: str, marked: str
) -> None:
    incident = models.Incident.objects.filter(events__gt=0)[0].key
    actor = models.Actor.objects.order_by("id")[0].id
    html = client_as(Role.READER).get(f"/ar/{page.format(actor=actor, incident=incident)}").content.decode()
    nav = html[html.index('<nav class="pages-of-site"') : html.index("</nav>")]
    assert marked in nav
    assert nav.count("aria-current") == (1 if marked else 0)


@pytest.mark.parametrize("on", [True, False])
def test_public_pages_are_linked_where_they_are_on(
    site: Workspace, client_as: Callable[[Role], Client], on: bool
) -> None:
    from marsad.store.settings import Settings
    from marsad.web.workspace import serve

    serve(Workspace(site.folder, Settings({**site.settings.as_data(), "publication.on": on})))
    for role in (Role.READER, Role.ADMINISTRATOR):
        html = client_as(role).get("/ar/queue/").content.decode()
        assert ('href="/ar/public/"' in html) == on


@pytest.mark.parametrize(
    ("start", "end", "ar", "en"),
    [
        (None, None, "–", "–"),
        ("2026-01-06", None, "6 كانون الثاني 2026", "6 January 2026"),
        ("2026-01-06", "2026-01-06", "6 كانون الثاني 2026", "6 January 2026"),
        ("2026-01-06", "2026-01-10", "من 6 إلى 10 كانون الثاني 2026", "6–10 January 2026"),
        ("2026-02-28", "2026-03-02", "28 شباط – 2 آذار 2026", "28 February – 2 March 2026"),
        (
            "2025-12-30",
            "2026-01-02",
            "30 كانون الأول 2025 – 2 كانون الثاني 2026",
            "30 December 2025 – 2 January 2026",
        ),
    ],
)
def test_a_stretch_of_days_is_told_as_short_as_it_can_be(
    start: str | None, end: str | None, ar: str, en: str
) -> None:
    from marsad.web.text import days

    assert (days(start, end, "ar"), days(start, end, "en")) == (ar, en)
