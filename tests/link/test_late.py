"""A day apart, one of the two by its publication alone: linked only where counts agree and words do not."""

from __future__ import annotations

import pytest

from linkkit import link, told
from marsad.link.late import is_borne_out, is_late, level_of, wording
from marsad.link.pairs import Pair
from marsad.model import Count

FORM = "قصفت قوات مجهولة بلدة البلدة ما أدى إلى مقتل ثلاثة مدنيين وإصابة آخرين"
OWN_WORDS = "ثلاثة قتلى من المدنيين حصيلة قذائف سقطت على السوق"


def late(**reached: str) -> Pair:
    return link("a", "b", 3.0, when="late", **reached)


def test_levels_are_told_by_name() -> None:
    assert level_of(late(killed="same"), "killed") == "same"
    assert level_of(late(), "killed") is None
    assert is_late(late())
    assert not is_late(link("a", "b", 3.0, when="same-day"))
    assert not is_late(link("a", "b", 3.0))


@pytest.mark.parametrize(
    ("shown", "reached", "left", "right", "expected"),
    [
        ("one toll in other words", {"killed": "same-high"}, {"killed": 3}, OWN_WORDS, True),
        ("one toll of one or two", {"killed": "same"}, {"killed": 2}, OWN_WORDS, True),
        ("the injured agree", {"injured": "same-high"}, {"injured": 9}, OWN_WORDS, True),
        ("open bounds that agree", {"killed": "same-high"}, {"killed": Count(3, None)}, OWN_WORDS, True),
        ("one toll in the same words: a form", {"killed": "same-high"}, {"killed": 3}, FORM, False),
        ("close tolls are not the same", {"killed": "close"}, {"killed": 3}, OWN_WORDS, False),
        ("tolls far apart", {"killed": "far"}, {"killed": 3}, OWN_WORDS, False),
        ("no toll told", {}, {}, OWN_WORDS, False),
        ("nobody hurt agrees too easily", {"killed": "same"}, {"killed": 0}, OWN_WORDS, False),
        ("nobody killed, and the injured agree", {"killed": "same", "injured": "same"},
         {"killed": 0, "injured": 2}, OWN_WORDS, True),
    ],
)  # fmt: skip
def test_what_bears_out_that_a_report_is_late(
    shown: str, reached: dict[str, str], left: dict[str, object], right: str, expected: bool
) -> None:
    one, other = told("a", quote=FORM, **left), told("b", quote=right, **left)
    assert is_borne_out(late(**reached), one, other) is expected, shown
    assert is_borne_out(late(**reached), other, one) is expected, "the other way round"


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("قصف على البلدة", "قصف على البلدة", 1.0),
        ("قَصْفٌ على البلدة", "قصف علي البلده", 1.0),
        ("قصف على البلدة", "اعتقال في القرية", 0.0),
        ("قصف على البلدة", "قصف على القرية", 0.5),
        ("", "", 0.0),
        ("قصف قصف قصف", "قصف", 1.0),
    ],
)
def test_wording_is_the_share_of_common_words(one: str, other: str, share: float) -> None:
    assert wording(one, other) == pytest.approx(share)
    assert wording(other, one) == pytest.approx(share)
