"""What is remembered of a host survives a restart."""

from __future__ import annotations

import json
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.collect.hosts import HostState, RobotsTxt, back_off, retry_after

NOW = 1_790_000_000.0
MOMENTS = st.integers(0, 4_000_000_000).map(float)
ROBOTS = st.builds(RobotsTxt, st.sampled_from(["rules", "none", "unreachable"]), MOMENTS, st.text())
STATES = st.builds(HostState, MOMENTS, st.integers(0, 99), st.dictionaries(st.text(), ROBOTS, max_size=3))


@given(STATES)
def test_a_state_comes_back_from_its_data(state: HostState) -> None:
    assert HostState.from_dict(json.loads(json.dumps(state.to_dict()))) == state


@pytest.mark.parametrize(
    "data", [{}, {"ready_at_utc": "soon"}, {"ready_at_utc": 5, "failures": None}, {"robots": 1}]
)
def test_what_cannot_be_read_is_forgotten(data: dict[str, object]) -> None:
    assert HostState.from_dict(data) == HostState()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0), (" 0 ", 0.0), (formatdate(NOW + 90, usegmt=True), 90.0),
        (formatdate(NOW - 90, usegmt=True), 0.0), ("9" * 400, 999_999_999_999.0),
        (formatdate(NOW + 90), 90.0),
        ("-5", None), ("soon", None), ("", None), ("1.5", None), ("١٢", None), (None, None),
        ("Wed, 99 Foo 2026", None),
    ],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_back_off_grows_to_a_limit(failures: int, chance: float) -> None:
    wait = back_off(failures, first_s=10, longest_s=3600, chance=chance)
    assert 5 <= wait <= 1.5 * 3600
    assert wait <= back_off(failures + 1, first_s=10, longest_s=3600, chance=chance)


def test_back_off_doubles() -> None:
    waits = [back_off(n, first_s=10, longest_s=3600, chance=0.5) for n in range(1, 5)]
    assert waits == [10, 20, 40, 80]
