"""Every page opens without mistakes, fits a phone, speaks its language, and axe-core finds nothing serious.

Pages are found by following links, and by the states below that no link leads to. What only a person with a
second factor or an invitation sees is looked at in ``test_second_factor.py`` and ``test_invitation.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from django.urls import URLResolver, get_resolver, resolve
from django.utils import translation

from browserkit import DESKTOP, PHONE, Desk, Lang, violations_in_both_lights
from marsad.web.roles import methods_of

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage

#: Addresses of files, of parts of pages, and of what only machines ask for. Deeds answer to no GET.
_NO_PAGES: Final = {
    *("choose-language", "health", "ready", "robots", "map-names", "map-outlines", "incident-words"),
    *("overview-export", "overview-points", "public-download", "public-feed", "public-points"),
    "mfa_download_recovery_codes",
}
#: Looked at where somebody has a second factor or an invitation.
_ELSEWHERE: Final = {
    *("mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_list_webauthn"),
    *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"),
    *("mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "invitation"),
}
#: Nothing in the sample reports climbs, so that there is no page of a series.
_NONE_HERE: Final = {"series"}


class State(NamedTuple):
    """A page that no link leads to; an address in braces is that of the page of this name."""

    role: str
    path: str
    status: int = 200


_LISTS: Final = ("tallies", "movements", "actors", "sources", "log")
_FIELDS: Final = ("killed", "type", "start", "place", "status", "initiator")
_STATES: Final = (
    State("administrator", "accounts/inactive/"),
    State("administrator", "accounts/reauthenticate/"),
    State("stranger", "accounts/signup/"),
    State("stranger", "no-such-page/", 404),
    State("stranger", "public/incidents/I-none/", 404),
    State("stranger", "public/?since=yesterday&until=%D8%A3%D9%85%D8%B3"),
    State("reader", "people/", 403),
    State("reader", ""),
    State("reader", "queue/"),
    State("reader", "{incident}"),
    State("administrator", "?since=yesterday&until=x&killed=many&voices=x&actor=xyzzy&area=1"),
    State("administrator", "?place=xyzzy"),
    State("administrator", "?type=attack&review=open&sort=killed&contested=yes&lacking=day"),
    State("administrator", "search/?q=%D8%AA%D9%88%D8%BA%D9%84"),
    State("administrator", "search/?q=xyzzy&since=yesterday&until=x"),
    *(
        State("administrator", f"{one}/?since=x&until=y")
        for one in ("tallies", "movements", "actors", "sources")
    ),
    *(
        State("administrator", f"{{incident}}?correct={field}")
        for field in ("killed", "type", "start", "place", "status", "initiator")
    ),
)


class Looker:
    """Somebody who looks at one page after another, on a desktop in light or on a phone in dark."""

    def __init__(self, desk: Desk, role: str, lang: Lang, kind: str) -> None:
        self._most = PHONE if kind == "phone" else DESKTOP
        more: dict[str, Any] = {"has_touch": True, "color_scheme": "dark"} if kind == "phone" else {}
        self._page = desk.context(role, lang, viewport=self._most, **more).new_page()
        self._wrong: list[str] = []
        self._page.on("pageerror", lambda error: self._wrong.append(str(error)))
        self._page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._wrong.append(message.text)

    def faults(self, path: str, status: int = 200) -> list[str]:
        """Open a page; gives all that is wrong with it, a line each."""
        self._wrong.clear()
        answer = self._page.goto(path, wait_until="load")
        if self._page.locator("#map").count():
            self._page.wait_for_load_state("networkidle")
        own = f"status of {status} " if status != 200 else "\0"  # the browser complains of the page itself
        found = [line for line in self._wrong if own not in line]
        if answer is None or answer.status != status:
            found.append(f"status {answer.status if answer else None}")
        found += violations_in_both_lights(self._page)
        wide = self._page.evaluate("document.documentElement.scrollWidth")
        if wide > self._most["width"]:
            found.append(f"{wide} pixels wide")
        return [f"{path}: {line}" for line in found]


@pytest.mark.parametrize("kind", ["desktop", "phone"])
@pytest.mark.parametrize("role", ["stranger", "administrator"])
def test_every_page_is_accessible_in_light_and_dark(reading: Desk, role: str, kind: str, lang: Lang) -> None:
    looker = Looker(reading, role, lang, kind)
    paths = reading.pages(role, lang).values()
    assert [fault for path in paths for fault in looker.faults(path)] == []


def test_so_are_states_of_pages_that_no_link_leads_to(reading: Desk, lang: Lang) -> None:
    found = reading.pages("administrator", lang)
    lookers = {role: Looker(reading, role, lang, "phone") for role in {one.role for one in _STATES}}
    faults: list[str] = []
    for state in _STATES:
        path = state.path.format(**found) if "{" in state.path else f"/{lang}/{state.path}"
        faults += lookers[state.role].faults(path, state.status)
    assert faults == []


def test_no_page_is_forgotten(reading: Desk, lang: Lang) -> None:
    """Every address that answers to GET was looked at by the tests of this file, or is told above."""
    reached = {name for role in ("stranger", "administrator") for name in reading.pages(role, lang)}
    with translation.override(lang):
        for state in _STATES:
            if state.status == 200 and "{" not in state.path:
                reached.add(resolve(f"/{lang}/{state.path.partition('?')[0]}").view_name)
        shown = {name for name, view in _views(get_resolver()) if "GET" in (methods_of(view) or ("GET",))}
    assert shown - reached - _NO_PAGES - _ELSEWHERE - _NONE_HERE == set()


def _views(resolver: URLResolver) -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern)
        else:
            yield pattern.name or str(pattern.pattern), pattern.callback


_HTML: Final = re.compile(r'<html lang="(\w+)" dir="(\w+)">')
_TITLE: Final = re.compile(r"<title>\s*(.*?)\s*</title>", re.DOTALL)
_SWITCH: Final = re.compile(r'<a class="language" href="([^"]+)"')
_DIRECTION: Final = {"ar": "rtl", "en": "ltr"}


def test_pages_say_their_language_and_lead_to_the_same_in_the_other(reading: Desk, lang: Lang) -> None:
    other = "en" if lang == "ar" else "ar"
    for role in ("stranger", "administrator"):
        context = reading.context(role, lang)
        for path in reading.pages(role, lang).values():
            html = context.request.get(path).text()
            assert _told(html) == {"lang": lang, "dir": _DIRECTION[lang], "titled": True}, path
            link = unescape(_SWITCH.findall(html)[0])
            assert link == path.replace(f"/{lang}/", f"/{other}/").replace(f"%2F{lang}%2F", f"%2F{other}%2F")
            answer = context.request.get(link)
            assert answer.ok, link
            assert _told(answer.text()) == {"lang": other, "dir": _DIRECTION[other], "titled": True}, link


def _told(html: str) -> Mapping[str, object]:
    (lang, direction), title = _HTML.findall(html)[0], _TITLE.findall(html)[0]
    return {"lang": lang, "dir": direction, "titled": bool(title)}
