"""PDF and DOCX: the text that is in them, in the order in which it stands.

What a document says of itself is taken for no more than that: its title, and the day it was made as a note.
Names of authors and comments of editors are left alone.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final

from marsad.errors import InputError
from marsad.formats.entries import Entry, EntryMaker, Faults, Origin
from marsad.messages import Where

#: Bytes that the parts of a DOCX may unpack to.
_MOST_UNPACKED: Final = 256_000_000
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
#: Text under these is crossed out, stands elsewhere too, or is a copy for old programs.
_UNREAD: Final = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback"})
_BREAKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}
_WHITE: Final = dict.fromkeys(map(ord, "\n\t\r\f"))
_BLANK_LINES: Final = re.compile(r"\n{3,}")


def read_pdf(stream: io.BufferedIOBase, where: Where, maker: EntryMaker) -> Iterator[Entry]:
    """The text layer of a PDF as one report; pages follow each other with an empty line between."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its complaints name no file
    data, faults = maker.whole(stream, where, each=100)
    if faults:
        yield _no_report(where, faults, maker)
        return
    try:
        document = pypdf.PdfReader(io.BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            yield _no_report(where, (InputError("I141", where=where),), maker)
            return
        pages, damaged = _pages(document, maker.options.max_characters)
        title, made = _told_by_pdf(document)
    except Exception as error:  # a stranger's file; whatever the parser trips over is the file's fault
        code = "I141" if type(error).__name__ in ("DependencyError", "FileNotDecryptedError") else "I142"
        fault = InputError(code, where=where, reason=_reason(error))
        yield _no_report(where, (fault,), maker)
        return
    text = "\n\n".join(page for page in pages if page)
    if not _is_text(text):
        yield _no_report(where, (InputError("I140", where=where), *_damage(damaged, where)), maker)
        return
    empty = [number for number, page in enumerate(pages, 1) if not page and number not in damaged]
    notes = (InputError("I144", where=where, pages=_listed(empty)),) if empty else ()
    yield _entry(text, title, made, where, maker, _damage(damaged, where), notes)


def read_docx(stream: io.BufferedIOBase, where: Where, maker: EntryMaker) -> Iterator[Entry]:
    """The paragraphs and tables of a DOCX as one report; cells of a row are parted by tabs."""
    import docx

    data, faults = maker.whole(stream, where, each=100)
    if not faults:
        faults = _refusal(data, where)
    if faults:
        yield _no_report(where, faults, maker)
        return
    try:
        document = docx.Document(io.BytesIO(data))
        text = _BLANK_LINES.sub("\n\n", "\n".join(_blocks(document))).strip()
        about = document.core_properties
        title, made = about.title or None, about.created
    except Exception as error:  # a stranger's file; whatever the parser trips over is the file's fault
        fault = InputError("I142", where=where, reason=_reason(error))
        yield _no_report(where, (fault,), maker)
        return
    yield _entry(text, title, made, where, maker)


def _entry(
    text: str,
    title: str | None,
    made: datetime | None,
    where: Where,
    maker: EntryMaker,
    damage: Faults = (),
    notes: Faults = (),
) -> Entry:
    if made is not None and maker.options.published is None:
        notes = (*notes, InputError("I159", where=where, created=date(made.year, made.month, made.day)))
    fields = {"text": text, "title": title}
    entry = maker.entry(fields, where, (), notes, doc=where.path, origin=Origin(""))
    # A damaged page is a fault, but what the other pages say can be trusted.
    return entry._replace(faults=(*entry.faults, *damage))


def _no_report(where: Where, faults: Faults, maker: EntryMaker) -> Entry:
    return maker.entry({"text": ""}, where, faults, doc=where.path, origin=Origin(""))


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:120]


# PDF


def _pages(document: Any, most: int) -> tuple[list[str], list[int]]:
    """The text of each page, and the numbers of those that can't be read; ends behind the limit."""
    pages: list[str] = []
    damaged: list[int] = []
    length = 0
    for number in range(1, len(document.pages) + 1):
        try:
            page = _letters(document.pages[number - 1].extract_text()).strip()
        except Exception:  # one page of many; told by its number
            page = ""
            damaged.append(number)
        pages.append(page)
        length += len(page)
        if length > most:
            break
    return pages, damaged


def _letters(text: str) -> str:
    """The text with letters instead of the shapes that PDF programs write for them, such as ﻻ for لا."""
    return "".join(unicodedata.normalize("NFKC", c) if "\ufb50" <= c <= "\ufefc" else c for c in text)


def _is_text(text: str) -> bool:
    """Whether there are words, and not only signs of fonts that don't tell their letters."""
    letters = sum(map(str.isalpha, text))
    bare = text.translate(_WHITE)
    unknown = sum(1 for c in bare if c == "\ufffd" or unicodedata.category(c) in ("Co", "Cc", "Cn"))
    return letters > unknown


def _told_by_pdf(document: Any) -> tuple[str | None, datetime | None]:
    try:
        about = document.metadata
        title = about.title if about else None
        return (title if isinstance(title, str) else None), (about.creation_date if about else None)
    except Exception:  # what a document says of itself is not needed
        return None, None


def _damage(pages: list[int], where: Where) -> Faults:
    if not pages:
        return ()
    return (InputError("I145", where=where, pages=_listed(pages)),)


def _listed(numbers: Iterable[int]) -> str:
    listed = [str(number) for number in numbers]
    return ", ".join(listed[:20]) + (" …" if len(listed) > 20 else "")


# DOCX


def _refusal(data: bytes, where: Where) -> Faults:
    """Why an archive is not opened: it is none, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except Exception as error:
        return (InputError("I139", where=where, reason=str(error)[:80]),)
    if unpacked > _MOST_UNPACKED:
        return (InputError("I137", where=where, most=f"{_MOST_UNPACKED:,}"),)
    return ()


def _blocks(container: Any) -> Iterator[str]:
    """The paragraphs and rows of tables, in their order; tables inside cells too."""
    from docx.table import Table

    for block in container.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = {id(cell._tc): cell for cell in row.cells}  # merged cells come several times
                yield "\t".join(" ".join(filter(None, _blocks(cell))) for cell in cells.values())
        else:
            yield _paragraph(block._p)


def _paragraph(element: Any) -> str:
    """Its text with what editors inserted, without what they crossed out."""
    parts: list[str] = []
    waiting = [element]
    while waiting:
        part = waiting.pop()
        if part.tag in _UNREAD:
            continue
        if part.tag == f"{_W}t":
            parts.append(part.text or "")
        elif part.tag in _BREAKS:
            parts.append(_BREAKS[part.tag])
        waiting.extend(reversed(part))
    return "".join(parts)
