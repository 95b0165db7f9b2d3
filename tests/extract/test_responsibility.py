"""Who did it where another sentence, or only the means, tells."""

from __future__ import annotations

import pytest

import marsad


def doers(text: str, published: str = "2023-05-10") -> list[set[str | None]]:
    """The ids of those who did each event of a text."""
    events = marsad.read(text, published=published).events
    return [{a.id for a in event.actors if a.role == "initiator"} for event in events]


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        (
            "قُتل ثلاثة جنود بهجوم لمسلحين مجهولين على حاجز للجيش قرب السخنة.\nوتبنّى تنظيم داعش الهجوم.",
            "2023-05-10",
            [{"islamic-state"}],
        ),
        (
            "قُتل ثلاثة جنود بهجوم لمسلحين مجهولين على حاجز للجيش قرب السخنة.\nولم يتبنَّ تنظيم داعش الهجوم.",
            "2023-05-10",
            [{"unidentified-armed-group"}],
        ),
        (
            "شنت طائرات روسية غارتين على بلدة كنصفرة صباح اليوم.\nوقُتل مدني بغارة أخرى على بلدة البارة.",
            "2020-02-03",
            [{"russian-forces"}, {"russian-forces"}],
        ),
        (
            "مقتل طفل بعد أن ألقت مروحية برميلين متفجرين على بلدة كفرنبل أمس.",
            "2017-02-03",
            [{"syrian-regime"}],
        ),
        ("مقتل طفل بعد أن ألقت مروحية برميلين متفجرين على بلدة أمس.", "2025-02-03", [set()]),
    ],
    ids=["claimed later", "not claimed", "once more", "barrels", "no rule any more"],
)
def test_the_doer_is_found_where_the_text_tells_it_apart_from_the_deed(
    text: str, published: str, expected: list[set[str | None]]
) -> None:
    assert doers(text, published) == expected


@pytest.mark.parametrize(
    ("text", "kind", "casualties"),
    [
        (
            "أطلق مسلحون مجهولون النار على مدني في بلدة الصور، ما أدى إلى مقتله.",
            "assassination",
            {"killed": 1},
        ),
        ("قُتل الشاب سامر بعد استهدافه بالرصاص المباشر في مدينة نوى.", "assassination", {"killed": 1}),
        (
            "استشهد محمود الخالد وأصيب طفله بانفجار لغم في بلدة الكسرة.",
            "explosion",
            {"killed": 1, "injured": 1},
        ),
        ("أربعة مدنيين استشهدوا، بينهم امرأة، بقصف مدفعي على بلدة كنصفرة.", "shelling", {"killed": 4}),
    ],
)
def test_people_told_by_name_or_before_their_verb_are_counted(
    text: str, kind: str, casualties: dict[str, int]
) -> None:
    (event,) = marsad.read(text, published="2023-05-10").events
    assert event.type == kind
    for name, count in casualties.items():
        read = getattr(event.casualties, name)
        assert (read.least, read.most) == (count, count)


def test_a_correction_withdraws_the_figures_told_before_it() -> None:
    text = "ذكرنا أن سبعة مدنيين قُتلوا بغارة على بلدة حزة. والصحيح أن ثلاثة مدنيين قُتلوا."
    (event,) = marsad.read(text, published="2018-03-02").events
    assert event.casualties.killed is not None
    assert event.casualties.killed.most == 3


def test_where_the_doers_fled_is_no_abduction() -> None:
    text = "أطلق مسلحون النار على شاب في بلدة الصور فقُتل، ثم لاذ المسلحون بالفرار إلى جهة مجهولة."
    assert [e.type for e in marsad.read(text, published="2023-05-10").events] == ["assassination"]


def test_who_found_the_dead_did_not_kill_them() -> None:
    text = "عثرت قوات البيشمركة أمس على رفات ثلاثة أشخاص قرب سنجار."
    (event,) = marsad.read(text, published="2023-05-10").events
    assert not [a for a in event.actors if a.role == "initiator"]


