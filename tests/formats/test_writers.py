"""What goes out: complete lines, harmless tables and maps, a page that needs nothing else."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.formats.highlight import Mark, marks_of, pieces
from marsad.formats.public import COLUMNS, TYPES, event_row, full_event_row
from marsad.formats.writers import WRITERS, Format
from marsad.model import Record, decode_record
from recordkit import TEXT, convoy, record


def written(form: Format, *records: Record, exact: bool = False) -> str:
    stream = io.BytesIO()
    writer = WRITERS[form](stream, exact)
    for made in records:
        writer.write(made)
    writer.finish()
    return stream.getvalue().decode("utf-8-sig")


def features(text: str) -> list[dict[str, Any]]:
    collection = json.loads(text)
    assert collection["type"] == "FeatureCollection"
    found: list[dict[str, Any]] = collection["features"]
    return found


def test_json_lines_are_complete() -> None:
    lines = written("jsonl", record(), record(doc="r2", text="")).splitlines()
    assert [decode_record(line) for line in lines] == [record(), record(doc="r2", text="")]


def test_csv_has_a_row_an_event() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv", record()))))
    assert [row["type"] for row in rows] == ["attack", "reinforcement"]
    assert rows[0]["killed_least"] == rows[0]["killed_most"] == "2"
    assert (rows[0]["injured_least"], rows[0]["injured_most"]) == ("1", "")
    assert rows[0]["initiators"] == "islamic-state"
    assert rows[0]["targets"] == "sdf;unlisted;civilians"
    assert rows[1]["items"] == "truck:25"
    start, end = int(rows[0]["quote_start"]), int(rows[0]["quote_end"])
    assert TEXT[start:end] == record().events[0].quote


@pytest.mark.parametrize("form", ["csv", "geojson"])
@pytest.mark.parametrize("exact", [False, True])
def test_no_private_person_is_named(form: Format, exact: bool) -> None:
    assert "سالم" not in written(form, record(), exact=exact)


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_places_of_forces_are_coarse_unless_asked_for(form: Format) -> None:
    harmless, exact = written(form, record()), written(form, record(), exact=True)
    for betrayal in ("36.61", "40.74", "قاعدة الاختبار", "معبر التجربة"):
        assert betrayal not in harmless
        assert betrayal in exact
    assert "35.123" in harmless  # an attack keeps its place


def test_coarse_place_says_so_and_holds_the_true_one() -> None:
    event = convoy()
    row = event_row(record(), 2, event)
    assert row["withheld"] == "place"
    assert (row["lat"], row["lon"]) == (36.75, 40.75)
    assert row["radius_m"] == 36_000
    assert row["quote_start"] is None
    assert event_row(record(), 2, event, exact=True)["withheld"] is None


@given(st.floats(-89, 89), st.floats(-179, 179))
def test_coarse_radius_reaches_the_true_place(lat: float, lon: float) -> None:
    from math import asin, cos, hypot, radians, sin, sqrt

    import msgspec

    place = msgspec.structs.replace(convoy().places[0], lat=lat, lon=lon)
    row = event_row(record(), 1, msgspec.structs.replace(convoy(), places=(place,)))
    coarse_lat, coarse_lon, radius = row["lat"], row["lon"], row["radius_m"]
    assert isinstance(coarse_lat, float)
    assert isinstance(coarse_lon, float)
    assert isinstance(radius, int)
    a = sin(radians(coarse_lat - lat) / 2) ** 2
    b = cos(radians(lat)) * cos(radians(coarse_lat)) * sin(radians(coarse_lon - lon) / 2) ** 2
    assert 2 * 6_371_000 * asin(sqrt(a + b)) <= radius
    assert hypot(coarse_lat - lat, coarse_lon - lon) <= 0.36


def test_map_leaves_out_events_without_a_point_and_counts_them() -> None:
    from marsad.model import Event

    unplaced = record(events=(Event(type="meeting", event_class="diplomacy"),))
    text = written("geojson", record(), unplaced)
    assert [feature["id"] for feature in features(text)] == ["r1/1", "r1/2"]
    assert features(text)[0]["geometry"] == {"type": "Point", "coordinates": [40.4, 35.12346]}
    assert json.loads(text)["events_without_coordinates"] == 1


def test_empty_map_is_a_map() -> None:
    assert features(written("geojson")) == []


@pytest.mark.parametrize("start", "=+-@\t")
def test_no_cell_is_a_formula(start: str) -> None:
    (row, _) = csv.DictReader(io.StringIO(written("csv", record(doc=f"{start}HYPERLINK(1)"))))
    assert row["doc"] == f"'{start}HYPERLINK(1)"


def test_columns_have_a_kind_each() -> None:
    row = full_event_row(record(), 1, record().events[0])
    assert tuple(TYPES) == COLUMNS
    assert all(row[name] is None or isinstance(row[name], kind) for name, kind in TYPES.items())
    assert row["quote"] == record().events[0].quote


# The page


def test_page_needs_nothing_from_elsewhere() -> None:
    page = written("html", record())
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<img|<link|https?:|style=|\son\w+=", page)
    assert '<html lang="ar" dir="rtl">' in page


def test_page_policy_allows_its_own_style_only() -> None:
    import base64
    import hashlib

    page = written("html", record())
    style = page.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page


def test_page_shows_the_text_as_received() -> None:
    page = written("html", record())
    shown = page.split('<div class="received" dir="auto">')[1].split("</div>")[0]
    assert html.unescape(re.sub(r"<[^>]+>", "", shown)) == TEXT
    assert 'class="k-type m-e1 mended"' in shown


def test_page_cant_be_broken_by_a_text() -> None:
    evil = '</div><script>alert(1)</script> & "x" \x00\x1b[31m'
    page = written("html", Record(doc=evil, text=evil, title=evil, publisher=evil, problem=evil))
    assert "<script" not in page
    assert "\x1b" not in page
    assert "\x00" not in page


def test_page_withholds_points_of_forces_unless_asked() -> None:
    assert "36.610" not in written("html", record())
    assert "36.610" in written("html", record(), exact=True)


# Evidence in pieces


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_pieces_make_up_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    marks = [Mark(a, b, "type", f"e{n}") for n, (a, b) in enumerate(spans) if a < b <= len(text)]
    cut = pieces(text, marks)
    assert "".join(piece.text for piece in cut) == text
    for mark in marks:
        assert "".join(p.text for p in cut if mark in p.marks) == text[mark.start : mark.end]


def test_marks_outside_the_text_are_dropped() -> None:
    assert all(mark.end <= 5 for mark in marks_of(record(text=TEXT[:5])))
    assert {mark.owner for mark in marks_of(record())} == {"e1", "e2", "repair"}
