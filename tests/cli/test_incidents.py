"""`marsad incidents`: what it prints in either language, what it writes, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import storekit
from incidentkit import Telling, event_key, groups, incident_with, reread, tell
from marsad.model import Count
from marsad.store.workspace import Workspace

Command = Callable[..., tuple[int, str, str]]
STREAM = (
    Telling("a1", killed=3, person="سالم الخالد"),
    Telling("a2", "قناة الخبر", killed=3),
    Telling("a3", "صحيفة المثال", "2025-03-03", killed=Count(5, None), confidence=0.3),
    Telling("a4", "ناقلون", killed=3, text="a1: خبر رقم a1 كما كتبته وكالة التجربة عن east"),
    Telling("b1", town="south", killed=1, day="2025-03-05", published="2025-03-06"),
    Telling("n1", "صحيفة المثال", town="north", killed=3),
    Telling("n2", "إذاعة", town="north", killed=30, confidence=0.3, initiator="turkish-forces",
            target="civilians"),
    Telling("s1", "إذاعة", town="hill", type="airstrike", event_class="remote-violence", day="2025-03-09",
            initiator="turkish-forces", status="alleged"),
    Telling("s2", "قناة الخبر", town="hill", type="airstrike", event_class="remote-violence",
            day="2025-03-09", initiator="russian-forces", status="denied"),
    Telling("u1", town=None, day=None, type="meeting", event_class="diplomacy", initiator="sdf", target=None),
)  # fmt: skip


@pytest.fixture
def linked(workspace: Workspace) -> Workspace:
    from marsad.actions.link_incidents import link

    tell(workspace, STREAM)
    link(workspace)
    return workspace


@pytest.fixture
def run(marsad: Command, linked: Workspace) -> Command:
    def run(*words: object) -> tuple[int, str, str]:
        return marsad("--workspace", linked.folder, "incidents", *words)

    return run


@pytest.fixture
def backend() -> storekit.Backend:
    return "sqlite"


def docs(found: str) -> list[set[str]]:
    """The reports of each incident of some lines."""
    return [{event["doc"] for event in json.loads(line)["events"]} for line in found.splitlines()]


BOTH = pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
A, N1, N2, S = {"a1", "a2", "a3", "a4"}, {"n1"}, {"n2"}, {"s1", "s2"}
FILTERS = [
    ((), [A, {"b1"}, N1, N2, S, {"u1"}]),
    (("--since", "2025-03-05"), [{"b1"}, S]),
    (("--until", "2025-03-01"), [A, N1, N2]),
    (("--since", "2025-03-02", "--until", "2025-03-05"), [{"b1"}]),
    (("--type", "airstrike"), [S]),
    (("--type", "غارة جوية"), [S]),
    (("--type", "fighting"), [A, {"b1"}, N1, N2]),
    (("--actor", "sdf"), [A, {"b1"}, N1, S, {"u1"}]),
    (("--actor", "داعش"), [A, {"b1"}, N1]),
    (("--actor", "sdf", "--role", "initiator"), [{"u1"}]),
    (("--role", "target"), [A, {"b1"}, N1, N2, S]),
    (("--place", "قرية التجربه"), [A]),
    (("--place", "t-south"), [{"b1"}]),
    (("--place", "درعا"), [{"b1"}, S]),
    (("--place", "daraa"), [{"b1"}, S]),
    (("--place", "nowhere"), []),
    (("--status", "alleged"), [S]),
    (("--min-voices", "2"), [A, S]),
    (("--min-killed", "5"), [A, N2]),
    (("--min-confidence", "31"), [A, {"b1"}, N1, S, {"u1"}]),
    (("--min-confidence", "30"), [A, {"b1"}, N1, N2, S, {"u1"}]),
    (("--contested",), [A, S]),
    (("list", "--contested", "--min-voices", "3"), [A]),
    (("--contested", "list", "--min-voices", "3"), [A]),
]


@BOTH
def test_filters(run: Command) -> None:
    for words, expected in FILTERS:
        status, out, err = run(*words)
        assert (status, err) == (0, ""), words
        assert sorted(map(sorted, docs(out))) == sorted(map(sorted, expected)), words


ORDERS = [("newest", "b1", S), ("oldest", "a1", A), ("killed", "n2", N2), ("voices", "a1", A)]


@BOTH
def test_order_and_limit(run: Command) -> None:
    for order, _, first in ORDERS:
        _, out, _ = run("--sort", order)
        assert docs(out)[0] == first, order
        assert docs(run("--sort", order, "--limit", 1)[1]) == [first], order
    assert docs(run("--sort", "newest")[1])[-1] == {"u1"}


def test_table(run: Command) -> None:
    status, out, _ = run("--format", "table", "--sort", "killed")
    assert status == 0
    head, *rest = out.splitlines()
    lines = [line for line in rest if line.startswith("I-")]
    assert head.split() == ["key", "day", "type", "place", "parties", "killed", "reports/voices", "marks"]
    assert len(lines) == 6
    (line,) = [line for line in lines if incident_with("a1") in line]
    for told in (
        "2025-03-01",
        "Armed attack",
        "قرية التجربة",
        "Islamic State",
        "at least 3",
        "4/3",
        "contested",
    ):
        assert told in line
    _, out, _ = run("--format", "table", "--lang", "ar")
    assert "تقارير/أصوات" in out
    assert "غارة جوية" in out
    assert "منفي" in out
    assert run("--format", "table", "--place", "nowhere")[1].strip() == "There are no such incidents."


def test_a_long_table_tells_what_it_leaves_out(run: Command, linked: Workspace) -> None:
    from marsad.actions.link_incidents import link

    tell(linked, [Telling(f"m{n}", day=f"2024-0{n % 9 + 1}-{n % 28 + 1:02}") for n in range(60)])
    link(linked)
    _, out, _ = run("--format", "table")
    left = len(groups()) - 50
    assert f"Not shown: {left}." in out
    assert "Not shown" not in run("--format", "table", "--limit", 200)[1]


# One incident


def test_show_tells_each_value_and_who_says_so(run: Command) -> None:
    key = incident_with("a1")
    status, out, err = run("show", key)
    assert (status, err) == (0, "")
    text = out.replace("\u200e", "")
    assert f"{key} · Armed attack · reports: 4, independent voices: 3, events: 4" in text
    assert "at least 3  contested  latest: at least 5" in text
    assert "(+ copies: 1)" in text
    assert "صحيفة المثال 2025-03-03" in text
    assert f"a2 · {event_key('a2')}" in text
    assert f"«{STREAM[1].quote}»" in text
    assert "the same place +1.9" in text
    assert "(chance 9" in text
    assert text.count("  copy  ") == 1
    _, out, _ = run("show", key, "--lang", "ar")
    text = out.replace("\u200e", "")
    assert "أصوات مستقلة: 3" in text
    assert "المكان نفسه +1.9" in text
    assert "3 على الأقل" in text


def test_show_marks_what_is_denied_and_contested(run: Command) -> None:
    _, out, _ = run("show", incident_with("s1"))
    (line,) = [line for line in out.splitlines() if "initiator" in line]
    assert "Turkish forces" in line
    (line,) = [line for line in out.splitlines() if "Russian forces" in line]
    assert "denies" in line
    assert any("denied" in line and "قناة الخبر" in line for line in out.splitlines())


def test_show_as_json(run: Command) -> None:
    status, out, _ = run("show", incident_with("n1"), "--format", "json")
    shown = json.loads(out)
    assert status == 0
    assert shown["incident"]["key"] == shown["asked"] == incident_with("n1")
    (link,) = shown["suggested"]
    assert set(link["incidents"]) == {incident_with("n1"), incident_with("n2")}
    assert 0.5 <= link["chance"] < 1
    place = next(reason for reason in link["reasons"] if reason["comparison"] == "where")
    assert (place["ar"], place["en"]) == ("المكان نفسه", "the same place")


def test_show_suggests_and_says_what_speaks_for_and_against(run: Command) -> None:
    _, out, _ = run("show", incident_with("n1"))
    text = out.replace("\u200e", "")
    assert f"{incident_with('n2')} · 2025-03-01 · Armed attack" in text
    assert "for: the same place" in text
    assert "against: very different numbers of dead" in text
    assert "Not made: the weight is not enough." in text


def test_suggest(run: Command) -> None:
    status, out, _ = run("suggest")
    assert status == 0
    assert incident_with("n1") in out
    assert incident_with("n2") in out
    assert "marsad incidents merge KEY KEY" in out
    (line,) = run("suggest", "--format", "json")[1].splitlines()
    assert json.loads(line)["verdict"] == "suggested"
    run("apart", incident_with("n1"), incident_with("n2"))
    assert run("suggest")[1].strip() == "Nothing is left to decide."
    assert run("suggest", "--lang", "ar")[1].strip() == "لا شيء ينتظر قرارًا."


# Deciding


def test_merging_and_undoing(run: Command) -> None:
    keys = sorted((incident_with("a1"), incident_with("b1")))
    status, out, _ = run("merge", *keys, "--note", "بيان واحد")
    assert status == 0
    assert "Decision 1 was written. To take it back: marsad incidents undo 1" in out
    assert f"The incidents now: {incident_with('a1')}" in out
    gone = next(key for key in keys if key != incident_with("a1"))
    status, out, err = run("show", gone)
    assert (status, err.strip()) == (
        0,
        f"Incident {gone} was joined to {incident_with('a1')}, which is shown.",
    )
    assert "By a person's decision (1)." in out
    assert "tester: one incident (events: 5) «بيان واحد»" in out
    status, out, _ = run("undo", 1)
    assert f"The incidents now: {', '.join(keys)}" in out
    assert "(undone by decision 2)" in run("show", keys[0])[1]


def test_splitting_what_was_merged_tells_what_it_overrides(run: Command) -> None:
    run("merge", incident_with("a1"), incident_with("b1"))
    status, out, _ = run("split", incident_with("a1"), "--events", f"{event_key('b1')}, {event_key('a3')}")
    assert status == 0
    assert "This overrides an earlier decision, as the newest counts: 1 · " in out
    assert frozenset(("a1", "a2", "a4")) in groups()


def test_setting_a_field(run: Command) -> None:
    key = incident_with("b1")
    assert run("set", key, "killed", "٢-٤")[0] == 0
    status, out, _ = run("set", key, "place", "t-nowhere")
    assert status == 2
    _, out, _ = run("show", key)
    assert "2 to 4  decided by a person" in out
    assert "killed = 2 to 4" in out
    assert "decided by a person" in run("--format", "table", "--place", "t-south")[1]
    assert "القتلى = من 2 إلى 4" in run("show", key, "--lang", "ar")[1]


def test_faults(run: Command) -> None:
    key = incident_with("a1")
    status, out, err = run("show", key[:6])
    assert (status, out) == (2, "")
    assert err.startswith(f"L101 There is no incident '{key[:6]}'. The nearest keys: {key}")
    assert run("show", key[:6], "--lang", "ar")[2].startswith(f"L101 لا توجد حادثة بالمفتاح «{key[:6]}»")
    assert run("show", "?")[2].startswith("L140 There is no incident '?', and no key is like it.")
    assert run("set", key, "place", "حلب")[2].splitlines()[1].startswith("  sy-aleppo-aleppo · حلب · Aleppo")
    assert run("--type", "airstrik")[2].startswith("L104 --type: 'airstrik'")
    assert run("--actor", "nobody-at-all")[2].startswith("L120 ")
    assert run("--format", "records", "--contested")[2].startswith("L116 ")
    assert run("--since", "yesterday")[0] == 2
    assert run("--min-confidence", "700")[0] == 2
    assert run("undo", 5)[2].startswith("L113 ")


# Files


@BOTH
def test_files_are_written_by_their_endings_and_whole_or_not_at_all(run: Command, tmp_path: Path) -> None:
    for name in ("i.json", "i.jsonl", "i.csv", "i.geojson", "i.parquet"):
        status, out, err = run("-o", tmp_path / name, "--contested")
        assert (status, out) == (0, ""), name
        assert "incidents written  2" in err
        assert (tmp_path / name).stat().st_size > 100
    assert len(json.loads((tmp_path / "i.json").read_bytes())) == 2
    run("-o", f"{tmp_path}/", "--format", "table")
    assert incident_with("a1") in (tmp_path / "incidents.txt").read_text("utf-8")
    run("-o", f"{tmp_path}/", "--format", "records")
    lines = (tmp_path / "incidents.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["doc"] for line in lines] == sorted(telling.doc for telling in STREAM)
    before = set(tmp_path.iterdir())
    status, _, err = run("-o", tmp_path / "i.csv" / "x.csv")
    assert (status, err[:5]) == (1, "O201 ")
    assert set(tmp_path.iterdir()) == before


def test_relink_takes_new_readings_in(run: Command, linked: Workspace) -> None:
    reread(linked, [STREAM[2].read_as(town="south", day="2025-03-05")])
    status, _, err = run("relink")
    assert status == 0
    assert "events new or changed" in err
    assert frozenset(("a3", "b1")) in groups() or frozenset(("a3",)) in groups()
    before = groups()
    status, out, err = run("relink", "--all", "-q")
    assert (status, out, err) == (0, "", "")
    assert groups() == before


def test_help_is_in_both_languages(marsad: Command) -> None:
    for deed in ("", "list", "show", "suggest", "merge", "apart", "split", "set", "undo", "relink"):
        words: Iterable[str] = ("incidents", deed) if deed else ("incidents",)
        _, english, _ = marsad(*words, "--help")
        assert not any("\u0600" <= c <= "\u06ff" for c in english), deed
        _, arabic, _ = marsad(*words, "--help", "--lang", "ar")
        assert "الاستعمال: marsad incidents" in arabic
        assert "show this help" not in arabic
