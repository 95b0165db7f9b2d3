"""Django made ready for the site of a workspace; for the server, its workers and tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from marsad.store.workspace import Workspace, closed_workspace


def prepare(
    folder: Path, *, hosts: Sequence[str] = ("localhost", "127.0.0.1"), https: bool = False
) -> Workspace:
    """Configure Django for a workspace's site; once in a process.

    Raises:
        UsageError: The folder holds no workspace (W101) or its settings can't be read.
    """
    import django
    from django.conf import settings

    from marsad.web.settings import web_settings

    workspace = closed_workspace(folder)
    settings.configure(**web_settings(workspace, hosts=hosts, https=https))
    django.setup()
    return workspace
