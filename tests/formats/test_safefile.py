"""A file is complete or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from marsad.errors import OutputError
from marsad.formats.safefile import replacing


def test_file_appears_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    with replacing(path) as stream:
        stream.write(b"done")
        assert not path.exists()
    assert path.read_bytes() == b"done"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError, BrokenPipeError])
def test_nothing_is_left_after_a_fault(tmp_path: Path, fault: type[BaseException]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"older")

    def write() -> None:
        with replacing(path) as stream:
            stream.write(b"half")
            raise fault

    with pytest.raises(fault):
        write()
    assert path.read_bytes() == b"older"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_folder_that_cant_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError) as caught, replacing(tmp_path / "file" / "out.jsonl"):
        pass
    assert caught.value.code == "O201"
    assert "out.jsonl" in str(caught.value)


def test_new_files_may_be_read_by_others(tmp_path: Path) -> None:
    with replacing(tmp_path / "a"):
        pass
    (tmp_path / "b").write_bytes(b"")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_a_pipe_or_a_device_is_written_to_and_stays(tmp_path: Path) -> None:
    """As root, a file renamed to /dev/null would take the place of the device."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with replacing(path) as stream:
        stream.write(b"done")
    assert os.read(reader, 10) == b"done"
    os.close(reader)
    assert path.is_fifo()
