"""What else could have been read, and why it was not («البدائل التي خسرت»)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from marsad.extract.events import Draft
from marsad.extract.reading import Reading
from marsad.model import Record


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that was weighed and not taken; higher scores were better."""

    value: str
    score: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The losers of one field: ``owner`` is "event1" …, ``field`` a path as in ``Evidence``."""

    owner: str
    field: str
    lost: tuple[Lost, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A record with the decisions behind its events."""

    record: Record
    decisions: tuple[Decision, ...]


def decisions_of(reading: Reading, drafts: list[Draft]) -> tuple[Decision, ...]:
    """What lost, for each event's type, day, places and actors."""
    found: list[Decision] = []
    for number, draft in enumerate(drafts, 1):
        owner = f"event{number}"
        found.append(Decision(owner, "type", tuple(_other_types(draft))))
        found.append(Decision(owner, "start", tuple(_other_days(reading, draft))))
        for index, place in enumerate(draft.places):
            found.append(Decision(owner, f"places[{index}]", tuple(_other_places(reading, place.index))))
        for index, role in enumerate(draft.roles):
            taken = role.actor.actor
            others = [r for r in role.actor.readings if r.actor != taken]
            lost = tuple(
                Lost(r.actor or "?", None, " ".join([*r.needs, r.start, r.end]).strip()) for r in others
            )
            found.append(Decision(owner, f"actors[{index}]", lost))
    return tuple(d for d in found if d.lost)


def _other_types(draft: Draft) -> Iterator[Lost]:
    for trigger in draft.happening.triggers():
        row = trigger.trigger
        if row.type and row.type != draft.type:
            yield Lost(row.type, float(row.strength), row.id)
        for other in trigger.alternatives:
            yield Lost(
                other.trigger.type or other.trigger.id, float(other.trigger.strength), other.trigger.id
            )


def _other_days(reading: Reading, draft: Draft) -> Iterator[Lost]:
    happening = draft.happening
    chosen = draft.when.mention if draft.when is not None else None
    for mention in reading.dates:
        if happening.first <= mention.first < happening.last and mention is not chosen and mention.start:
            yield Lost(mention.start.isoformat(), None, mention.rule)


def _other_places(reading: Reading, index: int) -> Iterator[Lost]:
    for scored in reading.resolved[index].candidates[1:]:
        reason = ", ".join(f"{name} {value:+.2f}" for name, value in scored.features)
        yield Lost(f"{scored.row.name_ar} ({scored.row.id})", round(scored.score, 3), reason)
