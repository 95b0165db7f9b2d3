"""Fixtures of the browser tests: one browser and one server that is only read for all of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from browserkit import Desk, Lang, Server, chromium, serving
from storekit import disconnect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: Who accepted what is public on the shared server.
ACCEPTED_BY = "third-reader"
PageAs = Callable[..., "Page"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this test process."""
    # Playwright keeps an event loop in this thread, where Django would refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with chromium() as opened:
        yield opened


class Template(NamedTuple):
    """A workspace to copy, and the cookies of people who have signed in on it."""

    folder: Path
    states: Mapping[str, Any]

    def desk(self, browser: Browser, server: Server) -> Desk:
        """People at a server of a copy."""
        return Desk(browser, server, states=self.states)


@pytest.fixture(scope="session")
def template(filled: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The sample workspace, with the site's files collected and everybody signed in."""
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
        desk = Desk(browser, server)
        for role in ("reader", "analyst", "reviewer", "administrator"):
            desk.context(role, "ar")
        desk.close()
        assert server.stop() == 0
    return Template(folder, desk.states)


@pytest.fixture(scope="session")
def shared(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for tests that change nothing; some of its incidents are public."""
    folder = tmp_path_factory.mktemp("shared") / "workspace"
    shutil.copytree(template.folder, folder)
    publish(folder)
    _accept_some(folder)
    with serving(folder) as server:
        yield server


def publish(folder: Path) -> None:
    """Switch the public pages of a workspace on."""
    settings = folder / "marsad.toml"
    head, name, rest = settings.read_text("utf-8").partition("[publication]")
    settings.write_text(head + name + rest.replace("on = false", "on = true", 1), "utf-8")


def _accept_some(folder: Path) -> None:
    """Accept every second event, as somebody who is not among the signed in."""
    from marsad.actions.link_incidents import link
    from marsad.store.decisions import decide
    from marsad.store.workspace import open_workspace

    workspace = open_workspace(folder)
    from marsad.store.models import Membership

    events = Membership.objects.order_by("incident__key", "event_key").values_list("event_key", flat=True)
    for event in events[::2]:
        decide(workspace, "review", [event], {"state": "accepted"}, who=ACCEPTED_BY)
    link(workspace)
    disconnect()


@pytest.fixture(scope="session")
def reading(browser: Browser, template: Template, shared: Server) -> Iterator[Desk]:
    """People who only read."""
    desk = template.desk(browser, shared)
    yield desk
    desk.close()


@pytest.fixture
def live(template: Template, tmp_path: Path) -> Iterator[Server]:
    """A server that a test may write to."""
    folder = tmp_path / "workspace"
    shutil.copytree(template.folder, folder)
    with serving(folder) as server:
        yield server


@pytest.fixture
def desk(browser: Browser, template: Template, live: Server) -> Iterator[Desk]:
    """People at work on it."""
    made = template.desk(browser, live)
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
