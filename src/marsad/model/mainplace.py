"""Which of an event's places stands for it, where only one can."""

from __future__ import annotations

from typing import Final, get_args

from marsad.model.records import Event, Place, PlacePrecision

#: Where a happening is put: where it took place; else where it led to, passed or came from.
_ROLES: Final = ("site", "destination", "via", "origin")
_PRECISIONS: Final = (*get_args(PlacePrecision), None)


def main_place(event: Event) -> Place | None:
    """The place that stands for an event in a row.

    The role decides before anything else: a village without coordinates is still where it
    happened, and the far town that the men came from is not. Among places of one role the
    one told most exactly, then the first.

    `marsad.formats.public` chooses otherwise, as a map has no use for places without a point.
    """
    return min(event.places, key=_worth, default=None)


def _worth(place: Place) -> tuple[int, int]:
    return _ROLES.index(place.role), _PRECISIONS.index(place.precision)
