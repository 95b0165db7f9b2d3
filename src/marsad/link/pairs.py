"""Candidate pairs and their weights, with Splink on DuckDB.

The model is Fellegi and Sunter's ("A Theory for Record Linkage", JASA 1969) as Splink computes
it: each comparison puts a pair on a level, and a level adds log2(m / u). Splink 5 was chosen
over 4: it takes Arrow tables without pandas, and scores new records against old ones
with blocking on exploded arrays (`predict_between`).

The chances m and u are stored (``tables/link_levels.csv``) and never estimated at run time:
the weight of a pair must not hang on which reports came earlier. Only the shares of places
and actors (term frequencies) come from the store, coarsely rounded (`term_shares`).
"""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa

from marsad.link.facts import EventFacts
from marsad.link.settings import Level, figures, levels

if TYPE_CHECKING:
    from splink import Linker, SettingsCreator

TERMS: Final = ("place_term", "initiator_term")
#: What a level that is left out of a pair's levels means: the reports don't tell enough.
UNTOLD: Final = -1


class Pair(NamedTuple):
    """Two events weighed: ``left`` < ``right``; ``levels`` as positions, `UNTOLD` where untold.

    ``terms`` is the part of the weight that the rarity of the place and the actor brought.
    """

    left: str
    right: str
    weight: float
    levels: tuple[int, ...]
    terms: float


Shares = Mapping[str, Mapping[str, float]]


def term_shares(events: Sequence[EventFacts]) -> Shares:
    """How common each place and each first actor is: the term frequencies of the model.

    An actor's is its share of the events that name one. A place's is a rate, the events a day
    that name it: the chance that another event of the same day and place is another
    incident grows with it, however many reports the store holds. Both are rounded to powers of
    ``terms.step``, so that one more report seldom changes a weight; and as they are functions
    of all events together, the order of arrival does not matter.
    """
    terms = figures().terms
    places = Counter(e.place_term for e in events if e.place_term is not None)
    actors = Counter(e.initiators[0] for e in events if e.initiators)
    span = max(_span(events), terms.shortest_span)
    return {
        "place_term": {t: _rounded(n / span, terms.least_rate) for t, n in places.items()},
        "initiator_term": {t: _rounded(n / actors.total(), terms.least_share) for t, n in actors.items()},
    }


def _span(events: Sequence[EventFacts]) -> int:
    """Days that the events span, without the outermost twentieths: a reminder of 1982 stretches nothing."""
    days = sorted(e.first_day for e in events if e.first_day is not None)
    if not days:
        return 0
    edge = len(days) // 20
    return days[-1 - edge] - days[edge] + 1


def _rounded(value: float, least: float) -> float:
    if value <= least:
        return least
    step = figures().terms.step
    return float(least * step ** round(math.log(value / least, step)))


def term_of(event: EventFacts, name: str) -> str | None:
    """The event's place or first actor."""
    if name == "place_term":
        return event.place_term
    return event.initiators[0] if event.initiators else None


def weigh(
    events: Sequence[EventFacts],
    shares: Shares,
    new: frozenset[str] | None = None,
    *,
    least: float | None = None,
) -> list[Pair]:
    """All pairs worth a thought.

    Args:
        events: All events, each key once.
        shares: From `term_shares` over all events.
        new: Keys of the events to weigh against all; None weighs all against all.
        least: Weight of the pairs to give; None takes that of a suggestion.
    Returns:
        Pairs of at least that weight, sorted by key.
    """
    options: dict[str, Any] = {
        "threshold_match_weight": figures().suggested if least is None else least,
        "warning_mode": "never",
    }
    if len(events) < 2 or (new is not None and not new):
        return []
    fresh = list(events) if new is None else [e for e in events if e.key in new]
    old = [] if new is None else [e for e in events if e.key not in new]
    linker, api, tables = _linker(fresh, old, shares)
    found: list[Pair] = []
    if len(fresh) > 1:
        found += _pairs(linker.inference.predict_within(tables[0], **options), api)
    if fresh and old:
        found += _pairs(linker.inference.predict_between(tables[0], tables[1], **options), api)
    api.duckdb_con.close()
    return sorted(found)


