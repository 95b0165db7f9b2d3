"""The other commands, their help in two languages, and what they say when something is wrong."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import marsad as package
from marsad.messages import choose_language, language
from recordkit import TEXT, FakeReader, record

Run = Callable[..., tuple[int, str, str]]
COMMANDS = ["read", "repair", "explain", "gazetteer", "demo", "doctor", "init", "add", "reread"]


def test_version(marsad: Run) -> None:
    assert marsad("--version") == (0, f"marsad {package.__version__}\n", "")


@pytest.mark.parametrize("command", [[], *([c] for c in COMMANDS), ["gazetteer", "import"]])
def test_help_in_both_languages(marsad: Run, command: list[str]) -> None:
    status, english, _ = marsad(*command, "--help")
    assert status == 0
    assert "usage: marsad" in english
    assert not any("\u0600" <= c <= "\u06ff" for c in english)
    for arguments in (["--lang", "ar", *command, "--help"], [*command, "--help", "--lang=ar"]):
        status, arabic, _ = marsad(*arguments)
        assert status == 0
        assert "الاستعمال: marsad" in arabic
        assert "show this help" not in arabic


def test_locale_chooses_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    choose_language(None)
    for locale, lang in (("ar_SY.UTF-8", "ar"), ("de_DE.UTF-8", "en"), ("C", "en")):
        monkeypatch.setenv("LC_ALL", locale)
        assert language() == lang


def test_usage_faults_in_arabic(marsad: Run) -> None:
    assert "خطأ" in marsad("read", "--lang", "ar")[2]
    assert "اختيار غير صحيح" in marsad("--lang", "ar", "read", "x", "--format", "pdf")[2]
    assert "وسائط غير معروفة" in marsad("read", "x", "--nonsense", "--lang", "ar")[2]
    assert "المتوقع" in marsad("read", "x", "--published", "غدا", "--lang", "ar")[2]


# repair


@pytest.fixture
def _repairer(monkeypatch: pytest.MonkeyPatch) -> None:
    class Repairer:
        def repair(self, text: str) -> SimpleNamespace:
            return SimpleNamespace(text=text.replace("ـ", ""), repairs=[])

    fake = ModuleType("marsad.arabic.repair")
    fake.Repairer = Repairer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "marsad.arabic.repair", fake)


@pytest.mark.usefixtures("_repairer")
def test_repair_answers_every_line(marsad: Run, tmp_path: Path) -> None:
    lines = ['{"doc": "1", "text": "قصـف"}', "{broken", '{"text": "ok"}', '{"body": 1}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    status, out, err = marsad("repair", tmp_path / "a.jsonl")
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [a["repaired"] for a in answers] == ["قصف", "", "ok", ""]
    assert answers[0]["doc"] == "1"
    assert "I106 a.jsonl line 2" in err
    assert "I102 a.jsonl line 4" in err


@pytest.mark.usefixtures("_repairer")
def test_repair_keeps_a_plain_text_plain(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("قصـف\r\nثم هدوء", "utf-8", newline="")
    assert marsad("repair", tmp_path / "a.txt")[:2] == (0, "قصف\r\nثم هدوء")
    assert marsad("repair", tmp_path / "a.txt", "-o", tmp_path / "b.txt")[:2] == (0, "")
    assert (tmp_path / "b.txt").read_bytes().decode() == "قصف\r\nثم هدوء"


@pytest.mark.usefixtures("_repairer")
@pytest.mark.parametrize(("data", "code"), [(b"\x89PNG\0", "I104"), (None, "I101")])
def test_repair_names_what_it_cant_use(marsad: Run, tmp_path: Path, data: bytes | None, code: str) -> None:
    if data is not None:
        (tmp_path / "a.bin").write_bytes(data)
    status, out, err = marsad("repair", tmp_path / "a.bin")
    assert (status, out) == (1, "")
    assert err.startswith(f"{code} ")
    assert "a.bin" in err


# explain


def test_explain_tells_rule_and_passage(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    status, out, _ = marsad("explain", tmp_path / "a.txt")
    assert status == 0
    for told in ("yesterday", "مساء أمس", "casualties.killed", "killed  2  [", "after repair: هجوم"):
        assert told in out


def test_explain_shows_candidates_that_lost(
    marsad: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = SimpleNamespace(value="other town", score=0.25, reason="too far away")
    decision = SimpleNamespace(owner="event1", field="places[0]", lost=[lost])
    explained = SimpleNamespace(record=record(), decisions=[decision])
    monkeypatch.setattr(FakeReader, "explain", lambda *_: explained, raising=False)
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    assert "other town 0.25 (too far away)" in marsad("explain", tmp_path / "a.txt")[1]
    _, out, _ = marsad("explain", tmp_path / "a.txt", "--format", "json")
    reasons = {(r["owner"], r["field"]): r for r in json.loads(out)["reasons"]}
    place = reasons["event 1", "places[0]"]
    assert place["lost"] == [{"value": "other town", "score": 0.25, "reason": "too far away"}]
    assert place["passage"] == TEXT[place["start"] : place["end"]] == "التجربة"


def test_explain_says_why_a_report_was_not_read(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("", "utf-8")
    status, out, err = marsad("explain", tmp_path / "a.txt")
    assert (status, out) == (1, "")
    assert err.startswith("I116 a.txt")


# demo and doctor


def test_demo_shows_and_writes_every_form(marsad: Run, tmp_path: Path) -> None:
    status, out, _ = marsad("demo", "-o", tmp_path / "out")
    assert status == 0
    assert sorted(p.suffix for p in (tmp_path / "out").iterdir()) == [".csv", ".geojson", ".html", ".jsonl"]
    assert "invented" in out
    assert "marsad read FILE.txt" in out
    assert "samples.html" in out.replace("\n", "")


def test_demo_where_nothing_can_be_written(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    status, _, err = marsad("demo", "-o", tmp_path / "file" / "out")
    assert status == 1
    assert "O201" in err


def test_doctor_finds_a_sound_installation(marsad: Run) -> None:
    status, out, err = marsad("doctor")
    assert (status, err) == (0, "")
    assert "cli_text.csv" in out
    assert "Everything is in order." in out


def test_doctor_finds_a_broken_reader(marsad: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeReader, "read", lambda *_: 1 / 0)
    status, out, _ = marsad("doctor")
    assert status == 1
    assert "ZeroDivisionError" in out


# gazetteer


def test_gazetteer_lookup(marsad: Run) -> None:
    status, out, _ = marsad("gazetteer", "lookup", "حلب")
    assert status == 0
    assert "حلب" in out
    status, out, err = marsad("gazetteer", "lookup", "لا مكان كهذا")
    assert (status, out) == (1, "")
    assert err.startswith("I121")


def geonames(path: Path) -> Path:
    cells = ["1", "Al Tajriba", "Al Tajriba", "بلدة الاختراع", "35.5", "40.1", "P", "PPL", "SY", "", "08"]
    path.write_text(
        "\t".join([*cells, "", "", "", "500", "", "200", "Asia/Damascus", "2020-01-01"]) + "\n", "utf-8"
    )
    return path


@pytest.mark.parametrize("kind", [[], ["--kind", "geonames"]])
def test_gazetteer_import_makes_a_table_that_can_be_used(
    marsad: Run, tmp_path: Path, kind: list[str]
) -> None:
    source, table = geonames(tmp_path / "SY.txt"), tmp_path / "places.csv"
    status, out, _ = marsad("gazetteer", "import", source, *kind, "-o", table)
    assert status == 0
    assert "places.csv: 1" in out
    assert marsad("gazetteer", "lookup", "بلدة الاختراع")[0] == 1
    status, out, _ = marsad("gazetteer", "lookup", "بلدة الاختراع", "--gazetteer", table)
    assert status == 0
    assert "35.5000, 40.1000" in out


@pytest.mark.parametrize(
    ("name", "code"), [("none.txt", "I101"), ("text.txt", "T010"), ("geonames.txt", "T011")]
)
def test_gazetteer_import_names_the_fault_and_writes_nothing(
    marsad: Run, tmp_path: Path, name: str, code: str
) -> None:
    (tmp_path / "text.txt").write_text("just a text\n", "utf-8")
    row = geonames(tmp_path / "geonames.txt").read_text("utf-8")
    (tmp_path / "geonames.txt").write_text(f"{row}2\tcut\n", "utf-8")
    status, _, err = marsad("gazetteer", "import", tmp_path / name, "-o", tmp_path / "out.csv")
    assert status == 1
    assert err.startswith(f"{code} ")
    assert name in err
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_faulty_table_of_places_is_one_sentence(
    marsad: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    monkeypatch.undo()
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "places.csv").write_text("name_ar,lat,lon\nالاختراع,north,40\n", "utf-8")
    arguments = ["--gazetteer", tmp_path / "places.csv", "--workers", workers]
    status, out, err = marsad("read", tmp_path / "a.txt", *arguments)
    assert (status, out) == (1, "")
    assert err.startswith("T012 places.csv line 2")
    assert len(err.splitlines()) == 1


def test_events_of_the_csv_can_be_read_back(marsad: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    out = marsad("read", tmp_path / "a.txt", "--format", "csv")[1]
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert [row["doc"] for row in rows] == ["a.txt", "a.txt"]
