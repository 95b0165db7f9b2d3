"""What kind of event the words and the means tell, what was used, and who inherits what."""

from __future__ import annotations

import pytest

from eventkit import facts_of, list_facts, the_facts


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("قصفت قوات النظام بلدة معربليت أمس", "shelling"),
        ("قصف الطيران الحربي بلدة معربليت أمس", "airstrike"),
        ("قصفت طائرة مسيرة سيارة في بلدة معربليت أمس", "drone-strike"),
        ("استهدف قصف صاروخي محطة مياه في بلدة خشام أمس", "shelling"),
        ("استهدف مسلحون دورية لقسد بالأسلحة الرشاشة في بلدة الشحيل أمس", "attack"),
        ("استهدفت عبوة ناسفة دورية لقسد في بلدة الشحيل أمس", "explosion"),
        ("فجّر انتحاري نفسه قرب مخفر في مدينة البصرة أمس", "suicide-bombing"),
        ("Warplanes hit the town of Maarbalit on Thursday.", "airstrike"),
        ("A drone hit a car in Maarbalit on Thursday.", "drone-strike"),
        ("Shells hit the town of Maarbalit on Thursday.", "shelling"),
        ("A suicide bomber blew himself up near a police station in Basra on Thursday.", "suicide-bombing"),
    ],
)
def test_the_means_decide_what_a_general_word_tells(text: str, kind: str) -> None:
    assert the_facts(text, {"type": kind}) == {"type": kind}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("مقتل رجل بقصف مدفعي على بلدة معربليت أمس", "shelling"),
        ("مقتل رجل بانفجار لغم في بلدة معربليت أمس", "explosion"),
        ("مقتل رجل على يد مسلحين مجهولين في بلدة معربليت أمس بإطلاق نار", "assassination"),
        ("مقتل رجل برصاص الجيش الإسرائيلي في مدينة طولكرم أمس", "killing"),
        ("أُصيب رجل بهجوم مسلح في بلدة معربليت أمس", "attack"),
        ("A man was killed by shelling on Maarbalit on Thursday.", "shelling"),
        ("A man was killed by a landmine in Maarbalit on Thursday.", "explosion"),
        ("A man was shot dead by unknown gunmen in Maarbalit on Thursday.", "assassination"),
    ],
)
def test_the_cause_of_death_is_the_event(text: str, kind: str) -> None:
    assert the_facts(text, {"type": kind}) == {"type": kind}


@pytest.mark.parametrize(
    ("text", "kind", "group"),
    [
        ("اعتقلت قوات الأمن رجلين في مدينة جبلة أمس", "arrest", "coercion"),
        ("خطف مسلحون مجهولون مهندساً في مدينة السويداء أمس", "abduction", "coercion"),
        ("داهمت قوات سوريا الديمقراطية منازل في بلدة الكرامة أمس", "raid", "coercion"),
        ("صادرت قوات الأمن 20 بندقية في بلدة محجة أمس", "seizure", "coercion"),
        ("فجرت القوات الإسرائيلية منزلين في بلدة عديسة أمس", "destruction", "coercion"),
        ("اندلعت اشتباكات بين قسد والجيش الوطني في بلدة تل تمر أمس", "armed-clash", "fighting"),
        ("اغتال مجهولون قاضياً في مدينة نوى أمس", "assassination", "killing"),
        ("خرج المئات في مظاهرة بمدينة السلمية أمس", "protest", "unrest"),
        ("أحرق محتجون مبنى البلدية في مدينة الناصرية أمس", "riot", "unrest"),
        ("نزحت مئات العائلات من بلدة كفر زيتا أمس", "displacement", "humanitarian"),
        ("عادت 50 عائلة نازحة إلى بلدة معرشورين أمس", "return", "humanitarian"),
        ("دخلت قافلة مساعدات عبر معبر باب الهوى أمس", "aid", "humanitarian"),
        ("أفرجت قسد عن ستة معتقلين في مدينة الرقة أمس", "release", "diplomacy"),
        ("التقى وزير الخارجية التركي نظيره العراقي في بغداد أمس", "meeting", "diplomacy"),
        ("سيطرت قوات الدعم السريع على مدينة النهود أمس", "territorial-change", "force-posture"),
        ("انسحبت القوات الروسية من مطار القامشلي أمس", "withdrawal", "force-posture"),
        ("أرسلت تركيا 15 دبابة إلى مدينة الباب أمس", "reinforcement", "force-posture"),
        ("نشرت القوات الروسية 40 جندياً في مدينة تل رفعت أمس", "deployment", "force-posture"),
        ("سيّرت القوات الروسية دورية في ريف الدرباسية أمس", "patrol", "force-posture"),
        ("أقامت القوات التركية نقطة عسكرية جديدة في قرية البارة أمس", "base", "force-posture"),
        ("أجرت قوات التحالف الدولي تدريبات في قاعدة الشدادي أمس", "exercise", "force-posture"),
        ("Hundreds of people protested in Salamiyah on Thursday.", "protest", "unrest"),
        ("The SDF released 40 detainees in Raqqa on Wednesday.", "release", "diplomacy"),
        ("Police seized 20 rifles in Mahajjah on Thursday.", "seizure", "coercion"),
        ("Turkish forces set up a new base in al-Bara on Wednesday.", "base", "force-posture"),
        ("Israeli troops blew up two houses in Odaisseh on Wednesday.", "destruction", "coercion"),
        ("Russian troops withdrew from Qamishli airport on Thursday.", "withdrawal", "force-posture"),
    ],
)  # fmt: skip
def test_every_kind_of_news_has_its_type_and_class(text: str, kind: str, group: str) -> None:
    assert the_facts(text, {"type": kind, "class": group}) == {"type": kind, "class": group}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # who did it: only those who hold the law make arrests
        ("اعتقل مسلحون مجهولون شاباً في مدينة شهبا أمس", "abduction"),
        # a cell's rocket at a checkpoint is no bombardment
        ("قصف تنظيم داعش حاجزاً لقسد بقذيفة في بلدة الصبحة أمس", "attack"),
        # what was hit is a column: no movement is told
        ("استُهدف رتل للجيش العراقي بعبوة ناسفة قرب قضاء بيجي أمس", "explosion"),
        # ground, not goods
        ("استولى تنظيم داعش على قرية حميمة أمس", "territorial-change"),
    ],
)
def test_the_doer_and_the_object_refine_the_kind(text: str, kind: str) -> None:
    assert the_facts(text, {"type": kind}) == {"type": kind}


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("وصلت عشر ناقلات نفط للقوات الأمريكية إلى قاعدة حقل العمر أمس", {"tanker": 10}),
        ("أرسلت تركيا 15 دبابة إلى مدينة الباب أمس", {"tank": 15}),
        ("وصل رتل من 25 شاحنة للتحالف الدولي إلى قاعدة خراب الجير أمس", {"convoy": 1, "truck": 25}),
        ("ضبطت قوات الأمن 12 صاروخاً و30 لغماً في بلدة محجة أمس", {"rocket": 12, "mine": 30}),
        ("قصفت قوات النظام بلدة معربليت بالمدفعية أمس", {"artillery": None}),
        ("Police seized 20 rifles in Mahajjah on Thursday.", {"small-arms": 20}),
        (
            "An aid convoy of 18 trucks entered through Bab al-Hawa on Thursday.",
            {"convoy": 1, "aid-truck": 18},
        ),
    ],
)
def test_items_are_named_with_the_count_bound_to_them(text: str, items: dict[str, int | None]) -> None:
    assert the_facts(text, {"items": items}) == {"items": items}


