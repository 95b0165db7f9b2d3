"""Which words of a sentence tell of one happening («تجميع الأفعال في وقائع»).

Arabic news packs several happenings into one sentence and spreads one over several words:
a victim verb («قُتل»), a cause noun («بقصف»), a support verb («شنّ»). Triggers are read from
left to right; each joins the happening before it or begins a new one, by the signs between
them: a cause preposition binds, a contrast («فيما»، «كما») parts, «و» before a verb parts
unless the verb only tells the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Final, Literal

from marsad.extract.cues import OFFICIALS
from marsad.extract.english_anchors import is_denied, tells_a_deed
from marsad.extract.event_types import event_class
from marsad.extract.inorder import inside
from marsad.extract.persons import PersonMention
from marsad.extract.reading import Reading
from marsad.extract.triggers import Trigger, TriggerForm, TriggerMention, read_triggers

Category = Literal["event", "effect", "light"]

_PARTING: Final = frozenset({"contrast", "then", "background"})
_CAUSES: Final = frozenset({"cause", "during", "by"})
_COERCION: Final = frozenset({"raid", "arrest", "seizure", "patrol"})
#: Force-posture words that may name one and the same movement.
_ONE_MOVE: Final = (frozenset({"reinforcement", "deployment"}), frozenset({"reinforcement", "aid"}))
_VIOLENT: Final = frozenset({"fighting", "killing", "remote-violence"})
_HARMFUL: Final = _VIOLENT | {"coercion", "unrest"}
_COMMAS: Final = frozenset("،,؛;")
#: How far before a verb «الذي» may stand to make it describe the words before.
_RELATIVE_REACH: Final = 6
_RELATIVES: Final = frozenset({"الذي", "التي", "الذين", "اللذين", "which", "that", "who"})
#: Kinds of deeds that «وسبقتها» may tell of once more, and how far after them.
_REPEATED: Final = frozenset({"force-posture", "humanitarian", "remote-violence"})
_REPEAT_REACH: Final = 24
#: Words for going into a place, which often ends in taking it.
ENTERING: Final = frozenset({"v-dakhala", "n-dukhul", "v-iqtahama"})
_COMING: Final = frozenset({"v-wasala", "n-wusul", "v-tawajjaha"})
_CARRYING: Final = frozenset({"v-naqala", "v-arsala", "v-shahana", "n-naql"})
_MOVING: Final = frozenset({"force-posture", "humanitarian"})
_HELD: Final = frozenset({"abduction", "arrest"})
_HIM: Final = frozenset({"ه", "ها", "هم", "هما"})
_DATE_REACH: Final = 40
#: How far before its last word a deed may be counted («هو الثاني الذي يستهدف»).
_SERIES_REACH: Final = 6
_FALLING: Final = frozenset({"rocket", "shell", "mortar", "barrel-bomb", "grenade"})
_DURING: Final = frozenset({"خلال", "اثناء"})
_SINCE: Final = frozenset({"بعد", "قبل", "منذ", "عقب", "وفق", "بموجب", "خلال"})
_CHECKPOINT: Final = ("حاجز", "حواجز")
_AT: Final = frozenset({"علي", "عند", "في", "قرب", "من", "امام", "الي"})
_ONE_MORE: Final = frozenset({"اخر", "اخرين", "اخري", "another", "others"})


#: Words of speech that tell of a deed laid to somebody, not of a stand that the speaker takes.
_OF_A_DEED: Final = frozenset({"accuse", "deny"})
_OF_TERMS: Final = frozenset({"force-posture", "diplomacy", "humanitarian"})
_THERE: Final = frozenset({"فيه", "فيها", "هناك", "خلالها", "خلاله", "مع"})
#: How far into a headline a colon may stand, and after it the words of a stand.
_COLON_REACH: Final = 8
_NOT: Final = frozenset({"لن", "لا"})
_STANCE_REACH: Final = 5
_STAND_REACH: Final = 25
_TOLLS: Final = frozenset({"حصيله", "ضحايا", "قتلي", "شهداء"})
_TRACES: Final = frozenset({"اثار", "واثار"})
_FLOWN: Final = frozenset({"airstrike", "shelling", "drone-strike"})
#: Who meets missiles in the air, and how many of them they hit.
_DEFENCES: Final = frozenset({"وسايط", "دفاعات", "الدفاعات", "دفاعاتنا", "المضادات", "مضادات"})
_MOST_OF_THEM: Final = frozenset({"معظمها", "بعضها", "اغلبها", "عددا", "جميعها", "غالبيتها", "عدد"})
_DEFENCE_REACH: Final = 2
#: Deeds that may be done by what was planted, and the things planted.
_PLANTED: Final = frozenset({"assassination", "attack", "explosion"})
_BOMBS: Final = frozenset({"ied", "mine", "car-bomb"})
_WITHOUT: Final = frozenset({"دون", "بدون", "بلا", "دونما"})
_SIGNS: Final = _COMMAS | _RELATIVES


@dataclass(slots=True)
class Anchor:
    """A trigger, or a word for dead or injured people that stands for one."""

    first: int
    last: int
    category: Category
    trigger: TriggerMention | None = None
    person: PersonMention | None = None
    #: an actor, vehicle or count follows within reach: the verb has a subject of its own
    own_subject: bool = False
    #: a place follows within reach
    own_place: bool = False
    #: someone stands right after the verb
    near_subject: bool = False
    #: the word is a column of vehicles
    is_convoy: bool = False
    #: «وسبقتها»: it stands for the deed told before, done once more
    again: bool = False
    #: «والتقى فيها», «واجتمع بقادة»: whoever acted before acts on
    acts_on: bool = False
    #: the table row of the trigger
    row: Trigger | None = field(init=False)

    def __post_init__(self) -> None:
        self.row = self.trigger.trigger if self.trigger is not None else None

    @property
    def is_verb(self) -> bool:
        """Whether it is a finite verb."""
        return self.trigger is not None and self.trigger.form.pos == "verb"

    @property
    def is_phrase(self) -> bool:
        """Whether it takes several words."""
        return self.trigger is not None and self.last - self.first > 1

    @property
    def prefix(self) -> str:
        """The clitics before it."""
        if self.trigger is not None:
            return self.trigger.prefix
        return self.person.prefix if self.person is not None else ""


@dataclass(slots=True)
class Happening:
    """The anchors of one happening and the stretch of its sentence that belongs to it."""

    sentence: int
    anchors: list[Anchor]
    first: int = 0
    last: int = 0
    #: the opening of the sentence, before any anchor: its time and place hold for all
    opening: tuple[int, int] = (0, 0)
    parted_by: str = ""
    order: int = 0
    #: the harm word of the happening before, which «وأربعة بقصف خيمة في …» leaves out
    shared: Anchor | None = None

    @property
    def has_event(self) -> bool:
        """Whether an event trigger is among the anchors."""
        return "event" in [a.category for a in self.anchors]

    @property
    def has_effect(self) -> bool:
        """Whether people harmed are among the anchors."""
        return "effect" in [a.category for a in self.anchors]

    @property
    def is_hostile(self) -> bool:
        """Whether its deeds may harm people: not a convoy, a truce or a protest."""
        classes = {
            event_class(a.row.type) for a in self.anchors if a.row is not None and a.category == "event"
        }
        return bool(classes & (_VIOLENT | {"coercion"})) or any(
            a.row is not None and a.row.type == "riot" for a in self.anchors
        )

    def triggers(self) -> list[TriggerMention]:
        """The triggers among the anchors, in order."""
        return [a.trigger for a in self.anchors if a.trigger is not None]


@dataclass(slots=True)
class _Gap:
    """What stands between two anchors."""

    roles: set[str] = field(default_factory=set)
    comma: bool = False
    #: an actor after a comma: a new subject
    subject: bool = False
    relative: bool = False
    length: int = 0
    place: bool = False
    date: bool = False
    duration: bool = False
    #: a date after «بعد»: «بعد يومين من …» tells of another day
    later_date: bool = False
    #: «هو الثاني»: the deed before was counted among others
    series: bool = False


def find_happenings(reading: Reading) -> list[Happening]:
    """The candidate happenings of a report, in text order."""
    found: list[Happening] = []
    repeats = "again" in reading.cue_roles
    for number, (first, last) in enumerate(reading.text.sentences):
        anchors = _anchors(reading, first, last)
        if repeats:
            anchors = _with_repeats(reading, anchors)
        groups = _group(reading, number, anchors)
        _lay_regions(reading, groups, first, last)
        for group in groups:
            group.order = len(found)
            found.append(group)
    return found


def _anchors(reading: Reading, first: int, last: int) -> list[Anchor]:
    triggers = [
        t
        for t in inside(reading.triggers, first, last)
        if not (_only_cause(t) or _is_demanded(reading, t) or _is_feared(reading, t) or _is_where(reading, t))
        and tells_a_deed(reading, t)
        and not _did_not_happen(reading, t)
        and not (_searches_one(t) or _is_struck_column(reading, t) or _is_falling_shell(reading, t))
        and not (_is_agreed(reading, t) or _owns_means(reading, t) or _is_trace(reading, t))
    ]
    triggers = [t for at, t in enumerate(triggers) if not _only_extends(reading, t, triggers[:at])]
    if (quoted := _said_after_colon(reading, first, last)) is not None:
        triggers = [*(t for t in triggers if t.last <= quoted.first), quoted]
    triggers = [t for at, t in enumerate(triggers) if not _fends_off(reading, t, triggers[:at])]
    deeds = [t for t in triggers if t.trigger.type != "statement"]
    if any(_is_deed(t) for t in deeds):
        # «ضُبطت أحزمة ناسفة»: beside a deed, a weapon's name tells of no explosion.
        deeds = [t for t in deeds if "item" not in t.trigger.notes]
    deeds = sorted([*deeds, *_stands_taken(reading, triggers)], key=lambda t: t.first) if deeds else triggers
    anchors = [Anchor(t.first, t.last, _category(t), trigger=t) for t in deeds]
    if any(a.row is not None and event_class(a.row.type) in _VIOLENT for a in anchors):
        anchors = [a for a in anchors if not _dates_by_truce(reading, a)]
    taken = {i for a in anchors for i in range(a.first, a.last)}
    anchors += [
        Anchor(p.first, p.last, "effect", person=p)
        for p in inside(reading.persons, first, last)
        if p.sense in ("dead", "injured") and p.first not in taken and not is_denied(reading, p.first)
    ]
    for anchor in anchors:
        item = reading.item_at.get(anchor.first)
        anchor.is_convoy = item is not None and item.item == "convoy"
        anchor.own_place = _own_place(reading, anchor)
        anchor.near_subject = (
            anchor.is_verb and anchor.trigger is not None and _subject_right_after(reading, anchor.trigger)
        )
        if reading.fold(anchor.last).endswith(("ها", "هم")) and anchor.last in reading.item_at:
            anchor.near_subject = False  # «ونقلت أسلحتها»: what is carried
        anchor.own_subject = _has_subject(reading, anchor, last)
        if anchor.is_verb and anchor.row is not None and anchor.row.type == "meeting":
            following = reading.fold(anchor.last)
            anchor.acts_on = following in _THERE or following.startswith("ب")
    return sorted(anchors, key=lambda a: a.first)


def _said_after_colon(reading: Reading, first: int, last: int) -> TriggerMention | None:
    """«عبدي: لن نتخلى عن …»: a headline that gives somebody's words; the colon stands for «قال»."""
    near = range(first, min(first + _COLON_REACH, last))
    colon = next((at for at in near if reading.tokens[at].text == ":"), None)
    if colon is None:
        return None
    voice = reading.cue_at.get(colon - 1)
    if colon - 1 not in reading.actor_at and (voice is None or voice.role != "state-voice"):
        return None
    said = range(colon + 1, min(colon + _STANCE_REACH, last))
    stands = any((cue := reading.cue_at.get(at)) is not None and cue.role == "stance" for at in said)
    if not stands and not any(reading.folds[at] in _NOT for at in said):
        return None
    return TriggerMention(colon, colon + 1, _saying(), "", "", "present", None)


