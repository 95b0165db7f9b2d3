"""Published totals beside recorded incidents. Every figure and happening is made up."""

from __future__ import annotations

import pytest

from marsad.link.tallies import Comparison
from marsad.link.tallies.areas import AreaReader, told
from marsad.link.tallies.candidates import MOST_ASIDE, MOST_OUTSIDE
from marsad.link.tallies.kinds import standard_kinds
from marsad.model import Count
from marsad.tables import FOLDER, load_table
from tallykit import beside, gazetteer, incident, one, published


def doubts(made: Comparison) -> dict[str, tuple[str, ...]]:
    return {near.id: near.reasons for near in made.possible}


def faults(made: Comparison) -> dict[str, tuple[str, ...]]:
    return {near.id: near.reasons for near in made.outside}


def codes(result: object) -> list[str]:
    return [line.code for line in result.findings]  # type: ignore[attr-defined]


# ------------------------------------------------------------------ which incidents fit


def test_a_total_is_set_beside_what_is_recorded_with_the_sum_shown() -> None:
    tally = published(parts={"ريف دير الزور": 135, "ريف الحسكة": 20})
    result = one(
        tally,
        incident("a", "2025-03-01"),
        incident("b", "2025-04-01"),
        incident("c", "2025-04-02", "qamishli"),
        incident("d", "2025-05-01", initiators=()),
    )
    total = result.total
    assert total.recorded == ("a", "b", "c")
    assert doubts(total) == {"d": ("actor-unknown",)}
    assert (total.missing, total.outcome) == (Count(157, 158), "missing")
    assert [part.recorded for part in result.parts] == [("a", "b"), ("c",)]
    assert [part.missing for part in result.parts] == [Count(132, 133), Count(19, 19)]
    assert result.rest is not None
    assert (result.rest.claimed, result.rest.recorded) == (Count(6, 6), ())
    (line, *_) = result.lines
    assert (line.code, line.details["claimed"]) == ("sum", "161")
    assert [term.details["count"] for term in line.terms] == ["135", "20", "6"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"day": "2024-12-30", "end": "2025-01-02"}, "period-edge"),
        ({"day": "2025-09-20", "end": "2025-10-20", "date_precision": "month"}, "period-edge"),
        ({"place": "manbij"}, "area-part"),
        ({"place": None}, "place-unknown"),
        ({"place": None, "country": "SY"}, "country-only"),
        ({"contested": True}, "actor-contested"),
        ({"initiators": ()}, "actor-unknown"),
        ({"initiators": ("unidentified-armed-group",)}, "actor-unknown"),
        ({"initiators": (), "others": ("islamic-state",)}, "actor-role-unknown"),
        ({"kind": "armed-clash"}, "type-covered"),
        ({"kind": "assassination"}, "type-covered"),
        ({"types": ("arrest", "attack"), "classes": ("coercion",)}, "type-disputed"),
        ({"initiators": ("islamic-state", "sdf"), "contested": True}, "actor-contested"),
        ({"types": (), "classes": ()}, "type-unknown"),
        ({"status": "denied"}, "denied"),
        ({"status": "alleged"}, "only-alleged"),
    ],
)
def test_what_is_undecided_makes_an_incident_possible(changes: dict[str, object], reason: str) -> None:
    fields = {"day": "2025-03-01", "place": "bukamal", **changes}
    day, place = fields.pop("day"), fields.pop("place")
    total = one(published(), incident("x", day, place, **fields)).total  # type: ignore[arg-type]
    assert total.recorded == ()
    assert doubts(total) == {"x": (reason,)}
    assert total.missing == Count(160, 161)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"day": "2024-12-31"}, "before-period"),
        ({"day": "2025-09-23"}, "after-period"),
        ({"place": "daraa"}, "other-area"),
        ({"place": "mosul"}, "other-country"),
        ({"initiators": ("sdf",)}, "other-actor"),
        ({"initiators": (), "targets": ("islamic-state",)}, "actor-harmed"),
        ({"kind": "meeting"}, "other-type"),
        ({"status": "planned"}, "only-planned"),
    ],
)
def test_what_fails_one_term_is_shown_outside(changes: dict[str, object], reason: str) -> None:
    fields = {"day": "2025-03-01", "place": "bukamal", **changes}
    day, place = fields.pop("day"), fields.pop("place")
    total = one(published(), incident("x", day, place, **fields)).total  # type: ignore[arg-type]
    assert (total.recorded, total.possible) == ((), ())
    assert faults(total) == {"x": (reason,)}


