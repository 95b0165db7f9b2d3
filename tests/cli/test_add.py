"""``marsad init``, ``marsad add`` and ``marsad reread``: what they print, and what they leave behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recordkit import TEXT
from storekit import disconnect

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder that commands run in, outside of any workspace."""
    monkeypatch.delenv("MARSAD_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    disconnect()


@pytest.fixture
def desk(here: Path, marsad: Run) -> Path:
    """A workspace in the folder "desk"."""
    assert marsad("init", "desk", "--person", "tester")[0] == 0
    return here / "desk"


def reports(folder: Path, *texts: str, name: str = "a.jsonl") -> Path:
    path = folder / name
    lines = (json.dumps({"doc": f"r{i}", "text": text}) for i, text in enumerate(texts, 1))
    path.write_text("\n".join(lines), "utf-8")
    return path


def figures(said: str) -> dict[str, str]:
    """The labels and figures of a summary."""
    rows = (line.rsplit(maxsplit=1) for line in said.splitlines() if line.strip())
    return {row[0]: row[1] for row in rows if len(row) == 2}


def test_a_workspace_is_made_with_commented_settings(here: Path, marsad: Run) -> None:
    status, out, said = marsad("init", "desk", "--person", "سالم")
    assert (status, out) == (0, "")
    assert "marsad.toml" in said
    assert "سالم" in said
    settings = (here / "desk" / "marsad.toml").read_text("utf-8")
    assert 'person = "سالم"' in settings
    assert (here / "desk" / "marsad.db").is_file()


def test_a_workspace_is_never_made_over_another(desk: Path, marsad: Run) -> None:
    before = (desk / "marsad.toml").read_bytes()
    status, _, said = marsad("init", desk)
    assert status == 2
    assert "W108" in said
    assert (desk / "marsad.toml").read_bytes() == before


@pytest.mark.parametrize("address", ["mysql://x/y", "marsad.db"])
def test_an_address_of_no_known_database_is_refused(here: Path, marsad: Run, address: str) -> None:
    status, _, said = marsad("init", "desk", "--database", address)
    assert status == 2
    assert "W110" in said
    assert list((here / "desk").iterdir()) == []
    assert marsad("init", "desk")[0] == 0


def test_files_are_added_and_read(desk: Path, marsad: Run, here: Path) -> None:
    file = reports(here, TEXT, "طقس مشمس")
    status, out, said = marsad("--workspace", desk, "add", file)
    assert (status, out) == (0, "")
    told = figures(said)
    assert (told["reports added"], told["reports read"], told["events"]) == ("2", "2", "2")
    assert told["incidents in the workspace"] == "2"
    told = figures(marsad("--workspace", desk, "add", file)[2])
    assert (told["reports added"], told["known already"], told["reports read"]) == ("0", "2", "0")


def test_the_summary_is_told_in_arabic_too(desk: Path, marsad: Run, here: Path) -> None:
    _, _, said = marsad("--workspace", desk, "--lang", "ar", "add", reports(here, TEXT))
    assert "التقارير المضافة" in said
    assert "reports" not in said


def test_the_environment_names_the_workspace(
    desk: Path, marsad: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARSAD_WORKSPACE", str(desk))
    assert marsad("add", reports(here, TEXT))[0] == 0


def test_without_a_workspace_nothing_is_done_and_the_way_out_is_told(here: Path, marsad: Run) -> None:
    status, _, said = marsad("add", reports(here, TEXT))
    assert status == 2
    assert "W101" in said
    assert "marsad init" in said
    assert sorted(path.name for path in here.iterdir()) == ["a.jsonl"]


def test_faulty_settings_are_told_all_at_once(desk: Path, marsad: Run) -> None:
    with (desk / "marsad.toml").open("a") as stream:
        stream.write("[source.x]\nknid = 'chat'\nprotected = 5\n")
    status, _, said = marsad("--workspace", desk, "add", "x")
    assert status == 2
    assert "W104" in said
    assert "source.*.kind" in said
    assert "W106" in said


def test_what_can_not_be_taken_is_told_and_the_rest_is_done(desk: Path, marsad: Run, here: Path) -> None:
    file = reports(here, TEXT)
    with file.open("a") as stream:
        stream.write("\n{broken\n")
    status, _, said = marsad("--workspace", desk, "add", here / "missing.txt", file)
    assert status == 1
    assert "I101" in said
    assert "a.jsonl line 2" in said
    assert figures(said)["reports added"] == "1"


def test_reading_can_wait(desk: Path, marsad: Run, here: Path) -> None:
    _, _, said = marsad("--workspace", desk, "add", "--no-read", reports(here, TEXT))
    assert "events" not in figures(said)
    told = figures(marsad("--workspace", desk, "add", reports(here, TEXT, TEXT, name="b.jsonl"))[2])
    assert (told["reports added"], told["known already"], told["reports read"]) == ("1", "1", "2")


def test_columns_and_source_are_taken_from_the_options(desk: Path, marsad: Run, here: Path) -> None:
    (here / "a.csv").write_text(f'id,body\n7,"{TEXT}"\n', "utf-8")
    status, _, said = marsad(
        "--workspace", desk, "add", "a.csv", "--columns", "doc=id,text=body", "--source", "x"
    )
    assert status == 0
    assert figures(said)["events"] == "2"
    assert marsad("--workspace", desk, "add", "a.csv", "--source", "X Y")[0] == 2


def test_quiet_tells_faults_only(desk: Path, marsad: Run, here: Path) -> None:
    assert marsad("--workspace", desk, "add", "-q", reports(here, TEXT)) == (0, "", "")


def test_rereading_tells_what_changed(
    desk: Path, marsad: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recordkit import FakeReader, record

    marsad("--workspace", desk, "add", reports(here, TEXT))
    status, out, said = marsad("--workspace", desk, "reread")
    assert (status, out, figures(said)["reports read"]) == (0, "", "0")

    def read(_: FakeReader, report):  # type: ignore[no-untyped-def]
        from msgspec.structs import replace

        first, _second = record().events
        return record(doc=report.doc, text=report.text, events=(replace(first, status="denied"),))

    monkeypatch.setattr(FakeReader, "read", read)
    monkeypatch.setattr("marsad.store.readings._package_tables", lambda: {"a.csv": "1"})
    status, out, said = marsad("--workspace", desk, "reread", "--verbose")
    assert status == 0
    assert '"reported" → "denied"' in out
    assert "status: changed in 1 events" in out
    told = figures(said)
    assert (told["events changed"], told["events dropped"], told["events added"]) == ("1", "1", "0")

    monkeypatch.setattr("marsad.store.readings._package_tables", lambda: {"a.csv": "2"})
    data = json.loads(marsad("--workspace", desk, "reread", "--format", "json")[1])
    assert (data["read"], data["changed_reports"], data["changes"]) == (1, 0, [])
