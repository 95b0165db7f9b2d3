"""The conditions under which a name means an actor: after which nouns, in which function."""

from __future__ import annotations

from typing import Final

from marsad.extract.actorcontext import BARE_HEADS, HEADS, QUOTES, Candidate, Context
from marsad.extract.actortables import NO_WORD

#: How far a nationality may stand behind the noun that it qualifies, in words.
_REACH: Final = 5
#: References to people of the party named last, not to an organisation.
MEMBERS: Final = frozenset(("عناصر", "جنود"))
#: «صاروخ روسي الصنع» tells the maker, not who fired it.
_MADE: Final = frozenset(("الصنع", "المنشا"))
_TANWEEN: Final = "\u064b"
_CLAUSE_OPENERS: Final = frozenset(("ان", "بان", "لان", "لكن", "حيث", "بينما", "فيما", "اما"))
_COPULAS: Final = frozenset(("انها", "بانها", "انه", "بانه", "كانت", "انهما", "تكون"))
#: «قوات», «الولايات»: plural nouns, not verbs of a feminine subject.
_PLURAL_END: Final = "ات"


def holds(ctx: Context, need: str, candidate: Candidate) -> bool:
    """Whether a condition of ``needs`` is met; notes what it finds in the candidate."""
    key, _, value = need.partition(":")
    if key == "in":
        return (ctx.state_named_before(candidate.first) or ctx.country_code()) in value.split("|")
    if key == "zone":
        wanted = not value.startswith("!")
        return (value.lstrip("!") in ctx.zones(candidate.first)) is wanted
    if key in ("force", "official"):
        return _governed(ctx, candidate, key)
    if key == "craft":
        return candidate.head_role in ("craft", "violence")
    if key == "state":
        return "state" in ctx.tables.word(candidate.head).tags or candidate.head_role == "violence"
    if key == "agent":
        return _is_agent(ctx, candidate, strict=False)
    if key == "speech":
        return _is_agent(ctx, candidate, strict=True)
    if key in ("ref", "ref?", "refproxy", "refself"):
        candidate.reference = need
        # «المقاتلين السوريين» are nobody named before.
        following = ctx.tokens[candidate.last].fold if candidate.last < len(ctx.tokens) else ""
        return value not in MEMBERS or not ctx.tables.is_nationality(following)
    return need == "alone"


# ----------------------------------------------------------- nationalities


def _governed(ctx: Context, candidate: Candidate, wanted: str) -> bool:
    """Whether a nationality qualifies a noun of force (or of office); notes the noun."""
    if ctx.tokens[candidate.first].fold.isascii():
        return _governs_right(ctx, candidate, wanted)
    if candidate.prefix not in ("", "و", "ال", "وال") or ctx.fold(candidate.last) in _MADE:
        return False
    if wanted == "force" and not candidate.prefix and _after_copula(ctx, candidate):
        return True
    definite = candidate.prefix.endswith("ال")
    k, shared = candidate.first, False
    for _ in range(_REACH):
        k = ctx.left(k)
        if k < 0:
            return False
        word = ctx.word(k)
        if word.suffix and word.roles:
            word = NO_WORD
        if "block" in word.roles:
            return False
        roles = word.roles
        if wanted == "force" and "official" in roles and "force" not in roles:
            return False
        if wanted in roles or (wanted == "force" and roles & (HEADS | BARE_HEADS)):
            return _take_head(ctx, candidate, k, roles, wanted, shared)
        shared = shared or ctx.tables.is_nationality(ctx.tokens[k].fold)
        if not ctx.may_stand_between(k, word, definite=definite):
            return False
    return False


def _after_copula(ctx: Context, candidate: Candidate) -> bool:
    """«غارة يُرجَّح أنها روسية»: the noun stands before the verb of opinion."""
    k = ctx.left(candidate.first)
    if k < 0 or ctx.tokens[k].fold not in _COPULAS:
        return False
    for _ in range(6):
        k = ctx.left(k)
        if k < 0:
            return False
        role = next((r for r in ("violence", "craft") if r in ctx.word(k).roles), "")
        if role:
            candidate.head, candidate.head_role = ctx.word(k).stem, role
            return True
    return False


