"""WARC and WACZ: the pages, texts, feeds and documents that an archive captured.

The time of capture is kept as such; it is not the day of publication.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Final
from urllib.parse import urlsplit

from warcio.bufferedreaders import BufferedReader as WarcReader
from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecordLoader

from marsad.errors import InputError
from marsad.formats.entries import Entry, EntryMaker, Kind, Origin, as_utc, web_address
from marsad.formats.kinds import START, served_kind, told_kind
from marsad.formats.links import moment_of
from marsad.formats.sources import buffered, reader_of
from marsad.formats.unpacking import unpack
from marsad.formats.warcrecords import MOST_BYTES, RawRecord, RawRecords, TooMuch
from marsad.messages import Where

_TYPE: Final = re.compile(rb"^warc-type:[ \t]*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_TAKEN: Final[frozenset[Kind]] = frozenset({"html", "text", "feed", "pdf", "docx"})
#: Media types that say nothing about the content.
_VAGUE: Final = frozenset({"", "application/octet-stream", "application/xml", "text/xml"})
_WARC_NAME: Final = re.compile(r"archive/[^/]+\.warc(?:\.gz)?", re.IGNORECASE)
_ZIP_FAULTS: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, ValueError,
)  # fmt: skip


def read_warc(stream: io.BufferedReader, where: Where, maker: EntryMaker) -> Iterator[Entry]:
    """The reports in the response records, then how many records were passed over, as a note."""
    yield from _Archive(where, maker).entries(stream)


def read_wacz(stream: io.BufferedReader, where: Where, maker: EntryMaker) -> Iterator[Entry]:
    """The reports of all WARC files of a WACZ."""
    try:
        with zipfile.ZipFile(_seekable(stream)) as archive:
            names = sorted(name for name in archive.namelist() if _WARC_NAME.fullmatch(name))
            if not names:
                yield Entry(None, where, (InputError("I139", where=where, reason="archive/*.warc.gz"),))
            for name in names:
                yield from _read_member(archive, name, Where(f"{where.path}/{name}"), maker)
    except _ZIP_FAULTS as error:
        yield Entry(None, where, (InputError("I139", where=where, reason=str(error)[:80]),))


def _read_member(archive: zipfile.ZipFile, name: str, where: Where, maker: EntryMaker) -> Iterator[Entry]:
    try:
        with archive.open(name) as member:
            yield from read_warc(buffered(member), where, maker)
    except _ZIP_FAULTS as error:
        yield Entry(None, where, (InputError("I139", where=where, reason=str(error)[:80]),))


def _seekable(stream: io.BufferedReader) -> IO[bytes] | io.BufferedReader:
    """The stream, or a copy on disk of one that comes through a pipe."""
    if stream.seekable():
        return stream
    copy = tempfile.TemporaryFile()  # noqa: SIM115 (it is gone when nobody holds it any more)
    while data := stream.read(1 << 20):
        copy.write(data)
    copy.seek(0)
    return copy


@dataclass
class _Counts:
    """Records of a file by what became of them."""

    taken: int = 0
    revisit: int = 0
    status: int = 0
    media: int = 0
    other: int = 0


class _Archive:
    """One WARC file."""

    def __init__(self, where: Where, maker: EntryMaker) -> None:
        self._where, self._maker = where, maker
        self._limit = 40 * maker.options.max_characters
        self._counts = _Counts()

    def entries(self, stream: io.BufferedReader) -> Iterator[Entry]:
        """All entries, in the order of the records."""
        found = False
        try:
            for raw in RawRecords(stream, self._limit + START):
                found = True
                yield from self._record(raw, self._where.at(raw.number, "record"))
        except TooMuch:
            yield Entry(None, self._where, (InputError("I137", where=self._where, most=f"{MOST_BYTES:,}"),))
            return
        counts = self._counts
        if counts.revisit or counts.status or counts.media or counts.other:
            note = InputError("I158", where=self._where, **vars(counts))
            yield Entry(None, self._where, notes=(note,))
        elif not found:
            yield Entry(None, self._where, (InputError("I136", where=self._where, reason="no records"),))

    def _record(self, raw: RawRecord, where: Where) -> Iterator[Entry]:
        if raw.damage is not None:
            yield Entry(None, where, (InputError("I136", where=where, reason=raw.damage),))
            return
        told = _TYPE.search(raw.head)
        kind = told.group(1).lower() if told else b""
        if kind == b"revisit":
            self._counts.revisit += 1
        elif kind != b"response":
            self._counts.other += kind != b"warcinfo"  # that one only describes the file
        else:
            try:
                yield from self._response(raw, where)
            except InputError as fault:
                yield Entry(None, where, (fault,))

    def _response(self, raw: RawRecord, where: Where) -> Iterator[Entry]:
        record, body = _parsed(raw, where)
        http = record.http_headers
        address = web_address(record.rec_headers.get_header("WARC-Target-URI", "").strip("<>"))
        if http is None or address is None:
            self._counts.other += 1
            return
        if http.get_statuscode() != "200":
            self._counts.status += 1
            return
        media = (http.get_header("content-type") or "").partition(";")[0].strip().lower()
        if (media not in _VAGUE and served_kind(media) is None) or urlsplit(address).path == "/robots.txt":
            self._counts.media += 1
            return
        if raw.is_cut:
            raise self._maker.too_long(where)
        data = _content(http, body, where, self._limit)
        kind = told_kind(urlsplit(address).path, data[:START], media)
        if kind not in _TAKEN:
            self._counts.media += 1
            return
        self._counts.taken += 1
        yield from self._report(kind, data, record, address, where)

    def _report(self, kind: Kind, data: bytes, record: Any, address: str, where: Where) -> Iterator[Entry]:
        many = kind == "feed"
        inside = Where(f"{where.path}:{where.line}") if many else where
        stream = buffered(io.BytesIO(data))
        captured = moment_of(record.rec_headers.get_header("WARC-Date"))
        captured_at = as_utc(captured) if captured is not None and hasattr(captured, "hour") else None  # type: ignore[arg-type]
        locator = f"record {record.rec_headers.get_header('WARC-Record-ID', '').strip('<>')}"
        for entry in reader_of(kind)(stream, inside, self._maker):
            if entry.report is None or entry.origin is None:
                yield entry
            elif many:
                place = f"{locator} {entry.origin.locator}"
                yield entry._replace(origin=entry.origin._replace(locator=place, captured_at_utc=captured_at))
            else:
                yield _named(entry, Origin(address, locator, address, captured_at))


def _named(entry: Entry, origin: Origin) -> Entry:
    """The entry of a page under its address."""
    from msgspec.structs import replace

    if entry.report is None:
        return entry
    return entry._replace(report=replace(entry.report, doc=origin.key), origin=origin)


def _parsed(raw: RawRecord, where: Where) -> tuple[Any, bytes]:
    """The record as warcio reads it, and the body of the response as it was sent.

    Raises:
        InputError: Broken headers, or a body that is not what its digest was made of (I136).
    """
    data = raw.head + raw.body + b"\r\n\r\n"
    try:
        try:
            record = _loaded(data, check_digests=not raw.is_cut)
            body: bytes = record.raw_stream.read()
        except ValueError:  # a digest that is written in no known way
            record = _loaded(data, check_digests=False)
            body = record.raw_stream.read()
        problems = record.digest_checker.problems if record.digest_checker else []
    except Exception as error:  # a stranger's headers; whatever the parser trips over is their fault
        raise InputError("I136", where=where, reason=str(error)[:80]) from error
    # Digests of payloads were computed in several ways by old tools; those of blocks are plain.
    if any(problem.startswith("block digest failed") for problem in problems):
        raise InputError("I136", where=where, reason="block digest")
    return record, body


def _loaded(data: bytes, *, check_digests: bool) -> Any:
    stream = WarcReader(io.BytesIO(data))
    return ArcWarcRecordLoader().parse_record_stream(stream, known_format="warc", check_digests=check_digests)


def _content(http: Any, body: bytes, where: Where, limit: int) -> bytes:
    """The body without transfer-encoding and content-encoding."""
    if "chunked" in (http.get_header("transfer-encoding") or "").lower():
        chunks = ChunkedDataReader(io.BytesIO(body))
        pieces = []
        while piece := chunks.read(1 << 16):
            pieces.append(piece)
        body = b"".join(pieces)
    return unpack(body, http.get_header("content-encoding") or "", where, limit=limit)
