"""Who tells independently, and who repeats."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.arabic.fold import fold
from marsad.arabic.repair import Repairer
from marsad.link.voices import Telling, comparable_text, resemblance, sketch_of, voices_of
from marsad.model import Record

TEXT = (
    "أعلن الدفاع المدني أن قصفًا مدفعيًا استهدف مساء أمس الأحياء السكنية في بلدة التجربة شمال المدينة، "
    "ما أدى إلى مقتل ثلاثة مدنيين وإصابة سبعة آخرين بجروح متفاوتة. وأضاف أن فرق الإنقاذ نقلت المصابين "
    "إلى المشافي القريبة وأخمدت حريقًا اندلع في سوق الخضار وسط البلدة."
)
OWN_WORDS = (
    "سقطت قذائف على سوق الخضار في التجربة ليل السبت، وقال شهود إن ثلاثة أشخاص قُتلوا فيما امتلأت "
    "المشافي بالجرحى الذين لم يُعرف عددهم بعد، ولم تعلّق أي جهة على ما جرى حتى ساعة كتابة الخبر."
)
DISGUISES = {"قصفًا": "قصـ.ـفًا", "مقتل": "مقـ.ـتل", "المدني أن": "المـ.ـدني أن"}


def telling(report: str, text: str = "", publisher: str | None = None, *cited: str) -> Telling:
    """A report of a publisher of its own unless told otherwise; an empty name is an unknown one."""
    name = f"publisher of {report}" if publisher is None else publisher
    said = text or f"نص كتبه صاحبه عن {report} ولم ينقله عن أحد {report}"
    return Telling(report=report, publisher=fold(name), cited=tuple(map(fold, cited)), sketch=sketch_of(said))


def voices(*tellings: Telling, **republishes: tuple[str, ...]) -> list[int]:
    names = {fold(who): frozenset(map(fold, whom)) for who, whom in republishes.items()}
    found = voices_of(tellings, names)
    return [found[one.report] for one in tellings]


# Copies


COPIES = [
    ("verbatim", TEXT),
    ("other spelling of letters", TEXT.replace("أ", "ا").replace("ة", "ه").replace("ى", "ي")),
    ("vowel signs and kashida", TEXT.replace("قتل", "قَتْل").replace("مدني", "مـــدني")),
    ("other marks and lines", TEXT.replace("،", " -").replace(". ", "\n\n")),
    ("the source before it", f"وكالة الأنباء: {TEXT}"),
    ("a line after it", f"{TEXT} انتهى"),
]


@pytest.mark.parametrize(("shown", "copy"), COPIES, ids=[row[0] for row in COPIES])
def test_a_copy_is_no_voice_of_its_own(shown: str, copy: str) -> None:
    assert voices(telling("a", TEXT), telling("b", copy)) == [1, 1], shown


def test_a_copy_that_disguises_its_words_is_a_copy() -> None:
    disguised = (
        TEXT.replace("قصفًا", "قصـ.ـفًا").replace("مقتل", "مقـ.ـتل").replace("المدني أن", "المـ.ـدني أن")
    )
    repairs = Repairer().repair(disguised).repairs
    assert len(repairs) == 3
    record = Record(doc="b", text=disguised, repairs=repairs)
    assert voices(telling("a", TEXT), telling("b", disguised)) == [1, 2]
    assert comparable_text(record) == TEXT
    assert voices(telling("a", TEXT), telling("b", comparable_text(record))) == [1, 1]


def test_a_text_without_repairs_is_compared_as_it_came() -> None:
    assert comparable_text(Record(doc="a", text=TEXT)) == TEXT


def test_own_words_are_a_voice_of_their_own() -> None:
    assert voices(telling("a", TEXT), telling("b", OWN_WORDS)) == [1, 2]
    assert resemblance(sketch_of(TEXT), sketch_of(OWN_WORDS)) < 0.1


def test_a_few_common_words_do_not_make_a_copy() -> None:
    first_half = TEXT[: len(TEXT) // 2]
    assert voices(telling("a", TEXT), telling("b", first_half + OWN_WORDS)) == [1, 2]


def test_texts_without_words_are_like_nothing() -> None:
    assert sketch_of(" … ") == ()
    assert resemblance((), ()) == 0
    assert resemblance(sketch_of("قصف"), sketch_of("قصف")) == 1


@settings(deadline=None)  # the first example loads the tables
@given(st.text("ابتث جح\n.", max_size=200), st.text("ابتث جح\n.", max_size=200))
def test_resemblance_is_a_share_and_goes_both_ways(one: str, other: str) -> None:
    left, right = sketch_of(one), sketch_of(other)
    assert 0 <= resemblance(left, right) <= 1
    assert resemblance(left, right) == resemblance(right, left)
    assert left == tuple(sorted(left))
    assert not left or resemblance(left, left) == 1


# Publishers and sources


def test_reports_of_one_publisher_are_one_voice() -> None:
    assert voices(telling("a", TEXT, "وكالة أ"), telling("b", OWN_WORDS, "وكالة أ")) == [1, 1]
    assert voices(telling("a", TEXT, "وكالة أ"), telling("b", OWN_WORDS, "وكالة ب")) == [1, 2]


def test_two_unknown_publishers_are_not_one() -> None:
    assert voices(telling("a", TEXT, ""), telling("b", OWN_WORDS, "")) == [1, 2]


def test_who_names_another_as_the_only_source_repeats_it() -> None:
    agency = telling("a", TEXT, "المرصد")
    assert voices(agency, telling("b", OWN_WORDS, "صحيفة", "المرصد")) == [1, 1]
    assert voices(telling("b", OWN_WORDS, "صحيفة", "المرصد"), agency) == [1, 1]
    assert voices(agency, telling("b", OWN_WORDS, "صحيفة", "المرصد", "شهود")) == [1, 2]
    assert voices(agency, telling("b", OWN_WORDS, "صحيفة", "شهود")) == [1, 2]


def test_a_known_republisher_is_no_voice_beside_whom_it_copies() -> None:
    agency, copier, other = telling("a", TEXT, "agency"), telling("b", OWN_WORDS, "copier"), telling("c")
    assert voices(agency, copier, copier=("agency",)) == [1, 1]
    assert voices(copier, agency, copier=("agency",)) == [1, 1]
    assert voices(agency, other, copier=("agency",)) == [1, 2]
    assert voices(copier, other, copier=("agency",)) == [1, 2]


def test_copies_of_copies_are_one_voice() -> None:
    first, last = telling("a", TEXT, "أ"), telling("c", OWN_WORDS, "ج", "ب")
    middle = telling("b", TEXT, "ب")
    assert voices(first, last) == [1, 2]
    assert voices(first, last, middle) == [1, 1, 1]


def test_voices_are_numbered_from_one_in_the_order_of_the_tellings() -> None:
    assert voices(telling("a"), telling("b", TEXT), telling("c"), telling("d", TEXT)) == [1, 2, 3, 2]
    assert voices() == []


def test_who_is_one_voice_does_not_hang_on_the_order() -> None:
    tellings = [
        telling("a", TEXT, "أ"), telling("b", TEXT, "ب"), telling("c", OWN_WORDS, "ج", "ب"),
        telling("d", "", "د"), telling("e", "", "د"),
    ]  # fmt: skip
    for order in permutations(tellings):
        found = voices_of(order, {})
        groups = {frozenset(r for r in found if found[r] == number) for number in found.values()}
        assert groups == {frozenset("abc"), frozenset("de")}
