"""How many were harmed, and who they were: invented sentences in, counts out."""

from __future__ import annotations

import pytest

from claimskit import read
from eventkit import PUBLISHED, list_facts, the_facts
from marsad.model import Count

Number = int | tuple[int | None, int | None]


def harm(text: str) -> object:
    return the_facts(text, {"casualties": None})["casualties"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قُتل راعٍ برصاص مجهولين في بلدة الشولا أمس", {"killed": 1}),
        ("قُتل أربعة عناصر من قسد بهجوم لداعش في بلدة جديد عكيدات أمس", {"killed": 4}),
        ("مقتل 13 شخصاً في غارة جوية على بلدة كفر حمرة أمس", {"killed": 13}),
        ("مقتل ١٣ شخصاً في غارة جوية على بلدة كفر حمرة أمس", {"killed": 13}),
        ("أصيبت معلمة بقذيفة سقطت على بلدة قبتان الجبل أمس", {"injured": 1}),
        ("إصابة ستة أشخاص بانفجار دراجة مفخخة في مدينة جرابلس أمس", {"injured": 6}),
        ("اعتقلت قوات الأمن العام تسعة أشخاص في بلدة الدريكيش أمس", {"captured": 9}),
        ("اختطف مسلحون مجهولون مهندسين اثنين على طريق بلدة خناصر أمس", {"captured": 2}),
        ("سقط ثلاثة قتلى وسبعة جرحى بقصف على بلدة بداما أمس", {"killed": 3, "injured": 7}),
        ("مقتل خمسة جنود وجرح ستة آخرين بكمين لداعش قرب مدينة الرطبة أمس", {"killed": 5, "injured": 6}),
        ("استشهد شاب وأصيب ثلاثة آخرون بقصف على بلدة كفر عويد أمس", {"killed": 1, "injured": 3}),
        ("Six people were injured when a motorcycle bomb exploded in Jarabulus on Thursday.", {"injured": 6}),
        ("Government forces arrested nine people in Dreikish on Thursday.", {"captured": 9}),
        (
            "Five soldiers were killed and six wounded in an Islamic State ambush near Rutba on Thursday.",
            {"killed": 5, "injured": 6},
        ),
    ],
)
def test_a_count_belongs_to_the_harm_word_that_governs_it(text: str, expected: dict[str, Number]) -> None:
    assert harm(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قُتل ما لا يقل عن تسعة أشخاص بغارة جوية على بلدة حزانو أمس", {"killed": (9, None)}),
        ("مقتل أكثر من 15 عنصراً من داعش بغارات على بادية الرصافة أمس", {"killed": (15, None)}),
        ("قُتل عشرات الأشخاص في غارة جوية على بلدة حزانو أمس", {}),
        ("أصيب عدد من المدنيين بقصف على بلدة حزانو أمس", {}),
        ("مقتل وإصابة ثمانية أشخاص بقصف على بلدة حزانو أمس", {}),
        ("At least nine people were killed in an air strike on Hazano on Thursday.", {"killed": (9, None)}),
        ("More than 15 people were killed in an air strike on Hazano on Thursday.", {"killed": (15, None)}),
        ("Dozens of people were killed in an air strike on Hazano on Thursday.", {}),
        ("A number of people were wounded by shelling on Hazano on Thursday.", {}),
    ],
)
def test_open_bounds_stay_open_and_vague_numbers_are_no_counts(
    text: str, expected: dict[str, Number]
) -> None:
    assert harm(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مقتل ستة مدنيين بقصف على بلدة عندان أمس", {"killed": 6, "civilians_killed": 6}),
        (
            "مقتل ثمانية أشخاص بينهم طفلان وثلاث نساء بغارة جوية على بلدة عندان أمس",
            {"killed": 8, "children_killed": 2, "women_killed": 3},
        ),
        (
            "قُتل أربعة مدنيين، بينهم طفلة، بقصف على بلدة عندان أمس",
            {"killed": 4, "civilians_killed": 4, "children_killed": 1},
        ),
        (
            "قُتلت امرأة وطفلان بانفجار لغم قرب قرية المفكر أمس",
            {"killed": 3, "children_killed": 2, "women_killed": 1},
        ),
        ("مقتل ثلاثة أطفال بانفجار لغم قرب قرية المفكر أمس", {"killed": 3, "children_killed": 3}),
        (
            "Eight people, including two children, were killed in an air strike on Anadan on Thursday.",
            {"killed": 8, "children_killed": 2},
        ),
        (
            "Six civilians were killed by shelling on Anadan on Thursday.",
            {"killed": 6, "civilians_killed": 6},
        ),
    ],
)
def test_those_named_after_among_them_are_part_of_the_whole(text: str, expected: dict[str, Number]) -> None:
    assert harm(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أصيب ثلاثة أطفال بانفجار لغم قرب قرية المفكر أمس", {"injured": 3}),
        (
            "قُتل رجل وأصيب طفلان بانفجار لغم قرب قرية المفكر أمس",
            {"killed": 1, "injured": 2},
        ),
        (
            "أصيب خمسة أشخاص بينهم طفلة وامرأة بانفجار لغم قرب قرية المفكر أمس",
            {"injured": 5},
        ),
    ],
)
def test_children_and_women_are_counted_apart_only_among_the_dead(
    text: str, expected: dict[str, Number]
) -> None:
    assert harm(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "انفجرت عبوة ناسفة في مدينة تل أبيض أمس دون وقوع إصابات",
        "سقطت قذيفة على أطراف بلدة معرة النعسان أمس ولم تقع إصابات بشرية",
        "A roadside bomb exploded in Ras al-Ain on Thursday, but no one was hurt.",
    ],
)
def test_no_one_harmed_is_a_count_of_none(text: str) -> None:
    assert set(harm(text).values()) == {0}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "سقطت قذيفة على بلدة معرة النعسان أمس، ولم ترد معلومات عن وقوع إصابات",
        "قصفت قوات النظام بلدة معرة النعسان أمس",
        "Shells hit Ras al-Ain on Thursday. There was no word of casualties.",
    ],
)
def test_what_is_not_told_of_the_harm_is_left_open(text: str) -> None:
    assert harm(text) == {}


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("مقتل عنصرين من الحشد الشعبي بهجوم لداعش في قضاء بيجي أمس", {"popular-mobilization"}),
        ("مقتل جندي تركي بانفجار عبوة ناسفة في مدينة إعزاز أمس", {"turkish-forces"}),
        ("مقتل خمسة مدنيين بقصف على بلدة عندان أمس", {"civilians"}),
        ("مقتل رجل وزوجته بقصف على بلدة عندان أمس", {"civilians"}),
        ("Two Turkish soldiers were killed by a bomb in Azaz on Thursday.", {"turkish-forces"}),
        ("A man and his wife were killed by shelling on Anadan on Thursday.", {"civilians"}),
    ],
)
def test_the_harmed_are_of_their_stated_side_and_else_civilians(text: str, targets: set[str]) -> None:
    assert the_facts(text, {"targets": targets}) == {"targets": targets}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "مقتل أربعة أشخاص بقصف على بلدة الجينة\nقُتل أربعة أشخاص أمس بقصف على بلدة الجينة. "
            "وارتفعت الحصيلة مساءً إلى ستة قتلى.",
            {"killed": 6},
        ),
        ("ارتفعت حصيلة القصف على مدينة عربين أمس إلى 14 قتيلاً", {"killed": 14}),
    ],
)
def test_a_rising_toll_counts_as_it_last_stood(text: str, expected: dict[str, Number]) -> None:
    assert harm(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصف على بلدة حزانو أسفر عن 5 إصابات وشهيدين أمس", {"killed": 2, "injured": 5}),
        ("أربعة شهداء وأكثر من 20 إصابة بقصف على بلدة حزانو أمس", {"killed": 4, "injured": (20, None)}),
        ("ارتقاء شهيد بقصف استهدف بلدة حزانو أمس", {"killed": 1}),
        ("أصيب نحو عشرة أشخاص بقصف على بلدة حزانو أمس", {"injured": 10}),
        ("قصف على بلدة حزانو أمس من دون خسائر بشرية", {"killed": 0, "injured": 0}),
        ("قصف على بلدة حزانو أمس، ولم يصب أحد", {"injured": 0}),
    ],
)
def test_harm_itself_may_be_counted_or_denied(text: str, expected: dict[str, Number]) -> None:
    assert harm(text) == expected


