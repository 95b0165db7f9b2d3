"""Days as people and programs write them: ISO 8601, with Arabic digits or a time of day too."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Final

from marsad.errors import InputError
from marsad.messages import Where

_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def parse_day(value: object, where: Where, *, field: str = "published", zone: tzinfo | None = None) -> date:
    """The day that a value names.

    Args:
        value: A date, or a string such as ``2025-10-13`` or ``2025-10-13T22:30:00Z``.
        where: File and line, for the error.
        field: Name of the field, for the error.
        zone: A time with an offset is first taken to this zone, as the day depends on it.
    Raises:
        InputError: Not such a day (I103).
    """
    if isinstance(value, datetime):
        return _in_zone(value, zone)
    if isinstance(value, date):
        return value
    try:
        if not isinstance(value, str):
            raise ValueError(value)
        written = value.strip().translate(_DIGITS)
        # Only the written form with hyphens: 20251013 is as likely a number, 03/04/2025 two days.
        if written[4:5] != "-" or written[7:8] != "-":
            raise ValueError(value)
        return _in_zone(datetime.fromisoformat(written), zone)
    except (ValueError, OverflowError) as error:
        shown = str(value)[:40]
        raise InputError("I103", where=where, field=field, found=shown) from error


def _in_zone(moment: datetime, zone: tzinfo | None) -> date:
    if moment.tzinfo is not None and zone is not None:
        moment = moment.astimezone(zone)
    return moment.date()
