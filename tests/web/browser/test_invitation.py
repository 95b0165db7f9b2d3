"""An administrator invites somebody, who makes an account and works with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browserkit import Desk, Lang, sign_in, violations_in_both_lights

if TYPE_CHECKING:
    from playwright.sync_api import Page

_NEW = "seven unrelated lanterns"


def test_somebody_is_invited_and_joins(desk: Desk, lang: Lang) -> None:
    office = desk.page("administrator", lang, "people/")
    office.locator("form[action$='/people/invite/'] select[name=role]").select_option("2")
    office.locator("form[action$='/people/invite/'] button").click()
    link = office.locator("code.link").inner_text()
    assert violations_in_both_lights(office) == []

    page = desk.page("stranger", lang, "accounts/login/")
    page.goto(link)
    assert page.locator("html").get_attribute("lang") == lang
    _join(page, "مراقبة-1", "short", "short")
    page.locator("main .error, main .errorlist").first.wait_for()
    assert page.input_value("input[name=username]") == "مراقبة-1"
    assert violations_in_both_lights(page) == []
    _join(page, "مراقبة-1", _NEW, _NEW)
    page.wait_for_url(lambda url: "/invitation/" not in url)
    page.goto(f"/{lang}/movements/")
    sign_in(page, "مراقبة-1", _NEW)
    page.wait_for_url(f"**/{lang}/movements/")  # which are for analysts
    answer = desk.context("stranger", lang).request.get(link)
    assert answer.status == 404  # a link makes one account


def _join(page: Page, name: str, *passwords: str) -> None:
    page.fill("input[name=username]", name)
    for number, password in enumerate(passwords, 1):
        page.fill(f"input[name=password{number}]", password)
    page.locator("main form:has(input[name=password1]) button").click()
