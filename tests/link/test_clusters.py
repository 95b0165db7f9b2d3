"""Events to incidents, from pairs weighed by hand."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkkit import by_key, link, told
from marsad.link.apart import plainly_apart
from marsad.link.clusters import Clustering, Decided, cluster, couple
from marsad.link.facts import EventFacts
from marsad.link.pairs import Pair
from marsad.link.settings import figures

MADE = figures().made
Groups = tuple[tuple[str, ...], ...]
TOGETHER: Groups = (("a", "b"),)
ALONE: Groups = (("a",), ("b",))


def same(*pairs: str) -> Decided:
    """A person said of the events of each pair ("ab") that they are one."""
    return Decided(same=frozenset(couple(*pair) for pair in pairs))


def not_same(*pairs: str, also_same: tuple[str, ...] = ()) -> Decided:
    return Decided(same=same(*also_same).same, not_same=frozenset(couple(*pair) for pair in pairs))


def grouped(events: dict[str, EventFacts], *pairs: Pair, decided: Decided = Decided()) -> Clustering:  # noqa: B008
    return cluster(events, pairs, decided)


TOWN = by_key(told("a"), told("b"), told("c"), told("d"))


# Links


@pytest.mark.parametrize(
    ("weight", "groups"),
    [(MADE, TOGETHER), (MADE + 5, TOGETHER), (MADE - 0.001, ALONE), (-4.0, ALONE)],
)
def test_a_link_of_weight_enough_is_made(weight: float, groups: Groups) -> None:
    events = by_key(told("a"), told("b"))
    assert grouped(events, link("a", "b", weight)) == Clustering(groups, {})


def test_the_weight_from_which_links_are_made_can_be_set() -> None:
    events = by_key(told("a"), told("b"))
    assert cluster(events, [link("a", "b", 3.0)], made=3.5).groups == (("a",), ("b",))
    assert cluster(events, [link("a", "b", -0.5)], made=-1.0).groups == (("a", "b"),)


def test_events_without_links_are_incidents_of_their_own() -> None:
    assert grouped(TOWN).groups == (("a",), ("b",), ("c",), ("d",))
    assert grouped({}).groups == ()


def test_pairs_and_decisions_about_events_that_are_gone_are_passed_over() -> None:
    events = by_key(told("a"), told("b"))
    pairs = [link("a", "b", 3.0), link("a", "z", 9.0)]
    assert cluster(events, pairs, not_same("bz", also_same=("az", "yz"))) == Clustering((("a", "b"),), {})


def test_links_chain_where_nothing_speaks_against_it() -> None:
    pairs = [link("a", "b", 4.0), link("b", "c", 3.0), link("c", "d", 2.0)]
    assert grouped(TOWN, *pairs, link("a", "c", 0.5), link("b", "d", 0.0)).groups == (("a", "b", "c", "d"),)


# Plain differences


def test_no_chain_leads_over_two_towns() -> None:
    """The governorate fits both towns, but then the towns would be one incident."""
    events = by_key(told("a"), told("b", at="province"), told("c", at="neighbour"))
    done = grouped(events, link("a", "b", 5.0), link("b", "c", 3.0))
    assert done.groups == (("a", "b"), ("c",))
    assert done.refused == {("b", "c"): "ambiguous"}
    clear = grouped(events, link("a", "b", 5.0), link("a", "c", 4.0))
    assert clear == Clustering((("a", "b"), ("c",)), {("a", "c"): "place"})


def test_no_chain_leads_over_two_days() -> None:
    events = by_key(told("a"), told("b", until=1), told("c", on=1))
    done = grouped(events, link("a", "b", 3.0), link("b", "c", 5.0))
    assert done.groups == (("a",), ("b", "c"))
    assert done.refused == {("a", "b"): "day"}


def test_two_passages_of_one_report_stay_two_incidents() -> None:
    events = by_key(told("a", "r"), told("b", "r"), told("c"))
    done = grouped(events, link("a", "c", 5.0), link("b", "c", 4.0))
    assert done.groups == (("a", "c"), ("b",))
    assert done.refused == {("b", "c"): "report"}


@pytest.mark.parametrize(
    ("difference", "changes"),
    [("day", {"on": 1}), ("place", {"at": "neighbour"}), ("report", {"report": "r"})],
)
def test_a_plain_difference_outranks_any_weight(difference: str, changes: dict[str, object]) -> None:
    events = by_key(told("a", "r"), told("b", **changes))  # type: ignore[arg-type]
    assert grouped(events, link("a", "b", 99.0)) == Clustering((("a",), ("b",)), {("a", "b"): difference})


# Groups as wholes


def test_groups_that_do_not_fit_as_wholes_are_not_joined_by_one_link() -> None:
    pairs = [link("a", "b", 9.0), link("c", "d", 9.0), link("b", "c", MADE)]
    done = grouped(TOWN, *pairs)
    assert done.groups == (("a", "b"), ("c", "d"))
    assert done.refused == {("b", "c"): "group"}


def test_a_group_is_judged_by_the_average_of_all_its_pairs() -> None:
    unweighed = figures().unweighed
    enough = 4 * figures().average - 3 * unweighed  # what the one weighed pair of four has to bring
    assert enough > MADE
    pair = [link("a", "b", 20.0), link("c", "d", 20.0)]
    assert grouped(TOWN, *pair, link("b", "c", enough + 0.01)).groups == (("a", "b", "c", "d"),)
    assert grouped(TOWN, *pair, link("b", "c", enough - 0.01)).groups == (("a", "b"), ("c", "d"))


def test_a_refused_link_is_forgotten_where_further_reports_bring_its_groups_together() -> None:
    events = {**TOWN, **by_key(told("e"))}
    pairs = [link("a", "b", 9.0), link("c", "d", 9.0), link("b", "c", 3.0)]
    assert grouped(events, *pairs).refused == {("b", "c"): "group"}
    more = [link("c", "e", 2.9), link("d", "e", 2.9), link("a", "e", 2.8), link("b", "e", 2.8)]
    assert grouped(events, *pairs, *more) == Clustering((("a", "b", "c", "d", "e"),), {})


def test_the_strongest_link_is_made_first() -> None:
    """ "b" fits either passage of one report; the better one has it, whichever name comes first."""
    events = by_key(told("a", "r"), told("c", "r"), told("b"))
    assert grouped(events, link("a", "b", 3.0), link("b", "c", 3.5)).groups == (("a",), ("b", "c"))
    assert grouped(events, link("a", "b", 3.5), link("b", "c", 3.0)).groups == (("a", "b"), ("c",))


# Decisions


def test_a_person_joins_what_is_plainly_apart() -> None:
    events = by_key(told("a"), told("b", on=9, at="far"))
    assert grouped(events, decided=same("ab")) == Clustering((("a", "b"),), {})


def test_a_person_parts_what_is_alike() -> None:
    done = grouped(TOWN, link("a", "b", 99.0), decided=not_same("ab"))
    assert done.groups == (("a",), ("b",), ("c",), ("d",))
    assert done.refused == {("a", "b"): "person"}


def test_what_a_person_parted_is_not_joined_through_a_third() -> None:
    pairs = [link("a", "b", 5.0), link("b", "c", 4.0), link("a", "c", 9.0)]
    done = grouped(TOWN, *pairs, decided=not_same("ac"))
    assert done.groups == (("a", "b"), ("c",), ("d",))
    assert done.refused == {("a", "c"): "person", ("b", "c"): "person"}


def test_two_that_people_parted_are_not_joined_by_their_word_on_a_third() -> None:
    done = grouped(TOWN, decided=not_same("ac", also_same=("ab", "bc")))
    assert not any({"a", "c"} <= set(group) for group in done.groups)
    assert ("a", "b") in done.groups


def test_what_a_person_joined_still_takes_part_in_plain_differences() -> None:
    """ "b" belongs to the far village now; a third event of the town is not joined to it."""
    events = by_key(told("a", at="far"), told("b"), told("c"))
    done = grouped(events, link("b", "c", 9.0), decided=same("ab"))
    assert done.groups == (("a", "b"), ("c",))
    assert done.refused == {("b", "c"): "place"}


# Reports without a date


def test_a_late_report_is_joined_only_where_it_is_borne_out() -> None:
    one = told("a", killed=3, quote="قُتل ثلاثة مدنيين بقصف على السوق")
    other = told("b", on=1, date_basis="published", killed=3, quote="الحصيلة ثلاثة بعد سقوط قذائف")
    form = told("c", on=1, date_basis="published", killed=3, quote="قُتل ثلاثة مدنيين بقصف على السوق")
    borne_out = link("a", "b", 2.0, when="late", killed="same-high")
    copied = link("a", "c", 9.0, when="late", killed="same-high")
    assert grouped(by_key(one, other), borne_out).groups == (("a", "b"),)
    assert grouped(by_key(one, form), copied) == Clustering((("a",), ("c",)), {("a", "c"): "late"})


# Events that tell no place of their own


VAGUE = by_key(told("a"), told("c", at="neighbour"), told("v", at="province"))


def test_a_vague_event_that_fits_two_incidents_stays_alone_and_is_told() -> None:
    done = grouped(VAGUE, link("a", "v", 3.0), link("c", "v", 3.0 + figures().lead - 0.1))
    assert done.groups == (("a",), ("c",), ("v",))
    assert done.refused == {("a", "v"): "ambiguous", ("c", "v"): "ambiguous"}


def test_a_vague_event_joins_the_incident_that_leads_clearly() -> None:
    done = grouped(VAGUE, link("a", "v", 3.0), link("c", "v", 3.0 + figures().lead))
    assert done.groups == (("a",), ("c", "v"))
    assert done.refused == {("a", "v"): "ambiguous"}


def test_two_reports_of_one_incident_are_no_rivals() -> None:
    events = by_key(told("a"), told("b"), told("v", at="province"))
    done = grouped(events, link("a", "b", 5.0), link("a", "v", 3.0), link("b", "v", 2.9))
    assert done.groups == (("a", "b", "v"),)


@pytest.mark.parametrize("names", ["tuv", "vut", "abz", "zya"])
def test_two_vague_events_of_one_incident_both_join_it(names: str) -> None:
    """The first to join must not look like a rival to the second, whatever their names are."""
    first, second, placed = names
    events = by_key(told(first, at="province"), told(second, at="valley"), told(placed))
    done = grouped(events, link(first, placed, 4.0), link(second, placed, 3.0), link(first, second, 0.5))
    assert done == Clustering((tuple(sorted(names)),), {})


def test_two_vague_events_are_no_case_for_doubt() -> None:
    events = by_key(told("u", at="province"), told("v", at="province"))
    assert grouped(events, link("u", "v", 3.0)).groups == (("u", "v"),)


# What holds of every outcome


KEYS = "abcdefgh"
FACTS = st.fixed_dictionaries(
    {
        "on": st.sampled_from([0, 0, 0, 1, 2]),
        "until": st.none(),
        "rule": st.sampled_from(["day", "night", "dawn"]),
        "at": st.sampled_from(["town", "town", "quarter", "neighbour", "valley", "province", None]),
        "date_basis": st.sampled_from(["read", "published", "context"]),
        "report": st.sampled_from("rst"),
        "killed": st.sampled_from([None, 3]),
    }
)
PAIRS = st.lists(
    st.tuples(
        st.sampled_from(list(combinations(KEYS, 2))),
        st.floats(-2, 9).map(lambda weight: round(weight, 3)),
        st.sampled_from(["same-day", "same-day", "night", "late"]),
    ),
    unique_by=lambda pair: pair[0],
    max_size=28,
)
COUPLES = st.frozensets(st.sampled_from(list(combinations(KEYS, 2))), max_size=3)


def events_of(fields: list[dict[str, object]]) -> dict[str, EventFacts]:
    return by_key(*(told(key, **changes) for key, changes in zip(KEYS, fields, strict=False)))  # type: ignore[arg-type]


def pairs_of(drawn: list[tuple[tuple[str, str], float, str]]) -> list[Pair]:
    return [link(*ends, weight, when=when) for ends, weight, when in drawn]


@settings(deadline=None)  # the first example loads the tables
@given(st.lists(FACTS, max_size=8), PAIRS, COUPLES, COUPLES, st.integers(0, 99))
def test_the_order_of_arrival_changes_nothing(
    fields: list[dict[str, object]],
    drawn: list[tuple[tuple[str, str], float, str]],
    joined: frozenset[tuple[str, str]],
    parted: frozenset[tuple[str, str]],
    seed: int,
) -> None:
    events, pairs, decided = events_of(fields), pairs_of(drawn), Decided(joined, parted)
    shuffled, mixed = list(events), list(pairs)
    random.Random(seed).shuffle(shuffled)
    random.Random(seed + 1).shuffle(mixed)
    assert cluster({key: events[key] for key in shuffled}, mixed, decided) == cluster(events, pairs, decided)


@settings(deadline=None)  # the first example loads the tables
@given(st.lists(FACTS, max_size=8), PAIRS, COUPLES, COUPLES)
def test_every_event_is_in_one_incident_and_no_link_stays_unexplained(
    fields: list[dict[str, object]],
    drawn: list[tuple[tuple[str, str], float, str]],
    joined: frozenset[tuple[str, str]],
    parted: frozenset[tuple[str, str]],
) -> None:
    events, pairs = events_of(fields), pairs_of(drawn)
    done = cluster(events, pairs, Decided(joined, parted))
    assert sorted(key for group in done.groups for key in group) == sorted(events)
    assert list(done.groups) == sorted(tuple(sorted(group)) for group in done.groups)
    where = {key: group for group in done.groups for key in group}
    assert [c for c in done.refused if where[c[0]] == where[c[1]]] == []
    strong = {(p.left, p.right) for p in pairs if p.weight >= MADE and {p.left, p.right} <= set(events)}
    assert set(done.refused) == {c for c in strong if where[c[0]] != where[c[1]]}


@settings(deadline=None)  # the first example loads the tables
@given(st.lists(FACTS, max_size=8), PAIRS, COUPLES, COUPLES)
def test_no_incident_holds_a_plain_difference_but_by_a_person(
    fields: list[dict[str, object]],
    drawn: list[tuple[tuple[str, str], float, str]],
    joined: frozenset[tuple[str, str]],
    parted: frozenset[tuple[str, str]],
) -> None:
    events = events_of(fields)
    decided = Decided(joined, parted)
    by_people = {key: group for group in cluster(events, (), decided).groups for key in group}
    for group in cluster(events, pairs_of(drawn), decided).groups:
        for one, other in combinations(group, 2):
            assert (one, other) not in parted
            if plainly_apart(events[one], events[other]) is not None:
                assert by_people[one] == by_people[other] or _said_to_be_one(one, other, joined)


def _said_to_be_one(one: str, other: str, joined: frozenset[tuple[str, str]]) -> bool:
    return couple(one, other) in joined


@settings(deadline=None)  # the first example loads the tables
@given(st.lists(FACTS, max_size=8), PAIRS)
def test_what_people_said_holds_whatever_was_weighed(
    fields: list[dict[str, object]], drawn: list[tuple[tuple[str, str], float, str]]
) -> None:
    events = events_of(fields)
    where = {
        key: group
        for group in cluster(events, pairs_of(drawn), not_same("ac", "bd", also_same=("ab", "gh"))).groups
        for key in group
    }
    for one, other, together in (("a", "b", True), ("g", "h", True), ("a", "c", False), ("b", "d", False)):
        if one in events and other in events:
            assert (where[one] == where[other]) is together
