"""Sources: what each brings, how late, what others say to it; and how one is added and tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from marsad.actions.add_source import Tried, add_source, settings_now, try_source
from marsad.actions.count_sources import SourceFigures, middle_delay, source_figures
from marsad.arabic.fold import fold
from marsad.errors import MarsadError, UsageError
from marsad.messages import language
from marsad.store import models
from marsad.store.models import WatchedUrl
from marsad.store.protected import protected_codes
from marsad.store.settings import Settings
from marsad.web import charts, text
from marsad.web.asked import Asked, page_of
from marsad.web.months import every
from marsad.web.roles import Role, for_role
from marsad.web.sourceform import SourceForm
from marsad.web.workspace import current

_ROWS: Final = 60
_WEEKS: Final = 52
#: Delays in days, as people speak of them: the least of each group.
_DELAYS: Final = (0, 1, 2, 4, 8, 31)
_COPIES: Final = 12
_FAULTY: Final = 20
#: Codes of errors by the field that they speak of.
_FIELDS: Final = {"W107": "key", "W130": "key", "F101": "url", "F102": "url", "F103": "url"}


class SourceRow(NamedTuple):
    """A source in the list. ``share`` figures are of 100; None where there is nothing to tell."""

    href: str
    name: str
    is_protected: bool
    kind: str
    reports: int
    recent: int
    delay: int | None
    agreed: int | None
    contested: int | None
    copies: str
    last: datetime | None
    watch: str
    failures: int


class _Names:
    """What sources are called on a person's pages: protected ones by codes for readers."""

    def __init__(self, role: Role, settings: Settings) -> None:
        self.settings = settings
        self.codes = protected_codes(settings)
        self._sees_all = role >= Role.ANALYST
        self.names = dict(models.Source.objects.values_list("id", "name"))
        self.kinds = dict(models.Source.objects.values_list("id", "kind"))
        for key in settings.sources():
            self.names[key] = settings.text(f"source.{key}.name") or self.names.get(key) or key
            self.kinds[key] = settings.text(f"source.{key}.kind") or self.kinds.get(key, "file")

    def is_hidden(self, key: str) -> bool:
        """Whether the person may not know the source."""
        return not self._sees_all and self.is_protected(key)

    def is_protected(self, key: str) -> bool:
        """Whether it is named to nobody outside."""
        return key in self.codes or self.settings.flag(f"source.{key}.protected")

    def public_key(self, key: str) -> str | None:
        """How addresses call it; None for one that the person may not know and that has no code yet."""
        return self.codes.get(key) if self.is_hidden(key) else key

    def name(self, key: str) -> str:
        """Its name, or its code."""
        if self.is_hidden(key):
            return self.codes.get(key, "–")
        return self.names.get(key) or key

    def called(self, asked: str) -> str:
        """The source of an address.

        Raises:
            Http404: There is none that the person may know.
        """
        for key in self.names:
            if self.public_key(key) == asked:
                return key
        raise Http404


def _names_for(request: HttpRequest) -> _Names:
    return _Names(request.role, settings_now(current()))  # type: ignore[attr-defined]  # by the middleware


@for_role(Role.READER)
def sources(request: HttpRequest) -> HttpResponse:
    """All sources, those that bring most first."""
    found, names, asked = source_figures(current()), _names_for(request), Asked(request)
    figures = found.data if found is not None else {}
    wanted = fold(asked.text("name"))
    keys = [key for key in names.names if names.public_key(key) and wanted in fold(names.name(key))]
    keys.sort(key=lambda key: (-figures.get(key, SourceFigures()).reports, names.name(key)))
    page = page_of(request, keys, _ROWS)
    page.object_list = _rows(list(page.object_list), names, figures)
    return render(request, "web/sources/list.html", {"found": found, "page": page})


def _rows(keys: Sequence[str], names: _Names, figures: Mapping[str, SourceFigures]) -> list[SourceRow]:
    last = dict(
        models.Capture.objects.filter(source_id__in=keys)
        .values_list("source_id")
        .annotate(last=Max("captured_at"))
        .order_by()
    )
    roots = {row.source: row for row in WatchedUrl.objects.filter(source__in=keys, role="source")}
    recent = _recent_weeks(figures)
    none = SourceFigures()
    return [_row(key, names, figures.get(key, none), last.get(key), roots.get(key), recent) for key in keys]


def _recent_weeks(figures: Mapping[str, SourceFigures]) -> frozenset[str]:
    """The last four weeks in which any source published, by their Mondays."""
    newest = max((week for one in figures.values() for week in one.weeks), default=None)
    if newest is None:
        return frozenset()
    return frozenset((date.fromisoformat(newest) - timedelta(weeks=back)).isoformat() for back in range(4))


def _row(
    key: str,
    names: _Names,
    one: SourceFigures,
    last: datetime | None,
    root: WatchedUrl | None,
    recent: frozenset[str],
) -> SourceRow:
    copies = sorted(one.with_whom.items(), key=lambda pair: (-pair[1], pair[0]))[:1]
    return SourceRow(
        reverse("source", args=[names.public_key(key)]),
        names.name(key),
        names.is_protected(key),
        text.say(f"sources.kind-{names.kinds.get(key, 'file')}"),
        one.reports,
        sum(number for week, number in one.weeks.items() if week in recent),
        middle_delay(one.delays),
        _share(one.agreed, one.events),
        _share(one.contested, one.events),
        "".join(f"{names.name(other)} ({number:,})" for other, number in copies),
        max((moment for moment in (last, one.captured) if moment), default=None),
        _watch_state(key, names.settings, root),
        root.failures if root else 0,
    )


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _watch_state(key: str, settings: Settings, root: WatchedUrl | None) -> str:
    """One word for where watching stands."""
    if not settings.text(f"source.{key}.url"):
        return text.say("sources.watch-none")
    if root is None or (root.visited_at is None and not root.failures):
        return text.say("sources.watch-waiting")
    return text.say("sources.watch-failing" if root.failures or root.fault else "sources.watch-fine")


