"""Marsad from Python: read one report, read many, lay the events out as a table, ask a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from marsad.actions.read_reports import ReportReader, read_entries, standard_reader
from marsad.errors import InputError, UsageError
from marsad.formats.days import parse_day
from marsad.formats.decoding import mend_surrogates
from marsad.formats.sources import MAX_CHARACTERS, Entry
from marsad.messages import Where
from marsad.model import ActorRole, Incident, Record, Report, Status

if TYPE_CHECKING:
    import polars

    from marsad.actions.add_reports import Added
    from marsad.actions.link_incidents import Linked
    from marsad.store.incidentsearch import Sort
    from marsad.store.workspace import Workspace

#: A report as the functions here take it: a `Report`, a mapping with its fields, or a bare text.
ReportLike = Report | Mapping[str, object] | str


def read(
    text: str,
    published: date | str | None = None,
    *,
    doc: str = "text",
    title: str | None = None,
    publisher: str | None = None,
    reader: ReportReader | None = None,
) -> Record:
    """Read one report.

    Args:
        text: The report. Offsets of the record count its code points.
        published: Day of publication, which "yesterday" is counted from.
        doc: A name for the report.
        title: Its headline, where that is not part of the text.
        publisher: Who published it.
        reader: A reader to use; without it one is loaded at the first call and kept.
    Returns:
        What the report says. A text that can't be read (empty, too long, another language)
        gives an empty record whose ``problem`` tells why.
    Raises:
        InputError: ``published`` is not a day (I103).
    """
    fields = {"doc": doc, "text": text, "published": published, "title": title, "publisher": publisher}
    entry = _entry(fields, 1, None)
    for fault in entry.faults:
        raise fault
    (outcome,) = read_entries([entry], reader=reader or _kept_reader())
    if outcome.record is None:  # an entry with a report gives a record
        raise InputError("I116", where=entry.where)
    return outcome.record


def read_many(
    reports: Iterable[ReportLike],
    *,
    published: date | str | None = None,
    workers: int = 1,
    reader: ReportReader | None = None,
    max_characters: int = MAX_CHARACTERS,
) -> Iterator[Record]:
    """Read reports as they come and yield a record for each, in their order.

    Args:
        reports: `Report` objects, mappings with at least ``text``, or texts.
        published: Day of publication of the reports that state none.
        workers: Processes to share the work; scripts that use several need the usual
            ``if __name__ == "__main__":``.
        reader: Used when ``workers`` is 1.
        max_characters: A longer text is not read, which its record says.
    Raises:
        InputError: ``published`` itself is not a day (I103). A faulty date of a single report
            is told in the ``problem`` of its record.
    """
    day = parse_day(published, Where("read_many")) if published is not None else None
    entries = (_entry(report, number, day) for number, report in enumerate(reports, 1))
    chosen = (reader or _kept_reader()) if workers <= 1 else None
    outcomes = read_entries(entries, reader=chosen, workers=workers, max_characters=max_characters)
    return (outcome.record for outcome in outcomes if outcome.record is not None)


def events_table(records: Iterable[Record], *, public: bool = False, exact: bool = False) -> polars.DataFrame:
    """The events of records as a Polars table, one a row.

    Args:
        records: What `read` and `read_many` give.
        public: Leave out what could harm people: names, quotations and the exact places of
            forces, as ``--format csv`` does.
        exact: With ``public``, keep the exact places of forces.
    Raises:
        UsageError: Polars is not installed (U103).
    """
    try:
        import polars
    except ImportError as error:
        raise UsageError("U103", format="table", package="polars", extra="table") from error
    from marsad.formats.public import TYPES, event_row, full_event_row

    rows = []
    for record in records:
        for number, event in enumerate(record.events, 1):
            row = event_row if public else full_event_row
            rows.append(row(record, number, event, exact=exact or not public))
    kinds = {str: polars.String, int: polars.Int64, float: polars.Float64}
    names = TYPES if public else {**TYPES, "actor_names": str, "sources": str, "quote": str}
    return polars.DataFrame(rows, schema={name: kinds[kind] for name, kind in names.items()})


# A workspace


def open_workspace(path: str | PathLike[str] = ".") -> OpenWorkspace:
    """Open a workspace that ``marsad init`` made; one is open at a time.

    Raises:
        UsageError: The folder holds none (W101), or it can't be opened (W102–W112).
    """
    from marsad.store.workspace import open_workspace as opened

    return OpenWorkspace(opened(Path(path)))


class OpenWorkspace:
    """A workspace: the actions of the command line, as objects."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def add(self, paths: Iterable[str | PathLike[str]], *, source: str | None = None) -> Added:
        """Keep files, folders and addresses, read them, and link what is new; like ``marsad add``.

        Args:
            paths: What is taken in.
            source: The ``[source.NAME]`` of all; without it each report's own is found.
        Returns:
            Numbers of reports that are new, new versions, known, or had a fault.
        """
        from marsad.actions.add_reports import AddOptions, add
        from marsad.actions.read_kept import read_unread

        added = add(self._workspace, [fspath(path) for path in paths], AddOptions(source=source))
        read_unread(self._workspace)
        self.link()
        return added

    def link(self, *, everything: bool = False) -> Linked:
        """Bring the incidents up to date; ``everything`` weighs all events anew."""
        from marsad.actions.link_incidents import link

        return link(self._workspace, everything=everything)

    def records(self) -> Iterator[Record]:
        """What is read now from every report, by name; `Incident.events` name report and number."""
        from marsad.actions.save_incidents import records

        return (record for record, _ in records())

    def incidents(
        self,
        *,
        since: date | str | None = None,
        until: date | str | None = None,
        type: str | None = None,
        actor: str | None = None,
        role: ActorRole | None = None,
        place: str | None = None,
        status: Status | None = None,
        min_voices: int | None = None,
        min_killed: int | None = None,
        min_confidence: float | None = None,
        contested: bool = False,
        sort: Sort = "newest",
    ) -> Iterator[Incident]:
        """The incidents that fit, like ``marsad incidents``; docs/en/reference/incident.md has their fields.

        Raises:
            InputError: A day is none (I103).
            UsageError: There is no such type or class (L104) or actor (L120).
        """
        from marsad.actions.show_incidents import with_names
        from marsad.store.incidentsearch import IncidentFilter, find_incidents

        wanted = IncidentFilter(
            since=_iso(since, "since"),
            until=_iso(until, "until"),
            role=role,
            place=place,
            status=status,
            min_voices=min_voices,
            min_killed=min_killed,
            min_confidence=min_confidence,
            contested=contested,
            sort=sort,
        )
        return find_incidents(with_names(wanted, event_type=type, actor=actor))


