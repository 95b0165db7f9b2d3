"""A workspace: a folder with ``marsad.toml``, a database and ``originals/``."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Final

from marsad.errors import UsageError
from marsad.formats.safefile import replacing
from marsad.messages import reason_of
from marsad.store import settings as settings_file
from marsad.store.originals import Originals
from marsad.store.settings import FILE_NAME, Settings, read_settings

_HEAD_FILE: Final = "log-head.json"


class Workspace:
    """An open workspace; Django's default connection is its database."""

    def __init__(self, folder: Path, settings: Settings, *, person: str = "") -> None:
        self.folder = folder
        self.settings = settings
        self._person = person
        self.originals = Originals(folder / "originals")

    @property
    def person(self) -> str:
        """Who works here, as the log names them."""
        return self._person or self.settings.text("workspace.person") or getpass.getuser()

    def acting(self, person: str) -> Workspace:
        """The same workspace, with somebody else at work."""
        return Workspace(self.folder, self.settings, person=person)

    @property
    def head_file(self) -> Path:
        """Where the log's head is kept beside the database."""
        return self.folder / _HEAD_FILE

    @property
    def stamps(self) -> Path:
        """The folder of time stamps of the log's head."""
        return self.folder / "stamps"

    @property
    def captures(self) -> Path:
        """The folder of WARC files."""
        return self.folder / "captures"


def create_workspace(folder: Path, *, person: str = "", database: str = "") -> Workspace:
    """Make a workspace in a folder and open it.

    Args:
        folder: It is made if it isn't there; other files in it are left alone.
        person: Who works here; empty takes the account's name.
        database: Its address; empty takes the default.
    Raises:
        UsageError: There is a workspace already (W108), the folder can't be made (W109) or the
            database can't be used (W110–W112); nothing is left behind.
    """
    write_settings(folder, person=person, database=database)
    try:
        return _opened(folder)
    except UsageError:
        (folder / FILE_NAME).unlink()  # so that another address can be tried
        raise


def write_settings(folder: Path, *, person: str = "", database: str = "") -> None:
    """Make a workspace's folder and settings, and leave its database for later.

    Args and raises: see `create_workspace`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError("W109", path=folder, reason=reason_of(error)) from error
    if (folder / FILE_NAME).exists():
        raise UsageError("W108", path=folder)
    values: dict[str, settings_file.Value] = {
        "workspace.name": folder.resolve().name,
        "workspace.person": person or getpass.getuser(),
    }
    if database:
        values["database.address"] = database
    with replacing(folder / FILE_NAME) as stream:
        stream.write(settings_file.template(values).encode())
    (folder / FILE_NAME).chmod(0o600)  # it may hold a password


def open_workspace(folder: Path) -> Workspace:
    """Open a workspace and bring its schema to this version.

    Raises:
        UsageError: The folder holds none (W101), its settings can't be read (W102, W103) or
            its database can't be reached (W112).
        SettingsFaults: The settings have faults.
    """
    if not (folder / FILE_NAME).is_file():
        raise UsageError("W101", path=folder.resolve())
    return _opened(folder)


def closed_workspace(folder: Path) -> Workspace:
    """A workspace whose database is not connected: for a process that readies Django otherwise.

    Raises:
        UsageError: The folder holds none (W101) or its settings can't be read (W102, W103).
        SettingsFaults: The settings have faults.
    """
    if not (folder / FILE_NAME).is_file():
        raise UsageError("W101", path=folder.resolve())
    return Workspace(folder.resolve(), read_settings(folder / FILE_NAME))


def _opened(folder: Path) -> Workspace:
    from django.db.utils import DatabaseError

    from marsad.store.database import connect, migrate

    settings = read_settings(folder / FILE_NAME)
    connect(settings.text("database.address"), folder.resolve())
    workspace = Workspace(folder, settings)
    try:
        migrate()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise UsageError("W112", path=folder, reason=reason) from error
    return workspace
