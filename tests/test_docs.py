"""The documentation keeps up: every command, option and public name is told in both languages."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import marsad
from marsad.cli.parser import build_parser
from marsad.messages import choose_language
from marsad.model import json_schema
from marsad.store.settings import known_settings

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*.md")]


def commands(parser: argparse.ArgumentParser, name: str = "marsad") -> Iterator[tuple[str, list[str]]]:
    """Each command that does something, with its options."""
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for group in groups:
        for word, below in group.choices.items():
            yield from commands(below, f"{name} {word}")
    if not groups:
        yield name, [o for a in parser._actions for o in a.option_strings if o not in ("-h", "--help")]


COMMANDS = list(commands(build_parser()))


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(("command", "options"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_and_option_is_described(lang: str, command: str, options: list[str]) -> None:
    page = (ROOT / "docs" / lang / "reference" / "cli.md").read_text("utf-8")
    assert f"`{command}`" in page
    missing = [option for option in options if not re.search(rf"(?<![\w-]){option}(?![\w-])", page)]
    assert missing == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_field_is_described(lang: str) -> None:
    page = (ROOT / "docs" / lang / "reference" / "record.md").read_text("utf-8")
    kinds = json_schema()["$defs"]
    for kind in ("Record", "Event", "Tally", "Relation", "Evidence", "Repair", "Casualties"):
        missing = [name for name in kinds[kind]["properties"] if f"`{name}`" not in page]
        assert missing == [], kind


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_setting_is_described(lang: str) -> None:
    page = (ROOT / "docs" / lang / "reference" / "workspace.md").read_text("utf-8")
    for key, setting in known_settings().items():
        assert f"| `{key}` |" in page
        assert (setting.ar if lang == "ar" else setting.en) in page, key


@pytest.mark.parametrize("name", ["README.md", "README.ar.md"])
def test_readme_names_the_doors(name: str) -> None:
    page = (ROOT / name).read_text("utf-8")
    for word in ("make run", "make test", "make bench", "make eval", "marsad read", "marsad.read_many"):
        assert word in page
    for public in ("read", "Reader", "read_many", "events_table"):
        assert public in marsad.__all__
        assert f"marsad.{public}" in page


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_in_the_pages_can_be_parsed(path: Path) -> None:
    choose_language("en")
    for line in re.findall(r"^\s*marsad (.+)$", path.read_text("utf-8"), re.MULTILINE):
        words = re.sub(r"\s+#.*", "", line)
        if any(sign in words for sign in "[…|") or "NAME" in words:
            continue
        build_parser().parse_args(re.findall(r'"[^"]*"|\S+', words))


def test_python_in_the_readme_is_in_order() -> None:
    blocks = []
    for name in ("README.md", "README.ar.md"):
        (code,) = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
        compile(code, name, "exec")
        assert len([line for line in code.splitlines() if line]) <= 10
        blocks.append(re.sub(r"#.*", "", code))
    assert [line.rstrip() for line in blocks[0].splitlines()] == [
        line.rstrip() for line in blocks[1].splitlines()
    ]


def test_python_in_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert capsys.readouterr().out.startswith("attack 2025-10-12")
    assert names["record"].problem is None  # type: ignore[attr-defined]


def test_examples_run() -> None:
    script, reports = ROOT / "examples" / "count_by_place.py", ROOT / "examples" / "reports.jsonl"
    done = subprocess.run([sys.executable, script, reports], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    docs = [json.loads(line)["doc"] for line in reports.read_text("utf-8").splitlines()]
    assert len(docs) == 3


def test_arabic_pages_are_right_to_left() -> None:
    for path in PAGES:
        text = path.read_text("utf-8")
        if path.name.endswith(".ar.md") or path.is_relative_to(ROOT / "docs" / "ar"):
            assert text.startswith('<div dir="rtl" lang="ar">'), path
            assert text.count("<div") == text.count("</div>"), path


def test_every_page_exists_in_both_languages() -> None:
    english, arabic = (
        {path.relative_to(folder) for path in folder.rglob("*.md")}
        for folder in (ROOT / "docs" / "en", ROOT / "docs" / "ar")
    )
    assert english == arabic
