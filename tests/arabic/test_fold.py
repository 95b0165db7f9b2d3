"""Folding, one word at a time and many at once, and the forms of tables."""

from __future__ import annotations

import pytest

from marsad.arabic.fold import SILENT, fold_lines, fold_word
from marsad.arabic.tokens import folded_words

WORDS = [chr(code) for code in range(0x20, 0x700) if not chr(code).isspace()] + ["أُوكْرَانِيَا", "ﻻ", "İΣ", "١٢"]


def test_folding_many_words_at_once_equals_folding_each() -> None:
    assert fold_lines("\n".join(WORDS)).split("\n") == [fold_word(word) for word in WORDS]


def test_signs_that_carry_no_letter_are_no_white_space() -> None:
    """Else folding a whole list could join two words that stay apart when folded singly."""
    assert not any(sign.isspace() for sign in SILENT.replace("-", ""))


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("قُصِفَ  السوق", ("قصف", "السوق")),
        ("ـــ قصف", ("قصف",)),  # a kashida alone is no word
        ("كيلو 5", ("كيلو", "5")),
        ("«درع-الفرات»", ("درع", "الفرات")),
        ("The Army", ("the", "army")),
        ("", ()),
    ],
)
def test_a_form_is_its_folded_words_and_numbers(form: str, words: tuple[str, ...]) -> None:
    assert folded_words(form) == words
