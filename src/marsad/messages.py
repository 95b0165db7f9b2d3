"""Sentences for people, in Arabic and English, from ``tables/messages.csv``."""

from __future__ import annotations

import locale
import os
from functools import cache
from typing import Literal

from marsad.tables import load_table

Lang = Literal["ar", "en"]
_chosen: Lang | None = None


def choose_language(lang: Lang | None) -> None:
    """Set the language of messages; None goes back to the locale's."""
    global _chosen
    _chosen = lang


def language() -> Lang:
    """The language of messages: the chosen one, else the locale's, else English."""
    if _chosen is not None:
        return _chosen
    told = next((os.environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(k)), "")
    told = told or (locale.getlocale()[0] or "")
    return "ar" if told.lower().startswith("ar") else "en"


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in load_table("messages.csv", key="id")}


def say(code: str, **details: object) -> str:
    """The sentence of a code in the current language, filled with the details."""
    row = _sentences().get(code)
    if row is None:
        return " ".join([code, *(f"{k}={v!r}" for k, v in details.items())])
    return row[language()].format(**details)
