"""What can go wrong, said so that the person who meets it can act on it.

Every error has a stable code; its sentence, in Arabic and English, is a row of
``tables/messages.csv``.
"""

from __future__ import annotations


class MarsadError(Exception):
    """A fault in what was handed in, with a stable ``code`` and the ``details`` of the case."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(code, details)

    def __str__(self) -> str:
        from marsad.messages import say

        return f"{self.code} {say(self.code, **self.details)}"


class TableError(MarsadError):
    """A table of the package, or one that a user imports, has a faulty row."""


class InputError(MarsadError):
    """A report, or a file of reports, can't be read."""


class OutputError(MarsadError):
    """A result can't be written where it should be."""


class UsageError(MarsadError):
    """A command was given arguments that don't fit."""


class FetchError(MarsadError):
    """A page can't be fetched, or may not be.

    ``transient`` says that a later attempt may end well; ``retry_at`` is the earliest moment for
    it, in seconds since 1970, where one is known.
    """

    def __init__(
        self, code: str, *, transient: bool = False, retry_at: float | None = None, **details: object
    ) -> None:
        self.transient = transient
        self.retry_at = retry_at
        super().__init__(code, **details)


class StampError(MarsadError):
    """A time stamp of an outside authority can't be had, or doesn't hold."""
