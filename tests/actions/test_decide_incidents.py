"""What people decide outranks every run and survives it; the newest word counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import storekit
from incidentkit import Telling, event_key, groups, incident_with, reread, tell
from marsad.errors import UsageError
from marsad.model import Count, Incident
from marsad.store.workspace import Workspace

storekit.ready_django()
from marsad.actions.decide_incidents import keep_apart, merge, set_field, split, undo  # noqa: E402
from marsad.actions.link_incidents import link  # noqa: E402
from marsad.actions.show_incidents import show_incident, suggestions  # noqa: E402
from marsad.store import models  # noqa: E402
from marsad.store.incidents import incident_of  # noqa: E402

STREAM = (
    Telling("a1", killed=3),
    Telling("a2", "قناة الخبر", killed=3),
    Telling("a3", "صحيفة", killed=4),
    Telling("b1", town="south", killed=1),
    Telling("b2", "إذاعة", town="south", killed=1),
    Telling("n1", "صحيفة", town="north", killed=3),
    Telling("n2", "إذاعة", town="north", killed=30, initiator="turkish-forces", target="civilians"),
)
A, B = frozenset(("a1", "a2", "a3")), frozenset(("b1", "b2"))
N1, N2 = frozenset(("n1",)), frozenset(("n2",))


@pytest.fixture
def linked(workspace: Workspace) -> Workspace:
    tell(workspace, STREAM)
    link(workspace)
    assert groups() == {A, B, N1, N2}
    return workspace


def incident(doc: str) -> Incident:
    return incident_of(models.Incident.objects.get(key=incident_with(doc)))


def relink(workspace: Workspace) -> None:
    link(workspace, everything=True)


def read_again(workspace: Workspace) -> None:
    """Another version tells one report's event otherwise, drops none, and is linked."""
    reread(workspace, [STREAM[1].read_as(killed=2), STREAM[4].read_as(killed=2)])
    link(workspace)


def more_reports(workspace: Workspace) -> None:
    tell(workspace, [Telling("x", "وكالة بعيدة", town="north", day="2025-05-01", killed=9)])
    link(workspace)


LATER = [relink, read_again, more_reports]
Later = Callable[[Workspace], None]


@pytest.mark.parametrize("later", LATER)
def test_what_was_merged_stays_one(linked: Workspace, later: Later) -> None:
    decided = merge(linked, [incident_with("a1"), incident_with("b1")], note="بيان واحد")
    assert decided.incidents == (incident_with("a1"),)
    assert A | B in groups()
    later(linked)
    assert A | B in groups()
    assert {event.by for event in incident("a1").events} == {"person"}


@pytest.mark.parametrize("later", LATER)
def test_what_was_split_stays_apart(linked: Workspace, later: Later) -> None:
    split(linked, incident_with("a1"), [event_key("a3")])
    parted = {frozenset(("a1", "a2")), frozenset(("a3",))}
    assert parted <= groups()
    later(linked)
    assert parted <= groups()


@pytest.mark.parametrize("later", LATER)
def test_a_field_that_was_set_stays_so(linked: Workspace, later: Later) -> None:
    set_field(linked, incident_with("b1"), "killed", "5+")
    later(linked)
    found = incident("b1")
    assert found.decided == ("killed",)
    assert (found.casualties["killed"].least, found.casualties["killed"].most) == (5, None)
    assert {told.value.least for told in found.casualties["killed"].told} <= {1, 2}


def test_deciding_brings_everything_up_to_date(linked: Workspace) -> None:
    """What a decision touches is made again at once: a later run finds nothing to do."""
    merge(linked, [incident_with("a1"), incident_with("b1")])
    split(linked, incident_with("a1"), [event_key("a3")])
    undo(linked, 1)
    entries = models.LogEntry.objects.count()
    found, rows = groups(), list(models.Incident.objects.order_by("pk").values())
    assert link(linked).changed == 0
    assert models.LogEntry.objects.count() == entries
    assert link(linked, everything=True).changed == 0
    assert (groups(), list(models.Incident.objects.order_by("pk").values())) == (found, rows)


def test_a_merge_outlives_an_event_that_a_reading_drops(linked: Workspace) -> None:
    merge(linked, [incident_with("a1"), incident_with("b1")])
    import msgspec

    reread(linked, [msgspec.structs.replace(STREAM[0].record(), events=())])
    link(linked)
    assert (A | B) - {"a1"} in groups()


