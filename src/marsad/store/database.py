"""Django made ready for one workspace's database, without a settings module.

Command line and tests open several workspaces in one process, one after the other; the
default connection then points to the one opened last.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from marsad.errors import UsageError

if TYPE_CHECKING:
    from marsad.store.workspace import Workspace

#: Seconds that a writer waits for another.
_PATIENCE_S: Final = 30


def connect(address: str, folder: Path) -> None:
    """Point Django's default connection at a database and check that it can be reached.

    Args:
        address: "sqlite:///NAME" (inside ``folder`` unless absolute) or "postgresql://…".
        folder: The workspace.
    Raises:
        UsageError: The address fits neither form (W110) or a package is missing (W111).
    """
    import django
    from django.conf import settings
    from django.db import connections

    database = _database(address, folder)
    if not settings.configured:
        settings.configure(**base_settings(database))
        django.setup()
        return
    connections["default"].close()
    connections.settings["default"] = {**connections.settings["default"], **database}
    del connections["default"]


def database_of(workspace: Workspace) -> dict[str, Any]:
    """A workspace's database as Django's settings name it.

    Raises:
        UsageError: The address fits neither form (W110) or a package is missing (W111).
    """
    return _database(workspace.settings.text("database.address"), workspace.folder.resolve())


def base_settings(database: dict[str, Any]) -> dict[str, Any]:
    """What Django needs to know of the store; the site adds its own."""
    return {
        "DATABASES": {"default": database},
        "INSTALLED_APPS": ["marsad.store.apps.StoreConfig"],
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    }


def migrate() -> None:
    """Bring the schema to this version."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _database(address: str, folder: Path) -> dict[str, Any]:
    if address.startswith("sqlite:///"):
        return _sqlite(folder / address.removeprefix("sqlite:///"))
    if address.startswith(("postgresql://", "postgres://")):
        return _postgresql(address)
    raise UsageError("W110", found=address)


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "timeout": _PATIENCE_S,
            # A transaction that reads first and writes later would fail at once where another
            # writes in between; taking the lock at its start lets it wait instead.
            "transaction_mode": "IMMEDIATE",
            # `synchronous=FULL`: a capture that was reported as kept outlives a loss of power.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise UsageError("W111", package="psycopg", extra="postgres") from error
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise UsageError("W110", found=address) from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
