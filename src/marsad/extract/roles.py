"""Who did it and to whom («الفاعل والمستهدف»).

Each actor of a happening's stretch is weighed by where it stands: after a verb (subject),
bound to a deed or a weapon («غارة روسية», «صواريخ النظام»), after «من قبل», bound to a place or
vehicle that is hit («حاجز للجيش»), or named as the side of the victims.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Final, Literal

from marsad.arabic.fold import fold_word
from marsad.arabic.lexicon import Lexicon
from marsad.arabic.tokens import Token
from marsad.extract.actors import ActorFound
from marsad.extract.cues import OFFICIALS
from marsad.extract.event_types import event_class
from marsad.extract.happenings import Anchor, Happening
from marsad.extract.inorder import inside
from marsad.extract.reading import Reading
from marsad.extract.triggers import TriggerMention
from marsad.extract.victims import Victims
from marsad.tables import load_table

Role = Literal["initiator", "target", "supporter", "recipient"]

VIOLENT: Final = frozenset({"fighting", "killing", "remote-violence"})
_HOSTILE: Final = VIOLENT | {"coercion"}
_MUTUAL: Final = frozenset({"armed-clash", "agreement", "meeting"})
#: Deeds whose noun takes the one it is done to: «اعتقال شاب», «اغتيال قيادي».
_OBJECT_NOUNS: Final = frozenset({"arrest", "abduction", "assassination", "killing", "release", "seizure"})
_LET_THROUGH: Final = frozenset({"من", "of", "the", "a", "an", "from", "by"})
_QUOTES: Final = frozenset('«"“')
#: «مستودع يعود لحزب الله»: whose what was hit is.
_BELONGS: Final = frozenset({"يعود", "تعود", "عايد", "عايده", "تعودان", "يعودان"})
_STOPS: Final = frozenset(".،؛\n")
#: Deeds that several forces do together.
_TOGETHER: Final = frozenset({"exercise", "patrol", "deployment"})
_WITH: Final = frozenset({"مع", "رفقه", "برفقه", "بمشاركه", "والي", "with", "alongside"})
_AFTER: Final = frozenset({"بعد", "عقب", "اثر", "من", "الي", "في", "تم", "جري"})
_WITH_OR_BETWEEN: Final = frozenset({"مع", "بين", "وبين", "with", "between"})
_WEAK_RULES: Final = frozenset({"after", "before", "near-deed"})


@dataclass(slots=True)
class RoleFound:
    """An actor in a role, how strongly, and by which rule."""

    role: Role
    actor: ActorFound
    weight: int
    rule: str


@cache
def _objects() -> Lexicon[str]:
    lexicon: Lexicon[str] = Lexicon()
    for row in load_table("targets.csv", key="form"):
        lexicon.add(row["form"], row["kind"])
    return lexicon


@cache
def _any_object() -> re.Pattern[str]:
    """Matches the words that may hold the name of such a thing, which are few."""
    names = {
        fold_word(row["form"]) for row in load_table("targets.csv", key="form") if " " not in row["form"]
    }
    return re.compile("|".join(map(re.escape, sorted(names))))


@cache
def object_kind(word: str) -> str:
    """Whether a folded word names something that gets hit (position, vehicle, property); else empty."""
    if not _any_object().search(word):
        return ""
    for form in (word, word.removesuffix("ا"), word.removesuffix("ين"), word.removesuffix("ي")):
        matches = _objects().find([Token(0, 0, len(form), form, form, "word", False)]) if form else []
        if matches:
            return matches[0].row
    return ""


def find_roles(
    reading: Reading, happening: Happening, type_id: str, victims: list[Victims]
) -> list[RoleFound]:
    """The actors of a happening with their roles, the strongest reading of each actor only."""
    return RoleFinder(reading, happening, type_id, victims).run()


#: Words before a party that has lost no ground: «بدعم من …».
_NO_LOSER: Final = frozenset({"by", "support", "jointly", "and"})
_IN_HAND: Final = frozenset({"قبضه", "بيد", "يد", "ايدي", "بايدي", "سيطره", "لسيطره", "اداره"})
_LET_THROUGH_FROM: Final = frozenset({"من", "عن"})
_HIM: Final = frozenset({"ه", "ها", "هم"})
#: «جنودها», «مسيّراتها»: theirs.
_THEIRS: Final = ("ها", "هم")
#: Triggers that tell of the dead being found.
_FINDING: Final = frozenset({"p-athara-juththa", "p-wujida-maqtul"})
_REPLACING: Final = frozenset({"p-halla-mahall", "p-halla-makan"})
_PLACE_OF: Final = frozenset({"محل", "مكان"})
#: Items that carry people and goods, and how many words after a verb they may stand.
_CARRIERS: Final = frozenset({"convoy", "car", "truck", "tanker"})
_VERB_REACH: Final = 5
#: «فانفجرت بهم»: the pronoun of those hit, and how far after the verb it stands.
_UNDER_THEM: Final = frozenset({"بها", "بهم", "به", "بهما", "تحتهم", "تحتها"})
_PRONOUN_REACH: Final = 2
#: «لمحاولة تقدم», «لهجوم»: what is beaten back, and how far after its verb it stands.
_ATTEMPTS: Final = frozenset({"محاوله", "محاولات", "هجوم", "تقدم", "تسلل", "اقتحام"})
_ATTEMPT_REACH: Final = 5
_TWO: Final = 2
_OBJECT_REACH: Final = 6
#: Those who rescue and count, and harm nobody.
_HELPERS: Final = frozenset({"syria-civil-defence", "sohr", "snhr"})
#: «سيارة تقل مقاتلين من …»: who rides in what is hit.
_CARRY: Final = frozenset({"تقل", "يقل", "تنقل", "تقلهم", "متنها", "متنه"})
_RIDING_REACH: Final = 4
#: «سيارة … بعد استهدافها»: the thing before is what was hit.
_OF_IT: Final = frozenset({"ها", "ه", "هما"})
_PRISONS: Final = frozenset({"سجن", "سجون", "معتقل", "معتقلات", "سجونها", "افرع"})
#: The item that stands for people: «عناصر التنظيم» act, they are not carried.
_SOLDIER: Final = "soldier"
#: The most tokens that the name of a weapon has.
_LONGEST_NAME: Final = 8


@dataclass(slots=True)
class RoleFinder:
    """Weighs each actor of a happening; a language may bring rules of its own."""

    reading: Reading
    happening: Happening
    type_id: str
    victims: list[Victims]
    actors: list[ActorFound] = field(default_factory=list)

    def run(self) -> list[RoleFound]:
        """The roles of all actors."""
        self.actors = self.candidates()
        found = [role for a in self.actors if (role := self._role(a)) is not None]
        if self._is_hostile:
            found = [r for r in found if not (r.role == "initiator" and r.actor.actor in _HELPERS)]
        self._spread_coordination(found)
        self._turn_repelled(found)
        found += self._under_pronoun(found)
        return _settle(found)

    def _turn_repelled(self, found: list[RoleFound]) -> None:
        """«تصدت الفصائل لمحاولة تقدم قوات النظام»: who beats back an attack is the one attacked."""
        anchor = self.happening.anchors[0]
        if self.type_id != "attack" or anchor.row is None or not anchor.is_verb or len(found) < _TWO:
            return
        near = (self.reading.fold(at) for at in range(anchor.last, anchor.last + _ATTEMPT_REACH))
        tail = anchor.trigger.tail if anchor.trigger is not None else None
        repels = anchor.row.id == "v-tasadda" and any(word.lstrip("ل") in _ATTEMPTS for word in near)
        if not repels and not ("repelled" in anchor.row.notes and tail is not None):
            return
        subject, *others = sorted(found, key=lambda r: r.actor.first)
        if subject.role != "initiator" or not others:
            return
        subject.role, subject.weight, subject.rule = "target", 5, "repels"
        attacker = others[0]
        attacker.role, attacker.weight, attacker.rule = "initiator", 5, "repelled"

    def _under_pronoun(self, found: list[RoleFound]) -> list[RoleFound]:
        """«دخلت مجموعة من القوات حقل ألغام فانفجرت بها»: who is meant stands earlier in the sentence."""
        if self.type_id != "explosion" or any(r.role == "target" for r in found):
            return []
        anchor = self.happening.anchors[0]
        near = (self.reading.fold(at) for at in range(anchor.last, anchor.last + _PRONOUN_REACH))
        if not anchor.is_verb or not any(word in _UNDER_THEM for word in near):
            return []
        first, _ = self.reading.text.sentences[self.happening.sentence]
        earlier = [a for a in inside(self.reading.actors, first, anchor.first) if a.armed]
        return [RoleFound("target", a, 4, "pronoun") for a in earlier[-1:]]

    def candidates(self) -> list[ActorFound]:
        """The actors of the happening's stretch that may have a part in it: no sources."""
        return [
            a
            for a in inside(self.reading.actors, self.happening.first, self.happening.last)
            if a.kind != "source"
            and (a.first not in self.reading.said_by or self._speaks_for_itself(a))
            # «لمسيّراتها»: whose they are, the deed before tells better than the last name does.
            and not (a.kind == "reference" and self._is_goods(a.first))
        ]

    def _is_goods(self, at: int) -> bool:
        item = self.reading.item_at.get(at)
        return item is not None and (item.item != _SOLDIER or self.reading.fold(at).endswith(_THEIRS))

    def _speaks_for_itself(self, actor: ActorFound) -> bool:
        """«أعلن الجيش وقفاً لإطلاق النار مع …»: who announces a truce is a party to it."""
        if self.type_id == "statement":
            return True
        if self.type_id != "agreement" or not actor.armed:
            return False
        between = (self.reading.fold(at) for at in range(actor.last, self.happening.last))
        return "بين" not in set(between)

    @property
    def _is_hostile(self) -> bool:
        return event_class(self.type_id) in _HOSTILE

    def _role(self, actor: ActorFound) -> RoleFound | None:
        side = any(v.actor is actor for v in self.victims)
        if side and self.type_id != "armed-clash":
            return RoleFound("target", actor, 5, "victims-side")
        if actor.is_civilian:
            return self._civil(actor)
        if self.type_id in _MUTUAL or self._is_exchange():
            return self._mutual(actor)
        if self.type_id == "statement" and self._is_asked(actor):
            return RoleFound("recipient", actor, 0, "asked")
        if self.type_id == "statement" and self._is_addressed(actor):
            return RoleFound("target", actor, 3, "spoken-to")
        if event_class(self.type_id) == "unrest":
            return RoleFound("target", actor, 3, "protested-against")
        if self.type_id == "territorial-change" and self._holds(actor):
            return RoleFound("initiator", actor, 5, "holds-now")
        handed = self._in_hand_over(actor) if self.type_id == "territorial-change" else None
        if self.type_id == "territorial-change":
            handed = handed or self._in_stead(actor)
        if handed is not None:
            return handed
        if self.type_id == "territorial-change" and self._is_expelled(actor):
            return RoleFound("target", actor, 5, "expelled")
        taken = self.type_id == "territorial-change" and self.reading.fold(actor.first - 1) in _LET_THROUGH
        if taken and self._cue_before(actor) not in _NO_LOSER:
            return RoleFound("target", actor, 3, "taken-from")
        return self.by_place_in_sentence(actor)

    def _is_asked(self, actor: ActorFound) -> bool:
        """«أدانت الوزارة القصف وطالبت مجلس الأمن بالتدخل»: whom a second verb of demand addresses."""
        strong = [a for a in self.happening.anchors if a.row is not None and a.is_verb]
        asking = [a for a in strong[1:] if a.row is not None and "demand" in a.row.notes]
        return any(a.last <= actor.first <= a.last + 1 for a in asking)

    def _is_addressed(self, actor: ActorFound) -> bool:
        """«حذّر القائد الفصائل من …», «أدانت الوزارة القصف الإسرائيلي»: whom strong words are about."""
        spoken = [a for a in self.happening.anchors if a.row is not None and a.row.strength >= 2]
        if not spoken or not spoken[0].is_verb or actor.first < spoken[0].last:
            return False
        start = spoken[0].last
        others = [a for a in self.actors if start <= a.first < actor.first]
        if others and all(a.actor == actor.actor for a in others):
            return False  # «الرئيس التركي رجب طيب أردوغان»
        led = self.reading.actor_at.get(spoken[0].first - 1)
        if led is not None and led.actor != actor.actor and not spoken[0].prefix:
            return True  # «تركيا تحذر قسد»
        voiced = bool(others) or any(
            (cue := self.reading.cue_at.get(at)) is not None
            and cue.role in OFFICIALS
            and actor.first - at > 3
            for at in range(start, min(start + 3, actor.first))
        )
        return voiced and actor.first - start > 1

    def _holds(self, actor: ActorFound) -> bool:
        """«باتت البلدة في قبضة الفصائل»: the new holder; «من قبضة التنظيم» is the one before."""
        at = actor.first - 1
        return self.reading.fold(at) in _IN_HAND and self.reading.fold(at - 1) not in _LET_THROUGH_FROM

    def by_place_in_sentence(self, actor: ActorFound) -> RoleFound | None:
        """The role that an actor's neighbours give it, by the first rule that fits."""
        if self._is_finder(actor):
            return None
        for rule in (
            self._inside_phrase,
            self._by_cue,
            self._by_head,
            self._by_verb,
            self._by_noun,
            self._by_order,
        ):
            role = rule(actor)
            if role is not None:
                return role
        return None

    def _civil(self, actor: ActorFound) -> RoleFound | None:
        if event_class(self.type_id) == "unrest" or self.type_id in ("return", "displacement"):
            return RoleFound("initiator", actor, 4, "people-act")
        after = actor.first >= self.happening.anchors[0].first
        if actor.actor == "protesters" and not after and self.type_id in ("destruction", "attack", "raid"):
            return RoleFound("initiator", actor, 5, "people-act")
        if after and (self._is_hostile or self.type_id == "release"):
            return RoleFound("target", actor, 2, "people-harmed")
        return None

    def _mutual(self, actor: ActorFound) -> RoleFound | None:
        if self._comes_later(actor) or self._in_terms(actor) or self._is_topic(actor):
            return None
        if self._cue_before(actor) == "support" and actor.head_role != "member":
            return RoleFound("supporter", actor, 4, "supports")
        return RoleFound("initiator", actor, 3, "both-sides")

    def _comes_later(self, actor: ActorFound) -> bool:
        """«قبل أن تتدخل القوات الحكومية»: no side of the clash before it."""
        cues = (self.reading.cue_at.get(at) for at in range(max(actor.first - 3, 0), actor.first))
        after = actor.first > self.happening.anchors[-1].last
        return self.type_id == "armed-clash" and after and any(c and c.role == "before" for c in cues)

    def _in_hand_over(self, actor: ActorFound) -> RoleFound | None:
        """«سلّمت القوات القاعدة للجيش»: who is given the ground takes it, who gives it has lost it."""
        anchor = next((a for a in self.happening.anchors if a.row and "hand-over" in a.row.notes), None)
        if anchor is None:
            return None
        given_to = actor.prefix.endswith("ل") or self.reading.fold(actor.first - 1) == "الي"
        if given_to and actor.first > anchor.first:
            return RoleFound("initiator", actor, 6, "given-to")
        if actor.first >= anchor.last and actor.first - anchor.last <= 1 and not actor.prefix:
            return RoleFound("target", actor, 5, "gave")
        return RoleFound("target", actor, 4, "gave") if actor.last <= anchor.first else None

    def _in_stead(self, actor: ActorFound) -> RoleFound | None:
        """«حلّت محل الأمريكيين كتيبة من الجيش»: who was there before, and who is there now."""
        if not any(a.row is not None and a.row.id in _REPLACING for a in self.happening.anchors):
            return None
        before = {self.reading.fold(actor.first - 1), self.reading.fold(actor.first)}
        return RoleFound("target" if before & _PLACE_OF else "initiator", actor, 5, "in-stead")

    def _is_expelled(self, actor: ActorFound) -> bool:
        """«بعد طرد التنظيم منها», «وطرد قوات النظام»: who was driven out."""
        for anchor in self.happening.anchors:
            if (
                anchor.row is None
                or "expel" not in anchor.row.notes
                or not 0 <= actor.first - anchor.first <= 4
            ):
                continue
            subject = next((a for a in self.actors if anchor.first < a.first < actor.first), None)
            first, _ = self.reading.text.sentences[self.happening.sentence]
            earlier = any(at in self.reading.actor_at for at in range(first, anchor.first))
            return subject is not None or earlier or self.reading.fold(anchor.first - 1) in _AFTER
        return False

    def _is_topic(self, actor: ActorFound) -> bool:
        """«اجتمع … لبحث ملف مكافحة داعش»: what the talks were about."""
        if self.type_id != "meeting" or "topic" not in self.reading.cue_roles:
            return False
        if any(self.reading.fold(at) in _WITH_OR_BETWEEN for at in range(actor.first - 4, actor.first)):
            return False
        cues = inside(self.reading.cues, self.happening.anchors[0].first, actor.first)
        return any(c.role == "topic" for c in cues)

    def _in_terms(self, actor: ActorFound) -> bool:
        """«اتفاق … نصّ على إبعاد الوحدات»: whom the terms of a deal are about is no party to it."""
        if self.type_id != "agreement" or "terms" not in self.reading.cue_roles:
            return False
        cues = inside(self.reading.cues, self.happening.anchors[0].last, actor.first)
        return any(c.role == "terms" for c in cues)

    def _is_exchange(self) -> bool:
        """Whether both sides act by the deed's own word («تبادل الأسرى»)."""
        if self.type_id != "release":
            return False
        cues = inside(self.reading.cues, self.happening.first, self.happening.last)
        mutual = any("mutual" in t.trigger.frames for t in self.happening.triggers())
        return mutual or any(c.role == "exchange" for c in cues)

    def _before_name(self, actor: ActorFound) -> int:
        """The token before an actor, past the quotation mark of «قسد»."""
        at = actor.first - 1
        return at - 1 if self.reading.fold(at) in _QUOTES else at

    def _cue_before(self, actor: ActorFound) -> str:
        """The role of the connector right before an actor, let through «عناصر من» and the like."""
        start = self._before_name(actor)
        for at in range(start, start - 3, -1):
            cue = self.reading.cue_at.get(at)
            if cue is not None and cue.role not in ("from", "owner"):
                return cue.role
            word = self.reading.fold(at)
            passes = word in _LET_THROUGH or at in self.reading.person_at or object_kind(word)
            if cue is None and not passes:
                return ""
        return ""

    def _inside_phrase(self, actor: ActorFound) -> RoleFound | None:
        """«نفذ التنظيم حكم الإعدام»: the subject stands between the parts of a phrase."""
        for anchor in self.happening.anchors:
            tail = anchor.trigger.tail if anchor.trigger is not None else None
            if tail is not None and anchor.last <= actor.first < tail[0] and actor.armed and not actor.prefix:
                return RoleFound("initiator", actor, 5, "subject")
            inside_it = anchor.is_phrase and anchor.first < actor.first < anchor.last and actor.armed
            if inside_it and self.reading.fold(actor.first - 1) == "علي":
                return RoleFound("target", actor, 5, "attack-on")  # «القبض على خلية للتنظيم»
            if inside_it:
                return RoleFound("initiator", actor, 5, "subject")  # «قتل مسلحون مجهولون …»
        return None

    def _by_cue(self, actor: ActorFound) -> RoleFound | None:
        cue = self._cue_before(actor)
        riding = range(max(actor.first - _RIDING_REACH, self.happening.first), actor.first)
        if event_class(self.type_id) in VIOLENT and any(self.reading.fold(at) in _CARRY for at in riding):
            return RoleFound("target", actor, 5, "riders")
        if cue in ("pretext", "held-by") or self._accused_of(actor):
            return RoleFound("recipient", actor, 0, cue or "pretext")
        if cue == "by":
            return RoleFound("initiator", actor, 6, "by")
        if not self._is_hostile and self._in_purpose(actor):
            return RoleFound("recipient", actor, 0, "purpose")
        if cue == "support":
            return RoleFound("supporter", actor, 6, "supports")
        if self.type_id in _TOGETHER and actor.armed and self._is_partner(actor):
            return RoleFound("initiator", actor, 4, "jointly")
        if cue == "jointly" and actor.armed:
            return RoleFound("initiator", actor, 4, "jointly")
        if cue in ("against", "among-ranks"):
            return RoleFound("target", actor, 5, cue)
        if cue == "on" and self._is_hostile:
            return RoleFound("target", actor, 4, "attack-on")
        return None

    def _is_partner(self, actor: ActorFound) -> bool:
        """«أجرى جنود … مع مقاتلين من … تدريباً», «رفقة قوات …»: who takes part."""
        before = (self.reading.fold(at).removeprefix("و") for at in range(actor.first - 3, actor.first))
        return any(word in _WITH for word in before)

    def _in_purpose(self, actor: ActorFound) -> bool:
        """«لمراقبة تحركات الخلايا»: whom a deployment is meant against takes no part in it."""
        anchor = self._anchor_before(actor.first)
        start = anchor.last if anchor is not None else self.happening.first
        cues = (self.reading.cue_at.get(at) for at in range(start, actor.first))
        return any(c is not None and c.role in ("purpose", "hypothetical", "against") for c in cues)

    def _accused_of(self, actor: ActorFound) -> bool:
        """«بتهمة التعامل مع التحالف»: named only in the charge."""
        if "pretext" not in self.reading.cue_roles:
            return False
        cues = [
            self.reading.cue_at.get(at)
            for at in range(max(actor.first - 6, self.happening.first), actor.first)
        ]
        return any(c is not None and c.role == "pretext" for c in cues)

    def _by_head(self, actor: ActorFound) -> RoleFound | None:
        """By the noun that the actor is bound to: a deed or weapon does, a position is done to."""
        if self._is_downed_craft(actor):
            return RoleFound("target", actor, 4, "downed")
        if self._is_craft_hit(actor):
            return RoleFound("target", actor, 4, "hit-belongs-to")
        if actor.head_role in ("craft", "violence") or self._is_deed_itself(actor):
            return RoleFound("initiator", actor, 4, "own-means")
        if self._is_hostile and self.reading.fold(actor.first - 1) in _BELONGS:
            return RoleFound("target", actor, 4, "hit-belongs-to")
        from_there = "من" in (self.reading.fold(actor.first - 1), self.reading.fold(actor.first - 2))
        if actor.head_role == "site" and from_there and event_class(self.type_id) in VIOLENT:
            return RoleFound("initiator", actor, 4, "fired-from")
        if self.type_id == "killing" and fold_word(actor.head_noun) in _PRISONS:
            return RoleFound("initiator", actor, 4, "held-in")
        if actor.head_role == "site" and self._is_hostile:
            return RoleFound("target", actor, 4, "hit-belongs-to")
        owned = actor.prefix.endswith("ل") or self._owner_before(actor)
        if not owned and actor.kind != "adjective" and not self._genitive(actor):
            return None
        for at in range(actor.first - 1, max(actor.first - 6, self.happening.first - 1), -1):
            if self.reading.tokens[at].text in _STOPS:
                return None
            role = self._bound_to(actor, at, owned)
            if role is not None:
                return role
        return None

    def _is_deed_itself(self, actor: ActorFound) -> bool:
        """«عدوان إسرائيلي»: the deed's own noun stands in the name."""
        if actor.kind != "adjective" or not self._is_hostile:
            return False
        nouns = (a for a in self.happening.anchors if a.category == "event" and not a.is_verb)
        return any(actor.first <= a.first < actor.last for a in nouns)

    def _is_downed_craft(self, actor: ActorFound) -> bool:
        downing = [t for t in self.happening.triggers() if "shot-down" in t.trigger.notes]
        return bool(downing) and actor.first >= downing[0].first and actor.kind == "adjective"

    def _is_craft_hit(self, actor: ActorFound) -> bool:
        """«استُهدف رتل للقوات …», «انفجرت عبوة بآلية …»: the vehicle is what was hit."""
        if self._is_carrier(actor):
            return True
        ridden = object_kind(self.reading.fold(actor.first).removeprefix("ال")) == "vehicle"
        if not self._is_hostile or not (ridden or actor.head_role == "craft"):
            return False
        if self.type_id == "explosion" and actor.prefix.endswith("ب"):
            return True
        anchor = self._anchor_before(actor.first)
        if anchor is None or anchor.trigger is None or actor.first - anchor.last > 1:
            return False
        undergone = anchor.trigger.voice == "passive" or "undergo" in anchor.trigger.trigger.frames
        return anchor.is_verb and (ridden or undergone)

    def _is_carrier(self, actor: ActorFound) -> bool:
        """«واستهدف رتل للوزارة»: a column or bus right after a violent verb was hit; it hits nobody."""
        item = self.reading.item_at.get(actor.first)
        anchor = self._anchor_before(actor.first)
        if item is None or item.item not in _CARRIERS or anchor is None or not anchor.is_verb:
            return False
        between = range(anchor.last, actor.first)
        return (
            len(between) <= _VERB_REACH
            and event_class(self.type_id) in VIOLENT
            and not any(at in self.reading.actor_at for at in between)
        )

    def _bound_to(self, actor: ActorFound, at: int, owned: bool) -> RoleFound | None:
        trigger = self.reading.trigger_at.get(at)
        if trigger is not None:
            if owned and self._is_hostile and self._struck_between(trigger.last, actor.first):
                return RoleFound("target", actor, 4, "hit-belongs-to")
            return self._bound_to_trigger(actor, trigger, owned)
        item = self.reading.item_at.get(at)
        # «سيارة عسكرية لقسد»: the noun of what was hit stands before its adjective.
        kind = object_kind(self.reading.fold(at if item is None else item.first))
        struck = self.type_id == "explosion" and item is not None and item.prefix.endswith("ب")
        if item is not None and struck and object_kind(self.reading.fold(item.first).removeprefix("ب")):
            return RoleFound("target", actor, 4, "hit-belongs-to")
        if self.type_id == "killing" and self.reading.fold(at).removeprefix("ال") in _PRISONS:
            return RoleFound("initiator", actor, 4, "held-in")  # «توفي تحت التعذيب في سجون النظام»
        if kind and self._is_hostile:
            return self._bound_to_object(actor, at)
        if kind == "position":
            return RoleFound("recipient", actor, 0, "own-position")
        if kind or at in self.reading.item_at or self._is_means(at):
            return RoleFound("initiator", actor, 4, "own-means")
        return None

    def _struck_between(self, first: int, last: int) -> bool:
        """«ضربة على وكر للتنظيم»: whatever the thing is called, it was struck and is theirs."""
        cues = (self.reading.cue_at.get(at) for at in range(first, last))
        return any(c is not None and c.role == "on" for c in cues)

    def _is_means(self, at: int) -> bool:
        reach = inside(self.reading.instruments, at - _LONGEST_NAME, at + 1)
        return any(c.first <= at < c.last for c in reach)

    def _owner_before(self, actor: ActorFound) -> bool:
        cue = self.reading.cue_at.get(self._before_name(actor))
        return cue is not None and cue.role == "owner"

    def _genitive(self, actor: ActorFound) -> bool:
        """Whether the actor's name stands right after a noun that may own or be owned by it."""
        at = self._before_name(actor)
        noun = object_kind(self.reading.fold(at)) or at in self.reading.item_at or self._is_means(at)
        prison = self.type_id == "killing" and self.reading.fold(at) in _PRISONS
        return not actor.prefix and (bool(noun) or prison)

    def _bound_to_trigger(self, actor: ActorFound, trigger: TriggerMention, owned: bool) -> RoleFound | None:
        if trigger.form.pos == "verb":
            return None
        if self.type_id in _OBJECT_NOUNS and not owned and actor.kind != "adjective":
            return None
        return RoleFound("initiator", actor, 4, "deed-of")

    def _bound_to_object(self, actor: ActorFound, at: int) -> RoleFound:
        """A vehicle or position of the actor: hit, unless it comes before the deed as its means."""
        main = next((a for a in self.happening.anchors if a.category == "event"), None)
        if self.reading.fold(at - 1) == "من" and event_class(self.type_id) in VIOLENT:
            return RoleFound("initiator", actor, 4, "fired-from")
        of_it = main is not None and main.trigger is not None and main.trigger.suffix in _OF_IT
        if main is None or of_it or main.first < at or at not in self.reading.item_at:
            return RoleFound("target", actor, 4, "hit-belongs-to")
        return RoleFound("initiator", actor, 2, "means-before-deed")

    def _anchor_before(self, at: int) -> Anchor | None:
        before = [a for a in self.happening.anchors if a.last <= at]
        return before[-1] if before else None

    def _by_verb(self, actor: ActorFound) -> RoleFound | None:
        """By the verb before the actor: its subject, or what it was done to."""
        anchor = self._anchor_before(actor.first)
        if anchor is None or anchor.trigger is None or not anchor.is_verb:
            return None
        between = range(anchor.last, actor.first)
        if any(self.reading.tokens[i].text in "،." or i in self.reading.place_at for i in between):
            return None
        if actor.prefix or len(between) > 3:
            return None
        frames = anchor.trigger.trigger.frames
        if anchor.trigger.voice == "passive" or frames == ("victim",) or "undergo" in frames:
            return RoleFound("target", actor, 4, "undergoes")
        if any(a is not actor and anchor.last <= a.first < actor.first for a in self.actors):
            return RoleFound("target", actor, 3, "object")
        if "victim" in frames and anchor.trigger.suffix in _HIM:
            return RoleFound("initiator", actor, 5, "subject")  # «خطفه مسلحون»: the pronoun is the victim
        if "victim" in frames:
            return self._kill_verb(actor)
        return RoleFound("initiator", actor, 5, "subject")

    def _kill_verb(self, actor: ActorFound) -> RoleFound:
        """«قتلت قوات النظام مدنياً» or «قُتل عنصر من …»: one spelling, told apart by what follows."""
        if actor.armed and self._people_follow(actor, 1 if actor.head_noun else 4):
            return RoleFound("initiator", actor, 4, "subject-of-killing")
        if actor.armed and actor.head_role != "member":
            return RoleFound("initiator", actor, 4, "subject-of-killing")  # a force is not killed or held
        return RoleFound("target", actor, 3, "killed")

    def _people_follow(self, actor: ActorFound, reach: int) -> bool:
        nearby = range(actor.last, min(actor.last + reach, self.happening.last))
        found = [i for i in nearby if i in self.reading.person_at or i in self.reading.count_at]
        return bool(found) and not self.reading.fold(found[0]).startswith("و")

    def _by_noun(self, actor: ActorFound) -> RoleFound | None:
        """By the deed's noun right before the actor: «قصف قوات النظام», «اعتقال قسد لشاب»."""
        anchor = self._anchor_before(actor.first)
        if anchor is None or anchor.is_verb or actor.first - anchor.last > 3:
            return None
        between = range(anchor.last, actor.first)
        if any(self.reading.tokens[i].text in "،." or i in self.reading.place_at for i in between):
            return None
        bound = (
            actor.prefix or self.reading.fold(actor.first - 1) in _LET_THROUGH or actor.kind == "adjective"
        )
        if self._before_name(actor) >= anchor.last and not bound:
            return RoleFound("initiator", actor, 2, "near-deed")
        row = anchor.row
        if row is not None and (row.type in _OBJECT_NOUNS or "victim" in row.frames or row.base == "استهداف"):
            strikes = row.base == "استهداف" and self._object_follows(actor)
            if actor.armed and (strikes or (not actor.head_noun and self._people_follow(actor, 3))):
                return RoleFound("initiator", actor, 4, "deed-of")
            return RoleFound("target", actor, 3, "done-to")
        if event_class(self.type_id) in VIOLENT and actor.prefix == "ب":
            return RoleFound("target", actor, 2, "near-deed")
        return RoleFound("initiator", actor, 4, "deed-of")

    def _object_follows(self, actor: ActorFound) -> bool:
        """«استهداف قوات النظام بالمدفعية الأحياء السكنية»: a thing without preposition is what was hit."""
        for at in range(actor.last, min(actor.last + _OBJECT_REACH, self.happening.last)):
            word = self.reading.fold(at)
            index = self.reading.place_at.get(at)
            if self.reading.cue_at.get(at) is not None or self.reading.tokens[at].text in _STOPS:
                return False
            if index is not None:
                place = self.reading.places[index]
                return place.preposition is None and not place.prefix
            if word.startswith("ال") and object_kind(word.removeprefix("ال")):
                return True
            if word.endswith(_THEIRS) and object_kind(word.removesuffix("هم").removesuffix("ها")):
                return True  # «استهداف الثوار تجمعاتهم»
        return False

    def _by_order(self, actor: ActorFound) -> RoleFound | None:
        first = self.happening.anchors[0]
        if self._has_own_verb(actor):
            return RoleFound("initiator", actor, 5, "subject-before-verb")
        if actor.last <= first.first:
            if self._follows_another(actor):
                return None  # «كسر متظاهرون قفل مقر الحزب …»: belongs to what was done, not to who did
            subject = first.is_verb and not actor.prefix.strip("وف")
            if subject and first.trigger is not None and first.trigger.voice != "passive":
                return RoleFound("initiator", actor, 4, "subject-before-verb")
            passive = first.is_verb and first.trigger is not None and first.trigger.voice == "passive"
            if passive and self._is_hostile and actor.armed and not actor.prefix.strip("وف"):
                return RoleFound("target", actor, 3, "undergoes")
            return RoleFound("initiator", actor, 2, "before")
        if actor.prefix.startswith("و") and self._opens_clause(actor):
            return None
        if self._is_hostile and any(v.count is not None and v.group != "fighter" for v in self.victims):
            return None  # whom it was done to is told; who is named later only stands by
        role: Role = "target" if self._is_hostile or self.type_id == "territorial-change" else "initiator"
        return RoleFound(role, actor, 1, "after")

    def _is_finder(self, actor: ActorFound) -> bool:
        """«عثرت البيشمركة على رفات …»: who found the dead did not kill them."""
        found = [a for a in self.happening.anchors if a.row is not None and a.row.id in _FINDING]
        return bool(found) and actor.first < (found[0].trigger.tail or (found[0].last, 0))[0]  # type: ignore[union-attr]

    def _has_own_verb(self, actor: ActorFound) -> bool:
        """«يُرجَّح أن التنظيم أعدمهم»: the verb right after a party is its deed."""
        anchor = next((a for a in self.happening.anchors if a.first == actor.last), None)
        if anchor is None or anchor.trigger is None or not anchor.is_verb or anchor.trigger.prefix:
            return False
        active = anchor.trigger.voice != "passive" and "agent-target" in anchor.trigger.trigger.frames
        return active and not actor.prefix.strip("وف") and self._is_hostile

    def _follows_another(self, actor: ActorFound) -> bool:
        before = [a for a in self.actors if a.last <= actor.first]
        return bool(before) and not actor.prefix.startswith("و") and self.reading.fold(actor.first - 1) != "و"

    def _opens_clause(self, actor: ActorFound) -> bool:
        """«…، وقوى الأمن تتهم …»: the subject of a clause of its own."""
        speaks = bool(self.reading.attributions_in(actor.last, actor.last + 1))
        if actor.first - 1 in self.reading.actor_at:
            return False  # «لقوات النظام وروسيا استهدفت …»
        after = self.reading.trigger_at.get(actor.last)
        return speaks or (after is not None and after.form.pos == "verb")

    def _spread_coordination(self, found: list[RoleFound]) -> None:
        """«النظام وروسيا»: an actor bound by «و» to the one before shares its role."""
        for before, after in pairwise(found):
            if after.rule == "jointly" and before.role == "initiator":
                before.weight = max(before.weight, after.weight)
            between = self.reading.words(before.actor.last, after.actor.first).strip(' «»"“”()')
            bound = after.actor.prefix.startswith("و") and not between
            if not bound and between not in ("و", "and", "،", ",", "/", "-"):
                continue
            if after.weight < before.weight or after.rule == "after":
                after.role, after.weight, after.rule = before.role, before.weight, "and"
            elif before.weight < after.weight and before.rule in _WEAK_RULES:
                before.role, before.weight, before.rule = after.role, after.weight, "and"


def _settle(found: list[RoleFound]) -> list[RoleFound]:
    """One role an actor; weak readings only where nothing stronger fills the role."""
    best: dict[str, RoleFound] = {}
    for role in found:
        key = role.actor.actor or f"?{role.actor.name}"
        if key not in best or role.weight > best[key].weight:
            best[key] = role
    kept = [r for r in best.values() if r.weight > 0]
    sides = [r for r in kept if r.rule == "both-sides" and r.actor.actor != "unidentified-armed-group"]
    if len(sides) > 1:  # «قُتل تسعة من المهاجمين»: one of the two sides again
        kept = [r for r in kept if r in sides or r.rule != "both-sides"]
    for name in ("initiator", "target"):
        strongest = max((r.weight for r in kept if r.role == name), default=0)
        kept = [r for r in kept if r.role != name or r.weight >= min(3, strongest)]
    return kept
