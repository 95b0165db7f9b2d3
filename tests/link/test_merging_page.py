"""The worked example of the page about merging is what comes out, and its figures are those of the tables."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import marsad
from marsad.link.clusters import Clustering, cluster
from marsad.link.facts import EventFacts, facts_of
from marsad.link.pairs import Pair, term_shares, weigh
from marsad.link.reasons import chance, reasons_of
from marsad.link.settings import figures
from marsad.link.summary import Member, summarise
from marsad.link.voices import comparable_text
from marsad.messages import Lang
from marsad.model import Incident, Record

DOCS = Path(__file__).parents[2] / "docs"
#: Number, publisher, day of publication and text of the invented reports.
REPORTS = [
    ("1", "وكالة", "2021-06-16",
     "قُتل أربعة مدنيين وأصيب تسعة آخرون بقصف مدفعي لقوات النظام على بلدة سرمين في ريف إدلب ظهر أمس."),
    ("2", "monitor", "2021-06-17",
     "Five people were killed and nine injured in Syrian government artillery shelling of Sarmin "
     "on 15 June."),
    ("3", "شبكة", "2021-06-16", "أربعة قتلى وتسعة جرحى حصيلة القصف على سرمين."),
    ("4", "وكالة", "2021-06-16",
     "قُتل أربعة مدنيين وأصيب تسعة آخرون بقصف مدفعي لقوات النظام على بلدة النيرب في ريف إدلب ظهر أمس."),
    ("5", "إذاعة", "2021-06-15", "قصف مدفعي على ريف إدلب يوقع قتلى مدنيين ظهر اليوم."),
    ("6", "صحيفة", "2021-06-16",
     "قُتل أربعة مدنيين وأصيب تسعة آخرون بقصف مدفعي لقوات النظام على بلدة سرمين في ريف إدلب ظهر أمس."),
]  # fmt: skip
HEADINGS = {
    "en": "Reports {left} and {right}: weight {weight}, odds {odds} to 1, chance {chance}",
    "ar": "التقريران {left} و{right}: الوزن {weight}، والأرجحية {odds} إلى 1، والاحتمال {chance}",
}
PERCENT = {"en": "%", "ar": "٪"}
SIGN = {"en": "", "ar": "\u200e"}  # without the mark +3.6 is shown as 3.6+ in Arabic


@cache
def records() -> dict[str, Record]:
    return {
        number: marsad.read(text, doc=number, published=published, publisher=publisher)
        for number, publisher, published, text in REPORTS
    }


@cache
def outcome() -> tuple[dict[str, EventFacts], dict[tuple[str, str], Pair], Clustering]:
    facts = {}
    for number, record in records().items():
        (event,) = record.events
        facts[number] = facts_of(number, number, event)
    pairs = weigh(list(facts.values()), term_shares(list(facts.values())), least=-100.0)
    return facts, {(pair.left, pair.right): pair for pair in pairs}, cluster(facts, pairs)


def incident() -> Incident:
    members = [
        Member(number, number, number, 1, record.publisher, record.published, comparable_text(record),
               record.events[0], "rule", None, None)
        for number, record in records().items()
        if number in outcome()[2].groups[0]
    ]  # fmt: skip
    return summarise("I-1", members, classes={})


def page(lang: str) -> str:
    return (DOCS / lang / "methodology" / "merging.md").read_text("utf-8")


def shown(lang: str) -> list[str]:
    return [line.strip() for line in page(lang).splitlines() if line.startswith("    ")]


def weighing(pair: Pair, lang: Lang) -> list[str]:
    """A pair as the page shows it."""
    sign = SIGN[lang]
    odds = 2**pair.weight
    heading = HEADINGS[lang].format(
        left=pair.left,
        right=pair.right,
        weight=f"{sign}{pair.weight:+.1f}",
        odds=f"{odds:.0f}" if odds >= 10 else f"{odds:.1f}",
        chance=f"{100 * chance(pair.weight):.1f}{PERCENT[lang]}",
    )
    reasons = reasons_of(pair.levels, pair.terms, lang)
    return [heading, *(f"{sign}{reason.weight:+.1f} {reason.words}" for reason in reasons)]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_weighings_of_the_page_are_what_comes_out(lang: Lang) -> None:
    pairs = outcome()[1]
    told = [line for ends in (("1", "2"), ("1", "4"), ("1", "5")) for line in weighing(pairs[ends], lang)]
    assert shown(lang) == told


def test_the_example_ends_as_the_page_says() -> None:
    done = outcome()[2]
    assert done.groups == (("1", "2", "3", "6"), ("4",), ("5",))
    assert {done.refused[left, "4"] for left in "1236" if (left, "4") in done.refused} == {"place"}
    assert {done.refused["1", "5"], done.refused["4", "5"]} == {"ambiguous"}
    found = incident()
    counts = found.casualties["killed"]
    assert (found.start, found.reports, found.voices) == ("2021-06-15", 4, 3)
    assert (counts.least, counts.most, counts.latest.least) == (4, 5, 5)
    assert [(one.value.least, one.events, one.voices) for one in counts.told] == [
        (4, ("1", "3", "6"), 2),
        (5, ("2",), 1),
    ]
    assert "killed" in found.contested


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_reports_stand_on_the_page_as_they_are_read(lang: str) -> None:
    copied = REPORTS[-1][0]
    assert [number for number, _, _, text in REPORTS if number != copied and text not in page(lang)] == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_figures_of_the_page_are_those_of_the_tables(lang: str) -> None:
    sign = SIGN[lang]
    for figure in (
        f"{sign}{figures().made:+g}",
        f"{sign}{figures().average:+g}",
        f"{sign}{figures().unweighed:+g}",
        f"{figures().lead:g}",
        f"{figures().place.same_km:g}",
        f"{figures().place.near_km:g}",
        f"{figures().copies.shingle:g}",
        f"{figures().copies.alike:.0%}",
        f"{figures().copies.same_form:.0%}",
    ):
        assert figure in page(lang).replace("٪", "%").replace("−", "-"), figure


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(
    "table", ["linking.toml", "link_levels.csv", "link_kinds.csv", "link_hours.csv", "link_allies.csv"]
)
def test_every_table_is_named(lang: str, table: str) -> None:
    assert f"`tables/{table}`" in page(lang)
