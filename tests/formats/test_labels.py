"""Ids become names that people read, in the language asked for."""

from __future__ import annotations

import pytest

from marsad.formats.labels import Subject, label


@pytest.mark.parametrize(
    ("subject", "key", "arabic", "english"),
    [
        ("type", "airstrike", "غارة جوية", "Air strike"),
        ("actor", "sdf", "قوات سوريا الديمقراطية", "Syrian Democratic Forces"),
        ("admin1", "الحسكة", "الحسكة", "Al-Hasakah"),
        ("admin1", "مكان بلا اسم", "مكان بلا اسم", "مكان بلا اسم"),
    ],
)
def test_a_name_is_told_in_both_languages(subject: Subject, key: str, arabic: str, english: str) -> None:
    assert (label(subject, key, "ar"), label(subject, key, "en")) == (arabic, english)
