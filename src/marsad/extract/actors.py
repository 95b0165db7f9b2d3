"""Who is named in a report («الأطراف»): names, nationalities, leaders, and words that refer back.

Names come from tables; four general rules do the rest: nouns before a name belong to it
(«خلايا تنظيم داعش»), a nationality after a noun of force names that state's forces («قصف جوي
روسي»), "loyal to X" names X's allies, and words such as «التنظيم» or «الطرفان» refer back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from marsad.arabic.fold import SILENT, fold_word
from marsad.arabic.tokens import Token, TokenizedText
from marsad.extract.actortables import NO_WORD, Actor, ActorTables, Name, NameRow, Word

_QUOTES: Final = frozenset("_\"«»“”'‘’()#*")
_DASHES: Final = frozenset(".-/–_")
_HEADS: Final = frozenset(("force", "member", "craft"))
_BARE_HEADS: Final = frozenset(("violence", "site"))
#: How far a nationality may stand behind the noun that it qualifies, in words.
_REACH: Final = 5
_THEIRS: Final = frozenset(("ه", "ها", "هم"))
_TO_THEM: Final = frozenset(("له", "لها", "لهم", "لهما", "منه", "منها", "منهم", "به", "بها", "معه", "معها"))
#: References to organisations, which nouns before them may belong to: «عناصر التنظيم».
_ORGANISATIONS: Final = frozenset(
    ("تنظيم", "احتلال", "ميليشيا", "حزب", "هييه", "وحدات", "فصيل", "خليه", "حشد")
)
_MEMBERS: Final = frozenset(("عناصر", "جنود"))
_COPULAS: Final = frozenset(("انها", "بانها", "انه", "بانه", "كانت", "انهما", "تكون"))
_ARMED_KINDS: Final = frozenset(("state", "armed", "coalition"))
_CIVIL_VERB_ENDS: Final = ("ات",)


@dataclass(frozen=True, slots=True)
class ActorFound:
    """One actor where a report names it: tokens ``first`` up to, not with, ``last``.

    ``actor`` is None where no row fits; ``listed`` tells whether the id may appear in output.
    ``name`` holds the words of the report without clitics; ``neutral`` in the tables replaces
    it where the report's words are loaded. ``kind``: name, adjective, generic, person,
    place-metonym, civilian, source, reference. ``head_noun`` and ``head_role`` (force, member,
    craft, violence, site, official) tell which noun governs the name. ``why`` says by which
    rule the actor was chosen.
    """

    first: int
    last: int
    actor: str | None
    listed: bool
    name: str
    kind: str
    prefix: str = ""
    armed: bool = False
    is_civilian: bool = False
    plural: bool = True
    head_noun: str = ""
    head_role: str = ""
    why: str = ""
    readings: tuple[NameRow, ...] = field(default=(), repr=False)

    def at(self, day: date | None) -> str | None:
        """The actor that the same words mean on another day (a reminder of older events)."""
        iso = day.isoformat() if day else None
        for row in self.readings:
            if row.holds_on(iso):
                return row.actor or None
        return self.actor

    @property
    def output_id(self) -> str | None:
        """The id as records carry it: None for an actor that the shared list doesn't hold."""
        return self.actor if self.listed else None


def find_actors(
    text: TokenizedText,
    *,
    published: date | None = None,
    country_hint: str | None = None,
    tables: ActorTables | None = None,
) -> list[ActorFound]:
    """Every actor that a text names, in order, without overlaps (but «الطرفان» gives two).

    Args:
        text: The repaired text.
        published: Decides between readings that hold in different years.
        country_hint: ISO code of the country that the report is about; read from it if None.
        tables: For tests; the package's tables otherwise.
    """
    tables = tables or ActorTables.load()
    day = published.isoformat() if published else _day_of(text.tokens)
    return _Finder(tables, text, day, country_hint).run()


def _day_of(tokens: Sequence[Token]) -> str | None:
    """A day in the latest year that an undated text names; None where it names none."""
    years = [t.fold for t in tokens if t.kind == "number" and len(t.fold) == 4 and "2011" <= t.fold <= "2030"]
    return f"{max(years)}-07-01" if years else None


