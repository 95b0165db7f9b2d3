"""The present, in UTC, and how it is written down."""

from __future__ import annotations

from datetime import UTC, datetime


def now_utc() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """A moment as ISO 8601 with microseconds and "Z"; such texts sort by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
