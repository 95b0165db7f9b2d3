"""Work in the background for administrators: what waits, runs, is done, failed and why; asked for anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from marsad.errors import UsageError
from marsad.messages import language
from marsad.store import jobs, log
from marsad.store.models import Job
from marsad.web.asked import page_of
from marsad.web.logwords import Detail, details_of
from marsad.web.roles import Role, for_role
from marsad.web.text import say, says
from marsad.web.worker import alive
from marsad.web.workspace import current

_ROWS: Final = 50
_OPEN: Final = ("running", "waiting")
_STATES: Final = ("waiting", "running", "done", "failed")


class Row(NamedTuple):
    """A job as the page tells it. ``reason`` says why it failed; ``percent`` how far it is."""

    number: int
    kind: str
    details: list[Detail]
    state: str
    state_label: str
    who: str
    asked_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    tries: int
    progress: str
    percent: int | None
    outcome: list[Detail]
    reason: str
    can_again: bool


@for_role(Role.ADMINISTRATOR)
@never_cache
def background(request: HttpRequest) -> HttpResponse:
    """What waits and runs, then what has ended, newest first."""
    state = request.GET.get("state", "")
    ended = Job.objects.exclude(state__in=_OPEN).order_by("-ended_at", "-id")
    if state in ("done", "failed"):
        ended = ended.filter(state=state)
    page = page_of(request, ended, _ROWS)
    page.object_list = [_row(job) for job in page.object_list]
    counts = {one: Job.objects.filter(state=one).count() for one in _STATES}
    shown = {
        "open": [_row(job) for job in Job.objects.filter(state__in=_OPEN).order_by("state", "id")],
        "page": page,
        "counts": [(one, say(f"work.state-{one}"), count) for one, count in counts.items()],
        "state": state,
        "is_alive": alive(current().folder),
    }
    return render(request, "web/background/list.html", shown)


@for_role(Role.ADMINISTRATOR, "POST")
def again(request: HttpRequest, job: int) -> HttpResponse:
    """Ask once more for what failed."""
    found = get_object_or_404(Job, pk=job)
    try:
        with transaction.atomic():
            jobs.again(found, request.user.get_username())
            log.write_head(current().head_file)
    except UsageError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, say("work.asked-again", kind=_kind(found.kind)))
    return redirect("background")


def _row(job: Job) -> Row:
    done, number = (int(job.progress.get(name) or 0) for name in ("done", "number"))
    failed = job.state == "failed"
    return Row(
        job.pk,
        _kind(job.kind),
        details_of({"figures": job.details.get("name")} if job.kind == "figures" else job.details),
        job.state,
        say(f"work.state-{job.state}"),
        say("work.site") if job.who == "site" else job.who,
        job.asked_at,
        job.begun_at,
        job.ended_at,
        job.tries,
        say("work.progress", done=f"{done:,}", number=f"{number:,}") if number else "",
        min(100, round(100 * done / number)) if number else None,
        [] if failed else _counts(job.outcome),
        str(job.outcome.get(language(), "")) if failed else "",
        failed and job.kind in jobs.kinds(),
    )


def _kind(kind: str) -> str:
    """What a kind of work is called; its own name where this version has none for it."""
    row = jobs.kinds().get(kind)
    return row[language()] if row else kind


def _counts(outcome: Mapping[str, object]) -> list[Detail]:
    """What came of it; zeros say nothing."""
    rows = []
    for name, count in outcome.items():
        if isinstance(count, int) and count:
            key = f"workcount.{name}"
            rows.append(Detail(say(key) if says(key) else name, f"{count:,}"))
    return rows
