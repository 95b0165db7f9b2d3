"""Actors: who did what to whom with whom, as table and picture, and a page for each."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from marsad.actions.count_actors import ActorFigures, Pair, Part, Sum, actor_figures
from marsad.formats.labels import label
from marsad.formats.tallytext import figure
from marsad.messages import language
from marsad.model import Count
from marsad.store import models
from marsad.store.relations import RelationSum, RelationTold, relation_sums, relations_told
from marsad.web import charts, text
from marsad.web.asked import Asked, page_of
from marsad.web.months import every, fullest, last_of, month_in_words, months_between
from marsad.web.naming import Naming, naming_for
from marsad.web.roles import Role, for_role
from marsad.web.workspace import current

_ROWS: Final = 60
#: Actors and ties in the picture; more would hide each other.
_SPOTS: Final = 22
_TIES: Final = 70
_PAIRS: Final = 100
_MONTHS: Final = 120
#: Periods whose sums are kept.
_KEPT: Final = 16
_LONG: Final = re.compile(r"\d{4,}")
_Key = TypeVar("_Key", bound=Hashable)
_Row = TypeVar("_Row", Part, Pair)


class ActorRow(NamedTuple):
    """An actor in the table: what it did and what was done to it."""

    href: str
    name: str
    did: int
    doubtful: int
    killed_by: str
    suffered: int
    killed_of: str
    supported: int
    first: str | None
    last: str | None


class PairRow(NamedTuple):
    """What two actors did."""

    kind: str
    kind_label: str
    one: str
    one_href: str
    other: str
    other_href: str
    incidents: int
    doubtful: int
    killed: str
    first: str | None
    last: str | None


class GroupRow(NamedTuple):
    """Incidents of one type, or in one division, by what the actor had to do with them."""

    href: str
    name: str
    did: int
    suffered: int
    supported: int


@for_role(Role.READER)
def actors(request: HttpRequest) -> HttpResponse:
    """All actors of a period and what they did to each other."""
    found, asked = actor_figures(current()), Asked(request)
    context: dict[str, Any] = {"found": found}
    if found is not None:
        context |= _listed(request, asked, found.data)
    return render(request, "web/actors/list.html", {**context, "faults": asked.faults})


def _listed(request: HttpRequest, asked: Asked, figures: ActorFigures) -> dict[str, Any]:
    since, until, chosen = asked.month("since"), asked.month("until"), asked.actors("actor")
    by_role, pairs = _sums(figures, since, until)
    if chosen:
        pairs = {key: total for key, total in pairs.items() if chosen & {key[1], key[2]}}
        near = chosen | {actor for _, *ends in pairs for actor in ends}
        by_role = {key: total for key, total in by_role.items() if key[0] in near}
    ordered = sorted(pairs.items(), key=lambda one: (-one[1].incidents, one[0]))
    page = page_of(request, _actor_rows(by_role), _ROWS)
    return {
        "page": page,
        "pairs": [_pair_row(*key, total) for key, total in ordered[:_PAIRS]],
        "more_pairs": max(0, len(ordered) - _PAIRS),
        "ring": _ring(ordered),
        "relations": [_relation_row(one) for one in relation_sums()[:_PAIRS]],
        "names": sorted({label("actor", actor) for actor, _ in _sums(figures, None, None)[0]}),
    }


_ByRole = dict[tuple[str, str], Sum]
_ByPair = dict[tuple[str, str, str], Sum]
#: Sums over all actors of the periods asked for last; the figures they come from are kept with them.
_LAST: Final[OrderedDict[tuple[int, str | None, str | None], tuple[ActorFigures, _ByRole, _ByPair]]] = (
    OrderedDict()
)


def _sums(figures: ActorFigures, since: str | None, until: str | None) -> tuple[_ByRole, _ByPair]:
    """Sums by actor and role, and by pair. Many months of many actors take a second to add up."""
    key = (id(figures), since, until)
    made = _LAST.get(key)
    if made is None:
        by_role = _summed(_of_period(figures.parts, since, until), lambda part: (part.actor, str(part.role)))
        pairs = _of_period(figures.pairs, since, until)
        by_pair = _summed(pairs, lambda pair: (str(pair.kind), pair.one, pair.other))
        _LAST[key] = made = (figures, by_role, by_pair)
        while len(_LAST) > _KEPT:
            _LAST.popitem(last=False)
    return made[1:]


def _of_period(rows: Iterable[_Row], since: str | None, until: str | None) -> list[_Row]:
    """Those of some months; without a month only where no period is asked for."""
    if not since and not until:
        return list(rows)
    return [row for row in rows if row.month and (since or "") <= row.month <= (until or "9999")]


def _summed(rows: Iterable[_Row], key: Callable[[_Row], _Key]) -> dict[_Key, Sum]:
    found: defaultdict[_Key, Sum] = defaultdict(Sum)
    for row in rows:
        found[key(row)].add(row.total)
    return dict(found)


def _actor_rows(by_role: Mapping[tuple[str, str], Sum]) -> list[ActorRow]:
    whole: defaultdict[str, Sum] = defaultdict(Sum)
    for (actor, _), total in by_role.items():
        whole[actor].add(total)
    rows = []
    for actor in sorted(whole, key=lambda one: (-whole[one].incidents, one)):
        did, suffered = (by_role.get((actor, role), Sum()) for role in ("initiator", "target"))
        rows.append(
            ActorRow(
                address_of(actor),
                label("actor", actor),
                did.incidents,
                did.doubtful,
                _killed(did),
                suffered.incidents,
                _killed(suffered),
                by_role.get((actor, "supporter"), Sum()).incidents,
                whole[actor].first,
                whole[actor].last,
            )
        )
    return rows


def address_of(actor: str) -> str:
    """The page of an actor."""
    return reverse("actor", args=[actor])


def _killed(total: Sum) -> str:
    if total.killed == Count(0, 0):
        return "–"
    return _LONG.sub(lambda digits: f"{int(digits[0]):,}", figure(total.killed, language()))


def _pair_row(kind: str, one: str, other: str, total: Sum) -> PairRow:
    return PairRow(
        kind,
        text.say(f"actors.{kind}"),
        label("actor", one),
        address_of(one),
        label("actor", other),
        address_of(other),
        total.incidents,
        total.doubtful,
        _killed(total),
        total.first,
        total.last,
    )


def _ring(pairs: Sequence[tuple[tuple[str, str, str], Sum]]) -> charts.Ring | None:
    """The actors with the most ties and what is between them."""
    weights: defaultdict[str, int] = defaultdict(int)
    for (_, one, other), total in pairs:
        if one != other:
            weights[one] += total.incidents
            weights[other] += total.incidents
    chosen = sorted(weights, key=lambda one: (-weights[one], one))[:_SPOTS]
    if len(chosen) < 2:
        return None
    edges = [
        charts.Edge(one, other, kind, total.incidents, _tie_label(kind, one, other, total))
        for (kind, one, other), total in pairs
        if one in chosen and other in chosen
    ]
    names = {key: (label("actor", key), weights[key], address_of(key)) for key in _around(chosen)}
    return charts.ring(names, edges[:_TIES])


def _around(chosen: Sequence[str]) -> list[str]:
    """Strong ones apart from each other: every second place, then the places between."""
    return [*chosen[::2], *reversed(chosen[1::2])]


def _tie_label(kind: str, one: str, other: str, total: Sum) -> str:
    return f"{label('actor', one)} {text.say(f'actors.{kind}')} {label('actor', other)}: {total.incidents:,}"


class RelationRow(NamedTuple):
    """A standing relation and how often it is told."""

    kind: str
    one: str
    one_href: str
    other: str
    other_href: str
    told: int


def _relation_row(one: RelationSum) -> RelationRow:
    return RelationRow(
        text.say(f"actors.{one.type}"),
        label("actor", one.one),
        address_of(one.one),
        label("actor", one.other),
        address_of(one.other),
        one.told,
    )


# One actor


@for_role(Role.READER)
def one(request: HttpRequest, actor: str) -> HttpResponse:
    """An actor: its incidents over time, types, places, and whom it had to do with."""
    found, asked = actor_figures(current()), Asked(request)
    since, until = asked.month("since"), asked.month("until")
    figures = found.data if found is not None else ActorFigures((), ())
    own = [part for part in figures.parts if part.actor == actor]
    relations = relations_told(actor)
    if not own and not relations and not models.Actor.objects.filter(pk=actor).exists():
        raise Http404
    parts = _of_period(own, since, until)
    pairs = _summed(
        (pair for pair in _of_period(figures.pairs, since, until) if actor in (pair.one, pair.other)),
        lambda pair: (pair.kind, pair.one, pair.other),
    )
    naming = naming_for(request, [one.doc for one in relations])
    rows = _actor_rows(_summed(parts, lambda part: (part.actor, str(part.role))))
    return render(
        request,
        "web/actors/actor.html",
        {
            "found": found,
            "faults": asked.faults,
            "key": actor,
            "name": label("actor", actor),
            "row": rows[0] if rows else None,
            "overview": _overview(actor, since, until),
            **_months(parts),
            "types": _groups(parts, lambda part: part.type, actor, "type", since, until),
            "places": _groups(parts, lambda part: part.admin1, actor, "admin1", since, until),
            "pairs": [
                _pair_row(*ends, total)
                for ends, total in sorted(pairs.items(), key=lambda one: (-one[1].incidents, one[0]))[:_PAIRS]
            ],
            "relations": [_told_row(one, naming) for one in relations],
        },
    )


def _told_row(one: RelationTold, naming: Naming) -> tuple[RelationRow, str, str, str | None]:
    """A relation with the words that say so; those of protected sources are left out for readers."""
    told = one.relation
    row = _relation_row(RelationSum(told.type, told.from_actor, told.to_actor, 1))
    return row, "" if naming.is_hidden(one.doc) else told.quote, naming.doc(one.doc), one.published


def _overview(actor: str, since: str | None, until: str | None, **more: str) -> str:
    """The overview with the actor, and more, in its address."""
    asked = {"actor": actor, **more}
    if since:
        asked["since"] = f"{since}-01"
    if until:
        asked["until"] = last_of(until)
    return f"{reverse('overview')}?{urlencode(asked)}"


def _months(parts: Sequence[Part]) -> dict[str, Any]:
    """Incidents by month, in those years that have the most, and how many lie before or after them."""
    told = _summed((part for part in parts if part.month), lambda part: part.month)
    if not told:
        return {}
    counts = {month: total.incidents for month, total in told.items()}
    months = fullest(months_between(min(told), max(told)), counts, _MONTHS)
    values = [
        charts.Value(
            told[month].incidents if month in told else 0,
            f"{month_in_words(month)}: {told[month].incidents if month in told else 0:,}",
            month_in_words(month) if place % every(len(months)) == 0 else "",
            _overview(parts[0].actor, month, month) if month in told else "",
        )
        for place, month in enumerate(months)
    ]
    outside = sum(counts.values()) - sum(counts.get(month, 0) for month in months)
    return {"months": charts.columns(values, rtl=language() == "ar"), "outside": outside}


def _groups(
    parts: Sequence[Part],
    of: Callable[[Part], str],
    actor: str,
    field: str,
    since: str | None,
    until: str | None,
) -> list[GroupRow]:
    """Incidents by type or division, with the address of the overview that lists them."""
    by_role = _summed(parts, lambda part: (of(part), part.role))
    whole = _summed(parts, of)
    rows = []
    for value in sorted(whole, key=lambda one: (-whole[one].incidents, one)):
        did, suffered, supported = (
            by_role.get((value, role), Sum()).incidents for role in ("initiator", "target", "supporter")
        )
        name = label("type" if field == "type" else "admin1", value) if value else text.say("actors.no-place")
        href = _overview(actor, since, until, **{field: value}) if value else ""
        rows.append(GroupRow(href, name, did, suffered, supported))
    return rows
