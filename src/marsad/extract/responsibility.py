"""Who did it where another sentence, or only the means, tells («من يقف وراء الواقعة»).

A deed is often told first and laid to somebody later («وتبنّى التنظيم العملية»), or told once more
without its doer («بغارة أخرى»), or told by means that only one party has there («البراميل»).
"""

from __future__ import annotations

from datetime import date
from typing import Final

from marsad.extract.actors import ActorFound
from marsad.extract.event_types import event_class
from marsad.extract.events import Draft
from marsad.extract.inorder import inside
from marsad.extract.reading import Reading
from marsad.extract.roles import VIOLENT, RoleFound

_UNKNOWN: Final = frozenset({None, "unidentified-armed-group"})
_AGAIN: Final = frozenset(
    {"اخري", "ثانيه", "ثالثه", "مماثل", "مماثله", "مشابه", "مشابهه", "ذاته", "ذاتها", "نفسه", "نفسها"}
)
#: How many deeds back «بغارة أخرى» reaches, and how many sentences back «تبنّى الهجوم» does.
_DEEDS_BACK: Final = 3
_SENTENCES_BACK: Final = 4
#: What is denied: «مسؤوليتها», «ذلك»; how near after the denial, and how many sentences after the deed.
_SHARE: Final = frozenset(
    {"مسؤوليتها", "مسؤوليته", "مسؤوليتهم", "مسووليتها", "مسووليته", "مسووليتهم", "مسيوليتها", "ضلوعها",
     "ضلوعه", "صلتها", "صلته", "علاقتها", "علاقته", "وقوفها", "ذلك", "الاتهامات", "الاتهام", "التهمه",
     "responsibility", "involvement", "accusation", "accusations"}
)  # fmt: skip
_SHARE_REACH: Final = 3
_DENIED_BACK: Final = 2
_NOT: Final = frozenset({"لم", "لا", "دون", "ولم", "ولا", "عدم"})
_OWN_AIR: Final = frozenset({"helicopter", "barrel-bomb"})
#: The last day on which the Syrian state's helicopters flew for the government before.
_END_OF_RULE: Final = date(2024, 12, 8)
#: Verbs of condemning, and the deeds that they name as known.
_CONDEMNING: Final = frozenset({"v-adana", "v-naddada", "v-istankara", "v-shajaba", "v-istahjana"})
_KNOWN_DEEDS: Final = (
    *("هذه", "هذا", "الخروقات", "الانتهاكات", "التوغل", "القصف", "الهجوم", "الهجمات", "الاعتداء"),
    *("الغارات", "الغاره", "العدوان", "المجزره", "الاقتحام", "بالقصف", "بالهجوم", "بهذه", "بهذا"),
)
_CONDEMNED: Final = VIOLENT | {"coercion", "force-posture"}
_CONDEMNED_BACK: Final = 4
_DEED_REACH: Final = 9
_FROM_ABOVE: Final = frozenset({"airstrike", "drone-strike"})
#: How many words after «تنديداً بـ» its party may stand.
_DEMAND_REACH: Final = 12
#: Where strikes from the air have one doer, by country.
_SKY: Final = {"PS": "israeli-forces", "LB": "israeli-forces"}


def repeat_doers(reading: Reading, drafts: list[Draft]) -> None:
    """«وطالت غارة أخرى …»: the same doer's as the deed of its kind told before."""
    for number, draft in enumerate(drafts):
        if event_class(draft.type) not in VIOLENT or draft.initiators() or not _is_repeat(reading, draft):
            continue
        for before in reversed(drafts[max(0, number - _DEEDS_BACK) : number]):
            doers = [r for r in before.roles if r.role == "initiator" and r.actor.actor is not None]
            if event_class(before.type) == event_class(draft.type) and doers:
                draft.roles += [RoleFound("initiator", r.actor, 1, "inherited") for r in doers]
                break


