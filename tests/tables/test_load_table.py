"""The loader names every fault in a table, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from marsad.errors import TableError
from marsad.tables import load_table

HEADER = "id,ar\n"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("a,قصف\nb, قصف\n", "T003"),
        ("a,قصف\nb,قصف\u200f\n", "T003"),
        ("a,قصف\nb,ا\u0653ب\n", "T003"),  # alif and madda as two characters: not NFC
        ("a,قصف\nb\n", "T002"),
        ("a,قصف\na,غارة\n", "T004"),
        ("a,قصف\n,غارة\n", "T004"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, rows: str, code: str) -> None:
    (tmp_path / "words.csv").write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(TableError, match=f"{code} words.csv line 3"):
        load_table("words.csv", key="id", folder=tmp_path)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="T001"):
        load_table("words.csv", folder=tmp_path)


def test_a_cell_may_hold_a_line_break_and_a_quoted_comma(tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text(HEADER + 'a,"قصف, غارة\nكمين"\n', encoding="utf-8")
    assert load_table("words.csv", folder=tmp_path) == [{"id": "a", "ar": "قصف, غارة\nكمين"}]