@pytest.mark.parametrize(
    "fields",
    [
        {"place": "daraa", "kind": "meeting"},  # two terms fail
        {"day": "2026-06-01"},  # far from the period
        {"place": "daraa", "initiators": ()},  # one fails, another is in doubt
    ],
)
def test_what_is_far_from_the_terms_is_not_shown(fields: dict[str, object]) -> None:
    fields = {"day": "2025-03-01", "place": "bukamal", **fields}
    day, place = fields.pop("day"), fields.pop("place")
    total = one(published(), incident("x", day, place, **fields)).total  # type: ignore[arg-type]
    assert (total.recorded, total.possible, total.outside) == ((), (), ())


@pytest.mark.parametrize(
    "fields",
    [
        {"day": None},
        {"place": None, "initiators": ()},  # no place, and no doer either
        {"place": None, "country": "SY", "kind": "armed-clash"},
        {"place": "manbij", "initiators": (), "kind": "armed-clash"},  # three doubts
    ],
)
def test_that_of_which_too_little_is_known_enters_no_sum(fields: dict[str, object]) -> None:
    fields = {"day": "2025-03-01", "place": "bukamal", **fields}
    day, place = fields.pop("day"), fields.pop("place")
    result = one(published(), incident("x", day, place, **fields))  # type: ignore[arg-type]
    assert (result.total.recorded, result.total.possible) == ((), ())
    assert [near.id for near in result.total.aside] == ["x"]
    assert (result.total.missing, result.total.outcome) == (Count(161, 161), "missing")
    assert [line.details for line in result.lines if line.code == "aside"] == [{"incidents": "1"}]


def test_long_lists_of_those_left_aside_are_cut_and_counted() -> None:
    total = one(published(), *(incident(f"x{i:03}", None) for i in range(MOST_ASIDE + 3))).total
    assert (len(total.aside), total.aside_more) == (MOST_ASIDE, 3)


@pytest.mark.parametrize(
    ("target", "fits"),
    [("sdf", "recorded"), ("asayish", "recorded"), ("civilians", "possible"), ("sna", "possible")],
)
def test_an_attack_on_those_who_hold_the_ground_is_on_their_ground(target: str, fits: str) -> None:
    held = published(area="مناطق سيطرة قسد")
    total = one(held, incident("x", "2025-03-01", targets=(target,))).total
    assert (total.recorded == ("x",), bool(total.possible)) == (fits == "recorded", fits == "possible")
    elsewhere = one(held, incident("x", "2025-03-01", "daraa", targets=(target,))).total
    assert faults(elsewhere) == {"x": ("other-area",)}


def test_first_and_last_day_belong_to_the_period() -> None:
    total = one(published(), incident("a", "2025-01-01"), incident("b", "2025-09-22")).total
    assert total.recorded == ("a", "b")


def test_a_member_acts_for_the_whole_but_not_the_other_way_round() -> None:
    whole = published(actor="sdf", type="arrest")
    member = published(actor="asayish", type="arrest")
    arrest = incident("a", "2025-03-01", kind="arrest", initiators=("asayish",))
    coarse = incident("b", "2025-03-01", kind="arrest", initiators=("sdf",))
    assert one(whole, arrest).total.recorded == ("a",)
    assert doubts(one(member, coarse).total) == {"b": ("actor-coarser",)}


def test_an_ally_is_another_actor() -> None:
    tally = published(actor="turkish-forces", type="shelling")
    shelling = incident("a", "2025-03-01", kind="shelling", initiators=("sna",))
    assert faults(one(tally, shelling).total) == {"a": ("actor-ally",)}


def test_a_class_counts_all_its_types() -> None:
    tally = published(type="fighting")
    assert one(tally, incident("a", "2025-03-01", kind="armed-clash")).total.recorded == ("a",)
    few = incident("b", "2025-03-01", types=("arrest", "attack"), classes=("coercion",))
    assert doubts(one(tally, few).total) == {"b": ("type-disputed",)}


def test_long_lists_outside_are_cut_and_counted() -> None:
    many = [incident(f"x{i:03}", "2025-03-01", "daraa") for i in range(MOST_OUTSIDE + 15)]
    total = one(published(), *many).total
    assert (len(total.outside), total.outside_more) == (MOST_OUTSIDE, 15)


