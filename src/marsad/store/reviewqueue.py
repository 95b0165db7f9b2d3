"""The review queue: incidents that nobody has judged yet, the least certain and most consequential first.

The score is (1 + doubt) × (1 + stake), both sums of points of ``tables/review_points.csv``. Doubt: its
sources disagree; it changed since it was reviewed; a weak link holds it together; one voice alone
tells it; a report was read without much confidence. Stake: how many dead are told at most (the
highest step reached counts), and whether many voices tell it. A product, since a doubt about
nothing much and a certain massacre can both wait longer than a doubtful massacre. Incidents of
one score stand by voices, most first, then by key, so that two people see one order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from django.db.models import BooleanField, Case, ExpressionWrapper, IntegerField, Q, QuerySet, Value, When

from marsad.messages import Lang, language
from marsad.store import models
from marsad.store.incidents import incident_of
from marsad.tables import load_table

Side = Literal["doubt", "stake"]
#: Rows in memory at one time.
_BATCH: Final = 200


class Point(NamedTuple):
    """A row of the table: what counts, from which figure on, for how much."""

    id: str
    side: Side
    at: float | None
    points: int
    ar: str
    en: str


class Waiting(NamedTuple):
    """An incident that waits for a reviewer, and why it stands where it stands."""

    key: str
    type: str
    start: str | None
    place: str
    killed_least: int | None
    killed_most: int | None
    reports: int
    score: int
    reasons: tuple[Point, ...]

    def words(self, lang: Lang | None = None) -> list[str]:
        """The reasons in the current (or the given) language."""
        return [getattr(point, lang or language()) for point in self.reasons]


@cache
def review_points() -> Mapping[str, Point]:
    """The table, by id."""
    return {
        row["id"]: Point(
            row["id"],
            row["side"],  # type: ignore[arg-type]  # one of the two; a test asks
            float(row["at"]) if row["at"] else None,
            int(row["points"]),
            row["ar"],
            row["en"],
        )
        for row in load_table("review_points.csv", key="id")
    }


def waiting(limit: int, *, skip: Sequence[str] = ()) -> list[Waiting]:
    """The first incidents of the queue.

    Args:
        limit: How many at most.
        skip: Keys that are left out.
    """
    rows = _scored().exclude(key__in=skip).order_by("-score", "-voices", "key")[:limit]
    return list(map(_waiting, rows))


def count_waiting() -> int:
    """How many there are."""
    return _open().count()


def waiting_for_approval(person: str, limit: int) -> Iterator[models.Incident]:
    """Accepted incidents that want a second reader other than this one, the oldest key first."""
    rows = models.Incident.objects.filter(events__gt=0, review="accepted", approved=False).order_by("key")
    found = 0
    for row in rows.iterator(chunk_size=_BATCH):
        review = incident_of(row).review
        if review is not None and review.who != person:
            yield row
            found += 1
        if found >= limit:
            return


def _open() -> QuerySet[models.Incident]:
    return models.Incident.objects.filter(events__gt=0, review__in=("open", "changed"))


def _scored() -> QuerySet[Any]:
    conditions = _conditions()
    flags: dict[str, Any] = {
        _column(name): ExpressionWrapper(condition, BooleanField()) for name, condition in conditions.items()
    }
    doubt = [_points(name, conditions[name]) for name in _named("doubt")]
    steps = sorted(
        (p for p in review_points().values() if p.id.startswith("dead-")), key=lambda p: -(p.at or 0)
    )
    dead = Case(
        *(When(conditions[step.id], then=Value(step.points)) for step in steps),
        default=Value(0),
        output_field=IntegerField(),
    )
    stake = dead + _points("voices", conditions["voices"])
    score = (1 + sum(doubt[1:], doubt[0])) * (1 + stake)
    return _open().annotate(score=ExpressionWrapper(score, IntegerField()), **flags)


def _conditions() -> dict[str, Q]:
    points = review_points()
    at = {name: point.at for name, point in points.items()}
    unsure = models.Event.objects.filter(current=True, confidence__lt=at["unsure"]).values("key")
    found = {
        "alone": Q(voices=1),
        "changed": Q(review="changed"),
        "contested": Q(contested=True),
        "unsure": Q(pk__in=models.Membership.objects.filter(event_key__in=unsure).values("incident_id")),
        "voices": Q(voices__gte=at["voices"]),
        "weak-link": Q(weakest__isnull=False, weakest__lt=at["weak-link"]),
    }
    for name in points:
        if name.startswith("dead-"):
            open_end = Q(killed_most__isnull=True, killed_least__gte=at[name])
            found[name] = Q(killed_most__gte=at[name]) | open_end
    return found


def _points(name: str, condition: Q) -> Case:
    return Case(
        When(condition, then=Value(review_points()[name].points)),
        default=Value(0),
        output_field=IntegerField(),
    )


def _named(side: Side) -> list[str]:
    return [name for name, point in review_points().items() if point.side == side]


def _column(name: str) -> str:
    return f"because_{name.replace('-', '_')}"


def _waiting(row: Any) -> Waiting:
    reasons = [point for name, point in review_points().items() if getattr(row, _column(name))]
    dead = [point for point in reasons if point.id.startswith("dead-")]
    highest = max(dead, key=lambda point: point.points, default=None)
    return Waiting(
        key=row.key,
        type=row.type,
        start=row.start,
        place=row.place_name,
        killed_least=row.killed_least,
        killed_most=row.killed_most,
        reports=row.reports,
        score=row.score,
        reasons=tuple(point for point in reasons if point not in dead or point is highest),
    )
