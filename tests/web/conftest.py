"""A site on a real workspace that holds the sample reports, and people of every role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storekit import Databases, disconnect, ready_django

ready_django()

from marsad.web.roles import Role  # noqa: E402 – Django has to be ready

if TYPE_CHECKING:
    from django.test import Client

    from marsad.store.workspace import Workspace

PASSWORD = "a-long-enough-password"


@pytest.fixture(scope="session", autouse=True)
def _watched_templates() -> Iterator[None]:
    """Answers of the test client tell the context that their templates were given."""
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    yield
    teardown_test_environment()


@pytest.fixture(scope="session")
def filled(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace with the sample reports added, read and linked; tests copy it."""
    from marsad.actions.add_reports import add
    from marsad.actions.link_incidents import link
    from marsad.actions.read_kept import read_unread
    from marsad.store.workspace import create_workspace

    folder = tmp_path_factory.mktemp("site") / "workspace"
    folder.mkdir()
    address = databases.fresh("sqlite", folder)
    workspace = create_workspace(folder, person="tester", database=address)
    add(workspace, [str(files("marsad") / "samples" / "reports.jsonl")])
    read_unread(workspace)
    link(workspace)
    _add_people()
    disconnect()
    return folder


@pytest.fixture
def site(filled: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The site of a workspace with the sample reports; a test may write to it as it likes."""
    from django.core.cache import cache

    from marsad.web.setup import prepare

    folder = tmp_path / "workspace"
    shutil.copytree(filled, folder)
    cache.clear()  # of attempts to sign in
    yield prepare(folder)
    disconnect()


@pytest.fixture
def client_as(site: Workspace) -> Callable[[Role], Client]:  # noqa: ARG001
    """Makes browsers in which a person of the role has signed in; a stranger has not."""
    from django.contrib.auth.models import User
    from django.test import Client

    def make(role: Role) -> Client:
        client = Client()
        if role > Role.STRANGER:
            client.force_login(User.objects.get(username=role.group))
        return client

    return make


def _add_people() -> None:
    """A person for each role, called by its name."""
    from django.contrib.auth.models import Group, User

    for role in Role:
        if role > Role.STRANGER:
            person = User.objects.create_user(role.group, password=PASSWORD)
            person.groups.add(Group.objects.get_or_create(name=role.group)[0])
