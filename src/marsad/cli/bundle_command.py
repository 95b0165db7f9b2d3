"""``marsad bundle``: an incident for another party to check."""

from __future__ import annotations

import argparse
from pathlib import Path

from marsad.cli import FINE
from marsad.cli.console import screen, summary_lines
from marsad.cli.workspace import opened
from marsad.messages import word


def run(options: argparse.Namespace) -> int:
    """Write the bundle, and say which digest to tell the other party."""
    workspace = opened(options)
    from marsad.actions.bundle_incident import bundle_incident

    bundled = bundle_incident(
        workspace,
        options.incident,
        Path(options.output),
        with_originals=options.with_originals,
        with_protected=options.with_protected,
    )
    rows: list[tuple[str, object]] = [
        ("summary.written", bundled.path),
        ("bundle.reports", bundled.reports),
        ("bundle.originals", bundled.originals),
        ("bundle.left-out", bundled.left_out),
        ("bundle.protected", bundled.protected),
    ]
    console = screen()
    console.print(summary_lines(rows))
    console.print(f"{word('bundle.sha256')}: {bundled.sha256}", soft_wrap=True)
    console.print(word("bundle.tell"), style="bold", soft_wrap=True)
    return FINE
