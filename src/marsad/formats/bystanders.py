"""Readers' comments and replies are taken out of a page before anything is read from it.

People who comment did not ask to be in a report. The extractor leaves out most comments, but takes
those of forums for the main text, and misses lists without the usual names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from marsad.arabic.fold import fold
from marsad.tables import load_table

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

#: Elements that hold the whole page; scripts and themes mark them with words such as "comments" too.
_KEPT: Final = frozenset({"html", "head", "body", "main"})
_HEADINGS: Final = "h2|h3|h4|h5|h6"
_NUMBER: Final = re.compile(r"\d+")
_SIGNS: Final = re.compile(r"[^\w']+")
#: What every page of a chat that was exported to HTML has.
_CHAT_EXPORT: Final = ('class="history"', 'class="from_name"', 'class="pull_right date details"')
#: The mark by which the extractor takes a page for a forum.
_FORUM: Final = "DiscussionForumPosting"


def drop_comments(page: HtmlElement) -> None:
    """Remove the sections of a page that hold other people's comments and replies."""
    for element in list(_marked(page)):
        if element.getparent() is not None and element.find(".//h1") is None:
            element.drop_tree()
    for heading in [e for tag in _HEADINGS.split("|") for e in page.iter(tag)]:
        if heading.getparent() is not None and _speaks_of_comments(heading.text_content()):
            _drop_from(heading)
    for script in list(page.iterfind('.//script[@type="application/ld+json"]')):
        if _FORUM in (script.text or ""):
            script.drop_tree()


def is_chat_export(page: str) -> bool:
    """Whether a page is a chat as Telegram Desktop exports it to HTML.

    There everybody's messages stand alike; who is the channel and who a member can't be told.
    """
    return all(mark in page for mark in _CHAT_EXPORT)


def is_comment_address(address: str) -> bool:
    """Whether an address leads to a comment below a page rather than to a page."""
    _, _, place = address.partition("#")
    return place.lower().startswith(("comment", "reply", "respond"))


@cache
def _marks(kind: str) -> frozenset[str]:
    rows = load_table("comment_sections.csv")
    found = (row["mark"] for row in rows if row["kind"] == kind)
    return frozenset(fold(mark) if kind in ("heading", "counted") else mark for mark in found)


def _marked(page: HtmlElement) -> Iterator[HtmlElement]:
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in _KEPT:
            continue
        words = f"{element.get('id', '')} {element.get('class', '')}".lower().split()
        kind = element.get("itemtype", "").lower()
        if not _marks("token").isdisjoint(words) or kind in _marks("itemtype"):
            yield element


def _speaks_of_comments(heading: str) -> bool:
    bare, numbers = _NUMBER.subn(" ", fold(heading.lower()))
    words = " ".join(_SIGNS.sub(" ", bare).split())
    return words in _marks("heading") or (numbers > 0 and words in _marks("counted"))


def _drop_from(heading: HtmlElement) -> None:
    """Remove a heading and what follows in its section; a box with nothing else in it counts as heading."""
    start = heading
    while (box := start.getparent()) is not None and box.tag not in _KEPT:
        if box.text_content().strip() != heading.text_content().strip():
            break
        start = box
    for element in [*start.itersiblings(), start]:
        if isinstance(element.tag, str):
            element.drop_tree()