@dataclass(slots=True)
class _Candidate:
    """A name in the making: ``name_first`` is where the table's words begin."""

    first: int
    last: int
    name_first: int
    rows: list[NameRow]
    prefix: str
    kind: str
    actor: str = ""
    reference: str = ""
    head: str = ""
    head_role: str = ""
    why: str = ""


class _Finder:
    """The state of one look-up."""

    def __init__(
        self, tables: ActorTables, text: TokenizedText, day: str | None, country: str | None
    ) -> None:
        self.tables = tables
        self.text = text
        self.tokens: Sequence[Token] = text.tokens
        self.day = day
        self._country = country
        self._cues: list[tuple[int, str]] | None = None

    def run(self) -> list[ActorFound]:
        candidates = self._candidates()
        kept: list[_Candidate] = []
        floor = 0
        for candidate in candidates:
            self._extend(candidate, floor)
            if kept and self._apposed(kept[-1], candidate):
                candidate.first, candidate.prefix = kept[-1].first, kept[-1].prefix
            while kept and kept[-1].first >= candidate.first:
                kept.pop()
            kept.append(candidate)
            if not candidate.reference and candidate.kind != "generic":
                floor = candidate.last
        return self._resolve(kept)

    def _apposed(self, before: _Candidate, candidate: _Candidate) -> bool:
        """«التنظيم الإرهابي PKK», «الميليشيا "قسد"»: the word that refers and the name are one."""
        noun = fold_word(before.reference.partition(":")[2])
        return (
            noun in ("تنظيم", "ميليشيا", "حزب", "جماعه")
            and not candidate.reference
            and candidate.kind in ("name", "spelled")
            and candidate.prefix in ("", "ال")
            and self._left(candidate.first) == before.last - 1
        )

    # ------------------------------------------------------------- candidates

    def _candidates(self) -> list[_Candidate]:
        matches = self.tables.names.find(self.tokens)
        found: list[_Candidate] = self._spelled()
        taken = -1
        spelled = {position for c in found for position in range(c.first, c.last)}
        matches.sort(key=lambda m: (m.first, -m.last, len(m.prefix)))
        for match in matches:
            if match.first < taken or match.first in spelled:
                continue
            if match.suffix and (match.row.rows[0].kind != "civilian" or match.suffix not in _THEIRS):
                continue
            if match.prefix.endswith("س") or (
                match.prefix.endswith("ك") and match.row.rows[0].kind != "name"
            ):
                continue
            candidate = self._choose(match.row, match.first, match.last, match.prefix)
            if candidate is None:
                continue
            taken = candidate.last
            if candidate.kind != "not":
                found.append(candidate)
        found.sort(key=lambda c: c.first)
        return found

    def _spelled(self) -> list[_Candidate]:
        """Acronyms written letter by letter: «ي ب ك», "P.K.K"."""
        found: list[_Candidate] = []
        i, n = 0, len(self.tokens)
        while i < n:
            if self.tokens[i].kind != "word" or len(self.tokens[i].fold) != 1:
                i += 1
                continue
            letters, last = [self.tokens[i].fold], i + 1
            j = i + 1
            while j < n and len(letters) < 6:
                if self.tokens[j].kind == "mark" and self.tokens[j].text in _DASHES:
                    j += 1
                elif self.tokens[j].kind == "word" and len(self.tokens[j].fold) == 1:
                    letters.append(self.tokens[j].fold)
                    last = j = j + 1
                else:
                    break
            name = self.tables.spelled.get("".join(letters))
            if name is not None and len(letters) > 1:
                candidate = self._choose(name, i, last, "")
                if candidate is not None:
                    found.append(candidate)
            i = max(last, i + 1)
        return found

    def _choose(self, name: Name, first: int, last: int, prefix: str) -> _Candidate | None:
        """The reading of a name that fits the day and the words around it."""
        for row in sorted(name.rows, key=lambda r: -len(r.needs)) if len(name.rows) > 1 else name.rows:
            if not row.holds_on(self.day):
                continue
            candidate = _Candidate(first, last, first, [], prefix, row.kind, row.actor)
            if not all(self._holds(need, candidate) for need in row.needs):
                continue
            candidate.rows = [r for r in name.rows if r.kind == row.kind and r.needs == row.needs]
            return candidate
        return None

    def _holds(self, need: str, candidate: _Candidate) -> bool:
        key, _, value = need.partition(":")
        if key == "in":
            return self._country_code() in value.split("|")
        if key == "zone":
            wanted = not value.startswith("!")
            return (self._zone(candidate.first) == value.lstrip("!")) is wanted
        if key in ("force", "official"):
            return self._governed(candidate, key)
        if key == "craft":
            return candidate.head_role in ("craft", "violence")
        if key == "state":
            return "state" in self.tables.word(candidate.head).tags or candidate.head_role in (
                "violence",
                "site",
            )
        if key == "agent":
            return self._is_agent(candidate, strict=False)
        if key == "speech":
            return self._is_agent(candidate, strict=True)
        if key in ("ref", "ref?", "refproxy"):
            candidate.reference = need
            # «المقاتلين السوريين» are nobody named before.
            following = self.tokens[candidate.last].fold if candidate.last < len(self.tokens) else ""
            return value not in _MEMBERS or not self.tables.is_nationality(following)
        return need == "alone"

    # ------------------------------------------------------- context of a text

    def _country_code(self) -> str:
        if self._country is None:
            counts: dict[str, int] = {"SY": 0}
            for match in self.tables.cues.find(self.tokens):
                if match.row.role == "country":
                    for code in match.row.tags:
                        counts[code] = counts.get(code, 0) + 1
            # Ties go to Syria, which most reports are about and few of them name.
            self._country = max(counts, key=lambda code: (counts[code], code == "SY"))
        return self._country

    def _zone(self, position: int) -> str:
        if self._cues is None:
            self._cues = [
                (match.first, match.row.role)
                for match in self.tables.cues.find(self.tokens)
                if match.row.role != "country" and self._still_holds(match.row.tags)
            ]
        if not self._cues:
            return ""
        # A place after the name («قوى الأمن الداخلي في السويداء») tells more than one before it.
        return min(self._cues, key=lambda c: c[0] - position if c[0] >= position else 3 * (position - c[0]))[
            1
        ]

    def _still_holds(self, tags: frozenset[str]) -> bool:
        """A tag ``until:2026-01-17`` tells on which day a place stopped to belong to a part."""
        return all(self.day is None or self.day <= tag.removeprefix("until:") for tag in tags)

    def _word(self, i: int) -> Word:
        if i < 0 or i >= len(self.tokens) or self.tokens[i].kind != "word":
            return NO_WORD
        return self.tables.word(self.tokens[i].fold)

    def _left(self, i: int) -> int:
        """The nearest token left of ``i`` that isn't a quotation mark; -1 where a clause begins."""
        i -= 1
        while i >= 0 and self.tokens[i].kind == "mark" and self.tokens[i].text in _QUOTES:
            i -= 1
        return i if i >= 0 and self.tokens[i].kind in ("word", "number") else -1

    # ----------------------------------------------------------- nationalities

    def _governed(self, candidate: _Candidate, wanted: str) -> bool:
        """Whether a nationality qualifies a noun of force (or of office); notes the noun."""
        if self.tokens[candidate.first].fold.isascii():
            return self._governs_right(candidate, wanted)
        if candidate.prefix not in ("", "و", "ال", "وال"):
            return False
        if wanted == "force" and not candidate.prefix and self._after_copula(candidate):
            return True
        definite = candidate.prefix.endswith("ال")
        k, shared = candidate.first, False
        for _ in range(_REACH):
            k = self._left(k)
            if k < 0:
                return False
            word = self._word(k)
            if word.suffix and word.roles:
                word = NO_WORD
            if "block" in word.roles:
                return False
            roles = word.roles
            if roles & {"official"} and not (roles & {"force"} and wanted == "force") and wanted == "force":
                return False
            if wanted in roles or (wanted == "force" and roles & (_HEADS | _BARE_HEADS)):
                return self._take_head(candidate, k, roles, wanted, shared)
            shared = shared or self.tables.is_nationality(self.tokens[k].fold)
            if not self._may_stand_between(k, word, definite):
                return False
        return False

    def _after_copula(self, candidate: _Candidate) -> bool:
        """«غارة يُرجَّح أنها روسية»: the noun stands before the verb of opinion."""
        k = self._left(candidate.first)
        if k < 0 or self.tokens[k].fold not in _COPULAS:
            return False
        for _ in range(6):
            k = self._left(k)
            if k < 0:
                return False
            role = next((r for r in ("violence", "craft") if r in self._word(k).roles), "")
            if role:
                candidate.head, candidate.head_role = self._word(k).stem, role
                return True
        return False

    def _take_head(
        self, candidate: _Candidate, k: int, roles: frozenset[str], wanted: str, shared: bool
    ) -> bool:
        """Note the noun; take it into the name unless another nationality shares it."""
        order = ("official",) if wanted == "official" else ("force", "member", "craft", "violence", "site")
        role = next(r for r in order if r in roles)
        candidate.head, candidate.head_role = self._word(k).stem, role
        if role not in _BARE_HEADS and not shared:
            candidate.first = k
            candidate.prefix = self._word(k).prefix
        return True

    def _may_stand_between(self, k: int, word: Word, definite: bool) -> bool:
        folded = self.tokens[k].fold
        if "modifier" in word.roles or self.tables.is_nationality(self.tokens[k].fold):
            return True
        if definite and "ال" not in (folded[:2], folded[1:3]):
            return False
        return folded.endswith(("ي", "يه", "ين", "ات", "ه")) and len(folded) > 2

    def _governs_right(self, candidate: _Candidate, wanted: str) -> bool:
        for k in range(candidate.last, min(candidate.last + 3, len(self.tokens))):
            token = self.tokens[k]
            if token.kind == "mark" and token.text in "-.":
                continue  # "U.S. troops"
            if token.kind != "word":
                return False
            word = self._word(k)
            heads = (_HEADS | _BARE_HEADS) if wanted == "force" else frozenset(("official",))
            if word.roles & heads:
                candidate.last = k + 1
                candidate.head = word.stem
                candidate.head_role = next(r for r in (*sorted(heads),) if r in word.roles)
                return True
            if "modifier" not in word.roles:
                return False
        return False

    # ---------------------------------------------------------------- metonyms

    def _is_agent(self, candidate: _Candidate, *, strict: bool) -> bool:
        """Whether a country or capital acts, rather than being a place."""
        at = candidate.first
        if candidate.prefix in ("ب", "وب", "ك", "ف"):
            return False
        if self.tokens[at].fold.isascii():
            return self._is_english_agent(candidate, strict=strict)
        k = self._left(at)
        if k < 0:
            return not strict and self._verb_follows(candidate.last)
        word, folded = self._word(k), self.tokens[k].fold
        if "block" in word.roles:
            return False
        if folded in ("من", "عن"):
            return "proxy" in self._word(self._left(k)).roles
        if folded in ("ان", "بان", "لان", "لكن", "حيث", "بينما", "فيما", "اما") and not strict:
            return self._verb_follows(candidate.last)
        if "agentcue" in word.roles and not word.suffix:
            return "block" not in self._word(self._left(k)).roles
        if candidate.prefix == "ل" or word.roles & {"affiliate", "proxy"}:
            return bool(word.roles & (_HEADS | _BARE_HEADS | {"affiliate", "proxy"}))
        if strict:
            return False
        if word.roles & (_HEADS | {"violence"}):
            return True
        if candidate.prefix == "و":
            return self._is_metonym_or_name(k)
        past_tense = folded.endswith("ت") and not folded.endswith(_CIVIL_VERB_ENDS) and len(folded) > 2
        return past_tense and not word.roles

    def _is_metonym_or_name(self, k: int) -> bool:
        return self.tables.ends_a_name(self.tokens[k].fold)

    def _is_english_agent(self, candidate: _Candidate, *, strict: bool) -> bool:
        k = self._left(candidate.first)
        if k >= 0 and "agentcue" in self._word(k).roles:
            return True
        if strict or candidate.last >= len(self.tokens):
            return False
        return k < 0 and self.tokens[candidate.last].kind == "word"

    def _verb_follows(self, at: int) -> bool:
        while at < len(self.tokens) and self.tokens[at].kind == "mark" and self.tokens[at].text in _QUOTES:
            at += 1
        if at >= len(self.tokens) or self.tokens[at].kind != "word":
            return False
        folded = self.tokens[at].fold.removeprefix("ف")
        present = folded.startswith(("ت", "ست", "لن", "لم")) and len(folded) > 2
        past = folded.endswith("ت") and not folded.endswith(_CIVIL_VERB_ENDS)
        return present or past

    # --------------------------------------------------------- nouns of a name

    def _extend(self, candidate: _Candidate, floor: int) -> None:
        """Take in the nouns that belong to a name: «عناصر من قسد», «قوات موالية لتركيا»."""
        if candidate.kind in ("source", "civilian"):
            return
        if candidate.kind == "generic" and self._theirs(candidate):
            candidate.reference = "refproxy:"
        noun = fold_word(candidate.reference.partition(":")[2])
        if candidate.reference and noun not in _ORGANISATIONS:
            return
        if self.tokens[candidate.first].fold.isascii():
            self._extend_english(candidate)
            return
        start, prefix = candidate.first, candidate.prefix
        while True:
            k = self._left(start)
            if k < floor:
                break
            word, linked = self._word(k), self.tokens[k].fold in ("من", "في", "عن", "الى")
            if self.tokens[k].fold == "الى":
                k = self._left(k)
                word, linked = self._word(k), False
                if k < floor or "affiliate" not in word.roles:
                    break
            elif linked:
                before = self._left(k)
                if before >= floor and "proxy" in self._word(before).roles:
                    k, word = before, self._word(before)
                else:
                    k = self._before_preposition(k, floor)
                    word = NO_WORD
            if word.suffix:
                word = NO_WORD
            if word.roles & {"proxy", "affiliate"}:
                k = self._before_affiliation(k, floor)
                if k < 0 or ("proxy" in word.roles and not self._become_proxy(candidate)):
                    break
            elif k < 0 or not (linked or self._is_head_of(candidate, start, word, prefix)):
                break
            start, prefix = k, self._word(k).prefix
            head = self._word(k)
            if head.roles & _HEADS:
                candidate.head = self._word(k).stem
                candidate.head_role = next(r for r in ("member", "force", "craft") if r in head.roles)
            if "ال" in prefix:
                break
        candidate.first, candidate.prefix = start, prefix
        if not candidate.head:
            self._note_bare_head(candidate, start)
        elif (
            candidate.kind in ("adjective", "place-metonym")
            and "band" in self.tables.word(candidate.head).tags
        ):
            self._become_proxy(candidate)  # «ميليشيات إيران» are not Iran's army

    def _theirs(self, candidate: _Candidate) -> bool:
        """«الفصائل الإرهابية التابعة له», «الميليشيات الموالية لها»: takes the words in."""
        if not self.tables.word(self.tokens[candidate.first].fold).roles & {"force", "member"}:
            return False
        for k in range(candidate.last, min(candidate.last + 3, len(self.tokens) - 1)):
            word = self._word(k)
            if word.roles & {"proxy", "affiliate"} and self.tokens[k + 1].fold in _TO_THEM:
                candidate.last = k + 2
                return True
            if self.tokens[k].kind != "word":
                return False
        return False

    def _become_proxy(self, candidate: _Candidate) -> bool:
        """«موالية لتركيا»: those meant are not Turkey's forces but the ones that it backs."""
        actor = self.tables.actors.get(candidate.actor)
        if actor is None or not actor.proxy:
            return False
        candidate.actor, candidate.rows = actor.proxy, []
        candidate.why, candidate.kind = f"backed by {actor.id}", "name"
        return True

    def _is_head_of(self, candidate: _Candidate, start: int, word: Word, prefix: str) -> bool:
        """A noun in construct («خلايا داعش»), with a preposition («دورية لقسد») or a title."""
        if candidate.kind == "person":
            return "title" in word.roles
        if not word.roles & (_HEADS | {"official"}) or "block" in word.roles:
            return False
        if "official" in word.roles and not word.roles & _HEADS:
            return False
        if word.prefix.endswith("ال"):
            return False
        linked = prefix in ("", "ال") or prefix == "ل"
        return linked and (start == candidate.first or prefix != "ل")

    def _before_affiliation(self, k: int, floor: int) -> int:
        """The noun before «التابعة ل», «موالية ل», «مدعومة من»; -1 if there is none."""
        j = self._left(k)
        for _ in range(3):
            if j < floor:
                return -1
            word = self._word(j)
            if word.roles & (_HEADS | {"site"}) and not word.suffix:
                noun = self._left(j)
                # «الطيران الحربي التابع ل…»: the noun, not its adjective.
                if "ال" in word.prefix and noun >= floor and self._word(noun).roles & _HEADS:
                    return noun
                return j
            if "modifier" not in word.roles and not self.tokens[j].fold.endswith(("ه", "ين", "ي")):
                return -1
            j = self._left(j)
        return -1

    def _before_preposition(self, k: int, floor: int) -> int:
        """The persons before «من قسد», «في تنظيم»; -1 if there are none."""
        partitive = self.tokens[k].fold == "من"
        j = self._left(k)
        for _ in range(3):
            if j < floor:
                return -1
            word = self._word(j)
            if not word.suffix and ("member" in word.roles or (partitive and "force" in word.roles)):
                return j
            if "modifier" not in word.roles:
                return -1
            j = self._left(j)
        return -1

    def _note_bare_head(self, candidate: _Candidate, start: int) -> None:
        k = start
        for _ in range(4):
            k = self._left(k)
            if k < 0:
                return
            word = self._word(k)
            if word.roles & _BARE_HEADS and not word.suffix:
                candidate.head = word.stem
                candidate.head_role = "violence" if "violence" in word.roles else "site"
                if "aim" in word.tags and not candidate.prefix.endswith("ل"):
                    candidate.head_role = ""  # «استهداف قسد»: by them, or of them?
                return
            if not self._may_stand_between(k, word, definite=False):
                return

    def _extend_english(self, candidate: _Candidate) -> None:
        """ "ISIS cells" to the right, "members of the SDF" to the left."""
        if candidate.kind in ("adjective", "place-metonym", "generic"):
            return
        for k in range(candidate.last, min(candidate.last + 2, len(self.tokens))):
            word = self._word(k)
            role = next((r for r in ("member", "force", "craft") if r in word.roles), "")
            if not role:
                break
            candidate.last = k + 1
            candidate.head, candidate.head_role = self._word(k).stem, role
        of = self._left(candidate.first)
        if of > 0 and self.tokens[of].fold == "the":
            of = self._left(of)
        if of > 0 and self.tokens[of].fold in ("of", "from"):
            word = self._word(of - 1)
            if "member" in word.roles:
                candidate.first = of - 1
                candidate.head, candidate.head_role = word.stem, "member"

    # -------------------------------------------------------------- references

    def _resolve(self, candidates: list[_Candidate]) -> list[ActorFound]:
        found: list[ActorFound] = []
        waiting: list[tuple[int, _Candidate]] = []
        for candidate in candidates:
            if not candidate.reference:
                found.append(self._finish(candidate, candidate.actor, candidate.why or "name"))
            elif candidate.reference == "refproxy:":
                found += self._proxies(candidate, found)
            elif candidate.reference == "ref:both":
                found += self._both(candidate, found)
            else:
                self._refer(candidate, found, waiting)
        for position, candidate in reversed(waiting):
            noun = candidate.reference.partition(":")[2]
            after = next((f for f in found[position:] if self._is_called(f, noun)), None)
            if after is not None and after.actor:
                found.insert(position, self._finish(candidate, after.actor, "refers ahead", kind="reference"))
        found.sort(key=lambda f: (f.first, f.last))
        return found

    def _refer(
        self, candidate: _Candidate, found: list[ActorFound], waiting: list[tuple[int, _Candidate]]
    ) -> None:
        optional = candidate.reference.startswith("ref?")
        noun = candidate.reference.partition(":")[2]
        folded = fold_word(noun)
        before = next(
            (
                f
                for f in reversed(found)
                if f.actor and (self._named_so(f, folded) if optional else self._is_called(f, noun))
            ),
            None,
        )
        if before is not None:
            found.append(self._finish(candidate, before.actor or "", "refers back", kind="reference"))
        elif candidate.actor:
            found.append(self._finish(candidate, candidate.actor, "context"))
        else:
            waiting.append((len(found), candidate))

    @staticmethod
    def _named_so(found: ActorFound, noun: str) -> bool:
        return found.armed and found.kind != "generic" and noun in (fold_word(w) for w in found.name.split())

    def _is_called(self, found: ActorFound, noun: str) -> bool:
        if found.actor is None or found.kind == "source":
            return False
        folded = fold_word(noun)
        if folded in _MEMBERS:
            return found.armed and found.head_role != "violence"
        actor = self.tables.actors[found.actor]
        return folded in actor.called or found.head_noun == folded

    def _proxies(self, candidate: _Candidate, found: list[ActorFound]) -> list[ActorFound]:
        """«الفصائل الموالية لها»: those whom the party named last backs."""
        for earlier in reversed(found):
            actor = self.tables.actors.get(earlier.actor or "")
            if actor is not None and actor.proxy:
                return [self._finish(candidate, actor.proxy, f"backed by {actor.id}", kind="reference")]
        return []

    def _both(self, candidate: _Candidate, found: list[ActorFound]) -> list[ActorFound]:
        last_two: list[str] = []
        for earlier in reversed(found):
            if earlier.armed and earlier.actor and earlier.actor not in last_two:
                last_two.append(earlier.actor)
            if len(last_two) == 2:
                return [
                    self._finish(candidate, a, "refers back to both", kind="reference")
                    for a in reversed(last_two)
                ]
        return []

    def _finish(self, c: _Candidate, actor_id: str, why: str, *, kind: str | None = None) -> ActorFound:
        actor: Actor | None = self.tables.actors.get(actor_id)
        raw = self.text.slice(c.first, c.last)
        readings = tuple(c.rows) if kind is None and not c.why else ()
        return ActorFound(
            first=c.first,
            last=c.last,
            actor=actor.id if actor else None,
            listed=actor.listed if actor else False,
            name=_without_clitics(raw, c.prefix),
            kind=kind or c.kind,
            prefix=c.prefix,
            armed=actor is not None and actor.kind in _ARMED_KINDS,
            is_civilian=actor is not None and actor.kind == "civilian",
            plural="one" not in self._word(c.first).tags,
            head_noun=c.head,
            head_role=c.head_role,
            why=why,
            readings=readings,
        )


