"""Restoring disguised spellings («إصلاح الكلمات المموّهة»).

Posts cut or decorate words so that platform filters miss them: تقـ.ـصف, د١عش, القا*عدة. A
fast scan finds suspicious stretches; only there does a lexicon with word frequencies decide
which words stand there. Everything else is left as it came, byte for byte.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, product, repeat
from typing import Final, NamedTuple

from marsad.arabic.disguise import (
    IN_WORD,
    OFTEN_DISGUISED,
    PIECE,
    SHORT_WORD,
    TRIGGER,
    WORD,
    Joint,
    K,
    Technique,
    judge_joint,
    odd_letters,
    respell,
)
from marsad.arabic.fold import fold_word
from marsad.arabic.offsetkit import OffsetMap
from marsad.arabic.wordcosts import UNKNOWN, USUAL, WordCosts
from marsad.model.records import Repair
from marsad.tables import FOLDER, load_table

#: Clitics that may stand before a kashida of their own: «لـ "قسد"», «بـ 4», «الـ 24».
_CLITICS: Final = frozenset(
    ("و", "ف", "ب", "ل", "ك", "س", "ه", "ال", "لل", "بال", "وال", "فال", "كال", "ول", "وب", "فل", "فب")
)
#: Letters that no word of two letters ends in: «ائ» is no «أي».
_SEATED: Final = frozenset("ئؤة")
#: The article and what goes before it: never words of their own.
_NO_WORDS: Final = frozenset(
    ("ال", "لل", "وال", "بال", "فال", "كال", "ولل", "الأ", "والأ", "بالأ", "للأ", "وأ")
)
_SPLIT: Final = re.compile(f"({PIECE.pattern})")
_UNJOINED: Final = frozenset("اأإآٱدذرزوؤةىء")
_RARE: Final = 13.4
_NO_WORD: Final = 14.2
_LEAST_GAIN: Final = 0.25
#: A sign that looks like a letter is rather that letter than padding.
_DROPPED_LETTER: Final = 2.0
#: What a cut costs less in a text that has others, or in a word that is often cut.
_EXPECTED: Final = 2.0
_LONE_LETTER: Final = 11.0
_LONGEST_ODD: Final = 6  # characters, signs on letters among them
_MOST_JUDGED: Final = 50_000  # words whose judgement is remembered
_MOST_LETTERS: Final = 22
_MOST_SPELLINGS: Final = 32
_MOST_RUN_TOGETHER: Final = 60  # pieces
_MOST_ATOMS: Final = 600
_MOST_PASSES: Final = 20
_NEVER: Final = math.inf


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text in normal spelling, what was done to it, and the way back.

    ``repairs`` hold offsets of the text as received, in order, without overlap.
    """

    text: str
    repairs: tuple[Repair, ...]
    offsets: OffsetMap


class _Piece(NamedTuple):
    start: int
    end: int
    fold: str
    odd: bool  # no word by itself


class _Atom(NamedTuple):
    """Pieces ``first`` up to, not with, ``last`` that only cuts part: they belong together."""

    first: int
    last: int
    fold: str
    cost: float


class _Word(NamedTuple):
    """A run of pieces read as one word, with the letter put in for each joint ("" for none)."""

    first: int
    last: int
    fillers: tuple[str, ...]
    gain: float
    known: bool


class _Edit(NamedTuple):
    """Characters ``start`` to ``end`` give way to ``letters``, each (letter, origin)."""

    start: int
    end: int
    letters: tuple[tuple[str, int], ...]
    technique: Technique
    confidence: float


def _live_without_cut(kinds: Sequence[str], odd: Sequence[bool]) -> list[bool]:
    """Which joints deserve a look (see ``_is_live``) in a text that holds no cut beyond doubt."""
    live = [kind == "maybe" for kind in kinds]
    for k in [k for k, is_odd in enumerate(odd) if is_odd]:
        for joint in (k - 1, k):
            if 0 <= joint < len(kinds) and kinds[joint] == "gap":
                live[joint] = True
    return live


