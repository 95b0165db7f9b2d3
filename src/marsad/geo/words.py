"""The words around place names: generic words, directions, titles, phrases that block («كلمات المكان»)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple, cast

from marsad.arabic.fold import fold
from marsad.geo.gazetteer import CLITICS, PLACES
from marsad.tables import load_table

Category = Literal[
    "settlement",
    "neighbourhood",
    "area",
    "governorate",
    "district",
    "site",
    "road",
    "river",
    "hill",
    "country",
]
Need = Literal["", "locative", "strict"]
Trust = Literal["no", "rare", "yes", "any"]


class Generic(NamedTuple):
    """A word that says what sort of place a name is.

    ``number`` is one, two or many. ``keep``: the word is part of how the place is called («قاعدة قسرك», but
    «دير حافر» for «بلدة دير حافر»). ``trust``: which names after it are believed without the gazetteer: none,
    words that no text uses otherwise, all but frequent words, or frequent words with an article too
    («شارع النور»).
    """

    word: str
    category: Category
    number: str
    keep: bool
    trust: Trust

    @property
    def unknown(self) -> bool:
        """Whether a name that no table holds can follow."""
        return self.trust != "no"


class Described(NamedTuple):
    """A stretch of ground that has no name but is told by a phrase («الشريط الحدودي»).

    ``more``: what follows belongs to it: ``owner`` (whose ground it is), ``side``,
    ``number`` (of a road), or nothing.
    """

    category: Category
    more: Literal["", "owner", "side", "number"]


@dataclass(frozen=True, slots=True)
class WordInfo:
    """What a folded word can be; ``roles`` maps each role to the clitics before it.

    ``described`` holds the phrases that it can begin: the words after it, and what the phrase tells.
    """

    roles: dict[str, str]
    generic: Generic | None
    generic_prefix: str
    common: bool
    described: tuple[tuple[tuple[str, ...], Described], ...] = ()
    described_prefix: str = ""


#: Vowel signs.
SIGNS: Final = frozenset(map(chr, range(0x64B, 0x653)))
_NOTHING: Final[dict[str, str]] = {}
PLAIN: Final = WordInfo(_NOTHING, None, "", False)
COMMON: Final = WordInfo(_NOTHING, None, "", True)


@cache
def _generics() -> dict[str, Generic]:
    rows = load_table("generics.csv", folder=PLACES)
    return {
        fold(row["form"]): Generic(
            fold(row["form"]), cast(Category, row["category"]), row["number"], row["keep"] == "yes",
            cast(Trust, row["unknown"]),
        )
        for row in rows
    }  # fmt: skip


@cache
def _roles() -> dict[str, frozenset[str]]:
    roles: dict[str, frozenset[str]] = {}
    for row in load_table("place_words.csv", folder=PLACES):
        form = fold(row["form"])
        roles[form] = roles.get(form, frozenset()) | frozenset(row["roles"].split("|"))
    return roles


@cache
def _common() -> frozenset[str]:
    text = (PLACES / "common_words.csv").read_text(encoding="utf-8")
    return frozenset(text.split("\n")[1:])


@cache
def uncommon() -> frozenset[str]:
    """Folded words of middling frequency, without article: no names after a weak generic word.

    Loaded when first asked, as few texts need it.
    """
    text = (PLACES / "uncommon_words.csv").read_text(encoding="utf-8")
    return frozenset(text.split("\n")[1:])


@cache
def _described() -> dict[str, list[tuple[tuple[str, ...], Described]]]:
    phrases: dict[str, list[tuple[tuple[str, ...], Described]]] = {}
    for row in load_table("described_areas.csv", key="phrase", folder=PLACES):
        words = tuple(fold(row["phrase"]).split())
        phrases.setdefault(words[0], []).append((words[1:], Described(row["category"], row["more"])))  # type: ignore[arg-type]
    for tails in phrases.values():
        tails.sort(key=lambda tail: -len(tail[0]))
    return phrases


@cache
def nationalities() -> dict[str, str]:
    """Folded adjectives and capitals that tell of a country, and its code («الأردنية»: JO)."""
    return {fold(row["form"]): row["country"] for row in load_table("nationalities.csv", folder=PLACES)}


@cache
def marked_names() -> dict[str, list[tuple[frozenset[str], str]]]:
    """Names that only vowel signs tell apart («عمّان», «عُمان»): by folded form, the signs and the country."""
    found: dict[str, list[tuple[frozenset[str], str]]] = {}
    for row in load_table("marked_names.csv", folder=PLACES):
        signs = frozenset(row["name"]) & SIGNS
        found.setdefault(fold(row["name"]), []).append((signs, row["country"]))
    return found


@cache
def lookalikes() -> frozenset[str]:
    """Folded words that only look like a clitic and a village («بارزة»: ب + ارزة)."""
    return frozenset(row["word"] for row in load_table("lookalikes.csv", folder=PLACES))


@cache
def ambiguous_names() -> dict[str, Need]:
    """Folded names that are words or persons too, and what they need to be read as places."""
    rows = load_table("ambiguous_names.csv", folder=PLACES)
    return {fold(row["name"]): cast(Need, row["need"]) for row in rows}


@cache
def blocking_phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases with a place name inside that mean something else, by first folded word, longest first."""
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for row in load_table("blocking.csv", folder=PLACES):
        words = tuple(fold(row["phrase"]).split())
        phrases.setdefault(words[0], []).append(words[1:])
    return {head: tuple(sorted(tails, key=len, reverse=True)) for head, tails in phrases.items()}


@lru_cache(maxsize=65536)
def word_info(word: str) -> WordInfo:
    """What a folded word can be around a place name."""
    roles: dict[str, str] = {}
    generic: Generic | None = None
    generic_prefix = ""
    table, generics, phrases = _roles(), _generics(), _described()
    described: tuple[tuple[tuple[str, ...], Described], ...] = ()
    described_prefix = ""
    for prefix in ("", *CLITICS):
        if not word.startswith(prefix):
            continue
        stem = word[len(prefix) :]
        if prefix[-1:] == "ل" and stem.startswith("ل"):
            stem = "ا" + stem
        for role in table.get(stem, ()):
            roles.setdefault(role, prefix)
        if generic is None and stem in generics:
            generic, generic_prefix = generics[stem], prefix
        if not described and stem in phrases:
            described, described_prefix = tuple(phrases[stem]), prefix
    common = word in _common()
    if not roles and generic is None and not described:
        return COMMON if common else PLAIN
    return WordInfo(roles, generic, generic_prefix, common, described, described_prefix)


@lru_cache(maxsize=65536)
def blocking_heads(word: str) -> tuple[tuple[str, ...], ...]:
    """The rests of blocking phrases that a folded word can begin, through clitics."""
    phrases = blocking_phrases()
    found: list[tuple[str, ...]] = list(phrases.get(word, ()))
    for prefix in CLITICS:
        if word.startswith(prefix):
            stem = word[len(prefix) :]
            if prefix[-1] == "ل" and stem.startswith("ل"):
                stem = "ا" + stem
            found.extend(phrases.get(stem, ()))
    return tuple(sorted(set(found), key=len, reverse=True))
