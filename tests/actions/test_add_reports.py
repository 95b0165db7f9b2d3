"""From files and pages to events in the database; killed at any moment, and completed later."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest

from marsad.errors import UsageError
from marsad.formats.entries import Entry
from marsad.model import decode_record
from marsad.store.settings import Settings
from marsad.store.workspace import Workspace, create_workspace
from recordkit import TEXT, FakeReader
from storekit import Backend, Databases, disconnect, ready_django

ready_django()
from marsad.actions.add_reports import Added, AddOptions, add  # noqa: E402
from marsad.actions.read_kept import count_outdated, read_unread, reread  # noqa: E402
from marsad.store import models  # noqa: E402

SEED: Final = 20260301


def write(path: Path, *reports: dict[str, object]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(report, ensure_ascii=False) for report in reports)
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


def add_and_read(workspace: Workspace, *inputs: str, **options: object) -> Added:
    added = add(workspace, inputs, AddOptions(**options))  # type: ignore[arg-type]
    read_unread(workspace, reader=FakeReader())
    return added


def test_a_file_becomes_events(workspace: Workspace, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", {"doc": "1", "text": TEXT}, {"doc": "2", "text": "طقس مشمس"})
    added = add(workspace, [file])
    assert (added.files, added.reports) == (1, 2)
    assert not models.Event.objects.exists(), "keeping does not read"
    totals = read_unread(workspace, reader=FakeReader())
    assert (totals.reports, totals.events, totals.problems) == (2, 2, 0)
    assert models.Event.objects.filter(current=True).count() == 2
    again = read_unread(workspace, reader=FakeReader())
    assert again.reports == 0


def test_a_record_bears_the_name_that_its_report_has_in_the_workspace(
    workspace: Workspace, tmp_path: Path
) -> None:
    for text in ("خبر أول", "خبر ثان"):
        (tmp_path / "a.txt").write_text(text, "utf-8")
        add_and_read(workspace, str(tmp_path / "a.txt"))
    records = [decode_record(reading.record) for reading in models.Reading.objects.order_by("id")]
    assert [(r.doc, r.text) for r in records] == [("a.txt", "خبر أول"), ("a.txt#2", "خبر ثان")]


def test_a_folder_is_taken_in_with_what_can_be_read(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    write(folder / "a.jsonl", {"doc": "1", "text": TEXT})
    (folder / "below").mkdir()
    (folder / "below" / "b.txt").write_text("خبر", "utf-8")
    (folder / "photo.xyz").write_bytes(b"\x00\x01")
    heard: list[Entry] = []
    added = add(workspace, [str(folder), str(tmp_path / "missing.txt")], listen=heard.append)
    assert (added.files, added.reports, added.untaken) == (2, 2, 2)
    codes = [fault.code for entry in heard for fault in entry.faults]
    assert codes == ["I130", "I101"]
    origins = set(models.Capture.objects.values_list("origin", flat=True))
    assert origins == {"archive/a.jsonl", "archive/below/b.txt"}


def test_faults_found_when_keeping_stand_in_the_record(workspace: Workspace, tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.jsonl", {"doc": "1", "text": TEXT, "published": "soon"}, {"doc": "2", "text": 5}
    )
    add_and_read(workspace, file)
    problems = {
        record.doc: record.problem or ""
        for record in (decode_record(r.record) for r in models.Reading.objects.all())
    }
    assert "I103" in problems["1"]
    assert "I115" in problems["2"]
    assert models.Event.objects.count() == 2, "a faulty day does not cost the events"


def test_a_report_that_can_not_be_read_does_not_stop_the_others(workspace: Workspace, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", {"doc": "1", "text": "crash"}, {"doc": "2", "text": TEXT})
    add(workspace, [file])
    totals = read_unread(workspace, reader=FakeReader())
    assert (totals.reports, totals.events, totals.problems) == (2, 2, 1)


def test_a_source_must_have_a_name_that_settings_can_hold(workspace: Workspace) -> None:
    with pytest.raises(UsageError) as caught:
        add(workspace, [], AddOptions(source="قناة"))
    assert caught.value.code == "W107"


def test_reading_again_tells_what_changed(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Newer(FakeReader):
        def read(self, report):  # type: ignore[no-untyped-def]
            made = super().read(report)
            events = made.events[:1]
            return type(made)(**{**{f: getattr(made, f) for f in made.__struct_fields__}, "events": events})

    add_and_read(workspace, write(tmp_path / "a.jsonl", {"doc": "1", "text": TEXT}))
    assert count_outdated(workspace) == 0
    assert reread(workspace, reader=Newer()).totals.reports == 0
    monkeypatch.setattr("marsad.store.readings._package_tables", lambda: {"actors.csv": "other"})
    assert count_outdated(workspace) == 1
    result = reread(workspace, reader=Newer())
    assert (result.changed_reports, result.added, result.dropped, result.changed) == (1, 0, 1, 0)
    assert [(doc, change.kind, change.type) for doc, change in result.changes] == [
        ("1", "dropped", "reinforcement")
    ]
    assert models.Event.objects.count() == 3, "the old reading stays"
    assert models.Event.objects.filter(current=True).count() == 1
    assert count_outdated(workspace) == 0


# Pages


PAGE = (
    "<html><head><title>هجوم في بلدة التجربة</title><meta property='og:site_name' content='وكالة التجربة'>"
    "</head><body><article><h1>هجوم في بلدة التجربة</h1>"
    + "".join(f"<p>قُتل عنصران من قسد في هجوم على حاجز في بلدة التجربة، فقرة {i}.</p>" for i in range(8))
    + "</article></body></html>"
)


@contextmanager
def server(pages: dict[str, str]) -> Iterator[str]:
    """A server of pages; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path)
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()
        thread.join()


