"""Running totals that a report passes on («الحصائل»): so many attacks, dead, arrests since a date.

A tally needs a period («منذ مطلع العام», «خلال تموز الماضي») and a figure that counts
happenings or people harmed. Figures that follow it without a period of their own belong to the
same period; those with a place are its parts, those with a doer or a kind of their own are
tallies of their own. What the rules are is told in docs/en/methodology/tallies.md.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, Literal

from marsad.arabic.fold import fold_word
from marsad.arabic.numerals import CountMention
from marsad.extract.actors import ActorFound
from marsad.extract.dates import DateMention
from marsad.extract.event_types import event_class
from marsad.extract.phrasetable import Ordered, PhraseFound, Phrases, find_phrases, stretches
from marsad.extract.reading import Reading
from marsad.geo.mentions import PlaceMention

Measure = Literal["events", "killed", "injured", "arrested"]

_TABLE: Final = "tally_words.csv"
#: A stretch shorter than this is the time of a happening rather than a period of counting.
_PERIOD_DAYS: Final = 4
_MONTH_DAYS: Final = 20
_WEEK_DAYS: Final = 7
#: How many sentences after a tally may go on with it.
_FOLLOWING: Final = 3
_COMMAS: Final = frozenset("،,؛;:()")
_RELATIVES: Final = frozenset({"الذي", "التي", "الذين", "who", "whose"})
_IN: Final = frozenset({"في", "وفي", "ب", "ضمن", "داخل", "in", "across", "at", "within", "from"})
_ARTICLES: Final = frozenset({"the", "both"})
_ARTICLE: Final = "ال"
_AREAS: Final = "مناطق"
_FROM: Final = "من"
#: Before the party that is harmed or attacked.
_TOWARDS: Final = frozenset({"من", "علي", "ضد", "of", "on", "against", "targeting"})
_NO_PLACE: Final = frozenset({"all", "total", "addition", "retaliation", "which", "this", "that"})
_AND: Final = frozenset({"and", "or"})
_TOKENS_TO_UNIT: Final = 4
_TOKENS_TO_DOER: Final = 7
_TOKENS_TO_PLACE: Final = 7
_TOKENS_TO_DEED: Final = 5
_SINCE: Final = frozenset({"منذ", "since"})
#: Rules of dates that only bound a time («قبل عام 2011»).
_BOUNDS: Final = ("until", "before", "after")
_TO_HOLDER: Final = 4
_TO_SINCE: Final = 9
_UNTIL: Final = frozenset({"حتي", "وحتي", "until", "till", "لغايه", "ولغايه"})
_TO_UNTIL: Final = 5
_PASSIVE: Final = frozenset({"were", "was", "been"})
_ASIDE: Final = 16
#: A monitor's figure for a month without a counting word is a total from here on.
_LEAST_OF_MONTH: Final = 10
_LEAST_OF_DEEDS: Final = 5
_LEAST_ECHO: Final = 5
_NAMELESS: Final = frozenset({"source", "generic"})
_UNDIRECTED: Final = frozenset({"islamic-state", "unidentified-armed-group", "former-regime-remnants", None})
_VIOLENCE: Final = frozenset({"fighting", "killing", "remote-violence"})
_COUNTED_DEEDS: Final = _VIOLENCE | {"coercion"}
_BREACHES: Final = frozenset({"unit-breach-ar", "unit-breach-en"})


@dataclass(slots=True)
class PartFound:
    """A sub-total by area; tokens ``first`` up to ``last``."""

    area: str
    least: int | None
    most: int | None
    first: int
    last: int


@dataclass(slots=True)
class TallyFound:
    """A running total: tokens ``first`` up to ``last`` are the clause that counts.

    ``claimant`` and ``actor`` are ids of the shared list. ``type`` is an event type or class.
    ``start`` and ``end`` are None for a total whose period the text leaves open. ``echoes``
    are further clauses (a headline, say) that give the same figure.
    """

    claimant: str | None
    type: str | None
    actor: str | None
    area: str | None
    start: date | None
    end: date | None
    measure: Measure
    least: int | None
    most: int | None
    first: int
    last: int
    figure: tuple[int, int] = (0, 0)
    period: tuple[int, int] | None = None
    parts: list[PartFound] = field(default_factory=list)
    echoes: list[tuple[int, int]] = field(default_factory=list)

    def spans(self) -> list[tuple[int, int]]:
        """Every stretch of the text that only repeats this total."""
        return [(self.first, self.last), *self.echoes]


@dataclass(slots=True)
class _Figure:
    """A count and what its neighbours say of it; ``left`` and ``right`` bound its own stretch."""

    count: CountMention
    left: int
    right: int
    unit: PhraseFound | None = None
    harm: PhraseFound | None = None
    measure: Measure | None = None
    place: tuple[str, int] | None = None
    doer: ActorFound | None = None
    by_someone: bool = False

    @property
    def first(self) -> int:
        return self.count.first

    @property
    def ends(self) -> int:
        """Where its own words end: a verb after it («were killed»), or itself."""
        return max(self.count.last, self.harm.last if self.harm is not None else 0)

    @property
    def begins(self) -> int:
        """Where its own words begin: the verb before it, or itself."""
        return self.harm.first if self.harm is not None and self.harm.first < self.first else self.first


@dataclass(slots=True)
class _Context:
    """What a tally hands on to the figures after it."""

    start: date | None
    end: date | None
    period: tuple[int, int] | None
    claimant: str | None
    head: TallyFound
    #: how many tallies were found before its head
    since: int


def find_tallies(reading: Reading) -> list[TallyFound]:
    """The running totals of a report, in text order, each figure once."""
    if not reading.counts and not reading.dates:
        return []
    words = find_phrases(reading.tokens, _TABLE)
    counted = any(words.any(role) for role in ("unit", "harm", "people", "ordinal"))
    if not counted and all(c.unit_hint != "times" for c in reading.counts):
        return []
    found = _Finder(reading, words).run()
    return _without_repeats(reading, found)


class _Finder:
    """The state of one look through a report."""

    def __init__(self, reading: Reading, words: Phrases) -> None:
        self.reading = reading
        self.words = words
        self.actors = Ordered(reading.actors)
        self.counts = Ordered(reading.counts)
        self.dates = Ordered(reading.dates)
        self.places = Ordered(reading.places)
        self.triggers = Ordered(reading.triggers)
        self.found: list[TallyFound] = []

    def run(self) -> list[TallyFound]:
        context: _Context | None = None
        since = 0
        for first, last in stretches(self.reading.text.sentences):
            opened = self._sentence(first, last)
            if opened is not None:
                context, since = opened, 0
                continue
            since += 1
            if context is None or since > _FOLLOWING:
                continue
            if not self._goes_on(context, first, last):
                context = None if self._has_own_time(first, last) else context
                continue
            self._follow(context, self._figures(first, last), last)
        return self.found

    # ------------------------------------------------------------ sentences

    def _sentence(self, first: int, last: int) -> _Context | None:
        """The tallies of a sentence that has a period (or says that it is a running total)."""
        period = self._period(first, last)
        if period is None:
            return self._running_total(first, last)
        head = self._ordinal(period, first, last)
        if head is not None:
            self.found.append(head)
            return self._context(head)
        figures = self._figures(first, last)
        heads = [f for f in figures if self._is_head(f, period, first, last)]
        if not heads:
            return None
        # «مقتل ستة …، فبلغ عدد القتلى 90 منذ …»: the figure that is itself announced.
        chosen = next((f for f in heads if self._announced(f)), heads[0])
        head = self._head(chosen, period, first, last)
        self.found.append(head)
        context = self._context(head)
        self._follow(context, figures[figures.index(chosen) + 1 :], last)
        self._run_on(head, first, last)
        return context

    def _running_total(self, first: int, last: int) -> _Context | None:
        """«وبهذا يرتفع عدد الهجمات التي أحصاها المرصد إلى 40»: a total that leaves its start open."""
        reached = self.words.within("reach", first, last)
        totals = self._marks("total", first, last)
        if not reached or not self._marks("count", first, last):
            return None
        if not any(self.words.at("unit", t.last) for t in totals):
            return None
        if self.dates.within(first, last):
            return None
        for figure in self._figures(first, last):
            unit = figure.unit or self._unit_before(figure) if figure.first > reached[0].first else None
            if unit is None or unit.row.role != "unit" or (figure.count.least or 0) < 2:
                continue
            figure.unit, figure.measure = unit, unit.row.value  # type: ignore[assignment]
            head = self._described(figure, first, last)
            head.first, head.end = min(reached[0].first, head.first), self.reading.published
            self.found.append(head)
            return self._context(head)
        return None

    def _described(self, figure: _Figure, first: int, last: int) -> TallyFound:
        """A tally of a figure with who counts, who did it and where, from its sentence."""
        claimant = self._claimant(first, last)
        found = self._tally(figure, self._head_actor(figure, first, claimant))
        found.claimant = claimant.output_id if claimant else None
        found.area = self._head_area(figure, first)
        return found

    def _announced(self, figure: _Figure) -> bool:
        marks = ("count", "total", "reach")
        return any(self._marks(role, figure.left, figure.first) for role in marks)

    def _marks(self, role: str, first: int, last: int) -> list[PhraseFound]:
        """Words that announce a total; «عدد من الجرحى» (a number of) announces none."""
        found = self.words.within(role, first, last)
        if role != "total":
            return found
        return [m for m in found if self.reading.fold(m.last) != _FROM or self.words.at("harm", m.last + 1)]

    def _context(self, head: TallyFound) -> _Context:
        since = len(self.found) - 1
        return _Context(head.start, head.end, head.period, head.claimant, head, since)

    def _period(self, first: int, last: int) -> DateMention | None:
        """The stretch of days that a sentence counts over."""
        dates = [self._opened_by_since(d, first) for d in self.dates.within(first, last)]
        fitting = [d for d in dates if self._is_period(d)]
        since = [d for d in fitting if d.kind == "since"]
        if since:
            return since[0]
        return fitting[0] if fitting else None

    def _opened_by_since(self, mention: DateMention, first: int) -> DateMention:
        """«منذ بدء الحملة في 27 نيسان»: the day of an event that the count began with."""
        if mention.precision not in ("day", "month") or mention.kind == "since":
            return mention
        for at in range(mention.first - 1, max(first, mention.first - _TO_SINCE) - 1, -1):
            if self.reading.tokens[at].text in _COMMAS or at in self.reading.count_at:
                return mention
            if self.reading.fold(at).removeprefix("و") in _SINCE:
                return replace(mention, first=at, kind="since", end=self.reading.published)
        return mention

    def _is_period(self, mention: DateMention) -> bool:
        end = mention.end or self.reading.published
        if mention.rule.startswith(_BOUNDS):
            return False
        if end is None or mention.future:
            return mention.kind == "since" and not mention.future
        days = (end - mention.start).days + 1
        if mention.kind == "since":
            return days >= _PERIOD_DAYS or mention.precision in ("month", "year")
        return mention.kind != "anaphoric" and days >= _MONTH_DAYS

    def _has_own_time(self, first: int, last: int) -> bool:
        return any(d for d in self.dates.within(first, last))

    def _goes_on(self, context: _Context, first: int, last: int) -> bool:
        """Whether a sentence without a period goes on with the tally before it."""
        for mention in self.dates.within(first, last):
            if (mention.start, mention.end) != (context.start, context.end):
                return False
        if self.words.within("back", first, last):
            return True
        for mark in self.words.within("inside", first, last):
            if self.words.at("harm", mark.first - 1) is not None:
                return True
        return False

    # -------------------------------------------------------------- figures

    def _figures(self, first: int, last: int) -> list[_Figure]:
        counts = [
            c
            for c in self.counts.within(first, last)
            if not c.vague and c.unit_hint in (None, "times") and c.least is not None and c.least > 0
        ]
        counts += self._single_cases(counts, first, last)
        counts.sort(key=lambda c: c.first)
        figures: list[_Figure] = []
        for number, count in enumerate(counts):
            left = counts[number - 1].last if number else first
            right = counts[number + 1].first if number + 1 < len(counts) else last
            figure = _Figure(count, left, right)
            self._measure(figure)
            self._place(figure)
            self._doer(figure)
            figures.append(figure)
        return figures

    def _single_cases(self, counts: list[CountMention], first: int, last: int) -> list[CountMention]:
        """ "A single case of shelling" counts one."""
        taken = {i for c in counts for i in range(c.first, c.last)}
        return [
            CountMention(one.first, one.last, 1, 1)
            for one in self.words.within("one", first, last)
            if not taken & set(range(one.first, one.last))
        ]

    def _measure(self, figure: _Figure) -> None:
        """What a figure counts: the noun after it, else the verb of harm before it."""
        if figure.count.unit_hint == "times":
            figure.measure = "events" if self._violence_before(figure) else None
            return
        if self._counts_both(figure) or self._counts_things(figure):
            return
        figure.unit = self._unit_after(figure)
        if figure.unit is not None:
            figure.measure = figure.unit.row.value  # type: ignore[assignment]
            return
        people = self._people_after(figure)
        figure.harm = people or self._harm_before(figure) or self._harm_after(figure)
        if figure.harm is not None:
            figure.measure = figure.harm.row.value  # type: ignore[assignment]

    def _violence_before(self, figure: _Figure) -> bool:
        """«استُهدفت القاعدة 12 مرة»: an event verb that the times belong to."""
        before = self.triggers.within(figure.left, figure.first)
        return any(event_class(t.trigger.type) in _COUNTED_DEEDS for t in before if t.trigger.type)

    def _counts_both(self, figure: _Figure) -> bool:
        """«30 بين قتيل وجريح», «مقتل وإصابة 30»: killed and injured in one sum."""
        if self.words.within("both", figure.count.last, min(figure.count.last + 4, figure.right)):
            return True
        before = self.words.within("harm", figure.left, figure.first)
        if len(before) < 2:
            return False
        one, two = before[-2:]
        near = figure.first - two.last <= 1 and two.first - one.last <= 1
        return near and one.row.value != two.row.value

    def _counts_things(self, figure: _Figure) -> bool:
        at = figure.count.last
        return self.words.at("thing", at) is not None and self.words.at("unit", at) is None

    def _unit_after(self, figure: _Figure) -> PhraseFound | None:
        """The noun of happenings that a figure counts, the most telling of a chain."""
        found: PhraseFound | None = None
        at = figure.count.last
        stop = min(at + _TOKENS_TO_UNIT, figure.right)
        while at < stop:
            token = self.reading.tokens[at]
            unit = self.words.at("unit", at)
            if unit is not None and (found is None or at == found.last):
                if found is not None and not unit.row.type:
                    return found
                found, at, stop = unit, unit.last, min(unit.last + 1, figure.right)
                continue
            if found is not None or token.text in _COMMAS or token.fold in _IN:
                break
            arabic = "\u0600" <= token.text[:1] <= "\u06ff"
            if arabic != (self.words.at("total", at) is not None):
                break  # Arabic counts the very next noun, but for «40 عدد الهجمات»
            at += 1
        return found

    def _people_after(self, figure: _Figure) -> PhraseFound | None:
        at = figure.count.last
        people = self.words.at("people", at) if at < figure.right else None
        if people is None and self.reading.language == "en" and at + 1 < figure.right:
            people = self.words.at("people", at + 1)  # "25 people dead"
        return people

    def _harm_before(self, figure: _Figure) -> PhraseFound | None:
        before = self.words.within("harm", figure.left, figure.first)
        if not before:
            return None
        harm = before[-1]
        between = range(harm.last, figure.first)
        if any(self.reading.tokens[i].text in _COMMAS for i in between) and len(between) > 8:
            return None
        return harm if len(between) <= 14 else None

    def _harm_after(self, figure: _Figure) -> PhraseFound | None:
        """ "30 people have been killed", «194 شخصاً أُعدموا»: before the next comma."""
        for at in range(figure.count.last, min(figure.count.last + 6, figure.right)):
            if self.reading.tokens[at].text in _COMMAS:
                return None
            harm = self.words.at("harm", at)
            if harm is not None and self.reading.language != "en":
                free = not harm.prefix and self.reading.fold(at - 1) != "و"
                return harm if harm.verb and free else None
            if harm is not None and self.reading.fold(harm.first - 1) in _PASSIVE:
                return harm
        return self._killed_after_aside(figure)

    def _killed_after_aside(self, figure: _Figure) -> PhraseFound | None:
        """ "At least 30 civilians, including six children, were killed"."""
        person = self.reading.actor_at.get(figure.count.last)
        named = person is not None and person.is_civilian
        if not named and not self.words.within("fighter", figure.count.last, figure.count.last + 2):
            return None
        for harm in self.words.within("harm", figure.right, figure.right + _ASIDE):
            if self.reading.fold(harm.first - 1) in _PASSIVE:
                return harm
        return None

    def _place(self, figure: _Figure) -> None:
        """The place that a figure is confined to: after it with «في», or right before it."""
        figure.place = self._place_after(figure) or self._place_before(figure)

    def _place_after(self, figure: _Figure) -> tuple[str, int] | None:
        start = figure.unit.last if figure.unit is not None else figure.count.last
        for at in range(start, min(start + _TOKENS_TO_PLACE, figure.right)):
            if self.reading.tokens[at].text in _COMMAS:
                return None
            area = self._area_at(at)
            if area is not None:
                return area
        return None

    def _place_before(self, figure: _Figure) -> tuple[str, int] | None:
        at = figure.first - 1
        while at >= figure.left and self.reading.tokens[at].text in ("(", ":", "-", "–"):
            at -= 1
        for back in range(at, max(figure.left - 1, at - 4), -1):
            if back in self.reading.trigger_at or self.reading.tokens[back].text in _COMMAS:
                return None
            number = self.reading.place_at.get(back)
            if number is not None and self.reading.places[number].first >= figure.left:
                place = self.reading.places[number]
                return _name_of(self.reading, place), place.last
        return None

    def _area_at(self, at: int) -> tuple[str, int] | None:
        """A place or held area that begins at a token and stands behind «في» (or «ب»)."""
        reading = self.reading
        if at in reading.date_at or at in reading.count_at:
            return None
        number = reading.place_at.get(at)
        before = reading.fold(at - 1)
        if number is not None and reading.places[number].first == at:
            place = reading.places[number]
            if before in _IN | _ARTICLES or place.prefix.endswith(("ب", "بال")) or place.preposition in _IN:
                return _name_of(reading, place), place.last
        if before not in _IN:
            return None
        return self._held_area(at) or self._side_of_place(at) or self._ground(at) or self._english_area(at)

    def _side_of_place(self, at: int) -> tuple[str, int] | None:
        """ "In rural Quneitra": the gazetteer's name begins a word later."""
        number = self.reading.place_at.get(at + 1)
        if number is None or self.reading.places[number].first != at + 1:
            return None
        if self.reading.places[number].direction is None:
            return None
        end = self.reading.places[number].last
        return self.reading.words(at, end), end

    def _ground(self, at: int) -> tuple[str, int] | None:
        """«في البادية», "in the province": ground that the report has named before."""
        ground = self.words.at("ground", at)
        return (self.reading.words(at, ground.last), ground.last) if ground is not None else None

    def _held_area(self, at: int) -> tuple[str, int] | None:
        """«مناطق الإدارة الذاتية», "Autonomous Administration areas"."""
        area = self.words.at("area", at)
        if area is not None:
            actor = self.reading.actor_at.get(area.last)
            if actor is not None:
                return self.reading.words(at, actor.last), actor.last
            if self.reading.language == "en":
                end = self._held_by(area.last)
                return self.reading.words(at, end), end
            end = self._unlisted_name(area.last)
            return (self.reading.words(at, end), end) if end > area.last else None
        start = at + 1 if self.reading.fold(at) in _ARTICLES else at
        actor = self.reading.actor_at.get(start)
        if actor is not None and self.words.at("area", actor.last) is not None:
            return self.reading.words(start, actor.last + 1), actor.last + 1
        return None

    def _held_by(self, first: int) -> int:
        """The end of "areas held by the council", or of "areas" alone."""
        for actor in self.actors.within(first, first + _TO_HOLDER):
            if not any(self.reading.tokens[i].text in _COMMAS for i in range(first, actor.first)):
                return actor.last
        return first

    def _unlisted_name(self, first: int) -> int:
        """The end of a name after «ريف» or «مناطق» that the gazetteer doesn't hold: one word."""
        token = self.reading.tokens[first] if first < len(self.reading.tokens) else None
        if token is None or token.kind != "word" or first in self.reading.date_at:
            return first
        known = first in self.reading.trigger_at or first in self.reading.cue_at or token.fold in _IN
        return first if known else first + 1

    def _english_area(self, at: int) -> tuple[str, int] | None:
        """A run of capitalised words after "in": a place that the gazetteer doesn't hold."""
        if self.reading.language != "en" or self.reading.fold(at) in _NO_PLACE:
            return None
        tokens = self.reading.tokens
        start = at + 1 if self.reading.fold(at) in _ARTICLES else at
        end, named = start, False
        while end < len(tokens) and end - start < 6 and end not in self.reading.date_at:
            token = tokens[end]
            capital = token.text[:1].isupper()
            joins = token.text == "-" or (not capital and not named and token.kind == "word")
            inner = named and token.fold == "ez"
            if not (capital or joins or inner) or token.fold in _AND:
                break
            named |= capital and end > 0
            end += 1
        area = self.words.at("area", end)
        if area is not None:
            end, named = area.last, True
        return (self.reading.words(start, end), end) if named and end > start else None

    def _doer(self, figure: _Figure) -> None:
        """Who did what a figure counts, where its own stretch says so."""
        start, stop = figure.count.last, self._until_comma(figure.count.last, figure.right)
        for mark in self.words.within("doer", start, min(start + 12, stop)):
            figure.by_someone = True
            figure.doer = self._actor_from(mark.last, min(mark.last + _TOKENS_TO_DOER, figure.right))
            if figure.doer is not None:
                return
        for actor in self.actors.within(start, stop):
            one_of_many = self.reading.fold(actor.first - 1).startswith("و")
            if actor.head_role == "violence" and actor.kind not in _NAMELESS and not one_of_many:
                figure.doer, figure.by_someone = actor, True
                break
        others = {a.actor for a in self.actors.within(start, stop) if a.head_role == "violence" and a.actor}
        if len(others) > 1:
            figure.doer = None  # «بقصف روسي وغارات تركية»: more than one

    def _until_comma(self, first: int, last: int) -> int:
        """Where the stretch ends, or its first comma."""
        return next((i for i in range(first, last) if self.reading.tokens[i].text in _COMMAS), last)

    def _actor_from(self, first: int, last: int) -> ActorFound | None:
        for actor in self.actors.within(first, last):
            if actor.kind != "source" and not actor.is_civilian and not self._holds_area(actor):
                return actor
        return None

    def _holds_area(self, actor: ActorFound) -> bool:
        """Whether an actor only names the area that it holds («مناطق الإدارة الذاتية»)."""
        if self.words.at("area", actor.last) is not None:
            return True
        return any(a.last == actor.first for a in self.words.within("area", actor.first - 2, actor.first))

    # ---------------------------------------------------------------- heads

    def _is_head(self, figure: _Figure, period: DateMention, first: int, last: int) -> bool:
        """Whether a figure is the total that the sentence gives for its period."""
        if period.first <= figure.first < period.last:
            return False
        if (figure.count.least or 0) < 2:
            return False
        if figure.measure is None and not self._unit_before(figure):
            return False
        if figure.unit is not None and not figure.unit.row.type and not self._tells_of_violence(first, last):
            return False
        between = (
            (period.last, figure.begins)
            if period.first < figure.first
            else (min(figure.ends, period.first), period.first)
        )
        counted = bool(self._marks("count", first, last) or self._marks("total", first, last))
        if not counted:
            return self._stands_alone(figure, between, period, first, last)
        if period.kind != "since" and self._counts_one_deed(figure, first):
            return False
        marks = self._marks("count", *between) or self._marks("total", *between)
        return bool(marks) or not self._relative_between(between)

    def _tells_of_violence(self, first: int, last: int) -> bool:
        """Whether "cases" or "incidents" are of our kind: a breach, a party or a word for violence."""
        if any(u.row.key in _BREACHES for u in self.words.within("unit", first, last)):
            return True
        if any(a.armed or a.kind == "source" for a in self.actors.within(first, last)):
            return True
        types = [t.trigger.type for t in self.triggers.within(first, last)]
        return any(event_class(t) in _COUNTED_DEEDS for t in types if t)

    def _counts_one_deed(self, figure: _Figure, first: int) -> bool:
        """«وثّق التقرير هجوماً في آذار أوقع تسعة قتلى»: what is recorded is a deed, not the sum."""
        verbs = self._marks("count", first, figure.first)
        if not verbs or self._marks("total", first, figure.first):
            return False
        return any(
            t.trigger.type is not None and t.first != figure.begins
            for t in self.triggers.within(verbs[-1].last, figure.begins)
        )

    def _relative_between(self, between: tuple[int, int]) -> bool:
        return any(self.reading.fold(i).removeprefix("و") in _RELATIVES for i in range(*between))

    def _stands_alone(
        self, figure: _Figure, between: tuple[int, int], period: DateMention, first: int, last: int
    ) -> bool:
        """A total that no counting word announces: close to a «منذ», of several happenings."""
        if period.kind != "since" and not self._sums_a_month(figure, first, last):
            return False
        if self._is_short(period):
            return False
        if self._relative_between(between) or between[1] - between[0] > 16:
            return False
        if any(d is not period for d in self.dates.within(*between)):
            return False
        return not self._apart(figure, between, period, first)

    def _sums_a_month(self, figure: _Figure, first: int, last: int) -> bool:
        """«22 عملية في أيار», or a monitor's dead of a month; no deed of its own beside them."""
        least = figure.count.least or 0
        if figure.unit is not None or figure.count.unit_hint == "times":
            return least >= _LEAST_OF_DEEDS
        if not any(a.kind == "source" for a in self.actors.within(first, last)):
            return False
        start, stop = first, self._until_comma(figure.count.last, last)
        deeds = [
            t
            for t in self.triggers.within(start, stop)
            if t.trigger.type not in (None, "statement", "killing", "arrest")
        ]
        return least >= _LEAST_OF_MONTH and not deeds

    def _is_short(self, period: DateMention) -> bool:
        """«خلال الأسبوع الماضي» may be the vague time of one deed; «منذ …» is a count sooner."""
        end = period.end or self.reading.published or period.start
        days = (end - period.start).days + 1
        since = self.reading.fold(period.first).removeprefix("و") in _SINCE
        return days < (_WEEK_DAYS if since or period.precision in ("month", "year") else _MONTH_DAYS)

    def _apart(self, figure: _Figure, between: tuple[int, int], period: DateMention, start: int) -> bool:
        """«تحاصر القوات البلدة منذ شهرين، واعتقلت خمسة»: the period belongs to another deed."""
        if not any(self.reading.tokens[i].text in _COMMAS for i in range(*between)):
            return False
        until = period.first if period.first < figure.first else figure.begins
        others = self.triggers.within(start, until)
        if period.first < figure.first and figure.count.unit_hint != "times":
            others += [t for t in self.triggers.within(period.last, figure.begins) if t.trigger.type]
        return bool(others) if period.first < figure.first else True

    def _unit_before(self, figure: _Figure) -> PhraseFound | None:
        """«عدد الهجمات … إلى 40», "puts violations … at 46"."""
        totals = self._marks("total", figure.left, figure.first)
        reached = self.words.within("reach", figure.left, figure.first)
        if not totals and not reached:
            return None
        units = self.words.within("unit", figure.left, figure.first)
        if not units and reached and not totals:
            units = self._unit_of_later_total(figure)
        if not units:
            units = self.words.within("people", figure.left, figure.first)
        return next((u for u in units if u.row.type), units[0] if units else None)

    def _unit_of_later_total(self, figure: _Figure) -> list[PhraseFound]:
        """«يصل إلى 60 بينهم نساء تعداد الضحايا»."""
        units: list[PhraseFound] = []
        for total in self._marks("total", figure.count.last, figure.count.last + _ASIDE):
            units += [u for role in ("people", "unit") if (u := self.words.at(role, total.last)) is not None]
            units += self.words.within("harm", total.last, total.last + 3)
        return units

    def _head(self, figure: _Figure, period: DateMention, first: int, last: int) -> TallyFound:
        if figure.measure is None:
            named = self._unit_before(figure)
            if named is not None and named.row.role in ("people", "harm"):
                figure.harm = named
            else:
                figure.unit = named
            figure.measure = "events" if named is None else named.row.value  # type: ignore[assignment]
        found = self._described(figure, first, last)
        found.start, found.end = period.start, self._end(period, first)
        found.period = (period.first, period.last)
        found.first = min(self._clause_start(figure, period, first), figure.begins, period.first)
        found.last = max(found.last, period.last)
        return found

    def _end(self, period: DateMention, first: int) -> date | None:
        """The last day counted: of the period, of the count's own publication, or of the report's."""
        published = self.reading.published
        for mention in self.dates.within(period.last, period.last + _TO_UNTIL):
            words = {self.reading.fold(i) for i in range(period.last, mention.first + 1)}
            if words & _UNTIL and mention.end is not None and mention.end > period.start:
                return mention.end
        if period.kind == "since":
            day = timedelta(days=1)
            for mention in self.dates.within(first, period.first):
                if (
                    mention.end is not None
                    and mention.precision == "day"
                    and period.start + day < mention.end
                ):
                    return min(mention.end, period.end or mention.end, published or mention.end)
        end = period.end or published
        return min(end, published) if end and published else end

    def _clause_start(self, figure: _Figure, period: DateMention, first: int) -> int:
        marks = [
            *self._marks("count", first, figure.first),
            *self._marks("total", first, figure.first),
            *self.words.within("reach", first, figure.first),
        ]
        start = min([m.first for m in marks] + [figure.begins, period.first])
        return first if start - first <= 8 else start

    def _claimant(self, first: int, last: int) -> ActorFound | None:
        """Who counts: a monitor that the sentence names, or the one beside its counting verb."""
        actors = self.actors.within(first, last)
        for actor in actors:
            if actor.kind == "source" and actor.listed:
                return actor
        for mark in [
            *self.words.within("according", first, last),
            *self._marks("count", first, last),
        ]:
            for actor in actors:
                if 0 <= actor.first - mark.last <= 1 or (
                    self.reading.language == "en" and 0 <= mark.first - actor.last <= 1
                ):
                    return actor
        return None

    def _head_actor(self, figure: _Figure, first: int, claimant: ActorFound | None) -> ActorFound | None:
        if figure.doer is not None or figure.by_someone:
            return figure.doer
        for mark in self.words.within("doer", first, figure.first):
            actor = self._actor_from(mark.last, min(mark.last + _TOKENS_TO_DOER, figure.first))
            if actor is not None and actor is not claimant:
                return actor
        units = [u for u in (figure.unit,) if u is not None]
        for unit in units:
            for at in (unit.first - 1, unit.last, unit.first - 2, unit.last + 1):
                near = self.reading.actor_at.get(at)
                if near is None or near is claimant or near.kind == "source" or near.is_civilian:
                    continue
                if self._holds_area(near):
                    continue
                return near
        return self._subject(figure, first, claimant)

    def _subject(self, figure: _Figure, first: int, claimant: ActorFound | None) -> ActorFound | None:
        """An actor named before the figure, or behind «ل» after it, that isn't harmed."""
        for actor in self.actors.within(first, figure.right):
            if actor is claimant or not actor.armed or actor.is_civilian or self._holds_area(actor):
                continue
            owner = actor.prefix.startswith("ل")
            if (actor.first < figure.first or owner) and self.reading.fold(actor.first - 1) not in _TOWARDS:
                return actor
        return None

    def _head_area(self, figure: _Figure, first: int) -> str | None:
        if figure.place is not None and figure.place[1] > figure.count.last:
            return figure.place[0]
        own = range(figure.right - 1, first - 1, -1)
        spots = [self._area_at(at) for at in own]
        for spot in spots:
            if spot is not None:
                return spot[0]
        for place in self.places.within(first, figure.right):
            if place.first not in self.reading.actor_at:
                return _name_of(self.reading, place)
        return None

    # ------------------------------------------------------------- ordinals

    def _ordinal(self, period: DateMention, first: int, last: int) -> TallyFound | None:
        """«ثاني استهداف … منذ بداية العام» counts two."""
        open_end = self.reading.published is None or period.end == self.reading.published
        if period.kind != "since" or not open_end:
            return None
        for ordinal in self.words.within("ordinal", first, period.first):
            if ordinal.first in self.reading.date_at or period.first - ordinal.last > 14:
                continue
            unit = self._unit_beside(ordinal)
            deed = self._deed_after(ordinal) if unit is None else None
            if unit is None and deed is None and not self._of_its_kind(ordinal):
                continue
            value = int(ordinal.row.value)
            count = CountMention(ordinal.first, ordinal.last, value, value)
            figure = _Figure(count, first, period.first, unit=unit, measure="events")
            tally = self._tally(figure, self._head_actor(figure, first, None))
            claimant = self._claimant(first, last)
            tally.claimant = claimant.output_id if claimant else None
            tally.start, tally.end = period.start, self._end(period, period.first)
            tally.area = self._head_area(figure, first)
            tally.type = deed or tally.type
            tally.period = (period.first, period.last)
            tally.first = min(tally.first, unit.first if unit else ordinal.first)
            tally.last = period.last
            return tally
        return None

    def _deed_after(self, ordinal: PhraseFound) -> str | None:
        """«رابع من يُغتال», "the fourth man to be killed": the kind of deed that is counted."""
        near = self.triggers.within(ordinal.last, ordinal.last + _TOKENS_TO_DEED)
        types = [t.trigger.type for t in near if t.trigger.type]
        return next((t for t in types if event_class(t) in _COUNTED_DEEDS), None)

    def _unit_beside(self, ordinal: PhraseFound) -> PhraseFound | None:
        for at in (ordinal.last, ordinal.last + 1, ordinal.first - 1, ordinal.first - 2):
            unit = self.words.at("unit", at)
            if unit is not None and unit.row.value == "events":
                return unit
        return self.words.at("site", ordinal.last) or self.words.at("site", ordinal.first - 1)

    def _of_its_kind(self, ordinal: PhraseFound) -> bool:
        return any(self.words.at("kind", at) for at in (ordinal.last, ordinal.last + 1))

    # ----------------------------------------------------- figures that follow

    def _follow(self, context: _Context, figures: list[_Figure], last: int) -> None:
        """Parts and further measures of a tally, from the figures after it."""
        listed_doer = among = False
        for figure in figures:
            among = self._is_among(figure, among)
            if among and figure.unit is None and not self._is_of_total(figure):
                continue
            harm_before = figure.harm is not None and figure.harm.first < figure.first
            subject = self._subject_of(figure, listed_doer) or self._ranked(figure)
            listed_doer = subject is not None
            if subject is not None:
                figure.doer, figure.by_someone = subject, True
                figure.measure = figure.measure or self._last_measure(context)
            if self._add_part(context, figure, harm_before):
                continue
            tally = self._own_tally(context, figure, harm_before)
            if tally is not None:
                tally.last = min(tally.last, last)
                self.found.append(tally)

    def _is_among(self, figure: _Figure, before: bool) -> bool:
        """Whether a figure tells who the victims were («بينهم 13 امرأة و26 طفلاً»)."""
        if self.words.within("among", figure.left, figure.first):
            return True
        new_clause = any(self.reading.tokens[i].text in _COMMAS for i in range(figure.left, figure.first))
        return (
            before and not new_clause and not (figure.harm is not None and figure.harm.first < figure.first)
        )

    def _is_of_total(self, figure: _Figure) -> bool:
        """Whether it is still a share of the total: «40 في حمص», «20 على يد …»."""
        if self.reading.fold(figure.count.last) in _IN or self.words.at("part", figure.count.last):
            return True
        return bool(self.words.within("doer", figure.count.last, figure.right))

    def _subject_of(self, figure: _Figure, listed: bool) -> ActorFound | None:
        """The killer in «قتلت القوات 12 مدنياً، والفصائل ستة»: right before the figure."""
        actor = self.reading.actor_at.get(figure.first - 1)
        if actor is None or actor.first < figure.left or actor.kind == "source":
            return None
        verb = figure.harm is not None and figure.harm.verb and figure.harm.last == actor.first
        return actor if verb or listed else None

    def _ranked(self, figure: _Figure) -> ActorFound | None:
        """«تتصدر قوات النظام القائمة بـ 78 حالة، تليها قسد بـ 57»."""
        if not self.words.within("rank", figure.left, figure.first):
            return None
        named = [a for a in self.actors.within(figure.left, figure.first) if a.kind != "source"]
        return named[-1] if named and not named[-1].is_civilian else None

    def _last_measure(self, context: _Context) -> Measure:
        return self.found[-1].measure if self.found else context.head.measure

    def _add_part(self, context: _Context, figure: _Figure, harm_before: bool) -> bool:
        """Whether a figure is a sub-total by area of the tally; it is then added to it."""
        head = context.head
        if figure.place is None or figure.by_someone or (harm_before and figure.measure != head.measure):
            return False
        if figure.unit is not None and figure.unit.row.value not in (head.measure, "events"):
            return False
        if not _fits(figure.count, head):
            return False
        figures = (figure.count.least, figure.count.most)
        if all((p.area, p.least) != (figure.place[0], figures[0]) for p in head.parts):
            end = max(figure.place[1], figure.count.last)
            head.parts.append(PartFound(figure.place[0], *figures, figure.first, end))
        return True

    def _own_tally(self, context: _Context, figure: _Figure, harm_before: bool) -> TallyFound | None:
        head = context.head
        bare = figure.unit is not None and not figure.unit.row.type
        measure = figure.measure if not (figure.by_someone and bare) else None
        measure = measure or (head.measure if figure.by_someone else None)
        if measure is None:
            return None
        alike = [t.type for t in self.found[context.since :] if t.measure == measure]
        held = bool(alike)
        own_type = self._type(figure, None, measure)
        named = figure.unit is not None or figure.count.unit_hint == "times"
        new_kind = named and own_type not in (None, *alike)
        if held and not figure.by_someone and not (new_kind and measure == "events"):
            return None
        if not held and not harm_before and figure.unit is None and figure.harm is None:
            return None
        if figure.by_someone and measure == head.measure and not _fits(figure.count, head):
            return None
        return self._handed_on(context, replace(figure, measure=measure))

    def _handed_on(self, context: _Context, figure: _Figure) -> TallyFound:
        head = context.head
        tally = self._tally(figure, figure.doer if figure.by_someone else None)
        if not figure.by_someone:
            tally.actor = head.actor
            if figure.unit is None and figure.count.unit_hint != "times":
                tally.type = "arrest" if tally.measure == "arrested" else head.type
        elif tally.type is None and head.type == "arrest":
            tally.type = head.type
        tally.claimant, tally.area = context.claimant, head.area
        tally.start, tally.end, tally.period = context.start, context.end, context.period
        return tally

    # ------------------------------------------------------------ the record

    def _tally(self, figure: _Figure, actor: ActorFound | None) -> TallyFound:
        least, most = figure.count.least, figure.count.most
        reached = self.words.within("reach", figure.left, figure.first)
        if reached and reached[-1].row.value == "over":
            most = None  # «تتخطى الغارات 90 غارة»
        listed = actor.output_id if actor is not None and actor.kind != "generic" else None
        measure = figure.measure or "events"
        type_id = self._type(figure, actor, measure)
        ends = [figure.count.last]
        ends += [x.last for x in (figure.unit, figure.harm, figure.doer) if x is not None]
        if figure.place is not None:
            ends.append(figure.place[1])
        end = min(max(ends), max(figure.right, figure.count.last))
        return TallyFound(
            None, type_id, listed, None, None, None, measure, least, most, figure.begins, end,
            figure=(figure.first, figure.count.last),
        )  # fmt: skip

    def _type(self, figure: _Figure, actor: ActorFound | None, measure: Measure) -> str | None:
        if figure.unit is not None:
            return _type_of_unit(figure.unit.row.type, actor)
        if figure.count.unit_hint == "times":
            types = [t.trigger.type for t in self.triggers.within(figure.left, figure.first)]
            return next((t for t in reversed(types) if t), None)
        if measure == "arrested":
            return "arrest"
        return self._type_of_harm(figure)

    def _type_of_harm(self, figure: _Figure) -> str | None:
        """The kind of violence named beside people harmed, its class where several are named.

        Fighters killed with no more said fell in fighting; of others nothing is assumed.
        """
        if figure.harm is not None and figure.harm.row.type:
            return figure.harm.row.type
        executors = [m for m in self.words.within("doer", figure.count.last, figure.right) if m.row.type]
        if executors and figure.by_someone:
            return executors[0].row.type
        harm = figure.harm.first if figure.harm is not None else -1
        types = {
            t.trigger.type
            for t in self.triggers.within(figure.begins, figure.right)
            if t.trigger.type not in (None, "killing")
            and t.first != harm
            and event_class(t.trigger.type) in _VIOLENCE
        }
        if len(types) == 1:
            return types.pop()
        if types:
            classes = {event_class(t) for t in types}
            return classes.pop() if len(classes) == 1 else "fighting"
        fighters = self.words.within("fighter", figure.count.last, figure.count.last + 2)
        return "fighting" if fighters and figure.measure != "arrested" else None

    def _run_on(self, head: TallyFound, first: int, last: int) -> None:
        """Let the clause run on to its last part."""
        ends = [p.last for p in head.parts if first <= p.first < last]
        head.last = max([head.last, *ends])
        if any(p.area == head.area for p in head.parts):
            head.area = None


