"""``marsad demo --site``: the site of a workspace with the sample reports, open until Ctrl-C."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.table import Table

from marsad.actions.demo_site import make_demo_site
from marsad.actions.read_samples import samples_exist
from marsad.cli import FAILED, FINE
from marsad.cli.console import screen
from marsad.cli.serve_command import check_address, serve
from marsad.errors import UsageError
from marsad.messages import Lang, word

if TYPE_CHECKING:
    from marsad.actions.demo_site import Account
    from marsad.store.workspace import Workspace

#: The folder inside the one for results.
FOLDER: Final = "demo"
_HOST: Final = "127.0.0.1"
_LANGUAGES: Final[tuple[Lang, ...]] = ("ar", "en")
#: Ports that are tried from the one asked for on.
_TRIED: Final = 20


def run(options: argparse.Namespace) -> int:
    """Make the site, tell how to sign in, and serve it, unless ``MARSAD_NO_SERVE`` is set."""
    console = screen()
    if not samples_exist():
        console.print(word("demo.none"), style="red")
        return FAILED
    for lang in _LANGUAGES:
        console.print(word("demo.site-making", lang), soft_wrap=True)
    workspace, accounts = make_demo_site(Path(options.output) / FOLDER)
    port = _free_port(workspace, options.port)
    _tell(accounts, port)
    if os.environ.get("MARSAD_NO_SERVE"):
        return FINE
    for lang in _LANGUAGES:
        console.print(word("demo.site-starting", lang), soft_wrap=True)
    return serve(workspace, _HOST, port, 1, opened=lambda: _say_open(port))


def _free_port(workspace: Workspace, wanted: int) -> int:
    """The port that was asked for, or the first free one after it.

    Raises:
        UsageError: All of them are taken (W151).
    """
    for port in range(wanted, wanted + _TRIED):
        try:
            check_address(workspace, _HOST, port)
        except UsageError:
            if port + 1 == wanted + _TRIED:
                raise
        else:
            return port
    return wanted


def _tell(accounts: Sequence[Account], port: int) -> None:
    """Addresses and accounts, in both languages beside each other."""
    console = screen()
    addresses = Table.grid(padding=(0, 2))
    for lang in _LANGUAGES:
        addresses.add_row(word("demo.site-address", lang), f"http://{_HOST}:{port}/{lang}/")
    people = Table(box=None, padding=(0, 2), header_style="dim")
    for key in ("role", "name", "password"):
        people.add_column(" · ".join(word(f"demo.site-{key}", lang) for lang in _LANGUAGES), no_wrap=True)
    for account in accounts:
        role = " · ".join(word(f"role.{account.name}", lang) for lang in _LANGUAGES)
        people.add_row(role, account.name, account.password)
    console.print("", addresses, "", people, "")


def _say_open(port: int) -> None:
    for lang in _LANGUAGES:
        text = word("serve.open", lang, address=f"http://{_HOST}:{port}/{lang}/")
        screen().print(text, style="bold green", soft_wrap=True)
