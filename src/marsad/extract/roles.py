"""Who did it and to whom («الفاعل والمستهدف»).

Each actor of a happening's stretch is weighed by where it stands: after a verb (subject),
bound to a deed or a weapon («غارة روسية», «صواريخ النظام»), after «من قبل», bound to a place or
vehicle that is hit («حاجز للجيش»), or named as the side of the victims.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from marsad.arabic.lexicon import Lexicon
from marsad.extract.actors import ActorFound
from marsad.extract.event_types import event_class
from marsad.extract.happenings import Anchor, Happening
from marsad.extract.reading import Reading
from marsad.extract.victims import Victims
from marsad.tables import load_table

Role = Literal["initiator", "target", "supporter", "recipient"]

VIOLENT: Final = frozenset({"fighting", "killing", "remote-violence"})
#: Deeds whose noun takes the one it is done to: «اعتقال شاب», «استهداف رتل».
_OBJECT_NOUNS: Final = frozenset({"arrest", "abduction", "assassination", "killing", "release", "seizure"})
_LET_THROUGH: Final = frozenset({"من", "of", "the", "from", "by"})


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
def object_kind(word: str) -> str:
    """Whether a folded word names something that gets hit (position, vehicle, property); else empty."""
    from marsad.arabic.tokens import Token

    matches = _objects().find([Token(0, 0, len(word), word, word, "word", False)])
    return matches[0].row if matches else ""


def find_roles(
    reading: Reading, happening: Happening, type_id: str, victims: list[Victims]
) -> list[RoleFound]:
    """The actors of a happening with their roles, strongest reading of each actor only."""
    found: list[RoleFound] = []
    affiliated = {id(v.actor): v for v in victims if v.actor is not None}
    sources = {t for a in reading.attributions for t in range(a.first, a.last)}
    for actor in reading.actors:
        if not happening.first <= actor.first < happening.last or actor.kind == "source":
            continue
        if id(actor) in affiliated:
            found.append(RoleFound("target", actor, 5, "victims-side"))
            continue
        if actor.first in sources and not _also_party(reading, actor):
            continue
        role = _role(reading, happening, type_id, actor)
        if role is not None:
            found.append(role)
    _spread_coordination(reading, found)
    return _settle(found, type_id)


def _also_party(reading: Reading, actor: ActorFound) -> bool:
    return False


def _role(reading: Reading, happening: Happening, type_id: str, actor: ActorFound) -> RoleFound | None:
    if actor.is_civilian:
        return _civil_role(reading, happening, type_id, actor)
    if type_id in ("armed-clash", "agreement", "meeting"):
        return _mutual_role(reading, happening, actor)
    for rule in (_by_cue, _by_head, _by_verb, _by_noun, _by_order):
        role = rule(reading, happening, type_id, actor)
        if role is not None:
            return role
    return None


def _civil_role(reading: Reading, happening: Happening, type_id: str, actor: ActorFound) -> RoleFound | None:
    if event_class(type_id) in ("unrest",) or type_id in ("return", "displacement"):
        return RoleFound("initiator", actor, 4, "people-act")
    if event_class(type_id) in VIOLENT | {"coercion"} or type_id == "release":
        return RoleFound("target", actor, 2, "people-harmed")
    return None


def _mutual_role(reading: Reading, happening: Happening, actor: ActorFound) -> RoleFound | None:
    if not actor.armed and event_class("armed-clash") and actor.kind == "source":
        return None
    cue = _cue_before(reading, actor)
    if cue == "support":
        return RoleFound("supporter", actor, 4, "supports")
    return RoleFound("initiator", actor, 3, "both-sides")


def _cue_before(reading: Reading, actor: ActorFound) -> str:
    """The role of the connector right before an actor, let through «عناصر من» and the like."""
    for back in range(1, 4):
        at = actor.first - back
        cue = reading.cue_at.get(at)
        if cue is not None and cue.role not in ("from", "owner"):
            return cue.role
        word = reading.fold(at)
        if word not in _LET_THROUGH and at not in reading.person_at and cue is None:
            return ""
    return ""


def _by_cue(reading: Reading, happening: Happening, type_id: str, actor: ActorFound) -> RoleFound | None:
    cue = _cue_before(reading, actor)
    if cue == "by":
        return RoleFound("initiator", actor, 6, "by")
    if cue == "support":
        return RoleFound("supporter", actor, 6, "supports")
    if cue == "against":
        return RoleFound("target", actor, 5, "against")
    if cue == "on" and event_class(type_id) in VIOLENT:
        return RoleFound("target", actor, 4, "attack-on")
    if cue == "among-ranks":
        return RoleFound("target", actor, 5, "ranks")
    return None


def _by_head(reading: Reading, happening: Happening, type_id: str, actor: ActorFound) -> RoleFound | None:
    """By the noun that the actor is bound to: a deed or weapon does, a position is done to."""
    owned = actor.prefix.endswith(("ل", "لل")) or _owner_before(reading, actor)
    if not owned and actor.kind != "adjective" and not _genitive(reading, actor):
        return None
    for back in range(1, 6):
        at = actor.first - back
        if at < happening.first or reading.tokens[at].text in ".،؛\n":
            return None
        trigger = reading.trigger_at.get(at)
        if trigger is not None:
            return _bound_to_trigger(happening, type_id, actor, trigger.form.pos, owned)
        item = reading.item_at.get(at)
        kind = object_kind(reading.fold(at))
        if kind and event_class(type_id) in VIOLENT | {"coercion"}:
            return _bound_to_object(reading, happening, type_id, actor, at, item is not None)
        if item is not None or kind:
            return RoleFound("initiator", actor, 4, "own-means")
        if any(c.first <= at < c.last for c in reading.instruments):
            return RoleFound("initiator", actor, 4, "own-means")
    return None


def _owner_before(reading: Reading, actor: ActorFound) -> bool:
    cue = reading.cue_at.get(actor.first - 1)
    return cue is not None and cue.role == "owner"


def _genitive(reading: Reading, actor: ActorFound) -> bool:
    """Whether the actor's name stands right after a noun that may own or be owned by it."""
    at = actor.first - 1
    return not actor.prefix and (
        bool(object_kind(reading.fold(at)))
        or at in reading.item_at
        or any(c.first <= at < c.last for c in reading.instruments)
    )


