"""``marsad user``: who may work on the site of a workspace: add, list, change the role."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from rich.table import Table

from marsad.cli import FINE
from marsad.cli.console import printable, screen
from marsad.errors import UsageError
from marsad.messages import language, word
from marsad.store.workspace import Workspace


def run(options: argparse.Namespace) -> int:
    """Do what is asked with the accounts of a workspace."""
    from marsad.store.database import migrate
    from marsad.web.setup import prepare

    workspace = prepare(Path(options.workspace))
    migrate()
    if options.deed == "add":
        _add(options, workspace)
    elif options.deed == "role":
        _role(options, workspace)
    else:
        _list()
    return FINE


def _add(options: argparse.Namespace, workspace: Workspace) -> None:
    from marsad.web import people

    role = _role_named(options.role)
    console = screen()
    if options.password:
        user = people.add_person(options.name, role, _asked_password(), who=workspace.person)
        shown = printable(user.username)
        console.print(word("user.added", name=shown, role=word(f"role.{role.group}")), soft_wrap=True)
        return
    invitation, token = people.invite(role, who=workspace.person, name=options.name)
    console.print(word("user.link", name=printable(invitation.name), days=people.LINK_DAYS), soft_wrap=True)
    console.print(_address(workspace, token), soft_wrap=True)


def _role(options: argparse.Namespace, workspace: Workspace) -> None:
    from marsad.web import people

    role = _role_named(options.role)
    user = people.find_person(options.name)
    people.set_role(user, role, who=workspace.person)
    shown = printable(user.username)
    screen().print(word("user.role-changed", name=shown, role=word(f"role.{role.group}")), soft_wrap=True)


def _list() -> None:
    from marsad.web import people

    table = Table(box=None)
    for head in ("name", "role", "factors", "last", "state"):
        table.add_column(word(f"user.head.{head}"))
    for person in people.people():
        seen = f"{person.last_sign_in:%Y-%m-%dT%H:%M}Z" if person.last_sign_in else "–"
        state = "" if person.active else word("user.off")
        role = word(f"role.{person.role.group}")
        table.add_row(printable(person.name), role, str(person.factors), seen, state)
    screen().print(table)


def _role_named(name: str):  # type: ignore[no-untyped-def]  # its class is loaded late
    from marsad.web.roles import Role

    return Role[name.upper()]


def _asked_password() -> str:
    """The password as typed, twice and unseen, or as the line that another program sends.

    Raises:
        UsageError: What was typed differs (W166).
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass(word("user.password") + " ")
    if getpass.getpass(word("user.password-again") + " ") != password:
        raise UsageError("W166")
    return password


def _address(workspace: Workspace, token: str) -> str:
    """Where the link leads to; on this computer, the port is that of ``marsad serve``."""
    from django.urls import reverse
    from django.utils import translation

    hosts = workspace.settings.words("site.hosts")
    scheme = "https" if workspace.settings.flag("site.https") else "http"
    host = hosts[0] if hosts else "localhost:8000"
    with translation.override(language()):
        return f"{scheme}://{host}{reverse('invitation', kwargs={'token': token})}"
