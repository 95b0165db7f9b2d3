"""The tables of linking are sound: a reviewer's slip in them would be a wrong incident."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest

from marsad.link import pairs
from marsad.link.pairs import TERMS, weight_of
from marsad.link.settings import Level, figures, levels
from marsad.tables import load_table

ARABIC = re.compile("[ء-ي]")


def all_levels() -> list[Level]:
    return [level for rows in levels().values() for level in rows]


# Levels


@pytest.mark.parametrize("level", all_levels(), ids=lambda level: level.id)
def test_chances_are_chances_and_every_level_says_something(level: Level) -> None:
    assert 0 < level.m < 1
    assert 0 < level.u < 1
    assert weight_of(level) == pytest.approx(math.log2(level.m / level.u))
    assert round(weight_of(level), 6) != 0  # 0 is what an untold comparison adds


@pytest.mark.parametrize("comparison", levels())
def test_a_weight_tells_its_level(comparison: str) -> None:
    weights = [round(weight_of(level), 6) for level in levels()[comparison]]
    assert len(set(weights)) == len(weights)


@pytest.mark.parametrize("comparison", levels())
def test_levels_are_numbered_in_their_order(comparison: str) -> None:
    rows = levels()[comparison]
    assert [row.id for row in rows] == [f"{comparison}.{number}" for number in range(1, len(rows) + 1)]
    assert len({row.level for row in rows}) == len(rows)


@pytest.mark.parametrize("comparison", levels())
def test_chances_of_one_incident_cover_all_pairs_once(comparison: str) -> None:
    assert math.fsum(row.m for row in levels()[comparison]) == pytest.approx(1)


@pytest.mark.parametrize("comparison", levels())
def test_every_level_but_the_last_has_a_condition(comparison: str) -> None:
    *rows, rest = levels()[comparison]
    assert [row.id for row in rows if f"{comparison}.{row.level}" not in pairs._CONDITIONS] == []
    assert f"{comparison}.{rest.level}" not in pairs._CONDITIONS
    assert comparison in pairs._UNTOLD


def test_every_condition_has_a_level() -> None:
    assert set(pairs._CONDITIONS) <= {f"{level.comparison}.{level.level}" for level in all_levels()}
    assert set(pairs._UNTOLD) == set(levels())


@pytest.mark.parametrize("level", all_levels(), ids=lambda level: level.id)
def test_levels_are_told_in_both_languages(level: Level) -> None:
    assert ARABIC.search(level.ar)
    assert re.search("[a-z]", level.en)
    assert not ARABIC.search(level.en)


@pytest.mark.parametrize("comparison", levels())
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_levels_of_a_comparison_are_told_apart(comparison: str, lang: str) -> None:
    words = [getattr(row, lang) for row in levels()[comparison]]
    assert len(set(words)) == len(words)


def test_rarity_is_asked_of_known_terms_only() -> None:
    rare = {level.term: level.term_weight for level in all_levels() if level.term}
    assert set(rare) == set(TERMS)
    assert all(0 < weight <= 1 for weight in rare.values())
    assert all(level.term_weight == 0 for level in all_levels() if not level.term)


# Kinds, hours, allies


def test_every_event_type_has_kinds_and_nothing_else_has() -> None:
    types = {row["id"] for row in load_table("event_types.csv", key="id")}
    assert {row["type"] for row in load_table("link_kinds.csv", key="type")} == types


def test_kinds_are_plain_words_each_once() -> None:
    for row in load_table("link_kinds.csv", key="type"):
        kinds = row["kinds"].split("|")
        assert all(re.fullmatch("[a-z]+", kind) for kind in kinds), row
        assert len(set(kinds)) == len(kinds), row


def test_hours_are_stretches_around_their_day() -> None:
    for row in load_table("link_hours.csv", key="rule"):
        begin, end = int(row["from_hour"]), int(row["to_hour"])
        assert -12 <= begin < end <= 36, row
        assert min(end, 24) > max(begin, 0), row  # some of it lies on the day itself
        assert ARABIC.search(row["example"]), row


def test_every_part_of_a_day_that_is_read_has_hours() -> None:
    known = {row["rule"] for row in load_table("link_hours.csv", key="rule")}
    parts = {row["time_of_day"] for row in load_table("calendar/dayparts.csv", key="id")}
    nights = {row["id"] for row in load_table("calendar/days.csv", key="id") if "night" in row["id"]}
    assert parts | nights <= known


def test_allies_are_two_actors_of_the_table() -> None:
    actors = {row["id"] for row in load_table("actors.csv", key="id")}
    rows = load_table("link_allies.csv", key="id")
    assert {row[side] for row in rows for side in ("actor", "ally")} <= actors
    couples = [frozenset((row["actor"], row["ally"])) for row in rows]
    assert all(len(couple) == 2 for couple in couples)
    assert len(set(couples)) == len(couples)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("link_levels.csv", "id"),
        ("link_kinds.csv", "type"),
        ("link_hours.csv", "rule"),
        ("link_allies.csv", "id"),
    ],
)
def test_tables_are_sorted(table: str, key: str) -> None:
    ids = [row[key] for row in load_table(table, key=key)]
    assert all(one < other for one, other in pairwise(ids))


# Figures


def test_figures_hang_together() -> None:
    all_of_them = figures()
    assert 0 < all_of_them.prior < 1
    assert all_of_them.suggested < all_of_them.made
    assert all_of_them.unweighed < all_of_them.average < all_of_them.made
    assert all_of_them.lead > 0
    assert 0 < all_of_them.place.same_km < all_of_them.place.near_km
    assert all_of_them.time.late_days >= 0
    assert all_of_them.time.longest_span > all_of_them.time.late_days
    assert all_of_them.terms.step > 1
    assert 0 < all_of_them.terms.least_share < 1
    assert all_of_them.terms.least_rate > 0
    assert all_of_them.terms.shortest_span > 0
    assert all_of_them.copies.shingle > 1
    assert 0 < all_of_them.copies.same_form < all_of_them.copies.alike < 1


def test_places_that_may_be_near_share_a_cell_or_lie_in_neighbouring_ones() -> None:
    km_per_degree = 111.2 * math.cos(math.radians(37.5))  # the northernmost of the lands that are read
    assert figures().place.cell_degrees * km_per_degree >= figures().place.near_km
