"""Actors by the name that a person gives them."""

from __future__ import annotations

import difflib

from marsad.arabic.fold import fold
from marsad.errors import UsageError
from marsad.tables import load_table


def actors_called(name: str, option: str) -> frozenset[str]:
    """The ids of the actors that a name may mean: one that two bore at different times means both.

    Args:
        name: An id of ``actors.csv``, or a name in Arabic or English.
        option: Where it was given, for the error.
    Raises:
        UsageError: No actor is called so (L120).
    """
    names = _names()
    found = names.get(fold(name))
    if not found:
        near = difflib.get_close_matches(fold(name), names, n=1, cutoff=0.6)
        shown = sorted(names[near[0]])[0] if near else "islamic-state"
        raise UsageError("L120", option=option, found=name, near=shown)
    return frozenset(found)


def _names() -> dict[str, set[str]]:
    """By folded name, the actors that bear it."""
    names: dict[str, set[str]] = {}
    for row in load_table("actors.csv", key="id"):
        for name in (row["id"], row["name_en"], row["name_ar"], *row["aliases_ar"].split("|")):
            names.setdefault(fold(name), set()).add(row["id"])
    known = set().union(*names.values())
    for row in load_table("actor_names.csv"):
        if row["actor"] in known and not row["needs"]:
            names.setdefault(fold(row["name"]), set()).add(row["actor"])
    names.pop("", None)
    return names
