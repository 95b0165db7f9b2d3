"""Events into incidents: only what is new, or touched by what is new, is looked at again.

The outcome is the one that linking everything at once would have: weights and groups are
functions of all events, links and decisions (`marsad.link`), and here only those are made
again that can have changed. Everything is written in one transaction: a run that is killed
leaves the incidents as they were.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db import transaction

from marsad.arabic.fold import fold
from marsad.link.apart import DIFFERENCES
from marsad.link.clusters import Clustering, Couple, Decided, cluster, couple
from marsad.link.facts import EventFacts
from marsad.link.pairs import TERMS, Pair, Shares, term_of, term_shares, weigh
from marsad.link.settings import figures
from marsad.link.summary import summarise
from marsad.store import decisions, incidents, log, models
from marsad.store.batches import parts
from marsad.store.eventfacts import Row, current_events
from marsad.store.incidents import Joining, StoredLink
from marsad.store.readings import start_run
from marsad.store.settings import Settings
from marsad.store.workspace import Workspace
from marsad.tables import load_table

#: Incidents whose reports are in memory at one time.
_AT_ONCE: Final = 2_000
#: From this share of new events on, all are weighed: that is faster.
_MOST: Final = 0.5
_FORBIDDEN: Final = frozenset((*DIFFERENCES, "person"))


@dataclass
class Linked:
    """What a run came to: events that were new, and incidents and links as they are now."""

    events: int = 0
    new_events: int = 0
    incidents: int = 0
    changed: int = 0
    made: int = 0
    suggested: int = 0


def link(
    workspace: Workspace, *, everything: bool = False, progress: Callable[[str], None] = lambda _: None
) -> Linked:
    """Bring the incidents up to date with events and decisions.

    Args:
        workspace: An open one.
        everything: Weigh all events anew; so it is also where version or tables are others.
        progress: Told the step that begins ("weigh", "group", "write").
    """
    with transaction.atomic():
        log.last_head(for_update=True)  # two runs at once would each undo the other's
        return _Run(workspace, everything, progress).work()


def link_around(workspace: Workspace, events: Sequence[str]) -> None:
    """Bring the incidents of some events up to date with people's decisions, and touch no others.

    Nothing is weighed anew; so it takes as long as those incidents are large, not the store.
    Events that wait to be linked, and other versions or tables, wait for the next `link`; what it
    makes of them is what it would have made without this.
    """
    with transaction.atomic():
        log.last_head(for_update=True)
        last = models.Run.objects.filter(kind="link").order_by("-id").first()
        if last is None:
            _Run(workspace, False, lambda _: None).work()
        else:
            _Around(workspace, last, events).work()


class _Linker:
    """What both kinds of runs share: writing groups over the incidents that were there."""

    facts: dict[str, EventFacts]
    readings: dict[str, int]
    before: dict[str, incidents.Joined]
    everything: bool = False

    def __init__(self, workspace: Workspace, run: models.Run) -> None:
        self.workspace, self.run = workspace, run
        self.decided = decisions.in_force()
        self.made, self.suggested = _thresholds(workspace.settings)

    def take(self, rows: Iterable[Row]) -> None:
        """Take events in."""
        found = list(rows)
        self.facts = {row.facts.key: row.facts for row in found}
        self.readings = {row.facts.key: row.reading for row in found}

    def live_keys(self) -> Container[str]:
        """The keys that nothing new may bear."""
        live = models.Incident.objects.filter(events__gt=0)
        return set(live.values_list("key", flat=True))

    def write(
        self, done: Clustering, pairs: Sequence[Pair], touched: frozenset[str], gone: Sequence[str]
    ) -> int:
        """Write groups, links and an entry of the log; gives how many incidents are other than they were."""
        joinings = _joinings(done, pairs, self.decided.pairs)
        before = {key: self.before[key].key for key in (*touched, *gone) if key in self.before}
        rows = {row.key: row for row in _rows_of(set(before.values()))}
        names = incidents.name_groups(done.groups, before, self.live_keys())
        # One that was emptied, and whose first event stands alone again, comes back under its key.
        rows |= {row.key: row for row in _rows_of(set(names) - set(rows))}
        changed = self._summaries(dict(zip(names, done.groups, strict=True)), joinings, rows)
        into = _where_to(before, {key: name for name, g in zip(names, done.groups, strict=True) for key in g})
        changed += [
            incidents.emptied(row, into.get(key))
            for key, row in rows.items()
            if key not in set(names) and row.events
        ]
        saved = {row.key: row.pk for row in incidents.save_incidents(changed)}
        saved |= {key: row.pk for key, row in rows.items() if row.pk is not None}
        incidents.save_memberships(self._moved(names, done.groups, joinings, saved), gone)
        links = self._links(done, pairs)
        total = self._link_total(links, sorted({*touched, *gone}))
        details = {
            "run": self.run.pk,
            "decisions": _newest_decision(),
            "links": total,
        }
        log.append("link", "linker", details, changed)
        log.write_head(self.workspace.head_file)
        return len(changed)

    def _summaries(
        self,
        groups: Mapping[str, Sequence[str]],
        joinings: Mapping[str, Joining],
        rows: Mapping[str, models.Incident],
    ) -> list[models.Incident]:
        """Rows of the incidents that are new or other than they were."""
        where = {key: name for name, group in groups.items() for key in group}
        fields = decisions.fields_of(where, self.decided.fields)
        reviews = decisions.reviews_of(groups, self.decided.reviews)
        republishes = _republishers(self.workspace.settings)
        changed = []
        for some in parts(list(groups), _AT_ONCE):
            wanted = {key: self.readings[key] for name in some for key in groups[name]}
            members = incidents.members_of(wanted, joinings)
            for name in some:
                made = summarise(
                    name,
                    [members[key] for key in groups[name]],
                    classes=_classes(),
                    republishes=republishes,
                    decided=fields.get(name),
                    review=reviews.get(name),
                )
                row = rows.get(name)
                if row is None or row.summary != incidents.summary_text(made):
                    changed.append(incidents.row_of(made, row))
        return changed

    def linked_as(self, key: str) -> int:
        """The reading that an event's place among the incidents goes by."""
        return self.readings[key]

    def _moved(
        self,
        names: Sequence[str],
        groups: Sequence[Sequence[str]],
        joinings: Mapping[str, Joining],
        ids: Mapping[str, int],
    ) -> list[tuple[Any, ...]]:
        return [
            (key, ids[name], self.linked_as(key), *joinings[key])
            for name, group in zip(names, groups, strict=True)
            for key in group
        ]

    def _link_total(self, links: Sequence[StoredLink], touched: Sequence[str]) -> dict[str, Any]:
        """Write links in place of those of the touched events; gives the sum of all for the log."""
        if self.everything:
            incidents.save_links(links, None)
            return incidents.sum_links(links)
        last = models.LogEntry.objects.filter(action="link").order_by("-number").first()
        base = _details(last)["links"] if last else incidents.sum_links(())
        left = incidents.without_links(incidents.links_of(touched), base)
        incidents.save_links(links, touched)
        return incidents.sum_links(links, left)

    def _links(self, done: Clustering, pairs: Sequence[Pair]) -> list[StoredLink]:
        group = {key: number for number, keys in enumerate(done.groups) for key in keys}
        return [self._link(pair, group, done.refused) for pair in pairs]

    def _link(self, pair: Pair, group: Mapping[str, int], refused: Mapping[Couple, str]) -> StoredLink:
        ends = couple(pair.left, pair.right)
        together = group.get(pair.left) is not None and group.get(pair.left) == group.get(pair.right)
        reason = "" if together else refused.get(ends, "")
        if ends in self.decided.pairs.not_same:
            reason = "person"
        verdict = "made" if together else "apart" if reason in _FORBIDDEN else "suggested"
        levels = ",".join(map(str, pair.levels))
        return StoredLink(pair.left, pair.right, pair.weight, pair.terms, levels, verdict, reason)


