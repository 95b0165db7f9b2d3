"""Who did it and to whom, by word order, voice and the words between: sentences in, ids out."""

from __future__ import annotations

import pytest

from eventkit import list_facts, the_facts


def parties(text: str) -> tuple[object, object]:
    facts = the_facts(text, {"initiators": None, "targets": None})
    return facts["initiators"], facts["targets"]


@pytest.mark.parametrize(
    ("text", "initiators", "targets"),
    [
        ("قصفت قوات النظام بلدة سرجة بالمدفعية الثقيلة أمس", {"syrian-regime"}, set()),
        ("استهدف الجيش الإسرائيلي دراجة نارية في بلدة يارين أمس", {"israeli-forces"}, set()),
        ("هاجم تنظيم داعش نقطة للجيش العراقي في قضاء داقوق أمس", {"islamic-state"}, {"iraqi-forces"}),
        ("اعتقلت قوات سوريا الديمقراطية خمسة شبان في بلدة الكرامة أمس", {"sdf"}, {"civilians"}),
        ("اغتال مجهولون ضابطاً في الجيش العراقي في قضاء أبو غريب أمس",
         {"unidentified-armed-group"}, {"iraqi-forces"}),
        ("خطف مسلحون مجهولون طبيباً في مدينة شهبا أمس", {"unidentified-armed-group"}, {"civilians"}),
        ("The Turkish army shelled the village of Maranaz on Thursday.", {"turkish-forces"}, set()),
        ("Islamic State fighters attacked an Iraqi army post in Daquq on Thursday.",
         {"islamic-state"}, {"iraqi-forces"}),
        ("Unknown gunmen kidnapped a doctor in Shahba on Thursday.",
         {"unidentified-armed-group"}, {"civilians"}),
        ("أطلق مسلحون مجهولون النار على سيارة لقوى الأمن الداخلي في بلدة الهول أمس",
         {"unidentified-armed-group"}, {"asayish"}),
        ("نصب مسلحون كميناً لدورية من الجيش العراقي قرب قضاء الحويجة أمس",
         {"unidentified-armed-group"}, {"iraqi-forces"}),
        ("Gunmen ambushed an Iraqi army patrol near Hawija on Thursday.",
         {"unidentified-armed-group"}, {"iraqi-forces"}),
    ],
)  # fmt: skip
def test_after_an_active_verb_comes_who_did_it_and_then_whom(
    text: str, initiators: set[str], targets: set[str]
) -> None:
    assert parties(text) == (initiators, targets)


@pytest.mark.parametrize(
    ("text", "initiators", "targets"),
    [
        ("القوات التركية قصفت قرية أم الكيف أمس", {"turkish-forces"}, set()),
        ("تنظيم داعش هاجم حاجزاً لقسد في بلدة الطكيحي أمس", {"islamic-state"}, {"sdf"}),
        ("الجيش الإسرائيلي يعتقل ثلاثة فلسطينيين في مدينة قلقيلية أمس", {"israeli-forces"}, {"civilians"}),
    ],
)
def test_a_headline_may_put_the_subject_before_its_verb(
    text: str, initiators: set[str], targets: set[str]
) -> None:
    assert parties(text) == (initiators, targets)


@pytest.mark.parametrize(
    ("text", "initiators", "targets"),
    [
        ("قتلت قوات النظام رجلاً في بلدة ناحتة أمس", {"syrian-regime"}, {"civilians"}),
        ("قتل الجيش الإسرائيلي ثلاثة عناصر من حزب الله في بلدة عيترون أمس",
         {"israeli-forces"}, {"hezbollah"}),
        ("قتل عنصران من حزب الله في بلدة عيترون أمس برصاص قناص", set(), {"hezbollah"}),
        ("The Israeli army killed three Hezbollah fighters in Aitaroun on Thursday.",
         {"israeli-forces"}, {"hezbollah"}),
    ],
)  # fmt: skip
def test_unvowelled_killed_and_was_killed_are_told_apart_by_what_follows(
    text: str, initiators: set[str], targets: set[str]
) -> None:
    assert parties(text) == (initiators, targets)


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("اعتُقل أربعة رجال في بلدة الصبورة أمس", {"civilians"}),
        ("قُتل عنصر من قسد في بلدة الحوايج أمس بإطلاق نار", {"sdf"}),
        ("أُصيب جندي تركي بانفجار عبوة ناسفة في مدينة إعزاز أمس", {"turkish-forces"}),
        ("Two Turkish soldiers were wounded by a roadside bomb in Azaz on Thursday.", {"turkish-forces"}),
    ],
)
def test_the_subject_of_a_passive_is_whom_it_befell(text: str, targets: set[str]) -> None:
    assert parties(text) == (set(), targets)


