"""Every published total beside the incidents recorded for its actor, kind, area and period."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.geo.gazetteer import Gazetteer
from marsad.link.tallies.areas import Area, AreaReader, within
from marsad.link.tallies.arithmetic import lines_of
from marsad.link.tallies.breakdown import Neighbours, faults_of_parts, neighbours, remainder
from marsad.link.tallies.candidates import Found, Incidents
from marsad.link.tallies.compare import compare, larger_than, narrowed, of_found, rest_of, undecided
from marsad.link.tallies.kinds import Kinds, standard_kinds
from marsad.link.tallies.parties import Kin, standard_kin
from marsad.link.tallies.records import (
    Comparison,
    PublishedTally,
    Reconciliation,
    RecordedIncident,
    TallyResult,
)
from marsad.link.tallies.series import series_of
from marsad.link.tallies.totals import Total, gather, too_wide, undecided_of


def reconcile(
    tallies: Sequence[PublishedTally],
    incidents: Sequence[RecordedIncident],
    gazetteer: Gazetteer,
    *,
    kin: Kin | None = None,
    kinds: Kinds | None = None,
) -> Reconciliation:
    """Set every published total beside what is recorded for its terms.

    Args:
        tallies: Totals as reports give them; the same one in several reports becomes one.
        incidents: Recorded incidents; an id that comes twice counts once.
        gazetteer: Places that the words of areas and the places of incidents are read with.
        kin: Which actors are parts or allies of others; the package's own table if not given.
        kinds: Classes of event types and what totals cover; the package's own tables if not given.
    Returns:
        Totals by key and series by theirs; neither depends on the order of the inputs.
    Source: docs/en/methodology/reconciling.md tells each rule and why.
    """
    kin, kinds = kin or standard_kin(), kinds or standard_kinds()
    reader = AreaReader(gazetteer)
    recorded = Incidents(reader, kin, kinds)
    recorded.take(incidents)
    totals = gather(tallies, reader)
    beside = neighbours(totals, reader, kin, kinds)
    return Reconciliation(
        tallies=tuple(_result(total, recorded, beside) for total in totals),
        series=series_of(totals, recorded),
    )


def _result(total: Total, incidents: Incidents, beside: Neighbours) -> TallyResult:
    tally = total.tally
    whole, found = _compared(total, incidents)
    parts, part_founds = _parts(total, incidents, found)
    rest = _rest(total, incidents, found, part_founds)
    doubts = undecided_of(total, incidents.kin, incidents.kinds)
    told_by_none = whole.recorded or whole.possible
    if (
        tally.measure != "events"
        and told_by_none
        and len(whole.silent) == len(whole.recorded) + len(whole.possible)
    ):
        doubts = (*doubts, "measure-not-recorded")
    over = larger_than(incidents, found, tally.measure, tally.count) if found is not None else []
    return TallyResult(
        key=total.key,
        keys=tuple(one.key for one in total.told),
        docs=total.docs,
        publishers=tuple(dict.fromkeys(one.publisher for one in total.told if one.publisher)),
        claimant=tally.claimant,
        type=tally.type,
        actor=tally.actor,
        measure=tally.measure,
        total=whole,
        quote=tally.quote,
        parts=parts,
        rest=rest,
        undecided=doubts,
        findings=(*faults_of_parts(total, incidents.reader), *over, *beside.findings.get(total.key, ())),
        part_of=tuple(sorted(beside.wider.get(total.key, ()))),
        broken_down=tuple(sorted(beside.narrower.get(total.key, ()))),
        contrasts=tuple(beside.contrasts.get(total.key, ())),
        lines=lines_of(whole, parts, rest, tally.measure),
    )


def _compared(total: Total, incidents: Incidents) -> tuple[Comparison, Found | None]:
    tally = total.tally
    shown = (tally.start, tally.end)
    if total.days is None or too_wide(total):
        return undecided("total", total.area, tally.area, tally.count, shown), None
    return compare(incidents, "total", total.terms, tally.area, tally.count, total.days, shown)


def _parts(
    total: Total, incidents: Incidents, whole: Found | None
) -> tuple[tuple[Comparison, ...], list[Found]]:
    shown = (total.tally.start, total.tally.end)
    parts: list[Comparison] = []
    founds: list[Found] = []
    for part in total.parts:
        area: Area = incidents.reader.read(part.area)
        if total.days is None or not area.known:
            parts.append(undecided("part", area, part.area, part.count, shown))
            continue
        found = incidents.find(total.terms._replace(area=area), *total.days)
        if whole is not None and total.area.known and within(area, total.area) is None:
            found = narrowed(found, whole, incidents.ids)
        measure = total.tally.measure
        parts.append(of_found(incidents, "part", area, measure, part.area, part.count, found, shown))
        founds.append(found)
    return tuple(parts), founds


def _rest(
    total: Total, incidents: Incidents, found: Found | None, parts: Sequence[Found]
) -> Comparison | None:
    """What the parts leave over of the total; undecided where one of them could not be placed."""
    left = remainder(total)
    if left is None:
        return None
    tally = total.tally
    shown = (tally.start, tally.end)
    if found is None or len(parts) < len(total.parts):
        return undecided("rest", total.area, tally.area, left, shown)
    rest = rest_of(found, parts)
    return of_found(incidents, "rest", total.area, tally.measure, tally.area, left, rest, shown)
