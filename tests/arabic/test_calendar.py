"""Months, weekdays and stretches of days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.arabic import calendar
from marsad.arabic.tokens import tokenize


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("كانون الثاني", 1),
        ("شباط", 2),
        ("آذار", 3),
        ("نيسان", 4),
        ("أيار", 5),
        ("حزيران", 6),
        ("تموز", 7),
        ("آب", 8),
        ("أيلول", 9),
        ("تشرين الأول", 10),
        ("تشرين الثاني", 11),
        ("كانون الأول", 12),
        ("يناير", 1),
        ("أغسطس", 8),
        ("جويلية", 7),
        ("أوت", 8),
        ("جانفي", 1),
        ("غشت", 8),
        ("Nov", 11),
    ],
)
def test_month_names_of_every_region(name: str, number: int) -> None:
    hit = calendar.month_at(tokenize(name).tokens, 0)
    assert hit is not None
    assert (hit.row.number, hit.row.hijri) == (number, False)


def test_all_twelve_hijri_months_are_known() -> None:
    names = ["محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان",
             "رمضان", "شوال", "ذو القعدة", "ذو الحجة"]  # fmt: skip
    hits = [calendar.month_at(tokenize(name).tokens, 0) for name in names]
    assert [hit.row.number for hit in hits if hit is not None and hit.row.hijri] == list(range(1, 13))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("الاثنين", 1),
        ("الإثنين", 1),
        ("الثلاثاء", 2),
        ("والأربعاء", 3),
        ("الجمعة", 5),
        ("الأحد", 7),
        ("Friday", 5),
    ],
)
def test_weekday_names(name: str, number: int) -> None:
    hit = calendar.weekday_at(tokenize(name).tokens, 0)
    assert hit is not None
    assert hit.row == number


def test_hijri_days_follow_umm_al_qura() -> None:
    # Published: 1 Ramadan 1444 was 23 March 2023, 1 Muharram 1445 was 19 July 2023.
    assert calendar.hijri_day(1444, 9, 1) == date(2023, 3, 23)
    assert calendar.hijri_day(1445, 1, 1) == date(2023, 7, 19)
    assert calendar.hijri_day(1200, 1, 1) is None
    assert calendar.hijri_day(1444, 9, 31) is None
    assert calendar.hijri_year_of(date(2023, 7, 18)) == 1444
    assert calendar.hijri_year_of(date(1500, 1, 1)) is None
    assert calendar.hijri_month_days(1444, 9) == (date(2023, 3, 23), date(2023, 4, 20))


def test_parts_of_a_month_and_a_year() -> None:
    april = calendar.month_days(2021, 4)
    assert calendar.month_part(april, "middle") == (date(2021, 4, 13), date(2021, 4, 17))
    assert calendar.month_part(april, "start") == (date(2021, 4, 1), date(2021, 4, 5))
    assert calendar.month_part(april, "late") == (date(2021, 4, 26), date(2021, 4, 30))
    assert calendar.month_days(2021, 0) == (date(2020, 12, 1), date(2020, 12, 31))
    assert calendar.year_part(calendar.year_days(2020), "start") == (date(2020, 1, 1), date(2020, 1, 31))
    assert calendar.make_day(2021, 2, 29) is None


@given(st.dates(), st.integers(1, 7))
def test_the_weekday_before_is_the_latest_one(day: date, weekday: int) -> None:
    found = calendar.weekday_before(day, weekday)
    if found != date.min:
        assert found.isoweekday() == weekday
        assert 0 <= (day - found).days < 7
    strict = calendar.weekday_before(day, weekday, strictly=True)
    if strict != date.min:
        assert 1 <= (day - strict).days <= 7


@given(st.dates(), st.integers(-800_000, 800_000))
def test_shifting_a_day_never_fails(day: date, days: int) -> None:
    assert date.min <= calendar.shift_days(day, days) <= date.max
