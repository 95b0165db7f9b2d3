"""From happenings to events: what kind, and everything about each («من الوقائع إلى الأحداث»)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Final

import msgspec

from marsad.arabic.fold import fold_word
from marsad.extract.actors import ActorFound
from marsad.extract.dates import DateMention
from marsad.extract.english_roles import find_english_roles
from marsad.extract.english_victims import find_english_victims, no_one_harmed_in_english
from marsad.extract.event_types import event_class
from marsad.extract.happenings import ENTERING, Anchor, Happening, find_happenings
from marsad.extract.inorder import inside
from marsad.extract.persons import PersonMention
from marsad.extract.reading import Reading
from marsad.extract.roles import VIOLENT, RoleFound, find_roles
from marsad.extract.settings import (
    MOVEMENTS,
    PlaceInRole,
    When,
    find_beginning_of,
    find_date_of,
    find_places_of,
    main_date,
    names_place_again,
)
from marsad.extract.triggers import Trigger
from marsad.extract.victims import Victims, casualties_of, find_victims, no_one_harmed
from marsad.model import Casualties, Count, Status
from marsad.tables import load_table

#: Which kind of event the means of attack make of a general word («استهدف», «قصف», «ضربة»).
_MEANS: Final = (
    ("drone", "drone-strike"),
    ("suicide", "suicide-bombing"),
    ("air", "airstrike"),
    ("ied", "explosion"),
    ("mine", "explosion"),
    ("rocket", "shelling"),
    ("artillery", "shelling"),
    ("gunfire", "attack"),
)
#: The stronger kind where one happening has several words.
_ORDER: Final = (
    "suicide-bombing", "drone-strike", "airstrike", "explosion", "shelling", "assassination", "raid",
    "abduction", "patrol", "arrest", "seizure", "armed-clash", "attack", "killing", "territorial-change",
    "withdrawal",
    "reinforcement", "deployment", "base", "exercise", "release", "agreement", "protest", "riot",
    "aid", "return", "displacement", "destruction", "meeting", "statement",
)  # fmt: skip
_RANK: Final = {name: number for number, name in enumerate(_ORDER)}
_ITEM_MEANS: Final = {
    "drone": "drone", "warplane": "air", "helicopter": "air", "barrel-bomb": "air", "rocket": "rocket",
    "shell": "artillery", "mortar": "artillery", "ied": "ied", "mine": "mine", "machine-gun": "gunfire",
    "small-arms": "gunfire", "explosive-belt": "suicide",
}  # fmt: skip
_ALL: Final = frozenset({"جميع", "كافه", "كل", "اي", "لاي", "all", "any"})
_ARMS: Final = frozenset(
    {"tank", "armoured-vehicle", "weapons", "ammunition", "air-defence", "cargo-aircraft"}
)
_RETURNING: Final = frozenset(
    {"عائده", "عائدين", "العائدين", "عودتهم", "للعوده", "لعودتهم", "العوده", "returning"}
)
_COMING_HOME: Final = frozenset({"العائدين", "عائدين", "العائدون"})
_FAMILIES: Final = frozenset({"family", "family-b"})
_AID_ITEMS: Final = frozenset({"aid-truck", "tanker", "fuel"})
_CAMP: Final = "مخيم"
_FROM_AFAR: Final = frozenset({"air", "drone", "rocket", "artillery"})
_ESCAPE: Final = frozenset({"p-walla-hariban", "p-iqtada-jiha"})
#: The most people that one attempt on somebody's life hurts.
_FEW: Final = 2
_ONE: Final = frozenset({"احد", "احدي"})
#: Words of rockets that are aimed at one vehicle.
_AIMED_WEAPON: Final = frozenset({"للدروع", "دروع", "موجه", "موجها", "تاو", "حراري", "كورنيت"})
#: Deeds done to what people own.
_OF_PROPERTY: Final = frozenset({"destruction", "seizure", "attack"})
_GUNS: Final = frozenset({"الاسلحه", "اسلحه", "السلاح", "الرصاص", "الرشاشات"})
_LOOSE: Final = frozenset({"attack", "killing", "shelling"})
_TORTURE: Final = frozenset({"التعذيب", "تعذيب"})
_AIMED: Final = frozenset({"استهداف", "استهدف"})
_RANSOM: Final = frozenset({"فديه", "فديات", "اتاوه"})
#: «إطلاق نار من سيارة مسرعة»: shot at from what passes by.
_RIDDEN: Final = frozenset({"car", "motorcycle"})
_TRIED: Final = frozenset({"محاوله", "نجا", "ينجو", "فشل", "فاشله", "attempt", "survived", "attempted"})
_INSTEAD: Final = frozenset({"مكانها", "مكانهم", "مكانه", "محلها", "محلهم", "محله", "محل"})
_COMING: Final = frozenset({"v-wasala", "n-wusul", "v-tawajjaha", "v-dakhala", "v-ghadara"})
_CARRYING: Final = frozenset({"v-naqala", "n-naql", "v-shahana"})
_SINCE: Final = frozenset({"منذ", "رغم", "since", "despite"})
_TAKES_SUBJECT: Final = VIOLENT | {"coercion", "force-posture"}
#: Which kinds of deeds told in a row happened at one place, where the second names none.
_FOLLOWS_AT: Final = frozenset(
    {("meeting", "agreement"), ("withdrawal", "territorial-change"), ("meeting", "statement")}
)
#: Rows of triggers.csv that say only that something was aimed at.
_AIMED_ROWS: Final = frozenset({"v-istahdafa", "n-istihdaf", "n-udwan"})
_FLIERS: Final = frozenset({"global-coalition", "us-forces"})
_GUNNERS: Final = frozenset({"turkish-forces", "russian-forces", "israeli-forces", "syrian-regime"})
_IRREGULAR: Final = frozenset({"islamic-state", "unidentified-armed-group", "former-regime-remnants"})
#: Goods that are not counted by the piece: «مستودع ذخيرة» is no one ammunition.
_MASSES: Final = frozenset({"ammunition", "fuel", "logistics", "equipment", "weapons"})
#: Where a house is searched or turned into a post, it is no thing struck.
_NO_HOUSES: Final = frozenset({"raid", "arrest", "seizure", "abduction", "base", "deployment", "patrol"})
_CLEARING: Final = frozenset({"ازاله", "نزع", "خرائط", "تفكيك", "كاسحه", "لازاله", "clearing", "removing"})
_CONVOY_ITEMS: Final = frozenset(
    {"helicopter", "truck", "tanker", "armoured-vehicle", "tank", "military-vehicle", "cargo-aircraft",
     "convoy", "logistics", "equipment", "weapons", "ammunition", "fuel", "prefab", "air-defence"}
)  # fmt: skip
_WEAPONS: Final = frozenset(
    {"rocket", "shell", "mortar", "ied", "mine", "grenade", "machine-gun", "small-arms", "explosive-belt",
     "car-bomb", "cluster-munition", "barrel-bomb", "drone", "warplane", "helicopter", "artillery"}
)  # fmt: skip


@dataclass(slots=True)
class ItemFound:
    """An item of an event with how many of it; a token span."""

    item: str
    count: Count | None
    first: int
    last: int


@dataclass(slots=True)
class Draft:
    """An event while it is being put together."""

    happening: Happening
    type: str
    when: When | None = None
    places: list[PlaceInRole] = field(default_factory=list)
    roles: list[RoleFound] = field(default_factory=list)
    victims: list[Victims] = field(default_factory=list)
    casualties: Casualties = field(default_factory=Casualties)
    items: list[ItemFound] = field(default_factory=list)
    status: Status = "reported"
    sources: list[tuple[int, int]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    background: bool = False
    definite: bool = False
    #: told only as people harmed, with no word for the deed
    bare: bool = False
    notes: list[str] = field(default_factory=list)

    def initiators(self) -> set[str | None]:
        """The ids of those who did it."""
        return {r.actor.actor for r in self.roles if r.role == "initiator"}

    def targets(self) -> set[str | None]:
        """The ids of those it was done to."""
        return {r.actor.actor for r in self.roles if r.role == "target"}


def draft_events(
    reading: Reading, counted: Set[int] = frozenset(), standing: Set[int] = frozenset()
) -> list[Draft]:
    """The events of a report before tellings of one happening are joined, in text order.

    ``counted`` holds the tokens of running totals: sums of many happenings are no events.
    ``standing`` holds those of standing relations: what an ally does in general is none either.
    """
    drafts: list[Draft] = []
    place: int | None = None
    for happening in find_happenings(reading):
        if (counted or standing) and _tells_of_many(reading, happening, counted, standing):
            continue
        draft = _draft(reading, happening, place)
        if draft is not None:
            drafts.append(draft)
            place = next((p.index for p in draft.places if p.role in ("site", "destination")), place)
    return drafts


def _tells_of_many(reading: Reading, happening: Happening, counted: Set[int], standing: Set[int]) -> bool:
    """Whether a happening is part of a running total or of a standing relation."""
    if any(a.first in counted for a in happening.anchors):
        return True
    if find_date_of(reading, happening):
        return False
    return _only_counts(reading, happening, counted) or any(a.first in standing for a in happening.anchors)


def _only_counts(reading: Reading, happening: Happening, counted: Set[int]) -> bool:
    """Whether a happening without day and place of its own stands in the sentence of a running total."""
    first, last = reading.text.sentences[happening.sentence]
    if not any(at in counted for at in range(first, last)):
        return False
    return not any(at in reading.place_at for at in range(happening.first, happening.last))


def _draft(reading: Reading, happening: Happening, before: int | None) -> Draft | None:
    type_id = kind_of(reading, happening)
    if type_id is None or _is_aside(reading, happening, type_id):
        return None
    draft = Draft(happening, type_id)
    english = reading.language == "en"
    draft.victims = find_english_victims(reading, happening) if english else find_victims(reading, happening)
    roles_of = find_english_roles if english else find_roles
    draft.roles = roles_of(reading, happening, type_id, draft.victims)
    unharmed = no_one_harmed_in_english if english else no_one_harmed
    if type_id == "release":
        draft.roles += _freed_side(reading, happening, draft.roles)
    none = unharmed(reading, happening.first, happening.last)
    draft.casualties = casualties_of(draft.victims, none)
    draft.places = find_places_of(reading, happening, type_id, before)
    if draft.places and event_class(type_id) == "force-posture" and names_place_again(reading, happening):
        draft.notes.append("place-referred")  # «القاعدة» is as good as its name
    draft.items = find_items_of(reading, happening, draft.victims)
    draft.spans = [(happening.anchors[0].first, happening.anchors[-1].last)]
    draft.bare = not happening.has_event or _only_gunfire(happening, _events_of(happening))
    draft.background = _is_background(reading, happening)
    draft.definite = _is_definite(reading, happening)
    _add_victims_side(draft, inside(reading.persons, happening.first, happening.last))
    if type_id == "territorial-change" and _takes_over(reading, happening):
        draft.notes.append("takes-over")
    if any(r.rule == "given-to" for r in draft.roles):
        draft.notes.append("takes-over")
    draft.type = _by_doer(reading, draft)
    return draft


def _freed_side(reading: Reading, happening: Happening, roles: list[RoleFound]) -> list[RoleFound]:
    """«أُطلق سراح 140 من عناصر قسد»: the side of those who are freed, also where it frees others."""
    known = {r.actor.actor for r in roles if r.role == "target"}
    start = happening.anchors[0].last
    found = []
    for actor in inside(reading.actors, start, happening.last):
        if actor.actor is None or actor.actor in known or not actor.armed or actor.is_civilian:
            continue
        of_some = reading.fold(actor.first - 1) == "من" and (
            actor.first - 2 in reading.count_at or actor.first - 2 in reading.person_at
        )
        counted = actor.head_role == "member" and actor.first - 1 in reading.count_at
        if of_some or counted:
            known.add(actor.actor)
            found.append(RoleFound("target", actor, 4, "freed"))
    return found


def _is_aside(reading: Reading, happening: Happening, type_id: str) -> bool:
    """«قبل أن تنسحب القوة», «وهذا الهجوم هو الثاني»: said by the way, no happening of its own."""
    anchor = next(iter(_events_of(happening)), happening.anchors[0])
    before = [reading.cue_at.get(at) for at in (anchor.first - 1, anchor.first - 2)]
    if type_id == "withdrawal" and any(c is not None and c.role == "before" for c in before):
        return True
    if reading.fold(anchor.first - 1).removeprefix("و") in _ALL:
        return True  # «جميع الهجمات»: of many happenings at once
    since = {reading.fold(anchor.first - 1), reading.fold(anchor.first - 2) if type_id == "agreement" else ""}
    if since & _SINCE and find_date_of(reading, happening) is None:
        return True
    if reading.cue_roles >= {"reply"} and _is_motive(reading, happening):
        return True
    if type_id == "release" and reading.fold(anchor.first - 1) == "مقابل" and not anchor.is_verb:
        first, _ = reading.text.sentences[happening.sentence]
        if any(reading.folds[at].removeprefix("ب") in _RANSOM for at in range(first, anchor.first)):
            return True  # «وطالبوا بفدية مقابل إخلاء سبيله»
    if _only_claimed(happening) or _only_escape(reading, happening):
        return True
    roles = {c.role for c in inside(reading.cues, happening.first, happening.last)}
    if "accident" in roles and not happening.has_event:
        return True
    if "medical" in roles and event_class(type_id) == "force-posture":
        return True  # «نُقلوا إلى المشفى»
    if _demanded(reading, happening) and find_date_of(reading, happening) is None:
        return True
    return "series" in roles and _is_definite(reading, happening)


def _is_motive(reading: Reading, happening: Happening) -> bool:
    """«رداً على اعتقال طالبة»: why it was done, with no day of its own."""
    cue = reading.cue_at.get(happening.anchors[0].first - 1)
    return cue is not None and cue.role == "reply" and find_date_of(reading, happening) is None


def _only_claimed(happening: Happening) -> bool:
    """«وتبنّى التنظيم الهجوم»: the word of its doer for a deed told before."""
    claim, *rest = happening.anchors
    told = [a for a in rest if a.category == "event"]
    known = bool(told) and all(not a.is_verb and a.prefix.endswith("ال") for a in told)
    return claim.row is not None and claim.row.id == "v-tabanna" and known


def _only_escape(reading: Reading, happening: Happening) -> bool:
    """«لاذوا بالفرار إلى جهة مجهولة»: where the doers went, no abduction."""
    events = _events_of(happening)
    ids = {a.row.id for a in events if a.row is not None}
    nowhere = any(reading.fold(a.first) == "الي" for a in events)
    return nowhere and bool(ids) and ids <= _ESCAPE


def _demanded(reading: Reading, happening: Happening) -> bool:
    """«طالبوا بالإفراج عن المعتقلين», «احتجاجاً على القصف»: what is wanted or protested, not told."""
    if "demand" not in reading.cue_roles:
        return False
    anchor = happening.anchors[0]
    first, _ = reading.text.sentences[happening.sentence]
    cues = (reading.cue_at.get(at) for at in range(max(first, anchor.first - 4), anchor.first))
    return any(c is not None and c.role == "demand" for c in cues)


def _by_doer(reading: Reading, draft: Draft) -> str:
    """The kind of event once it is known who did it."""
    doers = draft.initiators()
    irregular = bool(doers) and doers <= _IRREGULAR
    if draft.type == "shelling" and irregular and (doers != {"islamic-state"} or not _only_civil(draft)):
        return "attack"  # a cell's rocket at a checkpoint is an attack, not a bombardment
    if draft.type == "killing" and irregular and "gunfire" in _means(reading, draft.happening):
        return "assassination"
    if draft.type == "attack" and irregular and _on_persons(reading, draft):
        return "assassination"
    if draft.type == "attack" and doers and not irregular and _shot_dead(reading, draft):
        return "killing"
    if draft.type in ("killing", "attack") and not doers and _shot_on_purpose(reading, draft):
        return "assassination"
    if doers == {"israeli-forces"} and draft.type in _LOOSE and _is_aggression(draft):
        return "airstrike"  # «العدوان الإسرائيلي على حي المزة»
    if draft.type == "attack" and (afar := _from_afar(reading, draft)) is not None:
        return afar
    crowd = [r for r in draft.roles if r.role == "initiator" and r.actor.is_civilian]
    if draft.type in ("destruction", "attack", "raid") and crowd and not doers - {"civilians", "protesters"}:
        return "riot"
    unknown = bool(doers) and doers <= {"unidentified-armed-group", "tribal-fighters"}
    if draft.type == "arrest" and unknown:
        return "abduction"  # only those who hold the law make arrests
    harmless = not draft.victims and {i.item for i in draft.items} & {"house"}
    if draft.type == "explosion" and doers and harmless:
        return "destruction"  # blowing up a house is no attack on people
    return draft.type


def _from_afar(reading: Reading, draft: Draft) -> str | None:
    """«استهدف الجيش التركي قرية …»: an army that strikes a place, by means untold, fires from afar."""
    doers = draft.initiators() - {None}
    struck = any(p.role == "site" and p.basis == "read" for p in draft.places)
    rows = {a.row.id for a in _events_of(draft.happening) if a.row is not None}
    if not (doers and struck and rows and rows <= _AIMED_ROWS) or _means(reading, draft.happening):
        return None
    if doers <= _FLIERS:
        return "airstrike"
    return "shelling" if doers <= _GUNNERS else None


def _is_aggression(draft: Draft) -> bool:
    """«العدوان الإسرائيلي على …»: the word for its strikes from the air."""
    struck = {a.row.id for a in _events_of(draft.happening) if a.row is not None}
    return struck == {"n-udwan"} or any("عدوان" in r.actor.name for r in draft.roles)


def _only_civil(draft: Draft) -> bool:
    """Whether those hit are people of no side: «استهدف التنظيم الحي بقذائف الهاون»."""
    return bool(draft.victims) and not any(r.actor.armed for r in draft.roles if r.role == "target")


def _few_hurt(draft: Draft) -> bool:
    counts = [v.count for v in draft.victims if not v.part]
    return bool(counts) and all(c is not None and c.most is not None and c.most <= _FEW for c in counts)


def _on_persons(reading: Reading, draft: Draft) -> bool:
    """«أطلق مسلحون النار على عنصر في …»: at a person or two, not at a post or a patrol."""
    if not _few_hurt(draft) or "gunfire" not in _means(reading, draft.happening):
        return False
    for at in range(draft.happening.anchors[0].first, draft.happening.last):
        cue = reading.cue_at.get(at)
        if cue is not None and cue.role == "on":
            civil = reading.actor_at.get(cue.last)
            named = cue.last in reading.person_at or (civil is not None and civil.is_civilian)
            return named or reading.fold(cue.last) in _ONE
    return False


def _shot_dead(reading: Reading, draft: Draft) -> bool:
    """«قنص عنصر رجلاً», «إطلاق نار على سيارتهما»: one or two people shot, no post attacked."""
    if not _few_hurt(draft) or draft.casualties.killed is None or not draft.casualties.killed.least:
        return False
    happening = draft.happening
    if _means(reading, happening) != {"gunfire"} or any(v.group == "fighter" for v in draft.victims):
        return False
    own = {r.actor.first for r in draft.roles if r.role == "target" and r.actor.armed}
    return not own and "gunfire" in {t.trigger.instrument for t in happening.triggers()}


def _shot_on_purpose(reading: Reading, draft: Draft) -> bool:
    """«قُتل شاب بعد استهدافه بالرصاص»: one person was meant."""
    aimed = any(t.trigger.base.split()[0] in _AIMED for t in draft.happening.triggers())
    riding = any(i.item in _RIDDEN and reading.fold(i.first - 1) == "من" for i in draft.items)
    dead = draft.casualties.killed is not None
    return (aimed or (riding and dead)) and _few_hurt(draft) and "gunfire" in _means(reading, draft.happening)


def kind_of(reading: Reading, happening: Happening) -> str | None:
    """The event type of a happening, from its words and the means named beside them."""
    events = _events_of(happening)
    means = _means(reading, happening)
    if not events or _harmed_during(reading, happening, events) or _only_gunfire(happening, events):
        return _kind_of_harm(happening, means)
    rows = [a.row for a in events if a.row is not None]
    nouns = [a.row for a in events if a.row is not None and not a.is_verb]
    if {r.type for r in rows} == {"reinforcement", "meeting"} and _comes_to_talk(reading, happening, rows):
        return "meeting"
    if {r.type for r in rows} == {"explosion", "exercise"}:
        return "exercise"
    if {r.type for r in rows} == {"meeting", "agreement"} and {r.type for r in nouns} == {"agreement"}:
        return "meeting"  # «اجتمعت اللجنة المشرفة على وقف إطلاق النار»
    struck = [r for r in rows if event_class(r.type) in VIOLENT]
    if struck and any(event_class(r.type) == "force-posture" for r in rows):
        rows = struck  # «استُهدف رتل»: the column is what was hit
        nouns = [r for r in struck if r.pos != "verb"]
    if any(r.id == "p-manaa-murur" for r in rows) and not _carries_aid(reading, happening):
        rows = [r for r in rows if r.id != "p-manaa-murur"]
        nouns = [r for r in nouns if r.id != "p-manaa-murur"]
        if not rows:
            return None
    firm = [r for r in rows if r.strength >= 2] or nouns or rows
    if {r.type for r in rows} == {"reinforcement", "territorial-change"} and {
        r.id for r in rows if r.type == "reinforcement"
    } <= ENTERING:
        return "territorial-change"
    if _carries_off(reading, happening, rows):
        return "withdrawal"
    if any(r.type == "withdrawal" for r in rows) and {r.type for r in firm} == {"reinforcement"}:
        return "withdrawal"  # «خروج رتل من القاعدة»
    types = {r.type for r in firm if r.type}
    if _freed(rows):
        return "release"
    if any(r.id == "v-tasadda" for r in rows) and len(rows) > 1 and types & {"raid", "attack"}:
        return "armed-clash"
    if {r.id for r in rows} == {"en-n-raid"} and {"air", "drone"} & means:
        return "drone-strike" if "drone" in means else "airstrike"  # "jets carried out three raids"
    specific = {r.type for r in firm if r.type and "generic" not in r.notes}
    chosen = min(specific or types, key=lambda t: _RANK.get(t, 99))
    if chosen in ("explosion", "attack") and "assassination" in {r.type for r in firm}:
        return "assassination"  # «محاولة اغتيال بعبوة ناسفة»
    general = not specific or chosen in ("attack", "shelling", "airstrike")
    if general and event_class(chosen) in VIOLENT:
        return _by_means(chosen, bool(specific), means)
    if chosen in ("reinforcement", "deployment") and _takes_over(reading, happening):
        return "territorial-change"
    return _refine_movement(reading, happening, chosen)


def _takes_over(reading: Reading, happening: Happening) -> bool:
    """«ودخل مكانها حرس الحدود», «حلت محلهم»: the ground of those who left changes hands."""
    return any(
        reading.fold(at) in _INSTEAD
        for a in happening.anchors
        if a.is_verb
        for at in range(a.last, min(a.last + 3, happening.last))
    )


def _carries_aid(reading: Reading, happening: Happening) -> bool:
    """Whether what is let through or held up is food, water, medicine or the like."""
    items = {i.item for i in inside(reading.items, happening.first, happening.last)}
    goods = any(c.role == "aid-goods" for c in inside(reading.cues, happening.first, happening.last))
    return goods or bool(items & _AID_ITEMS)


def _comes_to_talk(reading: Reading, happening: Happening, rows: list[Trigger]) -> bool:
    """«وصل الوزير إلى … للقاء نظيره»: no column moves."""
    items = {i.item for i in inside(reading.items, happening.first, happening.last)}
    return {r.id for r in rows if r.type == "reinforcement"} <= _COMING and not items & _CONVOY_ITEMS


def _carries_off(reading: Reading, happening: Happening, rows: list[Trigger]) -> bool:
    """«نقلت القوات عتادها من قاعدتي …»: what a force carries out of a place of its own."""
    if not {r.id for r in rows} & _CARRYING or any(r.strength > 2 for r in rows):
        return False
    start = next(a.last for a in happening.anchors if a.row is not None and a.row.id in _CARRYING)
    own = any(
        reading.fold(at).endswith(("ها", "هم")) and (at in reading.item_at or at in reading.actor_at)
        for at in range(start, min(start + 9, happening.last))
    )
    named = reading.places_in(happening.first, happening.last)
    words = {reading.places[i].preposition for i in named}
    return own and ("من" in words or {"في", "الي"} <= {fold_word(word or "") for word in words})


def _freed(rows: list[Trigger]) -> bool:
    """«أُفرج عن ستين محتجزاً أُسروا في المعارك»: how they were taken is told by the way."""
    types = [r.type for r in rows]
    return "release" in types and types[0] == "release" and set(types) <= {"release", "arrest", "abduction"}


def _events_of(happening: Happening) -> list[Anchor]:
    return [a for a in happening.anchors if a.category == "event" and a.row is not None]


def _only_gunfire(happening: Happening, events: list[Anchor]) -> bool:
    """«مقتل شاب برصاص قسد»: the shot is how he was killed, the killing is the event."""
    if not happening.has_effect:
        return False
    rows = [a.row for a in events if a.row is not None]
    return all(r.instrument == "gunfire" and "generic" in r.notes for r in rows)


def _harmed_during(reading: Reading, happening: Happening, events: list[Anchor]) -> bool:
    """«مقتل طفل بنيران عناصر قسد أثناء مداهمة»: a killing; the raid is only when it happened."""
    if not happening.has_effect or any(
        a.row is None or event_class(a.row.type) != "coercion" for a in events
    ):
        return False
    roles = {
        c.role for at in range(happening.first, events[0].first) if (c := reading.cue_at.get(at)) is not None
    }
    words = {reading.fold(at) for at in range(happening.first, events[0].first)}
    return {"during", "by"} <= roles or bool(words & _TORTURE)


def _means(reading: Reading, happening: Happening) -> set[str]:
    named = reading.actor_at  # «المخابرات الجوية» is no air strike
    found = {
        c.role
        for c in inside(reading.instruments, happening.first, happening.last)
        if c.first not in named or not _is_body_name(named[c.first])
    }
    found |= {t.trigger.instrument for t in happening.triggers() if t.trigger.instrument}
    items = {i.item for i in inside(reading.items, happening.first, happening.last)}
    found |= {_ITEM_MEANS[item] for item in items & set(_ITEM_MEANS)}
    if "rocket" in found and any(
        reading.fold(at) in _AIMED_WEAPON for at in range(happening.first, happening.last)
    ):
        found = found - {"rocket"} | {"gunfire"}  # «صاروخ مضاد للدروع»: aimed like a gun
    if any("shot-down" in t.trigger.notes for t in happening.triggers()):
        found -= {"air", "drone"}  # the aircraft is what was hit
    return found


def _is_body_name(actor: ActorFound) -> bool:
    """Whether a party's name tells of an office or unit, not of its aircraft or guns."""
    return actor.kind in ("name", "generic", "source") and not _any_craft().search(fold_word(actor.name))


