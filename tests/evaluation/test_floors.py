"""Accuracy does not sink unnoticed, and neither does gold change unnoticed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from evaluation import floors, merging
from evaluation.reports import GOLD, language_of
from evaluation.run import evaluate, main, measured

HIGH: dict[str, Any] = {
    "reports": dict.fromkeys(floors.REPORTS, 0.9),
    "repair": dict.fromkeys(floors.REPAIR, 0.9),
    "merging": dict.fromkeys(floors.MERGING, 0.9),
}


def test_marsad_reads_our_gold_at_least_as_well_as_the_floors_ask() -> None:
    assert floors.sunk(floors.load_floors(), measured(evaluate("test"))) == []


@pytest.mark.parametrize("half", ["tune", "test"])
def test_reports_of_other_places_or_days_are_never_merged(half: str) -> None:
    figures = merging.measure(half)
    assert figures.f1 >= 0.9
    assert figures.plain(misread=False) == 0


def test_the_floors_were_set_on_the_gold_that_is_here() -> None:
    assert floors.gold_fault(floors.load_floors()) is None


def test_a_figure_below_its_floor_or_missing_is_named() -> None:
    low = {**HIGH, "reports": {**HIGH["reports"], "strict": 0.899, "quiet": None}}
    assert floors.sunk(HIGH, HIGH) == []
    assert [fault.split(":")[0] for fault in floors.sunk(HIGH, low)] == ["reports, strict", "reports, quiet"]


def test_a_changed_gold_file_changes_the_fingerprint(tmp_path: Path) -> None:
    gold = shutil.copytree(GOLD, tmp_path / "gold")
    assert floors.fingerprint(gold) == floors.fingerprint()
    with open(gold / "a-test.jsonl", "a", encoding="utf-8") as file:
        file.write("\n")
    assert floors.fingerprint(gold) != floors.fingerprint()
    assert floors.gold_fault({"gold": floors.fingerprint()}, gold) is not None


def test_renewed_floors_lie_a_little_below_the_figures(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    floors.renew(HIGH, path)
    written = floors.load_floors(path)
    assert written["reports"] == dict.fromkeys(floors.REPORTS, 0.88)
    assert floors.gold_fault(written) is None
    assert floors.sunk(written, HIGH) == []


def test_other_gold_and_answers_are_scored_without_floors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = {"doc": "r", "text": "هدوء", "events": []}
    for name in ("gold", "answers"):
        (tmp_path / name).write_text(json.dumps(report), encoding="utf-8")
    assert main(["--gold", str(tmp_path / "gold"), "--answers", str(tmp_path / "answers"), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["groups"]["given"]["measures"]["quiet"]["f1"] == 1.0
    assert figures["repair"] is None


def test_an_unknown_event_type_in_an_answer_is_refused(tmp_path: Path) -> None:
    report = {"doc": "r", "text": "هدوء", "events": [{"type": "parade"}]}
    path = tmp_path / "answers.jsonl"
    path.write_text(json.dumps(report), encoding="utf-8")
    with pytest.raises(SystemExit, match="parade"):
        main(["--gold", str(path), "--answers", str(path)])


@pytest.mark.parametrize(("text", "language"), [("قصف بلدة Saraqib", "ar"), ("A strike on سراقب", "en")])
def test_the_language_is_that_of_most_letters(text: str, language: str) -> None:
    assert language_of(text) == language
