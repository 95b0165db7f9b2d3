"""People harmed: how many, of what kind, of which side («الضحايا»).

A count belongs to the harm word that governs it («مقتل 3 مدنيين وإصابة 5 آخرين»); people
named after «بينهم» are part of those before it; «دون إصابات» is a count of none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal, cast

from marsad.arabic.numerals import CountMention
from marsad.extract.actors import ActorFound
from marsad.extract.happenings import Anchor, Happening, is_result
from marsad.extract.inorder import inside
from marsad.extract.persons import PersonMention
from marsad.extract.reading import Reading
from marsad.model import Casualties, Count

Effect = Literal["killed", "injured", "captured"]

_EFFECTS: Final = frozenset({"killed", "injured", "captured"})
_BODILY: Final = frozenset({"killed", "injured"})
#: Rows of persons.csv that name several people at once.
_FAMILIES: Final = frozenset({"family", "family-b"})
_THE_DEAD: Final = frozenset({"ضحايا", "قتلي", "شهداء", "وفيات"})
_TOLL_REACH: Final = 3
_SAYING: Final = frozenset({"بحسب", "حسب", "وفق", "وفقا"})
_DESCRIBING: Final = frozenset({"مقتولا", "مقتوله", "مقتولين", "مقتول", "قتيلا", "قتيله"})
#: «اقتصرت الأضرار على الماديات»: nothing but damage.
_LIMITED: Final = frozenset({"اقتصرت", "اقتصر", "مقتصره", "تقتصر", "فاقتصرت"})
_LIMITED_WRITTEN: Final = frozenset(before + word for word in _LIMITED for before in ("", "و"))
_MATERIAL: Final = frozenset({"ماديات", "ماديه", "مادي"})
_LIMITED_REACH: Final = 7
_NEGATIONS: Final = frozenset(
    {"دون", "بدون", "عدم", "لم", "لا", "بلا", "غير", "no", "without", "nobody", "none"}
)
_DENYING: Final = frozenset(before + word for word in _NEGATIONS for before in ("", "و", "ف", "وف"))
_UNKNOWING: Final = frozenset(
    {"ورود", "ترد", "يرد", "معلومات", "انباء", "معرفه", "تعرف", "يعرف", "تتضح", "توفر", "تقارير"}
    | {"word", "reports", "known"}
)
_HARM: Final[dict[str, tuple[Effect, ...]]] = {
    "اصابات": ("killed", "injured"), "اصابه": ("injured",), "جرحي": ("injured",), "جريح": ("injured",),
    "ضحايا": ("killed", "injured"), "قتلي": ("killed",), "casualties": ("killed", "injured"),
    "injuries": ("injured",), "injured": ("injured",), "hurt": ("injured",), "deaths": ("killed",),
}  # fmt: skip
#: «وجرح ثالث», «وقُتل آخر»: one more.
#: «أحد المدنيين»: one of them.
_ONE_OF: Final = frozenset({"احد", "احدي", "واحد"})
#: A list of names, one a line: how few and how many lines, and the words of a line.
_SHORTEST_LIST: Final = 2
_LONGEST_ROLL: Final = 60
_LONGEST_LINE: Final = 14
_YEARS: Final = frozenset({"سنوات", "سنه", "عاما", "عام", "اعوام"})
_OF_AGE: Final = 18
_BELONGING: Final = frozenset(
    {"بانتمايه", "بانتمايها", "بانتمايهم", "انتمايه", "انتمايها", "انتمايهم", "بانتمايهما", "انتمايهما"}
)
_EACH, _OF = "كل", "من"
#: The most tokens that a list of names may take, and the fewest letters of «و» with a name.
_LONGEST_LIST: Final = 24
_SHORTEST_NAME: Final = 3
#: The most and the fewest words of a person's name.
_LONGEST_NAME: Final = 5
_SHORTEST_FULL_NAME: Final = 2
_ROUND_NAMES: Final = "«»\"“”'()/-–ـ:"
_AFTER_NAMES: Final = frozenset(
    {
        "في",
        "من",
        "علي",
        "الي",
        "جراء",
        "اثر",
        "بعد",
        "قرب",
        "عند",
        "وهم",
        "وهما",
        "وذلك",
        "حيث",
        "الذين",
        "التي",
    }
)
#: «15 من القتلى», «إلى 15 حصيلة القتلى»: what may stand between a count and those it counts.
_BEFORE_PEOPLE: Final = frozenset({"من", "حصيله", "of", "the"})
_CASES: Final = frozenset({"حاله", "حالات"})
_ONE_MORE: Final = frozenset(
    {"اخر", "اخري", "الاخر", "الاخري", "ثان", "ثالث", "رابع", "خامس", "سادس", "another"}
)
#: Words at which the walk after people harmed has something to do.
_SERVICEMAN: Final = "عسكري"
_STOPPING: Final = _ONE_MORE | {_EACH, _SERVICEMAN}
_TOLL: Final = frozenset(
    {"حصيله", "الحصيله", "ارتفع", "ارتفعت", "ارتفاع", "يرتفع", "ترتفع", "عدد", "toll", "rose", "risen"}
)
_QUOTES: Final = frozenset("\"«»“”()'")
_MEANING: Final = frozenset({"وهو", "وهي", "وهم", "وهما", "هو", "هي", "هم", "هما", "يدعي", "تدعي"})
#: «لم يُصب أحد»: present forms of harm after a negation.
_HARM_VERBS: Final[dict[str, Effect]] = {
    "يصب": "injured", "تصب": "injured", "يصاب": "injured", "يجرح": "injured", "يقتل": "killed",
}  # fmt: skip
_NOBODY: Final = frozenset({"احد", "احدا", "اي", "anyone", "one"})
_NO_MORE: Final = frozenset({".", "،", "تذكر", "؛"})
_HUMAN: Final = frozenset({"بشريه", "human"})
_EXPLICIT_CIVILIAN: Final = ("مدني", "civilian")


@dataclass(slots=True)
class Victims:
    """A group of people harmed in one way. ``part`` groups are counted in another one."""

    effect: Effect
    count: Count | None
    group: str
    first: int
    last: int
    part: bool = False
    #: how many sources had been named when it was told: other sources may tell other figures
    voice: int = 0
    #: a running toll («ارتفعت الحصيلة إلى خمسة»): stands for all before it
    total: bool = False
    civilian: bool = False
    #: told by their names, which the record does not repeat
    named: bool = False
    actor: ActorFound | None = None
    anchor: Anchor | None = None


@dataclass(slots=True)
class _Walk:
    """Where the walk through a region stands."""

    effect: Effect | None = None
    anchor: Anchor | None = None
    among: bool = False
    #: the harm word stands in the happening before
    shared: bool = False
    end: int = 0
    pending: list[Victims] = field(default_factory=list)
    found: list[Victims] = field(default_factory=list)


def find_victims(reading: Reading, happening: Happening) -> list[Victims]:
    """The groups of people harmed in a happening, in text order."""
    walk = _Walk()
    if happening.shared is not None and happening.shared.row is not None:
        walk.effect, walk.shared = cast(Effect, happening.shared.row.effect), True
    anchors = {a.first: a for a in happening.anchors}
    for anchor in happening.anchors:
        if anchor.trigger is not None and anchor.trigger.tail is not None:
            anchors.setdefault(anchor.trigger.tail[0], anchor)
    at = happening.first
    for stop in sorted(_stops_in(reading, happening.first, happening.last) | anchors.keys()):
        if at <= stop < happening.last:
            at = _step(reading, walk, anchors, stop)
    walk.found = _as_corrected(reading, happening, walk.found)
    walk.found += _named_dead(reading, happening, walk.found)
    walk.found += _count_listed(reading, happening, walk.found)
    joint = _joint_anchors(happening.anchors, walk.found)
    return [v for v in walk.found if v.anchor is None or id(v.anchor) not in joint]


def correction_in(reading: Reading, first: int, last: int) -> int | None:
    """The token of «والصحيح أن …» in a stretch: what stands before it is withdrawn."""
    if "correction" not in reading.cue_roles:
        return None
    return next((c.first for c in inside(reading.cues, first, last) if c.role == "correction"), None)


def _as_corrected(reading: Reading, happening: Happening, found: list[Victims]) -> list[Victims]:
    at = correction_in(reading, happening.first, happening.last)
    if at is None or not any(v.first > at for v in found):
        return found
    return [v for v in found if v.first > at]


def _named_dead(reading: Reading, happening: Happening, found: list[Victims]) -> list[Victims]:
    """«استشهد فلان الفلاني»: one person, told by a name and no other word."""
    told = {v.effect for v in found}
    named: list[Victims] = []
    for anchor in happening.anchors:
        row = anchor.row
        if row is None or anchor.trigger is None or row.effect not in _BODILY or row.effect in told:
            continue
        undergone = anchor.trigger.voice == "passive" or row.frames == ("victim",)
        if not anchor.is_verb or not undergone or anchor.trigger.tail is not None:
            continue
        last = _end_of_name(reading, anchor.last)
        if last - anchor.last >= _SHORTEST_FULL_NAME:
            group = "woman" if reading.fold(anchor.first).endswith("ت") else "person"
            one = Victims(cast(Effect, row.effect), Count(1, 1), group, anchor.last, last, named=True)
            one.anchor, one.actor = anchor, _affiliation(reading, last, None)
            named.append(one)
            told.add(one.effect)
    return named


def _count_listed(reading: Reading, happening: Happening, found: list[Victims]) -> list[Victims]:
    """Count the dead whose names follow, one a line («شهداء اليوم: 1- فلان 2- فلانة»); gives parts."""
    whole = [v for v in found if v.effect in _BODILY and not v.part]
    if len(whole) != 1 or whole[0].count is not None or whole[0].first >= happening.last:
        return []
    lines = list(_listed_lines(reading, happening.sentence + 1))
    if len(lines) < _SHORTEST_LIST:
        return []
    whole[0].count = Count(len(lines), len(lines))
    parts = []
    for group in ("child", "woman"):
        number = sum(_group_of_line(reading, first, last) == group for first, last in lines)
        if number and whole[0].effect == "killed":
            first, last = lines[0]
            parts.append(Victims("killed", Count(number, number), group, first, last, part=True, named=True))
    return parts


def _listed_lines(reading: Reading, sentence: int) -> Iterator[tuple[int, int]]:
    """The lines from a sentence on that are numbered from one and tell of no deed."""
    for number, (first, last) in enumerate(reading.text.sentences[sentence : sentence + _LONGEST_ROLL], 1):
        told = any(at in reading.trigger_at for at in range(first, last))
        if told or last - first > _LONGEST_LINE or reading.fold(first) != str(number):
            return
        yield first, last


def _group_of_line(reading: Reading, first: int, last: int) -> str:
    for at in range(first + 1, last - 1):
        if reading.folds[at].isdigit() and reading.folds[at + 1] in _YEARS:
            return "child" if int(reading.folds[at]) < _OF_AGE else ""
    people = [reading.person_at[at] for at in range(first, last) if at in reading.person_at]
    if any(p.group == "child" for p in people):
        return "child"
    return "woman" if any(p.female for p in people) else ""


def _end_of_name(reading: Reading, first: int) -> int:
    """Where the plain words that begin at a token end: no people, place, party, day or deed."""
    at = first
    while at < min(first + _LONGEST_NAME, len(reading.tokens)):
        token = reading.tokens[at]
        known = at in reading.actor_at or at in reading.place_at or at in reading.item_at
        plain = token.kind == "word" and len(token.fold) >= _SHORTEST_NAME and not token.fold.isascii()
        joined = at > first and token.fold.startswith("و")
        if known or joined or not plain or _ends_names(reading, at):
            break
        at += 1
    return at


def _stops_in(reading: Reading, first: int, last: int) -> set[int]:
    """The tokens of a stretch at which people, counts or connectors stand."""
    if reading.stops is None:
        known = reading.cue_at.keys() | reading.count_at.keys() | reading.person_at.keys()
        reading.stops = sorted(known.union(at for at, fold in enumerate(reading.folds) if fold in _STOPPING))
    stops = reading.stops
    return set(stops[bisect_left(stops, first) : bisect_left(stops, last)])


def _step(reading: Reading, walk: _Walk, anchors: dict[int, Anchor], at: int) -> int:
    anchor = anchors.get(at)
    if anchor is not None and anchor.trigger is not None:
        _enter(reading, walk, anchor)
        tail = anchor.trigger.tail
        if tail is not None and at == tail[0]:
            return tail[1]
        # «ارتقاء شهيد»: the people are part of the words for the harm.
        people = (t for t in range(at + 1, anchor.last) if t in reading.person_at)
        return next(people, anchor.last)
    cue = reading.cue_at.get(at)
    counts = at in reading.count_at  # «نحو عشرة أشخاص»
    if cue is not None and cue.first == at and at not in reading.person_at and not counts:
        walk.among = cue.role == "among" or (walk.among and cue.role not in ("contrast", "result", "then"))
        return cue.last
    victims = _group_at(reading, walk, at)
    if victims is None:
        return at + 1
    if _is_counted(reading, walk, victims):
        if walk.among and _opens_list_item(reading, victims):
            walk.among = False
        _take(reading, walk, victims)
    walk.end = victims.last
    return max(victims.last, at + 1)


def _opens_list_item(reading: Reading, victims: Victims) -> bool:
    """«…، وطفل رضيع في دارة عزة»: after a comma, with a place of its own, a new group begins."""
    if reading.tokens[victims.first - 1].text not in "،," or not reading.fold(victims.first).startswith("و"):
        return False
    return any(at in reading.place_at for at in range(victims.last, victims.last + 5))


def _is_counted(reading: Reading, walk: _Walk, victims: Victims) -> bool:
    """Whether a group adds to those before it: bound by «و», in a list, or first after its word.

    «عاملان قريبان من سكان المخيم» is one group: what follows without «و» only describes it.
    """
    linked = reading.fold(victims.first).startswith("و")
    if victims.first == walk.end and walk.end and not linked:
        return False
    if walk.found and not linked and reading.fold(victims.first) in _DESCRIBING:
        return False  # «جثة مواطن مقتولاً بالرصاص»
    if _sense_at(reading, victims) is not None or _follows_toll(reading, victims.first):
        return True
    if victims.first - walk.end > 12 or not any(v.anchor is walk.anchor for v in walk.found + walk.pending):
        return True
    before = reading.tokens[victims.first - 1]
    person = reading.person_at.get(victims.first)
    joined = before.fold in ("و", "،", ",", "and", ":") or (
        person is not None and person.prefix.startswith("و")
    )
    cue = reading.cue_at.get(victims.first - 1)
    if before.fold in _MEANING:
        return False  # «ابنه، وهو طفل»: the same person, described
    own_and = reading.fold(victims.first).startswith("و") and victims.first in reading.count_at
    return joined or own_and or (cue is not None and cue.role == "among") or before.fold.startswith("و")


def _enter(reading: Reading, walk: _Walk, anchor: Anchor) -> None:
    row = anchor.row
    if row is not None and row.effect in _EFFECTS and _object_is_pronoun(anchor):
        _harm_pronoun(walk, anchor)
    elif row is not None and row.effect in _EFFECTS and _is_of_one(reading, anchor):
        if not any(v.effect == row.effect for v in walk.found):
            _harm_pronoun(walk, anchor)
    elif row is not None and row.effect in _EFFECTS:
        effect = cast(Effect, row.effect)
        walk.effect, walk.anchor, walk.among = effect, anchor, False
        if walk.pending and _agrees(reading, anchor):
            for victims in walk.pending:
                victims.effect, victims.anchor = effect, anchor
                walk.found.append(victims)
        walk.pending = []
    elif not is_result(anchor):
        walk.effect, walk.anchor, walk.among = None, None, False


def _object_is_pronoun(anchor: Anchor) -> bool:
    """«خطفه مسلحون»: whoever is named next did it; the pronoun stands for the people harmed."""
    trigger = anchor.trigger
    return (
        trigger is not None
        and anchor.is_verb
        and trigger.suffix in ("ه", "ها", "هم")
        and trigger.voice != "passive"
    )


def _is_of_one(reading: Reading, anchor: Anchor) -> bool:
    """«ما أدى إلى مقتله»: the harm of one person told before by a word for no one in particular."""
    if anchor.trigger is None or anchor.is_verb or anchor.trigger.suffix not in ("ه", "ها"):
        return False
    cue = reading.cue_at.get(anchor.first)
    return cue is None or cue.role != "succumb"


def _harm_pronoun(walk: _Walk, anchor: Anchor) -> None:
    before = (walk.pending or walk.found)[-1:]
    effect = anchor.row.effect if anchor.row is not None else "killed"
    if before:
        same = before[0]
        harmed = Victims(effect, same.count, same.group, same.first, same.last, civilian=same.civilian)  # type: ignore[arg-type]
        harmed.actor, harmed.anchor = same.actor, anchor
        walk.found.append(harmed)
    elif anchor.trigger is not None and anchor.trigger.suffix in ("ه", "ها"):
        one = Victims(cast(Effect, effect), Count(1, 1), "person", anchor.first, anchor.last)
        one.anchor = anchor
        walk.found.append(one)
    walk.effect, walk.anchor, walk.among, walk.pending = None, None, False, []


def _agrees(reading: Reading, anchor: Anchor) -> bool:
    """Whether a harm verb has its people before it: nothing to count comes right after."""
    if not anchor.is_verb:
        return False
    for at in range(anchor.last, anchor.last + 3):
        cue = reading.cue_at.get(at)
        if at in reading.trigger_at or (cue is not None and cue.role == "among"):
            return True  # «أربعة مدنيين استشهدوا، بينهم امرأة»
        if at in reading.date_at:
            return True  # «عنصران قُتلا في 2 أيلول»
        if at in reading.count_at or at in reading.person_at:
            return False
    return True


def _group_at(reading: Reading, walk: _Walk, at: int) -> Victims | None:
    count = reading.count_at.get(at)
    if count is not None and count.first == at and count.unit_hint is None:
        return _counted(reading, walk, count)
    person = reading.person_at.get(at)
    if person is not None and person.first == at and not _is_armed_stranger(reading, at):
        return _uncounted(reading, walk, person)
    anchor = walk.anchor
    singular = anchor is not None and not reading.fold(anchor.first).endswith("ات")
    if anchor is not None and at == anchor.last and singular and reading.fold(at) in _ONE_MORE:
        return Victims("killed", Count(1, 1), "person", at, at + 1)
    if anchor is not None and at == anchor.last and reading.fold(at) == _SERVICEMAN:
        return Victims("killed", Count(1, 1), "fighter", at, at + 1)  # «ارتقاء عسكري»
    return _named(reading, walk, at)


def _named(reading: Reading, walk: _Walk, at: int) -> Victims | None:
    """«كل من فلان وفلان»: people told by name, of whom only how many they are is kept."""
    if walk.effect is None or reading.fold(at) != _EACH or reading.fold(at + 1) != _OF:
        return None
    names, last = 0, at + 2
    opens = True
    while last < min(at + 2 + _LONGEST_LIST, len(reading.tokens)):
        token = reading.tokens[last]
        if token.kind == "mark" and token.text in "،,":
            opens = True
        elif token.kind in ("word", "number") and not _ends_names(reading, last):
            joined = token.fold.startswith("و") and len(token.fold) > _SHORTEST_NAME
            names += opens or joined
            opens = token.fold == "و"
        elif token.kind != "mark" or token.text not in _ROUND_NAMES:
            break
        last += 1
    if names < 2 and not (names and last in reading.person_at):
        return None  # «كل من فلان، زوجته وطفليهما»: one name, then his people
    return Victims("killed", Count(names, names), "person", at, last, named=True)


def _ends_names(reading: Reading, at: int) -> bool:
    """Whether a token can be no part of a person's name."""
    known = (
        at in reading.trigger_at or at in reading.cue_at or at in reading.count_at or at in reading.date_at
    )
    placed = at in reading.place_at and reading.places[reading.place_at[at]].preposition is not None
    return known or placed or at in reading.person_at or reading.fold(at) in _AFTER_NAMES


