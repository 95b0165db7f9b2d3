"""A reconciled total, or a series of totals, in sentences of either language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from marsad.formats.labels import label
from marsad.link.tallies.records import (
    AreaTold,
    Comparison,
    Line,
    Outcome,
    RecordedIncident,
    Series,
    TallyResult,
)
from marsad.link.tallies.spoken import range_text
from marsad.messages import Lang, keep_order, language, word
from marsad.model import Count

_SIGNED: Final = re.compile(r"[\d≥≤−]*(?: … |[–−≥≤])[\d−]*$")
#: Ids in one list before it ends with an ellipsis; the JSON form holds all.
_MOST_IDS: Final = 200
#: Incidents left aside that are told: they are the same ones for many totals.
_MOST_ASIDE: Final = 5
#: Incidents by key, for their day, kind and place beside the key; without them the key stands alone.
Known = Mapping[str, RecordedIncident]
_NOTHING_KNOWN: Final[Known] = {}


def describe(
    item: TallyResult | Series, lang: Lang | None = None, known: Known | None = _NOTHING_KNOWN
) -> list[str]:
    """What can be said about a total or a series: terms, arithmetic, findings, doubts, the incidents.

    Args:
        item: A total or a series.
        lang: Of the sentences; the current one if not given.
        known: What to tell of each incident beside its key; None leaves the incidents out.
    """
    chosen = lang or language()
    return _series(item, chosen, known) if isinstance(item, Series) else _total(item, chosen, known)


def say_line(line: Line, lang: Lang) -> str:
    """One line of arithmetic in words."""
    details = {key: _kept(text, lang) for key, text in line.details.items()}
    if "measure" in details:
        details["measure"] = _measure(line.details["measure"], line.details.get("claimed"), lang)
    if line.terms:
        details["terms"] = " + ".join(say_line(term, lang) for term in line.terms)
    return (
        word(f"tally.line.{line.code}", lang, **details) if details else word(f"tally.line.{line.code}", lang)
    )


def _measure(measure: str, claimed: str | None, lang: Lang) -> str:
    """What is counted; one event is told in the singular."""
    return word(
        "tally.measure.events.one" if (measure, claimed) == ("events", "1") else f"tally.measure.{measure}",
        lang,
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
    claimed = None if isinstance(item, Series) else range_text(item.total.claimed)
    terms = {
        "claimant": claimant,
        "measure": _measure(item.measure, claimed, lang),
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
    whole = joined((_land(name, lang) for name in area.whole), lang)
    part = joined((_land(name, lang) for name in area.part), lang)
    if area.whole and area.part:
        return word("tally.area.read-both", lang, area=area.text, whole=whole, part=part)
    if area.part:
        return word("tally.area.read-part", lang, area=area.text, part=part)
    return word("tally.area.read", lang, area=area.text, whole=whole)


def _land(name: str, lang: Lang) -> str:
    """A country by its code, or a division by its Arabic name."""
    return label("country" if name.isascii() and name.isupper() else "admin1", name, lang)


def _area(area: AreaTold, lang: Lang) -> str:
    return _kept(area.text, lang) or word("tally.area.any", lang)


def _total(item: TallyResult, lang: Lang, known: Known | None) -> list[str]:
    told = [heading(item, lang), *source_lines(item, lang)]
    told += [say_line(line, lang) for line in item.lines]
    told += notes(item, lang)
    if known is None:
        why = why_line(item.total, lang)
        return [*told, why] if why else told
    rows = [*item.parts, *([item.rest] if item.rest is not None else [])] if known else []
    return [*told, *incident_lines(item.total, lang, known), *(part_line(row, lang) for row in rows)]


def source_lines(item: TallyResult, lang: Lang) -> list[str]:
    """Who tells it, in which words, and how its area was read."""
    told = [word("tally.docs", lang, docs=joined(item.docs, lang))]
    if item.quote:
        told.append(word("tally.quote", lang, quote=" ".join(item.quote.split())))
    read = area_line(item.total.area, lang)
    return [*told, read] if read else told


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


def why_line(made: Comparison, lang: Lang) -> str | None:
    """Why incidents are only possible, each reason with their number; None where none is."""
    counted = Counter(code for near in made.possible for code in near.reasons)
    if not counted:
        return None
    told = (f"{word(f'tally.reason.{code}', lang)} ({number})" for code, number in counted.most_common())
    return word("tally.why", lang, reasons=("؛ " if lang == "ar" else "; ").join(told))


def incident_lines(made: Comparison, lang: Lang, known: Known = _NOTHING_KNOWN) -> list[str]:
    """The incidents behind a figure, with the reasons."""
    told = _recorded(made.recorded, lang, known)
    few = made.aside[:_MOST_ASIDE]
    lists = (
        ("possible", made.possible, 0, ""),
        ("aside", few, made.aside_more + len(made.aside) - len(few), "aside-more"),
        ("outside", made.outside, made.outside_more, "outside-more"),
    )
    for key, rows, more, more_key in lists:
        for near in rows:
            why = reasons(near.reasons, lang)
            told.append(word(f"tally.list.{key}", lang, id=_named(near.id, lang, known), reasons=why))
        if more:
            told.append(word(f"tally.list.{more_key}", lang, count=str(more)))
    if made.silent:
        told.append(word("tally.list.silent", lang, ids=_ids(made.silent, lang)))
    return told


def _recorded(ids: tuple[str, ...], lang: Lang, known: Known) -> list[str]:
    if not ids:
        return []
    count = str(len(ids))
    if not known:
        return [word("tally.list.recorded", lang, count=count, ids=_ids(ids, lang))]
    shown = [keep_order(f"  {_named(key, lang, known)}", lang) for key in ids[:_MOST_IDS]]
    rest = ["  …"] if len(ids) > _MOST_IDS else []
    return [word("tally.list.recorded-head", lang, count=count), *shown, *rest]


def part_line(made: Comparison, lang: Lang) -> str:
    """The keys of the incidents behind the figure of a part, or of what the parts leave over."""
    ids = {"recorded": made.recorded, "possible": tuple(near.id for near in made.possible)}
    told = {name: _ids(keys, lang) or word("tally.list.none", lang) for name, keys in ids.items()}
    if made.label == "rest":
        return word("tally.list.in-rest", lang, **told)
    return word("tally.list.in", lang, area=_area(made.area, lang), **told)


def _named(key: str, lang: Lang, known: Known) -> str:
    """An incident's key, with its day, kind, place, doers and dead where they are known."""
    one = known.get(key)
    if one is None:
        return key
    days = [one.start, one.end if one.end != one.start else None]
    told = [
        " – ".join(day for day in days if day) or word("tally.day.unknown", lang),
        *(label("type", kind, lang) for kind in one.types[:1]),
        ("، " if lang == "ar" else ", ").join(_place(one, lang)),
        joined((label("actor", actor, lang) for actor in one.initiators), lang),
        f"{word('tally.measure.killed', lang)} {figure(one.killed, lang)}" if one.killed else "",
    ]
    return f"{key} ({' · '.join(text for text in told if text)})"


def _place(one: RecordedIncident, lang: Lang) -> list[str]:
    division = label("admin1", one.admin1, lang) if one.admin1 else None
    return [name for name in dict.fromkeys((one.place_name, division)) if name]


def _series(item: Series, lang: Lang, known: Known | None) -> list[str]:
    figures = (f"{figure(point.claimed, lang)} ({point.end})" for point in item.points)
    told = [heading(item, lang), word("tally.series.points", lang, points=joined(figures, lang))]
    for step in item.steps:
        told += [say_line(line, lang) for line in step.lines]
        if step.comparison is not None and known is not None:
            told += incident_lines(step.comparison, lang, known)
    return told


def _ids(ids: tuple[str, ...], lang: Lang) -> str:
    shown = joined(ids[:_MOST_IDS], lang)
    return f"{shown} …" if len(ids) > _MOST_IDS else shown
