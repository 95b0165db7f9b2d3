"""Links that make accounts, and what administrators do with people."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from marsad.errors import UsageError
from marsad.messages import Lang
from marsad.store import models
from marsad.store.times import now_utc
from marsad.web import people
from marsad.web.models import Invitation
from marsad.web.roles import Role, role_of
from marsad.web.text import say

from .conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("site")
NEW = "seven unrelated lanterns"
ClientAs = Callable[[Role], Client]


def link_of(page: str) -> str:
    (link,) = re.findall(r'<code dir="ltr" class="link">http://testserver(/[^<]+)</code>', page)
    return link


def invited(client: Client, role: Role = Role.ANALYST, name: str = "") -> str:
    answer = client.post("/en/people/invite/", {"role": int(role), "name": name})
    return link_of(answer.content.decode())


def join(link: str, name: str = "newcomer", password: str = NEW) -> int:
    data = {"username": name, "password1": password, "password2": password}
    return Client().post(link, data).status_code


def details(action: str) -> list[dict[str, object]]:
    found = models.LogEntry.objects.filter(action=action).order_by("number")
    return [json.loads(entry.details) for entry in found]


def test_an_invitation_makes_one_account_with_its_role(client_as: ClientAs) -> None:
    link = invited(client_as(Role.ADMINISTRATOR), Role.REVIEWER)
    assert Client().get(link).status_code == 200
    assert join(link) == 302
    person = User.objects.get(username="newcomer")
    assert role_of(person) == Role.REVIEWER
    assert join(link, "second") == 404
    assert Client().get(link).status_code == 404
    assert not User.objects.filter(username="second").exists()
    client = Client()
    client.post("/en/accounts/login/", {"login": "newcomer", "password": NEW})
    assert client.get("/en/").status_code == 200


def test_neither_database_nor_log_holds_what_the_link_holds(client_as: ClientAs) -> None:
    token = invited(client_as(Role.ADMINISTRATOR)).rstrip("/").rpartition("/")[2]
    told = [
        *models.LogEntry.objects.values_list("details", flat=True),
        *map(str, Invitation.objects.values()),
    ]
    assert not any(token in text for text in told)
    assert details("invite") == [{"role": "analyst", "person": None, "invitation": 1, "rows": []}]


@pytest.mark.parametrize("how", ["revoked", "old"])
def test_a_link_that_is_void_makes_nothing(client_as: ClientAs, how: str) -> None:
    client = client_as(Role.ADMINISTRATOR)
    link = invited(client)
    if how == "revoked":
        client.post("/en/people/links/1/revoke/")
    else:
        Invitation.objects.update(expires_at=now_utc() - timedelta(seconds=1))
    assert join(link) == 404
    assert not User.objects.filter(username="newcomer").exists()
    assert "newcomer" not in client.get("/en/people/").content.decode()


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(
    ("name", "password", "again", "fault"),
    [
        ("Reader", NEW, NEW, "W160"),
        ("two words", NEW, NEW, "W163"),
        ("newcomer", "x9-brief", "x9-brief", "password.too-short"),
        ("newcomer", NEW, "something else", "password.differ"),
        ("", NEW, NEW, "account.required"),
    ],
)
def test_what_cannot_be_taken_is_told_and_the_link_still_works(
    client_as: ClientAs, lang: Lang, name: str, password: str, again: str, fault: str
) -> None:
    link = invited(client_as(Role.ADMINISTRATOR))
    data = {"username": name, "password1": password, "password2": again}
    answer = Client().post(link.replace("/en/", f"/{lang}/"), data)
    page = answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
    assert answer.status_code == 400
    if fault.startswith("W"):
        assert name in page
        assert 'class="errorlist"' in page
    else:
        assert say(fault, lang, least=12) in page
    assert f'value="{name}"' in page or not name
    assert password not in page
    assert join(link) == 302


def test_an_invitation_with_a_name_makes_an_account_of_that_name(client_as: ClientAs) -> None:
    link = invited(client_as(Role.ADMINISTRATOR), Role.READER, "سالم")
    assert join(link, "somebody-else") == 302
    assert User.objects.filter(username="سالم").exists()
    assert not User.objects.filter(username="somebody-else").exists()


def test_a_password_link_renews_the_password_and_keeps_the_role(client_as: ClientAs) -> None:
    person = User.objects.get(username="analyst")
    signed_in = client_as(Role.ANALYST)
    answer = client_as(Role.ADMINISTRATOR).post(f"/en/people/{person.pk}/password/")
    assert join(link_of(answer.content.decode()), "ignored") == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert role_of(person) == Role.ANALYST
    assert signed_in.get("/en/").status_code == 302, "other sessions are ended"


def test_a_role_that_is_changed_holds_at_once(client_as: ClientAs) -> None:
    person = User.objects.get(username="reader")
    client = client_as(Role.READER)
    client_as(Role.ADMINISTRATOR).post(f"/en/people/{person.pk}/role/", {"role": int(Role.ADMINISTRATOR)})
    assert client.get("/en/people/").status_code == 200
    assert details("role") == [{"person": "reader", "before": "reader", "after": "administrator", "rows": []}]


@pytest.mark.parametrize("deed", [("role", {"role": int(Role.READER)}), ("switch", {"active": "0"})])
def test_the_last_administrator_stays(client_as: ClientAs, deed: tuple[str, dict[str, object]]) -> None:
    person = User.objects.get(username="administrator")
    client = client_as(Role.ADMINISTRATOR)
    page = client.post(f"/en/people/{person.pk}/{deed[0]}/", deed[1], follow=True).content.decode()
    assert "last administrator" in page
    person.refresh_from_db()
    assert role_of(person) == Role.ADMINISTRATOR
    people.add_person("second", Role.ADMINISTRATOR, NEW, who="test")
    client.post(f"/en/people/{person.pk}/{deed[0]}/", deed[1])
    person.refresh_from_db()
    assert role_of(person) < Role.ADMINISTRATOR


def test_an_administrator_who_is_switched_off_does_not_count_as_one() -> None:
    second = people.add_person("second", Role.ADMINISTRATOR, NEW, who="test")
    people.set_active(second, active=False, who="test")
    with pytest.raises(UsageError) as refused:
        people.set_role(User.objects.get(username="administrator"), Role.READER, who="test")
    assert refused.value.code == "W162"


def test_switching_an_account_off_ends_its_sessions_and_voids_its_links(client_as: ClientAs) -> None:
    person = User.objects.get(username="analyst")
    administrator, signed_in = client_as(Role.ADMINISTRATOR), client_as(Role.ANALYST)
    link = link_of(administrator.post(f"/en/people/{person.pk}/password/").content.decode())
    administrator.post(f"/en/people/{person.pk}/switch/", {"active": "0"})
    assert signed_in.get("/en/").status_code == 302
    assert join(link) == 404
    administrator.post(f"/en/people/{person.pk}/switch/", {"active": "1"})
    client = Client()
    client.post("/en/accounts/login/", {"login": "analyst", "password": PASSWORD})
    assert client.get("/en/").status_code == 200


def test_guessing_links_is_stopped() -> None:
    statuses = [join(f"/en/accounts/invitation/guess-{n}/") for n in range(31)]
    assert statuses == [404] * 30 + [429]


def test_names_are_shown_as_text(client_as: ClientAs) -> None:
    User.objects.filter(username="reader").update(username="<b>reader</b>")
    assert "<b>reader" not in client_as(Role.ADMINISTRATOR).get("/ar/people/").content.decode()
