"""Why a link was made, in words and numbers."""

from __future__ import annotations

import math

import pytest

from linkkit import link, told, weighed
from marsad.link.pairs import UNTOLD
from marsad.link.reasons import Reason, chance, reasons_of
from marsad.link.settings import levels


def test_reasons_are_the_comparisons_that_tell_something() -> None:
    pair = link("a", "b", 3.0, what="same-type", when="same-day", where="near")
    assert [(reason.comparison, reason.words) for reason in reasons_of(pair.levels, 0.0, "en")] == [
        ("where", "neighbouring places"),
        ("what", "the same type"),
        ("when", "the same day"),
    ]


def test_those_that_weigh_most_come_first_whichever_way_they_pull() -> None:
    pair = link("a", "b", 3.0, what="other-kind", killed="same-high", injured="far")
    weights = [reason.weight for reason in reasons_of(pair.levels, 0.0, "en")]
    assert weights == [-4.3, 3.6, -2.0]


@pytest.mark.parametrize(("lang", "words"), [("en", "how rare the place and the perpetrator are"),
                                             ("ar", "ندرة المكان والفاعل")])  # fmt: skip
def test_rarity_is_a_reason_where_it_counts(lang: str, words: str) -> None:
    untold = (UNTOLD,) * len(levels())
    assert reasons_of(untold, 0.0, "en") == []
    assert reasons_of(untold, -1.26, lang) == [Reason("rarity", words, -1.3)]  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_level_can_be_said(lang: str) -> None:
    for name, rows in levels().items():
        for row in rows:
            pair = link("a", "b", 0.0, **{name: row.level})
            (reason,) = reasons_of(pair.levels, 0.0, lang)  # type: ignore[arg-type]
            assert (reason.comparison, reason.words) == (name, getattr(row, lang))


def test_the_reasons_of_a_pair_add_up_to_its_weight() -> None:
    (pair,) = weighed(told("a", by=("sdf",), killed=3), told("b", by=("sdf",), killed=4, type="airstrike"))
    reasons = reasons_of(pair.levels, pair.terms, "en")
    assert math.fsum(reason.weight for reason in reasons) == pytest.approx(
        pair.weight, abs=0.05 * len(reasons)
    )


@pytest.mark.parametrize(("weight", "share"), [(0, 0.5), (1, 2 / 3), (3, 8 / 9), (-3, 1 / 9), (-50, 0.0)])
def test_a_weight_stands_for_a_chance(weight: float, share: float) -> None:
    assert chance(weight) == pytest.approx(share, abs=1e-12)
