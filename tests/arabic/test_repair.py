"""Disguised spellings are restored; everything else comes through byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from marsad.arabic.fold import fold_word
from marsad.arabic.repair import Repairer
from marsad.arabic.wordcosts import UNKNOWN, WordCosts
from marsad.tables import FOLDER, load_table


@pytest.fixture(scope="module")
def repairer() -> Repairer:
    return Repairer()


DISGUISED = [
    ("kashida-space", "سمعنا قصـ ـفاً عنيفاً", "سمعنا قصفاً عنيفاً"),
    ("kashida-space", "انتشر مقـ ـاتلـ ـون في الحي", "انتشر مقاتلون في الحي"),
    ("kashida-space", "نفذت استـ هداف السوق", "نفذت استهداف السوق"),
    ("kashida-space", "غـ ـا ر ا ت على القرية", "غارات على القرية"),
    ("kashida-space", "خبر عن و حـ ـد ا ت خاصة", "خبر عن وحدات خاصة"),
    ("kashida-mark", "وقع انفـ.ـجار كبير", "وقع انفجار كبير"),
    ("kashida-mark", "وقع انفــ..ــجار كبير", "وقع انفجار كبير"),
    ("kashida-mark", "هجــ*ـوم ليلي", "هجوم ليلي"),
    ("kashida-mark", "هجـ،ـوم ليلي", "هجوم ليلي"),
    ("kashida-mark", "هجــ*وم ليلي", "هجوم ليلي"),
    ("kashida-mark", "هجـ. ـوم ليلي", "هجوم ليلي"),
    ("mark", "شن غا.رات ليلية", "شن غارات ليلية"),
    ("mark", "شن غا..رات ليلية", "شن غارات ليلية"),
    ("mark", "تفجي*ر عبوة", "تفجير عبوة"),
    ("mark", "تفجي•ر عبوة", "تفجير عبوة"),
    ("mark", "الجن-ود في الثكنة", "الجنود في الثكنة"),
    ("mark", "المدن🔴ي في بيته", "المدني في بيته"),
    ("mark", "خلية د.ا.ع.ش في البادية", "خلية داعش في البادية"),
    ("mark", "جرى #اعت_قال الناشط", "جرى #اعتقال الناشط"),
    ("space", "أ ل ق ص ف ليلاً", "ألقصف ليلاً"),
    ("space", "ت ن ظ ي م د ا ع ش ينسحب", "تنظيم داعش ينسحب"),
    ("space", "قرب حد ود فلس ط ين", "قرب حد ود فلسطين"),
    ("digit", "انسحب دا3ش من القرية", "انسحب داعش من القرية"),
    ("digit", "انسحب د1عش من القرية", "انسحب داعش من القرية"),
    ("digit", "انسحب داع١١ش من القرية", "انسحب داعش من القرية"),
    ("digit", "وقع جر7ى في السوق", "وقع جرحى في السوق"),
    ("symbol", "انسحب د/عش من القرية", "انسحب داعش من القرية"),
    ("symbol", "انسحب د!!عـ ـش من القرية", "انسحب داعش من القرية"),
    ("symbol", "بقايا صو@ريخ", "بقايا صواريخ"),
    ("latin", "انسحب دAعش من القرية", "انسحب داعش من القرية"),
    ("latin", "الجيxش في المدينة", "الجيش في المدينة"),
    ("lookalike", "قوات الحسڪة", "قوات الحسكة"),
    ("lookalike", "مجڗرة في السوق", "مجزرة في السوق"),
    ("presentation-form", "ﻗﺼﻒ ليلي", "قصف ليلي"),
    ("presentation-form", "يوم اﻷحد", "يوم الأحد"),
    ("undotted", "ٯصڡ على القرية", "قصف على القرية"),
    ("undotted", "ٮٮطٮم في البادية", "تنظيم في البادية"),
    ("combining-mark", "د̷ا̷ع̷ش̷ في البادية", "داعش في البادية"),
    ("combining-mark", "التحـۦـالف في الجو", "التحالف في الجو"),
    ("combining-mark", "قۛصۛف ليلي", "قصف ليلي"),
    ("invisible", "قص\u200bف الثكنة", "قصف الثكنة"),
    ("invisible", "الإر\u00adهاب", "الإرهاب"),
    ("invisible", "صا\u200fروخ", "صاروخ"),
]


@pytest.mark.parametrize(("technique", "text", "wanted"), DISGUISED)
def test_a_disguise_is_undone_and_named(repairer, technique, text, wanted):
    repaired = repairer.repair(text)
    assert repaired.text == wanted
    assert technique in {repair.technique for repair in repaired.repairs}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("قـ.ـتل وجـ.ـرح مدنيـ ـين بغـ*ـارة", "قتل وجرح مدنيين بغارة"),
        ("بـ ـإصـ ـابة طفل", "بإصابة طفل"),
        ("#قـ.ـصف #غـ.ـارة", "#قصف #غارة"),
        ('أعلن لـ "القناة" عن مقـ ـتل ضابط', 'أعلن لـ "القناة" عن مقتل ضابط'),
        ("بعد قـ ـضـ ـا يـ ـا كثيرة", "بعد قضايا كثيرة"),
        ("خطف و اغـ ـتـ ـيـ ـال", "خطف و اغتيال"),
        ("عنـ.ـصران من (ب ي د/مسد)", "عنصران من (ب ي د/مسد)"),
        ("تنظـ ـيمـ ـداعـ ـش", "تنظيم داعش"),
    ],
)
def test_several_disguises_in_a_row_keep_their_word_boundaries(repairer, text, wanted):
    assert repairer.repair(text).text == wanted


CLEAN = [
    "في 6/7/2023 عند الساعة 14:30",
    "بلغ السعر 3.5 مليون ليرة، أي 1,200 دولار",
    "مدفع 23 م.ط وصاروخ م.د",
    "ذكرت (أ ف ب) و(د ب أ) ووكالة (ا.ف.ب)",
    'مقاتلون من "ي ب ك" و"ب ي د/مسد"',
    "عصابات ي.ب.ك",
    "بث على بي بي سي وإم بي سي",
    "مؤشر إس.بي.إكس",
    "لـ قوات الجيش، لـ7 أيام، بـ 4 غارات، الـ 24 ساعة، الـ18",
    'لـ"المجلس" ولـ(الصحيفة) ولـ#حلب',
    "وصل آب لـ 15 هجوماً",
    "سنة 1445هـ الموافق 2023م",
    "في تموز/يوليو وفي كانون الثاني/ يناير",
    "ليل الإثنين ـ الثلاثاء، وعلى طريق حمص-حماة",
    "خرجوا من المدينة.وقال الناطق،كما أضاف",
    "جنوبي إدلب.وأصيب طفل…ثم هدأ الوضع...وعاد الأهالي",
    "اعتقد/اعتقدي، صواريخ جو-جو وأرض-أرض",
    "و17 جريحاً و3قتلى ثم و5جرحى",
    "قرية العگيدات والبچاري",
    "شهـداء وقصـف مدفعـي عاجـــــل",
    "بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ ۖ وَٱلْحَمْدُ لِلَّهِ",
    "#سد_تشرين #ابو_ظبي #جبل_الزاوية",
    "موقع السورية.نت وhttps://t.me/example123 و@example_sy",
    "خرج و لم يعد، ذهب ب سيارة إلى حي ق",
    "د.أحمد وأ.محمد وم.خالد",
    "ملف pdf وتنظيم YPG الكردي",
    "شمال ‎حلب وقرب ⁧#عفرين⁩",
    "رحمه الله ❤️‍🩹 👨‍👩‍👧",
    "الحرف أ ب ج د",
    "نص بلا عربية: abc 1.5 d-e",
    "می‌شود",
    "",
]


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_comes_back_byte_for_byte(repairer, text):
    repaired = repairer.repair(text)
    assert repaired.text == text
    assert not repaired.repairs
    assert repaired.offsets.is_identity


def test_a_repair_tells_what_where_and_how_sure(repairer):
    text = "سقط صـ.ـاروخ قرب القا*عدة"
    repaired = repairer.repair(text)
    assert [(r.disguised, r.restored) for r in repaired.repairs] == [
        ("صـ.ـاروخ", "صاروخ"),
        ("القا*عدة", "القاعدة"),
    ]
    assert all(text[r.start : r.end] == r.disguised and 0 < r.confidence <= 1 for r in repaired.repairs)
    start = repaired.text.index("صاروخ")
    assert repaired.offsets.to_received(start, start + 5) == (4, 12)


def test_a_bare_cut_is_less_sure_than_one_with_a_kashida(repairer):
    (sure,) = repairer.repair("قصـ.ـف").repairs
    (less,) = repairer.repair("عدو.ان").repairs
    assert sure.confidence > less.confidence


def test_an_unknown_word_is_restored_where_only_a_cut_explains_it(repairer):
    assert repairer.repair("قرية زغـ ـرنباشة").text == "قرية زغرنباشة"
    assert repairer.repair("قرية زغ.رنباشة").text == "قرية زغ.رنباشة"


@pytest.mark.parametrize(
    "row", load_table("signs.csv", key="sign", folder=FOLDER / "repair"), ids=lambda r: r["sign"]
)
def test_every_sign_has_an_example_that_shows_it(row):
    assert row["sign"] in row["example"]


@pytest.mark.parametrize("name", ["disguised_words.csv", "short_words.csv"])
def test_word_tables_hold_no_word_twice(name):
    words = [fold_word(row["word"]) for row in load_table(name, folder=FOLDER / "repair")]
    assert len(words) == len(set(words))


def test_costs_follow_use_and_see_through_clitics():
    costs = WordCosts({"من": 4.0, "قصف": 10.0}, ["قصف"], ["من"])
    assert costs.of("من") < costs.of("قصف") < costs.of("وبالقصف") < UNKNOWN
    assert costs.of("زغرنباش") == UNKNOWN
    assert costs.of("و") < costs.of("ق")
    assert costs.is_sensitive("والقصف")
    assert not costs.is_sensitive("من")


def test_the_word_list_waits_until_a_cost_is_asked_for():
    costs = WordCosts.load()
    assert "في" in costs.short
    assert "_costs" not in vars(costs)
    assert costs.of("داعش") < UNKNOWN
    assert "_costs" in vars(costs)


# Properties ----------------------------------------------------------------------------------

any_text = st.text(st.characters(), max_size=60)  # lone surrogates included
bits = [
    "قصف", "داعش", "تنظيم", "لـ", "ـ", "ـ ـ", "ـ.ـ", ".", "..", " ", " ", "*", "1", "11", "A", "/", "!", "_",
    "#", "\n", "ا", "د", "ع", "ش", "و", "ب", "ال", "ة", "في", "\u200b", "\u0337", "\u06db", "ڪ", "ٮ",
    "ڡ", "ﻗ", "ﻻ", "َ", "قص", "ف",
]  # fmt: skip
soup = st.lists(st.sampled_from(bits), max_size=25).map("".join)


@settings(max_examples=150, deadline=None)
@example("بـ")
@given(st.one_of(any_text, soup))
def test_properties_of_any_repair(repairer, text):
    repaired = repairer.repair(text)
    assert repairer.repair(repaired.text).text == repaired.text
    assert repaired.offsets.received_length == len(text)
    assert repaired.offsets.repaired_length == len(repaired.text)
    ends = 0
    for repair in repaired.repairs:
        assert ends <= repair.start < repair.end <= len(text)
        assert text[repair.start : repair.end] == repair.disguised
        ends = repair.end
    if not repaired.repairs:
        assert repaired.text == text
    for i in range(len(repaired.text)):
        start, end = repaired.offsets.to_received(i, i + 1)
        assert 0 <= start < end <= len(text)
        if not any(r.start <= start < r.end for r in repaired.repairs):
            assert text[start:end] == repaired.text[i]


@pytest.mark.parametrize("unit", ["ا ب ت ا ب ", "ـ ـ ـ ", "د..ا..", "داعـ ـش", "ٮٯ", "بـ ", "قۛص"])
def test_absurd_text_takes_no_absurd_time(repairer, unit):
    text = unit * 4000
    repaired = repairer.repair(text)
    assert len(repaired.text) <= len(text)
