"""Totals of a workspace beside its incidents. Every figure, name and happening is made up."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec
import pytest

from incidentkit import Telling, tell
from marsad.errors import UsageError
from marsad.link.tallies import Series, TallyResult
from marsad.model import (
    Count,
    CountRange,
    CountTold,
    Incident,
    IncidentEvent,
    Party,
    Place,
    Record,
    Standing,
    Tally,
    TallyPart,
    Told,
)
from marsad.store.settings import Settings, read_settings
from marsad.store.workspace import Workspace
from storekit import ready_django

ready_django()
from marsad.actions.find_actors import actors_called  # noqa: E402
from marsad.actions.link_incidents import link  # noqa: E402
from marsad.actions.reconcile_tallies import (  # noqa: E402
    Reconciled,
    Wanted,
    days_of,
    reconcile_tallies,
    recorded_of,
)
from marsad.store import incidents  # noqa: E402


def tally(count: int = 5, **changes: object) -> Tally:
    """An observatory's total of attacks in March, unless told otherwise."""
    fields: dict[str, object] = {
        "claimant": "sohr",
        "type": "attack",
        "actor": "islamic-state",
        "area": "دير الزور",
        "start": "2025-03-01",
        "end": "2025-03-31",
        "measure": "events",
        "count": Count(count, count),
        "quote": f"{count} هجمات",
    }
    return Tally(**{**fields, **changes})  # type: ignore[arg-type]


def telling_tallies(doc: str, *tallies: Tally, published: str = "2025-04-01") -> Record:
    """A report that tells totals and no event."""
    return Record(
        doc=doc, text=f"حصيلة {doc}", published=published, publisher="مرصد التجربة", tallies=tallies
    )


def attacks(*days: int, town: str = "east", **changes: object) -> list[Telling]:
    """A report of an attack on each of some days of March."""
    return [
        Telling(f"{town}-{day}", day=f"2025-03-{day:02}", published=f"2025-03-{day:02}", town=town, **changes)  # type: ignore[arg-type]
        for day in days
    ]


def reconciled(
    workspace: Workspace, tellings: Iterable[Telling], *records: Record, wanted: Wanted | None = None
) -> Reconciled:
    tell(workspace, tellings, records=records)
    link(workspace)
    return reconcile_tallies(workspace, wanted)


def the_total(found: Reconciled) -> TallyResult:
    (item,) = found.made.tallies
    return item


def the_series(found: Reconciled) -> Series:
    (item,) = found.made.series
    return item


def test_a_total_and_its_part_stand_beside_the_incidents(workspace: Workspace) -> None:
    told = tally(5, parts=(TallyPart(area="ريف دير الزور", count=Count(4, 4)),))
    tellings = [*attacks(2, 9, 20), *attacks(12, town="south"), *attacks(25, initiator="sdf", target=None)]
    found = reconciled(workspace, tellings, telling_tallies("sum", told))
    item = the_total(found)
    assert (item.key, item.docs, item.quote) == ("sum/1", ("sum",), "5 هجمات")
    assert (len(item.total.recorded), item.total.missing, item.total.outcome) == (3, Count(2, 2), "missing")
    assert sorted(near.reasons for near in item.total.outside) == [("other-actor",), ("other-area",)]
    (part,) = item.parts
    assert (part.recorded, part.missing) == (item.total.recorded, Count(1, 1))
    assert item.rest is not None
    assert (item.rest.claimed, item.rest.recorded) == (Count(1, 1), ())
    behind = [found.incidents[key] for key in item.total.recorded]
    assert [one.start for one in behind] == ["2025-03-02", "2025-03-09", "2025-03-20"]
    assert {one.place_name for one in behind} == {"قرية التجربة"}
    assert (found.unread, found.unlinked) == (0, 0)


def test_three_totals_are_a_series_and_a_fall_is_told(workspace: Workspace) -> None:
    ends = (("a", 208, "2025-03-10"), ("b", 211, "2025-03-20"), ("c", 210, "2025-03-31"))
    records = [
        telling_tallies(doc, tally(count, start="2025-01-01", end=end), published=end)
        for doc, count, end in ends
    ]
    series = the_series(reconciled(workspace, attacks(9, 12, 18, 25), *records))
    assert [point.claimed for point in series.points] == [Count(208, 208), Count(211, 211), Count(210, 210)]
    rise, fall = series.steps
    assert (rise.move, rise.change) == ("rises", Count(3, 3))
    assert rise.comparison is not None
    assert (len(rise.comparison.recorded), rise.comparison.missing) == (2, Count(1, 1))
    assert (fall.move, fall.change) == ("falls", Count(-1, -1))
    assert fall.lines[0].details["change"] == "1"


def test_a_total_about_another_area_counts_nothing_of_it(workspace: Workspace) -> None:
    told = telling_tallies("sum", tally(2, area="محافظة درعا"))
    total = the_total(reconciled(workspace, attacks(2, 9), told)).total
    assert (total.recorded, total.possible, total.missing) == ((), (), Count(2, 2))
    assert {near.reasons for near in total.outside} == {("other-area",)}


