"""The scorer counts what it says; each case changes one thing in an answer that is right."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.figures import draws, figures_of, interval
from evaluation.matching import distance_km, likeness, pair_events, same_time, telling_words
from evaluation.scoring import MEASURES, Count, score_report

Record = dict[str, Any]


def place(name: str, lat: float | None = None, lon: float | None = None, **more: Any) -> Record:
    return {"role": "site", "name": name, "lat": lat, "lon": lon, "precision": "settlement", **more}


def event(**changes: Any) -> Record:
    return {
        "type": "shelling",
        "start": "2024-05-02",
        "end": "2024-05-02",
        "places": [place("مدينة سراقب", 35.86, 36.80)],
        "actors": [
            {"role": "initiator", "id": "sdf", "name": "قسد", "count": None},
            {"role": "target", "id": "civilians", "name": "مدنيون", "count": 2},
        ],
        "casualties": {"killed": [2, 2]},
        "items": [{"item": "mortar", "count": None}],
        "status": "reported",
        "quote": "قصف سراقب",
        **changes,
    }


def record(*events: Record, **more: Any) -> Record:
    return {"doc": "r", "text": "قصف سراقب وقصف معرة مصرين", "events": list(events), **more}


TALLY = {"measure": "events", "count": [7, 7], "parts": [{"area": "الرقة", "count": [3, 3]}]}
RELATION = {"type": "cooperation", "from": "sdf", "to": "global-coalition", "forms": ["arms", "training"]}


def test_an_answer_like_gold_is_right_in_every_measure() -> None:
    gold = record(event(), tallies=[TALLY], relations=[RELATION])
    score = score_report(gold, copy.deepcopy(gold))
    assert score.is_right
    assert {name for name, count in score.counts.items() if count.f1 == 1.0} == set(MEASURES) - {"quiet"}


@pytest.mark.parametrize(
    ("change", "wrong", "breaks_strict"),
    [
        ({"type": "airstrike"}, "type", True),
        ({"end": "2024-05-03"}, "dates", True),
        ({"actors": [{"role": "target", "id": "civilians", "name": "مدنيون"}]}, "initiator", True),
        ({"actors": [{"role": "initiator", "id": "sdf", "name": "قسد"}]}, "target", True),
        ({"casualties": {"killed": [2, None]}}, "casualties", True),
        ({"casualties": {"killed": [2, 2], "injured": [1, 1]}}, "casualties", True),
        ({"items": [{"item": "mortar", "count": [3, 3]}]}, "items", False),
        ({"status": "denied"}, "status", False),
    ],
)
def test_a_wrong_field_is_counted_under_its_name(change: Record, wrong: str, breaks_strict: bool) -> None:
    score = score_report(record(event()), record(event(**change)))
    assert score.counts["events"] == Count(1, 1, 1)
    assert score.pairs[0].wrong == [wrong]
    assert score.counts["strict"].hit == (0 if breaks_strict else 1)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "meeting"},
        {"start": "2024-05-05", "end": "2024-05-05"},
        {"start": None, "end": None},
        {"places": [place("سراقب", 35.99, 36.80)]},
        {"places": [place("معرة مصرين")]},
        {"places": []},
    ],
)
def test_another_class_time_or_place_is_another_event(change: Record) -> None:
    score = score_report(record(event()), record(event(**change)))
    assert score.counts["events"] == Count(0, 1, 1)
    assert score.counts["strict"] == Count(0, 1, 1)
    assert not score.is_right


@pytest.mark.parametrize(
    "change",
    [
        {"start": "2024-05-03", "end": "2024-05-03"},
        {"places": [place("البلدة", 35.90, 36.85)]},
        {"places": [place("سراقب")]},
        {"places": [place("إدلب", 35.93, 36.63), place("سراقب", 35.86, 36.80, role="via")]},
    ],
)
def test_a_day_off_a_few_kilometres_or_another_spelling_is_the_same_event(change: Record) -> None:
    assert score_report(record(event()), record(event(**change))).counts["events"].hit == 1


def test_a_wider_gold_place_allows_a_longer_distance() -> None:
    far = event(places=[place("سراقب", 36.1, 36.80)])
    for precision, found in (("settlement", 0), ("area", 1), ("governorate", 1)):
        gold = event(places=[place("سراقب", 35.86, 36.80, precision=precision)])
        assert score_report(record(gold), record(far)).counts["events"].hit == found


def test_a_part_of_an_actor_may_be_named_for_the_whole() -> None:
    gold = event(actors=[{"role": "initiator", "id": "us-forces", "name": "القوات الأمريكية"}])
    read = event(actors=[{"role": "initiator", "id": "global-coalition", "name": "التحالف"}])
    assert score_report(record(gold), record(read)).is_right


def test_an_actor_without_an_id_is_not_compared() -> None:
    gold = event(actors=[{"role": "initiator", "id": None, "name": "مهربون"}])
    counts = score_report(record(gold), record(event(actors=[]))).counts
    assert counts["initiator"] == Count()
    assert counts["strict"].hit == 1


def test_pairs_go_to_the_most_alike_and_each_event_has_one() -> None:
    first, second = event(), event(casualties={"killed": [5, 5]})
    assert pair_events([first, second], [second, first, first], "") == [(0, 1), (1, 0)]


def test_the_quote_decides_between_events_that_are_otherwise_alike() -> None:
    text = "قصف سراقب صباحاً ثم قصف سراقب مساءً"
    one, other = event(quote="قصف سراقب صباحاً"), event(quote="قصف سراقب مساءً")
    assert likeness(one, one, text) > likeness(one, other, text)


def test_tallies_and_their_parts_are_counted_apart() -> None:
    read = {**TALLY, "parts": [{"area": "الرقة", "count": [4, 4]}]}
    counts = score_report(record(tallies=[TALLY]), record(tallies=[read])).counts
    assert counts["tallies"] == Count(1, 2, 2)


def test_cooperation_has_no_direction_and_hostility_has() -> None:
    turned = {**RELATION, "from": "global-coalition", "to": "sdf", "forms": ["arms"]}
    assert score_report(record(relations=[RELATION]), record(relations=[turned])).counts[
        "relations"
    ] == Count(1, 2, 1)
    hostile, back = ({**r, "type": "hostility", "forms": []} for r in (RELATION, turned))
    assert score_report(record(relations=[hostile]), record(relations=[back])).counts["relations"].hit == 0


def test_quiet_looks_at_reports_without_an_event() -> None:
    assert score_report(record(), record()).counts["quiet"] == Count(1, 1, 1)
    assert score_report(record(), record(event())).counts["quiet"] == Count(0, 1, 1)
    assert score_report(record(event()), record()).counts["quiet"] == Count()


def test_no_answer_is_an_empty_answer() -> None:
    assert score_report(record(event(), tallies=[TALLY]), {}).counts["tallies"] == Count(0, 2, 0)


@pytest.mark.parametrize(
    ("gold", "read", "same"),
    [
        (("2024-05-01", "2024-05-03"), ("2024-05-04", "2024-05-06"), True),
        (("2024-05-01", "2024-05-03"), ("2024-05-05", "2024-05-06"), False),
        (("2024-05-04", "2024-05-06"), ("2024-05-01", "2024-05-03"), True),
        (("2024-05-01", None), ("2024-05-02", None), True),
        ((None, None), ("2024-05-02", "2024-05-02"), True),
        (("2024-05-01", "2024-05-01"), ("soon", "soon"), False),
    ],
)
def test_time_matches_within_a_day(gold: Any, read: Any, same: bool) -> None:
    one, other = ({"start": start, "end": end} for start, end in (gold, read))
    assert same_time(one, other) is same


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("مدينة الرقة", {"رقه"}),
        ("ريف دير الزور الشرقي", {"دير", "زور"}),
        ("قاعدة", {"قاعده"}),
        ("قَسْـرك", {"قسرك"}),
        ("", set()),
        (None, set()),
    ],
)
def test_a_place_is_told_by_the_words_that_are_not_generic(name: str | None, words: set[str]) -> None:
    assert telling_words(name) == words


def test_distance_is_in_kilometres() -> None:
    damascus, aleppo = place("دمشق", 33.513, 36.292), place("حلب", 36.202, 37.160)
    assert distance_km(damascus, aleppo) == pytest.approx(309, abs=2)
    assert distance_km(damascus, place("حلب")) is None


def test_figures_add_up_over_reports() -> None:
    good, bad = (score_report(record(event()), answer).counts for answer in (record(event()), {}))
    figure = figures_of([good, good, bad, good])["events"]
    assert (figure.gold, figure.read, figure.precision, figure.recall) == (4, 3, 1.0, 0.75)
    assert figure.f1 == pytest.approx(6 / 7)
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low < 6 / 7 < figure.high == 1.0


def test_a_measure_with_nothing_to_score_has_no_figure() -> None:
    figure = figures_of([score_report(record(event()), {}).counts])["quiet"]
    assert (figure.f1, figure.low, figure.high) == (None, None, None)
    assert figures_of([])["events"].f1 is None


def test_resamples_are_the_same_in_every_run_and_keep_the_size() -> None:
    assert draws(9) == draws(9)
    assert {sum(sample.values()) for sample in draws(9)} == {9}


def test_the_interval_holds_the_middle_of_the_values() -> None:
    assert interval([n / 1000 for n in range(1000)]) == (0.025, 0.974)
    assert interval([]) == (None, None)


EVENTS = st.lists(
    st.builds(
        event,
        type=st.sampled_from(["shelling", "airstrike", "meeting"]),
        start=st.sampled_from([None, "2024-05-02", "2024-05-03"]),
        casualties=st.dictionaries(st.sampled_from(["killed", "injured"]), st.just([1, 2])),
    ),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(gold=EVENTS, read=EVENTS)
def test_pairs_are_one_to_one_and_no_measure_has_more_hits_than_there_is(
    gold: list[Record], read: list[Record]
) -> None:
    score = score_report(record(*gold), record(*read))
    both = [pair for pair in score.pairs if pair.gold is not None and pair.read is not None]
    assert len(score.pairs) == len(gold) + len(read) - len(both)
    assert all(count.hit <= min(count.gold, count.read) for count in score.counts.values())
    used = Counter(id(pair.read) for pair in both)
    assert max(used.values(), default=1) == 1
