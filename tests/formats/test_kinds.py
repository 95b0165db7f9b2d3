"""A file's kind: by what it was served as, by its name, and else by its first bytes."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.formats.entries import Kind
from marsad.formats.kinds import kind_of, kinds, told_kind
from marsad.tables import load_table

CHAT = b'{\n "name": "x",\n "type": "public_channel",\n "id": 15,\n "messages": ['
RSS = b'<?xml version="1.0"?><?xml-stylesheet href="a"?><!-- a > b --><!DOCTYPE rss><rss version="2.0">'


@pytest.mark.parametrize(
    ("name", "start", "served", "kind"),
    [
        ("result.json", CHAT, None, "telegram"),
        ("result.json", b'{"name": null, "type": "personal_chat", "id": 1, "messages": [', None, "telegram"),
        ("-", b'{"about": "Here is \\"all\\".", "personal_information": {"', None, "telegram"),
        ("a.json", b'{"chats": {"about": "", "list": [', None, "telegram"),
        ("a.json", b'{"doc": "1", "text": "x", "type": "y"}', None, "jsonl"),
        ("a.json", b'{"text": "\\"type\\": \\"public_channel\\", \\"messages\\": ["}', None, "jsonl"),
        ("x", CHAT, "application/json", "telegram"),
        ("feed.xml", RSS, None, "feed"),
        ("feed", RSS, "text/html; charset=utf-8", "feed"),
        ("feed", RSS, "text/plain", "feed"),
        ("x", b'<feed xmlns="http://www.w3.org/2005/Atom">', None, "feed"),
        ("x", b"<rdf:RDF xmlns:rdf='x'>", None, "feed"),
        ("x", b"<html>", "application/rss+xml", "feed"),
        ("sitemap.xml", b'<?xml version="1.0"?>\n<urlset>', None, "sitemap"),
        ("sitemap.xml.gz", b"\xef\xbb\xbf<sitemapindex>", "application/octet-stream", "sitemap"),
        ("page.xml", b"<?xml version='1.0'?><html>", None, "html"),
        ("a.txt", b"<rss>", None, "text"),
        ("a.txt", b"x", "text/html", "html"),
        ("a.warc.gz", b"", None, "warc"),
        ("a", b"WARC/1.1\r\n", None, "warc"),
        ("a", b"%PDF-1.4", None, "pdf"),
        ("a", b"%PDF-1.4", "text/html", "pdf"),
        ("a", b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", None, "docx"),
        ("a", b"PK\x03\x04" + bytes(26) + b"datapackage.json", None, "wacz"),
        ("a", b"PK\x03\x04" + bytes(26) + b"photos/1.jpg", None, None),
        ("a.jpg", b"\xff\xd8\xff", None, None),
        ("a", b"words", None, None),
    ],
)
def test_kind(name: str, start: bytes, served: str | None, kind: str | None) -> None:
    assert told_kind(name, start, served) == kind
    assert kind_of(name, start, served) == (kind or "text")


def test_table_and_code_know_the_same_kinds() -> None:
    assert set(kinds()) == set(get_args(Kind))


@pytest.mark.parametrize("column", ["suffixes", "media_types"])
def test_names_are_those_of_one_kind(column: str) -> None:
    names = [name for row in load_table("input_kinds.csv") for name in row[column].split("|") if name]
    assert len(names) == len(set(names))
    assert names == [name.lower() for name in names]


@given(
    st.lists(st.sampled_from([b"<??>", b"<?", b"<!---->", b"<!--", b"<!doctype", b" ", b"<", b">", b"<rss"]))
)
def test_hard_heads_are_told_at_once(parts: list[bytes]) -> None:
    told_kind("x", b"<" + b"".join(parts) * 40)
