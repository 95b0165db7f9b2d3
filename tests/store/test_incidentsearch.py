"""Filters and counts of incidents against plain readings of the same incidents, in both databases."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from storekit import Databases, disconnect, ready_django

ready_django()

from marsad.formats.incidentrows import is_sensitive  # noqa: E402 – Django has to be ready
from marsad.formats.public import coarse_point  # noqa: E402
from marsad.model import (  # noqa: E402
    Count,
    CountRange,
    CountTold,
    Incident,
    IncidentEvent,
    Party,
    Place,
    Review,
    Told,
)
from marsad.store import incidents as kept  # noqa: E402
from marsad.store.aggregates import MOST_POINTS, Cell, Point, aggregates, points  # noqa: E402
from marsad.store.incidentfacts import classes_of_types  # noqa: E402
from marsad.store.incidentsearch import (  # noqa: E402
    IncidentFilter,
    count_incidents,
    find_incidents,
    page_of_incidents,
)

if TYPE_CHECKING:
    from marsad.store.workspace import Workspace

_DIVISIONS = (("حلب", 36.2, 37.1), ("درعا", 32.6, 36.1), (None, None, None))
_KINDS = (("attack", "fighting"), ("shelling", "remote-violence"), ("reinforcement", "force-posture"))
_DAYS = ("2025-01-05", "2025-02-10", "1990-01-01", None)
_STATES = (None, "accepted", "rejected", "changed")


def _incident(number: int) -> Incident:
    """One of many that differ in everything that is asked for."""
    event_type, event_class = _KINDS[number % 3]
    admin1, lat, lon = _DIVISIONS[number // 3 % 3]
    start = _DAYS[number // 2 % 4] if number % 40 else "1916-05-06"
    state = _STATES[number // 5 % 4]
    key = f"I-{number:04}"
    place = Place(
        role="site",
        name=f"بلدة {number % 4}",
        country="SY" if admin1 else None,
        admin1=admin1,
        lat=None if lat is None else lat + number % 7 * 0.11,
        lon=None if lon is None else lon + number % 5 * 0.13,
        radius_m=2_000 if lat else None,
    )
    party = Party(
        role="initiator" if number % 2 else "target",
        id="sdf" if number % 3 else "islamic-state",
        name="جهة",
        standing="told",
        events=(key,),
        voices=1,
    )
    event = IncidentEvent(
        key=key,
        doc=f"d{number}",
        number=1,
        publisher=f"وكالة {number % 3}",
        published="2025-03-01",
        type=event_type,
        status="alleged" if number % 4 == 0 else "reported",
        start=start,
        end=start,
        quote="…",
        voice=1,
        by="alone",
    )
    killed = CountRange(
        least=number % 6,
        most=None if number % 5 == 0 else number % 6 + 2,
        latest=Count(number % 6, None),
        told=(CountTold(value=Count(number % 6, None), events=(key,), voices=1),),
    )
    return Incident(
        key=key,
        type=event_type,
        event_class=event_class,
        types=(Told(value=event_type, events=(key,), voices=1),)
        + ((Told(value="raid", events=(key,), voices=1),) if number % 8 == 0 else ()),
        start=start,
        end="2025-02-12" if start == "2025-02-10" else start,
        date_precision=None,
        dates=(),
        place=place if number % 9 else None,
        places=(),
        parties=(party,),
        casualties={"killed": killed} if number % 2 else {},
        items=(),
        status=event.status,
        denied=(),
        sources=(),
        reports=1,
        voices=1 + number % 3,
        contested=("type",) if number % 7 == 0 else (),
        decided=(),
        events=(event,),
        review=None
        if state is None
        else Review(
            state=state,  # type: ignore[arg-type]
            who="a",
            at="2025-03-01T00:00:00Z",
            approved_by="b" if number % 2 else None,
            decision=1,
        ),
    )


MANY = [_incident(number) for number in range(360)]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stored(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    from marsad.store.workspace import create_workspace

    folder = tmp_path_factory.mktemp(f"search-{request.param}")
    address = databases.fresh(request.param, folder)
    yield (workspace := create_workspace(folder, person="tester", database=address))
    assert workspace
    disconnect()


@pytest.fixture(autouse=True, scope="module")
def _filled(stored: Workspace) -> None:
    assert stored
    kept.save_incidents(kept.row_of(incident) for incident in MANY)


def _point(one: Incident, wanted: IncidentFilter) -> tuple[float, float] | None:
    if one.place is None or one.place.lat is None or one.place.lon is None:
        return None
    if wanted.coarse and is_sensitive(one, classes_of_types()):
        return coarse_point(one.place.lat, one.place.lon, 0)[:2]
    return one.place.lat, one.place.lon


def _in_box(one: Incident, wanted: IncidentFilter) -> bool:
    """The areas of these tests are boxes."""
    found = _point(one, wanted)
    lons, lats = zip(*wanted.area, strict=True)
    return found is not None and min(lats) < found[0] < max(lats) and min(lons) < found[1] < max(lons)


def _killed(one: Incident) -> int:
    told = one.casualties.get("killed")
    return max((bound for bound in (told.least, told.most) if bound is not None), default=0) if told else 0


def _fits(one: Incident, wanted: IncidentFilter) -> bool:
    """The filter once more, as plainly as it can be said."""
    checks: list[tuple[Any, bool]] = [
        (wanted.since, bool(one.end and one.end >= (wanted.since or ""))),
        (wanted.until, bool(one.start and one.start <= (wanted.until or ""))),
        (wanted.type, wanted.type in {one.event_class, *(told.value for told in one.types)}),
        (wanted.actors, any(p.id in wanted.actors and wanted.role in (None, p.role) for p in one.parties)),
        (wanted.role, any(party.role == wanted.role for party in one.parties)),
        (wanted.admin1, one.place is not None and one.place.admin1 == wanted.admin1),
        (wanted.status, one.status == wanted.status),
        (wanted.source, any(event.publisher == wanted.source for event in one.events)),
        (wanted.min_voices, one.voices >= (wanted.min_voices or 0)),
        (wanted.min_killed, _killed(one) >= (wanted.min_killed or 0)),
        (wanted.contested, bool(one.contested)),
        (wanted.lacking, (one.start if wanted.lacking == "day" else _point(one, wanted)) is None),
        (wanted.review, _reviewed(one, wanted.review)),
        (wanted.place, one.place is not None and one.place.name == wanted.place),
        (wanted.area, bool(wanted.area) and _in_box(one, wanted)),
    ]
    return all(fits for asked, fits in checks if asked)


def _reviewed(one: Incident, state: str | None) -> bool:
    if state == "approved":
        return one.review is not None and one.review.approved_by is not None
    return (one.review.state if one.review else "open") == state


_BOX = ((36.9, 36.0), (37.4, 36.0), (37.4, 36.6), (36.9, 36.6))
FILTERS = {
    "everything": IncidentFilter(),
    "days": IncidentFilter(since="2025-02-11", until="2025-12-31"),
    "type": IncidentFilter(type="raid"),
    "class": IncidentFilter(type="remote-violence"),
    "actor": IncidentFilter(actors=frozenset({"sdf"})),
    "actor in a role": IncidentFilter(actors=frozenset({"sdf"}), role="target"),
    "role": IncidentFilter(role="initiator"),
    "division": IncidentFilter(admin1="درعا"),
    "status": IncidentFilter(status="alleged"),
    "source": IncidentFilter(source="وكالة 1"),
    "voices": IncidentFilter(min_voices=3),
    "killed": IncidentFilter(min_killed=5),
    "contested": IncidentFilter(contested=True),
    "undated": IncidentFilter(lacking="day"),
    "unplaced": IncidentFilter(lacking="place"),
    "open": IncidentFilter(review="open"),
    "approved": IncidentFilter(review="approved"),
    "place": IncidentFilter(place="بلدة 2"),
    "area": IncidentFilter(area=_BOX),
    "area for readers": IncidentFilter(area=_BOX, coarse=True),
    "several": IncidentFilter(type="shelling", since="2025-01-01", review="open", area=_BOX),
}


@pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS)
def test_a_filter_finds_what_it_says(wanted: IncidentFilter) -> None:
    expected = {one.key for one in MANY if _fits(one, wanted)}
    assert {one.key for one in find_incidents(wanted)} == expected
    assert count_incidents(wanted) == len(expected)
    assert expected


@pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS)
def test_counts_are_those_of_a_plain_count(wanted: IncidentFilter) -> None:
    found, fitting = aggregates(wanted), [one for one in MANY if _fits(one, wanted)]
    assert found.total == len(fitting)
    assert found.undated == sum(one.start is None for one in fitting)
    assert found.unplaced == sum(_point(one, wanted) is None for one in fitting)
    assert dict(found.types) == Counter(one.type for one in fitting)
    assert dict(found.actors) == Counter(party.id for one in fitting for party in one.parties)
    divisions = Counter(one.place.admin1 for one in fitting if one.place and one.place.admin1)
    assert {one.name: one.number for one in found.divisions if one.name} == divisions
    by_class: Counter[str] = Counter()
    for bar in found.bars:
        by_class[bar.event_class] += bar.number
    drawn = [one for one in fitting if one.start and (not found.earlier or one.start >= found.bars[0].start)]
    assert by_class == Counter(one.event_class for one in drawn)
    assert found.earlier + found.undated + len(drawn) == len(fitting)


@pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS)
def test_the_map_has_what_has_a_place(wanted: IncidentFilter) -> None:
    shown = [one for one in points(wanted) if isinstance(one, Point)]
    expected = {one.key: at for one in MANY if _fits(one, wanted) and (at := _point(one, wanted))}
    assert {one.key: (one.lat, one.lon) for one in shown} == expected


def test_many_incidents_are_counted_in_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marsad.store.aggregates.MOST_POINTS", 10)
    found = points(IncidentFilter())
    assert all(isinstance(one, Cell) for one in found)
    placed = [one for one in MANY if _point(one, IncidentFilter())]
    assert sum(one.number for one in found if isinstance(one, Cell)) == len(placed) > MOST_POINTS / 1_000


def test_readers_learn_nothing_of_forces_by_names_and_small_areas() -> None:
    forces = {one.key for one in MANY if is_sensitive(one, classes_of_types())}
    by_name = IncidentFilter(place="بلدة 2")
    assert forces & {one.key for one in find_incidents(by_name)}
    assert not forces & {one.key for one in find_incidents(by_name._replace(coarse=True))}
    one = next(one for one in MANY if one.key in forces and one.place and one.place.lat)
    assert one.place
    lat, lon = one.place.lat or 0.0, one.place.lon or 0.0
    near = tuple((lon + x, lat + y) for x, y in ((-0.01, -0.01), (0.01, -0.01), (0.01, 0.01), (-0.01, 0.01)))
    assert one.key in {found.key for found in find_incidents(IncidentFilter(area=near))}
    assert not forces & {found.key for found in find_incidents(IncidentFilter(area=near, coarse=True))}


def test_pages_in_a_row_are_the_whole_list() -> None:
    whole = [one.key for one in find_incidents(IncidentFilter(sort="killed"))]
    pages = (page_of_incidents(IncidentFilter(sort="killed"), first, 50) for first in range(0, 400, 50))
    assert [one.key for one in itertools.chain.from_iterable(pages)] == whole
    assert len(set(whole)) == len(MANY)


def test_what_lies_in_a_triangle_is_found_and_not_what_lies_in_its_box() -> None:
    triangle = ((37.0, 36.0), (37.8, 36.0), (37.0, 37.2))
    found = {one.key for one in find_incidents(IncidentFilter(area=triangle))}
    # The long side runs from (37.8, 36.0) to (37.0, 37.2).
    inside = {
        one.key
        for one in MANY
        if (at := _point(one, IncidentFilter()))
        and at[1] > 37.0
        and at[0] > 36.0
        and at[1] < 37.8 - (at[0] - 36.0) * 0.8 / 1.2
    }
    assert found == inside
    assert inside


def test_an_emptied_incident_is_found_no_more(stored: Workspace) -> None:
    from django.db import transaction

    from marsad.store import models

    assert stored
    row = models.Incident.objects.get(key=MANY[0].key)
    with transaction.atomic():
        kept.save_incidents([kept.emptied(row, None)])
        assert MANY[0].key not in {one.key for one in find_incidents(IncidentFilter())}
        transaction.set_rollback(True)
    assert msgspec.json.decode(models.Incident.objects.get(key=MANY[0].key).summary)["key"] == MANY[0].key
