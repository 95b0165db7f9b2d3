"""What every reader of files yields, and the making of it: fields checked, faults and notes told."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Final, Literal, NamedTuple

from marsad.errors import InputError
from marsad.formats.days import parse_day
from marsad.formats.decoding import decode, is_binary, mend_surrogates
from marsad.messages import Where
from marsad.model import Report

Kind = Literal[
    "text", "html", "jsonl", "csv", "telegram", "feed", "sitemap", "warc", "wacz", "pdf", "docx"
]  # fmt: skip
#: Faults of an entry, or notes about it.
Faults = tuple[InputError, ...]
FIELDS: Final = ("doc", "text", "title", "published", "publisher")
#: Longer "reports" are archives by mistake. One that long takes seconds and some 200 MB.
MAX_CHARACTERS: Final = 1_000_000
#: What damaged gzip data raises.
GZIP_FAULTS: Final = (EOFError, gzip.BadGzipFile, zlib.error)


@dataclass(frozen=True, kw_only=True)
class SourceOptions:
    """How files are taken in.

    Attributes:
        kind: The format of all files; None tells it by media type, name and content.
        published: Publication day of the reports that state none themselves.
        zone: Times with an offset are taken to this zone before the day is read off.
        columns: Our field name to the name that the file uses for it.
        max_characters: A report longer than this is refused.
        accounts: Ids (``channel1234``, ``user1234``) of the accounts whose messages are taken
            from groups and other chats. Without any, only channels' own posts are taken.
    """

    kind: Kind | None = None
    published: date | None = None
    zone: tzinfo | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    max_characters: int = MAX_CHARACTERS
    accounts: frozenset[str] = frozenset()


class Origin(NamedTuple):
    """Where a report comes from.

    Attributes:
        key: What stays the same when the source is read again: the address of a page or of a feed's
            entry, ``message/17`` of a chat, the id of a line or a row; "" for the only report of a file.
        locator: Where it stands inside the original: ``line 12``, ``message 17``,
            ``record urn:uuid:…``; "" for the whole file.
        url: Its own address, where it states one.
        captured_at_utc: When an archive fetched it; not when it was published.
        edited_at_utc: When its author last changed it.
        forwarded_from: The channel whose message it repeats. "" for one of a sender who is no
            channel, or can't be told from a private person: such names are not kept. None
            for a text of its own.
        reply_to: The key of the same author's report that it answers.
    """

    key: str
    locator: str = ""
    url: str | None = None
    captured_at_utc: str | None = None
    edited_at_utc: str | None = None
    forwarded_from: str | None = None
    reply_to: str | None = None


class Entry(NamedTuple):
    """One report of the input, and what is wrong with it.

    ``report`` is None where there is no report to speak of: a file that can't be opened or breaks
    off (with a fault), or one that holds none to take (with a note). ``readable`` is False where the text
    is not what its author wrote. ``notes`` are worth saying but no faults.
    """

    report: Report | None
    where: Where
    faults: tuple[InputError, ...] = ()
    readable: bool = True
    notes: tuple[InputError, ...] = ()
    origin: Origin | None = None


class EntryMaker:
    """Makes entries from raw fields, alike for all kinds of files."""

    def __init__(self, options: SourceOptions) -> None:
        self.options = options
        self._noted: set[tuple[str, str]] = set()

    def whole(self, stream: io.BufferedIOBase, where: Where, *, each: int) -> tuple[bytes, Faults]:
        """All bytes of a stream, unless they are more than ``each`` for every character allowed (I113)."""
        limit = each * self.options.max_characters
        try:
            data = stream.read(limit + 1)
        except GZIP_FAULTS:
            return b"", (InputError("I109", where=where),)
        if len(data) > limit:
            return b"", (self.too_long(where),)
        return data, ()

    def too_long(self, where: Where) -> InputError:
        """The fault of a text that is longer than the options allow."""
        return InputError("I113", where=where, most=f"{self.options.max_characters:,}")

    def decoded(self, data: bytes, where: Where) -> tuple[str, Faults, Faults]:
        """The text of bytes, with faults and notes."""
        if is_binary(data):
            return "", (InputError("I104", where=where),), ()
        decoded = decode(data)
        if decoded is None:
            return "", (InputError("I105", where=where),), ()
        if decoded.code_page is None:
            return decoded.text, (), ()
        return decoded.text, (), self.note("I201", where, found=decoded.code_page)

    def note(self, code: str, where: Where, **details: object) -> tuple[InputError, ...]:
        """A note that is made once a file, not once a line."""
        if (where.path, code) in self._noted:
            return ()
        self._noted.add((where.path, code))
        return (InputError(code, where=where, **details),)

    def column(self, name: str) -> str:
        """What the input calls one of our fields."""
        return self.options.columns.get(name, name)

    def entry(
        self,
        fields: Mapping[str, object],
        where: Where,
        faults: tuple[InputError, ...] = (),
        notes: tuple[InputError, ...] = (),
        *,
        doc: str | None = None,
        origin: Origin | None = None,
    ) -> Entry:
        """An entry from raw fields. Faults handed in mean that the text can't be trusted."""
        readable = not faults
        found = list(faults)
        values = {name: self._string(fields, name, where, found) for name in ("doc", "title", "publisher")}
        text = fields.get("text")
        if not isinstance(text, str):
            code = "I102" if text is None else "I115"
            found.append(InputError(code, where=where, field=self.column("text")))
            text, readable = "", False
        text, lone = mend_surrogates(text)
        if lone:
            notes = (*notes, InputError("I202", where=where, field=self.column("text"), found=lone))
        published = self._published(fields, where, found)
        if published is None and text.strip() and not found:
            notes = (*notes, *self.note("I203", Where(where.path)))
        report = Report(
            doc=doc or values["doc"] or made_doc(where),
            text=text,
            published=published,
            title=values["title"],
            publisher=values["publisher"],
        )
        return Entry(report, where, tuple(found), readable, notes, origin)

    def _string(
        self, fields: Mapping[str, object], name: str, where: Where, faults: list[InputError]
    ) -> str | None:
        value = fields.get(name)
        if value is None or value == "":
            return None
        if name == "doc" and isinstance(value, int):
            return str(value)
        if not isinstance(value, str):
            faults.append(InputError("I115", where=where, field=self.column(name)))
            return None
        return mend_surrogates(value)[0]

    def _published(self, fields: Mapping[str, object], where: Where, faults: list[InputError]) -> str | None:
        value = fields.get("published")
        fallback = self.options.published
        if value is None or value == "":
            return fallback.isoformat() if fallback else None
        try:
            name = self.column("published")
            return parse_day(value, where, field=name, zone=self.options.zone).isoformat()
        except InputError as fault:
            faults.append(fault)
            return None


def made_doc(where: Where) -> str:
    """The name of a report that has none of its own."""
    return where.path if where.line is None else f"{where.path}:{where.line}"


def as_utc(moment: datetime) -> str:
    """A moment as ISO 8601 in UTC with "Z"; one without an offset is taken to be UTC."""
    known = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return known.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def web_address(value: object) -> str | None:
    """The value where it is an http(s) address without white space, else None."""
    if not isinstance(value, str):
        return None
    bare = value.strip()
    whole = bare[:8].lower().startswith(("http://", "https://")) and not any(map(str.isspace, bare))
    return bare if whole and len(bare) < 4096 else None
