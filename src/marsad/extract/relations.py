"""Standing relations between two parties («العلاقات الثابتة»): who supports, commands, fights whom.

Only general statements count: in the present tense or about a bond («العلاقة بين …»), with no
day of their own, no figures and no doubt. A happening, an epithet («قوات مدعومة من …») or an
expert's view is none. The rules are told in docs/en/methodology/tallies.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from marsad.extract.actors import ActorFound
from marsad.extract.inorder import in_order
from marsad.extract.phrasetable import PhraseFound, Phrases, find_phrases
from marsad.extract.reading import Reading

RelationType = Literal["cooperation", "hostility", "command"]

_TABLE: Final = "relation_words.csv"
_OPENERS: Final = ("form", "bond", "enemy", "hate", "obey")
_NO_SIDES: Final = frozenset({"source", "civilian"})
_NOBODY: Final = frozenset({None, "unidentified-armed-group", "civilians", "protesters", "smugglers"})
#: How many sentences in a row may add forms to one pair.
_RUN: Final = 8
_REACH: Final = 14
_ENEMY_REACH: Final = 24
_BE: Final = frozenset({"is", "are", "been"})
_TO_WEAPON: Final = 8
_BACK: Final = 150
_BESIDE: Final = 3
_TO_OBJECT: Final = 8


@dataclass(slots=True)
class RelationFound:
    """A standing relation; tokens ``first`` up to ``last`` are the sentence part that tells it.

    ``from_actor`` and ``to_actor`` are ids of the shared list: the one that supports, commands
    or is hostile comes first; cooperation has no direction. ``form_spans`` tells where each form
    of cooperation was read.
    """

    type: RelationType
    from_actor: str
    to_actor: str
    forms: tuple[str, ...]
    first: int
    last: int
    rule: str = ""
    form_spans: list[tuple[str, tuple[int, int]]] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """A pair whose forms of cooperation are being gathered over neighbouring sentences."""

    pair: tuple[str, str]
    age: int = 0
    found: RelationFound | None = None


def find_relations(reading: Reading) -> list[RelationFound]:
    """The standing relations of a report, one for each pair and type, in text order."""
    if len({a.actor for a in reading.actors if a.listed}) < 2:
        return []
    words = find_phrases(reading.tokens, _TABLE)
    if not any(words.any(role) for role in _OPENERS):
        return []
    return _Finder(reading, words).run()


class _Finder:
    """The state of one look through a report."""

    def __init__(self, reading: Reading, words: Phrases) -> None:
        self.reading = reading
        self.words = words
        self.actors = in_order(reading.actors)
        self.counts = in_order(reading.counts)
        self.dates = in_order(reading.dates)
        self.triggers = in_order(reading.triggers)
        self.found: list[RelationFound] = []

    def run(self) -> list[RelationFound]:
        run: _Run | None = None
        for number, (first, last) in enumerate(self.reading.text.sentences):
            if self._is_headline(number, last) or not self._is_general(first, last):
                run = None
                continue
            sides = self._sides(first, last)
            self._hostility(sides, first, last)
            self._command(sides, first, last)
            self._leading(sides, first, last)
            run = None if self._counts(first, last) else self._cooperation(run, sides, first, last)
        return self.found

    # ------------------------------------------------------------- sentences

    def _is_headline(self, number: int, last: int) -> bool:
        """A first line without a full stop tells news, in the present tense too."""
        tokens = self.reading.tokens
        return number == 0 and last < len(tokens) and tokens[last - 1].kind == "break"

    def _is_general(self, first: int, last: int) -> bool:
        """Whether a sentence has no day and no doubt of its own."""
        if self.words.within("doubt", first, last):
            return False
        return not any(d.precision in ("day", "hour") for d in self.dates.within(first, last))

    def _counts(self, first: int, last: int) -> bool:
        """Whether a sentence gives figures, as news of a delivery does."""
        counts = self.counts.within(first, last)
        return any(c.unit_hint is None and not c.vague and (c.least or 0) > 1 for c in counts)

    def _sides(self, first: int, last: int) -> list[ActorFound]:
        """The parties that may stand in a relation: not those that it is directed against."""
        return [
            actor
            for actor in self.actors.within(first, last)
            if actor.output_id is not None
            and actor.kind not in _NO_SIDES
            and not self._set_aside(actor, first)
        ]

    def _all_sides(self, first: int, last: int) -> list[ActorFound]:
        """Every listed party, those included that something is directed against."""
        return [a for a in self.actors.within(first, last) if _may_relate(a)]

    def _set_aside(self, actor: ActorFound, first: int) -> bool:
        """«لملاحقة التنظيم», «امتداداً للحزب»: named as a foe or a likeness only."""
        start = max(first, actor.first - _BESIDE)
        marks = [
            *self.words.within("against", start, actor.last),
            *self.words.within("not-side", start, actor.last),
        ]
        return any(mark.first <= actor.first <= mark.last + 1 for mark in marks)

    def _negated(self, found: PhraseFound) -> bool:
        return bool(self.words.at("no", found.first - 1))

    # ----------------------------------------------------------- cooperation

    def _cooperation(self, run: _Run | None, sides: list[ActorFound], first: int, last: int) -> _Run | None:
        forms = self._forms(first, last)
        ids = _distinct(sides)
        opened = self._pair(sides, forms, first, last)
        if opened is not None:
            if run is None or set(run.pair) != set(opened):
                run = _Run(opened)
        elif run is None or not set(ids) <= set(run.pair) or not forms or run.age >= _RUN:
            return None
        run.age += 1
        if forms:
            self._gather(run, forms, sides)
        return run

    def _forms(self, first: int, last: int) -> list[PhraseFound]:
        banned = {
            (mark.row.value, at)
            for mark in self.words.within("not-form", first, last)
            for at in range(mark.first, mark.last)
        }
        forms = self.words.within("form", first, last)
        for mark in self.words.within("trained-on", first, last):
            if any(f.row.value == "training" and 0 <= mark.first - f.last <= _TO_WEAPON for f in forms):
                banned |= {(mark.row.value, at) for at in range(mark.first, mark.last)}
        return [f for f in forms if (f.row.value, f.first) not in banned and not self._negated(f)]

    def _pair(
        self, sides: list[ActorFound], forms: Sequence[PhraseFound], first: int, last: int
    ) -> tuple[str, str] | None:
        """The two parties that a sentence says to stand together, supporter first."""
        sides = self._with_referent(sides, first, last)
        if len(_distinct(sides)) < 2:
            return None
        bond = self._bond(first, last)
        if bond is not None:
            return self._pair_of_bond(bond, sides)
        verb = self._support_verb(forms, first, last)
        if verb is None:
            return None
        enough = len({f.row.value for f in forms}) >= 2 or self._is_plain(verb, sides, first)
        steady = self._for_years(first, last) or verb.row.role in ("need", "charge")
        if not forms or not (enough or steady):
            return None
        return self._pair_of_verb(verb, sides)

    def _with_referent(self, sides: list[ActorFound], first: int, last: int) -> list[ActorFound]:
        """«تقدم لهذا التشكيل السلاح»: the party that the words refer back to, where they stand."""
        if len(_distinct(sides)) != 1:
            return sides
        for mark in self.words.within("ref", first, last):
            before = [a for a in self.actors.within(max(0, first - _BACK), first) if _may_relate(a)]
            other = [a for a in before if a.output_id != sides[0].output_id]
            if other:
                here = replace(other[-1], first=mark.first, last=mark.last)
                return sorted([*sides, here], key=lambda s: s.first)
        return sides

    def _bond(self, first: int, last: int) -> PhraseFound | None:
        """A word for a bond, told of as a thing («العلاقة بين»), not as a manner («بالتعاون مع»)."""
        for bond in self.words.within("bond", first, last):
            manner = bond.prefix.endswith(("ب", "بال")) and not self.words.within("together", first, last)
            past = bond.verb and not bond.present
            if manner or past or self._negated(bond) or self._is_deed(first, bond.first):
                continue
            return bond
        return None

    def _is_deed(self, first: int, before: int) -> bool:
        """Whether a past deed governs what follows («وقّع الطرفان اتفاق تعاون»)."""
        return any(
            t.tense == "past" and t.form.pos == "verb" and t.trigger.type not in (None, "statement")
            for t in self.triggers.within(first, before)
        )

    def _pair_of_bond(self, bond: PhraseFound, sides: list[ActorFound]) -> tuple[str, str] | None:
        after = _distinct([s for s in sides if s.first >= bond.last])
        marks = self.words.within("between", bond.last, bond.last + _REACH)
        if len(after) >= 2 and marks:
            return after[0], after[1]
        ids = _distinct(sides)
        return (ids[0], ids[1]) if len(ids) == 2 else None

    def _support_verb(self, forms: Sequence[PhraseFound], first: int, last: int) -> PhraseFound | None:
        """A verb of giving, sharing, needing or training: in the present, or gone on with for years."""
        verbs = [v for role in ("charge", "need", "give") for v in self.words.within(role, first, last)]
        verbs += forms
        present = [v for v in verbs if v.present and not self._negated(v) and not v.prefix.endswith("ل")]
        past = [v for v in verbs if v.verb and not v.present and not self._negated(v)]
        present = [v for v in present if all(v.first != p.first for p in past)]
        if not present and self._for_years(first, last):
            present = past
        return min(present, key=lambda v: v.first) if present else None

    def _is_plain(self, verb: PhraseFound, sides: list[ActorFound], first: int) -> bool:
        """A plain statement of one form («يدرّب التحالف قسد»): a party right beside the verb, no deed."""
        beside = any(s.first - verb.last in (0, 1) or verb.first - s.last in (0, 1) for s in sides)
        return beside and not self._is_deed(first, verb.first)

    def _for_years(self, first: int, last: int) -> bool:
        """«درّب … منذ 2015»: a deed that goes on."""
        if self.words.within("together", first, last):
            return True
        return any(d.kind == "since" and d.precision == "year" for d in self.dates.within(first, last))

    def _pair_of_verb(self, verb: PhraseFound, sides: list[ActorFound]) -> tuple[str, str] | None:
        before = [s for s in sides if s.last <= verb.first]
        after = [s for s in sides if s.first >= verb.last]
        taken = verb.suffix and before and after  # «ميليشيا يموّلها الحرس»
        passive = self.reading.fold(verb.first) in _BE and before and after
        if taken or passive:
            giver = next((s for s in after if s.output_id != before[-1].output_id), None)
            if giver is not None:
                return str(giver.output_id), str(before[-1].output_id)
        order = _distinct([*before[-1:], *after])
        if len(order) < 2:
            order = [*_distinct(before)[-2:], *order[1:]]
        if len(order) < 2:
            return None
        one, two = order[:2]
        return (two, one) if verb.row.role == "need" else (one, two)

    def _gather(self, run: _Run, forms: list[PhraseFound], sides: list[ActorFound]) -> None:
        if run.found is None:
            run.found = self._held(run.pair) or self._new_cooperation(run.pair, forms, sides)
        known = set(run.found.forms)
        for form in forms:
            if form.row.value not in known:
                known.add(form.row.value)
                run.found.form_spans.append((form.row.value, (form.first, form.last)))
        run.found.forms = tuple(sorted(known))

    def _held(self, pair: tuple[str, str]) -> RelationFound | None:
        for found in self.found:
            if found.type == "cooperation" and {found.from_actor, found.to_actor} == set(pair):
                return found
        return None

    def _new_cooperation(
        self, pair: tuple[str, str], forms: list[PhraseFound], sides: list[ActorFound]
    ) -> RelationFound:
        verb = self._support_verb(forms, forms[0].first - _REACH, forms[-1].last)
        order = self._pair_of_verb(verb, sides) if verb is not None else None
        pair = order if order is not None and set(order) == set(pair) else pair
        spans = [(f.first, f.last) for f in forms] + [(s.first, s.last) for s in sides]
        first, last = min(s[0] for s in spans), max(s[1] for s in spans)
        found = RelationFound("cooperation", *pair, (), first, last, rule="relation:cooperation")
        self.found.append(found)
        return found

    # ------------------------------------------------------ hostility, command

    def _hostility(self, sides: list[ActorFound], first: int, last: int) -> None:
        for enemy in self.words.within("enemy", first, last):
            verbs = [
                v
                for v in self.words.within("regard", max(first, enemy.first - _ENEMY_REACH), enemy.first)
                if v.present and not self._negated(v)
            ]
            if verbs:
                self._add_hostility(self._around(verbs[-1], sides, enemy.first), verbs[-1].first, enemy.last)
        for hate in self.words.within("hate", first, last):
            if (hate.verb and not hate.present) or self._negated(hate):
                continue
            pair = self._around(hate, self._all_sides(first, last), last)
            if pair is not None:
                self._add_hostility(pair, hate.first, hate.last)

    def _around(
        self, verb: PhraseFound, sides: list[ActorFound], until: int
    ) -> tuple[ActorFound, ActorFound] | None:
        """Subject and object of a verb: «تعدّ أ ب», «أ تعدّ ب», «ب تعدّها أ»."""
        before = [s for s in sides if s.last <= verb.first]
        after = [s for s in sides if verb.last <= s.first < until]
        if self.words.at("between", verb.last) and len(_distinct(after)) >= 2:
            return after[0], next(s for s in after if s.output_id != after[0].output_id)
        if verb.suffix and before and after:
            return after[0], before[-1]
        if len(_distinct(after)) >= 2 and not before:
            if any(self.reading.tokens[i].kind == "word" for i in range(verb.last, after[0].first)):
                return None  # the subject, right behind the verb, is nobody of the list
            return after[0], next(s for s in after if s.output_id != after[0].output_id)
        if before and after and after[0].first - verb.last <= _TO_OBJECT:
            return before[-1], after[0]
        mutual = [s for s in before if s.output_id != before[-1].output_id] if not after else []
        return (mutual[-1], before[-1]) if mutual and verb.row.role == "hate" else None

    def _add_hostility(self, pair: tuple[ActorFound, ActorFound] | None, first: int, last: int) -> None:
        if pair is not None:
            self._add("hostility", pair, first, last)

    def _command(self, sides: list[ActorFound], first: int, last: int) -> None:
        for order in self.words.within("obey", first, last):
            verbs = [
                v
                for v in self.words.within("serve", max(first, order.first - _REACH), order.last)
                if v.present
            ]
            if not verbs or self._negated(verbs[-1]):
                continue
            lower = [s for s in sides if s.last <= order.first]
            upper = [s for s in sides if s.first >= order.first and s.last > order.last]
            if lower and upper and upper[0].first - order.last <= _REACH:
                self._add("command", (upper[0], lower[-1]), verbs[-1].first, upper[0].last)

    def _leading(self, sides: list[ActorFound], first: int, last: int) -> None:
        """«يشرف أ على ب», "A commands B": subject and object stand right beside the verb."""
        for lead in self.words.within("lead", first, last):
            if not lead.present or lead.suffix or self._negated(lead):
                continue
            pair = self._around(lead, sides, last)
            if pair is None or pair[0].first - lead.last > 0 or lead.first - pair[0].last > 0:
                continue
            if pair[1].first - max(lead.last, pair[0].last) > _BESIDE:
                continue
            self._add("command", pair, lead.first, lead.last)

    def _add(self, kind: RelationType, pair: tuple[ActorFound, ActorFound], first: int, last: int) -> None:
        one, two = pair[0].output_id, pair[1].output_id
        if one is None or two is None or one == two:
            return
        if any((f.type, f.from_actor, f.to_actor) == (kind, one, two) for f in self.found):
            return
        spans = [first, *(a.first for a in pair)], [last, *(a.last for a in pair)]
        self.found.append(
            RelationFound(kind, one, two, (), min(spans[0]), max(spans[1]), rule=f"relation:{kind}")
        )


def _may_relate(actor: ActorFound) -> bool:
    """Whether a mention names a party of the shared list («القوات» only where it refers to one)."""
    return actor.output_id not in _NOBODY and actor.kind not in _NO_SIDES


def _distinct(sides: Sequence[ActorFound]) -> list[str]:
    return list(dict.fromkeys(s.output_id for s in sides if s.output_id is not None))
