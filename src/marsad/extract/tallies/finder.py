"""Running totals that a report passes on («الحصائل»): so many attacks, dead, arrests since a date.

A tally needs a period («منذ مطلع العام», «خلال تموز الماضي») and a figure that counts
happenings or people harmed. Figures that follow it without a period of their own belong to the
same period; those with a place are its parts, those with a doer or a kind of their own are
tallies of their own. What the rules are is told in docs/en/methodology/tallies.md.
"""

from __future__ import annotations

from typing import Final

from marsad.extract.phrasetable import find_phrases
from marsad.extract.reading import Reading
from marsad.extract.tallies.describe import describe
from marsad.extract.tallies.figures import find_figures, unit_before
from marsad.extract.tallies.heads import is_announced, is_head, make_head
from marsad.extract.tallies.ordinals import find_ordinal
from marsad.extract.tallies.parts import follow
from marsad.extract.tallies.periods import find_period
from marsad.extract.tallies.records import Context, TallyFound
from marsad.extract.tallies.repeats import without_repeats
from marsad.extract.tallies.sheet import Sheet

_TABLE: Final = "tally_words.csv"
#: How many sentences after a tally may go on with it.
_FOLLOWING: Final = 3


def find_tallies(reading: Reading) -> list[TallyFound]:
    """The running totals of a report, in text order, each figure once."""
    if not reading.counts and not reading.dates:
        return []
    words = find_phrases(reading.tokens, _TABLE)
    counted = any(words.any(role) for role in ("unit", "harm", "people", "ordinal"))
    if not counted and all(c.unit_hint != "times" for c in reading.counts):
        return []
    return without_repeats(reading, _run(Sheet(reading, words)))


def _run(sheet: Sheet) -> list[TallyFound]:
    context: Context | None = None
    since = 0
    for first, last in sheet.reading.text.sentences:
        opened = _read_sentence(sheet, first, last)
        if opened is not None:
            context, since = opened, 0
            continue
        since += 1
        if context is None or since > _FOLLOWING:
            continue
        if not _goes_on(sheet, context, first, last):
            context = None if _has_own_time(sheet, first, last) else context
            continue
        follow(sheet, context, find_figures(sheet, first, last), last)
    return sheet.found


def _read_sentence(sheet: Sheet, first: int, last: int) -> Context | None:
    """The tallies of a sentence that has a period (or says that it is a running total)."""
    period = find_period(sheet, first, last)
    if period is None:
        return _running_total(sheet, first, last)
    head = find_ordinal(sheet, period, first, last)
    if head is not None:
        sheet.found.append(head)
        return _context_of(sheet, head)
    figures = find_figures(sheet, first, last)
    heads = [f for f in figures if is_head(sheet, f, period, first, last)]
    if not heads:
        return None
    # «مقتل ستة …، فبلغ عدد القتلى 90 منذ …»: the figure that is itself announced.
    chosen = next((f for f in heads if is_announced(sheet, f)), heads[0])
    head = make_head(sheet, chosen, period, first, last)
    sheet.found.append(head)
    context = _context_of(sheet, head)
    follow(sheet, context, figures[figures.index(chosen) + 1 :], last)
    _run_on(head, first, last)
    return context


def _running_total(sheet: Sheet, first: int, last: int) -> Context | None:
    """«وبهذا يرتفع عدد الهجمات التي أحصاها المرصد إلى 40»: a total that leaves its start open."""
    reached = sheet.words.within("reach", first, last)
    totals = sheet.marks("total", first, last)
    if not reached or not sheet.marks("count", first, last):
        return None
    if not any(sheet.words.at("unit", t.last) for t in totals):
        return None
    if sheet.dates.within(first, last):
        return None
    for figure in find_figures(sheet, first, last):
        unit = figure.unit or unit_before(sheet, figure) if figure.first > reached[0].first else None
        if unit is None or unit.row.role != "unit" or (figure.count.least or 0) < 2:
            continue
        figure.unit, figure.measure = unit, unit.row.value  # type: ignore[assignment]
        head = describe(sheet, figure, first, last)
        head.first, head.end = min(reached[0].first, head.first), sheet.reading.published
        sheet.found.append(head)
        return _context_of(sheet, head)
    return None


def _context_of(sheet: Sheet, head: TallyFound) -> Context:
    since = len(sheet.found) - 1
    return Context(head.start, head.end, head.period, head.claimant, head, since)


def _has_own_time(sheet: Sheet, first: int, last: int) -> bool:
    return any(d for d in sheet.dates.within(first, last))


def _goes_on(sheet: Sheet, context: Context, first: int, last: int) -> bool:
    """Whether a sentence without a period goes on with the tally before it."""
    for mention in sheet.dates.within(first, last):
        if (mention.start, mention.end) != (context.start, context.end):
            return False
    if sheet.words.within("back", first, last):
        return True
    for mark in sheet.words.within("inside", first, last):
        if sheet.words.at("harm", mark.first - 1) is not None:
            return True
    return False


def _run_on(head: TallyFound, first: int, last: int) -> None:
    """Let the clause run on to its last part."""
    ends = [p.last for p in head.parts if first <= p.first < last]
    head.last = max([head.last, *ends])
    if any(p.area == head.area for p in head.parts):
        head.area = None
