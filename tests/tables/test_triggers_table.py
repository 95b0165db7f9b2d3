"""The trigger table tests itself: every row is found in its own example."""

from __future__ import annotations

from collections import Counter

import pytest

from marsad.arabic.tokens import tokenize
from marsad.extract.triggers import GAP, Trigger, find_triggers, load_triggers, read_triggers
from marsad.tables import FOLDER, load_table

TRIGGERS = read_triggers()
LEXICON = load_triggers(TRIGGERS)
TYPES = [row["id"] for row in load_table("event_types.csv", key="id")]
FRAMES = {"agent-target", "mover", "victim", "undergo", "hit", "mutual", "light", "speech", "cause"}
EFFECTS = {"killed", "injured", "captured", "freed", "displaced", "none"}
INSTRUMENTS = {"drone", "air", "artillery", "rocket", "gunfire", "ied", "mine", "knife", None}


@pytest.mark.parametrize("trigger", TRIGGERS, ids=lambda trigger: trigger.id)
def test_a_row_is_found_in_its_own_example(trigger: Trigger) -> None:
    found = find_triggers(tokenize(trigger.example).tokens, LEXICON)
    rows = {m.trigger.id for mention in found for m in (mention, *mention.alternatives)}
    assert trigger.id in rows


def test_every_cell_holds_a_known_value() -> None:
    for trigger in TRIGGERS:
        assert trigger.lang in ("ar", "en"), trigger.id
        assert trigger.pos in ("verb", "noun", "participle", "phrase"), trigger.id
        assert trigger.type is None or trigger.type in TYPES, trigger.id
        assert set(trigger.frames) <= FRAMES, trigger.id
        assert trigger.effect in EFFECTS, trigger.id
        assert trigger.instrument in INSTRUMENTS, trigger.id
        assert trigger.strength in (1, 2, 3), trigger.id


def test_rows_are_sorted_and_ids_tell_the_language() -> None:
    ids = [trigger.id for trigger in TRIGGERS]
    assert ids == sorted(ids)
    assert all(trigger.id.startswith("en-") == (trigger.lang == "en") for trigger in TRIGGERS)


@pytest.mark.parametrize("event_type", TYPES)
def test_every_event_type_has_arabic_and_english_words(event_type: str) -> None:
    rows = Counter(trigger.lang for trigger in TRIGGERS if trigger.type == event_type)
    assert rows["ar"] >= 6
    assert rows["en"] >= 3


def test_notes_are_ones_that_the_readme_explains() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for trigger in TRIGGERS:
        for note in trigger.notes:
            assert f"`{note}`" in readme, trigger.id


def test_gaps_have_words_on_both_sides() -> None:
    for trigger in TRIGGERS:
        for form in (trigger.base, *trigger.more):
            if GAP in form:
                assert trigger.pos in ("phrase", "verb"), trigger.id
                assert all(part.strip() for part in form.split(GAP)), trigger.id
