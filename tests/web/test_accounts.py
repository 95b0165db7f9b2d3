"""Signing in, second factors, sessions, and what of it the log holds."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, override_settings

from marsad.store import models
from marsad.store.settings import Settings, read_settings, template
from marsad.store.verify import verify
from marsad.store.workspace import Workspace
from marsad.web.roles import Role
from marsad.web.text import say

from .conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("site")
LOGIN = "/en/accounts/login/"
TEMPLATES = Path(settings.TEMPLATES[0]["DIRS"][0])
ClientAs = Callable[[Role], Client]


def sign_in(name: str, password: str = PASSWORD, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(LOGIN, {"login": name, "password": password})
    return client


def confirm(client: Client) -> Client:
    """Give the password again, as pages ask for before what matters; what was said so far is read."""
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/en/accounts/sessions/")
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def entries(action: str) -> list[models.LogEntry]:
    return list(models.LogEntry.objects.filter(action=action).order_by("number"))


@pytest.mark.parametrize(("password", "opens"), [(PASSWORD, True), ("wrong", False), ("", False)])
def test_a_name_and_its_password_open_the_site(password: str, opens: bool) -> None:
    assert is_in(sign_in("analyst", password)) is opens


def test_after_signing_in_one_is_where_one_wanted_to_be() -> None:
    answer = Client().post(LOGIN, {"login": "reader", "password": PASSWORD, "next": "/en/search/"})
    assert answer.headers["Location"] == "/en/search/"
    away = Client().post(LOGIN, {"login": "reader", "password": PASSWORD, "next": "https://example.org/"})
    assert away.headers["Location"] == "/en/"


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_wrong_password_is_told_in_the_language_of_the_page_and_the_name_is_kept(lang: str) -> None:
    page = (
        Client().post(f"/{lang}/accounts/login/", {"login": "reader", "password": "wrong"}).content.decode()
    )
    assert say("account.fault-mismatch", "ar" if lang == "ar" else "en") in page
    assert 'value="reader"' in page
    assert "wrong" not in page


def test_an_account_that_is_switched_off_opens_nothing(client_as: ClientAs) -> None:
    client = client_as(Role.READER)
    assert client.get("/en/").status_code == 200
    User.objects.filter(username="reader").update(is_active=False)
    assert client.get("/en/").status_code == 302
    assert not is_in(sign_in("reader"))


def test_guessing_is_stopped_also_with_the_right_password() -> None:
    for _ in range(5):
        sign_in("reviewer", "guess")
    assert not is_in(sign_in("reviewer"))
    assert is_in(sign_in("analyst"))


def test_guesses_at_many_names_are_stopped_by_address_and_a_header_does_not_help() -> None:
    statuses = {
        Client()
        .post(LOGIN, {"login": f"nobody{n}", "password": "x"}, headers={"x-forwarded-for": f"192.0.2.{n}"})
        .status_code
        for n in range(31)
    }
    assert statuses == {200, 429}


def test_nobody_signs_up() -> None:
    data = {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD}
    assert Client().post("/en/accounts/signup/", data).status_code == 405
    assert not User.objects.filter(username="intruder").exists()


# The log


def test_the_log_tells_of_sign_ins_and_holds_nothing_secret(site: Workspace) -> None:
    sign_in("analyst").post("/en/accounts/logout/")
    sign_in("analyst", "wrong-password-1")
    sign_in("my secret typed into the wrong field", "x")
    assert [entry.who for entry in entries("sign-in")] == ["analyst"]
    assert [entry.who for entry in entries("sign-out")] == ["analyst"]
    failed = [json.loads(entry.details) for entry in entries("sign-in-failed")]
    assert [details["person"] for details in failed] == ["analyst", None]
    everything = " ".join(models.LogEntry.objects.values_list("details", flat=True))
    for secret in (PASSWORD, "wrong-password-1", "my secret", "127.0.0.1"):
        assert secret not in everything
    assert [f for f in verify(site, reread=False) if f.kind != "note"] == []


def test_addresses_are_kept_only_where_the_settings_say_so(site: Workspace) -> None:
    sign_in("analyst")
    assert set(UserSession.objects.values_list("ip", flat=True)) == {"0.0.0.0"}
    site.settings = _with(site, "site.log_addresses = true")
    sign_in("reader")
    assert json.loads(entries("sign-in")[-1].details)["address"] == "127.0.0.1"


# Second factors


def test_a_code_of_the_app_is_asked_for_at_sign_in() -> None:
    secret = _set_up_app("reviewer")
    client = Client()
    answer = client.post(LOGIN, {"login": "reviewer", "password": PASSWORD})
    assert answer.headers["Location"] == "/en/accounts/2fa/authenticate/"
    assert not is_in(client)
    assert client.get("/en/").status_code == 302
    page = client.post("/en/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert say("account.fault-code", "en") in page
    client.post("/en/accounts/2fa/authenticate/", {"code": _code(secret)})
    assert is_in(client)


def test_the_secret_of_an_app_is_not_readable_in_the_database() -> None:
    secret = _set_up_app("reviewer")
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert stored != secret
    assert secret not in stored


def test_an_app_is_set_up_on_the_page() -> None:
    client = confirm(sign_in("analyst"))
    page = client.get("/en/accounts/2fa/totp/activate/").content.decode()
    (secret,) = re.findall(r"<code dir=\"ltr\">([A-Z2-7]+)</code>", page)
    answer = client.post("/en/accounts/2fa/totp/activate/", {"code": _code(secret)})
    assert answer.headers["Location"] == "/en/accounts/2fa/recovery-codes/"
    codes = re.findall(
        r"<li><code>(\d+)</code></li>", client.get(answer.headers["Location"]).content.decode()
    )
    assert len(codes) == 10
    other = sign_in("analyst")
    other.post("/en/accounts/2fa/authenticate/", {"code": codes[0]})
    assert is_in(other)
    again = sign_in("analyst")
    again.post("/en/accounts/2fa/authenticate/", {"code": codes[0]})
    assert not is_in(again), "a recovery code works once"


def test_who_needs_a_second_factor_comes_to_its_set_up_first(site: Workspace, client_as: ClientAs) -> None:
    site.settings = _with(site, 'site.require_second_factor = "reviewer"')
    for role, status in ((Role.ANALYST, 200), (Role.REVIEWER, 302), (Role.ADMINISTRATOR, 302)):
        assert client_as(role).get("/en/").status_code == status
    client = client_as(Role.REVIEWER)
    assert client.get("/en/").headers["Location"] == "/en/accounts/2fa/"
    page = client.get("/en/accounts/2fa/").content.decode()
    assert say("account.factor-needed", "en") in page
    _set_up_app("reviewer")
    assert client.get("/en/").status_code == 200


def test_a_factor_that_the_role_needs_is_not_taken_away(site: Workspace) -> None:
    site.settings = _with(site, 'site.require_second_factor = "reviewer"')
    secret = _set_up_app("reviewer")
    client = sign_in("reviewer")
    client.post("/en/accounts/2fa/authenticate/", {"code": _code(secret)})
    page = confirm(client).post("/en/accounts/2fa/totp/deactivate/").content.decode()
    assert say("account.fault-last-factor", "en") in page
    assert Authenticator.objects.filter(type="totp").exists()


# Passwords and sessions


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "password.too-short"),
        ("password1234", "password.common"),
        ("839201748392017", "password.digits"),
        ("theanalyst12", "password.like-name"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(lang: str, password: str, fault: str) -> None:
    page = sign_in("analyst").post(
        f"/{lang}/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )
    assert say(fault, "ar" if lang == "ar" else "en", least=12) in page.content.decode().replace(
        "&#x27;", "'"
    )
    assert is_in(sign_in("analyst"))


def test_a_new_password_ends_other_sessions() -> None:
    here, there = sign_in("analyst"), sign_in("analyst")
    new = "another-long-passphrase"
    here.post("/en/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/en/").status_code == 200
    assert there.get("/en/").status_code == 302
    assert [entry.who for entry in entries("password")] == ["analyst"]


def test_other_sessions_are_listed_and_ended() -> None:
    here, there = sign_in("analyst"), Client(headers={"user-agent": "Lynx <old>"})
    sign_in("analyst", client=there)
    page = here.get("/en/accounts/sessions/").content.decode()
    assert "Lynx &lt;old&gt;" in page
    here.post("/en/accounts/sessions/")
    assert here.get("/en/").status_code == 200
    assert there.get("/en/").status_code == 302


def test_a_session_ends_after_the_hours_of_the_settings() -> None:
    assert sign_in("analyst").session.get_expiry_age() <= 12 * 3600


# What browsers are told


def test_no_template_holds_code_or_styles_that_the_policy_forbids() -> None:
    inline = re.compile(
        r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.I
    )
    found = {
        f"{path.relative_to(TEMPLATES)}: {hit.group().strip()}"
        for path in TEMPLATES.rglob("*.html")
        for hit in inline.finditer(re.sub(r"{[{%#].*?[}%#]}", "", path.read_text("utf-8")))
    }
    assert found == set()


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "logout/",
        "2fa/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "2fa/totp/activate/",
        "sessions/",
        "password/change/",
        "reauthenticate/",
    ],
)
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_pages_of_accounts_are_ours_in_both_languages(lang: str, path: str) -> None:
    client = Client() if path == "login/" else confirm(sign_in("analyst"))
    answer = client.get(f"/{lang}/accounts/{path}")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'<html lang="{lang}"' in page
    assert "<h1>" in page
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=", page)
    if lang == "ar":
        shown = re.sub(r"<script.*?</script>|<[^>]+>|\S*://\S*", " ", page, flags=re.S)
        shown = re.sub(r"Marsad|UTC|English|analyst|[A-Z2-7]{16,}", "", shown)
        assert re.findall(r"[A-Za-z]{3,}", shown) == []
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_checks_for_a_served_site_find_nothing(tmp_path: Path) -> None:
    (tmp_path / "marsad.toml").write_text(template({}), "utf-8")
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("MARSAD_", "DJANGO_"))}
    code = (
        "import sys; from pathlib import Path; from marsad.web.setup import prepare;"
        "prepare(Path(sys.argv[1]), hosts=['marsad.example.org'], https=True);"
        "from django.core.management import call_command;"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    command = [sys.executable, "-c", code, tmp_path]
    done = subprocess.run(command, env=mine, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


# Errors


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_errors_say_what_to_do_in_the_language_of_the_page(client_as: ClientAs, lang: str) -> None:
    told = "ar" if lang == "ar" else "en"
    missing = client_as(Role.READER).get(f"/{lang}/nothing-here/")
    assert missing.status_code == 404
    assert say("error.404", told) in missing.content.decode().replace("&#x27;", "'")
    refused = client_as(Role.READER).get(f"/{lang}/people/")
    assert refused.status_code == 403
    assert say("error.403", told) in refused.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_form_without_its_token_is_refused_and_says_what_to_do(lang: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"/{lang}/accounts/login/", {"login": "reader", "password": "my-secret"})
    assert answer.status_code == 403
    page = answer.content.decode().replace("&#x27;", "'")
    assert say("error.csrf", "ar" if lang == "ar" else "en") in page
    assert "my-secret" not in page


def test_a_host_that_is_not_ours_is_refused() -> None:
    answer = Client(headers={"host": "evil.example"}).get("/en/")
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


def test_a_mistake_of_ours_is_told_without_its_details(
    client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the server")

    client = client_as(Role.ADMINISTRATOR)
    client.raise_request_exception = False
    monkeypatch.setattr("marsad.web.people.people", broken)
    with override_settings(DEBUG=False):
        answer = client.get("/en/people/")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert say("error.500-title", "en") in answer.content.decode()


def _set_up_app(name: str) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(User.objects.get(username=name), secret)
    return secret


def _code(secret: str) -> str:
    now = next(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, now))


def _with(site: Workspace, line: str) -> Settings:
    """The workspace's settings with one of them set."""
    key, _, value = line.partition(" = ")
    name = key.rpartition(".")[2]
    path = site.folder / "marsad.toml"
    text, changed = re.subn(rf"(?m)^{name} = .*$", f"{name} = {value}", path.read_text("utf-8"))
    assert changed == 1
    path.write_text(text, "utf-8")
    return read_settings(path)