# ------------------------------------------------------------------ areas


@pytest.mark.parametrize(
    ("text", "whole", "part"),
    [
        ("شمال وشرق سوريا", ("الحسكة", "الرقة", "دير الزور"), ("حلب",)),
        ("north-east Syria", ("الحسكة", "الرقة", "دير الزور"), ("حلب",)),
        ("ريف دير الزور", ("دير الزور",), ()),
        ("rural Deir ez-Zor", ("دير الزور",), ()),
        ("Deir ez-Zor province", ("دير الزور",), ()),
        ("محافظة السويداء", ("السويداء",), ()),
        ("ريف دمشق", ("ريف دمشق",), ()),
        ("مناطق سيطرة قسد", (), ("الحسكة", "الرقة", "حلب", "دير الزور")),
        ("SDF-held areas", (), ("الحسكة", "الرقة", "حلب", "دير الزور")),
        ("Autonomous Administration areas", (), ("الحسكة", "الرقة", "حلب", "دير الزور")),
        ("إدلب وحلب", ("إدلب", "حلب"), ()),
        ("محافظات درعا والسويداء والقنيطرة", ("السويداء", "القنيطرة", "درعا"), ()),
        ("Idlib and Aleppo", ("إدلب", "حلب"), ()),
        ("عموم سوريا", ("SY",), ()),
        ("شمال حلب", (), ("حلب",)),
        ("جنوب لبنان", ("الجنوب", "النبطية"), ()),
        ("منبج", ("منبج",), ()),
        ("بادية حمص", (), ("حمص",)),
        ("areas under the Autonomous Administration", (), ("الحسكة", "الرقة", "حلب", "دير الزور")),
    ],
)
def test_words_of_areas_are_placed(text: str, whole: tuple[str, ...], part: tuple[str, ...]) -> None:
    area = told(AreaReader(gazetteer()).read(text), text)
    assert (area.whole, area.part) == (whole, part)


@pytest.mark.parametrize(
    "text",
    ["كوكب المريخ", "the moon", "،", "الجنوب", "الريف الشرقي", "المنطقة", "x" * 5000, "وا " * 12, "و و"],
)
def test_words_that_cannot_be_placed_are_not_guessed(text: str) -> None:
    assert AreaReader(gazetteer()).read(text).kind in ("unknown", "untold")


@pytest.mark.parametrize(
    ("area", "place", "fits"),
    [
        ("ريف دير الزور", "bukamal", "recorded"),
        ("ريف دير الزور", "deir", "outside"),  # the city is not its countryside
        ("ريف دير الزور", "deir-somewhere", "possible"),  # known to the governorate only
        ("محافظة دير الزور", "deir", "recorded"),
        ("مدينة دير الزور", "deir", "recorded"),
        ("مدينة دير الزور", "bukamal", "outside"),
        ("مدينة دير الزور", "deir-somewhere", "possible"),
        ("ريف دير الزور الشرقي", "bukamal", "possible"),  # no border is drawn
        ("ريف دير الزور الشرقي", "qamishli", "outside"),
        ("مناطق سيطرة قسد", "qamishli", "possible"),
        ("مناطق سيطرة قسد", "daraa", "outside"),
        ("ريف منبج", "manbij", "outside"),
        ("سوريا", "daraa", "recorded"),
        ("سوريا", "mosul", "outside"),
        ("كوكب المريخ", "daraa", "possible"),
        (None, "daraa", "possible"),
    ],
)
def test_places_lie_in_areas_surely_perhaps_or_not(area: str | None, place: str, fits: str) -> None:
    total = one(published(area=area), incident("x", "2025-03-01", place)).total
    where = {"recorded": total.recorded, "possible": total.possible, "outside": total.outside}
    assert [name for name, found in where.items() if found] == [fits]


def test_regions_name_divisions_that_the_gazetteer_holds() -> None:
    for row in load_table("regions.csv", key="id", folder=FOLDER / "places"):
        assert row["forms"] or gazetteer().get(row["id"]) is not None, row["id"]
        names = [name for name in f"{row['whole']}|{row['part']}".split("|") if name not in ("", "*")]
        assert names or row["part"] == "*"
        assert [n for n in names if gazetteer().governorate(row["country"], n) is None] == [], row["id"]


def test_words_around_areas_have_a_known_role() -> None:
    rows = load_table("area_words.csv", key="form", folder=FOLDER / "places")
    roles = {"and", "city", "countryside", "direction", "drop", "governorate", "held"}
    assert {row["role"] for row in rows} == roles


