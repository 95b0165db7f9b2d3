"""Synthetic streams of reports with known truth: how fast and how rightly are events merged into incidents?

A small world makes incidents, and a press of sixty publishers reports them. What each choice stands for:

- Places: a few hundred towns with Zipf weights (most news come from few towns), and fronts that heat up for
  weeks and cool again (many incidents in neighbouring villages on the same days, the hardest to keep apart).
- Types and parties: fixed shares of types; each governorate has its own armed parties for a quarter of a
  year, each front two sides; only those with aircraft fly. So the initiator tells something, not everything.
- Reports: most incidents have one report, some 2–6, few dozens, as in any archive of news.
- Noise of a report: the day of publication in place of that of the incident, a night's incident dated the
  day after, a coarser place or the wrong village, a related type, another or no party, a toll that is early,
  rough or missing. Good publishers err less. Round-ups tell several things, late reminders come weeks later.
- Copies: republishers repeat a text verbatim, some a day later, so that «today» shifts. Publishers also use
  their own wording again for another town: nearly the same text, another incident.
- Near misses on purpose: the same town the next day, the next village on the same day, another weapon in
  the same town on the same day. Otherwise no two related incidents share a town and a day, since no one
  could tell these apart; a second strike on a town that day counts as part of the first.

Parameters, each with its meaning, are in ``streams.toml``; the parts of the Arabic texts in ``streams.csv``.
Every name of a publisher is invented. What the records hold is what a reader would have made of the texts:
they are not read from them.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Final, Generic, Literal, NamedTuple, TypeVar

import msgspec

from marsad.extract.event_types import event_class
from marsad.geo.distance import rough_km
from marsad.geo.gazetteer import Gazetteer, GazetteerRow
from marsad.model import (
    ActorMention,
    ActorRole,
    Basis,
    Casualties,
    Count,
    DatePrecision,
    Event,
    Evidence,
    Item,
    Place,
    PlacePrecision,
    Record,
    Status,
)
from marsad.tables import load_table

_T = TypeVar("_T")
Settings = dict[str, Any]
SETTINGS: Final = Path(__file__).with_name("streams.toml")
#: Events a day in the news of one country at war.
DAILY: Final = 270

NearMiss = Literal["next_day", "next_village", "other_weapon"]


@dataclass(frozen=True, slots=True)
class Incident:
    """What truly happened. ``lat`` and ``lon`` are WGS 84 degrees, inside the radius of the place.

    ``near_miss`` tells how it was made to resemble the incident ``like``, and differ from it.
    """

    id: str
    day: date
    night: bool
    place: GazetteerRow
    lat: float
    lon: float
    type: str
    item: str | None
    initiator: str | None
    target: str
    killed: int
    injured: int
    near_miss: NearMiss | None = None
    like: str | None = None


class StreamedReport(NamedTuple):
    """A record, and for each of its events the id of the true incident and the incident itself."""

    record: Record
    truth: tuple[str, ...]
    incidents: tuple[Incident, ...]
    #: The ``doc`` of the report that this one copies.
    copy_of: str | None = None


def stream(
    events: int,
    *,
    seed: int = 1,
    start: str = "2024-01-01",
    daily: float = DAILY,
    days: int | None = None,
    settings: Path = SETTINGS,
) -> Iterator[StreamedReport]:
    """Reports in order of publication, until they hold exactly so many events.

    Args:
        events: Events in all reports together.
        seed: The same seed and parameters give the same stream.
        start: ISO day of the first incidents.
        daily: Events a day, on average: more events make a longer period.
        days: Length of the period instead (about): more events make it denser.
        settings: Another table of parameters.
    """
    parameters = tomllib.loads(settings.read_text(encoding="utf-8"))
    random = Random(seed)
    world = _World(parameters, random, daily if days is None else events / max(1, days))
    press = _Press(parameters, random, world.places)
    day = date.fromisoformat(start).toordinal()
    left = events
    while left > 0:
        for incident in world.incidents_of(day):
            press.hear(incident)
        for report in press.publish(day):
            if len(report.truth) > left:
                report = _cut(report, left)
            left -= len(report.truth)
            yield report
            if left <= 0:
                return
        day += 1


def _cut(report: StreamedReport, events: int) -> StreamedReport:
    record = msgspec.structs.replace(report.record, events=report.record.events[:events])
    return report._replace(record=record, truth=report.truth[:events], incidents=report.incidents[:events])


def b_cubed(truth: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a grouping, averaged over the keys of ``truth``; in linear time.

    Both map an event to its group. An event that ``found`` lacks stands alone; further ones do not count.
    Source: Bagga and Baldwin 1998, "Entity-based cross-document coreferencing using the vector space model".
    """
    if not truth:
        return 1.0, 1.0, 1.0
    groups: dict[str, tuple[str, bool]] = {
        event: (found[event], True) if event in found else (event, False) for event in truth
    }
    true_sizes, found_sizes = Counter(truth.values()), Counter(groups.values())
    both = Counter((incident, groups[event]) for event, incident in truth.items())
    precision = sum(n * n / found_sizes[group] for (_, group), n in both.items()) / len(truth)
    recall = sum(n * n / true_sizes[incident] for (incident, _), n in both.items()) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


