"""Floors that accuracy must not sink below, bound to the gold files they were measured on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from evaluation.matching import FOLDER
from evaluation.merging import INCIDENTS
from evaluation.reports import GOLD

FILE: Final = FOLDER / "floors.toml"
#: What has a floor: F1 on the test half of the gold reports, two shares of repair, B-cubed of merging.
REPORTS: Final = ("events", "strict", "quiet", "tallies", "relations")
REPAIR: Final = ("restored", "clean_kept")
MERGING: Final = ("precision", "recall", "f1")
_GROUPS: Final = (("reports", REPORTS), ("repair", REPAIR), ("merging", MERGING))
#: How far below the present figure a renewed floor lies: room for a trade, not for a slide.
MARGIN: Final = 0.02

_TEMPLATE: Final = """\
# Accuracy floors. `make eval` and the tests fail when a figure sinks below one of them.
# `python -m evaluation --renew` sets them to the present figures less {margin}; lowering one is
# a decision, so say why in the commit.

# SHA-256 over the gold files. It changes when gold does, and then the floors must be renewed.
gold = "{gold}"

# F1 on the test half of the gold reports.
[reports]
{reports}

# Share of disguised words restored, and of clean passages left as they came, byte for byte.
[repair]
{repair}

# B-cubed over the test half of the groups of reports.
[merging]
{merging}
"""


def fingerprint(folder: Path = GOLD, incidents: Path = INCIDENTS) -> str:
    """SHA-256 over the names and contents of the gold files."""
    total = sha256()
    for path in sorted(folder.glob("*.jsonl")) + sorted(incidents.glob("*.jsonl")):
        total.update(f"{path.name} {sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def load_floors(path: Path = FILE) -> dict[str, Any]:
    """The floors as written."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sunk(floors: Mapping[str, Any], measured: Mapping[str, Mapping[str, float | None]]) -> list[str]:
    """One sentence for each figure below its floor; a figure that can't be had is below any floor."""
    found = []
    for group, names in _GROUPS:
        for name in names:
            floor, value = floors[group][name], measured[group][name]
            if value is None or value < floor:
                shown = "nothing to measure" if value is None else f"{value:.4f}"
                found.append(f"{group}, {name}: {shown}, below the floor of {floor}")
    return found


def gold_fault(floors: Mapping[str, Any], folder: Path = GOLD) -> str | None:
    """What to do where gold is not the gold that the floors were measured on."""
    if floors["gold"] == fingerprint(folder):
        return None
    return (
        "The gold files changed since the floors were set. Look at the figures, then renew both "
        "with `python -m evaluation --renew`."
    )


def renew(measured: Mapping[str, Mapping[str, float | None]], path: Path = FILE) -> None:
    """Write the present figures less the margin as floors, and the fingerprint of gold."""
    groups = {
        group: "\n".join(f"{name} = {_floor(measured[group][name])}" for name in names)
        for group, names in _GROUPS
    }
    path.write_text(_TEMPLATE.format(margin=MARGIN, gold=fingerprint(), **groups), encoding="utf-8")


def _floor(value: float | None) -> float:
    return max(0.0, round((value or 0.0) - MARGIN, 3))
