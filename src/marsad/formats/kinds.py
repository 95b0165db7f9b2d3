"""What kind of input a file is: by what it was served as, by its name, and else by its first bytes."""

from __future__ import annotations

import re
import zlib
from functools import cache
from pathlib import PurePath
from typing import Final, cast

from marsad.formats.entries import Kind
from marsad.tables import load_table

GZIP: Final = b"\x1f\x8b"
#: Bytes of a file that are looked at: enough for the head of a Telegram export with a long name.
START: Final = 8192
_ROOT: Final = re.compile(rb"(?>\s++|<\?.*?\?>|<!--.*?-->|<!doctype[^>]*+>)*+<(?:\w+:)?(\w+)", re.DOTALL)
_ROOTS: Final[dict[bytes, Kind]] = {
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
}
#: One chat, as Telegram Desktop writes it: name, type, id, messages, in any order.
_CHAT: Final = re.compile(
    rb'\{\s*(?:"[a-z_]+"\s*:\s*(?:"(?:[^"\\]|\\.)*"|-?\d+|null)\s*,\s*)+"messages"\s*:\s*\['
)
_CHAT_TYPE: Final = re.compile(rb'"type"\s*:\s*"[a-z_]+"')
#: A whole account: a sentence about the export, then sections.
_ACCOUNT: Final = re.compile(
    rb'\{\s*(?:"about"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*)?'
    rb'"(?:personal_information|chats|left_chats|contacts|frequent_contacts|sessions|profile_pictures|stories)"'
    rb"\s*:\s*\{"
)


@cache
def kinds() -> tuple[Kind, ...]:
    """The names of all kinds."""
    return tuple(cast(Kind, row["id"]) for row in load_table("input_kinds.csv", key="id"))


@cache
def _by(column: str) -> dict[str, Kind]:
    rows = load_table("input_kinds.csv", key="id")
    return {name: cast(Kind, row["id"]) for row in rows for name in row[column].split("|") if name}


def kind_of(path: str, start: bytes, media_type: str | None = None) -> Kind:
    """The format of a file.

    Args:
        path: Its name or address.
        start: Its first bytes, unpacked; some thousand tell a Telegram export.
        media_type: What it was served as, with or without parameters.
    """
    return told_kind(path, start, media_type) or "text"


def told_kind(path: str, start: bytes, media_type: str | None = None) -> Kind | None:
    """The format of a file, or None where neither label, name nor content tells one.

    XML and JSON are containers: there the content decides, whatever the label.
    """
    content = _by_content(start)
    served = served_kind(media_type)
    labelled = served or _by("suffixes").get(_suffix(path))
    if labelled in ("html", "jsonl", "feed", None) and content is not None:
        specific = content not in ("html", "jsonl")
        if labelled is None or specific:
            return content
    if served == "text" and content in ("feed", "sitemap"):
        return content  # feeds are often served as plain text
    return labelled


def served_kind(media_type: str | None) -> Kind | None:
    """The kind that a media type names, with or without parameters."""
    return _by("media_types").get((media_type or "").partition(";")[0].strip().lower())


def unpacked_start(start: bytes) -> bytes:
    """The first bytes of a file as they are after gzip; empty for damaged data."""
    if not start.startswith(GZIP):
        return start
    try:
        return zlib.decompressobj(31).decompress(start, START)
    except zlib.error:
        return b""


def _suffix(path: str) -> str:
    suffixes = [s.lower() for s in PurePath(path).suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _by_content(start: bytes) -> Kind | None:
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"{"):
        return "telegram" if _is_telegram(head) else "jsonl"
    if head.startswith(b"<"):
        return _by_root(head[:2048].lower())
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith((b"WARC/1.", b"WARC/0.")):
        return "warc"
    if start.startswith(b"PK\x03\x04"):
        return _by_members(start)
    return None


def _is_telegram(head: bytes) -> bool:
    chat = _CHAT.match(head)
    if chat is not None:
        return _CHAT_TYPE.search(chat.group()) is not None
    return _ACCOUNT.match(head) is not None


def _by_root(head: bytes) -> Kind | None:
    root = _ROOT.match(head)
    if root is not None and root.group(1) in _ROOTS:
        return _ROOTS[root.group(1)]
    return "html" if head.startswith((b"<!doctype", b"<html", b"<?xml")) else None


def _by_members(start: bytes) -> Kind | None:
    if b"word/" in start or b"[Content_Types].xml" in start[:200]:
        return "docx"
    return "wacz" if b"datapackage.json" in start or b"archive/" in start[:200] else None
