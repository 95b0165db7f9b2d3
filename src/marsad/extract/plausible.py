"""Which candidate events are happenings at all («ما يُعتدّ به واقعة»).

A word alone is no event: sport borrows «قصف» and «هجوم», opinion asks «ماذا لو انسحبوا», and
«تواصل القوات قصف المنطقة» tells of no particular day. What is kept has a deed and something
that pins it down: who, whom, where, how many or when.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from marsad.arabic.lexicon import Lexicon
from marsad.extract.event_types import event_class
from marsad.extract.events import Draft, is_convoy
from marsad.extract.reading import Reading
from marsad.extract.roles import VIOLENT
from marsad.tables import load_table

#: How many different words of another domain make a report one of that domain.
_DOMAIN_WORDS: Final = 4
_GENERAL: Final = frozenset({"hypothetical", "general"})


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
    strength = max((t.trigger.strength for t in draft.happening.triggers()), default=2)
    support = _support(draft)
    if event_class(draft.type) in VIOLENT | {"coercion"}:
        return support >= (1 if strength >= 3 else 2)
    if draft.type == "statement":
        return support >= 2 and any(r.role == "initiator" for r in draft.roles)
    if strength >= 3:
        return support >= 2
    armed = any(r.actor.armed for r in draft.roles)
    moves = is_convoy(draft) or armed
    if strength == 2:
        return support >= 2
    return moves and support >= 2 and bool(draft.places)


def _support(draft: Draft) -> int:
    """How many kinds of detail pin the draft down."""
    has_counts = any(v.count is not None for v in draft.victims)
    own_date = draft.when is not None and draft.when.basis == "read"
    kinds = (draft.places, draft.roles, draft.victims, draft.items, own_date, has_counts)
    return sum(1 for kind in kinds if kind)


def _is_hypothetical(reading: Reading, draft: Draft) -> bool:
    happening = draft.happening
    anchor = happening.anchors[0]
    for at in range(max(happening.first, anchor.first - 8), anchor.first):
        cue = reading.cue_at.get(at)
        if cue is None or cue.first != at:
            continue
        if cue.role in _GENERAL:
            return True
        if cue.role == "hypothetical-present" and _present_follows(reading, cue.last):
            return True
    question = any(
        reading.tokens[i].text in "؟?" for i in range(anchor.first, min(happening.last, anchor.last + 25))
    )
    return question and draft.happening.sentence > 0


def _present_follows(reading: Reading, at: int) -> bool:
    trigger = reading.trigger_at.get(at)
    return trigger is not None and trigger.tense == "present"


def is_event(draft: Draft) -> bool:
    """Whether a joined draft is told of some day: an undated reminder is no event."""
    return draft.when is not None or draft.status in ("planned", "denied")
