"""Reading many reports: every one gives a record, in the order of the input, whatever happens."""

from __future__ import annotations

import gc
import logging
import signal
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import msgspec

from marsad.errors import InputError
from marsad.formats.sources import MAX_CHARACTERS, Entry
from marsad.messages import Where
from marsad.model import Record, Report, decode_record, encode_record

if TYPE_CHECKING:  # one process needs none of these, and loading them takes as long as a few reports
    from concurrent.futures import Future, ProcessPoolExecutor

#: Reports that one errand of a worker holds: enough to make the way worth while, few enough
#: to keep results flowing.
_CHUNK: Final = 16
_LOG: Final = logging.getLogger(__name__)


class ReportReader(Protocol):
    """What is needed of a reader."""

    def read(self, report: Report) -> Record:
        """What the report says."""


class Outcome(NamedTuple):
    """An entry of the input and the record made of it; None where there was no report at all."""

    entry: Entry
    record: Record | None

    @property
    def is_faulty(self) -> bool:
        """Whether anything went wrong. A file that rightly holds no report says so in a note."""
        if self.record is None:
            return bool(self.entry.faults) or not self.entry.notes
        return bool(self.entry.faults or self.record.problem)


@dataclass
class Totals:
    """What a run came to. ``problems`` counts reports and files with at least one fault."""

    reports: int = 0
    events: int = 0
    tallies: int = 0
    relations: int = 0
    repairs: int = 0
    problems: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        record = outcome.record
        if record is not None:
            self.reports += 1
            self.events += len(record.events)
            self.tallies += len(record.tallies)
            self.relations += len(record.relations)
            self.repairs += len(record.repairs)
        if outcome.is_faulty:
            self.problems += 1


def read_entries(
    entries: Iterable[Entry],
    *,
    reader: ReportReader | None = None,
    workers: int = 1,
    max_characters: int = MAX_CHARACTERS,
    tables: Sequence[str] = (),
) -> Iterator[Outcome]:
    """Read the reports of a source.

    Args:
        entries: What `marsad.formats.sources.Sources` yields.
        reader: Used in this process; None loads the standard reader. Workers load their own.
        workers: Processes; 1 reads in this one.
        max_characters: A longer text is refused (I113).
        tables: Further places for the standard reader, see `standard_reader`.
    """
    checked = ((entry, _refusal(entry, max_characters)) for entry in entries)
    if workers <= 1:
        chosen = reader or standard_reader(tables)
        for entry, refused in checked:
            yield Outcome(entry, refused or _finish(entry, _read(chosen, entry.report)))
        return
    if tables:
        standard_reader(tables)  # a faulty table is one error here, not one in each process
    yield from _read_apart(checked, _Crew(workers, tuple(tables)))


def standard_reader(tables: Sequence[str] = ()) -> ReportReader:
    """The reader of this installation, with its tables loaded.

    Args:
        tables: Files with further places, as `marsad gazetteer import` writes them.
    Raises:
        InputError: A file can't be opened (I101).
        TableError: A row of one is faulty.
    """
    from marsad.pipeline.reader import Reader  # the tables load here, not with the command line

    if not tables:
        return Reader()
    from marsad.actions.use_gazetteer import load_with

    return Reader(gazetteer=load_with(tables))


def _refusal(entry: Entry, max_characters: int) -> Record | None:
    """The record of a report that is not read, or None for one that can be."""
    report = entry.report
    if report is None:
        return None
    faults = list(entry.faults)
    if entry.readable:
        fault = _fault_of_text(report.text, entry.where, max_characters)
        if fault is None:
            return None
        faults.append(fault)
        if fault.code == "I113":
            report = msgspec.structs.replace(report, text="")
    return _empty_record(report, " ".join(map(str, faults)))


def _fault_of_text(text: str, where: Where, max_characters: int) -> InputError | None:
    if len(text) > max_characters:
        return InputError("I113", where=where, most=f"{max_characters:,}")
    if not text or text.isspace():
        return InputError("I116", where=where)
    if not any(map(str.isalnum, text)):
        return InputError("I117", where=where)
    return None


def _empty_record(report: Report, problem: str) -> Record:
    return Record(
        doc=report.doc,
        text=report.text,
        published=report.published,
        publisher=report.publisher,
        title=report.title,
        problem=problem,
    )


