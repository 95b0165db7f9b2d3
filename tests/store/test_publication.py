"""What is public follows decisions and what is taken in, without anything being linked anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from incidentkit import Telling, event_key, incident_with, tell
from marsad.actions.decide_incidents import By, decide_and_link, undo
from marsad.actions.link_incidents import link
from marsad.store import publication
from marsad.store.workspace import Workspace, create_workspace, open_workspace
from storekit import Databases, disconnect

_TODAY = date(2026, 1, 1)


@pytest.fixture(params=["sqlite", "postgresql"])
def workspace(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Workspace]:
    create_workspace(tmp_path, person="tester", database=databases.fresh(request.param, tmp_path))
    settings = tmp_path / "marsad.toml"
    head, _, rest = settings.read_text("utf-8").partition("[publication]")
    settings.write_text(head + "[publication]" + rest.replace("on = false", "on = true", 1), "utf-8")
    given = open_workspace(tmp_path)
    tell(given, [Telling("one", killed=2), Telling("two", town="south", day="2025-02-01")])
    link(given)
    yield given
    disconnect()


def _shown(workspace: Workspace) -> list[str]:
    return [one.key for one in publication.public_incidents(workspace, _TODAY)]


def _review(workspace: Workspace, doc: str, state: str) -> int:
    value = {"state": state, "before": "open"}
    return decide_and_link(workspace, "review", [event_key(doc)], value, by=By("reviewer")).decision.number


def test_it_follows_each_decision(workspace: Workspace) -> None:
    assert _shown(workspace) == []
    _review(workspace, "two", "accepted")
    assert _shown(workspace) == [incident_with("two")]
    accepted = _review(workspace, "one", "accepted")
    assert _shown(workspace) == [incident_with("one"), incident_with("two")]
    undo(workspace, accepted)
    assert _shown(workspace) == [incident_with("two")]
    _review(workspace, "two", "rejected")
    assert _shown(workspace) == []


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keys of the incidents that were judged, in order."""
    found: list[str] = []
    real = publication.publishable

    def counting(incident: publication.Incident, *others: object) -> publication.PublicIncident | None:
        found.append(incident.key)
        return real(incident, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(publication, "publishable", counting)
    return found


def test_only_what_was_decided_is_judged_again(workspace: Workspace, judged: list[str]) -> None:
    _review(workspace, "one", "accepted")
    assert len(_shown(workspace)) == 1
    judged.clear()
    _review(workspace, "two", "accepted")
    assert len(_shown(workspace)) == 2
    assert judged == [incident_with("two")]


def test_everything_is_judged_again_where_something_was_taken_in(
    workspace: Workspace, judged: list[str]
) -> None:
    _review(workspace, "one", "accepted")
    _review(workspace, "two", "accepted")
    assert len(_shown(workspace)) == 2
    judged.clear()
    tell(workspace, [Telling("three", town="north")])
    assert len(_shown(workspace)) == 2
    assert set(judged) == {incident_with("one"), incident_with("two")}


def test_a_source_that_is_protected_from_now_on_is_shown_no_more(workspace: Workspace) -> None:
    tell(workspace, [Telling("three", town="north", source="channel")])
    link(workspace)
    _review(workspace, "three", "accepted")
    assert _shown(workspace) == [incident_with("three")]
    settings = workspace.folder / "marsad.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[source.channel]\nprotected = true\n", "utf-8")
    assert _shown(open_workspace(workspace.folder)) == []


def test_another_day_shows_what_waited(workspace: Workspace) -> None:
    _review(workspace, "one", "accepted")
    assert publication.public_incidents(workspace, date(2025, 3, 2)) == ()
    assert len(publication.public_incidents(workspace, date(2025, 3, 20))) == 1
