from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from marsad.cli import main
from marsad.messages import choose_language
from recordkit import FakeReader


@pytest.fixture(autouse=True)
def _fake_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about the door; what is behind it has tests of its own."""
    fake = ModuleType("marsad.pipeline.reader")
    fake.Reader = FakeReader  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "marsad.pipeline.reader", fake)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture
def marsad(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, str, str]]:
    """Run a command line: exit status, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            status = main([str(a) for a in arguments])
        finally:
            choose_language(None)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return run
