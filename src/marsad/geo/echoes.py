"""Names that a report has made known as places, found again without their generic word («الأصداء»).

«بلدة عيترون» tells that عيترون is a place even where no gazetteer holds it; later in the same
report the bare name is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from marsad.arabic.clitics import PREFIXES, splits
from marsad.arabic.fold import fold_word
from marsad.arabic.tokens import TokenizedText
from marsad.geo.mentions import PlaceMention

_PREPOSITIONS: Final = frozenset(
    {"في", "الي", "من", "علي", "نحو", "باتجاه", "قرب", "عبر", "داخل", "in", "near", "to"}
)
_LEAST_LETTERS: Final = 4


def with_echoes(text: TokenizedText, places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The mentions, and those of their unlisted names that stand bare elsewhere, in text order."""
    names = _known_names(text, places)
    if not names:
        return list(places)
    taken = {at for p in places for at in range(p.first, p.last)}
    written = {form for name in names for form in _written(name)}
    echoes = [
        echo
        for token in text.tokens
        if token.fold in written and token.kind == "word" and token.i not in taken
        if (echo := _echo(text, token.i, names)) is not None
    ]
    return _in_order([*places, *echoes]) if echoes else list(places)


def _known_names(text: TokenizedText, places: Sequence[PlaceMention]) -> dict[str, PlaceMention]:
    names: dict[str, PlaceMention] = {}
    for place in places:
        single = place.last - place.name_first == 1
        word = text.tokens[place.name_first].fold
        if single and place.generic == "settlement" and len(word) >= _LEAST_LETTERS:
            names.setdefault(word, place)
    return names


@lru_cache(maxsize=4096)
def _written(name: str) -> tuple[str, ...]:
    """A folded name as it may be written, with every clitic before it."""
    forms = [prefix + name for prefix in ("", *PREFIXES)]
    if name.startswith("ال"):
        forms += [prefix + name[2:] for prefix in PREFIXES if prefix.endswith("لل")]
    return tuple(forms)


def _echo(text: TokenizedText, at: int, names: dict[str, PlaceMention]) -> PlaceMention | None:
    token = text.tokens[at]
    for prefix, stem, suffix in splits(token.fold):
        place = names.get(stem)
        if place is None or suffix:
            continue
        bare = prefix.removeprefix("و").removeprefix("ف")
        before = text.tokens[at - 1].fold if at else ""
        preposition = before if before in _PREPOSITIONS else bare if bare in ("ب", "ل") else None
        return replace(
            place,
            first=at,
            last=at + 1,
            name_first=at,
            name=_without(token.text, prefix),
            generic_word="",
            prefix=prefix,
            preposition=preposition,
            direction=None,
            modifier=None,
            joined=None,
        )
    return None


def _without(word: str, prefix: str) -> str:
    """A word as written without its clitics."""
    at = 0
    for letter in prefix:
        while at < len(word) and fold_word(word[at]) != letter:
            at += 1
        at += 1
    return word[at:]


def _in_order(places: list[PlaceMention]) -> list[PlaceMention]:
    """Mentions sorted by where they stand, their references to each other renumbered."""
    order = sorted(range(len(places)), key=lambda n: places[n].first)
    new = {number: position for position, number in enumerate(order)}
    return [
        replace(
            places[n],
            parent=new.get(places[n].parent) if places[n].parent is not None else None,  # type: ignore[arg-type]
            joined=new.get(places[n].joined) if places[n].joined is not None else None,  # type: ignore[arg-type]
        )
        for n in order
    ]
