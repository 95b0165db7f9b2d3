"""Files of many reports, one a line or a row: JSON Lines and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from marsad.errors import InputError
from marsad.formats.decoding import is_binary
from marsad.formats.entries import FIELDS, Entry, EntryMaker, Origin
from marsad.formats.jsonlines import parse_object
from marsad.messages import Where


def read_jsonl(stream: io.BufferedReader, where: Where, maker: EntryMaker) -> Iterator[Entry]:
    """An entry for each line that is not blank."""
    limit = 12 * maker.options.max_characters  # every character as a \uXXXX pair
    for number, data in enumerate(_lines(stream, limit), 1):
        line = where.at(number)
        if data is None:
            yield maker.entry({"text": ""}, line, (maker.too_long(line),), origin=_origin(line, None))
        elif data.strip():
            yield _json_line(data, line, maker)
            if is_binary(data):
                return  # one sentence is enough for a picture named .jsonl


def read_csv(stream: io.BufferedReader, where: Where, maker: EntryMaker) -> Iterator[Entry]:
    """An entry for each row below the header."""
    csv.field_size_limit(max(csv.field_size_limit(), 4 * maker.options.max_characters))
    lines = _DecodedLines(stream, where, maker)
    try:
        header = next(lines, "")
        delimiter = max(",;\t", key=header.count)
        rows = csv.reader(lines, delimiter=delimiter)
        names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    except csv.Error as error:
        yield Entry(None, where, (InputError("I111", where=where.at(1), reason=error),))
        return
    text = maker.column("text")
    if lines.fault is not None or text not in names:
        found = ", ".join(names)[:80]
        missing = InputError("I108", where=where.at(1), field=text, found=found)
        yield Entry(None, where, (lines.fault or missing,))
        return
    while True:
        lines.fault = None
        first = where.at(lines.number + 1)
        try:
            cells = next(rows, None)
        except csv.Error as error:
            fault = InputError("I111", where=first, reason=error)
            yield maker.entry({"text": ""}, first, (fault,), origin=_origin(first, None))
            continue
        if cells is None:
            return
        if cells or lines.fault:
            yield _row(names, cells, first, lines, maker)


def _lines(stream: io.BufferedReader, limit: int) -> Iterator[bytes | None]:
    """Lines with their ends; None for one that is longer than the limit, which is passed over."""
    while data := stream.readline(limit):
        if len(data) < limit or data.endswith(b"\n"):
            yield data
            continue
        while (rest := stream.readline(limit)) and not rest.endswith(b"\n"):
            pass
        yield None


def _json_line(data: bytes, where: Where, maker: EntryMaker) -> Entry:
    line, faults, notes = maker.decoded(data, where)
    fields: Mapping[str, object] = {"text": ""}
    if not faults:
        try:
            found = parse_object(line, where)
            fields = {name: found.get(maker.column(name)) for name in FIELDS}
        except InputError as fault:
            faults = (fault,)
    return maker.entry(fields, where, faults, notes, origin=_origin(where, fields.get("doc")))


def _row(names: list[str], cells: list[str], where: Where, lines: _DecodedLines, maker: EntryMaker) -> Entry:
    row = dict(zip(names, cells, strict=False))
    fields = {name: row.get(maker.column(name)) for name in FIELDS}
    origin = _origin(where, fields["doc"])
    if lines.fault is not None:
        return maker.entry({**fields, "text": ""}, where, (lines.fault,), origin=origin)
    if len(cells) > len(names):
        fault = InputError("I110", where=where, found=len(cells), expected=len(names))
        return maker.entry(fields, where, (fault,), origin=origin)
    return maker.entry(fields, where, (), tuple(lines.take_notes()), origin=origin)


def _origin(where: Where, doc: object) -> Origin:
    named = isinstance(doc, str | int) and doc != ""
    return Origin(key=str(doc) if named else f"line/{where.line}", locator=f"line {where.line}")


class _DecodedLines:
    """Decoded lines for the csv module; a line that can't be decoded is kept as ``fault``."""

    def __init__(self, stream: io.BufferedReader, where: Where, maker: EntryMaker) -> None:
        self.number = 0
        self.fault: InputError | None = None
        self._notes: list[InputError] = []
        self._lines = _lines(stream, 12 * maker.options.max_characters)
        self._where, self._maker = where, maker

    def __iter__(self) -> _DecodedLines:
        return self

    def __next__(self) -> str:
        data = next(self._lines)
        self.number += 1
        line = self._where.at(self.number)
        if data is None:
            self.fault = self._maker.too_long(line)
            return "\n"
        text, faults, notes = self._maker.decoded(data, line)
        self._notes.extend(notes)
        if faults:
            self.fault = faults[0]
            return "\n"
        return text

    def take_notes(self) -> list[InputError]:
        """The notes of the lines since the last call."""
        notes, self._notes = self._notes, []
        return notes
