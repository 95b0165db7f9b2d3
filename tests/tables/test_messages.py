"""The sentences and words of both languages fit each other and the code that uses them."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import marsad
from marsad.messages import Where, choose_language, keep_order, say, word
from marsad.tables import load_table

SENTENCES = load_table("messages.csv", key="id")
WORDS = load_table("cli_text.csv", key="id")
SOURCE = "\n".join(p.read_text("utf-8") for p in Path(marsad.__file__).parent.rglob("*.py"))


def blanks(text: str) -> set[str]:
    found = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return found | set(re.findall(r"%(?:\(\w+\))?[a-z]", text))


@pytest.mark.parametrize("row", SENTENCES + WORDS, ids=lambda row: row["id"])
def test_both_languages_have_the_same_blanks(row: dict[str, str]) -> None:
    assert row["ar"]
    assert row["en"]
    assert blanks(row["ar"]) == blanks(row["en"])


@pytest.mark.parametrize("name", ["messages.csv", "cli_text.csv"])
def test_rows_are_sorted(name: str) -> None:
    ids = [row["id"] for row in load_table(name)]
    assert ids == sorted(ids)


def test_every_code_in_the_source_has_a_sentence() -> None:
    used = set(re.findall(r'(?:Error|say)\(\s*"([A-Z]\d{3})"', SOURCE))
    assert used - {row["id"] for row in SENTENCES} == set()
    assert {"I103", "O201", "T001", "U102"} <= used


def test_every_sentence_is_used() -> None:
    unused = {row["id"] for row in SENTENCES if f'"{row["id"]}"' not in SOURCE}
    assert unused == set()


def test_every_word_in_the_source_is_there() -> None:
    used = set(re.findall(r'\bword\(\s*"([\w.-]+)"', SOURCE))
    assert used - {row["id"] for row in WORDS} == set()


def test_language_is_chosen() -> None:
    choose_language("ar")
    assert say("I116", where=Where("x").at(3)) == "x السطر 3 الحقل text: النص فارغ."
    assert word("role.site") == "الموقع"
    choose_language("en")
    assert say("I116", where=Where("x").at(3)) == "x line 3 field text: the text is empty."
    assert word("role.site", "ar") == "الموقع"
    choose_language(None)


def test_options_in_arabic_keep_their_hyphens_in_front() -> None:
    choose_language("ar")
    assert "\u200e--max-characters" in say("I113", where="x", most="9")
    choose_language(None)


@pytest.mark.parametrize("run", ["2025-10-13", "--lang", "-o", "35.123,40.400", "-1.5,-2.25"])
def test_runs_whose_parts_would_change_places_get_a_mark(run: str) -> None:
    assert keep_order(f"من {run} إلى ({run})", "ar") == f"من \u200e{run} إلى (\u200e{run})"
    assert keep_order(keep_order(run, "ar"), "ar") == keep_order(run, "ar")
    assert keep_order(f"from {run}", "en") == f"from {run}"


def test_unknown_code_loses_nothing() -> None:
    assert say("X999", path="p") == "X999 path='p'"
