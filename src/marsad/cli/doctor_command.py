"""``marsad doctor``: is this installation in order?"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.table import Table

from marsad.actions.check_installation import Check, check_installation
from marsad.cli import FAILED, FINE
from marsad.cli.console import screen
from marsad.messages import word


def run(options: argparse.Namespace) -> int:  # noqa: ARG001  (every command takes its options)
    """Print the state of the installation; 1 where something is wrong."""
    check = check_installation(Path.cwd())
    console = screen()
    for table in (_packages(check), _tables(check), _rest(check)):
        console.print(table)
    for fault in check.faults:
        console.print(f"{word('doctor.wrong')}: {fault}", style="red", soft_wrap=True)
    if not check.faults:
        console.print(word("doctor.fine"), style="green")
    return FAILED if check.faults else FINE


def _packages(check: Check) -> Table:
    table = Table(word("doctor.package"), word("doctor.version"), box=None, padding=(0, 2, 0, 0))
    for name, version in check.packages.items():
        table.add_row(name, version)
    return table


def _tables(check: Check) -> Table:
    table = Table(word("doctor.table"), word("doctor.rows"), "SHA-256", box=None, padding=(0, 2, 0, 0))
    for state in check.tables:
        table.add_row(state.name, "" if state.rows is None else f"{state.rows:,}", state.sha256)
    return table


def _rest(check: Check) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_row(word("doctor.languages"), ", ".join(check.languages))
    table.add_row(word("doctor.writing"), "✓" if check.writable else "✗")
    table.add_row(word("doctor.load"), "-" if check.load_s is None else f"{check.load_s:.2f}")
    table.add_row(word("doctor.read"), "-" if check.read_ms is None else f"{check.read_ms:.1f}")
    return table
