"""The words that a text is found by («كلمات البحث»): restored, folded, each with its place in the text.

One definition for what is stored, for what is asked and for what is marked as a hit, so that a text
that is found also shows where. Both databases are given these words and take none apart themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from marsad.arabic.clitics import PREFIXES
from marsad.arabic.fold import SILENT, fold_word
from marsad.model import Repair

_WORD: Final = re.compile(rf"(?:[^\W_]|[{SILENT}])+")
#: What folding may leave beside letters and digits ("İ" becomes two signs).
_OTHER: Final = re.compile(r"[\W_]+")
#: Prefixes that hold the article; only these are taken off what is asked: «القصف» also finds «قصف».
_ARTICLES: Final = tuple(prefix for prefix in PREFIXES if prefix.endswith(("ال", "لل")))
#: Letters that have to be left: «الله» is no «له» with an article.
_LEAST_STEM: Final = 3
_ARABIC: Final = re.compile(r"[\u0621-\u064a]+")


class SearchWord(NamedTuple):
    """A word as it is looked up, and where it stands in the text as received."""

    folded: str
    start: int
    end: int


def search_words(text: str, repairs: Sequence[Repair] = ()) -> list[SearchWord]:
    """The words of a text, its disguised words restored.

    Args:
        text: As received.
        repairs: Of this text, in order, none over another.
    Returns:
        A word that was restored, wholly or in part, stands where its disguised spelling stood.
    """
    restored, origin = _restored(text, repairs)
    found: list[SearchWord] = []
    for match in _WORD.finditer(restored):
        folded = _folded(match[0])
        if folded:
            start, end = match.span()
            first, last = (start, end) if origin is None else (origin[start][0], origin[end - 1][1])
            found.append(SearchWord(folded, first, last))
    return found


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return _OTHER.sub("", fold_word(word))


def _restored(text: str, repairs: Sequence[Repair]) -> tuple[str, list[tuple[int, int]] | None]:
    """The text with its repairs, and for each character the stretch that it comes from."""
    if not repairs:
        return text, None
    parts: list[str] = []
    origin: list[tuple[int, int]] = []
    at = 0
    for repair in repairs:
        parts += [text[at : repair.start], repair.restored]
        origin += [(i, i + 1) for i in range(at, repair.start)]
        origin += [(repair.start, repair.end)] * len(repair.restored)
        at = repair.end
    parts.append(text[at:])
    origin += [(i, i + 1) for i in range(at, len(text))]
    return "".join(parts), origin


def plain_words(texts: Iterable[str]) -> list[str]:
    """The words of some names and short texts."""
    return [word for text in texts for word in _plain_words(text)]


@lru_cache(maxsize=16384)
def _plain_words(text: str) -> tuple[str, ...]:
    """Of names, most of which come again and again."""
    return tuple(filter(None, map(_folded, _WORD.findall(text))))


@lru_cache(maxsize=1024)
def spellings(word: str) -> tuple[str, ...]:
    """The words that are also meant by one that is asked for: with and without what Arabic writes onto it.

    «قصف» also means «القصف», «بالقصف», «وقصف»; a word of another script means itself.
    """
    if not _ARABIC.fullmatch(word):
        return (word,)
    stem = next(
        (word.removeprefix(p) for p in _ARTICLES if word.startswith(p) and len(word) - len(p) >= _LEAST_STEM),
        word,
    )
    return tuple(dict.fromkeys((word, stem, *(prefix + stem for prefix in PREFIXES))))
