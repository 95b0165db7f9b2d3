"""Repair of disguised spellings in a stream of JSON lines, or in a plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from marsad.errors import InputError
from marsad.formats.decoding import decode, mend_surrogates
from marsad.formats.jsonlines import parse_object
from marsad.messages import Where


class RepairedText(Protocol):
    """What a repairer gives back."""

    @property
    def text(self) -> str:
        """The repaired text."""

    @property
    def repairs(self) -> Iterable[Any]:
        """Each word that was restored."""


class TextRepairer(Protocol):
    """What is needed of a repairer."""

    def repair(self, text: str) -> Any:
        """The repaired text and its repairs."""


class RepairedLine(NamedTuple):
    """An answer line, and the fault of its input line."""

    answer: dict[str, object]
    fault: InputError | None


def standard_repairer() -> TextRepairer:
    """The repairer of this installation, with its word list loaded."""
    from marsad.arabic.repair import Repairer

    return Repairer()


def repair_lines(lines: Iterable[bytes], repairer: TextRepairer, where: Where) -> Iterator[RepairedLine]:
    """An answer for every line that is not blank, in order, also for broken ones.

    An answer has ``repaired`` and ``repairs``, the ``doc`` of its line, and ``problem`` where
    the line could not be used.
    """
    for number, data in enumerate(lines, 1):
        if data.strip():
            yield _repair_line(data, repairer, where.at(number))


def _repair_line(data: bytes, repairer: TextRepairer, where: Where) -> RepairedLine:
    try:
        fields = _fields(data, where)
    except InputError as fault:
        return RepairedLine({"repaired": "", "repairs": [], "problem": str(fault)}, fault)
    text, _ = mend_surrogates(str(fields["text"]))
    done = repairer.repair(text)
    answer = {"doc": fields["doc"]} if "doc" in fields else {}
    return RepairedLine({**answer, "repaired": done.text, "repairs": list(done.repairs)}, None)


def _fields(data: bytes, where: Where) -> dict[str, object]:
    decoded = decode(data)
    if decoded is None:
        raise InputError("I105", where=where)
    fields = parse_object(decoded.text, where)
    if not isinstance(fields.get("text"), str):
        raise InputError("I102", where=where, field="text")
    return fields
