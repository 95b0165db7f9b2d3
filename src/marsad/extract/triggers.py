"""Words that say that something happened («ألفاظ الأحداث»).

A trigger is a row of ``tables/triggers.csv``: a verb, verbal noun, participle or fixed phrase
with the event type it stands for. This module spells the rows out in all their forms and finds
them in a text. What the event was, with which actors, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal, NamedTuple, cast

from marsad.arabic.clitics import splits
from marsad.arabic.fold import fold_word
from marsad.arabic.lexicon import Lexicon, Match, folded_words
from marsad.arabic.tokens import Token
from marsad.arabic.verbs import Gender, Number, conjugate
from marsad.extract.englishwords import english_words
from marsad.tables import load_table

PartOfSpeech = Literal["verb", "noun", "participle", "phrase"]
Effect = Literal["killed", "injured", "captured", "freed", "displaced", "none"]
Tense = Literal["past", "present", "future"]
Voice = Literal["active", "passive"]

#: Between the parts of a phrase that other words may separate: «لقي … مصرع».
GAP: Final = "…"
#: How many words may stand in a gap; «أطلق مسلحون مجهولون يستقلون دراجة نارية النار».
GAP_WORDS: Final = 9
_STOPS: Final = frozenset(".!?؟؛")
_COMMAS: Final = frozenset("،,؛")
_DAMMA: Final = "\u064f"
_VERB_PREFIXES: Final = {
    "past": frozenset(("", "و", "ف")),
    "present": frozenset(("", "و", "ف", "س", "وس", "فس", "ل", "ول", "فل")),
}
_PRONOUNS: Final = frozenset(("", "ه", "ها", "هم", "هما", "هن", "نا"))
#: After these a word that is verb or verbal noun («قصف») is the noun; after those, the verb.
_BEFORE_NOUN: Final = frozenset(
    ("في", "من", "عن", "علي", "الي", "بعد", "قبل", "جراء", "اثر", "خلال", "بسبب", "عقب", "مع", "تم", "جري")
)
_BEFORE_VERB: Final = frozenset(
    ("قد", "لقد", "وقد", "حيث", "الذي", "التي", "الذين", "كما", "بينما", "فيما", "عندما", "حين")
)
_BE: Final = frozenset(("was", "were", "been", "being", "be", "is", "are", "got", "gets", "get"))
_SKIP_BEFORE_BE: Final = frozenset(
    ("also", "reportedly", "later", "then", "allegedly", "not", "all", "both", "each", "badly", "seriously")
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row of the table. ``type`` is None for words that only lead to an event or a casualty.

    ``skip`` holds folded words that look like a form but are not (``skip_starts``: their
    beginnings), ``skip_written`` those that are another word only as written («وادي» beside
    «وأدى»). ``not_before`` and ``not_after`` hold folded neighbours beside which the row does not
    count, «#» standing for any number.
    """

    id: str
    lang: Literal["ar", "en"]
    pos: PartOfSpeech
    base: str
    present: str
    more: tuple[str, ...]
    type: str | None
    frames: tuple[str, ...]
    effect: Effect
    strength: int
    instrument: str | None
    example: str
    notes: frozenset[str]
    skip: frozenset[str]
    skip_starts: tuple[str, ...]
    skip_written: frozenset[str]
    not_before: frozenset[str]
    not_after: frozenset[str]


class TriggerForm(NamedTuple):
    """One spelled form of a trigger.

    ``pos`` is that of the form: «أطلق … النار» is a phrase in the table and a verb in a text.
    ``bound`` forms need an object pronoun. ``tail`` is the part after a gap, folded.
    ``voice_hint`` is None where the spelling fits both voices.
    """

    trigger: Trigger
    pos: PartOfSpeech
    tense: Literal["past", "present"] | None = None
    gender: Gender | None = None
    number: Number | None = None
    voice_hint: Voice | None = None
    bound: bool = False
    tail: tuple[str, ...] = ()


