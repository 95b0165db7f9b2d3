"""``marsad init``: make a workspace."""

from __future__ import annotations

import argparse
from pathlib import Path

from marsad.cli import FINE
from marsad.cli.console import screen
from marsad.messages import word
from marsad.store.settings import FILE_NAME
from marsad.store.workspace import create_workspace


def run(options: argparse.Namespace) -> int:
    """Make the workspace and tell where its settings are."""
    folder = Path(options.folder or options.workspace)
    workspace = create_workspace(folder, person=options.person, database=options.database)
    path = workspace.folder / FILE_NAME
    screen(stderr=True).print(word("init.made", path=path, person=workspace.person), soft_wrap=True)
    return FINE
