"""Where a figure counts: a place after «في», a held area («مناطق …»), ground named before."""

from __future__ import annotations

from typing import Final

from marsad.arabic.fold import fold_word
from marsad.extract.reading import Reading
from marsad.extract.tallies.records import Figure
from marsad.extract.tallies.sheet import COMMAS, IN, Sheet
from marsad.geo.mentions import PlaceMention

_ARTICLES: Final = frozenset({"the", "both"})
_ARTICLE: Final = "ال"
_AREAS: Final = "مناطق"
_NO_PLACE: Final = frozenset({"all", "total", "addition", "retaliation", "which", "this", "that"})
_AND: Final = frozenset({"and", "or"})
_TOKENS_TO_PLACE: Final = 7
_TO_HOLDER: Final = 4


def place_of(sheet: Sheet, figure: Figure) -> None:
    """The place that a figure is confined to: after it with «في», or right before it."""
    figure.place = _place_after(sheet, figure) or _place_before(sheet, figure)


def _place_after(sheet: Sheet, figure: Figure) -> tuple[str, int] | None:
    start = figure.unit.last if figure.unit is not None else figure.count.last
    for at in range(start, min(start + _TOKENS_TO_PLACE, figure.right)):
        if sheet.reading.tokens[at].text in COMMAS:
            return None
        area = area_at(sheet, at)
        if area is not None:
            return area
    return None


def _place_before(sheet: Sheet, figure: Figure) -> tuple[str, int] | None:
    at = figure.first - 1
    while at >= figure.left and sheet.reading.tokens[at].text in ("(", ":", "-", "–"):
        at -= 1
    for back in range(at, max(figure.left - 1, at - 4), -1):
        if back in sheet.reading.trigger_at or sheet.reading.tokens[back].text in COMMAS:
            return None
        number = sheet.reading.place_at.get(back)
        if number is not None and sheet.reading.places[number].first >= figure.left:
            place = sheet.reading.places[number]
            return name_of(sheet.reading, place), place.last
    return None


def area_at(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """A place or held area that begins at a token and stands behind «في» (or «ب»)."""
    reading = sheet.reading
    if at in reading.date_at or at in reading.count_at:
        return None
    number = reading.place_at.get(at)
    before = reading.fold(at - 1)
    if number is not None and reading.places[number].first == at:
        place = reading.places[number]
        if before in IN | _ARTICLES or place.prefix.endswith(("ب", "بال")) or place.preposition in IN:
            return name_of(reading, place), place.last
    if before not in IN:
        return None
    return (
        _held_area(sheet, at) or _side_of_place(sheet, at) or _ground(sheet, at) or _english_area(sheet, at)
    )


def _side_of_place(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """ "In rural Quneitra": the gazetteer's name begins a word later."""
    number = sheet.reading.place_at.get(at + 1)
    if number is None or sheet.reading.places[number].first != at + 1:
        return None
    if sheet.reading.places[number].direction is None:
        return None
    end = sheet.reading.places[number].last
    return sheet.reading.words(at, end), end


def _ground(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """«في البادية», "in the province": ground that the report has named before."""
    ground = sheet.words.at("ground", at)
    return (sheet.reading.words(at, ground.last), ground.last) if ground is not None else None


def _held_area(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """«مناطق الإدارة الذاتية», "Autonomous Administration areas"."""
    area = sheet.words.at("area", at)
    if area is not None:
        actor = sheet.reading.actor_at.get(area.last)
        if actor is not None:
            return sheet.reading.words(at, actor.last), actor.last
        if sheet.reading.language == "en":
            end = _held_by(sheet, area.last)
            return sheet.reading.words(at, end), end
        end = _unlisted_name(sheet, area.last)
        return (sheet.reading.words(at, end), end) if end > area.last else None
    start = at + 1 if sheet.reading.fold(at) in _ARTICLES else at
    actor = sheet.reading.actor_at.get(start)
    if actor is not None and sheet.words.at("area", actor.last) is not None:
        return sheet.reading.words(start, actor.last + 1), actor.last + 1
    return None


def _held_by(sheet: Sheet, first: int) -> int:
    """The end of "areas held by the council", or of "areas" alone."""
    for actor in sheet.actors.within(first, first + _TO_HOLDER):
        if not any(sheet.reading.tokens[i].text in COMMAS for i in range(first, actor.first)):
            return actor.last
    return first


def _unlisted_name(sheet: Sheet, first: int) -> int:
    """The end of a name after «ريف» or «مناطق» that the gazetteer doesn't hold: one word."""
    token = sheet.reading.tokens[first] if first < len(sheet.reading.tokens) else None
    if token is None or token.kind != "word" or first in sheet.reading.date_at:
        return first
    known = first in sheet.reading.trigger_at or first in sheet.reading.cue_at or token.fold in IN
    return first if known else first + 1


def _english_area(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """A run of capitalised words after "in": a place that the gazetteer doesn't hold."""
    if sheet.reading.language != "en" or sheet.reading.fold(at) in _NO_PLACE:
        return None
    tokens = sheet.reading.tokens
    start = at + 1 if sheet.reading.fold(at) in _ARTICLES else at
    end, named = start, False
    while end < len(tokens) and end - start < 6 and end not in sheet.reading.date_at:
        token = tokens[end]
        capital = token.text[:1].isupper()
        joins = token.text == "-" or (not capital and not named and token.kind == "word")
        inner = named and token.fold == "ez"
        if not (capital or joins or inner) or token.fold in _AND:
            break
        named |= capital and end > 0
        end += 1
    area = sheet.words.at("area", end)
    if area is not None:
        end, named = area.last, True
    return (sheet.reading.words(start, end), end) if named and end > start else None


def name_of(reading: Reading, place: PlaceMention) -> str:
    """A place in the text's words, with its «ريف» and without clitics or «مناطق»."""
    words = reading.words(place.first, place.last)
    if place.prefix and words.startswith(place.prefix):
        words = words[len(place.prefix) :]
        if place.prefix.endswith(("ال", "لل")):
            words = _ARTICLE + words
        elif place.prefix.endswith("ل") and words.startswith("ل"):  # «للأراضي»
            words = _ARTICLE + words[1:]
    head, _, rest = words.partition(" ")
    return rest if rest and fold_word(head) == _AREAS else words
