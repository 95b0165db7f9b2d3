"""The process in the background: jobs are done once each, survive kills, and tell what they came to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from marsad.store.workspace import Workspace
from marsad.tables import load_table
from marsad.web import worker
from storekit import disconnect, ready_django

ready_django()

from marsad.store import jobs, models  # noqa: E402 – Django has to be ready

KINDS = {row["id"]: row for row in load_table("job_kinds.csv", key="id")}
_PATIENCE_S = 60


@pytest.fixture
def running(workspace: Workspace) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of the workspace, as the server starts it."""
    child = _start(workspace)
    yield child
    if child.poll() is None:
        child.terminate()
    assert child.wait(_PATIENCE_S) is not None


def _start(workspace: Workspace) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "marsad.web.worker", str(workspace.folder), str(os.getpid())]
    return subprocess.Popen(command, stderr=subprocess.PIPE)


def _ended(job: models.Job) -> models.Job:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        job.refresh_from_db()
        if job.state in ("done", "failed"):
            return job
        time.sleep(0.1)
    pytest.fail(f"the job is {job.state} after {_PATIENCE_S} s")


def _upload(workspace: Workspace, text: str = "قُتل عنصران في هجوم على حاجز في دير الزور أمس.") -> str:
    folder = workspace.folder / "uploads" / "one"
    folder.mkdir(parents=True)
    line = {"doc": "u1", "text": text, "published": "2025-10-13"}
    (folder / "reports.jsonl").write_text(json.dumps(line, ensure_ascii=False), "utf-8")
    return "one/reports.jsonl"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_names_a_function_that_exists(kind: str) -> None:
    assert callable(worker._handler(kind))


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_upload_is_kept_read_linked_and_taken_away(
    workspace: Workspace,
) -> None:
    file = _upload(workspace)
    job = _ended(jobs.ask("add", "nadia", {"file": file}))
    assert (job.state, job.outcome["reports"], job.outcome["read"]) == ("done", 1, 1)
    assert models.Incident.objects.count() == job.outcome["incidents"] == 1
    assert models.LogEntry.objects.filter(action="add", who="nadia").exists()
    assert not (workspace.folder / "uploads" / "one").exists()
    assert worker.alive(workspace.folder)


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_job_that_cannot_be_done_tells_why_in_both_languages() -> None:
    job = _ended(jobs.ask("watch", "nadia"))
    assert (job.state, job.outcome["code"]) == ("failed", "W120")
    assert "marsad.toml" in job.outcome["ar"]
    assert "marsad.toml" in job.outcome["en"]
    assert _ended(jobs.ask("read", "nadia")).state == "done"  # and the next one is done


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("file", ["../marsad.toml", "gone.jsonl", "/etc/hostname"])
def test_only_uploads_are_added(workspace: Workspace, file: str) -> None:
    job = jobs.ask("add", "nadia", {"file": file})
    taken = jobs.take()
    assert taken == job
    worker.do(workspace.folder, job)
    job.refresh_from_db()
    assert (job.state, job.outcome["code"]) == ("failed", "I101")
    assert (workspace.folder / "marsad.toml").exists()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_a_killed_process_left_is_done_by_the_next(workspace: Workspace) -> None:
    samples = [str(files("marsad") / "samples" / "reports.jsonl")]
    from marsad.actions.add_reports import add

    add(workspace, samples)
    job = jobs.ask("read", "nadia")
    child = _start(workspace)
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and models.Job.objects.get(pk=job.pk).state != "running":
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait(_PATIENCE_S)
    assert models.Job.objects.get(pk=job.pk).state == "running"
    child = _start(workspace)
    assert _ended(job).state == "done"
    assert job.tries == 2
    assert models.Reading.objects.count() == 30
    child.terminate()
    assert child.wait(_PATIENCE_S) == 0
    assert not worker.alive(workspace.folder)


@pytest.mark.usefixtures("workspace")
def test_a_job_that_kills_its_process_is_given_up() -> None:
    jobs.ask("read", "nadia")
    for _ in range(jobs.MOST_TRIES):
        jobs.put_back()
        assert jobs.take() is not None
    jobs.put_back()
    job = models.Job.objects.get()
    assert (job.state, job.outcome["code"]) == ("failed", "W153")
    assert jobs.take() is None


@pytest.mark.usefixtures("workspace")
def test_the_same_work_waits_once() -> None:
    one, other = jobs.ask("reread", "nadia"), jobs.ask("reread", "sami")
    assert one == other
    assert jobs.ask("relink", "sami", {"everything": True}) != jobs.ask("relink", "sami")
    assert jobs.take() == one
    assert jobs.ask("reread", "sami") != one  # it began before what is asked for now


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("backend", ["sqlite"])
def test_two_processes_do_not_work_at_once(workspace: Workspace) -> None:
    _ended(jobs.ask("read", "nadia"))
    other = _start(workspace)
    _, said = other.communicate(timeout=_PATIENCE_S)
    assert other.returncode == 2
    assert b"W155" in said


@pytest.mark.usefixtures("workspace")
def test_old_jobs_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_REMEMBERED", 3)
    for _ in range(6):
        jobs.ask("read", "nadia")
        taken = jobs.take()
        assert taken
        jobs.finish(taken, {})
    assert models.Job.objects.count() == 3


def test_a_silent_process_counts_as_dead(tmp_path: Path) -> None:
    assert not worker.alive(tmp_path)
    sign = tmp_path / worker.HEARTBEAT
    sign.touch()
    assert worker.alive(tmp_path)
    os.utime(sign, (time.time() - 60,) * 2)
    assert not worker.alive(tmp_path)


def teardown_module() -> None:
    disconnect()