def _is_armed_stranger(reading: Reading, at: int) -> bool:
    """«مسلحان مجهولان» do harm; they are not those harmed."""
    actor = reading.actor_at.get(at)
    return actor is not None and actor.actor == "unidentified-armed-group"


def _counted(reading: Reading, walk: _Walk, count: CountMention) -> Victims | None:
    if walk.effect is None and walk.found and _follows_toll(reading, count.first):
        walk.effect = walk.found[-1].effect  # «ارتفعت حصيلة قتلى القصف إلى خمسة»
    if walk.effect is None and _follows_toll(reading, count.first):
        near = range(count.last, count.last + _TOLL_REACH)
        if any(reading.fold(at).removeprefix("ال") in _THE_DEAD for at in near):
            walk.effect = "killed"  # «ارتفع إلى أربعة عدد ضحايا الغارة»
    person = _person_after(reading, count.last)
    if person is None and (hurt := _counted_harm(reading, count)) is not None:
        return hurt
    if person is None and not _bare_count_fits(reading, walk, count):
        return None
    families = person is not None and person.id in _FAMILIES
    number = None if count.vague or families else Count(count.least, count.most)
    group = person.group if person is not None else "person"
    last = person.last if person is not None else count.last
    victims = Victims("killed", number, group, count.first, last)
    describe(reading, victims, person)
    return victims


