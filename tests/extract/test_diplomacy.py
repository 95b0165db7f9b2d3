"""Stands, talks, deals, releases and ground that changes hands: what is one, and who takes part."""

from __future__ import annotations

import pytest

from eventkit import facts_of, the_facts


@pytest.mark.parametrize(
    "text",
    [
        "أدانت وزارة الخارجية السورية أمس قصف القوات الإسرائيلية بلدة جباتا الخشب",
        "لوّح الرئيس التركي أمس باستئناف العملية العسكرية شرق الفرات",
        "قال رئيس الحكومة إن بلاده متمسكة بحقها في الجنوب",
        "أعلنت حركة حماس أنها لن تسلم سلاحها",
        "استدعت وزارة الخارجية العراقية السفير التركي أمس",
        "عبدي: لن نتخلى عن خصوصية مناطقنا",
        "الكرملين: لا قرار نهائياً بشأن القواعد",
        "The Turkish defence minister said his country would keep its troops in northwest Syria.",
    ],
)
def test_a_stand_is_a_statement(text: str) -> None:
    assert "statement" in {facts["type"] for facts in facts_of(text)}


@pytest.mark.parametrize(
    "text",
    [
        "قال قيادي في مجلس محلي إن الهدف حماية القرى",
        "اتهمت وزارة الدفاع السورية قسد بقصف بلدة معربليت أمس",
        "أكد مصدر محلي أن الطريق مقطوع",
        "درعا: لا إصابات في حادث السير أمس",
        "The Turkish army said a soldier fell ill near Afrin.",
    ],
)
def test_whoever_explains_or_accuses_takes_no_stand(text: str) -> None:
    assert "statement" not in {facts["type"] for facts in facts_of(text)}


@pytest.mark.parametrize(
    ("text", "doers"),
    [
        ("وقّع الرئيسان الروسي والتركي اتفاقاً في مدينة سوتشي أمس", {"russian-forces", "turkish-forces"}),
        (
            "وقّعت الحكومة السورية وقسد أمس في دمشق اتفاقاً ينص على خروج القوات التركية",
            {"sdf", "syrian-government"},
        ),
        (
            "أجرى جنود أمريكيون مع مقاتلين من قسد تدريباً على الرماية في قاعدة الشدادي أمس",
            {"sdf", "us-forces"},
        ),
    ],
)
def test_all_partners_take_part_and_whom_the_terms_name_does_not(text: str, doers: set[str]) -> None:
    assert the_facts(text, {"initiators": doers}) == {"initiators": doers}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("انسحبت قسد أمس من بلدة أبو راسين، ودخل مكانها حرس الحدود التابع للنظام", "territorial-change"),
        ("أمست بلدة صرين أمس في قبضة وحدات حماية الشعب", "territorial-change"),
        ("نقلت القوات الأمريكية معداتها أمس من قاعدة حقل العمر إلى قاعدة الشدادي", "withdrawal"),
        ("نقلت القوات الأمريكية معدات أمس إلى قاعدة الشدادي", "reinforcement"),
        ("أفرجت قسد أمس عن عشرين رجلاً كانت قد اعتقلتهم في مدينة الرقة", "release"),
    ],
)
def test_the_kind_of_a_change_of_posture(text: str, kind: str) -> None:
    assert kind in {facts["type"] for facts in facts_of(text)}


@pytest.mark.parametrize(
    "text",
    [
        "دخل رتل للتحالف الدولي فجر أمس من معبر الوليد، وسلك الطريق الدولي إلى قاعدة قسرك",
        "دخلت قافلة لقوات التحالف الدولي أمس من معبر الوليد، وتوجهت إلى قاعدة الشدادي",
    ],
)
def test_the_stages_of_one_way_are_one_movement(text: str) -> None:
    assert [facts["type"] for facts in facts_of(text)] == ["reinforcement"]


def test_what_talks_are_about_takes_no_part_in_them() -> None:
    text = "اجتمعت قيادة قسد مع وفد من التحالف الدولي أمس في الحسكة لبحث ملف مكافحة داعش"
    assert the_facts(text, {"initiators": None})["initiators"] == {"global-coalition", "sdf"}


def test_talks_about_a_withdrawal_are_no_withdrawal() -> None:
    facts = facts_of("بحث الجانبان السوري والإسرائيلي أمس في باريس انسحاب القوات من القنيطرة")
    assert [f["type"] for f in facts] == ["meeting"]


def test_those_freed_have_a_side() -> None:
    facts = the_facts(
        "أطلقت قسد أمس سراح عشرين من عناصر الجيش الوطني السوري في مدينة منبج", {"targets": {"sna"}}
    )
    assert facts == {"targets": {"sna"}}


def test_ground_taken_without_a_fight_is_taken() -> None:
    facts = facts_of("سيطرت فصائل المعارضة على بلدة مورك أمس من دون قتال")
    assert [f["type"] for f in facts] == ["territorial-change"]


