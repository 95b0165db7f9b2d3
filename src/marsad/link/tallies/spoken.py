"""Ranges as people write them: 3, 3–5, ≥3, ≤5."""

from __future__ import annotations

from marsad.model import Count


def range_text(count: Count | None) -> str:
    """A range in digits and signs that both languages read; «?» where nothing is known."""
    if count is None or (count.least is None and count.most is None):
        return "?"
    if count.most is None:
        return f"≥{_signed(count.least or 0)}"
    if count.least is None:
        return f"≤{_signed(count.most)}"
    if count.least == count.most:
        return _signed(count.least)
    if count.least < 0 or count.most < 0:
        return f"{_signed(count.least)} … {_signed(count.most)}"
    return f"{count.least}–{count.most}"


def turned(count: Count) -> Count:
    """The range with its sign changed: a shortfall as a surplus."""
    least = None if count.most is None else -count.most
    most = None if count.least is None else -count.least
    return Count(least, most)


def _signed(number: int) -> str:
    return f"−{-number}" if number < 0 else str(number)
