"""Fixtures of the browser tests: one browser and one server that is only read for all of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browserkit import Desk, Lang, Server, chromium, serving
from storekit import disconnect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PageAs = Callable[..., "Page"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this test process."""
    # Playwright keeps an event loop in this thread, where Django would refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def template(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workspace with the site's files collected, so that servers start at once."""
    from marsad.actions.add_reports import add
    from marsad.actions.link_incidents import link
    from marsad.actions.read_kept import read_unread
    from marsad.store.workspace import open_workspace

    folder = tmp_path_factory.mktemp("browser") / "workspace"
    shutil.copytree(filled, folder)
    settings = folder / "marsad.toml"
    # So that the reports of the journeys are suggested to people rather than merged.
    told = settings.read_text("utf-8").replace("# made_weight = 0.0", "made_weight = 4.0")
    settings.write_text(told, "utf-8")
    workspace = open_workspace(folder)
    add(workspace, [str(Path(__file__).parent / "reports.jsonl")])
    read_unread(workspace)
    link(workspace, everything=True)
    disconnect()
    with serving(folder) as server:
        assert server.stop() == 0
    return folder


@pytest.fixture(scope="session")
def shared(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for tests that change nothing."""
    folder = tmp_path_factory.mktemp("shared") / "workspace"
    shutil.copytree(template, folder)
    with serving(folder) as server:
        yield server


@pytest.fixture(scope="session")
def reading(browser: Browser, shared: Server) -> Iterator[Desk]:
    """People who only read."""
    desk = Desk(browser, shared)
    yield desk
    desk.close()


@pytest.fixture
def live(template: Path, tmp_path: Path) -> Iterator[Server]:
    """A server that a test may write to."""
    folder = tmp_path / "workspace"
    shutil.copytree(template, folder)
    with serving(folder) as server:
        yield server


@pytest.fixture
def desk(browser: Browser, live: Server) -> Iterator[Desk]:
    """People at work on it."""
    made = Desk(browser, live)
    yield made
    made.close()


@pytest.fixture
def page_as(desk: Desk) -> PageAs:
    """Opens a page of the live server as somebody: ``page_as("reviewer", "ar", "queue/")``."""

    def opened(role: str, lang: Lang, path: str = "", **how: Any) -> Page:
        return desk.page(role, lang, path, **how)

    return opened


@pytest.fixture(params=["ar", "en"])
def lang(request: pytest.FixtureRequest) -> Lang:
    """Both directions of writing."""
    chosen: Lang = request.param
    return chosen
