"""Pages of actors: sums over incidents, beside a count that anybody would make by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from incidentkit import Telling, tell
from marsad.actions.count_actors import ActorFigures, Sum, actor_figures, counted
from marsad.actions.count_actors import Seen as SeenIncident
from marsad.actions.link_incidents import link
from marsad.model import Count, Party, Record, Relation, Standing
from marsad.store import models
from marsad.store.incidents import incident_of
from marsad.web.roles import Role

if TYPE_CHECKING:
    from marsad.store.workspace import Workspace

ClientAs = Callable[[Role], Client]


def party(role: str, actor: str | None, standing: Standing = "told") -> Party:
    return Party(role=role, id=actor, name=actor or "فلان", standing=standing, events=("e",), voices=1)  # type: ignore[arg-type]


def seen(*parties: Party, day: str | None = "2025-03-04") -> SeenIncident:
    from marsad.actions.count_actors import _Casualties, _Killed, _Place

    return SeenIncident("attack", day, day, _Place("حلب"), parties, _Casualties(_Killed(2, 5)))


def pairs(figures: ActorFigures) -> dict[tuple[str, str, str], Sum]:
    return {(pair.kind, pair.one, pair.other): pair.total for pair in figures.pairs}


def test_doers_stand_against_targets_with_each_other_and_beside_helpers() -> None:
    made = pairs(
        counted(
            [
                seen(
                    party("initiator", "b"),
                    party("initiator", "a"),
                    party("target", "c"),
                    party("supporter", "d"),
                )
            ]
        )
    )
    assert set(made) == {
        ("against", "a", "c"),
        ("against", "b", "c"),
        ("with", "a", "b"),
        ("support", "d", "a"),
        ("support", "d", "b"),
    }
    assert made["with", "a", "b"].killed == Count(2, 5)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ("denied", {("against", "a", "c"): 0}),
        ("contested", {("against", "a", "c"): 0, ("against", "b", "c"): 1}),
        ("alleged", {("against", "a", "c"): 0, ("against", "b", "c"): 1}),
        ("claimed", {("against", "a", "c"): 0, ("against", "b", "c"): 0, ("with", "a", "b"): 0}),
    ],
)
def test_who_denies_did_nothing_and_who_is_in_doubt_did_nothing_together(
    standing: Standing, expected: dict[tuple[str, str, str], int]
) -> None:
    made = pairs(
        counted([seen(party("initiator", "a"), party("initiator", "b", standing), party("target", "c"))])
    )
    assert {key: total.doubtful for key, total in made.items()} == expected


def test_an_open_count_of_dead_stays_open() -> None:
    one, other = Sum(1, 0, 3, 3, False, "2025-01-01", "2025-01-02"), Sum(1, 1, 5, 5, True, None, None)
    one.add(other)
    assert one == Sum(2, 1, 8, 8, True, "2025-01-01", "2025-01-02")
    assert one.killed == Count(8, None)


def test_the_table_is_what_a_count_of_all_incidents_gives(site: Workspace, client_as: ClientAs) -> None:
    incidents = [incident_of(row) for row in models.Incident.objects.filter(events__gt=0)]
    naive: Counter[tuple[str, str]] = Counter()
    for one in incidents:
        naive.update({(p.id, p.role) for p in one.parties if p.id and p.standing != "denied"})
    found = actor_figures(site)
    assert found
    told: Counter[tuple[str, str]] = Counter()
    for part in found.data.parts:
        told[part.actor, part.role] += part.total.incidents
    assert told == naive
    rows = client_as(Role.READER).get("/en/actors/").context["page"].object_list
    assert sum(row.did for row in rows) == sum(n for (_, role), n in naive.items() if role == "initiator")
    assert sum(row.suffered for row in rows) == sum(n for (_, role), n in naive.items() if role == "target")


@pytest.fixture
def told(site: Workspace) -> Workspace:
    """The site with an attack in each of two months, and a report of a standing relation."""
    tellings = [
        Telling("april", day="2031-04-02", published="2031-04-02", killed=3),
        Telling("may", day="2031-05-02", published="2031-05-02", town="north", killed=Count(4, None)),
    ]
    relation = Relation(
        type="command", from_actor="russian-forces", to_actor="wagner", quote="تدير موسكو المجموعة"
    )
    record = Record(
        doc="rel",
        text="تدير موسكو المجموعة",
        published="2031-05-03",
        publisher="وكالة",
        relations=(relation,),
    )
    tell(site, tellings, records=[record])
    link(site)
    return site


@pytest.mark.parametrize(
    ("asked", "did", "killed"),
    [
        ("since=2031-04", 2, "≥7"),
        ("since=2031-04&until=2031-04", 1, "3"),
        ("since=2031-05", 1, "≥4"),
        ("since=2031-06", None, ""),
    ],
)
@pytest.mark.usefixtures("told")
def test_months_of_the_address_choose_incidents(
    client_as: ClientAs, asked: str, did: int | None, killed: str
) -> None:
    row = client_as(Role.READER).get(f"/en/actors/islamic-state/?{asked}").context["row"]
    assert (row.did, row.killed_by) == (did, killed) if did else row is None


@pytest.mark.usefixtures("told")
def test_an_actor_leads_into_the_overview_by_type_and_place(client_as: ClientAs) -> None:
    text = (
        client_as(Role.READER).get("/ar/actors/islamic-state/?since=2031-04&until=2031-05").content.decode()
    )
    assert "/ar/?actor=islamic-state&amp;type=attack&amp;since=2031-04-01&amp;until=2031-05-31" in text
    assert "&amp;admin1=%D8%AD%D9%84%D8%A8&amp;" in text


@pytest.mark.usefixtures("told")
def test_a_relation_is_told_in_the_words_of_its_report(client_as: ClientAs) -> None:
    for lang in ("ar", "en"):
        assert "تدير موسكو المجموعة" in client_as(Role.READER).get(f"/{lang}/actors/wagner/").content.decode()
    source = models.Report.objects.get(doc="rel").source_id
    models.Source.objects.filter(pk=source).update(protected=True)
    hidden = client_as(Role.READER).get("/en/actors/wagner/").content.decode()
    assert "تدير موسكو" not in hidden
    assert ">rel<" not in hidden
    assert "تدير موسكو" in client_as(Role.ANALYST).get("/en/actors/wagner/").content.decode()


def test_nobody_of_that_name_is_not_found(client_as: ClientAs) -> None:
    assert client_as(Role.READER).get("/en/actors/nobody-at-all/").status_code == 404


def test_rejected_incidents_are_not_counted(site: Workspace) -> None:
    before = actor_figures(site)
    models.Incident.objects.update(review="rejected")
    from marsad.actions.count_actors import count_actors

    assert before
    assert before.data.parts
    assert not count_actors(site).parts
