"""How sure a happening is, and on whose word."""

from __future__ import annotations

import pytest

from eventkit import facts_of, the_facts


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("قصفت قوات النظام بلدة سرمين أمس", "reported"),
        ("نفت القوات الأمريكية تنفيذ غارة على مدينة البوكمال أمس", "denied"),
        ("أعلن الجيش الإسرائيلي أنه قصف مواقع لحزب الله في بلدة عيتا الشعب أمس", "claimed"),
        ("تبنى تنظيم داعش هجوماً على حاجز لقسد في بلدة ذيبان أمس", "claimed"),
        ("أعلنت قوات سوريا الديمقراطية اعتقال قيادي في داعش بمدينة الحسكة أمس", "claimed"),
        ("يُعتقد أن خلايا تابعة لداعش هاجمت صهريج نفط قرب مدينة الميادين أمس", "alleged"),
        ("تعتزم القوات الروسية الانسحاب من مطار القامشلي الشهر القادم", "planned"),
        ("من المقرر أن تصل قافلة مساعدات إلى مدينة السويداء غداً", "planned"),
        ("ستنسحب القوات الروسية من مطار القامشلي غداً", "planned"),
        ("Government forces shelled Sarmin on Thursday.", "reported"),
        ("من المتوقع أن تنسحب القوات الأمريكية من قاعدة الشدادي الأسبوع القادم", "planned"),
        ("نفى التحالف الدولي أن يكون قد قصف مدينة البوكمال أمس", "denied"),
        ("أنكرت أنقرة قصف قرية في ناحية شيراوا أمس", "denied"),
        ("The coalition denied that it had bombed Albukamal on Thursday.", "denied"),
        ("Turkish forces will withdraw from the base next week.", "planned"),
        ("Islamic State is believed to be behind an attack on a post in Shuhayl on Thursday.", "alleged"),
        ("The US military denied carrying out an air strike on Albukamal on Thursday.", "denied"),
        ("The Israeli army said it struck Hezbollah positions in Aita al-Shaab on Thursday.", "claimed"),
        ("Islamic State claimed an attack on an SDF post in Dhiban on Thursday.", "claimed"),
        ("Suspected Islamic State militants attacked an oil tanker near Mayadin on Thursday.", "alleged"),
    ],
)  # fmt: skip
def test_a_report_a_claim_a_plan_a_doubt_and_a_denial_are_told_apart(text: str, status: str) -> None:
    assert the_facts(text, {"status": status}) == {"status": status}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("تعتزم القوات الروسية الانسحاب من مطار القامشلي الشهر القادم", ("2025-07-01", "2025-07-31")),
        ("ستنسحب القوات الروسية من مطار القامشلي غداً", "2025-06-21"),
        ("تعتزم القوات الروسية الانسحاب من مطار القامشلي", None),
    ],
)
def test_a_plan_has_its_own_day_or_none(text: str, day: object) -> None:
    assert the_facts(text, {"day": day}) == {"day": day}


@pytest.mark.parametrize(
    ("text", "initiators"),
    [
        ("نفت القوات الأمريكية تنفيذ غارة على مدينة البوكمال أمس", {"us-forces"}),
        ("أعلن الجيش الإسرائيلي أنه قصف بلدة عيتا الشعب أمس", {"israeli-forces"}),
        ("The US military denied carrying out an air strike on Albukamal on Thursday.", {"us-forces"}),
    ],
)
def test_whoever_denies_or_claims_a_deed_is_the_one_it_is_laid_to(text: str, initiators: set[str]) -> None:
    assert the_facts(text, {"initiators": initiators}) == {"initiators": initiators}


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (
            "أفاد المرصد السوري لحقوق الإنسان بمقتل مدنيين اثنين بقصف على بلدة النيرب أمس",
            ("المرصد السوري لحقوق الإنسان",),
        ),
        ("قالت وكالة سانا إن رجلين قتلا بانفجار لغم في بادية تدمر أمس", ("وكالة سانا",)),
        ("قصفت قوات النظام بلدة سرمين أمس", ()),
        (
            "According to the Syrian Observatory for Human Rights, two civilians were killed by shelling on "
            "al-Nayrab on Thursday.",
            ("Syrian Observatory for Human Rights",),
        ),
        ("Government forces shelled Sarmin on Thursday.", ()),
    ],
)
def test_sources_are_whom_the_report_names_in_its_words(text: str, sources: tuple[str, ...]) -> None:
    assert the_facts(text, {"sources": sources, "status": None})["sources"] == sources


@pytest.mark.parametrize(
    ("text", "initiators"),
    [
        ("هدد الجيش التركي بقصف مدينة منبج", {"turkish-forces"}),
        ("The army threatened to shell Manbij.", {"syrian-government"}),
    ],
)
def test_a_threat_is_a_statement_of_its_own_and_no_deed(text: str, initiators: set[str]) -> None:
    expected = {"type": "statement", "initiators": initiators}
    assert the_facts(text, expected) == expected


def test_a_source_who_is_no_party_makes_no_claim() -> None:
    text = "أفاد المرصد السوري لحقوق الإنسان بأن قوات النظام قصفت بلدة سرمين أمس"
    expected = {"status": "reported", "initiators": {"syrian-regime"}}
    assert the_facts(text, expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "لم تقصف القوات الروسية مدينة إدلب أمس",
        "لم تهاجم قسد بلدة دابق أمس",
        "Russian forces did not shell Idlib on Thursday.",
    ],
)
def test_what_did_not_happen_is_no_event(text: str) -> None:
    assert facts_of(text) == []


def test_a_denial_reaches_no_further_than_a_contrast() -> None:
    text = "نفت القوات الأمريكية تنفيذ غارة على مدينة البوكمال أمس، فيما قصفت القوات التركية قرية الدبس أمس"
    assert [event["status"] for event in facts_of(text)] == ["denied", "reported"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "قُتل عنصران من قسد بانفجار عبوة ناسفة في ذيبان أمس، ويُعتقد أن خلايا تنظيم الدولة هي من زرعتها",
            {"status": "alleged", "initiators": {"islamic-state"}},
        ),
        (
            "اتهم ناشطون قسد بقصف بلدة شران أمس. ونفت قسد مسؤوليتها عن القصف.",
            {"status": "denied", "initiators": {"sdf"}},
        ),
    ],
)
def test_suspicion_and_denial_may_follow_the_deed(text: str, expected: dict[str, object]) -> None:
    assert the_facts(text, expected) == expected
