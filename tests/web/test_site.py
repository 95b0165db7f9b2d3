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
