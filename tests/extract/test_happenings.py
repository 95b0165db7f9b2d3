"""Which words of a sentence tell of one happening: sentences in, groups of words out."""

from __future__ import annotations

import pytest

from eventkit import happenings_of, list_facts, reading_of, the_facts
from marsad.extract.happenings import find_happenings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("قُتل راعيان بقصف على أطراف بلدة كفر ناصح", ["قُتل", "بقصف"]),
        ("أدى انفجار لغم في بلدة تادف إلى مقتل فلاح", ["أدى", "انفجار لغم", "مقتل"]),
        ("قصف مدفعي على بلدة تل رفعت أسفر عن إصابة امرأة", ["قصف مدفعي", "أسفر", "إصابة"]),
        ("هاجم مسلحون مخفراً في بلدة خربة غزالة، ما أسفر عن مقتل شرطي وجرح آخر",
         ["هاجم", "أسفر", "مقتل", "وجرح"]),
        ("Gunmen killed a baker in Jasim and wounded his brother", ["killed", "wounded"]),
        ("A mine exploded near Tadef, killing a farmer", ["mine exploded", "killing"]),
    ],
)  # fmt: skip
def test_a_deed_and_the_harm_it_did_are_one_happening(text: str, words: list[str]) -> None:
    assert happenings_of(text) == [words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("شنّت طائرة مسيرة غارة على مستودع في بلدة حريتان", ["شنّت", "غارة"]),
        ("وصل رتل عسكري إلى بلدة عين دقنة قادماً من بلدة كلجبرين", ["وصل", "رتل عسكري"]),
        ("Warplanes carried out an air strike on a depot in Huraytan", ["carried out", "air strike"]),
    ],
)
def test_a_support_verb_and_its_noun_are_one_happening(text: str, words: list[str]) -> None:
    assert happenings_of(text) == [words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # a contrast parts
        ("قصفت المدفعية بلدة قبتان، فيما اعتقلت الشرطة رجلاً في بلدة صوران", [["قصفت"], ["اعتقلت"]]),
        ("Shells hit Qabtan while police arrested a man in Soran", [["Shells hit"], ["arrested"]]),
        # «كما» adds another deed
        ("وصل رتل عسكري إلى مدينة الحسكة، كما هبطت طائرة شحن في مطار القامشلي",
         [["وصل", "رتل عسكري"], ["هبطت طائرة"]]),
        # «و» before a finite verb, with a place of its own
        ("قُتل جندي في بلدة محردة وأصيب شرطي في بلدة السقيلبية", [["قُتل"], ["وأصيب"]]),
        # sentences never share a happening
        ("انفجر لغم في بلدة تادف. اعتقلت الشرطة رجلاً", [["انفجر لغم"], ["اعتقلت"]]),
    ],
)  # fmt: skip
def test_contrasts_and_places_of_their_own_part_happenings(text: str, words: list[list[str]]) -> None:
    assert happenings_of(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "شهدت القرية أمس حفلاً كبيراً",
        "تأسست الجمعية قبل عشرة أعوام",
        "The festival opened in the old market",
    ],
)
def test_other_news_has_no_happening(text: str) -> None:
    assert happenings_of(text) == []


def test_stretches_of_a_sentence_touch_and_hold_their_words() -> None:
    reading = reading_of("قصفت المدفعية بلدة قبتان، فيما اعتقلت الشرطة رجلاً في بلدة صوران أمس")
    first, second = find_happenings(reading)
    assert (first.first, first.last, second.last) == (0, second.first, len(reading.tokens))
    for happening in (first, second):
        for anchor in happening.anchors:
            assert happening.first <= anchor.first < anchor.last <= happening.last
    assert reading.words(second.first, second.first + 1) == "فيما"
    assert second.parted_by == "contrast"
    assert (first.order, second.order) == (0, 1)


def test_the_opening_before_the_first_deed_holds_for_all() -> None:
    reading = reading_of("مساء أمس في بلدة صوران قصفت المدفعية مدرسة، فيما اعتقلت الشرطة رجلاً")
    first, second = find_happenings(reading)
    assert reading.words(*first.opening) == "مساء أمس في بلدة صوران"
    assert second.opening == first.opening


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        (
            "الأمن العام: ضبط شحنة أسلحة في مدينة الرقة أمس، ومصادرة مستودع ذخيرة في مدينة نوى",
            ["الرقة", "نوى"],
        ),
        (
            "استشهاد تسعة أشخاص بغارة إسرائيلية على مدينة رفح أمس، وأربعة بقصف خيمة في مدينة خان يونس",
            ["رفح", "خان يونس"],
        ),
    ],
)
def test_two_deeds_told_in_a_row_are_two(text: str, sites: list[str]) -> None:
    assert [site for (site,) in list_facts(text, "site")] == sites


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("خطف مسلحون طبيباً في مدينة الباب أمس، وطالبوا ذويه بفدية مقابل إخلاء سبيله", "abduction"),
        ("ألقت قوات الأمن القبض على قيادي في تنظيم الدولة بكمين محكم في مدينة الموصل أمس", "arrest"),
        ("عُثر أمس في مدينة نوى على جثة شاب وعليها آثار إطلاق نار", "killing"),
        (
            "نجا رئيس البلدية من الموت في مدينة نوى أمس بعد أن زرع مجهولون عبوة ناسفة، وقد انفجرت قبل وصوله",
            "assassination",
        ),
    ],
)
def test_what_belongs_to_one_deed_stays_in_it(text: str, kind: str) -> None:
    assert [told for (told,) in list_facts(text, "type")] == [kind]


def test_missiles_met_in_the_air_are_those_of_the_strike() -> None:
    text = (
        "شنّ العدو الإسرائيلي أمس عدواناً جوياً على نقاط في مدينة حمص، وقد تصدت دفاعاتنا الجوية "
        "لصواريخ العدوان، وأدى العدوان إلى ارتقاء عسكري وإصابة اثنين آخرين"
    )
    harm = {"killed": 1, "injured": 2}
    expected = {"type": "airstrike", "initiators": {"israeli-forces"}, "casualties": harm}
    assert the_facts(text, expected, published="2023-03-30") == expected