class _Around(_Linker):
    """The incidents of some events, and whatever hangs together with them."""

    def __init__(self, workspace: Workspace, run: models.Run, events: Sequence[str]) -> None:
        super().__init__(workspace, run)
        self.links: set[StoredLink] = set()
        reached = sorted(self._reached(events))
        self.before = incidents.memberships(reached)
        # One that was never linked has not been weighed either.
        self.take(row for row in current_events(reached) if row.facts.key in self.before)

    def work(self) -> None:
        """Group, write."""
        pairs = sorted(link.pair() for link in self.links)
        done = cluster(self.facts, pairs, self.decided.pairs, made=self.made)
        gone = sorted(set(self.before) - set(self.facts))
        self.write(done, pairs, frozenset(self.facts), gone)

    def linked_as(self, key: str) -> int:
        """The reading that was weighed: a newer one still waits to be."""
        return self.before[key].reading

    def live_keys(self) -> Container[str]:
        """One or two new keys are needed at most; loading all takes longer than the decision."""
        return incidents.LiveKeys()

    def _reached(self, events: Sequence[str]) -> set[str]:
        friends: dict[str, set[str]] = {}
        for one, other in self.decided.pairs.same:
            friends.setdefault(one, set()).add(other)
            friends.setdefault(other, set()).add(one)
        reached: set[str] = set()
        waiting = set(events)
        while waiting:
            reached |= waiting
            found = incidents.links_of(sorted(waiting))
            self.links |= found
            near = {end for link in found if link.weight >= self.made for end in (link.left, link.right)}
            near |= {friend for key in waiting for friend in friends.get(key, ())}
            near |= _companions(waiting)
            waiting = near - reached
        return reached


