"""A line that breaks while somebody reviews: no decision is lost, and none is made twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from browserkit import Lang, Server
from journeykit import key_of, stored, until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

PageAs = Callable[..., "Page"]
_DEEDS = "**/incidents/*/*/"


def _accept(page: Page) -> None:
    page.locator("form#review button[value=accept]").click()


def _wait_until_told(page: Page) -> None:
    """Until the page says that it sends again."""
    status = page.locator("#deed-status")
    words = status.get_attribute("data-again")
    assert words
    until(page, lambda: status.inner_text() == words)


def _decisions(server: Server) -> list[tuple[str, str]]:
    rows = stored(server).Decision.objects.order_by("id")
    return [(one.kind, one.value.get("state", "")) for one in rows]


def test_a_decision_outlives_a_lost_line(page_as: PageAs, live: Server, lang: Lang) -> None:
    page = page_as("reviewer", lang, f"incidents/{key_of(live, 'j5')}/")
    page.fill("#note", "شوهد في مصدرين")
    page.context.set_offline(True)
    _accept(page)
    _wait_until_told(page)
    assert page.input_value("#note") == "شوهد في مصدرين"
    assert _decisions(live) == []
    page.context.set_offline(False)
    page.locator("ol.history li").first.wait_for()
    assert _decisions(live) == [("review", "accepted")]
    assert stored(live).Decision.objects.get().note == "شوهد في مصدرين"


def test_a_decision_whose_answer_is_lost_is_not_made_twice(page_as: PageAs, live: Server, lang: Lang) -> None:
    page = page_as("reviewer", lang, f"incidents/{key_of(live, 'j5')}/")
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch(max_redirects=0).status)  # the server hears it; the browser gets no answer
        route.abort()

    page.route(_DEEDS, lose)
    _accept(page)
    page.locator("ol.history li").first.wait_for()
    assert lost == [302]
    assert _decisions(live) == [("review", "accepted")]
    assert page.locator("#fault").count() == 0  # nor taken for somebody else's


def test_a_decision_outlives_a_page_that_is_loaded_anew(page_as: PageAs, live: Server, lang: Lang) -> None:
    page = page_as("reviewer", lang, f"incidents/{key_of(live, 'j5')}/")
    page.route(_DEEDS, lambda route: route.abort())
    _accept(page)
    _wait_until_told(page)
    page.reload()
    _wait_until_told(page)
    assert _decisions(live) == []
    page.unroute(_DEEDS)
    page.locator("ol.history li").first.wait_for()
    assert _decisions(live) == [("review", "accepted")]


def test_keys_pressed_while_the_line_is_lost_decide_one_incident_once(
    page_as: PageAs, live: Server, lang: Lang
) -> None:
    page = page_as("reviewer", lang, "queue/")
    form = page.locator("form#review")
    first = form.get_attribute("action")
    page.context.set_offline(True)
    for _ in range(3):
        page.keyboard.press("a")
    _wait_until_told(page)
    page.keyboard.press("a")
    page.context.set_offline(False)
    until(page, lambda: form.get_attribute("action") != first)
    assert _decisions(live) == [("review", "accepted")]
    page.keyboard.press("a")  # and the queue goes on
    until(page, lambda: len(_decisions(live)) == 2)


@pytest.mark.parametrize("status", [502, 503])
def test_a_server_that_starts_again_is_asked_again(
    page_as: PageAs, live: Server, status: int, lang: Lang
) -> None:
    """The form of a correction comes through whole, as a proxy and a busy database would turn it away."""
    key = key_of(live, "j1")
    page = page_as("analyst", lang, f"incidents/{key}/?correct=killed")
    page.fill("#value", "4")
    page.select_option("#doc", "j2")
    page.fill("#quote", "مقتل أربعة أشخاص")
    page.route(_DEEDS, lambda route: route.fulfill(status=status, body=""))
    page.locator("form#correct button").first.click()
    _wait_until_told(page)
    assert (page.input_value("#value"), page.input_value("#quote")) == ("4", "مقتل أربعة أشخاص")
    page.unroute(_DEEDS)
    page.locator("ol.history li").first.wait_for()
    assert _decisions(live) == [("field", "")]
    assert stored(live).Incident.objects.get(key=key).killed_least == 4
