"""Who did it and to whom in English, where the order of the words tells.

An actor before an active verb did it, after it had it done to them; with a passive it is the other way
round. A clause ends at "when", "after", "who": «A driver was wounded when gunmen raked a bus».
"""

from __future__ import annotations

from typing import Final

from marsad.extract.actors import ActorFound
from marsad.extract.englishwords import english_words
from marsad.extract.event_types import event_class
from marsad.extract.happenings import Anchor, Happening
from marsad.extract.reading import Reading
from marsad.extract.roles import VIOLENT, RoleFinder, RoleFound
from marsad.extract.victims import Victims

_DONE_TO_NOUNS: Final = frozenset({"arrest", "abduction", "assassination", "killing", "release"})
_JOINS: Final = frozenset({"and", ",", ";", ":"})


def find_english_roles(
    reading: Reading, happening: Happening, type_id: str, victims: list[Victims]
) -> list[RoleFound]:
    """The actors of an English happening with their roles, the strongest reading of each actor only."""
    return _EnglishFinder(reading, happening, type_id, victims).run()


class _EnglishFinder(RoleFinder):
    """Roles by the order of words."""

    __slots__ = ()

    def candidates(self) -> list[ActorFound]:
        """The actors of the stretch; "gunmen" inside "ISIS gunmen" is no second one."""
        found = super().candidates()
        return [
            a
            for a in found
            if not any(
                b is not a and b.first <= a.first and a.last <= b.last and b.kind != "generic" for b in found
            )
        ]

    def run(self) -> list[RoleFound]:
        """The roles of all actors; attackers who die in their attack are not its target."""
        found = super().run()
        done = any(r.role == "initiator" for r in found)
        return [
            r
            for r in found
            if not (done and r.role == "target" and r.actor.actor == "unidentified-armed-group")
        ]

    def by_place_in_sentence(self, actor: ActorFound) -> RoleFound | None:
        """The first of the English rules that fits."""
        for rule in (self._by_cue, self._fired_from, self._before_deed, self._after_deed, self._by_clause):
            role = rule(actor)
            if role is not None:
                return role
        return None

    def _mutual(self, actor: ActorFound) -> RoleFound | None:
        """ "met the envoy and told him that the coalition …": whom the talks are about is no party."""
        anchor = self.happening.anchors[0]
        if any(self.reading.fold(at) == "that" for at in range(anchor.last, actor.first)):
            return None
        return RoleFinder._mutual(self, actor)

    def _in_hand_over(self, actor: ActorFound) -> RoleFound | None:
        """ "handed the base over to the army", "was handed over by the SDF"."""
        anchor = next((a for a in self.happening.anchors if a.row and "hand-over" in a.row.notes), None)
        if anchor is None or anchor.trigger is None:
            return None
        at = actor.first - 1
        while self.reading.fold(at) in ("the", "a", "an"):
            at -= 1
        if actor.first > anchor.first and self.reading.fold(at) == "to":
            return RoleFound("initiator", actor, 6, "given-to")
        if actor.first > anchor.first and self.reading.fold(at) == "by":
            return RoleFound("target", actor, 5, "gave")
        passive = anchor.trigger.voice == "passive"
        return RoleFound("target", actor, 4, "gave") if actor.last <= anchor.first and not passive else None

    def _fired_from(self, actor: ActorFound) -> RoleFound | None:
        """ "gunfire from Turkish border guards": whose fire it was."""
        at = actor.first - 1
        while self.reading.fold(at) in ("the", "a"):
            at -= 1
        means = any(c.first < at <= c.last for c in self.reading.instruments)
        if self.reading.fold(at) != "from" or not (means or (at - 1) in self.reading.trigger_at):
            return None
        trigger = self.reading.trigger_at.get(at - 1)
        if trigger is not None and (
            trigger.form.pos == "verb" or event_class(trigger.trigger.type or "") not in VIOLENT
        ):
            return None
        return RoleFound("initiator", actor, 5, "fire-of")

    def _before_deed(self, actor: ActorFound) -> RoleFound | None:
        """ "ISIS attack", "an Israeli drone strike": the actor before a deed's noun did it."""
        for anchor in self.happening.anchors:
            if anchor.is_verb or anchor.row is None or not actor.first <= anchor.first <= actor.last + 3:
                continue
            between = range(actor.last, anchor.first)
            if any(self._parts(at) for at in between) or anchor.category != "event":
                continue
            if "item" in anchor.row.notes and not self._is_own(actor, anchor):
                continue
            return RoleFound("initiator", actor, 5, "deed-of")
        return None

    def _is_own(self, actor: ActorFound, anchor: Anchor) -> bool:
        return actor.last == anchor.first and actor.kind == "adjective"

    def _parts(self, at: int) -> bool:
        """Whether a token ends a noun phrase."""
        word = self.reading.fold(at)
        return (
            (self.reading.tokens[at].kind in ("mark", "break") and self.reading.tokens[at].text not in "'’-")
            or word in english_words("ends-passive")
            or word in ("and", "of", "by", "to", "with", "was", "were", "a", "an", "the", "who", "that")
        )

    def _after_deed(self, actor: ActorFound) -> RoleFound | None:
        """ "the arrest of two SDF fighters", "the withdrawal of US troops"."""
        at = actor.first - 1
        while self.reading.fold(at) in ("the", "a", "an") or at in self.reading.count_at:
            at -= 1
        if self.reading.fold(at) != "of":
            return None
        trigger = self.reading.trigger_at.get(at) or self.reading.trigger_at.get(at - 1)
        if trigger is None or trigger.form.pos == "verb":
            return None
        done_to = trigger.trigger.type in _DONE_TO_NOUNS or "victim" in trigger.trigger.frames
        return RoleFound("target" if done_to else "initiator", actor, 4, "of")

    def _by_clause(self, actor: ActorFound) -> RoleFound | None:
        verbs = [a for a in self.happening.anchors if a.is_verb]
        before = next((a for a in reversed(verbs) if a.first < actor.first), None)
        after = next((a for a in verbs if a.last > actor.first and a is not before), None)
        if after is not None and self._is_subject(actor, before, after):
            return self._as_subject(actor, after)
        if before is not None and not self._clause_between(before.last, actor.first):
            return self._as_object(actor, before)
        return self._else(actor)

    def _is_subject(self, actor: ActorFound, before: Anchor | None, after: Anchor) -> bool:
        if self._clause_between(actor.last, after.first):
            return False
        if before is None or self._clause_between(before.last, actor.first):
            shared = self._joined_between(actor.last, after.first)
            return not shared or self._begins_clause(actor.first)
        participle = after.trigger is not None and after.trigger.form.tense is None
        joined = any(self.reading.fold(at) in _JOINS for at in range(before.last, actor.first))
        return joined and not participle and not self._joined_between(actor.last, after.first)

    def _begins_clause(self, at: int) -> bool:
        """Whether nothing but articles, numbers and dates stands before a token in its clause.

        "Gunmen stopped a bus and abducted …", but not "it dismantled a Hezbollah depot and seized …".
        """
        reading = self.reading
        at -= 1
        while at >= self.happening.first:
            word = reading.fold(at)
            if word in english_words("clause") or reading.tokens[at].kind in ("mark", "break"):
                return True
            known = at in reading.count_at or at in reading.date_at or at in reading.place_at
            if not known and word not in ("the", "a", "an", "on", "in", "some", "of", "suspected", "and"):
                return at in reading.actor_at
            at -= 1
        return True

    def _joined_between(self, first: int, last: int) -> bool:
        return any(self.reading.fold(at) in _JOINS for at in range(first, last))

    def _clause_between(self, first: int, last: int) -> bool:
        """Whether another clause begins between two tokens; an aside of "which …" ends with its verb."""
        return any(self.reading.fold(at) in english_words("clause") for at in range(first, last))

    def _as_subject(self, actor: ActorFound, verb: Anchor) -> RoleFound | None:
        trigger = verb.trigger
        if trigger is None:
            return None
        frames = trigger.trigger.frames
        if "intercepted" in trigger.trigger.notes and actor.head_role == "craft":
            return RoleFound("initiator", actor, 5, "own-missile")
        if trigger.voice == "passive" or frames == ("victim",) or "undergo" in frames:
            if event_class(self.type_id) == "force-posture" and actor.head_role in ("force", "member"):
                return RoleFound("initiator", actor, 3, "moved")  # "troops were pulled back"
            undergoes = self._is_hostile or self.type_id in ("release", "territorial-change")
            return RoleFound("target", actor, 4, "undergoes") if undergoes else None
        return RoleFound("initiator", actor, 5, "subject")

    def _as_object(self, actor: ActorFound, verb: Anchor) -> RoleFound | None:
        trigger = verb.trigger
        if trigger is None or trigger.voice == "passive":
            return None
        hostile = event_class(trigger.trigger.type or "killing") != "force-posture" and self._is_hostile
        if hostile or self.type_id in ("release", "territorial-change", "statement"):
            return RoleFound("target", actor, 4, "object")
        return None

    def _else(self, actor: ActorFound) -> RoleFound | None:
        first = self.happening.anchors[0]
        if actor.last <= first.first and not first.is_verb:
            return RoleFound("initiator", actor, 1, "before")
        nouns_only = not any(a.is_verb for a in self.happening.anchors)
        if nouns_only and self._is_hostile and not self._clause_between(first.last, actor.first):
            return RoleFound("target", actor, 2, "after-deed")  # "artillery fire hit Hezbollah positions"
        return None
