"""What the words between mentions tell: prepositions, lists, containment («صلات الأماكن»)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from marsad.arabic.tokens import Token, TokenizedText
from marsad.geo.drafts import KIND_CATEGORY, Draft, PlaceMention, Relation
from marsad.geo.scan import COMMAS, INSIDE_NAMES
from marsad.geo.words import word_info

#: Prepositions after which a name that is also a word is taken for a place.
_LOCATIVE: Final = frozenset((
    "ب", "في", "من", "الي", "علي", "باتجاه", "نحو", "عبر", "قرب", "بين", "ضمن", "داخل", "فوق", "عند", "حتي",
    "صوب", "تجاه", "قباله", "خارج", "بمحاذاه", "بالقرب", "جهه", "in", "at", "near", "from", "to", "towards",
    "toward", "into", "on", "outside", "around", "inside", "across", "through", "via", "between",
))  # fmt: skip
_INSIDE_PREPOSITIONS: Final = frozenset(("ب", "في", "ضمن", "داخل", "من", "in", "inside", "at"))
_NEAR: Final = frozenset((
    "قرب", "بالقرب", "محاذاه", "جوار", "مقربه", "قباله", "near", "outside", "around",
))  # fmt: skip
_ORDER: Final = {
    "site": 0, "road": 0, "hill": 0, "neighbourhood": 1, "settlement": 2, "area": 3, "river": 3,
    "district": 4, "governorate": 5, "country": 6,
}  # fmt: skip


def link_mentions(text: TokenizedText, drafts: list[Draft]) -> list[PlaceMention]:
    """Read prepositions and directions, list and containment, and drop what is no place after all."""
    for draft in drafts:
        if not draft.english:
            _read_before(text.tokens, draft)
    _join(text.tokens, drafts)
    _pair_ends(text, drafts)
    _contain(text.tokens, drafts)
    kept = [draft for n, draft in enumerate(drafts) if _is_supported(n, drafts)]
    if len(kept) != len(drafts):
        _renumber(drafts, kept)
    return [_frozen(text.tokens, draft) for draft in kept]


def _read_before(tokens: Sequence[Token], draft: Draft) -> None:
    """Directions, «محيط» and the like, and the preposition before a mention."""
    k = draft.first - 1
    directions: list[str] = []
    draft.preposition = _clitic_preposition(draft.prefix)
    draft.lead = draft.first
    draft.conjunct = draft.prefix.startswith(("و", "ف"))
    while k >= 0 and draft.preposition is None and not draft.prefix:
        token = tokens[k]
        if token.kind == "mark" and token.text in "«\"“'#":
            k -= 1
            continue
        if token.kind != "word":
            break
        info = word_info(token.fold)
        role = next((r for r in ("direction", "around") if r in info.roles), None)
        if role is None:
            draft.struck = "takes_place" in info.roles
            if "preposition" in info.roles:
                prefix = info.roles["preposition"]
                draft.preposition = token.fold[len(prefix) :]
                draft.lead = k
                draft.conjunct = prefix.startswith(("و", "ف"))
            break
        prefix = info.roles[role]
        word = token.fold[len(prefix) :]
        if role == "direction":
            directions.insert(0, word)
        elif draft.modifier is None:
            draft.modifier = word
        draft.lead = k
        draft.preposition = _clitic_preposition(prefix)
        draft.conjunct = prefix.startswith(("و", "ف"))
        if prefix:
            break
        k -= 1
    draft.direction = " ".join(directions) or None


def _clitic_preposition(prefix: str) -> str | None:
    return prefix[-1] if prefix and prefix[-1] in "بل" else None


def _join(tokens: Sequence[Token], drafts: list[Draft]) -> None:
    """Mark «س وص وع»: a mention that only «و» or a comma parts from the one before."""
    for n in range(1, len(drafts)):
        before, draft = drafts[n - 1], drafts[n]
        gap = tokens[before.last : draft.first]
        if draft.english:
            joined = all(token.fold in ("and", ",", "the") for token in gap) and gap != []
        elif gap:
            signs = [token.text for token in gap]
            joined = len(gap) <= 2 and signs[0] in COMMAS and all(s in COMMAS or s == "#" for s in signs)
            joined = joined and draft.preposition is None and draft.prefix in ("", "و")
            joined = joined or (signs == ["و"])
        else:
            joined = draft.prefix == "و"
        if joined and not (gap and _is_wider(draft, before)):
            draft.joined = n - 1
            if draft.preposition is None:
                draft.preposition = before.preposition


def _pair_ends(text: TokenizedText, drafts: list[Draft]) -> None:
    """«الطريق الذي يربط بين س وص», «بين س وص»: one stretch of country, told by its two ends."""
    for n in range(1, len(drafts)):
        near, far = drafts[n - 1], drafts[n]
        if far.joined != n - 1 or near.preposition not in _BETWEEN or near.joined is not None:
            continue
        if n + 1 < len(drafts) and drafts[n + 1].joined == n:
            continue  # a list of three
        if near.rows and far.rows and not near.others and near.modifier is None and near.direction is None:
            near.others = far.rows
            tokens = text.tokens
            near.name = f"{near.preposition} {text.text[tokens[near.first].start : tokens[far.last - 1].end]}"


def _is_wider(draft: Draft, before: Draft) -> bool:
    """Whether a comma leads to what contains the place before («بنان الحص، ريف حلب الجنوبي»)."""
    return draft.generic in ("area", "governorate", "district") and before.generic != draft.generic


def _contain(tokens: Sequence[Token], drafts: list[Draft]) -> None:
    """Find the parent of each mention: the one after it that the words between make contain it."""
    for n in range(len(drafts) - 2, -1, -1):
        relation = _relation(tokens, drafts[n], drafts[n + 1])
        if relation is not None:
            drafts[n].parent, drafts[n].relation = n + 1, relation
        elif _owns(tokens, drafts[n], drafts[n + 1]) or _narrows(tokens, drafts[n], drafts[n + 1]):
            drafts[n + 1].parent, drafts[n + 1].relation = n, "in"
        elif drafts[n + 1].joined == n and _may_share(drafts, n):
            drafts[n].parent, drafts[n].relation = drafts[n + 1].parent, drafts[n + 1].relation


def _may_share(drafts: list[Draft], n: int) -> bool:
    """Whether a mention can lie where the next one of its list does: no countryside in a countryside."""
    shared = drafts[n + 1].parent
    return shared is not None and not (
        drafts[n].modifier is not None and _rank(drafts[n]) >= _widest(drafts[shared])
    )


def _narrows(tokens: Sequence[Token], outer: Draft, inner: Draft) -> bool:
    """«وسط مدينة حلب عند دوار …»: a site that no table holds lies in the town told right before."""
    if inner.rows or inner.parent is not None or inner.generic not in _WITHIN_TOWN:
        return False
    if outer.rows and _widest(outer) == _ORDER["settlement"] and inner.preposition in _AT:
        gap = tokens[outer.last : inner.lead]
        return len(gap) <= 2 and all(token.kind == "mark" and token.text in "،,-–#" for token in gap)
    return False


def _owns(tokens: Sequence[Token], outer: Draft, inner: Draft) -> bool:
    """ "Omdurman's Karari district": the owner contains it."""
    gap = [token.fold for token in tokens[outer.last : inner.first]]
    return inner.english and inner.parent is None and len(gap) == 2 and gap[0] in "'’" and gap[1] == "s"


def _relation(tokens: Sequence[Token], inner: Draft, outer: Draft) -> Relation | None:
    if (
        inner.english != outer.english
        or outer.joined is not None
        or outer.conjunct
        or outer.lead - inner.last > 4
    ):
        return None
    gap = list(tokens[inner.last : outer.lead])
    linked = comma = False
    for token in gap:
        if token.kind == "mark" and token.text in "،,()-–/":
            comma = True
        elif token.kind == "word":
            roles = word_info(token.fold).roles
            if "linker" in roles or token.fold in _LINKERS_EN:
                linked = True
            elif not ("adjective" in roles or "tail" in roles or _says_what_for(inner, token.fold)):
                return None
        elif token.kind == "mark" and token.text in INSIDE_NAMES | {"#"}:
            continue
        else:
            return None
    if outer.direction or outer.preposition in _NEAR or outer.modifier in _NEAR:
        return "near" if _rank(inner) <= _rank(outer) or outer.direction else None
    inside = outer.preposition in _INSIDE_PREPOSITIONS or (linked and outer.preposition in (None, "ل"))
    inside = inside or (
        comma and outer.preposition is None and outer.generic in ("area", "governorate", "district")
    )
    rank, widest = _rank(inner), _widest(outer)
    # «قرية س التابعة لمدينة ص»: a village may belong to a town.
    if inside and (rank < widest or (linked and rank == widest == _ORDER["settlement"])):
        return "in"
    return None


def _says_what_for(inner: Draft, word: str) -> bool:
    """«معمل … للألبان والأجبان في …»: what a site is for stands between it and its town."""
    return inner.generic == "site" and word.startswith(("لل", "وال"))


_WITHIN_TOWN: Final = frozenset(("site", "neighbourhood", "road"))
_AT: Final = frozenset(("عند", "في", "قرب", "داخل", "على", "علي", "امام", "ب", None))
_BETWEEN: Final = frozenset(("بين", "between"))
_LINKERS_EN: Final = frozenset(("in", "the", "of", "within"))


def _rank(draft: Draft) -> int:
    """How large a place a mention names; the smallest that its candidates allow."""
    if draft.generic is not None:
        return _ORDER[draft.generic]
    return min((_ORDER[KIND_CATEGORY.get(row.kind, "site")] for row in draft.rows), default=2)


def _widest(draft: Draft) -> int:
    if draft.generic is not None:
        return _ORDER[draft.generic]
    return max((_ORDER[KIND_CATEGORY.get(row.kind, "site")] for row in draft.rows), default=2)


def _is_supported(n: int, drafts: list[Draft]) -> bool:
    """Whether a name that is also a word stands where only a place can."""
    draft = drafts[n]
    if not draft.need or draft.generic is not None:
        return True
    locative = draft.preposition in _LOCATIVE or draft.direction is not None or draft.modifier is not None
    if draft.need == "locative" and (locative or draft.tagged or draft.struck or draft.parent is not None):
        return True
    if draft.parent is not None and draft.relation == "in" and locative:
        return True
    if draft.need == "strict":
        return _firm_neighbours(n, drafts) >= 2
    neighbours = [drafts[m] for m in (draft.joined, n + 1) if m is not None and m < len(drafts)]
    listed = any(
        not other.need or other.generic is not None
        for other in neighbours
        if other is not draft and (draft.joined is not None or other.joined == n)
    )
    return listed and draft.need == "locative"


def _firm_neighbours(n: int, drafts: list[Draft]) -> int:
    """How many undoubted places of its governorate stand beside a mention in one list («س، الشيخ، ص»)."""
    own = {(row.country, row.admin1) for row in drafts[n].rows}
    firm = 0
    for step in (-1, 1):
        at = n
        for _ in range(3):
            link = drafts[at].joined if step < 0 else (at + 1 if _follows(at, drafts) else None)
            if link is None:
                break
            at = link
            near = any((row.country, row.admin1) in own for row in drafts[at].rows)
            firm += near and (not drafts[at].need or drafts[at].generic is not None)
    return firm


def _follows(at: int, drafts: list[Draft]) -> bool:
    return at + 1 < len(drafts) and drafts[at + 1].joined == at


def _renumber(drafts: list[Draft], kept: list[Draft]) -> None:
    places = {id(draft): n for n, draft in enumerate(kept)}
    for draft in kept:
        for field in ("parent", "joined"):
            index: int | None = getattr(draft, field)
            if index is not None:
                setattr(draft, field, places.get(id(drafts[index])))
        if draft.parent is None:
            draft.relation = None


def _frozen(tokens: Sequence[Token], draft: Draft) -> PlaceMention:
    return PlaceMention(
        draft.first, draft.last, draft.name_first, draft.name, draft.generic, draft.generic_word,
        draft.prefix, draft.preposition, draft.direction, draft.modifier, draft.rows, draft.others,
        tokens[draft.first].tag, draft.parent, draft.relation, draft.joined,
    )  # fmt: skip