@dataclass(slots=True)  # not frozen: made by the dozen a report, in a third of the time
class TriggerMention:
    """Where a trigger stands: tokens ``first`` up to, not with, ``last``.

    ``tail`` is the span of a phrase's second part, where words stand between the two.
    ``alternatives`` are other readings of the same span, the likelier ones first.
    """

    first: int
    last: int
    form: TriggerForm
    prefix: str
    suffix: str
    tense: Tense | None
    voice: Voice | None
    tail: tuple[int, int] | None = None
    alternatives: tuple[TriggerMention, ...] = ()
    #: the row of the table, which is asked for hundreds of times a report
    trigger: Trigger = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.trigger = self.form.trigger


def read_triggers() -> list[Trigger]:
    """The rows of ``triggers.csv``, in the order of the table."""
    return [_trigger(row) for row in load_table("triggers.csv", key="id")]


def load_triggers(triggers: Iterable[Trigger] | None = None) -> Lexicon[TriggerForm]:
    """A lexicon of every form of every trigger (of the package's table, if none are given)."""
    lexicon: Lexicon[TriggerForm] = Lexicon(_clitics_fit)
    for trigger in read_triggers() if triggers is None else triggers:
        seen: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
        for words, form in _spell(trigger):
            if (words, form.tail) not in seen:
                seen.add((words, form.tail))
                lexicon.add_folded(words, form)
    return lexicon


@cache
def _default_lexicon() -> Lexicon[TriggerForm]:
    return load_triggers()


def find_triggers(
    tokens: Sequence[Token], lexicon: Lexicon[TriggerForm] | None = None
) -> list[TriggerMention]:
    """The triggers of a text in order, without overlaps: the longest reading of a place wins.

    Linear in the number of tokens. Readings of one and the same span are kept together, see
    :attr:`TriggerMention.alternatives`.
    """
    found: list[TriggerMention] = []
    windows: dict[int, _Window] = {}
    for match in (lexicon or _default_lexicon()).find(tokens):
        window = None
        if match.row.tail:
            window = windows.get(match.last)
            if window is None:
                window = windows[match.last] = _window(tokens, match.last)
            if match.row.tail[0][:2] not in window.openings:
                continue  # most verbs of such phrases stand without the rest
        mention = _mention(tokens, match, window)
        if mention is not None:
            found.append(mention)
    return _settle(tokens, found)


# --- reading the table


def _trigger(row: dict[str, str]) -> Trigger:
    near = [word for word in row["unless"].split("|") if word]
    skip = [fold_word(word) for word in row["skip"].split("|") if word and not word.startswith("=")]
    return Trigger(
        id=row["id"],
        lang=cast(Literal["ar", "en"], row["lang"]),
        pos=cast(PartOfSpeech, row["pos"]),
        base=row["base"],
        present=row["present"],
        more=tuple(filter(None, row["more"].split("|"))),
        type=row["type"] or None,
        frames=tuple(row["frame"].split("|")),
        effect=cast(Effect, row["effect"]),
        strength=int(row["strength"]),
        instrument=None if row["instrument"] == "none" else row["instrument"],
        example=row["example"],
        notes=frozenset(filter(None, row["note"].split("|"))),
        skip=frozenset(word for word in skip if not word.endswith("*")),
        skip_starts=tuple(word[:-1] for word in skip if word.endswith("*")),
        skip_written=frozenset(word[1:] for word in row["skip"].split("|") if word.startswith("=")),
        not_before=frozenset(fold_word(word) for word in near if not word.startswith("<")),
        not_after=frozenset(fold_word(word[1:]) for word in near if word.startswith("<")),
    )


# --- spelling a row out


