"""What people decided about incidents: entries that are added, undone by further entries, never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, Literal, NamedTuple

from django.db import transaction

from marsad.link.clusters import Couple, Decided, couple
from marsad.model import Review
from marsad.store import log, models
from marsad.store.times import now_utc, written
from marsad.store.workspace import Workspace

Kind = Literal["same", "not-same", "field", "review", "approve", "undo"]


class FieldDecision(NamedTuple):
    """A field that a person set on the incident that holds most of these events."""

    events: tuple[str, ...]
    name: str
    value: object


class ReviewDecision(NamedTuple):
    """A review of the incident that had these events, or its approval by somebody else."""

    number: int
    events: frozenset[str]
    state: Literal["accepted", "rejected", "approved"]
    who: str
    at: str
    reason: str


class Decisions(NamedTuple):
    """Every decision in force; reviews oldest first."""

    pairs: Decided
    fields: tuple[FieldDecision, ...]
    reviews: tuple[ReviewDecision, ...]
    #: Keys of all events that any decision, also one undone, speaks of.
    touched: frozenset[str]


def decide(
    workspace: Workspace,
    kind: Kind,
    events: Sequence[str],
    value: Mapping[str, object] | None = None,
    *,
    note: str = "",
    who: str | None = None,
    deed: str = "",
) -> models.Decision:
    """Write a decision and its entry in the log.

    Args:
        workspace: An open one.
        kind: ``same``: the events tell of one incident. ``not-same``: those of ``value["other"]``
            don't tell of the same one as those of ``events``. ``field``: ``value["name"]`` is
            ``value["value"]``. ``review``: ``value["state"]`` is what a reader of the texts made of
            the incident; ``approve``: a second one agrees. ``undo``: the decision
            ``value["decision"]`` is undone.
        events: Event keys.
        value: See ``kind``.
        note: The person's reason.
        who: The person; None takes the workspace's.
        deed: A name for this deed, by which `decision_of` finds it when it is sent once more.
    """
    with transaction.atomic():
        log.last_head(for_update=True)
        decision = models.Decision.objects.create(
            kind=kind,
            events=sorted(events),
            value={**(value or {}), **({"deed": deed} if deed else {})},
            note=note,
            who=who or workspace.person,
            made_at=now_utc(),
        )
        log.append("decide", decision.who, {"kind": kind, "decision": decision.pk}, [decision])
        log.write_head(workspace.head_file)
    return decision


def decision_of(deed: str) -> models.Decision | None:
    """The decision that a deed came to; None where it has not arrived yet."""
    return models.Decision.objects.filter(value__deed=deed).first()


def in_force() -> Decisions:
    """The decisions that hold: later ones outrank earlier ones about the same pair or field."""
    rows = list(models.Decision.objects.order_by("id"))
    undone = {row.value["decision"] for row in rows if row.kind == "undo"}
    verdicts: dict[Couple, bool] = {}
    fields: dict[tuple[tuple[str, ...], str], object] = {}
    for row in rows:
        if row.pk in undone:
            continue
        if row.kind == "same":
            verdicts |= dict.fromkeys((couple(a, b) for a, b in combinations(row.events, 2)), True)
        elif row.kind == "not-same":
            verdicts |= {couple(a, b): False for a in row.events for b in row.value["other"] if a != b}
        elif row.kind == "field":
            told = tuple(row.events), row.value["name"]
            fields.pop(told, None)  # the newest stands last, also among those of other events
            fields[told] = row.value["value"]
    same = frozenset(pair for pair, verdict in verdicts.items() if verdict)
    return Decisions(
        Decided(same, frozenset(verdicts) - same),
        tuple(FieldDecision(events, name, value) for (events, name), value in fields.items()),
        tuple(_review(row) for row in rows if row.kind in ("review", "approve") and row.pk not in undone),
        frozenset(key for row in rows for key in (*row.events, *row.value.get("other", ()))),
    )


def _review(row: models.Decision) -> ReviewDecision:
    state: Any = "approved" if row.kind == "approve" else row.value["state"]
    return ReviewDecision(row.pk, frozenset(row.events), state, row.who, written(row.made_at), row.note)


def reviews_of(groups: Mapping[str, Sequence[str]], decisions: Sequence[ReviewDecision]) -> dict[str, Review]:
    """What people made of each incident, by its key.

    The newest review of an incident counts that shares an event with it; where events have joined
    or left since, it says ``changed``. An approval counts where it is newer than the review, of
    the same events, and another person's.

    Args:
        groups: Incident key to event keys.
        decisions: Oldest first.
    """
    where = {event: key for key, events in groups.items() for event in events}
    newest: dict[str, ReviewDecision] = {}
    approved: dict[str, str] = {}
    for decision in decisions:
        for key in sorted({where[event] for event in decision.events if event in where}):
            review = newest.get(key)
            if decision.state != "approved":
                newest[key] = decision
                approved.pop(key, None)
            elif review and review.events == decision.events and review.who != decision.who:
                approved[key] = decision.who
    return {
        key: Review(
            state=_state(decision, groups[key]),
            who=decision.who,
            at=decision.at,
            reason=decision.reason,
            approved_by=approved.get(key) if decision.events == set(groups[key]) else None,
            decision=decision.number,
        )
        for key, decision in newest.items()
    }


def _state(decision: ReviewDecision, events: Sequence[str]) -> Literal["accepted", "rejected", "changed"]:
    if decision.state == "approved" or decision.events != set(events):
        return "changed"
    return decision.state


def fields_of(groups: Mapping[str, str], decisions: Sequence[FieldDecision]) -> dict[str, dict[str, object]]:
    """The fields set on each incident, by its key.

    Args:
        groups: Event key to incident key.
        decisions: Oldest first; a later one about the same field of the same incident wins.
    """
    found: dict[str, dict[str, object]] = {}
    for decision in decisions:
        votes = Counter(groups[key] for key in decision.events if key in groups)
        if votes:
            most = max(votes.values())
            incident = min(key for key, n in votes.items() if n == most)
            found.setdefault(incident, {})[decision.name] = decision.value
    return found
