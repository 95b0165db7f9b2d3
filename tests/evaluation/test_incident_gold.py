"""Every file of incident gold must be a sound measure: one form, and incidents that are one happening."""

from __future__ import annotations

import copy
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from marsad.geo.distance import distance_km
from marsad.geo.gazetteer import Gazetteer
from marsad.tables import load_table

FILES = sorted((Path(__file__).parents[2] / "evaluation" / "incidents").glob("*.jsonl"))
TYPES = {row["id"] for row in load_table("event_types.csv", key="id")}
FIELDS = {"group", "kind", "doc", "published", "publisher", "text", "happenings"}
PARTS = {"incident", "types", "start", "end", "place", "lat", "lon"}

#: Reports of one incident may name a village, its town or the sub-district around it; a wider place (a
#: governorate, a plain) may lie as far away besides as its own radius reaches.
APART_KM = 15.0
#: A night is told under either of its two days.
APART_DAYS = timedelta(days=1)

Report = dict[str, Any]
Happening = dict[str, Any]


def spot(lat: float, lon: float) -> tuple[float, float]:
    return round(lat, 3), round(lon, 3)


#: How far the points reach that stand for no single settlement, in kilometres.
WIDE_KM = {
    spot(row.lat, row.lon): row.radius_m / 1000
    for row in Gazetteer.load().rows
    if row.kind in {"area", "governorate"}
}


def read(path: Path) -> list[Report]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def is_day(value: Any) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


def faults(reports: list[Report]) -> list[str]:
    """What is wrong with a file of incident gold, one sentence each; empty for a sound one."""
    found = [f"{report.get('doc')}: {fault}" for report in reports for fault in report_faults(report)]
    if found:  # what follows needs sound reports
        return found
    found += [f"{doc}: id used twice" for doc in repeated(report["doc"] for report in reports)]
    found += group_faults(reports)
    found += incident_faults(reports)
    return found + twin_faults(reports)