def _without_clitics(raw: str, prefix: str) -> str:
    """The words of a name without «و», «ب», «ل» before them; the article stays."""
    if prefix.endswith("ال"):
        prefix = prefix[:-2]
    elif prefix.endswith("لل"):
        prefix = prefix[:-1]
    left, at = len(prefix), 0
    while at < len(raw) and (left or _UNSEEN.match(raw[at])):
        if not _UNSEEN.match(raw[at]):
            left -= 1
        at += 1
    rest = raw[at:]
    if prefix.endswith("ل") and rest.startswith("ل") and raw[:at].rstrip("ـ").endswith("ل"):
        rest = "ا" + rest  # «للقوات»: ل + القوات
    return _plain(rest)


def _plain(name: str) -> str:
    """A name without kashida, direction marks, hashtag signs and half pairs of quotation marks."""
    name = _HIDDEN.sub("", name).replace("#", "").replace("_", " ")
    for opening, closing in _PAIRS:
        if name.count(opening) != name.count(closing) or (opening == closing and name.count(opening) % 2):
            name = name.replace(opening, "").replace(closing, "")
    return " ".join(name.split())


_UNSEEN: Final = re.compile(f"[{SILENT}]")
_HIDDEN: Final = re.compile("[\u0640\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PAIRS: Final = (('"', '"'), ("«", "»"), ("“", "”"), ("‘", "’"), ("(", ")"))