def _bound_to_trigger(
    happening: Happening, type_id: str, actor: ActorFound, pos: str, owned: bool
) -> RoleFound | None:
    if pos == "verb":
        return None
    if type_id in _OBJECT_NOUNS and not owned and actor.kind != "adjective":
        return None
    return RoleFound("initiator", actor, 4, "deed-of")


def _bound_to_object(
    reading: Reading, happening: Happening, type_id: str, actor: ActorFound, at: int, is_item: bool
) -> RoleFound | None:
    """A vehicle or position of the actor: hit, unless it stands before the deed as its subject."""
    main = _main_trigger(happening)
    if main is None or main.first < at or not is_item:
        return RoleFound("target", actor, 4, "hit-belongs-to")
    return RoleFound("initiator", actor, 2, "means-before-deed")


def _main_trigger(happening: Happening) -> Anchor | None:
    return next((a for a in happening.anchors if a.category == "event"), None)


def _by_verb(reading: Reading, happening: Happening, type_id: str, actor: ActorFound) -> RoleFound | None:
    """By the verb before the actor: its subject, or what it was done to."""
    anchor = _anchor_before(happening, actor.first)
    if anchor is None or not anchor.is_verb or anchor.trigger is None:
        return None
    between = range(anchor.last, actor.first)
    if any(reading.tokens[i].text in "،." or i in reading.place_at for i in between):
        return None
    if actor.prefix or len(between) > 3:
        return None
    frames = anchor.trigger.trigger.frames
    if anchor.trigger.voice == "passive" or frames == ("victim",) or "undergo" in frames:
        return RoleFound("target", actor, 4, "undergoes")
    if any(
        a is not actor and anchor.last <= a.first < actor.first for a in _region_actors(reading, happening)
    ):
        return RoleFound("target", actor, 3, "object")
    if "victim" in frames:
        return _kill_verb(reading, happening, actor)
    return RoleFound("initiator", actor, 5, "subject")