def _type_of_unit(name: str, actor: ActorFound | None) -> str | None:
    """«استهداف» and «عملية» are attacks of armed groups, but strikes of a state's forces."""
    doer = actor.actor if actor is not None else None
    if name == "target":
        return "attack" if doer in _UNDIRECTED else "remote-violence"
    if name == "operation":
        return "attack" if doer in _UNDIRECTED else None
    return name or None


def _fits(count: CountMention, head: TallyFound) -> bool:
    """A part can't be larger than the whole."""
    whole = head.most if head.most is not None else None
    return whole is None or (count.least or 0) <= whole


def _name_of(reading: Reading, place: PlaceMention) -> str:
    """A place in the text's words, with its «ريف» and without clitics or «مناطق»."""
    words = reading.words(place.first, place.last)
    if place.prefix and words.startswith(place.prefix):
        words = words[len(place.prefix) :]
        if place.prefix.endswith(("ال", "لل")):
            words = _ARTICLE + words
        elif place.prefix.endswith("ل") and words.startswith("ل"):  # «للأراضي»
            words = _ARTICLE + words[1:]
    head, _, rest = words.partition(" ")
    return rest if rest and fold_word(head) == _AREAS else words


def _without_repeats(reading: Reading, found: list[TallyFound]) -> list[TallyFound]:
    """Each figure once; a headline that gives the figure of a tally is an echo of it."""
    kept: dict[tuple[str, int | None, int | None], list[TallyFound]] = {}
    for tally in found:
        alike = kept.setdefault((tally.measure, tally.least, tally.most), [])
        same = next((t for t in alike if _may_be_one(t, tally)), None)
        if same is None:
            alike.append(tally)
        else:
            _join(same, tally)
    single = [tally for alike in kept.values() for tally in alike]
    single.sort(key=lambda t: t.first)
    _add_echoes(reading, single)
    return single