@cache
def _any_craft() -> re.Pattern[str]:
    words = {fold_word(row["form"]) for row in load_table("instruments.csv", key="form")}
    nouns = sorted(w for w in words if not w.startswith("جو"))
    return re.compile("|".join(map(re.escape, nouns)))


def _by_means(chosen: str, specific: bool, means: set[str]) -> str:
    for name, type_id in _MEANS:
        if name not in means:
            continue
        if chosen == "attack" and specific and name not in ("suicide", "drone", "air"):
            return chosen  # «هجوم بالقذائف» stays an attack
        if chosen == "airstrike" and name in ("rocket", "artillery", "gunfire", "ied", "mine"):
            return chosen
        if chosen == "shelling" and name in ("gunfire", "ied", "mine"):
            return chosen
        return type_id
    return chosen


def _kind_of_harm(happening: Happening, means: set[str]) -> str | None:
    """People harmed without a word for the deed: the means tell, else it is a killing."""
    for name, type_id in _MEANS[:-1]:
        if name in means:
            return type_id
    effects = {a.row.effect for a in happening.anchors if a.row is not None}
    effects |= {
        "killed" if a.person.sense == "dead" else "injured" for a in happening.anchors if a.person is not None
    }
    if "killed" in effects:
        return "killing"
    return "attack" if "gunfire" in means else "attack" if "injured" in effects else None


