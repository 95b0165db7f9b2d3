"""Plain differences: what can't be one incident, and what can."""

from __future__ import annotations

import pytest

from linkkit import place, told
from marsad.link.apart import plainly_apart

PUBLISHED = {"date_basis": "published"}
SAME_REPORT = {"report": "r"}
#: What is shown · the one event · the other · the plain difference.
EXAMPLES: list[tuple[str, dict[str, object], dict[str, object], str | None]] = [
    ("the same town on the same day", {}, {}, None),
    ("the same town on the next day", {}, {"on": 1}, "day"),
    ("stretches with a day in common", {"until": 3}, {"on": 3, "until": 6}, None),
    ("stretches that don't meet", {"until": 3}, {"on": 4, "until": 6}, "day"),
    ("no day told", {}, {"on": None}, None),
    # Nights
    ("a night under either day", {"rule": "night"}, {"on": 1, "rule": "dawn"}, None),
    ("a night and the night told under the next day", {"rule": "night"}, {"on": 1, "rule": "night"}, None),
    ("last night and this dawn", {"rule": "last-night"}, {"on": 1, "rule": "today+dawn"}, None),
    ("a night two days on", {"rule": "night"}, {"on": 2, "rule": "night"}, "day"),
    ("an evening that lasts past midnight", {"rule": "evening"}, {"on": 1, "rule": "midnight"}, None),
    ("an evening and the next dawn", {"rule": "evening"}, {"on": 1, "rule": "dawn"}, None),
    ("an evening and the next morning", {"rule": "evening"}, {"on": 1, "rule": "morning"}, "day"),
    ("an afternoon and the next dawn", {"rule": "afternoon"}, {"on": 1, "rule": "dawn"}, "day"),
    ("dawn and the evening of one day share the day", {"rule": "dawn"}, {"rule": "evening"}, None),
    ("dawn and the next night", {"rule": "dawn"}, {"on": 1, "rule": "night"}, "day"),
    # Reports without a date
    ("published the day after", {}, {"on": 1, **PUBLISHED}, None),
    ("published two days after", {}, {"on": 2, **PUBLISHED}, "day"),
    ("published on the second day after a night", {"rule": "night"}, {"on": 2, **PUBLISHED}, None),
    ("published the day before", {"on": 1}, {**PUBLISHED}, "day"),
    ("both without a date, a day apart", PUBLISHED, {"on": 1, **PUBLISHED}, None),
    # Places
    ("the next village", {}, {"at": "neighbour"}, "place"),
    ("a suburb within two kilometres", {}, {"at": "suburb"}, None),
    ("a site within its town", {}, {"at": "quarter"}, None),
    ("a site outside the town", {}, {"at": "base"}, "place"),
    ("a site and the next village", {"at": "quarter"}, {"at": "neighbour"}, "place"),
    ("a town and the governorate that holds it", {}, {"at": "province"}, None),
    ("a town and another governorate", {}, {"at": "other province"}, "place"),
    ("two governorates", {"at": "province"}, {"at": "other province"}, "place"),
    ("a far village and the valley around the town", {"at": "far"}, {"at": "valley"}, "place"),
    ("the valley and a town in it", {"at": "valley"}, {}, None),
    ("a village that no table holds, and a town of its governorate", {"at": "hamlet"}, {}, None),
    ("such a village, and another governorate", {"at": "hamlet"}, {"at": "other province"}, "place"),
    ("two such villages of two governorates", {"at": "hamlet"}, {"at": "southern hamlet"}, "place"),
    ("no place told", {}, {"at": None}, None),
    # One report
    ("two passages of one report", SAME_REPORT, SAME_REPORT, "report"),
    ("told again, place from before", SAME_REPORT, {**SAME_REPORT, "place_basis": "context"}, None),
    ("told again, day from before", SAME_REPORT, {**SAME_REPORT, "date_basis": "context"}, None),
    (
        "told again with a toll that was not told",
        SAME_REPORT,
        {**SAME_REPORT, "date_basis": "context", "killed": 3},
        None,
    ),
    (
        "another toll: another happening",
        {**SAME_REPORT, "killed": 2},
        {**SAME_REPORT, "date_basis": "context", "killed": 3},
        "report",
    ),
    (
        "others hurt: another happening",
        {**SAME_REPORT, "injured": 2},
        {**SAME_REPORT, "date_basis": "context", "injured": 3},
        "report",
    ),
    (
        "another kind: another happening",
        SAME_REPORT,
        {**SAME_REPORT, "date_basis": "context", "type": "arrest"},
        "report",
    ),
    (
        "another place: another happening",
        SAME_REPORT,
        {**SAME_REPORT, "date_basis": "context", "at": "suburb"},
        "report",
    ),
    (
        "told again on another day",
        SAME_REPORT,
        {**SAME_REPORT, "on": 1, "place_basis": "context"},
        "day",
    ),
    # The day is told before the place
    ("another day and another place", {}, {"on": 1, "at": "far"}, "day"),
    ("other words, types, actors, tolls are no plain difference",
     {"by": ("sdf",), "killed": 1}, {"type": "meeting", "by": ("islamic-state",), "killed": 90}, None),
]  # fmt: skip


@pytest.mark.parametrize(("shown", "one", "other", "difference"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_plain_differences(
    shown: str, one: dict[str, object], other: dict[str, object], difference: str | None
) -> None:
    left, right = told("a", **one), told("b", **other)  # type: ignore[arg-type]
    assert plainly_apart(left, right) == difference, shown
    assert plainly_apart(right, left) == difference, "the other way round"


def test_the_same_place_name_in_two_countries_is_two_places() -> None:
    here = told("a", places=(place("hamlet"),))
    there = told("b", places=(place("hamlet", country="YY"),))
    assert plainly_apart(here, there) == "place"