def _stretches(live: Sequence[bool]) -> list[tuple[int, int]]:
    """Runs of pieces (first, last) between which every joint deserves a look."""
    found: list[tuple[int, int]] = []
    end = 0
    for k in [k for k, is_live in enumerate(live) if is_live]:
        if found and k + 1 == end:
            found[-1] = found[-1][0], k + 2
        else:
            found.append((k, k + 2))
        end = k + 2
    return found


class Repairer:
    """Restores disguised spellings. The first suspicious text loads the word list, 0.15 s; keep one."""

    def __init__(self, costs: WordCosts | None = None) -> None:
        self._costs = costs or WordCosts.load()
        self._odd = odd_letters()
        self._judged: dict[str, bool] = {}

    @classmethod
    def load(cls) -> Repairer:
        """A repairer with the package's word list."""
        return cls()

    def repair(self, text: str) -> Repaired:
        """Give the text in normal spelling. Linear in its length; repairing twice equals once."""
        offsets = OffsetMap(len(text))
        repairs: list[Repair] = []
        received = text
        for _ in range(_MOST_PASSES):
            edits = self._letter_edits(text) or self._joint_edits(text)
            if not edits:
                break
            repairs = _merged(repairs, [_as_repair(received, edit, offsets) for edit in edits])
            text, origin = _apply(text, edits)
            offsets = OffsetMap(offsets.repaired_length, origin).after(offsets)
        return Repaired(text, tuple(repairs), offsets)

    # Letters of odd shape ------------------------------------------------------------------

    def _letter_edits(self, text: str) -> list[_Edit]:
        edits: list[_Edit] = []
        match = self._odd.search(text)
        while match:
            word = _word_around(text, match.start())
            if word is None:
                at = match.end()
            else:
                start, at = word
                edits.extend(self._respelled(text, start, at))
            match = self._odd.search(text, at)
        return edits

    def _respelled(self, text: str, start: int, end: int) -> list[_Edit]:
        found = respell(text[start:end], self._costs)
        if found is None:
            return []
        letters = tuple((c, start + i) for i, part in enumerate(found.parts) for c in part)
        return [_Edit(start, end, letters, found.technique, found.confidence)]

    # Cuts ------------------------------------------------------------------------------------

    def _joint_edits(self, text: str) -> list[_Edit]:
        if TRIGGER.search(text) is None and not self._has_odd_short_word(text):
            return []
        parts = _SPLIT.split(text)  # what stands before the first piece, a piece, a joint, a piece …
        words = parts[1::2]
        joints = list(map(judge_joint, parts[2:-1:2]))
        odd = self._are_odd(words)
        kinds = [joint.kind for joint in joints]
        disguised = "cut" in kinds
        if not disguised and "maybe" not in kinds and True not in odd:
            return []
        ends = list(accumulate(map(len, parts)))
        cells = zip(ends[::2], ends[1::2], map(fold_word, words), odd, strict=False)
        pieces = list(map(tuple.__new__, repeat(_Piece), cells))
        if disguised:
            pieces = [p if p.odd else p._replace(odd=self._costs.of(p.fold) > _NO_WORD) for p in pieces]
            live = [self._is_live(pieces, joints, k, joint) for k, joint in enumerate(joints)]
        else:
            live = _live_without_cut(kinds, odd)
        edits: list[_Edit] = []
        for first, last in _stretches(live):
            stretch = _Stretch(text, pieces, joints, self._costs, disguised)
            edits.extend(stretch.edit(word) for word in stretch.read(first, last))
        return edits

    def _are_odd(self, words: Sequence[str]) -> list[bool]:
        """For each piece whether it is odd; texts repeat words, so most are known."""
        odd = list(map(self._judged.get, words))
        if None not in odd:
            return odd  # type: ignore[return-value]
        return [
            self._is_odd(word) if known is None else known for word, known in zip(words, odd, strict=True)
        ]

    def _has_odd_short_word(self, text: str) -> bool:
        return any(self._is_odd(m.group()) for m in SHORT_WORD.finditer(text))

    def _is_odd(self, word: str) -> bool:
        """Whether a piece is too short to be a word: one letter, or two that are none of the short words."""
        known = self._judged.get(word)
        if known is None:
            if len(self._judged) > _MOST_JUDGED:
                self._judged.clear()
            known = self._judged[word] = self._judge(word)
        return known

    def _judge(self, word: str) -> bool:
        if len(word) > _LONGEST_ODD:
            return False
        if word in _NO_WORDS or word[-1] in "إآ":
            return True
        folded = fold_word(word)
        if len(folded) == 1:
            return folded != "و"
        return len(folded) == 2 and (folded not in self._costs.short or not _SEATED.isdisjoint(word))

    def _is_live(self, pieces: Sequence[_Piece], joints: Sequence[Joint], k: int, joint: Joint) -> bool:
        kind = joint.kind
        if kind == "dead":
            return False
        if kind in ("cut", "maybe"):
            return True
        near_cut = (k > 0 and joints[k - 1].kind == "cut") or (
            k + 1 < len(joints) and joints[k + 1].kind == "cut"
        )
        if kind == "loose":
            return near_cut and bool(joint.fillers)
        return near_cut or pieces[k].odd or pieces[k + 1].odd


