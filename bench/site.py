"""The site with 200,000 incidents: how soon the overview stands, what pages weigh, what a crowd does to it.

    python bench/site.py [--incidents N] [--folder DIR] [--database ADDRESS] [--minutes M] [--json]

A workspace is filled with a synthetic stream (`bench.streams`), linked and kept in DIR for the next run,
as that takes a quarter of an hour; ``--database`` names an empty PostgreSQL database for it. Then, on
a server of its own (`marsad serve`): the overview in Debian's chromium, the answers of filtered overviews
one after the other, the size of every page that links lead to, and fifty readers and ten reviewers at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
if not __package__:  # run as a file: the folders that hold the packages are not on the path
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench import site_load  # noqa: E402
from bench.linking import _some as some  # noqa: E402
from bench.linking import fill  # noqa: E402
from bench.streams import stream  # noqa: E402

if TYPE_CHECKING:
    from browserkit import Server

_INCIDENTS: Final = 200_000
#: Events of the stream for an incident.
_EVENTS: Final = 2.45
_READERS, _REVIEWERS = 50, 10
#: What filtered overviews ask: a table of queries as readers make them.
_FILTERS: Final = (
    "",
    "?since=2024-01-01&until=2024-06-30",
    "?type=fighting",
    "?type=airstrike&since=2023-01-01",
    "?status=claimed",
    "?contested=yes",
    "?killed=5",
    "?voices=3",
    "?review=open&sort=killed",
    "?lacking=place",
    "?area=37,35,39,35,39,37,37,37",
)


def make(folder: Path, incidents: int, database: str = "") -> None:
    """A workspace with so many incidents and the people of the load; what is there is taken as it is."""
    from marsad.actions.demo_site import _accounts
    from marsad.store.database import migrate
    from marsad.store.workspace import write_settings
    from marsad.web.setup import prepare

    fresh = not (folder / "marsad.toml").exists()
    if fresh:
        write_settings(folder, person="bench", database=database)
    workspace = prepare(folder)
    migrate()
    _accounts()
    from marsad.store import models

    if not models.Incident.objects.exists():
        from marsad.actions.link_incidents import link
        from marsad.store.readings import start_run

        events = round(incidents * _EVENTS)
        fill(start_run("read", workspace), some(stream(events), events), {})
        link(workspace)


def sessions(role: str, number: int) -> list[str]:
    """Keys of sessions of so many people of a role, as signing in makes them."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import Group, User
    from django.contrib.sessions.backends.db import SessionStore

    keys = []
    for count in range(number):
        person, _ = User.objects.get_or_create(username=f"{role}{count}")
        person.groups.set([Group.objects.get(name=role)])
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        keys.append(str(session.session_key))
    return keys


def measure_filters(server: Server, session: str, turns: int = 5) -> dict[str, Any]:
    """Seconds of filtered overviews and of their points, one after the other."""
    load = site_load.Load()
    import threading

    person = site_load.Person(server.port, session, load, threading.Lock())
    slowest: dict[str, float] = {}
    for turn in range(turns + 1):
        for asked in _FILTERS:
            for kind, path in (("page", f"/ar/{asked}"), ("points", f"/ar/overview/points/{asked}")):
                begun = time.monotonic()
                person.get(path, kind if turn else f"first-{kind}")
                if turn:
                    took = time.monotonic() - begun
                    slowest[f"{kind} {asked}"] = max(slowest.get(f"{kind} {asked}", 0.0), took)
    worst = sorted(slowest.items(), key=lambda pair: -pair[1])[:5]
    return {
        "page_p50": load.quantile(0.5, "page"),
        "page_p95": load.quantile(0.95, "page"),
        "points_p50": load.quantile(0.5, "points"),
        "points_p95": load.quantile(0.95, "points"),
        "slowest": {name: round(took, 3) for name, took in worst},
        "faults": load.faults,
    }


