"""What lost against the values of a record, and why."""

from __future__ import annotations

import pytest

from claimskit import reader
from marsad.model import Report
from marsad.pipeline.explain import Explained


def explain(text: str, published: str | None = "2025-06-20") -> Explained:
    return reader().explain(Report(doc="t", text=text, published=published))


def lost(text: str, field: str) -> set[str]:
    decisions = explain(text).decisions
    return {lost.value for decision in decisions if decision.field == field for lost in decision.lost}


def test_the_record_is_the_one_that_reading_gives() -> None:
    report = Report(doc="t", text="قصفت قوات النظام مدينة سلقين أمس", published="2025-06-20")
    assert reader().explain(report).record == reader().read(report)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("قُتل رجل في بلدة سرمين أمس بقصف مدفعي لقوات النظام", "type", "killing"),
        ("قصفت قوات النظام بلدة سرمين أمس للمرة الأولى منذ يوم الأحد", "start", "2025-06-15"),
    ],
)
def test_another_kind_and_another_day_are_told(text: str, field: str, value: str) -> None:
    assert value in lost(text, field)


def test_other_places_of_one_name_are_told_with_their_scores() -> None:
    decisions = explain("قصفت قوات النظام بلدة المنصورة أمس").decisions
    places = [d for d in decisions if d.field == "places[0]"]
    assert places
    for candidate in places[0].lost:
        assert candidate.score is not None
        assert candidate.reason
        assert candidate.value.endswith(")")
    scores = [candidate.score or 0 for candidate in places[0].lost]
    assert scores == sorted(scores, reverse=True)


def test_owners_are_the_events_of_the_record_in_order() -> None:
    explained = explain("قُتل رجل في بلدة سرمين أمس بقصف مدفعي. وقُتلت امرأة في بلدة المنصورة أمس بغارة جوية.")
    owners = {decision.owner for decision in explained.decisions}
    assert owners <= {f"event{n}" for n in range(1, len(explained.record.events) + 1)}
    assert all(decision.lost for decision in explained.decisions)


@pytest.mark.parametrize(
    "text", ["", "🔥", "شهدت القرية أمس حفلاً كبيراً", "Le convoi est dans la ville et sur"]
)
def test_where_nothing_was_read_nothing_lost(text: str) -> None:
    assert explain(text).decisions == ()