def _refine_movement(reading: Reading, happening: Happening, chosen: str) -> str:
    items = {i.item for i in inside(reading.items, happening.first, happening.last)}
    people = inside(reading.persons, happening.first, happening.last)
    moves = chosen in ("reinforcement", "withdrawal") and not items & _ARMS
    families = any(p.id in _FAMILIES for p in people) and not any(p.group == "fighter" for p in people)
    if moves and (families or any(p.sense == "displaced" for p in people)):
        return "return" if _is_way_home(reading, happening) else "displacement"
    if moves and _brings_people_home(reading, happening):
        return "return"
    if chosen == "territorial-change" and _people_recovered(happening):
        return "release"  # «استعادتهم»
    if chosen == "seizure" and not items and _takes_ground(reading, happening):
        return "territorial-change"
    if chosen == "meeting" and items & {"cargo-aircraft", "convoy", "truck"}:
        return "reinforcement"  # «استقبلت القاعدة طائرة شحن»
    goods = {c.role for c in inside(reading.cues, happening.first, happening.last)} & {"aid-goods"}
    if chosen in ("reinforcement", "deployment", "meeting") and ("aid-truck" in items or goods):
        return "aid" if not items & (_ARMS - {"cargo-aircraft"}) else chosen
    if chosen == "deployment" and items & {"convoy", "cargo-aircraft"}:
        return "reinforcement"
    armed = {reading.fold(at).removeprefix("ب") for at in range(happening.first, happening.last)} & _GUNS
    if chosen == "riot" and armed and any("mutual" in t.trigger.frames for t in happening.triggers()):
        return "armed-clash"  # «مشاجرة بالأسلحة النارية بين عائلتين»
    if chosen == "destruction" and (means := _means(reading, happening)):
        if any(reading.fold(at) in _AIMED_WEAPON for at in range(happening.first, happening.last)):
            return "attack"  # «دمروا دبابة بصاروخ موجه»
        return (
            _by_means("attack", False, means & {"air", "drone", "rocket", "artillery"})
            if means & _FROM_AFAR
            else chosen
        )
    if chosen == "patrol" and any(
        a.row is not None and a.row.type in ("raid", "arrest", "seizure") for a in happening.anchors
    ):
        return "raid"
    return chosen


