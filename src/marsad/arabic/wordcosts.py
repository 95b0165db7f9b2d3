"""How usual a word is («تواتر الكلمات»): the lexicon that repair decides with.

A cost is minus the natural logarithm of a word's share of running text: about 4 for «في»,
9 for «داعش», 14 for a rare word. Costs add up, so two readings of a stretch can be compared.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from marsad.arabic.clitics import splits
from marsad.arabic.fold import fold_word
from marsad.tables import FOLDER, load_table

#: A word that no list holds.
UNKNOWN: Final = 21.0
#: Words at this cost or below are in everyday use.
USUAL: Final = 12.5
_OWN_WORD: Final = 12.0
_DISGUISED: Final = 10.5
_LONE_LETTER: Final = 11.0
_LONE_WAW: Final = 6.0
_NO_SHORT_WORD: Final = 14.0
_CLITIC_STEP: Final = 3.5
_LONGEST: Final = 20
_CACHE_SIZE: Final = 50_000
_OWN_COLUMNS: Final = (
    "form",
    "forms",
    "name_ar",
    "aliases_ar",
    "names_ar",
    "ar",
    "word",
    "words",
    "masculine",
)


class WordCosts:
    """Costs of folded words. Loading takes about 0.1 s; ask ``load`` once."""

    def __init__(
        self,
        costs: dict[str, float],
        disguised: Iterable[str],
        short: Iterable[str],
        feminine: Iterable[str] = (),
    ) -> None:
        self.disguised = frozenset(disguised)
        self.short = frozenset(short)
        self._feminine = frozenset(feminine)
        self._costs = costs
        self._cache: dict[str, float] = {}
        for word in self.disguised:
            costs[word] = min(costs.get(word, UNKNOWN), _DISGUISED)

    @classmethod
    def load(cls) -> WordCosts:
        """The word list of the package, with the words of its other tables."""
        folder = FOLDER / "repair"
        costs = _read_costs(folder / "word_costs.txt.gz")
        for word in _own_words():
            costs[word] = min(costs.get(word, UNKNOWN), _OWN_WORD)
        words = [row["word"] for row in load_table("disguised_words.csv", folder=folder)]
        disguised = {fold_word(word) for word in words}
        feminine = {fold_word(word) for word in words if word.endswith("ة")}
        short = {fold_word(row["word"]) for row in load_table("short_words.csv", folder=folder)}
        return cls(costs, disguised, short, feminine)

    def __len__(self) -> int:
        return len(self._costs)

    def of(self, word: str) -> float:
        """The cost of a folded word, read through its clitics; ``UNKNOWN`` for no word."""
        cost = self._cache.get(word)
        if cost is None:
            cost = self._work_out(word)
            if len(self._cache) >= _CACHE_SIZE:  # a stream of made-up words must not fill the memory
                self._cache.clear()
            self._cache[word] = cost
        return cost

    def is_listed(self, word: str) -> bool:
        """Whether the folded word is in the list as it stands, clitics and all."""
        return word in self._costs

    def is_feminine(self, word: str) -> bool:
        """Whether the folded word, or its stem, is an often disguised one that ends in ta marbuta."""
        return any(s.stem in self._feminine for s in splits(word) if not s.suffix)

    def is_sensitive(self, word: str) -> bool:
        """Whether the folded word, or its stem, is one that writers often disguise."""
        if word in self.disguised:
            return True
        return len(word) <= _LONGEST and any(
            s.stem in self.disguised for s in splits(word) if len(s.stem) > 2
        )

    def _work_out(self, word: str) -> float:
        length = len(word)
        if length == 1:
            return _LONE_WAW if word == "و" else _LONE_LETTER
        listed = self._costs.get(word, UNKNOWN)
        if length == 2 and word not in self.short:
            return max(listed, _NO_SHORT_WORD)
        if length < 4 or length > _LONGEST or listed < UNKNOWN:
            return listed
        return min((self._through_clitics(s.stem, s.suffix) for s in splits(word)[1:]), default=UNKNOWN)

    def _through_clitics(self, stem: str, suffix: str) -> float:
        if len(stem) < 3:
            return UNKNOWN
        steps = 2 if suffix else 1
        return min(UNKNOWN, self._costs.get(stem, UNKNOWN) + steps * _CLITIC_STEP)


def _read_costs(path: Path) -> dict[str, float]:
    costs: dict[str, float] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            cost, *words = line.split()
            costs.update(dict.fromkeys(words, int(cost) / 10))
    return costs


def _own_words() -> Iterator[str]:
    """Every Arabic word of the package's own tables, folded."""
    for path in sorted(FOLDER.rglob("*.csv")):
        if path.parent.name == "repair" or path.name == "messages.csv":
            continue
        with open(path, encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                for column in _OWN_COLUMNS:
                    for word in (row.get(column) or "").replace("|", " ").split():
                        folded = fold_word(word)
                        if len(folded) > 2 and folded.isalpha() and not folded.isascii():
                            yield folded
