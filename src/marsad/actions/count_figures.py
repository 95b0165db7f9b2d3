"""Figures counted anew in the background, for pages that would take too long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from marsad.actions.count_actors import count_actors
from marsad.actions.count_sources import count_sources
from marsad.actions.count_tallies import count_tallies
from marsad.store.figures import recount
from marsad.store.workspace import Workspace

_COUNTS: Final[Mapping[str, Callable[[Workspace], Any]]] = {
    "actors": count_actors,
    "sources": count_sources,
    "tallies": count_tallies,
}


def count_again(
    workspace: Workspace, details: Mapping[str, object], _progress: Callable[[int, int], None]
) -> dict[str, int]:
    """A job of the background: ``name`` in its details tells which figures."""
    name = str(details.get("name"))
    recount(workspace, name, _COUNTS[name])
    return {"figures": 1}
