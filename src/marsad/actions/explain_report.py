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
        for passage in _passages(subject):
            reasons.append(_reason(record, owner, subject, passage, lost.get((key, passage.field), ())))
    return Explanation(record=record, reasons=tuple(reasons), traced=told is not None)


def _passages(subject: Any) -> Iterable[Evidence]:
    """The evidence of a record, and the spans that its places, actors and items carry themselves."""
    yield from subject.evidence
    known = {(e.field.split(".")[0].split("[")[0], e.start, e.end) for e in subject.evidence}
    for field in ("places", "actors", "items"):
        for number, part in enumerate(getattr(subject, field, ())):
            if part.start is not None and part.end is not None and (field, part.start, part.end) not in known:
                yield Evidence(f"{field}[{number}]", part.start, part.end, _ground(part))


def _ground(part: Any) -> str:
    """On what ground a place, an actor or an item stands: the table row, and where it was read."""
    row = getattr(part, "gazetteer_id", None) or getattr(part, "id", None) or getattr(part, "item", None)
    basis = getattr(part, "basis", "read")
    return " ".join(filter(None, (row, "" if basis == "read" else basis)))


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
        before=_before(record.text, start),
        after=_after(record.text, end),
        repaired=_repaired(record, start, end),
        start=start,
        end=end,
        lost=tuple(lost),
    )


def _before(text: str, start: int) -> str:
    """Whole words before a passage, an ellipsis where there are more."""
    found = text[max(0, start - _CONTEXT) : start]
    if start <= _CONTEXT:
        return found
    cut = found.find(" ")
    return "…" + found[cut:] if cut >= 0 else found


def _after(text: str, end: int) -> str:
    """Whole words after a passage, an ellipsis where there are more."""
    found = text[end : end + _CONTEXT]
    if end + _CONTEXT >= len(text):
        return found
    cut = found.rfind(" ")
    return found[: cut + 1] + "…" if cut >= 0 else found


def _value(subject: Any, path: str) -> str:
    """The value at a path such as "places[0]" or "casualties.killed", in one line."""
    fields: Any = msgspec.to_builtins(subject)
    for step in path.replace("[", ".").replace("]", "").split("."):
        fields = _at(fields, step)
    return _shown(fields)


def _shown(value: Any) -> str:
    """A value in one line: a count as "2-5", a place or an item as "role: via · name: …"."""
    if value is None:
        return ""
    if isinstance(value, dict):
        hidden = ("start", "end", "gazetteer_id")
        return " · ".join(f"{k}: {_shown(v)}" for k, v in value.items() if v is not None and k not in hidden)
    if isinstance(value, list | tuple):
        return "-".join("" if bound is None else str(bound) for bound in dict.fromkeys(value))
    return str(value)


def _at(fields: Any, step: str) -> Any:
    """What a step of a path leads to; in a list a number, a role or a member itself."""
    if isinstance(fields, dict):
        return fields.get(step)
    if not isinstance(fields, list | tuple):
        return None
    if step.isdigit():
        return fields[int(step)] if int(step) < len(fields) else None
    if step in fields:
        return step
    return ", ".join(f["id"] or f["name"] for f in fields if isinstance(f, dict) and f.get("role") == step)


def _repaired(record: Record, start: int, end: int) -> str | None:
    inside: list[Repair] = [r for r in record.repairs if start <= r.start and r.end <= end]
    if not inside:
        return None
    parts, last = [], start
    for repair in sorted(inside, key=lambda r: r.start):
        parts += [record.text[last : repair.start], repair.restored]
        last = repair.end
    return "".join([*parts, record.text[last:end]])
