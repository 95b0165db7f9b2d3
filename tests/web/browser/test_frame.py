"""The frame of pages on a phone, the queue's keys, and texts that come when they are asked for."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browserkit import PHONE, Desk, Lang, serving
from storekit import disconnect

if TYPE_CHECKING:
    from playwright.sync_api import Page

NARROW = {"width": 320, "height": 640}


@pytest.mark.parametrize("view", [PHONE, NARROW])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_of_a_phone_is_one_line_and_works_without_scripts(
    reading: Desk, lang: Lang, view: dict[str, int], scripts: bool
) -> None:
    page = reading.page("administrator", lang, "search/", viewport=view, java_script_enabled=scripts)
    header = page.locator("header.site")
    assert _height(header) < 64
    menu, link = page.locator("header.site summary"), page.locator("header.site nav a").first
    assert not link.is_visible()
    menu.focus()
    page.keyboard.press("Enter")
    assert link.is_visible()
    for one in page.locator("header.site nav a").all():
        assert _height(one) >= 24
    page.keyboard.press("Enter")
    assert not link.is_visible()
    if scripts:
        menu.click()
        page.keyboard.press("Escape")
        assert not link.is_visible()
        menu.click()
        page.locator("h1").click()
        assert not link.is_visible()


def _height(place: Any) -> float:
    box = place.bounding_box()
    assert box
    height: float = box["height"]
    return height


def test_pages_fit_the_narrowest_screen(reading: Desk, lang: Lang) -> None:
    context = reading.context("reviewer", lang, viewport=NARROW)
    page = context.new_page()
    for path in ("", "queue/", "search/?q=قصف", "reports/s01/"):
        page.goto(f"/{lang}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path


def _decisions(page: Page) -> str | None:
    """The form of the incident that is looked at: it changes once something is decided."""
    return page.locator("form#review").get_attribute("action")


def test_no_key_acts_while_somebody_types_or_holds_it_with_another(reading: Desk, lang: Lang) -> None:
    page = reading.page("reviewer", lang, "queue/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    before, address = _decisions(page), page.url
    for key in "ajkrcmnpu?":
        page.locator("#note").focus()
        page.keyboard.press(key)
    assert page.input_value("#note") == "ajkrcmnpu?"
    page.keyboard.press("Escape")
    page.fill("#note", "")
    page.locator("h1").click()
    for key in ("Control+a", "Alt+j", "Meta+k", "Shift+A"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert (sent, _decisions(page), page.url) == ([], before, address)


def test_keys_work_by_their_place_on_an_arabic_keyboard(reading: Desk, lang: Lang) -> None:
    page = reading.page("reviewer", lang, "queue/")
    before = _decisions(page)
    with page.expect_navigation():
        _press_as(page, "ت", "KeyJ")
    assert _decisions(page) != before
    _press_as(page, "؟", "Slash", shift=True)
    assert page.locator("#keys-help").get_attribute("open") is not None
    _press_as(page, "؟", "Slash", shift=True)
    assert page.locator("#keys-help").get_attribute("open") is None


def _press_as(page: Page, key: str, code: str, *, shift: bool = False) -> None:
    """Press a key of a layout that the browser does not have."""
    page.evaluate(
        """([key, code, shiftKey]) => document.body.dispatchEvent(
            new KeyboardEvent("keydown", {key, code, shiftKey, bubbles: true, cancelable: true}))""",
        [key, code, shift],
    )


def test_keys_are_switched_off_and_on(reading: Desk, lang: Lang) -> None:
    page = reading.page("reviewer", lang, "queue/")
    before = _decisions(page)
    page.keyboard.press("?")
    page.locator("#keys-on").uncheck()
    page.keyboard.press("j")
    page.wait_for_timeout(200)
    assert _decisions(page) == before
    assert not page.locator("form#review button kbd").first.is_visible()
    page.locator("#keys-on").check()
    page.locator("h1").click()
    with page.expect_navigation():
        page.keyboard.press("j")
    assert _decisions(page) != before


def test_texts_of_a_large_incident_come_when_they_are_asked_for(
    browser: Any, template: Any, tmp_path: Path, lang: Lang
) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(template.folder, folder)
    key, number = _large(folder)
    with serving(folder) as server:
        desk = template.desk(browser, server)
        page = desk.page("reader", lang, f"incidents/{key}/")
        assert page.locator(".source-text").count() == 20
        page.evaluate("document.querySelectorAll('.copies').forEach(one => one.open = true)")
        link = page.locator("a.show-text").first
        address = link.get_attribute("href") or ""
        report = address.partition("#")[2]
        link.click()
        text = page.locator(f"#{report} .source-text")
        text.wait_for()
        assert page.locator(".source-text").count() == 21
        assert text.evaluate("one => one === document.activeElement")
        plain = desk.page("reader", lang, f"incidents/{key}/{address}", java_script_enabled=False)
        assert plain.locator(f"#{report} .source-text").count() == 1
        assert plain.locator(".source-text").count() == number - 20
        desk.close()


def _large(folder: Path) -> tuple[str, int]:
    """An incident joined of more reports than the page shows with their texts: its key, and how many."""
    from marsad.actions.decide_incidents import merge
    from marsad.store.workspace import open_workspace

    workspace = open_workspace(folder)
    from marsad.store import models

    keys = models.Incident.objects.filter(events__gt=0).order_by("key").values_list("key", flat=True)
    key = merge(workspace, list(keys[:23])).incidents[0]
    number = models.Incident.objects.get(key=key).events
    disconnect()
    return key, number
