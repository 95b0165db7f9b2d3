"""Reports and incidents are found by the words they tell, however these are spelled, in both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from incidentkit import Telling, incident_with, reread, tell
from marsad.actions.link_incidents import link
from marsad.arabic.searchwords import search_words
from marsad.store import models, searchtext
from marsad.store.search import (
    found_incidents,
    found_reports,
    hits,
    incidents_of,
    readings_of,
    snippet,
    understand,
)
from storekit import REPORT_FIELDS

if TYPE_CHECKING:
    from marsad.store.workspace import Workspace

_TEXTS = {
    "plain": "قصف مدفعي على ريف إدلب",
    "joined": "تعرضت القرية لقصف، وبالقصف نفسه أصيبت المدرسة",
    "disguised": "غارة نفذها تنظيم د.ا.ع.ش في الرقة",
    "variants": "إسلام أحمد في مدينة الرقه مساء ٢٠٢٥ ـ قَصْفٌ",
    "english": "Air strike near Idlib, F16 overhead; İstanbul's office said so",
    "stretched": "قـــصف عنيف على ريف حلب، ريف هادئ في ادلب",
    "odd": '٣٫٥ كم a_b x\'y \\ "quoted" :* & | ! <-> NEAR(a b) قصف²',
}
_QUESTIONS = {
    "قصف": {"plain", "joined", "variants", "stretched"},
    "القصف": {"plain", "joined", "variants", "stretched"},
    "قـ.ـصف": {"plain", "joined", "variants", "stretched"},
    '"قصف"': {"plain", "variants", "stretched"},
    "داعش": {"disguised"},
    "د.ا.ع.ش": {"disguised"},
    "الرقة": {"disguised", "variants"},
    "احمد اسلام": {"variants"},
    '"أحمد إسلام"': set(),
    "«ريف إدلب»": {"plain"},
    "ريف ادلب": {"plain", "stretched"},
    "idlib": {"english"},
    "IDLIB f16": {"english"},
    "istan*": {"english"},
    "مدف*": {"plain"},
    "2025": {"variants"},
    "٢٠٢٥": {"variants"},
    "a b": {"odd"},
    '"x y"': {"odd"},
    "quoted": {"odd"},
    "near": {"english", "odd"},
    "قصف idlib": set(),
    "x' OR 1=1": set(),
}


def _tell_texts(workspace: Workspace) -> None:
    tell(workspace, [Telling(doc, text=text) for doc, text in _TEXTS.items()])
    _read_repairs()


def _read_repairs() -> None:
    """Have the texts read as the reader reads them, disguises and all."""
    from marsad.arabic.repair import Repairer

    repairer = Repairer()
    told = [
        (doc, searchtext.ToldText(text, None, repairer.repair(text).repairs)) for doc, text in _TEXTS.items()
    ]
    searchtext.save_reports(models.SearchText, told)


def _docs(typed: str, **wanted: object) -> set[str]:
    found = found_reports(understand(typed), **wanted)  # type: ignore[arg-type]
    assert [reading.version.report.doc for reading in readings_of(found)] == found
    return set(found)


def test_both_databases_find_the_same_and_what_is_marked_is_what_is_found(workspace: Workspace) -> None:
    from marsad.arabic.repair import Repairer

    _tell_texts(workspace)
    repairer = Repairer()
    words = {doc: search_words(text, repairer.repair(text).repairs) for doc, text in _TEXTS.items()}
    for typed, expected in _QUESTIONS.items():
        question = understand(typed)
        marked = {
            doc
            for doc in words
            if all(hits(question._replace(terms=(term,)), words[doc]) for term in question.terms)
        }
        assert (typed, _docs(typed)) == (typed, expected)
        assert (typed, marked) == (typed, expected)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=False)
def test_a_later_reading_takes_the_place_of_an_earlier_one(workspace: Workspace, backend: str) -> None:  # noqa: ARG001
    told = Telling("one", text="قصف على القرية")
    tell(workspace, [told])
    assert _docs("القرية") == {"one"}
    reread(workspace, [told.record()])
    assert models.SearchText.objects.filter(key="one").count() == 1


def test_long_texts_are_found_by_words_that_stand_far_apart(workspace: Workspace) -> None:
    text = "بداية " + "كلمة " * 30_000 + "ما بعد الوسط " + "كلمة " * 5_000 + "نهاية"
    tell(workspace, [Telling("long", text=text)])
    assert _docs("بداية نهاية") == {"long"}
    assert _docs('"ما بعد الوسط"') == {"long"}
    assert _docs('"بداية نهاية"') == set()


def test_phrases_are_found_wherever_pieces_of_a_text_meet(workspace: Workspace) -> None:
    words = [f"كلمة{number}" for number in range(4_300)]
    tell(workspace, [Telling("long", text=" ".join(words))])
    for first in (0, 1_955, 1_985, 1_999, 3_915, 3_959, 4_290):
        assert _docs('"' + " ".join(words[first : first + 10]) + '"') == {"long"}, first


def test_incidents_are_found_by_names_in_both_languages_and_by_the_words_of_their_reports(
    workspace: Workspace,
) -> None:
    tell(workspace, [Telling("one", text="هجوم مباغت على الحاجز", person="سالم المثال")])
    link(workspace)
    key = incident_with("one")
    for typed in ("attack", "مباغت", "«Islamic State»", "deir", "دير الزور", "سالم", key):
        assert found_incidents(understand(typed)) == [key], typed
        assert [row.key for row in incidents_of([key])] == [key]
    assert not found_incidents(understand("مباغت"), until="2025-02-01")
    assert not found_incidents(understand("وكالة التجربة"))  # a publisher is not searched


def test_an_incident_that_was_emptied_is_found_no_more(workspace: Workspace) -> None:
    tell(workspace, [Telling("one", text="هجوم مباغت على الحاجز")])
    link(workspace)
    row = models.Incident.objects.get()
    from marsad.store.incidents import emptied, save_incidents

    save_incidents([emptied(row, None)])
    assert not found_incidents(understand("مباغت"))
    assert not models.SearchText.objects.filter(kind="incident").exists()


def test_a_word_that_a_title_disguises_is_found_plainly(workspace: Workspace) -> None:
    import msgspec

    told = Telling("one", text="هجوم على الحاجز")
    titled = msgspec.structs.replace(told.record(), title="القنيطرة | توغـ ـل جديد")
    tell(workspace, [told], records=[titled])
    assert _docs("توغل القنيطرة") == {"one"}


def test_titles_of_protected_sources_are_not_searched(workspace: Workspace) -> None:
    told = Telling("one", text="هجوم على الحاجز", source="hidden")
    record = told.record()
    import msgspec

    titled = msgspec.structs.replace(record, title="من شبكة الخفاء")
    assert "title" in REPORT_FIELDS
    tell(workspace, [told], records=[titled])
    assert _docs("الخفاء") == {"one"}
    source = models.Source.objects.get().pk
    assert _docs("الخفاء", untitled=[source]) == set()
    assert _docs("الحاجز", untitled=[source]) == {"one"}


def test_all_words_can_be_made_anew(workspace: Workspace) -> None:
    tell(
        workspace,
        [Telling("one", text="هجوم مباغت على الحاجز"), Telling("two", day="2025-05-01", town="south")],
    )
    link(workspace)
    columns = ("kind", "key", "part", "words", "first_day", "last_day")
    before = set(models.SearchText.objects.values_list(*columns))
    searchtext.fill(models.SearchText, models.Reading, models.Incident)
    assert set(models.SearchText.objects.values_list(*columns)) == before
    assert _docs("مباغت") == {"one"}


def test_what_is_found_stands_newest_first_and_within_its_days(workspace: Workspace) -> None:
    days = {"old": "2025-02-01", "new": "2025-06-01", "middle": "2025-04-01"}
    tell(
        workspace,
        [Telling(doc, published=day, day=day, text="هجوم مباغت على الحاجز") for doc, day in days.items()],
    )
    link(workspace)
    question = understand("مباغت")
    assert found_reports(question) == ["new", "middle", "old"]
    keys = [incident_with(doc) for doc in ("new", "middle", "old")]
    assert found_incidents(question) == keys
    assert found_incidents(question, since="2025-04-01", until="2025-05-01") == keys[1:2]
    assert found_reports(question, since="2025-05-01") == ["new"]
    assert found_reports(question, until="2025-03-01") == ["old"]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [("", "empty"), ("  ", "empty"), ("—", "short"), ("م*", "short"), ('""', "short"), ("و" * 301, "long")],
)
def test_what_cannot_be_asked_says_why(typed: str, fault: str) -> None:
    assert understand(typed).fault == fault


def test_a_snippet_shows_the_words_as_received_with_the_hits_marked() -> None:
    from marsad.arabic.repair import Repairer

    text = "مقدمة طويلة " * 20 + _TEXTS["disguised"] + " ثم تفاصيل" * 60
    question = understand("داعش")
    pieces = snippet(text, hits(question, search_words(text, Repairer().repair(text).repairs)))
    assert [piece.text for piece in pieces if piece.hit] == ["د.ا.ع.ش"]
    shown = "".join(piece.text for piece in pieces)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert shown.strip("…") in text