def _counted_harm(reading: Reading, count: CountMention) -> Victims | None:
    """«20 إصابة», «ثلاث حالات وفاة»: harm itself is counted."""
    trigger = reading.trigger_at.get(count.last) or reading.trigger_at.get(count.last + 1)
    between = reading.fold(count.last) in _CASES
    if trigger is None or trigger.form.pos != "noun" or trigger.trigger.effect not in ("killed", "injured"):
        return None
    if trigger.first != count.last + between or trigger.prefix:
        return None
    number = None if count.vague else Count(count.least, count.most)
    return Victims(trigger.trigger.effect, number, "person", count.first, count.last)


def _person_after(reading: Reading, at: int) -> PersonMention | None:
    """The people that a count counts: next to it, or after «من» or one describing word."""
    for step in range(3):
        person = reading.person_at.get(at + step)
        if person is not None:
            return None if _is_armed_stranger(reading, at + step) else person
        if at + step in reading.item_at or at + step in reading.trigger_at or at + step in reading.count_at:
            return None
        if reading.fold(at + step) not in _BEFORE_PEOPLE:
            return None
    return None


def _bare_count_fits(reading: Reading, walk: _Walk, count: CountMention) -> bool:
    """A count without a noun counts people only right after its harm word or beside others."""
    if walk.effect is None:
        return False
    after = reading.fold(count.last)
    if count.last in reading.item_at or count.last in reading.date_at:
        return False
    if walk.shared and not walk.found:
        return True
    if (
        walk.found
        and walk.found[-1].effect == walk.effect
        and reading.tokens[count.first].fold.startswith("و")
    ):
        follows = reading.cue_at.get(count.last)
        if after in ("في", "in") or (follows is not None and follows.role == "among"):
            return True  # «ستة في حرستا، وثلاثة بينهم امرأة في دوما»
        if any(a.kind == "according" for a in reading.attributions_in(count.last, count.last + 1)):
            return True  # «14 قتيلاً بحسب المرصد، و17 وفق ناشطين»
    if after in ("اخرين", "اخرون", "اخر", "اخري", "others", "other", "people"):
        return True
    member = reading.actor_at.get(count.last + 1)
    if after == "من" and member is not None and member.armed:
        return True  # «واثنين من الخلايا»
    if _follows_toll(reading, count.first):
        return True  # «ارتفعت حصيلة القتلى إلى خمسة»
    close = walk.anchor is not None and count.first - walk.anchor.last <= 1
    return close and not reading.tokens[count.first].tag