def test_people_told_by_name_are_counted_and_their_names_are_not_kept() -> None:
    (event,) = read("مقتل كل من أحمد السالم وخالد العلي بقصف على بلدة حزانو أمس", PUBLISHED).events
    assert event.casualties.killed == Count(2, 2)
    assert [actor.name for actor in event.actors if actor.role == "target"] == [""]


def test_a_later_sentence_adds_how_many_were_harmed() -> None:
    text = "هاجم مسلحون حاجزاً في بلدة ذيبان أمس. وأسفر الهجوم عن إصابة عنصرين."
    assert harm(text) == {"injured": 2}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "توفيت امرأة متأثرة بجراحها في انفجار لغم في مدينة نوى أمس، لترتفع حصيلة الانفجار إلى ستة قتلى",
            {"killed": 6},
        ),
        ("ستة عناصر من قسد قُتلوا وجُرح سبعة بانفجار عبوة في بلدة ذيبان أمس", {"killed": 6, "injured": 7}),
        ("قصفت قوات النظام بلدة حزانو بالمدفعية أمس من دون خسائر.", {"killed": 0, "injured": 0}),
        ("قصفت قوات النظام بلدة حزانو بالمدفعية أمس دون أضرار بشرية.", {"killed": 0, "injured": 0}),
        (
            "شهداء مدينة نوى بالقصف أمس:\n1- سامر العلي\n2- زوجته هدى العلي\n3- كريم (6 سنوات)",
            {"killed": 3, "children_killed": 1, "women_killed": 1},
        ),
    ],
)
def test_people_are_counted_as_the_text_tells_them_in_the_end(text: str, expected: dict[str, Number]) -> None:
    assert harm(text) == expected


def test_what_a_deed_replies_to_adds_no_dead_to_it() -> None:
    text = "قتلت القوات التركية 22 من عناصر حزب العمال في دهوك أمس رداً على مقتل 12 من جنودها الأحد"
    assert list_facts(text, "casualties")[0] == ({"killed": 22},)
