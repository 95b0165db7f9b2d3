"""A bundle holds what another party needs, hides who must be hidden, and tells when it was tampered with."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest

import storekit
from marsad.errors import OutputError, UsageError
from marsad.store.workspace import Workspace

storekit.ready_django()
from marsad.actions.bundle_incident import bundle_incident  # noqa: E402
from marsad.formats.sources import read_bytes  # noqa: E402
from marsad.store import models  # noqa: E402
from marsad.store.keeping import CaptureFacts, keep  # noqa: E402

Files = dict[str, bytes]
SECRETS = ("شاهد سري", "secret", "two.jsonl", '"two"')


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    storekit.fill(workspace)
    return workspace


def unpacked(path: Path) -> Files:
    with ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def check(files: Files, folder: Path) -> tuple[int, str]:
    """Run the checker of a bundle as its reader would, without Marsad and its packages."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    done = subprocess.run([sys.executable, "-I", folder / "check.py"], capture_output=True, check=False)
    assert done.stderr == b""
    return done.returncode, done.stdout.decode()


def listed_anew(files: Files) -> Files:
    """With a list of digests that fits, as a careful forger would make it."""
    rest = {name: data for name, data in files.items() if name != "SHA256SUMS"}
    sums = "".join(f"{hashlib.sha256(rest[name]).hexdigest()}  {name}\n" for name in sorted(rest))
    return {**rest, "SHA256SUMS": sums.encode()}


@pytest.mark.parametrize("docs", [["one"], ["one", "two"], ["two"]])
def test_a_bundle_can_be_checked_without_marsad(filled: Workspace, tmp_path: Path, docs: list[str]) -> None:
    key = storekit.add_incident(filled, docs)
    bundled = bundle_incident(filled, key, tmp_path / "b.zip")
    assert bundled.sha256 == hashlib.sha256((tmp_path / "b.zip").read_bytes()).hexdigest()
    status, said = check(unpacked(tmp_path / "b.zip"), tmp_path / "b")
    assert (status, "Everything in the bundle fits" in said) == (0, True), said
    packed = subprocess.run(
        [sys.executable, "-I", tmp_path / "b" / "check.py", tmp_path / "b.zip"], check=False
    )
    assert packed.returncode == 0


def test_what_is_in_it(filled: Workspace, tmp_path: Path) -> None:
    key = storekit.add_incident(filled, ["one"])
    bundle_incident(filled, key, tmp_path / "b.zip")
    files = unpacked(tmp_path / "b.zip")
    version = models.ReportVersion.objects.get(report__doc="one")
    assert f"originals/{version.original_id}" in files
    report = json.loads(files["reports/001.json"])
    assert report["content"] == json.loads(version.content)
    assert [p["text"] for p in report["passages"]][:2] == ["هجـ ـوم", "مساء أمس"]
    assert len(files["decisions.jsonl"].splitlines()) == 1
    assert len(files["log/chain.jsonl"].splitlines()) == models.LogEntry.objects.count()
    actions = [json.loads(line)["action"] for line in files["log/entries.jsonl"].splitlines()]
    assert actions == ["add", "read", "decide", "link"]
    page = files["incident.html"].decode()
    assert "&lt;b&gt;التجربة&lt;/b&gt;" in page
    assert "<script" not in page
    assert 'lang="ar" dir="rtl"' in page


def test_the_same_workspace_gives_the_same_bytes(filled: Workspace, tmp_path: Path) -> None:
    key = storekit.add_incident(filled)
    digests = {bundle_incident(filled, key, tmp_path / name).sha256 for name in ("a.zip", "b.zip")}
    assert len(digests) == 1


def test_protected_sources_are_nowhere_named(filled: Workspace, tmp_path: Path) -> None:
    key = storekit.add_incident(filled)
    bundled = bundle_incident(filled, key, tmp_path / "b.zip")
    assert (bundled.reports, bundled.originals, bundled.left_out, bundled.protected) == (2, 1, 1, 1)
    for name, data in unpacked(tmp_path / "b.zip").items():
        if name not in ("check.py", "README.md"):
            assert [secret for secret in SECRETS if secret in data.decode()] == [], name
    report = json.loads(unpacked(tmp_path / "b.zip")["reports/002.json"])
    assert (report["source"], report["content"]["doc"]) == ("protected-1", "protected-1-2")


