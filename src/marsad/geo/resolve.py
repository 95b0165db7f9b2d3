"""Deciding which place each mention of a report means («تعيين المكان المقصود»)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from marsad.geo.distance import bearing_degrees, distance_km, middle, rough_km
from marsad.geo.gazetteer import PLACES, Gazetteer, GazetteerRow
from marsad.geo.mentions import KIND_CATEGORY, PlaceMention
from marsad.geo.words import Category
from marsad.model import Basis, PlacePrecision
from marsad.tables import load_table


@dataclass(frozen=True, slots=True)
class Hint:
    """What the caller knows beforehand: the countries (ISO codes) that a publisher writes about."""

    countries: frozenset[str] = frozenset()


@dataclass(slots=True)  # not frozen: made by the dozen a report, in a third of the time
class Scored:
    """A candidate with its score and the features that made it up."""

    row: GazetteerRow
    score: float
    features: tuple[tuple[str, float], ...]


@dataclass(slots=True)  # not frozen: made by the dozen a report, in a third of the time
class ResolvedPlace:
    """What a mention was taken to mean.

    Attributes:
        row: The gazetteer's place; None for a name that it does not hold.
        lat, lon: WGS 84 degrees, or None where nothing is known.
        precision: How exactly the text tells the place.
        radius_m: Metres around the point that should hold the true place.
        basis: ``read`` for the named place itself, ``parent`` where the point is that of the place that
            contains it or that it lies beside.
        score: Of the winner; 0 without one.
        note: One line for people on a place that is not in the gazetteer; else empty, see ``why``.
        candidates: All candidates, the winner first.
    """

    row: GazetteerRow | None
    lat: float | None
    lon: float | None
    precision: PlacePrecision
    radius_m: int | None
    basis: Basis
    admin1: str | None
    country: str | None
    score: float
    note: str
    candidates: tuple[Scored, ...] = ()

    @property
    def why(self) -> str:
        """One line for people: the note, or what spoke for the winner."""
        told = self.candidates[0].features if self.candidates else ()
        return self.note or ", ".join(f"{name} {value:+.1f}" for name, value in told)


_PRECISION: Final[dict[Category, PlacePrecision]] = {
    "settlement": "settlement", "neighbourhood": "site", "site": "site", "hill": "site", "road": "area",
    "area": "area", "river": "area", "district": "area", "governorate": "governorate", "country": "country",
}  # fmt: skip
#: Kinds that a generic word of a category may name, the exact ones.
_FITS: Final[dict[Category, frozenset[str]]] = {
    "settlement": frozenset(("city", "town", "settlement", "camp")),
    "neighbourhood": frozenset(("neighbourhood",)),
    "area": frozenset((
        "area", "district", "subdistrict", "river", "lake", "settlement", "town", "neighbourhood",
    )),
    "governorate": frozenset(("governorate",)),
    "district": frozenset(("district", "subdistrict", "area")),
    "site": frozenset((
        "base", "crossing", "camp", "airport", "dam", "bridge", "oil-field", "gas-field", "prison", "site",
        "neighbourhood", "area",
    )),
    "road": frozenset(("road",)),
    "river": frozenset(("river", "lake")),
    "hill": frozenset(("hill", "base", "settlement", "area")),
    "country": frozenset(("country",)),
}  # fmt: skip
#: Categories whose contradiction counts against a candidate.
_MISFITS: Final[dict[Category, frozenset[str]]] = {
    "settlement": frozenset((
        "governorate", "district", "subdistrict", "country", "base", "river", "hill", "dam",
    )),
    "neighbourhood": frozenset(("governorate", "country", "city", "district", "base", "river")),
    "governorate": frozenset(("settlement", "town", "city", "neighbourhood", "base")),
    "district": frozenset(("governorate", "neighbourhood", "base")),
    "site": frozenset(("governorate", "country", "district", "subdistrict")),
    "hill": frozenset(("governorate", "country", "city")),
}  # fmt: skip
_SITE_KINDS: Final = {
    "قاعده": "base", "معسكر": "base", "معبر": "crossing", "منفذ": "crossing", "مطار": "airport", "سد": "dam",
    "جسر": "bridge", "حقل": "oil-field", "حقول": "oil-field", "سجن": "prison", "مخيم": "camp",
    "دوار": "neighbourhood", "شارع": "neighbourhood",
}  # fmt: skip
_COMPASS: Final = {
    "شمال": 0.0, "شرق": 90.0, "جنوب": 180.0, "غرب": 270.0,
    "north": 0.0, "east": 90.0, "south": 180.0, "west": 270.0,
}  # fmt: skip
_REPEATED: Final = frozenset(("neighbourhood", "settlement", "hill"))
_MOST_VOTERS: Final = 40
#: A place «شمال س» is looked for within so many km of the middle of a settlement.
_BESIDE_M: Final = 10_000
#: How many mentions, and tokens, away a place may be named that stands in for an unknown one.
_NEIGHBOURS: Final = 6
_NEIGHBOUR_TOKENS: Final = 25
#: The longest stretch of road whose middle says anything.
_LONGEST_KM: Final = 250
_AROUND_M: Final = 3_000
_COUNTRYSIDE_M: Final = 20_000


@cache
def weights() -> dict[str, float]:
    """The readable weights of the ranking, from ``tables/places/weights.csv``."""
    return {row["feature"]: float(row["weight"]) for row in load_table("weights.csv", folder=PLACES)}


def resolve_places(
    mentions: Sequence[PlaceMention], gazetteer: Gazetteer, *, hint: Hint | None = None
) -> list[ResolvedPlace]:
    """Decide all mentions of a report together; the result is parallel to ``mentions``.

    Parents are decided before what lies in them. A first round scores each mention by itself, a second
    adds how well a candidate agrees with what the others were taken for.
    """
    ranking = _Ranking(mentions, gazetteer, hint or Hint())
    return ranking.resolve()


class _Ranking:
    def __init__(self, mentions: Sequence[PlaceMention], gazetteer: Gazetteer, hint: Hint) -> None:
        self.mentions = mentions
        self.gazetteer = gazetteer
        self.hint = hint
        self.weights = weights()
        self._weighed: dict[tuple[str, ...], tuple[tuple[tuple[str, float], ...], float]] = {}
        self.children: dict[int, list[int]] = {}
        for n, mention in enumerate(mentions):
            if mention.parent is not None:
                self.children.setdefault(mention.parent, []).append(n)
        self.order = sorted(range(len(mentions)), key=self._depth)

    def _depth(self, n: int) -> tuple[int, int]:
        depth, at = 0, self.mentions[n].parent
        while at is not None and depth < 20:
            depth, at = depth + 1, self.mentions[at].parent
        return depth, n

    def resolve(self) -> list[ResolvedPlace]:
        """Two rounds of ranking, then points and radii."""
        rankings: list[list[Scored]] = [[] for _ in self.mentions]
        for n in self.order:
            rankings[n] = self._rank(n, rankings, None)
        context = _Context(rankings, self.mentions)
        for n in self.order:
            if rankings[n]:
                rankings[n] = self._rank(n, rankings, context)
        results: list[ResolvedPlace | None] = [None] * len(self.mentions)
        for n in self.order:
            results[n] = self._place(n, rankings[n], results)
        placed = [result for result in results if result is not None]
        return [self._beside(n, placed) if place.lat is None else place for n, place in enumerate(placed)]

    # -------------------------------------------------------------- scoring

    def _rank(self, n: int, rankings: list[list[Scored]], context: _Context | None) -> list[Scored]:
        mention = self.mentions[n]
        if context is None and len(mention.candidates) == 1 and mention.parent is None:
            return [Scored(mention.candidates[0], 1.0, (("only", 1.0),))]
        parent = mention.parent
        parent_row = rankings[parent][0].row if parent is not None and rankings[parent] else None
        scored = [self._score(n, row, parent_row, context) for row in mention.candidates]
        scored.sort(key=lambda s: (-s.score, s.row.radius_m, s.row.id))
        return scored

    def _score(
        self, n: int, row: GazetteerRow, parent: GazetteerRow | None, context: _Context | None
    ) -> Scored:
        mention = self.mentions[n]
        names = [_prominence_feature(row.kind)]
        if mention.generic is not None:
            names += self._kind_features(mention, row)
        if row.country in self.hint.countries:
            names.append("country_prior")
        if row.kind == "governorate" and self._holds_settlement(n):
            names.append("seat_for_parent")
        if parent is not None and parent is not row:
            names += _parent_features(mention, self.mentions[mention.parent or 0], row, parent)
        known, score = self._weigh(tuple(names))
        features = [*known]
        shares = [("country_share", self.gazetteer.country_share(row.country))]
        if context is not None:
            shares += context.features(n, row).items()
        for name, share in shares:
            value = self.weights[name] * share
            features.append((name, value))
            score += value
        return Scored(row, score, tuple(features))

    def _weigh(self, names: tuple[str, ...]) -> tuple[tuple[tuple[str, float], ...], float]:
        """Features that hold or don't, with their weights and the sum; candidates share few sets of them."""
        known = self._weighed.get(names)
        if known is None:
            features = tuple((name, self.weights[name]) for name in names)
            known = self._weighed[names] = features, sum(value for _, value in features)
        return known

    @staticmethod
    def _kind_features(mention: PlaceMention, row: GazetteerRow) -> list[str]:
        category = mention.generic
        if category is None or mention.modifier in ("ريف", "باديه"):
            return []
        wanted = _SITE_KINDS.get(mention.generic_word)
        if wanted is not None and row.kind == wanted:
            return ["kind_fits", "kind_fits"]
        if row.kind in _FITS[category]:
            return ["kind_fits"]
        return ["kind_misfits"] if row.kind in _MISFITS.get(category, ()) else []

    def _holds_settlement(self, n: int) -> bool:
        """Whether a bare governorate name contains something as large as a settlement."""
        if self.mentions[n].generic == "settlement" or self.mentions[n].direction:
            return False
        for child in self.children.get(n, ()):
            mention = self.mentions[child]
            if mention.relation == "in" and (
                mention.generic in ("settlement", "district", "area")
                or any(row.kind in ("town", "settlement") for row in mention.candidates)
            ):
                return True
        return False

    # -------------------------------------------------------------- points

    def _place(self, n: int, ranking: list[Scored], done: list[ResolvedPlace | None]) -> ResolvedPlace:
        mention = self.mentions[n]
        if ranking and not self._is_elsewhere(mention, ranking[0]):
            return self._known(mention, ranking)
        parent = done[mention.parent] if mention.parent is not None else None
        precision = _PRECISION[mention.generic or "settlement"]
        if parent is None or parent.lat is None:
            return ResolvedPlace(
                None, None, None, precision, None, "read", None, None, 0.0, "not in the gazetteer"
            )
        radius = parent.radius_m or 0
        if mention.relation == "near":
            radius = max(radius, _BESIDE_M)
        note = "not in the gazetteer; the point is that of its parent"
        return ResolvedPlace(
            None,
            parent.lat,
            parent.lon,
            precision,
            radius,
            "parent",
            parent.admin1,
            parent.country,
            0.0,
            note,
        )

    def _beside(self, n: int, placed: Sequence[ResolvedPlace]) -> ResolvedPlace:
        """A place without a point of its own or of a parent gets that of the town or area named nearest."""
        mention, place = self.mentions[n], placed[n]
        if place.precision not in ("site", "settlement"):
            return place
        near = [
            (max(mention.first - other.last, other.first - mention.last), m)
            for m in range(max(0, n - _NEIGHBOURS), min(len(placed), n + _NEIGHBOURS + 1))
            if placed[m].row is not None and placed[m].precision in ("settlement", "area")
            for other in (self.mentions[m],)
        ]
        if not near or min(near)[0] > _NEIGHBOUR_TOKENS:
            return place
        stand_in = placed[min(near)[1]]
        return replace(
            place, lat=stand_in.lat, lon=stand_in.lon, radius_m=max(stand_in.radius_m or 0, _COUNTRYSIDE_M),
            basis="parent", admin1=stand_in.admin1, country=stand_in.country,
            note="not in the gazetteer; the point is that of the place named nearest",
        )  # fmt: skip

    @staticmethod
    def _is_elsewhere(mention: PlaceMention, best: Scored) -> bool:
        """Whether the only places of the name lie where the text says that this one does not.

        Roundabouts, quarters and villages of one name are everywhere: one that lies in no governorate of the
        report, and 50 km (a village 100 km) from every other place of it, is not the one meant.
        """
        if best.row.kind in _REPEATED and mention.parent is None:
            shares = dict(best.features)
            least = 0.06 if best.row.kind == "settlement" else 0.2
            if shares.get("agree_admin1") == 0 and shares.get("near", 0.0) < least:
                return True
        # «بلدة س غربي ص»: a namesake at the other end of the country does not lie west of it either; but
        # "the base, west of Baghdad" may be far out on the side that is told.
        told = {name for name, _ in best.features}
        large = best.row.kind not in _REPEATED and "bearing" in told
        return mention.relation is not None and "far_from_parent" in told and not large

    def _known(self, mention: PlaceMention, ranking: list[Scored]) -> ResolvedPlace:
        best = ranking[0]
        row = best.row
        lat, lon, radius = row.lat, row.lon, row.radius_m
        precision = _precision(mention, row)
        ends = [other for other in mention.others if _may_meet(row, other)]
        if ends:
            lat, lon, radius = _between(row, ends)
        elif mention.modifier in ("ريف", "باديه", "ارياف", "ريفي") and row.kind not in (
            "area",
            "governorate",
        ):
            radius = max(radius, _COUNTRYSIDE_M)
        elif mention.direction is not None:
            radius = max(radius, radius if row.kind in ("governorate", "country") else _BESIDE_M)
        elif mention.modifier is not None:
            radius = max(radius, radius + _AROUND_M)
        return ResolvedPlace(
            row, lat, lon, precision, radius, "read", row.admin1 or None, row.country or None, best.score,
            "", tuple(ranking),
        )  # fmt: skip


