"""Verb forms: one table a verb class."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.arabic.fold import fold_word
from marsad.arabic.verbs import VerbForm, conjugate

SOUND = ("قصف", "يقصف")
HOLLOW = ("اغتال", "يغتال")
WEAK = ("ألقى", "يلقي")
WEAK_YAA = ("لقي", "يلقى")
WEAK_WAW = ("نجا", "ينجو")
DOUBLED = ("شنّ", "يشن")
HAMZA = ("لجأ", "يلجأ")


@pytest.mark.parametrize(
    ("verb", "form", "tense", "gender", "number"),
    [
        (SOUND, "قصف", "past", "m", "singular"),
        (SOUND, "قصفت", "past", "f", "singular"),
        (SOUND, "قصفوا", "past", "m", "plural"),
        (SOUND, "قصفن", "past", "f", "plural"),
        (SOUND, "قصفتا", "past", "f", "dual"),
        (SOUND, "يقصف", "present", "m", "singular"),
        (SOUND, "تقصف", "present", "f", "singular"),
        (SOUND, "يقصفون", "present", "m", "plural"),
        (SOUND, "يقصفوا", "present", "m", "plural"),
        (SOUND, "يقصفان", "present", "m", "dual"),
        (HOLLOW, "اغتالت", "past", "f", "singular"),
        (HOLLOW, "اغتالوا", "past", "m", "plural"),
        (HOLLOW, "تغتال", "present", "f", "singular"),
        (WEAK, "ألقى", "past", "m", "singular"),
        (WEAK, "ألقت", "past", "f", "singular"),
        (WEAK, "ألقوا", "past", "m", "plural"),
        (WEAK, "ألقيا", "past", "m", "dual"),
        (WEAK, "يلقون", "present", "m", "plural"),
        (WEAK_YAA, "لقيت", "past", "f", "singular"),
        (WEAK_YAA, "لقوا", "past", "m", "plural"),
        (WEAK_YAA, "يلقون", "present", "m", "plural"),
        (WEAK_WAW, "نجت", "past", "f", "singular"),
        (WEAK_WAW, "نجوا", "past", "m", "plural"),
        (WEAK_WAW, "ينجون", "present", "m", "plural"),
        (DOUBLED, "شنت", "past", "f", "singular"),
        (DOUBLED, "شنوا", "past", "m", "plural"),
        (DOUBLED, "يشنون", "present", "m", "plural"),
        (HAMZA, "لجؤوا", "past", "m", "plural"),
        (HAMZA, "لجأوا", "past", "m", "plural"),
        (HAMZA, "يلجؤون", "present", "m", "plural"),
        (HAMZA, "تلجأ", "present", "f", "singular"),
    ],
)
def test_a_form_says_who_and_when(
    verb: tuple[str, str], form: str, tense: str, gender: str, number: str
) -> None:
    found = conjugate(*verb)[fold_word(form)]
    assert (found.tense, found.gender, found.number, found.person) == (tense, gender, number, 3)
    assert not found.bound


@pytest.mark.parametrize(
    ("verb", "form"), [(SOUND, "قصفو"), (WEAK, "القا"), (WEAK, "القو"), (WEAK_WAW, "نجو"), (SOUND, "يقصفو")]
)
def test_some_forms_only_stand_before_a_pronoun(verb: tuple[str, str], form: str) -> None:
    assert conjugate(*verb)[form].bound


def test_the_passive_of_a_weak_verb_shows() -> None:
    forms = conjugate(*WEAK)
    assert forms["القيت"].passive
    assert not forms["القت"].passive


@pytest.mark.parametrize(
    ("verb", "absent"), [(HOLLOW, "اغتالن"), (DOUBLED, "شنن"), (WEAK_YAA, "لقيوا"), (WEAK, "القيوا")]
)
def test_forms_that_do_not_exist_are_not_made(verb: tuple[str, str], absent: str) -> None:
    assert absent not in conjugate(*verb)


def test_we_did_it_is_the_first_person() -> None:
    assert conjugate(*SOUND)["قصفنا"] == VerbForm("past", "m", "plural", person=1)


def test_a_verb_without_a_present_has_past_forms_only() -> None:
    assert {form.tense for form in conjugate("دارت", "").values()} == {"past"}


letters = st.text(st.sampled_from("بتجدسعفقلمنهيوءأىا"), min_size=2, max_size=6)


@given(letters, letters)
def test_every_form_is_folded_and_third_or_first_person(past: str, present: str) -> None:
    for form, reading in conjugate(past, present).items():
        assert form == fold_word(form)
        assert reading.person in (1, 3)
