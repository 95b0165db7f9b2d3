"""The lists that the event engine reads with: tidy, known to the code, shown by their own examples."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

import marsad
from marsad.arabic.fold import fold, fold_word
from marsad.arabic.tokens import tokenize
from marsad.extract.cues import Cue, find_cues, find_instruments
from marsad.extract.englishwords import EnglishRole, english_words
from marsad.extract.event_types import event_class, event_classes
from marsad.extract.roles import object_kind
from marsad.model import PlacePrecision
from marsad.tables import FOLDER, load_table

ALL_TABLES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.csv"))
FORM_TABLES = ("anaphora.csv", "cues.csv", "domains.csv", "instruments.csv", "targets.csv")
SOURCE = "\n".join(p.read_text("utf-8") for p in Path(marsad.__file__).parent.rglob("*.py"))
#: What each coded column may hold.
KNOWN = {
    ("anaphora.csv", "kinds"): {"any", "pronoun", *get_args(PlacePrecision)},
    ("cues.csv", "role"): {
        "accident", "after", "again", "against", "aid-goods", "among", "among-ranks", "and", "background",
        "before", "by", "cause", "composed", "contrast", "demand", "detail", "during", "frame", "from",
        "general", "held-by", "hypothetical", "hypothetical-present", "jointly", "medical", "official",
        "state-voice", "stance", "terms", "topic", "exchange", "correction", "on", "owner", "pretext",
        "purpose", "reply", "result", "series", "succumb", "support", "suspect",
        "then", "to", "via", "when", "with",
    },
    ("domains.csv", "domain"): {"film", "sport", "traffic"},
    ("instruments.csv", "instrument"): {
        "air", "artillery", "drone", "gunfire", "ied", "mine", "rocket", "suicide",
    },
    ("targets.csv", "kind"): {"event", "position", "property", "vehicle"},
}  # fmt: skip
LANGUAGES = load_table("languages.csv", key="lang")


def stands_bare(form: str, example: str) -> bool:
    """Whether a form stands in its example without clitics."""
    return f" {spaced(form)} " in f" {spaced(example)} "


def spaced(text: str) -> str:
    return re.sub(r"[^\w\s-]", "", fold(text))


def bare_rows(name: str) -> list[dict[str, str]]:
    return [row for row in load_table(name) if stands_bare(row["form"], row["example"])]


@pytest.mark.parametrize("name", ALL_TABLES)
def test_every_table_loads_and_is_sorted_by_its_first_column(name: str) -> None:
    path = FOLDER / name
    firsts = [next(iter(row.values())) for row in load_table(path.name, folder=path.parent)]
    assert firsts
    assert firsts == sorted(firsts)


@pytest.mark.parametrize("name", ALL_TABLES)
def test_column_names_are_small_words_and_differ(name: str) -> None:
    header = (FOLDER / name).read_text("utf-8").splitlines()[0].split(",")
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", column) for column in header)
    assert len(header) == len(set(header))


@pytest.mark.parametrize("name", FORM_TABLES)
def test_forms_are_unique_as_they_are_looked_up(name: str) -> None:
    forms = Counter(fold(row["form"]) for row in load_table(name, key="form"))
    assert [form for form, times in forms.items() if times > 1] == []


@pytest.mark.parametrize(("name", "column"), KNOWN, ids=lambda value: value)
def test_coded_columns_hold_known_values(name: str, column: str) -> None:
    assert {row[column] for row in load_table(name)} <= KNOWN[name, column]


@pytest.mark.parametrize("name", [name for name in FORM_TABLES if name != "domains.csv"])
def test_the_language_of_a_row_is_that_of_its_letters(name: str) -> None:
    for row in load_table(name):
        assert row["lang"] == ("en" if row["form"].isascii() else "ar"), row


@pytest.mark.parametrize("name", FORM_TABLES)
def test_an_example_holds_its_form(name: str) -> None:
    missing = [row for row in load_table(name) if fold(row["form"]) not in fold(row["example"])]
    assert missing == []


@pytest.mark.parametrize("row", bare_rows("cues.csv"), ids=lambda row: row["form"])
def test_a_cue_is_found_in_its_own_example(row: dict[str, str]) -> None:
    assert row["role"] in roles(find_cues(tokenize(row["example"]).tokens))


@pytest.mark.parametrize("row", bare_rows("instruments.csv"), ids=lambda row: row["form"])
def test_a_means_is_found_in_its_own_example(row: dict[str, str]) -> None:
    assert row["instrument"] in roles(find_instruments(tokenize(row["example"]).tokens))


@pytest.mark.parametrize("row", load_table("targets.csv"), ids=lambda row: row["form"])
def test_what_gets_hit_is_known_in_its_own_example(row: dict[str, str]) -> None:
    assert row["kind"] in {object_kind(token.fold) for token in tokenize(row["example"]).tokens}


def roles(cues: list[Cue]) -> set[str]:
    return {cue.role for cue in cues}


def test_every_role_of_an_english_word_is_known_and_used() -> None:
    rows = load_table("english_words.csv", key="form")
    assert {role for row in rows for role in row["roles"].split("|")} == set(get_args(EnglishRole))
    assert all(row["form"] == fold(row["form"]) for row in rows)
    assert "because" in english_words("clause")


def test_event_types_have_a_class_and_both_names() -> None:
    rows = load_table("event_types.csv", key="id")
    assert all(row["class"] and row["name_en"] and row["name_ar"] for row in rows)
    assert set(event_classes().values()) == {
        "coercion", "diplomacy", "fighting", "force-posture", "humanitarian", "killing",
        "remote-violence", "unrest",
    }  # fmt: skip
    assert event_class("shelling") == "remote-violence"
    assert event_class(None) == event_class("no-such-type") == ""


def test_confidence_weights_are_explained_used_and_keep_sums_between_none_and_certain() -> None:
    rows = load_table("confidence.csv", key="feature")
    assert all(row["note"] for row in rows)
    for row in rows:
        name = row["feature"]
        assert f'"{name}"' in SOURCE or name.startswith("strength-"), name
    weights = {row["feature"]: float(row["weight"]) for row in rows}
    assert {"strength-1", "strength-2", "strength-3"} <= set(weights)
    assert weights["strength-1"] < weights["strength-2"] < weights["strength-3"]
    assert weights["base"] + weights["strength-1"] + weights["not-as-fact"] > 0
    assert sum(weight for weight in weights.values() if weight > 0) < 1.1


@pytest.mark.parametrize("row", LANGUAGES, ids=lambda row: row["lang"])
def test_a_language_is_told_by_distinct_small_words_of_one_script(row: dict[str, str]) -> None:
    words = row["words"].split()
    assert len(words) == len(set(words)) >= 12
    assert all(word == word.lower() for word in words)
    assert len({script(word) for word in words}) == 1
    assert len(row["letters"]) == len(set(row["letters"]))


def test_the_languages_that_are_read_are_among_those_that_are_told_apart() -> None:
    assert {"ar", "en"} <= {row["lang"] for row in LANGUAGES}


def script(word: str) -> str:
    first = fold_word(word)[0]
    if "\u0600" <= first <= "\u06ff":
        return "arabic"
    return "cyrillic" if "\u0400" <= first <= "\u04ff" else "latin"
