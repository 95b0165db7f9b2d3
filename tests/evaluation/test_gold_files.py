"""Every gold file must be a sound measure: known ids, quotes from the text, dates in order."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marsad.tables import load_table

GOLD = Path(__file__).parents[2] / "evaluation" / "gold"
FILES = sorted(GOLD.glob("*-*.jsonl"))

TYPES = {row["id"]: row["class"] for row in load_table("event_types.csv", key="id")}
CLASSES = set(TYPES.values())
ITEMS = {row["id"] for row in load_table("items.csv", key="id")}
#: Rows that are not listed are the reader's own helpers; a record names them as null.
ACTORS = {row["id"] for row in load_table("actors.csv", key="id") if row.get("listed", "yes") == "yes"}

PLACE_ROLES = {"site", "origin", "destination", "via"}
PRECISIONS = {"site", "settlement", "area", "governorate", "country"}
ACTOR_ROLES = {"initiator", "target", "supporter", "recipient"}
DATE_PRECISIONS = {"hour", "day", "week", "month", "year"}
STATUSES = {"reported", "claimed", "alleged", "planned", "denied"}
MEASURES = {"events", "killed", "injured", "arrested"}
RELATIONS = {"cooperation", "hostility", "command"}
FORMS = {"training", "logistics", "intelligence", "coordination", "air-cover", "funding", "arms"}
PARTS_OF_KILLED = ("civilians_killed", "children_killed", "women_killed")
CASUALTIES = {"killed", "injured", "captured", *PARTS_OF_KILLED}

Record = dict[str, Any]


def read(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def is_day(value: Any) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


def is_count(value: Any) -> bool:
    """Whether a value is a [least, most] pair with one open end at most."""
    if not (isinstance(value, list) and len(value) == 2):
        return False
    least, most = value
    if any(n is not None and (isinstance(n, bool) or not isinstance(n, int) or n < 0) for n in value):
        return False
    return (least, most) != (None, None) and (least is None or most is None or least <= most)


def is_actor_count(value: Any) -> bool:
    """A person count may also be a bare number."""
    return value is None or is_count(value) or (isinstance(value, int) and value > 0)


def faults(record: Record) -> list[str]:
    """What is wrong with a gold record, one sentence each; empty for a sound one."""
    found = []
    if not is_day(record.get("published")):
        found.append("published is no ISO day")
    if not (isinstance(record.get("text"), str) and record["text"].strip()):
        found.append("no text")
    for name in ("events", "tallies", "relations"):
        if not isinstance(record.get(name), list):
            return [*found, f"{name} is no list"]
    for kind, check in (("events", event_faults), ("tallies", tally_faults), ("relations", relation_faults)):
        for i, part in enumerate(record[kind]):
            quote = part.get("quote")
            wrong = [] if quote and quote in record["text"] else ["quote not in the text"]
            found += [f"{kind}[{i}]: {fault}" for fault in wrong + check(part, record)]
    return found


def event_faults(event: Record, record: Record) -> list[str]:
    found = [f"unknown type {event.get('type')}"] if event.get("type") not in TYPES else []
    if event.get("status") not in STATUSES:
        found.append(f"unknown status {event.get('status')}")
    found += event_date_faults(event, record)
    for place in event["places"]:
        found += place_faults(place)
    if sum(p["role"] == "site" for p in event["places"]) > 1:
        found.append("more than one site")
    for actor in event["actors"]:
        found += actor_faults(actor)
    for field, count in (event.get("casualties") or {}).items():
        if field not in CASUALTIES or not is_count(count):
            found.append(f"casualties {field} {count}")
    if not found:
        found += part_faults(event.get("casualties") or {})
    for item in event["items"]:
        if item["item"] not in ITEMS:
            found.append(f"unknown item {item['item']}")
        if item.get("count") is not None and not is_count(item["count"]):
            found.append(f"count of {item['item']} is no pair")
    if not all(isinstance(source, str) and source for source in event["sources"]):
        found.append("a source without a name")
    return found


def event_date_faults(event: Record, record: Record) -> list[str]:
    start, end, precision = event.get("start"), event.get("end"), event.get("date_precision")
    if start is None and end is None and precision is None:
        return []
    if not (is_day(start) and is_day(end)):
        return ["start or end is no ISO day"]
    found = [] if start <= end else ["ends before it starts"]
    if end > record["published"] and event.get("status") != "planned":
        found.append("ends after the publication")
    if precision not in DATE_PRECISIONS:
        found.append(f"unknown date precision {precision}")
    return found


def place_faults(place: Record) -> list[str]:
    found = []
    if place["role"] not in PLACE_ROLES:
        found.append(f"unknown place role {place['role']}")
    if place["precision"] not in PRECISIONS:
        found.append(f"unknown precision {place['precision']}")
    if not place.get("name"):
        found.append("a place without a name")
    lat, lon = place.get("lat"), place.get("lon")
    if (lat is None) != (lon is None):
        found.append("half a coordinate")
    elif lat is not None and not (-90 <= lat <= 90 and -180 <= lon <= 180):
        found.append(f"no degrees: {lat}, {lon}")
    return found


def actor_faults(actor: Record) -> list[str]:
    found = []
    if actor["role"] not in ACTOR_ROLES:
        found.append(f"unknown actor role {actor['role']}")
    if actor["id"] is not None and actor["id"] not in ACTORS:
        found.append(f"unknown actor {actor['id']}")
    if not actor.get("name"):
        found.append("an actor without a name")
    if not is_actor_count(actor.get("count")):
        found.append(f"actor count {actor.get('count')}")
    return found


def part_faults(casualties: Record) -> list[str]:
    """Parts of the dead that outnumber the dead (only where the dead have an upper bound)."""
    most = casualties.get("killed", [None, None])[1]
    if most is None:
        return []
    return [f"more {f} than killed" for f in PARTS_OF_KILLED if (casualties.get(f, [0, 0])[0] or 0) > most]


def tally_faults(tally: Record, record: Record) -> list[str]:
    found = []
    if tally.get("type") is not None and tally["type"] not in TYPES and tally["type"] not in CLASSES:
        found.append(f"unknown type {tally['type']}")
    for role in ("claimant", "actor"):
        if tally.get(role) is not None and tally[role] not in ACTORS:
            found.append(f"unknown {role} {tally[role]}")
    if tally.get("measure") not in MEASURES:
        found.append(f"unknown measure {tally.get('measure')}")
    days = [tally[k] for k in ("start", "end") if tally.get(k) is not None]
    if not all(map(is_day, days)) or days != sorted(days) or any(d > record["published"] for d in days):
        found.append(f"period {days}")
    counts = [tally.get("count"), *(part.get("count") for part in tally.get("parts", []))]
    if not all(map(is_count, counts)):
        found.append(f"counts {counts}")
    elif counts[0][1] is not None and any((c[0] or 0) > counts[0][1] for c in counts[1:]):
        found.append("a part is larger than the whole")
    if not all(part.get("area") for part in tally.get("parts", [])):
        found.append("a part without an area")
    return found


def relation_faults(relation: Record, record: Record) -> list[str]:  # noqa: ARG001 - one shape for all checks
    found = [f"unknown relation {relation['type']}"] if relation.get("type") not in RELATIONS else []
    found += [f"unknown actor {relation[k]}" for k in ("from", "to") if relation[k] not in ACTORS]
    if not set(relation["forms"]) <= FORMS or (relation["forms"] and relation["type"] != "cooperation"):
        found.append(f"forms {relation['forms']}")
    return found


def test_there_are_gold_reports_to_tune_on_and_to_test_on() -> None:
    halves = Counter(path.stem.split("-")[-1] for path in FILES for _ in read(path))
    assert halves["tune"] >= 30
    assert halves["test"] >= 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_gold_record_is_sound(path: Path) -> None:
    wrong = [f"{record.get('doc')}: {fault}" for record in read(path) for fault in faults(record)]
    assert wrong == []


def test_no_document_id_and_no_text_stands_twice() -> None:
    records = [record for path in FILES for record in read(path)]
    for field in ("doc", "text"):
        assert [value for value, n in Counter(r[field] for r in records).items() if n > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_gold_file_has_quiet_reports_and_busy_ones(path: Path) -> None:
    busy = [bool(record["events"]) for record in read(path)]
    assert any(busy)
    assert not all(busy)


SOUND: Record = {
    "doc": "x1", "published": "2024-05-02", "publisher": None, "title": None, "text": "وصل رتل إلى القاعدة",
    "events": [{
        "type": "reinforcement", "start": "2024-05-02", "end": "2024-05-02", "date_precision": "day",
        "places": [{"role": "site", "name": "القاعدة", "lat": None, "lon": None, "precision": "site"}],
        "actors": [{"role": "initiator", "id": "sdf", "name": "قسد", "count": None}],
        "casualties": {"killed": [2, 2], "women_killed": [1, 1]},
        "items": [{"item": "convoy", "count": [1, 1]}],
        "status": "reported", "sources": [], "quote": "وصل رتل",
    }],
    "tallies": [{
        "claimant": "sohr", "type": "attack", "actor": None, "area": None, "start": "2024-01-01",
        "end": "2024-05-02", "measure": "events", "count": [7, 7],
        "parts": [{"area": "الرقة", "count": [3, 3]}], "quote": "رتل",
    }],
    "relations": [{"type": "cooperation", "from": "sdf", "to": "ypg", "forms": ["arms"], "quote": "رتل"}],
}  # fmt: skip


def changed(*path: str | int, to: Any) -> Callable[[Record], None]:
    """A change that sets one value deep inside a record."""

    def change(record: Record) -> None:
        where: Any = record
        for step in path[:-1]:
            where = where[step]
        where[path[-1]] = to

    return change


def test_a_sound_record_has_no_fault() -> None:
    assert faults(SOUND) == []


@pytest.mark.parametrize(
    "change",
    [
        changed("published", to="2.5.2024"),
        changed("text", to=" "),
        changed("events", to=None),
        changed("events", 0, "quote", to="لم يصل شيء"),
        changed("events", 0, "type", to="parade"),
        changed("events", 0, "status", to="likely"),
        changed("events", 0, "start", to="2024-05-03"),
        changed("events", 0, "end", to="2024-05-03"),
        changed("events", 0, "end", to=None),
        changed("events", 0, "date_precision", to="decade"),
        changed("events", 0, "places", 0, "role", to="scene"),
        changed("events", 0, "places", 0, "precision", to="town"),
        changed("events", 0, "places", 0, "lat", to=35.0),
        changed("events", 0, "actors", 0, "role", to="boss"),
        changed("events", 0, "actors", 0, "id", to="martians"),
        changed("events", 0, "actors", 0, "count", to=[3, 2]),
        changed("events", 0, "casualties", "killed", to=2),
        changed("events", 0, "casualties", "killed", to=[0, 0]),
        changed("events", 0, "items", 0, "item", to="spaceship"),
        changed("events", 0, "items", 0, "count", to=[None, None]),
        changed("events", 0, "sources", to=[""]),
        changed("tallies", 0, "type", to="parade"),
        changed("tallies", 0, "claimant", to="martians"),
        changed("tallies", 0, "measure", to="tons"),
        changed("tallies", 0, "start", to="2024-05-09"),
        changed("tallies", 0, "count", to=None),
        changed("tallies", 0, "parts", 0, "count", to=[8, 8]),
        changed("tallies", 0, "parts", 0, "area", to=""),
        changed("relations", 0, "type", to="marriage"),
        changed("relations", 0, "to", to=None),
        changed("relations", 0, "forms", to=["poetry"]),
    ],
)
def test_each_kind_of_fault_is_seen(change: Callable[[Record], None]) -> None:
    record = copy.deepcopy(SOUND)
    change(record)
    assert faults(record) != []


def test_only_a_plan_may_lie_after_the_publication() -> None:
    record = copy.deepcopy(SOUND)
    record["events"][0] |= {"start": "2024-05-09", "end": "2024-05-09", "status": "planned"}
    assert faults(record) == []
