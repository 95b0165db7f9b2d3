"""Totals and series in sentences of both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import marsad
from marsad.formats.tallytext import describe, heading
from marsad.link.tallies.spoken import range_text
from marsad.model import Count
from marsad.tables import load_table
from tallykit import beside, incident, one, published

WORDS = {row["id"] for row in load_table("cli_text.csv", key="id")}
SOURCE = Path(marsad.__file__).parent / "link" / "tallies"
CODE = "\n".join(path.read_text("utf-8") for path in SOURCE.glob("*.py"))


def lines(lang: str) -> list[str]:
    tally = published(parts={"ريف دير الزور": 135, "ريف الحسكة": 20})
    result = one(
        tally,
        incident("a", "2025-03-01"),
        incident("b", "2025-03-02", "qamishli"),
        incident("c", "2025-03-03", contested=True),
    )
    return describe(result, lang)  # type: ignore[arg-type]


def test_the_arithmetic_is_shown_in_english() -> None:
    told = lines("en")
    assert "Claimed: 161 events = 135 in ريف دير الزور + 20 in ريف الحسكة + 6 not told by area" in told
    assert "Recorded: 2, possible: 1" in told
    assert "Missing: 158–159 (claimed 161, recorded 2)" in told
    assert "Possible: c — who did it is contested or only alleged" in told


def test_the_arithmetic_is_shown_in_arabic() -> None:
    told = lines("ar")
    assert "المعلن (الوقائع): 161 = 135 في ريف دير الزور + 20 في ريف الحسكة + 6 لم تُحدَّد منطقتها" in told
    assert "الناقص: \u200e158–159 (المعلن 161، والمسجل 2)" in told
    assert "محتمل: c — الفاعل مختلف فيه أو منسوب إليه بلا جزم" in told


def test_incidents_are_told_by_day_kind_and_place() -> None:
    ones = [
        incident("a", "2025-03-01", place_name="البوكمال", killed=Count(2, 3)),
        incident("b", "2025-03-03", "manbij", end="2025-03-04"),
        incident("c", None),
    ]
    result = one(published(parts={"ريف دير الزور": 135}), *ones)
    told = describe(result, "en", {made.id: made for made in ones})
    assert "  a (2025-03-01 · Armed attack · البوكمال, Deir ez-Zor · Islamic State · killed 2–3)" in told
    assert any(
        line.startswith("Possible: b (2025-03-03 – 2025-03-04 · Armed attack · Aleppo") for line in told
    )
    assert any(line.startswith("Left aside: c (an unknown day") for line in told)
    assert "In ريف دير الزور — recorded: a; possible: none" in told
    arabic = describe(result, "ar", {made.id: made for made in ones})
    assert (
        "  a (\u200e2025-03-01 · هجوم مسلح · البوكمال، دير الزور · تنظيم الدولة الإسلامية · القتلى \u200e2–3)"
        in arabic
    )
    brief = describe(result, "en", None)
    assert "Why only possible: the total's area takes only a part of this governorate (1)" in brief
    assert [line for line in brief if line.startswith(("Possible:", "Left aside:"))] == []


def test_few_of_those_left_aside_are_told() -> None:
    told = describe(one(published(), *(incident(f"x{n:02}", None) for n in range(30))), "en")
    assert len([line for line in told if line.startswith("Left aside:")]) == 5
    assert "Further incidents left aside, not listed: 25" in told


def test_the_words_of_the_report_and_the_country_are_told() -> None:
    told = describe(one(published(area="سوريا", quote="161 هجومًا\nفي سوريا")), "en")
    assert "Text: “161 هجومًا في سوريا”" in told
    assert "The area “سوريا” was read as: Syria" in told
    assert "Claimed: 1 event" in describe(one(published(count=1)), "en")


def test_two_figures_of_one_report_are_told_otherwise_than_those_of_two() -> None:
    first, second = published("a", 15, doc="d"), published("b", 3, doc="d")
    told = [line.code for item in beside([first, second]).tallies for line in item.findings]
    assert told == ["other-figure-here", "other-figure-here"]


def test_a_step_of_which_nothing_is_known_is_said_so() -> None:
    first = published("a", Count(85, None), end="2025-10-01")
    (series,) = beside([first, published("b", Count(85, None), end="2025-10-02")]).series
    assert "From ≥85 (2025-10-01) to ≥85 (2025-10-02): whether it grew can't be told" in describe(
        series, "en"
    )


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_series_tells_each_step(lang: str) -> None:
    first, second = published("a", 208, end="2025-10-01"), published("b", 203, end="2025-10-10")
    (series,) = beside([first, second], incident("x", "2025-10-02")).series
    told = "\n".join(describe(series, lang))  # type: ignore[arg-type]
    assert "208" in told
    assert "5" in told
    assert "tally." not in told


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_total_of_which_little_is_known_can_be_told(lang: str) -> None:
    bare = one(published(claimant=None, actor=None, type=None, area=None, start=None, end=None))
    assert "None" not in heading(bare, lang)  # type: ignore[arg-type]
    assert "tally." not in "\n".join(describe(bare, lang))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (Count(3, 3), "3"),
        (Count(3, 5), "3–5"),
        (Count(3, None), "≥3"),
        (Count(None, 5), "≤5"),
        (Count(-2, 5), "−2 … 5"),
        (Count(-2, -2), "−2"),
        (Count(None, None), "?"),
        (None, "?"),
    ],
)
def test_ranges_are_written_alike_in_both_languages(count: Count | None, text: str) -> None:
    assert range_text(count) == text


def test_every_reason_has_words() -> None:
    given = set(re.findall(r'(?:perhaps|fails)\("([\w-]+)"', CODE)) | set(
        re.findall(r'"([\w-]+)"\s*(?:,\)|if is_edge)', CODE)
    )
    assert "country-only" in given
    given |= {"before-period", "after-period", "day-unknown", "area-untold", "area-unknown"}
    assert len(given) > 20
    assert {code for code in given if f"tally.reason.{code}" not in WORDS} == set()


def test_every_line_has_words() -> None:
    given = set(re.findall(r'code="([\w-]+)"', CODE)) | {
        "step-unknown",
        "other-figure",
        "other-figure-here",
        "missing",
        "complete",
        "open",
        "actors-over",
        "types-over",
    }
    given |= {f"{label}{end}" for label in ("part", "rest") for end in ("", "-undecided")}
    given |= {f"step-{move}" for move in ("rises", "stays", "falls", "unclear", "differs")}
    assert {code for code in given if f"tally.line.{code}" not in WORDS} == set()


def test_every_doubt_about_a_total_has_words() -> None:
    given = set(re.findall(r'found\.append\("([\w-]+)"\)', CODE)) | {"measure-not-recorded"}
    assert len(given) > 8
    assert {code for code in given if f"tally.undecided.{code}" not in WORDS} == set()


def test_no_words_are_left_over() -> None:
    source = CODE + (SOURCE.parents[1] / "formats" / "tallytext.py").read_text("utf-8")
    source += "".join(path.read_text("utf-8") for path in (SOURCE.parents[1] / "cli").glob("tallies*.py"))
    made = ("part", "rest", "step", "measure")
    ends = {name.split(".")[-1] for name in WORDS if name.startswith("tally.")}
    unused = {end for end in ends if end not in source and end.split("-")[0] not in made}
    assert unused == set()
