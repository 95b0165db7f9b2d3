"""Names as they are shown: the report's words without clitics and decoration («الأسماء كما تُعرض»)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from marsad.arabic.fold import SILENT

_UNSEEN: Final = re.compile(f"[{SILENT}]")
_HIDDEN: Final = re.compile("[\u0640\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
#: «لـ قسد»: the sign that held the preposition off is gone.
_DETACHED: Final = re.compile(r"(?<!\S)ل (ال)?")
_PAIRS: Final = (('"', '"'), ("«", "»"), ("“", "”"), ("‘", "’"), ("(", ")"))


@lru_cache(maxsize=16384)
def without_clitics(raw: str, prefix: str) -> str:
    """The words of a name without «و», «ب», «ل» before them; the article stays."""
    if prefix.endswith("ال"):
        prefix = prefix[:-2]
    elif prefix.endswith("لل"):
        prefix = prefix[:-1]
    left, at = len(prefix), 0
    while at < len(raw) and (left or _UNSEEN.match(raw[at])):
        if not _UNSEEN.match(raw[at]):
            left -= 1
        at += 1
    rest = raw[at:]
    if prefix.endswith("ل") and rest.startswith("ل") and raw[:at].rstrip("ـ").endswith("ل"):
        rest = "ا" + rest  # «للقوات»: ل + القوات
    return plain_name(rest)


def plain_name(name: str) -> str:
    """A name without kashida, direction marks, hashtag signs and half pairs of quotation marks."""
    name = _HIDDEN.sub("", name).replace("#", "").replace("_", " ")
    for opening, closing in _PAIRS:
        if name.count(opening) != name.count(closing) or (opening == closing and name.count(opening) % 2):
            name = name.replace(opening, "").replace(closing, "")
    name = _DETACHED.sub(lambda m: "لل" if m.group(1) else "ل", " ".join(name.split()))
    for opening, closing in _PAIRS:
        if name[:1] == opening and name[-1:] == closing and opening not in name[1:-1]:
            name = name[1:-1].strip()
    return name
