"""Sessions, ended one by one: by the person, and by an administrator; all of it in the log."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.test import Client

from browserkit import PASSWORD
from marsad.store import models
from marsad.store.custody import read_details
from marsad.store.workspace import Workspace
from marsad.web.roles import Role
from marsad.web.sessions import browser_of

ClientAs = Callable[[Role], Client]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"


def signed_in(name: str, agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/en/accounts/login/", {"login": name, "password": PASSWORD})
    assert still_in(client)
    return client


def still_in(client: Client) -> bool:
    return client.get("/en/").status_code == 200


def session_of(client: Client) -> UserSession:
    found: UserSession = UserSession.objects.get(session_key=client.session.session_key)
    return found


def noted() -> list[tuple[str, str]]:
    """Who ended whose session, oldest first."""
    entries = models.LogEntry.objects.filter(action="session-end").order_by("number")
    return [(entry.who, str(read_details(entry)["person"])) for entry in entries]


@pytest.mark.usefixtures("site")
def test_one_of_several_sessions_is_ended_and_the_others_go_on() -> None:
    here, lost, other = signed_in("analyst"), signed_in("analyst", CHROME), signed_in("analyst")
    page = here.get("/en/accounts/sessions/").content.decode()
    assert page.count("/end/") == 2  # this one is left by signing out
    assert "Chrome · Android" in page
    answer = here.post(f"/en/accounts/sessions/{session_of(lost).pk}/end/")
    assert answer.headers["Location"] == "/en/accounts/sessions/"
    assert [still_in(client) for client in (here, lost, other)] == [True, False, True]
    assert noted() == [("analyst", "analyst")]


@pytest.mark.usefixtures("site")
def test_ending_the_other_sessions_at_once_is_in_the_log_too() -> None:
    here, other = signed_in("analyst"), signed_in("analyst")
    here.post("/en/accounts/sessions/")
    assert not still_in(other)
    assert noted() == [("analyst", "analyst")]


@pytest.mark.usefixtures("site")
def test_the_own_session_ends_with_signing_out() -> None:
    here = signed_in("analyst")
    answer = here.post(f"/en/accounts/sessions/{session_of(here).pk}/end/")
    assert answer.headers["Location"] == "/en/accounts/login/"
    assert not still_in(here)


@pytest.mark.usefixtures("site")
def test_nobody_ends_a_session_of_another_by_its_number() -> None:
    here, other = signed_in("reviewer"), signed_in("analyst")
    number = session_of(other).pk
    assert here.post(f"/en/accounts/sessions/{number}/end/").status_code == 404
    person = User.objects.get(username="analyst").pk
    assert here.post(f"/en/people/{person}/sessions/{number}/end/").status_code == 403
    assert still_in(other)


@pytest.mark.usefixtures("site")
def test_an_administrator_ends_one_session_of_a_person_or_all() -> None:
    first, second, third = (signed_in("analyst") for _ in range(3))
    here = signed_in("administrator")
    person = User.objects.get(username="analyst").pk
    assert f"/en/people/{person}/sessions/" in here.get("/en/people/").content.decode()
    here.post(f"/en/people/{person}/sessions/{session_of(first).pk}/end/")
    assert [still_in(client) for client in (first, second, third)] == [False, True, True]
    page = here.get(f"/en/people/{person}/sessions/").content.decode()
    assert len(re.findall(r"/sessions/\d+/end/", page)) == 2
    here.post(f"/en/people/{person}/sessions/end/")
    assert [still_in(client) for client in (first, second, third, here)] == [False, False, False, True]
    assert noted() == [("administrator", "analyst")] * 3


@pytest.mark.usefixtures("site")
def test_a_session_is_not_ended_through_another_persons_page() -> None:
    here, other = signed_in("administrator"), signed_in("analyst")
    person = User.objects.get(username="reader").pk
    assert here.post(f"/en/people/{person}/sessions/{session_of(other).pk}/end/").status_code == 404
    assert still_in(other)


def test_the_log_of_ended_sessions_is_sound(site: Workspace, client_as: ClientAs) -> None:
    from marsad.store.verify import verify

    here, other = signed_in("analyst"), signed_in("analyst")
    here.post(f"/ar/accounts/sessions/{session_of(other).pk}/end/")
    assert list(verify(site)) == []
    page = client_as(Role.ADMINISTRATOR).get("/ar/log/").content.decode()
    assert "إنهاء جلسة" in page


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (FIREFOX, "Firefox · Linux"),
        (CHROME, "Chrome · Android"),
        (EDGE, "Edge · Windows"),
        ("curl/8", "curl/8"),
    ],
)
def test_a_browser_is_named_as_people_know_it(agent: str, told: str) -> None:
    from marsad.messages import speaking

    with speaking("en"):
        assert browser_of(agent) == told
