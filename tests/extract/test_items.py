"""Weapons, vehicles and goods. All sentences are invented."""

from __future__ import annotations

import pytest

from marsad.arabic.tokens import tokenize
from marsad.extract.items import find_items


def items(text: str) -> list[tuple[str, int | None]]:
    return [(i.item, i.number) for i in find_items(tokenize(text).tokens)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصلت شاحنتان وعشرون صهريجاً", [("truck", 2), ("tanker", 1)]),
        ("هبطت طائرتا شحن", [("cargo-aircraft", 2)]),
        ("استُهدفت بالطائرة المسيّرة", [("drone", 1)]),
        ("حلّقت مسيّرتان ومروحيات", [("drone", 2), ("helicopter", None)]),
        ("طائرات بدون طيار", [("drone", None)]),
        ("أغارت الطائرات الحربية", [("warplane", None)]),
        ("سقوط قذائف هاون وقذيفة صاروخية وقذائف مدفعية", [("mortar", None), ("rocket", 1), ("shell", None)]),
        ("راجمات الصواريخ", [("artillery", None)]),
        ("ألقت برميلين متفجرين", [("barrel-bomb", 2)]),
        ("انفجار عبوة ناسفة بدراجة نارية", [("ied", 1), ("motorcycle", 1)]),
        ("انفجرت السيارة المفخخة قرب سيارة", [("car-bomb", 1), ("car", 1)]),
        (
            "مصادرة أسلحة رشاشة وأسلحة خفيفة وذخائر",
            [("machine-gun", None), ("small-arms", None), ("ammunition", None)],
        ),
        ("دورية من عربات همر ومدرعتين", [("armoured-vehicle", None), ("armoured-vehicle", 2)]),
        ("لغماً أرضياً", [("mine", 1)]),
        ("قافلة فيها شاحنات مساعدات", [("convoy", 1), ("aid-truck", None)]),
        ("a car bomb and two rockets", [("car-bomb", 1), ("rocket", None)]),
        ("خرجت مسيرة شعبية", []),
        ("أعلن سلاح الجو ذلك", []),
    ],
)
def test_items_and_their_number(text: str, expected: list[tuple[str, int | None]]) -> None:
    assert items(text) == expected


def test_gender_is_that_of_the_noun() -> None:
    truck, rocket = find_items(tokenize("شاحنة وصاروخ").tokens)
    assert truck.female
    assert not rocket.female


def test_a_pronoun_is_no_vehicle() -> None:
    assert not find_items(tokenize("توصلوا إليه أمس").tokens)
