"""Weapons, vehicles and goods that a report names («الأسلحة والآليات والمواد»)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from marsad.arabic.lexicon import Lexicon, folded_words
from marsad.arabic.tokens import Token
from marsad.tables import load_table

_ARTICLE: Final = "ال"
_NO_ITEM: Final = "none"


@dataclass(slots=True)  # not frozen: made by the dozen a report, in a third of the time
class ItemMention:
    """A thing named: tokens ``first`` up to, not with, ``last``; ``item`` is an id of ``items.csv``.

    ``number``: 1, 2, or None for a plural or a mass («وقود»). ``female``: the noun's gender in
    Arabic, for numerals and verbs that agree with it.
    """

    first: int
    last: int
    item: str
    number: int | None
    female: bool = False
    ambiguous_dual: bool = False
    prefix: str = ""
    suffix: str = ""


@dataclass(slots=True)
class _Form:
    item: str
    female: bool
    numbers: set[int | None] = field(default_factory=set)


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon[_Form]:
    forms: dict[tuple[str, ...], _Form] = {}

    def put(words: tuple[str, ...], item: str, number: int | None, female: bool) -> None:
        form = forms.setdefault(words, _Form(item, female))
        if form.item == item:
            form.numbers.add(number)

    for row in load_table("item_names.csv"):
        female = row["singular"].split(" ")[0].endswith("ة")
        for column, number in (("singular", 1), ("dual", 2), ("plural", None)):
            for form in filter(None, row[column].split("|")):
                words = folded_words(form)
                for variant in _variants(words, row["lang"]):
                    put(variant, row["item"], number, female)
                if number == 1 and len(words) == 1 and row["lang"] == "ar" and words[0][-1] not in "هاء":
                    put((words[0] + "ا",), row["item"], 1, female)  # «صاروخاً»
    lexicon: Lexicon[_Form] = Lexicon()
    for words, form_ in forms.items():
        lexicon.add_folded(words, form_)
    return lexicon


def _variants(words: tuple[str, ...], lang: str) -> list[tuple[str, ...]]:
    """A name of several words, and the same with the article: «طائرة حربية», «الطائرة الحربية»."""
    if lang != "ar" or len(words) == 1:
        return [words]
    definite = (words[0], *(w if w.startswith(_ARTICLE) else _ARTICLE + w for w in words[1:]))
    accusative = (words[0] + "ا", *(w + "ا" for w in words[1:]))  # «برميلاً متفجراً»
    plain = all(w[-1] not in "هاء" and not w.startswith(_ARTICLE) for w in words)
    return [words, definite, accusative] if plain else [words, definite]


def find_items(tokens: Sequence[Token]) -> list[ItemMention]:
    """Every item named, in order, without overlaps; the longest name wins."""
    found: list[ItemMention] = []
    end = -1
    matches = _lexicon().find(tokens)
    matches.sort(key=lambda m: (m.first, -m.last, len(m.prefix) + len(m.suffix)))
    for match in matches:
        if match.first < end or match.prefix.endswith(("س", "ك")) or match.suffix in ("ي", "ني", "ك"):
            continue
        if match.suffix == "ه" and tokens[match.last - 1].text.endswith("ة"):
            continue
        if tokens[match.first].text.removeprefix("و").startswith("إلي"):
            continue  # «إليه» is no «آلية»
        end = match.last
        if match.row.item == _NO_ITEM:
            continue
        numbers = match.row.numbers
        found.append(
            ItemMention(
                match.first,
                match.last,
                match.row.item,
                None if None in numbers else min(n for n in numbers if n),
                female=match.row.female,
                ambiguous_dual={2, None} <= numbers,
                prefix=match.prefix,
                suffix=match.suffix,
            )
        )
    return found
