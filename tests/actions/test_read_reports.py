"""Reading many: order, counts, and processes that end before their work does."""

from __future__ import annotations

import multiprocessing
import os
import sys
from types import ModuleType

import pytest

from marsad.actions.read_reports import Outcome, Totals, read_entries
from marsad.errors import InputError
from marsad.formats.sources import Entry
from marsad.messages import Where
from marsad.model import Record, Report
from recordkit import TEXT, FakeReader


class MortalReader(FakeReader):
    """Ends its whole process on the word "die", as one that runs out of memory does."""

    def read(self, report: Report) -> Record:
        if report.text == "die":
            os._exit(9)
        return super().read(report)


@pytest.fixture
def _mortal_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = ModuleType("marsad.pipeline.reader")
    fake.Reader = MortalReader  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "marsad.pipeline.reader", fake)
    # Forked workers know what this test has put in place; those of a fork server would not.
    fork = multiprocessing.get_context("fork")
    monkeypatch.setattr("multiprocessing.get_context", lambda _: fork)


def entry(number: int, text: str) -> Entry:
    return Entry(Report(doc=str(number), text=text), Where("in", number))


@pytest.mark.usefixtures("_mortal_workers")
def test_death_of_a_worker_costs_the_report_that_caused_it_and_no_other() -> None:
    given = [entry(n, "die" if n in (5, 40) else f"text {n}") for n in range(60)]
    records = [outcome.record for outcome in read_entries(given, workers=2)]
    assert [r.doc for r in records if r] == [str(n) for n in range(60)]
    assert {r.doc: (r.problem or "")[:4] for r in records if r and r.problem} == {"5": "I120", "40": "I120"}


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.usefixtures("_mortal_workers")
def test_faults_of_the_input_stand_before_those_of_the_reading(workers: int) -> None:
    fault = InputError("I103", where=Where("in", 1), field="published", found="soon")
    given = [entry(1, "crash")._replace(faults=(fault,)), Entry(None, Where("gone"), (fault,))]
    first, second = read_entries(given, workers=workers)
    assert first.record is not None
    assert (first.record.problem or "").startswith("I103 ")
    assert " I118 " in (first.record.problem or "")
    assert second.record is None


def test_totals_count_everything_once() -> None:
    totals = Totals()
    given = [entry(1, TEXT), entry(2, ""), Entry(None, Where("gone"), ())]
    for outcome in read_entries(given, reader=FakeReader()):
        totals.add(outcome)
    assert (totals.reports, totals.events, totals.tallies, totals.relations) == (2, 2, 1, 1)
    assert totals.repairs == 1
    assert totals.problems == 2


def test_a_file_that_rightly_holds_no_report_is_no_problem() -> None:
    note = InputError("I151", where=Where("empty"))
    totals = Totals()
    for outcome in read_entries([Entry(None, Where("empty"), notes=(note,))], reader=FakeReader()):
        totals.add(outcome)
    assert (totals.reports, totals.problems) == (0, 0)


def test_records_come_as_they_are_made() -> None:
    taken: list[int] = []

    def given() -> object:
        for number in range(9):
            taken.append(number)
            yield entry(number, "text")

    outcomes = read_entries(given(), reader=FakeReader())  # type: ignore[arg-type]
    assert isinstance(next(outcomes), Outcome)
    assert taken == [0]
