"""Databases for the tests of the store: a file for SQLite, a real server for PostgreSQL.

The server is started when a test first asks for it, one for each worker, and stopped at the
end. It listens on a socket in a folder of its own and on no network.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec
import pytest

if TYPE_CHECKING:
    from marsad.store.workspace import Workspace

Backend = Literal["sqlite", "postgresql"]
_USER: Final = "marsad"
#: Nothing of these databases has to outlive a loss of power.
_HASTY: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB")
_PATIENCE_S: Final = 30
REPORT_FIELDS: Final = ("doc", "text", "title", "published", "publisher")


class Databases:
    """Gives migrated, empty databases; each is a copy of one that was migrated once."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._numbers = count(1)
        self._server: PostgresServer | None = None
        self._sqlite: Path | None = None

    def fresh(self, backend: Backend, folder: Path) -> str:
        """The address of a new database for a workspace in ``folder``."""
        if backend == "sqlite":
            shutil.copy(self._sqlite_template(), folder / "marsad.db")
            return "sqlite:///marsad.db"
        if self._server is None:
            self._server = PostgresServer()
            self._server.start()
            self._server.create("template")
            _migrated(self._server.address("template"), self._scratch)
        name = f"test{next(self._numbers)}"
        self._server.create(name, template="template")
        return self._server.address(name)

    def stop(self) -> None:
        """Stop the server, if there is one."""
        disconnect()
        if self._server is not None:
            self._server.stop()

    def _sqlite_template(self) -> Path:
        if self._sqlite is None:
            _migrated("sqlite:///template.db", self._scratch)
            self._sqlite = self._scratch / "template.db"
        return self._sqlite


def _migrated(address: str, folder: Path) -> None:
    from marsad.store.database import connect, migrate

    connect(address, folder)
    migrate()
    disconnect()


def ready_django() -> None:
    """Let test modules import models at their top; a fixture opens the database later.

    Django is configured once in a process, so all tests run with the site's settings, which hold
    those of the store.
    """
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(**_site_settings())
        django.setup()


