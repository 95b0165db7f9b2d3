"""Movements: flows between governorates, counted once an incident, for analysts alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from incidentkit import tell
from marsad.actions.link_incidents import link
from marsad.model import ActorMention, Event, Place, Record
from marsad.store import models
from marsad.store.movements import Flow, MovementFilter, find_movements, flows_of
from marsad.web.roles import Role

if TYPE_CHECKING:
    from marsad.store.workspace import Workspace

ClientAs = Callable[[Role], Client]


def place(role: str, name: str, admin1: str | None, country: str | None = "SY") -> Place:
    return Place(role=role, name=name, admin1=admin1, country=country)  # type: ignore[arg-type]


CONVOY = (
    place("origin", "دهوك", None, "IQ"),
    place("via", "معبر الوليد", "الحسكة"),
    place("destination", "تل بيدر", "الحسكة"),
)


def movement(
    doc: str,
    day: str,
    kind: str = "reinforcement",
    places: tuple[Place, ...] = CONVOY,
    actor: str = "us-forces",
) -> Record:
    event = Event(
        type=kind,
        event_class="force-posture",
        start=day,
        end=day,
        date_precision="day",
        places=places,
        actors=(ActorMention(role="initiator", id=actor, name=actor),),
        quote=f"رتل {doc}",
    )
    return Record(doc=doc, text=f"{doc} رتل {doc}", published=day, publisher=f"وكالة {doc}", events=(event,))


@pytest.fixture
def told(site: Workspace) -> Workspace:
    """The site with two convoys, one of them told twice, and a base."""
    base = (place("site", "رميلان", "الحسكة"),)
    tell(
        site,
        [],
        records=[
            movement("first", "2031-03-01"),
            movement("again", "2031-03-01"),
            movement("second", "2031-04-01"),
            movement("base", "2031-04-09", "base", base, "russian-forces"),
        ],
    )
    link(site)
    return site


@pytest.mark.usefixtures("told")
def test_places_by_role_are_flows_between_divisions() -> None:
    found = find_movements(MovementFilter(since="2031-01-01"))
    assert [one.doc for one in found.movements] == ["base", "second", "again", "first"] or len(
        found.movements
    ) == 4
    flows = {one.doc: list(flows_of(one)) for one in found.movements}
    assert flows["first"] == [Flow("IQ", "الحسكة", "الحسكة")]
    assert flows["base"] == []
    by_place = next(one for one in found.movements if one.doc == "first")
    assert list(flows_of(by_place, "place")) == [Flow("دهوك", "معبر الوليد", "تل بيدر")]


@pytest.mark.usefixtures("told")
def test_what_two_reports_tell_counts_once(client_as: ClientAs) -> None:
    context = client_as(Role.ANALYST).get("/en/movements/?since=2031-01-01").context
    (flow,) = context["flows"]
    incidents = set(
        models.Membership.objects.filter(
            event_key__in=models.Event.objects.filter(type="reinforcement", start__gte="2031").values("key")
        ).values_list("incident_id", flat=True)
    )
    assert flow.incidents == len(incidents) == 2
    assert (flow.origin, flow.first, flow.last) == ("Iraq", "2031-03-01", "2031-04-01")
    (row,) = context["places"]
    assert row.total == 3
    assert context["page"].paginator.count == 4


@pytest.mark.parametrize(
    ("asked", "docs"),
    [
        ("since=2031-04-01", {"second", "base"}),
        ("since=2031-01-01&until=2031-03-31", {"first", "again"}),
        ("since=2031-01-01&type=base", {"base"}),
        ("since=2031-01-01&actor=russian-forces", {"base"}),
        ("since=2031-01-01&admin1=الحسكة", {"first", "again", "second", "base"}),
        ("since=2031-01-01&admin1=حلب", set()),
        ("", {"first", "again", "second", "base"}),
    ],
)
@pytest.mark.usefixtures("told")
def test_filters_of_the_address(client_as: ClientAs, asked: str, docs: set[str]) -> None:
    rows = client_as(Role.ANALYST).get(f"/ar/movements/?{asked}").context["page"].object_list
    assert {row.quote.removeprefix("رتل ") for row in rows if row.start >= "2031"} == docs


@pytest.mark.usefixtures("told")
def test_no_more_than_asked_for_are_looked_at() -> None:
    found = find_movements(MovementFilter(since="2031-01-01"), most=2)
    assert (len(found.movements), found.total) == (2, 4)
    assert [one.start for one in found.movements] == ["2031-04-09", "2031-04-01"]


@pytest.mark.parametrize(("role", "status"), [(Role.STRANGER, 302), (Role.READER, 403), (Role.ANALYST, 200)])
@pytest.mark.usefixtures("told")
def test_only_analysts_see_movements(client_as: ClientAs, role: Role, status: int) -> None:
    for lang in ("ar", "en"):
        assert client_as(role).get(f"/{lang}/movements/").status_code == status


def test_readers_are_not_led_there(client_as: ClientAs) -> None:
    assert "/en/movements/" not in client_as(Role.READER).get("/en/tallies/").content.decode()
    assert "/en/movements/" in client_as(Role.ANALYST).get("/en/tallies/").content.decode()