def test_the_rest_of_a_merged_incident_stays_together_when_one_is_split_off(linked: Workspace) -> None:
    merge(linked, [incident_with("a1"), incident_with("b1")])
    decided = split(linked, incident_with("a1"), [event_key("a1")])
    assert [line.kind for line in decided.overrides] == ["same"]
    assert {(A | B) - {"a1"}, frozenset(("a1",))} <= groups()
    relink(linked)
    assert {(A | B) - {"a1"}, frozenset(("a1",))} <= groups()


def test_merging_what_was_split_overrides_that_and_says_so(linked: Workspace) -> None:
    first = split(linked, incident_with("a1"), [event_key("a3")], note="خطأ")
    decided = merge(linked, [incident_with("a1"), incident_with("a3")])
    assert A in groups()
    assert decided.overrides == (first.decision,)
    undo(linked, decided.decision.number)
    assert frozenset(("a3",)) in groups()
    undo(linked, first.decision.number)
    assert A in groups()


def test_undoing_a_merge_gives_each_incident_its_key_back(linked: Workspace) -> None:
    keys = incident_with("a1"), incident_with("b1")
    decided = merge(linked, keys)
    gone = models.Incident.objects.get(key=keys[1])
    assert (gone.events, gone.merged_into) == (0, keys[0])
    undo(linked, decided.decision.number)
    assert groups() == {A, B, N1, N2}
    assert (incident_with("a1"), incident_with("b1")) == keys
    back = models.Incident.objects.get(key=keys[1])
    assert (back.events, back.merged_into) == (2, None)


def test_a_suggestion_that_was_declined_is_not_made_again(linked: Workspace) -> None:
    (asked,) = suggestions()
    assert {asked.here, asked.there} == {incident_with("n1"), incident_with("n2")}
    decided = keep_apart(linked, asked.here, asked.there)
    assert suggestions() == []
    relink(linked)
    assert suggestions() == []
    undo(linked, decided.decision.number)
    assert len(suggestions()) == 1


def test_suggestions_with_more_at_stake_come_first(linked: Workspace) -> None:
    more = [
        Telling("h1", "صحيفة", town="hill", day="2025-03-09", killed=2),
        Telling(
            "h2", "إذاعة", town="hill", day="2025-03-09", killed=8, initiator="turkish-forces",
            target="civilians",
        ),
    ]  # fmt: skip
    tell(linked, more)
    link(linked)
    first, second = suggestions()
    assert {first.here, first.there} == {incident_with("n1"), incident_with("n2")}
    assert {second.here, second.there} == {incident_with("h1"), incident_with("h2")}
    assert first.urgency > second.urgency


def test_the_newest_of_two_words_about_a_field_counts(linked: Workspace) -> None:
    first = set_field(linked, incident_with("b1"), "killed", "2")
    tell(linked, [Telling("b3", "قناة الخبر", town="south", killed=1)])
    link(linked)
    second = set_field(linked, incident_with("b1"), "killed", "4")
    assert second.overrides == (first.decision,)
    assert incident("b1").casualties["killed"].least == 4
    undo(linked, second.decision.number)
    assert incident("b1").casualties["killed"].least == 2
    # A third word names the same events as the first, and still stands after both.
    set_field(linked, incident_with("b1"), "killed", "4")
    split(linked, incident_with("b1"), [event_key("b3")])
    set_field(linked, incident_with("b1"), "killed", "6")
    assert incident("b1").casualties["killed"].least == 6


VALUES: list[tuple[str, str, object]] = [
    ("killed", "3", Count(3, 3)),
    ("killed", "٣-٥", Count(3, 5)),
    ("injured", "5+", Count(5, None)),
    ("end", "2025-03-02", "2025-03-02"),
    ("start", "2025-02-27", "2025-02-27"),
    ("type", "غارة جوية", "airstrike"),
    ("type", "Armed clash", "armed-clash"),
    ("status", "denied", "denied"),
    ("place", "sy-aleppo-aleppo", "حلب"),
    ("initiator", "قسد، turkish-forces", {"sdf", "turkish-forces"}),
    ("target", "-", set()),
]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_values_as_people_write_them(linked: Workspace) -> None:
    for field, value, expected in VALUES:
        set_field(linked, incident_with("b1"), field, value)
        assert told_by(incident("b1"))[field] == expected, (field, value)
    assert incident("b1").decided == tuple(sorted({field for field, _, _ in VALUES}))


