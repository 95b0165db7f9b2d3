"""Pictures: every figure has its place inside them, in both directions."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.web import charts
from marsad.web.months import every, last_of, months_between

COUNTS = st.lists(st.integers(0, 10**7), min_size=1, max_size=60)
DAYS = st.dates().map(str)


@given(COUNTS, st.booleans())
def test_columns_stand_inside_and_the_highest_is_the_most(counts: list[int], rtl: bool) -> None:
    made = charts.columns([charts.Value(count, str(count)) for count in counts], rtl=rtl)
    assert all(bar.x >= 0 and bar.x + bar.width <= made.width and bar.height >= 0 for bar in made.bars)
    heights = [bar.height for bar in made.bars]
    assert heights.index(max(heights)) == counts.index(max(counts)) or max(counts) == 0
    order = [bar.x for bar in made.bars]
    assert order == sorted(order, reverse=rtl)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.booleans())
def test_a_row_is_as_long_as_its_longer_bar(claimed: int, recorded: int, possible: int, rtl: bool) -> None:
    made = charts.row(claimed, recorded, possible, rtl=rtl)
    longest = max(made.claimed, made.recorded + made.possible)
    assert longest == pytest.approx(100 if claimed or recorded or possible else 0)
    edge = made.recorded_at if rtl else made.recorded_at + made.recorded
    assert edge == pytest.approx(made.possible_at + made.possible if rtl else made.possible_at)


@given(
    st.lists(st.tuples(DAYS, st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=20),
    st.booleans(),
)
def test_totals_over_time_stay_inside(told: list[tuple[str, int, int]], rtl: bool) -> None:
    made = charts.over_time([charts.Mark(day, one, two, 1, "", "") for day, one, two in told], rtl=rtl)
    for mark, (_, claimed, recorded) in zip(made.marks, told, strict=True):
        assert 0 <= mark.x <= made.width
        assert min(mark.claimed, mark.recorded, mark.most) >= 0
        assert max(mark.claimed, mark.recorded, mark.most) <= made.base
        assert (mark.claimed < mark.recorded) == (claimed > recorded) or mark.claimed == pytest.approx(
            mark.recorded
        )


@given(st.lists(st.tuples(DAYS, st.integers(-5, 10**5)), min_size=2, max_size=8).map(sorted), st.booleans())
def test_a_series_climbs_inside(points: list[tuple[str, int]], rtl: bool) -> None:
    made = charts.climb(points, [3] * (len(points) - 1), rtl=rtl)
    assert len(made.points) == len(points)
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", made.path)]
    assert all(0 <= number <= made.width for number in numbers)


NAMES = st.sampled_from(["a", "b", "c"])
LEGS = st.dictionaries(
    st.tuples(st.tuples(st.just(0), NAMES), st.tuples(st.sampled_from([1, 2]), NAMES)),
    st.integers(1, 500),
    min_size=1,
)


@given(LEGS, st.booleans())
def test_flows_have_a_band_each_and_stops_as_high_as_what_passes(
    legs: dict[tuple[charts.Stop, charts.Stop], int], rtl: bool
) -> None:
    made = charts.flows(legs, rtl=rtl)
    assert len(made.bands) == len(legs)
    assert sum(node.number for node in made.nodes if node.bar.x == (made.width - 12 if rtl else 0)) == sum(
        legs.values()
    )
    assert all(node.bar.y + node.bar.height <= made.height for node in made.nodes)


def test_a_ring_is_the_same_every_time_and_inside() -> None:
    names = {str(number): (f"n{number}", number, "") for number in range(22)}
    edges = [charts.Edge("1", "2", "against", 3, ""), charts.Edge("4", "4", "with", 1, "")]
    made = charts.ring(names, edges)
    assert made == charts.ring(dict(names), list(edges))
    assert all(0 < spot.x < made.width and 0 < spot.y < made.height for spot in made.spots)
    assert len(made.ties) == 2


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2025-03", "2025-03", ["2025-03"]),
        ("2024-11", "2025-02", ["2024-11", "2024-12", "2025-01", "2025-02"]),
    ],
)
def test_months_between_two(first: str, last: str, months: list[str]) -> None:
    assert months_between(first, last) == months


@pytest.mark.parametrize(
    ("month", "day"), [("2024-02", "2024-02-29"), ("2025-12", "2025-12-31"), ("2025-04", "2025-04-30")]
)
def test_the_last_day_of_a_month(month: str, day: str) -> None:
    assert last_of(month) == day


@given(st.integers(1, 1000))
def test_few_columns_are_named(columns: int) -> None:
    assert -(-columns // every(columns)) <= 8
