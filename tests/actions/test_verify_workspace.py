"""What was taken in with options is read again with the same ones, so that a check finds nothing."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

import storekit
from marsad.store.settings import read_settings
from marsad.store.workspace import Workspace

storekit.ready_django()
from marsad.actions.add_reports import AddOptions, add  # noqa: E402
from marsad.actions.verify_workspace import verify_workspace  # noqa: E402
from marsad.store import models  # noqa: E402

GROUP = """
[source.group]
kind = "chat"
own_accounts = ["user7"]
"""


def test_columns_kinds_and_accounts_are_remembered(workspace: Workspace, tmp_path: Path) -> None:
    with (workspace.folder / "marsad.toml").open("a") as settings:
        settings.write(GROUP)
    workspace.settings = read_settings(workspace.folder / "marsad.toml")
    (tmp_path / "a.csv").write_text("الخبر,معرف\nقصف على البلدة,1\n", "utf-8")
    add(workspace, [str(tmp_path / "a.csv")], AddOptions(columns={"text": "الخبر", "doc": "معرف"}))
    (tmp_path / "b.dat").write_bytes(gzip.compress("هجوم على <حاجز>".encode()))
    add(workspace, [str(tmp_path / "b.dat")], AddOptions(kind="text", published=date(2025, 3, 1)))
    message = {"id": 1, "type": "message", "date": "2025-10-13T10:00:00", "from": "ن", "from_id": "user7"}
    chat = {"name": "غرفة", "type": "private_group", "id": 1, "messages": [{**message, "text": "قصف ليلي"}]}
    (tmp_path / "result.json").write_text(json.dumps(chat), "utf-8")
    add(workspace, [str(tmp_path / "result.json")], AddOptions(source="group"))
    assert models.ReportVersion.objects.count() == 3
    assert list(verify_workspace(workspace)) == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_without_its_options_a_file_would_give_other_texts(workspace: Workspace, tmp_path: Path) -> None:
    """That the test above can fail: taken in again otherwise, the same file is another capture."""
    (tmp_path / "a.csv").write_text("الخبر,text\nقصف على البلدة,غيره\n", "utf-8")
    for columns in ({"text": "الخبر"}, {}):
        add(workspace, [str(tmp_path / "a.csv")], AddOptions(columns=columns))
    assert models.Capture.objects.count() == 2
    assert list(verify_workspace(workspace)) == []
    storekit.unguard()
    models.Capture.objects.update(details={})
    assert "V138" in [finding.code for finding in verify_workspace(workspace)]
