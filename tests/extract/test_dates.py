"""Dates, read against Thursday 27 July 2023 unless told otherwise."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.arabic.tokens import tokenize
from marsad.extract.dates import DateMention, dateline, find_dates
from marsad.tables import load_table

THURSDAY = date(2023, 7, 27)


def dates(text: str, published: date | None = THURSDAY) -> list[DateMention]:
    return find_dates(tokenize(text), published)


def spans(text: str, published: date | None = THURSDAY) -> list[str]:
    found = dates(text, published)
    return [str(m.start) if m.start == m.end else f"{m.start}..{m.end}" for m in found]


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("27 تموز 2021", "2021-07-27", "day"),
        ("في 20 حزيران", "2023-06-20", "day"),
        ("29 تموز", "2022-07-29", "day"),
        ("السبت 10 شباط 2018", "2018-02-10", "day"),
        ("في 6 تشرين الأول الفائت", "2022-10-06", "day"),
        ("3 تموز الجاري", "2023-07-03", "day"),
        ("الأول من أيار الماضي", "2023-05-01", "day"),
        ("4 من تموز", "2023-07-04", "day"),
        ("الخامس والعشرين من أيار", "2023-05-25", "day"),
        ("الحادي عشر من أيلول 2001", "2001-09-11", "day"),
        ("19 من الشهر الجاري", "2023-07-19", "day"),
        ("الثامن عشر من الشهر الجاري", "2023-07-18", "day"),
        ("الثالث من الشهر الماضي", "2023-06-03", "day"),
        ("5 الجاري", "2023-07-05", "day"),
        ("6/7/2023", "2023-07-06", "day"),
        ("2023-07-06", "2023-07-06", "day"),
        ("06.07.2023", "2023-07-06", "day"),
        ("30 - 3 - 2023", "2023-03-30", "day"),
        ("٠٦/٠٧/٢٠٢٣", "2023-07-06", "day"),
        ("15 شباط/ فبراير", "2023-02-15", "day"),
        ("16تموز", "2023-07-16", "day"),
        ("12 أوت", "2022-08-12", "day"),
        ("تشرين الثاني (نوفمبر) 2019", "2019-11-01..2019-11-30", "month"),
        ("في جويلية 2021", "2021-07-01..2021-07-31", "month"),
        ("في أيار الماضي", "2023-05-01..2023-05-31", "month"),
        ("في تموز", "2023-07-01..2023-07-27", "month"),
        ("في مارس الماضي", "2023-03-01..2023-03-31", "month"),
        ("منتصف نيسان الماضي", "2023-04-13..2023-04-17", "week"),
        ("مطلع حزيران", "2023-06-01..2023-06-05", "week"),
        ("أواخر آب الماضي", "2022-08-27..2022-08-31", "week"),
        ("مطلع عام 2020", "2020-01-01..2020-01-31", "month"),
        ("صيف 2019", "2019-06-01..2019-08-31", "month"),
        ("عام 2022", "2022-01-01..2022-12-31", "year"),
        ("العام الماضي", "2022-01-01..2022-12-31", "year"),
        ("العام الجاري 2023", "2023-01-01..2023-07-27", "year"),
        ("يوم الـ 19 من كانون الأول", "2022-12-19", "day"),
        ("3 آذار من العام الماضي", "2022-03-03", "day"),
        ("15 رمضان 1444", "2023-04-06", "day"),
        ("الأول من شوال", "2023-04-21", "day"),
        ("الجمعة 3 محرم 1445 الموافق 21 تموز 2023", "2023-07-21", "day"),
        ("من 3 إلى 5 تموز", "2023-07-03..2023-07-05", "day"),
        ("3-5 تموز", "2023-07-03..2023-07-05", "day"),
        ("يومي 3 و4 تموز", "2023-07-03..2023-07-04", "day"),
        ("من 28 حزيران حتى 3 تموز", "2023-06-28..2023-07-03", "day"),
        ("27 July 2021", "2021-07-27", "day"),
        ("July 4, 2021", "2021-07-04", "day"),
        ("20th of July", "2023-07-20", "day"),
        ("Nov. 26", "2022-11-26", "day"),
        ("in late June", "2023-06-26..2023-06-30", "week"),
        ("أغسطس 30, 2022", "2022-08-30", "day"),
    ],
)
def test_calendar_dates(text: str, expected: str, precision: str) -> None:
    assert spans(text) == [expected]
    assert dates(text)[0].precision == precision


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("اليوم", "2023-07-27"),
        ("اليوم الخميس", "2023-07-27"),
        ("صباح اليوم", "2023-07-27"),
        ("أمس", "2023-07-26"),
        ("مساء أمس الأربعاء", "2023-07-26"),
        ("البارحة", "2023-07-26"),
        ("أول أمس", "2023-07-25"),
        ("أمس الأول", "2023-07-25"),
        ("فجر الأحد", "2023-07-23"),
        ("الخميس", "2023-07-27"),
        ("يوم الخميس الماضي", "2023-07-20"),
        ("يوم الأحد الماضي", "2023-07-23"),
        ("صباح الجمعة الفائت 21 تموز", "2023-07-21"),
        ("بعد منتصف ليل الأحد – الاثنين", "2023-07-24"),
        ("بعد منتصف ليل الأحد/الاثنين", "2023-07-24"),
        ("بُعيد منتصف ليل الأحد - الاثنين", "2023-07-24"),
        ("قبل يومين", "2023-07-25"),
        ("قبل ثلاثة أيام", "2023-07-24"),
        ("منذ يومين", "2023-07-25"),
        ("قبل نحو عشرة أيام", "2023-07-15..2023-07-19"),
        ("قبل أسبوع", "2023-07-20"),
        ("قبل نحو أسبوع", "2023-07-17..2023-07-23"),
        ("منتصف الليلة الفائتة", "2023-07-27"),
        ("الليلة الفائتة", "2023-07-26"),
        ("الأسبوع الماضي", "2023-07-17..2023-07-23"),
        ("الشهر الماضي", "2023-06-01..2023-06-30"),
        ("في وقت سابق اليوم", "2023-07-27"),
        ("خلال الساعات الـ24 الماضية", "2023-07-26..2023-07-27"),
        ("من الأحد إلى الأربعاء الماضيين", "2023-07-23..2023-07-26"),
        ("بعد ثلاثة أيام من حملة مماثلة", "2023-07-24"),
        ("on Wednesday", "2023-07-26"),
        ("last Tuesday", "2023-07-25"),
        ("early on Sunday", "2023-07-23"),
        ("over the weekend", "2023-07-22..2023-07-23"),
        ("3 days ago", "2023-07-24"),
        ("two weeks ago", "2023-07-13"),
        ("five weeks ago", "2023-06-19..2023-06-25"),
        ("overnight", "2023-07-27"),
        ("last night", "2023-07-26"),
        ("the day before yesterday", "2023-07-25"),
    ],
)
def test_words_relative_to_publication(text: str, expected: str) -> None:
    assert spans(text) == [expected]
    assert spans(text, None) in ([], ["2023-07-21"])


def test_today_follows_the_weekday_when_the_page_is_a_day_off() -> None:
    assert spans("اليوم الأربعاء") == ["2023-07-26"]
    assert spans("أمس الخميس") == ["2023-07-26"]
    assert spans("اليوم الجمعة 28 تموز") == ["2023-07-27"]
    assert "clamped" in dates("اليوم الجمعة 28 تموز")[0].rule


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("في 13 أيار وصلوا. وقبلها بيوم واحد غادروا", ["2023-05-13", "2023-05-12"]),
        ("في 13 أيار وصلوا. وبعدها بأربعة أيام غادروا", ["2023-05-13", "2023-05-17"]),
        ("وصلوا يوم 13 أيار. وقبل ذلك بيوم غادروا", ["2023-05-13", "2023-05-12"]),
        ("وصلوا اليوم. وسبق ذلك بيوم حفل", ["2023-07-27", "2023-07-26"]),
        ("وصلوا أمس. وفي اليوم نفسه غادروا", ["2023-07-26", "2023-07-26"]),
        ("وصلوا قبل يومين. وفي اليوم التالي غادروا", ["2023-07-25", "2023-07-26"]),
        (
            "في 11 حزيران زاروا المدينة غداة مكالمة. وفي اليوم نفسه غادروا",
            ["2023-06-11", "2023-06-10", "2023-06-11"],
        ),
        ("They came on Wednesday. A day earlier they left.", ["2023-07-26", "2023-07-25"]),
        ("They came on Wednesday. Two days earlier they left.", ["2023-07-26", "2023-07-24"]),
        ("وقبل ذلك بقرابة ستة أشهر، في 11 كانون الثاني، غادروا", ["2023-01-11"]),
    ],
)
def test_chains_count_from_the_date_before(text: str, expected: list[str]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("منذ مطلع العام", "2023-01-01..2023-07-27"),
        ("منذ مطلع العام 2023", "2023-01-01..2023-07-27"),
        ("منذ بداية عام 2022", "2022-01-01..2023-07-27"),
        ("منذ مطلع العام الجاري", "2023-01-01..2023-07-27"),
        ("منذ بداية 2023", "2023-01-01..2023-07-27"),
        ("منذ 13 تموز", "2023-07-13..2023-07-27"),
        ("منذ صباح الأحد 16 تموز الجاري", "2023-07-16..2023-07-27"),
        ("منذ بداية العام الحالي حتى 24 من حزيران الماضي", "2023-01-01..2023-06-24"),
        ("خلال عام 2022", "2022-01-01..2022-12-31"),
        ("خلال الشهر الجاري", "2023-07-01..2023-07-27"),
        ("since 1 January 2023", "2023-01-01..2023-07-27"),
        ("since the start of the year", "2023-01-01..2023-07-27"),
        ("so far in July", "2023-07-01..2023-07-27"),
    ],
)
def test_periods_of_tallies(text: str, expected: str) -> None:
    assert spans(text) == [expected]
    assert dates(text)[0].kind == "since"


def test_a_since_without_a_publication_day_is_open() -> None:
    (mention,) = dates("منذ 13 تموز 2023", None)
    assert (mention.start, mention.end) == (date(2023, 7, 13), None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("غداً الجمعة", date(2023, 7, 28)),
        ("يوم الأحد المقبل", date(2023, 7, 30)),
        ("30 تموز المقبل", date(2023, 7, 30)),
        ("5 كانون الثاني القادم", date(2024, 1, 5)),
        ("tomorrow", date(2023, 7, 28)),
    ],
)
def test_the_future_is_flagged(text: str, day: date) -> None:
    (mention,) = dates(text)
    assert (mention.start, mention.future) == (day, True)


@pytest.mark.parametrize(
    ("text", "time_of_day", "precision"),
    [
        ("عند الساعة 10:08 من صباح اليوم", "10:08", "hour"),
        ("عند الثامنة من مساء أمس", "20:00", "hour"),
        ("الساعة الثامنة والنصف مساء أمس", "20:30", "hour"),
        ("الساعة 10 صباحاً", "10:00", "hour"),
        ("صباح اليوم، في تمام الساعة الثامنة صباحاً", "08:00", "hour"),
        ("الساعة الـ 15,20 عصراً", "15:20", "hour"),
        ("الساعة 2:30 ليلة الأحد - الاثنين", "02:30", "hour"),
        ("فجر اليوم", "dawn", "day"),
        ("مساء أمس", "evening", "day"),
        ("Thursday evening", "evening", "day"),
    ],
)
def test_the_time_of_day(text: str, time_of_day: str, precision: str) -> None:
    (mention,) = dates(text)
    assert (mention.time_of_day, mention.precision) == (time_of_day, precision)


@pytest.mark.parametrize(
    "text",
    [
        "قناة «حلب اليوم»",
        "اليوم السابع",
        "لليوم الثالث على التوالي",
        "حتى الآن",
        "مارس الرياضة",
        "شارع 8 آذار",
        "جامعة تشرين",
        "أب لطفلين",
        "كل يوم",
        "نقاش عن اليوم التالي",
        "اللواء 37",
        "الجولة الرابعة عشرة",
        "march on",
        "they may go",
        "رجب طيب",
    ],
)
def test_words_that_only_look_like_dates(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize("text", ["في مثل هذا اليوم من عام 2013", "مثل هذا اليوم قبل عشر سنوات"])
def test_a_day_remembered_is_that_day_years_back(text: str) -> None:
    assert spans(text) == ["2013-07-27"]


def test_a_town_and_today_side_by_side_are_a_date() -> None:
    assert spans("شهدت حلب اليوم زيارة") == ["2023-07-27"]


def test_the_clock_tells_which_side_of_midnight_a_night_is() -> None:
    assert spans("الساعة 2:30 ليلة الأحد - الاثنين") == ["2023-07-24"]
    assert spans("عند التاسعة من ليل الأحد – الاثنين") == ["2023-07-23"]
    assert spans("الساعة 12:50 من بعد منتصف ليل الأحد – الاثنين") == ["2023-07-24"]
    assert spans("ليل الأحد – الاثنين") == ["2023-07-24"]


def test_without_publication_only_absolute_dates_stay() -> None:
    assert spans("أمس، وفي 5 أيار 2020، وقبل يومين", None) == ["2020-05-05"]


def test_the_dateline_of_a_report_without_a_date() -> None:
    assert dateline(tokenize("نشرة اليوم – السبت 10 شباط 2018\nوصلت قافلة")) == date(2018, 2, 10)
    assert dateline(tokenize("وصلت قافلة في 10 شباط")) is None
    assert (
        dateline(tokenize("صورة لسوق المدينة بعد ترميمه وافتتاحه أمام الزوار - 10 شباط 2018\nوصلت قافلة"))
        is None
    )
    assert dateline(tokenize("وصلت اليوم 10 شباط 2018 قافلة إلى المدينة ثم غادرتها بعد ساعات")) == date(
        2018, 2, 10
    )
    assert dateline(tokenize("كلمة " * 100 + "10 شباط 2018")) is None


HEADS = [
    "اليوم", "أمس", "منذ", "قبل", "بعد", "من", "إلى", "حتى", "فجر", "ليل", "الأحد", "الخميس", "–", "3",
    "31", "تموز", "شباط", "رمضان", "الشهر", "العام", "الماضي", "المقبل", "الجاري", "مطلع", "2023",
    "9999", "1444", "يومين", "أيام", "بيوم", "وقبلها", "وبعدها", "الساعة", "التاسعة", "والعشرين", "في",
    "،", "\n", "July", "since", "ago", "days", "two", "earlier", "last", "week", "6/7/2023", "10:08",
    "نهاية", "غداً", "و",
]  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(HEADS), max_size=25).map(" ".join))


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.none() | st.dates())
def test_dates_are_ordered_inside_and_not_after_publication(text: str, published: date | None) -> None:
    tokenized = tokenize(text)
    last = 0
    for mention in find_dates(tokenized, published):
        assert last <= mention.first < mention.last <= len(tokenized.tokens)
        last = mention.last
        assert mention.end is None or mention.start <= mention.end
        if published is not None and not mention.future:
            assert mention.start <= published
            assert mention.end is None or mention.end <= published


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_within_the_week_before(published: date, back: int) -> None:
    names = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
    day = published - timedelta(days=back)
    assert spans(f"يوم {names[day.weekday()]}", published) == [str(day)]


@pytest.mark.parametrize(
    "piece", ["منذ من قبل ", "ليل الأحد ", "3 - ", "الساعة عند ", "وقبلها بيوم ", "two days "]
)
def test_time_grows_with_length_only(piece: str) -> None:
    def seconds(times: int) -> float:
        text = tokenize(piece * times)
        start = time.process_time()
        find_dates(text, THURSDAY)
        return time.process_time() - start

    seconds(10)
    assert min(seconds(8000) for _ in range(2)) < 40 * max(min(seconds(800) for _ in range(3)), 0.0005)


def test_calendar_tables_are_sorted() -> None:
    for name in (
        "days",
        "dayparts",
        "exceptions",
        "links",
        "months",
        "parts",
        "periods",
        "qualifiers",
        "units",
    ):
        ids = [row["id"] for row in load_table(f"calendar/{name}.csv", key="id")]
        assert ids == sorted(ids)
