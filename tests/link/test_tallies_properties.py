"""What holds of every reconciliation, whatever goes in."""

from __future__ import annotations

import random
import time

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.link.tallies import Comparison, Reconciliation, RecordedIncident
from marsad.model import Count
from tallykit import NORTH_EAST, PLACES, beside, incident, published

DAYS = [
    "2024-12-28",
    "2024-12-31",
    "2025-01-01",
    "2025-03-05",
    "2025-03-06",
    "2025-09-22",
    "2025-09-25",
    None,
]
DOERS = [(), ("islamic-state",), ("sdf",), ("asayish",), ("islamic-state", "sdf")]
INCIDENTS = st.fixed_dictionaries(
    {
        "day": st.sampled_from(DAYS),
        "place": st.sampled_from([*PLACES, None]),
        "kind": st.sampled_from(["attack", "armed-clash", "killing", "meeting", "arrest"]),
        "initiators": st.sampled_from(
            [(), ("islamic-state",), ("sdf",), ("asayish",), ("islamic-state", "sdf")]
        ),
        "contested": st.booleans(),
        "killed": st.sampled_from([None, Count(0, 0), Count(2, 4), Count(1, None)]),
        "status": st.sampled_from(["reported", "claimed", "denied", "planned"]),
    }
)
AREAS = [NORTH_EAST, "ريف دير الزور", "دير الزور", "سوريا", "مناطق سيطرة قسد", "كوكب المريخ", None]
TALLIES = st.fixed_dictionaries(
    {
        "count": st.sampled_from([3, 5, Count(3, None), Count(2, 6)]),
        "claimant": st.sampled_from(["sohr", "snhr", None]),
        "type": st.sampled_from(["attack", "fighting", "killing", None]),
        "actor": st.sampled_from(["islamic-state", "sdf", None]),
        "area": st.sampled_from(AREAS),
        "start": st.sampled_from(["2025-01-01", "2025-03-05", None]),
        "end": st.sampled_from(["2025-03-05", "2025-09-22", "2024-01-01"]),
        "measure": st.sampled_from(["events", "killed"]),
        "parts": st.sampled_from([{}, {"دير الزور": 2}, {"ريف دير الزور": 2, "الحسكة": 4}]),
    }
)


def _made(
    incidents: list[dict[str, object]], tallies: list[dict[str, object]], seed: int | None = None
) -> Reconciliation:
    ones = [
        incident(f"i{n}", **fields)  # type: ignore[arg-type]
        for n, fields in enumerate(incidents)
    ]
    given_tallies = [
        published(f"t{n}", doc=f"d{n % 3}", **fields)  # type: ignore[arg-type, call-overload]
        for n, fields in enumerate(tallies)
    ]
    if seed is not None:
        random.Random(seed).shuffle(ones)
        random.Random(seed).shuffle(given_tallies)
    return beside(given_tallies, *ones)


@settings(max_examples=40, deadline=None)
@given(st.lists(INCIDENTS, max_size=12), st.lists(TALLIES, min_size=1, max_size=5), st.integers(0, 99))
def test_the_order_of_the_inputs_does_not_matter(
    incidents: list[dict[str, object]], tallies: list[dict[str, object]], seed: int
) -> None:
    assert _made(incidents, tallies) == _made(incidents, tallies, seed)


def _comparisons(result: Reconciliation) -> list[Comparison]:
    found = []
    for tally in result.tallies:
        found += [tally.total, *tally.parts, *([tally.rest] if tally.rest else [])]
    return found + [s.comparison for series in result.series for s in series.steps if s.comparison]


@settings(max_examples=60, deadline=None)
@given(st.lists(INCIDENTS, max_size=12), st.lists(TALLIES, min_size=1, max_size=5))
def test_figures_are_consistent(incidents: list[dict[str, object]], tallies: list[dict[str, object]]) -> None:
    result = _made(incidents, tallies)
    for made in _comparisons(result):
        possible, outside = {n.id for n in made.possible}, {n.id for n in made.outside}
        assert not set(made.recorded) & possible
        assert not (set(made.recorded) | possible) & outside
        assert len(made.recorded) == len(set(made.recorded))
        assert all(near.reasons for near in (*made.possible, *made.outside))
        assert set(made.silent) <= set(made.recorded) | possible
        if made.missing is not None and None not in made.missing:
            assert made.missing.least <= made.missing.most  # type: ignore[operator]
    for tally in result.tallies:
        known = set(tally.total.recorded) | {n.id for n in tally.total.possible}
        if tally.rest is not None and tally.rest.outcome != "undecided":
            rest = set(tally.rest.recorded) | {n.id for n in tally.rest.possible}
            assert rest <= known
            assert not rest & {name for part in tally.parts for name in part.recorded}
            # Nothing of the total is lost between the parts and the rest.
            in_parts = {n for p in tally.parts for n in (*p.recorded, *(x.id for x in p.possible))}
            assert known <= rest | in_parts


@settings(max_examples=30, deadline=None)
@given(st.lists(INCIDENTS, max_size=8), st.lists(TALLIES, min_size=1, max_size=3))
def test_results_go_to_json_and_back(
    incidents: list[dict[str, object]], tallies: list[dict[str, object]]
) -> None:
    result = _made(incidents, tallies)
    assert msgspec.json.decode(msgspec.json.encode(result), type=Reconciliation) == result


def test_many_totals_beside_many_incidents_take_little_time() -> None:
    days = [f"2025-{m:02}-{d:02}" for m in range(1, 13) for d in range(1, 29)]
    random.seed(4)
    base = [incident(str(i), days[i % len(days)], place) for i, place in enumerate([*PLACES] * 20)]
    incidents: list[RecordedIncident] = [
        msgspec.structs.replace(random.choice(base), id=str(n)) for n in range(10_000)
    ]
    tallies = [
        published(f"t{n}", n, end=days[50 + n % 200], area=area)
        for n, area in enumerate(["ريف دير الزور", NORTH_EAST, "سوريا", "درعا"] * 50)
    ]
    began = time.process_time()
    beside(tallies, *incidents)
    assert time.process_time() - began < 5
