"""Words that tell how an English clause is built («ألفاظ بناء الجملة الإنجليزية»)."""

from __future__ import annotations

from functools import cache
from typing import Literal

from marsad.tables import load_table

#: clause: begins a clause of its own. ends-passive: no object begins with it, so that a verb before it is
#: passive («two members killed in a raid»). after-at: «at least» opens a number. past: a strong past.
#: no-one: nobody.
#: unhurt: says of people that nothing happened to them. guards: what is guarded after it moves nowhere
#: by that. breach: an agreement after it is an old one.
EnglishRole = Literal["clause", "ends-passive", "after-at", "past", "no-one", "unhurt", "guards", "breach"]


@cache
def english_words(role: EnglishRole) -> frozenset[str]:
    """The folded words of a role, from ``tables/english_words.csv``."""
    rows = load_table("english_words.csv", key="form")
    return frozenset(row["form"] for row in rows if role in row["roles"].split("|"))
