"""How well reports merge into incidents, on the groups of ``incidents/*.jsonl``.

Every report is read and all of a half's events are linked in one run, as they would be in a
workspace; the groups are told apart by what they say alone. An event counts where it is one of the
report's happenings (a type that gold allows, days that touch within one, the place within 10 km
or by name). Over those events: B-cubed precision, recall and F1 (Bagga and Baldwin 1998),
and the false merges, pairs of events of two happenings that ended in one incident.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from bench.streams import b_cubed
from evaluation.matching import FOLDER, Fields, distance_km, is_near, same_time, telling_place
from evaluation.reports import load_lines, read_with_marsad

INCIDENTS: Final = FOLDER / "incidents"
#: Two happenings farther apart than this are at clearly different places.
PLACES_KM: Final = 2.0


@dataclass(frozen=True, slots=True)
class FalseMerge:
    """Two events of two happenings in one incident.

    Attributes:
        kind: What tells the happenings apart: ``place`` and ``day`` plainly, ``neither`` not.
        misread: The day or place was read otherwise than gold has it, so that merging could not know.
    """

    kind: str
    misread: bool
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Merging:
    """What was measured over one file.

    Attributes:
        happenings, found: Of gold, and those that an event was read for.
        false_merges: By pair.
    """

    happenings: int
    found: int
    precision: float
    recall: float
    f1: float
    false_merges: tuple[FalseMerge, ...]

    def plain(self, *, misread: bool) -> int:
        """False merges of clearly different places or days, of those that were misread or of the others."""
        return sum(m.kind != "neither" and m.misread == misread for m in self.false_merges)


def measure(half: str) -> Merging:
    """Read and link the reports of a half, and score what came of it."""
    reports = [report for path in sorted(INCIDENTS.glob(f"*-{half}.jsonl")) for report in load_lines(path)]
    read = read_with_marsad(reports)
    return score(reports, read, incidents_of(read.values()))


def incidents_of(records: Iterable[Fields]) -> dict[str, str]:
    """Event ("doc#number") -> incident, by Marsad."""
    import msgspec

    from marsad.link.clusters import cluster
    from marsad.link.facts import facts_of
    from marsad.link.pairs import term_shares, weigh
    from marsad.model import Record

    facts = {}
    for fields in records:
        record = msgspec.convert(fields, Record)
        for number, event in enumerate(record.events, 1):
            key = f"{record.doc}#{number}"
            facts[key] = facts_of(key, record.doc, event)
    events = list(facts.values())
    groups = cluster(facts, weigh(events, term_shares(events))).groups
    return {key: f"incident {number}" for number, group in enumerate(groups, 1) for key in group}


def score(reports: Sequence[Fields], read: Mapping[str, Fields], incidents: Mapping[str, str]) -> Merging:
    """Set incidents against gold.

    Args:
        reports: Gold.
        read: The record of each report by ``doc``.
        incidents: The incident of each event, by "doc#number".
    """
    told = {key: happening for report in reports for key, happening in _pairs(report, read[report["doc"]])}
    truth = {key: str(happening["incident"]) for key, happening in told.items()}
    precision, recall, f1 = b_cubed(truth, incidents)
    wanted = sum(h["incident"] is not None for report in reports for h in report["happenings"])
    return Merging(wanted, len(told), precision, recall, f1, tuple(_false_merges(told, read, incidents)))


def _pairs(report: Fields, record: Fields) -> Iterable[tuple[str, Fields]]:
    """The events that are happenings of gold, each once, without those that gold leaves open."""
    free = list(enumerate(record.get("events") or (), 1))
    for happening in report["happenings"]:
        fitting = [(number, event) for number, event in free if _fits(happening, event)]
        if not fitting:
            continue
        best = min(fitting, key=lambda pair: (pair[1]["type"] not in happening["types"][:1], pair[0]))
        free.remove(best)
        if happening["incident"] is not None:
            yield f"{report['doc']}#{best[0]}", happening


def _fits(happening: Fields, event: Fields) -> bool:
    if event.get("type") not in happening["types"] or not same_time(happening, event):
        return False
    place = telling_place(event)
    there = {"name": happening["place"], "lat": happening["lat"], "lon": happening["lon"]}
    return place is not None and is_near(there, place)


def _false_merges(
    told: Mapping[str, Fields], read: Mapping[str, Fields], incidents: Mapping[str, str]
) -> Iterable[FalseMerge]:
    groups: dict[str, list[str]] = {}
    for key in sorted(told):
        groups.setdefault(incidents.get(key, key), []).append(key)
    wrong = {key for key, happening in told.items() if not _read_right(happening, _event(key, read))}
    for keys in groups.values():
        for left, right in combinations(keys, 2):
            if told[left]["incident"] != told[right]["incident"]:
                kind = _difference(told[left], told[right])
                yield FalseMerge(kind, bool(wrong & {left, right}), left, right)


def _event(key: str, read: Mapping[str, Fields]) -> Fields:
    doc, number = key.rsplit("#", 1)
    event: Fields = read[doc]["events"][int(number) - 1]
    return event


def _read_right(happening: Fields, event: Fields) -> bool:
    """Whether the days have one in common with gold's and the place is gold's, as far as both tell them."""
    if not _meet(_days(happening), _days(event)):
        return False
    place = telling_place(event) or {}
    gap = distance_km(happening, place)
    return gap is None or gap <= PLACES_KM


def _days(fields: Fields) -> tuple[str, str]:
    return fields["start"], fields["end"] or fields["start"]


def _meet(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _difference(one: Fields, other: Fields) -> str:
    gap = distance_km(one, other)
    if gap is not None and gap > PLACES_KM:
        return "place"
    return "neither" if _meet(_days(one), _days(other)) else "day"
