"""The figures of a sentence: what each one counts, where, and whose doing it was."""

from __future__ import annotations

from typing import Final

from marsad.arabic.numerals import CountMention
from marsad.extract.event_types import event_class
from marsad.extract.phrasetable import PhraseFound
from marsad.extract.tallies.areas import place_of
from marsad.extract.tallies.records import Figure
from marsad.extract.tallies.sheet import COMMAS, COUNTED_DEEDS, IN, TOKENS_TO_DOER, Sheet

_TOKENS_TO_UNIT: Final = 4
_PASSIVE: Final = frozenset({"were", "was", "been"})
_ASIDE: Final = 16
_NAMELESS: Final = frozenset({"source", "generic"})


def find_figures(sheet: Sheet, first: int, last: int) -> list[Figure]:
    """The figures of a sentence, each with what its own stretch says of it."""
    counts = [
        c
        for c in sheet.counts.within(first, last)
        if not c.vague and c.unit_hint in (None, "times") and c.least is not None and c.least > 0
    ]
    counts += _single_cases(sheet, counts, first, last)
    counts.sort(key=lambda c: c.first)
    figures: list[Figure] = []
    for number, count in enumerate(counts):
        left = counts[number - 1].last if number else first
        right = counts[number + 1].first if number + 1 < len(counts) else last
        figure = Figure(count, left, right)
        _set_measure(sheet, figure)
        place_of(sheet, figure)
        _set_doer(sheet, figure)
        figures.append(figure)
    return figures


def _single_cases(sheet: Sheet, counts: list[CountMention], first: int, last: int) -> list[CountMention]:
    """ "A single case of shelling" counts one."""
    taken = {i for c in counts for i in range(c.first, c.last)}
    return [
        CountMention(one.first, one.last, 1, 1)
        for one in sheet.words.within("one", first, last)
        if not taken & set(range(one.first, one.last))
    ]


def _set_measure(sheet: Sheet, figure: Figure) -> None:
    """What a figure counts: the noun after it, else the verb of harm before it."""
    if figure.count.unit_hint == "times":
        figure.measure = "events" if _violence_before(sheet, figure) else None
        return
    if _counts_both(sheet, figure) or _counts_things(sheet, figure):
        return
    figure.unit = _unit_after(sheet, figure)
    if figure.unit is not None:
        figure.measure = figure.unit.row.value  # type: ignore[assignment]
        return
    people = _people_after(sheet, figure)
    figure.harm = people or _harm_before(sheet, figure) or _harm_after(sheet, figure)
    if figure.harm is not None:
        figure.measure = figure.harm.row.value  # type: ignore[assignment]


def _violence_before(sheet: Sheet, figure: Figure) -> bool:
    """«استُهدفت القاعدة 12 مرة»: an event verb that the times belong to."""
    before = sheet.triggers.within(figure.left, figure.first)
    return any(event_class(t.trigger.type) in COUNTED_DEEDS for t in before if t.trigger.type)


def _counts_both(sheet: Sheet, figure: Figure) -> bool:
    """«30 بين قتيل وجريح», «مقتل وإصابة 30»: killed and injured in one sum."""
    if sheet.words.within("both", figure.count.last, min(figure.count.last + 4, figure.right)):
        return True
    before = sheet.words.within("harm", figure.left, figure.first)
    if len(before) < 2:
        return False
    one, two = before[-2:]
    near = figure.first - two.last <= 1 and two.first - one.last <= 1
    return near and one.row.value != two.row.value


def _counts_things(sheet: Sheet, figure: Figure) -> bool:
    at = figure.count.last
    return sheet.words.at("thing", at) is not None and sheet.words.at("unit", at) is None


def _unit_after(sheet: Sheet, figure: Figure) -> PhraseFound | None:
    """The noun of happenings that a figure counts, the most telling of a chain."""
    found: PhraseFound | None = None
    at = figure.count.last
    stop = min(at + _TOKENS_TO_UNIT, figure.right)
    while at < stop:
        token = sheet.reading.tokens[at]
        unit = sheet.words.at("unit", at)
        if unit is not None and (found is None or at == found.last):
            if found is not None and not unit.row.type:
                return found
            found, at, stop = unit, unit.last, min(unit.last + 1, figure.right)
            continue
        if found is not None or token.text in COMMAS or token.fold in IN:
            break
        arabic = "\u0600" <= token.text[:1] <= "\u06ff"
        if arabic != (sheet.words.at("total", at) is not None):
            break  # Arabic counts the very next noun, but for «40 عدد الهجمات»
        at += 1
    return found