@cache
def _prominence_feature(kind: str) -> str:
    return f"prominence_{_prominence(kind)}"


def _prominence(kind: str) -> str:
    if kind in ("city", "town", "settlement", "neighbourhood", "governorate", "country", "area"):
        return kind
    if kind in ("river", "lake"):
        return "river"
    return "area" if kind in ("district", "subdistrict") else "site"


def own_precision(row: GazetteerRow) -> PlacePrecision:
    """How exactly a place is told by its name alone."""
    return _PRECISION[KIND_CATEGORY.get(row.kind, "site")]


def _precision(mention: PlaceMention, row: GazetteerRow) -> PlacePrecision:
    """How exactly the text tells the place: the generic word counts before the gazetteer's kind."""
    own = own_precision(row)
    if mention.others:
        return "area"
    if mention.modifier in ("ريف", "باديه", "ارياف", "ريفي"):
        return "governorate" if own == "governorate" and mention.generic == "governorate" else "area"
    if mention.direction is not None and mention.generic is None and own != "site":
        return "area"
    if mention.generic == "hill" and own == "settlement":
        return own  # «تل رفعت» is a town
    if mention.generic in ("site", "neighbourhood", "hill", "governorate", "district", "area", "road"):
        return _PRECISION[mention.generic]
    return own


