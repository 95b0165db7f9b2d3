"""How well disguised spellings are restored, and clean text left alone.

A gold line with ``repaired`` is a disguised passage; one without must come through unchanged.
Words are compared after kashida and vowel signs are dropped and white space is made single.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from typing import Final

from evaluation.figures import draws, interval
from evaluation.matching import Fields
from evaluation.reports import GOLD, load_lines

PASSAGES: Final = GOLD / "repair.jsonl"
_UNHEARD: Final = re.compile("[\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage after repair: disguised words, how many came back, words spoilt, whether exact."""

    gold: Fields
    answer: str
    words: int
    restored: int
    spoilt: int
    exact: bool

    @property
    def is_clean(self) -> bool:
        """Whether nothing was there to repair."""
        return "repaired" not in self.gold


@dataclass(frozen=True, slots=True)
class RepairFigures:
    """Shares over all passages, with 95 % intervals over passages."""

    passages: int
    words: int
    clean: int
    restored: float
    restored_range: tuple[float | None, float | None]
    exact: float
    spoilt: int
    clean_kept: float
    clean_kept_range: tuple[float | None, float | None]
    by_technique: dict[str, tuple[int, int]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def comparable(text: str) -> str:
    """The text as it is compared."""
    return " ".join(_UNHEARD.sub("", text).split())


def kept_words(source: Sequence[str], target: Sequence[str]) -> set[int]:
    """Positions in ``target`` that an alignment pairs with an equal word of ``source``."""
    blocks = SequenceMatcher(None, source, target, autojunk=False).get_matching_blocks()
    return {block.b + i for block in blocks for i in range(block.size)}


def score_passage(gold: Fields, answer: str) -> Passage:
    """Compare an answer with gold. A clean passage is right only where it is the same byte for byte."""
    if "repaired" not in gold:
        return Passage(gold, answer, 0, 0, 0, answer == gold["text"])
    wanted, said = comparable(gold["repaired"]), comparable(answer)
    words = wanted.split()
    plain = kept_words(comparable(gold["text"]).split(), words)
    right = kept_words(said.split(), words)
    disguised = set(range(len(words))) - plain
    return Passage(gold, answer, len(disguised), len(disguised & right), len(plain - right), said == wanted)


def score_passages(repair: Callable[[str], str]) -> list[Passage]:
    """Run a repairer over our own passages."""
    return [score_passage(gold, repair(gold["text"])) for gold in load_lines(PASSAGES)]


def repair_figures(passages: Sequence[Passage]) -> RepairFigures:
    """The shares over the passages, and (words restored, words disguised) of each technique."""
    disguised = [passage for passage in passages if not passage.is_clean]
    clean = [passage for passage in passages if passage.is_clean]
    by_technique: dict[str, tuple[int, int]] = {}
    for passage in disguised:
        restored, words = by_technique.get(passage.gold["technique"], (0, 0))
        found = (restored + passage.restored, words + passage.words)
        by_technique[passage.gold["technique"]] = found
    counts = [(passage.restored, passage.words) for passage in disguised]
    kept = [(int(passage.exact), 1) for passage in clean]
    return RepairFigures(
        passages=len(disguised),
        words=sum(words for _, words in counts),
        clean=len(clean),
        restored=_share(counts),
        restored_range=_spread(counts),
        exact=_share([(int(passage.exact), 1) for passage in disguised]),
        spoilt=sum(passage.spoilt for passage in disguised),
        clean_kept=_share(kept),
        clean_kept_range=_spread(kept),
        by_technique=by_technique,
    )


def _share(parts: Sequence[tuple[int, int]]) -> float:
    return sum(part for part, _ in parts) / max(1, sum(whole for _, whole in parts))


def _spread(parts: Sequence[tuple[int, int]]) -> tuple[float | None, float | None]:
    samples = draws(len(parts)) if parts else []
    return interval(sorted(_share([parts[i] for i in sample.elements()]) for sample in samples))
