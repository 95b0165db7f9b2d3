"""The garbage collector is held off while a report is read, and found again as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from marsad.pipeline.pause import CollectorPause


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.enable()
    yield
    (gc.enable if was_on else gc.disable)()


def test_the_collector_rests_inside_and_works_again_outside() -> None:
    with CollectorPause():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    with CollectorPause():
        pass
    assert not gc.isenabled()


def test_the_last_of_several_readers_restores_it() -> None:
    pause = CollectorPause()
    with pause:
        with pause:
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_error_inside_restores_it_too() -> None:
    with pytest.raises(ValueError, match="inside"), CollectorPause():
        raise ValueError("inside")
    assert gc.isenabled()
