"""Finding triggers: invented sentences in, rows out."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.arabic.tokens import tokenize
from marsad.extract.triggers import TriggerMention, find_triggers, load_triggers, read_triggers


def found(text: str) -> list[TriggerMention]:
    return find_triggers(tokenize(text).tokens)


def rows(text: str) -> list[str]:
    return [mention.trigger.id for mention in found(text)]


def one(text: str, row: str) -> TriggerMention:
    return next(mention for mention in found(text) if mention.trigger.id == row)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصفتها المدفعية مساء", ["v-qasafa"]),  # a pronoun after the verb
        ("المسلحون قصفوها فجرا", ["v-qasafa"]),  # the plural loses its alif before the pronoun
        ("وبالقصف على القرية", ["n-qasf"]),  # conjunction, preposition, article
        ("ستداهم القوة البلدة", ["v-dahama"]),
        ("شنت الطائرات غارتين جويتين", ["v-shanna", "p-ghara-jawiyya"]),
        ("القصف المدفعي على الحي", ["p-qasf-midfai"]),  # the article on both words
        ("قصفاً مدفعياً على الحي", ["p-qasf-midfai"]),
        ("أطلق مسلحون مجهولون النار على السائق", ["p-atlaqa-nar"]),
        ("فتحوا النار على السائق", ["p-fataha-nar"]),
        ("لقيت امرأة وابنتها مصرعهما", ["p-laqiya-masra"]),
        ("فارقت الطفلة الحياة", ["p-faraqa-hayat"]),
        ("ألقت الشرطة القبض على رجل", ["p-alqa-qabd"]),
        ("ألقى مجهولون قنبلة على المنزل", ["p-rama-qunbula"]),
        ("فجّر انتحاري سيارة", ["v-fajjara", "n-intihari"]),
        ("محاولة اغتيال فاشلة", ["p-muhawalat-ightiyal"]),
        ("اعتقلتهم الدورية", ["v-itaqala", "n-dawriyya"]),
        ("صادر الجنود دراجات", ["v-sadara"]),
        ("Gunmen shot dead a farmer", ["en-p-shot-dead"]),
        ("An air-strike hit the depot", ["en-n-airstrike"]),
        ("Army guns shelled the ridge", ["en-v-shell"]),
    ],
)
def test_words_that_tell_an_event_are_found(text: str, expected: list[str]) -> None:
    assert [row for row in rows(text) if row in expected] == expected


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("وصلوا فجر الأحد إلى القرية", "v-fajjara"),  # dawn
        ("بيان صادر عن الوزارة", "v-sadara"),  # issued by
        ("فيصل وزير سابق", "v-wasala"),  # a name
        ("وزارة الصحة", "v-zara"),  # ministry
        ("أجهزة التكييف", "v-jahaza"),
        ("ياسر لاعب ماهر", "v-asara"),  # a name
        ("القضية معروضة على المحكمة", "v-qada"),  # case
        ("والدهم مريض", "n-dahm"),  # their father
        ("عبر البريد وعبر الهاتف", "v-abara"),  # by means of
        ("خلف المبنى حديقة", "v-khallafa"),  # behind
        ("تدخل الحكم وتوقف اللعب", "v-awqafa"),
        ("ضربة جزاء في الدقيقة الأخيرة", "n-darba"),
        ("إصابة بفيروس جديد", "n-isaba"),
        ("قتلى وجرحى", "n-qatl"),  # the dead, not the act
        ("حلقة جديدة من البرنامج", "v-hallaqa"),
        ("The strike price fell", "en-n-strike"),
        ("An arrest warrant was issued", "en-n-arrest"),
    ],
)
def test_other_words_of_the_same_letters_are_left_alone(text: str, row: str) -> None:
    assert row not in rows(text)


def test_the_longest_reading_wins_and_spans_do_not_overlap() -> None:
    mentions = found("قتل جندي في تبادل لإطلاق النار مع مهربين")
    assert [m.trigger.id for m in mentions] == ["v-qatala", "p-tabadul-nar"]
    assert (mentions[1].first, mentions[1].last) == (3, 6)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("قصف الجيش القرية", "v-qasafa", "n-qasf"),
        ("وقصف الجيش القرية", "v-qasafa", "n-qasf"),
        ("تضرر المسجد في قصف الجيش", "n-qasf", "v-qasafa"),
        ("قصف على القرية", "n-qasf", "v-qasafa"),
        ("قصف إسرائيلي للقرية", "n-qasf", "v-qasafa"),
    ],
)
def test_verb_or_noun_is_told_by_the_neighbours_and_the_other_is_kept(
    text: str, first: str, second: str
) -> None:
    mention = next(m for m in found(text) if m.trigger.id in (first, second))
    assert [mention.trigger.id, *(m.trigger.id for m in mention.alternatives)] == [first, second]


def test_a_phrase_with_a_gap_tells_where_its_second_part_stands() -> None:
    mention = one("فتح حراس البوابة النار على حافلة", "p-fataha-nar")
    assert (mention.first, mention.last, mention.tail) == (0, 1, (3, 4))


def test_a_gap_does_not_reach_into_the_next_sentence() -> None:
    assert "p-fataha-nar" not in rows("فتح المتجر أبوابه. النار أتت عليه لاحقا")


@pytest.mark.parametrize(
    ("text", "row", "tense"),
    [
        ("سيقصف الطيران الجسر", "v-qasafa", "future"),
        ("سوف يقصف الطيران الجسر", "v-qasafa", "future"),
        ("يقصف الطيران الجسر", "v-qasafa", "present"),
        ("وقصفت الطائرات الجسر", "v-qasafa", "past"),
        ("The army will bomb the bridge", "en-v-attack", "future"),
    ],
)
def test_tense_is_read(text: str, row: str, tense: str) -> None:
    text = text.replace("bomb", "attack")
    mention = next(m for top in found(text) for m in (top, *top.alternatives) if m.trigger.id == row)
    assert mention.tense == tense


@pytest.mark.parametrize(
    ("text", "row", "voice"),
    [
        ("قُتل رجل", "v-qatala", "passive"),
        ("وقُتلت امرأة", "v-qatala", "passive"),
        ("قتل رجل", "v-qatala", None),  # unvowelled: both are possible
        ("اغتيل قاض", "v-ughtila", "passive"),
        ("A farmer was reportedly killed", "en-v-kill", "passive"),
        ("Rebels killed a farmer", "en-v-kill", None),
    ],
)
def test_voice_is_read_where_it_shows(text: str, row: str, voice: str | None) -> None:
    mention = next(m for top in found(text) for m in (top, *top.alternatives) if m.trigger.id == row)
    assert mention.voice == voice


def test_number_is_read() -> None:
    assert one("غارتان على التلة", "n-ghara").form.number == "dual"
    assert one("غارات على التلة", "n-ghara").form.number == "plural"
    assert one("غارة على التلة", "n-ghara").form.number == "singular"


@given(st.text(st.sampled_from("قصفشنغارةلي ال.،\n…ء"), max_size=200))
def test_any_text_gives_ordered_spans_inside_it(text: str) -> None:
    tokens = tokenize(text).tokens
    mentions = find_triggers(tokens)
    ends = [0]
    for mention in mentions:
        assert 0 <= mention.first < mention.last <= len(tokens)
        assert mention.first >= ends[-1]
        ends.append(mention.last)


def test_the_table_is_loaded_in_a_fraction_of_a_second() -> None:
    """Measured: 75 ms on a 2-core machine; the bound allows for a busy one."""
    start = process_time()
    load_triggers(read_triggers())
    assert process_time() - start < 0.6


def test_time_grows_with_length_only() -> None:
    def seconds(times: int) -> float:
        tokens = tokenize("أطلق لقي فتح قصف ألقى نجا " * times).tokens
        start = process_time()
        find_triggers(tokens)
        return process_time() - start

    seconds(50)
    assert seconds(2000) < 100 * max(seconds(200), 1e-3)


@pytest.mark.parametrize(
    ("marked", "bare", "row"),
    [
        ("خلّف القصف دمارا", "خلف القصف دمار", "v-khallafa"),
        ("هجّر المسلحون السكان", "هجر نادي المدينة", "v-hajjara"),
        ("تُخلي القوات قاعدتها", "بعد تخلي المدرب عن لاعبه", "v-akhla"),
        ("وأدى القصف إلى حريق", "وادي النهر", "v-adda"),
    ],
)
def test_written_marks_set_a_verb_apart_from_its_look_alike(marked: str, bare: str, row: str) -> None:
    assert row in rows(marked)
    assert row not in rows(bare)