def _brings_people_home(reading: Reading, happening: Happening) -> bool:
    """«وصلت حافلات تقل 260 من أهلها العائدين»: those who come are at home there, and carry no arms."""
    words = {reading.fold(at) for at in range(happening.first, happening.last)}
    return bool(words & _COMING_HOME) and not any(
        a.armed for a in inside(reading.actors, happening.first, happening.last)
    )


def _people_recovered(happening: Happening) -> bool:
    return any(
        t.suffix in ("هم", "هن") for t in happening.triggers() if t.trigger.type == "territorial-change"
    )


def _is_way_home(reading: Reading, happening: Happening) -> bool:
    """Whether people who move go back: it is said, or they leave a camp for another place."""
    words = {reading.fold(at) for at in range(happening.first, happening.last)}
    if words & _RETURNING:
        return True
    places = [reading.places[i] for i in reading.places_in(happening.first, happening.last)]
    return len(places) > 1 and fold_word(places[0].name).startswith(_CAMP)


def _takes_ground(reading: Reading, happening: Happening) -> bool:
    """«استولى التنظيم على تدمر»: what is taken is a place."""
    named = reading.places_in(happening.first, happening.last)
    return any(reading.places[i].preposition in ("علي", "on") for i in named)


def find_items_of(reading: Reading, happening: Happening, victims: list[Victims]) -> list[ItemFound]:
    """The items named in a happening's stretch, each once, with the count bound to it."""
    found: dict[str, ItemFound] = {}
    people = {t for v in victims for t in range(v.first, v.last)}
    for mention in inside(reading.items, happening.first, happening.last):
        if mention.first in people or (mention.first in reading.actor_at and mention.item == "soldier"):
            continue
        count = _count_of(reading, mention.first, mention.last, mention.number, mass=mention.item in _MASSES)
        if count is not None and _names_a_deed(reading, mention.first):
            count = None
        item = ItemFound(mention.item, count, mention.first, mention.last)
        known = found.get(mention.item)
        if known is None or (known.count is None and count is not None):
            found[mention.item] = item
    return list(found.values())


