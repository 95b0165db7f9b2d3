"""Names of actors and places that readings mention, against the tables that they were taken from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db import models as django_models

from marsad.store import models
from marsad.store.columns import ID_LENGTH
from marsad.store.readings import actor_row, fingerprint, gazetteer_rows, gazetteers, place_row
from marsad.store.verify.findings import Finding, Tally
from marsad.store.workspace import Workspace

_BATCH: Final = 500


def check_names(workspace: Workspace, tally: Tally) -> Iterator[Finding]:
    """Each row made anew. Where something was read with other tables than today's, that proves nothing."""
    runs = models.Run.objects.filter(kind="read")
    if not runs.exists() or runs.exclude(tables=fingerprint(workspace)).exists():
        return
    for actor in models.Actor.objects.order_by("pk").iterator(_BATCH):
        tally.add("names")
        if len(actor.pk) < ID_LENGTH:  # a longer id was cut, and can't be looked up
            yield from _compare(actor, actor_row(actor.pk, actor.pk))
    places = gazetteer_rows(tuple(gazetteers(workspace)))
    for place in models.Place.objects.order_by("pk").iterator(_BATCH):
        tally.add("names")
        row = places.get(place.pk)
        if row is not None:
            yield from _compare(place, place_row(place.pk, row, ""))


def _compare(found: django_models.Model, made: django_models.Model) -> Iterator[Finding]:
    for field, value in _values(made).items():
        if getattr(found, field) != value:
            details = {"field": field, "found": getattr(found, field), "expected": value}
            yield Finding("V131", "changed", found._meta.db_table, str(found.pk), details)


def _values(row: django_models.Model) -> Mapping[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields}
