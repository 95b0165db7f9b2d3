"""A stranger walks every public page, feed and download and finds nothing that is withheld.

The workspace holds planted values. That the walk would see them is shown by taking the rules out one
by one: each time the value that the rule withholds turns up.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import msgspec
import pytest

from incidentkit import Telling, event_key, incident_with, tell
from marsad.store import publication
from marsad.web.views import public
from storekit import Databases, disconnect

if TYPE_CHECKING:
    from django.test import Client

    from marsad.model import Record
    from marsad.store.workspace import Workspace

_TODAY: Final = date(2025, 6, 30)
_OLD, _RECENT = "2025-03-01", "2025-06-25"
_SOURCES: Final = """
[source.agency]
name = "وكالة علنية"
[source.chat]
name = "مجموعة علنية"
kind = "chat"
[source.sealed-network]
name = "شبكة الخفاء"
publisher = "شبكة الخفاء"
protected = true
"""
_OPEN: Final = "وكالة علنية"
_POSTURE: Final = {"type": "reinforcement", "event_class": "force-posture"}
#: What no stranger may ever see, by what would let it out.
_WORDS: Final = {
    "protected source": ("شبكة الخفاء", "sealed-network", "protected-"),
    "private name": ("سالم المزروع",),
    "words of a report": ("كلمة المتن", "هتاف المار"),
    "title of a report": ("عنوان مزروع",),
    "name of a place that only a report tells": ("منزل آل المزروع", "تلة السر"),
    "exact place of forces": ("32.6234", "36.1123"),
    "reviewer": ("reviewer-ruth", "سبب مكتوم"),
    "member of a chat": ("user777",),
    "publisher that is a person": ("نازك المزروعة",),
}


class Planted(NamedTuple):
    """A site with planted values: what must not be seen, by why, and the keys of what is public."""

    workspace: Workspace
    withheld: dict[str, tuple[str, ...]]
    shown: dict[str, str]


def _tellings() -> Iterator[Telling]:
    yield Telling("open", _OPEN, person="سالم المزروع", killed=3, town="south", day=_OLD, text="كلمة المتن أ")
    yield Telling(
        "open2", "شبكة الخفاء", killed=3, town="south", day=_OLD, source="sealed-network", text="كلمة المتن ب"
    )
    yield Telling("house", _OPEN, town="north", day="2025-03-20", text="كلمة المتن ج")
    yield Telling("posture", _OPEN, town="hill", day="2025-04-01", text="كلمة المتن د", **_POSTURE)  # type: ignore[arg-type]
    yield Telling("base", _OPEN, town="hill", day="2025-02-01", text="كلمة المتن ذ")
    yield Telling("member", "user777", town="east", day="2025-05-05", source="chat", text="كلمة المتن هـ")
    yield Telling("person", "نازك المزروعة", town="east", day="2025-05-25", text="كلمة المتن ن")
    yield Telling(
        "recent",
        _OPEN,
        town="east",
        day=_RECENT,
        published=_RECENT,
        text="كلمة المتن و",
        **_POSTURE,  # type: ignore[arg-type]
    )
    yield Telling("misread", _OPEN, town="north", published=_RECENT, text="كلمة المتن س", **_POSTURE)  # type: ignore[arg-type]
    yield Telling("open-question", _OPEN, town="north", day="2025-01-05", text="كلمة المتن ز")
    yield Telling("rejected", _OPEN, town="north", day="2025-01-15", text="كلمة المتن ح")
    yield Telling("denied", _OPEN, town="north", day="2025-01-25", status="denied", text="كلمة المتن ط")
    yield Telling("planned", _OPEN, town="east", day="2025-01-25", status="planned", text="كلمة المتن ظ")
    yield Telling(
        "secret", "شبكة الخفاء", town="east", day="2025-02-05", source="sealed-network", text="كلمة المتن ي"
    )


def _records() -> Iterator[Record]:
    """Records of the reports, with places and titles of their own."""
    moved = {
        "house": {"name": "منزل آل المزروع", "lat": 36.51, "lon": 37.21, "gazetteer_id": None},
        "posture": {"name": "تلة السر", "lat": 32.62345, "lon": 36.11234, "gazetteer_id": None},
        "base": {"lat": 32.62345, "lon": 36.11234, "gazetteer_id": _a_base()},
    }
    for telling in _tellings():
        record = msgspec.structs.replace(telling.record(), title=f"عنوان مزروع {telling.doc}")
        change = moved.get(telling.doc)
        if change is not None:
            (event,) = record.events
            place = msgspec.structs.replace(event.places[0], **change)
            record = msgspec.structs.replace(
                record, events=(msgspec.structs.replace(event, places=(place,)),)
            )
        yield record


def _a_base() -> str:
    rows = publication._rows().values()
    return next(row.id for row in rows if row.kind == "base" and row.admin1 == "درعا")


@pytest.fixture(scope="module")
def planted(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    from marsad.actions.link_incidents import link
    from marsad.store.keeping import CaptureFacts, keep
    from marsad.store.workspace import create_workspace, open_workspace
    from marsad.web.setup import prepare

    folder = tmp_path_factory.mktemp("leaks") / "workspace"
    folder.mkdir()
    create_workspace(folder, person="reviewer-ruth", database=databases.fresh("sqlite", folder))
    _set_policy(folder)
    workspace = open_workspace(folder)
    tell(workspace, list(_tellings()), records=list(_records()))
    bystander = '{"doc": "wall", "text": "", "comments": ["هتاف المار"]}\n'.encode()
    keep(workspace, bystander, CaptureFacts("wall.jsonl"), [])
    link(workspace)
    _review(workspace)
    docs = [telling.doc for telling in _tellings()]
    keys = {doc: incident_with(doc) for doc in docs}
    hidden = ("recent", "misread", "open-question", "rejected", "denied", "planned", "secret")
    withheld = {**_WORDS, **{doc: (keys[doc],) for doc in hidden}}
    prepare(folder)
    yield Planted(workspace, withheld, {doc: keys[doc] for doc in docs if doc not in hidden})
    disconnect()


def _set_policy(folder: Path) -> None:
    path = folder / "marsad.toml"
    head, _, rest = path.read_text("utf-8").partition("[publication]")
    path.write_text(head + "[publication]" + rest.replace("on = false", "on = true", 1), "utf-8")
    with path.open("a", encoding="utf-8") as stream:
        stream.write(_SOURCES)


def _review(workspace: Workspace) -> None:
    from marsad.actions.link_incidents import link
    from marsad.store.decisions import decide

    for telling in _tellings():
        if telling.doc == "open-question":
            continue
        state = "rejected" if telling.doc == "rejected" else "accepted"
        events = [event_key(telling.doc)]
        if telling.doc in ("open", "open2"):
            events = [event_key("open"), event_key("open2")]
        decide(workspace, "review", events, {"state": state}, note="سبب مكتوم", who="reviewer-ruth")
    link(workspace)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "today", lambda: _TODAY)
    publication._SHOWN.clear()


# The walk

_ADDRESS: Final = re.compile(r"""(?:href|src|action|data-[a-z]+)\s*=\s*["']([^"']+)["']""")
_CHOICE: Final = re.compile(r'<select[^>]*name="(\w+)".*?</select>', re.DOTALL)
_VALUE: Final = re.compile(r'<option value="([^"]+)"')
_STARTS: Final = ("/", "/ar/", "/en/", "/ar/public/", "/en/public/", "/robots.txt", "/health/", "/ready/")
_QUERIES: Final = (
    "?page=2",
    "?page=all",
    "?since=2025-01-01",
    "?until=2025-12-31",
    "?since=%D9%85",
    "?class=force-posture",
    "?admin1=%D8%AF%D8%B1%D8%B9%D8%A7",
    "?exact=1&key=all&format=full&q=secret",
)
_FORMS: Final = ("csv", "geojson", "json")
_MOST: Final = 600


class Answer(NamedTuple):
    """What a stranger got."""

    path: str
    method: str
    status: int
    text: str


def _walk(client: Client, *, hasty: bool = False) -> list[Answer]:
    """Every answer; ``hasty`` follows links by GET alone."""
    waiting, seen, found = list(_STARTS), set(_STARTS), []
    while waiting:
        path = waiting.pop()
        got = _ask(client, path, "get")
        found += [got, *(_ask(client, path, method) for method in _methods(path) if not hasty)]
        for link in _links(got):
            if link not in seen and len(seen) < _MOST:
                seen.add(link)
                waiting.append(link)
    assert len(seen) < _MOST
    return found


def _methods(path: str) -> tuple[str, ...]:
    """Other methods to try; signing in too often would shut the door."""
    return ("head", "options") if "/accounts/" in path else ("head", "options", "post")


def _ask(client: Client, path: str, method: str) -> Answer:
    response: Any = getattr(client, method)(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    assert not response.cookies or "/accounts/" in path, path
    text = body.decode("utf-8", "replace")
    plain = text.encode().decode("unicode_escape", "ignore") if "\\u" in text else ""
    return Answer(
        path,
        method,
        response.status_code,
        "\n".join((headers, unquote(headers), text, html.unescape(text), plain)),
    )


def _links(answer: Answer) -> Iterator[str]:
    told = [html.unescape(link) for link in _ADDRESS.findall(answer.text)]
    told += re.findall(r"^Location: (.+)$", answer.text, re.MULTILINE)
    for link in told:
        parts = urlsplit(urljoin(f"http://testserver{answer.path}", link))
        is_sign_in = "/accounts/" in parts.path and bool(parts.query)  # one for every page there is
        if parts.netloc == "testserver" and " " not in link and not is_sign_in:
            yield parts.path + (f"?{parts.query}" if parts.query else "")
    if "/public/" in answer.path and "?" not in answer.path and answer.status == 200:
        queries = _QUERIES[-1:] if "/incidents/" in answer.path else _QUERIES
        yield from (answer.path + query for query in queries)
        for select in _CHOICE.finditer(answer.text):
            yield from (f"{answer.path}?{select[1]}={value}" for value in _VALUE.findall(select[0]))


def _seen(planted: Planted, answers: list[Answer]) -> set[str]:
    """Why what was seen should not have been."""
    return {
        reason
        for reason, values in planted.withheld.items()
        for answer in answers
        for value in values
        if value in answer.text
    }


def _client() -> Client:
    from django.test import Client

    return Client()


def test_a_stranger_finds_nothing_that_is_withheld(planted: Planted) -> None:
    answers = _walk(_client())
    for reason, values in planted.withheld.items():
        leaks = [(a.path, a.method, v) for a in answers for v in values if v in a.text]
        assert (reason, leaks) == (reason, [])
    assert not [answer for answer in answers if answer.status == 500]


def test_the_walk_reaches_every_public_address_in_both_languages(planted: Planted) -> None:
    pages = {answer.path for answer in _walk(_client(), hasty=True) if answer.status == 200}
    for lang in ("ar", "en"):
        for end in ("", "about/", "points/", "feed.atom", *(f"incidents.{one}" for one in _FORMS)):
            assert f"/{lang}/public/{end}" in pages
        for key in planted.shown.values():
            assert f"/{lang}/public/incidents/{key}/" in pages


def test_what_is_public_is_there(planted: Planted) -> None:
    text = _client().get("/en/public/incidents.json").content.decode()
    rows = {row["key"]: row for row in msgspec.json.decode(text)}
    assert rows.keys() == set(planted.shown.values())
    told = rows[planted.shown["open"]]
    assert (told["killed_least"], told["sources"], told["reports"]) == (3, [_OPEN], 1)
    assert rows[planted.shown["member"]]["sources"] == ["مجموعة علنية"]
    assert (rows[planted.shown["person"]]["sources"], rows[planted.shown["person"]]["reports"]) == ([], 1)
    posture = rows[planted.shown["posture"]]
    assert (posture["place_level"], posture["admin1_name"]) == ("governorate", "Daraa")
    assert rows[planted.shown["base"]]["place_level"] == "governorate"


def _policy(**changes: Any) -> Callable[[pytest.MonkeyPatch], None]:
    real = publication.policy_of

    def take_out(monkeypatch: pytest.MonkeyPatch) -> None:
        def changed(settings: Any) -> publication.Policy:
            policy = real(settings)
            given = {name: dict.fromkeys(getattr(policy, name), value) for name, value in changes.items()}
            return policy._replace(**given)

        monkeypatch.setattr(publication, "policy_of", changed)

    return take_out


def _without(name: str, value: Any) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: monkeypatch.setattr(publication, name, value)


def _unreviewed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines hold what nobody accepted: the question to the database, and the door itself."""
    from marsad.store.models import Incident

    monkeypatch.setattr(publication, "_accepted", lambda: Incident.objects.filter(events__gt=0))
    monkeypatch.setattr(publication, "_is_reviewed", lambda *_: True)


