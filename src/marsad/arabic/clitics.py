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
    found: list[Split] = []
    seen: set[Split] = set()

    def offer(prefix: str, stem: str, suffix: str) -> None:
        split = Split(prefix, stem, suffix)
        if len(stem) > 1 and split not in seen:
            seen.add(split)
            found.append(split)

    heads = [("", word)]
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) > 1:
            rest = word[len(prefix) :]
            heads.append((prefix, rest))
            if prefix.endswith("لل"):
                heads.append((prefix[:-1], _ARTICLE + rest))
            elif prefix.endswith(_ARTICLE) and len(prefix) > len(_ARTICLE):
                heads.append((prefix[: -len(_ARTICLE)], _ARTICLE + rest))
    for prefix, rest in heads:
        offer(prefix, rest, "")
    for prefix, rest in heads:
        for suffix in SUFFIXES:
            if rest.endswith(suffix) and len(rest) - len(suffix) > 1:
                stem = rest[: -len(suffix)]
                offer(prefix, stem, suffix)
                if stem.endswith("ت"):
                    offer(prefix, stem[:-1] + "ه", suffix)
    return tuple(found)
