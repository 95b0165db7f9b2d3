"""Names of places in the page's language: the gazetteer's English one where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from marsad.messages import Lang
from marsad.tables import load_table


def place_called(gazetteer_id: str | None, name: str, lang: Lang) -> str:
    """What a place is called; its name as told where the gazetteer has no other.

    Args:
        gazetteer_id: None for a place that the gazetteer does not have.
        name: As the reports tell it, mostly Arabic; empty for none.
    """
    return (english_names().get(gazetteer_id or "") if lang == "en" else None) or name


@cache
def english_names() -> Mapping[str, str]:
    """English names of places, by their id."""
    return {row["id"]: row["name_en"] for row in load_table("places/gazetteer.csv") if row["name_en"]}
