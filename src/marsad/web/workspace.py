"""The workspace that this process serves."""

from __future__ import annotations

from typing import Final

from marsad.store.workspace import Workspace

_SERVED: Final[list[Workspace]] = []


def serve(workspace: Workspace) -> None:
    """Take a workspace as the one that pages are about; tests serve one after the other."""
    _SERVED[:] = [workspace]


def current() -> Workspace:
    """The workspace that pages are about. Its settings are those of when the server started.

    Raises:
        RuntimeError: `marsad.web.setup.prepare` has not run.
    """
    if not _SERVED:
        raise RuntimeError("no workspace is served; call marsad.web.setup.prepare first")
    return _SERVED[0]
