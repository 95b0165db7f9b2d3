"""Offsets of a repaired text lead back to the text as received, and forth."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.arabic.offsetkit import OffsetMap

#: Steps between the origins of neighbouring code points: 0 is a ligature, 2 and more a cut.
steps = st.lists(st.integers(0, 4), max_size=30)


def make_map(gaps: list[int], tail: int) -> OffsetMap:
    origin = list(accumulate(gaps))
    return OffsetMap((origin[-1] + 1 if origin else 0) + tail, origin)


def test_an_unchanged_text_has_a_map_without_a_table():
    identity = OffsetMap(10)
    assert identity.is_identity
    assert identity.to_received(2, 5) == identity.to_repaired(2, 5) == (2, 5)


@pytest.mark.parametrize(
    ("span", "received"),
    [((0, 3), (0, 6)), ((1, 2), (4, 5)), ((0, 1), (0, 1)), ((1, 1), (4, 4)), ((3, 3), (7, 7))],
)
def test_a_word_leads_back_to_its_letters_and_what_cuts_them(span, received):
    # «قـ.ـصف» with seven code points: ق at 0, ص at 4, ف at 5, and a mark at the end.
    assert OffsetMap(7, [0, 4, 5]).to_received(*span) == received


def test_what_was_taken_out_has_an_empty_place_in_the_repaired_text():
    assert OffsetMap(6, [0, 4, 5]).to_repaired(1, 4) == (1, 1)


def test_offsets_outside_the_text_are_moved_to_its_bounds():
    assert OffsetMap(6, [0, 4, 5]).to_received(-3, 99) == (0, 6)
    assert OffsetMap(6, [0, 4, 5]).to_repaired(5, 2) == (2, 2)


def test_two_repairs_in_a_row_make_one_map():
    first = OffsetMap(8, [0, 2, 4, 6])
    second = OffsetMap(4, [0, 3])
    assert second.after(first).to_received(1, 2) == (6, 7)
    assert OffsetMap(4).after(first) is first
    assert second.after(OffsetMap(4)).to_received(1, 2) == (3, 4)


@given(steps, st.integers(0, 3), st.integers(0, 40), st.integers(0, 40))
def test_there_and_back_keeps_a_stretch_and_stays_inside(gaps, tail, a, b):
    offsets = make_map(gaps, tail)
    start, end = sorted((min(a, offsets.repaired_length), min(b, offsets.repaired_length)))
    first, last = offsets.to_received(start, end)
    assert 0 <= first <= last <= offsets.received_length
    if start < end:
        back = offsets.to_repaired(first, last)
        assert back[0] <= start < end <= back[1]
        if 0 not in gaps[1:]:
            assert back == (start, end)


@given(steps, st.integers(0, 3), st.integers(0, 130), st.integers(0, 130))
def test_forth_and_back_stays_inside_the_received_stretch(gaps, tail, a, b):
    offsets = make_map(gaps, tail)
    start, end = sorted((min(a, offsets.received_length), min(b, offsets.received_length)))
    first, last = offsets.to_repaired(start, end)
    assert 0 <= first <= last <= offsets.repaired_length
    if first < last:
        back = offsets.to_received(first, last)
        assert start <= back[0] <= back[1] <= end


@given(steps, st.integers(0, 3))
def test_later_places_lead_to_later_places(gaps, tail):
    offsets = make_map(gaps, tail)
    received = [offsets.to_received(i, i + 1)[0] for i in range(offsets.repaired_length)]
    repaired = [offsets.to_repaired(i, i)[0] for i in range(offsets.received_length + 1)]
    assert received == sorted(received)
    assert repaired == sorted(repaired)
