"""``marsad tallies``: what it prints and writes, in both languages and on both databases."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from incidentkit import Telling, tell
from marsad.model import Count, Record, Tally, TallyPart
from marsad.store.workspace import Workspace
from storekit import ready_django

ready_django()
from marsad.actions.link_incidents import link  # noqa: E402

Command = Callable[..., tuple[int, str, str]]
PART = TallyPart(area="ريف دير الزور", count=Count(3, 3))


def total(count: int, end: str, **changes: object) -> Tally:
    fields: dict[str, object] = {
        "claimant": "sohr",
        "type": "attack",
        "actor": "islamic-state",
        "area": "دير الزور",
        "start": "2025-01-01",
        "end": end,
        "measure": "events",
        "count": Count(count, count),
    }
    return Tally(**{**fields, **changes})  # type: ignore[arg-type]


def report(doc: str, *tallies: Tally, publisher: str = "مرصد التجربة") -> Record:
    return Record(doc=doc, text=f"حصيلة {doc}", published="2025-04-01", publisher=publisher, tallies=tallies)


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    """Two attacks of which one's doer is not known; three totals that make a series; one about elsewhere."""
    tellings = [
        Telling("x", day="2025-03-02"),
        Telling("y", day="2025-03-12", published="2025-03-12", initiator=None),
    ]
    records = [
        report("a", total(5, "2025-03-05", parts=(PART,), quote="=5 هجمات")),
        report("b", total(8, "2025-03-15")),
        report("c", total(7, "2025-03-25")),
        report("d", total(2, "2025-03-25", area="محافظة درعا", actor="sna")),
    ]
    tell(workspace, tellings, records=records)
    link(workspace)
    return workspace


@pytest.fixture
def run(marsad: Command, filled: Workspace) -> Command:
    def run(*words: object) -> tuple[int, str, str]:
        return marsad("--workspace", filled.folder, *words)

    return run


def test_the_arithmetic_is_shown(run: Command) -> None:
    status, out, said = run("tallies", "--format", "table")
    assert status == 0
    assert "Claimed: 5 events = 3 in ريف دير الزور + 2 not told by area" in out
    assert "Missing: 4 (claimed 5, recorded 1)" in out
    assert "From 5 (2025-03-05) to 8 (2025-03-15): up by 3" in out
    assert "down by 1" in out
    assert "Why only possible: who did it is not known (1)" in out
    assert "I-" not in out
    assert "totals   4" in said


def test_it_is_shown_in_arabic(run: Command) -> None:
    _, out, said = run("--lang", "ar", "tallies", "--format", "table", "--with-incidents")
    assert "المعلن (الوقائع): 5 = 3 في ريف دير الزور + 2 لم تُحدَّد منطقتها" in out
    assert "زيادة 3" in out
    assert "الفاعل غير معروف" in out
    assert "قرية التجربة، دير الزور" in out
    assert "الحصائل" in said
    assert "tall" not in out + said


def test_incidents_are_listed_on_demand(run: Command) -> None:
    _, out, _ = run("tallies", "--format", "text", "--with-incidents", "--doc", "a")
    assert "(2025-03-02 · Armed attack · قرية التجربة, Deir ez-Zor · Islamic State)" in out
    assert "Reports: a" in out
    assert "In ريف دير الزور — recorded: I-" in out
    assert "I-" not in run("tallies", "--format", "text", "--doc", "a")[1]


def test_totals_are_picked(run: Command) -> None:
    def keys(*words: object) -> list[str]:
        _, out, _ = run("tallies", *words)
        return [item["key"] for item in map(json.loads, out.splitlines()) if item["kind"] == "total"]

    assert keys() == ["a/1", "b/1", "c/1", "d/1"]
    assert keys("--actor", "الجيش الوطني السوري") == ["d/1"]
    assert keys("--since", "2025-03-20") == ["c/1", "d/1"]
    assert keys("--until", "2024-12-31") == []
    assert keys("--series") == []
    status, _, said = run("tallies", "--claimant", "لا أحد من هؤلاء")
    assert status == 2
    assert "L120" in said
    assert "No total fits" in run("tallies", "--doc", "none", "--format", "table")[2]


def test_whole_as_json(run: Command) -> None:
    _, out, _ = run("tallies", "--format", "json", "--with-incidents")
    whole = json.loads(out)
    assert [item["claimed"] for item in whole["series"][0]["points"]] == [[5, 5], [8, 8], [7, 7]]
    (recorded,) = whole["tallies"][0]["total"]["recorded"]
    assert whole["incidents"][recorded]["place_name"] == "قرية التجربة"
    assert "incidents" not in json.loads(run("tallies", "--format", "json")[1])
    kinds = [json.loads(line)["kind"] for line in run("tallies", "--with-incidents")[1].splitlines()]
    assert kinds == ["total"] * 4 + ["series"] + ["incident"] * 2


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_a_row_for_each_comparison(run: Command) -> None:
    _, out, _ = run("tallies", "--format", "csv")
    told = rows(out)
    assert [(row["key"], row["row"]) for row in told] == [
        ("a/1", "total"),
        ("a/1", "part"),
        ("a/1", "rest"),
        ("b/1", "total"),
        ("c/1", "total"),
        ("d/1", "total"),
        ("b/1", "step"),
        ("c/1", "step"),
    ]
    first, step, fall = told[0], told[-2], told[-1]
    assert (first["claimed_least"], first["missing_least"], first["outcome"]) == ("5", "4", "missing")
    assert first["quote"] == "'=5 هجمات", "no spreadsheet may take it for a formula"
    assert (step["after"], step["start"], step["end"]) == ("a/1", "2025-03-06", "2025-03-15")
    assert (step["claimed_least"], step["missing_least"], step["missing_most"]) == ("3", "2", "3")
    assert step["possible"].endswith(":actor-unknown")
    assert (fall["claimed_least"], fall["findings"]) == ("-1", "falls")


def test_rows_do_not_name_protected_sources(filled: Workspace, run: Command) -> None:
    with (filled.folder / "marsad.toml").open("a") as settings:
        settings.write('[source.quiet]\npublisher = "قناة سرية"\nprotected = true\n')
    from marsad.store.workspace import open_workspace

    again = open_workspace(filled.folder)
    tell(
        again, [], records=[report("secret-1", total(9, "2025-03-30", quote="نص سري"), publisher="قناة سرية")]
    )
    _, out, _ = run("tallies", "--format", "csv")
    assert "protected-1/1" in [row["key"] for row in rows(out)]
    assert "secret" not in out
    assert "سري" not in out


def test_files_are_written_by_their_ending(run: Command, tmp_path: Path) -> None:
    for name, start in (("t.csv", "\ufeffkey"), ("t.json", "{"), ("t.jsonl", "{"), ("t.txt", "Syrian")):
        status, out, said = run("tallies", "-o", tmp_path / name)
        assert (status, out) == (0, "")
        assert name in said
        assert (tmp_path / name).read_text("utf-8").startswith(start)
    assert run("tallies", "-q", "--format", "csv", "-o", tmp_path) == (0, "", "")
    assert (tmp_path / "tallies.csv").is_file()
    status, _, said = run("tallies", "-o", tmp_path / "t.csv" / "x.csv")
    assert status == 1
    assert "O201" in said


def test_what_is_not_in_the_figures_yet_is_said(filled: Workspace, run: Command) -> None:
    tell(filled, [Telling("late", day="2025-03-20", published="2025-03-20")])
    _, _, said = run("tallies", "--format", "table")
    assert "events that are in no incident yet: 1" in said
    assert "marsad reread" in said