# What happens -------------------------------------------------------------------------------


class _Wheel(Generic[_T]):
    """Draws of weighted values."""

    def __init__(self, weights: Mapping[_T, float]) -> None:
        self.values = list(weights)
        self._sums = list(accumulate(weights.values()))

    def draw(self, random: Random) -> _T:
        return random.choices(self.values, cum_weights=self._sums)[0]


def _zipf(values: Sequence[_T], exponent: float) -> _Wheel[_T]:
    return _Wheel({value: (rank + 1) ** -exponent for rank, value in enumerate(values)})


def _poisson(random: Random, mean: float) -> int:
    """A Poisson number; by the normal law where the mean is large."""
    if mean > 50:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    count, product, least = 0, random.random(), math.exp(-mean)
    while product > least:
        count += 1
        product *= random.random()
    return count


class _Places:
    """The places of a country: who has the news, who lies beside whom, what encloses what."""

    _CELLS: Final = 8  # cells of the grid a degree: about 14 km

    def __init__(self, parameters: Settings, random: Random) -> None:
        self._settings = parameters["places"]
        rows = [row for row in Gazetteer.load().rows if row.country == parameters["country"]]
        weights = self._settings["weights"]
        self.all = [row for row in rows if row.kind in weights]
        self.country = next(row for row in rows if row.kind == "country")
        self.governorates = {row.admin1: row for row in rows if row.kind == "governorate"}
        self._enclosing = {(row.admin1, row.admin2, ""): row for row in rows if row.kind == "district"}
        self._enclosing |= {
            (row.admin1, row.admin2, row.admin3): row for row in rows if row.kind == "subdistrict"
        }
        self._grid: dict[tuple[int, int], list[GazetteerRow]] = defaultdict(list)
        for row in self.all:
            self._grid[self._cell(row)].append(row)
        self._neighbours: dict[str, list[GazetteerRow]] = {}
        # Weighted draws without putting back (Efraimidis and Spirakis 2006): towns tend to come first.
        ranked = sorted(self.all, key=lambda row: random.random() ** (1 / weights[row.kind]), reverse=True)
        self.newsworthy = _zipf(ranked[: self._settings["number"]], self._settings["zipf"])

    def _cell(self, row: GazetteerRow) -> tuple[int, int]:
        return math.floor(row.lat * self._CELLS), math.floor(row.lon * self._CELLS)

    def neighbours(self, place: GazetteerRow) -> list[GazetteerRow]:
        """Other places within a few kilometres, the nearest first."""
        if place.id not in self._neighbours:
            y, x = self._cell(place)
            around = [row for v in (y - 1, y, y + 1) for u in (x - 1, x, x + 1) for row in self._grid[v, u]]
            far = {row: rough_km(place.lat, place.lon, row.lat, row.lon) for row in around}
            near = [row for row in around if row is not place and far[row] <= self._settings["neighbour_km"]]
            self._neighbours[place.id] = sorted(near, key=far.__getitem__)
        return self._neighbours[place.id]

    def nearest(self, middle: GazetteerRow, number: int) -> list[GazetteerRow]:
        """So many places around one, itself first."""
        return sorted(self.all, key=lambda row: rough_km(middle.lat, middle.lon, row.lat, row.lon))[:number]

    def enclosing(self, place: GazetteerRow) -> GazetteerRow:
        """The sub-district or district; the governorate or country where the table has neither."""
        key = (place.admin1, place.admin2, place.admin3)
        found = self._enclosing.get(key) or self._enclosing.get((*key[:2], ""))
        return found or self.governorate(place)

    def governorate(self, place: GazetteerRow) -> GazetteerRow:
        return self.governorates.get(place.admin1, self.country)


@dataclass(slots=True)
class _Front:
    places: _Wheel[GazetteerRow]
    parties: _Wheel[str]
    first: int
    days: int

    def heat(self, day: int) -> float:
        return math.sin(math.pi * (day - self.first + 1) / (self.days + 1))


