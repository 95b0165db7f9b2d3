"""The page of an incident, and what people do on it: review, correct, merge, split, take back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from marsad.actions import review_incidents as review
from marsad.actions.decide_incidents import Decided
from marsad.actions.review_incidents import Conflict, Deed, Passage
from marsad.actions.show_incidents import Shown, show_incident
from marsad.errors import MarsadError, UsageError
from marsad.formats.labels import label
from marsad.link.summary import COUNTS
from marsad.messages import Lang, language, word
from marsad.model import Status
from marsad.store import models
from marsad.tables import load_table
from marsad.web.incidentview import FIELD_LABELS, IncidentView
from marsad.web.naming import naming_for, report_called
from marsad.web.roles import Role, for_role
from marsad.web.text import say, says
from marsad.web.workspace import current

_QUEUE: Final = "queue"
#: How long a deed's name and a token may be, as browsers send them.
_LONGEST: Final = 200


@for_role(Role.READER)
def incident(request: HttpRequest, key: str) -> HttpResponse:
    """Everything about one incident; a key that was merged leads on to where it went."""
    found = view_of(request, key)
    if found.merged_from:
        messages.info(request, say("incident.merged", found=key, into=found.key))
        return redirect("incident", key=found.key)
    return _page(request, found)


@for_role(Role.READER)
def incident_words(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One report's own words with its text, as a part of the page; other reports' are there already.

    Raises:
        Http404: The incident has no report of that number.
    """
    view = view_of(request, key)
    context = context_of(request, view)
    words = view.words_of(number)
    if words is None:
        raise Http404
    return render(request, "web/incident/words.html", context | {"one": words, "asked_for": True})


@for_role(Role.REVIEWER, "POST")
def review_incident(request: HttpRequest, key: str) -> HttpResponse:
    """Accept, reject, approve, merge, part, split or take back."""
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    return _done(request, key, act)


@for_role(Role.ANALYST, "POST")
def correct_incident(request: HttpRequest, key: str) -> HttpResponse:
    """Set a field, with the passage that bears it out."""
    return _done(request, key, _correct)


# Showing


def view_of(request: HttpRequest, key: str) -> IncidentView:
    """What the page of an incident shows.

    Raises:
        Http404: There is none, or nothing tells of it any more.
    """
    try:
        shown = show_incident(key)
    except UsageError as error:
        raise Http404(str(error)) from error
    return _view(request, shown)


def _view(request: HttpRequest, shown: Shown) -> IncidentView:
    row = models.Incident.objects.get(key=shown.incident.key)
    naming = naming_for(request, (event.doc for event in shown.incident.events))
    return IncidentView(shown, row, naming, language())


def context_of(
    request: HttpRequest, view: IncidentView, typed: Mapping[str, Any] | None = None, fault: str = ""
) -> dict[str, Any]:
    """What the templates of an incident need.

    Args:
        typed: What a form that was refused held.
        fault: Why it was refused.
    """
    asked = typed if typed is not None else {}
    field = str(asked.get("field") or request.GET.get("correct", ""))
    role = request.role  # type: ignore[attr-defined]  # set by the middleware
    view.at_length = bool(field)
    view.part = _part(request, view)
    return {
        "view": view,
        "typed": asked,
        "fault": fault,
        "deed": str(asked.get("deed") or uuid.uuid4().hex),
        "correcting": correction_of(view, field, asked) if field and role >= Role.ANALYST else None,
        "second_reader": current().settings.flag("review.second_reader"),
        "own_review": bool(view.incident.review and view.incident.review.who == person_of(request)),
    }


def _part(request: HttpRequest, view: IncidentView) -> int:
    """The stretch of reports whose texts the address asks for."""
    asked = _whole(request.GET.get("part", "")[:_LONGEST]) or 1
    return asked if asked <= len(view.parts) else 1


def correction_of(view: IncidentView, field: str, typed: Mapping[str, Any]) -> dict[str, Any] | None:
    """The form that corrects a field; None for one that can't be corrected."""
    if field not in FIELD_LABELS:
        return None
    kind = "count" if field in COUNTS else field if field in _KINDS else "actor"
    return {
        "field": field,
        "label": word(FIELD_LABELS[field]),
        "kind": kind,
        "before": view.as_told(field),
        "choices": choices_of(kind, language()),
        "value": typed.get("value", ""),
    }


_KINDS: Final = ("type", "start", "end", "status", "place")


