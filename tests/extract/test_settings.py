"""Where and when: which place and which day go with which event."""

from __future__ import annotations

import pytest

from eventkit import list_facts, the_facts


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("قصفت قوات النظام بلدة زردنا اليوم", "2025-06-20"),
        ("قصفت قوات النظام بلدة زردنا أمس", "2025-06-19"),
        ("قصفت قوات النظام بلدة زردنا أول أمس", "2025-06-18"),
        ("قصفت قوات النظام بلدة زردنا يوم الثلاثاء", "2025-06-17"),
        ("قصفت قوات النظام بلدة زردنا مساء الأحد الماضي", "2025-06-15"),
        ("قصفت قوات النظام بلدة زردنا قبل ثلاثة أيام", "2025-06-17"),
        ("في 4 حزيران 2025 قصفت قوات النظام بلدة زردنا", "2025-06-04"),
        ("قصفت قوات النظام بلدة زردنا بتاريخ 2025/5/28", "2025-05-28"),
        ("قصفت قوات النظام بلدة زردنا بعد منتصف ليل أمس", "2025-06-20"),
        ("في الشهر الماضي قصفت قوات النظام بلدة زردنا", ("2025-05-01", "2025-05-31")),
        ("Government forces shelled Zardana today.", "2025-06-20"),
        ("قصفت قوات النظام بلدة زردنا مطلع الأسبوع", ("2025-06-16", "2025-06-20")),
        ("قصفت قوات النظام بلدة زردنا عام 2019", ("2019-01-01", "2019-12-31")),
        ("Government forces shelled Zardana yesterday.", "2025-06-19"),
        ("Government forces shelled Zardana on Tuesday.", "2025-06-17"),
        ("On 4 June 2025 government forces shelled Zardana.", "2025-06-04"),
        ("Government forces shelled Zardana three days ago.", "2025-06-17"),
        ("Last month government forces shelled Zardana.", ("2025-05-01", "2025-05-31")),
    ],
)
def test_a_stated_day_is_counted_from_publication(text: str, day: object) -> None:
    assert the_facts(text, {"day": day, "basis": "read"}) == {"day": day, "basis": "read"}


@pytest.mark.parametrize(
    "text",
    ["قصفت قوات النظام بلدة زردنا", "Government forces shelled Zardana."],
)
def test_without_a_stated_day_the_day_of_publication_stands_in_and_says_so(text: str) -> None:
    expected = {"day": "2025-06-20", "basis": "published", "precision": "day"}
    assert the_facts(text, expected) == expected


@pytest.mark.parametrize(
    "text",
    ["قصفت قوات النظام بلدة زردنا", "Government forces shelled Zardana."],
)
def test_without_a_day_of_publication_the_day_stays_open(text: str) -> None:
    expected = {"day": None, "precision": None}
    assert the_facts(text, expected, published=None) == expected


def test_the_lead_dates_what_later_sentences_tell_without_a_day() -> None:
    text = "قصفت قوات النظام بلدة زردنا يوم الثلاثاء. واعتقلت القوات رجلين في بلدة كفريا."
    assert [day for (day,) in list_facts(text, "day")] == ["2025-06-17", "2025-06-17"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصفت قوات النظام بلدة زردنا يوم الاثنين. وقصفت قوات النظام بلدة رام حمدان يوم الأربعاء.",
         [("زردنا", "2025-06-16"), ("رام حمدان", "2025-06-18")]),
        ("قصفت المدفعية بلدة زردنا أمس، فيما اعتقلت الشرطة رجلاً في بلدة كفريا اليوم",
         [("زردنا", "2025-06-19"), ("كفريا", "2025-06-20")]),
        ("Government forces shelled Zardana on Monday. Government forces shelled Salqin on Wednesday.",
         [("Zardana", "2025-06-16"), ("Salqin", "2025-06-18")]),
    ],
)  # fmt: skip
def test_each_deed_has_its_own_place_and_day(text: str, expected: list[tuple[str, str]]) -> None:
    assert list_facts(text, "site", "day") == expected


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("قصفت قوات النظام بلدة زردنا شمال مدينة إدلب أمس", "زردنا"),
        ("انفجرت عبوة ناسفة في حي الأشرفية بمدينة حلب أمس", "حي الأشرفية"),
        ("انفجرت عبوة في بلدة البحرة بريف دير الزور الشرقي أمس", "البحرة"),
        ("إدلب: قصفت قوات النظام بلدة زردنا أمس", "زردنا"),
        ("Shells hit the town of Zardana in Idlib province on Thursday.", "Zardana"),
    ],
)
def test_the_finest_place_is_the_site_and_what_encloses_it_is_none(text: str, site: str) -> None:
    assert list_facts(text, "places") == [([("site", site)],)]


