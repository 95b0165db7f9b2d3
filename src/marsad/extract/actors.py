"""Who is named in a report («الأطراف»): names, nationalities, leaders, and words that refer back.

Names come from tables; four general rules do the rest: nouns before a name belong to it
(«خلايا تنظيم داعش»), a nationality after a noun of force names that state's forces («قصف جوي
روسي»), "loyal to X" names X's allies, and words such as «التنظيم» or «الطرفان» refer back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from marsad.arabic.fold import fold_word
from marsad.arabic.tokens import Token, TokenizedText
from marsad.extract.actorcontext import Candidate, Context
from marsad.extract.actornouns import extend
from marsad.extract.actorrules import MEMBERS, holds
from marsad.extract.actortables import Actor, ActorTables, Name, NameRow
from marsad.extract.plainnames import without_clitics

_DASHES: Final = frozenset(".-/–_")
_THEIRS: Final = frozenset(("ه", "ها", "هم"))
_ARMED_KINDS: Final = frozenset(("state", "armed", "coalition"))
#: How many names back, or ahead, a word may refer: keeps long texts linear.
#: The most tokens before and after a name in a signature.
_SIGNATURE: Final = 8
_MEMORY: Final = 40


@dataclass(slots=True)  # not frozen: made by the dozen a report, in a third of the time
class ActorFound:
    """One actor where a report names it: tokens ``first`` up to, not with, ``last``.

    ``actor`` is None where no row fits; ``listed`` tells whether the id may appear in output.
    ``name`` holds the words of the report without clitics, loaded ones too; neutral ones are
    ``ActorTables.actors[actor].name_ar`` and ``name_en``. ``kind``: name, adjective, generic, person,
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
    return _Finder(Context(tables, text, day, country_hint)).run()


def _day_of(tokens: Sequence[Token]) -> str | None:
    """A day in the latest year that an undated text names; None where it names none."""
    years = [t.fold for t in tokens if t.kind == "number" and len(t.fold) == 4 and "2011" <= t.fold <= "2030"]
    return f"{max(years)}-07-01" if years else None