def repeated(values: Iterator[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def report_faults(report: Report) -> list[str]:
    if set(report) != FIELDS:
        return [f"fields {sorted(set(report) ^ FIELDS)} too many or missing"]
    empty = [name for name in ("group", "kind", "doc", "publisher", "text") if not str(report[name]).strip()]
    found = [f"empty {name}" for name in empty]
    if not is_day(report["published"]):
        return [*found, "published is no ISO day"]
    for happening in report["happenings"]:
        found += happening_faults(happening, report["published"])
    own = [part["incident"] for part in report["happenings"] if part.get("incident")]
    return found + [f"{incident} twice in one report" for incident in repeated(iter(own))]


def happening_faults(happening: Happening, published: str) -> list[str]:
    if set(happening) != PARTS:
        return [f"parts {sorted(set(happening) ^ PARTS)} too many or missing"]
    found = [] if happening["types"] else ["no type"]
    found += [f"unknown type {kind}" for kind in happening["types"] if kind not in TYPES]
    if happening["incident"] is not None and not str(happening["incident"]).strip():
        found.append("empty incident id")
    if not str(happening["place"] or "").strip():
        found.append("no place")
    if (happening["lat"] is None) != (happening["lon"] is None):
        found.append("half a coordinate")
    elif happening["lat"] is not None and not (abs(happening["lat"]) <= 90 and abs(happening["lon"]) <= 180):
        found.append("coordinates out of range")
    return found + day_faults(happening, published)


def day_faults(happening: Happening, published: str) -> list[str]:
    start, end = happening["start"], happening["end"]
    if not (is_day(start) and is_day(end)):
        return ["start or end is no ISO day"]
    if start > end:
        return ["ends before it starts"]
    return ["dated after its report"] if start > published else []


def group_faults(reports: list[Report]) -> list[str]:
    """Groups of one report, of two kinds, and incidents that two groups share."""
    groups: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        groups[report["group"]].append(report)
    found = [f"{group}: only one report" for group, members in groups.items() if len(members) < 2]
    found += [
        f"{group}: two kinds" for group, members in groups.items() if len({r["kind"] for r in members}) > 1
    ]
    homes = {(part["incident"], report["group"]) for report, part in parts(reports) if part["incident"]}
    shared = repeated(incident for incident, _ in homes)
    return found + [f"{incident}: in two groups" for incident in shared]


def parts(reports: list[Report]) -> Iterator[tuple[Report, Happening]]:
    return ((report, part) for report in reports for part in report["happenings"])


def incident_faults(reports: list[Report]) -> list[str]:
    """Incidents whose happenings are told at places or on days that cannot be one.

    A movement may be told at any point of its way, so its places are not compared.
    """
    incidents: dict[str, list[Happening]] = defaultdict(list)
    moving = {part["incident"] for report, part in parts(reports) if report["kind"] == "movement"}
    for _, part in parts(reports):
        if part["incident"]:
            incidents[part["incident"]].append(part)
    found = []
    for incident, members in incidents.items():
        pairs = [(a, b) for i, a in enumerate(members) for b in members[i + 1 :]]
        if incident not in moving and any(far_apart(a, b) for a, b in pairs):
            found.append(f"{incident}: places more than {APART_KM:g} km apart")
        if any(days_apart(a, b) for a, b in pairs):
            found.append(f"{incident}: days do not meet")
    return found


def far_apart(a: Happening, b: Happening) -> bool:
    if a["lat"] is None or b["lat"] is None:
        return False
    reach = APART_KM + max(wide_km(a), wide_km(b))
    return distance_km(a["lat"], a["lon"], b["lat"], b["lon"]) > reach


def wide_km(part: Happening) -> float:
    """How far the place of a happening reaches, where it is no single settlement; 0 where it is one."""
    return WIDE_KM.get(spot(part["lat"], part["lon"]), 0.0)


def days_apart(a: Happening, b: Happening) -> bool:
    begun = max(date.fromisoformat(a["start"]), date.fromisoformat(b["start"]))
    done = min(date.fromisoformat(a["end"]), date.fromisoformat(b["end"]))
    return begun - done > APART_DAYS


def twin_faults(reports: list[Report]) -> list[str]:
    """Texts that stand twice, except where copying is the point of the group or a trap tells another day."""
    seen: dict[str, Report] = {}
    found = []
    for report in reports:
        twin = seen.setdefault(" ".join(report["text"].split()), report)
        if twin is not report and not (is_copy(twin, report) or is_form(twin, report)):
            found.append(f"{report['doc']}: same text as {twin['doc']}")
    return found


def is_copy(a: Report, b: Report) -> bool:
    return bool(a["group"] == b["group"] and a["kind"] == "copies")


def is_form(a: Report, b: Report) -> bool:
    """One form of words filled in again on another day: the trap of the kind ``copied-template``."""
    return bool(
        a["group"] == b["group"] and a["kind"] == "copied-template" and a["published"] != b["published"]
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_sound(path: Path) -> None:
    assert faults(read(path)) == []


def test_files_share_no_group_and_no_text() -> None:
    homes = {(report["group"], path.stem) for path in FILES for report in read(path)}
    texts = {(" ".join(report["text"].split()), path.stem) for path in FILES for report in read(path)}
    assert repeated(group for group, _ in homes) == []
    assert repeated(text for text, _ in texts) == []


def happening(**changes: Any) -> Happening:
    whole = {"incident": "x1-a", "types": ["shelling"], "start": "2020-05-01", "end": "2020-05-01"}
    return whole | {"place": "سرمين", "lat": 35.9, "lon": 36.7} | changes


def sound() -> list[Report]:
    both = {"group": "x1", "kind": "multi-source", "published": "2020-05-02", "publisher": "وكالة"}
    first, second = happening(), happening(start="2020-05-02", end="2020-05-02")
    return [
        both | {"doc": "x1-1", "text": "قصف على سرمين أمس.", "happenings": [first]},
        both | {"doc": "x1-2", "text": "قصفت سرمين.", "happenings": [second]},
    ]


def test_sound_reports_have_no_fault() -> None:
    assert faults(sound()) == []


def alter(report: int, **changes: Any) -> Callable[[list[Report]], None]:
    return lambda reports: reports[report].update(changes)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (alter(1, doc="x1-1"), "id used twice"),
        (alter(1, group="x2", happenings=[]), "only one report"),
        (alter(1, group="x2"), "in two groups"),
        (alter(1, kind="late"), "two kinds"),
        (alter(1, text="قصف على سرمين  أمس."), "same text as x1-1"),
        (alter(1, published="2 May"), "no ISO day"),
        (alter(1, happenings=[happening(types=["storm"])]), "unknown type storm"),
        (alter(1, happenings=[happening(types=[])]), "no type"),
        (alter(1, happenings=[happening(start="2020-05-02")]), "ends before it starts"),
        (alter(1, happenings=[happening(start="2020-05-09", end="2020-05-09")]), "dated after its report"),
        (alter(1, happenings=[happening(start="2020-04-29", end="2020-04-29")]), "days do not meet"),
        (alter(1, happenings=[happening(lat=36.2)]), "more than 15 km apart"),
        (alter(0, happenings=[happening(lat=33.4455, lon=36.9)]), "more than 15 km apart"),
        (alter(1, happenings=[happening(lon=None)]), "half a coordinate"),
        (alter(1, happenings=[happening(), happening()]), "twice in one report"),
        (alter(1, title="سرمين"), "too many or missing"),
    ],
)
def test_each_fault_is_found(change: Callable[[list[Report]], None], fault: str) -> None:
    reports = copy.deepcopy(sound())
    change(reports)
    assert any(fault in found for found in faults(reports))