def _spell(trigger: Trigger) -> Iterator[tuple[tuple[str, ...], TriggerForm]]:
    head, _, tail_text = trigger.base.partition(GAP)
    tail = folded_words(tail_text)
    words = folded_words(head)
    hint: Voice | None = "passive" if "passive" in trigger.notes else None
    plain = TriggerForm(trigger, trigger.pos, voice_hint=hint)
    if trigger.lang == "en":
        spelled = _spell_english(plain, words)
    elif trigger.present or trigger.pos == "verb":
        spelled = _spell_verb(plain, head.split(), trigger.present)
    elif trigger.pos == "phrase":
        spelled = _spell_phrase(plain, words)
    else:
        spelled = _spell_noun(plain, words[0])
    heads = dict(spelled)
    for form_words, form in heads.items():
        yield form_words, form._replace(tail=tail) if tail else form
    for more in trigger.more:
        more_head, _, more_tail = more.partition(GAP)
        if trigger.present and GAP in more and more_head == head:
            # «أطلق … الرصاص» beside «أطلق … النار»: the same verb with another ending.
            tail = folded_words(more_tail)
            yield from ((form_words, form._replace(tail=tail)) for form_words, form in heads.items())
        else:
            form_words, tail = folded_words(more_head), folded_words(more_tail)
            known = heads.get(form_words)
            yield form_words, known._replace(tail=tail) if known else _other(plain, form_words, tail)


def _other(plain: TriggerForm, words: tuple[str, ...], tail: tuple[str, ...]) -> TriggerForm:
    """The reading of a form that the table gives as it is."""
    if plain.pos == "verb":
        return plain._replace(tail=tail, tense="past")
    if plain.trigger.lang == "en":
        if _is_english_past(plain.pos, words):
            return plain._replace(tail=tail, pos="verb", tense="past")
        return plain._replace(tail=tail)
    dual = re.fullmatch(r"..+ت[اي]ن", words[0])
    return plain._replace(tail=tail, number="dual" if dual else "plural")


def _is_english_past(pos: PartOfSpeech, words: tuple[str, ...]) -> bool:
    """Whether a phrase is a verb in the past: "drone struck", "set up a base", "pushed into"."""
    if pos != "phrase" and words[-1] != "into":
        return words[-1].endswith("ed")
    return any(word.endswith("ed") or word in english_words("past") for word in words)


def _spell_verb(
    plain: TriggerForm, words: list[str], present: str
) -> Iterator[tuple[tuple[str, ...], TriggerForm]]:
    rest = tuple(fold_word(word) for word in words[1:])
    for form, reading in conjugate(words[0], present).items():
        if reading.bound and (rest or GAP in plain.trigger.base):
            continue
        hint = "passive" if reading.passive else plain.voice_hint
        said = reading.tense, reading.gender, reading.number
        yield (form, *rest), TriggerForm(plain.trigger, "verb", *said, hint, reading.bound, plain.tail)


def _spell_noun(plain: TriggerForm, word: str) -> Iterator[tuple[tuple[str, ...], TriggerForm]]:
    """«غارة، غارات، غارتان، غارتين، غارتا، غارتي» and «انفجار، انفجارا، انفجارات، انفجاران…»."""
    one, two, many = _numbered(plain)
    yield (word,), one
    if plain.pos == "participle":
        for ending in ("ا", "ه", "ين", "ون", "ات", "ان"):
            yield (word + ending,), one if ending in "اه" else many
        return
    if word.endswith("ه"):
        stem = word[:-1]
        duals: tuple[str, ...] = ("تان", "تين", "تا", "تي")
        yield (stem + "ات",), many
    else:
        stem = word
        duals = ("ان", "ين")
        yield (stem + "ا",), one
        yield (stem + "ات",), many
    for ending in duals:
        yield (stem + ending,), two


def _numbered(plain: TriggerForm) -> list[TriggerForm]:
    """A form in the singular, the dual and the plural."""
    numbers: tuple[Number, ...] = ("singular", "dual", "plural")
    return [plain._replace(number=number) for number in numbers]


