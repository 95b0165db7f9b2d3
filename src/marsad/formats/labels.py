"""Names of event types, actors and items for people, from the tables."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from marsad.messages import Lang, language, word
from marsad.tables import load_table

Subject = Literal["type", "class", "actor", "item", "admin1", "country"]
_TABLES: Final[dict[Subject, str]] = {
    "type": "event_types.csv",
    "actor": "actors.csv",
    "item": "items.csv",
    "admin1": "places/admin1.csv",
    "country": "places/gazetteer.csv",
}
#: The column that holds what a record says; divisions are told by their Arabic name, countries by their code.
_KEYS: Final = {"admin1": "name_ar", "country": "country"}


@cache
def _names(subject: Subject) -> dict[str, dict[str, str]]:
    key = _KEYS.get(subject, "id")
    rows = load_table(_TABLES[subject])
    return {row[key]: row for row in rows if subject != "country" or row["kind"] == "country"}


def label(subject: Subject, key: str, lang: Lang | None = None) -> str:
    """The name of an id in the current (or the given) language; the id itself where it has none."""
    chosen = lang or language()
    if subject == "class":
        name = word(f"class.{key}", chosen)
        return key if name == f"class.{key}" else name
    row = _names(subject).get(key, {})
    return row.get(f"name_{chosen}") or key