@dataclass(slots=True)
class _Stretch:
    """One suspicious stretch of a text, read by the cheapest row of words."""

    text: str
    pieces: Sequence[_Piece]
    joints: Sequence[Joint]
    costs: WordCosts
    disguised: bool  # the text holds cuts beyond doubt, so others are likelier
    _spelled: dict[tuple[int, int], tuple[float, tuple[str, ...]]] = field(default_factory=dict)

    def read(self, first: int, last: int) -> list[_Word]:
        """The words of the stretch that are cut; those that are not are left out."""
        atoms = self._atoms(first, last)
        too_long = len(atoms) > _MOST_ATOMS  # no post is spelled out for so long; keeps absurd input cheap
        words = [self._lone(atom) for atom in atoms] if too_long else self._cheapest(atoms)
        return [part for word in words for part in self._parted(word) if part.last - part.first > 1]

    def _atoms(self, first: int, last: int) -> list[_Atom]:
        atoms: list[_Atom] = []
        start = first
        for k in range(first, last):
            if k + 1 < last and self._is_certain(k, start):
                continue
            cost = self._spell(start, k + 1)[0]
            if start == k:
                cost = self._lone_cost(k, cost)
            atoms.append(_Atom(start, k + 1, self._fold(start, k + 1), cost))
            start = k + 1
        return atoms

    def _lone_cost(self, k: int, cost: float) -> float:
        """The cost of a piece as a word of its own, where its spelling or its place tells more."""
        piece = self.pieces[k]
        if piece.odd and len(piece.fold) > 1:
            return max(cost, _NO_WORD)
        if piece.fold == "و" and k < len(self.joints) and not self.joints[k].spaced:
            return _LONE_LETTER
        return cost

    def _is_certain(self, k: int, start: int) -> bool:
        """Whether joint ``k`` can't be a gap. One-sided kashida after a clitic may be its own."""
        joint = self.joints[k]
        if joint.kind != "cut" or self.text[self.pieces[k].end - 1] == "ة":
            return False
        return joint.both_sides or k > start or self.pieces[k].fold not in _CLITICS

    def _fold(self, first: int, last: int) -> str:
        return "".join(piece.fold for piece in self.pieces[first:last])

    def _spell(self, first: int, last: int) -> tuple[float, tuple[str, ...]]:
        """The cheapest spelling of pieces as one word: its cost, and what fills each joint."""
        key = (first, last)
        found = self._spelled.get(key)
        if found is None:
            found = self._spelled[key] = self._work_out_spelling(first, last)
        return found

    def _work_out_spelling(self, first: int, last: int) -> tuple[float, tuple[str, ...]]:
        joints = self.joints[first : last - 1]
        plain = ("",) * len(joints)
        best = (self.costs.of(self._fold(first, last)), plain)
        if not any(joint.fillers for joint in joints):
            return best
        least = self._preference(self._fold(first, last), best[0]) + _DROPPED_LETTER
        options = [("", *joint.fillers) for joint in joints]
        if math.prod(map(len, options)) > _MOST_SPELLINGS:
            options = [option[:2] for option in options]
            if math.prod(map(len, options)) > _MOST_SPELLINGS:
                return best
        for way in product(*options):
            if way == plain:
                continue
            letters = [
                piece.fold + fold_word(f) for piece, f in zip(self.pieces[first:last], way, strict=False)
            ]
            word = "".join(letters) + self.pieces[last - 1].fold
            cost = self.costs.of(word)
            if self._preference(word, cost) < least:
                best, least = (cost, way), self._preference(word, cost)
        return best

    def _preference(self, word: str, cost: float) -> float:
        return cost - OFTEN_DISGUISED if word in self.costs.disguised else cost

    # The cheapest row of words ---------------------------------------------------------------

    def _cheapest(self, atoms: Sequence[_Atom]) -> list[_Word]:
        totals = [0.0] + [_NEVER] * len(atoms)
        words: list[_Word | None] = [None] * (len(atoms) + 1)
        for a in range(len(atoms)):
            so_far = totals[a] + (self._breaking(atoms[a - 1], atoms[a]) if a else 0.0)
            for cost, word, b in self._words_from(atoms, a):
                if so_far + cost < totals[b]:
                    totals[b] = so_far + cost
                    words[b] = word
        starts = {atom.first: i for i, atom in enumerate(atoms)}
        row: list[_Word] = []
        at = len(atoms)
        while at:
            best = words[at] or self._lone(atoms[at - 1])
            row.append(best)
            at = starts[best.first]
        return row[::-1]

    def _words_from(self, atoms: Sequence[_Atom], a: int) -> Iterator[tuple[float, _Word, int]]:
        """What a word that begins with atom ``a`` may cost, for each atom it may end before."""
        lone = self._lone(atoms[a])
        yield atoms[a].cost, lone, a + 1
        letters, apart = atoms[a].fold, atoms[a].cost
        spelled = len(letters) == 1
        for b in range(a + 1, len(atoms)):
            joint = self.joints[atoms[b].first - 1]
            letters += atoms[b].fold
            if len(letters) > _MOST_LETTERS:
                return
            apart += self._breaking(atoms[b - 1], atoms[b]) + atoms[b].cost
            spelled = spelled and len(atoms[b].fold) == 1 and not joint.fillers
            if spelled and not self.costs.is_listed(letters):
                continue  # letter by letter there are too many combinations to look for clitics
            cost, word = self._price(atoms, a, b + 1, apart)
            if cost < _NEVER:
                yield cost, word, b + 1

    def _breaking(self, left: _Atom, right: _Atom) -> float:
        """What it costs to read the joint before ``right`` as the end of a word."""
        joint = self.joints[right.first - 1]
        if joint.kind == "gap" and joint.joining < 10 and len(left.fold) == len(right.fold) == 1:
            return 3.0  # letter by letter, one space: the words go on
        return joint.breaking

    def _lone(self, atom: _Atom) -> _Word:
        cost, fillers = self._spell(atom.first, atom.last)
        return _Word(atom.first, atom.last, fillers, UNKNOWN, cost < UNKNOWN)

    def _price(self, atoms: Sequence[_Atom], a: int, b: int, apart: float) -> tuple[float, _Word]:
        """The cost of atoms ``a`` to ``b`` as one word; infinite where they can't be one."""
        lone = self._lone(atoms[a])
        if b - a == 1:
            return atoms[a].cost, lone
        first, last = atoms[a].first, atoms[b - 1].last
        cost, fillers = self._spell(first, last)
        joining = sum(self._joining(atoms[i - 1], atoms[i]) for i in range(a + 1, b))
        if joining > _EXPECTED and (
            self.disguised or self._restored(first, last, fillers) in self.costs.disguised
        ):
            joining -= _EXPECTED
        bare = any(self._is_bare(atoms[i]) for i in range(a + 1, b))
        if any(self._is_boundary(atoms[i - 1], atoms[i]) for i in range(a + 1, b)):
            return _NEVER, lone
        if cost >= UNKNOWN and all(atom.cost < UNKNOWN for atom in atoms[a:b]):
            return _NEVER, lone
        if (bare and cost >= UNKNOWN) or apart - cost - joining < _LEAST_GAIN:
            return _NEVER, lone
        if bare and not self._is_convincing(atoms, a, b, cost, fillers):
            return _NEVER, lone
        return cost + joining, _Word(first, last, fillers, apart - cost - joining, cost < UNKNOWN)

    def _is_boundary(self, left: _Atom, right: _Atom) -> bool:
        """Whether no word can go on here, whatever its cost.

        After a final ta marbuta, and where a clitic stands before a kashida and a gap of its
        own: «لـ قوات», «1445هـ الموافق».
        """
        if self.text[self.pieces[left.last - 1].end - 1] == "ة":
            return True
        joint = self.joints[right.first - 1]
        return joint.kind == "maybe" and joint.spaced and left.fold in _CLITICS and right.cost < UNKNOWN

    def _is_bare(self, right: _Atom) -> bool:
        """Whether no kashida speaks for a cut before this atom."""
        return self.joints[right.first - 1].technique not in ("kashida-space", "kashida-mark")

    def _joining(self, left: _Atom, right: _Atom) -> float:
        joint = self.joints[right.first - 1]
        if joint.kind == "cut" or joint.technique == "kashida-space":
            return joint.joining
        if joint.kind == "gap":
            if len(left.fold) == len(right.fold) == 1:
                return 1.5 if joint.joining < 10 else 6.0
            if self._in_spaced_style(left, right):
                return 4.0 if joint.joining < 10 else 8.0
        if joint.technique in ("mark", "invisible") and max(left.cost, right.cost) > _NO_WORD:
            return min(joint.joining, 3.0)
        return joint.joining

    def _in_spaced_style(self, left: _Atom, right: _Atom) -> bool:
        """Whether a gap follows a letter that can't carry a kashida, amid cuts with spaces."""
        end = self.pieces[left.last - 1].end
        near = left.last - left.first > 1 or right.last - right.first > 1
        return near and self.text[end - 1] in _UNJOINED

    def _is_convincing(
        self, atoms: Sequence[_Atom], a: int, b: int, cost: float, fillers: tuple[str, ...]
    ) -> bool:
        folds = [atom.fold for atom in atoms[a:b]]
        if " ".join(folds) in _unsplittable() or _letter_names().issuperset(folds):
            return False
        first, last = atoms[a].first, atoms[b - 1].last
        word = self._restored(first, last, fillers)
        sensitive = self.costs.is_sensitive(word)
        if max(map(len, folds)) == 1:
            return len(word) > 2 and (word in self.costs.disguised or (len(word) > 3 and cost <= 13.0))
        if any(fillers) and not sensitive and cost > USUAL:
            return False
        waw_apart = folds[0] == "و" and len(folds[1]) > 1 and self._is_spaced(atoms[a + 1])
        if waw_apart and self.costs.of(word[1:]) < UNKNOWN:
            return False  # «و اعتقال» stays; «و حـ ـد ا ت» is a word that begins with the letter
        if any(fillers) and word in self.costs.disguised:
            return True
        return all(
            bool(fillers[atoms[i].first - 1 - first])
            or self._may_join(atoms[i - 1], atoms[i], word, cost, sensitive)
            for i in range(a + 1, b)
            if self._is_bare(atoms[i])
        )

    def _is_spaced(self, atom: _Atom) -> bool:
        return self.joints[atom.first - 1].spaced

    def _restored(self, first: int, last: int, fillers: tuple[str, ...]) -> str:
        letters = [self.pieces[first].fold]
        for piece, filler in zip(self.pieces[first + 1 : last], fillers, strict=True):
            letters.append(fold_word(filler) + piece.fold)
        return "".join(letters)

    def _may_join(self, left: _Atom, right: _Atom, word: str, cost: float, sensitive: bool) -> bool:
        """Whether two atoms may be one word over a joint without kashida."""
        joint = self.joints[right.first - 1]
        parts = (left, right)
        if left.fold == right.fold:
            return False
        if joint.technique == "digit":
            return not (left.fold in _CLITICS and right.cost < UNKNOWN)
        rare = any(self._is_rare(atom) for atom in parts)
        usual_beside_letter = any(
            len(x.fold) == 1 and len(y.fold) > 2 and y.cost <= USUAL for x, y in (parts, parts[::-1])
        )
        if joint.kind == "gap":
            if self._in_spaced_style(left, right):
                return True
            lone_alef = left.fold == "ا" and word in self.costs.disguised
            if self._is_clitic_alone(right) or not rare or (usual_beside_letter and not lone_alef):
                return False
            return sensitive or (cost <= USUAL and all(self._is_rare(atom) for atom in parts))
        if usual_beside_letter and not sensitive and not self._is_letter_torn_off(left, right, cost):
            return False
        if joint.breaking == 0.0 and joint.joining > 6.0:
            return rare or word in self.costs.disguised
        return True

    def _is_letter_torn_off(self, left: _Atom, right: _Atom, cost: float) -> bool:
        """Whether a letter beside a usual word belongs to it: «الدول*ي», but not «م.أحمد»."""
        joint = self.joints[right.first - 1]
        if len(right.fold) == 1:
            return cost <= left.cost + 3.0 and right.fold != "و"
        return joint.breaking > 0.0 and left.fold not in _CLITICS and cost <= USUAL

    def _is_clitic_alone(self, atom: _Atom) -> bool:
        """Whether the atom is a clitic before a kashida that is no cut: «آب لـ 416»."""
        end = self.pieces[atom.last - 1].end
        return atom.fold in _CLITICS and self.text[end : end + 1] == K and self._is_stretch_end(atom)

    def _is_stretch_end(self, atom: _Atom) -> bool:
        return atom.last > len(self.joints) or self.joints[atom.last - 1].kind == "dead"

    def _is_rare(self, atom: _Atom) -> bool:
        return atom.cost > _RARE or (
            len(atom.fold) == 1 and self.text[self.pieces[atom.first].start] not in "أإآ"
        )

    # Words run together by cuts ----------------------------------------------------------------

    def _parted(self, word: _Word) -> list[_Word]:
        """A cut word that no list holds, taken apart where its spaced cuts part usual words."""
        if word.known or word.last - word.first > _MOST_RUN_TOGETHER:
            return [word]
        if not any(self._can_part(k) for k in range(word.first, word.last - 1)):
            return [word]
        best: dict[int, tuple[float, list[_Word]]] = {word.first: (0.0, [])}
        for last in range(word.first + 1, word.last + 1):
            if last < word.last and not self._can_part(last - 1):
                continue
            for first, (total, row) in sorted(best.items()):
                cost, fillers = self._spell(first, last)
                fold = self._fold(first, last)
                if len(fold) > _MOST_LETTERS or len(fold) < 3 or cost > USUAL:
                    continue
                if last not in best or total + cost < best[last][0]:
                    best[last] = (total + cost, [*row, _Word(first, last, fillers, 3.0, True)])
        found = best.get(word.last)
        return found[1] if found is not None and found[1] else [word]

    def _can_part(self, k: int) -> bool:
        joint = self.joints[k]
        return joint.kind == "cut" and joint.spaced

    # Writing it down -------------------------------------------------------------------------

    def edit(self, word: _Word) -> _Edit:
        """The word in normal spelling, without kashida, with what clings to its edges."""
        start, end = self._edges(word)
        letters: list[tuple[str, int]] = []
        for k in range(word.first, word.last):
            piece = self.pieces[k]
            letters.extend(
                (c, piece.start + i) for i, c in enumerate(self.text[piece.start : piece.end]) if c != K
            )
            if k + 1 < word.last and word.fillers[k - word.first]:
                letters.append((word.fillers[k - word.first], piece.end))
        return _Edit(start, end, tuple(letters), self._technique(word), _confidence(word))

    def _edges(self, word: _Word) -> tuple[int, int]:
        start, end = self.pieces[word.first].start, self.pieces[word.last - 1].end
        if word.first == 0 or self.pieces[word.first - 1].end < start - 1:
            while start and self.text[start - 1] == K:
                start -= 1
        while end < len(self.text) and (self.text[end] == K or judge_joint(self.text[end]).kind == "cut"):
            end += 1
        return start, end

    def _technique(self, word: _Word) -> Technique:
        joints = self.joints[word.first : word.last - 1]
        for joint, filler in zip(joints, word.fillers, strict=True):
            if filler and joint.technique in ("mark", "kashida-mark"):
                return "symbol"
        order: tuple[Technique, ...] = (
            "latin",
            "digit",
            "invisible",
            "combining-mark",
            "mark",
            "kashida-mark",
        )
        used = {joint.technique for joint in joints}
        return next((t for t in order if t in used), "kashida-space" if "kashida-space" in used else "space")