def test_bystanders_are_targets_beside_the_fighters() -> None:
    text = "قُتل عنصران من قوات سوريا الديمقراطية وأصيب مدني بقصف مسيّرة تركية في بلدة عامودا أمس."
    (event,) = marsad.read(text, published="2023-05-10").events
    assert {a.id for a in event.actors if a.role == "target"} == {"sdf", "civilians"}


@pytest.mark.parametrize(
    ("text", "kind", "initiators", "targets"),
    [
        (
            "تصدت فصائل المعارضة لمحاولة تقدم قوات النظام على محور الكبينة وقتلت سبعة عناصر.",
            "attack",
            {"syrian-regime"},
            {"opposition-factions"},
        ),
        (
            "أصيب خمسة مدنيين جراء استهداف قوات النظام بالمدفعية الأحياء السكنية في بلدة سرمين.",
            "shelling",
            {"syrian-regime"},
            {"civilians"},
        ),
        (
            "قنص عنصر من قوات النظام رجلاً مسناً قرب كفرنوران فأرداه قتيلاً.",
            "killing",
            {"syrian-regime"},
            {"civilians"},
        ),
        (
            "دخلت مجموعة من ميليشيا الدفاع الوطني حقل ألغام قرب معدان، فانفجرت بها ألغام أوقعت ثلاثة جرحى.",
            "explosion",
            set(),
            {"nat-defence-forces"},
        ),
        (
            "تظاهر العشرات في بلدة العزبة تنديداً بوقف دعم الخبز من قبل قسد.",
            "protest",
            {"protesters"},
            {"sdf"},
        ),
        (
            "قصف تنظيم الدولة حي الجورة في دير الزور بقذائف الهاون ما أوقع قتيلين.",
            "shelling",
            {"islamic-state"},
            {"civilians"},
        ),
    ],
    ids=[
        "beaten back",
        "what was hit is told after the means",
        "sniper",
        "under them",
        "protested",
        "mortars",
    ],
)
def test_roles_follow_what_the_words_do(
    text: str, kind: str, initiators: set[str], targets: set[str]
) -> None:
    (event,) = marsad.read(text, published="2018-05-10").events
    assert event.type == kind
    assert {a.id for a in event.actors if a.role == "initiator"} == initiators
    assert {a.id for a in event.actors if a.role == "target"} == targets


def test_a_family_is_no_single_person() -> None:
    (event,) = marsad.read("مقتل أسرة كاملة بغارة على بلدة حزة أمس.", published="2018-03-02").events
    assert event.casualties.killed is None


def test_a_patrol_that_is_ambushed_makes_no_patrol() -> None:
    text = "تعرضت دورية للأمن الداخلي لكمين مسلح قرب بلدة القدموس نفذه مسلحون، ما تسبب بمقتل عنصرين."
    events = marsad.read(text, published="2025-06-10").events
    assert [e.type for e in events] == ["attack"]
    assert {a.id for a in events[0].actors if a.role == "target"} == {"syrian-government"}


@pytest.mark.parametrize(
    ("text", "kind", "casualties"),
    [
        (
            "حصيلة القصف على مخيمات كفر جالس ترتفع إلى 10 قتلى، بينهم 4 أطفال، و77 جريحاً.",
            "shelling",
            {"killed": 10, "injured": 77, "children_killed": 4},
        ),
        (
            "ألقى مجهولون قنبلة يدوية على منزل رئيس البلدية في بلدة عتمان، واقتصرت الأضرار على الماديات.",
            "attack",
            {"killed": 0, "injured": 0},
        ),
        ("تم العثور على جثة مواطن مقتولاً بطلقات نارية قرب بلدة تلبيسة.", "killing", {"killed": 1}),
        (
            "مقتل الشاب محمد العلي برصاص قوات سوريا الديمقراطية خلال مداهمة منزله في بلدة العزبة.",
            "killing",
            {"killed": 1},
        ),
        (
            "داهمت الفرقة الرابعة مزارع في محيط مدينة طفس، وجرت اشتباكات أسفرت عن إصابة عنصر.",
            "raid",
            {"injured": 1},
        ),
        (
            "قتل شخصان وأصيب ثالث، في هجوم مسلح نفذه مجهولون على محل تجاري في بلدة الحولة.",
            "attack",
            {"killed": 2, "injured": 1},
        ),
        (
            "ارتفع عدد الشهداء جراء العدوان الإسرائيلي على حي المزة بدمشق إلى 13 شهيداً.",
            "airstrike",
            {"killed": 13},
        ),
    ],
    ids=[
        "wounded after a break-down",
        "damage only",
        "one body",
        "in a raid",
        "part of a raid",
        "one attack",
        "word",
    ],
)
def test_one_happening_has_all_its_figures(text: str, kind: str, casualties: dict[str, int]) -> None:
    (event,) = marsad.read(text, published="2022-05-10").events
    assert event.type == kind
    for name, count in casualties.items():
        read = getattr(event.casualties, name)
        assert (read.least, read.most) == (count, count)


