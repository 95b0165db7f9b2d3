"""Cutting texts into words. All texts are invented."""

from __future__ import annotations

import pytest

from marsad.arabic.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("محطة المالكيةاستشهد", ["محطة", "المالكية", "استشهد"]),
        ("#عاجلالاحتلال", ["#", "عاجل", "الاحتلال"]),
        ("عاجلة", ["عاجلة"]),
        ("بصورة عاجلاً", ["بصورة", "عاجلاً"]),
        ("حياةٌ", ["حياةٌ"]),
    ],
)
def test_words_that_lost_the_space_between_them_are_two(text: str, words: list[str]) -> None:
    tokens = tokenize(text).tokens
    assert [token.text for token in tokens] == words
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert [token.i for token in tokens] == list(range(len(tokens)))