def _names_a_deed(reading: Reading, at: int) -> bool:
    """ "a rocket attack": the means by name, not one rocket."""
    trigger = reading.trigger_at.get(at)
    if trigger is None or trigger.trigger.lang != "en" or trigger.form.pos == "verb":
        return False
    return "item" not in trigger.trigger.notes and trigger.trigger.type not in ("reinforcement", "aid")


def _count_of(
    reading: Reading, first: int, last: int, number: int | None, *, mass: bool = False
) -> Count | None:
    for at in (first - 1, first - 2):
        count = reading.count_at.get(at)
        if count is not None and count.unit_hint is None and count.last >= first - 1:
            return None if count.vague else Count(count.least, count.most)
    count = reading.count_at.get(last)
    if count is not None and count.unit_hint is None and not count.vague and (count.least or 0) <= 10:
        return Count(count.least, count.most)
    return Count(number, number) if number in (1, 2) and not mass else None


def _is_background(reading: Reading, happening: Happening) -> bool:
    if happening.parted_by == "background":
        return True
    start = happening.opening[0] if happening.first == happening.opening[0] else happening.first
    for at in range(start, min(start + 4, happening.anchors[0].first + 1)):
        cue = reading.cue_at.get(at)
        if cue is not None and cue.role == "background":
            return True
    return False


