"""Totals told by an ordinal: «ثاني استهداف منذ بداية العام» counts two."""

from __future__ import annotations

from typing import Final

from marsad.arabic.numerals import CountMention
from marsad.extract.dates import DateMention
from marsad.extract.event_types import event_class
from marsad.extract.phrasetable import PhraseFound
from marsad.extract.tallies.describe import find_area, find_claimant, find_doer, make_tally
from marsad.extract.tallies.periods import last_day
from marsad.extract.tallies.records import Figure, TallyFound
from marsad.extract.tallies.sheet import COUNTED_DEEDS, Sheet

_TOKENS_TO_DEED: Final = 5


def find_ordinal(sheet: Sheet, period: DateMention, first: int, last: int) -> TallyFound | None:
    """«ثاني استهداف … منذ بداية العام» counts two."""
    open_end = sheet.reading.published is None or period.end == sheet.reading.published
    if period.kind != "since" or not open_end:
        return None
    for ordinal in sheet.words.within("ordinal", first, period.first):
        if ordinal.first in sheet.reading.date_at or period.first - ordinal.last > 14:
            continue
        unit = _unit_beside(sheet, ordinal)
        deed = _deed_after(sheet, ordinal) if unit is None else None
        if unit is None and deed is None and not _of_its_kind(sheet, ordinal):
            continue
        value = int(ordinal.row.value)
        count = CountMention(ordinal.first, ordinal.last, value, value)
        figure = Figure(count, first, period.first, unit=unit, measure="events")
        tally = make_tally(sheet, figure, find_doer(sheet, figure, first, None))
        claimant = find_claimant(sheet, first, last)
        tally.claimant = claimant.output_id if claimant else None
        tally.start, tally.end = period.start, last_day(sheet, period, period.first)
        tally.area = find_area(sheet, figure, first)
        tally.type = deed or tally.type
        tally.period = (period.first, period.last)
        tally.first = min(tally.first, unit.first if unit else ordinal.first)
        tally.last = period.last
        return tally
    return None


def _deed_after(sheet: Sheet, ordinal: PhraseFound) -> str | None:
    """«رابع من يُغتال», "the fourth man to be killed": the kind of deed that is counted."""
    near = sheet.triggers.within(ordinal.last, ordinal.last + _TOKENS_TO_DEED)
    types = [t.trigger.type for t in near if t.trigger.type]
    return next((t for t in types if event_class(t) in COUNTED_DEEDS), None)


def _unit_beside(sheet: Sheet, ordinal: PhraseFound) -> PhraseFound | None:
    for at in (ordinal.last, ordinal.last + 1, ordinal.first - 1, ordinal.first - 2):
        unit = sheet.words.at("unit", at)
        if unit is not None and unit.row.value == "events":
            return unit
    return sheet.words.at("site", ordinal.last) or sheet.words.at("site", ordinal.first - 1)


def _of_its_kind(sheet: Sheet, ordinal: PhraseFound) -> bool:
    return any(sheet.words.at("kind", at) for at in (ordinal.last, ordinal.last + 1))