class _Run(_Linker):
    """Everything, of which only what is new or touched by it is made again."""

    def __init__(self, workspace: Workspace, everything: bool, progress: Callable[[str], None]) -> None:
        last = models.Run.objects.filter(kind="link").order_by("-id").first()
        super().__init__(workspace, start_run("link", workspace))
        self.progress = progress
        self.everything = everything or last is None or last.pk != self.run.pk
        self.take(current_events())
        self.before = incidents.memberships()

    def work(self) -> Linked:
        """Weigh, group, write."""
        shares = term_shares(list(self.facts.values()))
        new = self._new_events(shares)
        gone = sorted(set(self.before) - set(self.facts))
        if not new and not gone and not self._decisions_are_new():
            return self._outcome(0, 0)
        self.progress("weigh")
        fresh = self._weighed(shares, new)
        old = [] if self.everything else self._kept_pairs(new)
        self.progress("group")
        touched = self._touched(fresh, old, new, gone)
        pairs = [pair for pair in (*old, *fresh) if pair.left in touched or pair.right in touched]
        done = cluster({k: self.facts[k] for k in touched}, pairs, self.decided.pairs, made=self.made)
        self.progress("write")
        changed = self.write(done, pairs, touched, gone)
        _save_shares(shares)
        return self._outcome(len(new), changed)

    # What is new

    def _new_events(self, shares: Shares) -> frozenset[str]:
        if self.everything:
            return frozenset(self.facts)
        known: dict[str, dict[str, float]] = {name: {} for name in TERMS}
        for name, term, share in models.TermShare.objects.values_list("comparison", "term", "share"):
            known[name][term] = share
        moved = {
            name: {t for t, share in found.items() if known[name].get(t, share) != share}
            for name, found in shares.items()
        }
        return frozenset(
            key
            for key, facts in self.facts.items()
            if (joined := self.before.get(key)) is None
            or joined.reading != self.readings[key]
            or any(term_of(facts, name) in moved[name] for name in TERMS)
        )

    def _decisions_are_new(self) -> bool:
        last = models.LogEntry.objects.filter(action="link").order_by("-number").first()
        return _newest_decision() > (_details(last).get("decisions", 0) if last else 0)

    def _weighed(self, shares: Shares, new: frozenset[str]) -> list[Pair]:
        events = list(self.facts.values())
        if self.everything or len(new) > _MOST * len(events):
            self.everything = True
            return weigh(events, shares, least=self.suggested)
        return weigh(events, shares, new, least=self.suggested)

    def _kept_pairs(self, new: frozenset[str]) -> list[Pair]:
        """Pairs that still hold: neither end is new or gone."""
        still = set(self.facts) - new
        links = incidents.stored_links()
        return [link.pair() for link in links if link.left in still and link.right in still]

    def _touched(
        self, fresh: Sequence[Pair], old: Sequence[Pair], new: frozenset[str], gone: Sequence[str]
    ) -> frozenset[str]:
        """Events whose incident may be another now: whatever hangs together with something new."""
        if self.everything:
            return frozenset(self.facts)
        emptied = {self.before[key].key for key in gone} | {
            self.before[key].key for key in new if key in self.before
        }
        seeds = {key for key in self.facts if key in self.before and self.before[key].key in emptied}
        seeds |= new | (self.decided.touched & set(self.facts))
        links = [(p.left, p.right) for p in (*old, *fresh) if p.weight >= self.made]
        links += [pair for pair in self.decided.pairs.same if set(pair) <= set(self.facts)]
        return _reach(seeds, links)

    def _outcome(self, new: int, changed: int) -> Linked:
        links = models.Link.objects
        return Linked(
            events=len(self.facts),
            new_events=new,
            incidents=models.Incident.objects.filter(events__gt=0).count(),
            changed=changed,
            made=links.filter(verdict="made").count(),
            suggested=links.filter(verdict="suggested").count(),
        )