def _is_definite(reading: Reading, happening: Happening) -> bool:
    """Whether the deed is named as known already: «القصف», «هذا الهجوم»."""
    for anchor in happening.anchors:
        if anchor.category == "event" and anchor.is_verb:
            return False
        if anchor.category == "event" and anchor.trigger is not None:
            return anchor.trigger.prefix.endswith("ال") or reading.fold(anchor.first - 1) in (
                "هذا",
                "هذه",
                "this",
                "the",
            )
    return False


def _owned_by_people(draft: Draft, persons: Sequence[PersonMention]) -> bool:
    """«منزل أحد الناشطين», «دراجات لعدد من الشبان»: what was hit or taken is somebody's."""
    start = draft.happening.anchors[0].last
    doers = {at for r in draft.roles for at in range(r.actor.first, r.actor.last)}
    owners = [p for p in persons if p.first >= start and p.sense == "person" and p.group != "fighter"]
    return any(p.first not in doers for p in owners)


def _add_victims_side(draft: Draft, persons: Sequence[PersonMention]) -> None:
    """Victims of no stated side are civilians, by the conventions of the record format."""
    if event_class(draft.type) not in VIOLENT | {"coercion"}:
        return
    if draft.targets():
        if draft.type != "armed-clash" and any(_is_bystander(v) for v in draft.victims):
            draft.notes.append("civilians-too")
        return
    plain = [v for v in draft.victims if v.actor is None and v.group != "fighter"]
    if not plain and draft.type in _OF_PROPERTY and _owned_by_people(draft, persons):
        draft.notes.append("captives-civilian")
    if draft.type == "armed-clash":
        plain = [v for v in plain if v.civilian or v.group in ("civilian", "child", "woman")]
    if plain:
        draft.notes.append("victims-civilian")


def _is_bystander(victims: Victims) -> bool:
    """«وجريح مدني»: hurt beside the fighters that were meant."""
    plain = victims.civilian or victims.group == "civilian"
    return victims.actor is None and victims.count is not None and plain


def name_crowds(reading: Reading, drafts: list[Draft]) -> None:
    """Who acts and whom it befalls where the kind of event tells: crowds, the displaced, captives."""
    for draft in drafts:
        if draft.type in ("protest", "riot") and not draft.initiators() - {None}:
            draft.notes.append("protesters")
        if draft.type in ("displacement", "return") and not draft.initiators() - {None}:
            draft.notes.append("people-move")
        if draft.type == "release" and not draft.targets() - {None}:
            happening = draft.happening
            held = inside(reading.persons, happening.first, happening.last)
            swapped = any("mutual" in t.trigger.frames for t in happening.triggers())
            if swapped and not any(p.group in ("civilian", "woman", "child") for p in held):
                continue  # fighters, most likely: the text tells no side
            if any(p.sense == "captive" or p.group in ("civilian", "man", "person", "woman") for p in held):
                draft.notes.append("captives-civilian")
        if (
            draft.type == "assassination"
            and draft.casualties.killed is None
            and "shot-at" not in draft.notes
            and not _was_tried(reading, draft)
        ):
            killed = Count(1, 1)
            draft.casualties = msgspec.structs.replace(draft.casualties, killed=killed)
            if not draft.targets() - {None}:
                draft.notes.append("named-victim")
        elif draft.type == "assassination":
            _add_survivor(reading, draft)


