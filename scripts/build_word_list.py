"""Rebuild ``tables/repair/word_costs.txt.gz`` from the data of the ``wordfreq`` package.

Maintainers only; ``pip install marsad[maintain]`` brings wordfreq. Words are folded, counts
of spellings that fold alike are added up, and words rarer than once in ten million are left
out. The file groups words by cost (minus the natural logarithm of the frequency, in tenths):
one line a cost, ``cost word word …``, words sorted. Built twice, it is the same byte for byte.
"""

from __future__ import annotations

import gzip
import math
import re
from collections import defaultdict
from pathlib import Path
from typing import Final

from marsad.arabic.fold import fold_word

TARGET: Final = Path(__file__).parent.parent / "src/marsad/tables/repair/word_costs.txt.gz"
LEAST_FREQUENCY: Final = 1e-7
_ARABIC: Final = re.compile("[\u0621-\u063a\u0641-\u064a\u064b-\u0652\u0670\u0671\u0686\u06a9\u06af\u06cc]+")


def frequencies() -> dict[str, float]:
    """Folded words with their share of all running words."""
    from wordfreq import get_frequency_dict  # heavy, and only a maintainer has it

    found: dict[str, float] = defaultdict(float)
    for word, share in get_frequency_dict("ar", wordlist="large").items():
        if _ARABIC.fullmatch(word):
            found[fold_word(word)] += share
    return found


def grouped(found: dict[str, float]) -> dict[int, list[str]]:
    """Words by cost in tenths, the frequent ones first."""
    groups: dict[int, list[str]] = defaultdict(list)
    for word, share in found.items():
        if share >= LEAST_FREQUENCY and len(word) > 1:
            groups[round(-10 * math.log(share))].append(word)
    return {cost: sorted(groups[cost]) for cost in sorted(groups)}


def main() -> None:
    """Write the file and say how many words it holds."""
    groups = grouped(frequencies())
    text = "".join(f"{cost} {' '.join(words)}\n" for cost, words in groups.items())
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{TARGET.name}: {sum(map(len, groups.values()))} words, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
