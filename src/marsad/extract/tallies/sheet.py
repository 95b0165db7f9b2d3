"""A report laid out for counting: its mentions in order, and the words that tell of totals."""

from __future__ import annotations

from typing import Final

from marsad.extract.actors import ActorFound
from marsad.extract.inorder import in_order
from marsad.extract.phrasetable import PhraseFound, Phrases
from marsad.extract.reading import Reading
from marsad.extract.tallies.records import TallyFound

COMMAS: Final = frozenset("،,؛;:()")
IN: Final = frozenset({"في", "وفي", "ب", "ضمن", "داخل", "in", "across", "at", "within", "from"})
#: How far behind «على يد» the doer is looked for.
TOKENS_TO_DOER: Final = 7
VIOLENCE: Final = frozenset({"fighting", "killing", "remote-violence"})
COUNTED_DEEDS: Final = VIOLENCE | {"coercion"}
_FROM: Final = "من"


class Sheet:
    """A report as the rules of tallies look at it; ``found`` grows while it is read."""

    def __init__(self, reading: Reading, words: Phrases) -> None:
        self.reading = reading
        self.words = words
        self.actors = in_order(reading.actors)
        self.counts = in_order(reading.counts)
        self.dates = in_order(reading.dates)
        self.places = in_order(reading.places)
        self.triggers = in_order(reading.triggers)
        self.found: list[TallyFound] = []

    def marks(self, role: str, first: int, last: int) -> list[PhraseFound]:
        """Words that announce a total; «عدد من الجرحى» (a number of) announces none."""
        found = self.words.within(role, first, last)
        if role != "total":
            return found
        return [m for m in found if self.reading.fold(m.last) != _FROM or self.words.at("harm", m.last + 1)]

    def until_comma(self, first: int, last: int) -> int:
        """Where the stretch ends, or its first comma."""
        return next((i for i in range(first, last) if self.reading.tokens[i].text in COMMAS), last)

    def actor_from(self, first: int, last: int) -> ActorFound | None:
        """The first party of a stretch that may have done something; no source, no civilians."""
        for actor in self.actors.within(first, last):
            if actor.kind != "source" and not actor.is_civilian and not self.holds_area(actor):
                return actor
        return None

    def holds_area(self, actor: ActorFound) -> bool:
        """Whether an actor only names the area that it holds («مناطق الإدارة الذاتية»)."""
        if self.words.at("area", actor.last) is not None:
            return True
        return any(a.last == actor.first for a in self.words.within("area", actor.first - 2, actor.first))
