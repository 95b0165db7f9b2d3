"""Every published total beside the incidents, counted once for all who look."""

from __future__ import annotations

import msgspec

from marsad.actions.reconcile_tallies import reconcile_tallies
from marsad.link.tallies import RecordedIncident, Series, TallyResult
from marsad.store.figures import Figures, figures_of
from marsad.store.workspace import Workspace


class TallyFigures(msgspec.Struct, frozen=True):
    """What `reconcile_tallies` gives for all totals; codes of protected sources are looked up anew."""

    tallies: tuple[TallyResult, ...]
    series: tuple[Series, ...]
    incidents: dict[str, RecordedIncident]
    unread: int
    unlinked: int


def tally_figures(workspace: Workspace) -> Figures[TallyFigures] | None:
    """The figures of all totals, see `marsad.store.figures`."""
    return figures_of(workspace, "tallies", TallyFigures, count_tallies)


def count_tallies(workspace: Workspace) -> TallyFigures:
    """Count anew."""
    found = reconcile_tallies(workspace)
    return TallyFigures(
        found.made.tallies, found.made.series, dict(found.incidents), found.unread, found.unlinked
    )
