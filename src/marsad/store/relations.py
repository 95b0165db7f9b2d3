"""Standing relations between actors, as the current readings tell them."""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec
from django.db.models import Count, Q, QuerySet

from marsad.model import Relation
from marsad.store import models
from marsad.store.batches import parts

#: Relations of one actor that are told with their words, the newest first.
MOST: Final = 60


class RelationSum(NamedTuple):
    """A relation and the number of times that reports tell it."""

    type: str
    one: str
    other: str
    told: int


class RelationTold(NamedTuple):
    """A relation in the words of a report."""

    relation: Relation
    doc: str
    published: str | None


class _Record(msgspec.Struct):
    relations: tuple[Relation, ...] = ()


_DECODER: Final = msgspec.json.Decoder(_Record)


def relation_sums(actor: str | None = None) -> list[RelationSum]:
    """Every relation, of one actor or all, the one told most first."""
    rows = _query(actor).values_list("type", "from_actor", "to_actor").annotate(told=Count("id"))
    return [RelationSum(*row) for row in rows.order_by("-told", "type", "from_actor", "to_actor")]


def relations_told(actor: str, *, most: int = MOST) -> list[RelationTold]:
    """The relations of an actor in the words of reports, the newest first."""
    columns = ("reading_id", "number", "reading__version__report__doc", "reading__version__published")
    rows = list(_query(actor).order_by("-reading__version__published", "id").values_list(*columns)[:most])
    records: dict[int, tuple[Relation, ...]] = {}
    for ids in parts(sorted({row[0] for row in rows})):
        found = models.Reading.objects.filter(id__in=ids).values_list("id", "record")
        records |= {number: _DECODER.decode(text).relations for number, text in found}
    return [RelationTold(records[reading][number - 1], doc, day) for reading, number, doc, day in rows]


def _query(actor: str | None) -> QuerySet[models.Relation]:
    rows = models.Relation.objects.filter(current=True)
    return rows.filter(Q(from_actor=actor) | Q(to_actor=actor)) if actor else rows
