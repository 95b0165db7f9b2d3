"""The check of linear time tells linear work from quadratic work."""

from __future__ import annotations

from typing import Any

import pytest

from bench.growth import CHARACTERS, SIZES, Case, Growth, load_cases, measure_growth


class Worker:
    """A reader whose one step does an amount of work that depends on the text's length."""

    def __init__(self, power: float, clock: list[float]) -> None:
        self.seconds = {"slow": 0.0, "idle": 0.0}
        self._power = power
        self._clock = clock

    def read(self, report: Any) -> None:
        spent = (len(report.text) / CHARACTERS) ** self._power
        self._clock[0] += spent
        self.seconds["slow"] += spent


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr("bench.growth.process_time", lambda: now[0])
    return now


CASE = Case("case", "قال", "قصف", " ")


@pytest.mark.parametrize(("power", "linear"), [(0.5, True), (1, True), (1.3, True), (1.5, False), (2, False)])
def test_only_work_that_grows_about_linearly_passes(power: float, linear: bool, clock: list[float]) -> None:
    assert measure_growth(CASE, Worker(power, clock)).is_linear is linear


def test_a_step_that_grew_too_much_is_named_and_longer_texts_are_spared(clock: list[float]) -> None:
    growth = measure_growth(CASE, Worker(3, clock))
    assert growth.worst_step == "slow"
    assert len(growth.microseconds) == 2
    assert not growth.is_linear


def test_a_short_reading_is_repeated_and_the_fastest_one_counts(clock: list[float]) -> None:
    class Uneven(Worker):
        def read(self, report: Any) -> None:
            clock[0] += (0.05 if self._clock[0] else 0.2) * len(report.text) / CHARACTERS

    growth = measure_growth(Case("case", "", "x", "", sizes=(1,)), Uneven(1, clock))
    assert growth.microseconds == pytest.approx((0.05 / CHARACTERS * 1e6,))


def test_a_case_is_as_long_as_its_size_says() -> None:
    for size in SIZES:
        assert len(CASE.text(size)) == pytest.approx(size * CHARACTERS, abs=10)
    assert CASE.text(1).startswith("قال قصف قصف ")


def test_the_cases_cover_a_million_characters_and_every_way_to_repeat() -> None:
    cases = load_cases()
    assert len({case.name for case in cases}) == len(cases) > 30
    assert max(len(case.text(case.sizes[-1])) for case in cases) >= 990_000
    assert {case.glue for case in cases} == {"", " ", "\n"}
    assert all("\n" not in case.text(1) for case in cases if case.name == "one line of 1 MB")


def test_a_growth_is_measured_from_the_shortest_to_the_longest() -> None:
    growth = Growth("case", (1, 4, 16), (2.0, 9.0, 5.0), "slow")
    assert growth.ratio == 2.5
    assert growth.as_dict()["is_linear"] is True