def _spell_phrase(
    plain: TriggerForm, words: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], TriggerForm]]:
    """A noun phrase: «غارة جوية، الغارة الجوية، غارات جوية، غارتين جويتين، قصفا مدفعيا»."""
    one, two, many = _numbered(plain)
    yield words, one
    if len(words) != 2:
        return
    first, second = words
    if not second.startswith("ال"):
        yield (first, "ال" + second), one
    if first.endswith("ه"):
        plural = first[:-1] + "ات"
        yield (plural, second), many
        yield (plural, "ال" + second), many
    if first.endswith("ه") and second.endswith("ه"):
        for ending in ("تان", "تين"):
            yield (first[:-1] + ending, second[:-1] + ending), two
            yield (first[:-1] + ending, "ال" + second[:-1] + ending), two
    elif not first.endswith("ه"):
        yield (first + "ا", second + "ا"), one
        for ending in ("ان", "ين"):
            yield (first + ending, second + ending), two


def _spell_english(
    plain: TriggerForm, words: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], TriggerForm]]:
    head, rest = words[0], words[1:]
    if plain.pos == "verb" or "verb" in plain.trigger.notes:
        plain = plain._replace(pos="verb")
        yield words, plain._replace(tense="present")
        yield (_english_s(head), *rest), plain._replace(tense="present")
        yield (_english_ed(head), *rest), plain._replace(tense="past")
        yield (_english_ing(head), *rest), plain._replace(tense=None)
        return
    if _is_english_past(plain.pos, words):
        yield words, plain._replace(pos="verb", tense="past")
        return
    yield words, plain._replace(number="singular")
    if plain.pos in ("noun", "phrase"):
        yield (*words[:-1], _english_s(words[-1])), plain._replace(number="plural")


def _english_s(word: str) -> str:
    if re.search("(s|x|z|ch|sh)$", word):
        return word + "es"
    return word[:-1] + "ies" if re.search("[^aeiou]y$", word) else word + "s"