class _World:
    """Makes the incidents of one day after the other."""

    def __init__(self, parameters: Settings, random: Random, daily: float) -> None:
        self._parameters, self._random = parameters, random
        self._types: Settings = parameters["types"]
        self._type_wheel = _Wheel({name: row["share"] for name, row in self._types.items()})
        self._related = {name: {name, *row["family"]} for name, row in self._types.items()}
        for name, row in self._types.items():
            for other in row["family"]:
                self._related[other].add(name)
        self.places = _Places(parameters, random)
        near_misses = sum(parameters["near_misses"].values())
        self._daily = daily / _reports_mean(parameters) / (1 + near_misses)
        self._fronts: list[_Front] = []
        self._local: dict[tuple[str, int], _Wheel[str]] = {}
        self._tomorrow: list[Incident] = []
        self._taken: dict[str, set[str]] = {}
        self._number = 0

    def incidents_of(self, day: int) -> list[Incident]:
        """The incidents of a day, given as an ordinal; days are asked for in order."""
        self._taken = defaultdict(set)
        self._renew_fronts(day)
        found = [made for like in self._tomorrow if (made := self._next_day(like, day))]
        self._tomorrow = []
        spread = self._parameters["activity"]["spread"]
        busy = math.exp(self._random.gauss(0, spread) - spread * spread / 2)
        for _ in range(_poisson(self._random, self._daily * busy)):
            if incident := self._draw(day):
                found.append(incident)
                found += self._lookalikes(incident)
        return found

    def _renew_fronts(self, day: int) -> None:
        settings, random = self._parameters["fronts"], self._random
        beginning = not self._fronts
        self._fronts = [front for front in self._fronts if day < front.first + front.days]
        while len(self._fronts) < settings["number"]:
            middle = self.places.newsworthy.draw(random)
            least = settings["days_least"]
            days = least + round(random.expovariate(1 / (settings["days_mean"] - least)))
            places = _zipf(self.places.nearest(middle, settings["places"]), settings["zipf"])
            # At the start of the stream fronts are already under way.
            first = day - random.randrange(days) if beginning else day
            self._fronts.append(_Front(places, self._parties(2), first, days))

    def _parties(self, number: int) -> _Wheel[str]:
        weights = {name: row["weight"] for name, row in self._parameters["actors"].items()}
        chosen: dict[str, float] = {}
        while len(chosen) < number:
            name = _Wheel(weights).draw(self._random)
            chosen[name] = self._random.expovariate(1) + 0.2
            del weights[name]
        return _Wheel(chosen)

    def _parties_at(self, place: GazetteerRow, day: int) -> _Wheel[str]:
        settings = self._parameters["parties"]
        key = (place.admin1, day // settings["period_days"])
        if key not in self._local:
            self._local[key] = self._parties(settings["number"])
        return self._local[key]

    def _draw(self, day: int) -> Incident | None:
        random = self._random
        for attempt in range(4 * self._parameters["activity"]["retries"]):
            type_ = self._type_wheel.draw(random)
            parties = None
            if attempt >= self._parameters["activity"]["retries"]:
                place = random.choice(self.places.all)
            elif random.random() < self._parameters["fronts"]["share"]:
                front = random.choices(self._fronts, [front.heat(day) for front in self._fronts])[0]
                place, parties = front.places.draw(random), front.parties
            else:
                place = self.places.newsworthy.draw(random)
            if not self._taken[place.id] & self._related[type_]:
                parties = parties or self._parties_at(place, day)
                return self._make(day, place, type_, self._who(parties, type_), parties)
        return None  # a world so full that no place is free

    def _who(self, parties: _Wheel[str], type_: str) -> str | None:
        if not self._types[type_].get("by", True):
            return None
        actors, random = self._parameters["actors"], self._random
        need = self._types[type_].get("needs")
        for _ in range(6):
            who = parties.draw(random)
            if need is None or actors[who].get(need):
                return who
        able: dict[str, float] = {name: row["weight"] for name, row in actors.items() if row.get(need)}
        return _Wheel(able).draw(random)

    def _make(
        self, day: int, place: GazetteerRow, type_: str, initiator: str | None, parties: _Wheel[str],
        near_miss: NearMiss | None = None, like: str | None = None,
    ) -> Incident:  # fmt: skip
        random, row = self._random, self._types[type_]
        self._number += 1
        self._taken[place.id].add(type_)
        lat, lon = self._point(place)
        harmless = random.random() < row["harmless"]
        target = "civilians"
        if initiator and random.random() < self._parameters["parties"]["target_armed"]:
            other = parties.draw(random)
            target = other if other != initiator else target
        return Incident(
            id=f"i{self._number:07d}",
            day=date.fromordinal(day),
            night=random.random() < self._parameters["activity"]["night"],
            place=place, lat=lat, lon=lon,
            type=type_,
            item=random.choice(row["items"]) if "items" in row else None,
            initiator=initiator, target=target,
            killed=0 if harmless else self._people(row.get("killed", 0), 1 if row["harmless"] == 0 else 0),
            injured=0 if harmless else self._people(row.get("injured", 0), 0),
            near_miss=near_miss, like=like,
        )  # fmt: skip

    def _people(self, mean: float, least: int) -> int:
        if not mean:
            return least
        return least + int(math.log(1 - self._random.random()) / math.log(mean / (mean + 1)))

    def _point(self, place: GazetteerRow) -> tuple[float, float]:
        far = place.radius_m * self._parameters["places"]["off_centre"] * math.sqrt(self._random.random())
        turn = self._random.random() * math.tau
        north, east = far * math.cos(turn) / 111_200, far * math.sin(turn) / 111_200
        return place.lat + north, place.lon + east / math.cos(math.radians(place.lat))

    def _lookalikes(self, like: Incident) -> Iterator[Incident]:
        shares, random = self._parameters["near_misses"], self._random
        if random.random() < shares["next_day"]:
            self._tomorrow.append(like)
        day = like.day.toordinal()
        parties = self._parties_at(like.place, day)
        if random.random() < shares["next_village"]:
            free = [
                row for row in self.places.neighbours(like.place)
                if not self._taken[row.id] & self._related[like.type]
            ][:4]  # fmt: skip
            if free:
                village = random.choice(free)
                yield self._make(day, village, like.type, like.initiator, parties, "next_village", like.id)
        if random.random() < shares["other_weapon"]:
            free_types = [t for t in self._types[like.type]["family"] if t not in self._taken[like.place.id]]
            if free_types:
                type_ = random.choice(free_types)
                who = self._who(parties, type_)
                yield self._make(day, like.place, type_, who, parties, "other_weapon", like.id)

    def _next_day(self, like: Incident, day: int) -> Incident | None:
        if self._taken[like.place.id] & self._related[like.type]:
            return None
        parties = self._parties_at(like.place, day)
        return self._make(day, like.place, like.type, like.initiator, parties, "next_day", like.id)


def _reports_of(settings: Settings, random: Random, harm: bool) -> int:
    """How many reports an incident gets."""
    part = random.random()
    if part < settings["single"]:
        return 1
    if part < settings["single"] + settings["few"] or (not harm and random.random() > settings["after_harm"]):
        few = range(2, settings["few_most"] + 1)
        return random.choices(few, [1 / number for number in few])[0]
    many: float = settings["many_least"] * (1 - random.random()) ** (-1 / settings["many_shape"])
    return int(min(settings["most"], many))


def _reports_mean(parameters: Settings, sample: int = 20_000) -> float:
    """The mean of ``_reports_of``, from a sample that always is the same."""
    random = Random(0)
    harmless = sum(row["share"] * row["harmless"] for row in parameters["types"].values())
    counts = (_reports_of(parameters["reports"], random, random.random() > harmless) for _ in range(sample))
    return sum(counts) / sample


# What is told of it -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Publisher:
    name: str
    kind: str
    noise: float
    area: str | None
    copies: bool
    roundups: bool


@dataclass(slots=True)
class _Story:
    """An incident in the news, and the texts about it that others can copy."""

    incident: Incident
    drafts: list[_Draft] = field(default_factory=list)


class _Said(NamedTuple):
    """The day as a text tells it: in words that move with the day of publication, or not."""

    form: Literal["none", "today", "yesterday", "on_weekday", "on_date", "in_month"]
    day: int

    def span(self, later: int) -> tuple[str, str, DatePrecision, Basis]:
        """First and last day, precision and basis, in a text published so many days later than first."""
        if self.form == "in_month":
            day = date.fromordinal(self.day)
            following = date(day.year + day.month // 12, day.month % 12 + 1, 1).toordinal()
            return day.replace(day=1).isoformat(), _iso(following - 1), "month", "read"
        moves = self.form in ("none", "today", "yesterday")
        told = _iso(self.day + later if moves else self.day)
        return told, told, "day", "published" if self.form == "none" else "read"


@lru_cache(maxsize=4096)
def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


@dataclass(frozen=True, slots=True)
class _Passage:
    """What one text tells of one incident: its sentence, where it stands, and what a reader makes of it."""

    incident: Incident
    text: str
    at: int
    said: _Said
    event: Event  # its offsets count from the start of ``text``


@dataclass(frozen=True, slots=True)
class _Draft:
    doc: str
    publisher: _Publisher
    published: int
    title: str
    text: str
    passages: tuple[_Passage, ...]


Style = tuple[float, ...]


class _Styles(NamedTuple):
    """The wording of a report's frame (opener, details, closer) and of a sentence."""

    frame: Style
    sentence: Style


class _Words:
    """The parts of texts. A style is a row of numbers: the same ones pick the same words."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in load_table(SETTINGS.with_suffix(".csv").name, key="id", folder=SETTINGS.parent):
            self._parts[row["kind"], row["of"]].append(row["text"])

    def pick(self, at: float, kind: str, of: str = "") -> str:
        """The part that a number from 0 to 1 points at."""
        parts = self._parts[kind, of]
        return parts[int(at * len(parts))]

    def counted(self, kind: str, count: Count) -> str:
        """So many dead or injured."""
        least, most = count
        if most is None:
            return self.pick(0, kind, "open").format(n=least)
        if least != most:
            return self.pick(0, kind, "range").format(least=least, most=most)
        form = {1: "one", 2: "two"}.get(most, "few" if most <= 10 else "many")
        return self.pick(0, kind, form).format(n=most)

    def day(self, said: _Said, at: float) -> str:
        """The day in words; empty for none."""
        if said.form == "none":
            return ""
        day = date.fromordinal(said.day)
        weekday = self.pick(0, "weekday", str(day.weekday()))
        return self.pick(at, said.form).format(day=day.day, month=day.month, year=day.year, weekday=weekday)


class _View:
    """What one report knows of an incident: the truth through the noise of its publisher."""

    def __init__(
        self, incident: Incident, publisher: _Publisher, day: int, parameters: Settings, random: Random,
        places: _Places,
    ) -> None:  # fmt: skip
        self.incident = incident
        self._noise, self._factor = parameters["noise"], publisher.noise
        self._parameters, self._random, self._places = parameters, random, places
        self._published, self._lag = day, day - incident.day.toordinal()
        self.type = incident.type
        if self._errs("other_type"):
            self.type = random.choice(parameters["types"][incident.type]["family"])
        self.said = self._day()
        self.sites = self._sites()
        self.initiator = self._initiator()
        self.target = None if self._errs("no_target") else incident.target
        self.killed, self.injured = self._tolls()
        self.item = incident.item if incident.item and random.random() < self._noise["item"] else None
        self.status = self._status()

    def _errs(self, name: str) -> bool:
        return bool(self._random.random() < self._noise[name] * self._factor)

    def _day(self) -> _Said:
        incident, published = self.incident, self._published
        late = self._lag >= self._parameters["delay"]["late_least"]
        day = incident.day.toordinal()
        if late and self._errs("month_only"):
            return _Said("in_month", day)
        if not late and self._errs("no_day"):
            return _Said("none", published)
        if incident.night and self._errs("night_next_day"):
            day += 1
        if self._errs("wrong_day"):
            day += self._random.choice((-1, 1))
        ago = max(0, published - day)
        day = published - ago
        if ago < 2:
            return _Said("yesterday" if ago else "today", day)
        return _Said("on_weekday" if ago < 6 and self._random.random() < 0.5 else "on_date", day)

    def _sites(self) -> list[tuple[GazetteerRow, GazetteerRow | None]]:
        """The places told, each with the row that gives its point; None for a name without a point."""
        place, places = self.incident.place, self._places
        if self._errs("no_place"):
            return []
        if self._errs("country"):
            return [(places.country, places.country)]
        for name, row in (
            ("governorate", places.governorate(place)),
            ("subdistrict", places.enclosing(place)),
        ):
            if self._errs(name):
                return [(row, row)]
        if self._errs("no_point"):
            return [(place, None)]
        if self._errs("parent_point"):
            return [(place, places.enclosing(place))]
        beside = places.neighbours(place)[:5]
        if beside and self._errs("neighbour"):
            place = self._random.choice(beside)
        elif beside and self._errs("second_place"):
            other = self._random.choice(beside)
            return [(place, place), (other, other)]
        return [(place, place)]

    def _initiator(self) -> str | None:
        """An id; empty for a name that no table row fits; None where nobody is named."""
        if self.incident.initiator is None or self._errs("no_initiator"):
            return None
        if self._errs("unlisted_initiator"):
            return ""
        if self._errs("unknown_initiator"):
            return "unidentified-armed-group"
        if self._errs("other_initiator"):
            others: list[str] = [
                name for name in self._parameters["actors"] if name != self.incident.initiator
            ]
            return self._random.choice(others)
        return self.incident.initiator

    def _tolls(self) -> tuple[Count | None, Count | None]:
        killed, injured = self.incident.killed, self.incident.injured
        if not killed and not injured:
            if not {"killed", "injured"} & self._parameters["types"][self.type].keys():
                return None, None  # no one tells of a patrol that it killed nobody
            zero = Count(0, 0) if self._random.random() < self._noise["zero_toll"] else None
            return zero, zero
        if self._errs("no_toll"):
            return None, None
        early = self._lag <= 0 and self._errs("toll_early")
        return self._toll(killed, early), self._toll(injured, early)

    def _toll(self, true: int, early: bool) -> Count | None:
        if not true:
            return None
        told = self._random.randint((true + 1) // 2, true) if early else true
        if self._errs("toll_wrong"):
            told = max(1, told + self._random.choice((-1, 1)))
        if told > 2 and self._errs("toll_range"):
            return Count(told - 1, told + self._random.randint(0, 2))
        if told > 2 and self._errs("toll_open"):
            return Count(told - 1, None)
        return Count(told, told)

    def _status(self) -> Status:
        for status in ("claimed", "alleged", "denied"):
            if self._errs(status):
                return status
        return "reported"


_PRECISIONS: Final[dict[str, PlacePrecision]] = {
    "country": "country", "governorate": "governorate", "district": "area", "subdistrict": "area",
}  # fmt: skip
_STYLE = 12  # numbers of a style


class _Writer:
    """Puts views into words, and into the events that a reader would find in them."""

    def __init__(self, random: Random) -> None:
        self.words = _Words()
        self._random = random
        self._actors = {row["id"]: row["name_ar"] for row in load_table("actors.csv", key="id")}
        self._items = {row["id"]: row["name_ar"] for row in load_table("items.csv", key="id")}

    def style(self) -> Style:
        """A wording at random."""
        return tuple(self._random.random() for _ in range(_STYLE))

    def passage(self, view: _View, style: Style, at: int) -> _Passage:
        """One sentence and its event."""
        words, pick = self.words, self.words.pick
        names = self._site_names(view, style)
        where = " ".join(
            name if not n else pick(0, "place", "second").format(name=name) for n, name in enumerate(names)
        )
        who = self._actor_name(view.initiator, style[0])
        text = pick(style[1], "deed", view.type).format(
            by=" " + pick(style[2], "by").format(who=who) if who else "",
            place=where or pick(style[3], "unnamed_place"),
            when=words.day(view.said, style[4]),
        )
        text = " ".join(text.split())
        whom = self._actor_name(view.target, 0)
        if whom:
            text += " " + pick(style[5], "target").format(whom=whom)
        text += self._toll(view, style[6])
        if view.item:
            text += pick(style[7], "means").format(item=self._items[view.item])
        if view.status != "reported":
            text += pick(0, view.status)
        event = self._event(view, text, who, whom)
        return _Passage(view.incident, text, at, view.said, event)

    def _site_names(self, view: _View, style: Style) -> list[str]:
        names = []
        for row, _ in view.sites:
            form = "wide" if row.kind in _PRECISIONS else "settlement" if style[8] < 0.4 else "plain"
            shape = self.words.pick(style[9], "place", form)
            names.append(shape.format(name=row.name_ar, admin1=row.admin1))
        return names

    def _actor_name(self, actor: str | None, at: float) -> str:
        if actor is None:
            return ""
        return self._actors[actor] if actor else self.words.pick(at, "unlisted_actor")

    def _toll(self, view: _View, at: float) -> str:
        if view.killed is None and view.injured is None:
            return ""
        if view.killed == view.injured == (0, 0):
            return self.words.pick(at, "no_toll")
        tolls = (("killed", view.killed), ("injured", view.injured))
        told = " و".join(self.words.counted(kind, count) for kind, count in tolls if count)
        return self.words.pick(at, "toll").format(toll=told)

    def _event(self, view: _View, text: str, who: str, whom: str) -> Event:
        places = tuple(_site(row, point, text.find(row.name_ar)) for row, point in view.sites)
        actors: list[ActorMention] = []
        if who:
            actors.append(_actor("initiator", view.initiator, who, text.find(who)))
        if whom:  # after the initiator, who may bear the same name
            actors.append(_actor("target", view.target, whom, text.rfind(whom)))
        items: tuple[Item, ...] = ()
        if view.item:
            name = self._items[view.item]
            at = text.rfind(name)
            items = (Item(item=view.item, start=at, end=at + len(name)),)
        civil = view.target == "civilians" and view.killed and view.killed[0]
        return Event(
            type=view.type,
            event_class=event_class(view.type),
            places=places,
            actors=tuple(actors),
            casualties=Casualties(
                killed=view.killed, injured=view.injured, civilians_killed=view.killed if civil else None
            ),
            items=items,
            status=view.status,
            quote=text,
            confidence=self._random.choice((0.55, 0.7, 0.9)),
            evidence=(Evidence("type", 0, len(text), "stream"),),
        )


def _actor(role: ActorRole, actor: str | None, name: str, at: int) -> ActorMention:
    return ActorMention(role=role, id=actor or None, name=name, start=at, end=at + len(name))


def _site(row: GazetteerRow, point: GazetteerRow | None, at: int) -> Place:
    """A place as a reader gives it; ``point`` is another row where the table lacks the name."""
    known = point is row
    return Place(
        role="site",
        name=row.name_ar,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        precision=_PRECISIONS.get(row.kind, "settlement"),
        radius_m=point.radius_m if point else None,
        basis="read" if known or not point else "parent",
        gazetteer_id=row.id if known else None,
        admin1=point.admin1 or None if point else None,
        country=point.country if point else None,
        start=at,
        end=at + len(row.name_ar),
    )


class _Press:
    """The publishers: who reports what, when, in which words."""

    def __init__(self, parameters: Settings, random: Random, places: _Places) -> None:
        self._parameters, self._random, self._places = parameters, random, places
        self._writer = _Writer(random)
        self._publishers = self._found(list(places.governorates))
        self._wheels: dict[str, _Wheel[_Publisher]] = {}
        self._due: dict[int, list[tuple[_Story, _Publisher]]] = defaultdict(list)
        self._copies_due: dict[int, list[tuple[_Draft, _Publisher]]] = defaultdict(list)
        self._last: dict[tuple[str, str], _Styles] = {}
        self._number = 0

    def _found(self, governorates: list[str]) -> dict[_Publisher, float]:
        found = {}
        for kind, row in self._parameters["publishers"].items():
            for n in range(row["number"]):
                name = self._writer.words.pick(0, "publisher", kind).format(n=n + 1)
                area = governorates[n % len(governorates)] if row.get("local") else None
                publisher = _Publisher(
                    name, kind, row["noise"], area, row.get("copies", False), row.get("roundups", False)
                )
                found[publisher] = row["weight"] / row["number"]
        return found

    def _wheel(self, admin1: str) -> _Wheel[_Publisher]:
        """Who may report from a governorate: the local ones of others do not, its own all the more."""
        if admin1 not in self._wheels:
            own = [p for p in self._publishers if p.area == admin1]
            total = sum(weight for p, weight in self._publishers.items() if p.area)
            weights = {p: weight for p, weight in self._publishers.items() if not p.area}
            weights |= dict.fromkeys(own, total / max(1, len(own)))
            self._wheels[admin1] = _Wheel(weights)
        return self._wheels[admin1]

    def hear(self, incident: Incident) -> None:
        """Decide who will report an incident, and when."""
        random, delay = self._random, self._parameters["delay"]
        story = _Story(incident)
        chosen: set[_Publisher] = set()
        harm = bool(incident.killed or incident.injured)
        for _ in range(_reports_of(self._parameters["reports"], random, harm)):
            for _ in range(5):  # few publishers report a thing twice
                publisher = self._wheel(incident.place.admin1).draw(random)
                if publisher not in chosen:
                    break
            chosen.add(publisher)
            late = random.random() < delay["late"]
            if late:
                lag = random.randint(delay["late_least"], delay["late_most"])
            else:
                lag = random.choices(range(len(delay["days"])), delay["days"])[0]
            self._due[incident.day.toordinal() + lag].append((story, publisher))

    def publish(self, day: int) -> Iterator[StreamedReport]:
        """The reports of a day: own ones in any order, then copies."""
        by_publisher: dict[_Publisher, list[_Story]] = defaultdict(list)
        copying = []
        for story, publisher in self._due.pop(day, []):
            if publisher.copies:
                copying.append((story, publisher))
            else:
                by_publisher[publisher].append(story)
        bundles = [pair for pair in by_publisher.items() for pair in self._bundles(*pair)]
        self._random.shuffle(bundles)
        for publisher, stories in bundles:
            yield self._streamed(self._draft(publisher, stories, day), publisher, day)
        for original, publisher in self._copies_due.pop(day, []):
            yield self._copy(original, publisher, day)
        for story, publisher in copying:
            draft = self._original(story, publisher, day)
            if draft is None:
                yield self._streamed(self._draft(publisher, [story], day), publisher, day)
            elif draft.published == day and self._random.random() < self._parameters["copies"]["next_day"]:
                self._copies_due[day + 1].append((draft, publisher))
            else:
                yield self._copy(draft, publisher, day)

    def _original(self, story: _Story, publisher: _Publisher, day: int) -> _Draft | None:
        """What can be copied: a text of that day or, for want of one, of the day before."""
        fresh = [d for d in story.drafts if d.published >= day - 1 and d.publisher is not publisher]
        if not fresh:
            return None
        # A round-up only for want of a text about this alone.
        best = min((-draft.published, len(draft.passages)) for draft in fresh)
        return self._random.choice([d for d in fresh if (-d.published, len(d.passages)) == best])

    def _bundles(
        self, publisher: _Publisher, stories: list[_Story]
    ) -> Iterator[tuple[_Publisher, list[_Story]]]:
        """What of a publisher's day stands in one report."""
        joint, random = self._parameters["joint"], self._random
        random.shuffle(stories)
        while stories:
            number = 1
            if publisher.roundups:
                number = random.randint(joint["roundup_least"], joint["roundup_most"])
                if len(stories) - number < joint["roundup_least"]:  # no crumbs
                    number = min(len(stories), joint["roundup_most"])
            elif random.random() < joint["joined"]:
                number = random.randint(2, 3)
            # A report tells a thing once.
            bundle = list({story.incident.id: story for story in stories[:number]}.values())
            yield publisher, bundle
            del stories[:number]

    def _draft(self, publisher: _Publisher, stories: list[_Story], day: int) -> _Draft:
        views = [
            _View(story.incident, publisher, day, self._parameters, self._random, self._places)
            for story in stories
        ]
        styles = [self._styles(publisher, view.type) for view in views]
        frame = styles[0].frame
        opener = self._opener(frame, stories, day)
        text, joint, passages = opener, "\n" if len(stories) > 1 else " ", []
        for view, style in zip(views, styles, strict=True):
            text += joint if text else ""
            passages.append(self._writer.passage(view, style.sentence, len(text)))
            text += passages[-1].text + "."
        text += self._ending(frame, details=len(stories) == 1)
        self._number += 1
        title = opener if len(stories) > 1 else passages[0].text.split("،")[0]
        draft = _Draft(f"r{self._number:07d}", publisher, day, title, text, tuple(passages))
        for story in stories:
            story.drafts.append(draft)
        return draft

    def _styles(self, publisher: _Publisher, type_: str) -> _Styles:
        """A fresh wording, or the one that the publisher last had for such a thing."""
        key = (publisher.name, type_)
        if key not in self._last or self._random.random() >= self._parameters["copies"]["template"]:
            self._last[key] = _Styles(self._writer.style(), self._writer.style())
        return self._last[key]

    def _opener(self, style: Style, stories: list[_Story], day: int) -> str:
        pick, first, dated = self._writer.words.pick, stories[0].incident, date.fromordinal(day)
        if len(stories) > 1:
            opener = pick(style[0], "roundup")
        elif day - first.day.toordinal() >= self._parameters["delay"]["late_least"]:
            opener = pick(style[0], "reminder")
        else:
            opener = pick(style[0], "opener") if style[1] < self._parameters["text"]["opener"] else ""
        return opener.format(admin1=first.place.admin1, day=dated.day, month=dated.month, year=dated.year)

    def _ending(self, style: Style, *, details: bool) -> str:
        pick, settings, told = self._writer.words.pick, self._parameters["text"], ""
        for n in range(1 + int(style[4] * settings["details_most"]) if details else 0):
            told += f" {pick(style[5 + 2 * n], 'detail_head')} {pick(style[6 + 2 * n], 'detail_tail')}."
        return told + (" " + pick(style[3], "closer") if style[2] < settings["closer"] else "")

    def _copy(self, draft: _Draft, publisher: _Publisher, day: int) -> StreamedReport:
        random, words = self._random, self._writer.words
        lead = tail = ""
        if random.random() < self._parameters["copies"]["marked"]:
            if random.random() < 0.5:
                lead = words.pick(random.random(), "copied_lead").format(publisher=draft.publisher.name) + " "
            else:
                tail = " " + words.pick(random.random(), "copied_tail")
        self._number += 1
        return self._streamed(draft, publisher, day, f"r{self._number:07d}", lead, tail)

    def _streamed(
        self, draft: _Draft, publisher: _Publisher, day: int, doc: str | None = None,
        lead: str = "", tail: str = "",
    ) -> StreamedReport:  # fmt: skip
        """A draft as published, by its author or, under another ``doc``, by someone who copied it."""
        later = day - draft.published
        events = tuple(_placed(passage, len(lead) + passage.at, later) for passage in draft.passages)
        record = Record(
            doc=doc or draft.doc,
            text=lead + draft.text + tail,
            published=_iso(day),
            publisher=publisher.name,
            title=draft.title,
            language="ar",
            events=events,
        )
        incidents = tuple(passage.incident for passage in draft.passages)
        truth = tuple(incident.id for incident in incidents)
        return StreamedReport(record, truth, incidents, draft.doc if doc else None)


def _placed(passage: _Passage, at: int, later: int) -> Event:
    """The event of a passage that stands at an offset of a text published so many days later than first."""
    event = passage.event
    start, end, precision, basis = passage.said.span(later)
    return msgspec.structs.replace(
        event,
        start=start,
        end=end,
        date_precision=precision,
        date_basis=basis,
        places=_moved(event.places, at),
        actors=_moved(event.actors, at),
        items=_moved(event.items, at),
        evidence=_moved(event.evidence, at),
    )


_M = TypeVar("_M", Place, ActorMention, Item, Evidence)


def _moved(mentions: tuple[_M, ...], by: int) -> tuple[_M, ...]:
    """Mentions whose offsets count from further on."""
    return tuple(
        msgspec.structs.replace(mention, start=mention.start + by, end=mention.end + by)
        if mention.start is not None and mention.end is not None
        else mention
        for mention in mentions
    )
