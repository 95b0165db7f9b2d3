"""Tokens and sentences of a repaired text («الكلمات والجمل»)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from marsad.arabic.fold import SILENT, fold_word

Kind = Literal["word", "number", "mark", "break", "link"]
Glued = Literal["glued"]

_PATTERN: Final = re.compile(
    rf"""
    (?P<link>(?:https?://|www\.|t\.me/|pic\.twitter\.com/)[^\s\u0600-\u06ff]+|@[A-Za-z0-9_.]+)
  | (?P<number>[0-9٠-٩۰-۹]+(?:[.,:/٫٬][0-9٠-٩۰-۹]+)*)
  | (?P<word>(?:[^\W\d_]|[{SILENT}])+)
  | (?P<break>\n+)
  | (?P<mark>[^\s\w]|_)
    """,
    re.VERBOSE,
)
#: Cuts a text into the same tokens and, between them, white space and other characters, so that
#: nothing is left out. The first branch takes most words; it stands for the one of words below.
_PIECES: Final = re.compile(
    rf"""
    [\u0621-\u064a](?:[^\W\d_]+|[{SILENT}]+)*
  | (?:https?://|www\.|t\.me/|pic\.twitter\.com/)[^\s\u0600-\u06ff]+|@[A-Za-z0-9_.]+
  | [0-9٠-٩۰-۹]+(?:[.,:/٫٬][0-9٠-٩۰-۹]+)*
  | (?:[^\W\d_]+|[{SILENT}]+)+
  | \n+
  | [^\S\n]+
  | .
    """,
    re.VERBOSE | re.DOTALL,
)
_ENDS: Final = frozenset(".!?؟۔…")
_BULLETS: Final = frozenset("🔴🔵🟢🟡⚫⚪🔻🔹🔸🔶🔷▪▫◾◽■□●•◼◻📌⚡✅❇✳⭕⬛🛑📍☑")
_CLOSERS: Final = frozenset("\"”»')]")
#: Commas, at which a text without full stops may be cut.
_COMMAS: Final = frozenset("،,؛;:")
#: The most tokens that one sentence may have: reading within a sentence may then take the square of
#: its length and stays linear in that of the text.
LONGEST_SENTENCE: Final = 160


class Token(NamedTuple):
    """One word, number or sign.

    ``start`` and ``end`` count code points of the repaired text. ``fold`` is the look-up
    form. ``tag`` tells that it stands inside a hashtag.
    """

    i: int
    start: int
    end: int
    text: str
    fold: str
    kind: Kind
    tag: bool


class TokenList(list[Token]):
    """The tokens of a text, not to be changed.

    ``begun`` is what the look-ups share (see ``lexicon.py``): what the words may begin, and the
    state of the lexicons when that was worked out.
    """

    __slots__ = ("begun",)

    def __init__(self, tokens: Iterable[Token] = ()) -> None:
        super().__init__(tokens)
        self.begun: tuple[object, Any] | None = None


@dataclass(slots=True)
class TokenizedText:
    """A text with its tokens and its sentences (half-open ranges of token indices)."""

    text: str
    tokens: list[Token] = field(default_factory=TokenList)
    sentences: list[tuple[int, int]] = field(default_factory=list)

    def slice(self, first: int, last: int) -> str:
        """The text from token ``first`` up to, not with, token ``last``."""
        if last <= first:
            return ""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]


def tokenize(text: str) -> TokenizedText:
    """Split a text into tokens and sentences. Linear in the length of the text."""
    tokens = TokenList()
    append, kinds = tokens.append, _KINDS
    in_tag = False
    last_end = -1
    number = end = 0
    for raw in _PIECES.findall(text):
        start, end = end, end + len(raw)
        if raw == " ":
            continue
        kind, folded, raw = kinds.get(raw) or _kind_of(raw)
        if kind is None:
            continue
        if kind == "glued":
            head = raw[: len(raw) - len(folded)]
            append(_token(Token, (number, start, end - len(folded), head, fold_word(head), "word", in_tag)))
            number, start, raw, kind = number + 1, end - len(folded), folded, "word"
            last_end, folded = start, fold_word(folded)
        if kind == "mark":
            in_tag = raw == "#" or (in_tag and raw == "_" and start == last_end)
        elif kind == "break" or start != last_end:
            in_tag = False
        last_end = end
        if folded:
            append(_token(Token, (number, start, end, raw, folded, kind, in_tag)))
            number += 1
    return TokenizedText(text, tokens, _sentences(tokens))


#: What each piece of text is, None for no token; its look-up form; and the piece, so that equal words
#: of all texts are one object, which is found faster in whatever is keyed by words.
_KINDS: Final[dict[str, tuple[Kind | Glued | None, str, str]]] = {}
_MOST_REMEMBERED: Final = 200_000  # a stream of made-up words must not fill the memory
_LONGEST_REMEMBERED: Final = 32  # nor addresses, which hardly come twice


def _kind_of(piece: str) -> tuple[Kind | Glued | None, str, str]:
    """What a piece of text is, and its look-up form: empty where it holds signs without a letter.

    Of two words without a space between them, the second as it is written.
    """
    match = _PATTERN.fullmatch(piece)
    kind: Kind | Glued | None = match.lastgroup if match is not None else None  # type: ignore[assignment]
    if kind == "mark":
        folded = piece
    elif kind == "break":
        folded = "\n"
    else:
        folded = fold_word(piece)
        cut = _glued_at(piece)
        if cut:
            kind, folded = "glued", piece[cut:]
    if len(piece) <= _LONGEST_REMEMBERED:
        if len(_KINDS) > _MOST_REMEMBERED:
            _KINDS.clear()
        _KINDS[piece] = kind, folded, piece
    return kind, folded, piece


def _glued_at(piece: str) -> int:
    """Where a word ends that lost the space or line break after it; 0 for one word.

    «ة» ends a word («محطة المالكيةاستشهد»), and «عاجل» is a word by itself at the head of a post.
    """
    cut = piece.find("ة") + 1
    if 2 < cut <= len(piece) - _LEAST_GLUED and piece[cut:].isalpha():
        return cut
    if piece.startswith(_URGENT) and len(piece) >= len(_URGENT) + _LEAST_GLUED and piece.isalpha():
        return len(_URGENT)
    return 0


_LEAST_GLUED: Final = 3
_URGENT: Final = "عاجل"


#: Makes a Token in half the time of its own constructor.
_token: Final = tuple.__new__


def folded_words(form: str) -> tuple[str, ...]:
    """The folded words of a form, for tables that are keyed by them."""
    if form.isalpha():  # most forms: no need to look for numbers, signs and links
        folded = fold_word(form)
        return (folded,) if folded else ()
    if form.replace(" ", "").isalpha():
        return tuple(filter(None, map(fold_word, form.split())))
    words = (
        fold_word(match[0]) for match in _PATTERN.finditer(form) if match.lastgroup in ("word", "number")
    )
    return tuple(filter(None, words))


def _sentences(tokens: list[Token]) -> list[tuple[int, int]]:
    sentences: list[tuple[int, int]] = []
    first = 0
    said = False  # whether words or numbers came since
    for token in tokens:
        kind = token.kind
        if kind == "word" or kind == "number":
            said = True
        elif kind == "break" or (kind == "mark" and _is_end(tokens, token)):
            if said:
                sentences += _cut_long(tokens, first, token.i + 1)
            first, said = token.i + 1, False
    if said:
        sentences += _cut_long(tokens, first, len(tokens))
    return sentences


def _cut_long(tokens: list[Token], first: int, last: int) -> list[tuple[int, int]]:
    """A sentence, cut after a comma or else anywhere where it is too long to be one."""
    parts: list[tuple[int, int]] = []
    while last - first > LONGEST_SENTENCE:
        limit = first + LONGEST_SENTENCE
        later_half = range(limit - 1, first + LONGEST_SENTENCE // 2, -1)
        cut = next((at + 1 for at in later_half if tokens[at].text in _COMMAS), limit)
        parts.append((first, cut))
        first = cut
    return [*parts, (first, last)]


def _is_end(tokens: list[Token], token: Token) -> bool:
    """Whether a sign ends a sentence."""
    if token.text in _BULLETS:
        return True
    if token.text not in _ENDS:
        return False
    following = tokens[token.i + 1] if token.i + 1 < len(tokens) else None
    if following is None:
        return True
    if token.text == "." and token.i:
        before = tokens[token.i - 1]
        # «م.ط», «ي.ب.ك», "U.S.": a dot after a single letter is an abbreviation.
        if len(before.fold) == 1 and before.kind == "word" and before.end == token.start:
            return False
        if following.text == "." or (following.kind == "number" and following.start == token.end):
            return False
        # "sana.sy": no space, small Latin letter.
        if following.start == token.end and following.text[:1].isascii() and following.text[:1].islower():
            return False
    return not (following.text in _ENDS or following.text in _CLOSERS)
