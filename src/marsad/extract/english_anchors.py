"""Which English words that look like deeds are none: denied ones, things hit, things demanded."""

from __future__ import annotations

from typing import Final

from marsad.extract.englishwords import english_words
from marsad.extract.event_types import event_class
from marsad.extract.reading import Reading
from marsad.extract.triggers import TriggerMention

_VIOLENT: Final = frozenset({"fighting", "killing", "remote-violence"})
_BEARERS: Final = frozenset({"patrol", "reinforcement", "aid", "deployment"})
#: How many words may stand between a deed and the thing that it is done to.
_REACH: Final = 6


def tells_a_deed(reading: Reading, trigger: TriggerMention) -> bool:
    """Whether an English trigger tells of something that happened."""
    if trigger.trigger.lang != "en":
        return True
    if trigger.trigger.type == "statement":
        return True
    if trigger.trigger.effect in ("killed", "injured", "captured") and is_denied(reading, trigger.first):
        return False
    rules = (_is_thing_hit, _is_spoken_of, _is_counted_in, _describes_people)
    return not any(rule(reading, trigger) for rule in rules)


def is_denied(reading: Reading, first: int) -> bool:
    """Whether the people of a deed are nobody: "no one was hurt" tells of no happening."""
    for at in range(first - 1, max(first - 7, -1), -1):
        word = reading.fold(at)
        if word in english_words("no-one") or (word == "no" and is_no_one(reading, at)):
            return True
        if reading.tokens[at].kind in ("mark", "break") or word in english_words("clause"):
            return False
    return False


def is_no_one(reading: Reading, at: int) -> bool:
    """ "no one", "no US personnel", "no civilians", "no injuries"."""
    return any(t in reading.person_at or reading.fold(t) in ("one", "arrests") for t in range(at + 1, at + 4))


def _is_thing_hit(reading: Reading, trigger: TriggerMention) -> bool:
    """ "an attack on their patrol", "ambushed a patrol", "patrol attacked": those whom it was done to."""
    if trigger.form.pos == "verb" or trigger.trigger.type not in _BEARERS:
        return False
    return _is_object(reading, trigger.first) or _is_harmed_subject(reading, trigger.last)


def _is_object(reading: Reading, first: int) -> bool:
    for at in range(first - 1, max(first - _REACH, -1), -1):
        word = reading.fold(at)
        if reading.tokens[at].kind in ("mark", "break") or word in english_words("clause") or word == "and":
            return False
        before = reading.trigger_at.get(at)
        if before is not None:
            return event_class(before.trigger.type or "") in _VIOLENT and before.voice != "passive"
        if word in english_words("guards"):
            return True
    return False


def _is_harmed_subject(reading: Reading, last: int) -> bool:
    for at in range(last, last + 4):
        after = reading.trigger_at.get(at)
        if after is not None:
            passive = after.voice == "passive" or "undergo" in after.trigger.frames
            return passive and event_class(after.trigger.type or "attack") in _VIOLENT
        if at >= len(reading.tokens) or reading.tokens[at].kind in ("mark", "break"):
            return False
    return False


def _is_spoken_of(reading: Reading, trigger: TriggerMention) -> bool:
    """ "demanded the withdrawal", "condemned the incursions", "threatened to execute": only spoken of."""
    verb = trigger.form.pos == "verb"
    if not verb and _is_topic(reading, trigger.first):
        return True
    for at in range(trigger.first - 1, max(trigger.first - 4, -1), -1):
        speech = reading.trigger_at.get(at)
        if speech is not None:
            about = speech.trigger.type == "statement" and "demand" in speech.trigger.notes
            return about and (not verb or reading.fold(trigger.first - 1) == "to")
        if reading.tokens[at].kind in ("mark", "break") or reading.fold(at) in english_words("clause"):
            return False
    return False


def _is_topic(reading: Reading, first: int) -> bool:
    """ "held talks in Baghdad on the withdrawal of the troops": what the talks were about."""
    at = first - 1
    while at > 0 and reading.fold(at) in ("the", "a", "an", "possible"):
        at -= 1
    if reading.fold(at) not in ("on", "about", "over", "discussed", "discuss"):
        return False
    before = (reading.trigger_at.get(t) for t in range(max(at - 8, 0), at))
    return any(t is not None and t.trigger.type in ("meeting", "statement") for t in before)


def _describes_people(reading: Reading, trigger: TriggerMention) -> bool:
    """ "killed three men who had crossed into the town": how they got there, no movement of its own."""
    if trigger.form.pos != "verb" or event_class(trigger.trigger.type or "") != "force-posture":
        return False
    before = [reading.fold(at) for at in range(max(trigger.first - 3, 0), trigger.first)]
    people = any(at in reading.person_at for at in range(max(trigger.first - 5, 0), trigger.first))
    return people and "who" in before


def _is_counted_in(reading: Reading, trigger: TriggerMention) -> bool:
    """ "violations of the truce", "in breach of the deal": no new agreement."""
    at = trigger.first - 1
    while at > 0 and reading.fold(at) in ("the", "a", "this", "of"):
        at -= 1  # a dated one ("in violation of a 1974 accord") is told as a reminder
    return reading.fold(at) in english_words("breach")
