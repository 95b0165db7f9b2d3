"""One happening told in several sentences is one event («دمج روايات الواقعة الواحدة»).

Headline, lead and details repeat a happening with other words. Two drafts are one event when
nothing that both state keeps them apart (day, place, perpetrator, kind, a word like «آخر»),
and something holds them together (the same place, a definite «القصف», or no place of its own).
"""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import msgspec

from marsad.arabic.fold import fold_word
from marsad.extract.english_events import finish_english
from marsad.extract.event_types import event_class
from marsad.extract.events import (
    Draft,
    call_aid_trucks,
    carry_aid,
    fill_places,
    inherit_initiators,
    inherit_places,
    name_crowds,
    settle_dates,
    take_from_withdrawn,
    take_left_ground,
)
from marsad.extract.plausible import is_event, is_plausible, may_add, other_domain
from marsad.extract.reading import Reading
from marsad.extract.responsibility import (
    add_claimants,
    add_condemned,
    add_denials,
    add_owners_of_means,
    add_protested,
    name_kind_again,
    repeat_doers,
)
from marsad.extract.roles import VIOLENT, RoleFound
from marsad.extract.settings import MOVEMENTS, PlaceInRole, When
from marsad.extract.status import set_status
from marsad.extract.victims import Victims, casualties_of, correction_in
from marsad.geo.distance import distance_km
from marsad.model import Casualties, Count

_OTHER: Final = frozenset(
    {"اخري", "اخر", "ثانيه", "ثان", "مماثل", "مماثله", "مشابه", "مشابهه", "منفصل", "منفصله",
     "another", "second", "similar", "separate"}
)  # fmt: skip
_FROM_ABOVE: Final = frozenset({"airstrike", "drone-strike"})
_GUNS: Final = frozenset({"artillery", "mortar", "shell", "rocket"})
_SCATTERED: Final = frozenset({"متفرقه", "متفرقات", "منفصله", "متفرقين", "separate", "scattered"})
_TOLL: Final = frozenset({"حصيله", "الحصيله", "ارتفع", "ارتفعت", "ارتفاع", "toll", "rose", "الي"})
_FINE: Final = {"site": 0, "settlement": 1, "area": 2, "governorate": 3, "country": 4}
_SPOTS: Final = frozenset({"site", "settlement"})
_SAME_SIDE: Final = {
    "us-forces": "global-coalition", "us-government": "global-coalition", "ypg": "sdf", "asayish": "sdf",
    "nat-defence-forces": "syrian-regime",
}  # fmt: skip
_SPLIT_TYPES: Final = frozenset(
    {"airstrike", "drone-strike", "shelling", "attack", "explosion", "raid", "protest", "riot", "armed-clash",
     "territorial-change", "arrest"}
)  # fmt: skip
#: A report comes back to what its head told and to what it told lately, not to all in between.
_HEAD: Final = 8
_LATELY: Final = 40
#: The fewest sentences of a report with a headline.
_TOLD: Final = 2
_IN_RAIDS: Final = frozenset({"armed-clash", "destruction"})
_NEAR_DAYS: Final = timedelta(days=3)
_DELIVERS: Final = frozenset({"cargo-aircraft", "convoy"})
_ESCORTED: Final = frozenset({"reinforcement", "raid", "withdrawal"})
_COERCION: Final = frozenset({"raid", "arrest", "seizure"})