def _add_survivor(reading: Reading, draft: Draft) -> None:
    """«نجا رئيس البلدية من محاولة اغتيال»: who was meant is of no side unless one is told."""
    if not draft.targets() - {None} and _was_tried(reading, draft):
        draft.notes.append("named-victim")


def _was_tried(reading: Reading, draft: Draft) -> bool:
    """«محاولة اغتيال», «نجا من»: nobody died."""
    happening = draft.happening
    return any(reading.fold(at).removeprefix("و") in _TRIED for at in range(happening.first, happening.last))


def call_aid_trucks(drafts: list[Draft]) -> None:
    """Lorries that carry aid are aid trucks."""
    for draft in drafts:
        if draft.type != "aid" or any(i.item == "aid-truck" and i.count is not None for i in draft.items):
            continue
        trucks = [i for i in draft.items if i.item == "truck"]
        if trucks:
            draft.items = [i for i in draft.items if i.item != "aid-truck"]
        for item in trucks:
            item.item = "aid-truck"


def take_from_withdrawn(reading: Reading, drafts: list[Draft]) -> None:
    """Ground taken where another force is told to have left was taken from that force."""
    leaving: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.type == "withdrawal":
            leaving[draft.happening.sentence].append(draft)
    for draft in drafts:
        if draft.type != "territorial-change" or draft.targets() - {None}:
            continue
        sentence = draft.happening.sentence
        near = [d for at in (sentence - 1, sentence, sentence + 1) for d in leaving.get(at, ())]
        near += [d for left in leaving.values() for d in left if _left_here(reading, d, draft)]
        left = (
            [r for r in d.roles if r.role == "initiator" and r.actor.actor not in draft.initiators()]
            for d in near
        )
        draft.roles += [RoleFound("target", r.actor, 2, "left-before") for r in next(filter(None, left), [])]


def _left_here(reading: Reading, left: Draft, taken: Draft) -> bool:
    """Whether a withdrawal was from the very place that was taken, and not after it."""
    if left.when is not None and taken.when is not None and left.when.start > taken.when.end:
        return False
    sites = {reading.places[p.index].name for p in left.places if p.role in ("site", "origin")}
    named = [r for r in left.roles if r.role == "initiator" and r.rule != "inherited"]
    return len(named) == 1 and any(reading.places[p.index].name in sites for p in taken.places)


def carry_aid(drafts: list[Draft]) -> None:
    """Lorries of no stated owner, told after an aid convoy, carry aid too."""
    aid = False
    giver: Draft | None = None
    for draft in drafts:
        aid = aid or draft.type == "aid"
        owners = [r for r in draft.roles if r.role == "initiator" and r.rule != "inherited" and r.actor.armed]
        if aid and draft.type == "reinforcement" and not owners:
            draft.type = "aid"
            draft.roles = [r for r in draft.roles if r.rule != "inherited"]
            if giver is not None and not draft.initiators():
                draft.roles += [_inherited(r) for r in giver.roles if _is_new_doer(r, draft)]
        if draft.type == "aid" and draft.initiators() - {None}:
            giver = draft


def is_convoy(draft: Draft) -> bool:
    """Whether vehicles or supplies move in it."""
    return any(i.item in _CONVOY_ITEMS for i in draft.items)


def inherit_places(drafts: list[Draft]) -> None:
    """A deed without a place of its own lies where the deed before it in the sentence lay."""
    for before, draft in pairwise(drafts):
        if not before.places or not (_same_sentence(before, draft) or _goes_on(before, draft)):
            continue
        if draft.places:
            draft.places += _goal_of(before, draft) + _left_of(before, draft)
            continue
        draft.places = [PlaceInRole(p.role, p.index, "context") for p in before.places if p.role == "site"]


def _goes_on(before: Draft, draft: Draft) -> bool:
    """What was agreed at a meeting, the ground that changes hands after a withdrawal: told next."""
    if draft.happening.sentence - before.happening.sentence != 1:
        return False
    if draft.when is not None and before.when is not None and draft.when.start != before.when.start:
        return False
    kinds = (before.type, draft.type)
    return kinds in _FOLLOWS_AT


def _left_of(before: Draft, draft: Draft) -> list[PlaceInRole]:
    """«سيطرت الفصائل على …، بعد انكفاء القوات نحو …»: who left is told only by where they went."""
    if draft.type != "withdrawal" or any(p.role in ("site", "origin") for p in draft.places):
        return []
    if before.type not in ("territorial-change", "deployment", "base"):
        return []
    return [PlaceInRole("site", p.index, "context") for p in before.places if p.role == "site"][:1]


def take_left_ground(reading: Reading, drafts: list[Draft]) -> None:
    """«انسحبت قسد من …، ودخلتها وحدات الجيش»: ground that one force left and another went into."""
    for one, two in pairwise(drafts):
        for left, entered in ((one, two), (two, one)):
            if left.type != "withdrawal" or entered.type != "reinforcement":
                continue
            if not _entered_what_was_left(reading, left, entered):
                continue
            entered.type = "territorial-change"
            entered.notes.append("takes-over")
            for place in entered.places:
                place.role = "site" if place.role == "destination" else place.role


def _entered_what_was_left(reading: Reading, left: Draft, entered: Draft) -> bool:
    rows = {a.row.id for a in entered.happening.anchors if a.row is not None and a.category == "event"}
    if not rows or not rows <= ENTERING or entered.happening.sentence != left.happening.sentence:
        return False
    leavers, takers = left.initiators() - {None}, entered.initiators() - {None}
    if not leavers or not takers or leavers & takers:
        return False
    sites = {reading.places[p.index].name for p in left.places if p.role in ("site", "origin")}
    goals = {reading.places[p.index].name for p in entered.places if p.role in ("site", "destination")}
    return bool(sites & goals)


def fill_places(reading: Reading, drafts: list[Draft]) -> None:
    """Where a report tells of one place only, what it tells without a place happened there."""
    named = {p.index for d in drafts for p in d.places if p.role == "site" and p.basis == "read"}
    if not any(d.places for d in drafts):
        named = _only_place(reading)
    if len(named) != 1:
        return
    (index,) = named
    for draft in drafts:
        if not draft.places and event_class(draft.type) in _TAKES_SUBJECT:
            draft.places = [PlaceInRole("site", index, "context")]