def measure_browser(server: Server, session: str, turns: int = 5) -> dict[str, Any]:
    """Seconds until the overview stands in the browser, and what it and other pages weigh."""
    from browserkit import Desk, chromium, pages

    taken: list[float] = []
    with chromium() as browser:
        desk = Desk(browser, server)
        sizes: dict[str, int] = {}
        for turn in range(turns):
            context = desk.context("stranger", "ar")
            context.add_cookies([{"name": "marsad", "value": session, "url": server.address}])
            page = context.new_page()
            if not turn:
                page.on("response", lambda answer: sizes.update({answer.url: _size(answer)}))
            begun = time.monotonic()
            page.goto("/ar/", wait_until="load")
            page.locator("table#incidents tbody tr").first.wait_for()
            page.wait_for_load_state("networkidle")
            taken.append(time.monotonic() - begun - 0.5)  # which "idle" waits for
            if turn + 1 < turns:
                context.close()
        found = pages(context, "ar")
        heavy = {name: len(context.request.get(path).body()) for name, path in found.items()}
    return {
        "overview_s": [round(one, 2) for one in taken],
        "overview_median_s": median(taken),
        "overview_bytes": sum(sizes.values()),
        "heaviest": dict(sorted(heavy.items(), key=lambda pair: -pair[1])[:6]),
    }


def _size(answer: Any) -> int:
    return int(answer.headers.get("content-length") or 0) or len(answer.body())


def measure_load(server: Server, minutes: float) -> dict[str, Any]:
    """Fifty readers and ten reviewers at once; what was accepted and is not in the log is lost."""
    from marsad.store import models

    keys = list(models.IncidentFacts.objects.filter(review="open").values_list("key", flat=True)[:3_000])
    Random(1).shuffle(keys)
    paths = [("overview", f"/ar/{asked}") for asked in _FILTERS]
    paths += [("points", f"/en/overview/points/{asked}") for asked in _FILTERS[:6]]
    paths += [("incident", f"/en/incidents/{key}/") for key in keys[-40:]]
    paths += [("queue", "/ar/queue/"), ("tallies", "/en/tallies/"), ("search", "/ar/search/?q=قصف")] * 3
    load = site_load.run(
        server.port,
        readers=sessions("reader", _READERS),
        reviewers=sessions("reviewer", _REVIEWERS),
        paths=[(kind, _quoted(path)) for kind, path in paths],
        keys=keys[:-40],
        seconds=60 * minutes,
    )
    kept = set(models.Incident.objects.filter(review="accepted").values_list("key", flat=True))
    entries = models.LogEntry.objects.filter(action="decide").values_list("details", flat=True)
    logged = {json.loads(details).get("decision") for details in entries}
    unlogged = models.Decision.objects.exclude(pk__in=logged).count()
    lost = [key for key in load.accepted if key not in kept]
    return {
        "answers": sum(map(len, load.seconds.values())),
        "p50": load.quantile(0.5),
        "p95": load.quantile(0.95),
        "p95_by_kind": {kind: round(load.quantile(0.95, kind), 2) for kind in load.seconds},
        "largest_bytes": load.largest,
        "accepted": len(load.accepted),
        "refused": load.refused,
        "sent_again": load.busy,
        "lost": len(lost) + unlogged,
        "errors": len(load.faults),
        "faults": load.faults[:10],
    }


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/?&=,%")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make, serve, measure, tell; 1 where a decision was lost or an answer was an error."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--incidents", type=int, default=_INCIDENTS)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--database", default="", metavar="ADDRESS")
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--skip", nargs="*", default=[], choices=("browser", "filters", "load"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    folder = options.folder or Path(tempfile.gettempdir()) / f"marsad-bench-site-{options.incidents}"
    from browserkit import serving

    make(folder, options.incidents, options.database)
    found: dict[str, Any] = {}
    with serving(folder, workers=2) as server:
        (reader,) = sessions("reader", 1)
        parts: dict[str, Callable[[], dict[str, Any]]] = {
            "filters": lambda: measure_filters(server, reader),
            "browser": lambda: measure_browser(server, reader),
            "load": lambda: measure_load(server, options.minutes),
        }
        for name, measured in parts.items():
            if name not in options.skip:
                found[name] = measured()
                told = {name: found[name]}
                print(json.dumps(told, indent=None if options.json else 2, ensure_ascii=False), flush=True)
    load = found.get("load", {"lost": 0, "errors": 0})
    return 1 if load["lost"] or load["errors"] else 0


if __name__ == "__main__":
    sys.exit(main())
