"""Tellings of one happening are one event; what differs in day, place or doer stays apart."""

from __future__ import annotations

import pytest

from eventkit import list_facts, the_facts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "مقتل ثلاثة مدنيين بغارة على مدينة معرة مصرين\n"
            "قُتل ثلاثة مدنيين، بينهم طفلة، في غارة جوية شنتها طائرات روسية على مدينة معرة مصرين أمس. "
            "وأدت الغارة إلى تدمير منزلين.",
            {
                "type": "airstrike",
                "day": "2025-06-19",
                "initiators": {"russian-forces"},
                "casualties": {"killed": 3, "civilians_killed": 3, "children_killed": 1},
                "site_id": "sy-idlib-maarrat-misrin",
            },
        ),
        (
            "انفجار عبوة ناسفة في مدينة الميادين\n"
            "انفجرت عبوة ناسفة بسيارة وسط مدينة الميادين صباح أمس. "
            "وأسفر الانفجار عن مقتل رجل وإصابة اثنين آخرين.",
            {"type": "explosion", "day": "2025-06-19", "casualties": {"killed": 1, "injured": 2}},
        ),
        (
            "اعتقلت قوات الأمن خمسة أشخاص في بلدة كناكر أمس. وجاء الاعتقال خلال حملة مداهمات في البلدة.",
            {"type": "arrest", "casualties": {"captured": 5}},
        ),
        (
            "هجوم على حاجز لقسد في بلدة الصبحة\n"
            "هاجم مسلحون مجهولون حاجزاً لقسد في بلدة الصبحة مساء أمس. وأسفر الهجوم عن مقتل عنصرين.",
            {
                "type": "attack",
                "initiators": {"unidentified-armed-group"},
                "targets": {"sdf"},
                "casualties": {"killed": 2},
            },
        ),
        (
            "قُتل مدنيان بقصف على بلدة احسم أمس. وقال الدفاع المدني إن القصف طال السوق وأدى إلى إصابة خمسة.",
            {
                "type": "shelling",
                "casualties": {"killed": 2, "injured": 5, "civilians_killed": 2},
                "sources": ("الدفاع المدني",),
            },
        ),
        (
            "وصول تعزيزات للتحالف إلى الحسكة\n"
            "وصل رتل للتحالف الدولي يضم 40 شاحنة إلى قاعدة قسرك في ريف الحسكة أمس. "
            "ولم يُعرف ما تحمله شاحنات الرتل.",
            {
                "type": "reinforcement",
                "initiators": {"global-coalition"},
                "places": [("destination", "قاعدة قسرك")],
                "items": {"convoy": 1, "truck": 40},
            },
        ),
        (
            "Three civilians killed in air strike on Maarat Misrin\n"
            "Three civilians, including a girl, were killed on Thursday in a Russian air strike on "
            "Maarat Misrin. The strike destroyed two houses.",
            {
                "type": "airstrike",
                "initiators": {"russian-forces"},
                "casualties": {"killed": 3, "civilians_killed": 3, "children_killed": 1},
            },
        ),
        (
            "Bomb explodes in Mayadin\nA bomb exploded in Mayadin on Thursday. "
            "The explosion killed a man and wounded two others.",
            {"type": "explosion", "day": "2025-06-19", "casualties": {"killed": 1, "injured": 2}},
        ),
    ],
    ids=["strike-ar", "bomb-ar", "arrests-ar", "attack-ar", "toll-ar", "convoy-ar", "strike-en", "bomb-en"],
)
def test_headline_lead_and_details_tell_one_event(text: str, expected: dict[str, object]) -> None:
    assert the_facts(text, expected) == expected