def _iso(day: date | str | None, name: str) -> str | None:
    return None if day is None else parse_day(day, Where("incidents"), field=name).isoformat()


@cache
def _kept_reader() -> ReportReader:
    return standard_reader()


def _entry(report: ReportLike, number: int, fallback: date | None) -> Entry:
    fields = _fields(report)
    doc = fields.get("doc")
    where = Where(str(doc) if doc is not None else f"report-{number}")
    faults: list[InputError] = []
    text = fields.get("text")
    readable = isinstance(text, str)
    if not isinstance(text, str):
        faults.append(InputError("I102" if text is None else "I115", where=where, field="text"))
        text = ""
    day = fallback
    if fields.get("published") not in (None, ""):
        try:
            day = parse_day(fields["published"], where)
        except InputError as fault:
            day = None
            faults.append(fault)
    made = Report(
        doc=where.path,
        text=mend_surrogates(text)[0],
        published=day.isoformat() if day else None,
        title=_optional(fields.get("title")),
        publisher=_optional(fields.get("publisher")),
    )
    return Entry(made, where, tuple(faults), readable)


def _fields(report: ReportLike) -> Mapping[str, object]:
    if isinstance(report, str):
        return {"text": report}
    if isinstance(report, Report):
        names = ("doc", "text", "published", "title", "publisher")
        return {name: getattr(report, name) for name in names}
    return report


def _optional(value: object) -> str | None:
    return None if value is None else mend_surrogates(str(value))[0]
