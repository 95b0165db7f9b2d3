"""Finding the places that a text names («ذِكر الأماكن»)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from marsad.arabic.tokens import Token, TokenizedText
from marsad.geo.gazetteer import Gazetteer, GazetteerRow
from marsad.geo.words import (
    PLAIN,
    Category,
    Generic,
    Need,
    WordInfo,
    ambiguous_names,
    blocking_heads,
    lookalikes,
    word_info,
)

#: How a mention lies to its parent: inside it, or beside it («شمال حلب», «قرب تدمر»).
Relation = Literal["in", "near"]
_INSIDE_NAMES: Final = frozenset("_\"«»“”'‘’#")
_UNQUOTED: Final = str.maketrans("_#", "  ", "«»\"“”‘’")
_COMMAS: Final = frozenset("،,")
_DASHES: Final = frozenset("-–—/")
_LOCATIVE: Final = frozenset(("ب", "في", "من", "الي", "علي", "باتجاه", "نحو", "عبر", "قرب", "بين", "ضمن", "داخل", "فوق", "عند", "حتي", "صوب", "تجاه", "قباله", "خارج", "بمحاذاه", "بالقرب", "جهه"))  # fmt: skip
_INSIDE_PREPOSITIONS: Final = frozenset(("ب", "في", "ضمن", "داخل", "من"))
_PERSONS: Final = frozenset(("title", "first_name"))
_NEAR: Final = frozenset(("قرب", "بالقرب", "محاذاه", "جوار", "مقربه", "قباله"))
_ORDER: Final = {
    "site": 0, "road": 0, "hill": 0, "neighbourhood": 1, "settlement": 2, "area": 3, "river": 3, "district": 4,
    "governorate": 5, "country": 6,
}  # fmt: skip
#: The sort of place behind each kind of gazetteer row.
KIND_CATEGORY: Final[dict[str, Category]] = {
    "city": "settlement", "town": "settlement", "settlement": "settlement", "neighbourhood": "neighbourhood",
    "governorate": "governorate", "district": "district", "subdistrict": "district", "area": "area",
    "country": "country", "river": "river", "lake": "river", "hill": "hill", "road": "road",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
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
class _Draft:
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


class _Match:
    """A gazetteer name at a place in the text."""

    __slots__ = ("last", "prefix", "rows")

    def __init__(self, last: int, prefix: str, rows: list[GazetteerRow]) -> None:
        self.last, self.prefix, self.rows = last, prefix, rows


def find_places(text: TokenizedText, gazetteer: Gazetteer) -> list[PlaceMention]:
    """Every place that a text names, in order, with what the words around it tell.

    A name that is also a word or a person is a mention only where its surroundings say so. A name that
    the gazetteer does not hold is one after a strong generic word («قرية كذا»), without candidates.
    Linear in the length of the text.
    """
    from marsad.geo.english import english_drafts

    scan = _Scan(text, gazetteer)
    drafts = scan.run()
    if scan.has_latin:
        drafts += english_drafts(text, gazetteer)
        drafts.sort(key=lambda draft: draft.first)
    return link_mentions(text, drafts)


class _Scan:
    """One pass over the tokens of a text."""

    def __init__(self, text: TokenizedText, gazetteer: Gazetteer) -> None:
        self.text = text
        self.tokens: list[Token] = text.tokens
        self.gazetteer = gazetteer
        self.has_latin = False
        self.infos: list[WordInfo | None] = []
        for token in self.tokens:
            if token.kind != "word":
                self.infos.append(None)
            elif token.fold[0] < "\u0250":
                self.has_latin = True
                self.infos.append(None)
            else:
                self.infos.append(word_info(token.fold))
        self.blocked = self._blocked()

    # -------------------------------------------------------------- the pass

    def run(self) -> list[_Draft]:
        """Drafts in order of their first token, not overlapping."""
        drafts: list[_Draft] = []
        position, end = 0, len(self.tokens)
        while position < end:
            info = self.infos[position]
            if info is None or position in self.blocked:
                position += 1
                continue
            found = self._at(position, info)
            if found:
                drafts.extend(found)
                position = found[-1].last
            else:
                position += 1
        return drafts

    def _at(self, i: int, info: WordInfo) -> list[_Draft]:
        if info.roles:
            if "countryside" in info.roles:
                found = self._countryside(i, info.roles["countryside"])
                if found:
                    return found
            if "thecountryside" in info.roles:
                found = self._the_countryside(i, info.roles["thecountryside"])
                if found:
                    return found
        if info.generic is not None:
            found = self._generic(i, info.generic, info.generic_prefix)
            if found:
                return found
        bare = self._bare(i)
        return [bare] if bare else []

    def _blocked(self) -> set[int]:
        blocked: set[int] = set()
        for i, info in enumerate(self.infos):
            if info is None:
                continue
            for rest in blocking_heads(self.tokens[i].fold):
                last = self._follow(i + 1, rest)
                if last is not None:
                    blocked.update(range(i, last))
                    break
        return blocked

    # -------------------------------------------------------------- small steps

    def _step(self, j: int) -> int:
        """Past signs that may stand inside a name or hashtag."""
        tokens = self.tokens
        limit = min(j + 3, len(tokens))
        while j < limit and tokens[j].kind == "mark" and tokens[j].text in _INSIDE_NAMES:
            j += 1
        return j

    def _follow(self, j: int, rest: Sequence[str]) -> int | None:
        tokens = self.tokens
        for wanted in rest:
            j = self._step(j)
            if j >= len(tokens) or tokens[j].fold != wanted:
                return None
            j += 1
        return j

    def _info(self, j: int) -> WordInfo:
        if 0 <= j < len(self.infos):
            return self.infos[j] or PLAIN
        return PLAIN

    def _is_word(self, j: int) -> bool:
        return j < len(self.tokens) and self.infos[j] is not None and j not in self.blocked

    def _match(self, i: int, *, clitics: bool = True) -> _Match | None:
        """The longest gazetteer name that begins at a token; the fewest clitics among equals."""
        if not self._is_word(i):
            return None
        best: _Match | None = None
        for prefix, single, longer in self.gazetteer.heads(self.tokens[i].fold):
            if prefix and not clitics:
                break
            if longer:
                best = self._match_longer(i, prefix, longer, best)
            if single and best is None:
                best = _Match(i + 1, prefix, list(single))
        return best

    def _match_longer(
        self,
        i: int,
        prefix: str,
        longer: dict[str, list[tuple[tuple[str, ...], GazetteerRow]]],
        best: _Match | None,
    ) -> _Match | None:
        j = self._step(i + 1)
        if j >= len(self.tokens) or j in self.blocked:
            return best
        for rest, row in longer.get(self.tokens[j].fold, ()):
            last = self._follow(j + 1, rest)
            if last is None:
                continue
            if best is None or last > best.last:
                best = _Match(last, prefix, [row])
            elif last == best.last and prefix == best.prefix and row not in best.rows:
                best.rows.append(row)
        return best

    def _name(self, first: int, last: int, prefix: str) -> str:
        """The text of tokens without clitics, hashtag lines and quotation marks."""
        token = self.tokens[first]
        start, letters = token.start, 0
        raw = self.text.text
        while letters < len(prefix) and start < token.end:
            if raw[start] not in "ـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652":
                letters += 1
            start += 1
        while start < token.end and "\u064b" <= raw[start] <= "\u0652":
            start += 1
        name = raw[start : self.tokens[last - 1].end]
        if prefix.endswith("ل") and name.startswith("ل"):
            name = "ا" + name
        return " ".join(name.translate(_UNQUOTED).split())

    # -------------------------------------------------------------- bare names

    def _bare(self, i: int) -> _Draft | None:
        match = self._match(i)
        if match is None or match.prefix in ("ك", "فل"):
            return None
        own = self._info(i).roles
        if match.prefix and match.last == i + 1 and (own.get("first_name") == "" or self._looks_alike(i)):
            return None  # «فاطمة» is not ف + أطمة, «بارزة» is not ب + ارزة
        if self.tokens[match.last - 1].text.endswith(("ً", "ًا", "اً")):
            return None
        if i and self._is_other(i, match):
            return None
        folded = " ".join(t.fold for t in self.tokens[i : match.last] if t.kind == "word")
        stem = folded[len(match.prefix) :]
        if match.prefix.endswith("ل") and stem.startswith("ل"):
            stem = "ا" + stem
        need = ambiguous_names().get(stem, "")
        if (match.prefix and len(stem) <= 3) or self._is_pronoun(match):
            need = "strict"
        return _Draft(
            i,
            match.last,
            i,
            self._name(i, match.last, match.prefix),
            tuple(match.rows),
            match.prefix,
            need=need,
        )

    def _looks_alike(self, i: int) -> bool:
        return self.tokens[i].fold in lookalikes()

    def _is_pronoun(self, match: _Match) -> bool:
        """Whether a final «ه» may be «his» («على باله») where the village is written with «ة»."""
        if not self.tokens[match.last - 1].text.endswith("ه"):
            return False
        return all(row.kind in ("settlement", "neighbourhood") and row.name_ar.endswith("ة") for row in match.rows)

    def _is_other(self, i: int, match: _Match) -> bool:
        """Whether the word before makes the name a person's or an organisation's."""
        before = self._info(i - 1)
        if match.prefix:
            return False
        if not before.roles:
            # «محمود هليل الشاهر»: a first name two words before, with a word that no list holds between.
            second = self._info(i - 2).roles
            return before is PLAIN and self._is_word(i - 1) and "first_name" in second and "preposition" not in second
        if "preposition" in before.roles:  # «على» folds like the name «علي»
            spelt_so = self.tokens[i - 1].text.endswith("ي")
            return spelt_so and all(row.kind in ("settlement", "neighbourhood") for row in match.rows)
        return not before.roles.keys().isdisjoint(_PERSONS | {"block"})

    # -------------------------------------------------------------- generic words

    def _generic(self, i: int, generic: Generic, prefix: str) -> list[_Draft]:
        full = self._match(i)
        j = self._step(i + 1)
        if not self._is_word(j):
            return self._only_full(i, generic, full)
        inner = self._info(j)
        bare = self._match(j, clitics=False)
        if bare is not None and bare.last == j + 1 and inner.generic is None and self._is_the_generic(j):
            bare = None  # «أحياء المدينة»
        if full is not None and (bare is None or full.last >= bare.last):
            rows = list(full.rows)
            if bare is not None and bare.last == full.last:
                rows += [row for row in bare.rows if row not in rows]
            # A settlement that is called by a hill («تل تمر») or a farm keeps its first word.
            own = generic.category == "hill" or generic.word == "مزرعه"
            last = self._past_head(j, full.last, bare)
            if last != full.last:
                return self._with_list(i, j, last, generic, prefix, [])
            return [self._draft(i, j, full.last, generic, full.prefix, rows, named_so=own and generic.number == "one")]
        if bare is not None:
            last = self._past_head(j, bare.last, bare)
            if last != bare.last and generic.unknown:
                return self._with_list(i, j, last, generic, prefix, [])
            if not generic.unknown and generic.category == "site" and self._is_strict(j, bare.last):
                return []
            return self._with_list(i, j, bare.last, generic, prefix, bare.rows)
        if "countryside" in inner.roles or "around" in inner.roles or "direction" in inner.roles:
            return []
        if inner.generic is not None and "head" not in inner.roles:
            return []
        if not generic.unknown or self._is_actor_before(i):
            return []
        last = self._unknown(j, generic)
        return self._with_list(i, j, last, generic, prefix, []) if last else []

    def _is_the_generic(self, j: int) -> bool:
        folded = self.tokens[j].fold
        return folded.startswith("ال") and word_info(folded[2:]).generic is not None

    def _past_head(self, j: int, last: int, bare: _Match | None) -> int:
        """Where the known name is only the first word of a longer one («الشيخ» in «الشيخ ناصر»)."""
        if bare is None or last != j + 1 or "head" not in self._info(j).roles:
            return last
        return self._after_head(j) or last

    def _is_strict(self, j: int, last: int) -> bool:
        return last == j + 1 and ambiguous_names().get(self.tokens[j].fold) == "strict"

    def _only_full(self, i: int, generic: Generic, full: _Match | None) -> list[_Draft]:
        if full is None or full.last == i + 1:
            return []
        return [self._draft(i, i, full.last, generic, full.prefix, full.rows, named_so=True)]

    def _is_actor_before(self, i: int) -> bool:
        return i > 0 and "block" in self._info(i - 1).roles

    def _draft(
        self, i: int, j: int, last: int, generic: Generic, prefix: str, rows: Sequence[GazetteerRow], *,
        named_so: bool = False,
    ) -> _Draft:  # fmt: skip
        if generic.category in ("site", "road", "hill"):
            last = self._tail(last)
        others: tuple[GazetteerRow, ...] = ()
        if generic.category == "road" or generic.word in ("محور", "خط"):
            last, others = self._far_end(last)
        keep = named_so or (generic.keep and generic.number == "one")
        name = self._name(i, last, prefix) if keep else self._name(j, last, "")
        category = generic.category
        if named_so and rows:
            category = KIND_CATEGORY.get(rows[0].kind, "site")
        return _Draft(i, last, j, name, tuple(rows), prefix, category, generic.word, others=others)

    def _tail(self, last: int) -> int:
        """Past adjectives that belong to the name of a site («حقل العمر النفطي»)."""
        return last + 1 if "tail" in self._info(last).roles else last

    def _far_end(self, last: int) -> tuple[int, tuple[GazetteerRow, ...]]:
        """The second name of «طريق … – …»."""
        j = last
        if j < len(self.tokens) and self.tokens[j].text in _DASHES:
            j += 1
        match = self._match(j)
        if match is None or (j == last and match.prefix != "و"):
            return last, ()
        if j > last and match.prefix:
            return last, ()
        return match.last, tuple(match.rows)

    def _with_list(
        self, i: int, j: int, last: int, generic: Generic, prefix: str, rows: Sequence[GazetteerRow]
    ) -> list[_Draft]:
        """One draft, or one for each name after a dual or plural («قريتي س وص»)."""
        drafts = [self._draft(i, j, last, generic, prefix, rows)]
        if generic.number == "one":
            return drafts
        most = 2 if generic.number == "two" else 30
        while len(drafts) < most:
            following = self._next_in_list(drafts[-1].last, generic)
            if following is None:
                break
            drafts.append(following)
        if generic.number == "many" and len(drafts) == 1 and not rows and self.tokens[j].fold.startswith("ال"):
            return []  # «مخيمات المهجرين», «قرى التماس»
        return drafts

    def _next_in_list(self, at: int, generic: Generic) -> _Draft | None:
        j = at
        comma = j < len(self.tokens) and self.tokens[j].text in _COMMAS | _DASHES
        if comma:
            j += 1
        if not self._is_word(j):
            return None
        match = self._match(j)
        if match is not None and (match.prefix == "و" or (comma and not match.prefix)):
            name = self._name(j, match.last, match.prefix)
            return _Draft(
                j, match.last, j, name, tuple(match.rows), match.prefix, generic.category, generic.word
            )
        folded = self.tokens[j].fold
        info = self._info(j)
        if match is not None or not generic.unknown or not folded.startswith("و"):
            return None
        if len(folded) < 4 and "head" not in info.roles:
            return None
        if info.generic is not None and "head" not in info.roles:
            return None
        last = self._unknown(j, generic, prefix="و")
        if last is None:
            return None
        return _Draft(j, last, j, self._name(j, last, "و"), (), "و", generic.category, generic.word)

    def _unknown(self, j: int, generic: Generic, prefix: str = "") -> int | None:
        """The end of a name that the gazetteer does not hold; None where the words are no name."""
        quoted = self._quoted(j) if not prefix else None
        if quoted is not None:
            return quoted
        folded = self.tokens[j].fold[len(prefix) :]
        info = word_info(folded)
        if "head" in info.roles:
            return self._after_head(j)
        if len(folded) < 3 or info.roles or info.generic is not None:
            return None
        if self.tokens[j].text.endswith(("ً", "اً")) or not self._could_name(folded, info, generic, prefix):
            return None
        last = j + 1
        if self._continues(last):
            last += 1
        return last

    def _could_name(self, folded: str, info: WordInfo, generic: Generic, prefix: str) -> bool:
        """Whether a word that no table holds can be a name after a generic word."""
        if folded.startswith(("وال", "بال", "فال", "لل")):
            return False
        if folded[0] in "ولبف" and not prefix and self._is_plain_word(folded[1:]):
            return False
        definite = folded.startswith("ال")
        nisba = folded.endswith(("يه", "ي"))
        if generic.number != "one" or generic.category == "site":
            if nisba and not definite:
                return False
            if definite and prefix and (info.common or nisba):
                return False
        if not info.common:
            return True
        trusted = generic.category in ("settlement", "neighbourhood") and generic.number == "one"
        return definite and trusted and not nisba

    def _is_plain_word(self, folded: str) -> bool:
        return word_info(folded).common or word_info("ال" + folded).common or bool(self.gazetteer.heads(folded))

    def _quoted(self, j: int) -> int | None:
        """A name of up to four words in quotation marks: «خانا سري»."""
        if not j or self.tokens[j - 1].text not in "«\"“”":
            return None
        k = j
        while k < min(j + 4, len(self.tokens)) and self.infos[k] is not None:
            k += 1
        if j < k < len(self.tokens) and self.tokens[k].text in "»\"“”":
            return k
        return None

    def _continues(self, at: int) -> bool:
        """Whether «الكبيرة», «غربي» and the like belong to the name before; not when a place follows."""
        if self._info(at).roles.get("continuation") != "":
            return False
        if "direction" in self._info(at).roles:
            k = self._step(at + 1)
            return self._match(k, clitics=False) is None and self._info(k).generic is None
        return True

    def _after_head(self, j: int) -> int | None:
        """«أبو …», «تل …», «دير …»: the second word belongs to the name, whatever it is."""
        k = self._step(j + 1)
        if not self._is_word(k):
            return None
        info = self._info(k)
        if info.roles.keys() & {"preposition", "linker", "around", "direction", "countryside"} or info.common:
            return None
        last = k + 1
        if "head" in info.roles and self._is_word(last) and not self._info(last).common:
            last += 1
        if self._continues(last):
            last += 1
        return last

    # -------------------------------------------------------------- countrysides

    def _countryside(self, i: int, prefix: str) -> list[_Draft]:
        """«ريف حلب الغربي», «ريفي حلب وإدلب», «ريف دمشق»."""
        full = self._match(i)
        j = self._step(i + 1)
        while (
            self._is_word(j) and (g := self._info(j).generic) and g.category in ("settlement", "governorate")
        ):
            if self._match(j, clitics=False):
                break
            j = self._step(j + 1)
        bare = self._match(j, clitics=False)
        if full is not None and (bare is None or full.last >= bare.last):
            last = self._sides(full.last)
            rows = full.rows
            if bare is not None and last > full.last and not any(r.kind == "governorate" for r in rows):
                rows = bare.rows
        elif bare is not None:
            last, rows = self._sides(bare.last), bare.rows
            rows = self._side_rows(j, bare.last, range(bare.last, last)) or rows
        else:
            return []
        word = self.tokens[i].fold[len(prefix) :]
        drafts = [self._area(i, j, last, prefix, rows, word)]
        following = self._match(last) if word != "ريف" and word != "باديه" else None
        if following is not None and following.prefix == "و":
            end = self._sides(following.last)
            drafts.append(self._area(last, last, end, "و", following.rows, word))
        return drafts

    def _past_generics(self, j: int) -> int:
        """Past «مدينة», «محافظة» and the like before a name, unless they begin the name."""
        while self._is_word(j):
            generic = self._info(j).generic
            if generic is None or generic.category not in ("settlement", "governorate", "district", "area"):
                break
            k = self._step(j + 1)
            if self._match(k, clitics=False) is None:
                break
            j = k
        return j

    def _area(
        self, i: int, j: int, last: int, prefix: str, rows: Sequence[GazetteerRow], word: str
    ) -> _Draft:
        category: Category = "area"
        if any(row.kind == "governorate" and "ريف" in row.name_ar for row in rows) and j < last:
            category = "governorate" if last - i <= 2 else "area"
        name = self._name(i, last, prefix)
        return _Draft(i, last, j, name, tuple(rows), prefix, category, word, modifier=word)

    def _sides(self, last: int) -> int:
        """Past «الشمالي الغربي», «الشرقي والشمالي»."""
        for _ in range(2):
            side = self._info(last).roles.get("side")
            if side is None or side not in ("", "و"):
                break
            last += 1
        return last

    def _the_countryside(self, i: int, prefix: str) -> list[_Draft]:
        """«الريف الشرقي لدير الزور», «الريف الغربي من محافظة حلب»."""
        j = self._sides(i + 1)
        if j == i + 1:
            return []
        if self._is_word(j) and self.tokens[j].fold == "من":
            j += 1
        k = j
        while (
            self._is_word(k) and (g := self._info(k).generic) and g.category in ("settlement", "governorate")
        ):
            if self._match(k):
                break
            k += 1
        match = self._match(k)
        if (
            match is None
            or match.prefix not in ("", "ل")
            or (k == j and not match.prefix and j == self._sides(i + 1))
        ):
            return []
        rows = self._side_rows(k, match.last, range(i + 1, self._sides(i + 1)), match.prefix)
        return [self._area(i, k, match.last, prefix, rows or match.rows, "ريف")]

    def _side_rows(self, first: int, last: int, sides: range, prefix: str = "") -> list[GazetteerRow]:
        """The gazetteer's own row for a side of a countryside, however the text puts it."""
        words = [self.tokens[k].fold for k in range(first, last) if self.tokens[k].kind == "word"]
        words[0] = words[0][len(prefix) :]
        if prefix.endswith("ل") and words[0].startswith("ل"):
            words[0] = "ا" + words[0]
        return self.gazetteer.named(["ريف", *words, *(self.tokens[k].fold for k in sides)])


