"""Pages of published totals beside incidents. Every figure and happening is made up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from incidentkit import Telling, incident_with, tell
from marsad.actions.link_incidents import link
from marsad.actions.reconcile_tallies import Wanted, reconcile_tallies
from marsad.model import Count, Record, Tally, TallyPart
from marsad.store import models
from marsad.web.roles import Role
from marsad.web.tallyrows import address_of, slug_of

if TYPE_CHECKING:
    from marsad.store.workspace import Workspace

ClientAs = Callable[[Role], Client]


def a_tally(count: int, end: str = "2025-03-31", **changes: object) -> Tally:
    fields: dict[str, object] = {
        "claimant": "sohr",
        "type": "attack",
        "actor": "islamic-state",
        "area": "دير الزور",
        "start": "2025-03-01",
        "end": end,
        "measure": "events",
        "count": Count(count, count),
        "quote": f"وثقنا {count} هجمات في الشهر",
    }
    return Tally(**{**fields, **changes})  # type: ignore[arg-type]


def telling(doc: str, *tallies: Tally) -> Record:
    return Record(
        doc=doc, text=f"حصيلة {doc}", published="2025-04-01", publisher="مرصد التجربة", tallies=tallies
    )


@pytest.fixture
def told(site: Workspace) -> Workspace:
    """The site with three attacks in March, a total of five with a part, and a series of two."""
    attacks = [
        Telling(f"east-{day}", day=f"2025-03-{day:02}", published=f"2025-03-{day:02}") for day in (2, 9, 20)
    ]
    part = TallyPart(area="ريف دير الزور", count=Count(4, 4))
    records = [
        telling("sum", a_tally(5, parts=(part,))),
        telling("one", a_tally(100, "2025-03-10", start="2025-01-01", actor="sdf")),
        telling("two", a_tally(107, "2025-03-25", start="2025-01-01", actor="sdf")),
        telling("lost", a_tally(9, None, start=None, claimant=None)),  # type: ignore[arg-type]
    ]
    tell(site, attacks, records=records)
    link(site)
    return site


def page(client: Client, path: str, lang: str = "en") -> str:
    answer = client.get(f"/{lang}{path}")
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_list_has_every_total_with_its_figures(told: Workspace, client_as: ClientAs) -> None:
    answer = client_as(Role.READER).get("/ar/tallies/")
    rows = answer.context["page"].object_list
    naive = reconcile_tallies(told).made
    assert answer.context["page"].paginator.count == len(naive.tallies)
    assert {row.href for row in rows} == {address_of(item) for item in naive.tallies}
    by_address = {row.href: row for row in rows}
    for item in naive.tallies:
        row = by_address[address_of(item)]
        assert row.outcome == item.total.outcome
        assert (row.bars is None) == (item.total.outcome == "undecided")
    five = next(item for item in naive.tallies if item.key == "sum/1")
    row = by_address[address_of(five)]
    assert (row.claimed, row.recorded, row.outcome) == ("5", "3", "missing")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("actor=SDF", Wanted(actor="sdf")),
        ("claimant=SOHR", Wanted(claimant="sohr")),
        ("since=2025-03-26", Wanted(since="2025-03-26")),
        ("until=2025-01-31", Wanted(until="2025-01-31")),
        ("claimant=sohr&actor=islamic-state&since=2025-03-01", Wanted("sohr", "islamic-state", "2025-03-01")),
    ],
)
def test_filters_of_the_address_are_those_of_the_command(
    told: Workspace, client_as: ClientAs, asked: str, wanted: Wanted
) -> None:
    context = client_as(Role.READER).get(f"/ar/tallies/?{asked}").context
    naive = reconcile_tallies(told, wanted).made
    assert {row.href for row in context["page"].object_list} == {address_of(one) for one in naive.tallies}
    assert {row.href for row in context["series"]} == {address_of(one) for one in naive.series}


@pytest.mark.parametrize("asked", ["since=March", "actor=nobody-at-all", "until=2025-02-30"])
@pytest.mark.usefixtures("told")
def test_what_is_not_understood_is_told_and_kept(client_as: ClientAs, asked: str) -> None:
    field, typed = asked.split("=")
    for lang in ("ar", "en"):
        text = page(client_as(Role.READER), f"/tallies/?{asked}", lang)
        assert f'id="{field}-fault"' in text
        assert f'value="{typed}"' in text


@pytest.mark.usefixtures("told")
def test_a_total_leads_to_the_incidents_behind_it(client_as: ClientAs) -> None:
    for lang in ("ar", "en"):
        text = page(client_as(Role.READER), f"/tallies/{slug_of('sum/1')}/", lang)
        for doc in ("east-2", "east-9", "east-20"):
            assert f"/{lang}/incidents/{incident_with(doc)}/" in text
        assert "وثقنا 5 هجمات في الشهر" in text
        assert "ريف دير الزور" in text


@pytest.mark.usefixtures("told")
def test_what_cannot_be_compared_says_so(client_as: ClientAs) -> None:
    text = page(client_as(Role.READER), f"/tallies/{slug_of('lost/1')}/")
    assert "can&#x27;t be set beside" in text or "can't be set beside" in text
    assert "Undecided" in text or "undecided" in text


def test_a_series_is_told_step_by_step(told: Workspace, client_as: ClientAs) -> None:
    (series,) = [one for one in reconcile_tallies(told).made.series if one.actor == "sdf"]
    answer = client_as(Role.READER).get(f"/en/tallies/series/{slug_of(series.key)}/")
    (step,) = answer.context["steps"]
    assert [point.claimed for point, _ in answer.context["points"]] == [Count(100, 100), Count(107, 107)]
    assert step[2]  # lines
    assert "<svg" in answer.content.decode()


@pytest.mark.usefixtures("told")
def test_an_unknown_total_is_not_found(client_as: ClientAs) -> None:
    assert client_as(Role.READER).get("/en/tallies/none/").status_code == 404
    assert client_as(Role.READER).get("/en/tallies/series/none/").status_code == 404


@pytest.mark.usefixtures("told")
def test_readers_do_not_learn_who_tells_what_a_protected_source_told(client_as: ClientAs) -> None:
    source = models.Report.objects.get(doc="sum").source_id
    models.Source.objects.filter(pk=source).update(protected=True)
    for lang in ("ar", "en"):
        paths = ["/tallies/", f"/tallies/{slug_of('sum/1')}/"]
        for path in paths:
            hidden, shown = (
                page(client_as(Role.READER), path, lang),
                page(client_as(Role.ANALYST), path, lang),
            )
            assert "وثقنا 5" not in hidden
            assert "مرصد التجربة" not in hidden
            assert "<bdi>sum</bdi>" not in hidden
        assert "protected-1" in hidden
        assert "وثقنا 5" in shown
        assert "<bdi>sum</bdi>" in shown