@cache
def _unsplittable() -> frozenset[str]:
    rows = load_table("unsplittable.csv", key="letters", folder=FOLDER / "repair")
    return frozenset(" ".join(map(fold_word, row["letters"].split())) for row in rows)


@cache
def _letter_names() -> frozenset[str]:
    rows = load_table("letter_names.csv", key="letter", folder=FOLDER / "repair")
    return frozenset(fold_word(name) for row in rows for name in row["names"].split("|"))


def _confidence(word: _Word) -> float:
    sure = 1.0 / (1.0 + math.exp(-min(word.gain, 20.0) / 2.5))
    return round(min(sure, 0.99 if word.known else 0.9), 2)


def _word_around(text: str, at: int) -> tuple[int, int] | None:
    """The run of letters, vowel signs and kashida around an offset."""
    start = at
    while start and IN_WORD.match(text, start - 1):
        start -= 1
    match = WORD.search(text, start)
    if match is None or not match.start() <= at < match.end():
        return None
    return match.span()


def _apply(text: str, edits: Sequence[_Edit]) -> tuple[str, list[int]]:
    parts: list[str] = []
    origin: list[int] = []
    at = 0
    for edit in edits:
        parts.append(text[at : edit.start])
        origin.extend(range(at, edit.start))
        for letter, source in edit.letters:
            parts.append(letter)
            origin.append(source)
        at = edit.end
    parts.append(text[at:])
    origin.extend(range(at, len(text)))
    return "".join(parts), origin


def _as_repair(received: str, edit: _Edit, offsets: OffsetMap) -> Repair:
    start, end = offsets.to_received(edit.start, edit.end)
    return Repair(
        start=start,
        end=end,
        disguised=received[start:end],
        restored="".join(c for c, _ in edit.letters),
        technique=edit.technique,
        confidence=edit.confidence,
    )


def _merged(earlier: list[Repair], later: list[Repair]) -> list[Repair]:
    """All repairs in order; a later one swallows the earlier ones inside it."""
    kept = [e for e in earlier if not any(n.start < e.end and e.start < n.end for n in later)]
    return sorted(kept + later, key=lambda repair: repair.start)
