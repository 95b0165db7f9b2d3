"""A record said in words: the lines that the console and the page show for each event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from marsad.formats.highlight import MarkKind
from marsad.formats.labels import label
from marsad.messages import Lang, keep_order, word
from marsad.model import ActorMention, Count, Event, Item, Place, Relation, Tally

_CASUALTIES = (
    "killed",
    "injured",
    "civilians_killed",
    "children_killed",
    "women_killed",
    "captured",
)


class Fact(NamedTuple):
    """A labelled value: ``key`` names the label among the words, ``kind`` the colour of its evidence."""

    key: str
    text: str
    kind: MarkKind


def count_text(count: Count, lang: Lang) -> str:
    """A count in words that read alike in both directions of writing: "at least 3", "3 to 5"."""
    least, most = count
    if least is None and most is None:
        return word("unknown", lang)
    if most is None:
        return word("count.least", lang, least=least)
    if least is None:
        return word("count.most", lang, most=most)
    return str(least) if least == most else word("range", lang, first=least, last=most)


def event_facts(event: Event, lang: Lang, *, coordinates: bool = True) -> Iterator[Fact]:
    """What an event says, field by field; unknown fields are left out."""
    yield Fact("field.date", _date_text(event, lang), "date")
    for place in event.places:
        yield Fact(f"role.{place.role}", _place_text(place, lang, coordinates), "place")
    for actor in event.actors:
        yield Fact(f"role.{actor.role}", _actor_text(actor, lang), "actor")
    for name in _CASUALTIES:
        count: Count | None = getattr(event.casualties, name)
        if count is not None:
            yield Fact(f"casualty.{name}", count_text(count, lang), "count")
    if event.items:
        yield Fact("field.items", _join((_item_text(i, lang) for i in event.items), lang), "item")
    yield Fact("field.status", word(f"status.{event.status}", lang), "source")
    if event.sources:
        yield Fact("field.sources", _join(event.sources, lang), "source")


def tally_facts(tally: Tally, lang: Lang) -> Iterator[Fact]:
    """What a running total says, field by field."""
    measure = word(f"measure.{tally.measure}", lang)
    yield Fact("field.count", _noted(count_text(tally.count, lang), [measure], lang), "count")
    if tally.type:
        name = label("type", tally.type, lang)
        yield Fact("field.type", name if name != tally.type else label("class", tally.type, lang), "type")
    if tally.claimant:
        yield Fact("field.claimant", label("actor", tally.claimant, lang), "actor")
    if tally.actor:
        yield Fact("field.actor", label("actor", tally.actor, lang), "actor")
    if tally.area:
        yield Fact("field.area", tally.area, "place")
    if tally.start or tally.end:
        yield Fact("field.date", _days(tally.start, tally.end, lang), "date")
    for part in tally.parts:
        yield Fact("field.part", f"{part.area}: {count_text(part.count, lang)}", "count")


def relation_facts(relation: Relation, lang: Lang) -> Iterator[Fact]:
    """What a standing relation says, field by field."""
    sign = " ↔ " if relation.type == "cooperation" else " ← " if lang == "ar" else " → "
    ends = (label("actor", relation.from_actor, lang), label("actor", relation.to_actor, lang))
    yield Fact("field.parties", sign.join(ends), "actor")
    if relation.forms:
        yield Fact("field.forms", _join((word(f"form.{f}", lang) for f in relation.forms), lang), "item")


def _join(parts: Iterator[str] | tuple[str, ...], lang: Lang) -> str:
    return ("، " if lang == "ar" else ", ").join(parts)


def _date_text(event: Event, lang: Lang) -> str:
    notes = []
    if event.date_precision and event.date_precision != "day":
        notes.append(word(f"precision.{event.date_precision}", lang))
    if event.date_basis != "read":
        notes.append(word(f"basis.{event.date_basis}", lang))
    return _noted(_days(event.start, event.end, lang), notes, lang)


def _days(start: str | None, end: str | None, lang: Lang) -> str:
    if start is None and end is None:
        return word("unknown", lang)
    if start == end:
        return str(start)
    return word("range", lang, first=start or "?", last=end or "?")


def _place_text(place: Place, lang: Lang, coordinates: bool) -> str:
    notes = [] if place.precision is None else [word(f"precision.{place.precision}", lang)]
    if place.admin1 and place.admin1 != place.name:
        notes.append(label("admin1", place.admin1, lang))
    if coordinates and place.lat is not None and place.lon is not None:
        notes.append(f"{place.lat:.3f},{place.lon:.3f}")
        if place.radius_m is not None:
            notes.append(word("radius", lang, km=f"{place.radius_m / 1000:g}"))
    if place.basis != "read":
        notes.append(word(f"basis.{place.basis}", lang))
    return _noted(place.name, notes, lang)


def _actor_text(actor: ActorMention, lang: Lang) -> str:
    notes = []
    if actor.id is not None and label("actor", actor.id, lang) != actor.name:
        notes.append(label("actor", actor.id, lang))
    if actor.count is not None:
        notes.append(word("people", lang, count=count_text(actor.count, lang)))
    if actor.basis != "read":
        notes.append(word(f"basis.{actor.basis}", lang))
    return _noted(actor.name or (actor.id and label("actor", actor.id, lang)) or "?", notes, lang)


def _item_text(item: Item, lang: Lang) -> str:
    name = label("item", item.item, lang)
    return name if item.count is None else f"{name} ({count_text(item.count, lang)})"


def _noted(text: str, notes: list[str], lang: Lang) -> str:
    return keep_order(f"{text} ({_join(tuple(notes), lang)})" if notes else text, lang)
