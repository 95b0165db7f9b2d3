"""Finding the places that a text names («ذِكر الأماكن»)."""

from __future__ import annotations

from marsad.arabic.tokens import TokenizedText
from marsad.geo.drafts import KIND_CATEGORY, PlaceMention
from marsad.geo.english import english_drafts
from marsad.geo.gazetteer import Gazetteer
from marsad.geo.linking import link_mentions
from marsad.geo.scan import Scan

__all__ = ["KIND_CATEGORY", "PlaceMention", "find_places"]


def find_places(text: TokenizedText, gazetteer: Gazetteer) -> list[PlaceMention]:
    """Every place that a text names, in order, with what the words around it tell.

    A name that is also a word or a person is a mention only where its surroundings say so. A name that
    the gazetteer does not hold is one after a strong generic word («قرية كذا»), without candidates.
    Linear in the length of the text.
    """
    scan = Scan(text, gazetteer)
    drafts = scan.run()
    if scan.has_latin:
        taken = {at for draft in drafts for at in range(draft.first, draft.last)}
        drafts += [
            draft
            for draft in english_drafts(text, gazetteer)
            if taken.isdisjoint(range(draft.first, draft.last))
        ]
        drafts.sort(key=lambda draft: draft.first)
    return link_mentions(text, drafts)