# ------------------------------------------------------------------ what stands around a mention


def link_mentions(text: TokenizedText, drafts: list[_Draft]) -> list[PlaceMention]:
    """Read prepositions and directions, list and containment, and drop what is no place after all."""
    for draft in drafts:
        if not draft.english:
            _read_before(text.tokens, draft)
    _join(text.tokens, drafts)
    _contain(text.tokens, drafts)
    kept = [draft for n, draft in enumerate(drafts) if _is_supported(n, drafts)]
    if len(kept) != len(drafts):
        _renumber(drafts, kept)
    return [_frozen(text.tokens, draft) for draft in kept]


def _read_before(tokens: Sequence[Token], draft: _Draft) -> None:
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


def _join(tokens: Sequence[Token], drafts: list[_Draft]) -> None:
    """Mark «س وص وع»: a mention that only «و» or a comma parts from the one before."""
    for n in range(1, len(drafts)):
        before, draft = drafts[n - 1], drafts[n]
        gap = tokens[before.last : draft.first]
        if draft.english:
            joined = all(token.fold in ("and", ",", "the") for token in gap) and gap != []
        elif gap:
            signs = [token.text for token in gap]
            joined = len(gap) <= 2 and signs[0] in _COMMAS and all(s in _COMMAS or s == "#" for s in signs)
            joined = joined and draft.preposition is None and draft.prefix in ("", "و")
            joined = joined or (signs == ["و"])
        else:
            joined = draft.prefix == "و"
        if joined:
            draft.joined = n - 1
            if draft.preposition is None:
                draft.preposition = before.preposition


