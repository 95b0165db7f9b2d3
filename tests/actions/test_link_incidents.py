"""Linking in a workspace: run by run it comes to what linking everything at once would."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import storekit
from incidentkit import Telling, event_key, groups, incident_with, reread, tell
from marsad.model import Count, Incident
from marsad.store.workspace import Workspace, create_workspace

storekit.ready_django()
from marsad.actions.decide_incidents import merge  # noqa: E402
from marsad.actions.link_incidents import Linked, link  # noqa: E402
from marsad.store import models  # noqa: E402
from marsad.store.incidents import incident_of  # noqa: E402

#: One attack by three voices, one of them copied; another of the day elsewhere; two that may be one.
STREAM = (
    Telling("a1", killed=3),
    Telling("a2", "قناة الخبر", killed=3, injured=2),
    Telling("a3", "صحيفة", "2025-03-03", killed=Count(5, None)),
    Telling("a4", "ناقلون", killed=3, text="a1: خبر رقم a1 كما كتبته وكالة التجربة عن east"),
    Telling("b1", "قناة الخبر", town="south", killed=1),
    Telling("b2", "صحيفة", town="north", killed=3),
    Telling("c1", "صحيفة", day="2025-03-04", published="2025-03-04", town=None, killed=1),
    Telling("c2", "قناة الخبر", day="2025-03-04", published="2025-03-05", killed=4, initiator=None),
    Telling("d1", "إذاعة", town="north", killed=30, initiator="turkish-forces", target="civilians"),
)
A = frozenset(("a1", "a2", "a3", "a4"))


def everything_stored() -> dict[str, list[Any]]:
    """All rows that linking writes, and the log."""
    tables: Sequence[Any] = (
        models.Incident, models.Membership, models.Link, models.TermShare, models.LogEntry
    )  # fmt: skip
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}


def live() -> Iterator[Incident]:
    return map(incident_of, models.Incident.objects.filter(events__gt=0))


def told() -> list[bytes]:
    """What the incidents tell, whatever their keys are."""
    return sorted(msgspec.json.encode(msgspec.structs.replace(one, key="")) for one in live())


def links() -> list[tuple[Any, ...]]:
    return sorted(models.Link.objects.values_list("left", "right", "weight", "rarity", "levels", "verdict"))


def test_events_of_one_happening_become_one_incident(workspace: Workspace) -> None:
    tell(workspace, STREAM)
    linked = link(workspace)
    assert A in groups()
    assert {frozenset(("b1",)), frozenset(("b2",))} <= groups()
    assert (linked.events, linked.new_events, linked.incidents) == (9, 9, len(groups()))
    assert linked.suggested == 1  # b2 and d1: one town and day, all else differs
    incident = incident_of(models.Incident.objects.get(key=incident_with("a1")))
    assert (incident.reports, incident.voices) == (4, 3)
    assert {event.by for event in incident.events} == {"rule"}


def test_linking_again_changes_nothing(workspace: Workspace) -> None:
    tell(workspace, STREAM)
    link(workspace)
    before = everything_stored()
    linked = link(workspace)
    assert (linked.new_events, linked.changed) == (0, 0)
    assert everything_stored() == before


def test_run_by_run_comes_to_what_all_at_once_does(workspace: Workspace) -> None:
    for telling in STREAM:
        tell(workspace, [telling])
        link(workspace)
    found, weighed, rows = told(), links(), everything_stored()
    linked = link(workspace, everything=True)
    assert linked.changed == 0
    assert told() == found
    assert links() == weighed
    assert everything_stored()["Incident"] == rows["Incident"]


def test_only_what_is_new_or_touched_is_written(workspace: Workspace) -> None:
    tell(workspace, STREAM[:7])
    link(workspace)
    others = [row for row in models.Incident.objects.values() if row["key"] != incident_with("b1")]
    tell(workspace, [Telling("b3", "إذاعة", town="south", killed=1)])
    linked = link(workspace)
    assert (linked.new_events, linked.changed) == (1, 1)
    assert frozenset(("b1", "b3")) in groups()
    assert [row for row in models.Incident.objects.values() if row["key"] != incident_with("b1")] == others


def test_an_event_that_a_new_reading_drops_leaves_its_incident(workspace: Workspace) -> None:
    tell(workspace, STREAM)
    link(workspace)
    reread(workspace, [msgspec.structs.replace(STREAM[2].record(), events=())])
    link(workspace)
    assert frozenset(("a1", "a2", "a4")) in groups()
    incident = incident_of(models.Incident.objects.get(key=incident_with("a1")))
    assert (incident.reports, incident.casualties["killed"].most) == (3, 3)
    assert not models.Link.objects.filter(left=_dropped("a3")).exists()


def _dropped(doc: str) -> str:
    rows = models.Event.objects.filter(reading__version__report__doc=doc, current=False)
    return str(rows.values_list("key", flat=True)[0])


def test_an_event_that_a_new_reading_tells_otherwise_is_linked_anew(workspace: Workspace) -> None:
    tell(workspace, STREAM)
    link(workspace)
    key = event_key("a3")
    reread(workspace, [STREAM[2].read_as(town="south")])
    link(workspace)
    assert event_key("a3") == key
    assert frozenset(("a1", "a2", "a4")) in groups()
    assert frozenset(("a1", "a2", "a3", "a4")) not in groups()
    found = told()
    assert link(workspace, everything=True).changed == 0
    assert told() == found


def test_deciding_before_a_new_reading_was_linked_forgets_nothing(workspace: Workspace) -> None:
    tell(workspace, STREAM)
    link(workspace)
    keys = incident_with("a1"), incident_with("c1")
    reread(workspace, [STREAM[2].read_as(town="south"), STREAM[4].read_as(killed=2)])
    merge(workspace, keys)
    assert link(workspace).new_events >= 2
    found, weighed = told(), links()
    assert link(workspace, everything=True).changed == 0
    assert (told(), links()) == (found, weighed)


def test_a_new_version_of_a_report_takes_the_place_of_the_old(workspace: Workspace) -> None:
    tell(workspace, STREAM)
    link(workspace)
    tell(workspace, [STREAM[4]._replace(killed=7, text="بيان مصحح عن b1")])
    link(workspace)
    incident = incident_of(models.Incident.objects.get(key=incident_with("b1")))
    assert incident.casualties["killed"].latest == Count(7, 7)
    assert incident.reports == 1


def test_an_incident_without_reports_stays_findable(workspace: Workspace) -> None:
    tell(workspace, STREAM[4:5])
    link(workspace)
    key = incident_with("b1")
    reread(workspace, [msgspec.structs.replace(STREAM[4].record(), events=())])
    assert link(workspace).incidents == 0
    row = models.Incident.objects.get(key=key)
    assert (row.events, row.merged_into) == (0, None)
    reread(workspace, [STREAM[4].record()])
    link(workspace)
    assert models.Incident.objects.get(events__gt=0).reports == 1


def test_places_that_become_common_weigh_less_for_old_links_too(workspace: Workspace) -> None:
    tell(workspace, STREAM[:2])
    link(workspace)
    before = models.Link.objects.get(verdict="made")
    crowd = [Telling(f"z{n}", f"ناشر {n}", day=f"2025-03-{n % 28 + 1:02}", killed=n) for n in range(40)]
    tell(workspace, crowd)
    linked = link(workspace)
    assert linked.new_events > len(crowd)
    after = models.Link.objects.get(left=before.left, right=before.right)
    assert after.weight < before.weight
    weighed = links()
    link(workspace, everything=True)
    assert links() == weighed


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_run_that_fails_leaves_everything_as_it_was(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from marsad.actions import link_incidents

    tell(workspace, STREAM[:4])
    link(workspace)
    before = everything_stored()
    tell(workspace, STREAM[4:])

    def fail(_: object) -> None:
        raise KeyError

    kept = models.LogEntry.objects.count()
    monkeypatch.setattr(link_incidents, "_save_shares", fail)
    with pytest.raises(KeyError):
        link(workspace)
    monkeypatch.undo()
    after = everything_stored()
    for name in ("Incident", "Membership", "Link", "TermShare"):
        assert after[name] == before[name]
    assert models.LogEntry.objects.count() == kept
    assert link(workspace).events == len(STREAM)
    assert A in groups()


# Any order, any batches


def _outcome(databases: storekit.Databases, batches: Sequence[Sequence[Telling]]) -> list[Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = create_workspace(folder, person="tester", database=databases.fresh("sqlite", folder))
        linked = Linked()
        for batch in batches:
            tell(made, batch)
            linked = link(made)
        outcome = [groups(), told(), links(), linked.incidents]
        storekit.disconnect()
    return outcome


@pytest.fixture(scope="module")
def at_once(databases: storekit.Databases) -> list[Any]:
    return _outcome(databases, [STREAM])


@st.composite
def _batched(draw: st.DrawFn) -> list[list[Telling]]:
    order = draw(st.permutations(STREAM))
    cuts = sorted(draw(st.sets(st.integers(1, len(order) - 1), max_size=4)))
    return [list(order[a:b]) for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(batches=_batched())
def test_order_and_batches_of_arrival_change_nothing(
    databases: storekit.Databases, at_once: list[Any], batches: list[list[Telling]]
) -> None:
    assert _outcome(databases, batches) == at_once