@pytest.mark.parametrize(
    ("text", "site"),
    [
        # where people come from
        ("قُتل شاب من أبناء بلدة الزباري برصاص مجهولين في مدينة الرقة أمس", "الرقة"),
        # where the wounded were carried
        ("نُقل المصابون إلى مشفى مدينة الحسكة بعد انفجار عبوة في بلدة تل حميس أمس", "تل حميس"),
    ],
)
def test_where_people_come_from_or_are_carried_to_is_no_site(text: str, site: str) -> None:
    assert the_facts(text, {"places": None}) == {"places": [("site", site)]}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("وصلت قافلة للتحالف الدولي من معبر الوليد إلى قاعدة خراب الجير أمس",
         [("origin", "معبر الوليد"), ("destination", "قاعدة خراب الجير")]),
        ("دخل رتل أمريكي قادماً من إقليم كردستان عبر معبر الوليد نحو قاعدة قسرك أمس",
         [("origin", "إقليم كردستان"), ("via", "معبر الوليد"), ("destination", "قاعدة قسرك")]),
        ("انسحبت القوات الروسية من مطار القامشلي باتجاه قاعدة حميميم أمس",
         [("site", "مطار القامشلي"), ("destination", "قاعدة حميميم")]),
        ("دخلت قافلة مساعدات عبر معبر باب السلامة أمس", [("via", "معبر باب السلامة")]),
        ("نزح سكان بلدة كفر زيتا إلى مدينة الأتارب أمس", [("site", "كفر زيتا"), ("destination", "الأتارب")]),
        ("عاد 200 نازح من مخيم باب السلامة إلى مدينة الزربة أمس",
         [("origin", "مخيم باب السلامة"), ("destination", "الزربة")]),
        ("دخلت 12 شاحنة مساعدات إلى مدينة غزة عبر معبر كرم أبو سالم أمس",
         [("destination", "غزة"), ("via", "معبر كرم أبو سالم")]),
        ("An aid convoy entered through the Bab al-Salama crossing on Thursday.",
         [("via", "Bab al-Salama crossing")]),
        ("Russian troops withdrew from Qamishli airport towards Hmeimim base on Thursday.",
         [("site", "Qamishli airport"), ("destination", "Hmeimim base")]),
    ],
)  # fmt: skip
def test_legs_of_a_movement_have_their_roles(text: str, places: list[tuple[str, str]]) -> None:
    assert the_facts(text, {"places": places}) == {"places": places}


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("استهدفت غارات جوية بلدات ترملا وحاس وكرسعة أمس", ["ترملا", "حاس", "كرسعة"]),
        ("قصفت المدفعية التركية قريتي الهوشرية والجات أمس", ["الهوشرية", "الجات"]),
        ("Air strikes hit the towns of Hass and Kafranbel on Thursday.", ["Hass", "Kafranbel"]),
    ],
)
def test_each_place_of_a_list_that_was_hit_is_an_event_of_its_own(text: str, sites: list[str]) -> None:
    assert [site for (site,) in list_facts(text, "site")] == sites


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("شهدت مدينة بنش قصفاً مدفعياً أمس. وأصيب طفل في المدينة نفسها",
         {"site_id": "sy-idlib-binnish", "casualties": {"injured": 1}}),
        ("انفجرت عبوة ناسفة في بلدة غرانيج أمس، وأُصيب رجل في البلدة",
         {"site_id": "sy-deir-ez-zor-gharanij", "casualties": {"injured": 1}}),
    ],
)  # fmt: skip
def test_the_same_town_means_the_one_named_before(text: str, expected: dict[str, object]) -> None:
    assert the_facts(text, expected) == expected


def test_a_place_between_two_towns_is_one_place() -> None:
    assert len(list_facts("انفجرت عبوة ناسفة بين بلدتي المزيريب واليادودة أمس", "site")) == 1


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "أخلت القوات التركية نقطة تل طوقان أمس، ونقلت منها ست مدرعات إلى معبر باب الهوى.",
            [
                [("site", "نقطة تل طوقان")],
                [("origin", "نقطة تل طوقان"), ("destination", "معبر باب الهوى")],
            ],
        ),
        (
            "دخلت محافظة السويداء أمس عبر معبر نصيب قافلة للجيش السوري.",
            [[("site", "محافظة السويداء"), ("via", "معبر نصيب")]],
        ),
        (
            "أعزاز | اختطفت مجموعة مسلحة شاباً من منزله في ناحية بلبل أمس.",
            [[("site", "بلبل")]],
        ),
        ("خُطف شاب أمس من مدينة السخنة.", [[("site", "السخنة")]]),
        ("قال قائمقام سنجار إن الجيش التركي قصف أمس جبل بيخير.", [[("site", "جبل بيخير")]]),
    ],
)
def test_pronouns_districts_datelines_and_officials_have_their_places(
    text: str, places: list[list[tuple[str, str]]]
) -> None:
    assert [event[0] for event in list_facts(text, "places")] == places


