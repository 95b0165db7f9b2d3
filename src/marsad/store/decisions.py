"""What people decided about incidents: entries that are added, undone by further entries, never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from django.db import transaction

from marsad.link.clusters import Couple, Decided, couple
from marsad.store import log, models
from marsad.store.times import now_utc
from marsad.store.workspace import Workspace

Kind = Literal["same", "not-same", "field", "undo"]


class FieldDecision(NamedTuple):
    """A field that a person set on the incident that holds most of these events."""

    events: tuple[str, ...]
    name: str
    value: object


class Decisions(NamedTuple):
    """Every decision in force."""

    pairs: Decided
    fields: tuple[FieldDecision, ...]
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
) -> models.Decision:
    """Write a decision and its entry in the log.

    Args:
        workspace: An open one.
        kind: ``same``: the events tell of one incident. ``not-same``: those of ``value["other"]``
            don't tell of the same one as those of ``events``. ``field``: ``value["name"]`` is
            ``value["value"]``. ``undo``: the decision ``value["decision"]`` is undone.
        events: Event keys.
        value: See ``kind``.
        note: The person's reason.
        who: The person; None takes the workspace's.
    """
    with transaction.atomic():
        log.last_head(for_update=True)
        decision = models.Decision.objects.create(
            kind=kind,
            events=sorted(events),
            value=dict(value or {}),
            note=note,
            who=who or workspace.person,
            made_at=now_utc(),
        )
        log.append("decide", decision.who, {"kind": kind, "decision": decision.pk}, [decision])
        log.write_head(workspace.head_file)
    return decision


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
        frozenset(key for row in rows for key in (*row.events, *row.value.get("other", ()))),
    )


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
