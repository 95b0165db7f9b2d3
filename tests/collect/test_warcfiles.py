"""A capture on disk is whole or not there."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from marsad.collect.addresses import read_url
from marsad.collect.capture import warc_records
from marsad.collect.warcfiles import clear_leftovers, keep_capture
from marsad.collect.wire import Exchange
from marsad.errors import OutputError

AT = "2026-11-25T18:00:00Z"
RECEIVED = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
TARGET = read_url("https://news.test/page")
WARC = warc_records([Exchange(TARGET, "192.0.2.1", b"GET / HTTP/1.1\r\n\r\n", RECEIVED, 200, [], b"ok")], AT)


def test_a_capture_lies_under_its_day_and_says_where(tmp_path: Path) -> None:
    stored = keep_capture(tmp_path, WARC, AT)
    data = (tmp_path / stored.name).read_bytes()
    assert stored.name.startswith("2026/11/25/20261125T180000Z-")
    assert data[stored.offset : stored.offset + stored.length] == WARC
    assert stored.offset + stored.length == len(data)
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    kinds = [record.rec_type for record in ArchiveIterator(BytesIO(data))]
    assert kinds == ["warcinfo", "response", "request"]


def test_keeping_the_same_capture_twice_adds_nothing(tmp_path: Path) -> None:
    first = keep_capture(tmp_path, WARC, AT)
    written = (tmp_path / first.name).stat().st_mtime_ns
    assert keep_capture(tmp_path, WARC, AT) == first
    assert (tmp_path / first.name).stat().st_mtime_ns == written
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="O201"):
        keep_capture(tmp_path / "file", WARC, AT)


KEEP_ON = """
import sys, pathlib
from marsad.collect.warcfiles import keep_capture
folder, warc = pathlib.Path(sys.argv[1]), sys.stdin.buffer.read()
for n in range(10**6):
    keep_capture(folder, warc + bytes([n % 251]) * n, "2026-11-25T18:00:00Z")
"""


def test_a_kill_at_any_moment_leaves_only_whole_captures(tmp_path: Path) -> None:
    for pause in (0.0, 0.013, 0.03):
        process = subprocess.Popen([sys.executable, "-c", KEEP_ON, str(tmp_path)], stdin=subprocess.PIPE)
        assert process.stdin is not None
        with process.stdin as pipe:
            pipe.write(WARC + os.urandom(200_000))
        before = len(list(tmp_path.rglob("*.warc.gz")))
        while len(list(tmp_path.rglob("*.warc.gz"))) == before:
            time.sleep(0.005)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
    kept = [path for path in tmp_path.rglob("*") if path.name.endswith(".warc.gz")]
    assert kept
    for path in kept:
        assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(path.name.split("-")[1][:16])


def test_what_a_killed_process_left_is_cleared_but_not_what_another_writes_now(tmp_path: Path) -> None:
    stored = keep_capture(tmp_path, WARC, AT)
    folder = (tmp_path / stored.name).parent
    old, new = folder / ".a.warc.gz.x.part", folder / ".b.warc.gz.y.part"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert clear_leftovers(tmp_path) == 1
    assert sorted(path.name for path in folder.iterdir()) == [new.name, Path(stored.name).name]
