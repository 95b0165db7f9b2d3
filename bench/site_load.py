"""Readers and reviewers at work on a running site all at once: how long they wait, and is any decision lost?

Each person is a thread with a connection and a session of their own. Readers open pages one after
the other, with a pause as people make; reviewers take an incident from the queue, each another
one, and accept it. Every deed that the site has accepted must afterwards stand in the decisions
and in the log; a deed that is refused because somebody was faster is no fault.
"""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

_TIMEOUT_S: Final = 60
_TRIES: Final = 10
_HIDDEN: Final = re.compile(r'name="(csrfmiddlewaretoken|seen)" value="([^"]*)"')


@dataclass
class Load:
    """What happened: seconds of each answer by kind of page, faults, and incidents that were accepted."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    refused: int = 0
    busy: int = 0
    largest: int = 0

    def quantile(self, share: float, kind: str = "") -> float:
        """The time within which so many of a hundred were answered, in seconds."""
        told = self.seconds.get(kind, []) if kind else [one for many in self.seconds.values() for one in many]
        ordered = sorted(told)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


class Person:
    """A browser without a screen: one connection, cookies, and a clock for each answer."""

    def __init__(self, port: int, session: str, load: Load, lock: threading.Lock) -> None:
        self._port, self._load, self._lock = port, load, lock
        self._cookies = {"marsad": session}
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)

    def get(self, path: str, kind: str) -> tuple[int, str]:
        """Open a page."""
        return self._ask("GET", path, kind, None)

    def post(self, path: str, kind: str, form: dict[str, str]) -> tuple[int, str]:
        """Send a form; gives the status and the body."""
        return self._ask("POST", path, kind, urlencode(form))

    def _ask(self, method: str, path: str, kind: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        headers |= {"Host": f"localhost:{self._port}", "Accept-Encoding": "identity"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.monotonic()
        try:
            answer, text = self._answered(method, path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            self._line.close()
            with self._lock:
                self._load.faults.append(f"{kind} {path}: {error!r}")
            return 0, ""
        with self._lock:
            self._load.seconds.setdefault(kind, []).append(time.monotonic() - begun)
            self._load.largest = max(self._load.largest, len(text.encode()))
            sent_away = method == "GET" and answer.status == 302
            if sent_away or (answer.status >= 400 and answer.status not in (409, 422, 503)):
                self._load.faults.append(f"{kind} {path}: status {answer.status}")
        return answer.status, text

    def _answered(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, str]:
        try:
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # An idle connection that the server has closed, as browsers know it: once more on a new one.
            # A deed has a name, so that the site makes it once.
            self._line.close()
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self._cookies[cookie] = rest.partition(";")[0]
        return answer, answer.read().decode("utf-8", "replace")


def run(
    port: int,
    *,
    readers: Sequence[str],
    reviewers: Sequence[str],
    paths: Sequence[tuple[str, str]],
    keys: Sequence[str],
    seconds: float,
    pause_s: tuple[float, float] = (0.5, 2.5),
) -> Load:
    """Let everybody work for some time.

    Args:
        port: Where the site listens, on this computer.
        readers, reviewers: Keys of sessions.
        paths: What readers open: kind and path.
        keys: Incidents for reviewers.
        seconds: How long.
        pause_s: Shortest and longest pause between two pages of a person.
    """
    load, lock, end = Load(), threading.Lock(), time.monotonic() + seconds
    left = list(keys)

    def read(person: Person, chance: random.Random) -> None:
        kind, path = chance.choice(paths)
        person.get(path, kind)

    def review(person: Person, chance: random.Random) -> None:
        with lock:
            if not left:
                return
            # Now and then two take the same one.
            key = left[-1] if chance.random() < 0.1 else left.pop()
        _accept(person, key, load, lock)

    def work(session: str, number: int, act: Callable[[Person, random.Random], None]) -> None:
        chance = random.Random(number)
        person = Person(port, session, load, lock)
        while time.monotonic() < end:
            time.sleep(chance.uniform(*pause_s))
            act(person, chance)

    people = [(session, read) for session in readers] + [(session, review) for session in reviewers]
    threads = [
        threading.Thread(target=work, args=(session, number, act), daemon=True)
        for number, (session, act) in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 2 * _TIMEOUT_S)
    return load


def _accept(person: Person, key: str, load: Load, lock: threading.Lock) -> None:
    status, text = person.get(f"/ar/incidents/{key}/", "incident")
    if status != 200:
        return
    form = dict(_HIDDEN.findall(text)) | {"deed": uuid.uuid4().hex, "do": "accept", "note": ""}
    status, _ = person.post(f"/ar/incidents/{key}/review/", "review", form)
    tries = 1
    while status == 503 and tries < _TRIES:  # as the site's own script does: the same deed once more
        time.sleep(1)
        status, _ = person.post(f"/ar/incidents/{key}/review/", "review", form)
        tries += 1
    with lock:
        load.busy += tries - 1
        if status == 302:
            load.accepted.append(key)
        elif status in (409, 422):
            load.refused += 1
