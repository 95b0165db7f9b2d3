"""Offsets of a repaired text led back to the text as received, and forth («خريطة المواضع»)."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

_CODE: Final = "I" if array("I").itemsize >= 4 else "L"


class OffsetMap:
    """Where each code point of a repaired text stood in the text as received.

    Every repaired code point comes from exactly one received code point, in order; several
    may come from one (a ligature). The map of an unchanged text holds no table at all.
    """

    __slots__ = ("_origin", "received_length", "repaired_length")

    def __init__(self, received_length: int, origin: Sequence[int] | None = None) -> None:
        """Build the map.

        Args:
            received_length: Code points of the text as received.
            origin: For each repaired code point the received offset it comes from, never
                falling; None for an unchanged text.
        """
        self._origin = None if origin is None else array(_CODE, origin)
        self.received_length = received_length
        self.repaired_length = received_length if origin is None else len(origin)

    @property
    def is_identity(self) -> bool:
        """Whether the text was left as it came."""
        return self._origin is None

    def to_received(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the received text that a stretch of the repaired text comes from.

        An empty stretch stays empty. Offsets outside the text are moved to its bounds.
        """
        if not 0 <= start <= end <= self.repaired_length:
            start, end = _bounded(start, end, self.repaired_length)
        if self._origin is None:
            return start, end
        first = self._origin[start] if start < self.repaired_length else self.received_length
        return first, (self._origin[end - 1] + 1 if end > start else first)

    def to_repaired(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the repaired text that comes from a stretch of the received text.

        Empty where everything in the stretch was taken out.
        """
        start, end = _bounded(start, end, self.received_length)
        if self._origin is None:
            return start, end
        return bisect_left(self._origin, start), bisect_left(self._origin, end)

    def after(self, earlier: OffsetMap) -> OffsetMap:
        """This map and the one of the repair before it, as one."""
        if self._origin is None:
            return earlier
        if earlier._origin is None:
            return OffsetMap(earlier.received_length, self._origin)
        before = earlier._origin
        return OffsetMap(earlier.received_length, [before[i] for i in self._origin])

    def __repr__(self) -> str:
        kind = "identity" if self.is_identity else "edited"
        return f"OffsetMap({self.received_length} -> {self.repaired_length}, {kind})"


def _bounded(start: int, end: int, length: int) -> tuple[int, int]:
    start = min(max(start, 0), length)
    return start, min(max(end, start), length)
