"""Phrases of a table with roles, found in a text and asked for by place («عبارات بأدوار»).

Tallies and relations are read from small sets of phrases; each table row gives a phrase a role
(and a value), as plain words and as verbs that are spelled out in all their forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from marsad.arabic.fold import fold_word
from marsad.arabic.lexicon import Lexicon
from marsad.arabic.tokens import Token
from marsad.arabic.verbs import conjugate
from marsad.extract.inorder import InOrder
from marsad.tables import load_table

_VERB_PREFIXES: Final = frozenset({"", "و", "ف", "ل"})
_TANWIN: Final = "ا"


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """A row of a table: what its words do (``role``), and what they stand for."""

    key: str
    role: str
    value: str
    type: str


class _Form(NamedTuple):
    row: PhraseRow
    verb: bool
    present: bool


class PhraseFound(NamedTuple):
    """Where a phrase stands: tokens ``first`` up to, not with, ``last``.

    ``present`` tells of a verb form that can only be of the present; ``verb`` of any verb form.
    """

    first: int
    last: int
    row: PhraseRow
    prefix: str
    suffix: str
    verb: bool
    present: bool


@dataclass(slots=True)
class Phrases:
    """The phrases found in one text, by role and first token."""

    _by_role: dict[str, dict[int, PhraseFound]] = field(default_factory=dict)
    _ordered: dict[str, InOrder[PhraseFound]] = field(default_factory=dict)

    def add(self, found: PhraseFound) -> None:
        """Enter a phrase; the longest at each place stays."""
        if self._ordered:
            self._ordered.pop(found.row.role, None)
        held = self._by_role.setdefault(found.row.role, {})
        other = held.get(found.first)
        if other is None or (other.last, -len(other.prefix)) < (found.last, -len(found.prefix)):
            held[found.first] = found

    def at(self, role: str, first: int) -> PhraseFound | None:
        """The phrase of a role that begins at a token."""
        return self._by_role.get(role, {}).get(first)

    def within(self, role: str, first: int, last: int) -> list[PhraseFound]:
        """The phrases of a role that begin from token ``first`` up to ``last``, in order."""
        ordered = self._ordered.get(role)
        if ordered is None:
            held = self._by_role.get(role)
            if held is None:
                return []  # most texts hold phrases of few roles
            ordered = self._ordered[role] = InOrder(held.values())
        return ordered.within(first, last)

    def any(self, role: str) -> bool:
        """Whether the text holds a phrase of the role at all."""
        return bool(self._by_role.get(role))


@cache
def _lexicon(table: str) -> Lexicon[_Form]:
    lexicon: Lexicon[_Form] = Lexicon(_fits)
    for cells in load_table(table, key="key"):
        row = PhraseRow(cells["key"], cells["role"], cells["value"], cells.get("type", ""))
        for words in filter(None, cells["words"].split("|")):
            for form in _noun_forms(words, cells["lang"]):
                lexicon.add(form, _Form(row, False, False))
        for words in filter(None, cells.get("present", "").split("|")):
            lexicon.add(words, _Form(row, True, True))
        for verb in filter(None, cells["verbs"].split("|")):
            past, _, present = verb.partition("/")
            for form, reading in conjugate(past, present).items():
                only = reading.tense == "present" and not reading.bound
                lexicon.add(form, _Form(row, True, only))
    return lexicon


def _fits(form: _Form, prefix: str, _suffix: str) -> bool:
    return not form.verb or prefix in _VERB_PREFIXES


def _noun_forms(words: str, lang: str) -> list[str]:
    """A noun as listed and in the accusative («هجوم», «هجوماً»); phrases only as listed."""
    folded = fold_word(words)
    if lang != "ar" or " " in words or folded.endswith(("ا", "ه", "ي", "ات", "ين")):
        return [words]
    return [words, folded + _TANWIN]


def find_phrases(tokens: Sequence[Token], table: str) -> Phrases:
    """Every phrase of a table in a text, in one pass over it."""
    phrases = Phrases()
    for first, last, form, prefix, suffix in _lexicon(table).find(tokens):
        # The lexicon has asked this of words that stand alone.
        if last - first == 1 or _fits(form, prefix, suffix):
            cells = (first, last, form.row, prefix, suffix, form.verb, form.present)
            phrases.add(tuple.__new__(PhraseFound, cells))  # in half the time of its own constructor
    return phrases
