"""The actor tables, loaded once: who there is, what they are called, which words go with names."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from marsad.arabic.clitics import splits
from marsad.arabic.fold import fold_word
from marsad.arabic.lexicon import Lexicon, folded_words
from marsad.tables import load_table


class Actor(NamedTuple):
    """An actor of ``actors.csv``. ``called`` holds folded nouns that refer back to it."""

    id: str
    name_en: str
    name_ar: str
    kind: str
    parent: str
    listed: bool
    called: frozenset[str]
    proxy: str


class NameRow(NamedTuple):
    """One reading of a name: whom it means, on which days, under which conditions."""

    actor: str
    kind: str
    needs: tuple[str, ...]
    start: str
    end: str

    def holds_on(self, day: str | None) -> bool:
        """Whether the reading is right on an ISO day; the present one where no day is known."""
        if day is None:
            return not self.end
        return (not self.start or self.start <= day) and (not self.end or day <= self.end)


@dataclass(slots=True)
class Name:
    """A name as it is written, with every reading of it."""

    words: tuple[str, ...]
    rows: list[NameRow] = field(default_factory=list)


class Word(NamedTuple):
    """What a single word does beside names: its roles and tags, and the clitics on it."""

    roles: frozenset[str]
    tags: frozenset[str]
    prefix: str
    suffix: str
    stem: str = ""


NO_WORD = Word(frozenset(), frozenset(), "", "")


class Cue(NamedTuple):
    """A word that tells the country or the part of Syria that a passage is about."""

    role: str
    tags: frozenset[str]


@dataclass(slots=True)
class ActorTables:
    """All actor tables, ready to look up."""

    actors: dict[str, Actor] = field(default_factory=dict)
    names: Lexicon[Name] = field(default_factory=Lexicon)
    spelled: dict[str, Name] = field(default_factory=dict)
    cues: Lexicon[Cue] = field(default_factory=Lexicon)
    phrases: Lexicon[Word] = field(default_factory=Lexicon)
    _words: dict[str, tuple[set[str], set[str]]] = field(default_factory=dict)
    _seen: dict[str, Word] = field(default_factory=dict)
    _nationalities: set[str] = field(default_factory=set)
    _endings: set[str] = field(default_factory=set)

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> ActorTables:
        """The tables of the package; read from disk once."""
        tables = cls()
        for row in load_table("actors.csv", key="id"):
            tables.actors[row["id"]] = Actor(
                id=row["id"],
                name_en=row["name_en"],
                name_ar=row["name_ar"],
                kind=row["kind"],
                parent=row["parent"],
                listed=row["listed"] == "yes",
                called=frozenset(fold_word(w) for w in row["called"].split("|") if w),
                proxy=row["proxy"],
            )
        tables._load_names()
        tables._load_words()
        return tables

    def _load_names(self) -> None:
        names: dict[tuple[str, ...], Name] = {}
        for row in load_table("actor_names.csv"):
            reading = NameRow(row["actor"], row["kind"], tuple(row["needs"].split()), row["from"], row["to"])
            for form in row["name"].split("|"):
                words = folded_words(form)
                if row["kind"] == "spelled":
                    self.spelled.setdefault("".join(words), Name(words)).rows.append(reading)
                    continue
                name = names.get(words)
                if name is None:
                    name = names[words] = Name(words)
                    self.names.add_folded(words, name)
                    if all(len(word) == 1 for word in words) or form == "us":
                        self.spelled["".join(words)] = name
                name.rows.append(reading)
                if reading.kind == "adjective":
                    self._nationalities.add(words[0])
                elif reading.kind in ("name", "place-metonym"):
                    self._endings.add(words[-1])

    def _load_words(self) -> None:
        for row in load_table("actor_words.csv"):
            tags = frozenset(row["tags"].split())
            for form in row["words"].split("|"):
                if row["role"] in ("country", "northeast", "south", "west"):
                    self.cues.add(form, Cue(row["role"], tags))
                    continue
                words = folded_words(form)
                if len(words) == 1:
                    roles, marks = self._words.setdefault(words[0], (set(), set()))
                    roles.add(row["role"])
                    marks.update(tags)
                else:
                    self.phrases.add_folded(words, Word(frozenset([row["role"]]), tags, "", ""))

    def is_nationality(self, folded: str) -> bool:
        """Whether a word is «روسي», «التركية» and the like."""
        return any(not s.suffix and s.stem in self._nationalities for s in splits(folded))

    def ends_a_name(self, folded: str) -> bool:
        """Whether a word may be the last one of an actor's name."""
        return any(
            not s.suffix and (s.stem in self._endings or s.stem in self._nationalities)
            for s in splits(folded)
        )

    def word(self, folded: str) -> Word:
        """The roles of a word, read through its clitics; remembered, since texts repeat words."""
        known = self._seen.get(folded)
        if known is None:
            if len(self._seen) > 100_000:  # a stream of made-up words must not fill the memory
                self._seen.clear()
            known = self._seen[folded] = self._read_word(folded)
        return known

    def _accusative(self, stem: str) -> tuple[set[str], set[str]] | None:
        """«قصفاً إسرائيلياً», «هجوماً تركياً»: a noun of violence with the ending of an object."""
        entry = self._words.get(stem[:-1])
        return entry if entry is not None and "violence" in entry[0] else None

    def _read_word(self, folded: str) -> Word:
        for split in splits(folded):
            entry = self._words.get(split.stem)
            if entry is None and split.stem.endswith("ا") and not split.suffix:
                entry = self._accusative(split.stem)
            if entry is None or split.prefix.endswith("س"):
                continue
            roles, tags, stem = set(entry[0]), set(entry[1]), split.stem
            bare = self._words.get(stem[2:]) if stem.startswith("ال") else None
            prefix = split.prefix
            if bare is not None:  # «الدفاع» qualifies a noun, «دفاع» is one
                roles |= bare[0]
                tags |= bare[1]
                prefix, stem = prefix + "ال", stem[2:]
            return Word(frozenset(roles), frozenset(tags), prefix, split.suffix, stem)
        return NO_WORD
