"""Whole folders: everything in them that can be read, in one order, and nothing from outside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inputkit import codes, notes, texts
from marsad.formats.entries import Entry
from marsad.formats.folders import list_folder
from marsad.formats.sources import SourceOptions, Sources
from marsad.messages import choose_language


@pytest.fixture(autouse=True)
def _english() -> None:
    choose_language("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "reports"
    for name, text in {
        "b.txt": "two",
        "a/z.txt": "one",
        "c.jsonl": '{"text": "three"}\n{"text": "four"}\n',
        ".hidden.txt": "hidden",
        ".git/config.txt": "hidden",
        "notes": "words without an ending",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def read(path: Path, **options: object) -> list[Entry]:
    return list(Sources([str(path)], SourceOptions(**options)))  # type: ignore[arg-type]


def test_all_files_are_read_in_the_order_of_their_names(folder: Path) -> None:
    found = read(folder)
    assert texts(found) == ["one", "two", "three", "four", "words without an ending"]
    assert [e.report.doc for e in found if e.report][:3] == [
        "reports/a/z.txt",
        "reports/b.txt",
        "reports/c.jsonl:1",
    ]
    assert not codes(found)


def test_progress_counts_the_files_of_folders(folder: Path) -> None:
    sources = Sources([str(folder)])
    list(sources)
    assert sources.bytes_read == sources.total_bytes
    assert sources.total_bytes


def test_unknown_kinds_are_told_once_an_ending(folder: Path) -> None:
    for name in ("p1.jpg", "p2.JPG", "a/p3.jpg", "x.py"):
        (folder / name).write_bytes(b"\xff\xd8\xff")
    found = read(folder)
    assert len(texts(found)) == 5
    assert codes(found) == ["I130", "I130"]
    told = {str(fault.details["suffix"]): fault.details["count"] for e in found for fault in e.faults}
    assert told == {".jpg": 3, ".py": 1}


def test_links_are_not_followed_and_those_to_the_outside_are_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.txt").write_text("secret", "utf-8")
    (folder / "file.txt").symlink_to(tmp_path / "outside/secret.txt")
    (folder / "folder").symlink_to(tmp_path / "outside")
    (folder / "again.txt").symlink_to(folder / "b.txt")
    (folder / "loop").symlink_to(folder)
    found = read(folder)
    assert len(texts(found)) == 5
    assert "secret" not in texts(found)
    assert notes(found)["I150"]["count"] == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_are_left_alone(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert len(texts(read(folder))) == 5


def test_empty_folder_is_a_note(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert not codes(found)
    assert "I151" in notes(found)


def test_file_that_vanishes_is_told(folder: Path) -> None:
    sources = Sources([str(folder)])
    (folder / "b.txt").unlink()
    found = list(sources)
    assert codes(found) == ["I101"]
    assert len(texts(found)) == 4


def test_listing_does_not_depend_on_the_order_of_the_disk(folder: Path) -> None:
    names = [file.name for file in list_folder(folder).files]
    assert names == sorted(names)
