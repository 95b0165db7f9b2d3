"""How names are found. All texts are invented."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from marsad.arabic.tokens import tokenize
from marsad.geo.gazetteer import Gazetteer
from marsad.geo.mentions import PlaceMention, find_places


def mentions(gazetteer: Gazetteer, text: str) -> list[PlaceMention]:
    return find_places(tokenize(text), gazetteer)


def names(gazetteer: Gazetteer, text: str) -> list[str]:
    return [mention.name for mention in mentions(gazetteer, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # clitics
        ("وصل الوفد إلى دير حافر", ["دير حافر"]),
        ("هدوء حذر بالرقة وبدرعا", ["الرقة", "درعا"]),
        ("عاد الأهالي للرقة", ["الرقة"]),
        # a generic word stays where it is part of the name
        ("حريق في بلدة دير حافر", ["دير حافر"]),
        ("هبطت طائرة في قاعدة قسرك", ["قاعدة قسرك"]),
        ("عبرت الشاحنات معبر الوليد الحدودي", ["معبر الوليد"]),
        ("توقف العمل في حقل العمر النفطي", ["حقل العمر النفطي"]),
        ("دوي قرب مطار دمشق الدولي", ["مطار دمشق الدولي"]),
        ("اجتماع في محافظة السويداء", ["محافظة السويداء"]),
        ("أغلقت المحال في حي الدعتور", ["حي الدعتور"]),
        ("ارتفع منسوب الماء خلف سد تشرين", ["سد تشرين"]),
        # lists after a dual or a plural
        ("في بلدات ذيبان والشحيل والبصيرة", ["ذيبان", "الشحيل", "البصيرة"]),
        ("جالت الدورية في قريتي كفرعمة وكفر تعال", ["كفرعمة", "كفر تعال"]),
        ("حيّي الشيخ مقصود والأشرفية", ["الشيخ مقصود", "الأشرفية"]),
        ("قرى الفطيرة، كنصفرة، البارة", ["الفطيرة", "كنصفرة", "البارة"]),
        # countrysides
        ("جفاف في ريف دير الزور الشرقي", ["ريف دير الزور الشرقي"]),
        ("مطر على ريف حلب الجنوبي الغربي", ["ريف حلب الجنوبي الغربي"]),
        ("في الريف الشرقي لدير الزور", ["الريف الشرقي لدير الزور"]),
        ("الريف الشمالي من محافظة حمص", ["الريف الشمالي من محافظة حمص"]),
        ("ضباب في ريفي حماة وإدلب", ["ريفي حماة", "إدلب"]),
        ("حصاد القمح في ريف دمشق", ["ريف دمشق"]),
        # roads
        ("أعيد فتح طريق حلب – اللاذقية (M4) أمام السير", ["طريق حلب – اللاذقية (M4)"]),
        ("حادث على طريق تدمر", ["طريق تدمر"]),
        # names that no table holds
        ("توقفوا في قرية شمسانة أمس", ["شمسانة"]),
        ("تجمع الناس عند حاجز الصنور", ["حاجز الصنور"]),
        ("سكان قرية أم شعفانة", ["أم شعفانة"]),
        ("نقلوا إلى قرية «خان طومبار»", ["خان طومبار"]),
        ("قريتي شمسانة وطرفونة", ["شمسانة", "طرفونة"]),
        ("معسكر اللواء 37", ["معسكر اللواء 37"]),
        ("في قرية الشيخ ناصر أمس", ["الشيخ ناصر"]),
        ("انسحبوا من منطقة طرفونة", ["طرفونة"]),
        ("وصلت المعونات إلى مديرية شمسانة", ["شمسانة"]),
        ("توقفت الحافلات عند نقطة الصنور", ["نقطة الصنور"]),
        ("ازدحام في شارع النور", ["شارع النور"]),
        ("اعتصام عند دوار الساعة", ["دوار الساعة"]),
        ("سكان قرية بينه", ["بينه"]),
        # the table writes the article, the text does not
        ("فتح معبر وليد", ["معبر وليد"]),
        # units and offices after the word for where they sit
        ("زار مقر الفرقة السابعة والعشرين", ["مقر الفرقة السابعة"]),
        ("حريق في مبنى وزارة الزراعة", ["مبنى وزارة الزراعة"]),
        ("زار الوفد مقر قيادة الشرطة العسكرية", ["مقر قيادة الشرطة العسكرية"]),
        # ground that is told by a phrase
        ("دوريات على الشريط الحدودي", ["الشريط الحدودي"]),
        ("هدوء بالمناطق المحررة", ["المناطق المحررة"]),
        ("على الواجهة الحدودية الشرقية", ["الواجهة الحدودية الشرقية"]),
        ("خرجوا من مناطق سيطرة المعارضة", ["مناطق سيطرة المعارضة"]),
        ("شاحنات على الطريق الدولي M5 صباحًا", ["الطريق الدولي M5"]),
        # a space lost after the name, as in posts without line breaks
        ("سكان مدينة عفرينقصفت", ["عفرين"]),
        ("العمل عند سد تشرينقصفت", ["سد تشرين"]),
        # hashtags
        ("#ريف_حلب_الشمالي هدوء", ["ريف حلب الشمالي"]),
        ("أمطار غزيرة #دير_الزور", ["دير الزور"]),
        ("لقاء في مدينة #منبج اليوم", ["منبج"]),
        ("خبر من #دارةعزة", ["دارةعزة"]),
        ("حريق في قرية #قرقوشية_سنجورة أمس", ["قرقوشية سنجورة"]),
        ("أمطار على قرية طرنوب مهرزان أمس", ["طرنوب مهرزان"]),
        ("أمطار على قرية قرقوشية وقتها", ["قرقوشية"]),
        # names that are words, where the text makes them places
        ("في حي الميدان بدمشق", ["حي الميدان", "دمشق"]),
        ("وصلوا إلى مدينة الباب", ["الباب"]),
        ("هطل المطر على عفرين", ["عفرين"]),
    ],
)
def test_names_are_found_as_they_are_called(gazetteer: Gazetteer, text: str, expected: list[str]) -> None:
    assert names(gazetteer, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "طرق الرجل الباب ثم دخل",
        "قال أحمد الشعار إن العمل مستمر",
        "حضر القيادي محمود حلب الاجتماع",
        "أكد الشاب خالد القصير ذلك",
        "وفق شبكة درعا المحلية",
        "ذكرت قناة حلب اليوم",
        "قوات سوريا الديمقراطية",
        "مجلس دير الزور العسكري",
        "انتهى عهد نظام الأسد",
        "زار وزير الزراعة المعرض",
        "محافظ حمص في زيارة",
        "طبخ حلبي وصابون دمشقي",
        "مخيمات المهجرين قليلة",
        "شراء مزرعة لتربية الدواجن",
        "حقول زراعية واسعة",
        "خطوة بارزة في المسار",
        "في منزل فاطمة ضيوف",
        "كان سعيدًا معربًا عن شكره",
        "في يوم الخميس الماضي",
        "طائرة مسيرة تركية",
        "خطرت الفكرة على باله",
        "المدينة والقرية والبلدة",
        # an indefinite noun with an adjective, a purpose or a verb
        "تلة مشرفة على السهل",
        "نقطة تركية جديدة",
        "قاعدة عسكرية كبيرة",
        "حاجزًا احتُجز عنده سائق",
        "مدرسة للنازحين",
        "سوق للخضار",
        "حقل ألغام قديم",
        "منطقة وعرة وصخرية",
        "محطة لخلط الإسمنت",
        "شارع يسلكه الناس",
        "دوار وخفقان في القلب",
        "نقطة ارتكاز",
        "قاعدة للقوات الحليفة",
        # an office alone is no name, nor is a word that only looks generic
        "دخل مقر القيادة",
        "كتل متقاربة",
        "سدى بسببه",
        "لقضاء الإجازة",
        "من ناحية الشكل",
        "عن طريق الكفالة",
        "إحياء شعائر",
        "مقر الأمانة",
    ],
)
def test_words_persons_and_organisations_are_no_places(gazetteer: Gazetteer, text: str) -> None:
    assert names(gazetteer, text) == []


@pytest.mark.parametrize(
    ("text", "name", "field", "expected"),
    [
        ("عاد إلى دير حافر", "دير حافر", "preposition", "الي"),
        ("هدوء بحلب", "حلب", "preposition", "ب"),
        ("غادر من مدينة منبج", "منبج", "preposition", "من"),
        ("مشى شمال شرقي حلب", "حلب", "direction", "شمال شرقي"),
        ("غبار غربي إدلب", "إدلب", "direction", "غربي"),
        ("سوق في محيط مدينة أريحا", "أريحا", "modifier", "محيط"),
        ("في ريف حلب الغربي", "ريف حلب الغربي", "modifier", "ريف"),
        ("وقرية بزابور", "بزابور", "prefix", "و"),
        ("في قرية بزابور", "بزابور", "generic", "settlement"),
        ("في قضاء الحويجة", "الحويجة", "generic", "district"),
        ("قرب معبر الوليد", "معبر الوليد", "generic", "site"),
        ("عند #منبج", "منبج", "in_hashtag", True),
    ],
)
def test_what_stands_around_is_read(
    gazetteer: Gazetteer, text: str, name: str, field: str, expected: object
) -> None:
    (mention,) = mentions(gazetteer, text)
    assert mention.name == name
    assert getattr(mention, field) == expected


@pytest.mark.parametrize(
    ("text", "inner", "outer", "relation"),
    [
        ("في الشحيل بريف دير الزور الشرقي", "الشحيل", "ريف دير الزور الشرقي", "in"),
        ("قرية أم كذيبة التابعة لناحية الصور", "أم كذيبة", "الصور", "in"),
        ("قاعدة قسرك شمالي محافظة الحسكة", "قاعدة قسرك", "محافظة الحسكة", "near"),
        ("بلدة بنان الحص، ريف حلب الجنوبي", "بنان الحص", "ريف حلب الجنوبي", "in"),
        ("حاجز الصنور قرب قرية بزابور", "حاجز الصنور", "بزابور", "near"),
        ("حي الميدان في مدينة دمشق", "حي الميدان", "دمشق", "in"),
    ],
)
def test_containment_is_read(gazetteer: Gazetteer, text: str, inner: str, outer: str, relation: str) -> None:
    found = mentions(gazetteer, text)
    first = next(mention for mention in found if mention.name == inner)
    assert first.parent is not None
    assert (found[first.parent].name, first.relation) == (outer, relation)


def test_a_list_shares_its_parent(gazetteer: Gazetteer) -> None:
    found = mentions(gazetteer, "في بلدات ذيبان والشحيل والبصيرة بريف دير الزور")
    assert [mention.parent for mention in found] == [3, 3, 3, None]
    assert [mention.joined for mention in found] == [None, 0, 1, None]


def test_a_new_clause_is_no_container(gazetteer: Gazetteer) -> None:
    found = mentions(gazetteer, "في محيط سد تشرين، وفي غربي إدلب")
    assert [mention.parent for mention in found] == [None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rain fell on the town of al-Tayana in the east of Deir ez-Zor.", ["al-Tayana", "Deir ez-Zor"]),
        ("Traders met in Saraqib and Kafr Nabl near Idlib.", ["Saraqib", "Kafr Nabl", "Idlib"]),
        ("A fair was held in Dar'a city.", ["Dar'a"]),
        ("Trucks came from Iraqi Kurdistan at noon.", ["Iraqi Kurdistan"]),
        ("The village of Umm Shafana had no water.", ["Umm Shafana"]),
        ("Trucks passed Hmeimim airbase north of Jableh.", ["Hmeimim airbase", "Jableh"]),
        ("They met on Zaytuna Street in Raqqa.", ["Zaytuna Street", "Raqqa"]),
        ("Ahmad Homs spoke for the Aleppo Media Center.", []),
        ("They were hit first and then said nothing.", []),
    ],
)
def test_english_names_are_found(gazetteer: Gazetteer, text: str, expected: list[str]) -> None:
    assert names(gazetteer, text) == expected


_WORDS = (
    "في ريف حلب وحمص قرية قريتي # _ « » طريق – ( ) الريف الشرقي لدير الزور تل أبو شمال من ، و الباب "
    "in the village of Al - Raqqa ' 12 محيط معسكر اللواء"
)
_PIECES = st.lists(st.sampled_from([*_WORDS.split(), "\n"]), max_size=30)


@settings(max_examples=150, deadline=None)
@example(text="Aa معسكر#ؠAA")
@given(text=st.one_of(st.text(max_size=80), _PIECES.map(" ".join), _PIECES.map("".join)))
def test_any_text_gives_ordered_spans_inside_it(gazetteer: Gazetteer, text: str) -> None:
    tokenized = tokenize(text)
    found = find_places(tokenized, gazetteer)
    last = 0
    for n, mention in enumerate(found):
        assert last <= mention.first <= mention.name_first < mention.last <= len(tokenized.tokens)
        assert mention.name
        assert mention.parent is None or (mention.parent > n and mention.relation in ("in", "near"))
        assert mention.joined is None or mention.joined < n
        last = mention.last
