"""Names that a report has made known as places, found again where they stand bare."""

from __future__ import annotations

import pytest

from marsad.arabic.tokens import tokenize
from marsad.geo.echoes import with_echoes
from marsad.geo.gazetteer import Gazetteer
from marsad.geo.mentions import PlaceMention, find_places


def mentions(text: str, gazetteer: Gazetteer) -> list[PlaceMention]:
    tokens = tokenize(text)
    return with_echoes(tokens, find_places(tokens, gazetteer))


def names(text: str, gazetteer: Gazetteer) -> list[str]:
    return [mention.name for mention in mentions(text, gazetteer)]


@pytest.mark.parametrize(
    ("text", "name", "prefix", "preposition"),
    [
        ("احترق متجر في بلدة شفطوريا، وقال شهود في شفطوريا إن النار انتشرت", "شفطوريا", "", "في"),
        ("احترق متجر في بلدة شفطوريا، ثم عادت الكهرباء لشفطوريا", "شفطوريا", "ل", "ل"),
        ("احترق متجر في بلدة شفطوريا، وبشفطوريا مدرسة واحدة", "شفطوريا", "وب", "ب"),
        ("احترق متجر في بلدة شفطوريا، وشفطوريا قرية صغيرة", "شفطوريا", "و", None),
    ],
)
def test_an_unlisted_name_is_found_again_without_its_generic_word(
    text: str, name: str, prefix: str, preposition: str | None, gazetteer: Gazetteer
) -> None:
    _, echo = mentions(text, gazetteer)
    assert (echo.name, echo.prefix, echo.preposition) == (name, prefix, preposition)
    assert echo.generic_word == ""
    assert echo.last == echo.first + 1


@pytest.mark.parametrize(
    "text",
    [
        # never called a place
        "احترق متجر في المدينة، وقال شهود إن شفطوريا بعيدة",
        # too short to be sure
        "احترق متجر في بلدة زقا، وقال شهود إن زقا بعيدة",
        # other letters
        "احترق متجر في بلدة شفطوريا، وقال شهود إن شفطون بعيدة",
    ],
)
def test_other_words_are_no_echoes(text: str, gazetteer: Gazetteer) -> None:
    tokens = tokenize(text)
    found = find_places(tokens, gazetteer)
    assert with_echoes(tokens, found) == found


def test_an_echo_may_stand_before_the_place_is_introduced(gazetteer: Gazetteer) -> None:
    text = "حريق في شفطوريا\nاحترق متجر في بلدة شفطوريا أمس"
    first, second = mentions(text, gazetteer)
    assert first.last <= second.first
    assert first.name == second.name == "شفطوريا"


def test_mentions_stay_in_text_order_and_references_lead_to_the_same_places(gazetteer: Gazetteer) -> None:
    text = "في شفطوريا حريق. قصفت الطائرات بلدة شفطوريا في ريف إدلب، ثم بلدتي سرمين والنيرب"
    tokens = tokenize(text)
    before = find_places(tokens, gazetteer)
    after = with_echoes(tokens, before)
    assert [m.first for m in after] == sorted(m.first for m in after)
    assert len(after) == len(before) + 1

    def referred(found: list[PlaceMention]) -> set[tuple[int, int | None, int | None]]:
        def at(index: int | None) -> int | None:
            return None if index is None else found[index].first

        return {(m.first, at(m.parent), at(m.joined)) for m in found}

    assert referred(before) <= referred(after)


def test_the_text_is_not_searched_where_nothing_was_introduced(gazetteer: Gazetteer) -> None:
    assert names("قصفت الطائرات مدينة حلب", gazetteer) == ["حلب"]
