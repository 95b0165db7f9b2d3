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
from typing import Final, Literal, NamedTuple

from marsad.messages import Lang, language
from marsad.store import models
from marsad.store.batches import parts
from marsad.store.factcopy import current_facts
from marsad.store.incidents import incident_of
from marsad.tables import load_table

Side = Literal["doubt", "stake"]
#: Rows in memory at one time.
_BATCH: Final = 200
_OPEN: Final = "review IN ('open', 'changed')"
#: What each row of the table asks; "?" is its figure.
_ASKS: Final[Mapping[str, str]] = {
    "alone": "voices = 1",
    "changed": "review = 'changed'",
    "contested": "contested",
    "unsure": "confidence_least < ?",
    "voices": "voices >= ?",
    "weak-link": "weakest < ?",
}
_DEAD: Final = "killed >= ?"


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
    points = list(review_points().values())
    asked = ", ".join(f"coalesce({_asks(point)}, false) AS p{at}" for at, point in enumerate(points))
    values = [point.at for point in points if point.at is not None]
    scored = (
        f"SELECT incident, key, voices, {asked} FROM facts WHERE {_OPEN} AND key NOT IN (SELECT unnest(?))"
    )
    columns = ", ".join(f"p{at}" for at in range(len(points)))
    order = "score DESC, voices DESC, key LIMIT ?"
    sql = f"SELECT incident, {_score(points)} AS score, {columns} FROM ({scored}) ORDER BY {order}"
    with current_facts() as facts:
        found = facts.rows(sql, (*values, list(skip), limit))
    rows = models.Incident.objects.in_bulk([number for number, *_ in found])
    return [
        _waiting(rows[number], score, [point for point, fits in zip(points, given, strict=True) if fits])
        for number, score, *given in found
        if number in rows
    ]


def count_waiting() -> int:
    """How many there are."""
    with current_facts() as facts:
        ((number,),) = facts.rows(f"SELECT count(*) FROM facts WHERE {_OPEN}")
    return int(number)


def waiting_for_approval(person: str, limit: int) -> Iterator[models.Incident]:
    """Accepted incidents that want a second reader other than this one, the oldest key first."""
    with current_facts() as facts:
        sql = "SELECT incident FROM facts WHERE review = 'accepted' AND NOT approved ORDER BY key"
        numbers = [number for (number,) in facts.rows(sql)]
    found = 0
    for some in parts(numbers, _BATCH):
        rows = models.Incident.objects.in_bulk(some)
        for row in (rows[number] for number in some if number in rows):
            review = incident_of(row).review
            if review is not None and review.who != person:
                yield row
                found += 1
            if found >= limit:
                return


def _asks(point: Point) -> str:
    return _DEAD if _is_of_the_dead(point) else _ASKS[point.id]


def _is_of_the_dead(point: Point) -> bool:
    return point.id.startswith("dead-")


def _score(points: Sequence[Point]) -> str:
    """The score of a row that has a column for each point."""
    columns = {point: f"p{at}" for at, point in enumerate(points)}
    steps = sorted(filter(_is_of_the_dead, points), key=lambda point: -(point.at or 0))
    dead = " ".join(f"WHEN {columns[step]} THEN {step.points}" for step in steps)
    doubt = " + ".join(f"{columns[one]}::INT * {one.points}" for one in points if one.side == "doubt")
    stakes = [one for one in points if one.side == "stake" and one not in steps]
    stake = " + ".join(f"{columns[one]}::INT * {one.points}" for one in stakes)
    return f"(1 + {doubt}) * (1 + {stake} + CASE {dead} ELSE 0 END)"


def _waiting(row: models.Incident, score: int, reasons: Sequence[Point]) -> Waiting:
    dead = list(filter(_is_of_the_dead, reasons))
    highest = max(dead, key=lambda point: point.points, default=None)
    return Waiting(
        key=row.key,
        type=row.type,
        start=row.start,
        place=row.place_name,
        killed_least=row.killed_least,
        killed_most=row.killed_most,
        reports=row.reports,
        score=score,
        reasons=tuple(point for point in reasons if point not in dead or point is highest),
    )