# One source


@for_role(Role.READER)
def one(request: HttpRequest, source: str) -> HttpResponse:
    """A source: its weeks, delays, agreement, copies, captures, watching and faults."""
    return _shown(request, _names_for(request), source)


@for_role(Role.ADMINISTRATOR, "POST")
def try_now(request: HttpRequest, source: str) -> HttpResponse:
    """Ask a source once and show what it gives; nothing of it is kept."""
    names = _names_for(request)
    try:
        tried = try_source(current(), names.called(source), request.user.get_username())
    except UsageError as error:
        tried = Tried("", error=error)
    return _shown(request, names, source, tried)


def _shown(request: HttpRequest, names: _Names, asked: str, tried: Tried | None = None) -> HttpResponse:
    key = names.called(asked)
    found = source_figures(current())
    told = (found.data if found is not None else {}).get(key, SourceFigures())
    (row,) = _rows([key], names, found.data if found is not None else {})
    hidden = names.is_hidden(key)
    copies = sorted(told.with_whom.items(), key=lambda pair: (-pair[1], pair[0]))[:_COPIES]
    context = {
        "found": found,
        "row": row,
        "key": asked,
        "is_hidden": hidden,
        "url": "" if hidden else names.settings.text(f"source.{key}.url"),
        "events": told.events,
        "agreed": told.agreed,
        "contested": told.contested,
        "weeks": _weeks(told),
        "by_week": sorted(told.weeks.items(), reverse=True)[:_WEEKS],
        "delays": _delays(told.delays),
        "copies": [
            (names.name(other), reverse("source", args=[names.public_key(other)]), number)
            for other, number in copies
            if names.public_key(other)
        ],
        "versions": told.versions,
        "faulty": told.faulty,
        "captures": told.captures,
        "watched": None if hidden else _watched(key),
        "tried": tried,
    }
    return render(request, "web/sources/source.html", context)


def _weeks(one: SourceFigures) -> charts.Columns | None:
    """Reports by week, up to the last week that has any."""
    if not one.weeks:
        return None
    newest = date.fromisoformat(max(one.weeks))
    first = max(date.fromisoformat(min(one.weeks)), newest - timedelta(weeks=_WEEKS - 1))
    count = (newest - first).days // 7 + 1
    weeks = [(first + timedelta(weeks=number)).isoformat() for number in range(count)]
    values = [
        charts.Value(
            one.weeks.get(week, 0),
            f"{text.day(week, language())}: {one.weeks.get(week, 0):,}",
            text.day(week, language()) if place % every(count) == 0 else "",
        )
        for place, week in enumerate(weeks)
    ]
    return charts.columns(values, rtl=language() == "ar")


def _delays(delays: Mapping[int, int]) -> list[tuple[str, int, int]]:
    """Events by how many days later they were published, in groups: words, number, share of 100."""
    whole = sum(delays.values())
    rows = []
    for place, least in enumerate(_DELAYS):
        most = _DELAYS[place + 1] - 1 if place + 1 < len(_DELAYS) else None
        number = sum(n for days, n in delays.items() if days >= least and (most is None or days <= most))
        if most is None:
            label = text.say("sources.days-more", least=least)
        elif least == most:
            label = text.say("sources.days", days=least)
        else:
            label = text.say("sources.days-between", least=least, most=most)
        rows.append((label, number, _share(number, whole) or 0))
    return rows if whole else []


def _watched(key: str) -> dict[str, Any]:
    """Where watching stands: its own address, what waits, and what failed last."""
    rows = WatchedUrl.objects.filter(source=key)
    faulty = rows.exclude(fault="")
    counted = faulty.values_list("fault").annotate(number=Count("id")).order_by("-number", "fault")
    root = rows.filter(role="source").first()
    return {
        "root": root,
        "root_fault": fault_words(root.fault) if root and root.fault else "",
        "pages": rows.filter(role="page").count(),
        "waiting": rows.filter(due_at__isnull=False).count(),
        "faults": [(fault_words(fault), fault, number) for fault, number in counted],
        "failed": [
            (one.url, fault_words(one.fault)) for one in faulty.order_by("-visited_at", "id")[:_FAULTY]
        ],
    }


def fault_words(fault: str) -> str:
    """What was wrong with a visit, in a sentence: ``fault`` is a code, and the status if there was one."""
    code, _, status = fault.partition(" ")
    key = f"fault.{code}"
    if not text.says(key):
        return text.say("fault.other", code=code)
    return text.say(key, status=status or "–")


# Adding one


@for_role(Role.ADMINISTRATOR, "GET", "POST")
def add(request: HttpRequest) -> HttpResponse:
    """Add a source to the settings; what was typed stays where something is wrong."""
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"].strip()
        try:
            add_source(current(), key, form.values(), request.user.get_username())
        except MarsadError as error:
            form.add_error(_FIELDS.get(error.code), str(error))
        else:
            messages.success(request, text.say("sources.added", name=key))
            return redirect("source", key)
    return render(request, "web/sources/add.html", {"form": form}, status=422 if form.errors else 200)
