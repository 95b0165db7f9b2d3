"""The benchmark measures what it says, in processes of its own, and fails where it should."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path

import pytest

from bench import run
from bench.against import checked_out
from bench.growth import Growth
from bench.measures import Times, repeated_samples, run_worker

DOCUMENTS = [
    {"doc": "1", "text": "قتل خمسة مدنيين في قصف على إدلب اليوم", "published": "2024-05-02"},
    {"doc": "2", "text": "", "published": None},
]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    path = tmp_path / "documents.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(document) + "\n" for document in DOCUMENTS)
    return path


def test_a_file_is_read_in_a_fresh_process_and_every_step_is_timed(
    documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main([str(documents), "--skip", "start", "growth", "linking", "--rounds", "2", "--json"]) == 0
    reading = json.loads(capsys.readouterr().out)["readings"][str(documents)]
    assert (reading["documents"], reading["unread"], reading["times"]["runs"]) == (2, 1, 2)
    assert reading["characters"] == len(DOCUMENTS[0]["text"] or "")
    assert 0 < sum(reading["steps"].values()) <= 2 * reading["times"]["median"]
    assert 20 < reading["peak_memory_mb"] < 2_000
    assert reading["per_second"] == pytest.approx(2 / reading["times"]["median"])


def test_a_worker_refuses_to_measure_another_package_than_asked_for(tmp_path: Path, documents: Path) -> None:
    with pytest.raises(RuntimeError, match="not"):
        run_worker([documents], 1, tmp_path)


def test_the_samples_are_repeated_to_the_number_asked_for(tmp_path: Path) -> None:
    lines = repeated_samples(tmp_path, 100).read_text(encoding="utf-8").splitlines()
    assert 100 <= len(lines) < 200
    assert all(json.loads(line)["text"] for line in lines)


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["no-such-file.jsonl"]) == 2
    assert "no-such-file.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize(("last", "status"), [(2.9, 0), (3.1, 1)])
def test_the_exit_status_tells_that_time_grows_too_fast(
    last: float, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    growth = Growth("brackets", (1, 4, 16), (1.0, 1.0, last), "events")
    monkeypatch.setattr(run, "measure_all", lambda _: [growth])
    assert run.main(["--skip", "start", "reading", "linking"]) == status
    assert ("NOT LINEAR" in capsys.readouterr().out) is bool(status)


def test_times_are_least_and_median() -> None:
    assert Times.of([3.0, 1.0, 2.0]) == Times(1.0, 2.0, 3)


def test_a_revision_is_checked_out_beside_the_tree_and_removed_again(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
        subprocess.run(["git", "-C", str(tmp_path), *who, *arguments], check=True, capture_output=True)

    git("init")
    for text in ("old", "new"):
        (tmp_path / "file").write_text(text)
        git("add", "file")
        git("commit", "-m", text)
    with checked_out("HEAD~1", tmp_path) as folder:
        assert (folder / "file").read_text() == "old"
    assert not folder.exists()
    with pytest.raises(SystemExit, match="no-such"), checked_out("no-such", tmp_path):
        pass


def test_linking_is_measured_in_processes_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    parts = ["--skip", "start", "reading", "growth"]
    assert run.main([*parts, "--stores", "300", "600", "--json"]) == 0
    small, large = json.loads(capsys.readouterr().out)["linking"]
    assert 300 <= small["events"] < 330
    assert 600 <= large["events"] < 660
    assert small["seconds"] > 0
    assert small["peak_mb"] > 50
    assert small["incidents"] < small["events"]
    assert small["f1"] > 0.6
