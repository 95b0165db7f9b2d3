"""Reports from files and pipes: text, HTML, JSON Lines and CSV, each also compressed with gzip.

Nothing that a file holds stops the reading of the others: each fault belongs to an `Entry`.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from pathlib import Path
from typing import BinaryIO, Final, Literal, NamedTuple, cast

from marsad.errors import InputError
from marsad.formats.days import parse_day
from marsad.formats.decoding import decode, is_binary, mend_surrogates
from marsad.formats.jsonlines import parse_object
from marsad.messages import Where, reason_of
from marsad.model import Report

Kind = Literal["text", "html", "jsonl", "csv"]
FIELDS: Final = ("doc", "text", "title", "published", "publisher")
#: Longer "reports" are archives by mistake. One that long takes seconds and some 200 MB.
MAX_CHARACTERS: Final = 1_000_000
_KINDS: Final[Mapping[str, Kind]] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
}
_GZIP: Final = b"\x1f\x8b"
_GZIP_FAULTS: Final = (EOFError, gzip.BadGzipFile, zlib.error)


@dataclass(frozen=True, kw_only=True)
class SourceOptions:
    """How files are taken in.

    Attributes:
        kind: The format of all files; None tells it by name, then by content.
        published: Publication day of the reports that state none themselves.
        zone: Times with an offset are taken to this zone before the day is read off.
        columns: Our field name to the name that the file uses for it.
        max_characters: A report longer than this is refused.
    """

    kind: Kind | None = None
    published: date | None = None
    zone: tzinfo | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    max_characters: int = MAX_CHARACTERS


class Entry(NamedTuple):
    """One report of the input, and what is wrong with it.

    ``report`` is None for a file that can't be opened or breaks off: there is no report to
    speak of. ``readable`` is False where the text is not what its author wrote. ``notes`` are
    worth saying but no faults.
    """

    report: Report | None
    where: Where
    faults: tuple[InputError, ...] = ()
    readable: bool = True
    notes: tuple[InputError, ...] = ()


class Sources:
    """The reports of several files, in order; "-" is standard input.

    ``total_bytes`` is the size of all files on disk (None with standard input), ``bytes_read``
    how far reading has come.
    """

    def __init__(self, paths: Iterable[str], options: SourceOptions | None = None) -> None:
        self.paths = list(paths)
        self.options = options or SourceOptions()
        self.total_bytes = self._total()
        self._done = 0
        self._raw: BinaryIO | None = None
        self._docs: dict[str, Where] = {}
        self._noted: set[tuple[str, str]] = set()

    @property
    def bytes_read(self) -> int:
        """Bytes taken from the files so far (before unpacking)."""
        if self._raw is None or self._raw.closed or not self._raw.seekable():
            return self._done
        return self._done + self._raw.tell()

    def __iter__(self) -> Iterator[Entry]:
        for path in self.paths:
            where = Where("<stdin>" if path == "-" else Path(path).name)
            try:
                yield from map(self._once, self._file(path, where))
            except OSError as error:
                fault = InputError("I101", where=path, reason=reason_of(error))
                yield Entry(None, where, (fault,))

    def _total(self) -> int | None:
        if "-" in self.paths:
            return None
        return sum(Path(p).stat().st_size for p in self.paths if Path(p).is_file())

    def _file(self, path: str, where: Where) -> Iterator[Entry]:
        if path == "-":
            yield from self._stream(sys.stdin.buffer, path, where)
            return
        with open(path, "rb") as raw:
            self._raw = raw
            yield from self._stream(raw, path, where)
        self._done += Path(path).stat().st_size
        self._raw = None

    def _stream(self, raw: BinaryIO, path: str, where: Where) -> Iterator[Entry]:
        stream = cast("io.BufferedReader", raw)
        if stream.peek(2)[:2] == _GZIP:
            stream = cast("io.BufferedReader", io.BufferedReader(gzip.GzipFile(fileobj=stream)))
        read = {"text": self._text, "html": self._html, "jsonl": self._jsonl, "csv": self._csv}
        try:
            kind = self.options.kind or kind_of(path, stream.peek(1024))
            yield from read[kind](stream, where)
        except _GZIP_FAULTS:
            yield Entry(None, where, (InputError("I109", where=where),))

    # One report a file

    def _text(self, stream: io.BufferedReader, where: Where) -> Iterator[Entry]:
        data, faults = self._whole(stream, where, limit=4 * self.options.max_characters)
        text = ""
        notes: tuple[InputError, ...] = ()
        if not faults:
            text, faults, notes = self._decoded(data, where)
        yield self._entry({"text": text}, where, faults, notes, doc=where.path)

    def _html(self, stream: io.BufferedReader, where: Where) -> Iterator[Entry]:
        from marsad.formats.pages import read_page  # lxml and trafilatura take a while to load

        data, faults = self._whole(stream, where, limit=40 * self.options.max_characters)
        fields: dict[str, object] = {"text": ""}
        notes: tuple[InputError, ...] = ()
        if not faults:
            page, faults, notes = self._decoded(data, where)
            if not faults:
                fields = dict(read_page(page))
                if not fields["text"]:
                    faults = (InputError("I114", where=where),)
        yield self._entry(fields, where, faults, notes, doc=where.path)

    def _whole(
        self, stream: io.BufferedReader, where: Where, *, limit: int
    ) -> tuple[bytes, tuple[InputError, ...]]:
        try:
            data = stream.read(limit + 1)
        except _GZIP_FAULTS:
            return b"", (InputError("I109", where=where),)
        if len(data) > limit:
            return b"", (InputError("I113", where=where, most=f"{self.options.max_characters:,}"),)
        return data, ()

    def _decoded(
        self, data: bytes, where: Where
    ) -> tuple[str, tuple[InputError, ...], tuple[InputError, ...]]:
        if is_binary(data):
            return "", (InputError("I104", where=where),), ()
        decoded = decode(data)
        if decoded is None:
            return "", (InputError("I105", where=where),), ()
        if decoded.code_page is None:
            return decoded.text, (), ()
        return decoded.text, (), self._note("I201", where, found=decoded.code_page)

    def _note(self, code: str, where: Where, **details: object) -> tuple[InputError, ...]:
        """A note that is made once a file, not once a line."""
        if (where.path, code) in self._noted:
            return ()
        self._noted.add((where.path, code))
        return (InputError(code, where=where, **details),)

    # Many reports a file

    def _jsonl(self, stream: io.BufferedReader, where: Where) -> Iterator[Entry]:
        limit = 12 * self.options.max_characters  # every character as a \uXXXX pair
        number = 0
        while data := stream.readline(limit):
            number += 1
            line = where.at(number)
            if len(data) >= limit and not data.endswith(b"\n"):
                while rest := stream.readline(limit):
                    if rest.endswith(b"\n"):
                        break
                fault = InputError("I113", where=line, most=f"{self.options.max_characters:,}")
                yield self._entry({"text": ""}, line, (fault,))
            elif data.strip():
                yield self._json_line(data, line)
                if is_binary(data):
                    return  # one sentence is enough for a picture named .jsonl

    def _json_line(self, data: bytes, where: Where) -> Entry:
        line, faults, notes = self._decoded(data, where)
        fields: Mapping[str, object] = {"text": ""}
        if not faults:
            try:
                found = parse_object(line, where)
                fields = {name: found.get(self._column(name)) for name in FIELDS}
            except InputError as fault:
                faults = (fault,)
        return self._entry(fields, where, faults, notes)

    def _csv(self, stream: io.BufferedReader, where: Where) -> Iterator[Entry]:
        csv.field_size_limit(max(csv.field_size_limit(), 4 * self.options.max_characters))
        lines = _Lines(self, stream, where)
        try:
            header = next(lines, "")
            delimiter = max(",;\t", key=header.count)
            rows = csv.reader(lines, delimiter=delimiter)
            names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
        except csv.Error as error:
            yield Entry(None, where, (InputError("I111", where=where.at(1), reason=error),))
            return
        if lines.fault is not None or self._column("text") not in names:
            found = ", ".join(names)[:80]
            missing = InputError("I108", where=where.at(1), field=self._column("text"), found=found)
            yield Entry(None, where, (lines.fault or missing,))
            return
        while True:
            lines.fault = None
            first = where.at(lines.number + 1)
            try:
                cells = next(rows, None)
            except csv.Error as error:
                yield self._entry({"text": ""}, first, (InputError("I111", where=first, reason=error),))
                continue
            if cells is None:
                return
            if cells or lines.fault:
                yield self._row(names, cells, first, lines)

    def _row(self, names: list[str], cells: list[str], where: Where, lines: _Lines) -> Entry:
        row = dict(zip(names, cells, strict=False))
        fields = {name: row.get(self._column(name)) for name in FIELDS}
        if lines.fault is not None:
            return self._entry({**fields, "text": ""}, where, (lines.fault,))
        if len(cells) > len(names):
            fault = InputError("I110", where=where, found=len(cells), expected=len(names))
            return self._entry(fields, where, (fault,))
        return self._entry(fields, where, (), tuple(lines.take_notes()))

    def _column(self, name: str) -> str:
        return self.options.columns.get(name, name)

    # Fields to reports

    def _entry(
        self,
        fields: Mapping[str, object],
        where: Where,
        faults: tuple[InputError, ...] = (),
        notes: tuple[InputError, ...] = (),
        *,
        doc: str | None = None,
    ) -> Entry:
        """An entry from raw fields. Faults handed in mean that the text can't be trusted."""
        readable = not faults
        found = list(faults)
        values = {name: self._string(fields, name, where, found) for name in ("doc", "title", "publisher")}
        text = fields.get("text")
        if not isinstance(text, str):
            code = "I102" if text is None else "I115"
            found.append(InputError(code, where=where, field=self._column("text")))
            text, readable = "", False
        text, lone = mend_surrogates(text)
        if lone:
            notes = (*notes, InputError("I202", where=where, field=self._column("text"), found=lone))
        published = self._published(fields, where, found)
        if published is None and text.strip() and not found:
            notes = (*notes, *self._note("I203", Where(where.path)))
        report = Report(
            doc=doc or values["doc"] or _made_doc(where),
            text=text,
            published=published,
            title=values["title"],
            publisher=values["publisher"],
        )
        return Entry(report, where, tuple(found), readable, notes)

    def _string(
        self, fields: Mapping[str, object], name: str, where: Where, faults: list[InputError]
    ) -> str | None:
        value = fields.get(name)
        if value is None or value == "":
            return None
        if name == "doc" and isinstance(value, int):
            return str(value)
        if not isinstance(value, str):
            faults.append(InputError("I115", where=where, field=self._column(name)))
            return None
        return mend_surrogates(value)[0]

    def _published(self, fields: Mapping[str, object], where: Where, faults: list[InputError]) -> str | None:
        value = fields.get("published")
        fallback = self.options.published
        if value is None or value == "":
            return fallback.isoformat() if fallback else None
        try:
            name = self._column("published")
            return parse_day(value, where, field=name, zone=self.options.zone).isoformat()
        except InputError as fault:
            faults.append(fault)
            return None

    def _once(self, entry: Entry) -> Entry:
        """The entry under a name that no earlier one has; a repeated id is a fault of the input."""
        report = entry.report
        if report is None or report.doc not in self._docs:
            if report is not None:
                self._docs[report.doc] = entry.where
            return entry
        number = 2
        while (name := f"{report.doc}#{number}") in self._docs:
            number += 1
        self._docs[name] = entry.where
        renamed = Report(
            doc=name,
            text=report.text,
            published=report.published,
            publisher=report.publisher,
            title=report.title,
        )
        if report.doc == _made_doc(entry.where):  # two files of one name: nobody's mistake
            return entry._replace(report=renamed)
        fault = InputError(
            "I112", where=entry.where, found=report.doc, first=self._docs[report.doc], name=name
        )
        return entry._replace(report=renamed, faults=(*entry.faults, fault))


class _Lines:
    """Decoded lines for the csv module; a line that can't be decoded is kept as ``fault``."""

    def __init__(self, sources: Sources, stream: io.BufferedReader, where: Where) -> None:
        self.number = 0
        self.fault: InputError | None = None
        self._notes: list[InputError] = []
        self._sources, self._stream, self._where = sources, stream, where

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        data = self._stream.readline()
        if not data:
            raise StopIteration
        self.number += 1
        text, faults, notes = self._sources._decoded(data, self._where.at(self.number))
        self._notes.extend(notes)
        if faults:
            self.fault = faults[0]
            return "\n"
        return text

    def take_notes(self) -> list[InputError]:
        notes, self._notes = self._notes, []
        return notes


def kind_of(path: str, start: bytes) -> Kind:
    """The format of a file, from its name and else from its first bytes."""
    suffixes = [s.lower() for s in Path(path).suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    if suffixes and suffixes[-1] in _KINDS:
        return _KINDS[suffixes[-1]]
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if head.startswith(b"{"):
        return "jsonl"
    if head.startswith((b"<!doctype", b"<html", b"<?xml")):
        return "html"
    return "text"


def _made_doc(where: Where) -> str:
    return where.path if where.line is None else f"{where.path}:{where.line}"