def choices_of(kind: str, lang: Lang) -> list[tuple[str, str]]:
    """The values that a field may have, where they are few, with their names."""
    if kind == "type":
        rows = [row["id"] for row in load_table("event_types.csv", key="id")]
        return sorted(((one, label("type", one, lang)) for one in rows), key=lambda pair: pair[1])
    if kind == "status":
        return [(one, word(f"status.{one}", lang)) for one in get_args(Status)]
    if kind == "actor":
        rows = [row["id"] for row in load_table("actors.csv", key="id")]
        return [(one, label("actor", one, lang)) for one in rows]
    return []


def _page(
    request: HttpRequest,
    view: IncidentView,
    typed: Mapping[str, Any] | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    context = context_of(request, view, typed, fault)
    return render(request, "web/incident/page.html", context, status=status)


# Doing


def _done(request: HttpRequest, key: str, act: Callable[[HttpRequest, str, Deed], Decided]) -> HttpResponse:
    """Act and go on; a deed that is refused comes back with all that was typed."""
    try:
        decided = act(request, key, deed_of(request, key))
    except MarsadError as error:
        return _refused(request, key, error)
    goal = key if key in decided.incidents or not decided.incidents else decided.incidents[0]
    from_queue = request.POST.get("from") == _QUEUE
    if from_queue and decided.decision.kind in ("review", "approve", "same"):
        return redirect(f"{reverse('queue')}?{urlencode(_going_on(request, decided, goal))}")
    messages.success(request, say("review.written", number=decided.decision.number))
    # Elsewhere there is more to do on this one.
    return redirect(f"{reverse('queue')}?{urlencode({'at': goal})}" if from_queue else page_of(goal))


def _going_on(request: HttpRequest, decided: Decided, goal: str) -> dict[str, str | int]:
    """The next of the queue, with the decision that can be taken back there."""
    return {"last": decided.decision.number, "was": goal, "at": request.POST.get("next", "")[:_LONGEST]}


def page_of(key: str) -> str:
    """The address of an incident's page."""
    return reverse("incident", kwargs={"key": key})


def _refused(request: HttpRequest, key: str, error: MarsadError) -> HttpResponse:
    view = view_of(request, key)
    status = 409 if isinstance(error, Conflict) else 422
    fault = fault_text(error)
    if request.POST.get("from") == _QUEUE:
        from marsad.web.views.queue import queue_page

        return queue_page(request, view, request.POST, fault, status)
    return _page(request, view, request.POST, fault, status)


def fault_text(error: MarsadError) -> str:
    """An error as a page tells it: in the page's own words where it has some, without commands to type."""
    key, details = f"error.{error.code}", dict(error.details)
    if error.code == "L120":
        details["near"] = label("actor", str(details["near"]))
    return say(key, language(), **details) if says(key) else str(error)


def person_of(request: HttpRequest) -> str:
    """The person's name in the log."""
    return request.user.get_username()


def deed_of(request: HttpRequest, key: str) -> Deed:
    """Who asks, having seen what: the incident's token, and the other's where there is one."""
    seen = {key: request.POST.get("seen", "")[:_LONGEST]}
    other = request.POST.get("other", "")
    if other:
        seen[other] = request.POST.get("other_seen", "")[:_LONGEST]
    note = request.POST.get("note", "").strip()
    return Deed(person_of(request), seen, request.POST.get("deed", "")[:_LONGEST], note)


def _correct(request: HttpRequest, key: str, deed: Deed) -> Decided:
    posted = request.POST
    role = request.role  # type: ignore[attr-defined]  # set by the middleware
    report = report_called(posted.get("doc", ""), role)
    passage = Passage(
        report.doc if report is not None else posted.get("doc", ""),
        posted.get("quote", ""),
        _whole(posted.get("quote_start", "")),
        _whole(posted.get("quote_end", "")),
    )
    field, value = posted.get("field", ""), posted.get("value", "")
    return review.correct(current(), key, deed, field=field, value=value, passage=passage)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _undo(request: HttpRequest, key: str, deed: Deed) -> Decided:
    number = _whole(request.POST.get("decision", ""))
    return review.undo(current(), key, number if number is not None else 0, deed)


_ACTS: Final[Mapping[str, Callable[[HttpRequest, str, Deed], Decided]]] = {
    "accept": lambda _, key, deed: review.accept(current(), key, deed),
    "reject": lambda _, key, deed: review.reject(current(), key, deed),
    "approve": lambda _, key, deed: review.approve(current(), key, deed),
    "merge": lambda r, key, deed: review.merge(current(), key, r.POST.get("other", ""), deed),
    "apart": lambda r, key, deed: review.keep_apart(current(), key, r.POST.get("other", ""), deed),
    "split": lambda r, key, deed: review.split(current(), key, r.POST.getlist("event"), deed),
    "undo": _undo,
}
