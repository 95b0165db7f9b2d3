"""Why each field has its value: the rule, the passage, and the candidates that lost.

The reader gives losing candidates where it has a method ``explain(report)`` that returns an
object with ``record`` and ``decisions``; without it the evidence of the record is all there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from marsad.actions.read_reports import ReportReader
from marsad.model import Evidence, Record, Repair, Report

#: Characters of context shown on each side of a passage.
_CONTEXT: Final = 30


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A value that could have been chosen, its weight (higher is better) and what spoke against it."""

    value: str
    score: float | None = None
    reason: str = ""


class FieldReason(msgspec.Struct, frozen=True, kw_only=True):
    """One field of one record: its value, the rule that read it and the passage as received.

    ``owner`` names the record ("event 1"), ``field`` the path in it. ``before`` and ``after``
    are a little of the text around the passage; ``repaired`` is the passage without disguise
    where the two differ.
    """

    owner: str
    field: str
    value: str
    rule: str
    passage: str
    before: str = ""
    after: str = ""
    repaired: str | None = None
    start: int | None = None
    end: int | None = None
    lost: tuple[Candidate, ...] = ()


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A record and the reasons for its fields. ``traced`` tells whether losing candidates are known."""

    record: Record
    reasons: tuple[FieldReason, ...]
    traced: bool


def explain_report(reader: ReportReader, report: Report) -> Explanation:
    """Read a report and tell why each field has its value."""
    trace = getattr(reader, "explain", None)
    told = trace(report) if trace is not None else None
    record: Record = told.record if told is not None else reader.read(report)
    lost = _losers(told.decisions) if told is not None else {}
    reasons: list[FieldReason] = []
    for owner, subject in _subjects(record):
        key = owner.replace(" ", "")
        for passage in subject.evidence:
            reasons.append(_reason(record, owner, subject, passage, lost.get((key, passage.field), ())))
    return Explanation(record=record, reasons=tuple(reasons), traced=told is not None)


def _subjects(record: Record) -> Iterable[tuple[str, Any]]:
    for name in ("event", "tally", "relation"):
        plural = {"event": record.events, "tally": record.tallies, "relation": record.relations}[name]
        for number, subject in enumerate(plural, 1):
            yield f"{name} {number}", subject


def _losers(decisions: Iterable[Any]) -> dict[tuple[str, str], tuple[Candidate, ...]]:
    """Losing candidates by record ("event1") and field path."""
    found: dict[tuple[str, str], tuple[Candidate, ...]] = {}
    for decision in decisions:
        lost = tuple(Candidate(value=str(c.value), score=c.score, reason=c.reason) for c in decision.lost)
        found[decision.owner.replace(" ", ""), decision.field] = lost
    return found


def _reason(
    record: Record, owner: str, subject: Any, passage: Evidence, lost: Sequence[Candidate]
) -> FieldReason:
    start, end = passage.start, passage.end
    return FieldReason(
        owner=owner,
        field=passage.field,
        value=_value(subject, passage.field),
        rule=passage.rule,
        passage=record.text[start:end],
        before=record.text[max(0, start - _CONTEXT) : start],
        after=record.text[end : end + _CONTEXT],
        repaired=_repaired(record, start, end),
        start=start,
        end=end,
        lost=tuple(lost),
    )


def _value(subject: Any, path: str) -> str:
    """The value at a path such as "places[0]" or "casualties.killed", as short JSON."""
    fields: Any = msgspec.to_builtins(subject)
    for step in path.replace("[", ".").replace("]", "").split("."):
        if isinstance(fields, dict) and step in fields:
            fields = fields[step]
        elif isinstance(fields, list) and step.isdigit() and int(step) < len(fields):
            fields = fields[int(step)]
        else:
            return ""
    if isinstance(fields, dict):
        hidden = ("start", "end")
        fields = {k: v for k, v in fields.items() if v is not None and k not in hidden}
    return fields if isinstance(fields, str) else msgspec.json.encode(fields).decode()


def _repaired(record: Record, start: int, end: int) -> str | None:
    inside: list[Repair] = [r for r in record.repairs if start <= r.start and r.end <= end]
    if not inside:
        return None
    parts, last = [], start
    for repair in sorted(inside, key=lambda r: r.start):
        parts += [record.text[last : repair.start], repair.restored]
        last = repair.end
    return "".join([*parts, record.text[last:end]])
