"""Marsad from Python."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import marsad
from marsad.api import events_table, read, read_many
from marsad.errors import InputError, UsageError
from marsad.model import Report
from marsad.store.workspace import Workspace
from recordkit import TEXT, FakeReader, record


def test_read_gives_a_record() -> None:
    made = read(TEXT, published="2025-10-13", publisher="p", reader=FakeReader())
    assert [event.type for event in made.events] == ["attack", "reinforcement"]
    assert made.published == "2025-10-13"


@pytest.mark.parametrize("published", ["2025-10-13", date(2025, 10, 13), "٢٠٢٥-١٠-١٣"])
def test_published_may_be_a_date_or_written(published: date | str) -> None:
    assert read("x", published, reader=FakeReader()).published == "2025-10-13"


def test_faulty_date_is_an_error() -> None:
    with pytest.raises(InputError) as caught:
        read("x", "yesterday", reader=FakeReader())
    assert caught.value.code == "I103"


@pytest.mark.parametrize(
    ("text", "code"), [("", "I116"), (" \n", "I116"), ("🔥", "I117"), ("crash", "I118"), ("a\ud800", "")]
)
def test_texts_that_cant_be_read_give_a_record(text: str, code: str) -> None:
    made = read(text, reader=FakeReader())
    assert (made.problem or "").startswith(code)
    assert "\ud800" not in made.text


def test_read_many_takes_reports_mappings_and_texts() -> None:
    given = [
        Report(doc="a", text="x", published="2025-01-01"),
        {"doc": 7, "text": "y", "published": "soon"},
        {"text": None},
        "z",
    ]
    made = list(read_many(given, published="2025-10-13", reader=FakeReader()))
    assert [r.doc for r in made] == ["a", "7", "report-3", "report-4"]
    assert [r.published for r in made] == ["2025-01-01", None, "2025-10-13", "2025-10-13"]
    assert [(r.problem or "")[:4] for r in made] == ["", "I103", "I102", ""]


def test_read_many_is_lazy() -> None:
    def endless() -> object:
        while True:
            yield "x"

    assert next(iter(read_many(endless(), reader=FakeReader()))).text == "x"  # type: ignore[arg-type]


def test_events_table() -> None:
    polars = pytest.importorskip("polars")
    table = events_table([record(), record(doc="r2", events=())])
    assert table.height == 2
    assert table["killed_least"].to_list() == [2, None]
    assert table["lat"].to_list() == [35.12345678, 36.61]
    assert "سالم الخالد" in table["actor_names"][0]
    assert table.schema["lat"] == polars.Float64
    public = events_table([record()], public=True)
    assert "actor_names" not in public.columns
    assert public["lat"].to_list() == [35.12345678, 36.75]
    assert events_table([]).columns == table.columns


def test_missing_polars_comes_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(UsageError, match=r"marsad\[table\]"):
        events_table([])


def test_public_names_are_there_and_load_late() -> None:
    for name in marsad.__all__:
        assert getattr(marsad, name)
    with pytest.raises(AttributeError):
        _ = marsad.nothing  # type: ignore[attr-defined]
    heavy = ("rich", "trafilatura", "polars", "msgspec")
    code = f"import marsad, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# A workspace


@pytest.fixture
def backend() -> str:
    return "sqlite"


def test_a_workspace_from_python(workspace: Workspace, tmp_path: Path) -> None:
    texts = ("قُتل ثلاثة عناصر من قسد في هجوم لتنظيم داعش في مدينة الرقة أمس.", "لا جديد اليوم.")
    for number, text in enumerate(texts, 1):
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
    opened = marsad.open_workspace(workspace.folder)
    added = opened.add([tmp_path / "1.txt", str(tmp_path / "2.txt")])
    assert (added.reports, added.faulty) == (2, 0)
    records = {record.text: record for record in opened.records()}
    assert set(records) == set(texts)
    (incident,) = opened.incidents(actor="داعش", type="fighting", min_killed=3)
    assert [(e.doc, e.number) for e in incident.events] == [(records[texts[0]].doc, 1)]
    assert list(opened.incidents(since="2030-01-01")) == []
    assert opened.link().new_events == 0
    with pytest.raises(UsageError, match="L120"):
        opened.incidents(actor="nobody-at-all")
    with pytest.raises(InputError, match="I103"):
        opened.incidents(since="yesterday")


def test_a_folder_that_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="W101"):
        marsad.open_workspace(tmp_path)
