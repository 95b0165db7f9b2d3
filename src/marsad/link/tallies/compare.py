"""One published figure beside the incidents of its terms: sums, what is missing, and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal

from marsad.link.tallies.areas import Area, told
from marsad.link.tallies.candidates import MOST_ASIDE, Found, Incidents, Terms
from marsad.link.tallies.records import Comparison, Line, Measure, Near, Outcome, RecordedIncident
from marsad.link.tallies.spoken import range_text
from marsad.model import Count

Label = Literal["total", "part", "rest", "increment"]
NOTHING: Final = Count(0, 0)
_COUNTS: Final[dict[Measure, Callable[[RecordedIncident], Count | None]]] = {
    "events": lambda _: Count(1, 1),
    "killed": lambda incident: incident.killed,
    "injured": lambda incident: incident.injured,
    "arrested": lambda incident: incident.captured,
}


def add(counts: Iterable[Count]) -> Count:
    """The sum of ranges; an open bound leaves the sum open, an open least counts as none."""
    least, most = 0, 0
    is_open = False
    for count in counts:
        least += count.least or 0
        most += count.most or 0
        is_open |= count.most is None
    return Count(least, None if is_open else most)


def less(claimed: Count, taken: Count) -> Count:
    """A range less another."""
    least = None if claimed.least is None or taken.most is None else claimed.least - taken.most
    most = None if claimed.most is None else claimed.most - (taken.least or 0)
    return Count(least, most)


def outcome_of(missing: Count, *, is_silent: bool = False) -> Outcome:
    """What a range of missing ones says; incidents that state no number leave open what is missing."""
    if missing == NOTHING and not is_silent:
        return "complete"
    if missing.least is not None and missing.least > 0 and not is_silent:
        return "missing"
    if missing.most is not None and missing.most < 0:
        return "surplus"
    return "open"


def counted(incidents: Incidents, places: Iterable[int], measure: Measure) -> tuple[Count, list[int]]:
    """What incidents add up to, and those that state no number."""
    if measure == "events":
        number = sum(1 for _ in places)
        return Count(number, number), []
    of = _COUNTS[measure]
    figures, silent = [], []
    for at in places:
        count = of(incidents.rows[at])
        if count is None:
            silent.append(at)
        else:
            figures.append(count)
    return add(figures), silent


def larger_than(incidents: Incidents, found: Found, measure: Measure, claimed: Count) -> list[Line]:
    """Incidents that alone tell more people than the whole total: they may be totals themselves."""
    if measure == "events" or claimed.most is None:
        return []
    lines = []
    for at in sorted([*found.sure, *(at for at, _ in found.possible)]):
        count = _COUNTS[measure](incidents.rows[at])
        if count is not None and (count.least or 0) > claimed.most:
            details = {
                "incident": incidents.ids[at],
                "count": range_text(count),
                "claimed": range_text(claimed),
            }
            lines.append(Line(code="incident-over", details=details))
    return lines


def compare(
    incidents: Incidents,
    label: Label,
    terms: Terms,
    text: str | None,
    claimed: Count,
    days: tuple[int, int],
    shown: tuple[str | None, str | None],
) -> tuple[Comparison, Found]:
    """A figure beside the incidents of a period, and those incidents by their place in the order."""
    found = incidents.find(terms, *days)
    made = of_found(incidents, label, terms.area, terms.measure, text, claimed, found, shown)
    return made, found


def of_found(
    incidents: Incidents,
    label: Label,
    area: Area,
    measure: Measure,
    text: str | None,
    claimed: Count,
    found: Found,
    shown: tuple[str | None, str | None],
) -> Comparison:
    """A figure beside incidents that were found already."""
    possible = sorted(found.possible)
    recorded_count, silent = counted(incidents, found.sure, measure)
    possible_count, more_silent = counted(incidents, (at for at, _ in possible), measure)
    missing = less(claimed, Count(recorded_count.least, add((recorded_count, possible_count)).most))
    return Comparison(
        label=label,
        area=told(area, text),
        start=shown[0],
        end=shown[1],
        claimed=claimed,
        outcome=outcome_of(missing, is_silent=bool(silent or more_silent)),
        recorded=_ids(incidents, found.sure),
        possible=tuple(near for _, near in possible),
        silent=_ids(incidents, sorted(silent + more_silent)),
        outside=tuple(near for _, near in sorted(found.outside)),
        outside_more=found.outside_more,
        aside=tuple(near for _, near in found.aside[:MOST_ASIDE]),
        aside_more=max(0, len(found.aside) - MOST_ASIDE),
        recorded_count=recorded_count,
        possible_count=possible_count,
        missing=missing,
    )


def undecided(
    label: Label, area: Area, text: str | None, claimed: Count, shown: tuple[str | None, str | None]
) -> Comparison:
    """A figure that nothing can be set beside."""
    return Comparison(
        label=label,
        area=told(area, text),
        start=shown[0],
        end=shown[1],
        claimed=claimed,
        outcome="undecided",
    )


def narrowed(part: Found, total: Found, ids: Sequence[str]) -> Found:
    """What fits a part, no surer than it fits the total, whose area may be the narrower one."""
    sure, maybe = set(total.sure), dict(total.possible)
    possible = [(at, near) for at, near in part.possible if at in sure or at in maybe]
    possible += [(at, maybe[at]) for at in part.sure if at in maybe]
    outside = part.outside + [
        (at, Near(ids[at], ("outside-the-total",)))
        for at in (*part.sure, *(at for at, _ in part.possible))
        if at not in sure and at not in maybe
    ]
    return part._replace(sure=[at for at in part.sure if at in sure], possible=possible, outside=outside)


def rest_of(total: Found, parts: Sequence[Found]) -> Found:
    """What fits the total and no part: surely, or perhaps where a part may hold it."""
    taken = {at for part in parts for at in part.sure}
    maybe = {at: near for part in parts for at, near in part.possible}
    sure = [at for at in total.sure if at not in taken and at not in maybe]
    possible = [
        (at, Near(maybe[at].id, ("maybe-in-a-part", *maybe[at].reasons)))
        for at in total.sure
        if at in maybe and at not in taken
    ]
    for at, near in total.possible:
        # The same doubts in a part: if it counts at all, it counts there.
        if at not in taken and not (at in maybe and maybe[at].reasons == near.reasons):
            possible.append((at, near))
    return Found(sure, possible, [], 0, [])


def _ids(incidents: Incidents, places: Iterable[int]) -> tuple[str, ...]:
    return tuple(incidents.ids[at] for at in places)