def _uncounted(reading: Reading, walk: _Walk, person: PersonMention) -> Victims | None:
    if _is_subject(reading, walk, person):
        return None
    if person.sense in ("dead", "injured") and _count_follows(reading, person):
        walk.effect, walk.anchor = "killed" if person.sense == "dead" else "injured", None
        return None  # «رفات 12 شخصاً»: the count tells how many
    if person.sense in ("dead", "injured") or walk.effect is not None or person.number is not None:
        number, last = number_of(reading, person)
        victims = Victims("killed", number, person.group, person.first, last)
        describe(reading, victims, person)
        return victims
    return None


def _is_subject(reading: Reading, walk: _Walk, person: PersonMention) -> bool:
    """«اعتقل عناصر الحسبة خمسة أشخاص»: fighters right after an active deed are those who did it."""
    anchor = walk.anchor
    if anchor is None or anchor.trigger is None or not anchor.is_verb or anchor.trigger.voice == "passive":
        return False
    tail = anchor.trigger.tail
    if tail is not None and anchor.last <= person.first < tail[0] and _is_body(reading, tail):
        return True  # «عثر الأهالي على جثة»: those who found it
    agent = "agent-target" in anchor.trigger.trigger.frames
    return agent and person.group == "fighter" and person.number is None and person.first == anchor.last


