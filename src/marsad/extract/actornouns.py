"""The nouns that belong to a name: «عناصر من قسد», «طيران التحالف», «قوات موالية لتركيا»."""

from __future__ import annotations

from typing import Final

from marsad.arabic.fold import fold_word
from marsad.extract.actorcontext import BARE_HEADS, HEADS, Candidate, Context
from marsad.extract.actortables import NO_WORD, Word

_TO_THEM: Final = frozenset(("له", "لها", "لهم", "لهما", "منه", "منها", "منهم", "به", "بها", "معه", "معها"))
#: References to organisations, which nouns before them may belong to: «عناصر التنظيم».
_ORGANISATIONS: Final = frozenset(
    ("تنظيم", "احتلال", "ميليشيا", "حزب", "هييه", "وحدات", "فصيل", "خليه", "حشد")
)
_LINKS: Final = frozenset(("من", "في", "عن"))


def extend(ctx: Context, candidate: Candidate, floor: int) -> None:
    """Take in the nouns that belong to a name: «عناصر من قسد», «قوات موالية لتركيا»."""
    if candidate.kind in ("source", "civilian"):
        return
    if candidate.kind == "generic" and _theirs(ctx, candidate):
        candidate.reference = "refproxy:"
    noun = fold_word(candidate.reference.partition(":")[2])
    if candidate.reference and noun not in _ORGANISATIONS:
        return
    if ctx.tokens[candidate.first].fold.isascii():
        _extend_english(ctx, candidate)
        return
    _extend_left(ctx, candidate, floor)
    if not candidate.head:
        _note_bare_head(ctx, candidate)
    elif candidate.kind in ("adjective", "place-metonym") and "band" in ctx.tables.word(candidate.head).tags:
        _become_proxy(ctx, candidate)  # «ميليشيات إيران» are not Iran's army


def _extend_left(ctx: Context, candidate: Candidate, floor: int) -> None:
    start, prefix = candidate.first, candidate.prefix
    while "ال" not in prefix or start == candidate.first:
        k = _noun_before(ctx, candidate, start, prefix, floor)
        if k < floor or k < 0:
            break
        head = ctx.word(k)
        start, prefix = k, head.prefix
        if head.roles & HEADS:
            candidate.head = head.stem
            candidate.head_role = next(r for r in ("member", "force", "craft") if r in head.roles)
    candidate.first, candidate.prefix = start, prefix


def _noun_before(ctx: Context, candidate: Candidate, start: int, prefix: str, floor: int) -> int:
    """The next noun to the left that belongs to the name; -1 if none does."""
    k = ctx.left(start)
    if k < floor or k < 0:
        return -1
    folded, word = ctx.tokens[k].fold, ctx.word(k)
    if folded == "الى" or folded in _LINKS:
        before = ctx.left(k)
        role = ctx.word(before)
        wanted = "affiliate" if folded == "الى" else "proxy"
        if before < floor or wanted not in role.roles:
            return -1 if folded == "الى" else _before_preposition(ctx, k, floor)
        k, word = before, role
    if word.suffix:
        word = NO_WORD
    if word.roles & {"proxy", "affiliate"}:
        proxy = "proxy" in word.roles
        trait = proxy and folded == "من" and ctx.fold(k).startswith("ال")
        k = _before_affiliation(ctx, k, floor)
        if trait and k < 0:
            candidate.kind = "not"  # «قسد المدعومة من واشنطن»: a trait of the one named before
        if k >= 0 and proxy and not _become_proxy(ctx, candidate):
            return -1
        return k
    return k if _is_head_of(candidate, start, word, prefix) else -1


def _theirs(ctx: Context, candidate: Candidate) -> bool:
    """«الفصائل الإرهابية التابعة له», «الميليشيات الموالية لها»: takes the words in."""
    if not ctx.tables.word(ctx.tokens[candidate.first].fold).roles & {"force", "member"}:
        return False
    for k in range(candidate.last, min(candidate.last + 3, len(ctx.tokens) - 1)):
        word = ctx.word(k)
        if word.roles & {"proxy", "affiliate"} and ctx.tokens[k + 1].fold in _TO_THEM:
            candidate.last = k + 2
            return True
        if ctx.tokens[k].kind != "word":
            return False
    return False


