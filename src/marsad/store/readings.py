"""What was read from kept reports: runs, readings, and the rows made of them.

Of all readings of a report exactly one is current: the newest of the newest version that was
read. While a new version waits for its reading, the old one still speaks for the report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from django.db import transaction

import marsad
from marsad.geo.gazetteer import PLACES, GazetteerRow
from marsad.geo.importers import read_own
from marsad.model import Record, decode_record, encode_record
from marsad.store import log, models
from marsad.store.batches import parts
from marsad.store.canonical import digest_of
from marsad.store.columns import bounded, plain
from marsad.store.eventkeys import Told, carried_keys, key_stem, number_of
from marsad.store.projection import Projection, actors_named, places_named, project
from marsad.store.searchtext import ToldText, save_reports
from marsad.store.times import now_utc
from marsad.store.workspace import Workspace
from marsad.tables import FOLDER, load_table, table_files

#: Tables that only word or order what people are shown; a change in them is no reason to read again.
_WORDING: Final = ("cli_text.csv", "messages.csv", "review_points.csv", "settings.csv", "web_text.csv")
#: Ids in one question to a database.
#: Rows in one statement.
_WRITTEN: Final = 500


# Runs


def fingerprint(workspace: Workspace) -> str:
    """The digest of everything that a reading hangs on: version, tables, further places."""
    further = [_file_digest(path) for path in gazetteers(workspace)]
    return digest_of([marsad.__version__, _package_tables(), sorted(further)])


def gazetteers(workspace: Workspace) -> list[Path]:
    """The further tables of places that a workspace reads with."""
    return [workspace.folder / name for name in workspace.settings.words("reading.gazetteers")]


@cache
def _package_tables() -> dict[str, str]:
    tables = (path for path in table_files() if path.name not in _WORDING)
    return {path.relative_to(FOLDER).as_posix(): _file_digest(path) for path in tables}


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def start_run(kind: Literal["read", "link"], workspace: Workspace) -> models.Run:
    """The run that further readings belong to.

    The newest run of the kind is gone on with where version, tables and settings are the same.
    """
    found = {
        "version": marsad.__version__,
        "settings": workspace.settings.as_data(),
        "tables": fingerprint(workspace),
    }
    with transaction.atomic():
        log.last_head(for_update=True)
        newest = models.Run.objects.filter(kind=kind).order_by("-id").first()
        if newest is not None and all(getattr(newest, name) == value for name, value in found.items()):
            return newest
        run = models.Run.objects.create(kind=kind, started_at=now_utc(), **found)
        log.append("run", workspace.person, {"kind": kind}, [run])
        log.write_head(workspace.head_file)
    return run


# Readings


def save_reading(
    version: models.ReportVersion,
    run: models.Run,
    record: Record,
    *,
    further_places: Sequence[Path] = (),
    who: str = "reader",
) -> models.Reading:
    """Save what was read from one version; see `save_readings`."""
    (reading,) = save_readings(run, [(version, record)], further_places=further_places, who=who)
    return reading


def save_readings(
    run: models.Run,
    pairs: Sequence[tuple[models.ReportVersion, Record]],
    *,
    further_places: Sequence[Path] = (),
    who: str = "reader",
) -> list[models.Reading]:
    """Save what was read from some versions, all or nothing, with one entry in the log.

    A version that has a reading of this run already keeps that one.

    Args:
        run: What it was read with; a version has one reading of a run.
        pairs: Versions, each once, those of one report in their order; and their records.
        further_places: Tables of places that the reader used besides the package's.
        who: Named in the log.
    """
    with transaction.atomic():
        log.last_head(for_update=True)  # two that read at once must not give one key twice
        saved = _readings_of(run, [version.pk for version, _ in pairs])
        left = [(version, record) for version, record in pairs if version.pk not in saved]
        saved |= {reading.version_id: reading for reading in _save(run, left, further_places, who)}
    return [saved[version.pk] for version, _ in pairs]


def _readings_of(run: models.Run, versions: Sequence[int]) -> dict[int, models.Reading]:
    """The readings of a run that are there already: another process may read the same."""
    found: dict[int, models.Reading] = {}
    for ids in parts(versions):
        readings = models.Reading.objects.filter(run=run, version_id__in=ids)
        found |= {reading.version_id: reading for reading in readings}
    return found


def _save(
    run: models.Run,
    pairs: Sequence[tuple[models.ReportVersion, Record]],
    further_places: Sequence[Path],
    who: str,
) -> list[models.Reading]:
    histories = _histories({version.report_id for version, _ in pairs})
    readings: list[models.Reading] = []
    for version, record in pairs:
        keys = histories[version.report_id].take(version, record)
        text = encode_record(record).decode()
        readings.append(models.Reading(version=version, run=run, record=text, event_keys=keys))
    _set_current(readings, histories)
    models.Reading.objects.bulk_create(readings, _WRITTEN)
    told = zip(readings, pairs, strict=True)
    _save_rows((reading, project(record, reading.event_keys)) for reading, (_, record) in told)
    _save_names([record for _, record in pairs], further_places)
    _save_words(readings, [record for _, record in pairs])
    if readings:
        log.append("read", who, {"run": run.pk, "readings": len(readings)}, readings)
    return readings


class _History:
    """What was read from a report before: which numbers are taken, and the current reading."""

    def __init__(self, stem: str) -> None:
        self.stem = stem
        self.highest = 0
        #: The newest version that was read, by `_age`; None for none.
        self.newest: tuple[datetime, int] | None = None
        self.keys: list[str] = []
        self.told: Told | None = None
        self.superseded: list[int] = []

    def take(self, version: models.ReportVersion, record: Record) -> list[str]:
        """Keys for the events of a new reading; it is current unless its version is an older one."""
        told = Told(record.text, record.events)
        carried = carried_keys(self.told, self.keys, told) if self.told else [None] * len(record.events)
        keys = [key or self._new_key() for key in carried]
        if self.newest is None or _age(version) >= self.newest:
            self.newest, self.keys, self.told = _age(version), keys, told
        return keys

    def _new_key(self) -> str:
        self.highest += 1
        return f"{self.stem}-{self.highest}"


def _age(version: models.ReportVersion) -> tuple[datetime, int]:
    """What versions of a report are ordered by: the newest has the greatest."""
    return version.stood_at, version.number


def _histories(report_ids: set[int]) -> dict[int, _History]:
    found: dict[int, _History] = {}
    for ids in parts(sorted(report_ids)):
        reports = models.Report.objects.filter(id__in=ids).values_list("id", "source_id", "key")
        found |= {number: _History(key_stem(source, key)) for number, source, key in reports}
        earlier = models.Reading.objects.filter(version__report_id__in=ids)
        for report_id, keys in earlier.values_list("version__report_id", "event_keys"):
            highest = max(map(number_of, keys), default=0)
            found[report_id].highest = max(found[report_id].highest, highest)
        for reading in earlier.filter(current=True).select_related("version"):
            history, record = found[reading.version.report_id], decode_record(reading.record)
            history.newest, history.keys = _age(reading.version), reading.event_keys
            history.told = Told(record.text, record.events)
            history.superseded.append(reading.pk)
    return found


def _set_current(readings: Sequence[models.Reading], histories: Mapping[int, _History]) -> None:
    """Of each report's readings, old and new, the newest of its newest version alone stays current."""
    newest: dict[int, models.Reading] = {}
    for reading in readings:
        report_id = reading.version.report_id
        reading.current = False
        if _age(reading.version) == histories[report_id].newest:
            newest[report_id] = reading
    for reading in newest.values():
        reading.current = True
    old = [number for report_id in newest for number in histories[report_id].superseded]
    for numbers in parts(old):
        models.Reading.objects.filter(id__in=numbers).update(current=False)
        for table in (models.Event, models.Tally, models.Relation):
            table.objects.filter(reading_id__in=numbers).update(current=False)