def _is_body(reading: Reading, span: tuple[int, int]) -> bool:
    people = (reading.person_at.get(at) for at in range(*span))
    return any(person is not None and person.sense == "dead" for person in people)


def _count_follows(reading: Reading, person: PersonMention) -> bool:
    count = reading.count_at.get(person.last)
    if count is not None and reading.fold(count.first).startswith("و"):
        return False
    return count is not None and count.unit_hint is None and _person_after(reading, count.last) is not None


def number_of(reading: Reading, person: PersonMention) -> tuple[Count | None, int]:
    """How many a noun without a count before it means, and where the group ends («مدنيان اثنان»)."""
    if reading.fold(person.first - 1) in _ONE_OF:
        return Count(1, 1), person.last
    if person.id in _FAMILIES:
        return None, person.last  # «مقتل أسرة كاملة»: of how many is not told
    after = reading.count_at.get(person.last)
    if after is not None and after.unit_hint is None and after.least in (1, 2) and after.most == after.least:
        return Count(after.least, after.most), after.last
    known = person.sense in ("dead", "injured") and person.prefix.endswith("ال")
    if person.number in (1, 2) and not known:
        return Count(person.number, person.number), person.last
    return None, person.last


def describe(reading: Reading, victims: Victims, person: PersonMention | None) -> None:
    """Fill in of what kind and of which side a group is."""
    words = [reading.fold(at) for at in range(victims.first, min(victims.last + 3, len(reading.tokens)))]
    own = victims.last - victims.first
    told = words[: _window(words, own)]
    victims.civilian = any(w.removeprefix("ال").startswith(_EXPLICIT_CIVILIAN) for w in told)
    if person is not None and person.female and victims.group in ("person", "civilian"):
        victims.group = "woman"
    if person is not None and person.sense in ("dead", "injured"):
        victims.effect = "killed" if person.sense == "dead" else "injured"
        victims.anchor = None
    victims.actor = _affiliation(reading, victims.last, person)