def test_totals_cover_types_that_there_are() -> None:
    kinds = standard_kinds()
    for row in load_table("tally_covers.csv", key="type"):
        assert kinds.listed(row["type"])
        assert [kind for kind in row["covers"].split("|") if kind not in kinds.classes] == []


# ------------------------------------------------------------------ people


def test_deaths_are_added_up_and_silent_incidents_named() -> None:
    tally = published(count=95, measure="killed")
    result = one(
        tally,
        incident("a", "2025-03-01", killed=Count(3, 5)),
        incident("b", "2025-03-02", killed=Count(1, 1)),
        incident("c", "2025-03-03"),
        incident("d", "2025-03-04", killed=Count(2, 2), contested=True),
    )
    total = result.total
    assert (total.recorded_count, total.possible_count) == (Count(4, 6), Count(2, 2))
    assert total.silent == ("c",)
    assert total.missing == Count(87, 91)
    assert total.outcome == "open"  # the silent one may hold any number
    assert "silent" in [line.code for line in result.lines]


def test_deaths_are_missing_where_every_incident_states_its_number() -> None:
    total = one(published(count=95, measure="killed"), incident("a", "2025-03-01", killed=Count(3, 5))).total
    assert (total.missing, total.outcome) == (Count(90, 92), "missing")


def test_an_incident_that_alone_exceeds_the_total_is_named() -> None:
    ones = [incident("a", "2025-03-01", killed=Count(5, 7)), incident("b", "2025-03-02", killed=Count(6, 6))]
    result = one(published(count=5, measure="killed"), *ones)
    assert [(line.code, line.details["incident"]) for line in result.findings] == [("incident-over", "b")]
    assert codes(one(published(count=5), *ones)) == []


def test_a_number_that_no_incident_states_is_told() -> None:
    result = one(published(count=95, measure="injured"), incident("a", "2025-03-01", killed=Count(3, 5)))
    assert "measure-not-recorded" in result.undecided
    assert result.total.outcome == "open"


def test_arrests_are_counted_as_captured() -> None:
    tally = published(count=12, measure="arrested", actor="sdf", type="arrest")
    taken = incident("a", "2025-03-01", kind="arrest", initiators=("sdf",), captured=Count(5, None))
    total = one(tally, taken).total
    assert total.recorded_count == Count(5, None)
    assert (total.missing, total.outcome) == (Count(None, 7), "open")


# ------------------------------------------------------------------ outcomes


@pytest.mark.parametrize(
    ("count", "recorded", "possible", "outcome", "missing"),
    [
        (3, 3, 0, "complete", Count(0, 0)),
        (3, 1, 1, "missing", Count(1, 2)),
        (3, 2, 2, "open", Count(-1, 1)),
        (2, 4, 0, "surplus", Count(-2, -2)),
        (Count(3, None), 1, 0, "missing", Count(2, None)),  # "more than three"
        (Count(3, None), 5, 0, "open", Count(-2, None)),
        (Count(None, 70), 5, 0, "open", Count(None, 65)),  # "up to seventy"
    ],
)
def test_what_is_missing_is_a_range(
    count: int | Count, recorded: int, possible: int, outcome: str, missing: Count
) -> None:
    sure = [incident(f"s{i}", "2025-03-01") for i in range(recorded)]
    maybe = [incident(f"p{i}", "2025-03-01", initiators=()) for i in range(possible)]
    total = one(published(count=count), *sure, *maybe).total
    assert (total.outcome, total.missing) == (outcome, missing)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"start": None}, "no-start"),
        ({"end": None}, "no-end"),
        ({"start": "2025-10-01"}, "period-backwards"),
        ({"start": "last year"}, "no-start"),
        ({"area": None, "actor": None, "type": None}, "nothing-limits-it"),
    ],
)
def test_a_total_without_a_period_or_any_term_is_set_beside_nothing(
    changes: dict[str, object], code: str
) -> None:
    result = one(published(**changes), incident("a", "2025-03-01"))  # type: ignore[arg-type]
    assert code in result.undecided
    total = result.total
    assert (total.outcome, total.recorded, total.possible, total.missing) == ("undecided", (), (), None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"area": None}, "no-area"),
        ({"area": "كوكب المريخ"}, "area-not-placed"),
        ({"area": "مناطق سيطرة قسد"}, "area-without-border"),
        ({"actor": None}, "no-actor"),
        ({"actor": "band-of-nobody"}, "actor-not-listed"),
        ({"type": None}, "no-type"),
    ],
)
def test_what_cannot_be_decided_is_said(changes: dict[str, object], code: str) -> None:
    assert one(published(**changes), incident("a", "2025-03-01")).undecided == (code,)  # type: ignore[arg-type]


