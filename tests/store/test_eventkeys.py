"""Which event of a new reading is which event of the old one."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.model import Event, Evidence, Place
from marsad.store.eventkeys import Told, carried_keys, key_stem, number_of

TEXT = "قصف الطيران بلدة أ وبلدة ب. انفجرت عبوة في بلدة ج فقتل اثنان."


def event(
    quote: str,
    *,
    word: str = "",
    kind: str = "airstrike",
    group: str = "strikes",
    place: str = "",
    day: str | None = "2026-01-01",
    text: str = TEXT,
) -> Event:
    first = text.index(word or quote)
    places = (Place(role="site", name=place),) if place else ()
    evidence = (Evidence("type", first, first + len(word or quote)),)
    return Event(
        type=kind, event_class=group, start=day, end=day, quote=quote, places=places, evidence=evidence
    )


STRIKES = "قصف الطيران بلدة أ وبلدة ب"
BLAST = "انفجرت عبوة في بلدة ج"


def carry(
    old: list[Event], new: list[Event], *, old_text: str = TEXT, new_text: str = TEXT
) -> list[int | None]:
    """For each new event the place (from 1) of the old one whose key it gets."""
    keys = [f"k-{number}" for number, _ in enumerate(old, 1)]
    found = carried_keys(Told(old_text, old), keys, Told(new_text, new))
    return [key and number_of(key) for key in found]


def test_the_same_reading_gives_the_same_keys() -> None:
    events = [event(STRIKES, place="أ"), event(STRIKES, place="ب"), event(BLAST, kind="explosion")]
    assert carry(events, events) == [1, 2, 3]
    assert carry(events, events[::-1]) == [3, 2, 1]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (event(BLAST, kind="remote-explosive"), 1),  # another type of the class, in the same words
        (event("انفجرت عبوة في بلدة ج فقتل اثنان", kind="explosion"), 1),  # a longer quote
        (event(BLAST, kind="explosion", day="2025-12-31"), 1),  # the day was read wrongly before
        (event(BLAST, kind="arrest", group="coercion"), None),
        (event(STRIKES, kind="explosion"), None),
    ],
)
def test_in_the_same_text_words_and_class_tell(new: Event, expected: int | None) -> None:
    assert carry([event(BLAST, kind="explosion", place="ج")], [new]) == [expected]


def test_events_of_one_sentence_are_told_apart_by_their_places() -> None:
    old = [event(STRIKES, place="أ"), event(STRIKES, place="ب")]
    assert carry(old, [event(STRIKES, place="ب")]) == [2]
    assert carry(old, [event(STRIKES, place="ب"), event(STRIKES, place="د"), event(STRIKES, place="أ")]) == [
        2,
        None,
        1,
    ]


EDITED = "تصحيح: انفجرت عبوة في بلدة ج فقتل ثلاثة وجرح آخرون."


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 1),
        ({"kind": "remote-explosive"}, 1),
        ({"day": None}, 1),
        ({"day": "2026-01-02"}, None),
        ({"place": "د"}, None),
        ({"quote": "فقتل ثلاثة وجرح آخرون"}, None),
        ({"kind": "arrest", "group": "coercion"}, None),
    ],
)
def test_across_versions_day_place_and_words_must_agree(
    changes: dict[str, str | None], expected: int | None
) -> None:
    old = event(BLAST, kind="explosion", place="ج")
    told: dict[str, str | None] = {"quote": BLAST, "kind": "explosion", "place": "ج", **changes}
    new = event(**told, text=EDITED)  # type: ignore[arg-type]
    assert carry([old], [new], new_text=EDITED) == [expected]


@st.composite
def _readings(draw: st.DrawFn) -> list[Event]:
    quotes = st.sampled_from([STRIKES, BLAST, "قصف الطيران", "بلدة ج فقتل"])
    made = st.builds(
        event, quotes, kind=st.sampled_from(["airstrike", "shelling"]), place=st.sampled_from(["أ", "ب", ""])
    )
    return draw(st.lists(made, max_size=6))


@given(_readings(), _readings(), st.booleans())
def test_no_key_is_given_twice_or_made_up(old: list[Event], new: list[Event], edited: bool) -> None:
    found = carry(old, new, new_text=f"{TEXT} زيادة" if edited else TEXT)
    given_keys = [number for number in found if number is not None]
    assert len(set(given_keys)) == len(given_keys)
    assert set(given_keys) <= set(range(1, len(old) + 1))
    assert len(found) == len(new)


@given(_readings())
def test_reading_again_with_the_same_result_keeps_every_key(events: list[Event]) -> None:
    # Events that are alike in all ways are one happening to this test: their order among each other is free.
    found = carry(events, events)
    assert None not in found
    for event_, number in zip(events, found, strict=True):
        assert number is not None
        assert msgspec.to_builtins(events[number - 1]) == msgspec.to_builtins(event_)


def test_keys_begin_with_source_and_report() -> None:
    assert key_stem("a", "b") != key_stem("a", "c")
    assert len(key_stem("a", "b")) == 16