@cache
def _saying() -> TriggerForm:
    row = next(t for t in read_triggers() if t.id == "v-qala")
    return TriggerForm(row, "verb", tense="present")


def _stands_taken(reading: Reading, triggers: list[TriggerMention]) -> list[TriggerMention]:
    """«أدانت الوزارة القصف», «هدد القائد بالرد»: events of their own beside the deeds they speak of.

    Who accuses or denies only tells of the deed.
    """
    return [
        t
        for t in triggers
        if t.trigger.type == "statement"
        and t.trigger.lang == "ar"
        and (t.trigger.strength >= 2 or _stands_follow(reading, t))
        and t.form.pos == "verb"
        and (t.trigger.pos == "verb" or "demand" in t.trigger.notes)
        and not any(a.kind in _OF_A_DEED for a in reading.attributions_in(t.first, t.first + 1))
        and speaker_of(reading, t) is not None
    ]


def _stands_follow(reading: Reading, trigger: TriggerMention) -> bool:
    """«قال القائد إن قواته لن …»: words of a stand, not of a deed, in what somebody says."""
    if "stance" not in reading.cue_roles or trigger.tense == "present":
        return False
    for at in range(trigger.last, min(trigger.last + _STAND_REACH, len(reading.tokens))):
        if reading.tokens[at].kind == "break":
            return False
        cue = reading.cue_at.get(at)
        if cue is not None and cue.role == "stance":
            return True
    return False


