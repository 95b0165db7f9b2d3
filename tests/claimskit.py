"""Reads short texts with the whole reader, for tests of tallies and relations."""

from functools import cache

from marsad.model import Record, Report
from marsad.pipeline.reader import Reader


@cache
def reader() -> Reader:
    return Reader()


def read(text: str, published: str | None = "2025-06-20") -> Record:
    return reader().read(Report(doc="t", text=text, published=published))
