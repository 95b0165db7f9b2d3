"""Which language a text is written in, by its small words and letters."""

from __future__ import annotations

import pytest

from marsad.arabic.tokens import tokenize
from marsad.pipeline.language import READ, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("وصلت القافلة إلى المدينة بعد أن توقفت في الطريق", "ar"),
        ("The convoy reached the town after a stop on the road", "en"),
        ("Le convoi est arrivé dans la ville après une halte sur la route", "fr"),
        ("Der Konvoi ist nach einer Pause in der Stadt angekommen und nicht mit dem Zug", "de"),
        ("El convoy llegó a la ciudad por la noche y los vecinos salieron de las casas", "es"),
        ("Konvoy daha sonra şehre ulaştı ve bir köy için yardım getirdi", "tr"),
        ("کاروان به شهر رسید و مردم از آن استقبال کردند که در راه بود", "fa"),
        ("قافلہ شہر میں پہنچا اور لوگوں نے اس کا استقبال کیا تھا", "ur"),
        ("کاروانەکە گەیشتە شارەکە بە شەو کە هێزەکانی لە ڕێگا بوون", "ckb"),
    ],
)
def test_languages_are_told_apart_by_small_words_and_letters(text: str, language: str) -> None:
    assert detect_language(tokenize(text)) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("حلب إدلب حماة", "ar"),
        ("Aleppo Idlib Hama", "en"),
        ("سرمين 2025", "ar"),
    ],
)
def test_names_alone_count_by_their_script(text: str, language: str) -> None:
    assert detect_language(tokenize(text)) == language


@pytest.mark.parametrize("text", ["", "   \n", "2025 17", "…!؟", "🔥🔥", "シリアの町", "해방 전선"])
def test_a_text_without_words_of_a_known_script_has_no_language(text: str) -> None:
    assert detect_language(tokenize(text)) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("وصلت قافلة UN إلى معبر باب الهوى في إدلب", "ar"),
        ("The convoy of الأمم المتحدة reached the town and the camp", "en"),
    ],
)
def test_a_few_words_of_another_script_change_nothing(text: str, language: str) -> None:
    assert detect_language(tokenize(text)) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        # the same news twice: the Arabic half is read
        (
            "قافلة الأهالي المتوجهة إلى السد تتعرض للقصف وأنباء عن مصابين. "
            "Konvoya gel ku berê xwe dida bendavê rastî bombebaranê hat û birîndar hene",
            "ar",
        ),
        # a name in Arabic letters does not make a Kurdish report Arabic
        ("سد تشرين: Konvoya gel ku berê xwe dida bendavê rastî bombebaranê hat û birîndar hene", "kmr"),
    ],
)
def test_a_report_in_two_languages_is_read_in_the_one_that_can_be(text: str, language: str) -> None:
    assert detect_language(tokenize(text)) == language


def test_case_does_not_matter() -> None:
    assert detect_language(tokenize("THE CONVOY REACHED THE TOWN AFTER A STOP")) == "en"


def test_arabic_and_english_are_read() -> None:
    assert {"ar", "en"} == READ