def _linker(fresh: list[EventFacts], old: list[EventFacts], shares: Shares) -> tuple[Linker, Any, list[Any]]:
    from splink import DuckDBAPI, Linker

    for name in ("splink", "splink.internals.blocking"):  # Splink gives each module a level of its own
        logging.getLogger(name).setLevel(logging.ERROR)
    api = DuckDBAPI()
    api.duckdb_con.execute("SET threads = 2; SET memory_limit = '3GB'; SET preserve_insertion_order = false")
    tables = [api.register(arrow_table(fresh))]
    if old:
        tables.append(api.register(arrow_table(old)))
    linker = Linker(tables[0], settings())
    for name in TERMS:
        known = shares.get(name) or {"": 1.0}
        lookup = pa.table({name: list(known), f"tf_{name}": list(known.values())})
        linker.table_management.register_term_frequency_lookup(api.register(lookup), name)
    return linker, api, tables


def _pairs(predicted: Any, api: Any) -> Iterable[Pair]:
    names = list(levels())
    parts = ", ".join(f"mw_{name}" for name in names)
    terms = " + ".join(f"mw_tf_adj_{name}" for name in names if any(row.term for row in levels()[name]))
    query = f"select key_l, key_r, match_weight, {terms}, {parts} from {predicted.physical_name}"
    for left, right, weight, rarity, *rest in api.duckdb_con.execute(query).fetchall():
        first, second = (left, right) if left < right else (right, left)
        places = tuple(_positions()[name, round(part, 6)] for name, part in zip(names, rest, strict=True))
        yield Pair(first, second, round(weight, 3), places, round(rarity, 3))


@cache
def _positions() -> Mapping[tuple[str, float], int]:
    """Which level a part of a weight stands for; Splink gives out parts, and levels only with all columns."""
    found = {
        (name, round(weight_of(row), 6)): place
        for name, rows in levels().items()
        for place, row in enumerate(rows)
    }
    return {**{(name, 0.0): UNTOLD for name in levels()}, **found}


def weight_of(level: Level) -> float:
    """What a level adds to a weight: log2(m / u)."""
    return math.log2(level.m / level.u)


# The model


def settings() -> SettingsCreator:
    """The model as Splink takes it."""
    from splink import SettingsCreator
    from splink.blocking_rule_library import CustomRule

    apart = "l.report <> r.report"
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="key",
        probability_two_random_records_match=figures().prior,
        blocking_rules_to_generate_predictions=[
            CustomRule(f"l.near_key = r.near_key and {apart}", arrays_to_explode=["near_key"]),
            CustomRule(
                f"l.area_key = r.area_key and {apart} and (l.coarse or r.coarse)",
                arrays_to_explode=["area_key"],
            ),
            CustomRule(f"l.deed_key = r.deed_key and {apart}", arrays_to_explode=["deed_key"]),
        ],
        comparisons=[_comparison(name, rows) for name, rows in levels().items()],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(name: str, rows: tuple[Level, ...]) -> dict[str, Any]:
    untold = {"sql_condition": _UNTOLD[name], "label_for_charts": "untold", "is_null_level": True}
    return {
        "output_column_name": name,
        "comparison_levels": [untold, *map(_level, rows)],
    }


def _level(row: Level) -> dict[str, Any]:
    level: dict[str, Any] = {
        "sql_condition": _CONDITIONS.get(f"{row.comparison}.{row.level}", "ELSE"),
        "label_for_charts": row.level,
        "m_probability": row.m,
        "u_probability": row.u,
    }
    if row.term:
        level |= {
            "tf_adjustment_column": row.term,
            "tf_adjustment_weight": row.term_weight,
            "disable_tf_exact_match_detection": True,
        }
    return level


