"""How usual a word is («تواتر الكلمات»): the lexicon that repair decides with.

A cost is minus the natural logarithm of a word's share of running text: about 4 for «في»,
9 for «داعش», 14 for a rare word. Costs add up, so two readings of a stretch can be compared.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, repeat
from operator import itemgetter
from pathlib import Path
from typing import Final

from marsad.arabic.clitics import splits
from marsad.arabic.fold import fold_lines, fold_word
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
    """Costs of folded words; ask ``load`` once.

    Args:
        costs: By word; None for the list of the package, read when a cost is first asked for,
            as that takes 0.15 s and half of all reports hold nothing suspicious.
    """

    def __init__(
        self,
        costs: dict[str, float] | None,
        disguised: Iterable[str],
        short: Iterable[str],
        feminine: Iterable[str] = (),
    ) -> None:
        self.disguised = frozenset(disguised)
        self.short = frozenset(short)
        self._feminine = frozenset(feminine)
        self._given = costs
        self._cache: dict[str, float] = {}

    @classmethod
    def load(cls) -> WordCosts:
        """The words of the package."""
        folder = FOLDER / "repair"
        words = [row["word"] for row in load_table("disguised_words.csv", folder=folder)]
        disguised = {fold_word(word) for word in words}
        feminine = {fold_word(word) for word in words if word.endswith("ة")}
        short = {fold_word(row["word"]) for row in load_table("short_words.csv", folder=folder)}
        return cls(None, disguised, short, feminine)

    @cached_property
    def _costs(self) -> dict[str, float]:
        costs = _package_costs() if self._given is None else self._given
        for word in self.disguised:
            costs[word] = min(costs.get(word, UNKNOWN), _DISGUISED)
        return costs

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


def _package_costs() -> dict[str, float]:
    """The word list of the package, with the words of its other tables."""
    costs = _read_costs(FOLDER / "repair" / "word_costs.txt.gz")
    for word in _own_words():
        if costs.get(word, UNKNOWN) > _OWN_WORD:
            costs[word] = _OWN_WORD
    return costs


def _read_costs(path: Path) -> dict[str, float]:
    with gzip.open(path) as stream:
        lines = stream.read().decode("utf-8").splitlines()
    costs: dict[str, float] = {}
    for line in lines:
        cost, _, words = line.partition(" ")
        costs.update(zip(words.split(), repeat(int(cost) / 10)))
    return costs


def _own_words() -> set[str]:
    """Every Arabic word of the package's own tables, folded."""
    cells: list[str] = []
    for path in sorted(FOLDER.rglob("*.csv")):
        if path.parent.name != "repair" and path.name != "messages.csv":
            cells += _own_cells(path)
    # All at once: word by word takes five times as long, and this is start-up time.
    words = set(fold_lines("\n".join(cells)).replace("|", " ").split())
    return {word for word in words if len(word) > 2 and word.isalpha() and not word.isascii()}


def _own_cells(path: Path) -> Iterator[str]:
    with open(path, encoding="utf-8", newline="") as stream:
        lines = csv.reader(stream)
        columns = [i for i, name in enumerate(next(lines, [])) if name in _OWN_COLUMNS]
        if columns:
            pick, last = itemgetter(*columns), columns[-1]
            picked = (
                pick(cells) for cells in lines if len(cells) > last
            )  # who reads a table tells its faults
            yield from picked if len(columns) == 1 else chain.from_iterable(picked)
