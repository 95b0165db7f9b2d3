"""What is handed on of a small invented workspace, byte by byte. README.md tells how to renew it."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

import storekit
from incidentkit import Telling, tell
from marsad.model import Count
from marsad.store.workspace import Workspace

storekit.ready_django()
from marsad.actions.link_incidents import link  # noqa: E402
from marsad.actions.save_incidents import SavedFormat, save  # noqa: E402
from marsad.store.incidentsearch import IncidentFilter, find_incidents  # noqa: E402
from marsad.store.settings import read_settings  # noqa: E402

FOLDER = Path(__file__).parent / "incidents"
RENEW = "MARSAD_RENEW_GOLDEN"
FORMS: list[SavedFormat] = ["csv", "geojson", "json", "records"]
#: An attack told by four, one of them protected and one a copy, with a private person among the
#: victims; a column of forces; a strike that one side denies; a meeting nowhere in particular.
STREAM = (
    Telling("attack-1", killed=3, person="سالم الخالد", sources=("الناشط سالم الخالد",)),
    Telling("attack-2", "شاهد سري", "2025-03-01", killed=3, source="secret"),
    Telling("attack-3", "صحيفة المثال", "2025-03-03", killed=Count(5, None), injured=Count(2, 4)),
    Telling(
        "attack-4", "ناقلو الأخبار", killed=3,
        text="attack-1: خبر رقم attack-1 كما كتبته وكالة التجربة عن east",
    ),
    Telling(
        "column-1", "قناة الخبر", town="north", day="2025-03-04", published="2025-03-04",
        type="reinforcement", event_class="force-posture", initiator="global-coalition", target=None,
    ),
    Telling(
        "strike-1", "صحيفة المثال", town="south", type="airstrike", event_class="remote-violence",
        initiator="turkish-forces", target="civilians", killed=1, status="alleged",
    ),
    Telling(
        "strike-2", "=بيان", town="south", type="airstrike", event_class="remote-violence",
        initiator="turkish-forces", target="civilians", status="denied",
    ),
    Telling(
        "talks-1", town=None, day="2025-03-05", published="2025-03-05", type="meeting",
        event_class="diplomacy", initiator="sdf", target=None,
    ),
)  # fmt: skip
SECRETS = ("شاهد سري", "سالم الخالد", "attack-2", "secret", "خبر رقم")


@pytest.fixture
def backend() -> storekit.Backend:
    return "sqlite"


@pytest.fixture
def linked(workspace: Workspace) -> Workspace:
    with (workspace.folder / "marsad.toml").open("a") as stream:
        stream.write('\n[source.secret]\nname = "شاهد سري"\nprotected = true\n')
    workspace.settings = read_settings(workspace.folder / "marsad.toml")
    tell(workspace, STREAM)
    link(workspace)
    return workspace


def saved(workspace: Workspace, form: SavedFormat, *, exact: bool = False) -> bytes:
    stream = io.BytesIO()
    save(workspace, stream, form, find_incidents(IncidentFilter(sort="oldest")), exact=exact)
    return stream.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_a_workspace_is_handed_on_as_it_was_reviewed(linked: Workspace, form: SavedFormat) -> None:
    path = FOLDER / ("records.jsonl" if form == "records" else f"incidents.{form}")
    made = saved(linked, form)
    if os.environ.get(RENEW):
        path.write_bytes(made)
    assert made.decode() == path.read_bytes().decode(), f"{RENEW}=1 renews what was reviewed"


@pytest.mark.parametrize("form", ["csv", "geojson", "parquet"])
@pytest.mark.parametrize("exact", [False, True])
def test_what_is_handed_on_names_nobody_and_quotes_nothing(
    linked: Workspace, form: SavedFormat, exact: bool
) -> None:
    made = saved(linked, form, exact=exact)
    text = repr(_parquet(made).to_pylist()) if form == "parquet" else made.decode()
    assert [secret for secret in SECRETS if secret in text] == []
    assert "protected-1" in text
    assert "unlisted" in text


def test_where_forces_stand_is_coarse_unless_asked_for(linked: Workspace) -> None:
    coarse, exact = (_column(saved(linked, "geojson", exact=told)) for told in (False, True))
    assert coarse["geometry"]["coordinates"] == [37.25, 36.75]
    assert coarse["properties"]["radius_m"] >= 30_000
    assert coarse["properties"]["withheld"] == "place"
    assert {"place_name", "gazetteer_id", "place_precision"} & set(coarse["properties"]) == set()
    assert exact["geometry"]["coordinates"] == [37.2, 36.5]
    assert exact["properties"]["gazetteer_id"] == "t-north"


def _column(made: bytes) -> dict[str, dict[str, object]]:
    found = [f for f in json.loads(made)["features"] if f["properties"]["class"] == "force-posture"]
    assert len(found) == 1
    feature: dict[str, dict[str, object]] = found[0]
    return feature


def test_parquet_holds_the_rows_of_the_csv_with_types(linked: Workspace) -> None:
    import csv

    rows = list(csv.DictReader(io.StringIO(saved(linked, "csv").decode("utf-8-sig"))))
    table = _parquet(saved(linked, "parquet"))
    assert list(table.schema.names) == list(rows[0])
    kinds = {name: str(table.schema.field(name).type) for name in ("start", "killed_most", "lat")}
    assert kinds == {"start": "date32[day]", "killed_most": "int64", "lat": "double"}
    assert str(table.schema.field("initiators").type).startswith("list<")
    for row, typed in zip(rows, table.to_pylist(), strict=True):
        assert {name: _cell(value) for name, value in typed.items()} == row


def _parquet(made: bytes):  # type: ignore[no-untyped-def]  # pyarrow has no types
    import pyarrow.parquet as pq

    return pq.read_table(io.BytesIO(made))


def _cell(value: object) -> str:
    if isinstance(value, list):
        value = ";".join(value)
    told = "" if value is None else str(value)
    return f"'{told}" if told.startswith("=") else told


def test_lines_hold_what_the_array_holds(linked: Workspace) -> None:
    lines = [json.loads(line) for line in saved(linked, "jsonl").splitlines()]
    assert lines == json.loads(saved(linked, "json"))


def test_records_are_those_of_every_report_with_each_incident(linked: Workspace) -> None:
    lines = [json.loads(line) for line in saved(linked, "records").splitlines()]
    assert [line["doc"] for line in lines] == sorted(telling.doc for telling in STREAM)
    by_doc = {line["doc"]: [event["incident"] for event in line["events"]] for line in lines}
    attacks = [by_doc[f"attack-{number}"] for number in (1, 2, 3, 4)]
    assert attacks == [attacks[0]] * 4
    known = {incident.key for incident in find_incidents(IncidentFilter())}
    assert {key for keys in by_doc.values() for key in keys} == known
