"""Fetching a page: politely, safely, and so that it can be shown later what was fetched."""

from __future__ import annotations

import random
import re
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from marsad import __version__
from marsad.collect import codings
from marsad.collect.addresses import Resolve, Target, checked_addresses, host_name, read_url, resolver, shown
from marsad.collect.capture import warc_records
from marsad.collect.hosts import Clock, HostState, RobotsTxt, SystemClock, back_off, retry_after, utc_text
from marsad.collect.robots import AGENT, asked_delay_s, may_fetch
from marsad.collect.wire import Exchange, WireLimits, exchange
from marsad.errors import FetchError

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_BUSY: Final = frozenset({408, 425, 429})
_MIB: Final = 1 << 20
#: What a header may hold that is sent back to a server.
_PLAIN: Final = re.compile(r"[\x20-\x7e]{1,1000}")
_TOKEN: Final = r"[\w!#$&^.+-]+"


@dataclass(frozen=True)
class FetchRules:
    """How requests are made. The defaults are told, with reasons, in docs/en/reference/collecting.md.

    ``allowed_hosts`` may live at private addresses and odd ports. ``total_s`` is for a page with its
    redirects, without polite waits; ``ratio`` is unpacked by packed size. A wait up to
    ``longest_wait_s`` is waited, a longer one is told (F121). ``certificates`` is a PEM file of
    further authorities.
    """

    contact: str = ""
    allowed_hosts: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    delay_s: float = 5.0
    longest_wait_s: float = 30.0
    tries: int = 3
    connect_s: float = 10.0
    read_s: float = 20.0
    total_s: float = 60.0
    wire_bytes: int = 50_000_000
    decoded_bytes: int = 50_000_000
    ratio: float = 100.0
    header_bytes: int = 64 * 1024
    redirects: int = 5
    allow_downgrade: bool = False
    back_off_s: float = 10.0
    longest_back_off_s: float = 6 * 3600.0
    longest_retry_after_s: float = 24 * 3600.0
    robots_s: float = 24 * 3600.0
    robots_retry_s: float = 600.0
    robots_bytes: int = 512 * 1024
    certificates: Path | None = None

    @property
    def user_agent(self) -> str:
        """How Marsad introduces itself."""
        contact = "".join(c for c in self.contact if c.isascii() and c.isprintable()).strip()
        return f"{AGENT}/{__version__}" + (f" (+{contact})" if contact else "")


