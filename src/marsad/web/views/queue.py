"""The review queue: a list of what waits, and the incident that is looked at beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from marsad.actions.review_incidents import token_of
from marsad.formats.facts import count_text
from marsad.formats.labels import label
from marsad.messages import language
from marsad.model import Count
from marsad.store import models
from marsad.store.incidents import incident_of
from marsad.store.reviewqueue import Waiting, count_waiting, review_points, waiting, waiting_for_approval
from marsad.web.incidentview import IncidentView
from marsad.web.placenames import place_called
from marsad.web.roles import Role, for_role
from marsad.web.views.incident import context_of, person_of, view_of
from marsad.web.workspace import current

#: Incidents in the list.
_SHOWN: Final = 25


@for_role(Role.READER)
def queue(request: HttpRequest) -> HttpResponse:
    """The queue; ``?at=KEY`` looks at one of it, ``?stage=approval`` shows what wants a second reader."""
    found = _listed(request)
    keys = [request.GET.get("at", ""), *(line["key"] for line in found[:1])]
    views = (view for key in keys if key for view in [_view(request, key)] if view is not None)
    return queue_page(request, next(views, None))


def _view(request: HttpRequest, key: str) -> IncidentView | None:
    """An incident of the queue; None where it is gone by now."""
    try:
        return view_of(request, key)
    except Http404:
        return None


def queue_page(
    request: HttpRequest,
    view: IncidentView | None,
    typed: Mapping[str, Any] | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with one incident looked at."""
    listed = _listed(request)
    context: dict[str, Any] = {
        "waiting": listed,
        "number": count_waiting(),
        "shown": _SHOWN,
        "stage": _stage(request),
        "points": [
            (point.id, getattr(point, language()), point.points, point.side)
            for point in review_points().values()
        ],
        "second_reader": current().settings.flag("review.second_reader"),
        "from_queue": True,
        **_last(request),
    }
    if view is not None:
        context |= context_of(request, view, typed, fault)
        keys = [one["key"] for one in listed]
        after = keys.index(view.key) + 1 if view.key in keys else 0
        context["next"] = next((key for key in keys[after:] if key != view.key), "")
    return render(request, "web/queue/page.html", context, status=status)


def _stage(request: HttpRequest) -> str:
    asked = request.GET.get("stage", "") == "approval"
    return "approval" if asked and current().settings.flag("review.second_reader") else ""


def _listed(request: HttpRequest) -> list[dict[str, Any]]:
    if _stage(request):
        rows = waiting_for_approval(person_of(request), _SHOWN)
        return [_line_of_row(row) for row in rows]
    listed = waiting(_SHOWN)
    told = models.Incident.objects.filter(key__in=[one.key for one in listed])
    places = dict(told.values_list("key", "gazetteer_id"))
    return [_line(one, places.get(one.key)) for one in listed]


def _line(one: Waiting, gazetteer_id: str | None) -> dict[str, Any]:
    return {
        "key": one.key,
        "type": label("type", one.type),
        "start": one.start,
        "place": place_called(gazetteer_id, one.place, language()),
        "killed": _killed(one.killed_least, one.killed_most),
        "reports": one.reports,
        "score": one.score,
        "reasons": one.words(),
    }


def _line_of_row(row: models.Incident) -> dict[str, Any]:
    told = incident_of(row).review
    return {
        "key": row.key,
        "type": label("type", row.type),
        "start": row.start,
        "place": place_called(row.gazetteer_id, row.place_name, language()),
        "killed": _killed(row.killed_least, row.killed_most),
        "reports": row.reports,
        "score": None,
        "reasons": [told.who] if told else [],
    }


def _killed(least: int | None, most: int | None) -> str:
    return "" if least is None and most is None else count_text(Count(least, most), language())


def _last(request: HttpRequest) -> dict[str, Any]:
    """The decision that was just made, which can be taken back from here, and the state that it left."""
    number, key = request.GET.get("last", ""), request.GET.get("was", "")
    row = models.Incident.objects.filter(key=key, events__gt=0).first()
    if row is None or not (number.isascii() and number.isdigit()):
        return {}
    return {"last": int(number), "was": key, "was_token": token_of(row)}
