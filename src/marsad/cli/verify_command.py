"""``marsad verify``: is everything as it was when it was kept?"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Final

import msgspec

from marsad.cli import FAILED, FINE
from marsad.cli.console import printable, screen, summary_lines
from marsad.cli.progress import Spinner
from marsad.cli.workspace import opened
from marsad.messages import language, word

#: Things between two signs of progress.
_TOLD: Final = 100

if TYPE_CHECKING:
    from rich.console import Console

    from marsad.store.verify import Finding, Tally


def run(options: argparse.Namespace) -> int:
    """Print each finding as it is found, then what was checked; 1 where something is wrong."""
    workspace = opened(options)
    from marsad.actions.verify_workspace import verify_workspace
    from marsad.store.verify import Tally

    failed = 0
    console = screen()
    with Spinner(screen(stderr=True), wanted=not options.quiet) as spinner:
        tally = Tally(lambda what, count: spinner.show(_counted(what, count)), every=_TOLD)
        for finding in verify_workspace(workspace, tally, reread=not options.quick):
            failed += finding.kind != "note"
            if options.json:
                _print_json(finding.as_data())
            elif finding.kind != "note" or not options.quiet:
                _print(finding, console)
    if options.json:
        _print_json({"checked": tally.counts, "findings": failed})
    elif not options.quiet:
        _summary(tally, failed, console)
    return FAILED if failed else FINE


def _counted(what: str, count: int) -> str:
    return f"{word(f'verify.{what}')}: {count:,}"


def _print_json(data: dict[str, object]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(data) + b"\n")
    sys.stdout.buffer.flush()


def _print(finding: Finding, console: Console) -> None:
    style = "dim" if finding.kind == "note" else "red"
    sentence = printable(f"{finding.code} {finding.sentence(language())}")
    console.print(sentence, style=style, soft_wrap=True)


def _summary(tally: Tally, failed: int, console: Console) -> None:
    console.print(summary_lines((f"verify.{what}", count) for what, count in tally.counts.items()))
    sentence = word("verify.findings", count=f"{failed:,}") if failed else word("verify.fine")
    console.print(sentence, style="red" if failed else "green", soft_wrap=True)
