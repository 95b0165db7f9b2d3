"""What journeys through the site share: a look into the store of a running server, and patience."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from storekit import disconnect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browserkit import Server


def stored(server: Server) -> Any:
    """The models, on the database of a running server."""
    from marsad.web.setup import prepare

    disconnect()
    prepare(server.folder)
    from marsad.store import models

    return models


def key_of(server: Server, doc: str) -> str:
    """The incident that a report's first event is in."""
    models = stored(server)
    event = models.Event.objects.get(reading__version__report__doc=doc, number=1, current=True)
    key: str = models.Membership.objects.get(event_key=event.key).incident.key
    return key


def until(page: Page, change: Callable[[], bool]) -> None:
    """Wait until something holds; fails the test, with what the page shows, if it never does."""
    end = time.monotonic() + 15
    while time.monotonic() < end and not change():
        page.wait_for_timeout(50)
    assert change(), page.locator("main").inner_text()[:400]
