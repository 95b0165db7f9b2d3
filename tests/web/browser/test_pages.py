"""Every page that links lead to opens without mistakes, fits a phone, and axe-core finds nothing serious."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from browserkit import PHONE, Desk, Lang, pages, violations

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page

#: The most that a page may weigh, with all that it needs, in bytes.
_HEAVIEST: Final = 1_000_000


def _open(page: Page, path: str) -> list[str]:
    """Open a page; gives what its scripts and its server found wrong."""
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(f"{path}: {message.text}")

    page.on("pageerror", lambda error: wrong.append(f"{path}: {error}"))
    page.on("console", heard)
    answer = page.goto(path, wait_until="load")
    page.wait_for_load_state("networkidle")
    if answer is None or not answer.ok:
        wrong.append(f"{path}: status {answer.status if answer else None}")
    return wrong


@pytest.mark.parametrize("role", ["stranger", "administrator"])
def test_every_page_opens_and_is_accessible(reading: Desk, role: str, lang: Lang) -> None:
    context = reading.context(role, lang, bypass_csp=False)
    wrong: list[str] = []
    for path in pages(context, lang).values():
        page = context.new_page()
        wrong += _open(page, path)
        wrong += [f"{path}: {line}" for line in violations(page)]
        page.close()
    assert wrong == []


def test_every_page_fits_a_phone(reading: Desk, lang: Lang) -> None:
    context = reading.context("administrator", lang, viewport=PHONE, has_touch=True)
    wide: list[str] = []
    for path in pages(context, lang).values():
        page = context.new_page()
        page.goto(path, wait_until="load")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide.append(f"{path}: {width} pixels wide")
        page.close()
    assert wide == []


def test_pages_say_their_language_and_direction(reading: Desk, lang: Lang) -> None:
    context = reading.context("administrator", lang)
    page = context.new_page()
    for path in pages(context, lang).values():
        page.goto(path)
        html = page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == (
            lang,
            "rtl" if lang == "ar" else "ltr",
        ), path
        assert page.title().strip(), path


def test_the_language_is_switched_on_the_same_page(reading: Desk, lang: Lang) -> None:
    other = "en" if lang == "ar" else "ar"
    context = reading.context("administrator", lang)
    for path in pages(context, lang).values():
        page = context.new_page()
        page.goto(path)
        page.locator("header a.language").click()
        page.wait_for_url(lambda url: f"/{other}/" in url)
        assert page.url.removeprefix(reading.server.address) == path.replace(f"/{lang}/", f"/{other}/", 1)
        page.close()
