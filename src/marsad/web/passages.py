"""A report's text with its evidence marked, as received and as repaired in one piece of markup.

Each piece bears the offset at which it begins (``data-start``, in code points of the text as
received), so that a selection leads back to it. Where a disguised spelling was repaired, both
spellings stand there and the page's switch shows one of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from marsad.formats.highlight import Mark, Piece, marks_of, pieces
from marsad.formats.htmlpage import escaped
from marsad.messages import word
from marsad.model import Record

#: Signs around the evidence that are shown of a long text, and how long one is shown whole.
_AROUND: Final = 300
_WHOLE: Final = 1_200
_BREAK: Final = re.compile("\r")


def marked_text(
    record: Record,
    *,
    owners: Collection[str] | None = None,
    further: Iterable[tuple[int, int]] = (),
    whole: bool = True,
) -> SafeString:
    """The markup of a text.

    Args:
        record: What was read from the report.
        owners: Records whose evidence is marked ("e1"); None marks that of all.
        further: Passages that people gave as evidence.
        whole: False cuts a long text down to what stands around its marks.
    """
    marks = [
        mark for mark in marks_of(record) if owners is None or mark.owner in owners or mark.kind == "repair"
    ]
    marks += [Mark(start, end, "other", "person") for start, end in further if start < end]
    first, last = (0, len(record.text)) if whole else _window(len(record.text), marks)
    restored = {repair.start: repair.restored for repair in record.repairs}
    parts: list[str] = []
    position = 0
    for piece in pieces(record.text, marks):
        start, position = position, position + len(piece.text)
        if position <= first or start >= last:
            continue
        parts.append(_piece(piece, start, restored))
    before, after = "… " if first > 0 else "", " …" if last < len(record.text) else ""
    return mark_safe(f"{before}{''.join(parts)}{after}")


def _window(length: int, marks: Iterable[Mark]) -> tuple[int, int]:
    shown = [mark for mark in marks if mark.kind != "repair"]
    if length <= _WHOLE:
        return 0, length
    if not shown:
        return 0, _WHOLE
    first = min(mark.start for mark in shown)
    last = min(max(mark.end for mark in shown), first + _WHOLE)
    return max(0, first - _AROUND), min(length, last + _AROUND)


def _piece(piece: Piece, start: int, restored: dict[int, str]) -> str:
    text = _BREAK.sub("&#13;", escaped(piece.text))
    repair = next((mark for mark in piece.marks if mark.kind == "repair"), None)
    if repair is not None:
        # The restored word stands at the piece that begins the repair, in place of all its pieces.
        now = escaped(restored.get(repair.start, "")) if repair.start == start else ""
        span = f'data-repair="{repair.start}-{repair.end}"'
        text = f'<span class="written">{text}</span><span class="restored" {span}>{now}</span>'
    if not piece.marks:
        return f'<span data-start="{start}">{text}</span>'
    kinds = list(dict.fromkeys(_kind(mark) for mark in piece.marks))
    shown = next((kind for kind in kinds if kind != "repair"), "repair")
    classes = [f"k-{shown}", *(["mended"] if "repair" in kinds else [])]
    owners = dict.fromkeys(f"m-{mark.owner}" for mark in piece.marks if mark.kind != "repair")
    title = escape(_title(shown))
    return f'<mark class="{" ".join([*classes, *owners])}" title="{title}" data-start="{start}">{text}</mark>'


def _kind(mark: Mark) -> str:
    return "person" if mark.owner == "person" else mark.kind


def _title(kind: str) -> str:
    return word("incidents.mark.decided") if kind == "person" else word(f"mark.{kind}")
