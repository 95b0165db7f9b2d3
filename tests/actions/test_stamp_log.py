"""The log's head, stamped by an authority that the test runs itself with openssl."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import storekit
from collect.test_timestamps import make_authority, openssl
from marsad.collect.timestamps import Post
from marsad.errors import UsageError
from marsad.store.settings import read_settings
from marsad.store.workspace import Workspace

storekit.ready_django()
from marsad.actions.stamp_log import stamp_log  # noqa: E402
from marsad.actions.verify_workspace import verify_workspace  # noqa: E402
from marsad.store.models import LogEntry  # noqa: E402


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_authority(tmp_path_factory.mktemp("tsa"), "Clock of the Test")


@pytest.fixture
def post(authority: Path) -> Post:
    def send(url: str, body: bytes, media_type: str) -> bytes:
        assert (url, media_type) == ("https://tsa.test/", "application/timestamp-query")
        (authority / "query").write_bytes(body)
        config = ("-config", authority / "openssl.cnf", "-section", "tsa_config")
        return openssl("ts", "-reply", "-queryfile", authority / "query", *config)

    return send


def use(workspace: Workspace, *, roots: Path | None) -> None:
    """Set the authority, and maybe the file of its certificates."""
    path = workspace.folder / "marsad.toml"
    text = path.read_text().replace('timestamp_authority = ""', 'timestamp_authority = "https://tsa.test/"')
    if roots is not None:
        text = text.replace('timestamp_roots = ""', f'timestamp_roots = "{roots}"')
    path.write_text(text)
    workspace.settings = read_settings(path)


@pytest.fixture
def stamped(workspace: Workspace, authority: Path, post: Post) -> Workspace:
    storekit.fill(workspace)
    use(workspace, roots=authority / "root.pem")
    stamp_log(workspace, post)
    return workspace


def found(workspace: Workspace) -> list[tuple[str, str]]:
    return [(f.code, f.kind) for f in verify_workspace(workspace)]


def test_a_stamp_is_kept_logged_and_holds(stamped: Workspace) -> None:
    entry = LogEntry.objects.order_by("-number")[0]
    assert (entry.action, json.loads(entry.details)["number"]) == ("stamp", entry.number - 1)
    assert [path.name for path in stamped.stamps.iterdir()] == [f"{entry.number - 1}.tsr"]
    (note,) = verify_workspace(stamped)
    assert (note.code, note.kind, note.key) == ("V140", "note", str(entry.number - 1))
    assert "Clock of the Test" in note.sentence("en")


def test_a_log_made_anew_with_its_head_contradicts_the_stamp(stamped: Workspace) -> None:
    storekit.unguard()
    LogEntry.objects.filter(number=2).update(who="somebody else")
    storekit.rewrite_log(stamped, head=True)
    assert found(stamped) == [("V142", "changed")]


def test_a_log_cut_off_before_the_stamp(stamped: Workspace) -> None:
    storekit.unguard()
    last = LogEntry.objects.count()
    LogEntry.objects.filter(number__gte=last - 1).delete()
    storekit.rewrite_log(stamped, head=True)
    assert ("V141", "removed") in found(stamped)


def test_a_missing_and_an_exchanged_stamp(stamped: Workspace) -> None:
    (path,) = stamped.stamps.iterdir()
    path.chmod(0o644)
    token = path.read_bytes()
    path.write_bytes(token[:-10] + bytes([token[-10] ^ 1]) + token[-9:])
    assert found(stamped) == [("V101", "changed"), ("V143", "changed")]
    path.unlink()
    assert found(stamped) == [("V102", "removed")]


def test_without_certificates_the_signature_is_not_checked(stamped: Workspace, authority: Path) -> None:
    path = stamped.folder / "marsad.toml"
    path.write_text(path.read_text().replace(str(authority / "root.pem"), ""))
    stamped.settings = read_settings(path)
    assert found(stamped) == [("V144", "note")]


def test_what_is_missing_is_said(workspace: Workspace, post: Post, authority: Path) -> None:
    with pytest.raises(UsageError, match="V151"):
        stamp_log(workspace, post)
    use(workspace, roots=authority / "none.pem")
    with pytest.raises(UsageError, match="V150"):
        stamp_log(workspace, post)
    storekit.fill(workspace)
    with pytest.raises(UsageError, match="V152"):
        stamp_log(workspace, post)
