"""A real server and a real browser: `marsad serve` in a process of its own, Debian's chromium on it.

Used by the browser tests, by ``scripts/screenshots.py`` and by the bench of the site.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urljoin, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

Lang = Literal["ar", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = ("ar", "en")
#: The account of each role is called so too; see tests/web/conftest.py.
PASSWORD: Final = "a-long-enough-password"
DESKTOP: Final = {"width": 1280, "height": 800}
PHONE: Final = {"width": 390, "height": 844}
_AXE: Final = Path(__file__).parents[1] / "web/node_modules/axe-core/axe.min.js"
_PATIENCE_S: Final = 60
#: No background connections: they would only wait for hosts that cannot be reached.
_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # WebGL without a graphics card, for the map.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium, with nothing in its profile.

    A missing browser fails the tests that need it; skipping them would pass for success.
    """
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        pytest.fail("The browser tests need Debian's chromium: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS), headless=True)
        try:
            yield browser
        finally:
            browser.close()


# The server


@dataclass(frozen=True)
class Server:
    """A running ``marsad serve``."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where it is reached, without a slash at the end."""
        return f"http://localhost:{self.port}"

    def get(self, path: str) -> tuple[int, Any]:
        """Status and JSON of an answer."""
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """End it as Ctrl-C does; gives its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(_PATIENCE_S)


@contextlib.contextmanager
def serving(folder: Path, *, workers: int = 1) -> Iterator[Server]:
    """The site of a workspace, ready to answer; stopped at the end."""
    port = free_port()
    command = [sys.executable, "-m", "marsad", "--workspace", str(folder), "serve", "--port", str(port)]
    with (folder / "server.log").open("wb") as said:
        process = subprocess.Popen([*command, "--workers", str(workers)], stderr=said, stdout=said)
    server = Server(folder, port, process)
    try:
        _wait(server)
        yield server
    finally:
        server.stop()


def _wait(server: Server) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and server.process.poll() is None:
        with contextlib.suppress(OSError):
            if server.get("/health/")[0] == 200:
                return
        time.sleep(0.1)
    server.process.kill()
    pytest.fail(f"the server did not answer: {(server.folder / 'server.log').read_text()}")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port


# People in browsers


class Desk:
    """Browsers of people on one server; each person signs in once, through the form.

    Args:
        passwords: Where they are not `PASSWORD`.
        states: Cookies of people who are signed in already, by role.
    """

    def __init__(
        self,
        browser: Browser,
        server: Server,
        passwords: Mapping[str, str] | None = None,
        states: Mapping[str, Any] | None = None,
    ) -> None:
        self.server = server
        self._passwords = passwords or {}
        self._browser, self.states = browser, dict[str, Any](states or {})
        self._contexts: list[BrowserContext] = []
        self._pages = dict[tuple[str, Lang], dict[str, str]]()

    def context(self, role: str, lang: Lang, **how: Any) -> BrowserContext:
        """A browser of its own in which somebody of the role has signed in ("stranger": nobody)."""
        how = {"viewport": DESKTOP, "reduced_motion": "reduce", **how}
        if role != "stranger" and role not in self.states:
            self.states[role] = self._signed_in(role)
        made = self._browser.new_context(
            base_url=self.server.address,
            locale="ar-SY" if lang == "ar" else "en-GB",
            storage_state=self.states.get(role),
            **how,
        )
        made.set_default_timeout(15_000)
        self._contexts.append(made)
        return made

    def page(self, role: str, lang: Lang, path: str = "", **how: Any) -> Page:
        """A page of the site, opened by somebody of the role."""
        page = self.context(role, lang, **how).new_page()
        page.goto(f"/{lang}/{path}")
        return page

    def pages(self, role: str, lang: Lang) -> dict[str, str]:
        """What `pages` finds for somebody of the role; looked for once, for servers that are only read."""
        if (role, lang) not in self._pages:
            self._pages[role, lang] = pages(self.context(role, lang), lang)
        return self._pages[role, lang]

    def _signed_in(self, role: str) -> Any:
        with contextlib.closing(self._browser.new_context(base_url=self.server.address)) as context:
            page = context.new_page()
            page.goto("/en/accounts/login/")
            sign_in(page, role, self._passwords.get(role, PASSWORD))
            page.wait_for_load_state()
            if "/login/" in page.url:
                pytest.fail(f"{role} could not sign in: {page.locator('main').inner_text()}")
            return context.storage_state()

    def close(self) -> None:
        """Close all of them."""
        for context in self._contexts:
            context.close()


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill in the form of the page."""
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.locator("main form:has(input[name=password]) button").first.click()


# All pages


#: Addresses that are no pages, or would change something.
_NO_PAGES: Final = re.compile(r"/(?:export|download|static)\b|\.(?:csv|jsonl?|geojson|parquet|zip|xml|tar)\b")
_LINK: Final = re.compile(r"""href=["']([^"'#]+)""")


def pages(context: BrowserContext, lang: Lang, *, most: int = 3_000) -> dict[str, str]:
    """A path for every kind of page that links lead to from the first one, by the name of its address."""
    from html import unescape

    from django.urls import Resolver404, resolve
    from django.utils import translation

    found: dict[str, str] = {}
    waiting, seen = [f"/{lang}/"], {f"/{lang}/"}
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        try:
            with translation.override(lang):  # only addresses of the language in force are known
                name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if name in found:
            continue
        answer = context.request.get(path)
        if not answer.ok or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found[name] = urlsplit(answer.url)._replace(scheme="", netloc="").geturl()
        for link in _LINK.findall(answer.text()):
            target = urlsplit(urljoin(answer.url, unescape(link)))
            place = target._replace(scheme="", netloc="").geturl()
            inside = target.netloc == urlsplit(answer.url).netloc and target.path.startswith(f"/{lang}/")
            if inside and place not in seen and not _NO_PAGES.search(target.path):
                seen.add(place)
                waiting.append(place)
    return found


# Accessibility


#: The rules that the colours of a page decide; all others see the same in light and in dark.
COLOURS: Final = ("color-contrast", "link-in-text-block")
#: However short transitions are, colours that are inherited take several frames to arrive.
_AT_ONCE: Final = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important }");
    document.adoptedStyleSheets = [sheet];
}"""
_RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def violations(page: Page, *rules: str) -> list[str]:
    """What axe-core finds serious or critical on a page, a line each; ``rules`` for some rules alone."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_AXE.read_text("utf-8"))
    only: list[str] | dict[str, object] = {"type": "rule", "values": rules} if rules else list(_RULES)
    found = page.evaluate(
        "only => axe.run(document, {resultTypes: ['violations'], runOnly: only})",
        only,
    )
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"][:3]
    ]


def violations_in_both_lights(page: Page) -> list[str]:
    """What axe-core finds serious or critical on a page that is shown, in light and in dark."""
    other: Literal["light", "dark"]
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    first, other = ("dark", "light") if is_dark else ("light", "dark")
    found = [f"{first}: {line}" for line in violations(page)]
    page.evaluate(_AT_ONCE)
    page.emulate_media(color_scheme=other)
    found += [f"{other}: {line}" for line in violations(page, *COLOURS)]
    page.emulate_media(color_scheme=first)
    return found


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="marsad-site-") as folder:
        yield Path(folder)