def _named_parties(incident: Any) -> tuple[publication.PublicParty, ...]:
    return tuple(publication.PublicParty(one.role, one.name, one.standing) for one in incident.parties)


def _publishers(events: Any, _origins: Any) -> tuple[str, ...]:
    return tuple(event.publisher for event in events)


def _named_place(*told: Any) -> publication.PublicPlace:
    level, _, place, lat, lon, radius_m = told
    names = (place.name, place.name, place.admin1, place.country)
    return publication.PublicPlace(level, None, *names, lat, lon, radius_m)


@pytest.mark.parametrize(
    ("take_out", "seen"),
    [
        (_policy(delay_days=0), {"recent", "misread"}),
        (_policy(coarsen="exact"), {"exact place of forces"}),
        (_unreviewed, {"open-question", "rejected"}),
        (_without("_NEVER_STATUS", frozenset()), {"denied", "planned"}),
        (_without("protected_codes", lambda *_: {}), {"secret", "protected source"}),
        (_without("_parties", _named_parties), {"private name"}),
        (_without("_told", _named_place), {"name of a place that only a report tells"}),
        (_without("_sources", _publishers), {"member of a chat", "publisher that is a person"}),
        (_without("_BASE", "no kind"), {"exact place of forces"}),
    ],
)
def test_the_walk_sees_what_a_rule_withholds_once_the_rule_is_taken_out(
    planted: Planted,
    monkeypatch: pytest.MonkeyPatch,
    take_out: Callable[[pytest.MonkeyPatch], None],
    seen: set[str],
) -> None:
    take_out(monkeypatch)
    if seen == {"exact place of forces"}:
        _tell_exactly_what_is_no_base(monkeypatch)
    assert _seen(planted, _walk(_client(), hasty=True)) >= seen