def _parent_features(
    mention: PlaceMention, parent_mention: PlaceMention, row: GazetteerRow, parent: GazetteerRow
) -> list[str]:
    names = []
    far = distance_km(row.lat, row.lon, parent.lat, parent.lon)
    if (row.admin1 and row.admin1 == parent.admin1 and row.country == parent.country) or (
        parent.kind == "country" and row.country == parent.country
    ):
        names.append("in_parent_admin1")
    if mention.relation == "near":
        if far <= 60:
            names.append("near_parent")
        if far > 1 and parent_mention.direction and _is_towards(parent_mention.direction, row, parent):
            names.append("bearing")
    elif far * 1000 <= parent.radius_m + row.radius_m:
        names.append("inside_parent")
    reach = max(60.0, 1.5 * parent.radius_m / 1000)
    if far > reach and "in_parent_admin1" not in names:
        names.append("far_from_parent")
    return names


def _is_towards(direction: str, row: GazetteerRow, parent: GazetteerRow) -> bool:
    angles = [
        angle for word, angle in _COMPASS.items() for part in direction.split() if part.startswith(word)
    ]
    if not angles:
        return False
    bearing = bearing_degrees(parent.lat, parent.lon, row.lat, row.lon)
    return all(abs((bearing - angle + 180) % 360 - 180) <= 80 for angle in angles)


