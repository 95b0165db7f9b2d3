"""People harmed in English: before a passive ("five were killed"), after an active verb ("killing five")."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Final, cast

from marsad.extract.english_anchors import is_no_one
from marsad.extract.englishwords import english_words
from marsad.extract.happenings import Anchor, Happening
from marsad.extract.persons import PersonMention
from marsad.extract.reading import Reading
from marsad.extract.victims import Effect, Victims, describe, is_toll, number_of
from marsad.model import Count

_HARM: Final = frozenset({"killed", "injured", "captured"})
_ARTICLES: Final = frozenset({"a", "an", "the", "his", "her", "their", "its", "also", "both"})
_ONE: Final = frozenset({"him", "himself"})
_ONE_MORE: Final = frozenset({"another", "third", "fourth", "fifth", "second"})
#: How far a verb may stand from the people that it harms.
_REACH: Final = 12
_EVERYBODY: Final[tuple[Effect, ...]] = ("killed", "injured")


@dataclass(slots=True)
class _Group:
    """People named together: tokens, and whether they are part of those before."""

    victims: Victims
    part: bool
    #: bound to the group before by "and" or a comma
    joined: bool


def find_english_victims(reading: Reading, happening: Happening) -> list[Victims]:
    """The groups of people harmed in an English happening, in text order."""
    return _Finder(reading, happening).run()


class _Finder:
    def __init__(self, reading: Reading, happening: Happening) -> None:
        self.reading = reading
        self.happening = happening
        self.anchor_at = {t: a for a in happening.anchors for t in range(a.first, a.last)}
        self.groups = self._groups()
        self.found: list[Victims] = []

    def run(self) -> list[Victims]:
        for anchor in self.happening.anchors:
            effect = self._effect(anchor)
            if effect is not None:
                self._harm(anchor, effect)
        for group in self.groups:
            own = self._own_effect(group)
            if own is not None and group.victims not in self.found:
                self._take(group, own, None)
        return sorted(self.found, key=lambda v: v.first)

    # -------------------------------------------------------------- groups of people

    def _groups(self) -> list[_Group]:
        found: list[_Group] = []
        at, end = self.happening.first, 0
        among = False
        while at < self.happening.last:
            cue = self.reading.cue_at.get(at)
            if cue is not None and cue.role == "among":
                among, at = True, cue.last
                continue
            if cue is not None and cue.role == "result":
                among = False
            victims = self._group_at(at)
            if victims is None:
                among = among and at not in self.anchor_at
                at += 1
                continue
            between = [self.reading.fold(t) for t in range(end, victims.first)] if found else []
            joined = bool(between) and all(w in {"and", ","} | _ARTICLES for w in between)
            among = among and not self._says_harm(victims)
            part = among or self._is_share(victims)
            if part or not self._only_describes(found, victims, between):
                found.append(_Group(victims, part, joined))
            end = at = victims.last
        return found

    def _says_harm(self, victims: Victims) -> bool:
        """ "…, including a woman, and eleven wounded": the harm word ends the list of parts."""
        people = (self.reading.person_at.get(t) for t in range(victims.first, victims.last))
        return any(p is not None and p.sense in ("dead", "injured") for p in people)

    def _only_describes(self, found: list[_Group], victims: Victims, between: list[str]) -> bool:
        """ "the wife of a commander", "an SDF fighter, a former teacher": no further people."""
        if not found:
            return False
        words = [w for w in between if w not in _ARTICLES]
        return words in (["of"], [","], []) and victims.count is not None and victims.count.least == 1

    def _is_share(self, victims: Victims) -> bool:
        """ "four of them women": a part of those before."""
        words = [self.reading.fold(t) for t in range(victims.first, victims.last)]
        return "them" in words

    def _group_at(self, at: int) -> Victims | None:
        if at in self.reading.said_by or self._is_deed_of(at):
            return None
        count = self.reading.count_at.get(at)
        if count is not None and count.first == at:
            if count.unit_hint is not None or (count.vague and count.last in self.reading.count_at):
                return None  # "some thirty": the number comes after
            return self._counted(at, count.last, None if count.vague else Count(count.least, count.most))
        person = self.reading.person_at.get(at)
        if person is not None and person.first == at and at not in self.anchor_at:
            if person.sense in ("dead", "injured") and person.number is None:
                return None
            number, last = number_of(self.reading, person)
            return self._made(number, person, at, last)
        if self.reading.fold(at) in _ONE_MORE and self.reading.fold(at - 1) in (
            "a",
            "and",
            "injuring",
            "wounding",
        ):
            person = self.reading.person_at.get(at + 1)
            return self._made(Count(1, 1), person, at, person.last if person else at + 1)
        return None

    def _is_deed_of(self, at: int) -> bool:
        """ "killed by gunmen": they did it."""
        before = at - 1
        while self.reading.fold(before) in _ARTICLES or before in self.reading.count_at:
            before -= 1
        cue = self.reading.cue_at.get(before)
        return cue is not None and cue.role == "by"

    def _counted(self, first: int, last: int, number: Count | None) -> Victims | None:
        at = last
        while at < min(last + 4, self.happening.last):
            person = self.reading.person_at.get(at)
            if person is not None:
                return self._made(number, person, first, person.last)
            if at in self.anchor_at or at in self.reading.item_at or at in self.reading.date_at:
                break
            token = self.reading.tokens[at]
            if token.kind != "word" or token.fold in english_words("clause") | english_words("ends-passive"):
                break
            at += 1
        if last in self.reading.item_at or self.reading.fold(last) in ("vehicles", "trucks", "percent"):
            return None
        return self._made(number, None, first, last)

    def _made(self, number: Count | None, person: PersonMention | None, first: int, last: int) -> Victims:
        victims = Victims("killed", number, person.group if person else "person", first, last)
        describe(self.reading, victims, person)
        words = [self.reading.fold(t) for t in range(first, last)]
        victims.civilian = any(word.startswith("civilian") for word in words)
        if victims.actor is not None and victims.actor.first > last:
            between = {self.reading.fold(t) for t in range(last, victims.actor.first)}
            if not between <= {"of", "from", "the", "s", "'", "’"} or not between & {"of", "from"}:
                victims.actor = None  # "eleven wounded in Israeli strikes"
        if person is None and [self.reading.fold(last), self.reading.fold(last + 1)] == ["of", "them"]:
            victims.group = "fighter"  # whoever was named before, no civilians
        return victims

    # -------------------------------------------------------------- verbs of harm

    def _effect(self, anchor: Anchor) -> Effect | None:
        row = anchor.row
        if row is None or row.effect not in _HARM:
            return None
        return cast(Effect, row.effect)

    def _harm(self, anchor: Anchor, effect: Effect) -> None:
        trigger = anchor.trigger
        if trigger is None:
            return
        passive = trigger.voice == "passive" or trigger.trigger.frames == ("victim",)
        if not passive and self._pronoun(anchor, effect):
            return
        chain = self._before(anchor) if passive and anchor.is_verb else self._after(anchor)
        for group in chain:
            self._take(group, self._own_effect(group) or effect, anchor)

    def _before(self, anchor: Anchor) -> list[_Group]:
        """The subject of a passive, and the parts that are told after it."""
        nearest = [g for g in self.groups if g.victims.last <= anchor.first and self._reaches(g, anchor)]
        chain: list[_Group] = []
        for group in reversed(nearest):
            if chain and not (chain[0].joined or chain[0].part):
                break
            chain.insert(0, group)
        after = [g for g in self.groups if g.victims.first >= anchor.last]
        for group in after:
            if not group.part or self._verb_between(anchor.last, group.victims.first):
                break
            chain.append(group)
        return chain

    def _reaches(self, group: _Group, anchor: Anchor) -> bool:
        first, last = group.victims.last, anchor.first
        if self._verb_between(first, last) or self._own_effect(group) is not None:
            return False
        words = [self.reading.fold(t) for t in range(first, last)]
        if any(w in english_words("clause") for w in words) and "," not in words[-2:]:
            return len(words) <= 2  # "a man who was killed"
        return len(words) <= 3 * _REACH

    def _after(self, anchor: Anchor) -> list[_Group]:
        """The object of an active verb."""
        chain: list[_Group] = []
        for group in (g for g in self.groups if g.victims.first >= anchor.last):
            start = chain[-1].victims.last if chain else anchor.last
            if self._verb_between(start, group.victims.first) or group.victims.first - start > _REACH:
                break
            if chain and not (group.joined or group.part):
                break
            if not chain and any(
                self.reading.tokens[t].kind == "mark" or self.reading.fold(t) in english_words("clause")
                for t in range(start, group.victims.first)
            ):
                break
            chain.append(group)
        return chain

    def _verb_between(self, first: int, last: int) -> bool:
        return any(
            t in self.anchor_at and self.anchor_at[t].category != "event" for t in range(first, last)
        ) or any(t in self.anchor_at and self.anchor_at[t].is_verb for t in range(first, last))

    def _pronoun(self, anchor: Anchor, effect: Effect) -> bool:
        """ "wounding him": the one named last before."""
        at = anchor.last
        if self.reading.fold(at) not in _ONE | {"her"} or at + 1 in self.reading.person_at:
            return False
        before = [g.victims for g in self.groups if g.victims.last <= anchor.first]
        same = Victims(effect, Count(1, 1), "person", at, at + 1, anchor=anchor)
        if before:
            same.group, same.civilian, same.actor = before[-1].group, before[-1].civilian, before[-1].actor
        self.found.append(same)
        further = next((g for g in self.groups if g.victims.first >= at), None)
        if further is not None and self.reading.fold(at + 1) == "and" and further.victims.first == at + 2:
            self._take(further, effect, anchor)
        return True

    def _own_effect(self, group: _Group) -> Effect | None:
        """ "seven wounded", "left two people dead": the word beside the people tells."""
        for t in range(group.victims.first, min(group.victims.last + 1, self.happening.last)):
            person = self.reading.person_at.get(t)
            if person is None or person.sense not in ("dead", "injured"):
                continue
            if (
                t < group.victims.last
                or t not in self.anchor_at
                or self.reading.trigger_at[t].voice != "passive"
            ):
                return "killed" if person.sense == "dead" else "injured"
        return None

    def _take(self, group: _Group, effect: Effect, anchor: Anchor | None) -> None:
        victims = group.victims
        victims.effect, victims.anchor, victims.part = effect, anchor, group.part
        victims.voice = bisect_left(self.reading.voices, victims.first)
        victims.total = not group.part and is_toll(self.reading, victims)
        if victims not in self.found:
            self.found.append(victims)


def no_one_harmed_in_english(reading: Reading, first: int, last: int) -> set[Effect]:
    """What an English text says happened to no one: "no one was hurt", "escaped unhurt"."""
    none: set[Effect] = set()
    for at in range(first, last):
        word = reading.fold(at)
        if word in english_words("unhurt"):
            none |= set(_EVERYBODY)
        if word in ("without", "no"):
            none |= _denied_noun(reading, at, last)
        if word in english_words("no-one") or (word == "no" and is_no_one(reading, at)):
            none |= _denied_verb(reading, at, last)
    return none


def _denied_verb(reading: Reading, at: int, last: int) -> set[Effect]:
    for t in range(at + 1, min(at + 8, last)):
        trigger = reading.trigger_at.get(t)
        if trigger is None or trigger.trigger.effect not in _HARM:
            continue
        if trigger.trigger.effect == "injured":
            return set(_EVERYBODY)
        return {cast(Effect, trigger.trigger.effect)}
    return set()


def _denied_noun(reading: Reading, at: int, last: int) -> set[Effect]:
    words = [reading.fold(t) for t in range(at + 1, min(at + 4, last))]
    if any(w in ("word", "reports", "immediate", "information") for w in words):
        return set()
    denied: set[Effect] = set()
    if "casualties" in words or "losses" in words:
        denied |= set(_EVERYBODY)
    if "injuries" in words:
        denied.add("injured")
    if "fatalities" in words or "deaths" in words:
        denied.add("killed")
    if "arrests" in words or "detentions" in words:
        denied.add("captured")
    return denied
