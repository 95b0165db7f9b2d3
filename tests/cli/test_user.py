"""marsad user: accounts of the site from the command line."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storekit import Databases, disconnect, ready_django

ready_django()

from django.contrib.auth.models import User  # noqa: E402 – Django has to be ready
from django.test import Client  # noqa: E402

from marsad.store import models  # noqa: E402
from marsad.web.roles import Role, role_of  # noqa: E402

Marsad = Callable[..., tuple[int, str, str]]
NEW = "seven unrelated lanterns"


@pytest.fixture
def user(databases: Databases, tmp_path: Path, marsad: Marsad) -> Iterator[Marsad]:
    """Run ``marsad user …`` in a new workspace."""
    databases.fresh("sqlite", tmp_path)
    assert marsad("init", tmp_path, "--person", "tester")[0] == 0

    def run(*arguments: object) -> tuple[int, str, str]:
        return marsad("--workspace", tmp_path, "user", *arguments)

    yield run
    disconnect()


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_link_that_is_printed_makes_the_account(user: Marsad, lang: str) -> None:
    status, out, _ = user("add", "boss", "--role", "administrator", "--lang", lang)
    assert status == 0
    (path,) = re.findall(rf"http://localhost:8000(/{lang}/accounts/invitation/\S+/)", out)
    answer = Client(headers={"host": "localhost"}).post(path, {"password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    assert role_of(User.objects.get(username="boss")) == Role.ADMINISTRATOR


def test_a_password_can_be_sent_by_another_program(user: Marsad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{NEW}\n"))
    assert user("add", "mona", "--role", "analyst", "--password", "--lang", "en")[0] == 0
    assert User.objects.get(username="mona").check_password(NEW)
    assert NEW not in " ".join(models.LogEntry.objects.values_list("details", flat=True))


def test_accounts_are_listed_and_get_other_roles(user: Marsad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{NEW}\n"))
    user("add", "mona", "--role", "analyst", "--password")
    assert user("role", "mona", "--role", "reviewer")[0] == 0
    _, out, _ = user("list", "--lang", "en")
    assert re.search(r"mona +reviewer", out)
    _, out, _ = user("list", "--lang", "ar")
    assert re.search(r"mona +مراجع", out)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("role", "nobody", "--role", "reader"), "W161"),
        (("add", "two words", "--role", "reader"), "W163"),
        (("add", "mona", "--role", "reader", "--password"), "W164"),
    ],
)
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_what_cannot_be_done_is_told_in_a_sentence(
    user: Marsad, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: str, lang: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    status, _, err = user(*arguments, "--lang", lang)
    assert status == 2
    assert err.startswith(code)
    assert not User.objects.exists()
