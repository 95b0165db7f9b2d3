"""Tallies, read on Friday 20 June 2025 unless told otherwise. All sentences are made up."""

import time
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimskit import read
from marsad.model import Tally
from marsad.tables import load_table

COUNTED = (
    "أحصى المرصد السوري منذ بداية العام 64 هجوماً نفّذته خلايا داعش في شمال شرقي سوريا، "
    "41 منها في ريف دير الزور و17 في ريف الحسكة."
)


def tallies(text: str, published: str | None = "2025-06-20") -> list[Tally]:
    return list(read(text, published).tallies)


def figures(text: str) -> list[tuple[str, int | None]]:
    return [(t.measure, t.count.least) for t in tallies(text)]


def test_a_tally_tells_who_counts_what_of_whom_where_and_since_when() -> None:
    (tally,) = tallies(COUNTED)
    assert (tally.claimant, tally.type, tally.actor) == ("sohr", "attack", "islamic-state")
    assert (tally.start, tally.end) == ("2025-01-01", "2025-06-20")
    assert (tally.measure, tally.count) == ("events", (64, 64))
    assert tally.area == "شمال شرقي سوريا"
    assert [(p.area, p.count) for p in tally.parts] == [
        ("ريف دير الزور", (41, 41)),
        ("ريف الحسكة", (17, 17)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وبذلك ترتفع حصيلة الاغتيالات في درعا منذ مطلع العام إلى 62 عملية.", [("events", 62)]),
        ("نفّذ الطيران الإسرائيلي منذ بداية العام 74 غارة على جنوب لبنان.", [("events", 74)]),
        ("سجّلت الشبكة السورية لحقوق الإنسان مقتل 57 مدنياً في أيار الماضي.", [("killed", 57)]),
        ("شنّ سلاح الجو الروسي أكثر من 300 غارة على إدلب خلال أيار الماضي.", [("events", 300)]),
        ("استقبلت المشافي منذ مطلع الشهر 312 جريحاً و94 قتيلاً.", [("injured", 312), ("killed", 94)]),
        ("استُهدفت القاعدة 12 مرة بقذائف الهاون منذ مطلع العام.", [("events", 12)]),
        ("بلغت حصيلة القتلى منذ بدء الحملة في 27 نيسان 311 شخصاً.", [("killed", 311)]),
        ("وهذا الهجوم هو الخامس من نوعه منذ بداية حزيران في ريف الرقة.", [("events", 5)]),
        ("يصل عدد الغارات التي سجّلها المرصد السوري للطيران الروسي إلى 70 غارة.", [("events", 70)]),
        ("Israeli forces have carried out 55 incursions since 10 May.", [("events", 55)]),
        ("SOHR has documented the deaths of 91 people in Sweida since 1 May.", [("killed", 91)]),
        ("This is the fourth such strike since the beginning of May.", [("events", 4)]),
        ("The base has been attacked 12 times since January.", [("events", 12)]),
    ],
)
def test_totals_over_a_period_are_tallies(text: str, expected: list[tuple[str, int]]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ارتفعت حصيلة قتلى القصف على السوق إلى تسعة أشخاص.",  # one happening
        "يواصل العمال إضرابهم لليوم الثالث على التوالي.",
        "تفرض القوات حصاراً على البلدة منذ شهرين، واعتقلت خمسة شبان في حملة دهم.",  # another deed's period
        "قُتل ثلاثة عناصر في هجوم شنه داعش الذي كثّف عملياته منذ مطلع العام.",
        "قُتل خمسة أشخاص منذ صباح اليوم بقصف على القرية.",  # hours are no period
        "قصفت القوات حي السكري في شباط الماضي ما أدى إلى مقتل ثلاثة مدنيين وإصابة عدد من الأطفال.",
        "وثّق التقرير هجوماً على مخيم في شباط الماضي أسفر عن مقتل تسعة مدنيين.",  # a deed is recorded
        "افتُتح المعرض وزاره منذ مطلع الشهر 3000 زائر.",
        "Two people were killed on Thursday when a mine exploded.",
        "The market, closed since March, was shelled and four traders were killed.",
    ],
)
def test_single_happenings_are_no_tallies(text: str) -> None:
    assert figures(text) == []


def test_later_sentences_go_on_with_the_period() -> None:
    found = tallies(COUNTED + " وأسفرت هذه الهجمات عن مقتل 33 شخصاً وإصابة 20.")
    assert [(t.measure, t.count.least) for t in found] == [("events", 64), ("killed", 33), ("injured", 20)]
    assert {(t.claimant, t.actor, t.start) for t in found} == {("sohr", "islamic-state", "2025-01-01")}


def test_a_sentence_with_a_day_of_its_own_does_not_go_on() -> None:
    assert figures(COUNTED + " وأسفرت الهجمات أمس عن مقتل ستة أشخاص.") == [("events", 64)]


def test_a_breakdown_by_victims_is_no_tally() -> None:
    text = COUNTED + " وقُتل فيها 33 شخصاً: 21 مدنياً بينهم أربعة أطفال، و12 عنصراً من قسد."
    assert figures(text) == [("events", 64), ("killed", 33)]


