"""The kinds of event and their classes («أنواع الأحداث»)."""

from __future__ import annotations

from functools import cache

from marsad.tables import load_table


@cache
def event_classes() -> dict[str, str]:
    """Event type id to class id, from ``tables/event_types.csv``."""
    return {row["id"]: row["class"] for row in load_table("event_types.csv", key="id")}


@cache
def event_class(type_id: str | None) -> str:
    """The class of an event type; empty for none."""
    return event_classes().get(type_id or "", "")
