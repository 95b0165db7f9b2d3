"""`marsad serve` answers, keeps its worker alive, ends cleanly, and stays off the network without https."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from browserkit import Server, free_port, serving
from marsad.cli import main
from marsad.web.worker import HEARTBEAT

_PATIENCE_S = 30


@pytest.fixture(scope="module")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("serve") / "workspace"
    shutil.copytree(filled, folder)
    with serving(folder) as running:
        yield running


def _until_ready(server: Server) -> dict[str, object]:
    until = time.monotonic() + _PATIENCE_S
    status, told = 0, {}
    while time.monotonic() < until and status != 200:
        status, told = server.get("/ready/")
        time.sleep(0.1)
    return {"status": status, **told}


def _children(process: int) -> list[int]:
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True)
    return [int(line) for line in told.stdout.split()]


def _worker(server: Server) -> int:
    for child in _children(server.process.pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            if b"marsad.web.worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                return child
    return 0


def test_it_is_live_and_ready(server: Server) -> None:
    assert server.get("/health/") == (200, {"live": True})
    checks = {"database": True, "schema": True, "disk": True, "worker": True}
    assert _until_ready(server) == {"status": 200, "ready": True, "checks": checks}


def test_files_are_hashed_compressed_and_kept_by_browsers(server: Server) -> None:
    manifest = json.loads((server.folder / "static" / "staticfiles.json").read_text("utf-8"))
    name = manifest["paths"]["site.js"]
    asked = urllib.request.Request(f"{server.address}/static/{name}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_worker_that_dies_is_started_again(server: Server) -> None:
    _until_ready(server)
    before = _worker(server)
    os.kill(before, signal.SIGKILL)
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and _worker(server) in (before, 0):
        time.sleep(0.1)
    assert _worker(server) not in (before, 0)


def test_the_log_tells_nothing_about_people(server: Server) -> None:
    with urllib.request.urlopen(f"{server.address}/en/accounts/login/?next=/secret-name/") as answer:
        answer.read()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{server.address}/en/secret-name/?q=secret-search")
    lines = [
        line for line in (server.folder / "server.log").read_text("utf-8").splitlines() if line[0] == "{"
    ]
    told = [json.loads(line) for line in lines]
    assert all({"time", "level", "part", "message"} <= set(line) for line in told)
    assert any(line.get("status_code") == 404 for line in told)
    assert not any("secret" in line or "127.0.0.1" in line for line in lines if "Listening at" not in line)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_told_to_end_it_leaves_nothing_behind(filled: Path, tmp_path: Path, how: signal.Signals) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(filled, folder)
    with serving(folder) as server:
        _until_ready(server)
        family = [child for one in _children(server.process.pid) for child in (one, *_children(one))]
        assert len(family) >= 3
        assert server.stop(how) == 0
    assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
    assert not (folder / HEARTBEAT).exists()


def test_the_worker_ends_with_a_server_that_was_killed(filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(filled, folder)
    command = [sys.executable, "-m", "marsad.web.worker", str(folder)]
    # Its parent is a shell that ends at once, as a server does that is killed.
    subprocess.run(["sh", "-c", 'exec "$@" $$ & sleep 2', "sh", *command], check=True)
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and (folder / HEARTBEAT).exists():
        time.sleep(0.2)
    assert not (folder / HEARTBEAT).exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_others_are_not_served_without_encryption(
    filled: Path, host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--workspace", str(filled), "serve", "--host", host, "--port", "8999"]) == 2
    assert "W150" in capsys.readouterr().err


def test_a_taken_port_is_told(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        assert main(["--workspace", str(filled), "serve", "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert "W151" in said
    assert str(port + 1) in said


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1"])
def test_ports_that_are_none_are_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--port", port]) == 2
    assert "8000" in capsys.readouterr().err


def test_without_a_workspace_it_says_how_to_make_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--workspace", str(tmp_path), "serve"]) == 2
    assert "marsad init" in capsys.readouterr().err