def name_kind_again(drafts: list[Draft]) -> None:
    """«شنّت المسيّرات ضربات … وطالت الضربات محطة»: of the kind told before."""
    for number, draft in enumerate(drafts):
        before = drafts[number - 1] if number else None
        if before is None or not draft.definite or draft.bare:
            continue
        if any(t.trigger.type and "generic" not in t.trigger.notes for t in draft.happening.triggers()):
            continue
        both = {event_class(before.type), event_class(draft.type)}
        near = draft.happening.sentence - before.happening.sentence <= 1
        if both == {"remote-violence"} and near and before.type in _FROM_ABOVE | {"shelling"}:
            draft.type = before.type


def _is_repeat(reading: Reading, draft: Draft) -> bool:
    for anchor in draft.happening.anchors:
        if anchor.category == "event" and not anchor.is_verb:
            return any(reading.fold(at) in _AGAIN for at in range(anchor.last, anchor.last + 2))
    return False


def add_claimants(reading: Reading, events: list[Draft]) -> None:
    """«وتبنّى التنظيم العملية»: who claims a deed told before did it."""
    for attribution in reading.attributions:
        if attribution.kind != "claim" or reading.fold(attribution.cue_first - 1) in _NOT:
            continue
        actor = _claimant(reading, attribution.cue_last)
        if actor is None:
            continue
        sentence = _sentence_of(reading, attribution.cue_first)
        event = _last_unclaimed(events, sentence, actor)
        if event is not None:
            event.roles = [r for r in event.roles if r.role != "initiator"]
            event.roles.append(RoleFound("initiator", actor, 4, "claims"))


def add_denials(reading: Reading, events: list[Draft]) -> None:
    """«ونفت قسد مسؤوليتها», "the accusation was rejected": the accused deny a deed told before."""
    for attribution in reading.attributions:
        if attribution.kind != "deny" or not _denies_a_share(reading, attribution.cue_last, attribution.last):
            continue
        sentence = _sentence_of(reading, attribution.cue_first)
        near = [e for e in events if 0 <= sentence - e.happening.sentence <= _DENIED_BACK]
        for event in near:
            if event_class(event.type) in VIOLENT and attribution.agent in event.initiators() - _UNKNOWN:
                event.status = "denied"


def _denies_a_share(reading: Reading, *ends: int) -> bool:
    start = max(ends)
    return any(reading.fold(at).removeprefix("ب") in _SHARE for at in range(start, start + _SHARE_REACH))


def _claimant(reading: Reading, first: int) -> ActorFound | None:
    actors = (reading.actor_at.get(at) for at in range(first, first + 3))
    actor = next((a for a in actors if a is not None), None)
    return actor if actor is not None and actor.armed and actor.actor not in _UNKNOWN else None


def _last_unclaimed(events: list[Draft], sentence: int, actor: ActorFound) -> Draft | None:
    for event in reversed(events):
        if not sentence - _SENTENCES_BACK <= event.happening.sentence <= sentence:
            continue
        if event_class(event.type) not in VIOLENT or actor.actor in event.targets():
            continue
        if actor.actor in event.initiators():
            return None
        if event.initiators() <= _UNKNOWN:
            return event
    return None


def _sentence_of(reading: Reading, token: int) -> int:
    spans = enumerate(reading.text.sentences)
    return next((number for number, (first, last) in spans if first <= token < last), 0)


def add_protested(reading: Reading, events: list[Draft]) -> None:
    """«مظاهرة تنديداً بوقف الدعم من قبل قسد»: the party that a crowd's demand names."""
    for event in events:
        if event.type != "protest" or event.targets():
            continue
        told = sorted({_sentence_of(reading, first) for first, _ in event.spans})
        party = next(filter(None, (_party_demanded_of(reading, event, number) for number in told)), None)
        if party is None:
            party = _party_known(reading, events, event, told[-1])
        if party is not None:
            event.roles.append(RoleFound("target", party, 3, "protested-against"))