def speaker_of(reading: Reading, trigger: TriggerMention) -> int | None:
    """The token of the party or official that a verb of speech has for its subject, right after it."""
    for at in range(trigger.last, min(trigger.last + 3, len(reading.tokens))):
        cue = reading.cue_at.get(at)
        if at in reading.actor_at or (cue is not None and cue.role in OFFICIALS):
            return at
        if reading.tokens[at].kind in ("mark", "break") and reading.tokens[at].text not in '«"':
            return None
    return _speaker_before(reading, trigger) if trigger.tense == "present" else None


def _speaker_before(reading: Reading, trigger: TriggerMention) -> int | None:
    """«الخارجية الروسية تدين …»: a headline puts the speaker first."""
    at = trigger.first - 1
    actor = reading.actor_at.get(at)
    if actor is None or trigger.prefix or actor.prefix:
        return None
    first = actor.first - 1
    opens = first < 0 or reading.tokens[first].kind in ("mark", "break") or first in reading.actor_at
    near = (reading.cue_at.get(token) for token in (first, first - 1))
    return at if opens or any(c is not None and c.role in OFFICIALS for c in near) else None


def _has_subject(reading: Reading, anchor: Anchor, last: int) -> bool:
    """Whether a verb brings a subject of its own: someone, something or a number follows it."""
    if not anchor.is_verb or anchor.trigger is None:
        return False
    if "leg" in anchor.trigger.trigger.notes:
        return _subject_right_after(reading, anchor.trigger)
    return any(
        at in reading.actor_at or at in reading.item_at or at in reading.count_at
        for at in range(anchor.last, min(anchor.last + 9, last))
    )


def _subject_right_after(reading: Reading, trigger: TriggerMention) -> bool:
    for at in range(trigger.last, min(trigger.last + 3, len(reading.tokens))):
        if at in reading.place_at or reading.tokens[at].kind in ("mark", "break"):
            return False
        if at in reading.actor_at or at in reading.item_at:
            return True
    return False


def _only_extends(reading: Reading, trigger: TriggerMention, before: list[TriggerMention]) -> bool:
    """«غارات على 12 موقعاً توزعت على …»: a word for a stage of the way, where nothing moves."""
    if "leg" not in trigger.trigger.notes or not before or _subject_right_after(reading, trigger):
        return False
    return event_class(before[-1].trigger.type) in _VIOLENT


def _fends_off(reading: Reading, trigger: TriggerMention, before: list[TriggerMention]) -> bool:
    """«عدواناً جوياً …، وقد تصدت وسائط الدفاع لصواريخه وأسقطت معظمها»: the strike told before."""
    shot = "shot-down" in trigger.trigger.notes
    if trigger.form.pos != "verb" or not (shot or trigger.trigger.id == "v-tasadda"):
        return False
    struck = any(t.trigger.type in _FLOWN or t.trigger.id == "n-udwan" for t in before)
    words = {reading.fold(at) for at in range(trigger.last, trigger.last + _DEFENCE_REACH)}
    return struck and bool(words & (_MOST_OF_THEM if shot else _DEFENCES))


def _is_trace(reading: Reading, trigger: TriggerMention) -> bool:
    """«جثة شاب وعليها آثار إطلاق نار»: what a body shows."""
    return trigger.trigger.instrument == "gunfire" and reading.fold(trigger.first - 1) in _TRACES