def _window(words: list[str], own: int) -> int:
    """How far describing words reach: past the group's own words, up to a comma, «و» or another clause."""
    for number, word in enumerate(words):
        if word in ("،", ",", ".", "و") or (number >= own and word.startswith("و") and len(word) > 3):
            return number
    return len(words)


def _affiliation(reading: Reading, last: int, person: PersonMention | None) -> ActorFound | None:
    """The side that people belong to: «عنصران من الجيش», «عناصر قسد», «جنود أتراك»."""
    if person is not None:
        within = reading.actor_at.get(person.first)
        if within is not None and within.actor not in (None, "civilians"):
            return within
    for at in range(last, last + 5):
        actor = reading.actor_at.get(at)
        if at in reading.said_by or reading.fold(at) in _SAYING:
            return None
        belongs = reading.fold(at - 1) == "الي" and reading.fold(at - 2) in _BELONGING
        if actor is not None and belongs:
            return actor  # «شاب يُتهم بانتمائه إلى الخلايا»
        if reading.fold(at) == "الي" and reading.fold(at - 1) in _BELONGING:
            continue
        if actor is not None:
            before = at - 2 if reading.fold(at - 1) in _QUOTES else at - 1
            linked = (
                at == last
                or before < last
                or reading.fold(before)
                in (
                    "من",
                    "في",
                    "ل",
                    "of",
                    "from",
                    "the",
                    "صفوف",
                    "بين",
                )
            )
            return actor if linked or actor.prefix in ("ل", "لل", "ب") or actor.kind == "adjective" else None
        word = reading.fold(at)
        if word in _QUOTES:
            continue
        if word in ("،", ",", ".", "و") or at in reading.trigger_at or at in reading.cue_at:
            if word in ("،", ",", ".", "و") or reading.cue_at.get(at) is None:
                return None
            if reading.cue_at[at].role not in ("owner", "among-ranks", "from"):
                return None
    return None


