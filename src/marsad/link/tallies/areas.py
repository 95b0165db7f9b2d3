"""The area of a tally: what its words cover («ريف دير الزور», «شمال وشرق سوريا»)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from marsad.arabic.fold import fold
from marsad.geo.distance import distance_km
from marsad.geo.gazetteer import PROMINENCE, Gazetteer, GazetteerRow
from marsad.link.tallies.records import AreaTold
from marsad.tables import FOLDER, load_table

#: A first-level division: country code and Arabic name, as in the gazetteer.
Division = tuple[str, str]
_MARKS: Final = str.maketrans(dict.fromkeys("()[]«»\"'،,:;.-–", " "))
_MOST_WORDS: Final = 12
#: How far the countryside of a town can go.
_COUNTRYSIDE_KM: Final = 40.0
#: Rows of one name further apart than this are different places.
_SAME_PLACE_KM: Final = 20.0
#: Kinds of rows whose radius is the reach of the place itself; of others it only holds the point.
_VAGUE: Final = frozenset({"area", "river", "road"})


@dataclass(frozen=True, slots=True)
class Area:
    """What an area covers.

    ``whole`` divisions and ``countries`` lie in it, of ``part`` ones it takes a part. ``core`` is a
    place with a radius; ``hole`` is a city that it leaves out (the seat, of a countryside). Beyond
    ``reach_km`` from the hole nothing belongs to it. ``holders`` are the actors that hold it, of an area
    that is told by them.
    """

    key: str
    kind: str
    whole: frozenset[Division] = frozenset()
    part: frozenset[Division] = frozenset()
    countries: frozenset[str] = frozenset()
    core: tuple[GazetteerRow, ...] = ()
    hole: tuple[GazetteerRow, ...] = ()
    reach_km: float | None = None
    holders: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether the words could be placed."""
        return self.kind not in ("unknown", "untold")

    @property
    def divisions(self) -> frozenset[Division]:
        """Every division that it touches, as far as they are known."""
        return self.whole | self.part | frozenset((row.country, row.admin1) for row in self.core)

    @property
    def lands(self) -> frozenset[str]:
        """Every country that it touches."""
        return self.countries | frozenset(country for country, _ in self.divisions)


UNTOLD: Final = Area(key="", kind="untold")


class Region(NamedTuple):
    """A row of ``places/regions.csv``."""

    id: str
    holders: frozenset[str]
    whole: frozenset[Division]
    part: frozenset[Division]