def _read(reader: ReportReader, report: Report | None) -> Record | None:
    if report is None:
        return None
    try:
        return reader.read(report)
    except Exception as error:  # our own fault; the other reports must not pay for it
        _LOG.debug("report %r", report.doc, exc_info=True)
        reason = f"{type(error).__name__}: {error}"[:200]
        return _empty_record(report, str(InputError("I118", where=Where(report.doc), reason=reason)))


def _finish(entry: Entry, record: Record | None) -> Record | None:
    """The record with the faults of its entry told before its own problem."""
    if record is None or not entry.faults:
        return record
    told = [str(fault) for fault in entry.faults]
    if record.problem:
        told.append(record.problem)
    return msgspec.structs.replace(record, problem=" ".join(told))


# Several processes

_Checked = tuple[Entry, Record | None]


@dataclass(frozen=True)
class _Crew:
    """How many processes read, and what their readers load."""

    workers: int
    tables: tuple[str, ...]

    def pool(self, workers: int | None = None) -> ProcessPoolExecutor:
        """New processes, which load their readers when the first errand comes."""
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        # A forked copy of a process that draws a progress bar may inherit a held lock; a fork
        # server has no threads.
        method = "forkserver" if sys.platform.startswith("linux") else "spawn"
        return ProcessPoolExecutor(
            workers or self.workers,
            mp_context=multiprocessing.get_context(method),
            initializer=_start_worker,
            initargs=(self.tables,),
        )


def _read_apart(checked: Iterable[_Checked], crew: _Crew) -> Iterator[Outcome]:
    pool = crew.pool()
    waiting: deque[tuple[list[_Checked], Future[list[bytes]]]] = deque()
    try:
        for chunk in _chunks(checked):
            waiting.append((chunk, pool.submit(_read_chunk, _to_read(chunk))))
            if len(waiting) >= 3 * crew.workers:
                pool = yield from _collect(waiting, pool, crew)
        while waiting:
            pool = yield from _collect(waiting, pool, crew)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _collect(
    waiting: deque[tuple[list[_Checked], Future[list[bytes]]]], pool: ProcessPoolExecutor, crew: _Crew
) -> Generator[Outcome, None, ProcessPoolExecutor]:
    """Yield the outcomes of the oldest chunk; return the pool to go on with."""
    from concurrent.futures.process import BrokenProcessPool

    chunk, future = waiting.popleft()
    try:
        lines = iter(future.result())
    except BrokenProcessPool:
        # One worker's death breaks all pending errands. They are done again, in new processes and
        # one report at a time, so that only the report that was too much goes without a reading.
        pool.shutdown(wait=False)
        again = [chunk, *(later for later, _ in waiting)]
        waiting.clear()
        for part in again:
            yield from _one_by_one(part, crew)
        return crew.pool()
    for entry, refused in chunk:
        if refused is not None or entry.report is None:
            yield Outcome(entry, refused)
        else:
            yield Outcome(entry, _finish(entry, decode_record(next(lines))))
    return pool


def _one_by_one(chunk: list[_Checked], crew: _Crew) -> Iterator[Outcome]:
    from concurrent.futures.process import BrokenProcessPool

    pool = crew.pool(1)
    for entry, refused in chunk:
        if refused is not None or entry.report is None:
            yield Outcome(entry, refused)
            continue
        try:
            (line,) = pool.submit(_read_chunk, [entry.report]).result()
            yield Outcome(entry, _finish(entry, decode_record(line)))
        except BrokenProcessPool:
            pool = crew.pool(1)
            fault = str(InputError("I120", where=entry.where))
            yield Outcome(entry, _finish(entry, _empty_record(entry.report, fault)))
    pool.shutdown(wait=False)


def _chunks(checked: Iterable[_Checked]) -> Iterator[list[_Checked]]:
    chunk: list[_Checked] = []
    for pair in checked:
        chunk.append(pair)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _to_read(chunk: list[_Checked]) -> list[Report]:
    return [entry.report for entry, refused in chunk if refused is None and entry.report is not None]


_worker_reader: ReportReader | None = None


def _start_worker(tables: tuple[str, ...]) -> None:
    global _worker_reader
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the pool
    _worker_reader = standard_reader(tables)
    gc.freeze()  # the tables stay: searches for garbage cycles need not go through them


def _read_chunk(reports: list[Report]) -> list[bytes]:
    """Records as JSON, which crosses between processes faster than pickled objects."""
    if _worker_reader is None:
        raise RuntimeError("a worker was asked to read before it had a reader")
    records = (_read(_worker_reader, report) for report in reports)
    return [encode_record(record) for record in records if record is not None]