def test_nothing_is_undecided_about_a_plain_total() -> None:
    assert one(published(), incident("a", "2025-03-01")).undecided == ()


# ------------------------------------------------------------------ parts


def test_parts_over_the_total_are_told() -> None:
    result = one(published(count=100, parts={"دير الزور": 80, "الحسكة": 30}))
    assert codes(result) == ["parts-over"]
    assert result.findings[0].details["over"] == "10"
    assert result.rest is None


def test_parts_that_reach_the_total_leave_no_rest() -> None:
    result = one(published(count=100, parts={"دير الزور": 70, "الحسكة": 30}))
    assert (codes(result), result.rest) == ([], None)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"دير الزور": 10, "ريف دير الزور": 8}, "parts-overlap"),
        ({"دير الزور": 10, "البوكمال": 8}, "parts-overlap"),
        ({"دير الزور": 200}, "part-over"),
        ({"درعا": 5}, "part-elsewhere"),
        ({"كوكب المريخ": 5}, "part-not-placed"),
    ],
)
def test_faults_of_parts_are_told(parts: dict[str, int], code: str) -> None:
    assert code in codes(one(published(parts=parts)))


def test_the_city_and_its_countryside_do_not_overlap() -> None:
    result = one(published(parts={"مدينة دير الزور": 10, "ريف دير الزور": 8}))
    assert codes(result) == []


def test_the_rest_holds_what_no_part_holds() -> None:
    result = one(
        published(parts={"ريف دير الزور": 135}),
        incident("in", "2025-03-01"),
        incident("rest", "2025-03-02", "raqqa"),
        incident("either", "2025-03-03", "deir-somewhere"),
    )
    assert result.rest is not None
    assert result.rest.recorded == ("rest",)
    assert doubts(result.rest) == {"either": ("maybe-in-a-part", "maybe-in-the-city")}


def test_what_can_only_count_in_a_part_is_not_possible_in_the_rest() -> None:
    unknown = incident("x", "2025-03-01", initiators=())
    result = one(published(parts={"ريف دير الزور": 135}), unknown)
    assert doubts(result.parts[0]) == {"x": ("actor-unknown",)}
    assert result.rest is not None
    assert result.rest.possible == ()


def test_the_rest_is_undecided_beside_a_part_that_cannot_be_placed() -> None:
    result = one(published(parts={"كوكب المريخ": 35}), incident("a", "2025-03-01"))
    assert [part.outcome for part in result.parts] == ["undecided"]
    assert result.rest is not None
    assert result.rest.outcome == "undecided"


def test_a_part_is_no_surer_than_its_total() -> None:
    held = published(area="مناطق سيطرة قسد", parts={"دير الزور": 20})
    result = one(held, incident("a", "2025-03-01"))
    assert doubts(result.total) == doubts(result.parts[0]) == {"a": ("area-part",)}


def test_totals_of_narrower_terms_are_found() -> None:
    wide = published("wide", 90, actor=None, area="سوريا", measure="killed")
    syria = published("regime", 60, actor="syrian-regime", area="سوريا", measure="killed")
    local = published("local", 20, actor="syrian-regime", area="إدلب", measure="killed")
    by_key = {result.key: result for result in beside([wide, syria, local]).tallies}
    assert by_key["wide"].broken_down == ("local", "regime")
    assert by_key["local"].part_of == ("regime", "wide")


def test_totals_by_actor_that_exceed_the_whole_are_told() -> None:
    wide = published("wide", 90, actor=None, measure="killed")
    first = published("a", 60, actor="syrian-regime", measure="killed")
    second = published("b", 40, actor="sdf", measure="killed")
    by_key = {result.key: result for result in beside([wide, first, second]).tallies}
    assert codes(by_key["wide"]) == ["actors-over"]


def test_a_part_that_another_total_contradicts_is_told() -> None:
    wide = published("wide", 161, parts={"دير الزور": 135})
    own = published("own", 120, area="محافظة دير الزور")
    by_key = {result.key: result for result in beside([wide, own]).tallies}
    assert codes(by_key["wide"]) == ["part-differs"]


