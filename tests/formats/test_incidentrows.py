"""Rows of incidents, and the pages that describe them and the incident itself."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from marsad.formats.incidentrows import KINDS, incident_row, is_sensitive
from marsad.model import Count, CountRange, CountTold, Incident, IncidentEvent, Party, Place, Told
from marsad.model import incidents as model

ROOT = Path(__file__).parents[2]
CLASSES = {"attack": "fighting", "reinforcement": "force-posture"}
PLACE = Place(
    role="site", name="قاعدة الاختبار", lat=36.61, lon=40.74, precision="site", radius_m=500,
    gazetteer_id="t-base", admin1="الحسكة", country="SY",
)  # fmt: skip


def told(value: str, *events: str) -> Told:
    return Told(value=value, events=events, voices=len(events))


def incident(**changes: object) -> Incident:
    event = IncidentEvent(
        key="e-1", doc="r1", number=1, publisher="شاهد سري", published="2025-03-02", type="attack",
        status="reported", start="2025-03-01", end="2025-03-01", quote="قُتل سالم الخالد", voice=1, by="rule",
        weight=4.5, best="e-2",
    )  # fmt: skip
    second = msgspec.structs.replace(event, key="e-2", doc="r2", publisher="وكالة", weight=3.0)
    count = CountTold(value=Count(3, None), events=("e-1",), voices=1)
    made = Incident(
        key="I-1", type="attack", event_class="fighting", types=(told("attack", "e-1", "e-2"),),
        start="2025-03-01", end="2025-03-01", date_precision="day", dates=(), place=PLACE, places=(),
        parties=(
            Party(role="initiator", id="sdf", name="قسد", standing="contested", events=(), voices=1),
            Party(role="initiator", id=None, name="سالم الخالد", standing="denied", events=(), voices=1),
            Party(role="initiator", id=None, name="فلان الفلاني", standing="denied", events=(), voices=1),
        ),
        casualties={"killed": CountRange(least=3, most=None, latest=Count(3, None), told=(count,))},
        items=(), status="reported", denied=("e-2",), sources=("الناشط سالم الخالد",), reports=2, voices=2,
        contested=("initiator",), decided=(), events=(event, second),
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def test_a_row_has_the_columns_in_order() -> None:
    row = incident_row(incident(), classes=CLASSES)
    assert list(row) == list(KINDS)
    assert (row["killed_least"], row["killed_most"], row["injured_least"]) == (3, None, None)
    assert (row["weakest"], row["denials"], row["first_published"]) == (3.0, 1, "2025-03-02")


def test_people_and_protected_sources_have_no_name() -> None:
    row = incident_row(incident(), classes=CLASSES, codes={"e-1": "protected-1"}, exact=True)
    assert row["initiators"] == ["sdf", "unlisted"]
    assert row["initiators_denied"] == ["unlisted"]
    assert row["publishers"] == ["protected-1", "وكالة"]
    assert not any(name in repr(row) for name in ("سالم", "الفلاني", "شاهد", "r1", "e-1", "قُتل"))


@pytest.mark.parametrize("exact", [False, True])
def test_one_report_of_forces_is_enough_to_withhold_the_place(exact: bool) -> None:
    mixed = incident(types=(told("attack", "e-1"), told("reinforcement", "e-2")))
    assert is_sensitive(mixed, CLASSES)
    assert not is_sensitive(incident(), CLASSES)
    row = incident_row(mixed, classes=CLASSES, exact=exact)
    if exact:
        assert (row["lat"], row["place_name"], row["withheld"]) == (36.61, "قاعدة الاختبار", None)
        return
    assert (row["lat"], row["lon"], row["withheld"]) == (36.75, 40.75, "place")
    assert (row["place_name"], row["gazetteer_id"], row["place_precision"]) == (None, None, None)
    assert isinstance(row["radius_m"], int)
    assert row["radius_m"] >= 35_000


def test_a_type_that_a_person_set_hides_nothing_that_was_told() -> None:
    decided = incident(types=(told("reinforcement", "e-1"),), decided=("type",))
    assert incident_row(decided, classes=CLASSES)["withheld"] == "place"


def test_an_incident_without_a_place_has_nothing_to_withhold() -> None:
    row = incident_row(incident(place=None, event_class="force-posture"), classes=CLASSES)
    assert (row["lat"], row["withheld"]) == (None, None)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_field_and_column_is_described(lang: str) -> None:
    page = (ROOT / "docs" / lang / "reference" / "incident.md").read_text("utf-8")
    names = set(KINDS)
    for kind in (model.Told, model.CountRange, model.Party, model.IncidentEvent, model.Incident):
        names |= set(kind.__struct_encode_fields__)
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []
