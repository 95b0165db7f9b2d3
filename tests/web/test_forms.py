"""Every form keeps what was typed when it can't be taken, and tells what is wrong, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from marsad.web.roles import Role
from marsad.web.views import public

pytestmark = pytest.mark.usefixtures("site", "_public")
As = Callable[[Role], Client]
#: Something that is no day, no number and no name, and has to be escaped.
_ODD = "x\"<'أمس"

#: Forms in an address, with the fields that can't be understood.
_ASKED = [
    ("", "since until actor voices killed"),
    ("search/", "since until"),
    ("tallies/", "since until"),
    ("movements/", "since until actor"),
    ("actors/", "since until"),
    ("log/", "since until"),
    ("public/", "since until"),
]
#: Forms that are sent: the path, what is typed, and the fields that come back.
_SENT = [
    ("accounts/login/", {"login": _ODD, "password": "wrong"}, "login"),
    ("people/invite/", {"role": "2", "name": "reader"}, "role name"),
    ("add-source/", {"name": "اسم <جديد>", "url": "no address", "kind": "feed"}, "name url"),
]


@pytest.fixture
def _public(monkeypatch: pytest.MonkeyPatch) -> None:
    """The public pages are on."""
    real = public.policy_of
    monkeypatch.setattr(public, "policy_of", lambda settings: real(settings)._replace(on=True))


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(("path", "names"), _ASKED)
def test_a_form_in_the_address_keeps_what_it_cannot_understand(
    client_as: As, path: str, names: str, lang: str
) -> None:
    client = client_as(Role.ADMINISTRATOR)
    right = client.get(f"/{lang}/{path}").content.decode()
    for name in names.split():
        answer = client.get(f"/{lang}/{path}", {name: _ODD})
        html = answer.content.decode()
        assert answer.status_code in (200, 400), name
        assert _value(html, name) == _ODD, name
        assert _faults(html) > _faults(right), name


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(("path", "typed", "kept"), _SENT)
def test_a_form_that_is_refused_comes_back_with_what_was_typed(
    client_as: As, path: str, typed: dict[str, str], kept: str, lang: str
) -> None:
    client = Client() if "login" in path else client_as(Role.ADMINISTRATOR)
    answer: Any = client.post(f"/{lang}/{path}", typed)
    html = answer.content.decode()
    assert answer.status_code in (200, 400, 409, 422)
    assert {name: _value(html, name) for name in kept.split()} == {name: typed[name] for name in kept.split()}
    assert _faults(html)


def _value(html: str, name: str) -> str | None:
    """What a field of the page holds; None where there is no such field, or nothing in it."""
    field = re.search(rf'<input\b[^>]*\bname="{name}"[^>]*>', html)
    if field:
        value = re.search(r'\bvalue="([^"]*)"', field[0])
        return unescape(value[1]) if value else None
    choice = re.search(rf'<select\b[^>]*\bname="{name}".*?</select>', html, re.DOTALL)
    found = re.search(r'<option value="([^"]*)"[^>]*\bselected', choice[0]) if choice else None
    return unescape(found[1]) if found else None


def _faults(html: str) -> int:
    """How many faults a page tells."""
    return len(re.findall(r'role="alert"|class="error"|class="errorlist"', html))