_KM: Final = """(12742.0 * asin(least(1.0, sqrt(
    pow(sin(radians(lat_r - lat_l) / 2), 2)
    + cos(radians(lat_l)) * cos(radians(lat_r)) * pow(sin(radians(lon_r - lon_l) / 2), 2)))))"""


_LATE_HOURS: Final = 24 * figures().time.late_days
_SHARE_A_DAY: Final = "first_day_l <= last_day_r and first_day_r <= last_day_l"


def _counts(name: str) -> dict[str, str]:
    """Conditions for two counts; an open bound is the other bound."""
    equal = f"{name}_least_l = {name}_least_r and {name}_most_l = {name}_most_r"
    gap = (
        f"greatest({name}_least_l, {name}_least_r) - least({name}_most_l, {name}_most_r)"
        f" <= greatest(1, 0.4 * greatest({name}_most_l, {name}_most_r))"
        f" and (least({name}_most_l, {name}_most_r) > 0 or greatest({name}_least_l, {name}_least_r) = 0)"
    )
    return {
        f"{name}.same-high": f"{equal} and {name}_most_l >= 3",
        f"{name}.same": equal,
        f"{name}.close": gap,
    }


#: When a pair stands on a level; the last level of each comparison takes the rest.
_CONDITIONS: Final[Mapping[str, str]] = {
    "what.same-type": "type_l = type_r",
    "what.same-kind": "list_has_any(kinds_l, kinds_r)",
    "when.other-hour": f"{_SHARE_A_DAY} and (from_hour_l >= to_hour_r or from_hour_r >= to_hour_l)",
    "when.same-day": f"exact_day_l and exact_day_r and {_SHARE_A_DAY}",
    "when.day-or-so": _SHARE_A_DAY,
    "when.night": "from_hour_l < to_hour_r and from_hour_r < to_hour_l",
    "when.late": f"""from_hour_l - {_LATE_HOURS} * published_basis_l::int < to_hour_r
        and from_hour_r - {_LATE_HOURS} * published_basis_r::int < to_hour_l""",
    "where.untold": "place_term_l is null or place_term_r is null",
    "where.same-place": "exact_place_l and exact_place_r and place_term_l = place_term_r",
    "where.very-near": f"""exact_place_l and exact_place_r and {_KM} <= greatest(
        {figures().place.same_km}, radius_km_l * site_r::int, radius_km_r * site_l::int)""",
    "where.near": f"""exact_place_l and exact_place_r
        and {_KM} <= {figures().place.near_km}""",
    "where.around": "place_term_l = place_term_r",
    "where.inside": f"""not (exact_place_l and exact_place_r)
        and (admin1_l = admin1_r or {_KM} <= radius_km_l + radius_km_r)""",
    "initiator.same": "initiator_term_l = initiator_term_r",
    "initiator.allied": "list_has_any(allies_l, initiators_r) or list_has_any(allies_r, initiators_l)",
    "target.same": "list_has_any(targets_l, targets_r)",
    **_counts("killed"),
    **_counts("injured"),
}
#: When the reports don't tell enough to compare.
_UNTOLD: Final[Mapping[str, str]] = {
    "what": "false",
    "when": "first_day_l is null or first_day_r is null",
    "where": "false",
    "initiator": "initiator_term_l is null or initiator_term_r is null",
    "target": "len(targets_l) = 0 or len(targets_r) = 0",
    "killed": "killed_least_l is null or killed_least_r is null",
    "injured": "injured_least_l is null or injured_least_r is null",
}


# Events as an Arrow table


def arrow_table(events: Sequence[EventFacts]) -> pa.Table:
    """The columns that comparisons and blocking ask for."""
    return pa.table({name: pa.array(map(get, events), type=kind) for name, (kind, get) in _COLUMNS.items()})


