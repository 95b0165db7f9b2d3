"""The page of a report: its text, what was read from it, its versions, and how it would be read now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from marsad.actions.read_kept import Preview, preview_reading, reread_version
from marsad.actions.read_reports import ReportReader, standard_reader
from marsad.formats.facts import Fact, event_facts, relation_facts, tally_facts
from marsad.formats.labels import label
from marsad.messages import Lang, language, word
from marsad.model import Record, decode_record
from marsad.store import jobs, models
from marsad.store.readings import Change, gazetteers
from marsad.store.times import written
from marsad.web.naming import naming_for, report_called
from marsad.web.passages import marked_text
from marsad.web.roles import Role, for_role
from marsad.web.text import day, names_apart, say
from marsad.web.workspace import current

#: Signs of a value in a comparison of two readings.
_SHOWN: Final = 300
#: Words in Arabic letters.
#: A day, with the marks that keep the order of its parts; a day in words needs none.
_DAY: Final = re.compile("\u200e?(\\d{4}-\\d\\d-\\d\\d)\u200e?")


class Card(NamedTuple):
    """An event, tally or relation: ``owner`` names its marks in the text."""

    owner: str
    number: int
    name: str
    facts: Sequence[tuple[str, str, str]]
    confidence: int
    incident: str = ""


@for_role(Role.READER)
def report(request: HttpRequest, doc: str) -> HttpResponse:
    """A report; ``?version=N`` shows it as it stood then."""
    row = _report(request, doc)
    version = _version(request, row)
    return render(request, "web/report/page.html", _context(request, row, version))


@for_role(Role.ANALYST, "GET", "POST")
def reread_report(request: HttpRequest, doc: str) -> HttpResponse:
    """How the report would be read now (GET), and taking that over (POST)."""
    row = _report(request, doc)
    version = row.versions.filter(current=True).first()
    if version is None or not version.readings.filter(current=True).exists():
        raise Http404
    workspace = current()
    reader = _reader(tuple(map(str, gazetteers(workspace))))
    if request.method == "POST":
        who = request.user.get_username()
        done = reread_version(workspace.acting(who), version, reader=reader)
        if done.totals.reports:
            jobs.ask("relink", who)
        key = "report.reread_done" if done.totals.reports else "report.reread_same"
        messages.success(request, say(key, changes=len(done.changes)))
        return redirect("report", doc=doc)
    preview = preview_reading(workspace, version, reader=reader)
    context = _context(request, row, version) | {"preview": preview, "changes": _changes(preview)}
    return render(request, "web/report/page.html", context)


@cache
def _reader(tables: tuple[str, ...]) -> ReportReader:
    """The reader, loaded once in a process that is asked for it."""
    return standard_reader(tables)


def _report(request: HttpRequest, doc: str) -> models.Report:
    row = report_called(doc, request.role)  # type: ignore[attr-defined]  # set by the middleware
    if row is None:
        raise Http404
    return row


def _version(request: HttpRequest, row: models.Report) -> models.ReportVersion:
    asked = request.GET.get("version", "")
    if asked.isascii() and asked.isdigit():
        return get_object_or_404(row.versions, number=int(asked))
    found = row.versions.filter(current=True).first() or row.versions.order_by("-number").first()
    if found is None:
        raise Http404
    return found


def _context(request: HttpRequest, row: models.Report, version: models.ReportVersion) -> dict[str, Any]:
    lang = language()
    naming = naming_for(request, [row.doc])
    reading = version.readings.select_related("run").order_by("-current", "-pk").first()
    record = decode_record(reading.record) if reading is not None else None
    hidden = naming.is_hidden(row.doc)
    return {
        "doc": naming.doc(row.doc),
        "hidden": hidden,
        "publisher": naming.publisher(row.doc, version.publisher or None),
        "title_text": "" if hidden else version.title,
        "url": "" if hidden else version.url,
        "version": version,
        "versions": list(row.versions.order_by("number")),
        "stood_at": written(version.stood_at),
        "record": record,
        "run": reading.run if reading is not None else None,
        "text": marked_text(record) if record is not None else None,
        "plain_text": _plain(version) if record is None else "",
        "cards": list(_cards(record, reading.event_keys, lang)) if record and reading else [],
        "faults": [] if hidden else [str(fault.get("said", "")) for fault in version.faults],
    }


def _plain(version: models.ReportVersion) -> str:
    from marsad.actions.read_kept import entry_of

    told = entry_of(version).report
    return told.text if told is not None else ""


def _cards(record: Record, keys: Sequence[str], lang: Lang) -> Iterator[Card]:
    rows = models.Membership.objects.filter(event_key__in=list(keys))
    where = dict(rows.values_list("event_key", "incident__key"))
    for number, (event, key) in enumerate(zip(record.events, keys, strict=True), 1):
        facts = _facts(event_facts(event, lang), lang)
        name = label("type", event.type, lang)
        yield Card(f"e{number}", number, name, facts, round(100 * event.confidence), where.get(key, ""))
    for number, tally in enumerate(record.tallies, 1):
        facts = _facts(tally_facts(tally, lang), lang)
        yield Card(f"t{number}", number, word("tally", lang), facts, round(100 * tally.confidence))
    for number, relation in enumerate(record.relations, 1):
        facts = _facts(relation_facts(relation, lang), lang)
        name = word(f"relation.{relation.type}", lang)
        yield Card(f"r{number}", number, name, facts, round(100 * relation.confidence))


def _facts(facts: Iterator[Fact], lang: Lang) -> list[tuple[str, str, str]]:
    return [(word(fact.key, lang), _in_words(fact, lang), fact.kind) for fact in facts]


def _in_words(fact: Fact, lang: Lang) -> str:
    """A fact's text: names of months in days, and Arabic names that move nothing in an English line."""
    text = _DAY.sub(lambda found: day(found[1], lang), fact.text) if fact.kind == "date" else fact.text
    return names_apart(text, lang)


# Two readings


def _changes(preview: Preview) -> list[dict[str, Any]]:
    lang = language()
    return [_change(change, lang) for change in preview.changes]


def _change(change: Change, lang: Lang) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "type": label("type", change.type, lang),
        "fields": [(name, _value(before), _value(after)) for name, before, after in change.fields],
    }


def _value(value: object) -> str:
    """A field's value as its parts, without names of what is not told."""
    if isinstance(value, dict):
        told = ((name, _value(one)) for name, one in value.items() if one not in (None, "", [], ()))
        return "; ".join(f"{name}: {text}" for name, text in told)[:_SHOWN]
    if isinstance(value, list | tuple):
        return " · ".join(map(_value, value))[:_SHOWN] or "–"
    return "–" if value is None else str(value)[:_SHOWN]
