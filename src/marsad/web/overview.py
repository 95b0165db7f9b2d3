"""What the overview shows: bars, spans of time, and incidents as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from marsad.actions.save_incidents import source_codes
from marsad.formats.incidentrows import incident_row
from marsad.formats.labels import Subject, label
from marsad.messages import language
from marsad.model import Incident
from marsad.store.aggregates import Aggregates
from marsad.store.incidentfacts import classes_of_types
from marsad.web import text
from marsad.web.filters import Wanted, in_words
from marsad.web.placenames import place_called
from marsad.web.workspace import current

#: Bars of a chart; what is less frequent is counted together.
_SHOWN: Final = 12


# Bars


class Line(NamedTuple):
    """A bar: whose, how many, how long of 100, where it leads, and whether it is chosen."""

    name: str
    number: int
    size: float
    href: str
    chosen: bool


class Chart(NamedTuple):
    """Bars of one thing; ``others`` are counted together."""

    id: str
    title: str
    lines: Sequence[Line]
    others: int


def charts(wanted: Wanted, found: Aggregates) -> list[Chart]:
    """Bars by type, actor and division; each leads to what it counts, or back where it is chosen."""
    divisions: dict[str, int] = {}
    for division in found.divisions:
        if division.name:
            divisions[division.name] = divisions.get(division.name, 0) + division.number
    return [
        _chart(wanted, "type", "type", found.types),
        _chart(wanted, "actor", "actor", found.actors),
        _chart(wanted, "admin1", "admin1", sorted(divisions.items(), key=lambda item: -item[1])),
    ]


def _chart(wanted: Wanted, field: str, subject: Subject, counts: Iterable[tuple[str, int]]) -> Chart:
    every = list(counts)
    asked = dict(wanted.told()).get(field)
    most = max((number for _, number in every), default=1)
    lines = [
        Line(
            name=label(subject, key),
            number=number,
            size=round(100 * number / most, 1),
            href=wanted.query(**{field: None if key == asked else key}),
            chosen=key == asked,
        )
        for key, number in every[:_SHOWN]
    ]
    return Chart(field, text.say(f"overview.by-{field}"), lines, len(every) - len(lines))


class Span(NamedTuple):
    """A span of the timeline as a row of its table: first and last day, its number by class."""

    start: str
    end: str
    numbers: Sequence[int]
    total: int
    href: str


def timeline(wanted: Wanted, found: Aggregates) -> tuple[list[str], list[Span]]:
    """Classes that occur, and how many incidents of each begin in each span of time."""
    kinds = sorted({bar.event_class for bar in found.bars})
    by_start: dict[str, dict[str, int]] = {}
    for bar in found.bars:
        by_start.setdefault(bar.start, {})[bar.event_class] = bar.number
    spans = []
    for start, numbers in by_start.items():
        end = last_day(start, found.unit)
        row = [numbers.get(kind, 0) for kind in kinds]
        spans.append(Span(start, end, row, sum(row), wanted.query(since=start, until=end)))
    return kinds, spans


def last_day(start: str, unit: str) -> str:
    """The last day of a span that begins on a day."""
    first = date.fromisoformat(start)
    if unit == "month":
        after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        return (after - timedelta(days=1)).isoformat()
    return (first + timedelta(days=6 if unit == "week" else 0)).isoformat()


def day_before(day: str) -> str:
    """The day before an ISO day."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


# Rows


class Party(NamedTuple):
    """An actor as a row names it; ``standing`` is a class of the stylesheet."""

    name: str
    standing: str


class Row(NamedTuple):
    """An incident in the table. Cells are those that the export holds."""

    cells: Mapping[str, Any]
    type: str
    initiators: Sequence[Party]
    targets: Sequence[Party]
    place: Sequence[str]
    radius_km: str
    killed: str
    status: str
    review: str
    review_words: str


def rows(wanted: Wanted, incidents: Iterable[Incident]) -> list[Row]:
    """Incidents as rows, as far as the person may see them."""
    codes = source_codes(current())
    found = []
    for incident in incidents:
        cells = incident_row(incident, classes=classes_of_types(), codes=codes(incident), exact=wanted.exact)
        review = incident.review
        state_of_review = "open" if review is None else "approved" if review.approved_by else review.state
        found.append(
            Row(
                cells,
                label("type", incident.type),
                _parties(cells, "initiators"),
                _parties(cells, "targets"),
                _place(cells),
                _kilometres(cells["radius_m"]),
                _range(cells["killed_least"], cells["killed_most"]),
                in_words("status", incident.status),
                state_of_review,
                in_words("review", state_of_review),
            )
        )
    return found


def _parties(cells: Mapping[str, Any], field: str) -> list[Party]:
    alleged, contested = (set(cells.get(f"{field}_{how}") or ()) for how in ("alleged", "contested"))
    return [
        Party(
            text.say("overview.unlisted") if actor == "unlisted" else label("actor", actor),
            "contested" if actor in contested else "alleged" if actor in alleged else "",
        )
        for actor in cells[field]
    ]


def _place(cells: Mapping[str, Any]) -> list[str]:
    """The place's name and its division; of a withheld one the division alone."""
    name = place_called(cells["gazetteer_id"], cells["place_name"] or "", language())
    inside = label("admin1", cells["admin1"]) if cells["admin1"] else ""
    country = label("country", cells["country"]) if cells["country"] else ""
    return list(dict.fromkeys(one for one in (name, inside or country) if one))


def _kilometres(radius_m: Any) -> str:
    """Metres as kilometres of three signs."""
    return f"{(radius_m or 0) / 1000:,.3g}"


def _range(least: Any, most: Any) -> str:
    """The least and the most of a count; empty where neither is told."""
    if least is None and most is None:
        return ""
    if most is None:
        return f"≥ {least:,}"
    if least is None:
        return f"≤ {most:,}"
    return f"{least:,}" if least == most else f"{least:,}–{most:,}"