@pytest.mark.parametrize(
    ("text", "doers", "losers"),
    [
        ("سلّمت قسد سجن الأقطان أمس للحكومة السورية", {"syrian-government"}, {"sdf"}),
        ("رفعت قسد علمها فوق بلدة تل حميس أمس بعد طرد تنظيم داعش منها", {"sdf"}, {"islamic-state"}),
        ("أعلنت فصائل المعارضة دخولها مدينة معرة النعمان أمس وطرد قوات النظام منها",
         {"opposition-factions"}, {"syrian-regime"}),
    ],
)  # fmt: skip
def test_who_takes_ground_and_who_loses_it(text: str, doers: set[str], losers: set[str]) -> None:
    facts = the_facts(text, {"type": None, "initiators": None, "targets": None})
    assert facts == {"type": "territorial-change", "initiators": doers, "targets": losers}


def test_ground_that_another_force_enters_after_a_withdrawal_changes_hands() -> None:
    facts = facts_of("انسحبت قسد أمس من مدينة دير حافر، ودخلتها وحدات الجيش السوري")
    assert [f["type"] for f in facts] == ["withdrawal", "territorial-change"]
    assert facts[1]["targets"] == {"sdf"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("سحب الجيش التركي آلياته أمس من نقطة مورك ونقلها إلى ريف إدلب", ["withdrawal"]),
        ("أفرج تنظيم داعش أمس عن ستة رجال مقابل إطلاق سراح خمسة لدى النظام", ["release"]),
        ("سُمعت أمس أصوات انفجارات في محيط حقل العمر ناتجة عن تدريبات للتحالف الدولي", ["exercise"]),
        ("وصل وزير الخارجية السوري أمس إلى موسكو للقاء نظيره الروسي", ["meeting"]),
        ("وقّعت الحكومة السورية وقسد أمس اتفاقاً ينص على دخول الجيش إلى المدينة", ["agreement"]),
        ("ندد مجلس سوريا الديمقراطية أمس بالحصار وطالب روسيا برفعه", ["statement"]),
    ],
)
def test_what_belongs_to_one_deed_is_one_event(text: str, kinds: list[str]) -> None:
    assert [f["type"] for f in facts_of(text)] == kinds


@pytest.mark.parametrize(
    ("text", "kind", "doers", "others"),
    [
        ("تركيا تحذر قسد من المماطلة في الانسحاب", "statement", {"turkish-forces"}, {"sdf"}),
        ("حذرت تركيا قسد أمس من أي هجوم جديد", "statement", {"turkish-forces"}, {"sdf"}),
        ("Russian and Turkish forces held a joint patrol near Kobani on Thursday.", "patrol",
         {"russian-forces", "turkish-forces"}, set()),
    ],
)  # fmt: skip
def test_the_speaker_may_stand_first_and_nationalities_may_be_joined(
    text: str, kind: str, doers: set[str], others: set[str]
) -> None:
    facts = the_facts(text, {"type": None, "initiators": None, "targets": None})
    assert facts == {"type": kind, "initiators": doers, "targets": others}


def test_weather_that_advances_takes_no_ground() -> None:
    assert facts_of("يتقدم منخفض جوي نحو الساحل السوري مساء الغد وتسيطر رياح قوية على المرتفعات") == []


def test_who_condemns_speaks_of_deeds_told_before() -> None:
    text = "توغلت قوة إسرائيلية أمس في قرية الرفيد. وأدانت وزارة الخارجية السورية اليوم هذه الخروقات"
    facts = facts_of(text)
    assert [(f["type"], f.get("targets")) for f in facts][-1] == ("statement", {"israeli-forces"})


@pytest.mark.parametrize(
    ("text", "doers", "losers"),
    [
        ("U.S. forces handed the base near Kirkuk over to the Iraqi army on Thursday.",
         {"iraqi-forces"}, {"us-forces"}),
        ("The crossing was handed over to the Iraqi army by the Peshmerga on Thursday near Kirkuk.",
         {"iraqi-forces"}, {"peshmerga"}),
        ("حلّت أمس محل القوات الروسية في مطار القامشلي كتيبة من قسد", {"sdf"}, {"russian-forces"}),
    ],
)  # fmt: skip
def test_who_gives_ground_away_and_who_stands_there_instead(
    text: str, doers: set[str], losers: set[str]
) -> None:
    facts = the_facts(text, {"type": None, "initiators": None, "targets": None})
    assert facts == {"type": "territorial-change", "initiators": doers, "targets": losers}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("زار رئيس أركان الجيش اللبناني أمس بلدة عيترون، واجتمع بقادة الألوية فيها", ["meeting"]),
        ("خرجت أمس من السويداء دفعة من عائلات البدو، ونقلتهم 12 حافلة إلى درعا", ["displacement"]),
    ],
)
def test_what_goes_on_is_no_second_event(text: str, kinds: list[str]) -> None:
    assert [f["type"] for f in facts_of(text)] == kinds


def test_a_capital_that_means_to_act_is_no_place() -> None:
    text = "زار وفد روسي أمس قاعدة حميميم، وأن موسكو تعتزم سحب جزء من قواتها منها"
    assert "موسكو" not in {f.get("site") for f in facts_of(text)}