def _save_rows(rows: Iterable[tuple[models.Reading, Projection]]) -> None:
    events: list[models.Event] = []
    tallies: list[models.Tally] = []
    relations: list[models.Relation] = []
    for reading, projection in rows:
        own: dict[str, Any] = {"reading": reading, "current": reading.current}
        events += [models.Event(**own, **row) for row in projection.events]
        tallies += [models.Tally(**own, **row) for row in projection.tallies]
        relations += [models.Relation(**own, **row) for row in projection.relations]
    models.Event.objects.bulk_create(events, _WRITTEN)
    models.Tally.objects.bulk_create(tallies, _WRITTEN)
    models.Relation.objects.bulk_create(relations, _WRITTEN)


def _save_words(readings: Sequence[models.Reading], records: Sequence[Record]) -> None:
    """The words by which reports are found: those of the current readings."""
    current = {r.version.report_id: record for r, record in zip(readings, records, strict=True) if r.current}
    for ids in parts(sorted(current)):
        docs = models.Report.objects.filter(id__in=ids).values_list("id", "doc")
        told = [
            (doc, ToldText(found.text, found.title, found.repairs, found.published))
            for number, doc in docs
            for found in [current[number]]
        ]
        save_reports(models.SearchText, told)


# Actors and places that are named


def _save_names(records: Sequence[Record], further_places: Sequence[Path]) -> None:
    actors = {bounded(actor): actor for actor in actors_named(records)}
    new_actors = _missing(models.Actor, actors)
    models.Actor.objects.bulk_create(
        [actor_row(key, actors[key]) for key in new_actors], ignore_conflicts=True
    )
    places = {bounded(place.gazetteer_id or ""): place for place in places_named(records)}
    new_places = _missing(models.Place, places)
    if not new_places:
        return
    rows = gazetteer_rows(tuple(further_places))
    made = [place_row(key, rows.get(places[key].gazetteer_id or ""), places[key].name) for key in new_places]
    models.Place.objects.bulk_create(made, ignore_conflicts=True)


