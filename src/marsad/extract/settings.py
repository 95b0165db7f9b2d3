"""Where and when a happening took place, from the words around it («المكان والزمان»)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from marsad.arabic.fold import fold_word
from marsad.arabic.lexicon import Lexicon, Match
from marsad.extract.cues import OFFICIALS
from marsad.extract.dates import DateMention
from marsad.extract.happenings import Happening
from marsad.extract.inorder import InOrder, inside
from marsad.extract.reading import Reading
from marsad.geo.distance import distance_km
from marsad.model import Basis, DatePrecision, PlaceRole
from marsad.tables import load_table

MOVEMENTS: Final = frozenset(
    {"reinforcement", "withdrawal", "deployment", "patrol", "aid", "displacement", "return"}
)
_FROM: Final = frozenset({"من", "from", "قادما", "قادمه", "انطلاقا"})
_TO: Final = frozenset({"الي", "نحو", "باتجاه", "صوب", "ل", "to", "towards", "into", "toward", "تجاه"})
_VIA: Final = frozenset({"عبر", "via", "through"})
#: «نُقلا إلى المشفى»: where the wounded were carried is no site of the attack.
_CARRIED: Final = frozenset({"الي", "to"})
_RELATIVES: Final = frozenset({"التي", "الذي", "which", "that"})
_STATIONED: Final = frozenset(
    {"المتمركزه", "المتواجده", "المنتشره", "المتمركزين", "المتواجدين", "المرابطه", "المتمركز", "متمركزه"}
)
_INTO: Final = frozenset({"داخل"})
#: «الشريط الفاصل مع سوريا غربي القائم»: what lies beyond a border.
_WITH: Final = frozenset({"مع", "with"})
_REPORTER: Final = ("مراسل", "لمراسل")
#: «من فوق الجولان»: where shots come from.
_ABOVE: Final = frozenset({"فوق", "جهه", "اتجاه", "محيط", "داخل"})
#: «خُطف من قريته»: where people are taken from is where it happened.
_TAKEN_FROM: Final = frozenset({"abduction", "arrest", "release"})
_COMES_FROM: Final = frozenset(
    {"وهو", "وهي", "وهم", "وهما", "المنحدر", "المنحدره", "ينحدر", "تنحدر", "ينحدران", "ينحدرون"}
)
_BETWEEN: Final = frozenset({"بين", "between"})
_SINCE: Final = frozenset({"منذ", "since"})
_AT: Final = frozenset({"في", "ب", "in", "at", "داخل", "وسط", "near", "قرب"})

#: What is called by its day.
_NAMED_BY_DAY: Final = frozenset({"اتفاق", "اتفاقيه", "لاتفاق", "باتفاق", "تفاهم", "تفاهمات", "اتفاقات"})
#: Places that one passes, which «القاعدة» never means.
_WAYS: Final = frozenset({"طريق", "معبر", "منفذ", "ممر", "جسر", "اوتوستراد", "شارع", "مفرق", "دوار", "حاجز"})
#: The kind in anaphora.csv of pronouns that may stand for a place.
_PRONOUN: Final = "pronoun"
_FROM_IT: Final = frozenset({"منه", "منها", "منهما"})
_TO_IT: Final = frozenset({"اليه", "اليها", "اليهما"})
_BOTH: Final = frozenset({"منهما", "اليهما", "فيهما"})
#: Deeds that are done to ground, which a pronoun may stand for.
_OF_GROUND: Final = frozenset({"territorial-change", "base"})
#: How many places back «المدينة» may reach.
_PLACES_BACK: Final = 40
#: How many tokens from a deed its day stands right beside it.
_BESIDE: Final = 1
#: How many tokens from the head of a line a dateline's day may stand.
_DATELINE: Final = 6
#: How many tokens nearer a coarse place must stand to be taken for the site.
_COARSENESS: Final = {"governorate": 12, "country": 12, "area": 5}


@dataclass(slots=True)
class PlaceInRole:
    """A place mention (index into the reading's places) in a role."""

    role: PlaceRole
    index: int
    basis: Basis = "read"
    #: told by a word for a town: «المدينة», «البلدة ذاتها»
    referred: bool = False


@dataclass(slots=True)
class When:
    """The days of a happening and on what ground."""

    start: date
    end: date
    precision: DatePrecision
    basis: Basis
    mention: DateMention | None = None


def find_places_of(
    reading: Reading, happening: Happening, type_id: str, before: int | None = None
) -> list[PlaceInRole]:
    """The places of a happening, from its own stretch, else from its sentence's opening.

    ``before`` is the place of the happening told before, which «المنطقة ذاتها» most likely means.
    """
    moving = type_id in MOVEMENTS
    named = list(reading.places_in(happening.first, happening.last))
    own = _telling(reading, named, moving)
    if not own:
        back = _referred_to(reading, happening, before)
        if back is not None:
            return [back]
        named = list(reading.places_in(*happening.opening))
        own = _telling(reading, named, moving)
    if not own:
        own = _described(reading, happening)
    if type_id in MOVEMENTS:
        found = _movement_roles(reading, own, named, type_id)
        back = _referred_to(reading, happening, before)
        if back is None:
            back = _by_pronoun(reading, happening, before, type_id)
        if back is not None and not any(p.role == back.role or p.index == back.index for p in found):
            found.insert(0, back)
            found = _with_other_of_two(reading, happening, found, type_id)
        return found
    if not own and type_id in _OF_GROUND:
        back = _by_pronoun(reading, happening, before, type_id)
        return [back] if back is not None else []
    return _sites(reading, own, happening, type_id)


def _with_other_of_two(
    reading: Reading, happening: Happening, found: list[PlaceInRole], type_id: str
) -> list[PlaceInRole]:
    """«من بلدتي س وص بعد انسحاب القوات منهما»: both, and the area that holds them."""
    at = _pronoun_at(reading, happening)
    other = reading.places[found[0].index].joined
    if at is None or other is None or reading.fold(at) not in _BOTH:
        return found
    both = [PlaceInRole(found[0].role, other, "context"), *found]
    return _with_area(reading, _one_site(both, type_id), [], type_id)


def _described(reading: Reading, happening: Happening) -> list[int]:
    """The place that a relative clause is about: «تلة الراية، التي انتزعتها الفصائل»."""
    anchor = happening.anchors[0]
    for at in range(anchor.first - 1, max(anchor.first - 4, -1), -1):
        if reading.fold(at) in _RELATIVES:
            near = (reading.place_at.get(before) for before in (at - 1, at - 2))
            return [index for index in near if index is not None][:1]
    return []


@cache
def _anaphora() -> Lexicon[str]:
    lexicon: Lexicon[str] = Lexicon()
    for row in load_table("anaphora.csv", key="form"):
        lexicon.add(row["form"], row["kinds"])
    return lexicon


def _back_words(reading: Reading, happening: Happening) -> Sequence[Match[str]]:
    """The words of a happening that refer back to a place; those of a report are looked for once."""
    if reading.back_words is None:
        reading.back_words = InOrder(_anaphora().find(reading.tokens))
    return inside(reading.back_words, happening.first, happening.last)


def names_place_again(reading: Reading, happening: Happening) -> bool:
    """Whether a word refers back to a place told before: «القاعدة», «المدينة ذاتها», «منها»."""
    return any(m.first not in reading.place_at for m in _back_words(reading, happening))


def _referred_to(reading: Reading, happening: Happening, told: int | None) -> PlaceInRole | None:
    """The earlier place that «القاعدة نفسها», «المدينة» mean."""
    for match in _back_words(reading, happening):
        at = match.first
        if match.row == _PRONOUN or at in reading.place_at or at in reading.actor_at:
            continue
        told_before = reading.places_in(0, at)[-_PLACES_BACK:]
        earlier = [i for i in told_before if reading.places[i].last <= at and _is_kind(reading, i, match.row)]
        if earlier:
            earlier = _of_that_word(reading, reading.fold(at), earlier)
            meant = told if told in earlier else earlier[-1]
            return PlaceInRole(
                _plain_role(reading.fold(at - 1), match.prefix), meant, "context", match.row == "settlement"
            )
        tagged = _tagged_below(reading, at, match.row)
        if tagged is not None and not told_before:
            return PlaceInRole(_plain_role(reading.fold(at - 1), match.prefix), tagged, "context", True)
    return None


def _tagged_below(reading: Reading, at: int, kind: str) -> int | None:
    """The one town that the hashtags below a post name, where its text says only «المدينة»."""
    later = reading.places_in(at, len(reading.tokens))[:_PLACES_BACK]
    if not all(reading.places[i].in_hashtag for i in later):
        return None
    fitting = [i for i in later if _is_kind(reading, i, kind)]
    return fitting[0] if fitting else None


def _of_that_word(reading: Reading, word: str, earlier: list[int]) -> list[int]:
    """Of the places that «القاعدة», «المعبر» may mean, those called so; else no roads and crossings."""
    noun = word[max(word.find("ال"), 0) :].removeprefix("ال")
    first = {i: reading.places[i].name.split(" ", 1)[0] for i in earlier}
    called = [i for i in earlier if fold_word(first[i]).removeprefix("ال") == noun]
    others = [i for i in earlier if fold_word(first[i]).removeprefix("ال") not in _WAYS]
    return called or others or earlier


def _by_pronoun(reading: Reading, happening: Happening, told: int | None, type_id: str) -> PlaceInRole | None:
    """The place that «منها», «إليه» or «دخلته» mean: the last one named in the sentence."""
    at = _pronoun_at(reading, happening)
    if at is None:
        return None
    first, _ = reading.text.sentences[happening.sentence]
    named = list(reading.places_in(first, at))
    enclosing = {reading.places[i].parent for i in named}
    near = [i for i in named if i not in enclosing and reading.places[i].direction is None]
    index = told if told in named or not near else near[-1]
    if index is None:
        return None
    word = reading.fold(at)
    if word in _FROM_IT:
        return PlaceInRole("site" if type_id == "withdrawal" else "origin", index, "context")
    return PlaceInRole("destination" if word in _TO_IT and type_id in MOVEMENTS else "site", index, "context")


def _pronoun_at(reading: Reading, happening: Happening) -> int | None:
    for match in _back_words(reading, happening):
        if match.row == _PRONOUN and match.last - match.first == 1:
            return match.first
    for anchor in happening.anchors:
        ends = anchor.trigger is not None and anchor.is_verb and anchor.trigger.suffix in ("ه", "ها")
        if ends and anchor.category == "event":
            return anchor.first
    return None


def _is_kind(reading: Reading, index: int, kind: str) -> bool:
    precision = reading.resolved[index].precision
    return kind == precision or (kind == "any" and precision not in ("country", "governorate"))


def _plain_role(before: str, prefix: str) -> PlaceRole:
    if before in _VIA:
        return "via"
    if before in _FROM:
        return "origin"
    return "destination" if before in _TO or prefix.endswith("ل") else "site"


def _telling(reading: Reading, indices: list[int], moving: bool) -> list[int]:
    """Without places that only enclose another one, trailing hashtags, and officials' districts."""
    indices = [
        i
        for i in indices
        if not (
            _is_governed(reading, i)
            or _is_post(reading, i)
            or _is_far_end(reading, i)
            or _is_byline(reading, i)
        )
    ]
    indices = [i for i in indices if reading.fold(reading.places[i].first - 1) not in _WITH] or indices
    parents = {reading.places[i].parent for i in indices}
    kept = [i for i in indices if i not in parents]
    kept = [i for i in kept if not _encloses_one(reading, i, kept)]
    fine = [i for i in kept if not (_is_coarse(reading, i) and not (moving and _is_entered(reading, i)))]
    if fine:
        bound = _FROM | _TO | _VIA | (_INTO if moving else frozenset())
        kept = [i for i in kept if i in fine or _preposition(reading, i) in bound]
    plain = [i for i in kept if not reading.places[i].in_hashtag or reading.places[i].preposition]
    return plain or kept


def _is_post(reading: Reading, index: int) -> bool:
    """«قوات النظام المتمركزة في مورك»: where those who fired stand."""
    place = reading.places[index]
    before = place.first - (2 if place.preposition is not None else 1)
    return bool({reading.fold(before), reading.fold(place.first - 1)} & _STATIONED)


def _is_byline(reading: Reading, index: int) -> bool:
    """«مراسلتنا في مرجعيون: …»: where the reporter is."""
    place = reading.places[index]
    return any(reading.fold(at).startswith(_REPORTER) for at in range(place.first - 3, place.first))


def _is_far_end(reading: Reading, index: int) -> bool:
    """Whether a place is the second end of a stretch: «بين س وص» is one place, told by the first."""
    before = reading.places[index].joined
    return before is not None and _is_stretch(reading, before)


def _is_stretch(reading: Reading, index: int) -> bool:
    place = reading.places[index]
    return bool(place.others) and place.preposition in _BETWEEN


def _is_entered(reading: Reading, index: int) -> bool:
    """Whether a place is the object of a verb of movement («دخلت المحافظة عبر معبر …»)."""
    trigger = reading.trigger_at.get(reading.places[index].first - 1)
    return trigger is not None and trigger.form.pos == "verb" and trigger.trigger.type in MOVEMENTS


def _is_governed(reading: Reading, index: int) -> bool:
    """«قائمقام سنجار», «مندوب سوريا»: the place only tells whose official speaks."""
    place = reading.places[index]
    cue = reading.cue_at.get(place.first - 1)
    return cue is not None and cue.role in OFFICIALS and not place.prefix and not place.preposition


def _encloses_one(reading: Reading, index: int, others: list[int]) -> bool:
    """Whether an area («شمال غرب سورية») only tells where a finer place of the same stretch lies."""
    area = reading.resolved[index]
    if area.precision not in ("area", "governorate", "country") or area.lat is None or area.lon is None:
        return False
    if _preposition(reading, index) in _FROM | _TO | _VIA or _is_stretch(reading, index):
        return False
    reach = max((area.radius_m or 0) / 1000, 45)
    for other in others:
        if _opens_line(reading, other):
            continue
        place = reading.resolved[other]
        if place.precision not in ("site", "settlement") or place.lat is None or place.lon is None:
            continue
        if distance_km(area.lat, area.lon, place.lat, place.lon) <= reach:
            return True
    return False


def _is_coarse(reading: Reading, index: int) -> bool:
    """Whether a place is a governorate or country, as a dateline («القنيطرة: …») names it."""
    coarse = reading.resolved[index].precision in ("governorate", "country")
    return coarse or (reading.places[index].preposition is None and _opens_line(reading, index))


def _opens_line(reading: Reading, index: int) -> bool:
    """Whether a place begins a line and is followed by the colon, dash or bar of a dateline."""
    first, last = reading.places[index].first, reading.places[index].last
    if last >= len(reading.tokens) or reading.tokens[last].text not in ":–—|-":
        return False
    for at in range(first - 1, -1, -1):
        token = reading.tokens[at]
        if token.kind == "break" or token.text in ".!؟":
            return True
        if token.kind == "word":
            return False
    return True


def _preposition(reading: Reading, index: int) -> str:
    place = reading.places[index]
    word = place.preposition or ""
    if word:
        starts = word in _ABOVE and reading.fold(place.first - 2) == "من"
        return "من" if starts else word
    return place.prefix.removeprefix("و").removeprefix("ف").removesuffix("ال")


def _movement_roles(
    reading: Reading, indices: list[int], named: list[int], type_id: str
) -> list[PlaceInRole]:
    found: list[PlaceInRole] = []
    role: PlaceRole = "site"
    for number, index in enumerate(indices):
        word = _preposition(reading, index)
        place = reading.places[index]
        coordinated = number > 0 and not word and _coordinated(reading, indices[number - 1], index)
        if found and word in _BETWEEN and _coordinated(reading, indices[number - 1], index):
            continue  # "the road between Hasakah and Qamishli": one place
        if not coordinated:
            role = _movement_role(word, place.name, type_id)
        found.append(PlaceInRole(role, index))
    areas = [i for i in named if i not in indices and _is_ground(reading, i)]
    return _with_area(reading, _one_site(found, type_id), areas, type_id)


def _is_ground(reading: Reading, index: int) -> bool:
    """Whether a place is a stretch of country that a movement happens in («في جنوب لبنان»)."""
    coarse = reading.resolved[index].precision in ("area", "governorate")
    return coarse and _preposition(reading, index) in _AT


def _with_area(
    reading: Reading, found: list[PlaceInRole], areas: list[int], type_id: str
) -> list[PlaceInRole]:
    """Several places of one movement inside a named area: the area is the site."""
    sites = [p for p in found if p.role in ("site", "via", "origin", "destination")]
    listed = [p for p in sites if reading.places[p.index].joined is not None]
    if not listed:
        return found
    last = listed[-1]
    parent = reading.places[last.index].parent
    if parent is None:
        parent = next(iter(areas), None)
    if parent is None or any(p.index == parent for p in found):
        return found
    passed: PlaceRole = (
        "origin" if type_id == "withdrawal" else "via" if type_id == "patrol" else "destination"
    )
    for place in found:
        if place.role == "site":
            place.role = passed
    return [PlaceInRole("site", parent), *found]


def _movement_role(word: str, name: str, type_id: str) -> PlaceRole:
    if word in _VIA:
        return "via"
    if word in _FROM:
        return "site" if type_id == "withdrawal" else "origin"
    if name.startswith("معبر") and word not in _AT | _TO:
        return "via"
    if word in _TO:
        return "destination"
    return "site"


def _one_site(found: list[PlaceInRole], type_id: str) -> list[PlaceInRole]:
    """At most one site; further ones are passed or reached."""
    sites = [p for p in found if p.role == "site"]
    for extra in sites[1:]:
        extra.role = "origin" if type_id == "withdrawal" else "via" if type_id == "patrol" else "destination"
    return found


def _coordinated(reading: Reading, before: int, after: int) -> bool:
    """Whether two places stand in one list («أ وب وج», «أ، ب»)."""
    return reading.places[after].joined == before


def _sites(reading: Reading, indices: list[int], happening: Happening, type_id: str) -> list[PlaceInRole]:
    away = [i for i in indices if _preposition(reading, i) in _FROM and reading.places[i].direction is None]
    near = [i for i in indices if i not in away or not _is_home(reading, i)]
    near = [i for i in near if _preposition(reading, i) not in _CARRIED] or near
    if not near and type_id in _TAKEN_FROM:
        near = [i for i in away if not _is_birthplace(reading, i)]
    if not near:
        return []
    main = _best_site(reading, near, happening)
    if reading.places[main].preposition in _BETWEEN:
        return [PlaceInRole("site", main)]  # «بين المزيريب واليادودة» is one place
    chain = [main]
    position = near.index(main)
    for later in near[position + 1 :]:
        if not _coordinated(reading, chain[-1], later):
            break
        chain.append(later)
    for earlier in reversed(near[:position]):
        if not _coordinated(reading, earlier, chain[0]):
            break
        chain.insert(0, earlier)
    return [PlaceInRole("site", i) for i in chain]


def _is_birthplace(reading: Reading, index: int) -> bool:
    """«الشاب فلان، وهو من قرية …»: where somebody merely comes from."""
    first = reading.places[index].first
    return bool({reading.fold(first - 2), reading.fold(first - 1)} & _COMES_FROM)


def _is_home(reading: Reading, index: int) -> bool:
    """«شبان من قرية …»: where people come from; «الحي الشرقي من بلدة …» is where it happened."""
    first = reading.places[index].first
    if _is_birthplace(reading, index):
        return True
    return any(at in reading.person_at or at in reading.actor_at for at in range(first - 5, first))


def _best_site(reading: Reading, indices: list[int], happening: Happening) -> int:
    """The place bound most closely to the event words: after them and by «في» rather than far off."""
    anchors = [a for a in happening.anchors if a.category == "event"] or happening.anchors

    ends = [(a.first, a.trigger.tail[1] if a.trigger and a.trigger.tail else a.last) for a in anchors]

    def distance(index: int) -> tuple[int, int]:
        place = reading.places[index]
        gaps = [place.first - last if place.first >= last else 6 + first - place.last for first, last in ends]
        stretch = _is_stretch(reading, index)
        coarse = 0 if stretch else _COARSENESS.get(reading.resolved[index].precision, 0)
        tagged = 10 if place.in_hashtag and not place.preposition else 0
        struck = -4 if place.preposition == "علي" else 0
        return (min(abs(g) for g in gaps) + coarse + tagged + struck, place.first)

    return min(indices, key=distance)


def find_date_of(reading: Reading, happening: Happening, *, future: bool = False) -> DateMention | None:
    """The date mention that tells when, from the happening's stretch or its sentence's opening."""
    if not reading.dates:
        return None
    own = [d for d in _dates_in(reading, happening.first, happening.last) if d.future <= future]
    own = [d for d in own if not _in_dateline(reading, d)] or own
    own = [d for d in own if not _tells_how_long_held(reading, d)]
    own = _of_the_wound(reading, happening, own) or own
    own = _without_day_said(reading, happening, own)
    if not own:
        own = [d for d in _dates_in(reading, *happening.opening) if d.future <= future]
        own = _without_day_said(reading, happening, own)
    if not own:
        return None
    anchors = happening.anchors

    def distance(mention: DateMention) -> int:
        near = min(
            mention.first - a.last if mention.first >= a.last else a.first - mention.last for a in anchors
        )
        told_today = mention.kind == "relative" or reading.published is None
        old = 0 if told_today or mention.end is None else int((reading.published - mention.end).days > 3)  # type: ignore[operator]
        beside = near <= _BESIDE  # «خُطف في العشرين من الشهر»: bound to it, however old
        return near + (0 if mention.precision in ("day", "hour") else 15) + (0 if beside else 6 * old)

    return min(own, key=lambda m: (distance(m), m.first))


def _tells_how_long_held(reading: Reading, mention: DateMention) -> bool:
    """«كانوا موقوفين منذ شهرين»: since when, of people whose release is told."""
    before = reading.person_at.get(mention.first - 1)
    return before is not None and before.sense == "captive" and reading.fold(mention.first) in _SINCE


def _in_dateline(reading: Reading, mention: DateMention) -> bool:
    """«رميلان، 10 شباط - »: the day of the dispatch, at the head of a line."""
    if mention.last >= len(reading.tokens) or reading.tokens[mention.last].text not in "-–—:|":
        return False
    for at in range(mention.first - 1, max(mention.first - _DATELINE, -1), -1):
        if reading.tokens[at].kind == "break":
            return True
    return mention.first < _DATELINE


def _of_the_wound(reading: Reading, happening: Happening, dates: list[DateMention]) -> list[DateMention]:
    """«توفي اليوم متأثراً بإصابته بقصف قبل أيام»: the days of the deed, not that of the death."""
    if not dates or "succumb" not in reading.cue_roles:
        return []
    cues = inside(reading.cues, happening.first, happening.last)
    died = next((c.last for c in cues if c.role == "succumb"), None)
    return [d for d in dates if died is not None and d.first >= died]


def _without_day_said(reading: Reading, happening: Happening, dates: list[DateMention]) -> list[DateMention]:
    """Leave out when it was said ("said on Tuesday that …"), where the sentence tells another day too."""
    if reading.language != "en" or not dates:
        return dates
    first, last = reading.text.sentences[happening.sentence]
    said = {a.cue_last for a in reading.attributions_in(first, last) if a.kind in ("say", "announce")}
    others = [d for d in _dates_in(reading, first, last) if d.first not in said]
    others = [d for d in others if not {d.first - 1, d.first} & said]
    return [d for d in dates if d in others] if others else dates


def _is_wound(reading: Reading, first: int, mention: DateMention) -> bool:
    """«توفي متأثراً بجراح أصيب بها قبل أسبوع»: an old day, not the one that the report is about."""
    return any(cue.role == "succumb" for cue in inside(reading.cues, first, mention.first))


def find_beginning_of(reading: Reading, happening: Happening) -> DateMention | None:
    """The day since which an undated happening goes on («منذ صباح الجمعة»)."""
    for mention in inside(reading.dates, happening.first, happening.last):
        if mention.kind == "since" and mention.precision in ("day", "hour"):
            return mention
    return None


def _dates_in(reading: Reading, first: int, last: int) -> list[DateMention]:
    """The mentions that may date an event: no period of counting, no bound («حتى نهاية آذار»)."""
    return [
        d
        for d in inside(reading.dates, first, last)
        if d.start is not None and _dates_events(d) and not _names_a_deal(reading, d)
    ]


def _names_a_deal(reading: Reading, mention: DateMention) -> bool:
    """«تنفيذ اتفاق العاشر من آذار»: the day is the name of the deal, of nothing else."""
    if reading.fold(mention.first - 1).removeprefix("ال") not in _NAMED_BY_DAY:
        return False
    spoken = (reading.trigger_at.get(at) for at in range(mention.first - 8, mention.first - 1))
    return any(t is not None and t.trigger.type == "statement" for t in spoken)


def _dates_events(mention: DateMention) -> bool:
    return mention.kind != "since" and not mention.rule.startswith(("until:", "before:", "after:"))


def main_date(reading: Reading) -> When | None:
    """The day that the report is about: a date in its first sentences, else its publication."""
    published = reading.published
    for first, last in reading.text.sentences[:3]:
        for mention in _dates_in(reading, first, last):
            if mention.end is None or mention.start is None or mention.precision not in ("day", "hour"):
                continue
            if mention.kind == "anaphoric" or _is_wound(reading, first, mention):
                continue
            if published is None or timedelta(0) <= published - mention.end <= timedelta(days=10):
                return When(mention.start, mention.end, "day", "context", mention)
    if published is None:
        return None
    return When(published, published, "day", "published")
