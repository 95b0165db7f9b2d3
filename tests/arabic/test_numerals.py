"""Counts: every expected value is worked out by hand from the Arabic, not from the code."""

import csv
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.arabic.numerals import CountMention, find_counts, read_number, read_ordinal
from marsad.arabic.tokens import tokenize
from marsad.tables import FOLDER, load_table


def counts(text: str) -> list[CountMention]:
    return find_counts(tokenize(text).tokens)


def bounds(text: str) -> list[tuple[int | None, int | None]]:
    return [(c.least, c.most) for c in counts(text) if c.unit_hint is None and not c.vague]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("وصلت ثلاث شاحنات", 3),
        ("وصل ثلاثة عمال", 3),
        ("بلغ عددها أربعاً وعشرين", 24),
        ("خمس وخمسون خيمة", 55),
        ("واحد وخمسين صندوقاً", 51),
        ("أربعة عشر عاملاً", 14),
        ("ثماني عشرة حافلة", 18),
        ("إحدى عشرة حافلة", 11),
        ("أحد عشر عاملاً", 11),
        ("اثنا عشر عاملاً", 12),
        ("واثنتي عشرة سلة", 12),
        ("تسعة وتسعون", 99),
        ("مئة وعشرون سلة", 120),
        ("مئة سلة", 100),
        ("مائة وخمسة وعشرين", 125),
        ("مئتا خيمة", 200),
        ("ثلاثمئة وأربع سلال", 304),
        ("ثلاث مئة سلة", 300),
        ("ألف رغيف", 1000),
        ("ألفا رغيف", 2000),
        ("ثلاثة آلاف رغيف", 3000),
        ("3 آلاف رغيف", 3000),
        ("ألفين و500 سلة", 2500),
        ("ثلاثة آلاف ومئتان وخمسون", 3250),
        ("مئتي ألف وثلاثة", 200_003),
        ("1.5 مليون رغيف", 1_500_000),
        ("1,265 عائلة", 1265),
        ("11080 عائلة", 11080),
        ("٢٣ عاملاً", 23),
        ("۲۳ عاملاً", 23),
        ("عاملان اثنان", 2),
        ("عامل واحد", 1),
        ("حضر بخمس سيارات", 5),
        ("twenty-four trucks", 24),
        ("one hundred and five trucks", 105),
        ("two dozen trucks", 24),
        ("half a dozen trucks", 6),
        ("three thousand two hundred trucks", 3200),
        ("two million three thousand and one people", 2_003_001),
    ],
)
def test_a_number_is_read(text: str, value: int) -> None:
    assert bounds(text) == [(value, value)]


def test_every_tens_word_joins_every_unit() -> None:
    units = ["واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"]
    tens = ["عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
    for ten, word in zip(range(20, 100, 10), tens, strict=True):
        assert bounds(word) == [(ten, ten)]
        for unit, small in enumerate(units, 1):
            assert bounds(f"{small} و{word}") == [(ten + unit, ten + unit)], (small, word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أكثر من 20 عاملاً", (20, None)),
        ("ما يزيد على مئة سلة", (100, None)),
        ("بما لا يقل عن 7 سلال", (7, None)),
        ("23 عاملاً على الأقل", (23, None)),
        ("تجاوز عدد العمال في المدينة أربعين", (40, None)),
        ("فاق عدد السلال في يوم واحد خمساً وأربعين", (45, None)),
        ("at least nine workers", (9, None)),
        ("nine workers at least", (9, None)),
        ("more than 30 workers", (30, None)),
        ("أقل من 15 خيمة", (None, 15)),
        ("لا يتجاوز عشرين", (None, 20)),
        ("up to 15 tents", (None, 15)),
        ("نحو 3 آلاف عامل", (3000, 3000)),
        ("قرابة أربعين عاملاً", (40, 40)),
        ("about 30 families", (30, 30)),
        ("أكثر من نحو 20 عاملاً", (20, None)),
        ("بين 3 و5 عمال", (3, 5)),
        ("بين ثلاثة وخمسة عمال", (3, 5)),
        ("من 3 إلى 5 عمال", (3, 5)),
        ("3-5 عمال", (3, 5)),
        ("ثلاثة أو أربعة عمال", (3, 4)),
        ("between 3 and 5 workers", (3, 5)),
        ("20+ عاملاً", (20, None)),
    ],
)
def test_a_bound_or_range_is_kept(text: str, expected: tuple[int | None, int | None]) -> None:
    assert bounds(text) == [expected]


def test_a_rise_from_one_figure_to_another_is_no_range() -> None:
    assert bounds("ارتفع عدد المصابين من 3 إلى 5") == [(3, 3), (5, 5)]


def test_two_counts_joined_by_and_stay_two() -> None:
    assert bounds("نزح 12 عاملاً و17 طفلاً") == [(12, 12), (17, 17)]
    assert bounds("ثلاثة رجال وخمسة أطفال") == [(3, 3), (5, 5)]
    assert bounds("بينهم 3 نساء وأربعة أطفال") == [(3, 3), (4, 4)]


