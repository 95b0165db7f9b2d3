"""Prefixes and suffixes that Arabic writes onto a word («السوابق واللواحق»)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

#: Longest first, so that «وبال» is not read as «و» alone. «لل» stands for ل + ال.
PREFIXES: Final = (
    "وبال", "فبال", "وكال", "فكال", "وسال",
    "وال", "فال", "بال", "كال", "ولل", "فلل",
    "ال", "لل", "وب", "ول", "وك", "وس", "فب", "فل", "فك", "فس",
    "و", "ف", "ب", "ل", "ك", "س",
)  # fmt: skip
SUFFIXES: Final = ("هما", "كما", "كم", "هم", "هن", "ها", "نا", "ني", "ه", "ي", "ك")
_ARTICLE: Final = "ال"


class Split(NamedTuple):
    """One way to take a folded word apart: ``prefix + stem + suffix`` (stem as looked up)."""

    prefix: str
    stem: str
    suffix: str


@lru_cache(maxsize=65536)
def splits(word: str) -> tuple[Split, ...]:
    """Every way to read a folded word as clitics around a stem of two letters or more.

    The whole word comes first, then the ones that strip least. The article is both kept and
    stripped («بالقصف»: ب + القصف, بال + قصف), so that tables may hold either form. A final
    «ت» before a suffix is also offered as «ه» («مدينته»: مدينه + ه).
    """
    heads = [("", word)]
    for prefix in _PREFIXES_OF.get(word[:1], ()):
        if word.startswith(prefix) and len(word) - len(prefix) > 1:
            rest = word[len(prefix) :]
            heads.append((prefix, rest))
            if prefix.endswith("لل"):
                heads.append((prefix[:-1], _ARTICLE + rest))
            elif prefix.endswith(_ARTICLE) and len(prefix) > len(_ARTICLE):
                heads.append((prefix[: -len(_ARTICLE)], _ARTICLE + rest))
    # A dictionary keeps the first of equal readings, and their order.
    found = {(prefix, rest, ""): None for prefix, rest in heads if len(rest) > 1}
    endings = [suffix for suffix in _SUFFIXES_OF.get(word[-1:], ()) if word.endswith(suffix)]
    for prefix, rest in heads if endings else ():
        for suffix in endings:
            if len(rest) - len(suffix) > 1 and rest.endswith(suffix):
                stem = rest[: -len(suffix)]
                found[prefix, stem, suffix] = None
                if stem.endswith("ت"):
                    found[prefix, stem[:-1] + "ه", suffix] = None
    return tuple(map(Split._make, found))


def _by_letter(affixes: tuple[str, ...], at: int) -> dict[str, tuple[str, ...]]:
    """Affixes by the letter that they begin (``at`` 0) or end with (``at`` -1), in order."""
    return {letter: tuple(a for a in affixes if a[at] == letter) for letter in {a[at] for a in affixes}}


_PREFIXES_OF: Final = _by_letter(PREFIXES, 0)
_SUFFIXES_OF: Final = _by_letter(SUFFIXES, -1)