@dataclass(slots=True)
class AreaReader:
    """Reads words of areas with a gazetteer and the tables of regions; remembers what it read."""

    gazetteer: Gazetteer
    _regions: dict[str, Region] = field(default_factory=dict)
    _forms: dict[tuple[str, ...], Region] = field(default_factory=dict)
    _roles: dict[tuple[str, ...], str] = field(default_factory=dict)
    _longest: int = 1
    _read: dict[str, Area] = field(default_factory=dict)
    _tried: dict[tuple[str, ...], Area | None] = field(default_factory=dict)
    _seats: dict[Division, tuple[GazetteerRow, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        everywhere: dict[str, set[Division]] = {}
        for row in self.gazetteer.rows:
            if row.kind == "governorate":
                everywhere.setdefault(row.country, set()).add((row.country, row.admin1))
        for line in load_table("regions.csv", key="id", folder=FOLDER / "places"):
            self._take_region(line, everywhere)
        for line in load_table("area_words.csv", key="form", folder=FOLDER / "places"):
            words = _words(line["form"])
            self._roles[words] = line["role"]
            self._longest = max(self._longest, len(words))

    def _take_region(self, line: dict[str, str], everywhere: dict[str, set[Division]]) -> None:
        country = line["country"]
        whole = frozenset((country, name) for name in line["whole"].split("|") if name)
        part = frozenset((country, name) for name in line["part"].split("|") if name)
        if line["part"] == "*":
            part = frozenset(everywhere.get(country, ()))
        holders = frozenset(name for name in line["holders"].split("|") if name)
        region = Region(line["id"], holders, whole, part)
        self._regions[region.id] = region
        for form in line["forms"].split("|"):
            if form:
                self._forms[_words(form)] = region

    def read(self, text: str | None) -> Area:
        """What the words cover; ``kind`` tells where nothing is said, or nothing could be placed."""
        words = _words(text or "")
        if not words:
            return UNTOLD
        folded = " ".join(words)
        known = self._read.get(folded)
        if known is None:
            found = self._resolve(words) if len(words) <= _MOST_WORDS else None
            known = self._read[folded] = found or Area(key=f"text:{folded}", kind="unknown")
        return known

    # ------------------------------------------------------------------ one name

    def _resolve(self, words: tuple[str, ...]) -> Area | None:
        # A list of names is tried at each of its «و»: without a memory the work would double with each.
        if words not in self._tried:
            self._tried[words] = self._try(self._strip(words, "drop"))
        return self._tried[words]

    def _try(self, words: tuple[str, ...]) -> Area | None:
        # «الجنوب», «الريف الشرقي» alone: which one depends on the report.
        if not self._strip(words, "direction"):
            return None
        return self._region(words) or self._named(words) or self._with_head(words) or self._several(words)

    def _region(self, words: tuple[str, ...]) -> Area | None:
        bare = self._strip(self._strip(words, "held"), "drop")
        region = self._forms.get(words) or self._forms.get(bare)
        return _of_region(region) if region is not None else None

    def _named(self, words: tuple[str, ...]) -> Area | None:
        rows = self.gazetteer.lookup(" ".join(words))
        for row in rows:
            if row.id in self._regions:
                return _of_region(self._regions[row.id])
        for row in rows:
            # Reports that give figures by area mean the division where town and division share a name.
            if row.kind == "governorate" and row.admin1:
                return _of_division((row.country, row.admin1))
        if rows and self._countryside(words) is not None:
            return self._countryside(words)
        return _of_rows(rows)

    def _with_head(self, words: tuple[str, ...]) -> Area | None:
        for role in ("governorate", "city", "countryside", "direction", "held"):
            rest = self._strip(words, role)
            if not rest or rest == words:
                continue
            if role == "countryside":
                return self._countryside(words)
            if role == "city":
                rows = [row for row in self.gazetteer.lookup(" ".join(rest)) if row.kind in _TOWNS]
                return _of_rows(rows)
            inner = self._region(rest) or self._named(rest) or self._with_head(rest)
            if inner is None:
                continue
            return _partly(inner, words) if role == "direction" else inner
        return None

    def _countryside(self, words: tuple[str, ...]) -> Area | None:
        """«ريف الرقة» is the governorate without its seat; with a direction, some part of that."""
        rest = self._strip(words, "countryside")
        if rest == words or not rest:
            return None
        name = self._strip(rest, "direction")
        if not name:
            return None
        inner = self._named(name)
        if inner is None:
            return None
        if inner.kind != "governorate" or name != rest:
            core = _of_rows(self.gazetteer.lookup(" ".join(words)))
            middle = core.core if core is not None and core.kind == "vague" else ()
            if inner.kind == "place":
                return _around(inner, words, middle)
            return _partly(inner, words, middle)
        (division,) = inner.whole
        return Area(
            key=f"countryside:{inner.key}", kind="countryside", whole=inner.whole, hole=self._seat(division)
        )

    def _seat(self, division: Division) -> tuple[GazetteerRow, ...]:
        """The towns that carry the name of their division."""
        known = self._seats.get(division)
        if known is None:
            rows = self.gazetteer.lookup(division[1])
            known = tuple(row for row in rows if row.kind in _TOWNS and (row.country, row.admin1) == division)
            self._seats[division] = known
        return known

    # ------------------------------------------------------------------ several names

    def _several(self, words: tuple[str, ...]) -> Area | None:
        """«إدلب وحلب», "Idlib and Aleppo": all of them, where each can be placed."""
        for at in range(1, len(words)):
            word = words[at]
            if self._roles.get((word,)) == "and":
                rest = words[at + 1 :]
            elif word.startswith("و") and len(word) > 2:
                rest = (word[1:], *words[at + 1 :])
            else:
                continue
            first, second = self._resolve(words[:at]), self._resolve(rest) if rest else None
            if first is not None and second is not None:
                return _union(first, second)
        return None

    def _strip(self, words: tuple[str, ...], role: str) -> tuple[str, ...]:
        """The words without those of a role at either end."""
        while words:
            for size in range(min(self._longest, len(words)), 0, -1):
                if self._roles.get(words[:size]) == role:
                    words = words[size:]
                    break
                if self._roles.get(words[-size:]) == role:
                    words = words[:-size]
                    break
            else:
                break
        return words

    def holders(self) -> frozenset[str]:
        """All actors that areas are told by."""
        return frozenset(holder for region in self._regions.values() for holder in region.holders)

    def division_of(self, country: str | None, name: str | None) -> Division | None:
        """A division as the gazetteer writes it, from an Arabic or English name."""
        if not name:
            return None
        if country and self.gazetteer.governorate(country, name) is not None:
            return country, name
        rows = [row for row in self.gazetteer.lookup(name) if row.kind == "governorate"]
        found = {(row.country, row.admin1) for row in rows if not country or row.country == country}
        if len(found) == 1:
            return found.pop()
        return (country, name) if country else None


_TOWNS: Final = frozenset({"city", "town", "settlement"})


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(text.translate(_MARKS)).split())


def _of_region(region: Region) -> Area:
    # Held ground has no fixed border, so no division lies in it surely.
    return Area(
        key=f"region:{region.id}",
        kind="held" if region.holders else "region",
        whole=region.whole,
        part=region.part,
        holders=region.holders,
    )


def _of_division(division: Division) -> Area:
    return Area(key=f"division:{division[0]}:{division[1]}", kind="governorate", whole=frozenset([division]))


def _of_rows(rows: list[GazetteerRow]) -> Area | None:
    """The most prominent place of a name; None where several far apart are equally so."""
    if not rows:
        return None
    first = rows[0]
    if first.kind == "country":
        return Area(key=f"country:{first.country}", kind="country", countries=frozenset([first.country]))
    equal = [row for row in rows if PROMINENCE.get(row.kind, 9) == PROMINENCE.get(first.kind, 9)]
    far = any(distance_km(first.lat, first.lon, row.lat, row.lon) > _SAME_PLACE_KM for row in equal)
    if far:
        divisions = {(row.country, row.admin1) for row in equal if row.kind in _VAGUE and row.admin1}
        if len(divisions) != 1 or any(row.kind not in _VAGUE for row in equal):
            return None
        return Area(key=f"part:{first.id}", kind="part", part=frozenset(divisions))
    kind = "vague" if first.kind in _VAGUE else "place"
    return Area(key=f"place:{first.id}", kind=kind, core=(first,))


def _partly(area: Area, words: tuple[str, ...], core: tuple[GazetteerRow, ...] = ()) -> Area | None:
    """Some part of an area, told in words that draw no border; None for a part of a country or a town."""
    if not area.whole | area.part:
        return None
    return Area(key=f"part:{' '.join(words)}", kind="part", part=area.divisions, core=core)


def _around(area: Area, words: tuple[str, ...], core: tuple[GazetteerRow, ...]) -> Area:
    """The countryside of a town, without the town."""
    return Area(
        key=f"part:{' '.join(words)}",
        kind="part",
        part=area.divisions,
        core=core,
        hole=area.core,
        reach_km=_COUNTRYSIDE_KM,
    )


def _union(first: Area, second: Area) -> Area:
    both = sorted((first, second), key=lambda area: area.key)
    holes = first.hole + second.hole
    whole = first.whole | second.whole
    return Area(
        key="+".join(area.key for area in both),
        kind="several",
        whole=whole,
        part=(first.part | second.part) - whole,
        countries=first.countries | second.countries,
        core=first.core + second.core,
        hole=tuple(sorted(set(holes), key=lambda row: row.id)),
    )


def told(area: Area, text: str | None) -> AreaTold:
    """How an area was read, for people."""
    whole = [*sorted(area.countries), *(name for _, name in sorted(area.whole))]
    places = [row.name_ar or row.name_en for row in area.core]
    part = [name for _, name in sorted(area.part)]
    return AreaTold(
        text=text or "", key=area.key, kind=area.kind, whole=tuple(whole + places), part=tuple(part)
    )


def within(inner: Area, outer: Area) -> bool | None:
    """Whether an area lies in another; None where that can't be told."""
    if not inner.known or not outer.known:
        return None if outer.known or inner.known or inner.key != outer.key else True
    if inner.key == outer.key or (inner.lands and inner.lands <= outer.countries):
        return True
    if not inner.lands & outer.lands:
        return False
    if inner.divisions and not outer.countries and not inner.divisions & outer.divisions:
        return False
    sure = inner.divisions <= outer.whole and not inner.countries and not outer.hole
    return True if sure and inner.divisions else None


def overlap(first: Area, second: Area) -> bool:
    """Whether two areas surely share ground."""
    if not first.known or not second.known:
        return False
    if first.key == second.key or first.whole & second.whole:
        return True
    if first.lands & second.countries or first.countries & second.lands:
        return True
    return _holds(first, second) or _holds(second, first)


def _holds(outer: Area, inner: Area) -> bool:
    inside = frozenset((row.country, row.admin1) for row in inner.core) | inner.part
    left_out = {row.id for row in outer.hole}
    return bool(inside) and inside <= outer.whole and not any(row.id in left_out for row in inner.core)
