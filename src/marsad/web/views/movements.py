"""Movements of forces as flows between governorates, for analysts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple, get_args

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from marsad.formats.labels import label
from marsad.formats.public import SENSITIVE_CLASS
from marsad.formats.tallytext import joined
from marsad.messages import language
from marsad.model.records import PlaceRole
from marsad.store.movements import (
    Flow,
    Found,
    Level,
    Movement,
    MovementFilter,
    ends_of,
    find_movements,
    flows_of,
    last_day,
    stops,
)
from marsad.tables import load_table
from marsad.web import charts, text
from marsad.web.asked import Asked, page_of
from marsad.web.months import every, last_of, month_in_words, months_between
from marsad.web.roles import Role, for_role

#: Without a period, the year up to the last movement that is told.
_USUAL: Final = timedelta(days=365)
_ROWS: Final = 50
#: Flows and stops in the picture; the table has more.
_DRAWN: Final = 40
_LISTED: Final = 100
_LEVELS: Final = get_args(Level)


class FlowRow(NamedTuple):
    """A flow and the incidents that tell it."""

    origin: str
    via: str
    destination: str
    incidents: int
    actors: str
    first: str | None
    last: str | None


class PlaceRow(NamedTuple):
    """How many incidents of each type a division has, in the order of the types."""

    name: str
    counts: list[int]
    total: int


class MovementRow(NamedTuple):
    """A movement as a report tells it."""

    key: str | None
    start: str | None
    end: str | None
    type: str
    actors: str
    origin: str
    via: str
    destination: str
    quote: str


@for_role(Role.ANALYST)
def movements(request: HttpRequest) -> HttpResponse:
    """Reinforcements, convoys, deployments, withdrawals, bases and patrols of a period."""
    asked = Asked(request)
    types = {
        row["id"]: label("type", row["id"])
        for row in load_table("event_types.csv")
        if row["class"] == SENSITIVE_CLASS
    }
    wanted = _wanted(asked, types)
    level: Level = "place" if asked.choice("level", _LEVELS) == "place" else "division"
    found = find_movements(wanted)
    page = page_of(request, found.movements, _ROWS)
    page.object_list = [_movement_row(one) for one in page.object_list]
    flows = _flows(found.movements, level)
    return render(
        request,
        "web/movements/list.html",
        {
            "wanted": wanted,
            "faults": asked.faults,
            "level": level,
            "types": types.items(),
            "divisions": _divisions(found),
            "incidents": len({_incident(one) for one in found.movements}),
            "left_out": found.total - len(found.movements) if not wanted.admin1 else 0,
            "months": _months(found.movements),
            "chart": _picture(flows),
            "flows": [_flow_row(flow, told) for flow, told in flows[:_LISTED]],
            "more_flows": max(0, len(flows) - _LISTED),
            "places": _place_rows(found.movements, list(types)),
            "page": page,
        },
    )


def _types() -> list[str]:
    return [row["id"] for row in load_table("event_types.csv") if row["class"] == SENSITIVE_CLASS]


def _wanted(asked: Asked, types: Iterable[str]) -> MovementFilter:
    since, until = asked.day("since"), asked.day("until")
    if not asked.text("since") and not asked.text("until"):
        until = last_day()
        since = (date.fromisoformat(until) - _USUAL).isoformat() if until else None
    actors = sorted(asked.actors("actor"))
    return MovementFilter(
        since, until, asked.choice("type", list(types)), tuple(actors), asked.text("admin1") or None
    )


def _incident(movement: Movement) -> str:
    """What counts as one: the incident, or the event before it was linked."""
    return movement.incident or movement.key


def _flows(found: Sequence[Movement], level: Level) -> list[tuple[Flow, list[Movement]]]:
    """Flows with the movements that tell them, the strongest first."""
    told: defaultdict[Flow, list[Movement]] = defaultdict(list)
    for movement in found:
        for flow in flows_of(movement, level):
            told[flow].append(movement)
    return sorted(told.items(), key=lambda one: (-_count(one[1]), tuple(stop or "" for stop in one[0])))


def _count(told: Iterable[Movement]) -> int:
    return len({_incident(one) for one in told})


def _flow_row(flow: Flow, told: Sequence[Movement]) -> FlowRow:
    days = sorted(one.start for one in told if one.start)
    actors = Counter(actor for one in told for actor in one.actors)
    return FlowRow(
        _stop(flow.origin),
        _stop(flow.via),
        _stop(flow.destination),
        _count(told),
        joined((label("actor", actor) for actor, _ in actors.most_common(3)), language()),
        days[0] if days else None,
        days[-1] if days else None,
    )


def _stop(stop: str | None) -> str:
    """The name of a division, or of a country by its code; a dash where none is told."""
    if stop is None:
        return "–"
    return label("country" if stop.isascii() and stop.isupper() else "admin1", stop)


def _picture(flows: Sequence[tuple[Flow, list[Movement]]]) -> charts.Flows | None:
    """The strongest flows. One that names no crossing runs straight from its origin to its end."""
    legs: Counter[tuple[charts.Stop, charts.Stop]] = Counter()
    unknown = text.say("movements.unknown")
    for flow, told in flows[:_DRAWN]:
        origin, via, end = (_stop(stop) if stop else "" for stop in flow)
        way: list[charts.Stop] = [(0, origin or unknown), *([(1, via)] if via else []), (2, end or unknown)]
        if not origin:
            way = way[1:]
        for start, stop in pairwise(way):
            legs[start, stop] += _count(told)
    return charts.flows(legs, rtl=language() == "ar") if legs else None


def _months(found: Sequence[Movement]) -> charts.Columns | None:
    """Incidents by month; undated ones are left out."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for movement in found:
        if movement.start:
            told[movement.start[:7]].add(_incident(movement))
    if not told:
        return None
    address = reverse("movements")
    values = [
        charts.Value(
            len(told.get(month, ())),
            f"{month_in_words(month)}: {len(told.get(month, ())):,}",
            month_in_words(month) if place % every(len(told)) == 0 else "",
            f"{address}?{urlencode({'since': f'{month}-01', 'until': last_of(month)})}",
        )
        for place, month in enumerate(months_between(min(told), max(told)))
    ]
    return charts.columns(values[-_LISTED:], rtl=language() == "ar")


def _place_rows(found: Sequence[Movement], types: Sequence[str]) -> list[PlaceRow]:
    told: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for movement in found:
        for stop in ends_of(movement) or [""]:
            told[stop].add((movement.type, _incident(movement)))
    rows = []
    for stop, seen in told.items():
        counts = Counter(kind for kind, _ in seen)
        rows.append(PlaceRow(_stop(stop or None), [counts[kind] for kind in types], len(seen)))
    return sorted(rows, key=lambda row: (-row.total, row.name))


def _divisions(found: Found) -> list[tuple[str, str]]:
    names = {place.admin1 for one in found.movements for place in one.places if place.admin1}
    return sorted(((name, label("admin1", name)) for name in names), key=lambda pair: pair[1])


def _movement_row(one: Movement) -> MovementRow:
    lang = language()
    named = {role: joined(stops(one.named(role), "place"), lang) for role in get_args(PlaceRole)}
    return MovementRow(
        one.incident,
        one.start,
        one.end if one.end != one.start else None,
        label("type", one.type),
        joined((label("actor", actor) for actor in one.actors), lang),
        named["origin"],
        named["via"],
        named["destination"] or named["site"],
        " ".join(one.quote.split()),
    )
