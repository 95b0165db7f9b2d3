"""Who may open what: a row of permissions.csv for every address, tried with every role.

A row has the status that each role gets by the first method that the view answers to; strangers
who get 302 must be on their way to sign in, unless the row's ``to`` names another place. Values for
parts of an address are looked up by the part's name in `_values`.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from marsad.store import models
from marsad.web.middleware import guarded_elsewhere
from marsad.web.roles import Role, least_role, methods_of
from storekit import disconnect

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Address(NamedTuple):
    """An address of the site by its name."""

    name: str
    view: Callable[..., Any]
    parts: tuple[str, ...]


def _addresses(resolver: URLResolver, parts: tuple[str, ...] = ()) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        inside = parts + tuple(getattr(pattern.pattern, "converters", {}))
        if isinstance(pattern, URLPattern):
            yield Address(pattern.name or str(pattern.pattern), pattern.callback, inside)
        else:
            yield from _addresses(pattern, inside)


_ALL = list(_addresses(get_resolver()))
ADDRESSES = {address.name: address for address in _ALL}
with (Path(__file__).parent / "permissions.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = {row["name"]: row for row in csv.DictReader(_file)}


@pytest.fixture(scope="module")
def values(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """One site for all rows, and what it has for the parts of addresses."""
    from marsad.web.setup import prepare

    folder = tmp_path_factory.mktemp("permissions") / "workspace"
    shutil.copytree(filled, folder)
    prepare(folder)
    yield _values()
    disconnect()


def _values() -> dict[str, Any]:
    from django.contrib.auth.models import User

    incident = models.Incident.objects.filter(events__gt=0).order_by("key").first()
    version = models.ReportVersion.objects.filter(current=True).order_by("pk").first()
    assert incident
    assert version
    return {
        "key": incident.key,
        "incident": incident.key,
        "other": models.Incident.objects.filter(events__gt=0).order_by("key")[1].key,
        "doc": version.report.doc,
        "report": version.report_id,
        "version": version.pk,
        "event": models.Event.objects.filter(current=True).order_by("key").values_list("key", flat=True)[0],
        "source": version.report.source_id,
        "person": User.objects.get(username="reader").pk,
        "invitation": 1,
        "session": 1_000_000,
        "job": 1_000_000,
        "number": 1,
        "actor": models.Actor.objects.order_by("id").values_list("id", flat=True)[0],
        "tally": _a_tally(),
        "series": "none",
        "form": "csv",
        "band": 0,
        "pk": 1,
        "token": "none",
    }


def _a_tally() -> str:
    from marsad.actions.count_tallies import tally_figures
    from marsad.web.tallyrows import slug_of
    from marsad.web.workspace import current

    found = tally_figures(current())
    assert found
    return slug_of(found.data.tallies[0].key)


def _client(role: Role) -> Client:
    from django.contrib.auth.models import User

    client = Client(raise_request_exception=False)
    if role > Role.STRANGER:
        client.force_login(User.objects.get(username=role.group))
    return client


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(ROWS) == sorted(address.name for address in _ALL)  # two of one name need two rows


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_every_view_names_its_role(name: str) -> None:
    view = ADDRESSES[name].view
    assert least_role(view) is not None or guarded_elsewhere(view)


@pytest.mark.parametrize("name", sorted(ADDRESSES.keys() & ROWS.keys()))
def test_each_role_gets_what_the_table_says(name: str, values: dict[str, Any]) -> None:
    row = ROWS[name]
    path = _path(name, values)
    method = (methods_of(ADDRESSES[name].view) or ("GET",))[0]
    got = {role.group: _client(role).generic(method, path) for role in Role}
    assert {role: str(answer.status_code) for role, answer in got.items()} == {
        role.group: row[role.group] for role in Role
    }
    least = least_role(ADDRESSES[name].view)
    if least is None or least > Role.STRANGER:
        sent = got["stranger"]
        assert sent.status_code != 302 or (row["to"] or "/accounts/login/?next=") in sent.headers["Location"]


@pytest.mark.parametrize("name", sorted(ADDRESSES.keys() & ROWS.keys() - {"choose-language"}))
def test_no_method_opens_what_the_table_shuts(name: str, values: dict[str, Any]) -> None:
    path = _path(name, values)
    shut = [role for role in Role if ROWS[name][role.group] == "403"]
    if ROWS[name]["stranger"] == "302":
        shut.append(Role.STRANGER)
    for role in shut:
        for method in _METHODS:
            answer = _client(role).generic(method, path)
            is_sent_away = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
            is_empty = method == "OPTIONS" and not answer.content  # only tells which methods there are
            assert is_sent_away or is_empty or answer.status_code in (403, 404, 405), (role, method)


@pytest.mark.parametrize("name", sorted(n for n, a in ADDRESSES.items() if methods_of(a.view)))
def test_other_methods_are_refused(name: str, values: dict[str, Any]) -> None:
    client, path = _client(Role.ADMINISTRATOR), _path(name, values)
    for method in _METHODS:
        if method not in methods_of(ADDRESSES[name].view):
            assert client.generic(method, path).status_code == 405, method


def _path(name: str, values: dict[str, Any]) -> str:
    parts = ADDRESSES[name].parts
    missing = [part for part in parts if part not in values]
    assert missing == [], "give an example of it in _values"
    return reverse(name, kwargs={part: values[part] for part in parts})