def _english_ed(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if re.search("[^aeiou]y$", word):
        return word[:-1] + "ied"
    return _doubled(word) + "ed"


def _english_ing(word: str) -> str:
    if word.endswith("e") and not word.endswith(("ee", "ye", "oe")):
        return word[:-1] + "ing"
    return _doubled(word) + "ing"


def _doubled(word: str) -> str:
    """«stab» to «stabb», before an ending; only words of one closed syllable."""
    return word + word[-1] if re.fullmatch("[^aeiou]*[aeiou][^aeiouwxy]", word) else word


# --- from match to mention


class _Window(NamedTuple):
    end: int
    openings: frozenset[str]


def _mention(
    tokens: Sequence[Token], match: Match[TriggerForm], window: _Window | None
) -> TriggerMention | None:
    form = match.row
    trigger = form.trigger
    # The lexicon has asked this of words that stand alone.
    if match.last - match.first > 1 and not _clitics_fit(form, match.prefix, match.suffix):
        return None
    skips = trigger.skip or trigger.skip_starts or trigger.skip_written
    if skips and _is_skipped(tokens[match.first], trigger):
        return None
    tail = None
    if window is not None:
        tail = _find_tail(tokens, match.last, form.tail, window)
        if tail is None:
            return None
        if "close" in trigger.notes and any(t.text in _COMMAS for t in tokens[match.last : tail[0]]):
            return None  # «قتل شخصان …، في هجوم نفذه مجهولون»: told by another word
        if tail[0] == match.last:
            match, tail = match._replace(last=tail[1]), None
    if _is_cancelled(tokens, match, trigger):
        return None
    return TriggerMention(
        match.first,
        match.last,
        form,
        match.prefix,
        match.suffix,
        _tense(tokens, match),
        _voice(tokens, match),
        tail,
    )


def _clitics_fit(form: TriggerForm, prefix: str, suffix: str) -> bool:
    if suffix not in _PRONOUNS or (form.bound and not suffix):
        return False
    if form.tense is not None and form.trigger.lang == "ar":
        # «قضى» with a pronoun is «قضية»: who suffers has no object.
        alone = form.trigger.frames == ("victim",) and not form.tail
        return prefix in _VERB_PREFIXES[form.tense] and not (alone and suffix)
    if prefix.endswith("س"):
        return False
    single = form.pos != "phrase"
    return not (single and suffix and prefix.endswith(("ال", "لل")))


def _is_skipped(token: Token, trigger: Trigger) -> bool:
    """True for a word that the row lists as another word, with or without «و» or «ف»."""
    text = token.text
    if trigger.skip_written and (
        text in trigger.skip_written or (text[0] in "وف" and text[1:] in trigger.skip_written)
    ):
        return True
    word = token.fold
    return any(
        form in trigger.skip or form.startswith(trigger.skip_starts)
        for form in ((word, word[1:]) if word[0] in "وف" else (word,))
    )


def _is_cancelled(tokens: Sequence[Token], match: Match[TriggerForm], trigger: Trigger) -> bool:
    if trigger.not_before and match.last < len(tokens):
        following = tokens[match.last]
        if following.fold in trigger.not_before:
            return True
        if following.kind == "number" and "#" in trigger.not_before:
            return True
    return bool(trigger.not_after) and match.first > 0 and tokens[match.first - 1].fold in trigger.not_after


def _find_tail(
    tokens: Sequence[Token], start: int, tail: tuple[str, ...], window: _Window
) -> tuple[int, int] | None:
    for at in range(start, window.end):
        if tokens[at].fold[:2] == tail[0][:2] and _stands_here(tokens, at, tail):
            return at, at + len(tail)
    return None


def _window(tokens: Sequence[Token], start: int) -> _Window:
    """Where the second part of a phrase may begin: some words on, in the same sentence."""
    words = 0
    at = start
    while at < len(tokens) and words <= GAP_WORDS:
        token = tokens[at]
        if token.kind == "break" or token.text in _STOPS:
            break
        words += token.kind in ("word", "number")
        at += 1
    return _Window(at, frozenset(token.fold[:2] for token in tokens[start:at]))


def _stands_here(tokens: Sequence[Token], at: int, tail: tuple[str, ...]) -> bool:
    if at + len(tail) > len(tokens):
        return False
    for offset, wanted in enumerate(tail[:-1]):
        if tokens[at + offset].fold != wanted:
            return False
    got = tokens[at + len(tail) - 1].fold
    if got == tail[-1]:
        return True
    return got.startswith(tail[-1][:-1]) and any(
        split.stem == tail[-1] and not split.prefix and split.suffix in _PRONOUNS for split in splits(got)
    )


def _tense(tokens: Sequence[Token], match: Match[TriggerForm]) -> Tense | None:
    tense = match.row.tense
    if tense != "present":
        return tense
    before = tokens[match.first - 1].fold if match.first else ""
    return "future" if match.prefix.endswith("س") or before in ("سوف", "will", "would") else tense


def _voice(tokens: Sequence[Token], match: Match[TriggerForm]) -> Voice | None:
    form = match.row
    if form.voice_hint or form.tense is None:
        return form.voice_hint
    if form.trigger.lang == "ar":
        return _written_voice(tokens[match.first].text, len(match.prefix)) if form.tense == "past" else None
    return _english_voice(tokens, match) if form.tense == "past" else "active"


def _written_voice(text: str, skipped: int) -> Voice | None:
    """Passive where the first letter of a past verb is written with a damma («قُتل»)."""
    letter = -1
    for sign in text:
        if fold_word(sign):
            letter += 1
        if letter > skipped:
            return None
        if letter == skipped and sign == _DAMMA:
            return "passive"
    return None


def _english_voice(tokens: Sequence[Token], match: Match[TriggerForm]) -> Voice | None:
    at = match.first - 1
    while at > 0 and tokens[at].fold in _SKIP_BEFORE_BE:
        at -= 1
    if at >= 0 and tokens[at].fold in _BE:
        return "passive"
    following = tokens[match.last] if match.last < len(tokens) else None
    if following is not None and following.fold == "by":
        return "passive"
    return "passive" if _lacks_object(tokens, match) else None


def _lacks_object(tokens: Sequence[Token], match: Match[TriggerForm]) -> bool:
    """Whether a deed done to someone names no one after it: "two members killed in a raid"."""
    trigger = match.row.trigger
    if match.row.tail or "agent-target" not in trigger.frames or "mover" in trigger.frames:
        return False
    if match.last > match.first + 1 and "victim" not in trigger.frames:
        return False  # "set up a base in": the phrase brings its object
    if match.last >= len(tokens) or tokens[match.last].kind in ("mark", "break"):
        return "victim" in trigger.frames
    word = tokens[match.last].fold
    following = tokens[match.last + 1] if match.last + 1 < len(tokens) else None
    if following is not None and word == "and":
        elliptic = following.kind == "number" or not following.fold.endswith("ed")
        return "victim" in trigger.frames and elliptic  # "killed and seven wounded"
    if word == "at" and following is not None and following.fold in english_words("after-at"):
        return False
    return word in english_words("ends-passive")


# --- overlaps


def _settle(tokens: Sequence[Token], found: list[TriggerMention]) -> list[TriggerMention]:
    groups: dict[tuple[int, int, tuple[int, int] | None], list[TriggerMention]] = {}
    for mention in found:
        groups.setdefault((mention.first, mention.last, mention.tail), []).append(mention)
    taken: set[int] = set()
    kept: list[TriggerMention] = []
    for (first, last, tail), group in sorted(groups.items(), key=lambda item: _weight(item[0])):
        places = [*range(first, last), *(range(*tail) if tail else ())]
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(_with_alternatives(tokens, group))
    return sorted(kept, key=lambda mention: mention.first)


def _weight(span: tuple[int, int, tuple[int, int] | None]) -> tuple[int, int]:
    first, last, tail = span
    return -(last - first + (tail[1] - tail[0] if tail else 0)), first


def _with_alternatives(tokens: Sequence[Token], group: list[TriggerMention]) -> TriggerMention:
    if len(group) == 1:
        return group[0]
    best: dict[str, TriggerMention] = {}
    verb_wanted = _wants_verb(tokens, group)
    for mention in sorted(group, key=lambda m: _likelihood(m, verb_wanted)):
        best.setdefault(mention.trigger.id, mention)
    chosen, *others = best.values()
    return TriggerMention(
        chosen.first,
        chosen.last,
        chosen.form,
        chosen.prefix,
        chosen.suffix,
        chosen.tense,
        chosen.voice,
        chosen.tail,
        tuple(others),
    )


def _likelihood(mention: TriggerMention, verb_wanted: bool | None) -> tuple[int, bool, bool, int]:
    """Sort key: least stripped, no rare dual verb, the part of speech that fits, the stronger row."""
    form = mention.form
    stripped = len(mention.prefix) + len(mention.suffix)
    rare = form.pos == "verb" and (form.number == "dual" or form.bound)
    unfit = verb_wanted is not None and verb_wanted != (form.tense is not None)
    return stripped, rare, unfit, -form.trigger.strength


def _wants_verb(tokens: Sequence[Token], group: list[TriggerMention]) -> bool | None:
    """Whether the neighbours ask for a verb («قصف الجيش …») or a noun («في قصف», «قصف على»)."""
    first, last, prefix = group[0].first, group[0].last, group[0].prefix
    before = tokens[first - 1] if first else None
    after = tokens[last] if last < len(tokens) else None
    if before is not None and before.fold in _BEFORE_NOUN:
        return False
    # What follows tells nothing of «قتل»: «قتل جندي في …» is a verb.
    passive = any("victim" in mention.trigger.frames for mention in group)
    if after is not None and not passive and (after.fold in _BEFORE_NOUN or _is_bare_nisba(after.fold)):
        return False
    if before is None or before.kind in ("mark", "break") or before.fold in _BEFORE_VERB:
        return True
    return True if prefix in ("و", "ف") else None


def _is_bare_nisba(word: str) -> bool:
    """«إسرائيلي، مدفعي»: an adjective after a noun; a verb's subject mostly has the article."""
    return len(word) > 3 and word.endswith("ي") and not word.startswith("ال")
