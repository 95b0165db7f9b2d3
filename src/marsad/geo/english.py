"""Place names in English texts: capitalised words, looked up through transliteration variants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from marsad.arabic.tokens import Token, TokenizedText
from marsad.geo.drafts import Draft
from marsad.geo.gazetteer import EN_ARTICLES, Gazetteer, GazetteerRow, english_key
from marsad.geo.words import Category, Generic, ambiguous_names, word_info

_APOSTROPHES: Final = frozenset("'’‘`")
#: Abbreviations in capitals that are countries; all others («RAM») are not places.
_CAPITAL_PLACES: Final = frozenset(("UAE", "USA", "UK", "US", "KRI"))
_MOST_TOKENS: Final = 10
_OF: Final = english_key("of")


class _Word(NamedTuple):
    """A capitalised word: its key, and the token after it."""

    key: str
    last: int


class _Found(NamedTuple):
    last: int
    rows: tuple[GazetteerRow, ...]


def english_drafts(text: TokenizedText, gazetteer: Gazetteer) -> list[Draft]:
    """Drafts of the English names of a text, with the prepositions and directions before them.

    Upper case tells names from words; «village of …» and «… Street» also bring names that the gazetteer
    does not hold.
    """
    scan = _EnglishScan(text, gazetteer)
    drafts: list[Draft] = []
    position, end = 0, len(text.tokens)
    while position < end:
        draft = scan.at(position)
        if draft is None:
            position += 1
            continue
        drafts.append(draft)
        position = scan.floor = draft.last
    return drafts


class _EnglishScan:
    def __init__(self, text: TokenizedText, gazetteer: Gazetteer) -> None:
        self.text = text
        self.tokens: Sequence[Token] = text.tokens
        self.gazetteer = gazetteer
        #: Where the mention before ended: its words are no part of the next.
        self.floor = 0

    def at(self, i: int) -> Draft | None:
        """The mention whose name begins at a token."""
        first = self._name_start(i)
        if first is None:
            return None
        words = self._words(first)
        if not words:
            return None
        found = self._lookup(words)
        before, before_at = self._generic_before(i)
        route = self._route(i, words)
        if route is not None:
            return route
        if self._roles(i).keys() & {"preposition", "around"}:
            return None  # «In» at the head of a sentence
        if found is not None:
            after, last = self._generic_after(found.last)
            if self._breaks_off(found.last, words):
                return self._whole(i, words, before, before_at)
            if not self._is_place(i, found, before or after, last):
                return None
            return self._draft(i, found.last, last, found.rows, before, before_at, after)
        return self._unknown(i, words, before, before_at)

    # -------------------------------------------------------------- names

    def _name_start(self, i: int) -> int | None:
        """The first capitalised token of a name that begins at ``i``, past an article («al-»)."""
        token = self.tokens[i]
        if token.kind != "word" or not token.text[0].isascii():
            return None
        if token.fold in EN_ARTICLES:
            k = i + 1
            if k < len(self.tokens) and self.tokens[k].text == "-":
                k += 1
            elif token.text[0].islower():
                return None
            return k if k < len(self.tokens) and self._is_capital(k) else None
        return i if self._is_capital(i) or self._opens_longer(i) else None

    def _opens_longer(self, i: int) -> bool:
        """Whether an adjective that is no name begins one all the same («Iraqi Kurdistan»)."""
        tokens = self.tokens
        if i + 1 >= len(tokens) or not tokens[i].text[0].isupper() or not self._is_capital(i + 1):
            return False
        heads = self.gazetteer.english_heads(english_key(tokens[i].fold))
        following = english_key(tokens[i + 1].fold)
        return any(rest == () for head in heads for rest, _ in head.longer.get(following, ()))

    def _is_capital(self, i: int) -> bool:
        token = self.tokens[i]
        if token.kind != "word" or not token.text[0].isascii() or not token.text[0].isupper():
            return False
        return "notname" not in word_info(token.fold).roles

    def _words(self, first: int) -> list[_Word]:
        words: list[_Word] = []
        j = first
        tokens = self.tokens
        while j < len(tokens) and j - first < _MOST_TOKENS:
            token = tokens[j]
            if (token.text in ("-", "–") and token.start == tokens[j - 1].end) or (
                token.kind == "word" and token.fold in EN_ARTICLES and words
            ):
                j += 1
            elif words and token.fold == "of" and j + 1 < len(tokens) and self._is_capital(j + 1):
                words.append(_Word(_OF, j + 1))  # «Gulf of Aden»
                j += 1
            elif (
                j == first
                or self._is_capital(j)
                or (words and token.kind == "word" and tokens[j - 1].text == "-")
            ):
                last, spelling = self._with_apostrophes(j)
                words.append(_Word(english_key(spelling), last))
                j = last
            else:
                break
        return words

    def _with_apostrophes(self, j: int) -> tuple[int, str]:
        """A word that apostrophes run through («Dar'a»), as one; not the «'s» of the genitive."""
        tokens = self.tokens
        spelling = tokens[j].fold
        j += 1
        while j + 1 < len(tokens) and tokens[j].text in _APOSTROPHES and tokens[j].start == tokens[j - 1].end:
            following = tokens[j + 1]
            if following.kind != "word" or following.start != tokens[j].end or following.fold == "s":
                break
            spelling += following.fold
            j += 2
        return j, spelling

    def _lookup(self, words: Sequence[_Word]) -> _Found | None:
        best: _Found | None = None
        for _, single, longer in self.gazetteer.english_heads(words[0].key):
            if single:
                best = _Found(words[0].last, tuple(single))
            if len(words) < 2:
                continue
            rows: dict[int, list[GazetteerRow]] = {}
            for rest, row in longer.get(words[1].key, ()):
                size = 2 + len(rest)
                if size <= len(words) and all(w.key == r for w, r in zip(words[2:size], rest, strict=True)):
                    rows.setdefault(size, []).append(row)
            if rows:
                size = max(rows)
                best = _Found(words[size - 1].last, tuple(dict.fromkeys(rows[size])))
        return best

    def _route(self, i: int, words: Sequence[_Word]) -> Draft | None:
        """«Damascus–Suwaida road»: one place, told by its two ends."""
        at = words[-1].last
        dashed = any(self.tokens[k].text == "–" for k in range(i, at))
        generic = self._generic(at) if dashed else None
        if generic is None or generic.category != "road":
            return None
        return self._draft(i, at, at + 1, (), None, i, generic)

    def _breaks_off(self, last: int, words: Sequence[_Word]) -> bool:
        """Whether a name goes on with an article: «Bab» of «Bab al-Salama», which the gazetteer lacks."""
        tokens = self.tokens
        return (
            last + 2 < len(tokens)
            and words[-1].last > last
            and tokens[last].fold in EN_ARTICLES
            and tokens[last].text.islower()
            and tokens[last + 1].text == "-"
        )

    def _whole(self, i: int, words: Sequence[_Word], before: Generic | None, before_at: int) -> Draft | None:
        """A name that the gazetteer lacks, with the word that says what it is, or after a preposition."""
        after, last = self._generic_after(words[-1].last)
        placed = "preposition" in self._roles(i - 1)
        if after is None and before is None and not placed:
            return None
        end = words[-1].last if after is None else last
        return self._draft(i, words[-1].last, end, (), before, before_at, after)

    # -------------------------------------------------------------- what stands around

    def _generic(self, i: int) -> Generic | None:
        # «Aa معسكر …»: an Arabic word is no part of an English name.
        if 0 <= i < len(self.tokens) and self.tokens[i].kind == "word" and self.tokens[i].fold[0] < "\u0250":
            return word_info(self.tokens[i].fold).generic
        return None

    def _roles(self, i: int) -> dict[str, str]:
        if 0 <= i < len(self.tokens) and self.tokens[i].kind == "word":
            return word_info(self.tokens[i].fold).roles
        return {}

    def _generic_before(self, i: int) -> tuple[Generic | None, int]:
        """«village of», «the town of», «Camp» before a name, and where it begins."""
        k = i - 1
        if k > 0 and self.tokens[k].fold == "of":
            k -= 1
        elif k >= 0 and not self._is_capital(k):
            return None, i
        generic = self._generic(k) if k >= self.floor else None
        return (generic, k) if generic is not None else (None, i)

    def _generic_after(self, last: int) -> tuple[Generic | None, int]:
        """«… province», «… air base», «… neighbourhood», and where it ends."""
        at = last
        while at < min(last + 3, len(self.tokens)):
            generic = self._generic(at)
            if generic is not None:
                return generic, at + 1
            if not self._roles(at).keys() & {"side", "tail", "direction"}:
                break
            at += 1
        return None, last

    def _is_place(self, i: int, found: _Found, generic: Generic | None, last: int) -> bool:
        """Whether capitalised neighbours make the name part of a person's or an organisation's."""
        if generic is not None:
            return True
        tokens = self.tokens
        if last == i + 1 and len(tokens[i].text) < 5 and tokens[i].text.isupper():
            return tokens[i].text in _CAPITAL_PLACES
        if i and self._is_capital(i - 1):
            roles = self._roles(i - 1)
            if not roles.keys() & {"direction", "side", "preposition"}:
                return False
        if last < len(tokens) and self._is_capital(last) and tokens[last].start == tokens[last - 1].end + 1:
            return bool(self._roles(last).keys() & {"preposition", "direction"})
        need = ambiguous_names().get(" ".join(t.fold for t in tokens[i:last] if t.kind == "word"), "")
        if any(row.kind in ("city", "governorate", "country") for row in found.rows):
            return True
        placed = "preposition" in self._roles(i - 1) or "direction" in self._roles(i - 1)
        return not need or (need == "locative" and placed)

    def _unknown(
        self, i: int, words: Sequence[_Word], before: Generic | None, before_at: int
    ) -> Draft | None:
        own = [word.key for word in words]
        words = words[: own.index(_OF)] if _OF in own else words
        if before is not None and before.unknown and before_at < i - 1:
            size = min(len(words), 2)
            return self._draft(i, words[size - 1].last, words[size - 1].last, (), before, before_at, None)
        for word in words[:3]:
            after, last = self._generic_after(word.last)
            if after is None or self.tokens[min(last, len(self.tokens) - 1)].fold == "of":
                continue
            if after.unknown or after.word == "district":
                if self._generic(i) is not None or self.tokens[i].text.isupper():
                    return None
                return self._draft(i, word.last, last, (), None, i, after)
        return None

    def _draft(
        self, i: int, name_last: int, last: int, rows: tuple[GazetteerRow, ...], before: Generic | None,
        before_at: int, after: Generic | None,
    ) -> Draft:  # fmt: skip
        generic = after or before
        first = before_at if before is not None else i
        end = last if after is not None else name_last
        keep = after is not None and after.keep and after.category not in ("neighbourhood", "governorate")
        name = self.text.slice(i, end if keep else name_last)
        category: Category | None = generic.category if generic is not None else None
        modifier = None
        if generic is not None and generic.word in ("countryside", "suburbs", "outskirts"):
            modifier = "ريف" if generic.word == "countryside" else generic.word
        draft = Draft(
            first, end, i, " ".join(name.split()), rows, "", category, generic.word if generic else ""
        )
        draft.modifier = modifier
        draft.english = True
        self._read_before(draft)
        return draft

    def _read_before(self, draft: Draft) -> None:
        k = draft.first - 1
        draft.lead = draft.first
        directions: list[str] = []
        while k >= self.floor:
            token = self.tokens[k]
            roles = self._roles(k)
            if token.fold == "of" and k == self.floor and k:
                draft.preposition, draft.lead = "in", k
                break
            if token.fold in ("the", "of", "a"):
                k -= 1
                continue
            if token.text in "-#" and k:
                k -= 1
                continue
            if "direction" in roles:
                directions.insert(0, token.fold)
            elif "around" in roles and draft.modifier is None:
                draft.modifier = token.fold
            elif "preposition" in roles:
                draft.preposition = token.fold
                draft.lead = k
                draft.conjunct = self.tokens[k - 1].fold == "and" if k else False
                break
            else:
                break
            draft.lead = k
            k -= 1
        draft.direction = " ".join(directions) or None
