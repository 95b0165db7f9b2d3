"""A tally made of a figure: who counts, who did it, what kind of violence, in which area."""

from __future__ import annotations

from typing import Final

from marsad.extract.actors import ActorFound
from marsad.extract.event_types import event_class
from marsad.extract.tallies.areas import area_at, name_of
from marsad.extract.tallies.records import Figure, Measure, TallyFound
from marsad.extract.tallies.sheet import TOKENS_TO_DOER, VIOLENCE, Sheet

#: Before the party that is harmed or attacked.
_TOWARDS: Final = frozenset({"من", "علي", "ضد", "of", "on", "against", "targeting"})
_UNDIRECTED: Final = frozenset({"islamic-state", "unidentified-armed-group", "former-regime-remnants", None})


def describe(sheet: Sheet, figure: Figure, first: int, last: int) -> TallyFound:
    """A tally of a figure with who counts, who did it and where, from its sentence."""
    claimant = find_claimant(sheet, first, last)
    found = make_tally(sheet, figure, find_doer(sheet, figure, first, claimant))
    found.claimant = claimant.output_id if claimant else None
    found.area = find_area(sheet, figure, first)
    return found


def find_claimant(sheet: Sheet, first: int, last: int) -> ActorFound | None:
    """Who counts: a monitor that the sentence names, or the one beside its counting verb."""
    actors = sheet.actors.within(first, last)
    for actor in actors:
        if actor.kind == "source" and actor.listed:
            return actor
    for mark in [
        *sheet.words.within("according", first, last),
        *sheet.marks("count", first, last),
    ]:
        for actor in actors:
            if 0 <= actor.first - mark.last <= 1 or (
                sheet.reading.language == "en" and 0 <= mark.first - actor.last <= 1
            ):
                return actor
    return None


def find_doer(sheet: Sheet, figure: Figure, first: int, claimant: ActorFound | None) -> ActorFound | None:
    """Whose deeds a total counts: told beside the figure, by «على يد», or as the sentence's subject."""
    if figure.doer is not None or figure.by_someone:
        return figure.doer
    for mark in sheet.words.within("doer", first, figure.first):
        actor = sheet.actor_from(mark.last, min(mark.last + TOKENS_TO_DOER, figure.first))
        if actor is not None and actor is not claimant:
            return actor
    units = [u for u in (figure.unit,) if u is not None]
    for unit in units:
        for at in (unit.first - 1, unit.last, unit.first - 2, unit.last + 1):
            near = sheet.reading.actor_at.get(at)
            if near is None or near is claimant or near.kind == "source" or near.is_civilian:
                continue
            if sheet.holds_area(near):
                continue
            return near
    return _find_subject(sheet, figure, first, claimant)


def _find_subject(sheet: Sheet, figure: Figure, first: int, claimant: ActorFound | None) -> ActorFound | None:
    """An actor named before the figure, or behind «ل» after it, that isn't harmed."""
    for actor in sheet.actors.within(first, figure.right):
        if actor is claimant or not actor.armed or actor.is_civilian or sheet.holds_area(actor):
            continue
        owner = actor.prefix.startswith("ل")
        if (actor.first < figure.first or owner) and sheet.reading.fold(actor.first - 1) not in _TOWARDS:
            return actor
    return None


def find_area(sheet: Sheet, figure: Figure, first: int) -> str | None:
    """The area that a total is confined to, in the words of the text."""
    if figure.place is not None and figure.place[1] > figure.count.last:
        return figure.place[0]
    own = range(figure.right - 1, first - 1, -1)
    spots = [area_at(sheet, at) for at in own]
    for spot in spots:
        if spot is not None:
            return spot[0]
    for place in sheet.places.within(first, figure.right):
        if place.first not in sheet.reading.actor_at:
            return name_of(sheet.reading, place)
    return None


def make_tally(sheet: Sheet, figure: Figure, actor: ActorFound | None) -> TallyFound:
    """A tally of a figure alone; its claimant, area and period are still to be told."""
    least, most = figure.count.least, figure.count.most
    reached = sheet.words.within("reach", figure.left, figure.first)
    if reached and reached[-1].row.value == "over":
        most = None  # «تتخطى الغارات 90 غارة»
    listed = actor.output_id if actor is not None and actor.kind != "generic" else None
    measure = figure.measure or "events"
    type_id = kind_of(sheet, figure, actor, measure)
    ends = [figure.count.last]
    ends += [x.last for x in (figure.unit, figure.harm, figure.doer) if x is not None]
    if figure.place is not None:
        ends.append(figure.place[1])
    end = min(max(ends), max(figure.right, figure.count.last))
    return TallyFound(
        None, type_id, listed, None, None, None, measure, least, most, figure.begins, end,
        figure=(figure.first, figure.count.last),
    )  # fmt: skip


def kind_of(sheet: Sheet, figure: Figure, actor: ActorFound | None, measure: Measure) -> str | None:
    """The event type or class that a figure counts, as far as the text says it."""
    if figure.unit is not None:
        return _kind_of_unit(figure.unit.row.type, actor)
    if figure.count.unit_hint == "times":
        types = [t.trigger.type for t in sheet.triggers.within(figure.left, figure.first)]
        return next((t for t in reversed(types) if t), None)
    if measure == "arrested":
        return "arrest"
    return _kind_of_harm(sheet, figure)


def _kind_of_harm(sheet: Sheet, figure: Figure) -> str | None:
    """The kind of violence named beside people harmed, its class where several are named.

    Fighters killed with no more said fell in fighting; of others nothing is assumed.
    """
    if figure.harm is not None and figure.harm.row.type:
        return figure.harm.row.type
    executors = [m for m in sheet.words.within("doer", figure.count.last, figure.right) if m.row.type]
    if executors and figure.by_someone:
        return executors[0].row.type
    harm = figure.harm.first if figure.harm is not None else -1
    types = {
        t.trigger.type
        for t in sheet.triggers.within(figure.begins, figure.right)
        if t.trigger.type not in (None, "killing")
        and t.first != harm
        and event_class(t.trigger.type) in VIOLENCE
    }
    if len(types) == 1:
        return types.pop()
    if types:
        classes = {event_class(t) for t in types}
        return classes.pop() if len(classes) == 1 else "fighting"
    fighters = sheet.words.within("fighter", figure.count.last, figure.count.last + 2)
    return "fighting" if fighters and figure.measure != "arrested" else None


def _kind_of_unit(name: str, actor: ActorFound | None) -> str | None:
    """«استهداف» and «عملية» are attacks of armed groups, but strikes of a state's forces."""
    doer = actor.actor if actor is not None else None
    if name == "target":
        return "attack" if doer in _UNDIRECTED else "remote-violence"
    if name == "operation":
        return "attack" if doer in _UNDIRECTED else None
    return name or None