def _become_proxy(ctx: Context, candidate: Candidate) -> bool:
    """«موالية لتركيا»: those meant are not Turkey's forces but the ones that it backs."""
    actor = ctx.tables.actors.get(candidate.actor)
    if actor is None or not actor.proxy:
        return False
    candidate.actor, candidate.rows = actor.proxy, []
    candidate.why, candidate.kind = f"backed by {actor.id}", "name"
    return True


def _is_head_of(candidate: Candidate, start: int, word: Word, prefix: str) -> bool:
    """A noun in construct («خلايا داعش»), with a preposition («دورية لقسد») or a title."""
    if candidate.kind == "person":
        return "title" in word.roles
    if not word.roles & (HEADS | {"official"}) or "block" in word.roles:
        return False
    if "official" in word.roles and not word.roles & HEADS:
        return False
    if word.prefix.endswith("ال"):
        return False
    linked = prefix in ("", "ال") or prefix == "ل"
    return linked and (start == candidate.first or prefix != "ل")


def _before_affiliation(ctx: Context, k: int, floor: int) -> int:
    """The noun before «التابعة ل», «موالية ل», «مدعومة من»; -1 if there is none."""
    j = ctx.left(k)
    for _ in range(3):
        if j < floor:
            return -1
        word = ctx.word(j)
        if word.roles & (HEADS | {"site"}) and not word.suffix:
            noun = ctx.left(j)
            # «الطيران الحربي التابع ل…»: the noun, not its adjective.
            if "ال" in word.prefix and noun >= floor and ctx.word(noun).roles & HEADS:
                return noun
            return j
        if "modifier" not in word.roles and not ctx.tokens[j].fold.endswith(("ه", "ين", "ي")):
            return -1
        j = ctx.left(j)
    return -1


def _before_preposition(ctx: Context, k: int, floor: int) -> int:
    """The persons before «من قسد», «في تنظيم»; -1 if there are none."""
    partitive = ctx.tokens[k].fold == "من"
    j = ctx.left(k)
    for _ in range(3):
        if j < floor:
            return -1
        word = ctx.word(j)
        if not word.suffix and ("member" in word.roles or (partitive and "force" in word.roles)):
            return j
        if "modifier" not in word.roles:
            return -1
        j = ctx.left(j)
    return -1


def _note_bare_head(ctx: Context, candidate: Candidate) -> None:
    """Note the deed or site that governs a name without being part of it: «قصف قسد», «مقر لقسد»."""
    k = candidate.first
    for _ in range(4):
        k = ctx.left(k)
        if k < 0:
            return
        word = ctx.word(k)
        if word.roles & BARE_HEADS and not word.suffix:
            candidate.head = word.stem
            candidate.head_role = "violence" if "violence" in word.roles else "site"
            if "aim" in word.tags and not candidate.prefix.endswith("ل"):
                candidate.head_role = ""  # «استهداف قسد»: by them, or of them?
            return
        if not ctx.may_stand_between(k, word, definite=False):
            return


def _extend_english(ctx: Context, candidate: Candidate) -> None:
    """ "ISIS cells" to the right, "members of the SDF" to the left."""
    if candidate.kind in ("adjective", "place-metonym", "generic"):
        return
    for k in range(candidate.last, min(candidate.last + 2, len(ctx.tokens))):
        word = ctx.word(k)
        role = next((r for r in ("member", "force", "craft") if r in word.roles), "")
        if not role:
            break
        candidate.last = k + 1
        candidate.head, candidate.head_role = ctx.word(k).stem, role
    of = ctx.left(candidate.first)
    if of > 0 and ctx.tokens[of].fold == "the":
        of = ctx.left(of)
    if of > 0 and ctx.tokens[of].fold in ("of", "from"):
        word = ctx.word(of - 1)
        if "member" in word.roles:
            candidate.first = of - 1
            candidate.head, candidate.head_role = word.stem, "member"
