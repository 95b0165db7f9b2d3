"""What a check has found: each finding names the file, row or log entry, and says what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from marsad.messages import Lang, sentence, word

#: ``note`` is no fault: something that was not checked, or that has an innocent explanation.
FindingKind = Literal["changed", "removed", "inserted", "unreadable", "note"]


class Finding(NamedTuple):
    """One thing that is not as it should be.

    Attributes:
        where: The table (``store_report``), or the file's path inside the workspace.
        key: The row's key or the entry's number, as text; empty for a file.
        details: Blanks of the sentence.
    """

    code: str
    kind: FindingKind
    where: str
    key: str = ""
    details: Mapping[str, object] = {}

    def sentence(self, lang: Lang) -> str:
        """The finding in words, with what to do about it."""
        label = word(f"table.{self.where}", lang)
        what = self.where if label.startswith("table.") else f"{label} {self.key}".rstrip()
        return sentence(self.code, lang, {**self.details, "what": what})

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "code": self.code,
            "kind": self.kind,
            "where": self.where,
            "key": self.key,
            "details": {name: str(value) for name, value in self.details.items()},
            "ar": self.sentence("ar"),
            "en": self.sentence("en"),
        }


class Tally:
    """How many of each thing were checked; ``told`` is called after every so many of a kind."""

    def __init__(self, told: Callable[[str, int], None] | None = None, *, every: int = 1) -> None:
        self.counts: dict[str, int] = {}
        self._told, self._every = told, every

    def add(self, what: str) -> None:
        """Count a thing of a kind (``entries``, ``files``, ``rows`` …)."""
        count = self.counts[what] = self.counts.get(what, 0) + 1
        if self._told is not None and count % self._every == 0:
            self._told(what, count)
