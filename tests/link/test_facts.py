"""What linking looks at in an event."""

from __future__ import annotations

from datetime import date

import pytest

from linkkit import day, event, place, told
from marsad.link.facts import allies_of, kinds_of
from marsad.model import Event

TODAY = date.fromisoformat(day(0)).toordinal()


@pytest.mark.parametrize(
    ("rule", "begin", "end"),
    [
        ("day", 0, 24),
        ("today+dawn", 0, 8),
        ("weekday+morning", 4, 13),
        ("noon", 10, 16),
        ("yesterday+evening", 16, 25),
        ("last-night", 16, 32),
        ("this-night", -8, 32),
        ("weekday+night", -8, 32),
        ("today+weekday+midnight", -2, 6),
        ("clock+night", -8, 32),
    ],
)
def test_words_for_the_time_leave_hours_open(rule: str, begin: int, end: int) -> None:
    facts = told("a", rule=rule)
    assert (facts.from_hour, facts.to_hour) == (TODAY * 24 + begin, TODAY * 24 + end)


def test_several_days_are_open_from_the_first_to_the_last_whatever_the_hour() -> None:
    facts = told("a", on=0, until=2, rule="weekday+dawn")
    assert (facts.first_day, facts.last_day) == (TODAY, TODAY + 2)
    assert (facts.from_hour, facts.to_hour) == (TODAY * 24, (TODAY + 3) * 24)


def test_a_day_of_publication_tells_no_hour() -> None:
    facts = told("a", date_basis="published", rule="today+dawn")
    assert facts.published_basis
    assert not facts.exact_day
    assert (facts.from_hour, facts.to_hour) == (TODAY * 24, (TODAY + 1) * 24)


def test_an_event_without_a_day_has_none() -> None:
    facts = told("a", on=None)
    assert (facts.first_day, facts.last_day, facts.from_hour, facts.to_hour) == (None,) * 4
    assert not facts.exact_day


@pytest.mark.parametrize(
    ("precision", "basis", "exact"),
    [("hour", "read", True), ("day", "read", True), ("day", "context", True), ("day", "published", False),
     ("week", "read", False), ("month", "read", False)],
)  # fmt: skip
def test_a_day_is_exact_where_the_text_tells_it(precision: str, basis: str, exact: bool) -> None:
    assert told("a", date_precision=precision, date_basis=basis).exact_day is exact


# Places


@pytest.mark.parametrize(
    ("at", "exact", "site", "located"),
    [
        ("town", True, False, True),
        ("quarter", True, True, True),
        ("valley", False, False, True),
        ("province", False, False, True),
        ("hamlet", True, False, False),
    ],
)
def test_how_exactly_a_place_is_told(at: str, exact: bool, site: bool, located: bool) -> None:
    facts = told("a", at=at)
    assert (facts.exact_place, facts.site, facts.lat is not None) == (exact, site, located)


def test_the_centre_of_a_small_enclosing_place_may_stand_in() -> None:
    """The town's centre tells where an unknown quarter is; a province's tells nothing of a village."""
    near = told("a", places=(place("town", name="حارة", basis="parent"),))
    assert near.lat == 36.0
    assert told("b", at="hamlet").radius_km == 0


def test_one_place_has_one_name() -> None:
    assert told("a").place_term == "xx-town"
    assert told("a", at="hamlet").place_term == told("b", at="the hamlet").place_term == "مزرعه"
    stand_in = told("a", places=(place("hamlet", gazetteer_id="xx-north"),))
    assert stand_in.place_term == "مزرعه"
    assert told("a", at=None).place_term is None


@pytest.mark.parametrize(
    ("changes", "borrowed"),
    [({}, False), ({"date_basis": "context"}, True), ({"place_basis": "context"}, True),
     ({"date_basis": "published"}, False)],
)  # fmt: skip
def test_what_another_passage_told_is_borrowed(changes: dict[str, object], borrowed: bool) -> None:
    assert told("a", **changes).borrowed is borrowed


# Actors, counts, types


def test_actors_by_role_each_once_and_only_known_ones() -> None:
    facts = told("a", by=("sdf", "sdf"), to=("islamic-state",))
    assert (facts.initiators, facts.targets) == (("sdf",), ("islamic-state",))


def test_allies_are_parts_wholes_and_those_named_in_their_stead() -> None:
    assert "sdf" in allies_of("asayish")
    assert "asayish" in allies_of("sdf")
    assert "iran-backed-militias" in allies_of("syrian-regime")
    assert "syrian-regime" in allies_of("iranian-forces")
    assert "sdf" not in allies_of("islamic-state")
    assert "sdf" not in allies_of("sdf")
    assert allies_of("nobody-knows") == frozenset()
    assert told("a", by=("asayish",)).allies[0] == "asayish"
    assert "sdf" in told("a", by=("asayish",)).allies


def test_types_share_a_kind_where_outlets_mix_them() -> None:
    assert set(kinds_of("airstrike")) & set(kinds_of("shelling"))
    assert set(kinds_of("raid")) & set(kinds_of("arrest"))
    assert not set(kinds_of("arrest")) & set(kinds_of("airstrike"))
    assert kinds_of("a-type-without-a-row") == ("a-type-without-a-row",)


def test_counts_and_words_are_taken_over() -> None:
    made: Event = event(killed=3, injured=7, quote="قُتل ثلاثة")
    facts = told("a", killed=3, injured=7, quote="قُتل ثلاثة")
    assert (facts.killed, facts.injured) == (made.casualties.killed, made.casualties.injured)
    assert facts.quote == "قُتل ثلاثة"
    assert (facts.key, facts.report, facts.type) == ("a", "report of a", "shelling")
