"""People as they are counted («الأشخاص»): who is a child, a fighter, dead, held, and whether one or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal, NamedTuple, cast

from marsad.arabic.fold import fold_word
from marsad.arabic.lexicon import Lexicon, Match, folded_words
from marsad.arabic.tokens import Token
from marsad.tables import load_table

Group = Literal["fighter", "civilian", "child", "woman", "man", "person"]
Sense = Literal["person", "dead", "injured", "captive", "displaced"]
_ARTICLE: Final = "ال"


class PersonRow(NamedTuple):
    """A noun of ``persons.csv``; ``note``: kin, adj (also an adjective), verb (also a verb)."""

    id: str
    group: Group
    sense: Sense
    sex: str
    note: str
    lang: str


@dataclass(slots=True)  # not frozen: made by the dozen a report, in a third of the time
class PersonMention:
    """A noun for people: tokens ``first`` up to, not with, ``last``.

    ``number``: 1, 2, or None for a plural. ``ambiguous_dual``: «مدنيين», which unvowelled
    writing uses for two and for many (``number`` is None then). ``kin``: «شقيقه», «والدته».
    """

    first: int
    last: int
    id: str
    group: Group
    sense: Sense
    number: int | None
    ambiguous_dual: bool = False
    female: bool = False
    kin: bool = False
    prefix: str = ""
    suffix: str = ""


@dataclass(slots=True)
class _Form:
    row: PersonRow
    numbers: set[int] = field(default_factory=set)
    #: Only before a pronoun or a noun with the article: «عنصري», «طفلي».
    construct: bool = False


@dataclass(slots=True)
class _Tables:
    lexicon: Lexicon[_Form]
    cues: frozenset[str]


_MANY: Final = 3
#: The letters of «أم», whose accusative would be «أما».
_SHORT: Final = 2


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    forms: dict[tuple[str, ...], _Form] = {}
    cues: set[str] = set()

    def put(words: tuple[str, ...], row: PersonRow, number: int, construct: bool = False) -> None:
        form = forms.get(words)
        if form is None or (form.construct and not construct):
            form = forms[words] = _Form(row, set(), construct)
        if form.row == row and form.construct == construct:
            form.numbers.add(number)

    rows = load_table("persons.csv")
    for late in (False, True):  # constructs come last, so that they never hide a plain form
        for cells in rows:
            if cells["sense"] == "cue":
                cues.update(fold_word(w) for w in cells["plural"].split("|"))
                continue
            row = PersonRow(
                cells["id"],
                cast(Group, cells["group"]),
                cast(Sense, cells["sense"]),
                cells["sex"],
                cells["note"],
                cells["lang"],
            )
            if late:
                for words in _constructs(cells["dual"]):
                    put(words, row, 2, construct=True)
                continue
            for column, number in (("singular", 1), ("dual", 2), ("plural", _MANY)):
                for form in filter(None, cells[column].split("|")):
                    words = folded_words(form)
                    put(words, row, number)
                    one = number == 1 and len(words) == 1 and row.lang == "ar"
                    # «أما» begins a clause more often than it means a mother.
                    if one and words[0][-1] not in "هاء" and len(words[0]) > _SHORT:
                        put((words[0] + "ا",), row, 1)  # «جندياً»
    lexicon: Lexicon[_Form] = Lexicon()
    for words, form_ in forms.items():
        lexicon.add_folded(words, form_)
    return _Tables(lexicon, frozenset(cues))


def _constructs(duals: str) -> list[tuple[str, ...]]:
    """«عنصرين» loses its ن before a noun or pronoun."""
    found: list[tuple[str, ...]] = []
    for form in filter(None, duals.split("|")):
        words = folded_words(form)
        if len(words) == 1 and words[0].endswith(("ان", "ين")) and len(words[0]) > _SHORT + 2:
            found.append((words[0][:-1],))
    return found


def find_persons(tokens: Sequence[Token]) -> list[PersonMention]:
    """Every noun for people, in order, without overlaps."""
    tables = _tables()
    found: list[PersonMention] = []
    end = -1
    matches = tables.lexicon.find(tokens)
    matches.sort(key=lambda m: (m.first, -m.last, _stripped(m, tokens)))
    for match in matches:
        if match.first < end or not _fits(match, tokens, tables):
            continue
        form, row = match.row, match.row.row
        ambiguous = {2, _MANY} <= form.numbers
        number = None if ambiguous or _MANY in form.numbers else min(form.numbers)
        stem = tokens[match.first].fold.removesuffix(match.suffix)
        if match.suffix and number == 1 and stem.endswith("ا") and row.lang == "ar":
            number = 2  # «طفلاه»: no accusative before a pronoun
        if row.id == "victim" and match.suffix:
            number = None  # «راح ضحيتها عشرة»: an idiom, not one victim
        found.append(
            PersonMention(
                match.first,
                match.last,
                row.id,
                row.group,
                row.sense,
                number,
                ambiguous_dual=ambiguous,
                female=row.sex == "F",
                kin=row.note == "kin",
                prefix=match.prefix,
                suffix=match.suffix,
            )
        )
        end = match.last
    return found


def _stripped(match: Match[_Form], tokens: Sequence[Token]) -> int:
    """How much had to be taken off; «والده» written with ه is «والد» with a pronoun."""
    if match.row.row.note == "kin" and match.suffix == "ه" and tokens[match.first].text.endswith("ه"):
        return -1
    return len(match.prefix) + len(match.suffix)


def _fits(match: Match[_Form], tokens: Sequence[Token], tables: _Tables) -> bool:
    row = match.row.row
    if match.prefix.endswith(("س", "ك")) or match.suffix in ("ي", "ك", "ني"):
        return False
    if match.suffix == "ه" and tokens[match.last - 1].text.endswith("ة"):
        return False  # «الإرهابية» is no «إرهابي» with a pronoun
    definite = match.prefix.endswith(_ARTICLE) or match.prefix.endswith("لل")
    if match.row.construct:
        following = tokens[match.last].fold if match.last < len(tokens) else ""
        return bool(match.suffix) or (following.startswith(_ARTICLE) and not definite)
    if row.note == "kin" and len(tokens[match.first].fold) - len(match.prefix) - len(match.suffix) <= 2:
        return bool(match.suffix) and not definite and len(match.suffix) < 4
    if row.note == "verb" and match.row.numbers == {1}:
        return definite or _cued(match.first, tokens, tables, at_start=False)
    if row.note == "adj" and match.row.numbers == {1}:
        return _cued(match.first, tokens, tables)
    return True


def _cued(at: int, tokens: Sequence[Token], tables: _Tables, *, at_start: bool = True) -> bool:
    """Whether «مدني», «مسلح» stands as a noun: after a verb of harm, a number, a clause's begin."""
    if at == 0:
        return at_start
    before = tokens[at - 1]
    if before.kind != "word":
        return at_start and before.text not in '"«»“”_'
    if before.fold in tables.cues:
        return True
    return before.fold[1:] in tables.cues and before.fold[0] in "وفب"
