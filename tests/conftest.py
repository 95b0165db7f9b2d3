"""Fixtures that several folders use: a workspace on each database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from marsad.store.workspace import Workspace
    from storekit import Backend, Databases


@pytest.fixture(scope="session")
def databases(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Databases]:
    """Fresh databases of both kinds; a server starts when a test first asks for it."""
    from storekit import databases

    with contextlib.ExitStack() as stack:
        if request.config.pluginmanager.hasplugin("django"):  # it may forbid all databases but its own
            blocker = request.getfixturevalue("django_db_blocker")
            if blocker is not None:
                stack.enter_context(blocker.unblock())
        yield stack.enter_context(databases(tmp_path_factory.mktemp("databases")))


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """The kind of database; a test that is about something else may fix it by parametrizing."""
    kind: Backend = request.param
    return kind


@pytest.fixture
def workspace(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[Workspace]:
    """A new, open workspace on a database of the kind, in ``tmp_path / "workspace"``."""
    from marsad.store.workspace import create_workspace
    from storekit import disconnect

    folder = tmp_path / "workspace"
    folder.mkdir()
    address = databases.fresh(backend, folder)
    yield create_workspace(folder, person="tester", database=address)
    disconnect()