def _near_keys(event: EventFacts) -> list[str]:
    """Day and place, and day and cell: events at most a cell apart share one."""
    if event.place_term is None:
        return []
    named = [f"{day}:{event.place_term}" for day in _days(event)]
    if not event.exact_place or event.lat is None or event.lon is None:
        return named
    size = figures().place.cell_degrees
    row, column = math.floor(event.lat / size), math.floor(event.lon / size)
    cells = [f"{row + i}/{column + j}" for i in (0, 1) for j in (0, 1)]
    return named + [f"{day}:{cell}" for day in _days(event) for cell in cells]


def _area_keys(event: EventFacts) -> list[str]:
    """Day and governorate, for pairs of which one tells no more."""
    if event.admin1 is None:
        return []
    return [f"{day}:{event.country}:{event.admin1}" for day in _days(event)]


def _deed_keys(event: EventFacts) -> list[str]:
    """Day, type and first actor or target, for events that tell no place."""
    if event.place_term is not None:
        return []
    who = (*event.initiators[:1], *event.targets[:1])
    return [f"{day}:{event.type}:{actor}" for day in _days(event) for actor in who]


def _days(event: EventFacts) -> list[str]:
    """Keys of the days that it may have been; a long stretch meets only its like."""
    if event.first_day is None or event.last_day is None:
        return []
    if event.last_day - event.first_day > figures().time.longest_span:
        return [f"{event.first_day}-{event.last_day}"]
    return [str(day) for day in range(*_day_range(event))]


def _day_range(event: EventFacts) -> tuple[int, int]:
    assert event.from_hour is not None
    assert event.to_hour is not None
    late = figures().time.late_days if event.published_basis else 0
    return event.from_hour // 24 - late, (event.to_hour - 1) // 24 + 1


def _least(count: tuple[int | None, int | None] | None) -> int | None:
    if count is None:
        return None
    return count[0] if count[0] is not None else 0


def _most(count: tuple[int | None, int | None] | None) -> int | None:
    if count is None:
        return None
    return count[1] if count[1] is not None else count[0]


_WORDS: Final = pa.list_(pa.string())
_COLUMNS: Final[Mapping[str, tuple[Any, Any]]] = {
    "key": (pa.string(), lambda e: e.key),
    "report": (pa.string(), lambda e: e.report),
    "type": (pa.string(), lambda e: e.type),
    "kinds": (_WORDS, lambda e: e.kinds),
    "first_day": (pa.int32(), lambda e: e.first_day),
    "last_day": (pa.int32(), lambda e: e.last_day),
    "exact_day": (pa.bool_(), lambda e: e.exact_day),
    "published_basis": (pa.bool_(), lambda e: e.published_basis),
    "from_hour": (pa.int32(), lambda e: e.from_hour),
    "to_hour": (pa.int32(), lambda e: e.to_hour),
    "place_term": (pa.string(), lambda e: e.place_term),
    "exact_place": (pa.bool_(), lambda e: e.exact_place),
    "site": (pa.bool_(), lambda e: e.site),
    "coarse": (pa.bool_(), lambda e: not e.exact_place),
    "lat": (pa.float64(), lambda e: e.lat),
    "lon": (pa.float64(), lambda e: e.lon),
    "radius_km": (pa.float64(), lambda e: e.radius_km),
    "admin1": (pa.string(), lambda e: e.admin1),
    "initiators": (_WORDS, lambda e: e.initiators),
    "initiator_term": (pa.string(), lambda e: term_of(e, "initiator_term")),
    "allies": (_WORDS, lambda e: e.allies),
    "targets": (_WORDS, lambda e: e.targets),
    "killed_least": (pa.int32(), lambda e: _least(e.killed)),
    "killed_most": (pa.int32(), lambda e: _most(e.killed)),
    "injured_least": (pa.int32(), lambda e: _least(e.injured)),
    "injured_most": (pa.int32(), lambda e: _most(e.injured)),
    "near_key": (_WORDS, _near_keys),
    "area_key": (_WORDS, _area_keys),
    "deed_key": (_WORDS, _deed_keys),
}