def _only_place(reading: Reading) -> set[int]:
    """The one town or site that a report names, where nothing ties any place to a happening."""
    rows: dict[str, int] = {}
    for index, place in enumerate(reading.resolved):
        if place.row is not None and place.precision in ("site", "settlement"):
            rows.setdefault(place.row.id, index)
    return set(rows.values()) if len(rows) == 1 else set()


def _goal_of(before: Draft, draft: Draft) -> list[PlaceInRole]:
    """A column told only by the crossing it came through went where the movement before it went."""
    if draft.type not in MOVEMENTS or before.type != draft.type:
        return []
    if any(p.role in ("site", "destination") for p in draft.places):
        return []
    goals = [p for p in before.places if p.role in ("site", "destination")]
    return [PlaceInRole("destination", p.index, "context") for p in goals[:1]]


def settle_dates(reading: Reading, drafts: list[Draft]) -> None:
    """Give each draft its days: its own, its sentence's, its report's; None for old undated ones."""
    lead = main_date(reading)
    for number, draft in enumerate(drafts):
        mention = find_date_of(reading, draft.happening, future=draft.status == "planned")
        if mention is not None and mention.start is not None and mention.end is not None:
            ahead = _years_ahead(reading, mention) if draft.status == "planned" else 0
            start, end = (day.replace(year=day.year + ahead) for day in (mention.start, mention.end))
            draft.when = When(start, end, mention.precision, "read", mention)
            lead = _went_on(lead, draft)
            continue
        begun = find_beginning_of(reading, draft.happening)
        if begun is not None and begun.start is not None:
            # Flight and blocked aid go on; other deeds only began then.
            lasts = event_class(draft.type) == "humanitarian" and begun.end is not None
            end = begun.end if lasts and begun.end is not None else begun.start
            draft.when = When(begun.start, end, begun.precision, "read", begun)
            continue
        before = drafts[number - 1] if number else None
        planned = draft.status == "planned"
        if before is not None and _same_sentence(before, draft) and before.when and not planned:
            draft.when = When(before.when.start, before.when.end, before.when.precision, "context")
        elif not draft.background and not planned:
            draft.when = _day_of_publication(reading) if draft.type == "statement" else lead


def _went_on(lead: When | None, draft: Draft) -> When | None:
    """A round-up goes on from the day it told last, where that is later than the one it began with."""
    told = draft.when
    if lead is None or told is None or told.precision not in ("day", "hour") or draft.background:
        return lead
    if draft.status != "reported" and draft.status != "claimed":
        return lead
    return When(told.start, told.end, "day", "context", told.mention) if told.start > lead.end else lead


def _day_of_publication(reading: Reading) -> When | None:
    """Whoever speaks about yesterday's deeds mostly speaks today."""
    if reading.published is None:
        return None
    return When(reading.published, reading.published, "day", "published")


def _years_ahead(reading: Reading, mention: DateMention) -> int:
    """1 where a planned day without a year was taken for a past one («من المقرر … مطلع حزيران»)."""
    if mention.end is None or reading.published is None or mention.end >= reading.published:
        return 0
    own_year = any(
        reading.folds[at].isdigit() and len(reading.folds[at]) == 4
        for at in range(mention.first, mention.last)
    )
    leap_day = (mention.start.month, mention.start.day) == (2, 29)
    return 0 if own_year or leap_day or mention.kind != "absolute" else 1


def _same_sentence(one: Draft, two: Draft) -> bool:
    return one.happening.sentence == two.happening.sentence


def inherit_initiators(drafts: list[Draft]) -> None:
    """A deed without a subject of its own takes that of the deed before it.

    «قصفت قوات النظام كفرنبل، كما استهدفت البارة»: Arabic leaves the second subject to the verb's
    ending. Harm words and passives take none.
    """
    _inherit_movers(drafts)
    _inherit_parties(drafts)
    for before, draft in pairwise(drafts):
        if draft.type == "armed-clash" and len(draft.initiators()) == 1 and _same_sentence(before, draft):
            draft.roles += [_inherited(r) for r in before.roles if _is_new_doer(r, draft)]
        if not (_takes_subject(draft) and _takes_subject(before)):
            continue
        if not before.initiators():
            continue
        if draft.initiators() or not _wants_subject(draft):
            continue
        near = draft.happening.sentence - before.happening.sentence
        if near == 0 or (near == 1 and draft.happening.anchors[0].is_verb):
            draft.roles += [_inherited(r) for r in before.roles if _is_new_doer(r, draft)]


def _inherited(role: RoleFound) -> RoleFound:
    return RoleFound("initiator", role.actor, 1, "inherited")


def _is_new_doer(role: RoleFound, draft: Draft) -> bool:
    known = {r.actor.actor for r in draft.roles}
    return role.role == "initiator" and role.actor.actor is not None and role.actor.actor not in known


def _inherit_movers(drafts: list[Draft]) -> None:
    """A convoy or plane without an owner belongs to those whose movements were told before."""
    last: Draft | None = None
    for draft in drafts:
        if draft.type not in ("reinforcement", "withdrawal", "patrol", "deployment", "base"):
            continue
        if draft.initiators():
            last = draft
        elif last is not None:
            draft.roles += [_inherited(r) for r in last.roles if _is_new_doer(r, draft)]


def _inherit_parties(drafts: list[Draft]) -> None:
    """«اجتمع … مع …. واتفق الطرفان على», «جولة أخرى ستنعقد»: the parties of the talks told before."""
    for before, draft in pairwise(drafts):
        if before.type != "meeting" or draft.type not in ("agreement", "meeting"):
            continue
        if draft.happening.sentence - before.happening.sentence > 1 or draft.initiators() - {None}:
            continue
        if draft.type == "agreement" and not draft.happening.anchors[0].is_verb:
            continue
        draft.roles += [_inherited(r) for r in before.roles if r.role == "initiator"]


def _takes_subject(draft: Draft) -> bool:
    return event_class(draft.type) in _TAKES_SUBJECT or draft.type == "release"


def _wants_subject(draft: Draft) -> bool:
    anchor = next(iter(_events_of(draft.happening)), None)
    if anchor is None or anchor.trigger is None:
        return False
    if anchor.is_verb:
        frames = anchor.trigger.trigger.frames
        return anchor.trigger.voice != "passive" and bool({"agent-target", "mover"} & set(frames))
    return event_class(draft.type) == "remote-violence" and not draft.victims and draft.type != "explosion"