def _owns_means(reading: Reading, trigger: TriggerMention) -> bool:
    """«لصواريخ العدوان»: whose the missiles are, no deed."""
    if trigger.trigger.id != "n-udwan":
        return False
    owner = reading.actor_at.get(trigger.first)
    return owner is not None and owner.head_role == "craft" and owner.first < trigger.first


def _did_not_happen(reading: Reading, trigger: TriggerMention) -> bool:
    """«من دون قتال», «بلا اتفاق»: the deed that did not come about beside those that did."""
    row = trigger.trigger
    if row.lang != "ar" or not row.type or row.type == "killing":
        return False
    if trigger.form.pos == "verb":
        return reading.fold(trigger.first - 1) == "لن"  # «لن تسلم سلاحها»: a stand
    before = reading.fold(trigger.first - 1)
    return before in _WITHOUT or (before == "اي" and reading.fold(trigger.first - 2) in _WITHOUT)


def _is_struck_column(reading: Reading, trigger: TriggerMention) -> bool:
    """«تعرضت دورية لكمين»: the patrol that was ambushed, no patrol of its own."""
    if event_class(trigger.trigger.type) != "force-posture" or trigger.form.pos == "verb":
        return False
    before = reading.trigger_at.get(trigger.first - 1)
    return before is not None and before.trigger.type is None and "undergo" in before.trigger.frames


def _is_falling_shell(reading: Reading, trigger: TriggerMention) -> bool:
    """«بقذيفة سقطت على خيمتهم»: no town falls."""
    if trigger.trigger.type != "territorial-change" or trigger.form.pos != "verb":
        return False
    item = reading.item_at.get(trigger.first - 1) or reading.item_at.get(trigger.last)
    return trigger.trigger.base == "سقط" and item is not None and item.item in _FALLING


def _searches_one(trigger: TriggerMention) -> bool:
    """«حاول العناصر تفتيشه»: a man is searched, no place is raided."""
    return trigger.trigger.id == "n-taftish" and trigger.suffix in _HIM


def _dates_by_truce(reading: Reading, anchor: Anchor) -> bool:
    """«لم ينضم بعد التسوية»: a deal known already only tells since when."""
    deal = anchor.row is not None and anchor.row.type == "agreement" and not anchor.is_verb
    return deal and anchor.prefix.endswith("ال") and reading.fold(anchor.first - 1) in _SINCE


def _is_agreed(reading: Reading, trigger: TriggerMention) -> bool:
    """«اتفاق ينص على دخول القوات», «على وقف النار وانسحاب …»: what a deal lays down is to come."""
    if (
        trigger.form.pos == "verb"
        or trigger.trigger.lang != "ar"
        or trigger.trigger.type in (None, "agreement")
    ):
        return False
    if event_class(trigger.trigger.type) not in _OF_TERMS:
        return False
    for at in range(trigger.first - 1, max(trigger.first - 14, -1), -1):
        if reading.tokens[at].text in ".؛" or reading.tokens[at].kind == "break" or at in reading.date_at:
            return False
        cue, before = reading.cue_at.get(at), reading.trigger_at.get(at)
        if cue is not None and cue.role == "terms":
            return True
        if before is not None and before.form.pos == "verb":
            return False
        if before is not None and before.trigger.type == "agreement":
            return trigger.prefix.startswith("و") or reading.fold(trigger.first - 1) == "علي"
    return False


def _is_demanded(reading: Reading, trigger: TriggerMention) -> bool:
    """«طالب المندوب بانسحاب القوات»: the deed that is called for or threatened is none yet."""
    if trigger.trigger.lang != "ar" or trigger.form.pos == "verb":
        return False
    for at in range(trigger.first - 1, max(trigger.first - 9, -1), -1):
        if reading.tokens[at].kind in ("mark", "break"):
            return False
        before = reading.trigger_at.get(at)
        if before is not None and before.trigger.type:
            return before.trigger.type in ("statement", "meeting") and "demand" in before.trigger.notes
    return False


def _is_where(reading: Reading, trigger: TriggerMention) -> bool:
    """«على حاجز مؤقت»: the checkpoint at which something else happened."""
    if trigger.form.pos == "verb" or trigger.trigger.lang != "ar":
        return False
    if trigger.trigger.type == "aid" and trigger.prefix.endswith("ل"):
        return True  # «مركز لتوزيع المساعدات»
    if trigger.trigger.type != "patrol":
        return False
    word = reading.fold(trigger.first).removeprefix("ال")
    return word.startswith(_CHECKPOINT) and reading.fold(trigger.first - 1) in _AT


def _is_feared(reading: Reading, trigger: TriggerMention) -> bool:
    """«خوفاً من قصف», «تحسباً لهجوم»: beside other deeds of its sentence it is none."""
    if "hypothetical" not in reading.cue_roles or trigger.form.pos == "verb":
        return False
    cues = (reading.cue_at.get(at) for at in range(max(trigger.first - 3, 0), trigger.first))
    return any(c is not None and c.role == "hypothetical" for c in cues)


def _is_deed(trigger: TriggerMention) -> bool:
    row = trigger.trigger
    harmless = event_class(row.type) not in _VIOLENT and row.type is not None
    return harmless and "item" not in row.notes and row.strength >= 2


def _only_cause(trigger: TriggerMention) -> bool:
    return trigger.trigger.frames == ("cause",)


def _category(trigger: TriggerMention) -> Category:
    row = trigger.trigger
    if row.type and row.type != "killing":
        return "event"
    if row.effect in ("killed", "injured"):
        return "effect"
    if row.type:
        return "event"
    return "light"


def is_result(anchor: Anchor) -> bool:
    """Whether a support verb tells an outcome («أدى إلى», «أسفر عن»), not a deed («شنّ»)."""
    return anchor.row is not None and "result" in anchor.row.notes


