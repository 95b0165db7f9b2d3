"""From found tallies and relations to records that speak of the received text («الحصائل والعلاقات»)."""

from __future__ import annotations

from marsad.arabic.offsetkit import OffsetMap
from marsad.extract.reading import Reading
from marsad.extract.relations import RelationFound
from marsad.extract.tallies import TallyFound
from marsad.model import Count, Evidence, Relation, Tally, TallyPart

_TALLY_CONFIDENCE = 0.5
_RELATION_CONFIDENCE = 0.5


def tally_record(reading: Reading, offsets: OffsetMap, received: str, found: TallyFound) -> Tally:
    """The record of a tally; its quote is verbatim from the received text."""
    start, end = _span(reading, offsets, found.first, found.last)
    evidence = [Evidence("count", *_span(reading, offsets, *found.figure), rule="tally")]
    if found.period is not None:
        evidence.append(Evidence("start", *_span(reading, offsets, *found.period), rule="tally:period"))
    for number, part in enumerate(found.parts):
        span = _span(reading, offsets, part.first, part.last)
        evidence.append(Evidence(f"parts.{number}", *span, rule="tally:part"))
    return Tally(
        claimant=found.claimant,
        type=found.type,
        actor=found.actor,
        area=found.area,
        start=found.start.isoformat() if found.start else None,
        end=found.end.isoformat() if found.end else None,
        measure=found.measure,
        count=Count(found.least, found.most),
        parts=tuple(TallyPart(area=p.area, count=Count(p.least, p.most)) for p in found.parts),
        quote=received[start:end],
        confidence=_tally_confidence(found),
        evidence=tuple(evidence),
    )


def relation_record(reading: Reading, offsets: OffsetMap, received: str, found: RelationFound) -> Relation:
    """The record of a relation; its quote is verbatim from the received text."""
    start, end = _span(reading, offsets, found.first, found.last)
    evidence = [Evidence("type", start, end, rule=found.rule)]
    for form, span in found.form_spans:
        evidence.append(Evidence(f"forms.{form}", *_span(reading, offsets, *span), rule="relation:form"))
    return Relation(
        type=found.type,
        from_actor=found.from_actor,
        to_actor=found.to_actor,
        forms=found.forms,
        quote=received[start:end],
        confidence=_relation_confidence(found),
        evidence=tuple(evidence),
    )


def _span(reading: Reading, offsets: OffsetMap, first: int, last: int) -> tuple[int, int]:
    """Where tokens ``first`` up to ``last`` stand in the received text."""
    tokens = reading.tokens
    return offsets.to_received(tokens[first].start, tokens[last - 1].end)


def _tally_confidence(found: TallyFound) -> float:
    """More where who counts, over what time and where is said."""
    said = (found.claimant, found.start, found.area, found.type)
    return round(_TALLY_CONFIDENCE + 0.1 * sum(value is not None for value in said), 2)


def _relation_confidence(found: RelationFound) -> float:
    """More where several forms of it are named."""
    return round(min(0.9, _RELATION_CONFIDENCE + 0.1 * len(found.forms)), 2)
