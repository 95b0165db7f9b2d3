"""RSS and Atom: each entry a report. Nothing is fetched; comments of readers are left out."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import feedparser

from marsad.errors import InputError
from marsad.formats.bystanders import is_comment_address
from marsad.formats.entries import Entry, EntryMaker, Origin, as_utc, web_address
from marsad.formats.links import Link, changed_at, moment_of
from marsad.formats.plaintext import plain_text
from marsad.messages import Where

#: How summaries that break off end.
_BREAKS_OFF: Final = ("…", "...", "[…]", "[...]", "(...)")
#: A summary shorter than this is hardly a whole report.
_SHORT: Final = 280

_Found = Mapping[str, Any]


def read_feed(stream: io.BufferedIOBase, where: Where, maker: EntryMaker) -> Iterator[Entry]:
    """An entry for each entry of the feed, then what was left out, as notes."""
    data, faults = maker.whole(stream, where, each=8)
    if faults:
        yield Entry(None, where, faults)
        return
    feed = _parsed(data)
    if not feed["entries"]:
        yield _empty(feed, where)
        return
    publisher = plain_text(_string(feed["feed"], "title") or "") or None
    comments = 0
    for number, found in enumerate(feed["entries"], 1):
        if _is_comment(found):
            comments += 1
        else:
            yield _entry(found, publisher, where.at(number, "entry"), maker)
    notes: tuple[InputError, ...] = ()
    if feed.get("bozo") and not isinstance(feed.get("bozo_exception"), feedparser.CharacterEncodingOverride):
        notes = (InputError("I156", where=where, reason=_reason(feed)),)
    if comments:
        notes = (*notes, InputError("I155", where=where, count=comments))
    if notes:
        yield Entry(None, where, notes=notes)


def feed_links(data: bytes) -> list[Link]:
    """The addresses of a feed's entries."""
    links = []
    for found in _parsed(data)["entries"]:
        address = web_address(_string(found, "link"))
        if address is not None and not _is_comment(found):
            changed = changed_at(_string(found, "updated")) or changed_at(_string(found, "published"))
            links.append(Link(address, changed, plain_text(_string(found, "title") or "") or None))
    return links


def _parsed(data: bytes) -> _Found:
    # A stream, never the bytes: what looks like an address or a file name would be opened.
    try:
        feed: _Found = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # whatever its parsers trip over, the other files must be read
        return {"entries": [], "feed": {}, "bozo": True, "bozo_exception": error}
    return feed


def _empty(feed: _Found, where: Where) -> Entry:
    if feed.get("version") and not feed.get("bozo"):
        return Entry(None, where, notes=(InputError("I143", where=where),))
    return Entry(None, where, (InputError("I134", where=where, reason=_reason(feed)),))


def _reason(feed: _Found) -> str:
    return str(feed.get("bozo_exception") or "no entries")[:120]


def _is_comment(found: _Found) -> bool:
    """Whether an entry is a reader's word: it answers another entry, or its address is that of a comment."""
    addresses = (_string(found, "link") or "", _string(found, "id") or "")
    return any(map(is_comment_address, addresses)) or any(key.endswith("in-reply-to") for key in found)


def _entry(found: _Found, publisher: str | None, where: Where, maker: EntryMaker) -> Entry:
    title = plain_text(_string(found, "title") or "") or None
    text, whole = _text(found)
    if not text and title:
        text, title = title, None
    address = web_address(_string(found, "link"))
    notes: tuple[InputError, ...] = ()
    if address is not None and not whole:
        notes = (InputError("I154", where=where, url=address),)
    day = _string(found, "published") or _string(found, "updated")
    moment = moment_of(day)
    fields = {
        "text": text,
        "title": title,
        "publisher": publisher,
        "published": moment.isoformat() if moment else day,
    }
    key = address or _string(found, "id") or _made_key(title, text)
    origin = Origin(key, f"entry {where.line}", address, edited_at_utc=_edited(found))
    return maker.entry(fields, where, (), notes, doc=address, origin=origin)


def _text(found: _Found) -> tuple[str, bool]:
    """The longest text of an entry, and whether it looks like the whole of it."""
    contents = [part for part in found.get("content") or () if isinstance(part, Mapping)]
    texts = [_shown(part.get("value"), part.get("type")) for part in contents]
    summary = _shown(_string(found, "summary"), (found.get("summary_detail") or {}).get("type"))
    content = max(texts, key=len, default="")
    if content and len(content) >= len(summary):
        return content, not content.endswith(_BREAKS_OFF)
    return summary, len(summary) >= _SHORT and not summary.endswith(_BREAKS_OFF)


def _shown(value: object, kind: object) -> str:
    if not isinstance(value, str):
        return ""
    return value.strip() if kind == "text/plain" else plain_text(value)


def _edited(found: _Found) -> str | None:
    """When the entry was changed, where it says so beside its publication."""
    if "published" not in found or "updated" not in found:
        return None
    moment = moment_of(_string(found, "updated"))
    same = moment == moment_of(_string(found, "published"))
    try:
        return as_utc(moment) if isinstance(moment, datetime) and not same else None
    except (ValueError, OverflowError):
        return None


def _made_key(title: str | None, text: str) -> str:
    """The identity of an entry that states none: what it says."""
    return "entry/" + hashlib.sha256(f"{title or ''}\n{text}".encode("utf-8", "replace")).hexdigest()[:16]


def _string(found: _Found, name: str) -> str | None:
    if name not in found:  # feedparser's own `get` takes one date for another
        return None
    value = found[name]
    return value if isinstance(value, str) else None
