"""Sealed rows against the log: changed, put in by another way, taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from django.db import models as django_models

from marsad.model import Report
from marsad.store import models
from marsad.store.canonical import text_digest
from marsad.store.seals import SEALED, seal_of
from marsad.store.verify.findings import Finding, Tally
from marsad.store.verify.ledger import Ledger, Named

_BATCH: Final = 500


def check_rows(ledger: Ledger, tally: Tally) -> Iterator[Finding]:
    """Compare every row of every sealed table with what the log names it by."""
    for model in SEALED:
        table = model._meta.db_table
        for row in model._default_manager.order_by("pk").iterator(chunk_size=_BATCH):
            tally.add("rows")
            seal = seal_of(row)
            named = ledger.take(table, seal.key)
            if named is None or not named.digest:
                yield Finding("V122", "inserted", table, seal.key)
            elif named.digest != seal.digest:
                yield _changed(row, named)
    for lost in ledger.left():
        yield Finding("V123", "removed", lost.table, lost.key, {"entry": lost.entry})


def _changed(row: django_models.Model, named: Named) -> Finding:
    """The finding; it names the field where putting back what can be recomputed makes the seal fit."""
    for field, value in _recomputed(row).items():
        found = getattr(row, field)
        setattr(row, field, value)
        fits = seal_of(row).digest == named.digest
        setattr(row, field, found)
        if fits:
            details = {"entry": named.entry, "field": field, "found": _short(found), "was": _short(value)}
            return Finding("V124", "changed", named.table, named.key, details)
    return Finding("V121", "changed", named.table, named.key, {"entry": named.entry})


def _recomputed(row: django_models.Model) -> Mapping[str, Any]:
    """Values of single fields that follow from something else than the field."""
    if isinstance(row, models.ReportVersion):
        return _from_content(row)
    if isinstance(row, models.Report):
        version = row.versions.order_by("number").first()
        report = _content(version) if version is not None else None
        return {} if report is None else {"doc": report.doc}
    if isinstance(row, models.Source):
        return {"protected": not row.protected}
    if isinstance(row, models.Reading):
        keys = row.events.order_by("number").values_list("key", flat=True)
        return {"event_keys": list(keys)}
    return {}


def _from_content(version: models.ReportVersion) -> Mapping[str, Any]:
    values: dict[str, Any] = {"content_sha256": text_digest(version.content)}
    report = _content(version)
    if report is not None:
        values |= {"published": report.published}
        values |= {"publisher": report.publisher or "", "title": report.title or ""}
    return values


def _content(version: models.ReportVersion) -> Report | None:
    try:
        return msgspec.json.decode(version.content, type=Report)
    except msgspec.MsgspecError:
        return None


def _short(value: object) -> str:
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
