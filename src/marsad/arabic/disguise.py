"""What a disguise is made of: pieces of words, and what stands between them («التمويه»).

A *piece* is a run of Arabic letters with their vowel signs; kashida between two letters
belongs to it. A *joint* is whatever stands between two pieces. ``judge_joint`` tells what a
joint may be: the gap between two words, or a cut inside one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import product
from typing import Final, Literal, NamedTuple

from marsad.arabic.fold import fold_word
from marsad.arabic.wordcosts import UNKNOWN, WordCosts
from marsad.tables import FOLDER, load_table

Technique = Literal[
    "kashida", "kashida-space", "kashida-mark", "mark", "space", "digit", "symbol", "latin",
    "lookalike", "presentation-form", "undotted", "combining-mark", "invisible",
]  # fmt: skip
Kind = Literal["gap", "cut", "maybe", "loose", "dead"]

PRESENTATION: Final = "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdc7\ufe80-\ufefc\U0001ee00-\U0001eebb"
LETTERS: Final = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u08a0-\u08c7" + PRESENTATION
)
QURANIC: Final = "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
SIGNS: Final = "\u0610-\u061a\u064b-\u065f\u0670" + QURANIC
COMBINING: Final = (
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
INVISIBLE: Final = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
K: Final = "\u0640"

PIECE: Final = re.compile(
    f"[{LETTERS}][{LETTERS}{SIGNS}]*(?:{K}[{K}{SIGNS}]*[{LETTERS}][{LETTERS}{SIGNS}]*)*"
)
WORD: Final = re.compile(f"[{LETTERS}][{LETTERS}{SIGNS}{K}]*")
IN_WORD: Final = re.compile(f"[{LETTERS}{SIGNS}{K}]")
#: Something other than plain letters and spaces touches a letter from within.
TRIGGER: Final = re.compile(
    f"{K}(?:[^{LETTERS}{SIGNS}{K}]|$)|(?<![{LETTERS}{SIGNS}{K}]){K}"
    f"|[{LETTERS}{SIGNS}{K}][^{LETTERS}{SIGNS}{K}\\s#]{{1,8}}(?=[{LETTERS}{K}])"
)
SHORT_WORD: Final = re.compile(f"(?<![{LETTERS}{SIGNS}{K}])[{LETTERS}]{{1,2}}(?![{LETTERS}{SIGNS}{K}])")
_QURANIC_INSIDE: Final = re.compile(f"[{LETTERS}{K}][{QURANIC}]+[{LETTERS}{K}]")
_VERSE: Final = re.compile("[\u064b-\u0652\u0670\u0671]")

_NO_CUT: Final = frozenset('()[]{}<>«»“”„"‘’‹›﴾﴿\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029')
_DASHES: Final = frozenset("-–—_/:،,؛;|\\")
#: How much likelier a spelling with a choice of letters is when it gives a word often disguised.
OFTEN_DISGUISED: Final = 4.0
_LONGEST_JOINT: Final = 12
_LONGEST_WORD: Final = 24
_MOST_SPELLINGS: Final = 4096
#: Decorated letters that are never a letter of the dialect: restored in unknown words too.
_ALWAYS: Final = frozenset("ڪ")


class Joint(NamedTuple):
    """What may stand between two pieces.

    ``cut``: only a disguise explains it. ``maybe``: the words decide. ``loose``: a sign with
    white space, a cut only beside other cuts. ``gap``: white space. ``dead``: never a cut.
    ``joining`` and ``breaking`` are what the two readings cost; ``fillers`` the letters that
    its signs may stand for.
    """

    kind: Kind
    technique: Technique
    joining: float
    breaking: float
    fillers: tuple[str, ...] = ()
    both_sides: bool = False
    spaced: bool = False


GAP: Final = Joint("gap", "space", 8.0, 0.0, spaced=True)
DEAD: Final = Joint("dead", "mark", 0.0, 0.0)


@lru_cache(maxsize=16384)
def judge_joint(text: str) -> Joint:
    """What the characters between two pieces may be."""
    if text in (" ", "\u00a0"):
        return GAP
    if len(text) > _LONGEST_JOINT and text.strip(K + " "):
        return DEAD
    bare = text.replace(K, "")
    spaced = any(c.isspace() for c in bare)
    marks = "".join(c for c in bare if not c.isspace())
    if not _NO_CUT.isdisjoint(text):
        return DEAD
    left, right = text[0] == K, text[-1] == K
    if not marks and not left and not right:
        # White space alone, or a kashida between spaces, which is a dash.
        return DEAD if K in text else GAP._replace(joining=14.0)
    technique, joining, breaking = _judge_marks(marks)
    if joining < 0:
        return DEAD
    fillers = _fillers(marks)
    if "#" in marks and not (left and right):
        return DEAD
    if left or right:
        return _judge_kashida(marks, technique, fillers, spaced, left, right)
    if technique == "combining-mark":
        return Joint("dead" if spaced else "cut", technique, 0.0, 20.0, both_sides=True)
    if spaced:
        return Joint("loose", technique, joining + 3, breaking, fillers, spaced=True)
    return Joint("maybe", technique, joining, breaking, fillers)


def _judge_kashida(
    marks: str, technique: Technique, fillers: tuple[str, ...], spaced: bool, left: bool, right: bool
) -> Joint:
    both = left and right
    if technique in ("digit", "latin"):
        if spaced or not both:
            return DEAD if spaced else Joint("maybe", technique, 1.0, 2.0, fillers)
    else:
        technique = "kashida-mark" if marks else "kashida-space"
    if both or not spaced:
        return Joint("cut", technique, 0.0, 20.0, fillers, both_sides=both, spaced=spaced)
    return Joint("maybe", technique, 1.5, 4.0, fillers, spaced=spaced)


def _judge_marks(marks: str) -> tuple[Technique, float, float]:
    """Technique, cost of reading the marks as a cut, cost of reading them as no cut."""
    if not marks:
        return "space", 8.0, 0.0
    kinds = {_character_kind(c) for c in marks}
    if "letter" in kinds:
        return "mark", -1.0, 0.0
    if kinds <= {"invisible"}:
        return "invisible", 1.0, 1.0
    if kinds <= {"combining", "invisible"}:
        return "combining-mark", 0.0, 20.0
    if "latin" in kinds:
        return ("latin", 4.0, 1.0) if len(marks) <= 2 and len(set(marks)) == 1 else ("latin", -1.0, 0.0)
    if "digit" in kinds:
        few = len(marks) <= 3 or (len(marks) <= 4 and kinds == {"digit", "mark"})
        return ("digit", 5.0 if kinds == {"digit"} else 6.0, 1.0) if few else ("digit", -1.0, 0.0)
    if len(marks) > 6:
        return "mark", -1.0, 0.0
    if any(c in _DASHES for c in marks):
        return "mark", 6.5, 0.0
    if set(marks) <= {".", "…"}:
        return "mark", 6.0, 0.0
    return "mark", 4.5, 1.5


@cache
def _character_kind(c: str) -> Literal["invisible", "combining", "latin", "digit", "letter", "mark"]:
    if re.match(f"[{INVISIBLE}]", c):
        return "invisible"
    if re.match(f"[{COMBINING}{SIGNS}]", c):
        return "combining"
    if c.isdigit():
        return "digit"
    if c in _signs() and not c.isalpha():
        return "mark"
    if c.isalpha():
        return "latin" if c in _signs() or ("a" <= c.lower() <= "z") else "letter"
    return "mark"


@cache
def _signs() -> dict[str, tuple[str, ...]]:
    rows = load_table("signs.csv", key="sign", folder=FOLDER / "repair")
    return {row["sign"]: tuple(row["letters"].split("|")) for row in rows}


def _fillers(marks: str) -> tuple[str, ...]:
    """The letters that a run of one sign may stand for."""
    shown = [c for c in marks if c in _signs()]
    if not shown or len(set(shown)) > 1:
        return ()
    return _signs()[shown[0]]


def is_symbol(joint: str) -> bool:
    """Whether a joint holds a sign that is neither digit nor Latin letter."""
    return all(not c.isalnum() or c == K for c in joint)


# Letters ------------------------------------------------------------------------------------


@cache
def _lookalikes() -> dict[str, tuple[str, tuple[str, ...]]]:
    rows = load_table("lookalikes.csv", key="letter", folder=FOLDER / "repair")
    return {row["letter"]: (row["kind"], tuple(row["stands_for"].split("|"))) for row in rows}


@cache
def odd_letters() -> re.Pattern[str]:
    """Finds letters of another shape than plain Arabic ones, and marks of the Quran."""
    odd = "".join(sorted(c for c, (kind, _) in _lookalikes().items() if kind != "plain"))
    return re.compile(f"[{PRESENTATION}{QURANIC}{odd}]")


class Respelling(NamedTuple):
    """A word in plain letters: for each old character what takes its place, and how sure."""

    parts: tuple[str, ...]
    technique: Technique
    confidence: float


def respell(word: str, costs: WordCosts) -> Respelling | None:
    """A word with odd letters in plain ones, or None where it is better left alone."""
    technique: Technique | None = None
    parts = list(word)
    if _QURANIC_INSIDE.search(word) and not _VERSE.search(word):
        parts = ["" if re.match(f"[{QURANIC}]", c) else c for c in parts]
        technique = "combining-mark"
    if any(_is_presentation(c) for c in parts if c):
        parts = [unicodedata.normalize("NFKC", c) if c and _is_presentation(c) else c for c in parts]
        technique = "presentation-form"
    plain = "".join(parts)
    kinds = {_lookalikes()[c][0] for c in plain if c in _lookalikes()} - {"plain"}
    confidence = 0.99 if costs.of(fold_word(plain)) < UNKNOWN else 0.8
    if "undotted" in kinds or "decorated" in kinds:
        choice = _choose(parts, costs)
        if choice is not None:
            parts, confidence = choice
            technique = "undotted" if "undotted" in kinds else "lookalike"
    if technique is None:
        return None
    return Respelling(tuple("" if c == K else c for c in parts), technique, confidence)


def _is_presentation(c: str) -> bool:
    return "\ufb50" <= c <= "\ufefc" or "\U0001ee00" <= c <= "\U0001eeff"


def _choose(parts: list[str], costs: WordCosts) -> tuple[list[str], float] | None:
    """The most usual word that the odd letters may stand for."""
    if len(parts) > _LONGEST_WORD:
        return None
    for kinds in (("undotted", "decorated"), ("undotted", "decorated", "plain")):
        options = [_options(c, kinds) for c in parts]
        count = 1
        for option in options:
            count *= len(option)
        if count > _MOST_SPELLINGS:
            return None
        cost, best = min(((_spelled_cost(way, costs), way) for way in product(*options)), key=_first)
        if cost < 15.0 and len(fold_word("".join(best))) > 2:
            ending = "undotted" in kinds and best[-1] == "ه" and costs.is_feminine(fold_word("".join(best)))
            return [*best[:-1], "ة" if ending else best[-1]], 0.95 if count == 1 else 0.85
        if count == 1 and {c for c in parts if _lookalikes().get(c, ("plain",))[0] != "plain"} <= _ALWAYS:
            return list(best), 0.8
    return None


def _first(pair: tuple[float, tuple[str, ...]]) -> float:
    return pair[0]


def _spelled_cost(way: tuple[str, ...], costs: WordCosts) -> float:
    word = fold_word("".join(way))
    cost = costs.of(word)
    return cost - OFTEN_DISGUISED if cost < 16.0 and costs.is_sensitive(word) else cost


def _options(c: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    kind, letters = _lookalikes().get(c, ("", (c,)))
    return letters if kind in kinds else (c,)
