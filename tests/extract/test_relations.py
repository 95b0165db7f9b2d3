"""Standing relations. All sentences are made up."""

import pytest

from claimskit import read
from marsad.model import Relation
from marsad.tables import load_table


def relations(text: str) -> list[Relation]:
    return list(read(text).relations)


@pytest.mark.parametrize(
    ("text", "pair", "forms"),
    [
        (
            "ويتولى التحالف الدولي تدريب عناصر قسد وتسليحهم.",
            {"global-coalition", "sdf"},
            ("arms", "training"),
        ),
        (
            "تحصل الميليشيات الإيرانية على تمويلها وتسليحها من الحرس الثوري.",
            {"iranian-forces", "iran-backed-militias"},
            ("arms", "funding"),
        ),
        (
            "وينسّق الجيش الروسي عملياته مع قوات النظام ويوفر لها الغطاء الجوي.",
            {"russian-forces", "syrian-regime"},
            ("air-cover", "coordination"),
        ),
        (
            "تدعم أنقرة فصائل الجيش الوطني بالسلاح والرواتب منذ سنوات.",
            {"turkish-forces", "sna"},
            ("arms", "funding"),
        ),
        (
            "Turkey pays, arms and trains the Syrian National Army.",
            {"turkish-forces", "sna"},
            ("arms", "funding", "training"),
        ),
        (
            "Cooperation between the coalition and the SDF covers training and air support.",
            {"global-coalition", "sdf"},
            ("air-cover", "training"),
        ),
    ],
)
def test_cooperation_has_its_forms(text: str, pair: set[str], forms: tuple[str, ...]) -> None:
    (found,) = relations(text)
    assert found.type == "cooperation"
    assert {found.from_actor, found.to_actor} == pair
    assert found.forms == forms


def test_forms_of_neighbouring_sentences_are_one_relation() -> None:
    text = (
        "تجمع التحالف الدولي وقسد شراكة قديمة في التدريب. ويقدم التحالف لها الوقود. "
        "كما يشاركها المعلومات الاستخباراتية ويؤمّن غطاءً جوياً عند الحاجة."
    )
    (found,) = relations(text)
    assert found.forms == ("air-cover", "intelligence", "logistics", "training")


def test_the_pair_changes_where_another_party_is_named() -> None:
    text = (
        "ويتولى التحالف الدولي تدريب عناصر قسد وتسليحهم. وتحصل الميليشيات الإيرانية على رواتبها وسلاحها من "
        "الحرس الثوري."
    )
    pairs = [{r.from_actor, r.to_actor} for r in relations(text)]
    assert pairs == [{"global-coalition", "sdf"}, {"iranian-forces", "iran-backed-militias"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وتعتبر تركيا وحدات حماية الشعب تنظيماً إرهابياً.", ("turkish-forces", "ypg")),
        ("أما تركيا فتعدّ قسد عدواً لا يمكن التفاهم معه.", ("turkish-forces", "sdf")),
        ("يخوض تنظيم داعش حرباً مفتوحة ضد قسد منذ سنوات.", ("islamic-state", "sdf")),
        ("Turkey regards the SDF as a terrorist group and an enemy.", ("turkish-forces", "sdf")),
    ],
)
def test_hostility_has_a_direction(text: str, expected: tuple[str, str]) -> None:
    (found,) = relations(text)
    assert (found.type, found.from_actor, found.to_actor) == ("hostility", *expected)


@pytest.mark.parametrize(
    "text",
    [
        "يعمل لواء فاطميون تحت قيادة الحرس الثوري.",
        "يأتمر مقاتلو لواء فاطميون بأوامر الحرس الثوري.",
        "تخضع حركة النجباء لإمرة الحرس الثوري.",
    ],
)
def test_command_goes_from_the_commander(text: str) -> None:
    (found,) = relations(text)
    assert (found.type, found.from_actor, found.to_actor) == (
        "command",
        "iranian-forces",
        "iran-backed-militias",
    )


@pytest.mark.parametrize(
    "text",
    [
        "التحالف الدولي يدرب عناصر قسد في قاعدة الشدادي\nوصلت المدربون صباح اليوم إلى القاعدة.",  # headline
        "درّب التحالف الدولي أمس عناصر قسد على الإسعاف.",
        "نفذت قسد بالتعاون مع التحالف الدولي إنزالاً جوياً في الشحيل.",
        "دخلت قوات مدعومة من تركيا إلى القرية.",  # an epithet
        "قصفت القوات التركية مواقع قسد التي تعدّها أنقرة إرهابية أمس.",
        "قد يوفر التحالف الدولي غطاءً جوياً وتدريباً لقسد.",
        "ويرى مراقبون أن التحالف الدولي يوفر لقسد السلاح والتدريب.",
        "بحث وزير الدفاع التركي مع قادة الجيش الوطني سبل التعاون في التدريب والتسليح.",
        "ينقل التحالف الدولي إلى قسد 25 شاحنة من الذخائر والعربات.",  # news of a delivery
        "لا يدرب التحالف الدولي عناصر الجيش الوطني.",
        "Coalition aircraft supported SDF fighters during Tuesday's raid.",
        "Analysts say the coalition could provide air cover and training to the SDF.",
    ],
)
def test_happenings_epithets_and_opinions_are_no_relations(text: str) -> None:
    assert relations(text) == []


def test_weapons_to_train_on_are_not_supplied() -> None:
    (found,) = relations(
        "تدرب قوات التحالف الدولي مقاتلي قسد على استعمال الأسلحة الحديثة وتموّل رواتبهم منذ سنوات."
    )
    assert found.forms == ("funding", "training")


def test_a_party_to_be_fought_is_no_partner() -> None:
    (found,) = relations("يوفر التحالف الدولي لقسد التدريب والمعلومات لملاحقة خلايا داعش.")
    assert {found.from_actor, found.to_actor} == {"global-coalition", "sdf"}


def test_quotes_are_verbatim_in_a_disguised_text() -> None:
    text = "ويتولى التحالف الدولي تدريب عنا صر قـ ـسد وتسـ.ـليحهم."
    (found,) = relations(text)
    assert found.quote in text
    assert all(0 <= e.start < e.end <= len(text) for e in found.evidence)


def test_every_row_of_the_table_has_words() -> None:
    for row in load_table("relation_words.csv", key="key"):
        assert row["words"] or row["verbs"] or row["present"], row["key"]