def test_the_wound_and_not_the_death_dates_the_attack() -> None:
    text = "توفي اليوم شاب متأثراً بإصابته جراء قصف قوات النظام على بلدة زردنا قبل ستة أيام."
    assert the_facts(text, {"day": None})["day"] == "2025-06-14"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # the day of the dispatch is not that of the deed
        ("رميلان، 20 حزيران - أخلت القوات الأمريكية قاعدة خراب الجير مساء الأربعاء.", ["2025-06-18"]),
        # a round-up goes on from the day it told last
        (
            "قصفت قوات النظام بلدة زردنا مساء أمس. وأُفرج اليوم عن معتقل في مدينة الباب. "
            "وفي قرية باصوفان خطف مسلحون شاباً.",
            ["2025-06-19", "2025-06-20", "2025-06-20"],
        ),
        # what is said of yesterday's deed is news of the day
        (
            "قصفت القوات التركية بلدة تل رفعت مساء أمس. ودانت الأمم المتحدة القصف وطالبت بوقفه.",
            ["2025-06-19", "2025-06-20"],
        ),
    ],
)
def test_datelines_roundups_and_replies_have_their_days(text: str, days: list[str]) -> None:
    assert [event[0] for event in list_facts(text, "day")] == days


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("استهدفت القوات التركية قرية مرعناز أمس", "shelling"),
        ("استهدف التحالف الدولي قرية باريشا أمس", "airstrike"),
        ("استهدفت القوات التركية قرية مرعناز أمس بالرشاشات", "attack"),
        ("استهدف مسلحون مجهولون حاجزاً في بلدة الصبحة أمس", "attack"),
    ],
)
def test_an_army_that_strikes_a_place_fires_from_afar(text: str, kind: str) -> None:
    assert the_facts(text, {"type": kind}) == {"type": kind}


@pytest.mark.parametrize(
    "text",
    [
        "#الأتارب\nالطيران الحربي يستهدف المدينة بالصواريخ الفراغية",
        "قصفت راجمات الصواريخ المدينة صباح اليوم\n#الأتارب",
    ],
)
def test_the_town_of_a_hashtag_is_the_town(text: str) -> None:
    assert [event[0] for event in list_facts(text, "site")] == ["الأتارب"]


def test_an_old_wound_does_not_date_what_is_told_next() -> None:
    wound = "وفاة شاب متأثراً بجراح أصيب بها قبل أسبوع بقصف على بلدة زردنا."
    text = f"{wound} واستهدفت طائرة مسيّرة سيارة في بلدة سرمين."
    assert [event[0] for event in list_facts(text, "day")] == ["2025-06-13", "2025-06-20"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("نزحت مئات العائلات من بلدة كفر زيتا منذ مساء الأربعاء.", ("2025-06-18", "2025-06-20")),
        ("سيطرت قوات الدعم السريع على مدينة النهود منذ يوم الأربعاء.", "2025-06-18"),
    ],
)
def test_flight_goes_on_and_other_deeds_began(text: str, day: object) -> None:
    assert the_facts(text, {"day": day}) == {"day": day}


def test_days_ago_before_a_place_count_back_from_publication() -> None:
    assert the_facts("خُطف شاب قبل يومين من مدينة السخنة.", {"day": None})["day"] == "2025-06-18"


def test_the_same_once_more_is_an_event_of_its_own_day() -> None:
    text = "وصل إلى قاعدة خراب الجير أمس رتل للتحالف الدولي، وسبقه إلى القاعدة نفسها يوم الثلاثاء رتل آخر."
    assert [event[0] for event in list_facts(text, "day")] == ["2025-06-19", "2025-06-17"]


def test_days_ago_from_a_house_tell_the_day() -> None:
    text = "خُطف شاب قبل أربعة أيام من أمام منزله في مدينة الباب على يد ملثمين"
    assert the_facts(text, {"day": "2025-06-16"}) == {"day": "2025-06-16"}
