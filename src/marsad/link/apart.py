"""Plain differences: what two events of one incident can't differ in, however like they are otherwise."""

from __future__ import annotations

from typing import Final, Literal

from marsad.geo.distance import distance_km
from marsad.link.facts import EventFacts
from marsad.link.settings import figures
from marsad.model import Count

Difference = Literal["report", "day", "place"]
#: All of them; the first that holds is told.
DIFFERENCES: Final[tuple[Difference, ...]] = ("report", "day", "place")


def plainly_apart(one: EventFacts, other: EventFacts) -> Difference | None:
    """The first plain difference of two events, None where one incident is conceivable."""
    if one.report == other.report and not _told_again(one, other):
        return "report"
    if _days_apart(one, other):
        return "day"
    if _places_apart(one, other):
        return "place"
    return None


def _told_again(one: EventFacts, other: EventFacts) -> bool:
    """Two passages of one report that may speak of one happening.

    A report tells a happening once, as a rule; where it comes back to one, at least one of the
    passages leaves out where or when it was, and their counts have a number in common.
    """
    return (
        (one.borrowed or other.borrowed or not (one.exact_day and other.exact_day))
        and one.place_term == other.place_term
        and bool(set(one.kinds) & set(other.kinds))
        and not counts_apart(one.killed, other.killed)
        and not counts_apart(one.injured, other.injured)
    )


def counts_apart(one: Count | None, other: Count | None) -> bool:
    """Whether two counts are told that have no number in common."""
    return one is not None and other is not None and (_above(one, other) or _above(other, one))


def _above(one: Count, other: Count) -> bool:
    return one.least is not None and other.most is not None and one.least > other.most


def _days_apart(one: EventFacts, other: EventFacts) -> bool:
    """No day in common, and hours that don't meet; a report without a date may be late."""
    if one.from_hour is None or other.from_hour is None or one.to_hour is None or other.to_hour is None:
        return False
    if _share_a_day(one, other):
        return False
    late = 24 * figures().time.late_days
    return (
        one.from_hour - late * one.published_basis >= other.to_hour
        or other.from_hour - late * other.published_basis >= one.to_hour
    )


def _share_a_day(one: EventFacts, other: EventFacts) -> bool:
    days = (one.first_day, one.last_day, other.first_day, other.last_day)
    first, last, other_first, other_last = (day or 0 for day in days)
    return first <= other_last and other_first <= last


def _places_apart(one: EventFacts, other: EventFacts) -> bool:
    """Both tell a place of their own, and not even their radii bring the two together."""
    if one.lat is None or other.lat is None or one.lon is None or other.lon is None:
        return _areas_apart(one, other)
    gap = distance_km(one.lat, one.lon, other.lat, other.lon)
    if one.exact_place and other.exact_place:
        if one.place_term == other.place_term:
            return False
        reach = max(one.radius_km * other.site, other.radius_km * one.site)
        return gap > max(figures().place.same_km, reach)
    return gap > one.radius_km + other.radius_km + figures().place.near_km


def _areas_apart(one: EventFacts, other: EventFacts) -> bool:
    return (
        one.admin1 is not None
        and other.admin1 is not None
        and (one.country, one.admin1) != (other.country, other.admin1)
    )