def test_a_page_is_kept_as_captured_and_as_a_report(workspace: Workspace) -> None:
    workspace.settings = Settings({"collecting.allow_hosts": ["127.0.0.1"], "collecting.delay_s": 0})
    with server({"/news/1": PAGE}) as address:
        added = add_and_read(workspace, f"{address}/news/1", f"{address}/news/2")
        assert (added.reports, added.untaken) == (1, 1)
        again = add_and_read(workspace, f"{address}/news/1")
    assert (again.reports, again.known) == (0, 1)
    version = models.ReportVersion.objects.select_related("report__source").get()
    assert version.report.key == f"{address}/news/1"
    assert "فقرة 7" in json.loads(version.content)["text"]
    for capture in models.Capture.objects.all():
        assert capture.details["status"] == 200
        assert (workspace.captures / capture.details["warc"]["name"]).is_file()


def test_private_addresses_are_refused_unless_allowed_by_name(workspace: Workspace) -> None:
    heard: list[Entry] = []
    added = add(workspace, ["http://127.0.0.1:9/x"], listen=heard.append)
    assert (added.reports, added.untaken) == (0, 1)
    assert heard[0].faults[0].code.startswith("F1")


# Killed

CHILD: Final = """
import sys
from pathlib import Path
from recordkit import FakeReader
from marsad.store.workspace import open_workspace
workspace = open_workspace(Path(sys.argv[1]))
from marsad.actions import read_kept
from marsad.actions.add_reports import add
from marsad.store import keeping
keeping._BATCH, read_kept._SAVED = 40, 25
print("ready", flush=True)
sys.stdin.readline()
add(workspace, sys.argv[2:])
read_kept.read_unread(workspace, reader=FakeReader())
print("done", flush=True)
"""
REPORTS: Final = 300
TRIES: Final = 10


def child(workspace: Path, file: str) -> subprocess.Popen[bytes]:
    """A process that adds and reads the file once it is told to; it is ready."""
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-c", CHILD, str(workspace), file]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def tell(process: subprocess.Popen[bytes]) -> None:
    """Let a child begin."""
    assert process.stdin is not None
    process.stdin.write(b"\n")
    process.stdin.flush()