def _telling_tokens(reading: Reading) -> bytearray:
    """Which tokens of a report may tell something about a gap, worked out once."""
    if reading.telling is None:
        reading.telling = bytearray(len(reading.folds))
        for tokens in (reading.actor_at, reading.cue_at, reading.place_at, reading.date_at, reading.count_at):
            for at in tokens:
                reading.telling[at] = 1
        for at, fold in enumerate(reading.folds):
            if fold in _SIGNS:
                reading.telling[at] = 1
    return reading.telling


def _gap(reading: Reading, first: int, last: int) -> _Gap:
    gap = _Gap(length=last - first)
    gap.series = "series" in reading.cue_roles and any(
        (cue := reading.cue_at.get(at)) is not None and cue.role == "series"
        for at in range(max(first - _SERIES_REACH, 0), last)
    )
    telling = _telling_tokens(reading)
    for at in range(first, last):
        if not telling[at]:
            continue
        fold = reading.folds[at]
        gap.comma |= fold in _COMMAS
        gap.subject |= gap.comma and at in reading.actor_at and reading.actor_at[at].armed
        gap.relative |= fold in _RELATIVES and last - at <= _RELATIVE_REACH
        cue = reading.cue_at.get(at)
        if cue is not None and cue.first == at:
            gap.roles.add(cue.role)
        gap.place |= at in reading.place_at
        gap.date |= at in reading.date_at
        count = reading.count_at.get(at)
        gap.duration |= count is not None and count.unit_hint == "duration"
        gap.later_date |= "after" in gap.roles and at in reading.date_at
    return gap


def _group(reading: Reading, sentence: int, anchors: list[Anchor]) -> list[Happening]:
    groups: list[Happening] = []
    for number, anchor in enumerate(anchors):
        following = anchors[number + 1] if number + 1 < len(anchors) else None
        if groups:
            gap = _gap(reading, groups[-1].anchors[-1].last, anchor.first)
            if _only_frames(reading, groups[-1], anchor):
                continue
            shared = _shared_harm(reading, groups[-1], anchor, gap)
            if shared is not None:
                groups.append(Happening(sentence, [anchor], shared=shared))
                continue
            if _joins(reading, groups[-1], anchor, gap, following):
                groups[-1].anchors.append(anchor)
                continue
            parted = next((r for r in gap.roles if r in _PARTING), "")
        else:
            parted = ""
        groups.append(Happening(sentence, [anchor], parted_by=parted))
    return _without_idle(groups)


def _shared_harm(reading: Reading, group: Happening, anchor: Anchor, gap: _Gap) -> Anchor | None:
    """«استشهاد تسعة بنيران … قرب …، وأربعة بقصف خيمة في …»: another deed under the same harm word."""
    if anchor.category != "event" or anchor.is_verb or not (gap.place and anchor.own_place):
        return None
    if (
        not (group.has_event and group.has_effect)
        or event_class(anchor.row and anchor.row.type) not in _VIOLENT
    ):
        return None
    if not (anchor.prefix.endswith("ب") or _after_in(reading, anchor) or gap.roles & {"cause"}):
        return None
    first = group.anchors[-1].last
    count = next((at for at in range(anchor.first - 1, first - 1, -1) if at in reading.count_at), None)
    if count is None or not reading.fold(count).startswith("و") or reading.count_at[count].unit_hint:
        return None
    if not any(at in reading.place_at for at in range(first, count)):
        return None
    if any(at in reading.trigger_at for at in range(count, anchor.first)):
        return None
    return next((a for a in group.anchors if a.category == "effect"), None)


def _only_frames(reading: Reading, group: Happening, anchor: Anchor) -> bool:
    """«مقتل شاب برصاص قسد خلال مداهمة منزله»: the raid is only when he was killed."""
    row = anchor.row
    if (
        row is None
        or anchor.is_verb
        or row.type not in _COERCION
        or reading.fold(anchor.first - 1) not in _DURING
    ):
        return False
    cues = (reading.cue_at.get(at) for at in range(group.anchors[0].last, anchor.first))
    shots = all(
        a.row is None or a.row.instrument == "gunfire" for a in group.anchors if a.category == "event"
    )
    return group.has_effect and shots and any(c is not None and c.role == "by" for c in cues)


def _with_repeats(reading: Reading, anchors: list[Anchor]) -> list[Anchor]:
    """The anchors with «وسبقتها …», «تلاها …»: once more what was told before them."""
    found: list[Anchor] = []
    for anchor in anchors:
        found.append(anchor)
        moves = anchor.row is not None and event_class(anchor.row.type) in _REPEATED
        if not moves or anchor.category != "event" or anchor.trigger is None:
            continue
        for at in range(anchor.last, min(anchor.last + _REPEAT_REACH, len(reading.tokens))):
            cue = reading.cue_at.get(at)
            if reading.tokens[at].text in ".؟" or (at in reading.trigger_at and at != anchor.first):
                break
            if cue is not None and cue.role == "again" and cue.first == at:
                found.append(Anchor(at, cue.last, "event", trigger=anchor.trigger, again=True))
                break
    return found


def _without_idle(groups: list[Happening]) -> list[Happening]:
    return [g for g in groups if g.has_event or g.has_effect]


def _parts(anchor: Anchor, gap: _Gap) -> bool:
    """Whether a contrast, or «و» before a finite verb, begins something new here."""
    if gap.roles & _PARTING:
        return True
    return anchor.is_verb and anchor.prefix[:1] in ("و", "ف")