def _party_known(reading: Reading, events: list[Draft], event: Draft, sentence: int) -> ActorFound | None:
    """«وقفة ندد المشاركون فيها بالتوغلات»: whose deeds they are was told before."""
    first, last = reading.text.sentences[sentence]
    deeds = [t for t in inside(reading.triggers, first, last) if t.prefix.endswith("بال")]
    if not any(event_class(t.trigger.type) in VIOLENT | {"force-posture"} for t in deeds):
        return None
    for before in reversed(events[: events.index(event)]):
        doers = [r.actor for r in before.roles if r.role == "initiator" and r.actor.armed]
        if doers and doers[0].actor not in _UNKNOWN:
            return doers[0]
    return None


def _party_demanded_of(reading: Reading, event: Draft, sentence: int) -> ActorFound | None:
    first, last = reading.text.sentences[sentence]
    demand = next((c for c in inside(reading.cues, first, last) if c.role == "demand"), None)
    if demand is None:
        return None
    begun = event.happening.anchors[0].first if event.happening.sentence == sentence else first
    start = max(begun, demand.last)
    named = (a for a in inside(reading.actors, start, min(start + _DEMAND_REACH, last)) if a.armed)
    return next(named, None)


def add_condemned(reading: Reading, events: list[Draft]) -> None:
    """«وأدانت الوزارة هذه التوغلات»: whoever is told to have done them, a sentence or two before."""
    for number, event in enumerate(events):
        if event.type != "statement" or event.targets() or not _condemns(reading, event):
            continue
        voices = event.initiators()
        for before in reversed(events[:number]):
            near = 0 <= event.happening.sentence - before.happening.sentence <= _CONDEMNED_BACK
            doers = [
                r for r in before.roles if r.role == "initiator" and r.actor.actor not in _UNKNOWN | voices
            ]
            if near and doers and event_class(before.type) in _CONDEMNED:
                event.roles += [RoleFound("target", r.actor, 2, "told-before") for r in doers[:1]]
                break


def _condemns(reading: Reading, event: Draft) -> bool:
    """Whether a stand is against something that the report has told: «هذا القصف», «الخروقات»."""
    anchor = event.happening.anchors[0]
    if anchor.row is None or anchor.row.id not in _CONDEMNING:
        return False
    after = (
        reading.fold(at) for at in range(anchor.last, min(anchor.last + _DEED_REACH, event.happening.last))
    )
    return any(word.startswith(_KNOWN_DEEDS) for word in after)


def add_owners_of_means(reading: Reading, events: list[Draft]) -> None:
    """Aircraft of no stated owner belong to the one party that flies such aircraft there."""
    named = {a.actor for a in reading.actors if a.actor}
    days = {e.when.start for e in events if e.when is not None and e.initiators() - _UNKNOWN}
    days |= {reading.published} if reading.published else set()
    for event in events:
        if event.initiators() or event_class(event.type) != "remote-violence" or event.when is None:
            continue
        countries = {reading.resolved[p.index].country for p in event.places}
        item = next((i for i in event.items if i.item in _OWN_AIR), None)
        if item is not None and "SY" in countries and event.when.start < _END_OF_RULE:
            event.roles.append(_by_means(reading, item.first, item.last, "syrian-regime"))
            continue
        doer = _doer_above(countries)
        if event.type in _FROM_ABOVE and event.when.start in days and doer in named:
            anchor = event.happening.anchors[0]
            event.roles.append(_by_means(reading, anchor.first, anchor.last, doer))


def _doer_above(countries: set[str | None]) -> str:
    doers = {_SKY.get(country or "", "") for country in countries}
    return doers.pop() if len(doers) == 1 else ""


def _by_means(reading: Reading, first: int, last: int, actor: str) -> RoleFound:
    words = reading.words(first, last)
    return RoleFound(
        "initiator", ActorFound(first, last, actor, True, words, "context", armed=True), 1, "inherited"
    )
