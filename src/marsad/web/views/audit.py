"""The log for administrators: entries and captures, newest first. Nothing can be changed here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from marsad.errors import InputError
from marsad.formats.days import parse_day
from marsad.messages import Where
from marsad.store import log, models
from marsad.store.custody import read_details
from marsad.store.verify.chain import check_log, read_head
from marsad.store.verify.findings import Finding, Tally
from marsad.store.verify.ledger import Ledger
from marsad.web.logwords import Detail, details_of
from marsad.web.roles import Role, for_role
from marsad.web.text import say
from marsad.web.workspace import current

_PER_PAGE: Final = 50
_FILTERS: Final = ("who", "action", "since", "until")


class Line(NamedTuple):
    """An entry as it is shown; ``fits`` tells whether its digest is that of its content."""

    number: int
    made_at: str
    who: str
    action: str
    details: list[Detail]
    rows: int
    digest: str
    fits: bool


@for_role(Role.ADMINISTRATOR)
def audit(request: HttpRequest) -> HttpResponse:
    """Entries of the log, those that the filters ask for, and whether the log's end is as it was left."""
    asked = {name: request.GET.get(name, "").strip() for name in _FILTERS}
    entries, fault = _filtered(asked)
    page = Paginator(entries, _PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "asked": asked,
        "fault": fault,
        "actions": models.LogEntry.objects.order_by("action").values_list("action", flat=True).distinct(),
        "lines": [_line(entry) for entry in page.object_list],
        **_paging(page, asked),
        "head": log.last_head(),
        "head_fits": _head_fits(),
        "checked": _checked() if request.GET.get("check") else None,
    }
    return render(request, "web/audit/entries.html", shown)


def _filtered(asked: dict[str, str]) -> tuple[QuerySet[models.LogEntry], str]:
    """The entries asked for, and what is wrong with what was asked."""
    entries = models.LogEntry.objects.order_by("-number")
    if asked["who"]:
        entries = entries.filter(who=asked["who"])
    if asked["action"]:
        entries = entries.filter(action=asked["action"])
    try:
        if asked["since"]:
            entries = entries.filter(made_at__gte=parse_day(asked["since"], Where("since")).isoformat())
        if asked["until"]:
            # "~" comes after every letter of a time.
            last = parse_day(asked["until"], Where("until")).isoformat() + "~"
            entries = entries.filter(made_at__lte=last)
    except InputError:
        return models.LogEntry.objects.none(), say("audit.no-day")
    return entries, ""


def _line(entry: models.LogEntry) -> Line:
    details = read_details(entry)
    rows = details.pop("rows", [])
    told = details_of(details)
    fits = log.entry_digest(entry) == entry.digest
    return Line(entry.number, entry.made_at, entry.who, entry.action, told, len(rows), entry.digest, fits)


def _head_fits() -> bool:
    """Whether the file beside the database names an entry of the log, and its digest."""
    head = read_head(current().head_file)
    if head is None:
        return not models.LogEntry.objects.exists()
    return models.LogEntry.objects.filter(number=head.number, digest=head.digest).exists()


def _checked() -> Sequence[Finding]:
    """What a walk along the whole log finds; rows and files are checked by ``marsad verify``."""
    workspace = current()
    head = read_head(workspace.head_file)
    with Ledger() as ledger:
        return list(check_log(ledger, head, workspace.head_file.name, Tally()))


@for_role(Role.ADMINISTRATOR)
def captures(request: HttpRequest) -> HttpResponse:
    """Who or what captured what, and how; newest first."""
    source = request.GET.get("source", "").strip()
    found = models.Capture.objects.select_related("original", "source").order_by("-pk")
    if source:
        found = found.filter(source_id=source)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "asked": {"source": source},
        "sources": models.Source.objects.order_by("name").values_list("pk", "name"),
        "captures": page.object_list,
        **_paging(page, {"source": source}),
    }
    return render(request, "web/audit/captures.html", shown)


def _paging(page: Page[Any], asked: dict[str, str]) -> dict[str, object]:
    """The page, and addresses of those beside it with the same filters."""
    kept = {name: value for name, value in asked.items() if value}

    def to(number: int) -> str:
        return "?" + urlencode({**kept, "page": str(number)})

    return {
        "page": page,
        "newer": to(page.previous_page_number()) if page.has_previous() else "",
        "older": to(page.next_page_number()) if page.has_next() else "",
        "query": urlencode(kept),
    }