def _joins(reading: Reading, group: Happening, anchor: Anchor, gap: _Gap, following: Anchor | None) -> bool:
    if "detail" in gap.roles and gap.series:
        return False  # «وهذا الهجوم هو الثاني …، إذ سقط …»: the other one is told now
    if anchor.category == "light":
        return _light_joins(group, anchor, gap)
    if anchor.category == "effect":
        return _effect_joins(reading, group, anchor, gap, following)
    return _event_joins(reading, group, anchor, gap)


def _light_joins(group: Happening, anchor: Anchor, gap: _Gap) -> bool:
    told_again = anchor.trigger is not None and anchor.trigger.suffix in ("ها", "ه") and anchor.is_verb
    if told_again and group.is_hostile and not gap.subject:
        return True  # «أوقعت الغارات …، وقد نفّذتها طائرات»
    if is_result(anchor):
        return not (gap.roles & {"contrast", "background"} and not group.has_event)
    if _parts(anchor, gap):
        return False
    return gap.relative or gap.length <= 6


def _cause_follows(reading: Reading, anchor: Anchor, following: Anchor | None) -> bool:
    """Whether the next trigger is an event that this effect is laid to."""
    if following is None or following.category != "event":
        return False
    gap = _gap(reading, anchor.last, following.first)
    if gap.roles & _PARTING:
        return False
    return (
        bool(gap.roles & _CAUSES) or following.prefix.endswith(("ب", "بال")) or _after_in(reading, following)
    )


def _after_in(reading: Reading, anchor: Anchor) -> bool:
    return reading.fold(anchor.first - 1) in ("في", "in", "من", "by")


def _effect_joins(
    reading: Reading, group: Happening, anchor: Anchor, gap: _Gap, following: Anchor | None
) -> bool:
    if group.has_event and not group.is_hostile:
        return False
    if "reply" in gap.roles:
        return False  # «حيّدت 22 مقاتلاً رداً على مقتل 12 جندياً»
    if group.has_event and reading.fold(anchor.last) in _ONE_MORE and "background" not in gap.roles:
        return True  # «اغتالوا شرطياً وأصابوا آخر»
    if group.has_event and "after" in gap.roles and gap.date and _dated_later(reading, anchor):
        return False  # «… مساء الخميس، وذلك بعد مقتل … في 20 حزيران»
    if group.has_event and _cause_follows(reading, anchor, following):
        return bool(group.anchors[-1].category == "light")
    if gap.roles & {"result", "among"} or group.anchors[-1].category == "light":
        return True
    if gap.roles & _PARTING:
        return not (gap.place or _own_place(reading, anchor)) and "background" not in gap.roles
    if not group.has_event and _parts(anchor, gap):
        return not (gap.place and _own_place(reading, anchor))
    return True


def _dated_later(reading: Reading, anchor: Anchor) -> bool:
    """Whether a day of its own is told for a deed further on in its sentence."""
    for at in range(anchor.last, min(anchor.last + _DATE_REACH, len(reading.tokens))):
        if reading.tokens[at].kind == "break" or reading.tokens[at].text in ".؟":
            return False
        if at in reading.date_at:
            return True
    return False


def _own_place(reading: Reading, anchor: Anchor) -> bool:
    """Whether a place stands within the next words, before another trigger."""
    for at in range(anchor.last, min(anchor.last + 14, len(reading.tokens))):
        if at in reading.trigger_at or reading.tokens[at].kind == "break":
            return False
        if at in reading.place_at:
            return True
    return False


def _event_joins(reading: Reading, group: Happening, anchor: Anchor, gap: _Gap) -> bool:
    cue = reading.cue_at.get(anchor.first)
    if cue is not None and cue.role == "by" and cue.first == anchor.first:
        gap.roles.add("by")  # «اغتيل …، برصاص مسلحين»
    if reading.language == "en" and "after" in gap.roles and gap.duration:
        return False  # "came three days after a bomb killed …"
    if anchor.again:
        return False
    if _is_in_toll(reading, group, anchor):
        return True
    if _goes_off(reading, group, anchor):
        return True
    if _is_leg(group, anchor, gap) or _takes_what_it_enters(group, anchor, gap):
        return True
    last = group.anchors[-1]
    if last.category == "light" and not group.has_event:
        return not gap.roles & _PARTING
    if not group.has_event:
        return _cause_of_effects(reading, anchor, gap)
    if gap.roles & _PARTING and not (gap.roles & _PARTING <= {"then"}):
        return False
    if "then" in gap.roles:
        mine = {a.row.type for a in group.anchors if a.row is not None}
        return _continues(mine, anchor, gap)
    return _same_event(group, anchor, gap)


def _is_in_toll(reading: Reading, group: Happening, anchor: Anchor) -> bool:
    """«انفجار سيارة …، لترتفع حصيلة التفجير إلى 21»: the deed told before, with its last toll."""
    if anchor.is_verb or not anchor.prefix.endswith("ال") or not group.is_hostile:
        return False
    return reading.fold(anchor.first - 1) in _TOLLS


def _goes_off(reading: Reading, group: Happening, anchor: Anchor) -> bool:
    """«زرع مجهولون عبوة …، وقد انفجرت قبل أن يصعد»: what was planted, told to its end."""
    row = anchor.row
    if row is None or row.type != "explosion" or not anchor.is_verb or anchor.own_subject or anchor.own_place:
        return False
    mine = {a.row.type for a in group.anchors if a.row is not None}
    planted = (reading.item_at.get(at) for at in range(group.anchors[0].first, anchor.first))
    return bool(mine & _PLANTED) and any(i is not None and i.item in _BOMBS for i in planted)


