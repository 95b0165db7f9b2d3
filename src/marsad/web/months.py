"""Months as columns of a picture: "2025-03"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

#: Months that are named below a picture, at most.
_NAMED: Final = 8


def months_between(first: str, last: str) -> list[str]:
    """Every month from one to another, both with them."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]


def last_of(month: str) -> str:
    """The last day of a month."""
    first = date.fromisoformat(f"{month}-01")
    return ((first + timedelta(days=31)).replace(day=1) - timedelta(days=1)).isoformat()


def every(columns: int) -> int:
    """How many columns share a name, so that names do not run into each other."""
    return max(1, -(-columns // _NAMED))
