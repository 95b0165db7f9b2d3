"""Who is named in a report. All sentences are invented."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.arabic.tokens import tokenize
from marsad.extract.actors import ActorFound, find_actors
from marsad.extract.attribution import find_attributions

OLD = date(2022, 5, 1)
NEW = date(2025, 10, 13)


def actors(text: str, day: date | None = NEW) -> list[ActorFound]:
    return find_actors(tokenize(text), published=day)


def ids(text: str, day: date | None = NEW) -> list[str | None]:
    return [a.actor for a in actors(text, day)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("انسحبت قوات سوريا الديمقراطية من التلة", ["sdf"]),
        ("داهمت الأسايش منزلاً في الحي", ["asayish"]),
        ("عناصر ي ب ك هاجموا النقطة", ["ypg"]),
        ("مسلحو ب.ك.ك غادروا الجبل", ["pkk"]),
        ("هاجمت #قوات_النظام محيط القرية", ["syrian-regime"]),
        ("انتشر «الجيش الوطني» عند المعبر", ["sna"]),
        ("اشتبك لواء فاطميون مع حركة النجباء", ["iran-backed-militias", "iran-backed-militias"]),
        ("اعترضت قوات الدعم السريع القافلة", ["rapid-support-forces"]),
        ("SDF fighters clashed with ISIS cells", ["sdf", "islamic-state"]),
        ("Turkish drones struck a post of the Syrian Democratic Forces", ["turkish-forces", "sdf"]),
    ],
)
def test_names_are_found(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("هاجمت مرتزقة تركيا القرية", "sna"),
        ("قصفت عصابات الأسد السوق", "syrian-regime"),
        ("اعتقلت ميليشيا قسد شاباً", "sdf"),
        ("توغل جيش الاحتلال التركي في الحقل", "turkish-forces"),
    ],
)
def test_loaded_names_mean_the_actor(text: str, expected: str) -> None:
    assert ids(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أسفر قصف جوي روسي عن دمار", ["russian-forces"]),
        ("حلّقت طائرات استطلاع تركية فوق الوادي", ["turkish-forces"]),
        ("هبطت طائرتا شحن أمريكيتان في القاعدة", ["us-forces"]),
        ("دورية للقوات الروسية والتركية جابت الطريق", ["russian-forces", "turkish-forces"]),
        ("سقط صاروخ يُعتقد أنه إيراني قرب البئر", ["iranian-forces"]),
        ("أكد مسؤول أمريكي ذلك", ["us-government"]),
        ("عبر المهاجرون الأراضي التركية", []),
        ("ارتفع سعر الليرة التركية", []),
        ("عُثر على صاروخ روسي الصنع", []),
        ("ذكرت مصادر سورية الخبر", []),
        ("أقيم الحاجز قرب الحدود العراقية", []),
    ],
)
def test_a_nationality_counts_only_after_a_noun_of_force_or_office(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("تقدم الجيش السوري نحو البلدة", OLD, "syrian-regime"),
        ("تقدم الجيش السوري نحو البلدة", NEW, "syrian-government"),
        ("قصفت القوات الحكومية التل", date(2024, 12, 7), "syrian-regime"),
        ("قصفت القوات الحكومية التل", date(2024, 12, 8), "syrian-government"),
        ("ظهر أبو محمد الجولاني في تسجيل", OLD, "hts"),
        ("اعتقلت قوى الأمن الداخلي شاباً في القامشلي", NEW, "asayish"),
        ("اعتقلت قوى الأمن الداخلي شاباً في اللاذقية", NEW, "syrian-government"),
        ("اعتقلت قوى الأمن الداخلي شاباً في الرقة", OLD, "asayish"),
        ("تقدمت القوات الحكومية في مأرب باليمن", NEW, "yemeni-government"),
        ("أغار طيران التحالف على صعدة في اليمن", NEW, "saudi-coalition"),
        ("أغار طيران التحالف على مقر في الحسكة", NEW, "global-coalition"),
    ],
)
def test_day_and_place_decide_between_readings(text: str, day: date, expected: str) -> None:
    assert ids(text, day) == [expected]


def test_the_same_words_can_be_read_on_an_earlier_day() -> None:
    found = actors("وصلت تعزيزات للجيش السوري")[0]
    assert found.actor == "syrian-government"
    assert found.at(date(2019, 1, 1)) == "syrian-regime"


def test_an_undated_text_is_read_in_the_latest_year_it_names() -> None:
    assert ids("في آذار 2021 قصف الجيش السوري البلدة", None) == ["syrian-regime"]
    assert ids("قصف الجيش السوري البلدة", None) == ["syrian-government"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("انسحبت فصائل موالية لتركيا من المحور", ["sna"]),
        ("استُهدفت ميليشيات مدعومة من إيران", ["iran-backed-militias"]),
        ("قصفت القوات التركية والفصائل الموالية لها القرية", ["turkish-forces", "sna"]),
        ("تقدمت قسد المدعومة من واشنطن", ["sdf"]),
        ("نفذت قسد حملة مدعومة بطيران التحالف الدولي", ["sdf", "global-coalition"]),
        ("قصف الجيش الوطني المدعوم تركياً القرية", ["sna"]),
        ("انسحب مقاتلو ميليشيا «حزب الله» العراقي", ["iran-backed-militias"]),
        ("غادرت مجموعات إيرانية المقر", ["iran-backed-militias"]),
        ("دورية تابعة لقوات النظام مرت من هنا", ["syrian-regime"]),
    ],
)
def test_allies_are_not_the_state_behind_them(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("هاجم تنظيم داعش الحاجز، ثم انسحب التنظيم", ["islamic-state", "islamic-state"]),
        ("قصف الجيش التركي موقعاً لحزب العمال الكردستاني، ورد التنظيم", ["turkish-forces", "pkk", "pkk"]),
        ("الاحتلال يقتحم بلدة. وتوغلت قوات الاحتلال الإسرائيلي فيها", ["israeli-forces", "israeli-forces"]),
        ("اشتبكت قسد مع الجيش الوطني واتفق الطرفان", ["sdf", "sna", "sdf", "sna"]),
        ("تبنى التنظيم الإرهابي PKK الهجوم", ["pkk"]),
        ("عادت القوات إلى الثكنة", []),
    ],
)
def test_words_that_refer_back(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("شنت إسرائيل غارات ليلية", ["israeli-forces"]),
        ("روسيا تسحب معداتها من المطار", ["russian-forces"]),
        ("جرى الانسحاب بالتنسيق مع واشنطن", ["us-government"]),
        ("وصلت الحافلة إلى دمشق", []),
        ("عادت الحافلة من تركيا", []),
        ("يقع المعبر على الحدود مع تركيا", []),
    ],
)
def test_countries_and_capitals_act_or_are_places(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أطلق مسلحون مجهولون النار", "unidentified-armed-group"),
        ("فتح مسلحون النار على السيارة", "unidentified-armed-group"),
        ("خرج متظاهرون في الساحة", "protesters"),
        ("نزح الأهالي من القرية", "civilians"),
    ],
)
def test_people_without_a_banner(text: str, expected: str) -> None:
    assert ids(text) == [expected]


def test_unknown_aircraft_are_found_without_an_actor() -> None:
    (found,) = actors("استهدفت مسيّرة مجهولة شاحنة")
    assert found.actor is None
    assert found.name == "مسيّرة مجهولة"


@pytest.mark.parametrize(
    ("text", "name", "head", "role"),
    [
        ("مقتل عنصر من قسد", "عنصر من قسد", "عنصر", "member"),
        ("بهجوم لخلايا تنظيم داعش", "خلايا تنظيم داعش", "خلايا", "member"),
        ("قصف لقوات النظام", "قوات النظام", "قصف", "violence"),
        ("مقر للقوات الروسية", "القوات الروسية", "مقر", "site"),
        (
            "استُهدف الطيران الحربي التابع للنظام السوري",
            "الطيران الحربي التابع للنظام السوري",
            "طيران",
            "craft",
        ),
        ("وللجيش التركي قاعدة", "الجيش التركي", "", ""),
        ("#قوات_النظام", "قوات النظام", "", ""),
        ('دورية تابعة لـ "قسد"', "دورية تابعة لقسد", "دوريه", "force"),
        ("قصف لـ«قسد»", "قسد", "قصف", "violence"),
    ],
)
def test_the_nouns_before_a_name_belong_to_it(text: str, name: str, head: str, role: str) -> None:
    (found,) = actors(text)
    assert (found.name, found.head_noun, found.head_role) == (name, head, role)


@pytest.mark.parametrize(
    "text", ["عُقدت جلسة مجلس الشعب", "شهد الحي حركة نزوح", "تحسّن النظام الصحي", "منازل مدنية"]
)
def test_words_that_name_nobody(text: str) -> None:
    assert ids(text) == []


def test_one_member_is_told_from_many() -> None:
    assert [a.plural for a in actors("قُتل عنصر من قسد ثم عناصر من داعش")] == [False, True]


def test_sources_and_unlisted_actors_say_so() -> None:
    sohr, council = actors("قال المرصد السوري لحقوق الإنسان إن المجلس الانتقالي الجنوبي انسحب")
    assert (sohr.actor, sohr.kind) == ("sohr", "source")
    assert (council.actor, council.output_id) == ("southern-transitional-council", None)


@pytest.mark.parametrize("unit", ["القوات ", "قسد والتنظيم ", "و«(", "مصدر قال ", "قوات تركية روسية "])
def test_time_grows_with_the_length_of_a_text_only(unit: str) -> None:
    def seconds(times: int) -> float:
        tokens = tokenize(unit * times)
        began = time.process_time()
        find_attributions(tokens, find_actors(tokens, published=NEW))
        return time.process_time() - began

    seconds(100)
    # The least of three: whatever else the machine does only adds.
    assert min(map(seconds, [8000] * 3)) < 40 * max(min(map(seconds, [1000] * 3)), 0.002)


@given(st.text(alphabet="قسد نظام و ل بك من #_«»\n.لروسيةات التنظيم", max_size=80))
def test_spans_are_ordered_and_inside_the_text(text: str) -> None:
    tokens = tokenize(text)
    found = find_actors(tokens, published=NEW)
    assert all(0 <= a.first < a.last <= len(tokens.tokens) for a in found)
    assert [a.first for a in found] == sorted(a.first for a in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("انتشرت قوى الأمن الداخلي (الأسايش) في الطبقة", ["asayish"]),
        ("انتشرت قوى الأمن الداخلي التابعة لوزارة الداخلية في الدرباسية", ["syrian-government"]),
        ("American and SDF troops held a drill", ["us-forces", "sdf"]),
    ],
)
def test_a_name_beside_a_general_one_tells_who_is_meant(text: str, expected: list[str]) -> None:
    assert ids(text, date(2026, 2, 24)) == expected
