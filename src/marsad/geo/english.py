"""Place names in English texts: capitalised words, looked up through transliteration variants."""

from __future__ import annotations

from marsad.arabic.tokens import TokenizedText
from marsad.geo.gazetteer import Gazetteer


def english_drafts(text: TokenizedText, gazetteer: Gazetteer) -> list:  # type: ignore[type-arg]
    """Drafts of the English names of a text."""
    return []