def test_the_dead_are_added_up_from_ranges(workspace: Workspace) -> None:
    tellings = [*attacks(2, killed=3), *attacks(9, killed=Count(2, 4)), *attacks(20)]
    told = telling_tallies("sum", tally(12, measure="killed"))
    item = the_total(reconciled(workspace, tellings, told))
    assert item.total.recorded_count == Count(5, 7)
    assert len(item.total.silent) == 1
    assert (item.total.missing, item.total.outcome) == (Count(5, 7), "open")


def test_a_total_of_an_older_version_counts_no_more(workspace: Workspace) -> None:
    before = reconciled(workspace, [], telling_tallies("sum", tally(5)))
    assert the_total(before).total.claimed == Count(5, 5)
    edited = msgspec.structs.replace(telling_tallies("sum", tally(6)), text="حصيلة مصححة")
    after = reconciled(workspace, [], edited)
    assert the_total(after).total.claimed == Count(6, 6)


def test_what_is_not_linked_yet_is_counted(workspace: Workspace) -> None:
    tell(workspace, attacks(2, 9), records=[telling_tallies("sum", tally())])
    found = reconcile_tallies(workspace)
    assert (found.unlinked, the_total(found).total.recorded) == (2, ())


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_places_of_the_workspace_are_known(workspace: Workspace) -> None:
    told = telling_tallies("sum", tally(2, area="وادي المثال البعيد"))
    found = reconciled(workspace, attacks(2), told)
    assert "area-not-placed" in the_total(found).undecided
    (workspace.folder / "own.csv").write_text(
        "name_ar,lat,lon,kind,radius_m,admin1,country\nوادي المثال البعيد,35.1,40.4,area,9000,دير الزور,SY\n"
    )
    workspace.settings = Settings({"reading.gazetteers": ["own.csv"]})
    item = the_total(reconcile_tallies(workspace))
    assert (item.undecided, len(item.total.recorded)) == ((), 1)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_reports_of_protected_sources_have_a_code(workspace: Workspace) -> None:
    with (workspace.folder / "marsad.toml").open("a") as settings:
        settings.write('[source.quiet]\npublisher = "مرصد التجربة"\nprotected = true\n')
    workspace.settings = read_settings(workspace.folder / "marsad.toml")
    found = reconciled(workspace, attacks(2), telling_tallies("sum", tally()))
    assert list(found.codes) == ["sum"]
    assert found.codes["sum"].startswith("protected-")


# ------------------------------------------------------------------ which are asked for

MANY = [
    telling_tallies("one", tally(3, start="2024-01-01", end="2024-12-31")),
    telling_tallies("two", tally(4), tally(9, end="2025-04-15", actor="asayish", type="arrest")),
    telling_tallies("three", tally(6, claimant="snhr", end="2025-06-30"), tally(7, start=None, end=None)),
    telling_tallies("four", tally(8, end="2025-05-15")),
]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_totals_can_be_picked(workspace: Workspace) -> None:
    asked = {
        Wanted(): ["four/1", "one/1", "three/1", "three/2", "two/1", "two/2"],
        Wanted(claimant="المرصد السوري لحقوق الإنسان"): ["four/1", "one/1", "three/2", "two/1", "two/2"],
        Wanted(claimant="SNHR"): ["three/1"],
        Wanted(actor="داعش"): ["four/1", "one/1", "three/1", "three/2", "two/1"],
        Wanted(actor="sdf"): ["two/2"],  # the Asayish are a part of it
        Wanted(since="2025-05-01"): ["four/1", "three/1", "three/2"],
        Wanted(until="2025-02-01"): ["one/1", "three/2"],
        Wanted(since="2025-01-01", until="2025-02-01"): ["three/2"],
        Wanted(doc="two"): ["two/1", "two/2"],
        Wanted(doc="none"): [],
        Wanted(shape="series"): [],
    }
    tell(workspace, [], records=MANY)
    for wanted, keys in asked.items():
        found = reconcile_tallies(workspace, wanted)
        assert [item.key for item in found.made.tallies] == keys, wanted
    steps = {
        shape: len(reconcile_tallies(workspace, Wanted(shape=shape)).made.series)
        for shape in ("series", "totals")
    }
    assert steps == {"series": 1, "totals": 0}
    assert the_series(reconcile_tallies(workspace, Wanted(doc="four"))).points[1].docs == ("four",)
    assert reconcile_tallies(workspace, Wanted(doc="one")).made.series == ()


@pytest.mark.parametrize("name", ["nobody at all", ""])
def test_a_name_that_nobody_has_is_told_with_the_nearest(name: str) -> None:
    with pytest.raises(UsageError) as told:
        actors_called(name, "--actor")
    assert told.value.code == "L120"


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("islamic-state", {"islamic-state"}),
        ("Islamic State", {"islamic-state"}),
        ("تنظيم الدولة الإسلامية", {"islamic-state"}),
        ("قوات سوريا الديموقراطية", {"sdf"}),
        ("SOHR", {"sohr"}),
    ],
)
def test_actors_are_found_by_any_of_their_names(name: str, ids: set[str]) -> None:
    assert ids <= actors_called(name, "--actor")


# ------------------------------------------------------------------ incidents as they are counted