def _contain(tokens: Sequence[Token], drafts: list[_Draft]) -> None:
    """Find the parent of each mention: the one after it that the words between make contain it."""
    for n in range(len(drafts) - 2, -1, -1):
        relation = _relation(tokens, drafts[n], drafts[n + 1])
        if relation is not None:
            drafts[n].parent, drafts[n].relation = n + 1, relation
        elif drafts[n + 1].joined == n and drafts[n + 1].parent is not None:
            drafts[n].parent, drafts[n].relation = drafts[n + 1].parent, drafts[n + 1].relation


def _relation(tokens: Sequence[Token], inner: _Draft, outer: _Draft) -> Relation | None:
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
            elif "adjective" not in roles and "tail" not in roles:
                return None
        elif token.kind == "mark" and token.text in _INSIDE_NAMES | {"#"}:
            continue
        else:
            return None
    if outer.direction or outer.preposition in _NEAR or outer.modifier in _NEAR:
        return "near" if _rank(inner) <= _rank(outer) or outer.direction else None
    inside = outer.preposition in _INSIDE_PREPOSITIONS or (linked and outer.preposition in (None, "ل"))
    inside = inside or (
        comma and outer.preposition is None and outer.generic in ("area", "governorate", "district")
    )
    if inside and _rank(inner) < _widest(outer):
        return "in"
    return None