def _comes_next(walk: _Walk, victims: Victims) -> bool:
    return walk.anchor is not None and not walk.anchor.is_verb and victims.first == walk.anchor.last


def _is_added(reading: Reading, first: int) -> bool:
    """«17 قتيلاً بينهم أطفال، إضافة إلى 40 جريحاً»: the injured are no part of the dead."""
    cue = reading.cue_at.get(first - 1)
    if first > 1 and reading.fold(first - 1) == "و" and reading.tokens[first - 2].text in "،,":
        return True
    if reading.tokens[first - 1].text in "،," and reading.fold(first).startswith("و"):
        return True  # «10 قتلى، بينهم أطفال، و77 جريحاً»
    return cue is not None and cue.role == "and"


def _died_since(reading: Reading, walk: _Walk, victims: Victims) -> bool:
    """«ارتفعت إلى خمسة، بعد وفاة طفلة»: who died last is in the toll already."""
    told = any(v.total and v.effect == victims.effect for v in walk.found)
    if not told or walk.anchor is None or walk.anchor.is_verb:
        return False
    cue = reading.cue_at.get(walk.anchor.first - 1)
    return cue is not None and cue.role == "after"


def _take(reading: Reading, walk: _Walk, victims: Victims) -> None:
    explicit = _sense_at(reading, victims) or _harm_counted(reading, victims)
    if explicit == "injured" and walk.effect == "killed" and _comes_next(walk, victims):
        explicit = "killed"  # «وفاة مصابين»
    if explicit is not None:
        if walk.among and walk.found and walk.found[-1].effect != explicit:
            walk.among = not _is_added(reading, victims.first)
        victims.effect = explicit
        walk.effect, walk.anchor = explicit, None
    elif walk.effect is None:
        if victims.count is not None:
            walk.pending = [*walk.pending, victims] if walk.among or not walk.pending else [victims]
            victims.part = walk.among
        return
    else:
        victims.effect, victims.anchor = walk.effect, walk.anchor
    victims.part = walk.among
    if explicit is None and _died_since(reading, walk, victims):
        if any(v.part and v.group == victims.group for v in walk.found):
            return
        victims.part = True
    victims.voice = bisect_left(reading.voices, victims.first)
    victims.total = not walk.among and is_toll(reading, victims)
    walk.found.append(victims)


def _harm_counted(reading: Reading, victims: Victims) -> Effect | None:
    count = reading.count_at.get(victims.first)
    hurt = _counted_harm(reading, count) if count is not None and count.last == victims.last else None
    return hurt.effect if hurt is not None else None


def is_toll(reading: Reading, victims: Victims) -> bool:
    """Whether a count is the last state of a running toll ("rose to five")."""
    return _follows_toll(reading, victims.first)


def _follows_toll(reading: Reading, first: int) -> bool:
    if reading.fold(first - 1) not in ("الي", "to"):
        return False
    return any(reading.fold(at) in _TOLL for at in range(max(0, first - 14), first))


def _sense_at(reading: Reading, victims: Victims) -> Effect | None:
    for at in range(victims.first, victims.last):
        person = reading.person_at.get(at)
        if person is not None and person.sense in ("dead", "injured"):
            return "killed" if person.sense == "dead" else "injured"
    return None


def _joint_anchors(anchors: list[Anchor], found: list[Victims]) -> set[int]:
    """Harm words that share one count («مقتل وإصابة خمسة»): neither has a count of its own.

    «ستة عناصر قُتلوا وجُرح سبعة»: here the first has its people before it.
    """
    joint: set[int] = set()
    told = {id(v.anchor) for v in found if v.anchor is not None and v.last <= v.anchor.first}
    for before, after in pairwise(anchors):
        both = (
            before.category == after.category == "effect" and before.row is not None and after.row is not None
        )
        own = id(before) in told
        if both and not own and after.first == before.last and after.prefix.startswith("و"):
            joint |= {id(before), id(after)}
    return joint


