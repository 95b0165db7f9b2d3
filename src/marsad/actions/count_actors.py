"""Who did what with whom to whom, month by month, over all incidents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final, Literal, NamedTuple

import msgspec

from marsad.model import ActorRole, Count, Party, Told
from marsad.store import models
from marsad.store.figures import Figures, figures_of
from marsad.store.workspace import Workspace

#: ``against``: the first did it to the second. ``with``: both did it together. ``support``: the first
#: supported the second, who did it.
PairKind = Literal["against", "with", "support"]
#: Standings of an actor who may not have done it after all.
_DOUBTFUL: Final = ("contested", "alleged")
_BATCH: Final = 1_000


class Sum(msgspec.Struct):
    """Incidents, those of them that are doubtful, and their dead.

    ``least`` and ``most`` are sums of the least and the most told; ``is_open`` where some report
    tells "at least so many", so that there is no most.
    """

    incidents: int = 0
    doubtful: int = 0
    least: int = 0
    most: int = 0
    is_open: bool = False
    first: str | None = None
    last: str | None = None

    def add(self, other: Sum) -> None:
        """Count another sum in."""
        self.incidents += other.incidents
        self.doubtful += other.doubtful
        self.least += other.least
        self.most += other.most
        self.is_open |= other.is_open
        self.first = min((day for day in (self.first, other.first) if day), default=None)
        self.last = max((day for day in (self.last, other.last) if day), default=None)

    @property
    def killed(self) -> Count:
        """The dead as a range."""
        return Count(self.least, None if self.is_open else self.most)


class Part(NamedTuple):
    """What an actor had to do with incidents of a month, type and division; "" where that is unknown."""

    actor: str
    role: ActorRole
    month: str
    type: str
    admin1: str
    total: Sum


class Pair(NamedTuple):
    """What two actors did in a month; of those who acted together, the first by the alphabet comes first."""

    kind: PairKind
    one: str
    other: str
    month: str
    total: Sum


class ActorFigures(msgspec.Struct, frozen=True):
    """Parts and pairs of all actors that have an id, sorted."""

    parts: tuple[Part, ...]
    pairs: tuple[Pair, ...]


class _Killed(msgspec.Struct):
    least: int | None
    most: int | None


class _Casualties(msgspec.Struct):
    killed: _Killed | None = None


class _Place(msgspec.Struct):
    admin1: str | None = None


class Seen(msgspec.Struct):
    """As much of an incident as is counted here; reading the whole would take several times as long."""

    type: str
    start: str | None
    end: str | None
    place: _Place | None
    parties: tuple[Party, ...]
    casualties: _Casualties
    types: tuple[Told, ...] = ()


_DECODER: Final = msgspec.json.Decoder(Seen)


def actor_figures(workspace: Workspace) -> Figures[ActorFigures] | None:
    """The figures of all actors, see `marsad.store.figures`."""
    return figures_of(workspace, "actors", ActorFigures, count_actors)


def count_actors(_workspace: Workspace) -> ActorFigures:
    """Count anew, over all incidents that have events."""
    rows = models.Incident.objects.filter(events__gt=0).exclude(review="rejected").order_by("id")
    texts = rows.values_list("summary", flat=True)
    return counted(_DECODER.decode(text) for text in texts.iterator(chunk_size=_BATCH))


def counted(incidents: Iterable[Seen]) -> ActorFigures:
    """The figures of some incidents.

    Whoever denies a deed is no doer of it. Two did it together where nobody contests either; two of
    whom one is believed to be the doer by some, the other by others, did not.
    """
    parts: dict[tuple[str, ActorRole, str, str, str], Sum] = {}
    pairs: dict[tuple[PairKind, str, str, str], Sum] = {}
    for seen in incidents:
        month = (seen.start or "")[:7]
        place = (seen.place.admin1 if seen.place else None) or ""
        for role, actor, is_doubtful in _roles(seen.parties):
            key = (actor, role, month, seen.type, place)
            parts.setdefault(key, Sum()).add(_sum(seen, is_doubtful))
        for kind, one, other, is_doubtful in _pairs(seen.parties):
            pairs.setdefault((kind, one, other, month), Sum()).add(_sum(seen, is_doubtful))
    return ActorFigures(
        tuple(Part(*key, made) for key, made in sorted(parts.items())),
        tuple(Pair(*key, made) for key, made in sorted(pairs.items())),
    )


def _sum(seen: Seen, is_doubtful: bool) -> Sum:
    told = seen.casualties.killed
    least, most = (told.least or 0, told.most) if told else (0, 0)
    return Sum(
        1, int(is_doubtful), least, least if most is None else most, most is None,
        seen.start, seen.end or seen.start,
    )  # fmt: skip


def _roles(parties: Iterable[Party]) -> Iterator[tuple[ActorRole, str, bool]]:
    """Each actor once in each role, and whether it is doubtful that it had it."""
    found: dict[tuple[ActorRole, str], bool] = {}
    for party in parties:
        if party.id is not None and party.standing != "denied":
            key = (party.role, party.id)
            found[key] = found.get(key, True) and party.standing in _DOUBTFUL
    for (role, actor), is_doubtful in found.items():
        yield role, actor, is_doubtful


def _pairs(parties: Iterable[Party]) -> Iterator[tuple[PairKind, str, str, bool]]:
    roles = list(_roles(parties))
    doers = [(actor, doubtful) for role, actor, doubtful in roles if role == "initiator"]
    targets = [(actor, doubtful) for role, actor, doubtful in roles if role == "target"]
    helpers = [(actor, doubtful) for role, actor, doubtful in roles if role == "supporter"]
    for one, doubt in doers:
        yield from (("against", one, other, doubt or also) for other, also in targets)
    for one, doubt in helpers:
        yield from (("support", one, other, doubt or also) for other, also in doers)
    for one, other in combinations(sorted(actor for actor, doubtful in doers if not doubtful), 2):
        yield "with", one, other, False
