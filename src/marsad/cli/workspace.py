"""The workspace that a command works in."""

from __future__ import annotations

import argparse
from pathlib import Path

from marsad.store.workspace import Workspace, open_workspace


def opened(options: argparse.Namespace) -> Workspace:
    """The workspace of ``--workspace``, of ``MARSAD_WORKSPACE``, or of the current folder.

    Raises: see `marsad.store.workspace.open_workspace`.
    """
    return open_workspace(Path(options.workspace))
