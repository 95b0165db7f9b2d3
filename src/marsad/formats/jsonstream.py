"""A JSON document of any length, walked with little memory; after broken places one can go on."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator
from typing import Final

#: Characters that are read at a time.
_CHUNK: Final = 1 << 18
#: A fault that stands so near to the end of what is loaded may only mean that more has to be loaded.
_NEAR: Final = 16
#: No pattern that `JsonStream.recover` looks for is longer.
_PATTERN: Final = 4096
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_STRING_END: Final = re.compile(r'["\\]')
_BRACKET: Final = re.compile(r'["\[\]{}]')
_SCALAR_END: Final = re.compile(r"[,\]}\s]")


class JsonFault(Exception):
    """Broken JSON at a ``position`` (characters from the start), or a value that is ``too_long``."""

    def __init__(self, position: int, *, too_long: bool = False) -> None:
        self.position, self.too_long = position, too_long
        super().__init__(position)


class JsonStream:
    """A reader that stands at some place of a JSON document.

    Bytes that are no UTF-8 become lone surrogates, as `surrogateescape` makes them.
    """

    def __init__(self, stream: io.BufferedIOBase, limit: int) -> None:
        """``limit``: characters of the longest value that `value` takes."""
        self._stream, self._limit = stream, limit
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        self._scanner = json.JSONDecoder(strict=False)
        self._text, self._at, self._passed = "", 0, 0
        self._ended = False

    @property
    def position(self) -> int:
        """Characters before the place where the reader stands."""
        return self._passed + self._at

    def peek(self) -> str:
        """The next character that is no white space; "" at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, sign: str) -> bool:
        """Step over a sign if it comes next."""
        if self.peek() != sign:
            return False
        self._at += 1
        return True

    def value(self) -> object:
        """The value that comes next.

        Raises:
            JsonFault: It is broken, nested too deeply or too long; the reader stays before it.
        """
        self.peek()
        while True:
            try:
                found, end = self._scanner.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                near = error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _NEAR
                if not near or self._ended:
                    raise JsonFault(self._passed + error.pos) from error
            except (ValueError, RecursionError) as error:
                raise JsonFault(self.position) from error
            else:
                if end < len(self._text) or self._ended:
                    if end - self._at > self._limit:
                        raise JsonFault(self.position, too_long=True)
                    self._at = end
                    return found
            if len(self._text) - self._at > self._limit:
                raise JsonFault(self.position, too_long=True)
            self._more()

    def skip(self) -> None:
        """Step over the value that comes next, however long or deep.

        Raises:
            JsonFault: The document ends within it.
        """
        sign = self.peek()
        if sign not in ('"', "[", "{"):
            if not sign or (self._find(_SCALAR_END) is None and not self._ended):
                raise JsonFault(self.position)
            return
        depth = 0
        while True:
            found = self._find(_BRACKET)
            if found is None:
                raise JsonFault(self.position)
            self._at = found.end()
            if found.group() == '"':
                self._skip_string()
            else:
                depth += 1 if found.group() in "[{" else -1
            if depth == 0:
                return

    def members(self) -> Iterator[str]:
        """The names of an object; with each the reader stands at its value, which has to be taken."""
        yield from (str(name) for name in self._inside("{", "}"))

    def items(self) -> Iterator[None]:
        """One step for each item of an array; the reader stands at it, and it has to be taken."""
        yield from (None for _ in self._inside("[", "]"))

    def recover(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Go on to the next match of a pattern behind this place; None where there is none."""
        self._at += 1
        return self._find(pattern, keep=_PATTERN)

    def _inside(self, opening: str, closing: str) -> Iterator[object]:
        if not self.take(opening):
            raise JsonFault(self.position)
        if self.take(closing):
            return
        while True:
            if opening == "{":
                name = self.value()
                if not isinstance(name, str) or not self.take(":"):
                    raise JsonFault(self.position)
                yield name
            else:
                yield None
            if self.take(closing):
                return
            if not self.take(","):
                raise JsonFault(self.position)

    def _skip_string(self) -> None:
        while True:
            found = self._find(_STRING_END)
            if found is None:
                raise JsonFault(self.position)
            self._at = found.end()
            if found.group() == '"':
                return
            while self._at >= len(self._text) and self._more():
                pass
            self._at += 1  # what stands after a backslash

    def _find(self, pattern: re.Pattern[str], keep: int = 0) -> re.Match[str] | None:
        """Go on to a match; what is passed is forgotten but for the last ``keep`` characters."""
        while True:
            found = pattern.search(self._text, self._at)
            if found is not None and (found.end() < len(self._text) or not keep or self._ended):
                self._at = found.start()
                return found
            if self._ended:
                self._at = len(self._text)
                return None
            self._at = max(self._at, len(self._text) - keep) if found is None else found.start()
            self._more()

    def _more(self) -> bool:
        """Load more, at least as much as is waiting, so that long values are not scanned too often."""
        if self._ended:
            return False
        data = self._stream.read(max(_CHUNK, len(self._text) - self._at))
        self._ended = not data
        self._passed += self._at
        self._text = self._text[self._at :] + self._decoder.decode(data, final=self._ended)
        self._at = 0
        return True
