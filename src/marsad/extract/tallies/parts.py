"""Figures that follow a total: its parts by area, and further totals of the same period."""

from __future__ import annotations

from dataclasses import replace

from marsad.arabic.numerals import CountMention
from marsad.extract.actors import ActorFound
from marsad.extract.tallies.describe import kind_of, make_tally
from marsad.extract.tallies.records import Context, Figure, Measure, PartFound, TallyFound
from marsad.extract.tallies.sheet import COMMAS, IN, Sheet


def follow(sheet: Sheet, context: Context, figures: list[Figure], last: int) -> None:
    """Parts and further measures of a tally, from the figures after it."""
    listed_doer = among = False
    for figure in figures:
        among = _is_among(sheet, figure, among)
        if among and figure.unit is None and not _is_of_total(sheet, figure):
            continue
        harm_before = figure.harm is not None and figure.harm.first < figure.first
        subject = _subject_of(sheet, figure, listed_doer) or _ranked(sheet, figure)
        listed_doer = subject is not None
        if subject is not None:
            figure.doer, figure.by_someone = subject, True
            figure.measure = figure.measure or _last_measure(sheet, context)
        if _add_part(context, figure, harm_before):
            continue
        tally = _own_tally(sheet, context, figure, harm_before)
        if tally is not None:
            tally.last = min(tally.last, last)
            sheet.found.append(tally)


def _is_among(sheet: Sheet, figure: Figure, before: bool) -> bool:
    """Whether a figure tells who the victims were («بينهم 13 امرأة و26 طفلاً»)."""
    if sheet.words.within("among", figure.left, figure.first):
        return True
    new_clause = any(sheet.reading.tokens[i].text in COMMAS for i in range(figure.left, figure.first))
    return before and not new_clause and not (figure.harm is not None and figure.harm.first < figure.first)


def _is_of_total(sheet: Sheet, figure: Figure) -> bool:
    """Whether it is still a share of the total: «40 في حمص», «20 على يد …»."""
    if sheet.reading.fold(figure.count.last) in IN or sheet.words.at("part", figure.count.last):
        return True
    return bool(sheet.words.within("doer", figure.count.last, figure.right))


def _subject_of(sheet: Sheet, figure: Figure, listed: bool) -> ActorFound | None:
    """The killer in «قتلت القوات 12 مدنياً، والفصائل ستة»: right before the figure."""
    actor = sheet.reading.actor_at.get(figure.first - 1)
    if actor is None or actor.first < figure.left or actor.kind == "source":
        return None
    verb = figure.harm is not None and figure.harm.verb and figure.harm.last == actor.first
    return actor if verb or listed else None


def _ranked(sheet: Sheet, figure: Figure) -> ActorFound | None:
    """«تتصدر قوات النظام القائمة بـ 78 حالة، تليها قسد بـ 57»."""
    if not sheet.words.within("rank", figure.left, figure.first):
        return None
    named = [a for a in sheet.actors.within(figure.left, figure.first) if a.kind != "source"]
    return named[-1] if named and not named[-1].is_civilian else None


def _last_measure(sheet: Sheet, context: Context) -> Measure:
    return sheet.found[-1].measure if sheet.found else context.head.measure


def _add_part(context: Context, figure: Figure, harm_before: bool) -> bool:
    """Whether a figure is a sub-total by area of the tally; it is then added to it."""
    head = context.head
    if figure.place is None or figure.by_someone or (harm_before and figure.measure != head.measure):
        return False
    if figure.unit is not None and figure.unit.row.value not in (head.measure, "events"):
        return False
    if not _fits(figure.count, head):
        return False
    figures = (figure.count.least, figure.count.most)
    if all((p.area, p.least) != (figure.place[0], figures[0]) for p in head.parts):
        end = max(figure.place[1], figure.count.last)
        head.parts.append(PartFound(figure.place[0], *figures, figure.first, end))
    return True


def _own_tally(sheet: Sheet, context: Context, figure: Figure, harm_before: bool) -> TallyFound | None:
    head = context.head
    bare = figure.unit is not None and not figure.unit.row.type
    measure = figure.measure if not (figure.by_someone and bare) else None
    measure = measure or (head.measure if figure.by_someone else None)
    if measure is None:
        return None
    alike = [t.type for t in sheet.found[context.since :] if t.measure == measure]
    held = bool(alike)
    own_type = kind_of(sheet, figure, None, measure)
    named = figure.unit is not None or figure.count.unit_hint == "times"
    new_kind = named and own_type not in (None, *alike)
    if held and not figure.by_someone and not (new_kind and measure == "events"):
        return None
    if not held and not harm_before and figure.unit is None and figure.harm is None:
        return None
    if figure.by_someone and measure == head.measure and not _fits(figure.count, head):
        return None
    return _handed_on(sheet, context, replace(figure, measure=measure))


def _handed_on(sheet: Sheet, context: Context, figure: Figure) -> TallyFound:
    head = context.head
    tally = make_tally(sheet, figure, figure.doer if figure.by_someone else None)
    if not figure.by_someone:
        tally.actor = head.actor
        if figure.unit is None and figure.count.unit_hint != "times":
            tally.type = "arrest" if tally.measure == "arrested" else head.type
    elif tally.type is None and head.type == "arrest":
        tally.type = head.type
    tally.claimant, tally.area = context.claimant, head.area
    tally.start, tally.end, tally.period = context.start, context.end, context.period
    return tally


def _fits(count: CountMention, head: TallyFound) -> bool:
    """A part can't be larger than the whole."""
    whole = head.most if head.most is not None else None
    return whole is None or (count.least or 0) <= whole
