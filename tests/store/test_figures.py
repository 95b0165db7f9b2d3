"""Figures that are kept with the moment they hold for."""

from __future__ import annotations

import pytest

from marsad.store import figures, jobs, log, models
from marsad.store.figures import figures_of, recount
from marsad.store.workspace import Workspace

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


class Counter:
    """Counts how often it was asked to count."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, _workspace: Workspace) -> dict[str, int]:
        self.times += 1
        return {"times": self.times}


def test_figures_hold_until_the_log_goes_on(workspace: Workspace) -> None:
    count = Counter()
    first = figures_of(workspace, "some", dict[str, int], count)
    assert first == figures_of(workspace, "some", dict[str, int], count)
    assert count.times == 1
    log.append("something", "tester")
    later = figures_of(workspace, "some", dict[str, int], count)
    assert later
    assert (later.data, later.is_behind) == ({"times": 2}, False)


def test_slow_ones_are_given_as_they_were_and_counted_in_the_background(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "_QUICK_S", -1.0)
    monkeypatch.setattr(figures, "_REST", 0)
    count = Counter()
    first = figures_of(workspace, "slow", dict[str, int], count)
    log.append("something", "tester")
    later = figures_of(workspace, "slow", dict[str, int], count)
    assert first
    assert later == first._replace(is_behind=True)
    assert figures_of(workspace, "slow", dict[str, int], count) == later
    (job,) = models.Job.objects.all()
    assert (job.kind, job.details) == (figures.JOB, {"name": "slow"})
    assert jobs.take() == job
    recount(workspace, "slow", count)
    newest = figures_of(workspace, "slow", dict[str, int], count)
    assert newest
    assert (newest.data, newest.is_behind) == ({"times": 2}, False)


def test_slow_ones_are_counted_again_only_after_a_while(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "_QUICK_S", -1.0)
    monkeypatch.setattr(figures, "_REST", 1e9)
    count = Counter()
    figures_of(workspace, "slow", dict[str, int], count)
    log.append("something", "tester")
    later = figures_of(workspace, "slow", dict[str, int], count)
    assert later
    assert (later.data, later.is_behind) == ({"times": 1}, True)
    assert not models.Job.objects.exists()
    monkeypatch.setattr(figures, "_REST", 0)
    figures_of(workspace, "slow", dict[str, int], count)
    assert models.Job.objects.count() == 1


def test_the_first_count_of_many_incidents_is_left_to_the_background(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "_FEW_INCIDENTS", -1)
    count = Counter()
    assert figures_of(workspace, "first", dict[str, int], count) is None
    assert (count.times, models.Job.objects.count()) == (0, 1)


@pytest.mark.parametrize("content", [b"", b"{", b'{"head": 0, "as_of": "x", "took_s": 0, "data": [1]}'])
def test_a_file_that_cannot_be_read_is_counted_again(workspace: Workspace, content: bytes) -> None:
    path = workspace.folder / figures.FOLDER / "odd.json"
    path.parent.mkdir()
    path.write_bytes(content)
    found = figures_of(workspace, "odd", dict[str, int], Counter())
    assert found
    assert found.data == {"times": 1}
    assert path.stat().st_mode & 0o777 == 0o600
