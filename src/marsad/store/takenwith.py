"""How an original was taken in, kept with its capture, so that it can be read again just so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from marsad.formats.entries import MAX_CHARACTERS, SourceOptions

#: Where a capture's details hold it.
KEY: Final = "taken_with"


def taken_with(options: SourceOptions) -> dict[str, Any]:
    """What a capture's details say of the options: those that differ from the usual ones.

    The zone is left out: it decides about days, not about texts, and the settings hold it.
    """
    told = {
        "kind": options.kind,
        "published": options.published.isoformat() if options.published else None,
        "columns": dict(options.columns),
        "accounts": sorted(options.accounts),
        "max_characters": options.max_characters if options.max_characters != MAX_CHARACTERS else None,
    }
    told = {name: value for name, value in told.items() if value}
    return {KEY: told} if told else {}


def options_of(details: Mapping[str, Any]) -> SourceOptions:
    """The options that a capture's details tell.

    Raises:
        ValueError, TypeError: They are not as they were written.
    """
    told = details.get(KEY) or {}
    published = told.get("published")
    return SourceOptions(
        kind=told.get("kind"),
        published=date.fromisoformat(published) if published else None,
        columns=dict(told.get("columns") or {}),
        accounts=frozenset(told.get("accounts") or ()),
        max_characters=int(told.get("max_characters") or MAX_CHARACTERS),
    )
