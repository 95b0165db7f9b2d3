"""Phrases of a table, looked up at a given token («العبارات»).

:class:`marsad.arabic.lexicon.Lexicon` finds names anywhere in a text, through every clitic.
Numbers and dates instead ask "what stands here?" token after token, of few short phrases that
take no pronouns; this answers with one dictionary access.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, NamedTuple, TypeVar

from marsad.arabic.tokens import Token, tokenize

Row = TypeVar("Row")

#: Particles that may be written onto the first word of a phrase.
PROCLITICS: Final = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")
_ARTICLE: Final = "ال"


class Hit(NamedTuple, Generic[Row]):
    """A phrase found: it ends before token ``last``; ``prefix`` stood before its first word."""

    last: int
    row: Row
    prefix: str


def with_proclitics(word: str) -> list[tuple[str, str]]:
    """A folded word with each particle before it, as (prefix, written form); bare form first.

    «ل» swallows the article's alif («للشهر»), and the other way of writing it is kept too.
    Latin words and numbers take none.
    """
    forms = [("", word)]
    if word.isascii():
        return forms
    for prefix in PROCLITICS:
        if prefix.endswith("ل") and word.startswith(_ARTICLE):
            forms.append((prefix, prefix + word[1:]))
        forms.append((prefix, prefix + word))
    return forms


@dataclass(slots=True)
class PhraseBook(Generic[Row]):
    """Phrases by their first word, longest first."""

    heads: dict[str, list[tuple[tuple[str, ...], Row, str]]] = field(default_factory=dict)

    def add(self, forms: str, row: Row, *, proclitics: bool = True) -> None:
        """Enter the forms of a table cell, separated by ``|``."""
        for form in forms.split("|"):
            words = [t.fold for t in tokenize(form).tokens if t.kind in ("word", "number")]
            if not words:
                continue
            heads = with_proclitics(words[0]) if proclitics else [("", words[0])]
            for prefix, head in heads:
                entry = (tuple(words[1:]), row, prefix)
                entries = self.heads.setdefault(head, [])
                if entry not in entries:
                    entries.append(entry)
                    if len(entries) > 1:
                        entries.sort(key=lambda e: (-len(e[0]), len(e[2])))

    def at(self, tokens: Sequence[Token], i: int) -> Hit[Row] | None:
        """The longest phrase that starts at token ``i``, if any."""
        size = len(tokens)
        entries = self.heads.get(tokens[i].fold) if 0 <= i < size else None
        if entries is None:
            return None
        for rest, row, prefix in entries:
            last = i + 1
            for wanted in rest:
                if last == size or tokens[last].fold != wanted:
                    break
                last += 1
            else:
                return tuple.__new__(Hit, (last, row, prefix))  # in half the time of its own constructor
        return None
