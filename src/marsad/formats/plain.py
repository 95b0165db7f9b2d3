"""Files of one report: plain text and HTML pages."""

from __future__ import annotations

import io
from collections.abc import Iterator

from marsad.errors import InputError
from marsad.formats.entries import Entry, EntryMaker, Origin, web_address
from marsad.messages import Where


def read_text(stream: io.BufferedReader, where: Where, maker: EntryMaker) -> Iterator[Entry]:
    """The file as one report."""
    data, faults = maker.whole(stream, where, each=4)
    text = ""
    notes: tuple[InputError, ...] = ()
    if not faults:
        text, faults, notes = maker.decoded(data, where)
    yield maker.entry({"text": text}, where, faults, notes, doc=where.path, origin=Origin(""))


def read_html(stream: io.BufferedReader, where: Where, maker: EntryMaker) -> Iterator[Entry]:
    """The main text of the page as one report."""
    from marsad.formats.bystanders import is_chat_export
    from marsad.formats.pages import read_page  # lxml and trafilatura take a while to load

    data, faults = maker.whole(stream, where, each=40)
    fields: dict[str, object] = {"text": ""}
    notes: tuple[InputError, ...] = ()
    if not faults:
        page, faults, notes = maker.decoded(data, where)
        if not faults and is_chat_export(page):
            faults = (InputError("I146", where=where),)
        if not faults:
            fields = dict(read_page(page))
            if not fields["text"]:
                faults = (InputError("I114", where=where),)
    origin = Origin("", url=web_address(fields.get("url")))
    yield maker.entry(fields, where, faults, notes, doc=where.path, origin=origin)