def party(actor: str | None, standing: Standing = "told", role: str = "initiator") -> Party:
    fields = {"role": role, "id": actor, "name": actor or "فصيل", "standing": standing}
    return msgspec.convert({**fields, "events": ("e",), "voices": 1}, Party)


def told(value: str) -> Told:
    return Told(value=value, events=("e",), voices=1)


EVENT = IncidentEvent(
    key="e",
    doc="d",
    number=1,
    publisher=None,
    published=None,
    type="attack",
    status="reported",
    start=None,
    end=None,
    quote="",
    voice=0,
    by="alone",
)


def incident(**changes: object) -> Incident:
    killed = CountTold(value=Count(2, 2), events=("e",), voices=1)
    fields: dict[str, object] = {
        "key": "i",
        "type": "attack",
        "event_class": "fighting",
        "types": (told("attack"), told("arrest")),
        "start": "2025-03-05",
        "end": "2025-03-05",
        "date_precision": "day",
        "dates": (told("2025-03-05/2025-03-05"),),
        "place": Place(role="site", name="قرية التجربة", admin1="دير الزور", country="SY"),
        "places": (),
        "parties": (party("islamic-state"), party("sdf", role="target"), party(None)),
        "casualties": {"killed": CountRange(least=2, most=None, latest=Count(2, 2), told=(killed,))},
        "items": (),
        "status": "reported",
        "denied": (),
        "sources": (),
        "reports": 1,
        "voices": 1,
        "contested": (),
        "decided": (),
        "events": (),
    }
    return Incident(**{**fields, **changes})  # type: ignore[arg-type]


def test_an_incident_is_counted_by_what_its_sources_tell() -> None:
    one = recorded_of(incident())
    assert (one.types, one.classes) == (("attack", "arrest"), ("fighting",))
    assert (one.initiators, one.targets, one.contested) == (("islamic-state",), ("sdf",), False)
    assert (one.killed, one.injured, one.admin1, one.country) == (Count(2, None), None, "دير الزور", "SY")
    bare = recorded_of(incident(place=None, start=None, end=None, dates=(), parties=(), casualties={}))
    assert (bare.place_name, bare.lat, bare.start, bare.initiators, bare.killed) == (
        None,
        None,
        None,
        (),
        None,
    )


@pytest.mark.parametrize(
    ("standings", "status", "initiators", "contested"),
    [
        (("told",), "reported", 1, False),
        (("claimed",), "claimed", 1, False),
        (("denied",), "reported", 0, False),
        (("contested", "contested"), "reported", 2, True),
        (("told", "denied"), "reported", 1, False),
        (("alleged",), "reported", 1, True),
        (("alleged",), "alleged", 1, False),  # the status says it
    ],
)
def test_who_did_it_as_it_stands(
    standings: tuple[Standing, ...], status: str, initiators: int, contested: bool
) -> None:
    doers = tuple(party(name, standing) for name, standing in zip(("sna", "hts"), standings, strict=False))
    one = recorded_of(incident(parties=doers, status=status))
    assert (len(one.initiators), one.contested) == (initiators, contested)


@pytest.mark.parametrize(
    ("dates", "decided", "days"),
    [
        (("2025-03-05/2025-03-05",), (), ("2025-03-05", "2025-03-05")),
        (("2025-03-05/2025-03-05", "2025-03-01/2025-03-31"), (), ("2025-03-05", "2025-03-05")),
        (("2025-03-05/2025-03-05", "2025-03-06/2025-03-06"), (), ("2025-03-05", "2025-03-06")),
        (("2025-03-05/2025-03-05", "2025-02-28/2025-02-28"), (), ("2025-02-28", "2025-03-05")),
        (("2025-03-05/2025-03-05", "2025-03-06/2025-03-06"), ("start",), ("2025-03-05", "2025-03-05")),
    ],
)
def test_days_that_speak_against_the_best_ones_count_too(
    dates: tuple[str, ...], decided: tuple[str, ...], days: tuple[str, str]
) -> None:
    assert days_of(incident(dates=tuple(map(told, dates)), decided=decided)) == days


def test_two_thousand_incidents_are_compared_at_once(workspace: Workspace) -> None:
    first = date(2024, 1, 1)
    rows = []
    for number in range(2_000):
        day = (first + timedelta(days=number % 490)).isoformat()
        made = incident(key=f"I-{number}", start=day, end=day, dates=(told(f"{day}/{day}"),))
        rows.append(incidents.row_of(msgspec.structs.replace(made, events=(EVENT,))))
    incidents.save_incidents(rows)
    ends = [(first + timedelta(days=days)).isoformat() for days in range(10, 500, 10)]
    tallies = [tally(900 + n, start="2024-01-01", end=end) for n, end in enumerate(ends)]
    tell(workspace, [], records=[telling_tallies("sum", *tallies)])
    begun = time.monotonic()
    found = reconcile_tallies(workspace)
    assert time.monotonic() - begun < 10
    assert [len(item.total.recorded) for item in found.made.tallies].count(0) == 0
    assert len(the_series(found).steps) == len(ends) - 1
    assert len(found.incidents) == 2_000
