"""Searching: incidents first, then reports, each with the words that were found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from marsad.arabic.searchwords import search_words
from marsad.formats.labels import label
from marsad.messages import Lang, language
from marsad.model import Incident
from marsad.store import models
from marsad.store.incidents import incident_of
from marsad.store.protected import protected_codes
from marsad.store.search import (
    MOST_TERMS,
    Piece,
    Question,
    found_incidents,
    found_reports,
    hits,
    incidents_of,
    readings_of,
    snippet,
    understand,
)
from marsad.store.searchtext import ToldText, title_words
from marsad.web.naming import Naming, naming_for
from marsad.web.placenames import place_called
from marsad.web.roles import Role, for_role
from marsad.web.text import say
from marsad.web.workspace import current

#: Incidents and reports on a page, and incidents shown above reports.
_PAGE: Final = 20
_FIRST: Final = 5
_KINDS: Final = ("all", "incidents", "reports")
#: Characters of a typed text that are looked at: more are refused with a sentence, not an error.
_TYPED: Final = 1_000


class Wanted(NamedTuple):
    """What the address asks for."""

    typed: str
    kind: str
    since: str
    until: str

    def address(self, **changes: str) -> str:
        """The end of an address that asks for this, with changes."""
        query = QueryDict(mutable=True)
        told = {"q": self.typed, "kind": self.kind, "since": self.since, "until": self.until} | changes
        query.update({name: value for name, value in told.items() if value and value != _KINDS[0]})
        return query.urlencode()


class IncidentHit(NamedTuple):
    """An incident that was found."""

    key: str
    type: str
    start: str | None
    place: str
    reports: int
    by: str
    pieces: Sequence[Piece]


class ReportHit(NamedTuple):
    """A report that was found; one without a title is called by its publisher and day."""

    doc: str
    title: Sequence[Piece]
    by: str
    published: str | None
    pieces: Sequence[Piece]


@for_role(Role.READER)
def search(request: HttpRequest) -> HttpResponse:
    """The page: the form, and what was found."""
    wanted, faults = _wanted(request)
    question = understand(wanted.typed)
    context: dict[str, Any] = {"wanted": wanted, "faults": faults, "kinds": _kinds(wanted)}
    if question.fault:
        context["fault"] = say(f"search.fault.{question.fault}", most=MOST_TERMS)
        return render(request, "web/search/page.html", context)
    return render(request, "web/search/page.html", context | _found(request, wanted, question))


def _wanted(request: HttpRequest) -> tuple[Wanted, list[str]]:
    days: dict[str, str] = {}
    faults: list[str] = []
    for name in ("since", "until"):
        typed = request.GET.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(typed).isoformat() if typed else ""
        except ValueError:
            days[name] = ""
            faults.append(say(f"public.fault.{name}"))
    kind = request.GET.get("kind", _KINDS[0])
    typed = request.GET.get("q", "").replace("\0", "")[:_TYPED].strip()
    return Wanted(typed, kind if kind in _KINDS else _KINDS[0], **days), faults


def _kinds(wanted: Wanted) -> list[tuple[str, str, str]]:
    return [(kind, say(f"search.kind.{kind}"), wanted.address(kind=kind)) for kind in _KINDS]


def _found(request: HttpRequest, wanted: Wanted, question: Question) -> dict[str, Any]:
    found: dict[str, Any] = {}
    days = {"since": wanted.since or None, "until": wanted.until or None}
    number = request.GET.get("page")
    if wanted.kind != "reports":
        rows = found_incidents(question, **days)
        page = Paginator(rows, _PAGE if wanted.kind == "incidents" else _FIRST).get_page(
            number if wanted.kind == "incidents" else 1
        )
        found |= {"incidents": list(_incident_hits(request, question, page)), "incident_page": page}
    if wanted.kind != "incidents":
        role: Role = request.role  # type: ignore[attr-defined]  # set by the middleware
        untitled = list(protected_codes(current().settings)) if role < Role.ANALYST else []
        reports = Paginator(found_reports(question, **days, untitled=untitled), _PAGE).get_page(number)
        found |= {"reports": list(_report_hits(request, question, reports)), "report_page": reports}
    shown = found.get("report_page") or found.get("incident_page")
    total = sum(found[name].paginator.count for name in ("incident_page", "report_page") if name in found)
    found |= {"page": shown, "none": total == 0, "address": wanted.address()}
    return found | {"incidents_address": wanted.address(kind="incidents")}


# Hits


def _incident_hits(request: HttpRequest, question: Question, page: Page[str]) -> Iterator[IncidentHit]:
    incidents = list(map(incident_of, incidents_of(list(page.object_list))))
    docs = {event.doc for incident in incidents for event in incident.events}
    texts, naming, lang = _texts(docs), naming_for(request, docs), language()
    for incident in incidents:
        doc, pieces = _best_quote(incident, question, texts)
        publisher = next((event.publisher for event in incident.events if event.doc == doc), None)
        yield IncidentHit(
            key=incident.key,
            type=label("type", incident.type, lang),
            start=incident.start,
            place=_place(incident, lang),
            reports=incident.reports,
            by=naming.publisher(doc, publisher),
            pieces=pieces,
        )


def _place(incident: Incident, lang: Lang) -> str:
    place = incident.place
    return place_called(place.gazetteer_id, place.name, lang) if place is not None else ""


def _best_quote(
    incident: Incident, question: Question, texts: dict[str, ToldText]
) -> tuple[str, Sequence[Piece]]:
    """The words of the report that say most of what is asked for, and that report."""
    best: tuple[int, str, str, list[tuple[int, int]]] | None = None
    for event in incident.events:
        told = texts.get(event.doc)
        at = told.text.find(event.quote) if told and event.quote else -1
        if told is None or at < 0:
            continue
        end = at + len(event.quote)
        spans = [span for span in _hits(question, told) if at <= span[0] and span[1] <= end]
        moved = [(left - at, right - at) for left, right in spans]
        if best is None or len(moved) > best[0]:
            best = len(moved), event.doc, event.quote, moved
    if best is None:
        return incident.events[0].doc, [Piece(incident.events[0].quote, False)]
    return best[1], snippet(best[2], best[3])


def _hits(question: Question, told: ToldText) -> list[tuple[int, int]]:
    return hits(question, search_words(told.text, told.repairs))


def _texts(docs: set[str]) -> dict[str, ToldText]:
    rows = models.Reading.objects.filter(current=True, version__report__doc__in=sorted(docs)[:_MOST_DOCS])
    decoder = msgspec.json.Decoder(ToldText)
    return {doc: decoder.decode(text) for doc, text in rows.values_list("version__report__doc", "record")}


#: Reports that are looked through for the words to show.
_MOST_DOCS: Final = 400


def _report_hits(request: HttpRequest, question: Question, page: Page[str]) -> Iterator[ReportHit]:
    readings = readings_of(list(page.object_list))
    naming = naming_for(request, (reading.version.report.doc for reading in readings))
    for reading in readings:
        told = msgspec.json.decode(reading.record, type=ToldText)
        yield _report_hit(reading.version, told, question, naming)


def _report_hit(
    version: models.ReportVersion, told: ToldText, question: Question, naming: Naming
) -> ReportHit:
    doc = version.report.doc
    title = "" if naming.is_hidden(doc) else told.title or ""
    marked = snippet(title, hits(question, title_words(title))) if title else []
    return ReportHit(
        doc=naming.doc(doc),
        title=marked,
        by=naming.publisher(doc, version.publisher),
        published=version.published,
        pieces=snippet(told.text, _hits(question, told)),
    )