def _tell_exactly_what_is_no_base(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this the settlements' rule still stands before an attack's exact place."""
    real = publication.policy_of
    monkeypatch.setattr(
        publication,
        "policy_of",
        lambda settings: (policy := real(settings))._replace(
            coarsen={
                one: "exact" if level == "settlement" else level for one, level in policy.coarsen.items()
            }
        ),
    )


def test_nothing_is_public_while_it_is_off(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    real = publication.policy_of
    for module in (publication, public):
        monkeypatch.setattr(module, "policy_of", lambda settings: real(settings)._replace(on=False))
    client = _client()
    for lang in ("ar", "en"):
        for end in (
            "",
            "about/",
            "feed.atom",
            "points/",
            "incidents.csv",
            f"incidents/{planted.shown['open']}/",
        ):
            assert client.get(f"/{lang}/public/{end}").status_code == 404
    assert "Allow" not in client.get("/robots.txt").content.decode()


def test_every_other_address_turns_a_stranger_away(planted: Planted) -> None:
    """Those of incidents and reports, named as somebody inside might hand them on."""
    client = _client()
    keys = [*planted.shown.values(), *(values[0] for values in planted.withheld.values())]
    ends = [f"incidents/{key}/" for key in keys] + [
        f"public/incidents/{key}/" for key in keys[len(planted.shown) :]
    ]
    ends += [f"reports/{telling.doc}/" for telling in _tellings()]
    ends += ["search/?q=secret", "queue/", "", "admin/", "public/incidents.parquet", "public/incidents/"]
    for lang in ("ar", "en"):
        for end in ends:
            for method in ("get", "head"):
                answer = _ask(client, f"/{lang}/{end}", method)
                assert answer.status in (302, 404), answer.path
                told = re.sub(r"next=\S+|" + re.escape(end), "", answer.text)
                assert "كلمة المتن" not in told


@pytest.mark.usefixtures("planted")
def test_strangers_are_told_how_long_an_answer_keeps_and_given_no_cookies() -> None:
    client = _client()
    first: Any = client.get("/ar/public/")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again: Any = client.get("/ar/public/", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert not client.cookies


def test_an_incident_that_changed_is_withdrawn_at_once(planted: Planted) -> None:
    from marsad.store.incidents import incident_of
    from marsad.store.models import Incident

    incident = incident_of(Incident.objects.get(key=planted.shown["open"]))
    assert incident.review is not None
    changed = msgspec.structs.replace(
        incident, review=msgspec.structs.replace(incident.review, state="changed")
    )
    policy = publication.policy_of(planted.workspace.settings)
    origins = publication.Origins()
    assert publication.publishable(incident, _TODAY, policy, origins)
    assert publication.publishable(changed, _TODAY, policy, origins) is None
    second = policy._replace(second_reader=True)
    assert publication.publishable(incident, _TODAY, second, origins) is None


@pytest.mark.parametrize(("days_after", "is_public"), [(29, False), (30, True)])
def test_where_forces_stand_is_public_after_thirty_days(
    planted: Planted, days_after: int, is_public: bool
) -> None:
    from marsad.store.incidents import incident_of
    from marsad.store.models import Incident

    incident = incident_of(Incident.objects.get(key=planted.withheld["recent"][0]))
    day = date.fromisoformat(_RECENT) + timedelta(days=days_after)
    policy = publication.policy_of(planted.workspace.settings)
    assert (publication.publishable(incident, day, policy, publication.Origins()) is not None) is is_public
