"""Every kind of bad input of which one clear sentence is owed, and the reports around it that are read."""

from __future__ import annotations

import gzip
import io
import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.formats.sources import FIELDS, Entry, SourceOptions, Sources, kind_of, read_bytes
from marsad.messages import choose_language
from marsad.model import Record, encode_record

ARABIC = "وصل رتل من الشاحنات إلى القاعدة صباح اليوم، وقال شهود إن القصف استمر."


@pytest.fixture(autouse=True)
def _english() -> None:
    choose_language("en")


def entries(path: Path, **options: object) -> list[Entry]:
    return list(Sources([str(path)], SourceOptions(**options)))  # type: ignore[arg-type]


def jsonl(path: Path, *lines: object) -> Path:
    path.write_text("".join((ln if isinstance(ln, str) else json.dumps(ln)) + "\n" for ln in lines), "utf-8")
    return path


def codes(entry: Entry) -> list[str]:
    return [fault.code for fault in entry.faults]


def notes(entry: Entry, code: str) -> list[object]:
    """What each note of a code found."""
    return [note.details.get("found") for note in entry.notes if note.code == code]


def texts(found: list[Entry]) -> list[str]:
    return [entry.report.text for entry in found if entry.report is not None]


def test_text_file_is_one_report_named_for_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARABIC, "utf-8")
    (entry,) = entries(tmp_path / "a.txt", published=date(2025, 10, 13))
    assert entry.report is not None
    assert (entry.report.doc, entry.report.text) == ("a.txt", ARABIC)
    assert entry.report.published == "2025-10-13"
    assert not entry.faults


@pytest.mark.parametrize(
    ("code_page", "shown"), [("cp1256", "windows-1256"), ("utf-16", None), ("utf-8-sig", None)]
)
def test_other_encodings_are_told_and_read(tmp_path: Path, code_page: str, shown: str | None) -> None:
    (tmp_path / "a.txt").write_bytes(ARABIC.encode(code_page))
    (entry,) = entries(tmp_path / "a.txt")
    assert texts([entry]) == [ARABIC]
    assert notes(entry, "I201") == ([shown] if shown else [])


def test_code_page_is_told_once_a_file(tmp_path: Path) -> None:
    line = json.dumps({"text": ARABIC}, ensure_ascii=False).encode("cp1256") + b"\n"
    (tmp_path / "a.jsonl").write_bytes(line * 3)
    found = entries(tmp_path / "a.jsonl")
    assert texts(found) == [ARABIC] * 3
    assert [len(notes(entry, "I201")) for entry in found] == [1, 0, 0]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0", "I104"),
        (b"%PDF-1.7 text", "I104"),
        (b"ab\0cd", "I104"),
        (bytes(range(1, 32)) * 9, "I104"),
        (b"\xff\xfe\x00\xd8\x00", "I105"),
        (b"\x81\x8d\x8f\x90\x9d\xff\xfe\xfd" * 30, "I105"),
    ],
)
def test_bytes_that_are_no_text(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    (entry,) = entries(tmp_path / "a.txt")
    assert codes(entry) == [code]
    assert not entry.readable
    assert "a.txt" in str(entry.faults[0])


def test_missing_file_leaves_the_others_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one", "utf-8")
    found = list(Sources([str(tmp_path / "none.txt"), str(tmp_path / "a.txt")]))
    assert [codes(entry) for entry in found] == [["I101"], []]
    assert texts(found) == ["one"]


@pytest.mark.parametrize(
    ("line", "code", "readable"),
    [
        ('{"doc": "x", "text": "cut', "I106", False),
        ('["text"]', "I107", False),
        ('{"doc": "x"}', "I102", False),
        ('{"doc": "x", "text": null}', "I102", False),
        ('{"doc": "x", "text": 7}', "I115", False),
        ('{"doc": "x", "text": "t", "title": ["a"]}', "I115", True),
        ('{"doc": "x", "text": "t", "published": "13 October"}', "I103", True),
        ('{"doc": "x", "text": "t", "published": "2025-02-30"}', "I103", True),
        ('{"doc": "x", "text": "t", "published": 20251013}', "I103", True),
        ("[" * 100_000, "I106", False),
    ],
)
def test_broken_line_is_named_and_the_rest_is_read(
    tmp_path: Path, line: str, code: str, readable: bool
) -> None:
    path = jsonl(tmp_path / "a.jsonl", {"doc": "1", "text": "one"}, line, {"doc": "3", "text": "three"})
    first, broken, last = entries(path)
    assert codes(broken) == [code]
    assert broken.readable == readable
    assert f"{code} a.jsonl line 2" in str(broken.faults[0])
    assert texts([first, last]) == ["one", "three"]
    assert not first.faults
    assert not last.faults


def test_faulty_date_stays_unknown_and_the_text_is_read(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", {"text": "t", "published": "soon"})
    (entry,) = entries(path, published=date(2025, 1, 1))
    assert entry.report is not None
    assert entry.report.published is None
    assert "field published: 'soon'" in str(entry.faults[0])


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-10-13", "2025-10-13"),
        ("2025-10-13T22:30:00Z", "2025-10-14"),
        ("2025-10-13T22:30:00", "2025-10-13"),
        ("٢٠٢٥-١٠-١٣", "2025-10-13"),
        ("", None),
        (None, None),
    ],
)
def test_days_are_those_of_the_time_zone(tmp_path: Path, written: str | None, day: str | None) -> None:
    path = jsonl(tmp_path / "a.jsonl", {"text": "t", "published": written})
    (entry,) = entries(path, zone=ZoneInfo("Asia/Damascus"))
    assert entry.report is not None
    assert entry.report.published == day


