"""Which language a report is written in, so that only known ones are read («لغة التقرير»)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from marsad.arabic.tokens import TokenizedText
from marsad.tables import load_table

READ: Final = frozenset({"ar", "en"})
_SAMPLE: Final = 400
#: The least share of its words that makes a second language of a report more than a quotation.
_SECOND_LANGUAGE: Final = 0.3


class _Language(NamedTuple):
    script: str | None
    words: frozenset[str]
    letters: frozenset[str]


class _Signs(NamedTuple):
    """What one word tells: its script, and points for the languages that it is a sign of."""

    script: str | None
    points: tuple[tuple[str, float], ...]


@cache
def _languages() -> dict[str, _Language]:
    languages: dict[str, _Language] = {}
    for row in load_table("languages.csv", key="lang"):
        words = row["words"].split()
        script = _script(Counter(map(_script_of, words)), len(words))
        languages[row["lang"]] = _Language(script, frozenset(words), frozenset(row["letters"]))
    return languages


def detect_language(text: TokenizedText) -> str | None:
    """The language (ISO 639) of a text by its small words and letters; None where neither tells.

    A text of proper names and figures alone counts as Arabic or English by its script. A report that
    says the same in a language that is not read and in one that is counts as the latter.
    """
    words = [t.text for t in text.tokens[: _SAMPLE * 2] if t.kind == "word"][:_SAMPLE]
    if not words:
        return None
    signs = [known or _signs(word) for word, known in zip(words, map(_SIGNS.get, words), strict=True)]
    scripts = Counter([sign.script for sign in signs])
    script = _script(scripts, len(words))
    if script is None:
        return None
    best = _most_likely(script, signs)
    other = "latin" if script == "arabic" else "arabic"
    if best not in READ and scripts[other] >= len(words) * _SECOND_LANGUAGE:
        beside = _most_likely(other, [sign for sign in signs if sign.script == other])
        return beside if beside in READ else best
    return best


def _most_likely(script: str, signs: Sequence[_Signs]) -> str:
    """The language of a script that the signs of words tell of most clearly."""
    points = {name: 0.0 for name, language in _languages().items() if language.script == script}
    for told in [sign.points for sign in signs if sign.points]:
        for name, more in told:
            if name in points:
                points[name] += more
    scores = {name: total / len(signs) for name, total in points.items()}
    best = max(scores, key=lambda lang: scores[lang])
    usual = "ar" if script == "arabic" else "en"
    # A headline may hold no small word at all: another language must show itself clearly.
    return best if scores[best] > scores[usual] + 0.04 and scores[best] >= 0.08 else usual


#: What words tell, by the word as written: a plain dictionary is quicker than a cache in order of use.
_SIGNS: Final[dict[str, _Signs]] = {}
_MOST_REMEMBERED: Final = 65536


def _signs(word: str) -> _Signs:
    if len(_SIGNS) > _MOST_REMEMBERED:
        _SIGNS.clear()
    found = _SIGNS[word] = _read_signs(word.lower())
    return found


def _read_signs(word: str) -> _Signs:
    """What a word in small letters tells."""
    small, marked = _index()
    points = dict.fromkeys(small.get(word, ()), 1.0)
    for name in {name for letter in word for name in marked.get(letter, ())}:
        points[name] = points.get(name, 0.0) + 0.5
    return _Signs(_script_of(word), tuple(points.items()))


@cache
def _index() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The languages that each small word, and each letter, is a sign of."""
    small: dict[str, list[str]] = {}
    marked: dict[str, list[str]] = {}
    for name, language in _languages().items():
        for word in language.words:
            small.setdefault(word, []).append(name)
        for letter in language.letters:
            marked.setdefault(letter, []).append(name)
    return small, marked


def _script_of(word: str) -> str | None:
    if "\u0600" <= word[0] <= "\u06ff":
        return "arabic"
    return "latin" if word[0].isascii() or "\u00c0" <= word[0] <= "\u024f" else None


def _script(words: Counter[str | None], size: int) -> str | None:
    """The script of at least half of ``size`` words."""
    if max(words["arabic"], words["latin"]) < size / 2:
        return None
    return "arabic" if words["arabic"] >= words["latin"] else "latin"
