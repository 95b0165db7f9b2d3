from __future__ import annotations

from pathlib import Path

import pytest

from marsad.errors import TableError
from marsad.geo.gazetteer import Gazetteer
from marsad.geo.importers import read_places


def geonames_line(
    row_id: str, name: str, others: str, lat: str, lon: str, code: str, people: str = "0"
) -> str:
    cells = [
        row_id,
        name,
        name,
        others,
        lat,
        lon,
        code[0],
        code,
        "QQ",
        "",
        "07",
        "",
        "",
        "",
        people,
        "",
        "10",
        "UTC",
    ]
    return "\t".join([*cells, "2026-01-01"])


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "QQ.txt"
    lines = [
        geonames_line("1", "Wadi Nur", "محافظة وادي النور", "30.5", "40.5", "ADM1"),
        geonames_line("2", "Ras al Nahr", "Ras an Nahr,راس النهر", "30.1", "40.2", "PPL", "25000"),
        geonames_line("3", "Nowhere", "No Arabic", "30.2", "40.3", "PPL"),
        geonames_line("4", "Qasr Mines", "قصر المنجم", "30.3", "40.4", "MN"),
        geonames_line("5", "Ayn Safa", "", "30.4", "40.5", "PPL"),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_geonames_rows_with_an_arabic_name_come_in(dump: Path) -> None:
    rows = {row.id: row for row in read_places(dump)}
    assert set(rows) == {"geonames-1", "geonames-2"}
    town = rows["geonames-2"]
    assert (town.name_ar, town.kind, town.admin1, town.country) == ("راس النهر", "town", "وادي النور", "QQ")
    assert (town.lat, town.lon, town.source, town.basis) == (30.1, 40.2, "geonames", "imported")
    assert "Ras an Nahr" in town.aliases_en


def test_geonames_alternate_names_are_preferred_in_order(dump: Path, tmp_path: Path) -> None:
    names = tmp_path / "alternateNamesV2.txt"
    lines = ["9\t5\tar\tعين صفا القديمة\t\t\t\t1", "10\t5\tar\tعين الصفا\t1\t\t\t", "11\t5\tfr\tAin\t\t\t\t"]
    names.write_text("\n".join(lines), encoding="utf-8")
    rows = {row.id: row for row in read_places(dump, alternate_names=names)}
    assert rows["geonames-5"].name_ar == "عين الصفا"
    assert rows["geonames-5"].aliases_ar == "عين صفا القديمة"


def test_imported_rows_are_looked_up(dump: Path) -> None:
    gazetteer = Gazetteer()
    gazetteer.add_rows(read_places(dump))
    assert [row.id for row in gazetteer.lookup("رأس النهر")] == ["geonames-2"]


COD_HEADER = "ADM3_EN,ADM3_AR,ADM3_PCODE,ADM2_EN,ADM2_AR,ADM2_PCODE,ADM1_EN,ADM1_AR,ADM1_PCODE"
COD = f"""{COD_HEADER},LATITUDE_Y,LONGITUDE_X
Safa,الصفا,QQ010101,Upper,العليا,QQ0101,Nur,محافظة النور,QQ01,30.0,40.0
Marj,المرج الطويل,QQ010102,Upper,العليا,QQ0101,Nur,محافظة النور,QQ01,31.0,41.0
"""


def test_cod_ab_gives_every_level_once(tmp_path: Path) -> None:
    path = tmp_path / "qq_adm.csv"
    path.write_text(COD, encoding="utf-8-sig")
    rows = {row.id: row for row in read_places(path)}
    assert set(rows) == {"cod-QQ01", "cod-QQ0101", "cod-QQ010101", "cod-QQ010102"}
    assert (rows["cod-QQ01"].name_ar, rows["cod-QQ01"].kind) == ("محافظة النور", "governorate")
    assert (rows["cod-QQ01"].lat, rows["cod-QQ01"].lon) == (30.5, 40.5)
    low = rows["cod-QQ010102"]
    assert (low.name_ar, low.aliases_ar, low.admin1, low.admin2) == (
        "ناحية المرج الطويل",
        "المرج الطويل",
        "النور",
        "العليا",
    )


def test_cod_ab_columns_have_several_spellings(tmp_path: Path) -> None:
    path = tmp_path / "qq.csv"
    path.write_text(
        "admin1Name_ar,admin1Name_en,admin1Pcode,lat,lon\nالنور,Nur,QQ01,30,40\n", encoding="utf-8"
    )
    assert [row.name_en for row in read_places(path)] == ["Nur"]


def test_our_own_columns_come_in_with_defaults(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("name_ar,lat,lon,country,kind\nخيمة الوادي,30.5,40.5,qq,camp\n", encoding="utf-8")
    (row,) = read_places(path)
    assert (row.id, row.kind, row.country, row.radius_m, row.source) == (
        "mine-2",
        "camp",
        "QQ",
        2000,
        "mine.csv",
    )


@pytest.mark.parametrize(
    ("name", "body", "code", "details"),
    [
        ("a.txt", "hello\n", "T010", {}),
        ("b.csv", "name_ar,lat\nس,3\n", "T013", {"column": "lon"}),
        ("c.csv", "name_ar,lat,lon\nس,شرق,3\n", "T012", {"line": 2, "column": "lat"}),
        ("d.csv", "name_ar,lat,lon\nس,1,2\n,1,2\n", "T014", {"line": 3, "column": "name_ar"}),
        ("e.csv", "name_ar,lat,lon\nس,95,2\n", "T012", {"line": 2, "column": "lat"}),
        ("f.csv", COD.replace("40.0", "east"), "T012", {"line": 2, "column": "LONGITUDE"}),
        ("g.csv", COD.replace("الصفا,", ","), "T014", {"line": 2, "column": "ADM3_AR"}),
        ("h.txt", geonames_line("1", "X", "اسم", "x", "2", "PPL"), "T012", {"line": 1, "column": "latitude"}),
        ("i.txt", geonames_line("1", "X", "اسم", "1", "2", "PPL") + "\nshort\tline\n", "T011", {"line": 2}),
    ],
)  # fmt: skip
def test_a_faulty_file_is_named_with_line_and_field(
    tmp_path: Path, name: str, body: str, code: str, details: dict[str, object]
) -> None:
    path = tmp_path / name
    path.write_text(body, encoding="utf-8")
    with pytest.raises(TableError) as caught:
        read_places(path)
    assert caught.value.code == code
    assert caught.value.details["path"] == name
    assert {key: caught.value.details[key] for key in details} == details
    assert name in str(caught.value)


def test_a_missing_file_and_a_binary_one_are_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="T001"):
        read_places(tmp_path / "none.csv")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(TableError, match="T010"):
        read_places(tmp_path / "binary")