def merge_events(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """The events of a report: dated, weighed, split by place, joined across sentences."""
    if other_domain(reading) is not None:
        return []
    drafts = [p for d in drafts if set_status(reading, d) for p in split_victims(reading, d)]
    inherit_initiators(drafts)
    repeat_doers(reading, drafts)
    name_kind_again(drafts)
    carry_aid(drafts)
    settle_dates(reading, drafts)
    inherit_places(drafts)
    take_left_ground(reading, drafts)
    if reading.language == "en":
        drafts = finish_english(reading, drafts)
    merged = merge_drafts(reading, _without_sums(reading, drafts))
    fill_places(reading, merged)
    take_from_withdrawn(reading, merged)
    add_claimants(reading, merged)
    add_denials(reading, merged)
    add_owners_of_means(reading, merged)
    add_protested(reading, merged)
    add_condemned(reading, merged)
    name_crowds(reading, merged)
    call_aid_trucks(merged)
    escorted = {d.happening.sentence for d in merged if d.type in _ESCORTED}
    merged = [d for d in merged if not _escorts(d, escorted)]
    return [part for draft in merged if is_event(reading, draft) for part in split_places(draft)]


def _without_sums(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Without leads that count what later sentences tell one by one («ثلاث هجمات متفرقة»)."""
    places: dict[tuple[str, date | None], set[str]] = defaultdict(set)
    harmed: set[str] = set()
    for draft in drafts:
        if draft.happening.sentence:
            places[_kind_and_day(draft)].update(_own_names(reading, draft))
            if event_class(draft.type) in VIOLENT and not _is_scattered(reading, draft):
                harmed.update(_own_names(reading, draft))
    return [
        d
        for d in drafts
        if not _sums_up(reading, d, places[_kind_and_day(d)]) and not _scatters(reading, d, harmed)
    ]


def _scatters(reading: Reading, draft: Draft, told: set[str]) -> bool:
    """«مقتل ثلاثة في حوادث متفرقة»: several deeds at once, of which two or more are told one by one."""
    if event_class(draft.type) not in VIOLENT or not _is_scattered(reading, draft):
        return False
    return len(told - _own_names(reading, draft)) >= 2


def _is_scattered(reading: Reading, draft: Draft) -> bool:
    happening = draft.happening
    return any(reading.folds[at] in _SCATTERED for at in range(happening.first, happening.last))


def _kind_and_day(draft: Draft) -> tuple[str, date | None]:
    return event_class(draft.type), draft.when.start if draft.when else None


def _own_names(reading: Reading, draft: Draft) -> set[str]:
    return {reading.places[p.index].name for p in draft.places if p.basis == "read"}


def _sums_up(reading: Reading, draft: Draft, told: set[str]) -> bool:
    """Whether a draft counts deeds of which two or more are told at places of their own."""
    anchor = next((a for a in draft.happening.anchors if a.category == "event"), None)
    if anchor is None or draft.victims:
        return False
    count = reading.count_at.get(anchor.first - 1)
    if count is None or (count.least or 0) < 2:
        return False
    return draft.when is not None and len(told - _own_names(reading, draft)) >= 2


def _escorts(draft: Draft, escorted: set[int]) -> bool:
    """«حلّقت مروحيات لحمايتها»: aircraft over a delivery or a raid are part of it."""
    if draft.type != "patrol" or any(p.basis == "read" for p in draft.places):
        return False
    return draft.happening.sentence in escorted


def split_victims(reading: Reading, draft: Draft) -> list[Draft]:
    """One event for each place that has its own dead or injured («ستة في حرستا واثنان في عين ترما»)."""
    groups = [v for v in draft.victims if not v.part and v.count is not None]
    placed = [(v, p) for v in groups if (p := _place_after(reading, draft, v)) is not None]
    if len(placed) < 2 or len({p for _, p in placed}) < len(placed):
        return [draft]
    parts: list[Draft] = []
    for number, (victims, place) in enumerate(placed):
        end = placed[number + 1][0].first if number + 1 < len(placed) else draft.happening.last
        own = [v for v in draft.victims if victims.first <= v.first < end]
        part = replace(draft, victims=own, places=[PlaceInRole("site", place)])
        part.casualties = casualties_of(own, set())
        parts.append(part)
    return parts


def _place_after(reading: Reading, draft: Draft, victims: Victims) -> int | None:
    """The place right after a group of victims, before any other group or deed."""
    for at in range(victims.last, min(victims.last + 7, draft.happening.last)):
        if any(v is not victims and v.first == at and not v.part for v in draft.victims):
            return None
        if at in reading.trigger_at or reading.tokens[at].text in "،,":
            return None
        if at in reading.place_at:
            index = reading.place_at[at]
            return index if reading.places[index].preposition in ("في", "ب", "in") else None
    return None


def split_places(draft: Draft) -> list[Draft]:
    """One event for each separately named place of a strike, an attack or a protest."""
    sites = [p for p in draft.places if p.role == "site"]
    if draft.type not in _SPLIT_TYPES or len(sites) < 2:
        return [draft]
    others = [p for p in draft.places if p.role != "site"]
    parts = [replace(draft, places=[site, *others]) for site in sites]
    for part in parts[1:]:
        part.victims, part.casualties = [], Casualties()
        part.notes = [n for n in part.notes if n != "victims-civilian"]
    return parts


def merge_drafts(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """The drafts with those of one happening joined, in order of first mention."""
    events: list[Draft] = []
    for draft in drafts:
        if _asks_too(events, draft):
            continue
        plausible = is_plausible(reading, draft)
        if not (plausible or may_add(reading, draft)):
            continue
        match = _find_same(reading, events, draft)
        if match is not None:
            _join(reading, match, draft)
        elif plausible:
            events.append(draft)
    return events


def _asks_too(events: list[Draft], draft: Draft) -> bool:
    """«ندد المجلس بالقصف وطالب روسيا …»: one stand, taken in one sentence."""
    anchor = draft.happening.anchors[0]
    if draft.type != "statement" or draft.happening.parted_by or anchor.prefix[:1] != "و":
        return False
    return any(e.type == "statement" and e.happening.sentence == draft.happening.sentence for e in events)


def _find_same(reading: Reading, events: list[Draft], draft: Draft) -> Draft | None:
    near = [*events[:_HEAD], *events[_HEAD:][-_LATELY:]]
    fitting = [e for e in near if _same(reading, e, draft)]
    if not fitting:
        return None
    return max(
        fitting, key=lambda e: (_place_tie(reading, e, draft), e.type == draft.type, e.happening.order)
    )


def _same(reading: Reading, event: Draft, draft: Draft) -> bool:
    if not _kinds_agree(event, draft) or not _days_agree(event, draft):
        return False
    if event.happening.sentence == draft.happening.sentence and not _joins_in_sentence(event, draft):
        return False
    if not _parties_agree(event, draft) or _says_other(reading, draft) or _other_vehicle(event, draft):
        return False
    tie = _place_tie(reading, event, draft)
    if tie < 0:
        return draft.definite and event.type == draft.type == "meeting"  # «تناول اللقاء تسليم سد …»
    if tie > 0 or draft.definite:
        return True
    if _apart_in_list(event, draft):
        return False
    sentences = (event.happening.sentence, draft.happening.sentence)
    if event.places and draft.places and not (0 in sentences and _may_sum_up(reading, event, draft)):
        return False  # one place encloses the other: only a headline speaks of it so roughly
    return _adds_figures(reading, draft) or not _counts_clash(event, draft)


def _may_sum_up(reading: Reading, event: Draft, draft: Draft) -> bool:
    """Whether a first sentence speaks as roughly as a headline: of a region, or without a full stop."""
    _, last = reading.text.sentences[0]
    if last < len(reading.tokens) and "." not in reading.words(max(last - 2, 0), last):
        return True
    rough = (p for d in (event, draft) if d.happening.sentence == 0 for p in d.places)
    return any(reading.resolved[p.index].precision in ("area", "governorate", "country") for p in rough)


def _apart_in_list(event: Draft, draft: Draft) -> bool:
    """«اغتال مجهولون …. ألقى مسلحون قنبلة على منزل في …»: another deed, at a place of its own."""
    if event.happening.sentence == 0 or event.type == draft.type or event.bare or draft.bare:
        return False
    return not event.places and any(p.basis == "read" for p in draft.places)


def _adds_figures(reading: Reading, draft: Draft) -> bool:
    """Whether a draft only gives other figures for what is told: no deed, place or doer of its own."""
    own = draft.initiators() or any(p.basis == "read" for p in draft.places)
    spans = [at for v in draft.victims for at in range(v.first, v.last + 2)]
    return draft.bare and not own and not any(reading.fold(at) in _OTHER for at in spans)


def _joins_in_sentence(event: Draft, draft: Draft) -> bool:
    """Within a sentence, words were parted on purpose: only a bare harm word joins after all."""
    if draft.happening.parted_by == "background":
        return False
    if _is_answer(event, draft) or _is_part_of_raid(event, draft):
        return True
    known = {p.index for p in event.places}
    own_place = any(p.basis == "read" and p.index not in known for p in draft.places)
    if draft.bare:
        return not own_place
    told = own_place or draft.victims or any(r.rule != "inherited" for r in draft.roles)
    renamed = draft.type != event.type and not draft.definite
    return (
        not (told or renamed)
        and draft.happening.anchors[0].trigger is not None
        and not draft.happening.anchors[0].is_verb
    )


def _is_part_of_raid(event: Draft, draft: Draft) -> bool:
    """«داهمت الفرقة مزارع، وجرت اشتباكات»: what happened in a raid stays in it."""
    if event.type != "raid" or draft.type not in _IN_RAIDS or draft.background:
        return False
    near = 0 <= draft.happening.sentence - event.happening.sentence <= 1
    own = any(p.basis == "read" for p in draft.places) or (
        draft.when is not None and draft.when.basis == "read"
    )
    parties = event.initiators() | event.targets() | {"civilians"}
    return near and not own and draft.initiators() <= parties


def _is_answer(event: Draft, draft: Draft) -> bool:
    """«فردّ العناصر ودارت مواجهة»: an attack and the fire returned are one."""
    parties = event.initiators() | event.targets()
    both = {r.actor.actor for r in draft.roles}
    near = 0 <= draft.happening.sentence - event.happening.sentence <= 1
    mutual = draft.type == "armed-clash" or (len(draft.initiators()) > 1 and draft.initiators() == parties)
    known = {p.index for p in event.places}
    own_place = any(p.basis == "read" and p.index not in known for p in draft.places)
    return (
        event.type == "attack"
        and mutual
        and near
        and not own_place
        and both <= parties
        and not draft.background
    )


def _kinds_agree(event: Draft, draft: Draft) -> bool:
    if event.type == draft.type:
        return True
    if {event.type, draft.type} <= _COERCION and "raid" in (event.type, draft.type):
        return True
    if _is_part_of_raid(event, draft):
        return True
    one, two = event_class(event.type), event_class(draft.type)
    if one in VIOLENT and two in VIOLENT:
        bare = event.bare or draft.bare
        loose = "attack" in (event.type, draft.type)
        return bare or loose or (one == two == "remote-violence" and (draft.definite or _no_own_place(draft)))
    if {event.type, draft.type} == {"reinforcement", "territorial-change"}:
        return bool(_sides(event) & _sides(draft))  # a headline's «يدخل», the lead's «بسط سيطرته»
    if draft.type in MOVEMENTS and event.type in MOVEMENTS and one == two == "force-posture":
        return draft.definite or {event.type, draft.type} == {"reinforcement", "deployment"}
    return False


def _no_own_place(draft: Draft) -> bool:
    return all(p.basis == "context" for p in draft.places)


def _days_agree(event: Draft, draft: Draft) -> bool:
    one, two = event.when, draft.when
    if draft.background and two is None:
        return False
    if one is None or two is None:
        return True
    if _speaks_of(event, draft) and two.basis != "read":
        return True  # «وأوقعت تلك المعارك …»: of the day that was told
    stated = "read" in (one.basis, two.basis) and not (draft.bare and two.basis != "read")
    slack = timedelta(0) if stated else _NEAR_DAYS
    return one.start - slack <= two.end and two.start - slack <= one.end


def _speaks_of(event: Draft, draft: Draft) -> bool:
    """«وأوقعت تلك المعارك 37 قتيلاً»: a violent deed as known, with no party that was not told."""
    if not draft.definite or draft.background or not {event_class(d.type) for d in (event, draft)} <= VIOLENT:
        return False
    named = {r.actor.actor for r in draft.roles if r.actor.kind != "reference"}
    return named <= event.initiators() | event.targets() | {"civilians"}


def _sides(draft: Draft) -> set[str]:
    sides = {_SAME_SIDE.get(a, a) for a in draft.initiators() if a}
    return sides - {"unidentified-armed-group"}  # unknown gunmen may be named later


def _parties_agree(event: Draft, draft: Draft) -> bool:
    one, two = _sides(event), _sides(draft)
    if one and two and not one & two:
        return False
    mine, theirs = event.targets() - {None, "civilians"}, draft.targets() - {None, "civilians"}
    if draft.bare and theirs and not mine and _harms_others(event, draft):
        return False
    return not (mine and theirs and not mine & theirs and one and two)


def _harms_others(event: Draft, draft: Draft) -> bool:
    """Whether people of no side are told in one and counted fighters of a side in the other."""
    plain = [v for v in event.victims if v.count is not None and v.actor is None and v.group != "fighter"]
    armed = [v for v in draft.victims if v.count is not None and v.actor is not None and v.actor.armed]
    known = {(v.effect, v.count) for v in plain}
    return bool(plain) and any((v.effect, v.count) not in known for v in armed)


def _says_other(reading: Reading, draft: Draft) -> bool:
    for anchor in draft.happening.anchors:
        if anchor.category != "event":
            continue
        near = [*range(anchor.last, anchor.last + 3), anchor.first - 1]
        if any(reading.fold(at) in _OTHER and at not in reading.person_at for at in near):
            return True
    return False


def _other_vehicle(event: Draft, draft: Draft) -> bool:
    """A plane and a column are two deliveries, even to one base on one day."""
    if event.type != "reinforcement" or draft.type != "reinforcement":
        return False
    mine, theirs = ({i.item for i in d.items} & _DELIVERS for d in (event, draft))
    return bool(mine and theirs) and not mine & theirs


def _counts_clash(event: Draft, draft: Draft) -> bool:
    for name in ("killed", "injured"):
        one, two = getattr(event.casualties, name), getattr(draft.casualties, name)
        if one is not None and two is not None and one != two:
            return True
    return False


def _site(draft: Draft) -> PlaceInRole | None:
    order = ("site", "destination", "origin", "via")
    return min(draft.places, key=lambda p: order.index(p.role), default=None)


def _place_tie(reading: Reading, event: Draft, draft: Draft) -> int:
    """1 the same place, 0 no contradiction, -1 different places."""
    if not event.places or not draft.places:
        return 0
    pairs = [(one, two) for one in event.places for two in draft.places]
    if event.type in MOVEMENTS and draft.type in MOVEMENTS:
        # A crossing passed and a base reached are not at odds: they are legs of one way.
        pairs = [(one, two) for one, two in pairs if _leg(one) == _leg(two)]
    return max((_tie(reading, one.index, two.index) for one, two in pairs), default=0)


def _leg(place: PlaceInRole) -> str:
    return "site" if place.role == "destination" else place.role


def _tie(reading: Reading, one: int, two: int) -> int:
    here, there = reading.resolved[one], reading.resolved[two]
    if reading.places[one].name == reading.places[two].name:
        return 1
    if _said_inside(reading, one, two) or _said_inside(reading, two, one):
        return 0
    if here.row is not None and here.row is there.row:
        return 1
    if _in_headline(reading, one) and _share_name(reading, one, two):
        return 1
    loose = _stands_in(reading, one) or _stands_in(reading, two)
    if loose or None in (here.lat, here.lon, there.lat, there.lon):
        apart = here.precision == there.precision or {here.precision, there.precision} <= _SPOTS
        return -1 if apart else 0
    gap = distance_km(here.lat, here.lon, there.lat, there.lon)  # type: ignore[arg-type]
    coarse = max(_FINE.get(here.precision or "", 1), _FINE.get(there.precision or "", 1))
    if any(reading.places[i].direction for i in (one, two)):
        coarse = max(coarse, 2)  # «شرق بعقوبة» tells of a stretch of country
    if any(_is_rough(reading, i) or _is_far_headline(reading, i) for i in (one, two)):
        coarse = 3
    fine = min(_FINE.get(here.precision or "", 1), _FINE.get(there.precision or "", 1))
    if coarse >= 2:
        reach = max(here.radius_m or 0, there.radius_m or 0) / 1000
        return 0 if gap <= max({2: 45, 3: 130, 4: 1500}[coarse], reach) else -1
    if fine == 0 and gap < 4:
        return 0
    return 1 if gap < 1 else -1


def _stands_in(reading: Reading, index: int) -> bool:
    """Whether a place's point is only that of another one named near it."""
    return reading.resolved[index].basis == "parent" and reading.places[index].parent is None


def _in_headline(reading: Reading, index: int) -> bool:
    first, last = reading.text.sentences[0]
    if len(reading.text.sentences) < _TOLD or "." in reading.words(max(last - 2, 0), last):
        return False
    return first <= reading.places[index].first < last


def _share_name(reading: Reading, one: int, two: int) -> bool:
    """«جبال حمرين» and «سلسلة جبال حمرين»."""
    mine, theirs = (set(fold_word(reading.places[i].name).split()) for i in (one, two))
    mine, theirs = sorted((mine, theirs), key=len)
    return len(theirs) > 1 and mine <= theirs and (len(mine) > 1 or reading.resolved[one].precision == "site")


def _is_rough(reading: Reading, index: int) -> bool:
    """Whether an English headline names a province by its capital ("wounded west of Deir ez-Zor")."""
    first, last = reading.text.sentences[0]
    row = reading.resolved[index].row
    if reading.language != "en" or row is None or row.kind != "city" or last >= len(reading.tokens):
        return False
    return first <= reading.places[index].first < last and "." not in reading.words(last - 2, last)


def _is_far_headline(reading: Reading, index: int) -> bool:
    """Whether a headline tells only the part of the country: «شرق بعقوبة», «عفرين: …», «الحدود»."""
    if not _in_headline(reading, index):
        return False
    place = reading.places[index]
    dateline = place.last < len(reading.tokens) and reading.tokens[place.last].text == ":"
    return bool(place.direction) or dateline or fold_word(place.name).removeprefix("ال").startswith("حدود")


def _said_inside(reading: Reading, inner: int, outer: int) -> bool:
    """Whether the text itself says that one place lies in the other («المستريحة التابعة لعين عيسى»)."""
    parent = reading.places[inner].parent
    if parent is None:
        return False
    row = reading.resolved[parent].row
    return parent == outer or (row is not None and row is reading.resolved[outer].row)


def _join(reading: Reading, event: Draft, draft: Draft) -> None:
    """Let a later telling add to an event: finer place, stated day, parties, counts, items."""
    event.spans += draft.spans
    if draft.when is not None and (event.when is None or _tells_day_better(draft.when, event.when)):
        event.when = draft.when
    _join_roles(event, draft)
    _join_places(reading, event, draft)
    _join_counts(reading, event, draft)
    known = {i.item: i for i in event.items}
    for item in draft.items:
        if item.item not in known:
            event.items.append(item)
        elif known[item.item].count is None:
            known[item.item].count = item.count
    event.type = _joined_type(event, draft)
    event.sources += [s for s in draft.sources if s not in event.sources]
    if event.status == "reported" and draft.status in ("claimed", "alleged"):
        event.status = draft.status


def _tells_day_better(new: When, known: When) -> bool:
    """Whether a later telling states the day that an earlier one left out, or gave as a week or month."""
    if new.basis != "read":
        return False
    within = known.start <= new.start and new.end <= known.end
    return known.basis != "read" or (within and new.end - new.start < known.end - known.start)


def _joined_type(event: Draft, draft: Draft) -> str:
    """The kind with a deed's word wins over one guessed from harm; a specific kind over «هجوم»."""
    if (draft.bare and not event.bare) or _is_part_of_raid(event, draft):
        return event.type
    if event.bare and not draft.bare:
        event.happening, event.bare = draft.happening, False
        return draft.type
    if "territorial-change" in (event.type, draft.type):
        return "territorial-change"
    if event.type == "shelling" and draft.type in _FROM_ABOVE and not _names_guns(event):
        return draft.type  # a headline's «قصف» was a strike from the air
    if event.type == "attack" and event_class(draft.type) in VIOLENT and draft.type != "armed-clash":
        return draft.type
    return (
        "raid" if {event.type, draft.type} <= _COERCION and "raid" in (event.type, draft.type) else event.type
    )


def _names_guns(event: Draft) -> bool:
    return any(i.item in _GUNS for i in event.items) or any(
        t.trigger.instrument in ("artillery", "rocket") for t in event.happening.triggers()
    )


def _join_places(reading: Reading, event: Draft, draft: Draft) -> None:
    if not event.places:
        event.places = list(draft.places)
        return
    mine, theirs = _site(event), _site(draft)
    if mine is None or theirs is None:
        return
    if mine.role != theirs.role:
        rough = min(_fineness(reading, p) for p in event.places)
        if draft.type in MOVEMENTS and _fineness(reading, theirs) < rough:
            event.places = list(draft.places)  # the details name the base; the headline only its region
            if draft.initiators():
                event.roles = list(draft.roles)
        return
    one, two = reading.resolved[mine.index], reading.resolved[theirs.index]
    finer = _FINE.get(two.precision or "", 1) - _FINE.get(one.precision or "", 1)
    nearer = (two.radius_m or 10**7) < (one.radius_m or 10**7)
    rough = one.precision in ("area", "governorate", "country")
    headline = _is_rough(reading, mine.index) and not _is_rough(reading, theirs.index)
    if headline or (rough and (finer < 0 or (finer == 0 and nearer)) and mine.role == "site"):
        event.places = list(draft.places)  # a headline's region gives way to all that the lead names
    elif finer < 0:
        event.places = [copy(theirs) if p is mine else p for p in event.places]


def _fineness(reading: Reading, place: PlaceInRole) -> int:
    return _FINE.get(reading.resolved[place.index].precision or "", 1)


def _join_roles(event: Draft, draft: Draft) -> None:
    known = {(r.role, r.actor.actor) for r in event.roles}
    taken = {r.actor.actor for r in event.roles}
    if _is_answer(event, draft):
        return
    named = {r.role for r in event.roles if r.actor.actor}
    for role in draft.roles:
        if (role.role, role.actor.actor) in known or role.actor.actor in taken:
            continue
        filled = any(r.role == role.role and r.weight >= role.weight for r in event.roles)
        if draft.definite and role.role in named:
            continue  # «هذه التحركات»: speaks of what is known, names nobody new
        if not filled or role.weight >= 4:
            event.roles.append(RoleFound(role.role, role.actor, role.weight, role.rule))
    event.notes += [n for n in draft.notes if n not in event.notes]


def _join_counts(reading: Reading, event: Draft, draft: Draft) -> None:
    toll = any(
        reading.fold(at) in _TOLL for at in range(draft.happening.first, draft.happening.anchors[-1].last)
    )
    if draft.victims and correction_in(reading, draft.happening.first, draft.happening.last) is not None:
        event.casualties, event.victims = draft.casualties, draft.victims
        return
    merged = dict(msgspec.structs.asdict(event.casualties))
    for name, count in msgspec.structs.asdict(draft.casualties).items():
        if count is None:
            continue
        known = merged[name]
        if known is None or (toll and _larger(count, known)):
            merged[name] = count
        elif count != known and draft.bare and not toll and event.spans != draft.spans:
            merged[name] = _between(known, count)
    event.casualties = Casualties(**merged)
    event.victims = event.victims + draft.victims


def _between(one: Count, two: Count) -> Count:
    """The range of two figures that sources give for one thing."""
    most = None if None in (one.most, two.most) else max(one.most or 0, two.most or 0)
    return Count(min(one.least or 0, two.least or 0), most)


def _larger(one: Count, two: Count) -> bool:
    return (one.least or 0) > (two.least or 0)