def _people_after(sheet: Sheet, figure: Figure) -> PhraseFound | None:
    at = figure.count.last
    people = sheet.words.at("people", at) if at < figure.right else None
    if people is None and sheet.reading.language == "en" and at + 1 < figure.right:
        people = sheet.words.at("people", at + 1)  # "25 people dead"
    return people


def _harm_before(sheet: Sheet, figure: Figure) -> PhraseFound | None:
    before = sheet.words.within("harm", figure.left, figure.first)
    if not before:
        return None
    harm = before[-1]
    between = range(harm.last, figure.first)
    if any(sheet.reading.tokens[i].text in COMMAS for i in between) and len(between) > 8:
        return None
    return harm if len(between) <= 14 else None


def _harm_after(sheet: Sheet, figure: Figure) -> PhraseFound | None:
    """ "30 people have been killed", «194 شخصاً أُعدموا»: before the next comma."""
    for at in range(figure.count.last, min(figure.count.last + 6, figure.right)):
        if sheet.reading.tokens[at].text in COMMAS:
            return None
        harm = sheet.words.at("harm", at)
        if harm is not None and sheet.reading.language != "en":
            free = not harm.prefix and sheet.reading.fold(at - 1) != "و"
            return harm if harm.verb and free else None
        if harm is not None and sheet.reading.fold(harm.first - 1) in _PASSIVE:
            return harm
    return _killed_after_aside(sheet, figure)


def _killed_after_aside(sheet: Sheet, figure: Figure) -> PhraseFound | None:
    """ "At least 30 civilians, including six children, were killed"."""
    person = sheet.reading.actor_at.get(figure.count.last)
    named = person is not None and person.is_civilian
    if not named and not sheet.words.within("fighter", figure.count.last, figure.count.last + 2):
        return None
    for harm in sheet.words.within("harm", figure.right, figure.right + _ASIDE):
        if sheet.reading.fold(harm.first - 1) in _PASSIVE:
            return harm
    return None


def _set_doer(sheet: Sheet, figure: Figure) -> None:
    """Who did what a figure counts, where its own stretch says so."""
    start, stop = figure.count.last, sheet.until_comma(figure.count.last, figure.right)
    for mark in sheet.words.within("doer", start, min(start + 12, stop)):
        figure.by_someone = True
        figure.doer = sheet.actor_from(mark.last, min(mark.last + TOKENS_TO_DOER, figure.right))
        if figure.doer is not None:
            return
    for actor in sheet.actors.within(start, stop):
        one_of_many = sheet.reading.fold(actor.first - 1).startswith("و")
        if actor.head_role == "violence" and actor.kind not in _NAMELESS and not one_of_many:
            figure.doer, figure.by_someone = actor, True
            break
    others = {a.actor for a in sheet.actors.within(start, stop) if a.head_role == "violence" and a.actor}
    if len(others) > 1:
        figure.doer = None  # «بقصف روسي وغارات تركية»: more than one


def unit_before(sheet: Sheet, figure: Figure) -> PhraseFound | None:
    """«عدد الهجمات … إلى 40», "puts violations … at 46"."""
    totals = sheet.marks("total", figure.left, figure.first)
    reached = sheet.words.within("reach", figure.left, figure.first)
    if not totals and not reached:
        return None
    units = sheet.words.within("unit", figure.left, figure.first)
    if not units and reached and not totals:
        units = _unit_of_later_total(sheet, figure)
    if not units:
        units = sheet.words.within("people", figure.left, figure.first)
    return next((u for u in units if u.row.type), units[0] if units else None)


def _unit_of_later_total(sheet: Sheet, figure: Figure) -> list[PhraseFound]:
    """«يصل إلى 60 بينهم نساء تعداد الضحايا»."""
    units: list[PhraseFound] = []
    for total in sheet.marks("total", figure.count.last, figure.count.last + _ASIDE):
        units += [u for role in ("people", "unit") if (u := sheet.words.at(role, total.last)) is not None]
        units += sheet.words.within("harm", total.last, total.last + 3)
    return units