def _take_head(
    ctx: Context, candidate: Candidate, k: int, roles: frozenset[str], wanted: str, shared: bool
) -> bool:
    """Note the noun; take it into the name unless another nationality shares it."""
    order = ("official",) if wanted == "official" else ("force", "member", "craft", "violence", "site")
    role = next(r for r in order if r in roles)
    candidate.head, candidate.head_role = ctx.word(k).stem, role
    if role not in BARE_HEADS and not shared:
        candidate.first = k
        candidate.prefix = ctx.word(k).prefix
    return True


def _governs_right(ctx: Context, candidate: Candidate, wanted: str) -> bool:
    shared = False
    for k in range(candidate.last, min(candidate.last + 3, len(ctx.tokens))):
        token = ctx.tokens[k]
        if token.kind == "mark" and token.text in "-.":
            continue  # "U.S. troops"
        if token.kind != "word":
            return False
        if token.fold == "and" or (shared and ctx.tables.is_nationality(token.fold)):
            shared = True  # "Russian and Turkish forces"
            continue
        word = ctx.word(k)
        heads = (HEADS | BARE_HEADS) if wanted == "force" else frozenset(("official",))
        if shared and not word.roles and ctx.tables.ends_a_name(token.fold):
            continue  # "American and SDF troops"
        if word.roles & heads:
            candidate.last = candidate.last if shared else k + 1
            candidate.head = word.stem
            candidate.head_role = next(r for r in (*sorted(heads),) if r in word.roles)
            return True
        if "modifier" not in word.roles:
            return False
    return False


# ---------------------------------------------------------------- metonyms


def _is_agent(ctx: Context, candidate: Candidate, *, strict: bool) -> bool:
    """Whether a country or capital acts, rather than being a place."""
    at = candidate.first
    if candidate.prefix in ("ب", "وب", "ك", "ف") or _TANWEEN in ctx.tokens[at].text:
        return False  # «المدعوم تركياً»
    if ctx.tokens[at].fold.isascii():
        return _is_english_agent(ctx, candidate, strict=strict)
    k = ctx.left(at)
    if k < 0:
        return not strict and _verb_follows(ctx, candidate.last)
    word, folded = ctx.word(k), ctx.tokens[k].fold
    if "block" in word.roles:
        return False
    if folded in ("من", "عن"):
        return "proxy" in ctx.word(ctx.left(k)).roles
    if folded.removeprefix("و") in _CLAUSE_OPENERS and not strict:
        return _verb_follows(ctx, candidate.last)
    if "agentcue" in word.roles and not word.suffix:
        before = ctx.word(ctx.left(k)).roles
        if strict and folded == "مع" and "agentcue" not in before:
            return False  # «الحدود مع سوريا», but «بالتنسيق مع دمشق»
        return "block" not in before
    if candidate.prefix == "ل" or word.roles & {"affiliate", "proxy"}:
        return bool(word.roles & (HEADS | BARE_HEADS | {"affiliate", "proxy"}))
    if strict:
        return False
    if word.roles & (HEADS | {"violence"}):
        return True
    if candidate.prefix == "و":
        return ctx.tables.ends_a_name(ctx.tokens[k].fold)
    past_tense = folded.endswith("ت") and not folded.endswith(_PLURAL_END) and len(folded) > 2
    return past_tense and not word.roles


def _is_english_agent(ctx: Context, candidate: Candidate, *, strict: bool) -> bool:
    k = ctx.left(candidate.first)
    if k >= 0 and "agentcue" in ctx.word(k).roles:
        return True
    if strict or candidate.last >= len(ctx.tokens):
        return False
    return k < 0 and ctx.tokens[candidate.last].kind == "word"


def _verb_follows(ctx: Context, at: int) -> bool:
    while at < len(ctx.tokens) and ctx.tokens[at].kind == "mark" and ctx.tokens[at].text in QUOTES:
        at += 1
    if at >= len(ctx.tokens) or ctx.tokens[at].kind != "word":
        return False
    if ctx.tokens[at].fold == "قد":
        return _verb_follows(ctx, at + 1)
    folded = ctx.tokens[at].fold.removeprefix("ف")
    present = folded.startswith(("ت", "ست", "لن", "لم")) and len(folded) > 2
    past = folded.endswith("ت") and not folded.endswith(_PLURAL_END)
    return present or past
