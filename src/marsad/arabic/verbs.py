"""Verb forms of news Arabic («تصريف الأفعال»): third person, all genders and numbers.

Two spellings are enough to know a verb: its past («ألقى») and its present («يلقي»). The vowels
that tell active from passive are not written, so one form mostly stands for both voices.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from marsad.arabic.fold import fold_word

Tense = Literal["past", "present"]
Gender = Literal["m", "f"]
Number = Literal["singular", "dual", "plural"]

_SHADDA: Final = "\u0651"


class VerbForm(NamedTuple):
    """What a spelled form says.

    ``bound`` forms only stand before an object pronoun («قصفو» in «قصفوها»). ``passive`` is
    set where the spelling alone shows it («ألقيت قنبلة»). The future is a present form with
    the prefix «س», which the clitics know about.
    """

    tense: Tense
    gender: Gender
    number: Number
    person: Literal[1, 3] = 3
    bound: bool = False
    passive: bool = False


def conjugate(past: str, present: str) -> dict[str, VerbForm]:
    """Every third-person form of a verb, folded, with what it says.

    Args:
        past: Third person masculine singular, as printed («شنّ», «ألقى», «نجا»). A final
            shadda marks a doubled verb.
        present: The same person («يشن», «يلقي», «ينجو»); empty for a verb used in the past only.
    Returns:
        Folded form to its reading. Where two readings share a spelling, the more frequent
        one (singular before dual, third person before first) is kept.
    """
    forms: dict[str, VerbForm] = {}
    for form, reading in [*_past(past), *(_present(present) if present else ())]:
        forms.setdefault(form, reading)
    return forms


def _past(past: str) -> list[tuple[str, VerbForm]]:
    stem = fold_word(past)
    if past.endswith("ى"):
        return _past_weak(stem, stem[:-1], linking="ي", bound="ا", passive=True)
    if past.endswith("ي"):
        return _past_yaa(stem)
    if past.endswith("ا"):
        return _past_weak(stem, stem[:-1], linking="و", bound="ا", passive=False)
    plurals = [stem + "وا", *_hamza_plurals(past, stem, "وا")]
    bound = [plural[:-1] for plural in plurals]
    forms = [
        (stem, VerbForm("past", "m", "singular")),
        (stem + "ت", VerbForm("past", "f", "singular")),
        *((plural, VerbForm("past", "m", "plural")) for plural in plurals),
        *((form, VerbForm("past", "m", "plural", bound=True)) for form in bound),
        (stem + "ا", VerbForm("past", "m", "dual")),
        (stem + "تا", VerbForm("past", "f", "dual")),
    ]
    if _is_sound(past, stem):
        forms.append((stem + "ن", VerbForm("past", "f", "plural")))
        forms.append((stem + "نا", VerbForm("past", "m", "plural", person=1)))
    return forms


def _past_weak(
    stem: str, root: str, *, linking: str, bound: str, passive: bool
) -> list[tuple[str, VerbForm]]:
    """«ألقى، ألقت، ألقوا، ألقيا، ألقاه» and «نجا، نجت، نجوا»."""
    forms = [
        (stem, VerbForm("past", "m", "singular")),
        (root + "ت", VerbForm("past", "f", "singular")),
        (root + "وا", VerbForm("past", "m", "plural")),
        (root + "و", VerbForm("past", "m", "plural", bound=True)),
        (root + bound, VerbForm("past", "m", "singular", bound=True)),
        (root + linking + "ا", VerbForm("past", "m", "dual")),
        (root + "تا", VerbForm("past", "f", "dual")),
    ]
    if passive:
        forms.append((stem + "ت", VerbForm("past", "f", "singular", passive=True)))
    return forms


def _past_yaa(stem: str) -> list[tuple[str, VerbForm]]:
    """«لقي، لقيت، لقوا، لقيا»."""
    return [
        (stem, VerbForm("past", "m", "singular")),
        (stem + "ت", VerbForm("past", "f", "singular")),
        (stem[:-1] + "وا", VerbForm("past", "m", "plural")),
        (stem + "ا", VerbForm("past", "m", "dual")),
        (stem + "تا", VerbForm("past", "f", "dual")),
        (stem + "ن", VerbForm("past", "f", "plural")),
    ]


def _present(present: str) -> list[tuple[str, VerbForm]]:
    stem = fold_word(present)
    root = stem[:-1] if present[-1] in "يىو" else stem
    forms = [
        (stem, VerbForm("present", "m", "singular")),
        (_feminine(stem), VerbForm("present", "f", "singular")),
    ]
    plurals = [root + "ون", *_hamza_plurals(present, stem, "ون")]
    for plural in plurals:
        forms.append((plural, VerbForm("present", "m", "plural")))
        forms.append((plural[:-1] + "ا", VerbForm("present", "m", "plural")))
        forms.append((plural[:-1], VerbForm("present", "m", "plural", bound=True)))
    if present.endswith("ى"):
        forms.append((root + "ا", VerbForm("present", "m", "singular", bound=True)))
        forms.append((_feminine(root + "ا"), VerbForm("present", "f", "singular", bound=True)))
    forms.append((stem + "ان", VerbForm("present", "m", "dual")))
    forms.append((_feminine(stem + "ان"), VerbForm("present", "f", "dual")))
    if _is_sound(present, stem):
        forms.append((stem + "ن", VerbForm("present", "f", "plural")))
    return forms


def _feminine(form: str) -> str:
    return "ت" + form[1:]


def _hamza_plurals(word: str, stem: str, ending: str) -> list[str]:
    """«لجؤوا» beside «لجأوا», «جاؤوا» beside «جاءوا»: the seat of a final hamza moves."""
    return [stem[:-1] + "و" + ending] if word[-1] in "أء" else []


def _is_sound(word: str, stem: str) -> bool:
    """True where «ن» and «نا» join the stem as it is: not hollow, doubled, weak or short."""
    return len(stem) > 2 and stem[-2] not in "اوي" and word[-1] not in _SHADDA + "أءىيوا"
