"""The page about the tables names each of them, with its columns and a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marsad.tables import FOLDER, load_table

ROOT = Path(__file__).parents[2]
README = (FOLDER / "README.md").read_text("utf-8")
PAGES = README + (FOLDER / "README-actors.md").read_text("utf-8")
FILES = sorted(
    path.relative_to(FOLDER).as_posix()
    for path in FOLDER.rglob("*.*")
    if path.suffix in (".csv", ".toml", ".json", ".gz")
)


@pytest.mark.parametrize("name", FILES)
def test_every_table_is_named(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", FILES)
def test_a_folder_explains_its_own_tables(name: str) -> None:
    path = FOLDER / name
    if path.parent != FOLDER:
        assert f"`{path.name}`" in (path.parent / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", [name for name in FILES if "/" not in name and name.endswith(".csv")])
def test_every_column_is_explained(name: str) -> None:
    header = (FOLDER / name).read_text("utf-8").splitlines()[0]
    assert [column for column in header.split(",") if f"`{column}`" not in PAGES] == []


def test_every_role_of_a_cue_is_explained() -> None:
    roles = {row["role"] for row in load_table("cues.csv")}
    assert [role for role in sorted(roles) if f"`{role}`" not in README] == []


def test_no_table_is_named_that_is_gone() -> None:
    named = re.findall(r"`((?:calendar|numbers|places|repair)/[\w.]+|\w+\.csv)`", README)
    assert [name for name in named if not (FOLDER / name).exists()] == []


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", README)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
