"""Codes that stand for protected sources in whatever is handed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from marsad.store import models
from marsad.store.settings import Settings

#: Names in one question.
_ASKED: Final = 500


def protected_codes(settings: Settings) -> dict[str, str]:
    """By source, the code of each one that the settings protect now, or did when it was added.

    Codes follow the order in which sources were added, so that they stay what they are while others join.
    """
    sources = models.Source.objects.order_by("added_at", "id").values_list("id", "protected")
    named = {name for name in settings.sources() if settings.flag(f"source.{name}.protected")}
    protected = [key for key, was in sources if was or key in named]
    return {key: f"protected-{number}" for number, key in enumerate(protected, 1)}


def codes_of_docs(codes: Mapping[str, str], docs: Iterable[str]) -> dict[str, str]:
    """By report, the code of the protected source that it, or a capture of it, comes from."""
    found: dict[str, str] = {}
    wanted = sorted(set(docs)) if codes else []
    for first in range(0, len(wanted), _ASKED):
        told = models.ReportVersion.objects.filter(report__doc__in=wanted[first : first + _ASKED])
        rows = told.values_list("report__doc", "report__source_id", "capture__source_id")
        for doc, *held in rows.order_by("id"):
            code = next((codes[source] for source in held if source in codes), None)
            if code is not None:
                found.setdefault(doc, code)
    return found