class _Finder:
    """One look-up: candidates, their nouns, what they refer to."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.tables = ctx.tables
        self.tokens: Sequence[Token] = ctx.text.tokens

    def run(self) -> list[ActorFound]:
        candidates = self._candidates()
        kept: list[Candidate] = []
        floor = 0
        for candidate in candidates:
            extend(self.ctx, candidate, floor)
            if candidate.kind == "not":
                continue
            if kept and (self._apposed(kept[-1], candidate) or self._bracketed(kept[-1], candidate)):
                candidate.first, candidate.prefix = kept[-1].first, kept[-1].prefix
            overlaps = kept and kept[-1].last > candidate.first > kept[-1].first and not candidate.reference
            if overlaps and kept[-1].kind == "generic":
                # «عناصر من المسلحين الموالين لإيران»: one group, named at its end.
                candidate.first, candidate.prefix = kept[-1].first, kept[-1].prefix
            while kept and kept[-1].first >= candidate.first:
                kept.pop()
            kept.append(candidate)
            if not candidate.reference and candidate.kind != "generic":
                floor = candidate.last
        return self._resolve(kept)

    def _apposed(self, before: Candidate, candidate: Candidate) -> bool:
        """«التنظيم الإرهابي PKK», «الميليشيا "قسد"»: the word that refers and the name are one."""
        noun = fold_word(before.reference.partition(":")[2])
        return (
            noun in ("تنظيم", "ميليشيا", "حزب", "جماعه")
            and not candidate.reference
            and candidate.kind in ("name", "spelled")
            and candidate.prefix in ("", "ال")
            and self.ctx.left(candidate.first) == before.last - 1
        )

    def _bracketed(self, before: Candidate, candidate: Candidate) -> bool:
        """«قوى الأمن الداخلي (الأسايش)»: the name in brackets tells which they are."""
        if before.kind != "generic" or candidate.kind != "name" or candidate.prefix not in ("", "ال"):
            return False
        at = candidate.first - 1
        return at == before.last and self.tokens[at].text == "("

    def _candidates(self) -> list[Candidate]:
        matches = self.tables.names.find(self.tokens)
        found: list[Candidate] = self._spelled()
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
            if candidate is None or self._is_part(candidate, found):
                continue
            taken = candidate.last
            if candidate.kind != "not":
                self._take_detached(candidate)
                found.append(candidate)
        found.sort(key=lambda c: c.first)
        return found

    @staticmethod
    def _is_part(candidate: Candidate, found: list[Candidate]) -> bool:
        """«قوات المعارضة السورية»: the adjective of a name is no party of its own."""
        if candidate.kind != "adjective" or not found or candidate.prefix.startswith("و"):
            return False
        return found[-1].kind == "name" and found[-1].last >= candidate.last - 1

    def _take_detached(self, candidate: Candidate) -> None:
        """«تابعة لـ "قسد"»: a preposition that stands off because of a sign."""
        before = self.ctx.left(candidate.first)
        if not candidate.prefix and before >= 0 and self.tokens[before].fold == "ل":
            candidate.first, candidate.prefix = before, "ل"

    def _spelled(self) -> list[Candidate]:
        """Acronyms written letter by letter: «ي ب ك», "P.K.K"."""
        found: list[Candidate] = []
        end, n = 0, len(self.tokens)
        for i in [i for i, token in enumerate(self.tokens) if len(token.fold) == 1 and token.kind == "word"]:
            if i < end:
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
            end = last
        return found

    def _choose(self, name: Name, first: int, last: int, prefix: str) -> Candidate | None:
        """The reading of a name that fits the day and the words around it."""
        for row in sorted(name.rows, key=lambda r: -len(r.needs)) if len(name.rows) > 1 else name.rows:
            if not row.holds_on(self.ctx.day):
                continue
            candidate = Candidate(first, last, [], prefix, row.kind, row.actor)
            if not all(holds(self.ctx, need, candidate) for need in row.needs):
                continue
            candidate.rows = [r for r in name.rows if r.kind == row.kind and r.needs == row.needs]
            return candidate
        return None

    def _resolve(self, candidates: list[Candidate]) -> list[ActorFound]:
        found: list[ActorFound] = []
        waiting: list[tuple[int, Candidate]] = []
        for candidate in candidates:
            if not candidate.reference:
                found.append(self._finish(candidate, candidate.actor, candidate.why or "name"))
            elif candidate.reference == "refproxy:":
                found += self._proxies(candidate, found)
            elif candidate.reference == "refself:":
                signer = self._signer(candidates)
                if signer is not None:
                    found.append(self._finish(candidate, signer, "signs", kind="name"))
            elif candidate.reference == "ref:both":
                found += self._both(candidate, found)
            else:
                self._refer(candidate, found, waiting)
        ahead: list[ActorFound] = []
        for position, candidate in waiting:
            noun = candidate.reference.partition(":")[2]
            after = next((f for f in found[position : position + _MEMORY] if self._is_called(f, noun)), None)
            if after is not None and after.actor:
                ahead.append(self._finish(candidate, after.actor, "refers ahead", kind="reference"))
        found += ahead
        found.sort(key=lambda f: (f.first, f.last))
        return found

    def _refer(
        self, candidate: Candidate, found: list[ActorFound], waiting: list[tuple[int, Candidate]]
    ) -> None:
        optional = candidate.reference.startswith("ref?")
        noun = candidate.reference.partition(":")[2]
        folded = fold_word(noun)
        if noun in MEMBERS and found and found[-1].is_civilian and found[-1].last == candidate.first:
            return  # «التمييز بين المدنيين والمقاتلين»
        before = next(
            (
                f
                for f in reversed(found[-_MEMORY:])
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
        if folded in MEMBERS:
            return found.armed and found.head_role != "violence"
        actor = self.tables.actors[found.actor]
        return folded in actor.called or found.head_noun == folded

    def _signer(self, candidates: list[Candidate]) -> str | None:
        """Who signs a statement («المركز الإعلامي لقوات …»): the party named in its last lines."""
        last = next((c for c in reversed(candidates) if c.kind == "name" and not c.reference), None)
        if last is None or len(self.tokens) - last.last > _SIGNATURE:
            return None
        before = self.tokens[max(last.first - _SIGNATURE, 0) : last.first]
        return last.actor if any(t.kind == "break" for t in before) else None

    def _proxies(self, candidate: Candidate, found: list[ActorFound]) -> list[ActorFound]:
        """«الفصائل الموالية لها»: those whom the party named last backs."""
        for earlier in reversed(found[-_MEMORY:]):
            actor = self.tables.actors.get(earlier.actor or "")
            if actor is not None and actor.proxy:
                return [self._finish(candidate, actor.proxy, f"backed by {actor.id}", kind="reference")]
        return []

    def _both(self, candidate: Candidate, found: list[ActorFound]) -> list[ActorFound]:
        last_two: list[str] = []
        for earlier in reversed(found[-_MEMORY:]):
            if earlier.armed and earlier.actor and earlier.actor not in last_two:
                last_two.append(earlier.actor)
            if len(last_two) == 2:
                return [
                    self._finish(candidate, a, "refers back to both", kind="reference")
                    for a in reversed(last_two)
                ]
        return []

    def _finish(self, c: Candidate, actor_id: str, why: str, *, kind: str | None = None) -> ActorFound:
        actor: Actor | None = self.tables.actors.get(actor_id)
        raw = self.ctx.text.slice(c.first, c.last)
        readings = tuple(c.rows) if kind is None and not c.why else ()
        return ActorFound(
            first=c.first,
            last=c.last,
            actor=actor.id if actor else None,
            listed=actor.listed if actor else False,
            name=without_clitics(raw, c.prefix),
            kind=kind or c.kind,
            prefix=c.prefix,
            armed=actor is not None and actor.kind in _ARMED_KINDS,
            is_civilian=actor is not None and actor.kind == "civilian",
            plural="one" not in self.ctx.word(c.first).tags,
            head_noun=c.head,
            head_role=c.head_role,
            why=why,
            readings=readings,
        )
