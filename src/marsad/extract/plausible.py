"""Which candidate events are happenings at all («ما يُعتدّ به واقعة»).

A word alone is no event: sport borrows «قصف» and «هجوم», opinion asks «ماذا لو انسحبوا», and
«تواصل القوات قصف المنطقة» tells of no particular day. What is kept has a deed and something
that pins it down: who, whom, where, how many or when.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from marsad.arabic.lexicon import Lexicon
from marsad.extract.cues import OFFICIALS
from marsad.extract.event_types import event_class
from marsad.extract.events import Draft, is_convoy
from marsad.extract.happenings import Happening, speaker_of
from marsad.extract.inorder import inside
from marsad.extract.reading import Reading
from marsad.tables import load_table

#: How many different words of another domain make a report one of that domain.
_DOMAIN_WORDS: Final = 3
_QUESTIONS: Final = frozenset("؟?")
_BETWEEN: Final = frozenset({"بين", "between"})
_STRIKES: Final = frozenset({"airstrike", "drone-strike", "shelling"})
_GENERAL: Final = frozenset({"hypothetical", "general"})
_UNREAL: Final = _GENERAL | {"hypothetical-present"}


@cache
def _domain_words() -> Lexicon[tuple[str, str]]:
    lexicon: Lexicon[tuple[str, str]] = Lexicon()
    for row in load_table("domains.csv", key="form"):
        lexicon.add(row["form"], (row["domain"], row["form"]))
    return lexicon


def other_domain(reading: Reading) -> str | None:
    """The domain (sport, film …) whose words crowd a report that names no armed actor; else None."""
    words: dict[str, set[str]] = {}
    for match in _domain_words().find(reading.tokens):
        domain, form = match.row
        words.setdefault(domain, set()).add(form)
    armed = len({a.actor for a in reading.actors if a.armed and a.actor})
    for domain, forms in words.items():
        if len(forms) >= _DOMAIN_WORDS + 2 * armed:
            return domain
    return None


def is_plausible(reading: Reading, draft: Draft) -> bool:
    """Whether a draft tells of a particular happening."""
    if _is_hypothetical(reading, draft):
        return False
    if not draft.happening.triggers() and not any(v.count is not None for v in draft.victims):
        return False  # «استقبال جرحى» tells of no happening
    kind = event_class(draft.type)
    if kind == "diplomacy" and draft.type != "release":
        return _is_diplomacy(reading, draft)
    if draft.type == "territorial-change" and not draft.places:
        return False
    if "takes-over" in draft.notes:
        return bool(draft.roles)
    if draft.type == "attack" and not (draft.roles or draft.victims or draft.casualties.injured):
        return False
    support = _support(draft)
    strength = _strength(draft)
    if strength >= 2:
        harmful = draft.happening.has_effect and bool(draft.places)
        placed = (harmful or _is_placed(draft)) and not draft.definite
        return support >= (2 if strength == 3 or placed else 3)
    if kind == "humanitarian":
        return support >= 3
    armed = any(r.actor.armed for r in draft.roles)
    placed = bool(draft.places) or kind == "coercion"
    return (armed or is_convoy(draft)) and placed and support >= 4


def may_add(reading: Reading, draft: Draft) -> bool:
    """Whether a draft too thin to be an event may still tell how many an event harmed."""
    none = draft.casualties.killed is not None and draft.casualties.killed.most == 0
    counted = none or any(v.count is not None and not v.part for v in draft.victims)
    return (draft.bare or draft.definite) and counted and not _is_hypothetical(reading, draft)


def _is_diplomacy(reading: Reading, draft: Draft) -> bool:
    """A statement needs a party or an official who makes it, a meeting or a deal who, where or when."""
    parties = sum(r.role == "initiator" for r in draft.roles)
    if draft.type == "statement":
        known = any(r.role == "initiator" and r.actor.actor for r in draft.roles)
        if _strength(draft) < 2:
            return _takes_a_stand(reading, draft)
        return known or _official_speaks(reading, draft)
    if draft.type == "agreement":
        return _is_dated_or_agreed(reading, draft)
    own_date = draft.when is not None and draft.when.basis == "read"
    return parties >= 2 or (parties == 1 and _strength(draft) >= 2) or (own_date and bool(draft.places))


def _official_speaks(reading: Reading, draft: Draft) -> bool:
    last = draft.happening.anchors[0].last
    cues = (reading.cue_at.get(at) for at in range(last, last + 3))
    return any(c is not None and c.role in OFFICIALS for c in cues)


def _takes_a_stand(reading: Reading, draft: Draft) -> bool:
    """«قال رئيس الحكومة إن بلاده متمسكة …»: a state or force speaks for itself, and tells of no deed.

    A count makes it a report; a source or an officer who explains is no party.
    """
    anchor = draft.happening.anchors[0]
    if anchor.trigger is None or not anchor.is_verb:
        return False
    if anchor.trigger.trigger.lang == "en":
        return _stands_in_english(reading, draft)
    if reading.tokens[anchor.first].text == ":":
        return True  # «الكرملين: لا قرار نهائياً»
    at = speaker_of(reading, anchor.trigger)
    if at is None:
        return False
    first, last = reading.text.sentences[draft.happening.sentence]
    if any(token in reading.count_at for token in range(first, last)):
        return False
    near = (reading.actor_at.get(token) for token in range(at, at + 3))
    actor, cue = next(filter(None, near), None), reading.cue_at.get(at)
    if cue is not None and cue.role == "state-voice":
        return True
    named = any((a := reading.actor_at.get(t)) is not None and a.kind == "person" for t in range(at, at + 5))
    if actor is None or at not in (anchor.first - 1, anchor.last) or actor.head_role in ("craft", "violence"):
        return False
    if actor.head_role == "member" and not named:
        return False
    stands = any(c.role == "stance" for c in inside(reading.cues, first, last))
    return stands and actor.kind != "source" and (actor.armed or actor.kind == "place-metonym")


def _stands_in_english(reading: Reading, draft: Draft) -> bool:
    """ "the minister said his country would keep its troops": what a party will or will not do."""
    first, last = reading.text.sentences[draft.happening.sentence]
    stands = any(c.role == "stance" for c in inside(reading.cues, first, last))
    voices = [r.actor for r in draft.roles if r.role == "initiator"]
    return stands and any(a.actor and a.kind != "source" and not a.is_civilian for a in voices)


def _strength(draft: Draft) -> int:
    strengths = [
        a.row.strength if a.row is not None else 2 for a in draft.happening.anchors if a.category != "light"
    ]
    return max(strengths, default=1)


def _is_dated_or_agreed(reading: Reading, draft: Draft) -> bool:
    """A truce that is merely mentioned is no event: its day is told, or who agreed to it."""
    anchor = draft.happening.anchors[0]
    parties = [r for r in draft.roles if r.role == "initiator"]
    vague = draft.when is not None and draft.when.precision not in ("day", "hour")
    if vague and not parties:
        return False
    if draft.when is not None and draft.when.mention is not None and draft.when.basis == "read":
        mention = draft.when.mention
        truce = anchor.row is not None and anchor.row.base != "اتفاق"
        if min(abs(mention.first - anchor.last), abs(anchor.first - mention.last)) <= (8 if truce else 20):
            return True
    between = not anchor.prefix.endswith("ال") and any(
        reading.fold(at) in _BETWEEN for at in range(anchor.last, anchor.last + 3)
    )
    return sum(r.role == "initiator" for r in draft.roles) >= (1 if anchor.is_verb or between else 2)


def _is_placed(draft: Draft) -> bool:
    """Whether a draft names its place; of a strike, «المدينة» is as good."""
    struck = draft.type in _STRIKES
    return any(p.basis == "read" or (p.referred and struck) for p in draft.places)


def _support(draft: Draft) -> int:
    """How well details pin the draft down: two for who, whom, where and how many, one for less."""
    counted = any(v.count is not None and not v.part for v in draft.victims)
    own_date = draft.when is not None and draft.when.basis == "read"
    own_place = _is_placed(draft) or "place-referred" in draft.notes
    full = (own_place, bool(draft.roles), counted)
    some = (
        own_date,
        bool(draft.items),
        bool(draft.victims) and not counted,
        bool(draft.places) and not own_place,
        sum(p.basis == "read" for p in draft.places) > 1 and is_convoy(draft),
    )
    return 2 * sum(full) + sum(some)


def _is_hypothetical(reading: Reading, draft: Draft) -> bool:
    happening = draft.happening
    anchor = happening.anchors[0]
    if not reading.cue_roles.isdisjoint(_UNREAL) and _is_hedged(reading, happening):
        return True
    if happening.sentence == 0:
        return False  # a headline may ask what its report then tells
    asked = range(anchor.first, min(happening.last, anchor.last + 25))
    return any(reading.folds[i] in _QUESTIONS for i in asked)


def _is_hedged(reading: Reading, happening: Happening) -> bool:
    """Whether words around a deed say that it might happen, or goes on in general."""
    anchor = happening.anchors[0]
    after = [reading.cue_at.get(at) for at in range(anchor.last, min(anchor.last + 7, happening.last))]
    if any(c is not None and c.role == "general" and c.first >= anchor.last for c in after):
        return True
    first, _ = reading.text.sentences[happening.sentence]
    start = max(first, min(happening.first, anchor.first - 2), anchor.first - 8)
    for at in range(start, anchor.first):
        cue = reading.cue_at.get(at)
        if cue is None or cue.first != at:
            continue
        if cue.role in _GENERAL:
            return True
        if cue.role == "hypothetical-present" and _present_follows(reading, cue.last):
            return True
    return False


def _present_follows(reading: Reading, at: int) -> bool:
    trigger = reading.trigger_at.get(at)
    return trigger is not None and trigger.tense == "present"


def is_event(reading: Reading, draft: Draft) -> bool:
    """Whether a joined draft tells of some day, and more than «القصف» as something known."""
    dated = draft.when is not None or draft.status in ("planned", "denied")
    if not dated and (draft.background or reading.published is not None):
        return False  # without a day of publication, a day that is not told stays unknown
    counted = any(v.count is not None for v in draft.victims)
    only_mentioned = draft.definite and len(draft.spans) == 1 and not counted
    return not only_mentioned or any(p.basis == "read" for p in draft.places)