def denials_in(reading: Reading, first: int, last: int) -> list[int]:
    """The tokens of a stretch that deny, worked out once for a report."""
    if reading.denials is None:
        reading.denials = [at for at, fold in enumerate(reading.folds) if fold in _DENYING]
    return reading.denials[bisect_left(reading.denials, first) : bisect_left(reading.denials, last)]


def no_one_harmed(reading: Reading, first: int, last: int) -> set[Effect]:
    """What the text says happened to no one: «دون إصابات», «ولم يصب أحد», "no one was hurt"."""
    none: set[Effect] = set()
    for at in denials_in(reading, first, last):
        words = [reading.fold(i) for i in range(at + 1, min(at + 7, last))]
        if any(w.removeprefix("ال") in _UNKNOWING or w in _ONE_MORE for w in words):
            continue
        none |= _denied_harm(reading, words, at)
    if _only_damage(reading, first, last):
        none |= {"killed", "injured"}
    return none


def _only_damage(reading: Reading, first: int, last: int) -> bool:
    """«واقتصرت الأضرار على الماديات»."""
    if _LIMITED_WRITTEN.isdisjoint(reading.folds[first:last]):
        return False
    for at in range(first, last):
        if reading.folds[at] in _LIMITED_WRITTEN:
            near = (reading.fold(i) for i in range(at + 1, min(at + _LIMITED_REACH, last)))
            return any(word.removeprefix("ال") in _MATERIAL for word in near)
    return False


def _denied_harm(reading: Reading, words: list[str], at: int) -> set[Effect]:
    denied: set[Effect] = set()
    for number, word in enumerate(words):
        bare = word.removeprefix("ال").removeprefix("ب")
        denied |= set(_HARM.get(bare, ()))
        if word in _HARM_VERBS and any(w in _NOBODY for w in words[number:]):
            denied.add(_HARM_VERBS[word])
        if bare in ("خساير", "اضرار", "losses") and any(w in _HUMAN for w in words[number:]):
            denied |= {"killed", "injured"}
        if bare == "خساير" and (number + 1 >= len(words) or words[number + 1] in _NO_MORE):
            denied |= {"killed", "injured"}  # «من دون خسائر»
        trigger = reading.trigger_at.get(at + 1 + number)
        if trigger is not None and trigger.trigger.effect in _EFFECTS and any(w in _NOBODY for w in words):
            denied.add(trigger.trigger.effect)  # type: ignore[arg-type]
    return denied


def casualties_of(victims: list[Victims], none: set[Effect]) -> Casualties:
    """The counts that the groups add up to; parts go only into the break-down."""
    if not victims and not none:
        return Casualties()
    values: dict[str, Count] = {effect: Count(0, 0) for effect in none}
    for effect in ("killed", "injured", "captured"):
        total = _total([v for v in victims if v.effect == effect and not v.part])
        if total is not None:
            values[effect] = total
    for name, groups in _breakdown(victims).items():
        total = _total(groups)
        if total is not None and "killed" in values:
            values[name] = total
    return Casualties(**values)


def _breakdown(victims: list[Victims]) -> dict[str, list[Victims]]:
    dead = [v for v in victims if v.effect == "killed"]
    if any(v.total for v in dead):
        dead = [v for v in dead if v.part or v.total]  # who died last is in the toll, one of many
    return {
        "civilians_killed": [
            v for v in dead if v.civilian and not (v.part and v.group in ("child", "woman"))
        ],
        "children_killed": [v for v in dead if v.group == "child"],
        "women_killed": [v for v in dead if v.group == "woman"],
    }


def _range(totals: list[Count | None]) -> Count | None:
    """What differing sources leave open: the least and the most that any of them says."""
    known = [t for t in totals if t is not None]
    least = [t.least for t in known if t.least is not None]
    most = [t.most for t in known]
    if not known or not least:
        return known[0] if known else None
    return Count(min(least), None if None in most else max(m for m in most if m is not None))


def _total(groups: list[Victims]) -> Count | None:
    tolls = [v for v in groups if v.total and v.count is not None]
    if tolls:
        last = tolls[-1]
        others = [v.count for v in groups if v.voice > last.voice and v.first > last.first]
        return _range([last.count, *others])
    voices = {v.voice for v in groups if v.count is not None}
    if len(voices) > 1:
        return _range([_total([v for v in groups if v.voice == voice]) for voice in sorted(voices)])
    counts = [v.count for v in groups if v.count is not None]
    if not counts or len(counts) < len(groups):
        return counts[0] if len(counts) == 1 and len(groups) > 1 and groups[0].count else None
    least = [c.least for c in counts]
    most = [c.most for c in counts]
    return Count(
        sum(v for v in least if v is not None) if any(v is not None for v in least) else None,
        None if any(v is None for v in most) else sum(v for v in most if v is not None),
    )
