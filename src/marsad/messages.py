"""Sentences and words for people, in Arabic and English.

Sentences with a code stand in ``tables/messages.csv``, the words of the command line and of
reports in ``tables/cli_text.csv``.
"""

from __future__ import annotations

import errno
import locale
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Final, Literal, NamedTuple

from marsad.tables import load_table

Lang = Literal["ar", "en"]
#: Parts of a file that messages name by number.
Unit = Literal["line", "message", "entry", "record"]
#: Options, days and coordinates: their parts change places after an Arabic letter.
_LEFT_TO_RIGHT: Final = re.compile(
    r"(?<![\w.,\u200e-])(?:--?[a-z][a-z-]*|\d{4}-\d\d-\d\d|-?\d+\.\d+,-?\d+\.\d+)(?![\w-])"
)
_chosen: Lang | None = None
#: The language of what a thread is answering, whatever others answer meanwhile.
_spoken: ContextVar[Lang | None] = ContextVar("marsad_language", default=None)


def choose_language(lang: Lang | None) -> None:
    """Set the language of messages in this process; None goes back to the locale's."""
    global _chosen
    _chosen = lang


@contextmanager
def speaking(lang: Lang) -> Iterator[None]:
    """Messages are in a language until the end of the block, in this thread alone."""
    token = _spoken.set(lang)
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> Lang:
    """The language of messages: the one spoken or chosen, else the locale's, else English."""
    chosen = _spoken.get() or _chosen
    if chosen is not None:
        return chosen
    told = next((os.environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(k)), "")
    told = told or (locale.getlocale()[0] or "")
    return "ar" if told.lower().startswith("ar") else "en"


@cache
def _rows(table: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in load_table(table, key="id")}


def say(code: str, **details: object) -> str:
    """The sentence of a code in the current language, filled with the details."""
    return sentence(code, language(), details)


def sentence(code: str, lang: Lang, details: Mapping[str, object]) -> str:
    """The sentence of a code in a language, filled with the details."""
    row = _rows("messages.csv").get(code)
    if row is None:
        return " ".join([code, *(f"{k}={v!r}" for k, v in details.items())])
    return keep_order(row[lang].format(**details), lang)


def word(key: str, lang: Lang | None = None, **details: object) -> str:
    """A label or a help text in the current (or the given) language; the key itself if unknown."""
    row = _rows("cli_text.csv").get(key)
    if row is None:
        return key
    chosen = lang or language()
    text = row[chosen]
    return keep_order(text.format(**details) if details else text, chosen)


def reason_of(error: OSError) -> str:
    """Why the system refused, in the current language where it is a common reason."""
    key = f"os.{errno.errorcode.get(error.errno or 0, '')}"
    told = word(key)
    return told if told != key else (error.strerror or str(error))


def keep_order(text: str, lang: Lang) -> str:
    """An Arabic text with a direction mark before each option, day and pair of coordinates."""
    return _LEFT_TO_RIGHT.sub("\u200e\\g<0>", text) if lang == "ar" else text


class Where(NamedTuple):
    """A file, or a part of it, that a message speaks of: ``unit`` says what ``line`` counts or names."""

    path: str
    line: int | None = None
    unit: Unit = "line"

    def at(self, line: int, unit: Unit = "line") -> Where:
        """The same file at a line (or another part), counted from 1."""
        return self._replace(line=line, unit=unit)

    def __str__(self) -> str:
        if self.line is None:
            return self.path
        return word(f"where.{self.unit}", path=self.path, line=self.line)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)
