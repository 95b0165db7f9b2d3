"""Keys of events, which outlive re-readings and new versions of a report.

A key is a digest of source and report key, and a number: ``3f9c…-2``. An event that a newer
reading tells again keeps its key, so that people's decisions about it stay attached.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from marsad.arabic.fold import fold
from marsad.model import Event
from marsad.store.canonical import text_digest

#: Quotes of two versions that share fewer of their words tell of different things.
_LEAST_LIKENESS: Final = 0.5
Span = tuple[int, int]


class Told(NamedTuple):
    """A text and the events read from it."""

    text: str
    events: Sequence[Event]


def key_stem(source_id: str, report_key: str) -> str:
    """What the keys of all events of a report begin with."""
    return text_digest(f"{source_id}\n{report_key}")[:16]


def number_of(key: str) -> int:
    """The number at the end of a key."""
    return int(key.rpartition("-")[2])


def carried_keys(old: Told, old_keys: Sequence[str], new: Told) -> list[str | None]:
    """For each new event the key of the old event that it tells again; None for a new one.

    One to one, the best pairs first. In the same text an event is the same where its class is
    and the passages overlap; in another version where type or class, days and place agree and
    the quotes are alike.

    Args:
        old: The version read before, as read then.
        old_keys: The keys of its events, in their order.
        new: What was read now.
    """
    likeness = _in_same_text if old.text == new.text else _across_versions
    before, after = _Looked.all(old), _Looked.all(new)
    pairs = [
        (-score, number, i)
        for i, now in enumerate(after)
        for number, then in enumerate(before)
        if (score := likeness(then, now)) is not None
    ]
    keys: list[str | None] = [None] * len(after)
    taken: set[int] = set()
    for _, number, i in sorted(pairs):
        if keys[i] is None and number not in taken:
            keys[i] = old_keys[number]
            taken.add(number)
    return keys


class _Looked(NamedTuple):
    """An event, and what it is compared by."""

    event: Event
    span: Span
    trigger: Span
    places: frozenset[str]
    words: frozenset[str]

    @classmethod
    def all(cls, told: Told) -> list[_Looked]:
        return [cls._of(told.text, event) for event in told.events]

    @classmethod
    def _of(cls, text: str, event: Event) -> _Looked:
        trigger = next(((e.start, e.end) for e in event.evidence if e.field == "type"), (0, 0))
        first = text.find(event.quote) if event.quote else -1
        span = (first, first + len(event.quote)) if first >= 0 else trigger
        names = {fold(place.name) for place in event.places if place.role == "site" or len(event.places) == 1}
        ids = {place.gazetteer_id for place in event.places if place.gazetteer_id}
        return cls(event, span, trigger, frozenset(names | ids), frozenset(fold(event.quote).split()))


def _in_same_text(old: _Looked, new: _Looked) -> float | None:
    shared = _share(old.span, new.span)
    if old.event.event_class != new.event.event_class or not shared:
        return None
    # Several events may share one sentence as their quote: then the word that tells of each, and
    # its place, decide.
    same_word = _share(old.trigger, new.trigger) > 0
    return (
        4 * (old.event.type == new.event.type)
        + 3 * same_word
        + 3 * _same_place(old, new)
        + 2 * shared
        + _days_meet(old.event, new.event)
    )


def _across_versions(old: _Looked, new: _Looked) -> float | None:
    likeness = _likeness(old.words, new.words)
    same_type = old.event.type == new.event.type
    if not (same_type or old.event.event_class == new.event.event_class):
        return None
    if not _same_place(old, new) or not _days_meet(old.event, new.event) or likeness < _LEAST_LIKENESS:
        return None
    return 4 * same_type + 4 * likeness


def _share(one: Span, other: Span) -> float:
    """The part of two stretches that they have in common, 0 to 1."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common / (max(one[1], other[1]) - min(one[0], other[0])) if common > 0 else 0.0


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _same_place(old: _Looked, new: _Looked) -> bool:
    return bool(old.places & new.places) or not (old.places or new.places)


def _days_meet(old: Event, new: Event) -> bool:
    """Whether the stretches of days overlap; an unknown end is open."""
    return not (
        (old.end is not None and new.start is not None and old.end < new.start)
        or (new.end is not None and old.start is not None and new.end < old.start)
    )