class Validators(NamedTuple):
    """What a server gave to recognise a version of a page by; it holds for one URL only."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


class Hop(NamedTuple):
    """A redirect on the way: the URL asked, its status, and where it led."""

    url: str
    status: int
    location: str


@dataclass(frozen=True)
class Fetched:
    """A page as it came.

    ``headers`` and ``body`` are those of the last answer; ``body`` is without compression.
    ``media_type`` and ``charset`` are what the server said, None where it said nothing that
    makes sense. ``warc`` holds every exchange of the way as WARC records. With
    ``not_modified`` the body is empty: the version known before still stands.
    ``robots_ignored_because`` is the reason given for not following robots.txt, for the custody log.
    """

    url: str
    final_url: str
    redirects: tuple[Hop, ...]
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    media_type: str | None
    charset: str | None
    fetched_at_utc: str
    not_modified: bool
    validators: Validators
    address: str
    warc: bytes = field(repr=False)
    robots_ignored_because: str = ""


class StatusError(FetchError):
    """A server answered, but not with the page; ``fetched`` is that answer, which may be evidence too."""

    fetched: Fetched


class Fetcher:
    """Fetches pages one after another; ``hosts`` is what it remembers of each host.

    Args:
        rules: Limits and manners.
        hosts: The states of an earlier run, changed in place.
        clock: Time of day and waiting; time limits on the wire always follow the real clock.
        resolve: Names to network addresses; the system's by default.
        chance: Random numbers from 0 to 1, for the spread of back-off.
    """

    def __init__(
        self,
        rules: FetchRules,
        hosts: dict[str, HostState] | None = None,
        *,
        clock: Clock | None = None,
        resolve: Resolve | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.rules = rules
        self.hosts = {} if hosts is None else hosts
        self._clock = clock or SystemClock()
        self._resolve = resolve or resolver(rules.connect_s)
        self._chance = chance
        self._allowed = frozenset(map(host_name, rules.allowed_hosts))

    def fetch(
        self, url: str, validators: Validators | None = None, *, ignore_robots_because: str = ""
    ) -> Fetched:
        """Fetch a page, after as many tries as the rules allow.

        Args:
            url: http or https.
            validators: Those of the version at hand; if it still stands, ``not_modified`` is true.
            ignore_robots_because: A reason to fetch from this URL's own host what its robots.txt
                forbids. It is kept with the page; without a reason robots.txt is followed.
        Raises:
            FetchError: F101–F123, see the messages; ``transient`` ones may go well later.
            StatusError: F119 and F120, with the answer.
        """
        target = read_url(url)
        left = max(1, self.rules.tries)
        while True:
            left -= 1
            try:
                return self._visit(target, validators, ignore_robots_because.strip())
            except FetchError as error:
                if not left or not self._worth_waiting(error):
                    raise

    def _worth_waiting(self, error: FetchError) -> bool:
        wait = 0.0 if error.retry_at is None else error.retry_at - self._clock.now()
        return error.transient and wait <= self.rules.longest_wait_s

    def ready_at(self, url: str) -> float:
        """The moment (seconds since 1970) from which the host of a URL may be asked."""
        state = self.hosts.get(read_url(url).host)
        return 0.0 if state is None else state.ready_at

    def post(self, url: str, body: bytes, media_type: str, *, most_bytes: int = _MIB) -> bytes:
        """Send ``body`` and give the answer's; for services such as time stamps, so without robots.txt.

        Raises:
            FetchError: As with ``fetch``; a redirect counts as a refusal (F119).
        """
        target = read_url(url)
        addresses = self._addresses(target)
        self._take_turn(target)
        limits = replace(self._limits(self.rules.total_s), wire_bytes=most_bytes)
        headers = [("User-Agent", self.rules.user_agent), ("Content-Type", media_type)]
        headers.append(("Content-Length", str(len(body))))
        try:
            got = exchange(target, addresses, headers, limits, tls=self._tls_for(target), body=body)
        except FetchError as error:
            raise self._note_fault(target, error) from error
        self._note(target, got)
        if got.status == 200:
            return got.payload
        raise FetchError(**self._status_details(got.status, target))

    # One visit: from the URL through its redirects to a page.

    def _visit(self, target: Target, validators: Validators | None, no_robots: str) -> Fetched:
        here, seen, hops = target, {target.url}, list[Hop]()
        exchanges: list[Exchange] = []
        left_s = self.rules.total_s
        while True:
            addresses = self._addresses(here)
            own_host = here.host == target.host
            if not (own_host and no_robots):
                self._ask_robots(here, addresses)
            if not any(one.target.host == here.host for one in exchanges):
                self._take_turn(here)
            began = time.monotonic()
            got = self._exchange(here, addresses, validators, left_s)
            left_s -= time.monotonic() - began
            exchanges.append(got)
            location = got.header("location")
            if got.status not in _REDIRECTS or location is None:
                return self._page(target, hops, exchanges, validators, no_robots)
            there = self._redirected(here, location, len(hops))
            hops.append(Hop(here.url, got.status, there.url))
            if there.url in seen:
                raise FetchError("F115", url=shown(target.url), count=len(hops))
            seen.add(there.url)
            here = there

    def _redirected(self, here: Target, location: str, before: int) -> Target:
        if before >= self.rules.redirects:
            raise FetchError("F115", url=shown(here.url), count=before + 1)
        there = read_url(location, here)
        if (here.scheme, there.scheme) == ("https", "http") and not self.rules.allow_downgrade:
            raise FetchError("F116", url=shown(here.url), location=shown(there.url))
        return there

    def _exchange(
        self, target: Target, addresses: Sequence[str], validators: Validators | None, left_s: float
    ) -> Exchange:
        headers = [
            ("User-Agent", self.rules.user_agent),
            ("Accept", "*/*"),
            ("Accept-Encoding", codings.ACCEPTED),
            *_conditions(target, validators),
        ]
        try:
            got = exchange(target, addresses, headers, self._limits(left_s), tls=self._tls_for(target))
        except FetchError as error:
            raise self._note_fault(target, error) from error
        self._note(target, got)
        return got

    def _page(
        self,
        target: Target,
        hops: Sequence[Hop],
        exchanges: Sequence[Exchange],
        validators: Validators | None,
        no_robots: str,
    ) -> Fetched:
        page = page_of(
            target, hops, exchanges, utc_text(int(self._clock.now())), self.rules, validators, no_robots
        )
        if 200 <= page.status < 300 or page.not_modified:
            return page
        raise self._status_error(page)

    def _status_error(self, page: Fetched) -> StatusError:
        error = StatusError(**self._status_details(page.status, read_url(page.final_url)))
        error.fetched = page
        return error

    def _status_details(self, status: int, target: Target) -> dict[str, Any]:
        told = {"url": shown(target.url), "status": status}
        if not _is_busy(status):
            return {"code": "F119", **told}
        retry_at = self._state(target).ready_at
        return {
            "code": "F120", "transient": True, "retry_at": retry_at, "moment": utc_text(retry_at), **told
        }  # fmt: skip

    # Manners: turns, back-off, robots.txt.

    def _state(self, target: Target) -> HostState:
        return self.hosts.setdefault(target.host, HostState())

    def _take_turn(self, target: Target) -> None:
        """Wait until the host may be asked, or say when that is."""
        state, now = self._state(target), self._clock.now()
        # A clock that was set back must not keep a host waiting for years.
        most = max(self.rules.longest_retry_after_s, 1.5 * self.rules.longest_back_off_s)
        state.ready_at = min(state.ready_at, now + most)
        wait = state.ready_at - now
        if wait > self.rules.longest_wait_s:
            raise FetchError(
                "F121",
                transient=True,
                retry_at=state.ready_at,
                url=shown(target.url),
                host=target.host,
                moment=utc_text(state.ready_at),
            )
        if wait > 0:
            self._clock.sleep(wait)

    def _note(self, target: Target, got: Exchange) -> None:
        """Remember of a host how it answered."""
        state, now = self._state(target), self._clock.now()
        if not _is_busy(got.status):
            state.failures = 0
            state.ready_at = now + self._delay_s(target)
            return
        asked = retry_after(got.header("retry-after"), now)
        self._leave_alone(target, None if asked is None else min(asked, self.rules.longest_retry_after_s))

    def _note_fault(self, target: Target, error: FetchError) -> FetchError:
        if error.transient:
            self._leave_alone(target, None)
            error.retry_at = self._state(target).ready_at
        else:
            self._state(target).ready_at = self._clock.now() + self._delay_s(target)
        return error

    def _leave_alone(self, target: Target, seconds: float | None) -> None:
        state, rules = self._state(target), self.rules
        state.failures += 1
        if seconds is None:
            seconds = back_off(
                state.failures,
                first_s=rules.back_off_s,
                longest_s=rules.longest_back_off_s,
                chance=self._chance(),
            )
        state.ready_at = self._clock.now() + max(seconds, self._delay_s(target))

    def _delay_s(self, target: Target) -> float:
        known = self._state(target).robots.get(target.origin)
        asked = asked_delay_s(known.text) if known and known.kind == "rules" else None
        return min(max(self.rules.delay_s, asked or 0.0), self.rules.longest_retry_after_s)

    def _ask_robots(self, target: Target, addresses: Sequence[str]) -> None:
        """Make sure that robots.txt lets us have the target.

        Raises:
            FetchError: It doesn't (F117), or it can't be asked for now (F118).
        """
        state, now = self._state(target), self._clock.now()
        known = state.robots.get(target.origin)
        if known is None or not now < known.expires_at <= now + self.rules.robots_s:
            self._take_turn(target)
            known = self._robots_of(target, addresses)
            state.robots[target.origin] = known
            if known.kind != "unreachable":
                # A site that is asked for its wishes and its page one after the other is visited once.
                state.ready_at = min(state.ready_at, self._clock.now())
        if known.kind == "unreachable":
            raise FetchError(
                "F118",
                transient=True,
                retry_at=max(known.expires_at, state.ready_at),
                url=shown(target.url),
                host=target.host,
                moment=utc_text(known.expires_at),
            )
        if known.kind == "rules" and not may_fetch(known.text, target.url):
            raise FetchError("F117", url=shown(target.url), host=target.host)

    def _robots_of(self, target: Target, addresses: Sequence[str]) -> RobotsTxt:
        rules = self.rules
        try:
            got = self._follow_robots(target, addresses)
            if 200 <= got.status < 300:
                packed = codings.codings_of(got.headers)
                text = codings.unpack(got.payload, packed, most_bytes=rules.robots_bytes, most_ratio=1000)
                said = text.decode("utf-8-sig", errors="replace")
                return RobotsTxt("rules", self._clock.now() + rules.robots_s, said)
            if got.status < 500 and not _is_busy(got.status):
                return RobotsTxt("none", self._clock.now() + rules.robots_s)
        except (FetchError, ValueError):
            pass  # whatever kept it away, the site's wishes are not known
        return RobotsTxt("unreachable", self._clock.now() + rules.robots_retry_s)

    def _follow_robots(self, target: Target, addresses: Sequence[str]) -> Exchange:
        here = replace_path(target, "/robots.txt")
        limits = replace(self._limits(self.rules.total_s), cut=self.rules.robots_bytes)
        headers = [("User-Agent", self.rules.user_agent), ("Accept", "text/plain,*/*;q=0.5")]
        for before in range(self.rules.redirects + 1):
            try:
                got = exchange(here, addresses, headers, limits, tls=self._tls_for(here))
            except FetchError as error:
                raise self._note_fault(here, error) from error
            self._note(here, got)
            location = got.header("location")
            if got.status not in _REDIRECTS or location is None:
                return got
            here = self._redirected(here, location, before)
            addresses = self._addresses(here)
        raise FetchError("F115", url=shown(target.url), count=self.rules.redirects + 1)

    # What an exchange needs.

    def _addresses(self, target: Target) -> list[str]:
        rules = self.rules
        try:
            return checked_addresses(
                target, allowed_hosts=self._allowed, ports=rules.ports, resolve=self._resolve
            )
        except FetchError as error:
            raise (self._note_fault(target, error) if error.transient else error) from error

    def _limits(self, total_s: float) -> WireLimits:
        rules = self.rules
        deadline = time.monotonic() + total_s
        return WireLimits(rules.connect_s, rules.read_s, deadline, rules.wire_bytes, rules.header_bytes)

    def _tls_for(self, target: Target) -> ssl.SSLContext | None:
        return self._tls if target.scheme == "https" else None

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        import httpx

        context = httpx.create_ssl_context(trust_env=False)
        if self.rules.certificates is not None:
            context.load_verify_locations(self.rules.certificates)
        return context


def page_of(
    target: Target,
    hops: Sequence[Hop],
    exchanges: Sequence[Exchange],
    at_utc: str,
    rules: FetchRules,
    validators: Validators | None = None,
    no_robots: str = "",
) -> Fetched:
    """The answer that exchanges came to, whatever its status.

    Args:
        target: What was asked for.
        hops: The redirects on the way.
        exchanges: All of them, the last one with the page.
        at_utc: When.
        rules: Limits of unpacking.
        validators: Those that were sent.
        no_robots: The reason for not following robots.txt.
    Raises:
        FetchError: The body can't be unpacked (F111, F112, F122).
    """
    last = exchanges[-1]
    asked = bool(_conditions(last.target, validators))
    old = validators if asked and last.status == 304 else None
    return Fetched(
        url=target.url,
        final_url=last.target.url,
        redirects=tuple(hops),
        status=last.status,
        headers=last.headers,
        body=_unpacked(last, rules),
        media_type=media_type_of(last.header("content-type")),
        charset=charset_of(last.header("content-type")),
        fetched_at_utc=at_utc,
        not_modified=old is not None,
        validators=Validators(
            last.target.url,
            last.header("etag") or (old and old.etag),
            last.header("last-modified") or (old and old.last_modified),
        ),
        address=last.address,
        warc=warc_records(exchanges, at_utc),
        robots_ignored_because=no_robots,
    )


def _unpacked(got: Exchange, rules: FetchRules) -> bytes:
    url = shown(got.target.url)
    try:
        return codings.unpack(
            got.payload,
            codings.codings_of(got.headers),
            most_bytes=rules.decoded_bytes,
            most_ratio=rules.ratio,
        )
    except codings.TooLargeError as error:
        raise FetchError("F111", url=url, packed=len(got.payload)) from error
    except codings.UnknownCodingError as error:
        raise FetchError("F112", url=url, coding=str(error)) from error
    except codings.DamagedError as error:
        raise FetchError("F122", transient=True, url=url, reason=str(error)) from error


def replace_path(target: Target, path: str) -> Target:
    """The same origin at another path."""
    return target._replace(path=path, url=target.origin + path)


def _is_busy(status: int) -> bool:
    return status >= 500 or status in _BUSY


def _conditions(target: Target, validators: Validators | None) -> list[tuple[str, str]]:
    """The headers that ask for a page only if it changed; for the very URL they were given for."""
    if validators is None or validators.url != target.url:
        return []
    told = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return [(name, value) for name, value in told if value and _PLAIN.fullmatch(value)]


def media_type_of(content_type: str | None) -> str | None:
    """The media type of a ``Content-Type`` header in small letters, None if there is none."""
    told = re.match(rf"\s*({_TOKEN}/{_TOKEN})\s*(?:;|,|$)", content_type or "", re.ASCII)
    return told[1].lower() if told else None


def charset_of(content_type: str | None) -> str | None:
    """The character set that a ``Content-Type`` header names, None if it is none that exists."""
    told = re.search(r";\s*charset\s*=\s*[\"']?([\w.:+-]+)", content_type or "", re.ASCII | re.IGNORECASE)
    if told is None:
        return None
    try:
        b"a".decode(told[1], "ignore")  # some codecs are no character sets: base64, zlib
    except (LookupError, ValueError):
        return None
    return told[1].lower()