@pytest.mark.parametrize(
    ("text", "initiators", "targets"),
    [
        ("قُتل ثلاثة عناصر من قسد على يد مسلحين مجهولين في بلدة الحوايج أمس",
         {"unidentified-armed-group"}, {"sdf"}),
        ("اعتُقل أربعة رجال من قبل الأمن العام في بلدة الصبورة أمس", {"syrian-government"}, {"civilians"}),
        ("تعرضت نقطة للجيش العراقي لهجوم من قبل تنظيم داعش في قضاء داقوق أمس",
         {"islamic-state"}, {"iraqi-forces"}),
        ("مقتل شاب برصاص الجيش الإسرائيلي في مدينة طولكرم أمس", {"israeli-forces"}, {"civilians"}),
        ("مقتل قيادي في حزب الله بغارة إسرائيلية على بلدة أنصار أمس", {"israeli-forces"}, {"hezbollah"}),
        ("مقتل جنديين عراقيين في هجوم لتنظيم داعش قرب قضاء بيجي أمس", {"islamic-state"}, {"iraqi-forces"}),
        ("A shepherd was killed by Israeli army fire near Jubata on Thursday.",
         {"israeli-forces"}, {"civilians"}),
        ("Four men were arrested by government forces in Saboura on Thursday.",
         {"syrian-government"}, {"civilians"}),
        ("A Hezbollah commander was killed in an Israeli air strike on Ansar on Thursday.",
         {"israeli-forces"}, {"hezbollah"}),
    ],
)  # fmt: skip
def test_by_words_name_who_did_what_was_undergone(text: str, initiators: set[str], targets: set[str]) -> None:
    assert parties(text) == (initiators, targets)


@pytest.mark.parametrize(
    ("text", "initiators"),
    [
        ("غارة روسية على أطراف بلدة كنصفرة أمس", {"russian-forces"}),
        ("قصف تركي على قرية الدبس أمس", {"turkish-forces"}),
        ("سقطت قذائف أطلقتها قوات النظام على بلدة معارة النعسان أمس", {"syrian-regime"}),
        ("استهدفت طائرة مسيرة تركية سيارة في مدينة القامشلي أمس", {"turkish-forces"}),
        ("قصف مدفعي لقوات النظام على بلدة مجدليا أمس", {"syrian-regime"}),
        ("شنّ الطيران الحربي الروسي غارات على تلال الكبينة أمس", {"russian-forces"}),
        ("A Russian air strike hit the outskirts of Kansafra on Thursday.", {"russian-forces"}),
        ("A Turkish drone hit a car in Qamishli on Thursday.", {"turkish-forces"}),
    ],
)
def test_a_deed_or_a_means_belongs_to_whoever_it_is_called_after(text: str, initiators: set[str]) -> None:
    assert parties(text)[0] == initiators


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("هجوم مسلح على حاجز للجيش السوري في بلدة ناحتة أمس", {"syrian-government"}),
        ("قصف مدفعي على مواقع لحزب الله في بلدة حولا أمس", {"hezbollah"}),
        ("Gunmen attacked an SDF checkpoint in Jazrat on Thursday.", {"sdf"}),
        ("A car bomb hit an SDF vehicle in Hajin on Thursday.", {"sdf"}),
        ("A roadside bomb targeted a US convoy near Shaddadi on Thursday.", {"us-forces"}),
    ],
)
def test_what_gets_hit_belongs_to_the_target(text: str, targets: set[str]) -> None:
    assert parties(text)[1] == targets


@pytest.mark.parametrize(
    ("text", "initiators"),
    [
        ("اندلعت اشتباكات بين قوات سوريا الديمقراطية والجيش الوطني في محيط بلدة تل تمر أمس", {"sdf", "sna"}),
        ("اشتبكت قوات النظام مع هيئة تحرير الشام في محور بسرطون أمس", {"syrian-regime", "hts"}),
        ("Clashes broke out between the SDF and the Syrian National Army near Tal Tamr on Thursday.",
         {"sdf", "sna"}),
    ],
)  # fmt: skip
def test_both_sides_of_a_clash_act(text: str, initiators: set[str]) -> None:
    assert parties(text) == (initiators, set())


