"""Whether this installation can do its work: versions, tables, reading, writing, speed."""

from __future__ import annotations

import hashlib
import platform
import re
import tempfile
import time
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

import msgspec

import marsad
from marsad.actions.read_reports import standard_reader
from marsad.errors import MarsadError
from marsad.messages import reason_of
from marsad.model import Report
from marsad.tables import FOLDER, load_table, table_files

#: The name of a package at the beginning of a requirement; extras, versions and markers follow.
_PACKAGE: Final = re.compile(r"[A-Za-z0-9._-]+")


class TableState(msgspec.Struct, frozen=True, kw_only=True):
    """A table of the package: rows (None where they can't be loaded) and the start of its SHA-256."""

    name: str
    rows: int | None
    sha256: str


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """The state of an installation; ``faults`` is empty where all is well. Times in the unit named."""

    packages: dict[str, str]
    tables: tuple[TableState, ...]
    languages: tuple[str, ...]
    writable: bool
    load_s: float | None
    read_ms: float | None
    faults: tuple[str, ...]


def check_installation(folder: Path) -> Check:
    """Look at everything; ``folder`` is where results would be written."""
    faults: list[str] = []
    packages = _packages(faults)
    tables = tuple(_table(path, faults) for path in table_files())
    load_s, read_ms = _timed_reading(faults)
    return Check(
        packages=packages,
        tables=tables,
        languages=("ar", "en"),
        writable=_can_write(folder, faults),
        load_s=load_s,
        read_ms=read_ms,
        faults=tuple(faults),
    )


def _packages(faults: list[str]) -> dict[str, str]:
    found = {"python": platform.python_version(), "marsad": marsad.__version__}
    for requirement in _requirements():
        try:
            found[requirement] = version(requirement)
        except PackageNotFoundError:
            faults.append(f"{requirement}: not installed")
    return found


def _requirements() -> list[str]:
    try:
        stated = requires("marsad") or []
    except PackageNotFoundError:
        return []
    needed = (line for line in stated if "extra ==" not in line)
    return [found[0] for line in needed if (found := _PACKAGE.match(line))]


def _table(path: Path, faults: list[str]) -> TableState:
    name = path.relative_to(FOLDER).as_posix()
    rows = None
    if path.suffix == ".csv":
        try:
            rows = len(load_table(path.name, folder=path.parent))
        except (MarsadError, ValueError) as error:
            faults.append(str(error))
    return TableState(name=name, rows=rows, sha256=hashlib.sha256(path.read_bytes()).hexdigest()[:12])


def _can_write(folder: Path, faults: list[str]) -> bool:
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            return True
    except OSError as error:
        faults.append(f"{folder}: {reason_of(error)}")
        return False


def _timed_reading(faults: list[str]) -> tuple[float | None, float | None]:
    try:
        report = Report(doc="check", text="وصل وفد إلى حلب صباح اليوم.", published="2025-10-13")
        begun = time.perf_counter()
        reader = standard_reader()
        reader.read(report)  # some tables load with the first report
        loaded = time.perf_counter()
        reader.read(report)
        return round(loaded - begun, 3), round((time.perf_counter() - loaded) * 1000, 1)
    except Exception as error:  # whatever it is, the doctor must say it rather than fall ill
        faults.append(f"{type(error).__name__}: {error}")
        return None, None