@pytest.mark.parametrize(
    ("text", "initiators"),
    [
        ("قصفت قوات النظام بلدة الرويحة أمس، كما استهدفت قرية بينين بالصواريخ", {"syrian-regime"}),
        ("وصل رتل للقوات الأمريكية إلى قاعدة قسرك أمس، كما هبطت طائرة شحن في قاعدة خراب الجير",
         {"us-forces"}),
    ],
)  # fmt: skip
def test_a_further_deed_without_a_subject_is_by_the_same_doer(text: str, initiators: set[str]) -> None:
    assert [doers for (doers,) in list_facts(text, "initiators")] == [initiators, initiators]


def test_harm_told_after_a_deed_takes_no_doer_from_another_happening() -> None:
    text = "وصل رتل للقوات الأمريكية إلى قاعدة قسرك أمس. وقُتل رجل في بلدة مركدة بانفجار لغم أمس."
    assert list_facts(text, "type", "initiators") == [
        ("reinforcement", {"us-forces"}),
        ("explosion", set()),
    ]


@pytest.mark.parametrize(
    "text",
    [
        # running totals are sums, no events
        "وثقت الشبكة مقتل 340 مدنياً في سوريا خلال العام الماضي",
        # what is demanded or protested against
        "طالب البيان بالإفراج عن جميع المعتقلين",
        # said by the way
        "تعمل المشافي بطاقتها القصوى منذ القصف",
    ],
)
def test_sums_demands_and_asides_are_no_events(text: str) -> None:
    assert facts_of(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("غادرت مخيم الهول أمس قافلة تقل 150 عائلة باتجاه مدينة الرقة", "return"),
        ("حطت أمس في مطار بورتسودان طائرة شحن تنقل 20 طناً من الأدوية", "aid"),
        ("تبادلت الحكومة وقسد 200 أسير في مدينة حلب أمس", "release"),
        ("داهمت قوات الأمن العام منازل في بلدة الكسوة أمس واعتقلت أربعة أشخاص", "raid"),
    ],
)
def test_what_moves_and_what_comes_of_it_tell_the_kind(text: str, kind: str) -> None:
    assert the_facts(text, {"type": None})["type"] == kind


@pytest.mark.parametrize(
    "text",
    [
        "طالب مندوب سوريا بانسحاب إسرائيل من المنطقة العازلة أمس.",
        "هدد الوزير التركي أمس بشن عملية عسكرية شمال سوريا.",
        "نُقل السكان أمس إلى المزارع خوفاً من قصف إسرائيلي.",
        "تشهد درعا عمليات اغتيال متكررة.",
    ],
)
def test_demanded_threatened_and_feared_deeds_are_none(text: str) -> None:
    assert {event["class"] for event in facts_of(text)} <= {"diplomacy", "humanitarian"}
