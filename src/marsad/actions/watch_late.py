"""Captures that a killed process had written and could not use: taken in without asking the site again."""

from __future__ import annotations

from django.db import transaction

from marsad.actions.add_reports import AddOptions, source_options
from marsad.actions.fetch_pages import capture_facts
from marsad.actions.watch_contents import entries_of
from marsad.actions.watch_plan import WHO, Visit
from marsad.actions.watch_visits import Visitor
from marsad.collect.fetch import Fetched
from marsad.collect.replay import page_of_capture
from marsad.collect.warcfiles import Stored, kept_captures, read_capture
from marsad.store import models, watching
from marsad.store.keeping import keep
from marsad.store.times import now_utc, written
from marsad.store.workspace import Workspace


def unnamed_captures(workspace: Workspace) -> list[str]:
    """The captures on disk that no row names."""
    named = models.Capture.objects.filter(details__warc__name__isnull=False)
    known = set(named.values_list("details__warc__name", flat=True).iterator(1000))
    return [name for name in kept_captures(workspace.captures) if name not in known]


def take_late(workspace: Workspace, visitor: Visitor, name: str) -> Visit | None:
    """Take in a capture that no row names; None where that waits for a watch of its source.

    Args:
        workspace: An open one.
        visitor: It keeps pages of its sources.
        name: The capture's.
    Raises:
        FetchError: It is damaged, or none of ours (F140).
    """
    stored, warc = read_capture(workspace.captures, name)
    page = page_of_capture(warc, name, visitor.rules)
    item = watching.at_address(page.url)
    if item is None:
        return _keep_alone(workspace, page, stored)
    if item.source not in visitor.sources:
        return None
    if page.status < 300:
        return visitor.keep_page(item, page, stored)
    with transaction.atomic():
        visitor.keep_gone(item, page, stored)
        item.save()
    return Visit(item.source, item.url, "kept", taken_in_late=True)


def _keep_alone(workspace: Workspace, page: Fetched, stored: Stored) -> Visit:
    """Keep a capture that no watched source leads to."""
    options = source_options(workspace, AddOptions())
    facts = capture_facts(workspace, page, options=options, who=WHO, stored=stored)
    facts = facts._replace(details={**facts.details, "taken_in_late": written(now_utc())})
    entries = entries_of(page, options) if page.status < 300 else []
    kept = keep(workspace, page.body, facts, entries)
    return Visit("", page.url, "kept", kept.added, kept.new_versions, taken_in_late=True)
