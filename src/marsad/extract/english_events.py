"""What later English sentences add to a happening: suspects, claims, arrests, that no one was hurt."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec

from marsad.extract.actors import ActorFound
from marsad.extract.attribution import Attribution
from marsad.extract.english_victims import no_one_harmed_in_english
from marsad.extract.event_types import event_class
from marsad.extract.events import Draft
from marsad.extract.inorder import inside
from marsad.extract.reading import Reading
from marsad.extract.roles import RoleFound, object_kind
from marsad.extract.settings import When
from marsad.model import Casualties, Count

_HOSTILE: Final = frozenset({"fighting", "killing", "remote-violence", "coercion"})
_UNNAMED: Final = frozenset({None, "unidentified-armed-group"})
_HELD: Final = frozenset({"arrest", "abduction", "seizure"})
#: How many words after "blamed" or "thought to belong to" the suspect may stand.
_REACH: Final = 6
#: How many happenings back a later sentence may refer.
_LATELY: Final = 40
#: How many words before a deed "a day after" may stand.
_BACK: Final = 8
_DAYS: Final = {"day": 1, "days": 1, "week": 7, "weeks": 7}


def finish_english(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """The drafts of an English report with what the sentences around them add."""
    drafts = [d for d in drafts if not (_sums_up(reading, d) or _only_mentions(d))]
    drafts = _fold_into_raids(drafts)
    for number, draft in enumerate(drafts):
        lately = drafts[max(0, number - _LATELY) : number]
        _take_doer_before(reading, draft, lately)
        _take_day_before(reading, draft, drafts[number - 1] if number else None)
        _count_back(reading, draft, lately)
        _said_of_itself(reading, draft)
        _name_shooting(reading, draft)
    telling = {d.happening.sentence for d in drafts}
    reached = 0
    for number, (first, last) in enumerate(reading.text.sentences):
        while reached < len(drafts) and drafts[reached].happening.sentence <= number:
            reached += 1
        told = drafts[max(0, reached - _LATELY) : reached]
        if not told:
            continue
        _blame(reading, told, number, first, last)
        _claim(reading, told, number, first, last)
        if number not in telling:
            _unharmed(reading, told[-1], number, first, last)
    return drafts


def _sums_up(reading: Reading, draft: Draft) -> bool:
    """A headline of several deeds ("two attacks"): each is told below it."""
    if draft.happening.sentence != 0 or len(reading.text.sentences) < 3:
        return False
    for anchor in draft.happening.anchors:
        count = reading.count_at.get(anchor.first - 1)
        if (
            anchor.category == "event"
            and not anchor.is_verb
            and count is not None
            and (count.least or 0) >= 2
        ):
            return True
    return False


def _only_mentions(draft: Draft) -> bool:
    """ "talks have led nowhere", "both were intercepted": no meeting or attack of its own."""
    told = any(p.basis == "read" for p in draft.places) or (
        draft.when is not None and draft.when.basis == "read"
    )
    if told:
        return False
    triggers = draft.happening.triggers()
    if draft.type == "meeting":
        return not any(a.is_verb for a in draft.happening.anchors)
    return bool(triggers) and all("intercepted" in t.trigger.notes for t in triggers) and not draft.roles


def _take_doer_before(reading: Reading, draft: Draft, before: list[Draft]) -> None:
    """ "A similar force had set up a checkpoint", "a plane landed": told before, or by the base."""
    if draft.initiators() or event_class(draft.type) != "force-posture":
        return
    owner = _owner_of_base(reading, draft)
    if owner is not None:
        draft.roles.append(RoleFound("initiator", owner, 1, "own-base"))
        return
    known = [
        d
        for d in before
        if event_class(d.type) in ("force-posture", "coercion") and d.initiators() - _UNNAMED
    ]
    if known and draft.happening.sentence - known[-1].happening.sentence <= 2:
        left = known[-1].type == "territorial-change" and draft.type == "withdrawal"
        roles = [r for r in known[-1].roles if r.role == ("target" if left else "initiator")]
        draft.roles += [RoleFound("initiator", r.actor, 1, "inherited") for r in roles]


def _owner_of_base(reading: Reading, draft: Draft) -> ActorFound | None:
    """ "the coalition's base at …": a force supplies its own base."""
    for actor in inside(reading.actors, draft.happening.first, draft.happening.last):
        after = range(actor.last, actor.last + 4)
        if actor.armed and any(object_kind(reading.fold(t)) == "position" for t in after):
            return actor
    return None


def _fold_into_raids(drafts: list[Draft]) -> list[Draft]:
    """ "raided a bakery and abducted six": those taken in a raid stay in the raid."""
    kept: list[Draft] = []
    for draft in drafts:
        before = kept[-1] if kept else None
        if before is not None and _is_part_of_raid(before, draft):
            merged = msgspec.structs.asdict(before.casualties)
            for name, count in msgspec.structs.asdict(draft.casualties).items():
                merged[name] = merged[name] if merged[name] is not None else count
            before.casualties = Casualties(**merged)
            before.victims += draft.victims
            before.roles += [r for r in draft.roles if r.role == "target"]
            before.notes += [n for n in draft.notes if n not in before.notes]
            before.spans += draft.spans
        else:
            kept.append(draft)
    return kept


def _is_part_of_raid(before: Draft, draft: Draft) -> bool:
    if before.type not in ("raid", "patrol") or draft.type not in _HELD:
        return False
    near = draft.happening.sentence - before.happening.sentence
    own_day = draft.when is not None and draft.when.basis == "read" and near > 0
    own_place = any(p.basis == "read" for p in draft.places) and draft.places != before.places
    doers = {r.actor.actor for r in draft.roles if r.role == "initiator" and r.rule != "inherited"}
    if near > 1 or own_day or own_place or doers - before.initiators():
        return False
    if before.type == "patrol":
        before.type = "raid"
    return True


def _take_day_before(reading: Reading, draft: Draft, before: Draft | None) -> None:
    """ "The army said it had struck a commander": what had been done was told before."""
    anchor = draft.happening.anchors[0]
    if before is None or before.when is None or (draft.when is not None and draft.when.basis == "read"):
        return
    had = any(reading.fold(at) == "had" for at in range(anchor.first - 2, anchor.first))
    if had and event_class(before.type) == event_class(draft.type):
        draft.when = When(before.when.start, before.when.end, before.when.precision, "context")


def _said_of_itself(reading: Reading, draft: Draft) -> None:
    """ "The army said it had killed three militants": who says "it" or "they" did it."""
    if draft.initiators() - {None}:
        return
    first, _ = reading.text.sentences[draft.happening.sentence]
    anchor = draft.happening.anchors[0]
    if anchor.trigger is None or not anchor.is_verb or anchor.trigger.voice == "passive":
        return
    for said in _attributions(reading, first, anchor.first, "say"):
        speaker = next(
            (reading.actor_at[t] for t in range(said.first, said.last) if t in reading.actor_at), None
        )
        words = {reading.fold(t) for t in range(said.cue_last, anchor.first)}
        if speaker is not None and speaker.armed and words & {"it", "they", "its", "their"}:
            draft.roles = [r for r in draft.roles if r.actor.actor != speaker.actor]
            draft.roles.append(RoleFound("initiator", speaker, 4, "own-word"))
            draft.status = "claimed" if draft.status == "reported" else draft.status


def _count_back(reading: Reading, draft: Draft, before: list[Draft]) -> None:
    """ "The attack came three days after a bomb killed a fighter": so long before the one told first."""
    if draft.when is not None and draft.when.basis == "read":
        return
    anchor = draft.happening.anchors[0]
    known = next((d.when for d in before if d.when is not None and d.when.basis == "read"), None)
    for at in range(anchor.first - 1, max(anchor.first - _BACK, 1), -1):
        if reading.fold(at) != "after":
            continue
        days = _DAYS.get(reading.fold(at - 1))
        count = reading.count_at.get(at - 2)
        some = 1 if reading.fold(at - 2) in ("a", "one") else count.least if count is not None else None
        if days is not None and some is not None and known is not None and reading.fold(at + 1) != "the":
            day = known.start - timedelta(days=days * some)
            draft.when = When(day, day, "day", "read")
        return


def _name_shooting(reading: Reading, draft: Draft) -> None:
    """Unknown gunmen or cells who fire on people on purpose try to assassinate them."""
    doers = draft.initiators()
    if draft.type != "attack" or not doers or not doers <= {"unidentified-armed-group", "islamic-state"}:
        return
    for anchor in draft.happening.anchors:
        if anchor.row is None or anchor.row.instrument != "gunfire" or not anchor.is_verb:
            continue
        for at in range(anchor.last, anchor.last + 4):
            person = reading.person_at.get(at)
            if person is not None and person.group not in ("fighter",) and person.sense == "person":
                draft.type = "assassination"
                draft.notes.append("shot-at")
                return


def _hostile_before(told: list[Draft], number: int) -> list[Draft]:
    """The hostile happenings of this sentence or the nearest before it."""
    hostile = [d for d in told if event_class(d.type) in _HOSTILE]
    if not hostile or number - hostile[-1].happening.sentence > 2:
        return []
    return [d for d in hostile if d.happening.sentence == hostile[-1].happening.sentence][-1:]


def _blame(reading: Reading, told: list[Draft], number: int, first: int, last: int) -> None:
    """ "SOHR blamed an ISIS cell", "gunmen thought to belong to ISIS"."""
    cues = [(c.first, c.last) for c in inside(reading.cues, first, last) if c.role == "suspect"]
    cues += [(a.cue_first, a.cue_last) for a in _attributions(reading, first, last, "accuse")]
    for _, end in cues:
        suspect = _actor_after(reading, end)
        if suspect is None:
            continue
        for draft in _hostile_before(told, number):
            if draft.initiators() <= _UNNAMED | {suspect.actor}:
                draft.roles = [
                    r for r in draft.roles if r.role != "initiator" and r.actor.actor != suspect.actor
                ]
                draft.roles.append(RoleFound("initiator", suspect, 5, "suspect"))
                draft.status = "alleged" if draft.status == "reported" else draft.status
                if any(a.cue_first >= end for a in _attributions(reading, first, last, "deny")):
                    draft.status = "denied"


def _attributions(reading: Reading, first: int, last: int, kind: str) -> list[Attribution]:
    """The attributions of a kind whose words stand between two tokens."""
    return [a for a in reading.attributions_in(first, last) if a.kind == kind]


def _actor_after(reading: Reading, at: int) -> ActorFound | None:
    for t in range(at, at + _REACH):
        actor = reading.actor_at.get(t)
        if actor is not None and actor.armed and actor.actor not in _UNNAMED:
            return actor
        if t >= len(reading.tokens) or reading.tokens[t].kind in ("mark", "break"):
            return None
    return None


def _claim(reading: Reading, told: list[Draft], number: int, first: int, last: int) -> None:
    """ "The group claimed responsibility": the deed told last is its own."""
    for claim in _attributions(reading, first, last, "claim"):
        negated = any(a.cue_first < claim.cue_first for a in _attributions(reading, first, last, "negation"))
        speakers = [a for a in inside(reading.actors, first, claim.cue_first) if a.armed]
        if negated or not speakers:
            continue
        for draft in _hostile_before(told, number):
            if draft.initiators() <= _UNNAMED:
                draft.roles = [r for r in draft.roles if r.role != "initiator"]
                draft.roles.append(RoleFound("initiator", speakers[0], 5, "claims"))
            if speakers[0].actor in draft.initiators():
                draft.status = "claimed"


def _unharmed(reading: Reading, draft: Draft, number: int, first: int, last: int) -> None:
    """ "No one was hurt." as a sentence of its own, right after the deed."""
    if number - draft.happening.sentence != 1 or event_class(draft.type) not in _HOSTILE | {"force-posture"}:
        return
    values = msgspec.structs.asdict(draft.casualties)
    for effect in no_one_harmed_in_english(reading, first, last):
        if values[effect] is None:
            values[effect] = Count(0, 0)
    draft.casualties = Casualties(**values)
