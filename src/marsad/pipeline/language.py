"""Which language a report is written in, so that only known ones are read («لغة التقرير»)."""

from __future__ import annotations

from functools import cache
from typing import Final

from marsad.arabic.tokens import TokenizedText
from marsad.tables import load_table

READ: Final = frozenset({"ar", "en"})
_SAMPLE: Final = 400


@cache
def _languages() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    return {
        row["lang"]: (frozenset(row["words"].split()), frozenset(row["letters"]))
        for row in load_table("languages.csv", key="lang")
    }


def detect_language(text: TokenizedText) -> str | None:
    """The language (ISO 639) of a text by its small words and letters; None where neither tells.

    A text of proper names and figures alone counts as Arabic or English by its script.
    """
    words = [t.text.lower() for t in text.tokens[: _SAMPLE * 2] if t.kind == "word"][:_SAMPLE]
    if not words:
        return None
    script = _script(words)
    if script is None:
        return None
    same_script = {k: v for k, v in _languages().items() if _script(list(v[0])) == script}
    scores = {lang: _score(words, *signs) for lang, signs in same_script.items()}
    best = max(scores, key=lambda lang: scores[lang])
    usual = "ar" if script == "arabic" else "en"
    # A headline may hold no small word at all: another language must show itself clearly.
    return best if scores[best] > scores[usual] + 0.04 and scores[best] >= 0.08 else usual


def _score(words: list[str], small: frozenset[str], letters: frozenset[str]) -> float:
    hits = sum(word in small for word in words)
    marked = sum(any(letter in letters for letter in word) for word in words)
    return (hits + 0.5 * marked) / len(words)


def _script(words: list[str]) -> str | None:
    arabic = sum("\u0600" <= word[0] <= "\u06ff" for word in words)
    latin = sum(word[0].isascii() or "\u00c0" <= word[0] <= "\u024f" for word in words)
    if max(arabic, latin) < len(words) / 2:
        return None
    return "arabic" if arabic >= latin else "latin"
