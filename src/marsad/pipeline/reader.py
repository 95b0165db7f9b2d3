"""The reader: a report in, a record out."""

from __future__ import annotations

from marsad.model import Record, Report


class Reader:
    """Reads reports; loads its tables once and may be used for any number of reports."""

    def read(self, report: Report) -> Record:
        """What the report says, as a record. Never raises on the content of a text."""
        return Record(
            doc=report.doc,
            text=report.text,
            published=report.published,
            publisher=report.publisher,
            title=report.title,
        )
