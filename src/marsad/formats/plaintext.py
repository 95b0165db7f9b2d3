"""The plain text of a piece of HTML, as feeds carry it: paragraphs on lines of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

#: Elements that stand on lines of their own.
_BLOCKS: Final = (
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section",
    "table", "tbody", "td", "th", "tr", "ul",
)  # fmt: skip
#: Elements whose content nobody sees.
_UNSEEN: Final = ("script", "style", "template", "noscript", "iframe", "form", "svg")
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r"\s*\n\s*")


def plain_text(markup: str) -> str:
    """The text of HTML without tags, comments of readers and what is not shown."""
    if "<" not in markup and "&" not in markup:
        return _tidy(markup)
    from lxml.etree import Comment, LxmlError, strip_elements  # type: ignore[import-untyped]
    from lxml.html import fromstring

    from marsad.formats.bystanders import drop_comments

    try:
        tree: HtmlElement = fromstring(f"<div>{_without_control(markup)}</div>")
    except (LxmlError, ValueError):
        return ""
    drop_comments(tree)
    strip_elements(tree, *_UNSEEN, Comment, with_tail=False)
    for element in tree.iter(*_BLOCKS):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    return _tidy(tree.text_content())


def _without_control(markup: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", markup)


def _tidy(text: str) -> str:
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()
