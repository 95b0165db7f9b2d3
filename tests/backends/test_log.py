"""The log is one unbroken chain on both databases, also where two processes write at once."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from marsad.store.workspace import Workspace

_APPEND = """
import sys
from pathlib import Path
from django.db import transaction
from marsad.store.workspace import open_workspace
workspace = open_workspace(Path(sys.argv[1]))
from marsad.store import log
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    with transaction.atomic():
        log.append("try", sys.argv[2], {"n": number})
        log.write_head(workspace.head_file)
"""


def chain_is_whole() -> bool:
    from marsad.store.log import GENESIS, entry_digest
    from marsad.store.models import LogEntry

    previous = GENESIS
    for number, entry in enumerate(LogEntry.objects.order_by("number"), 1):
        if (entry.number, entry.previous, entry.digest) != (number, previous, entry_digest(entry)):
            return False
        previous = entry.digest
    return True


@pytest.mark.usefixtures("workspace")
def test_every_table_of_the_schema_is_there() -> None:
    from django.apps import apps

    expected = {model._meta.db_table for model in apps.get_app_config("store").get_models()}
    assert len(expected) >= 15
    assert expected <= set(connection.introspection.table_names())


def test_head_follows_the_newest_entry(workspace: Workspace) -> None:
    from marsad.store import log

    assert log.last_head() == log.Head(0, log.GENESIS)
    for number in (1, 2, 3):
        with transaction.atomic():
            head = log.append("try", "tester", {"خبر": "قصف \u200f"})
            log.write_head(workspace.head_file)
        assert head.number == number
        assert json.loads(workspace.head_file.read_text()) == head._asdict()
    assert chain_is_whole()


def test_an_undone_deed_leaves_no_entry(workspace: Workspace) -> None:
    from marsad.store import log

    def fail() -> None:
        with transaction.atomic():
            log.append("try", "tester")
            log.write_head(workspace.head_file)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert log.last_head().number == 0
    assert not workspace.head_file.exists()


def _append_only_rows() -> Iterator[tuple[str, str]]:
    from marsad.store import log, models

    now = datetime.now(UTC)
    log.append("try", "tester")
    yield "store_logentry", "who"
    models.Decision.objects.create(kind="same", who="tester", made_at=now)
    yield "store_decision", "who"
    source = models.Source.objects.create(id="s", name="s", kind="file", added_at=now)
    original = models.Original.objects.create(sha256="0" * 64, size=1, kept_at=now)
    yield "store_original", "media_type"
    models.Capture.objects.create(original=original, source=source, captured_at=now)
    yield "store_capture", "who"


@pytest.mark.usefixtures("workspace")
def test_what_happened_is_never_changed_or_removed() -> None:
    for table, column in _append_only_rows():
        for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
                connection.cursor().execute(statement)


def test_seals_are_the_same_on_both(workspace: Workspace) -> None:  # noqa: ARG001
    """Read back from either database, a row has the digest that it was given when it was saved."""
    from marsad.store import models
    from marsad.store.seals import seal_of

    moment = datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC)
    source = models.Source.objects.create(id="قناة", name="قناة \u202b", kind="chat", added_at=moment)
    original = models.Original.objects.create(sha256="0" * 64, size=2**40, kept_at=moment)
    capture = models.Capture.objects.create(
        original=original,
        source=source,
        captured_at=moment,
        details={"z": [1, 2.5, None, True], "a": {"é": "\ud83d\ude00", "ratio": 0.1}},
    )
    rows = [source, original, capture]
    saved = [seal_of(row) for row in rows]
    read = [seal_of(type(row).objects.get(pk=row.pk)) for row in rows]
    assert saved == read
    # As another party computes it, without Marsad.
    plain = {"sha256": "0" * 64, "size": 2**40, "media_type": "", "kept_at": "2026-03-01T12:00:00.000001Z"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    assert read[1] == ("store_original", "0" * 64, hashlib.sha256(text.encode()).hexdigest())


def test_two_processes_append_to_one_chain(workspace: Workspace) -> None:
    from marsad.store import models

    each = 30
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _APPEND, workspace.folder, name, str(each)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in ("one", "two")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write(b"go\n")
        writer.stdin.flush()
    assert [writer.communicate() and writer.returncode for writer in writers] == [0, 0]
    assert chain_is_whole()
    names = list(models.LogEntry.objects.order_by("number").values_list("who", flat=True))
    assert sorted(names) == ["one"] * each + ["two"] * each
    assert names != sorted(names), "the two did not write at the same time"