def told_by(found: Incident) -> dict[str, object]:
    return {
        **{name: Count(told.least, told.most) for name, told in found.casualties.items()},
        "start": found.start,
        "end": found.end,
        "type": found.type,
        "status": found.status,
        "place": found.place and found.place.name,
        **{role: {p.id for p in found.parties if p.role == role} for role in ("initiator", "target")},
    }


FAULTS = [
    ("killed", "many", "L109", "5+"),
    ("killed", "5-3", "L109", "3-5"),
    ("start", "March", "L109", "2025-10-13"),
    ("start", "2025-03-05", "L110", "end"),
    ("status", "true", "L109", "denied"),
    ("type", "airstrikes", "L104", "airstrike."),
    ("type", "fighting", "L104", "fighting"),
    ("place", "حلب", "L112", "sy-aleppo-aleppo"),
    ("place", "لا مكان كهذا", "L111", "لا مكان كهذا"),
    ("initiator", "nobody-at-all", "L120", "nobody-at-all"),
    ("colour", "red", "L108", "civilians_killed"),
]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_value_that_fits_no_field_changes_nothing(linked: Workspace) -> None:
    entries = models.LogEntry.objects.count()
    for field, value, code, told in FAULTS:
        with pytest.raises(UsageError) as fault:
            set_field(linked, incident_with("b1"), field, value)
        assert (fault.value.code, told in str(fault.value)) == (code, True), (field, value)
    assert models.LogEntry.objects.count() == entries
    assert not models.Decision.objects.exists()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_faults_name_what_was_meant(linked: Workspace) -> None:
    key, other = incident_with("a1"), incident_with("b1")

    def code(deed: Callable[[], object]) -> tuple[str, str]:
        with pytest.raises(UsageError) as fault:
            deed()
        return fault.value.code, str(fault.value)

    assert code(lambda: show_incident(f"{key[:5]}")) == (
        "L101",
        str(UsageError("L101", found=key[:5], near=key)),
    )
    wrong = f"{key[:-1]}{'0' if key[-1] != '0' else '1'}"
    assert key in code(lambda: merge(linked, [wrong, other]))[1]
    assert code(lambda: merge(linked, [key, key]))[0] == "L105"
    assert event_key("a2") in code(lambda: split(linked, key, ["x-1"]))[1]
    everything = [event_key(doc) for doc in sorted(A)]
    assert code(lambda: split(linked, key, everything))[0] == "L107"
    assert code(lambda: split(linked, key, []))[0] == "L107"
    assert code(lambda: undo(linked, 7))[0] == "L113"
    merge(linked, [key, other])
    taken_back = undo(linked, 1).decision.number
    assert code(lambda: undo(linked, 1)) == ("L114", str(UsageError("L114", found=1, undo=taken_back)))
    assert code(lambda: undo(linked, taken_back))[0] == "L115"


def test_a_key_that_was_joined_tells_where_it_went(linked: Workspace) -> None:
    a, b, n = (incident_with(doc) for doc in ("a1", "b1", "n1"))
    merge(linked, [b, n])
    merge(linked, [a, b])
    final = incident_with("a1")
    for key in {a, b, n} - {final}:
        assert show_incident(key).incident.key == final
        with pytest.raises(UsageError, match=rf"^L102 .*{final}"):
            set_field(linked, key, "killed", "1")


def test_an_incident_that_nothing_tells_any_more_says_so(linked: Workspace) -> None:
    import msgspec

    key = incident_with("n1")
    reread(linked, [msgspec.structs.replace(STREAM[5].record(), events=())])
    link(linked)
    with pytest.raises(UsageError, match=r"^L103"):
        show_incident(key)


def test_each_decision_is_in_the_log_with_who_made_it(linked: Workspace) -> None:
    merge(linked, [incident_with("a1"), incident_with("b1")], note="بيان واحد")
    (row,) = models.Decision.objects.all()
    assert (row.kind, row.who, row.note) == ("same", "tester", "بيان واحد")
    assert row.events == sorted(map(event_key, A | B))
    actions = list(models.LogEntry.objects.order_by("-number").values_list("action", flat=True)[:2])
    assert actions == ["link", "decide"]
    (line,) = show_incident(incident_with("a1")).decisions
    assert (line.number, line.who, line.undone_by) == (row.pk, "tester", None)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_decision_that_cant_be_linked_is_not_kept(
    linked: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from marsad.actions import decide_incidents

    def fail(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr(decide_incidents, "link_around", fail)
    with pytest.raises(KeyError):
        merge(linked, [incident_with("a1"), incident_with("b1")])
    assert not models.Decision.objects.exists()
    assert groups() == {A, B, N1, N2}
