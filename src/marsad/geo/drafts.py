"""Mentions in the making, shared by the Arabic and the English scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from marsad.geo.gazetteer import GazetteerRow
from marsad.geo.words import Category, Need

#: How a mention lies to its parent: inside it, or beside it («شمال حلب», «قرب تدمر»).
Relation = Literal["in", "near"]


#: The sort of place behind each kind of gazetteer row; every other kind is a site.
KIND_CATEGORY: Final[dict[str, Category]] = {
    "city": "settlement", "town": "settlement", "settlement": "settlement", "neighbourhood": "neighbourhood",
    "governorate": "governorate", "district": "district", "subdistrict": "district", "area": "area",
    "country": "country", "river": "river", "lake": "river", "hill": "hill", "road": "road",
}  # fmt: skip


@dataclass(slots=True)  # not frozen: made by the dozen a report, in a third of the time
class PlaceMention:
    """A place as a text names it.

    Attributes:
        first, last: Tokens of the name with its generic word, ``last`` exclusive.
        name_first: Token at which the bare name begins.
        name: As in the text, without clitics; with the generic word where that is part of the name.
        generic: The sort of place that a generic word, or a countryside, tells.
        generic_word: That word, folded.
        prefix: Clitics before the mention.
        preposition: The preposition before it, folded; the clitic ب or ل where it is one.
        direction: Direction words before it, folded («شمال شرقي»).
        modifier: A word such as «محيط» or «ريف» that widens the place, folded.
        candidates: Gazetteer rows of the name; empty for a name that the gazetteer does not hold.
        others: Rows of the far end, for «طريق … – …».
        in_hashtag: The mention stands in a hashtag.
        parent: Index of the mention that this one lies in or beside.
        relation: Which of the two.
        joined: Index of the mention before it in a list («س وص وع»).
    """

    first: int
    last: int
    name_first: int
    name: str
    generic: Category | None = None
    generic_word: str = ""
    prefix: str = ""
    preposition: str | None = None
    direction: str | None = None
    modifier: str | None = None
    candidates: tuple[GazetteerRow, ...] = ()
    others: tuple[GazetteerRow, ...] = ()
    in_hashtag: bool = False
    parent: int | None = None
    relation: Relation | None = None
    joined: int | None = None


@dataclass(slots=True)
class Draft:
    """A mention in the making. ``lead`` is where its directions and preposition begin."""

    first: int
    last: int
    name_first: int
    name: str
    rows: tuple[GazetteerRow, ...]
    prefix: str = ""
    generic: Category | None = None
    generic_word: str = ""
    need: Need = ""
    preposition: str | None = None
    direction: str | None = None
    modifier: str | None = None
    others: tuple[GazetteerRow, ...] = ()
    lead: int = 0
    parent: int | None = None
    relation: Relation | None = None
    joined: int | None = None
    conjunct: bool = False
    tagged: bool = False
    struck: bool = False
    english: bool = False