def _is_leg(group: Happening, anchor: Anchor, gap: _Gap) -> bool:
    """«دخل رتل فجراً …، وتوجّه إلى …»: a further stage of the movement told before it."""
    if anchor.row is None or "leg" not in anchor.row.notes or anchor.own_subject:
        return False
    moves = any(
        a.row is not None and event_class(a.row.type) in _MOVING and a.category == "event"
        for a in group.anchors
    )
    return moves and not gap.subject and not gap.roles & {"contrast", "background"}


def _takes_what_it_enters(group: Happening, anchor: Anchor, gap: _Gap) -> bool:
    """«دخل الجيش المدينة وبسط سيطرته على …», «دخولها البلدة وطرد القوات منها»: one change of hands."""
    if anchor.row is None or anchor.row.type != "territorial-change":
        return False
    if anchor.near_subject and "expel" not in anchor.row.notes:
        return False
    last = group.anchors[-1].row
    if last is None or last.id not in ENTERING or gap.roles & _PARTING:
        return False
    return anchor.prefix[:1] in ("و", "ف") or "then" in gap.roles


def _cause_of_effects(reading: Reading, anchor: Anchor, gap: _Gap) -> bool:
    if gap.roles & _PARTING or gap.later_date:
        return False
    if anchor.is_verb and anchor.row is not None and anchor.row.type in _HELD and _has_pronoun(anchor):
        return False  # «جثة فتى خطفه مسلحون»: held before, not killed by it
    if anchor.row is not None and event_class(anchor.row.type) not in _HARMFUL:
        return False  # «عائلة نزحت من تدمر»: no cause of death
    if gap.roles & _CAUSES or anchor.prefix.endswith(("ب", "بال")) or _after_in(reading, anchor):
        return True
    return not (_parts(anchor, gap) or anchor.prefix.startswith("و"))


def _has_pronoun(anchor: Anchor) -> bool:
    return anchor.trigger is not None and bool(anchor.trigger.suffix)


def _same_event(group: Happening, anchor: Anchor, gap: _Gap) -> bool:
    mine = [a.row for a in group.anchors if a.category == "event" and a.row is not None]
    row = anchor.row
    if row is None or not mine:
        return False
    weak = all(m.strength == 1 for m in mine) and row.strength >= 2
    if (
        weak
        and {m.type for m in mine} != {"statement"}
        and not anchor.is_verb
        and not anchor.prefix.startswith("و")
        and "after" not in gap.roles
    ):
        return gap.length <= 16  # «استقبلت القاعدة رتلاً»: the noun tells what the verb is about
    types = {m.type for m in mine}
    if (
        gap.length == 0
        and group.anchors[-1].is_verb
        and event_class(row.type) in _VIOLENT
        and not anchor.is_verb
    ):
        return True  # «منزل دمرته غارة»: the deed is the verb's subject
    binds = anchor.prefix.endswith(("ب", "بال")) or bool(gap.roles & {"by", "with", "cause"})
    if gap.subject:
        return False
    if anchor.trigger is not None and anchor.trigger.suffix and gap.length <= 2 and not gap.comma:
        return True  # «سيارة مفخخة ضبطها الحاجز»: a clause that describes the thing before it
    if "frame" in gap.roles and row.strength <= 2 and not anchor.is_verb:
        return True  # «ضمن عملية …»: the frame of the deed, no deed of its own
    if "cause" in gap.roles and types == {"explosion"} and row.type == "exercise":
        return True  # «انفجارات ناتجة عن تدريبات»
    if _carries_on(mine, anchor):
        return True
    close = gap.length <= 8 and not gap.comma
    if (
        anchor.trigger is not None
        and anchor.trigger.form.pos == "participle"
        and anchor.prefix[:1] not in ("و", "ف")
    ):
        return True  # «مستهدفاً»: how the deed before it was done
    if "and" in gap.roles and not anchor.is_verb and row.type in types and (gap.place or anchor.is_convoy):
        return False  # «هبطت طائرة …، إلى جانب رتل», «نشر 300 عنصر في …، إضافة إلى نشر 50 …»
    if _continues(types, anchor, gap) or _is_hit_convoy(mine, anchor, gap):
        return True
    hostile = any(event_class(m.type) in _VIOLENT for m in mine)
    if row.type == "destruction" and hostile and not anchor.own_place and not gap.subject:
        return True  # «فقتلت ستة ودمّرت دبابة»: what the strike did
    same_move = row.type in types and event_class(row.type) == "force-posture" and anchor.is_verb
    if same_move and not (anchor.own_subject or anchor.own_place or gap.date):
        return True
    if _comes_for(mine, anchor) or _is_told_of(group, anchor, gap):
        return True
    if row.type == "release" and "release" in types and "exchange" in gap.roles:
        return True  # «أفرج … مقابل إطلاق سراح …»
    if row.type == "statement" and types == {"statement"} and anchor.is_verb:
        return not gap.date  # «أدانت الوزارة القصف وطالبت …»
    if row.type == "statement" and types == {"protest"} and gap.length == 0 and not anchor.prefix:
        return True  # «مظاهرة طالبت بمحاسبة …»
    if row.type == "meeting" and "meeting" in types and anchor.is_verb and (anchor.acts_on or not gap.date):
        return not (gap.place and anchor.own_place)  # «زار الوزير القاعدة والتقى فيها قادة»
    if row.type == "abduction" and "abduction" in types and not (gap.place and anchor.own_place):
        return True  # «خطفوا طبيباً وطالبوا بفدية»
    if row.id == "v-tasadda" and types & {"raid", "attack"}:
        return True  # «اقتحمت القوات البلدة وتصدى لها الثوار»: a clash
    if row.id == "n-kamin" and types == {"arrest"} and anchor.prefix.endswith("ب"):
        return True  # «ألقت القبض على … بكمين محكم»
    if row.type in _COERCION and types & _COERCION:
        again = row.type in types and not anchor.is_verb and anchor.prefix.startswith("و")
        elsewhere = gap.place and anchor.own_place and (_parts(anchor, gap) or again)
        return not (elsewhere and "patrol" not in types) and row.type != "patrol"
    if not _may_be_one(mine, row):
        return "during" in gap.roles and row.type in _COERCION and bool(types & _COERCION)
    if anchor.prefix.startswith("و") and anchor.is_verb:
        return row.type in types and "hit" in row.frames and not gap.place
    if anchor.prefix.startswith("و"):
        return row.type in types and not gap.place
    if binds or gap.relative:
        return True
    if event_class(row.type) == "force-posture" and gap.length <= 20:
        return True  # «قدِم من …، بعدما اجتاز …»: one movement told in stages
    if anchor.is_verb or close:
        return gap.length <= 12 and not gap.comma
    return False