def _newest_decision() -> int:
    return models.Decision.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _thresholds(settings: Settings) -> tuple[float, float]:
    made, suggested = settings.number("linking.made_weight"), settings.number("linking.suggested_weight")
    return (
        figures().made if made is None else made,
        figures().suggested if suggested is None else suggested,
    )


def _reach(seeds: Iterable[str], links: Sequence[Couple]) -> frozenset[str]:
    """Everything that hangs together with some events."""
    neighbours: dict[str, list[str]] = {}
    for one, other in links:
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    reached, waiting = set(seeds), list(seeds)
    while waiting:
        for other in neighbours.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return frozenset(reached)


def _joinings(done: Clustering, pairs: Iterable[Pair], decided: Decided) -> dict[str, Joining]:
    """Why each event is in its group: the best link to another member, a person, or nothing."""
    group = {key: number for number, keys in enumerate(done.groups) for key in keys}
    found: dict[str, Joining] = {}
    for pair in sorted(pairs, key=lambda p: (-p.weight, p.left, p.right)):
        if group.get(pair.left) is None or group.get(pair.left) != group.get(pair.right):
            continue
        for key, other in ((pair.left, pair.right), (pair.right, pair.left)):
            found.setdefault(key, Joining("rule", pair.weight, other))
    for key in {key for pair in decided.same for key in pair if group.get(pair[0]) == group.get(pair[1])}:
        earlier = found.get(key)
        found[key] = Joining("person", earlier.weight if earlier else None, earlier.best if earlier else None)
    return {key: found.get(key, Joining("alone", None, None)) for key in group}


def _companions(events: Iterable[str]) -> set[str]:
    """Every event of the incidents of some events."""
    rows = models.Membership.objects
    found: set[str] = set()
    for some in parts(sorted(events)):
        holding = rows.filter(event_key__in=some).values("incident_id")
        found |= set(rows.filter(incident_id__in=holding).values_list("event_key", flat=True))
    return found


def _rows_of(keys: set[str]) -> Iterable[models.Incident]:
    for some in parts(sorted(keys)):
        yield from models.Incident.objects.filter(key__in=some)


def _where_to(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """For each former incident, the one that has its events now; the first in order where several do."""
    found: dict[str, list[str]] = {}
    for event, key in before.items():
        if event in now:
            found.setdefault(key, []).append(now[event])
    return {key: max(sorted(set(names)), key=names.count) for key, names in found.items()}


def _save_shares(shares: Shares) -> None:
    models.TermShare.objects.all().delete()
    rows = [
        models.TermShare(comparison=name, term=term, share=share)
        for name, found in shares.items()
        for term, share in found.items()
    ]
    models.TermShare.objects.bulk_create(rows, 1_000)


def _republishers(settings: Settings) -> dict[str, frozenset[str]]:
    """By folded publisher, the publishers that it copies from."""
    found: dict[str, frozenset[str]] = {}
    for source in settings.sources():
        copied = frozenset(map(fold, settings.words(f"source.{source}.republishes")))
        for name in ("publisher", "name"):
            if copied and (publisher := settings.text(f"source.{source}.{name}")):
                found[fold(publisher)] = copied
    return found


@cache
def _classes() -> dict[str, str]:
    return {row["id"]: row["class"] for row in load_table("event_types.csv", key="id")}


def _details(entry: models.LogEntry) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(entry.details)
    return found