def _missing(table: type[models.Actor] | type[models.Place], ids: Iterable[str]) -> list[str]:
    left = set(ids)
    for asked in parts(sorted(left)):
        left -= set(table.objects.filter(id__in=asked).values_list("id", flat=True))
    return sorted(left)


def actor_row(key: str, actor: str) -> models.Actor:
    """The row of an actor, by the package's table; one that it lacks is named by its id."""
    row = _actor_rows().get(actor, {})
    names = {"ar": row.get("name_ar") or actor, "en": row.get("name_en") or actor}
    return models.Actor(id=key, **names, kind=row.get("kind", ""))


def place_row(key: str, row: GazetteerRow | None, name: str) -> models.Place:
    """The row of a place, by the tables of places."""
    if row is None:  # its table was taken away in the meantime
        return models.Place(id=key, ar=plain(name))
    return models.Place(
        id=key,
        ar=row.name_ar,
        en=row.name_en,
        kind=row.kind,
        admin1=row.admin1 or None,
        country=row.country or None,
        lat=row.lat,
        lon=row.lon,
    )


@cache
def _actor_rows() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in load_table("actors.csv", key="id")}


@cache
def gazetteer_rows(further: tuple[Path, ...]) -> dict[str, GazetteerRow]:
    """The places of the package and of further tables, by id."""
    rows = {row.id: row for row in read_own(PLACES / "gazetteer.csv")}
    for path in further:
        rows |= {row.id: row for row in read_own(path)}
    return rows


# What a new reading changed

#: Fields of an event that say nothing of what happened.
_BESIDE: Final = ("evidence", "confidence", "quote")


class Change(NamedTuple):
    """An event that a new reading tells otherwise: fields, with what stood there and stands now."""

    key: str
    kind: Literal["added", "dropped", "changed"]
    type: str
    fields: tuple[tuple[str, object, object], ...] = ()


def changes(old: Record, old_keys: Sequence[str], new: Record, new_keys: Sequence[str]) -> Iterator[Change]:
    """What another reading of the same report changed, event by event, in the order of the new one.

    Quotes, evidence and confidence are left out: they say how, not what.
    """
    before = dict(zip(old_keys, old.events, strict=True))
    for key, event in zip(new_keys, new.events, strict=True):
        earlier = before.pop(key, None)
        if earlier is None:
            yield Change(key, "added", event.type)
        elif fields := tuple(_different_fields(earlier, event)):
            yield Change(key, "changed", event.type, fields)
    for key, event in before.items():
        yield Change(key, "dropped", event.type)


def _different_fields(old: Any, new: Any) -> Iterator[tuple[str, object, object]]:
    import msgspec

    before, after = msgspec.to_builtins(old), msgspec.to_builtins(new)
    for name in dict.fromkeys((*before, *after)):
        if name not in _BESIDE and before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)
