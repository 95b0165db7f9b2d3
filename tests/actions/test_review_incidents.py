"""Reviewers' deeds: none is lost, none is made twice, none is made on what has changed since."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import storekit
from incidentkit import Telling, event_key, groups, incident_with, tell
from marsad.errors import UsageError
from marsad.model import Incident
from marsad.store.workspace import Workspace

storekit.ready_django()
from marsad.actions import review_incidents as review  # noqa: E402
from marsad.actions.decide_incidents import Decided  # noqa: E402
from marsad.actions.link_incidents import link  # noqa: E402
from marsad.actions.review_incidents import Conflict, Deed, Passage, token_of  # noqa: E402
from marsad.store import models  # noqa: E402
from marsad.store.incidents import incident_of  # noqa: E402

STREAM = (
    Telling("a1", killed=3, text="قُتل ثلاثة من قسد في هجوم شرقي القرية، ثم قُتل ثلاثة في المشفى"),
    Telling("a2", "قناة الخبر", killed=4, text="ارتفع عدد القتلى إلى أربعة بحسب المشفى 😀 نفسه"),
    Telling("b1", town="south", killed=1),
    Telling("c1", town="north", day="2025-02-01", killed=9),
)


@pytest.fixture
def linked(workspace: Workspace) -> Workspace:
    tell(workspace, STREAM)
    link(workspace)
    assert groups() == {frozenset(("a1", "a2")), frozenset(("b1",)), frozenset(("c1",))}
    return workspace


def row(doc: str) -> models.Incident:
    return models.Incident.objects.get(key=incident_with(doc))


def incident(doc: str) -> Incident:
    return incident_of(row(doc))


def deed(who: str, *docs: str, name: str = "deed-1", note: str = "") -> Deed:
    """A deed of somebody who sees the incidents of some reports as they are now."""
    return Deed(who, {incident_with(doc): token_of(row(doc)) for doc in docs}, name, note)


def with_second_reader(workspace: Workspace) -> Workspace:
    from marsad.store.settings import Settings

    return Workspace(workspace.folder, Settings({"review.second_reader": True}))


def test_what_is_accepted_tells_who_and_when(linked: Workspace) -> None:
    key = incident_with("a1")
    review.accept(linked, key, deed("هدى", "a1", note="قرأت النصين"))
    found = incident("a1").review
    assert found is not None
    assert (found.state, found.who, found.reason) == ("accepted", "هدى", "قرأت النصين")
    assert row("a1").review == "accepted"


def test_a_rejection_needs_a_reason(linked: Workspace) -> None:
    with pytest.raises(UsageError) as raised:
        review.reject(linked, incident_with("a1"), deed("هدى", "a1", note="  "))
    assert raised.value.code == "L132"
    assert models.Decision.objects.count() == 0


def test_of_two_reviewers_the_later_is_told_and_neither_word_is_lost(linked: Workspace) -> None:
    key = incident_with("a1")
    hers, his = deed("هدى", "a1"), deed("سامر", "a1", note="تاريخها خطأ")
    review.accept(linked, key, hers)
    with pytest.raises(Conflict) as raised:
        review.reject(linked, key, his)
    assert raised.value.code == "L130"
    assert "هدى" in str(raised.value)
    assert [line.who for line in raised.value.since] == ["هدى"]
    assert row("a1").review == "accepted"
    review.reject(linked, key, deed("سامر", "a1", name="deed-2", note="تاريخها خطأ"))
    assert row("a1").review == "rejected"
    assert list(models.Decision.objects.order_by("pk").values_list("who", flat=True)) == ["هدى", "سامر"]


def test_of_two_who_press_at_once_one_is_written_and_one_is_told(linked: Workspace) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    key, ready = incident_with("a1"), Barrier(4)
    asked = [deed(who, "a1", name=who) for who in ("هدى", "سامر", "ريم", "عمر")]

    def press(one: Deed) -> str:
        ready.wait(30)
        try:
            review.accept(linked, key, one)
        except Conflict as conflict:
            return conflict.code
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, asked)) == ["L130", "L130", "L130", "written"]
    assert models.Decision.objects.count() == 1
    assert row("a1").review == "accepted"


def _accept(workspace: Workspace, asked: Deed) -> Decided:
    return review.accept(workspace, incident_with("a1"), asked)


def _merge(workspace: Workspace, asked: Deed) -> Decided:
    return review.merge(workspace, *asked.seen, asked)


def _split(workspace: Workspace, asked: Deed) -> Decided:
    return review.split(workspace, next(iter(asked.seen)), [event_key("a2")], asked)


def _correct(workspace: Workspace, asked: Deed) -> Decided:
    passage = Passage("a2", "ارتفع عدد القتلى إلى أربعة")
    return review.correct(
        workspace, next(iter(asked.seen)), asked, field="killed", value="4", passage=passage
    )


@pytest.mark.parametrize(
    ("act", "docs"),
    [(_accept, ("a1",)), (_merge, ("a1", "b1")), (_split, ("a1",)), (_correct, ("a1",))],
    ids=["accept", "merge", "split", "correct"],
)
def test_a_deed_sent_twice_is_made_once(
    linked: Workspace, act: Callable[[Workspace, Deed], Decided], docs: tuple[str, ...]
) -> None:
    asked = deed("هدى", *docs)
    first = act(linked, asked)
    state = list(models.Incident.objects.order_by("pk").values())
    again = act(linked, asked)
    assert again.decision == first.decision
    assert models.Decision.objects.count() == 1
    assert list(models.Incident.objects.order_by("pk").values()) == state


def test_another_deed_from_the_same_page_is_not_taken_for_a_retry(linked: Workspace) -> None:
    """Somebody goes back to a page and presses the other button."""
    asked = deed("هدى", "a1", note="لا يكفي")
    review.accept(linked, incident_with("a1"), asked)
    with pytest.raises(Conflict):
        review.reject(linked, incident_with("a1"), asked)


def test_a_retry_after_the_deed_was_undone_does_not_make_it_again(linked: Workspace) -> None:
    asked = deed("هدى", "a1")
    done = review.accept(linked, incident_with("a1"), asked)
    review.undo(linked, incident_with("a1"), done.decision.number, deed("سامر", "a1", name="u"))
    with pytest.raises(Conflict):
        review.accept(linked, incident_with("a1"), asked)
    assert row("a1").review == "open"


def test_nobody_approves_what_is_their_own(linked: Workspace) -> None:
    workspace, key = with_second_reader(linked), incident_with("a1")
    with pytest.raises(UsageError) as early:
        review.approve(workspace, key, deed("سامر", "a1"))
    assert early.value.code == "L134"
    review.accept(workspace, key, deed("هدى", "a1"))
    with pytest.raises(UsageError) as own:
        review.approve(workspace, key, deed("هدى", "a1", name="2"))
    assert own.value.code == "L133"
    review.approve(workspace, key, deed("سامر", "a1", name="3"))
    found = incident("a1").review
    assert found is not None
    assert found.approved_by == "سامر"
    assert row("a1").approved


def test_approval_is_refused_where_none_is_asked_for(linked: Workspace) -> None:
    review.accept(linked, incident_with("a1"), deed("هدى", "a1"))
    with pytest.raises(UsageError) as raised:
        review.approve(linked, incident_with("a1"), deed("سامر", "a1", name="2"))
    assert raised.value.code == "L137"


def test_a_correction_keeps_the_passage_that_bears_it_out(linked: Workspace) -> None:
    text = STREAM[1].text
    start = text.index("😀 نفسه")
    passage = Passage("a2", "😀 نفسه", start, start + len("😀 نفسه"))
    asked = deed("هدى", "a1")
    review.correct(linked, incident_with("a1"), asked, field="killed", value="٤-٥", passage=passage)
    found = incident("a1")
    assert (found.casualties["killed"].least, found.casualties["killed"].most) == (4, 5)
    told = models.Decision.objects.get().value["evidence"]
    assert text[told["start"] : told["end"]] == told["quote"] == "😀 نفسه"


@pytest.mark.parametrize(
    ("passage", "code"),
    [
        (Passage("a1", "قُتل خمسة"), "L135"),
        (Passage("a1", "قُتل ثلاثة", 3, 13), "L135"),
        (Passage("a1", "قُتل ثلاثة", -1, 400), "L135"),
        (Passage("a1", "قُتل ثلاثة"), "L138"),
        (Passage("b1", "خبر"), "L136"),
        (Passage("a1", "  "), "L139"),
    ],
)
def test_a_passage_that_does_not_stand_in_the_text_is_refused(
    linked: Workspace, passage: Passage, code: str
) -> None:
    asked = deed("هدى", "a1")
    with pytest.raises(UsageError) as raised:
        review.correct(linked, incident_with("a1"), asked, field="killed", value="3", passage=passage)
    assert raised.value.code == code
    assert models.Decision.objects.count() == 0


@pytest.mark.parametrize(("one", "other"), [("a1", "b1"), ("b1", "a1"), ("b1", "c1"), ("c1", "b1")])
def test_undoing_a_merge_gives_both_keys_back(linked: Workspace, one: str, other: str) -> None:
    """Also where both have equally many events."""
    keys = {doc: incident_with(doc) for doc in (one, other)}
    done = review.merge(linked, keys[one], keys[other], deed("هدى", one, other))
    (merged,) = done.incidents
    assert merged in keys.values()
    review.undo(linked, merged, done.decision.number, deed("هدى", one, name="2"))
    assert {doc: incident_with(doc) for doc in (one, other)} == keys


def test_a_deed_on_what_was_merged_meanwhile_names_where_it_went(linked: Workspace) -> None:
    keys = {doc: incident_with(doc) for doc in ("a1", "b1")}
    late = deed("سامر", "b1", name="late")
    review.merge(linked, keys["a1"], keys["b1"], deed("هدى", "a1", "b1"))
    with pytest.raises(Conflict) as raised:
        review.accept(linked, keys["b1"], late)
    assert (raised.value.code, raised.value.details["into"]) == ("L131", keys["a1"])


def test_a_report_that_joins_after_the_review_marks_it_changed(linked: Workspace) -> None:
    key = incident_with("a1")
    before = deed("سامر", "a1", name="late")
    review.accept(linked, key, deed("هدى", "a1"))
    tell(linked, [Telling("a3", "صحيفة", killed=3)])
    link(linked)
    assert incident_with("a3") == key
    assert row("a1").review == "changed"
    with pytest.raises(Conflict):
        review.accept(linked, key, before)