def test_a_headline_s_region_gives_way_to_the_place_in_the_lead() -> None:
    text = "قتيل بقصف للنظام على ريف إدلب\nقُتل رجل بقصف مدفعي لقوات النظام على بلدة كفر لاتة في ريف إدلب أمس"
    assert list_facts(text, "site", "casualties") == [("كفر لاتة", {"killed": 1})]


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        (
            "قصفت قوات النظام مدينة جسر الشغور يوم الاثنين. وقصفت قوات النظام مدينة سلقين يوم الأربعاء.",
            [("جسر الشغور", "2025-06-16"), ("سلقين", "2025-06-18")],
        ),
        (
            "هاجم مسلحون حاجزاً في بلدة الطيانة أمس. وهاجموا حاجزاً في بلدة الطيانة يوم الأحد الماضي.",
            [("الطيانة", "2025-06-19"), ("الطيانة", "2025-06-15")],
        ),
        (
            "انفجرت عبوة ناسفة في مدينة نوى أمس. كما انفجرت عبوة ناسفة في مدينة طفس أمس.",
            [("نوى", "2025-06-19"), ("طفس", "2025-06-19")],
        ),
        (
            "Government forces shelled Jisr al-Shughur on Monday. They shelled Salqin on Wednesday.",
            [("Jisr al-Shughur", "2025-06-16"), ("Salqin", "2025-06-18")],
        ),
        (
            "قُتل عنصر من قسد أمس بهجوم في بلدة الصور. وفي سياق منفصل، انفجرت عبوة في بلدة البصيرة أمس.",
            [("الصور", "2025-06-19"), ("البصيرة", "2025-06-19")],
        ),
        (
            "A bomb exploded in Nawa on Thursday. Another bomb exploded in Tafas on Thursday.",
            [("Nawa", "2025-06-19"), ("Tafas", "2025-06-19")],
        ),
    ],
    ids=["places-and-days-ar", "days-ar", "places-ar", "places-and-days-en", "separately-ar", "places-en"],
)
def test_other_days_and_other_places_stay_apart(text: str, apart: list[tuple[str, str]]) -> None:
    assert list_facts(text, "site", "day") == apart


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        (
            "قصفت قوات النظام بلدة كفر لاتة أمس. وشنت الطائرات الروسية غارة على بلدة كفر لاتة أمس.",
            [("shelling", {"syrian-regime"}), ("airstrike", {"russian-forces"})],
        ),
        (
            "اعتقلت قسد رجلين في مدينة الطبقة أمس. وانفجرت عبوة ناسفة في مدينة الطبقة أمس.",
            [("arrest", {"sdf"}), ("explosion", set())],
        ),
    ],
    ids=["two-doers", "two-kinds"],
)
def test_other_doers_and_other_kinds_stay_apart(text: str, apart: list[tuple[str, set[str]]]) -> None:
    assert list_facts(text, "type", "initiators") == apart


def test_another_attack_is_another_event() -> None:
    text = "قُتل عنصر من قسد بهجوم في بلدة الكسرة أمس. وفي بلدة الصعوة، قُتل عنصر آخر بهجوم مماثل أمس."
    assert list_facts(text, "site", "casualties") == [("الكسرة", {"killed": 1}), ("الصعوة", {"killed": 1})]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "قُتل ستة مدنيين في عربين واثنان في عين ترما بقصف لقوات النظام أمس",
            [("عربين", 6), ("عين ترما", 2)],
        ),
    ],
)
def test_dead_of_several_places_are_counted_by_place(text: str, expected: list[tuple[str, int]]) -> None:
    told = list_facts(text, "site", "casualties")
    assert [(site, harm["killed"]) for site, harm in told] == expected  # type: ignore[index]


def test_events_stand_in_order_of_first_mention() -> None:
    text = (
        "انفجرت عبوة ناسفة في مدينة نوى أمس. واعتقلت قوات الأمن رجلين في بلدة كناكر أمس. "
        "ووصل رتل للقوات الأمريكية إلى قاعدة قسرك أمس."
    )
    assert [kind for (kind,) in list_facts(text, "type")] == ["explosion", "arrest", "reinforcement"]


def test_telling_one_happening_twice_adds_nothing() -> None:
    once = "قصفت قوات النظام بلدة كفر لاتة بالمدفعية أمس، ما أدى إلى مقتل رجل."
    names = ("type", "day", "site", "initiators", "targets", "casualties", "items")
    assert list_facts(f"{once}\n{once}", *names) == list_facts(once, *names)


def test_a_lead_that_counts_attacks_swallows_none_of_them() -> None:
    text = (
        "ثلاث هجمات متفرقة شرق دير الزور أمس\n"
        "هاجم مسلحون حاجزاً لقسد في بلدة ذيبان أمس.\n"
        "وفي بلدة الشحيل، هاجم مسلحون نقطة لقسد أمس.\n"
        "كما هاجم مسلحون سيارة لقسد في بلدة البصيرة أمس."
    )
    assert [event[0] for event in list_facts(text, "site")] == ["ذيبان", "الشحيل", "البصيرة"]


def test_a_lead_that_counts_scattered_deaths_is_none_of_them() -> None:
    text = (
        "شهد ريف حلب أمس مقتل شخصين في حوادث متفرقة.\n"
        "ففي مدينة الباب قُتل شاب برصاص مجهولين أمس.\n"
        "وفي مدينة جرابلس قُتل رجل بانفجار لغم أمس."
    )
    assert [site for (site,) in list_facts(text, "site")] == ["الباب", "جرابلس"]
