"""The measure of repair, its passages, and that they keep what they promise."""

from __future__ import annotations

from collections import Counter

import pytest

from evaluation.reports import load_lines
from evaluation.restoring import PASSAGES, comparable, repair_figures, score_passage, score_passages

ROWS = load_lines(PASSAGES)


def test_there_are_disguised_passages_of_every_technique_and_clean_traps() -> None:
    techniques = Counter(row["technique"] for row in ROWS if "repaired" in row)
    assert sum(techniques.values()) >= 80
    assert len(techniques) >= 15
    assert len({row["trap"] for row in ROWS if "repaired" not in row}) >= 20


def test_no_passage_stands_twice_and_ids_are_unique() -> None:
    for field in ("doc", "text"):
        assert len({row[field] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", [r for r in ROWS if "repaired" in r], ids=lambda r: r["doc"])
def test_every_disguised_passage_has_something_to_restore(row: dict[str, str]) -> None:
    assert score_passage(row, row["text"]).restored < score_passage(row, row["repaired"]).restored
    assert score_passage(row, row["repaired"]).exact


DISGUISED = {
    "doc": "d",
    "text": "عناصر د.اعش قرب شهـداء",
    "repaired": "عناصر داعش قرب شهداء",
    "technique": "x",
}
CLEAN = {"doc": "c", "text": "في 6/7/2023 صبـاحاً", "trap": "date"}


@pytest.mark.parametrize(
    ("answer", "restored", "spoilt", "exact"),
    [
        ("عناصر داعش قرب شهداء", 1, 0, True),
        ("عناصر  داعش قرب شهـداء", 1, 0, True),
        ("عناصر د.اعش قرب شهداء", 0, 0, False),
        ("عناصر داعش قربشهداء", 1, 2, False),
    ],
)
def test_words_are_counted_as_restored_and_spoilt(
    answer: str, restored: int, spoilt: int, exact: bool
) -> None:
    passage = score_passage(DISGUISED, answer)
    assert (passage.words, passage.restored, passage.spoilt, passage.exact) == (1, restored, spoilt, exact)


def test_a_clean_passage_must_stay_byte_for_byte() -> None:
    assert score_passage(CLEAN, CLEAN["text"]).exact
    assert not score_passage(CLEAN, CLEAN["text"].replace("ـ", "")).exact


def test_figures_are_shares_of_words_and_of_clean_passages() -> None:
    passages = [
        score_passage(DISGUISED, DISGUISED["repaired"]),
        score_passage(DISGUISED, DISGUISED["text"]),
        score_passage(CLEAN, ""),
    ]
    figures = repair_figures(passages)
    assert (figures.restored, figures.exact, figures.clean_kept) == (0.5, 0.5, 0.0)
    assert figures.by_technique == {"x": (1, 2)}


def test_doing_nothing_restores_nothing_and_keeps_every_clean_passage() -> None:
    figures = repair_figures(score_passages(str))
    assert (figures.restored, figures.clean_kept) == (0.0, 1.0)


def test_the_comparison_drops_kashida_signs_and_runs_of_space() -> None:
    assert comparable("  شَهـــيد \n ثانٍ ") == "شهيد ثان"
