"""Months in pictures, and days in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.messages import Lang, speaking
from marsad.web.months import days_in_words, fullest, month_in_words, months_between

YEARS = months_between("2015-01", "2026-12")


@given(st.dictionaries(st.sampled_from(YEARS), st.integers(1, 9)), st.integers(1, 150))
def test_no_other_stretch_of_months_holds_more(counts: dict[str, int], size: int) -> None:
    chosen = list(fullest(YEARS, counts, size))
    held = sum(counts.get(month, 0) for month in chosen)
    others = (YEARS[begin : begin + len(chosen)] for begin in range(len(YEARS) - len(chosen) + 1))
    assert chosen in [YEARS[begin : begin + len(chosen)] for begin in range(len(YEARS))]
    assert len(chosen) == min(size, len(YEARS))
    assert held == max(sum(counts.get(month, 0) for month in other) for other in others)


@pytest.mark.parametrize(
    ("lang", "sentence", "told"),
    [
        ("ar", "من \u200e2025-01-03 إلى \u200e2025-11-20", "من 3 كانون الثاني 2025 إلى 20 تشرين الثاني 2025"),
        ("en", "since 2025-01-03 (2025-02-01)", "since 3 January 2025 (1 February 2025)"),
        ("en", "news/2025-01-03 and 2025-01-03-a stay", "news/2025-01-03 and 2025-01-03-a stay"),
        ("en", "2025-13-40 is none", "2025-13-40 is none"),
    ],
)
def test_days_are_told_in_words_and_names_are_left_alone(lang: Lang, sentence: str, told: str) -> None:
    with speaking(lang):
        assert days_in_words(sentence) == told


@pytest.mark.parametrize(("lang", "told"), [("ar", "شباط 2026"), ("en", "February 2026")])
def test_a_month_is_told_in_words(lang: Lang, told: str) -> None:
    with speaking(lang):
        assert month_in_words("2026-02") == told
