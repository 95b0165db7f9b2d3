"""According to whom, and how sure («الإسناد والتحفّظ»): sources, claims, suspicions, denials, plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, NamedTuple, cast

from marsad.arabic.lexicon import Lexicon
from marsad.arabic.tokens import Token, TokenizedText
from marsad.extract.actors import ActorFound
from marsad.tables import load_table

Kind = Literal[
    "say",
    "record",
    "announce",
    "according",
    "claim",
    "allege",
    "accuse",
    "plan",
    "deny",
    "negation",
    "background",
    "hypothetical",
    "continue",
]
_REPORTING: Final = frozenset(("say", "record", "announce", "according"))
_SPEECH: Final = _REPORTING | {"claim", "deny", "accuse"}
_MOST_QUOTES: Final = 4
_QUOTES: Final = frozenset("_\"«»“”'‘’()#")
_OPENING: Final = {"«": "»", "“": "”", '"': '"', "‘": "’", "(": ")"}
#: A source is named in so many words at most: «رئيس قسم الإعلام في مديرية الصحة فلان الفلاني».
_LONGEST: Final = 9
_BEFORE_SAYING: Final = frozenset(
    ("ان", "بان", "انه", "انها", "بانه", "بانها", "انهم", "قوله", "قولها", "that")
)
_STOPS: Final = _BEFORE_SAYING | frozenset(
    (
        *("عن", "على", "الى", "عبر", "خلال", "اليوم", "امس", "مساء", "صباح", "فجر", "ليل", "ظهر", "بعد"),
        *("يوم", "حول", "حيث", "فان", "بيانا", "قال", "قالت", "انباء", "مقتل", "اصابه", "ل", "لم", "لا"),
        *("the", "on", "in", "and", "as", "that", "said"),
    )
)
#: Words whose first letter is their own, not «and».
_OWN_WAW: Final = frozenset(("وكاله", "وكالات", "وزاره", "وسايل", "واع", "وزير"))
_PLACED: Final = frozenset(("في", "من", "of", "for"))


class _Cue(NamedTuple):
    kind: str
    lang: str


@dataclass(slots=True)  # not frozen: made by the dozen a report, in a third of the time
class Attribution:
    """A cue that tells who says something or how sure it is, and the source if it is named.

    ``cue_first``, ``cue_last``: the cue's tokens. ``first``, ``last``: the source's tokens, both
    equal to ``cue_first`` where none is named. ``name``: the source in the report's words.
    ``agent``: an actor id if the source is one. ``inherited``: «وأضاف» goes on with the source
    before. ``relayed``: «نقلت وكالة … عن مصدر»: the agency passes on the words of another.
    """

    first: int
    last: int
    cue_first: int
    cue_last: int
    kind: Kind
    name: str = ""
    agent: str | None = None
    inherited: bool = False
    relayed: bool = False


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon[_Cue]:
    lexicon: Lexicon[_Cue] = Lexicon()
    for row in load_table("attribution.csv"):
        lexicon.add(row["form"], _Cue(row["kind"], row["lang"]))
    return lexicon


def find_attributions(text: TokenizedText, actors: Sequence[ActorFound] = ()) -> list[Attribution]:
    """Every cue of a text, in order, with its source.

    Args:
        text: The repaired text.
        actors: What ``find_actors`` found in it, so that a party may be a source.
    """
    return _Finder(text, actors).run()


class _Finder:
    def __init__(self, text: TokenizedText, actors: Sequence[ActorFound]) -> None:
        self.text = text
        self.tokens: Sequence[Token] = text.tokens
        self.actors = {a.first: a for a in actors}
        self.actor_ends = {a.last: a for a in actors}
        self.sources: dict[int, int] = {}
        self.source_ends: dict[int, int] = {}
        self.nouns: set[int] = set()
        self.cues: list[tuple[int, int, str]] = []
        self._sort_matches()

    def _sort_matches(self) -> None:
        matches = _lexicon().find(self.tokens)
        matches.sort(key=lambda m: (m.first, -m.last, len(m.prefix) + len(m.suffix)))
        end = -1
        for match in matches:
            kind = match.row.kind
            if kind == "source":
                if match.first not in self.sources and not match.suffix:
                    self.sources[match.first] = match.last
                    self.source_ends[match.last] = match.first
            elif kind == "source-noun":
                if not match.suffix or match.last - match.first > 1:
                    self.nouns.add(match.first)
            elif match.first >= end and self._is_cue(
                kind, match.prefix, match.suffix, match.last - match.first
            ):
                self.cues.append((match.first, match.last, kind))
                end = match.last

    @staticmethod
    def _is_cue(kind: str, prefix: str, suffix: str, length: int) -> bool:
        if length > 1 or kind in ("negation", "hypothetical", "background"):
            return prefix in ("", "و", "ف", "ب") and not suffix
        return prefix in ("", "و", "ف", "ال", "ب", "ل", "وال") and suffix in ("", "ه", "ها", "هم")

    def run(self) -> list[Attribution]:
        found: list[Attribution] = []
        last_source: Attribution | None = None
        for cue_first, cue_last, kind in self.cues:
            span = self._source_of(cue_first, cue_last, kind) if kind in _SPEECH else None
            if span is not None:
                made = self._make(span, cue_first, cue_last, kind)
                relay = self._relayed(span[1]) if kind in _REPORTING else None
                if relay is not None:
                    found.append(self._make(span, cue_first, cue_last, kind, relayed=True))
                    made = self._make(relay, cue_first, cue_last, kind)
                found.append(made)
                found += [
                    self._make(other, cue_first, cue_last, kind) for other in self._coordinated(made.last)
                ]
                if kind in _REPORTING:
                    last_source = made
            elif kind not in _REPORTING:
                found.append(Attribution(cue_first, cue_first, cue_first, cue_last, cast(Kind, kind)))
            elif last_source is not None and self._says_that(cue_last):
                span = (last_source.first, last_source.last)
                found.append(self._make(span, cue_first, cue_last, kind, inherited=True))
        found += self._colons()
        found.sort(key=lambda a: (a.cue_first, a.first))
        return self._with_full_names(found)

    @staticmethod
    def _with_full_names(found: list[Attribution]) -> list[Attribution]:
        """«المرصد» takes the full name that the report gives elsewhere."""
        full: dict[str, str] = {}
        for a in found:
            if a.agent and len(a.name) > len(full.get(a.agent, "")):
                full[a.agent] = a.name
        return [
            replace(a, name=full[a.agent])
            if a.agent and a.name != full[a.agent] and full[a.agent].startswith(a.name)
            else a
            for a in found
        ]

    def _make(
        self,
        span: tuple[int, int],
        cue_first: int,
        cue_last: int,
        kind: str,
        *,
        inherited: bool = False,
        relayed: bool = False,
    ) -> Attribution:
        first, last = span
        actor = next((self.actors[i] for i in range(first, last) if i in self.actors), None)
        whole = actor is not None and actor.last >= last
        return Attribution(
            first,
            last,
            cue_first,
            cue_last,
            cast(Kind, kind),
            name=self._name(first, last),
            agent=actor.actor if actor is not None and whole else None,
            inherited=inherited,
            relayed=relayed,
        )

    def _name(self, first: int, last: int) -> str:
        actor = self.actors.get(first)
        words = (
            actor.name + self.text.text[self.tokens[actor.last - 1].end : self.tokens[last - 1].end]
            if (actor is not None and actor.last <= last)
            else self.text.slice(first, last)
        )
        if actor is None and words[:2] in ("لل", "ول"):
            words = words if words[:2] != "لل" else "ال" + words[2:]
        elif (
            actor is None
            and len(words) > 3
            and words[0] in "لو"
            and (first in self.nouns or first in self.sources)
        ):
            words = self._without_letter(first, words)
        words = words.strip("_#:،, ")
        for opening, closing in _OPENING.items():
            if words.startswith(opening) and closing not in words[1:]:
                words = words[1:]
            if words.endswith(closing) and opening not in words[:-1]:
                words = words[:-1]
        return words

    def _without_letter(self, first: int, words: str) -> str:
        folded = self.tokens[first].fold
        return words[1:] if folded[0] in "لو" and folded not in _OWN_WAW else words

    # ------------------------------------------------------------------ spans

    def _skip_quotes(self, i: int) -> int:
        for at in range(i, min(i + _MOST_QUOTES, len(self.tokens))):
            if self.tokens[at].kind != "mark" or self.tokens[at].text not in _QUOTES:
                return at
        return min(i + _MOST_QUOTES, len(self.tokens))

    def _source_of(self, cue_first: int, cue_last: int, kind: str) -> tuple[int, int] | None:
        after = self._source_at(self._skip_quotes(cue_last))
        if after is not None:
            return after
        if kind != "according":
            return self._source_before(cue_first)
        return None

    def _source_at(self, i: int) -> tuple[int, int] | None:
        """The source that begins at a token."""
        if i >= len(self.tokens):
            return None
        if self.tokens[i].fold == "the":
            i += 1
        if i in self.actors and self.actors[i].kind != "civilian":
            return i, self._grow(self.actors[i].last, names=True)
        if i in self.sources:
            return i, self._close_quote(i, self.sources[i])
        if i in self.nouns:
            if self.tokens[i].fold in ("بيان", "تقرير", "قايدها", "مديرها") and i + 1 < len(self.tokens):
                return self._source_at(i + 1) or (i, self._noun_phrase(i))
            return i, self._noun_phrase(i)
        return None

    def _close_quote(self, first: int, last: int) -> int:
        opened = [t.text for t in self.tokens[first:last] if t.text in _OPENING]
        if opened and last < len(self.tokens) and self.tokens[last].text == _OPENING[opened[-1]]:
            return last + 1
        return last

    def _noun_phrase(self, i: int) -> int:
        """From «مصدر», «شبكة», «مدير» to the end of what names the source."""
        at = i + 1
        if at < len(self.tokens) and self.tokens[at].text in _OPENING:
            closing = _OPENING[self.tokens[at].text]
            for k in range(at + 1, min(at + 7, len(self.tokens))):
                if self.tokens[k].text == closing:
                    return k + 1
        while at in self.nouns or at in self.sources or at in self.actors:
            if at in self.sources:
                return self._close_quote(i, self.sources[at])
            if at in self.actors:
                return self._grow(self.actors[at].last, names=True)
            at += 1
        return self._grow(at, names=True, start=i)

    def _grow(self, at: int, *, names: bool, start: int | None = None) -> int:
        """Take in adjectives and names up to a stop word, a sign or a verb."""
        limit = (start if start is not None else at) + _LONGEST
        while at < min(limit, len(self.tokens)):
            token = self.tokens[at]
            if token.kind == "number" and start is not None and at == start + 2:
                at += 1
                continue
            if token.kind != "word" or token.fold in _STOPS or not names:
                break
            if token.fold in _PLACED:
                if at + 1 < len(self.tokens) and (
                    at + 1 in self.actors or at + 1 in self.nouns or start is not None
                ):
                    at = self.actors[at + 1].last if at + 1 in self.actors else at + 2
                    continue
                break
            if start is None or (token.fold.startswith(("ل", "ب", "و", "ف")) and len(token.fold) > 4):
                break
            at += 1
        return at

    def _source_before(self, cue_first: int) -> tuple[int, int] | None:
        """«المرصد قال», «ناشطون تحدثوا»: only where the source opens its sentence."""
        end = cue_first
        if end > 1 and self.tokens[end - 1].fold == "قد":
            end -= 1
            cue_first = end
        while end > 0 and self.tokens[end - 1].kind == "mark" and self.tokens[end - 1].text in _QUOTES:
            end -= 1
        for stop in (self._before_parenthesis(end), end, cue_first):
            if stop in self.actor_ends and self.actor_ends[stop].kind != "civilian":
                actor = self.actor_ends[stop]
                return actor.first, stop
            if stop in self.source_ends:
                return self.source_ends[stop], stop
        for first in range(end - 1, max(end - 4, -1), -1):
            if first not in self.nouns:
                continue
            if self.tokens[first].fold.isascii():
                first = self._english_begin(first)
            if self._opens_clause(first):
                return first, end
        return None

    def _english_begin(self, noun: int) -> int:
        """ "a local network": the words before an English noun, without the article."""
        first = noun
        while first > max(noun - 3, 0) and self.tokens[first - 1].kind == "word":
            first -= 1
            if self.tokens[first].fold in ("a", "an", "the"):
                return first + 1
        return first

    def _before_parenthesis(self, end: int) -> int:
        """«the Observatory (SOHR) said»: the name, not its abbreviation."""
        for k in range(end - 1, max(end - 4, 0), -1):
            if self.tokens[k].text == "(":
                return k
        return end

    def _opens_clause(self, i: int) -> bool:
        if i == 0:
            return True
        before = self.tokens[i - 1]
        if before.fold in ("a", "an", "the"):
            return self._opens_clause(i - 1)
        return before.kind in ("mark", "break") or before.fold.removeprefix("و") in ("كان", "كانت")

    def _coordinated(self, at: int) -> list[tuple[int, int]]:
        """«بحسب المرصد ووكالة سانا»: the sources joined to the first."""
        joined: list[tuple[int, int]] = []
        at = self._skip_quotes(at)
        while at < len(self.tokens) and len(joined) < 3:
            folded = self.tokens[at].fold
            if folded == "and":
                at += 1
            elif not folded.startswith("و"):
                break
            span = (at, self.sources[at]) if at in self.sources else None
            if span is None and at in self.nouns:
                span = (at, self._noun_phrase(at))
            if span is None or (at in self.nouns and folded in _OWN_WAW):
                break
            joined.append(span)
            at = self._skip_quotes(span[1])
        return joined

    def _relayed(self, i: int) -> tuple[int, int] | None:
        if i < len(self.tokens) and self.tokens[i].fold in ("عن", "quoting", "citing"):
            return self._source_at(self._skip_quotes(i + 1))
        return None

    def _says_that(self, cue_last: int) -> bool:
        return cue_last < len(self.tokens) and self.tokens[cue_last].fold in _BEFORE_SAYING

    def _colons(self) -> list[Attribution]:
        """«المرصد السوري: …» at the head of a sentence."""
        found: list[Attribution] = []
        for first, last in self.text.sentences:
            start = self._skip_quotes(first)
            span = self._source_at(start)
            if span is None:
                continue
            at = self._skip_quotes(span[1])
            if at < last and self.tokens[at].text in (":", "|") and self.tokens[at].kind == "mark":
                found.append(self._make(span, at, at + 1, "say"))
        return found
