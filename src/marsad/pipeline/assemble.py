"""From drafts to records: names, offsets of the text as received, confidence («بناء السجل»)."""

from __future__ import annotations

from functools import cache

from marsad.arabic.offsetkit import OffsetMap
from marsad.extract.event_types import event_class
from marsad.extract.events import Draft
from marsad.extract.reading import Reading
from marsad.extract.roles import RoleFound
from marsad.extract.settings import PlaceInRole
from marsad.model import ActorMention, Count, Event, Evidence, Item, Place
from marsad.tables import load_table

_QUOTE_TOKENS = 40


@cache
def _confidence_weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in load_table("confidence.csv", key="feature")}


class Assembler:
    """Turns the drafts of one report into events that speak of the received text."""

    def __init__(self, reading: Reading, received: str, offsets: OffsetMap) -> None:
        self._reading = reading
        self._received = received
        self._offsets = offsets

    def event(self, draft: Draft) -> Event:
        """The event record of a draft."""
        when = draft.when
        start, end = self._quote_span(draft)
        return Event(
            type=draft.type,
            event_class=event_class(draft.type),
            start=when.start.isoformat() if when else None,
            end=when.end.isoformat() if when else None,
            date_precision=when.precision if when else None,
            date_basis=when.basis if when else "read",
            places=tuple(self._place(p) for p in draft.places),
            actors=self._actors(draft),
            casualties=draft.casualties,
            items=tuple(self._item(i.item, i.count, i.first, i.last) for i in draft.items),
            status=draft.status,
            sources=tuple(dict.fromkeys(self._reading.words(*s) for s in draft.sources)),
            quote=self._received[start:end],
            confidence=self._confidence(draft),
            evidence=tuple(self._evidence(draft)),
        )

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where tokens ``first`` up to ``last`` stand in the received text."""
        tokens = self._reading.tokens
        return self._offsets.to_received(tokens[first].start, tokens[last - 1].end)

    def _quote_span(self, draft: Draft) -> tuple[int, int]:
        """The passage from the first to the last telling word, within one stretch of a sentence."""
        happening = draft.happening
        first, last = happening.anchors[0].first, happening.anchors[-1].last
        spans = [(p.first, p.last) for p in (self._reading.places[q.index] for q in draft.places)]
        spans += [(r.actor.first, r.actor.last) for r in draft.roles]
        spans += [(v.first, v.last) for v in draft.victims]
        for start, end in spans:
            if happening.first <= start and end <= happening.last:
                low, high = min(first, start), max(last, end)
                if high - low <= _QUOTE_TOKENS:
                    first, last = low, high
        return self.span(first, last)

    def _place(self, place: PlaceInRole) -> Place:
        mention, found = self._reading.places[place.index], self._reading.resolved[place.index]
        start, end = self.span(mention.first, mention.last)
        row = found.row
        return Place(
            role=place.role,
            name=mention.name,
            lat=found.lat,
            lon=found.lon,
            precision=found.precision,
            radius_m=found.radius_m,
            basis=place.basis if place.basis != "read" else found.basis,
            gazetteer_id=row.id if row is not None else None,
            admin1=found.admin1,
            country=found.country,
            start=start,
            end=end,
        )

    def _actors(self, draft: Draft) -> tuple[ActorMention, ...]:
        mentions = [self._actor(draft, role) for role in draft.roles]
        has_target = any(m.role == "target" and m.id for m in mentions)
        if {"victims-civilian", "captives-civilian", "named-victim"} & set(draft.notes) and not has_target:
            mentions.append(self._civilians(draft))
        if "civilians-too" in draft.notes and not any(m.id == "civilians" for m in mentions):
            mentions.append(self._civilians(draft))
        if "protesters" in draft.notes:
            mentions.append(ActorMention(role="initiator", id="protesters", name="", basis="context"))
        if "people-move" in draft.notes:
            mentions.append(ActorMention(role="initiator", id="civilians", name="", basis="context"))
        return tuple(mentions)

    def _actor(self, draft: Draft, role: RoleFound) -> ActorMention:
        actor = role.actor
        start, end = self.span(actor.first, actor.last)
        # The same words meant another actor in another year: «قوات الحكومة» before December 2024.
        then = actor.at(draft.when.start) if draft.when else actor.actor
        if actor.is_civilian and event_class(draft.type) == "unrest" and role.role == "initiator":
            then = "protesters"  # people who protest, whatever the report calls them
        return ActorMention(
            role=role.role,
            id=then if actor.listed else None,
            name=actor.name,
            count=_count_of_side(draft, role),
            basis="context" if role.rule == "inherited" else "read",
            start=start,
            end=end,
        )

    def _civilians(self, draft: Draft) -> ActorMention:
        victims = next((v for v in draft.victims if v.actor is None and v.group != "fighter"), None)
        if victims is None:
            return ActorMention(role="target", id="civilians", name="", basis="context")
        start, end = self.span(victims.first, victims.last)
        name = "" if victims.named else self._reading.words(victims.first, victims.last)
        return ActorMention(role="target", id="civilians", name=name, start=start, end=end)

    def _item(self, item: str, count: Count | None, first: int, last: int) -> Item:
        start, end = self.span(first, last)
        return Item(item=item, count=count, start=start, end=end)

    def _evidence(self, draft: Draft) -> list[Evidence]:
        found: list[Evidence] = []
        for anchor in draft.happening.anchors:
            start, end = self.span(anchor.first, anchor.last)
            rule = anchor.row.id if anchor.row is not None else "person:dead-or-injured"
            found.append(Evidence(field="type", start=start, end=end, rule=rule))
        if draft.when is not None and draft.when.mention is not None:
            start, end = self.span(draft.when.mention.first, draft.when.mention.last)
            found.append(Evidence(field="start", start=start, end=end, rule=draft.when.mention.rule))
        for victims in draft.victims:
            start, end = self.span(victims.first, victims.last)
            rule = "part" if victims.part else "count"
            found.append(Evidence(field=f"casualties.{victims.effect}", start=start, end=end, rule=rule))
        for role in draft.roles:
            start, end = self.span(role.actor.first, role.actor.last)
            found.append(Evidence(field=f"actors.{role.role}", start=start, end=end, rule=role.rule))
        return found

    def _confidence(self, draft: Draft) -> float:
        """A readable sum of what supports the event, between 0.05 and 0.99."""
        weights = _confidence_weights()
        strength = max((t.trigger.strength for t in draft.happening.triggers()), default=2)
        features = {
            "base": True,
            f"strength-{strength}": True,
            "date-read": draft.when is not None and draft.when.basis == "read",
            "place-resolved": any(self._reading.resolved[p.index].lat is not None for p in draft.places),
            "place-named": bool(draft.places),
            "initiator": any(r.role == "initiator" for r in draft.roles),
            "casualties": bool(draft.victims),
            "several-tellings": len(draft.spans) > 1,
            "not-as-fact": draft.status != "reported",
        }
        total = sum(weights.get(name, 0.0) for name, holds in features.items() if holds)
        return round(min(0.99, max(0.05, total)), 2)


def _count_of_side(draft: Draft, role: RoleFound) -> Count | None:
    if role.role != "target":
        return None
    counts = [v.count for v in draft.victims if v.actor is role.actor and v.count is not None]
    return counts[0] if len(counts) == 1 else None