def test_repeated_id_is_told_and_both_reports_are_kept(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", *({"doc": "x", "text": t} for t in "abc"))
    found = entries(path)
    assert [entry.report.doc for entry in found if entry.report] == ["x", "x#2", "x#3"]
    assert [codes(entry) for entry in found] == [[], ["I112"], ["I112"]]
    assert "line 1" in str(found[2].faults[0])


def test_files_of_one_name_are_nobodys_mistake(tmp_path: Path) -> None:
    paths = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(folder, "utf-8")
        paths.append(str(tmp_path / folder / "x.txt"))
    found = list(Sources(paths))
    assert [entry.report.doc for entry in found if entry.report] == ["x.txt", "x.txt#2"]
    assert not any(entry.faults for entry in found)


def test_lone_surrogates_become_one_sign_each(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", '{"text": "a\\ud800b\\udc00", "title": "\\udfff"}')
    (entry,) = entries(path)
    assert entry.report is not None
    assert entry.report.text == "a\ufffdb\ufffd"
    assert entry.report.title == "\ufffd"
    assert notes(entry, "I202") == [2]


def test_surrogate_pairs_are_a_character(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", '{"text": "\\ud83d\\ude00"}')
    assert texts(entries(path)) == ["😀"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_line_that_is_too_long_is_skipped_whole(tmp_path: Path, name: str) -> None:
    data = "".join(json.dumps({"text": t}) + "\n" for t in ("one", "x" * 5000, "two")).encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    found = entries(tmp_path / name, max_characters=100)
    assert [codes(entry) for entry in found] == [[], ["I113"], []]
    assert texts(found) == ["one", "", "two"]


def test_fifty_megabytes_of_text_are_refused_without_being_decoded(tmp_path: Path) -> None:
    with open(tmp_path / "big.txt", "wb") as stream:
        stream.truncate(50_000_000)
    (entry,) = entries(tmp_path / "big.txt")
    assert codes(entry) == ["I113"]
    assert "1,000,000" in str(entry.faults[0])


def test_cut_gzip_gives_the_reports_before_the_cut(tmp_path: Path) -> None:
    lines = [json.dumps({"doc": str(n), "text": str(hash(str(n)))}) for n in range(5000)]
    data = gzip.compress("\n".join(lines).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(data[: len(data) // 2])
    found = entries(tmp_path / "a.jsonl.gz")
    assert len(found) > 100
    assert codes(found[-1]) == ["I109"]
    assert not any(entry.faults for entry in found[:-2])


def test_cut_gzip_text_is_a_record_with_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(ARABIC.encode())[:-9])
    (entry,) = entries(tmp_path / "a.txt.gz")
    assert codes(entry) == ["I109"]


def test_csv_columns_may_have_other_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id;body;when\n7;"a; ""b""\nc";2025-10-13\n8;d;\n', "utf-8-sig")
    found = entries(tmp_path / "a.csv", columns={"doc": "id", "text": "body", "published": "when"})
    assert texts(found) == ['a; "b"\nc', "d"]
    assert [(e.report.doc, e.report.published) for e in found if e.report] == [
        ("7", "2025-10-13"),
        ("8", None),
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("doc,body\n1,x\n", [["I108"]]),
        ("", [["I108"]]),
        ("doc,text\n1,a\n2,b,c,d\n3,e\n", [[], ["I110"], []]),
        ("text,doc\na,1\n,2\n", [[], []]),
        ("doc,text\n1\n2,b\n", [["I102"], []]),
        ("doc,text,published\n1,a,soon\n", [["I103"]]),
    ],
)
def test_csv_faults_are_those_of_their_row(tmp_path: Path, data: str, expected: list[list[str]]) -> None:
    (tmp_path / "a.csv").write_text(data, "utf-8")
    assert [codes(entry) for entry in entries(tmp_path / "a.csv")] == expected


def test_csv_in_an_old_code_page(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(f"doc,text\n1,{ARABIC}\n".encode("cp1256"))
    (entry,) = entries(tmp_path / "a.csv")
    assert texts([entry]) == [ARABIC]
    assert notes(entry, "I201") == ["windows-1256"]


PAGE = f"""<html lang="ar"><head><title>عنوان</title>
<meta property="article:published_time" content="2025-10-13T08:00:00Z"></head><body>
<nav><a href="/">الرئيسية</a></nav><article><h1>عنوان التقرير</h1><p>{ARABIC} {ARABIC}</p>
<p>{ARABIC}</p></article><footer>حقوق النشر</footer></body></html>"""


def test_page_gives_main_text_title_and_day(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    (entry,) = entries(tmp_path / "a.html")
    assert entry.report is not None
    assert ARABIC in entry.report.text
    assert "حقوق النشر" not in entry.report.text
    assert entry.report.published == "2025-10-13"
    assert entry.report.title


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<" * 5000, "<p>" * 3000])
def test_page_without_text_is_told(tmp_path: Path, page: str) -> None:
    (tmp_path / "a.html").write_text(page, "utf-8")
    (entry,) = entries(tmp_path / "a.html")
    assert codes(entry) == ["I114"]


@pytest.mark.parametrize(
    ("path", "start", "kind"),
    [
        ("a.JSONL", b"", "jsonl"),
        ("a.csv.gz", b"", "csv"),
        ("-", b'\xef\xbb\xbf {"text"', "jsonl"),
        ("-", b"<!DOCTYPE html>", "html"),
        ("-", ARABIC.encode(), "text"),
        ("report", b"doc,text", "text"),
    ],
)
def test_kind_is_told_by_name_then_by_content(path: str, start: bytes, kind: str) -> None:
    assert kind_of(path, start) == kind


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.TextIOWrapper(io.BufferedReader(io.BytesIO(b'{"text": "one"}\n\n{"text": "two"}')))  # type: ignore[arg-type]
    monkeypatch.setattr("sys.stdin", data)
    sources = Sources(["-"])
    found = list(sources)
    assert texts(found) == ["one", "two"]
    assert [entry.report.doc for entry in found if entry.report] == ["<stdin>:1", "<stdin>:3"]
    assert sources.total_bytes is None


def test_progress_counts_the_bytes_of_all_files(tmp_path: Path) -> None:
    paths = [str(jsonl(tmp_path / f"{n}.jsonl", {"text": "x"})) for n in range(3)]
    sources = Sources(paths)
    list(sources)
    assert sources.bytes_read == sources.total_bytes == 3 * 14


@pytest.mark.parametrize("kind", ["text", "jsonl", "csv", "html"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")))
)
def test_whatever_a_file_holds_becomes_entries_that_can_be_written(
    tmp_path: Path, kind: str, data: bytes
) -> None:
    (tmp_path / "a").write_bytes(data)
    for entry in entries(tmp_path / "a", kind=kind):
        assert entry.report is not None or entry.faults
        assert all(str(fault).startswith(fault.code) for fault in (*entry.faults, *entry.notes))
        if entry.report is not None:
            encode_record(Record(doc=entry.report.doc, text=entry.report.text, title=entry.report.title))


@given(st.dictionaries(st.sampled_from(FIELDS), st.one_of(st.none(), st.text(), st.integers(), st.just([]))))
def test_whatever_a_line_holds_becomes_an_entry(fields: dict[str, object]) -> None:
    line = json.dumps(fields).encode()
    (entry,) = read_bytes(line, "x.jsonl")
    assert entry.report is not None
    assert entry.readable == isinstance(fields.get("text"), str)
    encode_record(Record(doc=entry.report.doc, text=entry.report.text, title=entry.report.title))


def test_missing_day_of_publication_is_noted_once_a_file(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "a.jsonl", {"text": "one", "published": "2025-10-13"}, {"text": "b"}, {"text": "c"}
    )
    assert [len(notes(entry, "I203")) for entry in entries(path)] == [0, 1, 0]
    assert not any(notes(entry, "I203") for entry in entries(path, published=date(2025, 10, 13)))
