"""A workspace to try things out in: the sample reports, and an account for each role."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from marsad.store.settings import FILE_NAME
from marsad.store.workspace import Workspace, write_settings


class Account(NamedTuple):
    """An account of the demonstration: the role is its name too."""

    name: str
    password: str


def make_demo_site(folder: Path) -> tuple[Workspace, Sequence[Account]]:
    """Make the workspace, or take the one that an earlier call made, and give its accounts new passwords.

    What somebody decided there meanwhile stays. It configures Django for the site, which a process
    can do once.

    Raises:
        UsageError: The folder can't be made (W109) or its settings can't be read.
    """
    if not (folder / FILE_NAME).exists():
        write_settings(folder, person="demo")
    from marsad.store.database import migrate
    from marsad.web.setup import prepare

    workspace = prepare(folder)
    migrate()
    _take_samples(workspace)
    return workspace, _accounts()


def _take_samples(workspace: Workspace) -> None:
    from marsad.actions.add_reports import add
    from marsad.actions.link_incidents import link
    from marsad.actions.read_kept import read_unread

    with as_file(files("marsad").joinpath("samples/reports.jsonl")) as samples:
        add(workspace, [str(samples)])
    read_unread(workspace)
    link(workspace)


def _accounts() -> list[Account]:
    from django.contrib.auth.models import Group, User

    from marsad.web.roles import Role

    made = []
    for role in Role:
        if role == Role.STRANGER:
            continue
        person, _ = User.objects.get_or_create(username=role.group)
        account = Account(role.group, secrets.token_urlsafe(12))
        person.set_password(account.password)
        person.save()
        person.groups.set([Group.objects.get_or_create(name=role.group)[0]])
        made.append(account)
    return made
