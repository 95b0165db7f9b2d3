"""Several look-ups claim the same words; one reading a word is kept."""

from __future__ import annotations

import pytest

from eventkit import reading_of
from marsad.extract.inorder import inside
from marsad.extract.reading import Reading


def places(reading: Reading) -> list[str]:
    return [place.name for place in reading.places]


def triggers(text: str) -> list[str]:
    reading = reading_of(text)
    return [reading.words(t.first, t.last) for t in reading.triggers]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a party's name holds a country's
        ("قصفت قوات سوريا الديمقراطية بلدة مركدة", ["مركدة"]),
        # a capital that speaks is a government
        ("حمّلت دمشق التحالف المسؤولية", []),
        ("قصفت الطائرات مدينة دمشق", ["دمشق"]),
        ("انفجرت عبوة في دمشق", ["دمشق"]),
    ],
)
def test_a_party_s_name_is_no_place(text: str, expected: list[str]) -> None:
    assert places(reading_of(text)) == expected


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("ألقى رجل يُدعى سالم خطاباً", "يُدعى"),  # is called, does not claim
        ("سيطر الجيش على مناطق سيطرة الفصائل", "سيطرة"),  # who holds ground, no deed
        ("وصل الوزير إلى جسر الرئيس", "الرئيس"),
    ],
)
def test_names_and_holders_tell_of_no_deed(text: str, deed: str) -> None:
    assert deed not in triggers(text)


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("قصفت القوات البلدة", "قصفت"),
        ("ادعى الجيش قصف البلدة", "قصف"),
        ("وصل رتل إلى القاعدة", "وصل"),
    ],
)
def test_plain_deeds_stay(text: str, deed: str) -> None:
    assert deed in triggers(text)


def test_every_mention_is_laid_out_under_its_tokens() -> None:
    reading = reading_of(
        "قُتل ثلاثة عناصر من قسد بانفجار عبوة ناسفة في بلدة مركدة يوم الأربعاء، بحسب المرصد السوري"
    )
    laid_out = [
        (reading.actors, reading.actor_at),
        (reading.dates, reading.date_at),
        (reading.counts, reading.count_at),
        (reading.persons, reading.person_at),
        (reading.cues, reading.cue_at),
        (reading.triggers, reading.trigger_at),
        (reading.items, reading.item_at),
    ]
    for mentions, by_token in laid_out:
        assert mentions
        for mention in mentions:
            assert all(by_token[at] is mention for at in range(mention.first, mention.last))
    for number, place in enumerate(reading.places):
        assert all(reading.place_at[at] == number for at in range(place.first, place.last))
    assert len(reading.places) == len(reading.resolved)


def test_references_between_places_survive_the_loss_of_others() -> None:
    reading = reading_of("قصفت قوات سوريا الديمقراطية بلدتي مركدة والشدادي في ريف الحسكة")
    for number, place in enumerate(reading.places):
        for other in (place.parent, place.joined):
            assert other is None or (0 <= other < len(reading.places) and other != number)
    joined = [p for p in reading.places if p.joined is not None]
    assert [(p.name, reading.places[p.joined or 0].name) for p in joined] == [("الشدادي", "مركدة")]


def test_words_and_folds_outside_the_text_are_empty() -> None:
    reading = reading_of("قصفت القوات البلدة")
    assert reading.fold(-1) == reading.fold(99) == ""
    assert reading.fold(0) == "قصفت"
    assert reading.words(0, 2) == "قصفت القوات"


def test_inside_gives_the_mentions_that_begin_within() -> None:
    reading = reading_of("قصفت القوات بلدة مركدة. وصل رتل إلى القاعدة")
    (first, last), _ = reading.text.sentences
    assert [reading.words(t.first, t.last) for t in inside(reading.triggers, first, last)] == ["قصفت"]
    assert inside(reading.triggers, 0, 0) == []
