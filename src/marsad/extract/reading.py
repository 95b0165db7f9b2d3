"""All that the look-ups found in one report, laid out by token («لوحة القراءة»)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from marsad.arabic.fold import fold_word
from marsad.arabic.lexicon import Match
from marsad.arabic.numerals import CountMention
from marsad.arabic.tokens import Token, TokenizedText
from marsad.extract.actors import ActorFound
from marsad.extract.attribution import Attribution
from marsad.extract.cues import Cue
from marsad.extract.dates import DateMention
from marsad.extract.inorder import InOrder, Thing
from marsad.extract.items import ItemMention
from marsad.extract.persons import PersonMention
from marsad.extract.triggers import TriggerMention
from marsad.geo.mentions import PlaceMention
from marsad.geo.resolve import ResolvedPlace

_INSIDE = frozenset({"في", "ب", "in"})
_IDLE_IN_NAMES = frozenset({"hypothetical", "general", "demand", "against"})
_SAYING = frozenset({"say", "record", "announce"})


@dataclass(slots=True)
class Reading:
    """The blackboard that extraction steps share. Every mention is a span of token indices."""

    text: TokenizedText
    published: date | None
    language: str
    dates: Sequence[DateMention] = ()
    counts: Sequence[CountMention] = ()
    places: Sequence[PlaceMention] = ()
    resolved: Sequence[ResolvedPlace] = ()
    actors: Sequence[ActorFound] = ()
    persons: Sequence[PersonMention] = ()
    items: Sequence[ItemMention] = ()
    attributions: Sequence[Attribution] = ()
    triggers: Sequence[TriggerMention] = ()
    cues: Sequence[Cue] = ()
    instruments: Sequence[Cue] = ()
    actor_at: dict[int, ActorFound] = field(default_factory=dict)
    place_at: dict[int, int] = field(default_factory=dict)
    date_at: dict[int, DateMention] = field(default_factory=dict)
    count_at: dict[int, CountMention] = field(default_factory=dict)
    person_at: dict[int, PersonMention] = field(default_factory=dict)
    cue_at: dict[int, Cue] = field(default_factory=dict)
    trigger_at: dict[int, TriggerMention] = field(default_factory=dict)
    item_at: dict[int, ItemMention] = field(default_factory=dict)
    #: the tokens of the repaired text
    tokens: list[Token] = field(init=False)
    #: the folded words of the tokens
    folds: list[str] = field(init=False)
    #: the tokens that name who says something
    said_by: set[int] = field(default_factory=set)
    #: where each named source's word of saying stands, in order
    voices: list[int] = field(default_factory=list)
    #: the roles of all cues
    cue_roles: frozenset[str] = frozenset()
    #: which tokens may tell something about the gap between two deeds, once it was worked out
    telling: bytearray | None = None
    #: the words that refer back to a place («المدينة», «منها»), once they were looked for
    back_words: Sequence[Match[str]] | None = None
    #: the tokens that deny («دون», «لم»), in order, once they were looked for
    denials: list[int] | None = None
    #: the tokens where the walk after people harmed may have to stop, once they were looked for
    stops: list[int] | None = None
    _place_starts: list[int] = field(default_factory=list)
    _cue_starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tokens = self.text.tokens
        self.folds = [token.fold for token in self.text.tokens]

    def index(self) -> None:
        """Settle claims of several look-ups on the same words, then lay mentions out by token."""
        self._settle_overlaps()
        self._sort()
        self.actor_at = _by_token(self.actors)
        self.date_at = _by_token(self.dates)
        self.count_at = _by_token(self.counts)
        self.person_at = _by_token(self.persons)
        self.cue_at = _by_token(self.cues)
        self.trigger_at = _by_token(self.triggers)
        self.item_at = _by_token(self.items)
        self.place_at = {t: number for number, p in enumerate(self.places) for t in range(p.first, p.last)}

    def _sort(self) -> None:
        self.dates, self.actors = InOrder(self.dates), InOrder(self.actors)
        self.persons, self.items = InOrder(self.persons), InOrder(self.items)
        self.cues = InOrder(self.cues)
        self.cue_roles = frozenset(cue.role for cue in self.cues)
        self.triggers, self.instruments = InOrder(self.triggers), InOrder(self.instruments)
        self._place_starts = [place.first for place in self.places]
        self.attributions = sorted(self.attributions, key=_cue_begin)
        self._cue_starts = [attribution.cue_first for attribution in self.attributions]
        self.voices = [a.cue_first for a in self.attributions if a.last > a.first]
        self.said_by = {t for a in self.attributions for t in range(a.first, a.last)}

    def attributions_in(self, first: int, last: int) -> Sequence[Attribution]:
        """The attributions whose word of saying begins within tokens ``first`` up to ``last``."""
        start = bisect_left(self._cue_starts, first)
        return self.attributions[start : bisect_left(self._cue_starts, last, start)]

    def places_in(self, first: int, last: int) -> range:
        """The indices of the places that begin within tokens ``first`` up to ``last``."""
        start = bisect_left(self._place_starts, first)
        return range(start, bisect_left(self._place_starts, last, start))

    def _settle_overlaps(self) -> None:
        """One reading a word: a party's name is no place, a bare verb no village, a name no deed."""
        parties = {t for a in self.actors if a.kind != "place-metonym" for t in range(a.first, a.last)}
        capitals = {a.first for a in self.actors if a.kind == "place-metonym"}
        # «حمّلت دمشق التحالف المسؤولية»: a capital that speaks.
        speakers = {
            t.last - 1 for t in self.triggers if t.trigger.type == "statement" and t.form.pos == "verb"
        }
        verbs = {t.first for t in self.triggers if t.form.pos == "verb" and t.last == t.first + 1}
        keep = [
            number
            for number, p in enumerate(self.places)
            if not (p.name_first in parties and self._covers(p) and p.preposition not in _INSIDE)
            and not (p.first in verbs and p.last == p.first + 1 and not p.preposition and p.generic is None)
            and not (p.first in capitals and not p.preposition and not p.in_hashtag)
            and not (p.first - 1 in speakers and not p.preposition and p.generic is None)
            and not (not p.candidates and p.last - p.first > 1 and "\u064b" in self.tokens[p.first].text)
        ]
        if len(keep) < len(self.places):
            renumbered = {old: new for new, old in enumerate(keep)}
            self.resolved = [self.resolved[n] for n in keep]
            self.places = [_renumbered(self.places[n], renumbered) for n in keep]
        named = {t for p in self.places if p.last - p.first > 1 for t in range(p.first, p.last)}
        held = {t for a in self.actors if a.kind in ("name", "source") for t in range(a.first, a.last)}
        # «جهاز مكافحة الإرهاب»: a word in a party's name says nothing about the deed.
        self.cues = [c for c in self.cues if not (c.first in held and c.role in _IDLE_IN_NAMES)]
        dated = {t for d in self.dates for t in range(d.first, d.last)}
        self.triggers = [t for t in self.triggers if not _is_called(self.tokens[t.first].text)]
        deeds = {t.first for t in self.triggers if t.trigger.type != "statement"}
        self.attributions = [
            a
            for a in self.attributions
            if not _is_called(self.tokens[a.cue_first].text)
            # «نشر قوات» deploys, «قدرة» is a noun: neither says anything.
            and (
                a.kind not in _SAYING
                or not (a.cue_first in deeds or self.tokens[a.cue_first].text.endswith("ة"))
            )
        ]
        holders = find_holders(self.cues)
        goods = {t for i in self.items if i.last - i.first > 1 for t in range(i.first + 1, i.last)}
        taken = held | named | dated | holders
        self.triggers = [
            t for t in self.triggers if t.first not in taken and not (t.first in goods and _is_noun(t))
        ]

    def _covers(self, place: PlaceMention) -> bool:
        """Whether the words of a place's bare name all belong to parties' names."""
        names = [a for a in self.actors if a.kind != "place-metonym" and a.first <= place.name_first < a.last]
        # "Hezbollah base": the party's, not a base of that name.
        own = 1 if not place.candidates and place.generic is not None and self.language == "en" else 0
        return any(a.last >= place.last - own for a in names)

    def fold(self, at: int) -> str:
        """The folded word at a token, empty outside the text."""
        if at < 0:
            return ""
        try:
            return self.folds[at]
        except IndexError:
            return ""

    def words(self, first: int, last: int) -> str:
        """The repaired text from token ``first`` up to ``last``."""
        return self.text.slice(first, last)


def _renumbered(place: PlaceMention, numbers: dict[int, int]) -> PlaceMention:
    """A place that refers to others by their new numbers."""
    if place.parent is None and place.joined is None:
        return place
    parent, joined = numbers.get(place.parent), numbers.get(place.joined)  # type: ignore[arg-type]
    return replace(place, parent=parent, joined=joined)


def _is_called(word: str) -> bool:
    """«يُدعى» is called, «يدّعي» claims: folding makes them one."""
    return word.endswith("ى") and fold_word(word).removeprefix("و") in ("يدعي", "تدعي")


def _is_noun(trigger: TriggerMention) -> bool:
    return trigger.form.pos != "verb"


def find_holders(cues: Iterable[Cue]) -> set[int]:
    """The tokens of words that tell who holds ground («مناطق سيطرة»): no deed."""
    return {t for c in cues if c.role == "held-by" for t in range(c.first, c.last)}


def _cue_begin(attribution: Attribution) -> int:
    return attribution.cue_first


def _by_token(mentions: Iterable[Thing]) -> dict[int, Thing]:
    return {t: m for m in mentions for t in range(m.first, m.last)}
