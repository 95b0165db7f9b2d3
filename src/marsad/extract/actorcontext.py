"""The surroundings of a name in a text: words around it, country and part of the country."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from marsad.arabic.tokens import Token, TokenizedText
from marsad.extract.actortables import NO_WORD, ActorTables, NameRow, Word

QUOTES: Final = frozenset("_\"«»“”'‘’()#*")
#: Words that end the name of a state's force or ministry before its nationality.
_OF_STATE: Final = frozenset(("المسلحه", "الدفاع", "الداخليه", "الجيش", "الحدود", "المشتركه", "الاتحاديه"))
#: Nouns taken into a name, and nouns that govern it and stay outside.
HEADS: Final = frozenset(("force", "member", "craft"))
BARE_HEADS: Final = frozenset(("violence", "site"))


@dataclass(slots=True)
class Candidate:
    """A name in the making: tokens ``first`` up to, not with, ``last``, and what is known of it."""

    first: int
    last: int
    rows: list[NameRow]
    prefix: str
    kind: str
    actor: str = ""
    reference: str = ""
    head: str = ""
    head_role: str = ""
    why: str = ""


@dataclass(slots=True)
class Context:
    """One text with the tables; ``day`` is ISO, ``country`` an ISO code, both None if unknown."""

    tables: ActorTables
    text: TokenizedText
    day: str | None
    country: str | None
    _states: list[tuple[int, str]] | None = field(default=None, repr=False)
    _zones: list[tuple[int, frozenset[str]]] | None = field(default=None, repr=False)

    @property
    def tokens(self) -> Sequence[Token]:
        """The tokens of the text."""
        return self.text.tokens

    def word(self, i: int) -> Word:
        """What the word at a token does beside names."""
        if i < 0 or i >= len(self.text.tokens) or self.text.tokens[i].kind != "word":
            return NO_WORD
        return self.tables.word(self.text.tokens[i].fold)

    def fold(self, i: int) -> str:
        """The folded word at a token; empty outside the text."""
        return self.text.tokens[i].fold if 0 <= i < len(self.text.tokens) else ""

    def left(self, i: int) -> int:
        """The nearest token left of ``i`` that isn't a quotation mark; -1 where a clause begins."""
        tokens = self.text.tokens
        i -= 1
        while i >= 0 and tokens[i].kind == "mark" and tokens[i].text in QUOTES:
            i -= 1
        return i if i >= 0 and tokens[i].kind in ("word", "number") else -1

    def may_stand_between(self, k: int, word: Word, *, definite: bool) -> bool:
        """Whether a word may come between a noun and its nationality: «قصف جوي عنيف روسي»."""
        folded = self.text.tokens[k].fold
        if "modifier" in word.roles or self.tables.is_nationality(folded):
            return True
        if definite and "ال" not in (folded[:2], folded[1:3]):
            return False
        if folded.startswith("و"):
            return False  # «السيارات والعبوات المجهولة»: another noun
        return folded.endswith(("ي", "يه", "ين", "ات", "ه")) and len(folded) > 2

    def country_code(self) -> str:
        """The country that the text is about."""
        if self.country is None:
            counts: dict[str, int] = {"SY": 0}
            for match in self.tables.cues.find(self.tokens):
                if match.row.role == "country":
                    for code in match.row.tags:
                        counts[code] = counts.get(code, 0) + 1
            # Ties go to Syria, which most reports are about and few of them name.
            self.country = max(counts, key=lambda code: (counts[code], code == "SY"))
        return self.country

    def state_named_before(self, position: int) -> str | None:
        """The country of the state force or ministry named last («القوات المسلحة الأردنية»), if any.

        «حرس الحدود», «رئيس الأركان» and «الجيش» after it are that state's, wherever the places lie.
        """
        if self._states is None:
            self._states = [
                (match.first, next(iter(match.row.tags)))
                for match in self.tables.cues.find(self.tokens)
                if match.row.role == "country" and match.row.tags and self._names_a_force(match.first)
            ]
        at = bisect_left(self._states, position, key=lambda state: state[0])
        return self._states[at - 1][1] if at else None

    def _names_a_force(self, at: int) -> bool:
        if not self.fold(at).endswith(("ي", "يه")) or self.fold(at)[:2] != "ال":
            return False
        before = self.word(self.left(at))
        return "state" in before.tags or self.fold(self.left(at)) in _OF_STATE

    def zones(self, position: int) -> frozenset[str]:
        """The parts of Syria that the place nearest to a token belongs to; none if none is named."""
        if self._zones is None:
            parts: dict[int, frozenset[str]] = {}
            for match in self.tables.cues.find(self.tokens):
                if match.row.role != "country" and self._still_holds(match.row.tags):
                    parts[match.first] = parts.get(match.first, frozenset()) | {match.row.role}
            self._zones = sorted(parts.items(), key=lambda part: part[0])
        at = bisect_left(self._zones, position, key=lambda part: part[0])
        before = self._zones[at - 1] if at else None
        after = self._zones[at] if at < len(self._zones) else None
        if before is None or after is None:
            return (before or after or (0, frozenset()))[1]
        # A place after the name («قوى الأمن الداخلي في السويداء») tells more than one before it.
        return after[1] if after[0] - position <= 3 * (position - before[0]) else before[1]

    def _still_holds(self, tags: frozenset[str]) -> bool:
        """A tag ``until:2026-01-17`` names the last day on which a place belonged to a part."""
        return all(self.day is None or self.day <= tag.removeprefix("until:") for tag in tags)
