"""Which fields of a row its digest covers.

A row's digest is over the values as JSON, by field name; foreign keys count as the id they
hold. What is derived from a sealed row (events from a reading's record) is not sealed itself:
a check derives it anew and compares.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from django.db import models as django_models

from marsad.store import models
from marsad.store.canonical import digest_of
from marsad.store.times import written

#: Fields of sealed models. ``current`` flags move with newer rows and are checked by rule.
SEALED: Final[dict[type[django_models.Model], tuple[str, ...]]] = {
    models.Source: ("id", "name", "kind", "url", "protected", "added_at"),
    models.Original: ("sha256", "size", "media_type", "kept_at"),
    models.Capture: (
        "id", "original_id", "source_id", "origin", "captured_at", "method", "who", "version", "details",
    ),
    models.Report: ("id", "source_id", "key", "doc"),
    models.ReportVersion: (
        "id", "report_id", "number", "original_id", "capture_id", "locator", "content", "content_sha256",
        "published", "publisher", "title", "url", "stood_at", "details", "faults",
    ),
    models.Run: ("id", "kind", "started_at", "version", "settings", "tables"),
    models.Reading: ("id", "version_id", "run_id", "record", "event_keys"),
    models.Decision: ("id", "kind", "events", "value", "note", "who", "made_at"),
    models.Incident: ("key", "summary"),
}  # fmt: skip


class Seal(NamedTuple):
    """A row's table, its primary key as text, and its digest."""

    table: str
    key: str
    digest: str


def seal_of(row: django_models.Model) -> Seal:
    """The seal of a saved row."""
    key = getattr(row, SEALED[type(row)][0])  # the first field names the row
    return Seal(row._meta.db_table, str(key), digest_of(sealed_values(row)))


def sealed_values(row: django_models.Model) -> dict[str, object]:
    """What the digest of a row covers."""
    return {name: _plain(getattr(row, name)) for name in SEALED[type(row)]}


def _plain(value: object) -> object:
    return written(value) if isinstance(value, datetime) else value
