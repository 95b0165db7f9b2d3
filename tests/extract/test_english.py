"""English reports: who did it, to whom, how many, and what is no happening at all."""

from __future__ import annotations

import pytest

from marsad.model import Count, Event, Report
from marsad.pipeline.reader import Reader

READER = Reader()


def events_of(text: str) -> tuple[Event, ...]:
    return READER.read(Report(doc="x", text=text, published="2024-10-03")).events


def parties(event: Event) -> tuple[set[str | None], set[str | None]]:
    """The ids of those who did it and of those it was done to."""
    doers = {a.id for a in event.actors if a.role == "initiator"}
    return doers, {a.id for a in event.actors if a.role == "target"}


@pytest.mark.parametrize(
    ("text", "doers", "targets"),
    [
        ("Gunmen attacked an SDF checkpoint in Hajin on Monday, killing two members.",
         {"unidentified-armed-group"}, {"sdf"}),
        ("Three SDF fighters were killed on Monday in an ISIS attack on their patrol near Hajin.",
         {"islamic-state"}, {"sdf"}),
        ("A driver was wounded when gunmen raked a bus with bullets near Hajin on Monday.",
         {"unidentified-armed-group"}, {"civilians"}),
        ("Six people died on Monday when an Israeli drone hit a van in Tyre.",
         {"israeli-forces"}, {"civilians"}),
        ("Two Asayish members killed in ISIS ambush in Raqqa on Monday",
         {"islamic-state"}, {"asayish"}),
        ("The Israeli army said on Tuesday it had killed three gunmen who had crossed into Metula.",
         {"israeli-forces"}, {"unidentified-armed-group"}),
        ("A shepherd was killed by gunfire from Turkish border guards near Kobani on Monday.",
         {"turkish-forces"}, {"civilians"}),
    ],
)  # fmt: skip
def test_the_order_of_words_tells_who_did_it(text: str, doers: set[str], targets: set[str]) -> None:
    [event] = events_of(text)
    assert parties(event) == (doers, targets)


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Three people were killed and seven wounded on Monday when shells hit a school in Idlib.", 3, 7),
        ("Shells hit a school in Idlib on Monday, killing a teacher and wounding five pupils.", 1, 5),
        (
            "A member of the SDF was killed and two others were hurt on Monday in an ISIS attack in Hajin.",
            1,
            2,
        ),
        ("Gunmen opened fire on a trader in Hajin on Monday, wounding him and two of his guards.", None, 3),
        ("Shelling hit Idlib on Monday, leaving a woman and two children dead.", 3, None),
        (
            "At least five people, among them a girl, were killed and eleven wounded in shelling on Idlib.",
            5,
            11,
        ),
        ("Warplanes bombed a farm near Idlib on Monday. No one was hurt.", 0, 0),
        ("Gunmen opened fire on two traders in Hajin on Monday. Both escaped unhurt.", 0, 0),
    ],
)
def test_those_harmed_stand_before_a_passive_and_after_an_active_verb(
    text: str, killed: int | None, injured: int | None
) -> None:
    [event] = events_of(text)

    def least(count: Count | None) -> int | None:
        return None if count is None else count.least

    assert (least(event.casualties.killed), least(event.casualties.injured)) == (killed, injured)


@pytest.mark.parametrize(
    ("text", "status", "doer"),
    [
        ("A bomb wounded an SDF fighter in Hajin on Monday. SOHR blamed ISIS.", "alleged", "islamic-state"),
        ("Gunmen killed an SDF man in Hajin on Monday. ISIS claimed the attack.", "claimed", "islamic-state"),
        ("Gunmen killed an SDF fighter in Hajin on Monday. The gunmen, thought to belong to ISIS, fled.",
         "alleged", "islamic-state"),
    ],
)  # fmt: skip
def test_a_later_sentence_names_the_suspect(text: str, status: str, doer: str) -> None:
    [event] = events_of(text)
    assert (event.status, parties(event)[0]) == (status, {doer})


@pytest.mark.parametrize(
    "text",
    [
        "Residents of Hajin talked for days about the price of bread.",
        "Aid groups condemned the incursions and the lack of bread.",
        "Talks about talks have led nowhere, diplomats said.",
    ],
)
def test_what_is_only_spoken_of_is_no_happening(text: str) -> None:
    assert events_of(text) == ()


def test_arrests_stay_in_their_raid() -> None:
    [event] = events_of("SDF fighters raided a farm near Hajin on Monday and detained three men.")
    assert (event.type, event.casualties.captured) == ("raid", Count(3, 3))


def test_the_day_it_was_said_is_not_the_day_it_happened() -> None:
    [event] = events_of("The army said on Wednesday that its forces had shelled a hill near Idlib on Monday.")
    assert str(event.start) == "2024-09-30"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Shells hit the Damascus–Homs highway on Monday, killing two drivers.", "Damascus–Homs highway"),
        ("Shells hit a market in Omdurman's Karari district on Monday, killing two traders.", "Karari"),
        ("A rocket hit the Conoco base in eastern Syria on Monday, wounding two soldiers.", "Conoco base"),
        (
            "Rockets hit the Israeli town of Kiryat Shmona on Monday, wounding two people.",
            "Kiryat Shmona",
        ),
        ("Gunmen attacked a Hezbollah base near Tyre on Monday, killing two guards.", "Tyre"),
    ],
)
def test_the_place_is_the_finest_that_is_named(text: str, place: str) -> None:
    [event] = events_of(text)
    assert [p.name for p in event.places if p.role == "site"] == [place]
