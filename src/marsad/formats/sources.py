"""Reports from files, folders, pipes and bytes of every kind that Marsad takes, also compressed with gzip.

Nothing that a file holds stops the reading of the others: each fault belongs to an `Entry`.
"""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Final, cast

import msgspec

from marsad.errors import InputError
from marsad.formats import rows
from marsad.formats.entries import (
    FIELDS,
    GZIP_FAULTS,
    MAX_CHARACTERS,
    Entry,
    EntryMaker,
    Kind,
    Origin,
    SourceOptions,
    made_doc,
)
from marsad.formats.folders import Folder, FolderFile, list_folder
from marsad.formats.kinds import GZIP, START, kind_of, told_kind, unpacked_start
from marsad.formats.plain import read_html, read_text
from marsad.messages import Where, reason_of

__all__ = [
    "FIELDS", "MAX_CHARACTERS", "Entry", "Kind", "Origin", "SourceOptions", "Sources", "kind_of",
    "read_bytes",
]  # fmt: skip

_Reader = Callable[[io.BufferedReader, Where, EntryMaker], Iterator[Entry]]
_READERS: Final[dict[Kind, _Reader]] = {
    "text": read_text,
    "html": read_html,
    "jsonl": rows.read_jsonl,
    "csv": rows.read_csv,
}
#: Readers whose modules, and what these import, are loaded when such a file comes.
_LATE: Final[dict[Kind, tuple[str, str]]] = {
    "telegram": ("telegram", "read_telegram"),
    "feed": ("feeds", "read_feed"),
    "sitemap": ("sitemaps", "read_sitemap"),
    "warc": ("webarchives", "read_warc"),
    "wacz": ("webarchives", "read_wacz"),
    "pdf": ("documents", "read_pdf"),
    "docx": ("documents", "read_docx"),
}
#: Kinds that take care of gzip themselves: each record of a WARC is a file of its own.
_PACKED: Final = ("warc",)


def read_bytes(
    data: bytes, name: str, options: SourceOptions | None = None, media_type: str | None = None
) -> Iterator[Entry]:
    """The reports that bytes hold, as `Sources` gives those of a file.

    Args:
        data: A whole file.
        name: Its file name or address, for its kind and for messages.
        options: How it is taken in.
        media_type: What it was served as; goes before the name.
    """
    once = _Once()
    maker = EntryMaker(options or SourceOptions())
    return map(once.named, read_stream(buffered(io.BytesIO(data)), name, Where(name), maker, media_type))


def read_stream(
    stream: io.BufferedReader, name: str, where: Where, maker: EntryMaker, media_type: str | None = None
) -> Iterator[Entry]:
    """The reports of an open file; the names of two may be the same."""
    try:
        start = stream.peek(START)
        packed = start.startswith(GZIP)
        kind = maker.options.kind or kind_of(name, unpacked_start(start), media_type)
        if packed and kind not in _PACKED:
            stream = buffered(gzip.GzipFile(fileobj=stream))
        yield from reader_of(kind)(stream, where, maker)
    except GZIP_FAULTS:
        yield Entry(None, where, (InputError("I109", where=where),))


class Sources:
    """The reports of several files and folders, in order; "-" is standard input.

    ``total_bytes`` is the size of all files on disk (None with standard input), ``bytes_read``
    how far reading has come.
    """

    def __init__(self, paths: Iterable[str], options: SourceOptions | None = None) -> None:
        self.paths = list(paths)
        self.options = options or SourceOptions()
        self._folders = {path: list_folder(Path(path)) for path in self.paths if Path(path).is_dir()}
        self.total_bytes = self._total()
        self._done = 0
        self._raw: BinaryIO | None = None
        self._once = _Once()
        self._maker = EntryMaker(self.options)

    @property
    def bytes_read(self) -> int:
        """Bytes taken from the files so far (before unpacking)."""
        if self._raw is None or self._raw.closed or not self._raw.seekable():
            return self._done
        return self._done + self._raw.tell()

    def __iter__(self) -> Iterator[Entry]:
        for path in self.paths:
            where = Where("<stdin>" if path == "-" else Path(path).name)
            found = self._folder(self._folders[path]) if path in self._folders else self._file(path, where)
            yield from map(self._once.named, found)

    def _total(self) -> int | None:
        if "-" in self.paths:
            return None
        files = [Path(path) for path in self.paths if path not in self._folders]
        files += [file.path for folder in self._folders.values() for file in folder.files]
        return sum(file.stat().st_size for file in files if file.is_file())

    def _folder(self, folder: Folder) -> Iterator[Entry]:
        files, passed_over = known_files(folder, self.options)
        for file in files:
            yield from self._file(str(file.path), Where(file.name))
        yield from passed_over

    def _file(self, path: str, where: Where) -> Iterator[Entry]:
        try:
            if path == "-":
                yield from self._stream(sys.stdin.buffer, path, where)
                return
            with open(path, "rb") as raw:
                self._raw = raw
                yield from self._stream(raw, path, where)
            self._done += Path(path).stat().st_size
            self._raw = None
        except OSError as error:
            yield Entry(None, where, (InputError("I101", where=path, reason=reason_of(error)),))

    def _stream(self, raw: BinaryIO, path: str, where: Where) -> Iterator[Entry]:
        return read_stream(cast("io.BufferedReader", raw), path, where, self._maker)


def known_files(folder: Folder, options: SourceOptions) -> tuple[list[FolderFile], list[Entry]]:
    """The files of a folder that are read, and entries that tell what is passed over.

    Files of unknown kinds are told together, one sentence an ending.
    """
    known: list[FolderFile] = []
    unknown: dict[str, list[str]] = {}
    for file in folder.files:
        if options.kind is None and not _is_known(file.path):
            unknown.setdefault(file.path.suffix.lower(), []).append(file.name)
        else:
            known.append(file)
    told: list[Entry] = []
    for suffix, names in unknown.items():
        where = Where(names[0])
        fault = InputError("I130", where=where, count=len(names), suffix=suffix, folder=folder.name)
        told.append(Entry(None, where, (fault,)))
    return known, [*told, *folder.told()]


def buffered(stream: object) -> io.BufferedReader:
    """A binary stream as one whose first bytes can be looked at before they are read."""
    return cast("io.BufferedReader", io.BufferedReader(cast("io.RawIOBase", stream), START))


def reader_of(kind: Kind) -> _Reader:
    """The reader of a kind; it takes bytes that are unpacked, except for WARC."""
    if kind in _READERS:
        return _READERS[kind]
    module, name = _LATE[kind]
    reader: _Reader = getattr(import_module(f"marsad.formats.{module}"), name)
    return reader


def _is_known(path: Path) -> bool:
    """Whether a file of a folder is of a kind that Marsad reads; one that can't be opened is told later."""
    try:
        with open(path, "rb") as stream:
            start = unpacked_start(stream.read(START))
    except OSError:
        return True
    return told_kind(path.name, start) is not None or not path.suffix


class _Once:
    """Gives every report a name of its own."""

    def __init__(self) -> None:
        self._docs: dict[str, Where] = {}

    def named(self, entry: Entry) -> Entry:
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
        renamed = msgspec.structs.replace(report, doc=name)
        address = entry.origin.url if entry.origin else None
        if report.doc in (made_doc(entry.where), address):
            # Two files of one name, a page that was captured twice: nobody's mistake.
            return entry._replace(report=renamed)
        first = self._docs[report.doc]
        fault = InputError("I112", where=entry.where, found=report.doc, first=first, name=name)
        return entry._replace(report=renamed, faults=(*entry.faults, fault))