def _may_meet(row: GazetteerRow, other: GazetteerRow) -> bool:
    """Whether two places can be the ends of one stretch of road."""
    return distance_km(row.lat, row.lon, other.lat, other.lon) <= _LONGEST_KM


def _between(row: GazetteerRow, others: Sequence[GazetteerRow]) -> tuple[float, float, int]:
    """The middle of a stretch of road, with half its length as the radius."""
    other = min(others, key=lambda o: distance_km(row.lat, row.lon, o.lat, o.lon))
    far = distance_km(row.lat, row.lon, other.lat, other.lon)
    lat, lon = middle(row.lat, row.lon, other.lat, other.lon)
    return lat, lon, max(5_000, int(far * 500))


class _Context:
    """What the first round took the mentions for, as votes for governorates, countries and points.

    Only distinct places vote, and no more than the first forty, so that a long text stays linear.
    """

    def __init__(self, rankings: list[list[Scored]], mentions: Sequence[PlaceMention]) -> None:
        self.voters: dict[GazetteerRow, set[int]] = {}
        for n, ranking in enumerate(rankings):
            if not ranking:
                continue
            if len(ranking) == 1 or ranking[0].score - ranking[1].score >= 0.5 or _same_spot(ranking):
                row = ranking[0].row
                if row in self.voters or len(self.voters) < _MOST_VOTERS:
                    self.voters.setdefault(row, set()).add(n)
        # A country is often named for what its forces do elsewhere: it votes only where nothing else can.
        within = [row.country for row in self.voters if row.kind != "country"]
        self.countries = Counter(within or [row.country for row in self.voters])
        self._alone = {n for mentions in self.voters.values() if len(mentions) == 1 for n in mentions}
        # A village that nothing places but its name, however often said, does not vouch for itself.
        self._bare = {
            row
            for row, voting in self.voters.items()
            if row.kind in _REPEATED and all(mentions[n].parent is None for n in voting)
        }
        self._known: dict[tuple[int, int], dict[str, float]] = {}
        self._all_countries = sum(self.countries.values())
        #: The places that vote, with the mention that alone stands for each, or -1.
        self._places = [
            (row, row.admin1, row.country, row.lat, row.lon, next(iter(voting)) if len(voting) == 1 else -1)
            for row, voting in self.voters.items()
            if row.kind != "country"
        ]

    def features(self, n: int, row: GazetteerRow) -> dict[str, float]:
        """Shares between 0 and 1 of the agreement features."""
        # A mention without a vote of its own is told the same as every other of its place.
        key = (id(row), n if n in self._alone else -1)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._agreement(n, row)
        return known

    def _agreement(self, n: int, row: GazetteerRow) -> dict[str, float]:
        found: dict[str, float] = {}
        count = agree = 0
        nearest = 1e9
        admin1, country, lat, lon = row.admin1, row.country, row.lat, row.lon
        for other, other_admin1, other_country, other_lat, other_lon, alone in self._places:
            if alone == n or (other is row and row in self._bare):
                continue
            count += 1
            agree += other_admin1 == admin1 and other_country == country
            far = rough_km(lat, lon, other_lat, other_lon)
            if far < nearest:
                nearest = far
        if count:
            found["agree_admin1"] = agree / count
            found["near"] = 0.5 ** (nearest / 25)
        if self.countries:
            found["agree_country"] = self.countries[country] / self._all_countries
        return found


def _same_spot(ranking: list[Scored]) -> bool:
    """Whether the two best candidates are a seat and its division, which agree on where."""
    a, b = ranking[0].row, ranking[1].row
    return a.admin1 == b.admin1 and a.country == b.country
