"""`marsad verify`, `log` and `bundle`: what they print, and how they end."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import storekit
from marsad.store.workspace import Workspace

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def backend() -> storekit.Backend:
    return "sqlite"


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    storekit.fill(workspace)
    return workspace


@pytest.fixture
def run(marsad: Command, filled: Workspace) -> Command:
    def run(*words: object) -> tuple[int, str, str]:
        return marsad("--workspace", filled.folder, *words)

    return run


def test_verify_says_that_all_is_well(run: Command) -> None:
    status, out, err = run("verify")
    assert (status, err) == (0, "")
    assert "Everything is as it was kept." in out
    assert re.search(r"^files +4 *$", out, re.MULTILINE)
    assert run("verify", "-q") == (0, "", "")


def test_verify_names_what_was_changed_in_both_languages(run: Command, filled: Workspace) -> None:
    path = next(path for path in filled.originals.folder.rglob("*") if path.is_file())
    path.unlink()
    status, out, _ = run("verify")
    assert status == 1
    assert f"V102 originals/{path.parent.name}/{path.name}: the file is gone." in out
    assert "Not as it was kept: 1" in out
    status, out, _ = run("verify", "--lang", "ar", "-q")
    assert status == 1
    assert "الملف مفقود" in out


def test_verify_as_json(run: Command, filled: Workspace) -> None:
    (filled.folder / "captures" / "x").write_bytes(b"x")
    status, out, _ = run("verify", "--json", "--quick")
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert (lines[0]["code"], lines[0]["kind"], lines[0]["where"]) == ("V103", "inserted", "captures/x")
    assert lines[-1]["findings"] == 1
    assert lines[-1]["checked"]["files"] == 4
    assert "originals" not in lines[-1]["checked"]


def test_log_shows_entries_and_captures(run: Command) -> None:
    status, out, _ = run("log")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == [str(n) for n in range(1, 9)]
    assert "tester  add  origin=one.jsonl  original=" in out
    _, out, _ = run("log", "--since", 8, "--json")
    (line,) = [json.loads(line) for line in out.splitlines()]
    assert (line["number"], line["action"], line["rows"]) == (8, "decide", 1)
    _, out, _ = run("log", "--capture", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [(line["source"], line["method"], line["who"]) for line in lines] == [
        ("channel", "file", "tester"),
        ("secret", "file", "tester"),
        ("secret", "file", "tester"),
    ]
    assert run("log", "--capture")[1].splitlines()[0].startswith("1  20")


def test_stamping_without_an_authority_says_what_to_set(run: Command) -> None:
    status, _, err = run("log", "stamp")
    assert status == 2
    assert "log.timestamp_authority" in err


def test_bundle_tells_the_digest(run: Command, filled: Workspace, tmp_path: Path) -> None:
    key = storekit.add_incident(filled)
    status, out, _ = run("bundle", key, "-o", tmp_path / "b.zip")
    assert status == 0
    assert (tmp_path / "b.zip").exists()
    digest = hashlib.sha256((tmp_path / "b.zip").read_bytes()).hexdigest()
    assert f"SHA-256 of the bundle: {digest}\n" in out
    assert "Tell the other party" in out
    status, _, err = run("bundle", "i-none", "-o", tmp_path / "c.zip")
    assert status == 2
    assert err.startswith("V160 There is no incident 'i-none'")