@pytest.mark.parametrize(
    "text",
    ["عشرات العمال", "مئات العائلات", "آلاف السلال", "عدد من العمال", "عدة سيارات", "بضعة عمال", "dozens"],
)
def test_vague_words_have_no_bounds(text: str) -> None:
    (mention,) = counts(text)
    assert (mention.vague, mention.least, mention.most) == (True, None, None)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("27 تموز", "date"),
        ("27 من تموز", "date"),
        ("6/7/2023", "date"),
        ("30-3-2023", "date"),
        ("July 27", "date"),
        ("عام 2022", "year"),
        ("شباط 2019", "year"),
        ("العام الحالي 2023 حتى اليوم", "year"),
        ("هاتف 555 846 012", "name"),
        ("الساعة 10:08", "time"),
        ("الساعة 10", "time"),
        ("طفل عمره 13 عاماً", "age"),
        ("(9 أعوام)", "age"),
        ("في الرابعة عشرة", "ordinal"),
        ("الثاني والعشرين", "ordinal"),
        ("اللواء 37", "name"),
        ("صاروخ سام-7", "name"),
        ("سوخوي-34", "name"),
        ("طريق M4", "name"),
        ("شبكة درعا 24", "name"),
        ("القرار رقم 2254", "name"),
        ("40 كيلومتراً", "distance"),
        ("منطقة الـ55 كيلومتراً", "distance"),
        ("50 كغ", "weight"),
        ("14 ساعة", "duration"),
        ("20%", "percent"),
        ("20 في المئة", "percent"),
        ("500 ليرة", "money"),
        ("من عائلة واحدة", "same"),
        ("2- سليم", "list"),
    ],
)
def test_what_counts_nobody_is_marked(text: str, hint: str) -> None:
    hints = [c.unit_hint for c in counts(text)]
    assert hint in hints
    assert None not in hints


@pytest.mark.parametrize(
    "text",
    ["وأحد أطفالها", "لست هناك", "عثر على ميتان", "السبت", "الاثنين", "الثالث", "جبل الأربعين"],
)
def test_words_that_look_like_numbers_are_left(text: str) -> None:
    assert counts(text) == []


def test_the_span_starts_with_the_modifier_and_ends_with_the_number() -> None:
    text = tokenize("وصل أكثر من عشرين عاملاً")
    (mention,) = find_counts(text.tokens)
    assert text.slice(mention.first, mention.last) == "أكثر من عشرين"


def test_a_number_or_an_ordinal_can_be_read_at_a_place() -> None:
    tokens = tokenize("خمسة وعشرون").tokens
    assert read_number(tokens, 0) == (2, 25)
    assert read_number(tokens, 5) is None
    assert read_ordinal(tokenize("التاسع عشر من").tokens, 0) == (2, 19)
    assert read_ordinal(tokenize("الخامس والعشرين من").tokens, 0) == (2, 25)
    assert read_ordinal(tokenize("خمسة").tokens, 0) is None


@pytest.mark.parametrize("piece", ["twenty hundred and ", "ثلاثة ألف و", "مئة و", "نحو ", "بين 3 و", "3 - "])
def test_time_grows_with_length_only(piece: str) -> None:
    def seconds(times: int) -> float:
        tokens = tokenize(piece * times).tokens
        start = time.process_time()
        find_counts(tokens)
        return time.process_time() - start

    seconds(10)
    assert min(seconds(6000) for _ in range(2)) < 60 * max(min(seconds(600) for _ in range(3)), 0.0005)


WORDS = [
    "3", "17", "ثلاثة", "و", "مئة", "ألف", "آلاف", "عشر", "عشرون", "بين", "من", "إلى", "أكثر", "-",
    "،", "\n", "على الأقل", "twenty", "hundred", "and", "7/8", "10:00", "رجلاً", "العدد", "٪",
    "2023", ".",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)))
def test_counts_stay_inside_in_order_and_bounded(text: str) -> None:
    tokens = tokenize(text).tokens
    last = 0
    for mention in find_counts(tokens):
        assert last <= mention.first < mention.last <= len(tokens)
        last = mention.last
        if mention.least is not None and mention.most is not None:
            assert 0 <= mention.least <= mention.most
        assert not (mention.vague and (mention.least or mention.most))


def test_tables_are_sorted_and_every_example_shows_its_row() -> None:
    for name in ("numerals", "ordinals", "modifiers", "vague", "contexts", "names"):
        rows = load_table(f"numbers/{name}.csv", key="id")
        with open(FOLDER / "numbers" / f"{name}.csv", encoding="utf-8", newline="") as stream:
            first = [line[0] for line in csv.reader(stream)][1:]
        assert first == sorted(first)
        assert all(row["example"] for row in rows)
    for row in load_table("numbers/numerals.csv"):
        if row["kind"] != "teen-unit":
            assert counts(row["example"]), row["example"]
