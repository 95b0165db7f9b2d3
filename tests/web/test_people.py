"""People and links on both databases, also when two act at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connections

from marsad.errors import UsageError
from marsad.store import models
from marsad.store.verify import verify
from marsad.store.workspace import Workspace
from marsad.web import people
from marsad.web.roles import Role, role_of
from marsad.web.workspace import serve

NEW = "seven unrelated lanterns"


def code_of(deed: object) -> str:
    """The code of the refusal that a deed ended with; empty where it was done."""
    try:
        deed()  # type: ignore[operator]
    except UsageError as error:
        return error.code
    finally:
        connections.close_all()
    return ""


def test_a_life_of_an_account_is_in_the_log_and_the_log_is_sound(workspace: Workspace) -> None:
    serve(workspace)
    _, token = people.invite(Role.REVIEWER, who="tester")
    person = people.accept(token, "سالم", NEW)
    assert role_of(person) == Role.REVIEWER
    people.set_role(person, Role.ADMINISTRATOR, who="tester")
    with pytest.raises(UsageError) as refused:
        people.set_active(person, active=False, who="tester")
    assert refused.value.code == "W162"
    people.add_person("second", Role.ADMINISTRATOR, NEW, who="tester")
    people.set_active(person, active=False, who="سالم")
    actions = models.LogEntry.objects.order_by("number").values_list("action", flat=True)
    assert list(actions) == ["invite", "join", "role", "join", "deactivate"]
    assert list(verify(workspace)) == []


def test_one_link_opened_twice_at_once_makes_one_account(workspace: Workspace) -> None:
    serve(workspace)
    _, token = people.invite(Role.READER, who="tester")
    with ThreadPoolExecutor(2) as both:
        codes = list(
            both.map(lambda name: code_of(lambda: people.accept(token, name, NEW)), ("first", "other"))
        )
    assert sorted(codes) == ["", "W165"]
    assert User.objects.count() == 1


def test_two_administrators_cannot_take_each_others_role_at_once(workspace: Workspace) -> None:
    serve(workspace)
    pair = [people.add_person(name, Role.ADMINISTRATOR, NEW, who="tester") for name in ("one", "two")]
    with ThreadPoolExecutor(2) as both:
        codes = list(
            both.map(lambda user: code_of(lambda: people.set_role(user, Role.READER, who="tester")), pair)
        )
    assert sorted(codes) == ["", "W162"]
    assert sum(role_of(user) == Role.ADMINISTRATOR for user in User.objects.all()) == 1
