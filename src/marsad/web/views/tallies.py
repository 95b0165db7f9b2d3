"""Published totals beside what is recorded: the list, one total, one series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final, get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from marsad.actions.count_tallies import TallyFigures, tally_figures
from marsad.actions.reconcile_tallies import Wanted, choose
from marsad.formats.labels import label
from marsad.formats.tallytext import (
    area_line,
    figure,
    heading,
    notes,
    outcome_label,
    say_line,
)
from marsad.link.tallies import Reconciliation, Series, TallyResult
from marsad.link.tallies.records import Measure, Outcome
from marsad.messages import language, word
from marsad.store.figures import Figures
from marsad.web import charts
from marsad.web.asked import Asked, page_of
from marsad.web.months import days_in_words
from marsad.web.roles import Role, for_role
from marsad.web.tallyrows import (
    address_of,
    figure_rows,
    is_trusted,
    masked_all,
    middle,
    series_row,
    slug_of,
    total_row,
)
from marsad.web.text import names_apart
from marsad.web.workspace import current

_ROWS: Final = 50
#: Totals in one picture, the latest ones.
_DRAWN: Final = 60
_MEASURES: Final = get_args(Measure)
_OUTCOMES: Final = get_args(Outcome)


@for_role(Role.READER)
def tallies(request: HttpRequest) -> HttpResponse:
    """The list of totals and series, by claimant, actor, period, measure and outcome."""
    found = tally_figures(current())
    asked = Asked(request)
    context: dict[str, Any] = {
        "measures": [(one, text_of_measure(one)) for one in _MEASURES],
        "outcomes": [(one, outcome_label(one, language())) for one in _OUTCOMES],
        "faults": asked.faults,
        "found": found,
    }
    if found is not None:
        context |= _listed(request, asked, found.data)
    return render(request, "web/tallies/list.html", context)


def text_of_measure(measure: str) -> str:
    """What is counted, in words."""
    return word(f"tally.measure.{measure}", language())


def _listed(request: HttpRequest, asked: Asked, figures: TallyFigures) -> dict[str, Any]:
    made = _chosen(asked, figures)
    ordered = sorted(made.tallies, key=lambda item: (item.total.end or "", item.key), reverse=True)
    page = page_of(request, ordered, _ROWS)
    shown = masked_all(request, list(page.object_list))
    page.object_list = [total_row(item, one) for item, one in shown]
    terms: list[TallyResult | Series] = [*figures.tallies, *figures.series]
    return {
        "page": page,
        "series": [series_row(item, one) for item, one in masked_all(request, made.series)],
        "counts": _counts(made.tallies),
        "chart": _chart(made.tallies),
        "claimants": _names(one.claimant for one in terms),
        "actors": _names(one.actor for one in terms),
    }


def _chosen(asked: Asked, figures: TallyFigures) -> Reconciliation:
    claimants, actors = asked.actors("claimant"), asked.actors("actor")
    wanted = Wanted(
        claimant=asked.text("claimant") if claimants else None,
        actor=asked.text("actor") if actors else None,
        since=asked.day("since"),
        until=asked.day("until"),
    )
    made = choose(Reconciliation(tallies=figures.tallies, series=figures.series), wanted)
    measure, outcome = asked.choice("measure", _MEASURES), asked.choice("outcome", _OUTCOMES)
    return Reconciliation(
        tallies=tuple(
            item
            for item in made.tallies
            if measure in (None, item.measure) and outcome in (None, item.total.outcome)
        ),
        series=tuple(item for item in made.series if measure in (None, item.measure)) if not outcome else (),
    )


def _counts(items: Sequence[TallyResult]) -> list[tuple[str, str, int]]:
    """How many totals stand how."""
    told = [item.total.outcome for item in items]
    return [(one, outcome_label(one, language()), told.count(one)) for one in _OUTCOMES if one in told]


def _names(ids: Iterable[str | None]) -> list[str]:
    return sorted({label("actor", one) for one in ids if one})


def _chart(items: Sequence[TallyResult]) -> charts.OverTime | None:
    """The latest totals that can be compared."""
    drawn = [
        charts.Mark(
            item.total.end or "",
            middle(item.total.claimed),
            middle(item.total.recorded_count),
            middle(item.total.possible_count),
            f"{days_in_words(heading(item, language()))} – {outcome_label(item.total.outcome, language())}",
            address_of(item),
        )
        for item in items
        if item.total.end and item.total.outcome != "undecided"
    ]
    drawn.sort(key=lambda mark: mark.day)
    return charts.over_time(drawn[-_DRAWN:], rtl=language() == "ar") if drawn else None


# One total, one series


@for_role(Role.READER)
def total(request: HttpRequest, tally: str) -> HttpResponse:
    """One total: its arithmetic, what is undecided, and the incidents behind every figure."""
    found = tally_figures(current())
    items = found.data.tallies if found is not None else ()
    item = next((one for one in items if slug_of(one.key) == tally), None)
    if found is None or item is None:
        raise Http404
    ((_, shown),) = masked_all(request, [item])
    lang, known, exact = language(), found.data.incidents, is_trusted(request)
    parts = [*shown.parts, *([shown.rest] if shown.rest is not None else [])]
    return render(
        request,
        "web/tallies/tally.html",
        {
            "found": found,
            "heading": days_in_words(heading(shown, lang)),
            "item": shown,
            "lines": [days_in_words(say_line(line, lang)) for line in shown.lines],
            "notes": [days_in_words(note) for note in notes(shown, lang)],
            "area": names_apart(area_line(shown.total.area, lang) or "", lang),
            "figures": [figure_rows(one, lang, known, exact=exact) for one in (shown.total, *parts)],
            **_neighbours(item, found),
        },
    )


def _neighbours(item: TallyResult, found: Figures[TallyFigures]) -> dict[str, Any]:
    """Series that the total is a point of, and wider and narrower totals."""
    by_key = {one.key: one for one in found.data.tallies}
    near = [by_key[key] for key in (*item.part_of, *item.broken_down) if key in by_key]
    keys = {item.key, *item.keys}
    series = [one for one in found.data.series if keys & {point.key for point in one.points}]
    told: list[TallyResult | Series] = [*series, *near]
    return {"others": [(address_of(one), days_in_words(heading(one, language()))) for one in told]}


@for_role(Role.READER)
def climbing(request: HttpRequest, series: str) -> HttpResponse:
    """Successive totals of one claimant, step by step."""
    found = tally_figures(current())
    items = found.data.series if found is not None else ()
    item = next((one for one in items if slug_of(one.key) == series), None)
    if found is None or item is None:
        raise Http404
    ((_, shown),) = masked_all(request, [item])
    lang, known, exact = language(), found.data.incidents, is_trusted(request)
    steps = [
        (
            (first, figure(first.claimed, lang)),
            (second, figure(second.claimed, lang)),
            [days_in_words(say_line(line, lang)) for line in step.lines],
            figure_rows(step.comparison, lang, known, exact=exact) if step.comparison is not None else None,
        )
        for step, (first, second) in zip(shown.steps, pairwise(shown.points), strict=True)
    ]
    points = [(point.end, middle(point.claimed)) for point in shown.points]
    recorded = [
        middle(step.comparison.recorded_count) if step.comparison is not None else None
        for step in shown.steps
    ]
    return render(
        request,
        "web/tallies/series.html",
        {
            "found": found,
            "heading": days_in_words(heading(shown, lang)),
            "item": shown,
            "area": names_apart(area_line(shown.area, lang) or "", lang),
            "points": [(point, figure(point.claimed, lang)) for point in shown.points],
            "steps": steps,
            "chart": charts.climb(points, recorded, rtl=lang == "ar", said=days_in_words),
        },
    )