def test_a_breakdown_by_doer_is_tallies() -> None:
    text = (
        "وثّقت الشبكة السورية لحقوق الإنسان 120 حالة اعتقال خلال أيار الماضي، منها 70 على يد قوات سوريا "
        "الديمقراطية و30 على يد هيئة تحرير الشام."
    )
    found = [(t.measure, t.count.least, t.actor) for t in tallies(text)]
    assert found == [("arrested", 120, None), ("arrested", 70, "sdf"), ("arrested", 30, "hts")]


def test_a_list_of_killers_is_tallies() -> None:
    text = (
        "سجّلت الشبكة السورية لحقوق الإنسان مقتل 90 مدنياً في أيار 2018. وبحسب التقرير قتلت قوات النظام السوري "
        "60 مدنياً، والقوات الروسية 21 مدنياً، وقوات سوريا الديمقراطية تسعة مدنيين."
    )
    found = {(t.actor, t.count.least) for t in tallies(text, "2018-06-04")}
    assert found == {(None, 90), ("syrian-regime", 60), ("russian-forces", 21), ("sdf", 9)}


def test_a_breakdown_by_kind_is_tallies() -> None:
    text = "استجاب الدفاع المدني منذ بداية العام لـ 210 هجمات، منها 40 غارة جوية و170 قصفاً مدفعياً."
    found = [(t.type, t.count.least) for t in tallies(text)]
    assert found == [("attack", 210), ("airstrike", 40), ("shelling", 170)]


def test_parts_are_read_from_a_list_in_brackets() -> None:
    text = "بلغت حصيلة القتلى منذ بدء الحملة في 27 نيسان 311 شخصاً، توزعوا على: ريف حلب (140)، وإدلب (120)."
    (tally,) = tallies(text)
    assert [(p.area, p.count.least) for p in tally.parts] == [("ريف حلب", 140), ("إدلب", 120)]


def test_english_parts_and_victims() -> None:
    text = (
        "SOHR has logged 88 ISIS attacks since 1 March (70 in Deir ez-Zor, 12 in Hasakah and six "
        "in Raqqa). They killed 41 people: 30 SDF members and 11 civilians."
    )
    events, killed = tallies(text)
    assert (events.actor, events.count.least, len(events.parts)) == ("islamic-state", 88, 3)
    assert (killed.measure, killed.count.least) == ("killed", 41)


def test_bounds_are_kept() -> None:
    (tally,) = tallies("وثّقت الشبكة السورية لحقوق الإنسان ما لا يقل عن 173 حالة اعتقال خلال أيار الماضي.")
    assert tally.count == (173, None)


def test_killed_and_injured_in_one_sum_is_left_out() -> None:
    assert figures("رصد المرصد السوري منذ أول أيار سقوط 40 شخصاً بين قتيل وجريح.") == []


def test_a_headline_that_repeats_the_figure_is_no_second_tally() -> None:
    text = "64 هجوماً لداعش في ستة أشهر\n" + COUNTED
    assert len(tallies(text)) == 1


def test_quotes_are_verbatim_in_a_disguised_text() -> None:
    text = COUNTED.replace("داعش", "د..ا..عـ ـش").replace("هجوماً", "هجـ ـوماً")
    (tally,) = tallies(text)
    assert tally.quote in text
    assert tally.actor == "islamic-state"
    assert all(0 <= e.start < e.end <= len(text) for e in tally.evidence)


def test_the_counted_clause_gives_no_event() -> None:
    assert read(COUNTED).events == ()


def test_without_a_day_of_publication_the_end_stays_unknown() -> None:
    (tally,) = tallies("أحصى المرصد السوري 64 هجوماً لداعش منذ 1 كانون الثاني 2025.", None)
    assert (tally.start, tally.end) == ("2025-01-01", None)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([*COUNTED.split(), "\n", "و33", "قُتل", "since", "40", "(", ")"]), max_size=40)
)
def test_any_order_of_words_can_be_read(words: list[str]) -> None:
    text = " ".join(words)
    for tally in tallies(text):
        assert tally.quote
        assert tally.quote in text
        assert tally.start is None or tally.end is None or tally.start <= tally.end


def test_time_grows_with_the_length_only() -> None:
    short, long = COUNTED * 20, COUNTED * 160
    read(short)
    begun = time.process_time()
    read(short)
    between = time.process_time()
    read(long)
    ended = time.process_time()
    assert ended - between < 20 * (between - begun)


def test_a_long_list_of_totals_with_one_figure_takes_no_longer_than_its_length() -> None:
    def seconds(size: int) -> float:
        days = (f"{y}/{month}/{day}" for y in range(2000, 2025) for month in (3, 9) for day in range(1, 25))
        text = ". ".join(f"قتل 40 مدنياً في حلب منذ {day}" for day in islice(days, size))
        begun = time.process_time()
        assert len(tallies(text)) == size
        return time.process_time() - begun

    seconds(120)
    short = min(seconds(120) for _ in range(3))
    assert min(seconds(960) for _ in range(2)) < 8 * 1.8 * short


def test_every_row_of_the_table_has_words_and_an_example() -> None:
    for row in load_table("tally_words.csv", key="key"):
        assert row["words"] or row["verbs"], row["key"]
        assert row["example"], row["key"]