def test_rescuers_harm_nobody() -> None:
    text = "انتشلت فرق الدفاع المدني جثامين أربعة أشخاص من منزل دمرته غارة للطيران الروسي على بلدة ترمانين."
    (event,) = marsad.read(text, published="2022-05-10").events
    assert {a.id for a in event.actors if a.role == "initiator"} == {"russian-forces"}


def test_why_it_was_done_is_no_event() -> None:
    text = "خطفت مجموعة مسلحة ضابطاً من الأمن العسكري في مدينة السويداء رداً على اعتقال طالبة."
    assert [e.type for e in marsad.read(text, published="2022-05-10").events] == ["abduction"]


@pytest.mark.parametrize(
    "text",
    [
        "تعتمد خلايا التنظيم في هجماتها على الكمائن وتستهدف غالباً الدوريات والصهاريج.",
        "فيلم وثائقي يروي قصة ناجين من القصف يُعرض في مهرجان السينما ببرلين.",
    ],
)
def test_what_goes_on_in_general_or_in_a_film_is_no_event(text: str) -> None:
    assert not marsad.read(text, published="2025-08-10").events


def test_no_losses_told_after_a_comma_are_a_count_of_none() -> None:
    text = "أطلق مجهولان النار على حاجز للجيش في بلدة الجرذي، دون وقوع خسائر بشرية."
    (event,) = marsad.read(text, published="2021-08-10").events
    assert (event.casualties.killed, event.casualties.injured) == (marsad.model.Count(0, 0),) * 2


def test_a_word_in_a_partys_name_hides_no_deed() -> None:
    text = "أعلن جهاز مكافحة الإرهاب العراقي اعتقال خمسة عناصر من داعش في محافظة كركوك."
    (event,) = marsad.read(text, published="2023-08-10").events
    assert event.type == "arrest"


def test_who_rides_in_what_is_hit_is_the_target() -> None:
    text = "قصفت مسيّرة تركية سيارة تقل مقاتلين من حزب العمال الكردستاني في ناحية سيدكان فقتلت ثلاثة منهم."
    (event,) = marsad.read(text, published="2023-08-10").events
    assert {a.id for a in event.actors if a.role == "target"} >= {"pkk"}


def test_who_dies_under_torture_was_killed_by_those_who_held_him() -> None:
    text = "توفي الشاب عمر الحسن تحت التعذيب في سجون قوات النظام أمس."
    (event,) = marsad.read(text, published="2022-08-10").events
    assert event.type == "killing"
    assert {a.id for a in event.actors if a.role == "initiator"} == {"syrian-regime"}


def test_a_pronoun_tells_who_carried_the_strikes_out() -> None:
    text = "أوقعت الغارات على بلدة حيان أمس عشرة قتلى، وقد نفّذتها طائرات روسية بقنابل عنقودية"
    assert doers(text) == [{"russian-forces"}]


def test_a_protest_told_in_headline_and_lead_is_against_the_party_of_the_demand() -> None:
    text = "احتجاجات في مدينة أعزاز\nخرجت مظاهرة في مدينة أعزاز أمس طالبت بمحاسبة عناصر من قسد."
    event = marsad.read(text, published="2023-05-10").events[0]
    assert {a.id for a in event.actors if a.role == "target"} == {"sdf"}
