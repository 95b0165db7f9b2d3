"""Django made ready for the site of a workspace; for the server, its workers and tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from marsad.store.workspace import Workspace, closed_workspace


def prepare(folder: Path, *, hosts: Sequence[str] | None = None, https: bool | None = None) -> Workspace:
    """Configure Django for a workspace's site, and serve it.

    A process can be configured once; a further call opens the other workspace's database and
    keeps hosts and security as they are.

    Args:
        folder: The workspace.
        hosts: Names under which the site is reached; None takes ``site.hosts``.
        https: Whether browsers reach it through https; None takes ``site.https``.
    Raises:
        UsageError: The folder holds no workspace (W101) or its settings can't be read.
    """
    import django
    from django.conf import settings

    from marsad.store.database import connect
    from marsad.web.settings import web_settings
    from marsad.web.workspace import serve

    workspace = closed_workspace(folder)
    if settings.configured:
        connect(workspace.settings.text("database.address"), workspace.folder)
    else:
        settings.configure(**web_settings(workspace, hosts=hosts, https=https))
        django.setup()
    serve(workspace)
    return workspace
