"""Totals, series and the incidents behind them as rows of a page, and what readers see of protected ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

import msgspec
from django.http import HttpRequest
from django.urls import reverse

from marsad.actions.add_source import settings_now
from marsad.formats.labels import label
from marsad.formats.public import SENSITIVE_CLASS
from marsad.formats.tallytext import figure, heading, joined, outcome_label, reasons, why_line
from marsad.link.tallies import Comparison, RecordedIncident, Series, TallyResult
from marsad.link.tallies.records import Outcome
from marsad.messages import Lang, language
from marsad.model import Count
from marsad.store.protected import codes_of_docs, protected_codes
from marsad.web import charts
from marsad.web.months import days_in_words
from marsad.web.roles import Role
from marsad.web.workspace import current

#: Incidents that one list shows.
_MOST_INCIDENTS: Final = 200
_Told = TypeVar("_Told", TallyResult, Series)


class TotalRow(NamedTuple):
    """A total in the list."""

    href: str
    heading: str
    start: str | None
    end: str | None
    claimed: str
    recorded: str
    possible: str
    outcome: Outcome
    outcome_label: str
    bars: charts.Row | None


class SeriesRow(NamedTuple):
    """A series in the list."""

    href: str
    heading: str
    points: list[tuple[str, str]]


class IncidentRow(NamedTuple):
    """An incident behind a figure, with what is undecided about it."""

    key: str
    start: str | None
    end: str | None
    type: str
    place: str
    doers: str
    killed: str
    reasons: str
    is_silent: bool


class IncidentList(NamedTuple):
    """Incidents that stand in one relation to a figure; ``more`` are not shown."""

    kind: str
    rows: list[IncidentRow]
    more: int


class FigureRows(NamedTuple):
    """A figure of a total (the whole, a part, what the parts leave over, a step) and its incidents."""

    name: str
    claimed: str
    recorded: str
    possible: str
    missing: str
    outcome: Outcome
    outcome_label: str
    is_undecided: bool
    why: str | None
    bars: charts.Row | None
    lists: list[IncidentList]


def slug_of(key: str) -> str:
    """How a total or series is called in an address: its key may name a report that not all may know."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def address_of(item: TallyResult | Series) -> str:
    """The address of the page of a total or series."""
    return reverse("series" if isinstance(item, Series) else "tally", args=[slug_of(item.key)])


def middle(count: Count) -> int:
    """One figure for a range, for a picture: the least, or the most where only that is told."""
    return count.least if count.least is not None else count.most or 0


def _bars(made: Comparison) -> charts.Row | None:
    if made.outcome == "undecided":
        return None
    figures = (middle(made.claimed), middle(made.recorded_count), middle(made.possible_count))
    return charts.row(*figures, rtl=language() == "ar")


def total_row(item: TallyResult, shown: TallyResult) -> TotalRow:
    """A total as the person may see it."""
    lang, total = language(), shown.total
    undecided = total.outcome == "undecided"
    return TotalRow(
        address_of(item),
        days_in_words(heading(shown, lang)),
        total.start,
        total.end,
        figure(total.claimed, lang),
        "–" if undecided else figure(total.recorded_count, lang),
        "–" if undecided else figure(total.possible_count, lang),
        total.outcome,
        outcome_label(total.outcome, lang),
        _bars(total),
    )


def series_row(item: Series, shown: Series) -> SeriesRow:
    """A series as the person may see it."""
    lang = language()
    points = [(figure(point.claimed, lang), point.end) for point in shown.points]
    return SeriesRow(address_of(item), days_in_words(heading(shown, lang)), points)