_LINKERS_EN: Final = frozenset(("in", "the", "of", "within"))


def _rank(draft: _Draft) -> int:
    """How large a place a mention names; the smallest that its candidates allow."""
    if draft.generic is not None:
        return _ORDER[draft.generic]
    return min((_ORDER[KIND_CATEGORY.get(row.kind, "site")] for row in draft.rows), default=2)


def _widest(draft: _Draft) -> int:
    if draft.generic is not None:
        return _ORDER[draft.generic]
    return max((_ORDER[KIND_CATEGORY.get(row.kind, "site")] for row in draft.rows), default=2)


def _is_supported(n: int, drafts: list[_Draft]) -> bool:
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


def _firm_neighbours(n: int, drafts: list[_Draft]) -> int:
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


def _follows(at: int, drafts: list[_Draft]) -> bool:
    return at + 1 < len(drafts) and drafts[at + 1].joined == at


def _renumber(drafts: list[_Draft], kept: list[_Draft]) -> None:
    places = {id(draft): n for n, draft in enumerate(kept)}
    for draft in kept:
        for field in ("parent", "joined"):
            index: int | None = getattr(draft, field)
            if index is not None:
                setattr(draft, field, places.get(id(drafts[index])))
        if draft.parent is None:
            draft.relation = None


def _frozen(tokens: Sequence[Token], draft: _Draft) -> PlaceMention:
    return PlaceMention(
        draft.first, draft.last, draft.name_first, draft.name, draft.generic, draft.generic_word, draft.prefix,
        draft.preposition, draft.direction, draft.modifier, draft.rows, draft.others,
        tokens[draft.first].tag, draft.parent, draft.relation, draft.joined,
    )  # fmt: skip