def _site_settings() -> dict[str, object]:
    """The site's settings, without what would make tests slow."""
    from marsad.store.settings import Settings
    from marsad.store.workspace import Workspace
    from marsad.web.settings import web_settings

    folder = Path(tempfile.mkdtemp(prefix="marsad-site-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "static").mkdir()
    given = web_settings(Workspace(folder, Settings()), hosts=["testserver", "localhost"], https=False)
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    return {
        **given,
        "PASSWORD_HASHERS": ["quickhasher.QuickHasher"],
        "STORAGES": {**given["STORAGES"], "staticfiles": {"BACKEND": plain}},
    }


def disconnect() -> None:
    """Close Django's connection, where it has one."""
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        connections["default"].close()


class PostgresServer:
    """A PostgreSQL cluster in a temporary folder."""

    def __init__(self) -> None:
        self._binaries = postgres_binaries()
        # A socket's path may have 107 characters; pytest's own folders are longer than that.
        self._folder = Path(tempfile.mkdtemp(prefix="marsad-pg-"))
        self._account = _account()
        if self._account is not None:
            shutil.chown(self._folder, self._account, self._account)
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, database: str) -> str:
        """What ``database.address`` of a workspace says."""
        return f"postgresql:///{database}?host={self._folder}&user={_USER}"

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        data = self._folder / "data"
        making = [self._binaries / "initdb", "-D", data, "-U", _USER, "--auth=trust", "--no-sync"]
        making += ["--encoding=UTF8", "--locale=C.UTF-8"]
        done = subprocess.run(making, capture_output=True, text=True, check=False, **self._as_user())
        if done.returncode:
            pytest.fail(f"initdb failed: {done.stderr}")
        command = [*_dying_with_us(), self._binaries / "postgres", "-D", data, "-k", self._folder]
        for setting in ("listen_addresses=", "max_connections=40", *_HASTY):
            command += ["-c", setting]
        with (self._folder / "log").open("wb") as said:
            self._process = subprocess.Popen(command, stdout=said, stderr=said, **self._as_user())
        self._wait()

    def stop(self) -> None:
        """Stop the server and remove the cluster."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_PATIENCE_S)
        shutil.rmtree(self._folder, ignore_errors=True)

    def create(self, name: str, *, template: str = "template1") -> None:
        """Make a database as a copy of another that nobody is connected to."""
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(host=str(self._folder), user=_USER, dbname="postgres", autocommit=True) as link:
            link.execute(statement.encode())

    def _wait(self) -> None:
        import psycopg

        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            with contextlib.suppress(psycopg.OperationalError):
                return self._run("SELECT 1")
            time.sleep(0.05)
        said = (self._folder / "log").read_text("utf-8", "replace")
        self.stop()
        return pytest.fail(f"PostgreSQL did not start: {said}")

    def _as_user(self) -> dict[str, object]:
        if self._account is None:
            return {"cwd": self._folder}
        return {"cwd": self._folder, "user": self._account, "group": self._account, "extra_groups": []}


def postgres_binaries() -> Path:
    """The folder of the newest PostgreSQL server; the test fails where there is none."""
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: [int(n) for n in re.findall(r"\d+", folder.parent.name)])
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    return pytest.fail(
        "The tests of the store need a PostgreSQL server to start. Install it and try again: "
        "scripts/install_test_servers.sh (or: sudo apt-get install postgresql)",
        pytrace=False,
    )


def _account() -> str | None:
    """PostgreSQL refuses to run as root; Debian's package makes an account for it."""
    return "postgres" if os.getuid() == 0 else None


def _dying_with_us() -> list[str]:
    """A killed test run leaves no server behind, where the system has a means for it."""
    return ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []


@contextlib.contextmanager
def databases(scratch: Path) -> Iterator[Databases]:
    """Databases for a test session, whose server is stopped at its end."""
    given = Databases(scratch)
    try:
        yield given
    finally:
        given.stop()


# A workspace with something of everything, and what an attacker would do to it


#: Two sources as marsad.toml tells them.
SOURCES: Final = """
[source.channel]
name = "قناة التجربة"
kind = "chat"
[source.secret]
name = "شاهد سري"
protected = true
"""


def fill(workspace: Workspace) -> None:
    """Three originals, two reports (one in two versions) with readings, and a decision."""
    from marsad.formats.sources import read_bytes
    from marsad.store import log, models
    from marsad.store.keeping import CaptureFacts, keep
    from marsad.store.readings import save_readings, start_run
    from marsad.store.settings import read_settings
    from marsad.store.times import now_utc
    from recordkit import record

    with (workspace.folder / "marsad.toml").open("a") as settings:
        settings.write(SOURCES)
    workspace.settings = read_settings(workspace.folder / "marsad.toml")
    for doc, source, title in (("one", "channel", "أ"), ("two", "secret", "ب"), ("two", "secret", "ج")):
        line = {name: getattr(record(doc=doc, title=title), name) for name in REPORT_FIELDS}
        data, name = msgspec.json.encode(line) + b"\n", f"{doc}.jsonl"
        details = {"warc": keep_warc(workspace)} if source == "channel" else {}
        keep(workspace, data, CaptureFacts(name, source=source, details=details), read_bytes(data, name))
    run = start_run("read", workspace)
    for version in models.ReportVersion.objects.order_by("pk"):
        told = msgspec.json.decode(version.content)
        with transaction_with_head(workspace):
            save_readings(run, [(version, record(**told))])
    with transaction_with_head(workspace):
        keys = sorted(models.Event.objects.filter(current=True, number=1).values_list("key", flat=True))
        now = now_utc()
        decision = models.Decision.objects.create(kind="same", events=keys, who="tester", made_at=now)
        log.append("decide", "tester", {}, [decision])


@contextlib.contextmanager
def transaction_with_head(workspace: Workspace) -> Iterator[None]:
    """A transaction at whose end the log's head is written."""
    from django.db import transaction

    from marsad.store import log

    with transaction.atomic():
        yield
        log.write_head(workspace.head_file)


def keep_warc(workspace: Workspace) -> dict[str, str]:
    """Put a file among the captures and say what a capture's details say of it."""
    data = b"WARC/1.1"
    name = "2026/03/01/capture.warc.gz"
    path = workspace.captures / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return {"name": name, "sha256": hashlib.sha256(data).hexdigest()}


def unguard() -> None:
    """Take away what keeps rows from being changed, as who owns the database can."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION marsad_append_only() CASCADE")
            cursor.execute("SET session_replication_role = replica")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("PRAGMA foreign_keys = OFF")


def rewrite_log(workspace: Workspace, *, head: bool) -> None:
    """Make all digests of the log fit its present content, as an attacker would."""
    from marsad.store import log
    from marsad.store.models import LogEntry

    previous, number = log.GENESIS, 0
    for number, entry in enumerate(list(LogEntry.objects.order_by("number")), 1):
        old, entry.number, entry.previous = entry.number, number, previous
        entry.digest = previous = log.entry_digest(entry)
        LogEntry.objects.filter(number=old).delete()
        entry.save(force_insert=True)
    if head:
        workspace.head_file.write_text(json.dumps({"number": number, "digest": previous}))


def add_incident(workspace: Workspace, docs: Sequence[str] = ("one", "two")) -> str:
    """Make an incident of the first current event of some reports; its key."""
    from marsad.model import (
        Count,
        CountRange,
        CountTold,
        Incident,
        IncidentEvent,
        Party,
        Told,
        decode_record,
    )
    from marsad.store import incidents, log, models

    events = []
    for number, doc in enumerate(docs):
        row = models.Event.objects.get(reading__version__report__doc=doc, number=1, current=True)
        record = decode_record(row.reading.record)
        told = record.events[0]
        events.append(
            IncidentEvent(
                key=row.key,
                doc=doc,
                number=1,
                publisher=record.publisher,
                published=record.published,
                type=told.type,
                status=told.status,
                start=told.start,
                end=told.end,
                quote=told.quote,
                voice=number,
                by="rule",
                weight=9.5,
            )
        )
    keys = tuple(event.key for event in events)
    killed = CountTold(value=Count(2, 2), events=keys, voices=2)
    incident = Incident(
        key=f"i-{keys[0]}",
        type="attack",
        event_class="fighting",
        types=(Told(value="attack", events=keys, voices=2),),
        start="2025-10-12",
        end="2025-10-12",
        date_precision="day",
        dates=(Told(value="2025-10-12", events=keys, voices=2),),
        place=None,
        places=(Told(value="<b>التجربة</b>", events=keys, voices=2),),
        parties=(
            Party(
                role="initiator",
                id="islamic-state",
                name="تنظيم داعش",
                standing="contested",
                events=keys,
                voices=2,
            ),
        ),
        casualties={"killed": CountRange(least=2, most=2, latest=Count(2, 2), told=(killed,))},
        items=(),
        status="reported",
        denied=(),
        sources=tuple(dict.fromkeys(event.publisher or "" for event in events)),
        reports=len(events),
        voices=len(events),
        contested=(),
        decided=(),
        events=tuple(events),
    )
    with transaction_with_head(workspace):
        (row,) = incidents.save_incidents([incidents.row_of(incident)])
        log.append("link", "linker", {"links": incidents.sum_links(())}, [row])
    return incident.key
