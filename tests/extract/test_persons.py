"""Nouns for people. All sentences are invented."""

from __future__ import annotations

import pytest

from marsad.arabic.tokens import tokenize
from marsad.extract.persons import PersonMention, find_persons


def persons(text: str) -> list[PersonMention]:
    return find_persons(tokenize(text).tokens)


@pytest.mark.parametrize(
    ("text", "group", "sense", "number"),
    [
        ("قُتل جنديان", "fighter", "person", 2),
        ("أصيب جندياً", "fighter", "person", 1),
        ("مقتل ثمانية جنود", "fighter", "person", None),
        ("إصابة طفلتين", "child", "person", 2),
        ("وفاة طفل", "child", "person", 1),
        ("بينهم نساء", "woman", "person", None),
        ("وامرأتان", "woman", "person", 2),
        ("اعتقال شابين", "man", "person", 2),
        ("عُثر على جثتي رجل", "person", "dead", 2),
        ("سقوط قتلى", "person", "dead", None),
        ("نُقل المصابون", "person", "injured", None),
        ("أُفرج عن أسيرين", "person", "captive", 2),
        ("عودة النازحين", "civilian", "displaced", None),
        ("three children", "child", "person", None),
        ("a woman", "woman", "person", 1),
    ],
)
def test_group_sense_and_number(text: str, group: str, sense: str, number: int | None) -> None:
    found = persons(text)[0]
    assert (found.group, found.sense, found.number) == (group, sense, number)


@pytest.mark.parametrize("text", ["مدنيين", "مسلحين", "مواطنين", "نازحين", "مصابين"])
def test_a_sound_plural_may_be_a_dual(text: str) -> None:
    (found,) = persons(f"إصابة {text}")
    assert found.ambiguous_dual
    assert found.number is None


@pytest.mark.parametrize("text", ["عنصرين", "جنديين", "شخصين", "طفلين", "شابين"])
def test_a_broken_plural_leaves_no_doubt(text: str) -> None:
    (found,) = persons(f"إصابة {text}")
    assert not found.ambiguous_dual
    assert found.number == 2


def test_kin_are_told_by_the_pronoun() -> None:
    father, mother = persons("جُرح والده وأمه")
    assert (father.group, father.kin) == ("man", True)
    assert (mother.group, mother.kin) == ("woman", True)


@pytest.mark.parametrize("text", ["وقع هجوم مسلح", "استُهدف حاجز عسكري", "تضرر منزل مدني", "بيتٌ أم خيمة"])
def test_adjectives_are_not_people(text: str) -> None:
    assert persons(text) == []


def test_an_adjective_that_stands_for_a_person() -> None:
    (found,) = persons("استشهاد مدني")
    assert (found.group, found.number) == ("civilian", 1)
