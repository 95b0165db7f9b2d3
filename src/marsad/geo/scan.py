"""One pass over a text for Arabic place names («مسح النص بحثًا عن الأماكن»)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from marsad.arabic.tokens import Token, TokenizedText
from marsad.geo.drafts import KIND_CATEGORY, Draft
from marsad.geo.gazetteer import Gazetteer, GazetteerRow
from marsad.geo.words import (
    COMMON,
    PLAIN,
    SIGNS,
    Category,
    Described,
    Generic,
    WordInfo,
    ambiguous_names,
    blocking_heads,
    lookalikes,
    marked_names,
    nationalities,
    uncommon,
    word_info,
)

#: Signs that may stand inside a name or a hashtag.
INSIDE_NAMES: Final = frozenset("_\"«»“”'‘’#")
COMMAS: Final = frozenset("،,")
_UNQUOTED: Final = str.maketrans("_#", "  ", '«»"“”‘’')
_DASHES: Final = frozenset("-–—/")
#: Categories whose generic word is part of the name: «جبل الزاوية» is not the town «الزاوية».
_WHOLE_NAMES: Final = frozenset(("site", "hill", "river", "road"))
_PERSONS: Final = frozenset(("title", "first_name"))


class _Match:
    """A gazetteer name at a place in the text."""

    __slots__ = ("last", "prefix", "rows")

    def __init__(self, last: int, prefix: str, rows: list[GazetteerRow]) -> None:
        self.last, self.prefix, self.rows = last, prefix, rows


class _Look(NamedTuple):
    """What a folded word can be, None for a Latin one; the blocking phrases that it can begin; and
    whether a place may begin with it.
    """

    info: WordInfo | None
    blocks: tuple[tuple[str, ...], ...]
    starts: bool


_LATIN: Final = _Look(None, (), False)
_MOST_REMEMBERED: Final = 200_000  # a stream of made-up words must not fill the memory


def _look(word: str, gazetteer: Gazetteer) -> _Look:
    if word[0] < "\u0250":
        return _LATIN
    info = word_info(word)
    # Most words are neither a place nor a word beside one.
    starts = not (info is PLAIN or info is COMMON) or bool(gazetteer.heads(word))
    return _Look(info, blocking_heads(word), starts)


class Scan:
    """One pass over the tokens of a text."""

    def __init__(self, text: TokenizedText, gazetteer: Gazetteer) -> None:
        self.text = text
        self.tokens: list[Token] = text.tokens
        self.gazetteer = gazetteer
        self.has_latin = False
        self.infos: list[WordInfo | None] = []
        self.starts: list[int] = []
        blocks: list[tuple[int, tuple[tuple[str, ...], ...]]] = []
        looks = gazetteer.looks
        tell, start = self.infos.append, self.starts.append
        for position, token in enumerate(self.tokens):
            if token.kind != "word":
                tell(None)
                continue
            look = looks.get(token.fold)
            if look is None:
                if len(looks) > _MOST_REMEMBERED:
                    looks.clear()
                look = looks[token.fold] = _look(token.fold, gazetteer)
            info, rests, starts = look
            tell(info)
            if starts:
                start(position)
            elif info is None:
                self.has_latin = True
            if rests:
                blocks.append((position, rests))
        self.blocked = self._blocked(blocks)
        self._told: set[str] | None = None

    # -------------------------------------------------------------- the pass

    def run(self) -> list[Draft]:
        """Drafts in order of their first token, not overlapping."""
        drafts: list[Draft] = []
        end = 0
        for position in self.starts:
            if position < end or position in self.blocked:
                continue
            found = self._at(position, self._info(position))
            if found:
                drafts.extend(found)
                end = found[-1].last
        return drafts

    def _at(self, i: int, info: WordInfo) -> list[Draft]:
        if info.roles:
            if "countryside" in info.roles:
                found = self._countryside(i, info.roles["countryside"])
                if found:
                    return found
            if "thecountryside" in info.roles:
                found = self._the_countryside(i, info.roles["thecountryside"])
                if found:
                    return found
        if info.generic is not None and self._is_generic_here(i, info.generic, info.generic_prefix):
            found = self._generic(i, info.generic, info.generic_prefix)
            if found:
                return found
        bare = self._bare(i)
        if bare is None and info.described:
            bare = self._described(i, info)
        return [bare] if bare else []

    def _blocked(self, blocks: Sequence[tuple[int, tuple[tuple[str, ...], ...]]]) -> set[int]:
        """The tokens of phrases that mean something else, from the words that may begin one."""
        blocked: set[int] = set()
        for i, rests in blocks:
            for rest in rests:
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
        while j < limit and tokens[j].kind == "mark" and tokens[j].text in INSIDE_NAMES:
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
        if i >= len(self.infos) or self.infos[i] is None or i in self.blocked:
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

    def _bare(self, i: int) -> Draft | None:
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
        if match.last == i + 1:
            self._tell_countries_apart(i, match)
        folded = " ".join(t.fold for t in self.tokens[i : match.last] if t.kind == "word")
        stem = folded[len(match.prefix) :]
        if match.prefix.endswith("ل") and stem.startswith("ل"):
            stem = "ا" + stem
        need = ambiguous_names().get(stem, "")
        small = all(row.kind in ("settlement", "neighbourhood", "area") for row in match.rows)
        if (small and match.prefix and len(stem) <= 3) or self._is_pronoun(match):
            need = "strict"
        return Draft(
            i,
            match.last,
            i,
            self._name(i, match.last, match.prefix),
            tuple(match.rows),
            match.prefix,
            need=need,
        )

    def _tell_countries_apart(self, i: int, match: _Match) -> None:
        """Keep the rows of one country where signs or the words of the text tell it («عمّان», «عُمان»)."""
        if len(match.rows) < 2 or not any(row.kind == "country" for row in match.rows):
            return
        token = self.tokens[i]
        signs = SIGNS.intersection(token.text)
        told = {
            country
            for wanted, country in marked_names().get(token.fold[len(match.prefix) :], ())
            if wanted <= signs
        }
        if not signs or not told:
            told = self._countries_told()
        kept = [row for row in match.rows if row.country in told]
        match.rows = kept or match.rows

    def _countries_told(self) -> set[str]:
        """The countries that the text's adjectives and capitals tell of; read once a text."""
        if self._told is None:
            adjectives = nationalities()
            self._told = {
                adjectives[stem]
                for token in self.tokens
                if token.kind == "word"
                for stem in (token.fold, token.fold[1:], "ا" + token.fold[1:])
                if stem in adjectives
            }
        return self._told

    def _looks_alike(self, i: int) -> bool:
        return self.tokens[i].fold in lookalikes()

    def _is_pronoun(self, match: _Match) -> bool:
        """Whether a final «ه» may be «his» («على باله») where the village is written with «ة»."""
        if not self.tokens[match.last - 1].text.endswith("ه"):
            return False
        return all(
            row.kind in ("settlement", "neighbourhood") and not row.name_ar.endswith("ه")
            for row in match.rows
        )

    def _is_other(self, i: int, match: _Match) -> bool:
        """Whether the word before makes the name a person's or an organisation's."""
        before = self._info(i - 1)
        if match.prefix:
            return False
        if not before.roles:
            # «محمود هليل الشاهر»: a first name two words before, with a word that no list holds between.
            second = self._info(i - 2).roles
            return (
                before is PLAIN
                and self._is_word(i - 1)
                and "first_name" in second
                and "preposition" not in second
            )
        if "preposition" in before.roles:  # «على» folds like the name «علي»
            spelt_so = "first_name" in before.roles and self.tokens[i - 1].text.endswith("ي")
            return spelt_so and all(row.kind in ("settlement", "neighbourhood") for row in match.rows)
        return not before.roles.keys().isdisjoint(_PERSONS | {"block"})

    # -------------------------------------------------------------- described ground

    def _described(self, i: int, info: WordInfo) -> Draft | None:
        """«الشريط الحدودي», «مناطق سيطرة …», «ضفة النهر»: ground that is told without a name."""
        for rest, described in info.described:
            end = self._follow(i + 1, rest)
            last = self._more(end, described) if end is not None else None
            if last is None:
                continue
            prefix = info.described_prefix
            return Draft(i, last, i, self._name(i, last, prefix), (), prefix, described.category)
        return None

    def _more(self, last: int, described: Described) -> int | None:
        """The end of a phrase with its owner or side; None where an owner is needed and missing."""
        if described.more == "side":
            return self._sides(last)
        if described.more == "number":
            return self._road_number(self._plain_road_number(last))
        if described.more != "owner":
            return last
        end = last
        while end < last + 3 and self._is_word(end) and self._can_own(end):
            end += 1
        return end if end > last else None

    def _can_own(self, at: int) -> bool:
        """Whether a word may tell whose ground it is («النظام», «قوات النظام», «قسد»)."""
        info = self._info(at)
        if info.roles.keys() & {"preposition", "linker", "direction", "around"}:
            return False
        return self.tokens[at].fold.startswith("ال") or bool(info.roles.keys() & {"notname", "block"})

    # -------------------------------------------------------------- generic words

    def _is_generic_here(self, i: int, generic: Generic, prefix: str) -> bool:
        """Whether a word is the generic one that it looks like, and not «كتل», «إحياء», «حاجزًا»."""
        raw = self.tokens[i].text
        if "ك" in prefix or "ً" in raw[-2:]:
            return False
        if generic.number == "two" and raw.endswith("ى"):
            return False  # «سدى»
        if raw.startswith("إ") and generic.word.startswith("ا") and generic.category == "neighbourhood":
            return False  # «إحياء»
        if generic.word == "قضاء" and prefix.endswith("ل") and self._match(self._step(i + 1)) is None:
            return False  # «لقضاء الإجازة»
        before = self.tokens[i - 1].fold if i else ""
        return (before, generic.word) not in (("من", "ناحيه"), ("عن", "طريق"))

    def _generic(self, i: int, generic: Generic, prefix: str) -> list[Draft]:
        full = self._match(i)
        j = self._step(i + 1)
        if not self._is_word(j):
            return self._only_full(i, generic, full)
        if full is not None and full.last == i + 1:
            full = None  # a town may be called «معبر»
        inner = self._info(j)
        bare = self._match(j, clitics=False)
        if bare is not None and bare.last == j + 1 and inner.generic is None and self._is_the_generic(j):
            bare = None  # «أحياء المدينة»
        if full is not None and (bare is None or full.last >= bare.last):
            rows = list(full.rows)
            if bare is not None and bare.last == full.last and generic.category not in _WHOLE_NAMES:
                rows += [row for row in bare.rows if row not in rows]
            # A settlement that is called by a hill («تل تمر») or a farm keeps its first word.
            own = generic.category == "hill" or generic.word == "مزرعه"
            last = self._past_head(j, full.last)
            if last != full.last:
                return self._with_list(i, j, last, generic, prefix, [])
            return [
                self._draft(
                    i, j, full.last, generic, full.prefix, rows, named_so=own and generic.number == "one"
                )
            ]
        if bare is not None:
            weak = generic.trust in ("no", "rare")
            if inner.generic is not None and generic.category == "site" and weak:
                return []  # «مدخل قاعدة س»: the inner one is the place
            last = self._past_head(j, bare.last)
            if last != bare.last and generic.unknown:
                return self._with_list(i, j, last, generic, prefix, [])
            if self._is_strict(j, bare.last) and self._is_no_owner(j, generic, weak):
                return []
            return self._with_list(i, j, bare.last, generic, prefix, bare.rows)
        if "countryside" in inner.roles or "around" in inner.roles or "direction" in inner.roles:
            return []
        if inner.generic is not None and "head" not in inner.roles:
            return []
        if not generic.unknown or self._is_actor_before(i):
            return []
        glued = self._glued(i, j, generic, prefix) if generic.trust != "rare" else None
        if glued is not None:
            return [glued]
        institution = self._institution(j) if generic.category == "site" else None
        if institution is not None:
            return self._with_list(i, j, institution, generic, prefix, [])
        end = self._unknown(j, generic)
        rows = self._with_other_article(j, end or j + 1, generic)
        if end is None and not (rows and generic.keep):
            return []
        end = end or j + 1
        return self._with_list(i, j, end, generic, prefix, rows)

    def _with_other_article(self, j: int, last: int, generic: Generic) -> list[GazetteerRow]:
        """The rows of a name that the table writes with an article and the text without, or the reverse."""
        words = [t.fold for t in self.tokens[j:last] if t.kind == "word"]
        if not words or "head" in word_info(words[0]).roles:
            return []
        words[0] = words[0][2:] if words[0].startswith("ال") else "ال" + words[0]
        if generic.keep:
            return self.gazetteer.named([generic.word, *words])
        return self.gazetteer.named(words) if generic.trust != "rare" else []

    def _is_the_generic(self, j: int) -> bool:
        folded = self.tokens[j].fold
        return folded.startswith("ال") and word_info(folded[2:]).generic is not None

    def _is_no_owner(self, j: int, generic: Generic, weak: bool) -> bool:
        """Whether a name that is also a word is the word after a generic one («مدخل الدار», «تلة مشرفة»)."""
        if generic.category == "hill":
            return not self.tokens[j].fold.startswith("ال")
        return weak and generic.category == "site"

    def _past_head(self, j: int, last: int) -> int:
        """Where the known name is only the first word of a longer one («الشيخ» in «الشيخ ناصر»)."""
        if last != j + 1 or "head" not in self._info(j).roles:
            return last
        return self._after_head(j) or last

    def _is_strict(self, j: int, last: int) -> bool:
        return last == j + 1 and ambiguous_names().get(self.tokens[j].fold) == "strict"

    def _only_full(self, i: int, generic: Generic, full: _Match | None) -> list[Draft]:
        if full is None or full.last == i + 1:
            return []
        return [self._draft(i, i, full.last, generic, full.prefix, full.rows, named_so=True)]

    def _is_actor_before(self, i: int) -> bool:
        return i > 0 and "block" in self._info(i - 1).roles

    def _draft(
        self, i: int, j: int, last: int, generic: Generic, prefix: str, rows: Sequence[GazetteerRow], *,
        named_so: bool = False,
    ) -> Draft:  # fmt: skip
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
        return Draft(i, last, j, name, tuple(rows), prefix, category, generic.word, others=others)

    def _tail(self, last: int) -> int:
        """Past adjectives that belong to the name of a site («حقل العمر النفطي»)."""
        return last + 1 if "tail" in self._info(last).roles else last

    def _far_end(self, last: int) -> tuple[int, tuple[GazetteerRow, ...]]:
        """The second name of «طريق … – …»."""
        j = last
        if j < len(self.tokens) and self.tokens[j].text in _DASHES:
            j += 1
        match = self._match(j)
        if match is None or (j == last and match.prefix != "و") or (j > last and match.prefix):
            return last, ()
        return self._road_number(match.last), tuple(match.rows)

    def _plain_road_number(self, last: int) -> int:
        """Past «M4» without brackets, in one token or two."""
        tokens = self.tokens
        if last >= len(tokens) or tokens[last].text[:1] not in ("M", "m"):
            return last
        split = len(tokens[last].text) == 1 and last + 1 < len(tokens) and tokens[last + 1].kind == "number"
        return last + 2 if split else last + 1

    def _road_number(self, last: int) -> int:
        """Past «(M4)»."""
        tokens = self.tokens
        if last >= len(tokens) or tokens[last].text != "(":
            return last
        for end in range(last + 1, min(last + 4, len(tokens))):
            if tokens[end].text == ")":
                return end + 1
            if not tokens[end].text.isascii():
                break
        return last

    def _with_list(
        self, i: int, j: int, last: int, generic: Generic, prefix: str, rows: Sequence[GazetteerRow]
    ) -> list[Draft]:
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
        if (
            generic.number == "many"
            and len(drafts) == 1
            and not rows
            and self.tokens[j].fold.startswith("ال")
        ):
            return []  # «مخيمات المهجرين», «قرى التماس»
        return drafts

    def _next_in_list(self, at: int, generic: Generic) -> Draft | None:
        j = at
        comma = j < len(self.tokens) and self.tokens[j].text in COMMAS | _DASHES
        if comma:
            j += 1
        if not self._is_word(j):
            return None
        match = self._match(j)
        if match is not None and (match.prefix == "و" or (comma and not match.prefix)):
            name = self._name(j, match.last, match.prefix)
            return Draft(
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
        return Draft(j, last, j, self._name(j, last, "و"), (), "و", generic.category, generic.word)

    def _unknown(self, j: int, generic: Generic, prefix: str = "") -> int | None:
        """The end of a name that the gazetteer does not hold; None where the words are no name."""
        quoted = self._quoted(j) if not prefix else None
        if quoted is not None:
            return quoted
        folded = self.tokens[j].fold[len(prefix) :]
        info = word_info(folded)
        if "head" in info.roles:
            return self._after_head(j)
        named_after = generic.category == "site" and info.roles.keys() <= {"first_name"}
        if len(folded) < 3 or info.generic is not None or (info.roles and not named_after):
            return None
        if self.tokens[j].text.endswith(("ً", "اً")) or not (
            self._could_name(folded, info, generic, prefix) or self._ends_in_ha(j, generic, prefix)
        ):
            return None
        tagged = self._rest_of_tag(j + 1)
        if tagged > j + 1:
            return tagged
        last = j + 1
        if self._continues(last) or self._is_second_name(last, generic):
            last += 1
        return last

    def _rest_of_tag(self, last: int) -> int:
        """The end of the words that a hashtag ties together («#قرية_كذا_كذا» has a name of two words)."""
        tokens = self.tokens
        while last + 1 < len(tokens) and tokens[last].text == "_" and self._is_word(last + 1):
            last += 2
        return last

    def _is_second_name(self, at: int, generic: Generic) -> bool:
        """Whether a word that no text uses otherwise goes on with a village's name («قرية برخ بوتان»)."""
        if generic.category != "settlement" or generic.number != "one" or not self._is_word(at):
            return False
        info, folded = self._info(at), self.tokens[at].fold
        if info.roles or info.generic is not None or folded[0] in "وفبلكيتنسا":
            return False
        return self._is_rare(folded, definite=False) and self._match(at) is None

    def _glued(self, i: int, j: int, generic: Generic, prefix: str) -> Draft | None:
        """A known name that lost the space after it («مدينة عفرينقصفت»), as posts without line breaks do."""
        firsts = [i, j] if generic.category in ("hill", "site", "river") else [j]
        if "head" in self._info(j).roles and self._is_word(j + 1):
            j += 1
        token = self.tokens[j]
        for cut in range(len(token.fold) - 2, 3, -1):
            rest = word_info(token.fold[cut:])
            if not rest.common and not rest.roles:
                continue
            for first in firsts:
                words = [t.fold for t in self.tokens[first:j] if t.kind == "word"]
                rows = self.gazetteer.named([*words, token.fold[:cut]])
                if rows:
                    name = self._name(first, j + 1, "")[: cut - len(token.fold)]
                    return Draft(i, j + 1, first, name, tuple(rows), prefix, generic.category, generic.word)
        return None

    def _institution(self, j: int) -> int | None:
        """The end of «اللواء 37», «الفرقة الخامسة عشرة», «وزارة الدفاع» after «معسكر», «مقر», «مبنى».

        One word alone is no name («مقر القيادة»): some definite words or a number must follow.
        """
        if self._info(j).roles.get("institution") != "":
            return None
        last = j + 1
        while last < min(j + 6, len(self.tokens)):
            token = self.tokens[last]
            if token.kind == "number" and last == j + 1:
                return last + 1
            if not self._is_word(last) or not self._belongs(last):
                break
            last += 1
        return last if last > j + 1 else None

    def _belongs(self, at: int) -> bool:
        """Whether a definite word goes on with an institution's name."""
        info = self._info(at)
        if info.roles.keys() & {"preposition", "linker", "side", "direction", "title"}:
            return False
        word = self.tokens[at].fold
        return word.startswith("ال") or word in ("عشر", "عشره") or "institution" in info.roles

    def _could_name(self, folded: str, info: WordInfo, generic: Generic, prefix: str) -> bool:
        """Whether a word that no table holds can be a name after a generic word."""
        if folded.startswith(("وال", "بال", "فال", "لل")):
            return False
        if folded[0] in "ولبف" and not prefix and self._is_plain_word(folded[1:]):
            return False
        definite = folded.startswith("ال")
        if not definite and len(folded) > 4 and folded.endswith(("هم", "ها", "كم", "تنا")):
            return False
        if folded[0] == "و" and not prefix and generic.category != "settlement":
            return False  # «قواعد وتوجيهات», «دوار وخفقان»
        nisba = folded.endswith(("يه", "ي"))
        if generic.trust == "rare" and not self._is_rare(folded, definite):
            return False
        if not definite and generic.category != "settlement" and folded[0] in "يت":
            return False  # «ساحة تستوعب», «شارع يسلكه»
        if generic.category != "settlement" and folded[-1] == "ه" and folded in uncommon():
            masculine = folded[:-1]
            if masculine in uncommon() or word_info(masculine).common:
                return False  # an adjective: «ساحة ممتلئة»
        if generic.number != "one" or generic.category == "site":
            if nisba and not definite:
                return False
            if definite and prefix and (info.common or nisba):
                return False
        if not info.common:
            return True
        if generic.number != "one":
            return False
        if definite:
            trusted = generic.category in ("settlement", "neighbourhood") and not nisba
            return trusted or generic.trust == "any"
        return False

    @staticmethod
    def _is_rare(folded: str, definite: bool) -> bool:
        """Whether a word is used by no ordinary text, so that even «منطقة» makes it a name."""
        stem = folded[2:] if definite else folded
        if len(stem) < 4 or folded.endswith(("ين", "ون", "ات", "نا", "يه")):
            return False
        if folded.startswith(("ل", "است", "سي")) or (folded[0] == "م" and folded[-1] == "ه"):
            return False  # «محطة لخلط», «مبنى استأجرته», «محاور متصارعة»
        return stem not in uncommon() and not word_info(stem).common

    def _ends_in_ha(self, j: int, generic: Generic, prefix: str) -> bool:
        """«قرية بينه»: no «his» can follow the feminine «قرية», nor an adjective that is spelt with «ه».

        Only where the writer does not put «ه» for «ة» everywhere.
        """
        if generic.category != "settlement" or generic.number != "one" or prefix:
            return False
        return self.tokens[j - 1].text.endswith("ة") and self.tokens[j].text.endswith("ه")

    def _is_plain_word(self, folded: str) -> bool:
        return (
            word_info(folded).common or word_info("ال" + folded).common or bool(self.gazetteer.heads(folded))
        )

    def _quoted(self, j: int) -> int | None:
        """A name of up to four words in quotation marks: «خانا سري»."""
        if not j or self.tokens[j - 1].text not in '«"“”':
            return None
        k = j
        while k < min(j + 4, len(self.tokens)) and self.infos[k] is not None:
            k += 1
        if j < k < len(self.tokens) and self.tokens[k].text in '»"“”':
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
        if info.roles.keys() & {"preposition", "linker", "around", "direction", "countryside"}:
            return None
        if info.common and "first_name" not in info.roles:
            return None
        last = k + 1
        if "head" in info.roles and self._is_word(last) and not self._info(last).common:
            last += 1
        if self._continues(last):
            last += 1
        return last

    # -------------------------------------------------------------- countrysides

    def _countryside(self, i: int, prefix: str) -> list[Draft]:
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

    def _area(self, i: int, j: int, last: int, prefix: str, rows: Sequence[GazetteerRow], word: str) -> Draft:
        category: Category = "area"
        if any(row.kind == "governorate" and "ريف" in row.name_ar for row in rows) and j < last:
            category = "governorate" if last - i <= 2 else "area"
        name = self._name(i, last, prefix)
        return Draft(i, last, j, name, tuple(rows), prefix, category, word, modifier=word)

    def _sides(self, last: int) -> int:
        """Past «الشمالي الغربي», «الشرقي والشمالي»."""
        for _ in range(2):
            side = self._info(last).roles.get("side")
            if side is None or side not in ("", "و"):
                break
            last += 1
        return last

    def _the_countryside(self, i: int, prefix: str) -> list[Draft]:
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
