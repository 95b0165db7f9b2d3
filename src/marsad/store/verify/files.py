"""Kept files against their names and rows: altered, missing, put there by another way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from marsad.messages import reason_of
from marsad.store import models
from marsad.store.originals import file_digest
from marsad.store.verify.findings import Finding, Tally
from marsad.store.verify.ledger import Ledger
from marsad.store.workspace import Workspace

_BATCH: Final = 500
_KEPT: Final = "file"


class Kept(NamedTuple):
    """A file that a row names."""

    path: Path
    sha256: str
    size: int | None


def check_files(workspace: Workspace, tally: Tally) -> Iterator[Finding]:
    """Every original and WARC file that a row names, then every file that none names."""
    with Ledger() as expected:
        for kept in _kept(workspace):
            where = _name(kept.path, workspace)
            if expected.take(_KEPT, where) is None:  # a file that several captures name is read once
                tally.add("files")
                yield from check_file(kept.path, where, sha256=kept.sha256, size=kept.size)
            expected.expect(_KEPT, where)
        for folder in (workspace.originals.folder, workspace.captures):
            for path in files_in(folder):
                where = _name(path, workspace)
                if expected.take(_KEPT, where) is None and not _named_since(path, workspace):
                    yield Finding("V103", "inserted", where)


def _kept(workspace: Workspace) -> Iterator[Kept]:
    for sha256, size in models.Original.objects.order_by("pk").values_list("pk", "size").iterator(_BATCH):
        yield Kept(workspace.originals.path(sha256), sha256, size)
    for details in models.Capture.objects.order_by("pk").values_list("details", flat=True).iterator(_BATCH):
        warc = warc_of(details)
        if warc is not None:
            yield Kept(workspace.captures / str(warc["name"]), str(warc.get("sha256", "")), None)


def warc_of(details: object) -> Mapping[str, Any] | None:
    """What a capture's details say of its WARC file: ``name`` (inside ``captures/``) and ``sha256``."""
    warc = details.get("warc") if isinstance(details, Mapping) else None
    return warc if isinstance(warc, Mapping) and warc.get("name") else None


def check_file(path: Path, where: str, *, sha256: str, size: int | None = None) -> Iterator[Finding]:
    """One file against its digest and its size in bytes, where known."""
    try:
        with path.open("rb") as stream:
            found = file_digest(stream)
            length = stream.tell()
    except FileNotFoundError:
        yield Finding("V102", "removed", where)
        return
    except OSError as error:
        yield Finding("V105", "unreadable", where, "", {"reason": reason_of(error)})
        return
    if found != sha256:
        yield Finding("V101", "changed", where, "", {"found": found, "expected": sha256})
    elif size is not None and length != size:
        yield Finding("V104", "changed", where, "", {"found": length, "expected": size})


def _named_since(path: Path, workspace: Workspace) -> bool:
    """Whether a row names the file by now: others may add to a workspace while it is checked."""
    if path == workspace.originals.path(path.name):
        return models.Original.objects.filter(pk=path.name).exists()
    if path.is_relative_to(workspace.captures):
        name = path.relative_to(workspace.captures).as_posix()
        return models.Capture.objects.filter(details__warc__name=name).exists()
    return False


def files_in(folder: Path) -> Iterator[Path]:
    """Every file below a folder, sorted; unfinished ones (``.….part``) are nobody's yet."""
    for path in sorted(folder.rglob("*")):
        if not path.is_dir() and not (path.name.startswith(".") and path.name.endswith(".part")):
            yield path


def _name(path: Path, workspace: Workspace) -> str:
    return path.relative_to(workspace.folder).as_posix()
