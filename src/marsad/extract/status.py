"""How sure a happening is, and who says so («درجة الثبوت والمصدر»)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from marsad.extract.actors import ActorFound
from marsad.extract.attribution import Attribution
from marsad.extract.event_types import event_class
from marsad.extract.events import Draft
from marsad.extract.reading import Reading
from marsad.extract.roles import VIOLENT, RoleFound

#: «هي من زرعتها»: who is meant stands before, within so many tokens of the word of opinion.
_IT_IS: Final = frozenset({"هي", "هو", "هم"})
_SUSPECT_REACH: Final = 4
_QUOTES: Final = frozenset('"«»“”')
_REPORTING: Final = frozenset({"say", "record", "announce", "according", "claim"})
_OWN_WORD: Final = frozenset({"say", "announce", "claim"})
#: Kinds of deeds that somebody is accused of.
_LAID_TO_SOMEBODY: Final = frozenset({"remote-violence", "killing", "fighting", "force-posture"})
#: How many tokens before a deed a word of plan, doubt or denial may stand.
_REACH: Final = {"plan": 7, "allege": 14, "accuse": 25, "deny": 25, "claim": 25}


def set_status(reading: Reading, draft: Draft) -> bool:
    """Fill in status and sources; False where the text says that it did not happen."""
    anchor = draft.happening.anchors[0]
    around = reading.attributions_in(*reading.text.sentences[draft.happening.sentence])
    before = [
        a for a in around if a.cue_first < anchor.first and _unparted(reading, a.cue_last, anchor.first)
    ]
    if _is_negated(draft, before):
        return False
    draft.sources = [(a.first, a.last) for a in around if a.kind in _REPORTING and a.last > a.first]
    for kind, status in (
        ("deny", "denied"),
        ("plan", "planned"),
        ("allege", "alleged"),
        ("accuse", "alleged"),
    ):
        if before and any(a.kind == kind and anchor.first - a.cue_last <= _REACH[kind] for a in before):
            draft.status = status  # type: ignore[assignment]
            if kind == "deny":
                _add_denier(reading, draft, before)
            break
    else:
        if anchor.trigger is not None and anchor.trigger.tense == "future":
            draft.status = "planned"
        else:
            _own_word(reading, draft, around)
    _add_accused(reading, draft)
    _add_suspects(reading, draft)
    return True


def _add_suspects(reading: Reading, draft: Draft) -> None:
    """«انفجرت عبوة …، ويُعتقد أن خلايا التنظيم هي من زرعتها»: whom the sentence or the next suspects."""
    if event_class(draft.type) not in VIOLENT or draft.initiators() - {None}:
        return
    sentence = draft.happening.sentence
    reach = reading.text.sentences[sentence : sentence + 2]
    for attribution in reading.attributions_in(draft.happening.anchors[0].last, reach[-1][1]):
        if attribution.kind != "allege":
            continue
        start = attribution.cue_last
        near = (reading.actor_at.get(at) for at in range(start, start + _SUSPECT_REACH))
        suspect = next((a for a in near if a is not None), None)
        if suspect is None or not suspect.armed or suspect.actor in draft.targets():
            continue
        after = suspect.last + (reading.fold(suspect.last) in _QUOTES)
        if reading.fold(after) in _IT_IS and reading.fold(after + 1) == "من":
            draft.roles.append(RoleFound("initiator", suspect, 3, "accused"))
            draft.status = "alleged"
            return


def _unparted(reading: Reading, first: int, last: int) -> bool:
    """Whether nothing between a cue and a deed ends the cue's reach."""
    return "contrast" not in reading.cue_roles or not any(
        (cue := reading.cue_at.get(at)) is not None and cue.first == at and cue.role == "contrast"
        for at in range(first, last)
    )


def _is_negated(draft: Draft, before: Sequence[Attribution]) -> bool:
    anchor = draft.happening.anchors[0]
    near = [a for a in before if a.kind == "negation" and anchor.first - a.cue_last <= 2]
    nobody = draft.casualties.killed is not None  # «دون وقوع خسائر بشرية»: a count of none
    only_harm = (draft.victims or nobody) and not draft.happening.has_event
    return bool(near) and not only_harm


def _add_accused(reading: Reading, draft: Draft) -> None:
    """«وتتهم قوى الأمن خلايا قسد»: the accused of the same or the next sentence, where none is named."""
    if event_class(draft.type) not in _LAID_TO_SOMEBODY:
        return
    _drop_accuser(reading, draft)
    if draft.initiators() - {None}:
        return
    sentence = draft.happening.sentence
    reach = reading.text.sentences[sentence : sentence + 2]
    for attribution in reading.attributions_in(reach[0][0], reach[-1][1]):
        if attribution.kind != "accuse":
            continue
        start = max(attribution.cue_last, attribution.last)
        accused = next(
            (reading.actor_at[at] for at in range(start, start + 6) if at in reading.actor_at), None
        )
        if accused is not None and accused.armed and accused.actor not in draft.targets():
            draft.roles.append(RoleFound("initiator", accused, 3, "accused"))
            draft.status = "alleged"
            return


def _drop_accuser(reading: Reading, draft: Draft) -> None:
    """«اتهمت الوزارة قسد بإدخال …»: whoever accuses has not done it."""
    anchor = draft.happening.anchors[0].first
    for attribution in reading.attributions_in(*reading.text.sentences[draft.happening.sentence]):
        if attribution.kind != "accuse" or not 0 < anchor - attribution.cue_last <= _REACH["accuse"]:
            continue
        voices = {attribution.agent} - {None}
        before = [reading.actor_at.get(at) for at in range(attribution.cue_first - 4, attribution.cue_first)]
        after = reading.actor_at.get(attribution.cue_last)
        voices |= {a.actor for a in before if a is not None} or (
            {after.actor} if after is not None else set()
        )
        draft.roles = [r for r in draft.roles if r.role != "initiator" or r.actor.actor not in voices]


def _add_denier(reading: Reading, draft: Draft, before: Sequence[Attribution]) -> None:
    """Whoever denies a deed is the one it is laid to."""
    for attribution in before:
        actor = _actor_at(reading, attribution) if attribution.kind == "deny" else None
        if actor is not None and not draft.initiators() - {None}:
            draft.roles.append(RoleFound("initiator", actor, 3, "denies"))


def _own_word(reading: Reading, draft: Draft, around: Sequence[Attribution]) -> None:
    """A deed that only its doer tells is a claim; the teller is then the doer."""
    if not around:
        return
    initiators = draft.initiators()
    for attribution in around:
        if attribution.kind not in _OWN_WORD or attribution.agent is None or attribution.inherited:
            continue
        if attribution.agent in initiators:
            draft.status = "claimed"
        elif not initiators - {None} and _may_be_doer(draft, attribution):
            actor = _actor_at(reading, attribution)
            if actor is not None and actor.armed:
                draft.roles.append(RoleFound("initiator", actor, 2, "own-word"))
                draft.status = "claimed"
    if any(a.kind == "claim" for a in around) and draft.status == "reported":
        draft.status = "claimed"


def _may_be_doer(draft: Draft, attribution: Attribution) -> bool:
    if attribution.agent in draft.targets() or attribution.cue_first > draft.happening.anchors[0].first:
        return False
    acts = event_class(draft.type) in ("coercion", "force-posture") or draft.type in ("release", "exercise")
    return acts or draft.type in ("attack", "drone-strike", "airstrike", "shelling")


def _actor_at(reading: Reading, attribution: Attribution) -> ActorFound | None:
    for at in range(attribution.first, attribution.last):
        if at in reading.actor_at:
            return reading.actor_at[at]
    return None
