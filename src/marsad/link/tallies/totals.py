"""Published totals with their terms; a total that several reports repeat is one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marsad.link.tallies.areas import Area, AreaReader
from marsad.link.tallies.candidates import Terms, day_number
from marsad.link.tallies.kinds import Kinds
from marsad.link.tallies.parties import Kin
from marsad.link.tallies.records import PublishedTally
from marsad.model import Count, Tally, TallyPart


@dataclass(frozen=True, slots=True)
class Total:
    """A total with the reports that tell it, in their order of publication."""

    key: str
    told: tuple[PublishedTally, ...]
    tally: Tally
    parts: tuple[TallyPart, ...]
    area: Area

    @property
    def terms(self) -> Terms:
        """What it counts."""
        return Terms(self.tally.actor, self.tally.type, self.area, self.tally.measure)

    @property
    def days(self) -> tuple[int, int] | None:
        """Its first and last day as numbers; None where one is missing or they are out of order."""
        first, last = day_number(self.tally.start), day_number(self.tally.end)
        return (first, last) if first is not None and last is not None and first <= last else None

    @property
    def docs(self) -> tuple[str, ...]:
        """The reports that tell it."""
        return tuple(dict.fromkeys(one.doc for one in self.told))


def gather(tallies: Iterable[PublishedTally], reader: AreaReader) -> list[Total]:
    """The different totals, whatever the order that they come in.

    Equal terms and figures of one claimant are one total. Where no claimant is named, only the reports
    of one publisher are, as nobody else is known to have counted. A report that leaves the parts
    out repeats the one that gives them.
    """
    groups: dict[tuple[object, ...], list[PublishedTally]] = {}
    for one in sorted(tallies, key=_order):
        tally = one.tally
        counter = tally.claimant or ("", one.publisher or one.doc)
        same = (
            counter, tally.type, tally.actor, reader.read(tally.area).key, tally.start, tally.end,
            tally.measure, tally.count,
        )  # fmt: skip
        groups.setdefault(same, []).append(one)
    totals = [total for group in groups.values() for total in _by_parts(group, reader)]
    return sorted(totals, key=lambda total: total.key)


def _order(one: PublishedTally) -> tuple[str, str, str]:
    return one.published or "9999", one.doc, one.key


def _by_parts(group: Sequence[PublishedTally], reader: AreaReader) -> list[Total]:
    by_parts: dict[tuple[object, ...], list[PublishedTally]] = {}
    for one in group:
        parts = tuple(sorted(f"{reader.read(part.area).key} {part.count}" for part in one.tally.parts))
        by_parts.setdefault(parts, []).append(one)
    plain = by_parts.pop((), [])
    if not by_parts:
        return [_total(plain, reader)]
    first, *others = by_parts.values()
    return [_total(first, reader, plain), *(_total(ones, reader) for ones in others)]


def _total(ones: list[PublishedTally], reader: AreaReader, plain: Sequence[PublishedTally] = ()) -> Total:
    best = ones[0]
    told = tuple(sorted([*ones, *plain], key=_order))
    tally = best.tally
    return Total(
        key=told[0].key, told=told, tally=tally, parts=_merged(tally.parts), area=reader.read(tally.area)
    )


def _merged(parts: Iterable[TallyPart]) -> tuple[TallyPart, ...]:
    """The parts, the same one told twice only once."""
    return tuple({(part.area, part.count): part for part in parts}.values())


def undecided_of(total: Total, kin: Kin, kinds: Kinds) -> tuple[str, ...]:
    """Codes of what can't be told about a total."""
    tally = total.tally
    found = []
    if day_number(tally.start) is None:
        found.append("no-start")
    if day_number(tally.end) is None:
        found.append("no-end")
    if not found and total.days is None:
        found.append("period-backwards")
    if total.area.kind == "untold":
        found.append("no-area")
    elif total.area.kind == "unknown":
        found.append("area-not-placed")
    elif not total.area.whole and not total.area.countries and not total.area.core:
        found.append("area-without-border")
    if tally.actor is None:
        found.append("no-actor")
    elif not kin.listed(tally.actor):
        found.append("actor-not-listed")
    if tally.type is None:
        found.append("no-type")
    elif not kinds.listed(tally.type):
        found.append("type-not-listed")
    if too_wide(total):
        found.append("nothing-limits-it")
    return tuple(found)


def too_wide(total: Total) -> bool:
    """Whether neither actor, kind nor area is known: any incident of its days could be meant."""
    return total.tally.actor is None and total.tally.type is None and not total.area.known


def no_more_than(count: Count, other: Count) -> bool:
    """Whether a figure can be a part of another."""
    return other.most is None or (count.least or 0) <= other.most