def figure_rows(
    made: Comparison, lang: Lang, known: Mapping[str, RecordedIncident], *, exact: bool
) -> FigureRows:
    """A figure beside what is recorded, with the incidents behind it.

    Args:
        made: The figure.
        lang: Of the page.
        known: Incidents by key.
        exact: Tell the places of forces; else their governorate alone.
    """
    silent = frozenset(made.silent)
    lists: list[tuple[str, Sequence[tuple[str, tuple[str, ...]]], int]] = [
        ("recorded", [(key, ()) for key in made.recorded], 0),
        ("possible", list(made.possible), 0),
        ("aside", list(made.aside), made.aside_more),
        ("outside", list(made.outside), made.outside_more),
    ]
    undecided = made.outcome == "undecided"
    return FigureRows(
        made.area.text,
        figure(made.claimed, lang),
        figure(made.recorded_count, lang),
        figure(made.possible_count, lang),
        "–" if made.missing is None else figure(made.missing, lang),
        made.outcome,
        outcome_label(made.outcome, lang),
        undecided,
        days_in_words(why) if (why := why_line(made, lang)) else None,
        _bars(made),
        [_incident_list(kind, rows, more, silent, lang, known, exact) for kind, rows, more in lists if rows],
    )


def _incident_list(
    kind: str,
    near: Sequence[tuple[str, tuple[str, ...]]],
    more: int,
    silent: frozenset[str],
    lang: Lang,
    known: Mapping[str, RecordedIncident],
    exact: bool,
) -> IncidentList:
    shown = near[:_MOST_INCIDENTS]
    rows = [_incident_row(key, codes, key in silent, lang, known.get(key), exact) for key, codes in shown]
    return IncidentList(kind, rows, more + len(near) - len(shown))


def _incident_row(
    key: str, codes: tuple[str, ...], is_silent: bool, lang: Lang, one: RecordedIncident | None, exact: bool
) -> IncidentRow:
    why = reasons(codes, lang) if codes else ""
    if one is None:
        return IncidentRow(key, None, None, "", "", "", "", why, is_silent)
    division = label("admin1", one.admin1, lang) if one.admin1 else ""
    place = "" if SENSITIVE_CLASS in one.classes and not exact else one.place_name or ""
    return IncidentRow(
        key,
        one.start,
        one.end if one.end != one.start else None,
        label("type", one.types[0], lang) if one.types else "",
        joined(dict.fromkeys(name for name in (place, division) if name), lang),
        joined((label("actor", actor, lang) for actor in one.initiators), lang),
        figure(one.killed, lang) if one.killed else "",
        why,
        is_silent,
    )


# Protected sources


def is_trusted(request: HttpRequest) -> bool:
    """Whether the person may know whose reports these are, and where exactly forces stand."""
    return bool(request.role >= Role.ANALYST)  # type: ignore[attr-defined]  # set by the middleware


def masked_all(request: HttpRequest, items: Sequence[_Told]) -> list[tuple[_Told, _Told]]:
    """Totals or series, each with the form of it that the person may see.

    Analysts see all of it. For readers codes stand for reports of protected sources, whose publishers
    and words are left out.
    """
    if is_trusted(request):
        return [(item, item) for item in items]
    docs = {doc for item in items for doc in _docs(item)} | {
        _doc_of(key) for item in items for key in _keys(item)
    }
    codes = codes_of_docs(protected_codes(settings_now(current())), docs)
    return [(item, _masked(item, codes)) for item in items]


def _docs(item: TallyResult | Series) -> tuple[str, ...]:
    return tuple(doc for one in item.points for doc in one.docs) if isinstance(item, Series) else item.docs


def _keys(item: TallyResult | Series) -> tuple[str, ...]:
    return () if isinstance(item, Series) else (*item.part_of, *item.broken_down)


def _doc_of(key: str) -> str:
    return key.rpartition("/")[0]


def _masked(item: _Told, codes: Mapping[str, str]) -> _Told:
    def coded(docs: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(codes.get(doc, doc) for doc in docs))

    def coded_key(key: str) -> str:
        doc, sign, number = key.rpartition("/")
        return f"{codes.get(doc, doc)}{sign}{number}"

    if isinstance(item, Series):
        points = tuple(msgspec.structs.replace(one, docs=coded(one.docs)) for one in item.points)
        return msgspec.structs.replace(item, points=points)
    is_open = codes.keys().isdisjoint(item.docs)
    return msgspec.structs.replace(
        item,
        docs=coded(item.docs),
        publishers=item.publishers if is_open else (),
        quote=item.quote if is_open else "",
        part_of=tuple(map(coded_key, item.part_of)),
        broken_down=tuple(map(coded_key, item.broken_down)),
    )
