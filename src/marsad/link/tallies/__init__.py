"""Published totals beside recorded incidents, with the arithmetic («الحصائل أمام الحوادث المسجلة»)."""

from marsad.link.tallies.reconcile import reconcile
from marsad.link.tallies.records import (
    AreaTold,
    Comparison,
    Contrast,
    Line,
    Near,
    Point,
    PublishedTally,
    Reconciliation,
    RecordedIncident,
    Series,
    Step,
    TallyResult,
)

__all__ = [
    "AreaTold",
    "Comparison",
    "Contrast",
    "Line",
    "Near",
    "Point",
    "PublishedTally",
    "Reconciliation",
    "RecordedIncident",
    "Series",
    "Step",
    "TallyResult",
    "reconcile",
]
