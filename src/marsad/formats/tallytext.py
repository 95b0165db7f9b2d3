"""A reconciled total, or a series of totals, in sentences of either language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from marsad.formats.labels import label
from marsad.link.tallies.records import AreaTold, Comparison, Line, Outcome, Series, TallyResult
from marsad.link.tallies.spoken import range_text
from marsad.messages import Lang, language, word
from marsad.model import Count

_SIGNED: Final = re.compile(r"[\d≥≤−]*(?: … |[–−≥≤])[\d−]*$")
#: Ids in one list before it ends with an ellipsis; the JSON form holds all.
_MOST_IDS: Final = 200


def describe(item: TallyResult | Series, lang: Lang | None = None) -> list[str]:
    """What can be said about a total or a series: terms, arithmetic, findings, the incidents, the doubts."""
    chosen = lang or language()
    return _series(item, chosen) if isinstance(item, Series) else _total(item, chosen)


def say_line(line: Line, lang: Lang) -> str:
    """One line of arithmetic in words."""
    details = {key: _kept(text, lang) for key, text in line.details.items()}
    if "measure" in details:
        details["measure"] = word(f"tally.measure.{line.details['measure']}", lang)
    if line.terms:
        details["terms"] = " + ".join(say_line(term, lang) for term in line.terms)
    return (
        word(f"tally.line.{line.code}", lang, **details) if details else word(f"tally.line.{line.code}", lang)
    )


def _kept(text: str, lang: Lang) -> str:
    """A figure or name for an Arabic line: without a direction mark «3–5» would be shown as 5–3.

    A name in Latin letters gets a mark after it, so that the next figure stays on its own side.
    """
    if lang != "ar":
        return text
    if _SIGNED.match(text):
        return f"\u200e{text}"
    return f"{text}\u200f" if text[-1:].isascii() and text[-1:].isalpha() else text


def reasons(codes: Iterable[str], lang: Lang) -> str:
    """Why an incident is undecided, or outside."""
    return joined((word(f"tally.reason.{code}", lang) for code in codes), lang)


def joined(words: Iterable[str], lang: Lang) -> str:
    """Words with the comma of the language."""
    return ("، " if lang == "ar" else ", ").join(words)


def heading(item: TallyResult | Series, lang: Lang) -> str:
    """Who counts what of whom, where and since when."""
    claimant = label("actor", item.claimant, lang) if item.claimant else word("tally.claimant.none", lang)
    terms = {
        "claimant": claimant,
        "measure": word(f"tally.measure.{item.measure}", lang),
        "kind": kind_label(item.type, lang) if item.type else word("tally.kind.any", lang),
        "actor": label("actor", item.actor, lang) if item.actor else word("tally.actor.any", lang),
    }
    if isinstance(item, Series):
        return word("tally.series.head", lang, area=_area(item.area, lang), start=item.start, **terms)
    unknown = word("tally.day.unknown", lang)
    return word(
        "tally.head",
        lang,
        claimed=figure(item.total.claimed, lang),
        area=_area(item.total.area, lang),
        start=item.total.start or unknown,
        end=item.total.end or unknown,
        **terms,
    )


def kind_label(kind: str, lang: Lang) -> str:
    """The name of an event type or of a class."""
    named = label("type", kind, lang)
    return named if named != kind else label("class", kind, lang)


def area_line(area: AreaTold, lang: Lang) -> str | None:
    """How the words of an area were read; None where there is nothing to tell."""
    if not area.whole and not area.part:
        return None
    whole = joined((label("admin1", name, lang) for name in area.whole), lang)
    part = joined((label("admin1", name, lang) for name in area.part), lang)
    if area.whole and area.part:
        return word("tally.area.read-both", lang, area=area.text, whole=whole, part=part)
    if area.part:
        return word("tally.area.read-part", lang, area=area.text, part=part)
    return word("tally.area.read", lang, area=area.text, whole=whole)


def _area(area: AreaTold, lang: Lang) -> str:
    return _kept(area.text, lang) or word("tally.area.any", lang)


def _total(item: TallyResult, lang: Lang) -> list[str]:
    told = [heading(item, lang), word("tally.docs", lang, docs=joined(item.docs, lang))]
    read = area_line(item.total.area, lang)
    told += [read] if read else []
    told += [say_line(line, lang) for line in item.lines]
    return [*told, *notes(item, lang), *incident_lines(item.total, lang)]


def notes(item: TallyResult, lang: Lang) -> list[str]:
    """What is odd or undecided about a total, and what other totals have to do with it."""
    told = [say_line(line, lang) for line in item.findings]
    told += [
        word("tally.undecided", lang, why=word(f"tally.undecided.{code}", lang)) for code in item.undecided
    ]
    for contrast in item.contrasts:
        other = contrast.claimant
        claimant = label("actor", other, lang) if other else word("tally.claimant.none", lang)
        told.append(word("tally.contrast", lang, claimant=claimant, claimed=figure(contrast.claimed, lang)))
    if item.part_of:
        told.append(word("tally.part-of", lang, keys=joined(item.part_of, lang)))
    if item.broken_down:
        told.append(word("tally.broken-down", lang, keys=joined(item.broken_down, lang)))
    return told


def figure(count: Count | None, lang: Lang) -> str:
    """A range for a line of text."""
    return _kept(range_text(count), lang)


def outcome_label(outcome: Outcome, lang: Lang) -> str:
    """One word for how a figure stands beside what is recorded."""
    return word(f"tally.outcome.{outcome}", lang)


def incident_lines(made: Comparison, lang: Lang) -> list[str]:
    """The incidents behind a figure, with the reasons."""
    told = []
    if made.recorded:
        count = str(len(made.recorded))
        told.append(word("tally.list.recorded", lang, count=count, ids=_ids(made.recorded, lang)))
    for key, rows in (("possible", made.possible), ("outside", made.outside)):
        told += [
            word(f"tally.list.{key}", lang, id=near.id, reasons=reasons(near.reasons, lang)) for near in rows
        ]
    if made.outside_more:
        told.append(word("tally.list.outside-more", lang, count=str(made.outside_more)))
    if made.silent:
        told.append(word("tally.list.silent", lang, ids=_ids(made.silent, lang)))
    return told


def _series(item: Series, lang: Lang) -> list[str]:
    figures = (f"{figure(point.claimed, lang)} ({point.end})" for point in item.points)
    told = [heading(item, lang), word("tally.series.points", lang, points=joined(figures, lang))]
    for step in item.steps:
        told += [say_line(line, lang) for line in step.lines]
        if step.comparison is not None:
            told += incident_lines(step.comparison, lang)
    return told


def _ids(ids: tuple[str, ...], lang: Lang) -> str:
    shown = joined(ids[:_MOST_IDS], lang)
    return f"{shown} …" if len(ids) > _MOST_IDS else shown