def contents() -> dict[str, object]:
    """What a workspace holds, apart from times and the numbers of rows."""
    versions = models.ReportVersion.objects.select_related("report").order_by("report__key", "number")
    return {
        "versions": [(v.report.key, v.report.doc, v.number, v.current, v.content) for v in versions],
        "readings": sorted(models.Reading.objects.values_list("record", "current")),
        "events": sorted(models.Event.objects.values_list("key", "number", "current")),
        "originals": sorted(models.Original.objects.values_list("sha256", "size")),
        "captures": models.Capture.objects.count(),
    }


def assert_nothing_is_half_done(workspace: Workspace) -> None:
    assert not models.Report.objects.filter(versions__isnull=True).exists()
    keys: dict[int, list[str]] = defaultdict(list)
    for reading_id, key in models.Event.objects.order_by("number").values_list("reading_id", "key"):
        keys[reading_id].append(key)
    for reading in models.Reading.objects.all():
        assert keys[reading.pk] == reading.event_keys
    for original in models.Original.objects.all():
        assert len(workspace.originals.read(original.sha256)) == original.size
    numbers = list(models.LogEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_killed_at_any_moment_nothing_is_lost_or_doubled(
    backend: Backend, databases: Databases, tmp_path: Path
) -> None:
    from marsad.actions.verify_workspace import verify_workspace

    chance = random.Random(SEED)
    reports = ({"doc": f"r{i}", "text": TEXT if i % 3 else f"خبر رقم {i}"} for i in range(REPORTS))
    file = write(tmp_path / "reports.jsonl", *reports)

    def fresh(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        create_workspace(folder, person="tester", database=databases.fresh(backend, folder))
        disconnect()
        return folder

    whole = fresh("whole")
    with child(whole, file) as process:
        tell(process)
        begun = time.monotonic()
        assert process.stdout is not None
        assert process.stdout.readline() == b"done\n"
        seconds = time.monotonic() - begun
    expected = contents_of(whole)
    unfinished = 0
    for number in range(TRIES):
        folder = fresh(f"killed{number}")
        with child(folder, file) as process:
            tell(process)
            time.sleep(chance.uniform(0, seconds))
            process.send_signal(signal.SIGKILL)
        workspace = open_again(folder)
        assert_nothing_is_half_done(workspace)
        unfinished += contents() != expected
        add(workspace, [file])
        read_unread(workspace, reader=FakeReader())
        assert contents() == expected
        add_and_read(workspace, file)
        assert contents() == expected
        assert [finding for finding in verify_workspace(workspace) if finding.kind != "note"] == []
        disconnect()
        if backend == "sqlite":
            with sqlite3.connect(folder / "marsad.db") as database:
                assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    # A machine with other work may be twice as fast when it comes to killing as when it was timed.
    assert unfinished >= TRIES // 4, "many kills must hit something"


def test_two_that_add_at_once_add_everything_once(
    backend: Backend, databases: Databases, tmp_path: Path
) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    create_workspace(folder, person="tester", database=databases.fresh(backend, folder))
    disconnect()
    file = write(tmp_path / "a.jsonl", *({"doc": f"r{i}", "text": TEXT} for i in range(100)))
    with child(folder, file) as one, child(folder, file) as other:
        tell(one)
        tell(other)
        assert [process.wait(60) for process in (one, other)] == [0, 0]
    workspace = open_again(folder)
    assert_nothing_is_half_done(workspace)
    assert models.ReportVersion.objects.count() == 100
    assert models.Reading.objects.filter(current=True).count() == 100
    assert models.Event.objects.filter(current=True).count() == 200
    assert models.Original.objects.count() == models.Capture.objects.count() == 1
    disconnect()


def open_again(folder: Path) -> Workspace:
    from marsad.store.workspace import open_workspace

    return open_workspace(folder)


def contents_of(folder: Path) -> dict[str, object]:
    open_again(folder)
    found = contents()
    disconnect()
    return found