# ------------------------------------------------------------------ repeated totals, other claimants


def test_a_total_that_several_reports_repeat_is_one() -> None:
    tallies = [
        published("b", doc="paper", published="2025-09-23", publisher="Paper"),
        published("a", doc="monitor", published="2025-09-22", parts={"دير الزور": 135}),
        published("c", doc="site", published="2025-09-24", area="شمال شرقي سوريا"),
    ]
    (result,) = beside(tallies).tallies
    assert result.docs == ("monitor", "paper", "site")
    assert result.keys == ("a", "b", "c")
    assert len(result.parts) == 1


def test_unnamed_claimants_are_not_taken_for_one() -> None:
    tallies = [
        published("a", claimant=None, publisher="First"),
        published("b", claimant=None, publisher="Second"),
    ]
    assert len(beside(tallies).tallies) == 2


def test_other_claimants_are_contrasted_and_not_mixed() -> None:
    result = beside([published("a", 161), published("b", 140, claimant="snhr")])
    assert [[(c.claimant, c.claimed) for c in one.contrasts] for one in result.tallies] == [
        [("snhr", Count(140, 140))],
        [("sohr", Count(161, 161))],
    ]
    assert result.series == ()


def test_two_figures_for_the_same_terms_are_told() -> None:
    result = beside([published("a", 3), published("b", 15)])
    assert [codes(one) for one in result.tallies] == [["other-figure"], ["other-figure"]]
    assert result.series == ()


# ------------------------------------------------------------------ series


def totals(*figures: tuple[int, str]) -> list[object]:
    return [published(f"t{i}", count, end=end) for i, (count, end) in enumerate(figures)]


def test_increments_are_set_beside_what_was_recorded_between() -> None:
    series = beside(
        totals((208, "2025-10-01"), (224, "2025-11-01"), (215, "2025-10-10")),  # type: ignore[arg-type]
        incident("before", "2025-10-01"),
        incident("first", "2025-10-02"),
        incident("last", "2025-10-10"),
        incident("second", "2025-10-11"),
        incident("maybe", "2025-10-12", initiators=()),
    ).series
    (made,) = series
    assert [point.claimed.least for point in made.points] == [208, 215, 224]
    steps = [
        (s.move, s.change, s.comparison.recorded, s.comparison.missing) for s in made.steps if s.comparison
    ]
    assert steps == [
        ("rises", Count(7, 7), ("first", "last"), Count(5, 5)),
        ("rises", Count(9, 9), ("second",), Count(7, 8)),
    ]


@pytest.mark.parametrize(
    ("figures", "moves"),
    [
        ([(208, "2025-10-01"), (215, "2025-10-10"), (210, "2025-10-20")], ["rises", "falls"]),
        ([(208, "2025-10-01"), (208, "2025-10-10")], ["stays"]),
        ([(208, "2025-10-01"), (209, "2025-10-01"), (215, "2025-10-10")], ["differs", "rises"]),
    ],
)
def test_how_a_series_moves(figures: list[tuple[int, str]], moves: list[str]) -> None:
    (made,) = beside(totals(*figures)).series  # type: ignore[arg-type]
    assert [step.move for step in made.steps] == moves
    assert [step.lines[0].code for step in made.steps] == [f"step-{move}" for move in moves]


def test_a_fall_says_by_how_much() -> None:
    (made,) = beside(totals((215, "2025-10-01"), (210, "2025-10-20"))).series  # type: ignore[arg-type]
    assert made.steps[0].lines[0].details["change"] == "5"


@pytest.mark.parametrize(
    "changes",
    [
        {"claimant": "snhr"},
        {"claimant": None},
        {"start": "2025-02-01"},
        {"measure": "killed"},
        {"area": "درعا"},
    ],
)
def test_totals_of_other_terms_make_no_series(changes: dict[str, object]) -> None:
    first, second = published("a", 208, end="2025-10-01"), published("b", 215, end="2025-10-10", **changes)  # type: ignore[arg-type]
    assert beside([first, second]).series == ()


def test_areas_that_mean_the_same_belong_to_one_series() -> None:
    first = published("a", 208, end="2025-10-01", area="الإدارة الذاتية")
    second = published("b", 215, end="2025-10-10", area="Autonomous Administration areas")
    assert len(beside([first, second]).series) == 1
