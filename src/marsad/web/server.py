"""The site in production form: gunicorn, its static files, its schema, and a worker beside it.

    python -m marsad.web.server FOLDER HOST PORT WORKERS

`marsad serve` starts this and `marsad.web.worker` as processes of their own and looks after them.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Final

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from marsad.errors import MarsadError, UsageError
from marsad.store.workspace import Workspace
from marsad.web.jsonlog import log_as_json

#: Threads of a process. They share a processor: the more there are, the longer a writer keeps others waiting.
_THREADS: Final = 4
#: A process is renewed after so many requests, so that what leaks stays small.
_REQUESTS: Final = 5_000
_TIMEOUT_S: Final = 60
_GRACE_S: Final = 15


class QuietLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's own messages as lines of JSON; no log of requests, as it would tell who read what."""

    def setup(self, cfg: Any) -> None:
        """Leave the handlers to `log_as_json`."""
        self.cfg = cfg
        self.error_log.propagate = True

    def access(self, *_: Any) -> None:
        """Write nothing."""


def _warm_up(_worker: Any) -> None:
    """Have a new process make what it keeps in memory before somebody waits for it."""
    threading.Thread(target=_fill_memory, daemon=True).start()


def _fill_memory() -> None:
    from django.db import DatabaseError, connections

    from marsad.store.factcopy import current_facts
    from marsad.store.publication import public_incidents
    from marsad.web.views.public import today
    from marsad.web.workspace import current

    with contextlib.suppress(DatabaseError):  # whoever asks next is told what is wrong
        with current_facts():
            pass
        public_incidents(current(), today())
    connections.close_all()


class Site(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """The site as gunicorn runs it; everything is loaded once, before its processes part."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        self._where, self._workers = f"{f'[{host}]' if ':' in host else host}:{port}", workers
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn's settings; none is taken from its own files or variables."""
        settings = {
            "bind": self._where,
            "workers": self._workers,
            "threads": _THREADS,
            "worker_class": "gthread",
            "max_requests": _REQUESTS,
            "max_requests_jitter": _REQUESTS // 5,
            "timeout": _TIMEOUT_S,
            "graceful_timeout": _GRACE_S,
            "keepalive": 5,
            "preload_app": True,
            "logger_class": QuietLogger,
            "accesslog": None,
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir(),
            "forwarded_allow_ips": "127.0.0.1,::1",
            "proc_name": "marsad",
            "control_socket_disable": True,
            "post_worker_init": _warm_up,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The site, warmed up; no connection is shared by the processes that part from here."""
        from django.core.wsgi import get_wsgi_application
        from django.db import connections
        from django.urls import get_resolver

        application = get_wsgi_application()
        _ = get_resolver().url_patterns
        connections.close_all()
        return application


def make_ready(folder: Path) -> Workspace:
    """Configure Django, bring schema and static files to this version.

    Raises:
        UsageError: There is no workspace (W101), its database can't be used (W110–W112), or the
            site's files are not built (W152).
    """
    from django.db.utils import DatabaseError

    from marsad.store.database import migrate
    from marsad.web.setup import prepare

    workspace = prepare(folder)
    try:
        migrate()
    except DatabaseError as error:
        raise UsageError("W112", path=folder, reason=str(error).strip().splitlines()[0]) from error
    collect_static(workspace)
    return workspace


def collect_static(workspace: Workspace) -> None:
    """Hash and compress the site's files into the workspace, where the build is newer than what lies there.

    Raises:
        UsageError: They are not built (W152).
    """
    from django.core.management import call_command

    from marsad.web.settings import BUILT

    built = [path for path in BUILT.rglob("*") if path.is_file()]
    if not any(path.name == "site.js" for path in built):
        raise UsageError("W152", path=BUILT)
    manifest = workspace.folder / "static" / "staticfiles.json"
    newest = max(path.stat().st_mtime for path in built)
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def main(arguments: list[str]) -> int:
    """The process."""
    folder, host, port, workers = arguments
    try:
        make_ready(Path(folder))
        log_as_json()
        Site(host, int(port), int(workers)).run()
    except MarsadError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
