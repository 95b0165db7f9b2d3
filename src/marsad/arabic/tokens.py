"""Tokens and sentences of a repaired text («الكلمات والجمل»)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from marsad.arabic.fold import SILENT, fold_word

Kind = Literal["word", "number", "mark", "break", "link"]

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
_ENDS: Final = frozenset(".!?؟۔…")
_BULLETS: Final = frozenset("🔴🔵🟢🟡⚫⚪🔻🔹🔸🔶🔷▪▫◾◽■□●•◼◻📌⚡✅❇✳⭕⬛🛑📍☑")
_CLOSERS: Final = frozenset("\"”»')]")


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


@dataclass(slots=True)
class TokenizedText:
    """A text with its tokens and its sentences (half-open ranges of token indices)."""

    text: str
    tokens: list[Token] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)

    def slice(self, first: int, last: int) -> str:
        """The text from token ``first`` up to, not with, token ``last``."""
        if last <= first:
            return ""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]


def tokenize(text: str) -> TokenizedText:
    """Split a text into tokens and sentences. Linear in the length of the text."""
    tokens: list[Token] = []
    in_tag = False
    last_end = -1
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup
        start, end = match.span()
        raw = match.group()
        if start != last_end:
            in_tag = False
        if kind == "mark":
            in_tag = raw == "#" or (in_tag and raw == "_")
            tokens.append(Token(len(tokens), start, end, raw, raw, "mark", in_tag))
        elif kind == "break":
            in_tag = False
            tokens.append(Token(len(tokens), start, end, raw, "\n", "break", False))
        else:
            folded = fold_word(raw)
            if folded:
                tokens.append(Token(len(tokens), start, end, raw, folded, kind, in_tag))  # type: ignore[arg-type]
        last_end = end
    return TokenizedText(text, tokens, _sentences(text, tokens))


def _sentences(text: str, tokens: list[Token]) -> list[tuple[int, int]]:
    sentences: list[tuple[int, int]] = []
    first = 0
    for token in tokens:
        if not _is_end(text, tokens, token):
            continue
        if token.i + 1 > first:
            sentences.append((first, token.i + 1))
        first = token.i + 1
    if first < len(tokens):
        sentences.append((first, len(tokens)))
    return [s for s in sentences if any(tokens[i].kind in ("word", "number") for i in range(*s))]


def _is_end(text: str, tokens: list[Token], token: Token) -> bool:
    if token.kind == "break":
        return True
    if token.kind != "mark":
        return False
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
