"""``marsad serve``: the site of a workspace, with a process that reads in the background."""

from __future__ import annotations

import argparse
import contextlib
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from marsad.cli import FAILED, FINE
from marsad.cli.console import screen
from marsad.errors import UsageError
from marsad.messages import language, reason_of, word
from marsad.store.workspace import Workspace, closed_workspace

#: Seconds after which a process that was told to end is ended; longer than its own grace.
_GRACE_S: Final = 20
_LOOK_S: Final = 0.2
#: Seconds until a worker that died is started again, doubled each time up to the last.
_PAUSES_S: Final = (1.0, 60.0)
#: A worker that lived so long, in seconds, was well: the next pause is the first again.
_WELL_S: Final = 300.0


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM; 1 where the server ended by itself."""
    workspace = closed_workspace(Path(options.workspace))
    return serve(workspace, options.host, options.port, options.workers, opened=lambda: _tell(options))


def _tell(options: argparse.Namespace) -> None:
    address = site_address(options.host, options.port)
    screen(stderr=True).print(word("serve.open", address=address), soft_wrap=True)


def site_address(host: str, port: int) -> str:
    """The address of the pages in the current language."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}/{language()}/"


def serve(workspace: Workspace, host: str, port: int, workers: int, *, opened: Callable[[], None]) -> int:
    """Run both processes until told to end.

    Args:
        workspace: A closed one.
        host: A network address or name of this computer.
        port: Where it listens.
        workers: Processes that answer.
        opened: Called once the site answers.
    Raises:
        UsageError: The address is open to others without https (W150) or can't be had (W151).
    """
    check_address(workspace, host, port)
    folder = str(workspace.folder)
    with _Stop() as stop, contextlib.ExitStack() as running:
        answering = [sys.executable, "-m", "marsad.web.server", folder, host, str(port), str(workers)]
        server = running.enter_context(_started(answering))
        reading = [sys.executable, "-m", "marsad.web.worker", folder, str(os.getpid())]
        ready = _until_it_answers(server, host, port, stop)
        if ready:
            opened()
            _look_after(server, reading, stop, running)
    if stop.asked:
        return FINE
    return server.returncode or FAILED


def check_address(workspace: Workspace, host: str, port: int) -> None:
    """Refuse an address that others reach without encryption, and one that is taken.

    Raises:
        UsageError: See `serve`.
    """
    settings = workspace.settings
    if not _is_local(host) and not (settings.flag("site.https") and settings.words("site.hosts")):
        raise UsageError("W150", host=host)
    try:
        family, kind, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(where)
    except OSError as error:
        raise UsageError("W151", host=host, port=port, reason=reason_of(error), other=port + 1) from error


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Stop:
    """Ctrl-C or the system's wish to end."""

    asked = False

    def __enter__(self) -> _Stop:
        self._before = [(n, signal.signal(n, self._hear)) for n in (signal.SIGINT, signal.SIGTERM)]
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before:
            signal.signal(number, handler)

    def _hear(self, *_: object) -> None:
        self.asked = True


@contextlib.contextmanager
def _started(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    # A session of its own: Ctrl-C in the terminal reaches this process, which then ends the others in order.
    child = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL)
    try:
        yield child
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _until_it_answers(server: subprocess.Popen[bytes], host: str, port: int, stop: _Stop) -> bool:
    live = site_address(host, port).removesuffix(f"{language()}/") + "health/"
    while server.poll() is None and not stop.asked:
        try:
            urllib.request.urlopen(live, timeout=2).close()
        except urllib.error.HTTPError:
            return True  # it answers, if only that the name is not one of its own
        except OSError:
            time.sleep(_LOOK_S)
        else:
            return True
    return False


def _look_after(
    server: subprocess.Popen[bytes], reading: Sequence[str], stop: _Stop, running: contextlib.ExitStack
) -> None:
    """Wait for the end; start a worker, and again where it dies."""
    pause, begun, next_start = _PAUSES_S[0], 0.0, 0.0
    worker: subprocess.Popen[bytes] | None = None
    while not stop.asked and server.poll() is None:
        now = time.monotonic()
        if worker is not None and worker.poll() is not None:
            pause = _PAUSES_S[0] if now - begun > _WELL_S else min(2 * pause, _PAUSES_S[1])
            worker, next_start = None, now + pause
        if worker is None and now >= next_start:
            worker, begun = running.enter_context(_started(reading)), now
        time.sleep(_LOOK_S)