def test_what_was_asked_for_is_given_and_logged(filled: Workspace, tmp_path: Path) -> None:
    key = storekit.add_incident(filled)
    before = models.LogEntry.objects.count()
    bundled = bundle_incident(filled, key, tmp_path / "b.zip", with_protected=True)
    assert (bundled.originals, bundled.left_out, bundled.protected) == (2, 0, 0)
    entry = models.LogEntry.objects.get(number=before + 1)
    assert (entry.action, json.loads(entry.details)["with_protected"]) == ("bundle", True)
    assert json.loads(entry.details)["sha256"] == bundled.sha256
    assert check(unpacked(tmp_path / "b.zip"), tmp_path / "b")[0] == 0


def add(workspace: Workspace, name: str, data: bytes) -> None:
    from marsad.store.readings import save_readings, start_run
    from recordkit import record

    old = set(models.ReportVersion.objects.values_list("pk", flat=True))
    keep(workspace, data, CaptureFacts(name, source="channel"), read_bytes(data, name))
    for version in models.ReportVersion.objects.exclude(pk__in=old):
        told = msgspec.json.decode(version.content)
        if told["text"] == record().text:
            save_readings(start_run("read", workspace), [(version, record(**told))])


def test_an_original_with_other_reports_is_given_only_on_wish(filled: Workspace, tmp_path: Path) -> None:
    from recordkit import TEXT

    lines = [{"doc": "mine", "text": TEXT}, {"doc": "other", "text": "كلام غيره"}]
    add(filled, "all.jsonl", b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    key = storekit.add_incident(filled, ["mine"])
    bundled = bundle_incident(filled, key, tmp_path / "b.zip")
    files = unpacked(tmp_path / "b.zip")
    assert (bundled.originals, bundled.left_out) == (0, 1)
    assert not any("كلام غيره" in data.decode() for data in files.values())
    report = json.loads(files["reports/001.json"])
    original = models.ReportVersion.objects.get(report__doc="mine").original_id
    assert (report["original"], report["original_included"]) == (original, False)
    assert check(files, tmp_path / "b")[0] == 0
    asked = bundle_incident(filled, key, tmp_path / "c.zip", with_originals=True)
    assert (asked.originals, asked.left_out) == (1, 0)
    assert models.LogEntry.objects.order_by("-number")[0].action == "bundle"


def test_a_chat_is_given_only_on_wish(filled: Workspace, tmp_path: Path) -> None:
    """Others' messages stay inside it although no report was made of them."""
    from recordkit import TEXT

    post = {"id": 1, "type": "message", "date": "2025-10-13T10:00:00", "from": "قناة", "from_id": "channel1"}
    stranger = {**post, "id": 2, "from": "جار", "from_id": "user7", "text": "أنا رأيتهم"}
    chat = {"name": "قناة", "type": "public_channel", "id": 1, "messages": [{**post, "text": TEXT}, stranger]}
    add(filled, "result.json", json.dumps(chat).encode())
    doc = models.Report.objects.order_by("-pk")[0].doc
    bundled = bundle_incident(filled, storekit.add_incident(filled, [doc]), tmp_path / "b.zip")
    assert (bundled.originals, bundled.left_out) == (0, 1)


def test_no_such_incident(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        bundle_incident(workspace, "i-none", tmp_path / "b.zip")
    assert raised.value.code == "V160"
    assert not (tmp_path / "b.zip").exists()


def test_an_altered_original_goes_to_nobody(filled: Workspace, tmp_path: Path) -> None:
    key = storekit.add_incident(filled, ["one"])
    path = filled.originals.path(models.ReportVersion.objects.get(report__doc="one").original_id)
    path.chmod(0o644)
    path.write_bytes(b"x")
    with pytest.raises(OutputError) as raised:
        bundle_incident(filled, key, tmp_path / "b.zip")
    assert raised.value.code == "V161"
    assert not (tmp_path / "b.zip").exists()


# Tampering. Each deed is done by a forger who also makes the list of digests fit.


def flip_original(files: Files) -> None:
    name = next(name for name in files if name.startswith("originals/"))
    files[name] = files[name][:-2] + b"!\n"


def drop_original(files: Files) -> None:
    del files[next(name for name in files if name.startswith("originals/"))]


def edit(name: str, before: str, after: str) -> Callable[[Files], None]:
    def deed(files: Files) -> None:
        text = files[name].decode()
        assert before in text
        files[name] = text.replace(before, after).encode()

    deed.__name__ = f"{name}: {before}"
    return deed


def drop_line(name: str, line: int) -> Callable[[Files], None]:
    def deed(files: Files) -> None:
        lines = files[name].splitlines(keepends=True)
        del lines[line]
        files[name] = b"".join(lines)

    deed.__name__ = f"{name} without line {line}"
    return deed


def edit_row(files: Files) -> None:
    """Change a row and its digest; the log names it by another."""
    rows = [json.loads(line) for line in files["log/rows.jsonl"].splitlines()]
    (row,) = [row for row in rows if row["table"] == "store_capture"]
    row["values"]["who"] = "somebody else"
    text = json.dumps(row["values"], sort_keys=True, separators=(",", ":"))
    row["digest"] = hashlib.sha256(text.encode()).hexdigest()
    files["log/rows.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def move_passage(files: Files) -> None:
    report = json.loads(files["reports/001.json"])
    report["passages"][0]["start"] += 1
    files["reports/001.json"] = json.dumps(report).encode()


DEEDS = [
    flip_original,
    drop_original,
    edit_row,
    move_passage,
    edit("reports/001.json", "25 شاحنة", "75 شاحنة"),
    edit("reports/001.json", "وكالة التجربة", "وكالة أخرى"),
    edit("reports/001.json", '"killed": [\n', '"captured": [\n'),
    edit("incident.json", '"voices": 1', '"voices": 9'),
    edit("log/entries.jsonl", "tester", "nobody"),
    edit("log/head.json", '"number": ', '"number": 1'),
    edit("log/rows.jsonl", "tester", "nobody"),
    drop_line("log/chain.jsonl", -1),
    drop_line("log/chain.jsonl", 3),
    drop_line("log/entries.jsonl", 0),
    drop_line("log/rows.jsonl", -1),
]


@pytest.fixture(scope="module")
def bundle(databases: storekit.Databases, tmp_path_factory: pytest.TempPathFactory) -> Files:
    from marsad.store.workspace import create_workspace

    folder = tmp_path_factory.mktemp("bundle")
    workspace = create_workspace(folder, person="tester", database=databases.fresh("sqlite", folder))
    storekit.fill(workspace)
    bundle_incident(workspace, storekit.add_incident(workspace, ["one"]), folder / "b.zip")
    return unpacked(folder / "b.zip")


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_the_checker_finds_tampering(bundle: Files, tmp_path: Path, deed: Callable[[Files], None]) -> None:
    files = dict(bundle)
    deed(files)
    assert check(files, tmp_path / "careless")[0] == 1
    status, said = check(listed_anew(files), tmp_path / "careful")
    assert status == 1, said


def test_the_checker_finds_an_extra_file(bundle: Files, tmp_path: Path) -> None:
    status, said = check({**bundle, "originals/more": b"x"}, tmp_path)
    assert status == 1
    assert "file that the manifest doesn't list: originals/more" in said


def test_the_checker_finds_a_stamp_of_another_log(bundle: Files, tmp_path: Path) -> None:
    status, said = check(listed_anew({**bundle, "stamps/3.tsr": b"\x00" * 64}), tmp_path)
    assert status == 1
    assert "time stamp of another digest: stamps/3.tsr" in said


def test_a_broken_file_is_told_without_a_traceback(bundle: Files, tmp_path: Path) -> None:
    status, said = check({**bundle, "log/entries.jsonl": b"{"}, tmp_path)
    assert status == 1
    assert "file that can't be read" in said
