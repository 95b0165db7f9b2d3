"""Candidate pairs and their weights.

Splink takes half a second a run, so the examples of levels share one run: each example has a
place or a day far from all others', and only its own pair is looked at.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations

import msgspec
import pytest

from linkkit import event, levels_of, place, told, weighed
from marsad.link.apart import plainly_apart
from marsad.link.facts import EventFacts
from marsad.link.pairs import UNTOLD, Pair, term_shares, weigh, weight_of
from marsad.link.settings import figures, levels
from marsad.model import Count

Fields = dict[str, object]
BOTH = {"killed": 3, "injured": 5}
PUBLISHED = {"date_basis": "published"}
#: Level, and a pair of events that stands on it.
EXAMPLES: list[tuple[str, Fields, Fields]] = [
    ("what.same-type", {}, {}),
    ("what.same-kind", {"type": "airstrike"}, {"type": "shelling"}),
    ("what.other-kind", {"type": "arrest"}, {"type": "shelling"}),
    ("when.same-day", {}, {}),
    ("when.same-day", {"until": 1}, {"on": 1}),
    ("when.other-hour", {"rule": "dawn"}, {"rule": "evening"}),
    ("when.other-hour", {"rule": "dawn"}, {"rule": "today+afternoon"}),
    ("when.same-day", {"rule": "dawn"}, {"rule": "morning"}),
    ("when.day-or-so", {}, PUBLISHED),
    ("when.day-or-so", PUBLISHED, PUBLISHED),
    ("when.day-or-so", {"until": 6, "date_precision": "week"}, {"on": 3}),
    ("when.night", {"rule": "night"}, {"on": 1, "rule": "dawn"}),
    ("when.night", {"rule": "evening"}, {"on": 1, "rule": "midnight"}),
    ("when.late", {}, {"on": 1, **PUBLISHED}),
    ("when.late", PUBLISHED, {"on": 1, **PUBLISHED}),
    ("when.late", {"rule": "night"}, {"on": 2, **PUBLISHED}),
    ("when.other-day", {"rule": "night"}, {"on": 2, "rule": "night"}),
    ("when.other-day", {"rule": "dawn"}, {"on": 1, "rule": "night"}),
    ("where.same-place", {}, {}),
    ("where.same-place", {"at": "hamlet"}, {"at": "the hamlet"}),
    ("where.very-near", {}, {"at": "suburb"}),
    ("where.very-near", {}, {"at": "quarter"}),
    ("where.near", {}, {"at": "neighbour"}),
    ("where.near", {}, {"at": "base"}),
    ("where.around", {}, {"at": "town and around"}),
    ("where.around", {"at": "province"}, {"at": "province"}),
    ("where.inside", {}, {"at": "province"}),
    ("where.inside", {"at": "hamlet"}, {"at": "province"}),
    ("where.inside", {"at": "valley"}, {"at": "crossroads"}),
    ("where.untold", {"at": None, "by": ("sdf",)}, {"at": None, "by": ("sdf",)}),
    ("where.elsewhere", {}, {"at": "crossroads"}),
    ("initiator.same", {"by": ("sdf",)}, {"by": ("sdf",)}),
    ("initiator.allied", {"by": ("asayish",)}, {"by": ("sdf",)}),
    ("initiator.allied", {"by": ("syrian-regime",)}, {"by": ("iran-backed-militias",)}),
    ("initiator.other", {"by": ("sdf",)}, {"by": ("islamic-state",)}),
    ("target.same", {"to": ("sdf", "civilians")}, {"to": ("civilians",)}),
    ("target.other", {"to": ("sdf",)}, {"to": ("civilians",)}),
    ("killed.same-high", {"killed": 3}, {"killed": 3}),
    ("killed.same", {"killed": 2}, {"killed": 2}),
    ("killed.same", {"killed": 0}, {"killed": 0}),
    ("killed.same-high", {"killed": Count(3, 5)}, {"killed": Count(3, 5)}),
    ("killed.close", {"killed": 2}, {"killed": 3}),
    ("killed.close", {"killed": 10}, {"killed": 14}),
    ("killed.close", {"killed": Count(3, 6)}, {"killed": 5}),
    ("killed.close", {"killed": Count(None, 4)}, {"killed": 1}),
    ("killed.close", {"killed": Count(3, 5)}, {"killed": 5}),
    ("killed.same-high", {"killed": Count(4, None)}, {"killed": 4}),
    ("killed.far", {"killed": 2}, {"killed": 4}),
    ("killed.far", {"killed": 0}, {"killed": 1}),
    ("killed.far", {"killed": 10}, {"killed": 30}),
    ("killed.far", {"killed": Count(4, None)}, {"killed": 40}),
    ("injured.same-high", {"injured": 12}, {"injured": 12}),
    ("injured.same", {"injured": 1}, {"injured": 1}),
    ("injured.close", {"injured": 20}, {"injured": 25}),
    ("injured.far", {"injured": 0}, {"injured": 7}),
]  # fmt: skip
#: Comparison, and a pair that does not tell enough for it.
UNTOLD_EXAMPLES: list[tuple[str, Fields, Fields]] = [
    ("initiator", {"by": ("sdf",)}, {}),
    ("target", {}, {"to": ("sdf",)}),
    ("killed", {"killed": 3}, {}),
    ("injured", {}, {"injured": 3}),
]


@cache
def by_ends() -> Mapping[frozenset[str], Pair]:
    """All pairs of the examples; those of one example are a hundred days from the next."""
    made: list[EventFacts] = []
    for number, (_, one, other) in enumerate((*EXAMPLES, *UNTOLD_EXAMPLES)):
        made += [told(f"{number:02}-{side}", **_moved(side_fields, 100 * number))
                 for side, side_fields in (("a", one), ("b", other))]  # fmt: skip
    return {frozenset((pair.left, pair.right)): pair for pair in weighed(*made)}


def _moved(fields: Fields, days: int) -> Fields:
    on = days + int(fields.get("on", 0))  # type: ignore[call-overload]
    moved = {**fields, "on": on}
    return {**moved, "until": days + int(fields["until"])} if "until" in fields else moved  # type: ignore[call-overload]


def example(number: int) -> Pair | None:
    return by_ends().get(frozenset((f"{number:02}-a", f"{number:02}-b")))


@pytest.mark.parametrize(
    ("number", "level"),
    list(enumerate(level for level, _, _ in EXAMPLES)),
    ids=[f"{n}-{row[0]}" for n, row in enumerate(EXAMPLES)],
)
def test_a_pair_stands_on_its_level(number: int, level: str) -> None:
    pair = example(number)
    assert pair is not None, "not even a candidate"
    comparison, name = level.split(".")
    assert levels_of(pair)[comparison] == name


@pytest.mark.parametrize(
    ("number", "comparison"),
    [(len(EXAMPLES) + n, row[0]) for n, row in enumerate(UNTOLD_EXAMPLES)],
    ids=[row[0] for row in UNTOLD_EXAMPLES],
)
def test_what_is_not_told_is_not_compared(number: int, comparison: str) -> None:
    pair = example(number)
    assert pair is not None, "not even a candidate"
    assert levels_of(pair)[comparison] is None


def test_every_level_has_an_example() -> None:
    every = {f"{name}.{row.level}" for name, rows in levels().items() for row in rows}
    assert {level for level, _, _ in EXAMPLES} == every


def test_a_weight_is_the_sum_of_its_levels_and_rarity() -> None:
    prior = math.log2(figures().prior / (1 - figures().prior))
    assert len(by_ends()) >= len(EXAMPLES)
    for pair in by_ends().values():
        parts = [
            weight_of(rows[position])
            for rows, position in zip(levels().values(), pair.levels, strict=True)
            if position != UNTOLD
        ]
        assert pair.weight == pytest.approx(prior + math.fsum(parts) + pair.terms, abs=0.002), pair


def test_a_day_that_can_be_none_is_told_apart_by_both_rules() -> None:
    """The rule stands in SQL for candidates and in Python for groups; the two must be one."""
    facts = {f.key: f for f in _mixture(60, seed=5, places=("town",))}
    pairs = weighed(*facts.values())
    assert {levels_of(pair)["when"] for pair in pairs} >= {"night", "late", "other-day", "same-day"}
    for pair in pairs:
        one, other = facts[pair.left], facts[pair.right]
        assert (levels_of(pair)["when"] == "other-day") == (plainly_apart(one, other) == "day"), pair


def test_one_place_or_one_within_reach_is_never_plainly_apart() -> None:
    exact = ("town", "suburb", "quarter", "base", "neighbour", "crossroads")
    facts = {f.key: f for f in _mixture(60, seed=6, days=(0,), places=exact)}
    for pair in weighed(*facts.values()):
        one, other = facts[pair.left], facts[pair.right]
        within = levels_of(pair)["where"] in ("same-place", "very-near")
        assert within == (plainly_apart(one, other) is None), pair


# Candidates


def test_passages_of_one_report_are_no_candidates() -> None:
    assert weighed(told("a", "r"), told("b", "r")) == []


def test_far_places_and_far_days_are_no_candidates() -> None:
    assert weighed(told("a"), told("b", at="far"), told("c", on=4)) == []


def test_events_without_a_place_meet_by_what_was_done_to_whom() -> None:
    found = weighed(
        told("a", at=None, by=("sdf",)),
        told("b", at=None, by=("sdf",), to=("civilians",)),
        told("c", at=None, to=("civilians",)),
        told("d", at=None, by=("hts",)),
    )
    assert [(pair.left, pair.right) for pair in found] == [("a", "b"), ("b", "c")]


def test_a_long_stretch_meets_only_its_like() -> None:
    month = {"until": 30, "date_precision": "month"}
    assert [(p.left, p.right) for p in weighed(told("a", **month), told("b", **month), told("c", on=7))] == [
        ("a", "b")
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_fewer_than_two_events_make_no_pair(number: int) -> None:
    assert weighed(*[told("a")][:number]) == []


def test_pairs_below_the_least_weight_are_left_out() -> None:
    events = [told("a", **BOTH), told("b", **BOTH), told("c", type="arrest", killed=30)]  # type: ignore[arg-type]
    shares = term_shares(events)
    everything = weigh(events, shares, least=-100.0)
    assert [(p.left, p.right) for p in everything] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert weigh(events, shares) == [p for p in everything if p.weight >= figures().suggested]
    assert [(p.left, p.right) for p in weigh(events, shares)] == [("a", "b")]


# Rarity


def test_a_rate_counts_days_and_a_share_counts_events() -> None:
    often = [told(f"a{n}", on=n % 60, by=("sdf",)) for n in range(120)]
    seldom = [told("b", at="far", by=("hts",))]
    shares = term_shares([*often, *seldom])
    assert shares["place_term"]["xx-town"] == pytest.approx(1.6)  # two a day, as a power of two times 0.05
    assert shares["place_term"]["بعيده"] == figures().terms.least_rate
    assert shares["initiator_term"] == {"sdf": pytest.approx(1.28), "hts": figures().terms.least_share}


def test_a_reminder_of_long_ago_does_not_make_places_rare() -> None:
    often = [told(f"a{n}", on=n % 60) for n in range(120)]
    ago = told("z", on=-15_000)
    assert term_shares([*often, ago]) == term_shares(often)


def test_one_more_report_seldom_moves_a_share() -> None:
    often = [told(f"a{n}", on=n % 60) for n in range(120)]
    assert term_shares([*often, told("b", on=3)]) == term_shares(often)


def test_a_few_events_of_one_day_do_not_make_a_place_common() -> None:
    assert term_shares([told("a"), told("b")])["place_term"]["xx-town"] < 0.1


def test_a_rare_place_weighs_more_than_a_common_one() -> None:
    events = [told("a"), told("b")]
    rate = {"rare": 0.05, "common": 1.6}
    weights = {
        name: weigh(events, {"place_term": {"xx-town": share}, "initiator_term": {}}, least=-100.0)[0]
        for name, share in rate.items()
    }
    level = next(row for row in levels()["where"] if row.level == "same-place")
    for name, share in rate.items():
        assert weights[name].terms == pytest.approx(level.term_weight * math.log2(level.u / share), abs=0.001)
    assert weights["rare"].weight - weights["common"].weight == pytest.approx(2.5, abs=0.002)


# What must not matter


PLACES = ("town", "suburb", "quarter", "neighbour", "crossroads", "far", "valley", "province", "hamlet", None)


def _mixture(
    number: int,
    *,
    seed: int,
    days: tuple[int, ...] = (0, 1, 2, 3),
    places: tuple[str | None, ...] = PLACES,
) -> Iterator[EventFacts]:
    """Many events that have something to do with one another."""
    chance = random.Random(seed)
    for n in range(number):
        yield told(
            f"e{n:03}",
            f"r{chance.randrange(number)}",
            type=chance.choice(("shelling", "airstrike", "arrest")),
            on=chance.choice(days),
            rule=chance.choice(("day", "night", "dawn", "evening")),
            date_basis=chance.choice(("read", "read", "published")),
            at=chance.choice(places),
            by=chance.choice(((), ("sdf",), ("syrian-regime",), ("asayish", "hts"))),
            to=chance.choice(((), ("civilians",), ("sdf", "civilians"))),
            killed=chance.choice((None, 0, 2, 3, Count(3, None), Count(2, 6))),
            injured=chance.choice((None, 1, 5)),
        )


def test_new_against_old_gives_what_all_against_all_gives_for_the_new_ones() -> None:
    events = list(_mixture(70, seed=1))
    shares = term_shares(events)
    new = frozenset(f"e{n:03}" for n in range(0, 70, 6))
    everything = weigh(events, shares, least=-100.0)
    wanted = [pair for pair in everything if pair.left in new or pair.right in new]
    assert 20 < len(wanted) < len(everything)
    assert weigh(events, shares, new, least=-100.0) == wanted
    assert weigh(events, shares, frozenset(), least=-100.0) == []


def test_neither_the_order_of_events_nor_their_names_matter() -> None:
    events = list(_mixture(70, seed=2))
    shares = term_shares(events)
    turned = [msgspec.structs.replace(e, key=f"e{999 - int(e.key[1:]):03}") for e in reversed(events)]
    assert term_shares(turned) == shares
    there = {frozenset((p.left, p.right)): p[2:] for p in weigh(events, shares, least=-100.0)}
    back = {
        frozenset(f"e{999 - int(key[1:]):03}" for key in (p.left, p.right)): p[2:]
        for p in weigh(turned, shares, least=-100.0)
    }
    assert len(there) > 100
    assert there == back


def test_pairs_are_sorted_and_each_comes_once() -> None:
    pairs = weighed(*_mixture(40, seed=3))
    ends = [(pair.left, pair.right) for pair in pairs]
    assert ends == sorted(set(ends))
    assert all(left < right for left, right in ends)


def test_near_events_are_candidates_wherever_the_cells_are_cut() -> None:
    size = figures().place.cell_degrees
    events = [
        told(f"e{n}", places=(place("hamlet", name=f"قرية {n}", basis="read", lat=36.0 + n * size / 3),))
        for n in range(9)
    ]
    found = {(pair.left, pair.right) for pair in weighed(*events)}
    reach = [(a.key, b.key) for a, b in combinations(events, 2) if abs(b.lat - a.lat) * 111.2 <= 12]  # type: ignore[operator]
    assert len(reach) == 15
    assert set(reach) <= found


def test_the_words_of_a_report_weigh_nothing() -> None:
    said = "قصفت قوات مجهولة بلدة في الريف ما أدى إلى مقتل ثلاثة مدنيين"
    alike = weighed(told("a", quote=said), told("b", quote=said, on=0, killed=1), told("c", quote=said, on=9))
    unlike = weighed(told("a", quote=said), told("b", quote="خبر آخر", killed=1), told("c", on=9))
    assert alike == unlike
    assert event(quote=said).quote == said
