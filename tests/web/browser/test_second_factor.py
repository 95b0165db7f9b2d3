"""Second factors in a browser: a code app, and a security key that the browser plays."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from browserkit import PASSWORD, Desk, Lang, pages, sign_in, violations_in_both_lights

if TYPE_CHECKING:
    from playwright.sync_api import Page

_KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "isUserVerified": False,
    "automaticPresenceSimulation": True,
}


def _code(secret: str) -> str:
    """What a code app shows now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def _confirm(page: Page) -> None:
    """Give the password again where the page asks for it."""
    if "/reauthenticate/" in page.url:
        page.fill("main input[name=password]", PASSWORD)
        page.locator("main form:has(input[name=password]) button").click()


def _plug_in_key(page: Page) -> None:
    """Let the browser play a key that is touched at once."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": _KEY})


def test_signing_in_with_a_code_app(desk: Desk, lang: Lang) -> None:
    page = desk.page("reviewer", lang, "accounts/2fa/totp/activate/")
    _confirm(page)
    secret = page.locator("main code").inner_text()
    page.fill("main input[name=code]", _code(secret))
    page.locator("main form:has(input[name=code]) button").click()
    page.wait_for_url("**/recovery-codes/")

    other = desk.page("stranger", lang, "accounts/login/")
    sign_in(other, "reviewer")
    other.wait_for_url("**/2fa/authenticate/**")
    other.fill("main input[name=code]", _code(secret))
    other.locator("main form:has(input[name=code]) button").click()
    other.wait_for_url(f"**/{lang}/")


#: What only people with second factors see.
_PAGES = {
    *("mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
    *("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
}


def test_pages_of_second_factors_are_accessible(desk: Desk, lang: Lang) -> None:
    page = desk.page("reviewer", lang, "accounts/2fa/totp/activate/")
    _confirm(page)
    found = violations_in_both_lights(page)
    secret = page.locator("main code").inner_text()
    page.fill("main input[name=code]", _code(secret))
    page.locator("main form:has(input[name=code]) button").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto(f"/{lang}/accounts/2fa/webauthn/add/")
    _plug_in_key(page)
    page.locator("form[data-key=create] button").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))

    paths = {name: path for name, path in pages(page.context, lang).items() if name.startswith("mfa_")}
    assert paths.keys() >= _PAGES
    more = [f"/{lang}/accounts/2fa/{end}" for end in ("reauthenticate/", "reauthenticate/webauthn/")]
    for path in (*paths.values(), *more):
        page.goto(path)
        found += [f"{path}: {line}" for line in violations_in_both_lights(page)]
    other = desk.page("stranger", lang, "accounts/login/")
    sign_in(other, "reviewer")
    other.wait_for_url("**/2fa/authenticate/**")
    assert found + violations_in_both_lights(other) == []


def test_signing_in_with_a_security_key(desk: Desk, lang: Lang) -> None:
    page = desk.page("analyst", lang, "accounts/2fa/webauthn/add/")
    _confirm(page)
    _plug_in_key(page)
    page.wait_for_url("**/webauthn/add/")
    page.locator("form[data-key=create] button").click()
    page.wait_for_url("**/recovery-codes/")

    page.goto(f"/{lang}/accounts/logout/")
    page.locator("main form button").click()
    page.wait_for_url("**/login/")
    sign_in(page, "analyst")
    page.wait_for_url("**/2fa/authenticate/**")
    page.locator("form[data-key=get] button").click()
    page.wait_for_url(f"**/{lang}/")


def test_a_key_that_is_refused_is_told_and_what_was_typed_stays(desk: Desk, lang: Lang) -> None:
    page = desk.page("analyst", lang, "accounts/2fa/webauthn/add/")
    _confirm(page)
    _plug_in_key(page)
    page.wait_for_url("**/webauthn/add/")
    page.locator("form[data-key=create] button").click()
    page.wait_for_url("**/recovery-codes/")

    page.goto(f"/{lang}/accounts/2fa/webauthn/add/")
    page.fill("main input[name=name]", "the same again")
    page.locator("form[data-key=create] button").click()
    page.locator("[data-key-failed][role=alert]").wait_for(state="visible")
    assert page.locator("main input[name=name]").input_value() == "the same again"
