"""What is a happening and what is only talk of one."""

from __future__ import annotations

import pytest

from eventkit import facts_of, reading_of, the_facts
from marsad.extract.plausible import other_domain


@pytest.mark.parametrize(
    "text",
    [
        "لو قصف النظام مدينة إدلب لنزح الآلاف",
        "ماذا لو هاجمت تركيا مدينة منبج؟",
        "قد تشن إسرائيل غارات على ميناء الحديدة",
        "تخشى الأهالي من هجوم محتمل على مدينة السلمية",
        "If Turkey attacks Manbij, thousands will flee.",
        "Israel could launch air strikes on Hodeidah port.",
        "Residents fear an attack on Salamiyah.",
    ],
)
def test_what_might_happen_is_no_event(text: str) -> None:
    assert facts_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "يتواصل القصف على مناطق متفرقة",
        "ندد الائتلاف بجميع الهجمات على المدنيين",
        "القصف يقتل الناس ويهدم البيوت",
        "يعاني سكان المخيم من نقص المياه والكهرباء",
        "تعاني البلاد من الحرب والنزوح",
        "The army has a long history of attacks.",
        "Air strikes can destroy a town within days.",
        "War brings killing and displacement.",
    ],
)
def test_general_talk_is_no_event(text: str) -> None:
    assert facts_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "تأسست المدينة في القرن التاسع عشر واشتهرت بصناعة الحرير",
        "كان القصف في سنوات الحرب جزءاً من حياة الناس",
        "The old citadel has seen many sieges over the centuries.",
    ],
)
def test_undated_history_is_no_event(text: str) -> None:
    assert facts_of(text) == []


def test_a_dated_reminder_is_an_event_of_its_own_day() -> None:
    text = "في آب 2013 قصفت قوات النظام مدينة زملكا"
    expected = {"type": "shelling", "day": ("2013-08-01", "2013-08-31"), "precision": "month"}
    assert the_facts(text, expected) == expected


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("سدد اللاعب ضربة قوية في مباراة الدوري وتصدى الحارس للكرة قبل أن يسجل المهاجم هدفاً", "sport"),
        (
            "The striker's attack hit the post in the last match of the league, the coach said.",
            "sport",
        ),
        ("قصفت قوات النظام بلدة سرمين بالمدفعية أمس", None),
        ("قصفت قوات النظام ملعب المدينة أثناء مباراة الدوري أمس", None),
    ],
)
def test_a_report_of_another_domain_is_told_by_its_words(text: str, domain: str | None) -> None:

    assert other_domain(reading_of(text)) == domain


@pytest.mark.parametrize(
    "text",
    [
        "شاهد فيلماً عن قصف المدينة",
        "انفجرت أسعار الخبز في الأسواق أمس",
        "قصف إعلامي متبادل بين الأحزاب",
        "اشتعلت المنافسة بين المرشحين في مدينة حلب أمس",
        "هجوم إلكتروني على موقع الوزارة أمس",
        "توفي رجل بنوبة قلبية في مدينة حماة أمس",
        "غرق طفل في نهر الفرات قرب مدينة الرقة أمس",
        "يصادف اليوم ذكرى معركة ميسلون",
        "Prices exploded in the markets on Thursday.",
        "He was shot in the film's last scene.",
        "The minister came under attack from critics on Thursday.",
    ],
)
def test_images_accidents_and_anniversaries_are_no_events(text: str) -> None:
    assert facts_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "سدد اللاعب ضربة قوية في مباراة الدوري وتصدى الحارس للكرة قبل أن يسجل المهاجم هدفاً",
        "شن الفريق هجوماً كاسحاً في الشوط الثاني وقصف مرمى الخصم بالتسديدات في نهائي البطولة",
        "The striker's attack hit the post in the last match of the league, the coach said.",
    ],
)
def test_sport_that_borrows_the_words_of_war_has_no_events(text: str) -> None:
    assert facts_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "قصف",
        "هجوم",
        "انفجار",
        "شهدت المنطقة قصفاً",
        "attack",
        "Shelling.",
        "There was an attack.",
    ],
)
def test_a_word_alone_pins_nothing_down(text: str) -> None:
    assert facts_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "قصفت قوات النظام بلدة سرمين",
        "قُتل رجل بانفجار لغم في بلدة سرمين",
        "وصل رتل للقوات الأمريكية إلى قاعدة قسرك",
        "Government forces shelled Sarmin.",
        "A man was killed by a landmine in Sarmin.",
    ],
)
def test_a_deed_with_a_place_and_a_party_or_a_count_is_an_event(text: str) -> None:
    assert len(facts_of(text)) == 1
