"""``marsad read``: every report gives a record, every fault a sentence and a status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from recordkit import TEXT

Run = Callable[..., tuple[int, str, str]]

#: The command with the reader of these tests, in a process of its own.
FAKE = """
import sys, types
from recordkit import FakeReader
import marsad.pipeline
fake = types.ModuleType("marsad.pipeline.reader")
class Slow(FakeReader):
    def read(self, report):
        import time
        if report.text.startswith("slow"):
            time.sleep(0.05)
        return super().read(report)
fake.Reader = Slow
sys.modules["marsad.pipeline.reader"] = fake
from marsad.cli import main
sys.exit(main(sys.argv[1:]))
"""


def start(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", FAKE, *map(str, arguments)]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "LC_ALL": "C.UTF-8"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen(command, env=environ, **pipes)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    lines: list[object] = [
        {"doc": "good", "text": TEXT, "published": "2025-10-13", "note": "fields of others are ignored"},
        {"doc": "empty", "text": " \n"},
        {"doc": "emoji", "text": "🔥🔥 ‼️"},
        {"doc": "other", "text": "Bonjour tout le monde"},
        {"doc": "fault", "text": "crash"},
        {"doc": "long", "text": "x" * 3000},
        {"doc": "last", "text": "nothing happened"},
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def records(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def problems(text: str) -> dict[object, object]:
    return {r["doc"]: str(r["problem"])[:4] if r["problem"] else None for r in records(text)}


def test_every_report_has_a_record_in_order(marsad: Run, reports: Path) -> None:
    status, out, err = marsad("read", reports, "--max-characters", "2000")
    assert status == 1
    assert problems(out) == {
        "good": None,
        "empty": "I116",
        "emoji": "I117",
        "other": "R003",
        "fault": "I118",
        "long": "I113",
        "last": None,
    }
    assert "I116 in.jsonl line 2 field text" in err
    assert "in.jsonl line 4: R003" in err
    assert err.count("I11") == 4


def test_summary_counts_what_was_read(marsad: Run, reports: Path) -> None:
    _, _, err = marsad("read", reports)
    counts = dict(line.rsplit(maxsplit=1) for line in err.splitlines() if not line.startswith("I"))
    assert counts["reports"] == "7"
    assert counts["events"] == "2"
    assert counts["tallies"] == counts["relations"] == counts["spellings restored"] == "1"
    assert counts["reports or files with a fault"] == "4"


def test_notes_are_said_but_are_no_faults(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("وصل رتل من الشاحنات إلى القاعدة".encode("cp1256"))
    status, _, err = marsad("read", tmp_path / "a.txt")
    assert status == 0
    assert "windows-1256" in err
    assert "--published" in err
    assert "لا ملف بهذا الاسم" in marsad("read", tmp_path / "none", "--lang", "ar")[2]


def test_quiet_says_faults_only(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    assert marsad("read", "-q", tmp_path / "a.txt")[2] == ""
    status, _, err = marsad("read", "-q", tmp_path / "a.txt", tmp_path / "none.txt")
    assert status == 1
    assert err.startswith("I101 ")
    assert "none.txt can't be opened: there is no such file." in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "start_of_file"),
    [
        ("o.jsonl", '{"doc"'),
        ("o.csv", "\ufeffdoc,"),
        ("o.geojson", '{"type"'),
        ("o.html", "<!doctype html>"),
    ],
)
def test_name_of_the_output_tells_its_form(
    marsad: Run, tmp_path: Path, name: str, start_of_file: str
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    status, out, err = marsad("read", tmp_path / "a.txt", "-o", tmp_path / name)
    assert (status, out) == (0, "")
    assert (tmp_path / name).read_text("utf-8").startswith(start_of_file)
    assert name in err.replace("\n", "")


def test_folder_as_output(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    marsad("read", tmp_path / "a.txt", "--format", "csv", "-o", f"{tmp_path}/new/")
    marsad("read", tmp_path / "a.txt", "--format", "table", "-o", tmp_path)
    assert (tmp_path / "new" / "records.csv").exists()
    assert "Armed attack" in (tmp_path / "records.txt").read_text("utf-8")


def test_table_shows_text_and_records(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    _, out, _ = marsad("read", tmp_path / "a.txt", "--format", "table", "--published", "2025-10-13")
    assert "Armed attack" in out
    assert "within 2 km" in out
    assert "هجوم مسلح" in marsad("read", tmp_path / "a.txt", "--format", "table", "--lang", "ar")[1]


def test_text_cant_steer_the_terminal(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a [bold]b[/bold] \x1b[31m \x07 :smile:", "utf-8")
    _, out, _ = marsad("read", tmp_path / "a.txt", "--format", "table")
    assert "a [bold]b[/bold] \ufffd[31m \ufffd :smile:" in out


def test_exact_is_for_places_of_forces(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    assert "36.61" not in marsad("read", tmp_path / "a.txt", "--format", "geojson")[1]
    assert "36.61" in marsad("read", tmp_path / "a.txt", "--format", "geojson", "--exact")[1]


def test_folder_that_cant_be_written_to(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    status, _, err = marsad("read", tmp_path / "a.txt", "-o", tmp_path / "a.txt" / "out.jsonl")
    assert status == 1
    assert "O201" in err
    assert "out.jsonl" in err


@pytest.mark.parametrize("command", ["read", "repair"])
def test_originals_are_not_written_over(marsad: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    status, _, err = marsad(command, tmp_path / "a.txt", "-o", tmp_path / "." / "a.txt")
    assert status == 2
    assert err.startswith("U104 ")
    assert (tmp_path / "a.txt").read_text("utf-8") == TEXT


def test_many_faults_are_summed_up(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{\n" * 50, "utf-8")
    status, out, err = marsad("read", tmp_path / "a.jsonl")
    assert status == 1
    assert len(records(out)) == 50
    assert err.count("I106") == 20
    assert "and 30 more" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "a.txt", "--published", "soon"],
        ["read", "a.txt", "--workers", "0"],
        ["read", "a.txt", "--timezone", "Mars/Base"],
        ["read", "a.txt", "--columns", "body=text"],
        ["read", "a.txt", "--format", "pdf"],
        ["read", "a.txt", "--lang", "fr"],
        ["nothing"],
        [],
    ],
)
def test_wrong_use_is_two(marsad: Run, arguments: list[str]) -> None:
    status, out, err = marsad(*arguments)
    assert status == 2
    assert err
    assert "Traceback" not in out + err


# Processes


def test_workers_give_the_same_records_in_the_same_order(tmp_path: Path) -> None:
    lines = [json.dumps({"doc": str(n), "text": f"{TEXT} {n}" if n % 7 else ""}) for n in range(70)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), "utf-8")
    results = []
    for workers in ("1", "2"):
        command = [sys.executable, "-m", "marsad", "read", "-q", str(tmp_path / "in.jsonl")]
        done = subprocess.run([*command, "--workers", workers], capture_output=True, check=False, timeout=60)
        assert done.returncode == 1
        results.append(done.stdout.decode())
    assert results[0] == results[1]
    assert [r["doc"] for r in records(results[0])] == [str(n) for n in range(70)]


def test_ctrl_c_reports_what_was_done_and_leaves_no_file(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "slow"}\n' * 2000, "utf-8")
    process = start("read", tmp_path / "in.jsonl", "-o", tmp_path / "out" / "o.jsonl")
    deadline = time.monotonic() + 20
    while not list(tmp_path.glob("out/.o.jsonl.*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"You stopped the reading after" in err
    assert b"Traceback" not in err
    assert list((tmp_path / "out").iterdir()) == []


def test_closed_pipe_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": TEXT}) + "\n", "utf-8")
    files = [tmp_path / "in.jsonl"] * 500
    process = start("read", "-q", *files)
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b"{")
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait(timeout=20) == 0
