"""The copy of the facts is what the database holds, whoever wrote it, and shows nothing taken back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storekit import Databases, disconnect, ready_django

ready_django()

from django.db import connections, transaction  # noqa: E402 – Django has to be ready

from marsad.store import factcopy, models  # noqa: E402
from marsad.store.workspace import create_workspace  # noqa: E402


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def _stored(
    request: pytest.FixtureRequest, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setattr(factcopy, "_MANY", 10)
    monkeypatch.setattr(factcopy, "_KEPT", 30)
    address = databases.fresh(request.param, tmp_path)
    assert create_workspace(tmp_path, person="tester", database=address)
    yield
    disconnect()


def _write(*keys: str, killed: int = 0) -> None:
    """Facts of incidents, written as linking writes them."""
    with transaction.atomic():
        numbers = []
        for key in keys:
            row, _ = models.Incident.objects.update_or_create(
                key=key,
                defaults={"summary": "{}", "events": 1, "reports": 1, "voices": 1, "type": "attack"},
            )
            models.IncidentFacts.objects.filter(pk=row.pk).delete()
            models.IncidentFacts.objects.create(
                incident=row, key=key, voices=1, killed=killed, types="", actors="", sources=""
            )
            numbers.append(row.pk)
        factcopy.note(numbers)


def _seen() -> dict[str, int]:
    with factcopy.current_facts() as facts:
        return dict(facts.rows("SELECT key, killed FROM facts"))


def test_what_is_written_is_seen_at_the_next_question() -> None:
    assert _seen() == {}
    _write("a", "b")
    assert _seen() == {"a": 0, "b": 0}
    _write("b", killed=3)
    assert _seen() == {"a": 0, "b": 3}


def test_what_is_taken_away_is_seen_no_more() -> None:
    _write("a", "b")
    assert set(_seen()) == {"a", "b"}
    with transaction.atomic():
        row = models.IncidentFacts.objects.get(key="a")
        number = row.pk
        row.delete()
        factcopy.note([number])
    assert set(_seen()) == {"b"}


def test_only_what_was_written_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _write(*"abc")
    _seen()
    monkeypatch.setattr(factcopy._Copy, "_make", lambda _: pytest.fail("made anew"))
    _write("b", killed=1)
    assert _seen()["b"] == 1


@pytest.mark.parametrize("number", [11, 50], ids=["many at once", "more than are kept"])
def test_a_copy_that_cannot_follow_is_made_anew(number: int) -> None:
    _write("first")
    _seen()
    for at in range(number):
        _write(f"k{at}")
    _write(*(f"m{at}" for at in range(number)))
    assert len(_seen()) == 2 * number + 1
    assert models.FactsChange.objects.count() <= 31


def test_what_is_taken_back_was_seen_inside_alone() -> None:
    _write("a")
    assert _seen() == {"a": 0}
    with transaction.atomic():
        _write("a", killed=9)
        assert _seen() == {"a": 9}
        transaction.set_rollback(True)
    assert _seen() == {"a": 0}
    _write("b")
    assert _seen() == {"a": 0, "b": 0}


def test_a_state_is_held_while_others_write() -> None:
    _write("a")
    with factcopy.current_facts() as before:
        assert before.rows("SELECT count(*) FROM facts") == [(1,)]
        with ThreadPoolExecutor(1) as other:
            other.submit(_elsewhere).result()
        assert before.rows("SELECT count(*) FROM facts") == [(1,)]
    assert len(_seen()) == 13


def _elsewhere() -> None:
    _write(*(f"k{at}" for at in range(12)))
    assert len(_seen()) == 13
    connections.close_all()


def test_many_threads_see_what_they_wrote() -> None:
    start = threading.Barrier(4)
    faults: list[str] = []

    def work(name: int) -> None:
        start.wait()
        for turn in range(5):
            _write(f"t{name}-{turn}")
            if f"t{name}-{turn}" not in _seen():
                faults.append(f"{name} {turn}")
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert not faults
    assert len(_seen()) == 20


def test_the_version_changes_with_the_facts_alone() -> None:
    before = factcopy.version()
    assert before
    assert factcopy.version() == before
    _write("a")
    assert factcopy.version() != before