def _may_be_one(one: TallyFound, two: TallyFound) -> bool:
    """Whether two tallies of one figure are one: no actor of their own each, one beginning."""
    apart = one.actor is not None and two.actor is not None and one.actor != two.actor
    return not apart and (one.start == two.start or None in (one.start, two.start))


def _join(one: TallyFound, two: TallyFound) -> None:
    """Take into one tally what another telling of it adds."""
    if one.claimant is None and two.claimant is not None:
        one.echoes.append((one.first, one.last))
        one.first, one.last, one.figure, one.period = two.first, two.last, two.figure, two.period
        one.claimant, one.end = two.claimant, two.end
    else:
        one.echoes.append((two.first, two.last))
    one.type, one.actor, one.area = one.type or two.type, one.actor or two.actor, one.area or two.area
    one.start, one.parts = one.start or two.start, one.parts or two.parts


def _add_echoes(reading: Reading, tallies: list[TallyFound]) -> None:
    """Further sentences that give a tally's figure, if it is large enough to be no accident."""
    wanted: dict[tuple[int | None, int | None], list[TallyFound]] = {}
    for tally in tallies:
        if (tally.least or 0) >= _LEAST_ECHO:
            wanted.setdefault((tally.least, tally.most), []).append(tally)
    if not wanted:
        return
    sentences = reading.text.sentences
    starts = [first for first, _ in sentences]
    for count in reading.counts:
        if count.unit_hint is not None:
            continue
        sentence = sentences[max(0, bisect_right(starts, count.first) - 1)]
        for tally in wanted.get((count.least, count.most), ()):
            own = sentence[0] <= tally.figure[0] < sentence[1]
            if not own and not tally.first <= count.first < tally.last and tally.echoes[-1:] != [sentence]:
                tally.echoes.append(sentence)