@pytest.mark.parametrize(
    ("text", "initiators"),
    [
        ("قصفت قوات النظام وروسيا بلدة الفطيرة أمس", {"syrian-regime", "russian-forces"}),
        ("سيّرت القوات الروسية والتركية دورية مشتركة في ريف عين العرب أمس",
         {"russian-forces", "turkish-forces"}),
    ],
)  # fmt: skip
def test_actors_bound_by_and_share_a_role(text: str, initiators: set[str]) -> None:
    assert parties(text)[0] == initiators


@pytest.mark.parametrize(
    ("text", "initiators", "targets"),
    [
        ("خرج أهالي بلدة الدرباسية في مظاهرة أمس ضد قوات سوريا الديمقراطية", {"protesters"}, {"sdf"}),
        ("أفرجت هيئة تحرير الشام عن ستة معتقلين في مدينة سرمدا أمس", {"hts"}, {"civilians"}),
        ("نزحت مئات العائلات من بلدة كفر زيتا أمس", {"civilians"}, set()),
        ("Residents protested against the SDF in Darbasiyah on Thursday.", {"protesters"}, {"sdf"}),
    ],
)
def test_crowds_captives_and_the_displaced_have_their_roles(
    text: str, initiators: set[str], targets: set[str]
) -> None:
    assert parties(text) == (initiators, targets)


def test_whoever_is_named_only_in_a_charge_takes_no_part() -> None:
    text = "اعتقل الأمن العام رجلين في مدينة حارم أمس بتهمة الانتماء لتنظيم داعش"
    assert parties(text)[0] == {"syrian-government"}


def test_the_deed_after_takes_the_subject_of_the_deed_before() -> None:
    text = "قصفت قوات النظام بلدة الرويحة أمس، كما استهدفت قرية بينين بالصواريخ"
    assert list_facts(text, "initiators", "site") == [
        ({"syrian-regime"}, "الرويحة"),
        ({"syrian-regime"}, "بينين"),
    ]


@pytest.mark.parametrize(
    ("text", "initiators", "targets"),
    [
        ("استُهدف رتل للقوات الأمريكية بعبوة ناسفة قرب بلدة ذيبان أمس", set(), {"us-forces"}),
        ("انفجرت عبوة ناسفة بآلية لقسد في بلدة ذيبان أمس", set(), {"sdf"}),
        ("انفجرت عبوة بسيارة عسكرية للجيش العراقي في قضاء داقوق أمس", set(), {"iraqi-forces"}),
        ("اعتقلت ميليشيا قسد سائقاً في بلدة ذيبان أمس", {"sdf"}, {"civilians"}),
    ],
)
def test_a_vehicle_is_hit_and_a_force_is_not_arrested(
    text: str, initiators: set[str], targets: set[str]
) -> None:
    assert parties(text) == (initiators, targets)


@pytest.mark.parametrize(
    ("text", "initiators"),
    [
        ("نفذ التحالف الدولي بمشاركة قسد عملية إنزال جوي في بلدة ذيبان أمس", {"global-coalition", "sdf"}),
        ("أجرى التحالف الدولي وقسد تدريبات مشتركة في قاعدة الشدادي أمس", {"global-coalition", "sdf"}),
        ("قصف الاحتلال مدفعياً محيط بلدة عيترون في جنوب لبنان أمس", {"israeli-forces"}),
    ],
)
def test_joint_doers_and_the_occupier_of_the_country(text: str, initiators: set[str]) -> None:
    assert parties(text)[0] == initiators


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "نفذت قوات التحالف الدولي بمشاركة «قسد» أمس عملية إنزال جوي في بلدة الشحيل",
            {"initiators": {"global-coalition", "sdf"}},
        ),
        (
            "وكان عنصر من قوات سوريا الديمقراطية قد اغتيل في 3 حزيران في بلدة الشحيل برصاص مجهولين",
            {"targets": {"sdf"}, "initiators": {"unidentified-armed-group"}},
        ),
        (
            "استهدف مسلحون مجهولون بالأسلحة الرشاشة سيارة عسكرية لقسد في بلدة الشحيل أمس",
            {"targets": {"sdf"}, "initiators": {"unidentified-armed-group"}},
        ),
    ],
)
def test_quotes_dates_and_adjectives_part_no_party_from_its_role(
    text: str, expected: dict[str, object]
) -> None:
    assert the_facts(text, expected) == expected