def _kill_verb(reading: Reading, happening: Happening, actor: ActorFound) -> RoleFound:
    """«قتلت قوات النظام مدنياً» or «قُتل عنصر من …»: one spelling, told apart by what follows."""
    follows = any(
        i in reading.person_at or i in reading.count_at
        for i in range(actor.last, min(actor.last + 4, happening.last))
    )
    if actor.armed and follows and not actor.head_noun:
        return RoleFound("initiator", actor, 4, "subject-of-killing")
    return RoleFound("target", actor, 3, "killed")


def _region_actors(reading: Reading, happening: Happening) -> list[ActorFound]:
    return [a for a in reading.actors if happening.first <= a.first < happening.last]


def _anchor_before(happening: Happening, at: int) -> Anchor | None:
    before = [a for a in happening.anchors if a.last <= at]
    return before[-1] if before else None


def _by_noun(reading: Reading, happening: Happening, type_id: str, actor: ActorFound) -> RoleFound | None:
    """By the deed's noun right before the actor: «قصف قوات النظام», «اعتقال قسد لشاب»."""
    anchor = _anchor_before(happening, actor.first)
    if anchor is None or anchor.is_verb:
        return None
    gap = actor.first - anchor.last
    if gap > 3 or any(reading.tokens[i].text in "،." for i in range(anchor.last, actor.first)):
        return None
    if any(i in reading.place_at for i in range(anchor.last, actor.first)):
        return None
    row = anchor.row
    if gap and not (
        actor.prefix or reading.fold(actor.first - 1) in _LET_THROUGH or actor.kind == "adjective"
    ):
        return RoleFound("initiator", actor, 2, "near-deed")
    if row is not None and (row.type in _OBJECT_NOUNS or "victim" in row.frames or row.base == "استهداف"):
        follows = any(i in reading.person_at for i in range(actor.last, actor.last + 3))
        if actor.armed and follows and not actor.head_noun:
            return RoleFound("initiator", actor, 4, "deed-of")
        return RoleFound("target", actor, 3, "done-to")
    if event_class(type_id) in VIOLENT and actor.prefix == "ب":
        return RoleFound("target", actor, 2, "near-deed")
    return RoleFound("initiator", actor, 4, "deed-of")


def _by_order(reading: Reading, happening: Happening, type_id: str, actor: ActorFound) -> RoleFound | None:
    first = happening.anchors[0]
    if actor.last <= first.first:
        subject = first.is_verb and not actor.prefix.strip("وف") and first.trigger is not None
        if subject and first.trigger is not None and first.trigger.voice != "passive":
            return RoleFound("initiator", actor, 4, "subject-before-verb")
        return RoleFound("initiator", actor, 2, "before")
    if event_class(type_id) in VIOLENT | {"coercion"}:
        return RoleFound("target", actor, 1, "after")
    return RoleFound("initiator", actor, 1, "after")


def _spread_coordination(reading: Reading, found: list[RoleFound]) -> None:
    """«النظام وروسيا»: an actor bound by «و» to the one before shares its role."""
    for before, after in zip(found, found[1:], strict=False):
        between = reading.words(before.actor.last, after.actor.first).strip()
        bound = after.actor.prefix.startswith("و") and not between
        if bound or between in ("و", "and", "،", ",", "/", "-"):
            if after.weight < before.weight or after.rule == "after":
                after.role, after.weight, after.rule = before.role, before.weight, "and"
            elif before.weight < after.weight and before.rule in ("after", "before", "near-deed"):
                before.role, before.weight, before.rule = after.role, after.weight, "and"


def _settle(found: list[RoleFound], type_id: str) -> list[RoleFound]:
    """One role an actor; weak readings only where nothing stronger fills the role."""
    best: dict[str, RoleFound] = {}
    for role in found:
        key = role.actor.actor or f"?{role.actor.name}"
        if key not in best or role.weight > best[key].weight:
            best[key] = role
    kept = list(best.values())
    for name in ("initiator", "target"):
        strongest = max((r.weight for r in kept if r.role == name), default=0)
        kept = [r for r in kept if r.role != name or r.weight >= min(3, strongest)]
    return kept