def _comes_for(mine: list[Trigger], anchor: Anchor) -> bool:
    """«يصل إلى موسكو للقاء نظيره»: the talks are what the journey is for."""
    purpose = anchor.prefix.endswith("ل") or anchor.prefix.endswith("لل")
    return anchor.row is not None and anchor.row.type == "meeting" and purpose and mine[-1].id in _COMING


def _is_told_of(group: Happening, anchor: Anchor, gap: _Gap) -> bool:
    """«إن رتلاً يضم ثلاثين شاحنة غادر القاعدة»: the column is the subject of the verb after it."""
    row = anchor.row
    if row is None or not anchor.is_verb or anchor.prefix or anchor.near_subject:
        return False
    column = len(group.anchors) == 1 and group.anchors[0].is_convoy and not group.anchors[0].is_verb
    return column and event_class(row.type) == "force-posture" and gap.length <= 16 and not gap.subject


def _carries_on(mine: list[Trigger], anchor: Anchor) -> bool:
    """«سحب الجيش آلياته من … ونقلها إلى …»: the same things, carried further."""
    row = anchor.row
    if row is None or row.id not in _CARRYING or anchor.trigger is None:
        return False
    moved = any(event_class(m.type) in _MOVING for m in mine)
    if moved and anchor.trigger.suffix == "هم" and anchor.prefix[:1] in ("و", "ف"):
        return True  # «خرجت العائلات … ونقلتهم حافلات»
    own = anchor.trigger.suffix in ("ها", "هم", "ه") or anchor.prefix[:1] in ("و", "ف")
    return moved and own and not anchor.near_subject


def _continues(types: set[str | None], anchor: Anchor, gap: _Gap) -> bool:
    """A further leg of a movement, told by a bare verb: «ووصل إلى القاعدة», «قبل أن تنسحب»."""
    row = anchor.row
    if row is None or not anchor.is_verb or event_class(row.type) != "force-posture":
        return False
    if row.type == "withdrawal":
        return bool(types & {"patrol", "raid"}) and not gap.date
    moving = types & {"reinforcement", "aid", "patrol", "withdrawal"}
    describes = anchor.prefix[:1] not in ("و", "ف") and anchor.trigger is not None
    if (
        moving
        and describes
        and anchor.trigger is not None
        and anchor.trigger.tense == "present"
        and not gap.subject
    ):
        return True  # «قافلة تنقل ذخائر»: a clause that describes the convoy
    if row.type == "territorial-change":
        return "reinforcement" in types and not anchor.own_subject
    return bool(moving) and row.strength == 1 and not gap.date and not anchor.own_subject


def _is_hit_convoy(mine: list[Trigger], anchor: Anchor, gap: _Gap) -> bool:
    """«استُهدف رتل للوزارة»: the column is what was hit, no movement is told."""
    hostile = any(event_class(m.type) in _HARMFUL for m in mine)
    row = anchor.row
    moves = row is not None and event_class(row.type) == "force-posture" and row.strength <= 2
    return hostile and moves and not anchor.is_verb and gap.length <= 6 and anchor.prefix[:1] != "و"


def _may_be_one(mine: list[Trigger], row: Trigger) -> bool:
    """Whether a word may be another name for what the group already tells."""
    if any(row.type == m.type for m in mine):
        return True
    if any(event_class(m.type) in _VIOLENT for m in mine) and event_class(row.type) in _VIOLENT:
        return True
    return any({m.type, row.type} <= pair for m in mine for pair in _ONE_MOVE)


def _lay_regions(reading: Reading, groups: list[Happening], first: int, last: int) -> None:
    """Cut the sentence into one stretch for each group, at the best parting point."""
    if not groups:
        return
    cuts = [first]
    for before, after in pairwise(groups):
        cuts.append(_cut(reading, before.anchors[-1].last, after.anchors[0].first))
    cuts.append(last)
    opening = (first, groups[0].anchors[0].first)
    for group, start, end in zip(groups, cuts, cuts[1:], strict=False):
        group.first, group.last, group.opening = start, end, opening


def _cut(reading: Reading, first: int, last: int) -> int:
    """Where, between two anchors, the later one's stretch begins."""
    comma = last
    if reading.tokens[last].fold[:1] in ("و", "ف") and last in reading.trigger_at:
        trigger = reading.trigger_at[last]
        if trigger.form.pos == "verb" and trigger.prefix[:1] in ("و", "ف"):
            return last - 1 if last > first and reading.tokens[last - 1].text in "،," else last
    for at in range(last - 1, first - 1, -1):
        cue = reading.cue_at.get(at)
        if cue is not None and cue.first == at and cue.role in _PARTING | {"detail"}:
            return at
        if comma == last and reading.tokens[at].text in "،,؛;":
            comma = at
    return comma
