"""Which place is meant. All texts are invented."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.arabic.tokens import tokenize
from marsad.geo.distance import bearing_degrees, distance_km, rough_km
from marsad.geo.gazetteer import Gazetteer
from marsad.geo.mentions import find_places
from marsad.geo.resolve import Hint, ResolvedPlace, resolve_places


def resolved_all(gazetteer: Gazetteer, text: str) -> list[ResolvedPlace]:
    return resolve_places(find_places(tokenize(text), gazetteer), gazetteer)


def resolved(gazetteer: Gazetteer, text: str, hint: Hint | None = None) -> dict[str, ResolvedPlace]:
    mentions = find_places(tokenize(text), gazetteer)
    places = resolve_places(mentions, gazetteer, hint=hint)
    assert len(places) == len(mentions)
    return {mention.name: place for mention, place in zip(mentions, places, strict=True)}


@pytest.mark.parametrize(
    ("text", "name", "row_id"),
    [
        ("في حي الميدان بدمشق", "حي الميدان", "sy-damascus-al-midan-neighbourhood"),
        ("معبر الوليد شمالي الحسكة", "معبر الوليد", "sy-al-hasakah-al-walid-crossing-crossing"),
        ("بلدة ذيبان بريف دير الزور", "ذيبان", "sy-deir-ez-zor-dhiban"),
        ("بلدة ذيبان في محافظة مأدبا", "ذيبان", "jo-madaba-dhiban"),
        ("مدينة أريحا بريف إدلب الجنوبي", "أريحا", "sy-idlib-ariha"),
        ("مدينة أريحا في الضفة الغربية", "أريحا", "ps-west-bank-jericho"),
        ("في مدينة حلب", "حلب", "sy-aleppo-aleppo"),
        ("في محافظة حلب", "محافظة حلب", "sy-hl"),
        ("هدوء في حلب", "حلب", "sy-aleppo-aleppo"),
        ("قرية بزابور في إدلب", "إدلب", "sy-id"),
        ("الريف الجنوبي لحلب", "الريف الجنوبي لحلب", "sy-aleppo-southern-aleppo-countryside-area"),
    ],
)  # fmt: skip
def test_context_chooses_the_namesake(gazetteer: Gazetteer, text: str, name: str, row_id: str) -> None:
    row = resolved(gazetteer, text)[name].row
    assert row is not None
    assert row.id == row_id


def test_a_stretch_between_two_towns_is_one_place_in_their_middle(gazetteer: Gazetteer) -> None:
    text = "انفجرت السيارة على الطريق الذي يربط بين بلدة صرين ومدينة عين العرب"
    place = resolved(gazetteer, text)["بين بلدة صرين ومدينة عين العرب"]
    ends = resolved(gazetteer, "بلدة صرين ثم مدينة عين العرب")
    assert place.precision == "area"
    assert place.lat is not None
    assert ends["صرين"].lat < place.lat < ends["عين العرب"].lat  # type: ignore[operator]


@pytest.mark.parametrize("text", ["حظر التجول بين دمشق وطهران", "توزع القتلى بين حلب وإدلب وحماة"])
def test_far_ends_and_lists_are_no_stretch(gazetteer: Gazetteer, text: str) -> None:
    for place in resolved_all(gazetteer, text):
        assert place.row is not None
        assert (place.lat, place.lon) == (place.row.lat, place.row.lon)


def test_an_unlisted_village_lies_by_the_town_named_nearest(gazetteer: Gazetteer) -> None:
    places = resolved(gazetteer, "انفجر لغم في قرية قرقوشية. ونُقل الجرحى إلى مشفى في مدينة منبج")
    assert places["قرقوشية"].basis == "parent"
    assert (places["قرقوشية"].lat, places["قرقوشية"].lon) == (places["منبج"].lat, places["منبج"].lon)
    assert places["قرقوشية"].radius_m >= 20_000  # type: ignore[operator]
    assert resolved(gazetteer, "انفجر لغم في قرية قرقوشية")["قرقوشية"].lat is None


def test_a_base_may_lie_far_out_on_the_side_that_is_told(gazetteer: Gazetteer) -> None:
    places = resolved(gazetteer, "Drones hit the Ain al-Asad air base, west of Baghdad, on Friday")
    assert places["Ain al-Asad air base"].basis == "read"


def test_the_other_places_of_a_report_help(gazetteer: Gazetteer) -> None:
    alone = "وصل الوفد إلى البيضاء"
    yemen = f"{alone}، وقدم من مأرب وذمار وصنعاء"
    libya = f"{alone}، وقدم من بنغازي ودرنة وطبرق"
    assert resolved(gazetteer, yemen + " مدينة البيضاء")["البيضاء"].country == "YE"
    assert resolved(gazetteer, libya + " مدينة البيضاء")["البيضاء"].country == "LY"


def test_a_hint_tips_the_scale(gazetteer: Gazetteer) -> None:
    text = "لقاء في مدينة أريحا"
    assert resolved(gazetteer, text, Hint(frozenset(("PS",))))["أريحا"].country == "PS"
    assert resolved(gazetteer, text, Hint(frozenset(("SY",))))["أريحا"].country == "SY"


def test_an_unlisted_name_takes_its_parents_point_and_says_so(gazetteer: Gazetteer) -> None:
    places = resolved(gazetteer, "قرية شمسانة التابعة لناحية تل تمر")
    village, parent = places["شمسانة"], places["تل تمر"]
    assert village.row is None
    assert (village.basis, village.precision) == ("parent", "settlement")
    assert (village.lat, village.lon) == (parent.lat, parent.lon)
    assert village.radius_m is not None
    assert parent.radius_m is not None
    assert village.radius_m >= parent.radius_m


def test_an_unlisted_name_without_a_parent_has_no_point(gazetteer: Gazetteer) -> None:
    place = resolved(gazetteer, "قرية شمسانة")["شمسانة"]
    assert (place.lat, place.lon, place.radius_m, place.admin1) == (None, None, None, None)


def test_a_namesake_in_another_governorate_is_not_taken_for_the_one_named(gazetteer: Gazetteer) -> None:
    place = resolved(gazetteer, "قرية كنصفرة في محافظة السويداء")["كنصفرة"]
    assert place.row is None
    assert (place.basis, place.admin1) == ("parent", "السويداء")


@pytest.mark.parametrize(
    ("text", "name", "precision"),
    [
        ("في قاعدة قسرك", "قاعدة قسرك", "site"),
        ("في حي الدعتور", "حي الدعتور", "site"),
        ("في بلدة ذيبان", "ذيبان", "settlement"),
        ("في ريف حلب الغربي", "ريف حلب الغربي", "area"),
        ("غربي إدلب", "إدلب", "area"),
        ("في محافظة الرقة", "محافظة الرقة", "governorate"),
        ("إلى الأراضي العراقية", "الأراضي العراقية", "country"),
        ("في ناحية سلوك", "سلوك", "area"),
    ],
)
def test_precision_follows_the_text(gazetteer: Gazetteer, text: str, name: str, precision: str) -> None:
    assert resolved(gazetteer, text)[name].precision == precision


def test_a_direction_or_a_countryside_widens_the_radius(gazetteer: Gazetteer) -> None:
    town = resolved(gazetteer, "في مدينة منبج")["منبج"].radius_m
    beside = resolved(gazetteer, "شمال مدينة منبج")["منبج"].radius_m
    around = resolved(gazetteer, "في محيط مدينة منبج")["منبج"].radius_m
    assert town is not None
    assert beside is not None
    assert around is not None
    assert town < around < beside


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("وصل الوفد إلى عمّان", "عمّان", "JO"),
        ("وصل الوفد إلى عُمان", "عُمان", "OM"),
        ("أرسلت الحكومة الأردنية شاحنات من عمان", "عمان", "JO"),
        ("زار وزير السلطنة عمان ثم عاد إلى عمان", "عمان", "OM"),
    ],
)
def test_signs_and_adjectives_tell_countries_apart(
    gazetteer: Gazetteer, text: str, name: str, country: str
) -> None:
    assert resolved(gazetteer, text)[name].country == country


def test_a_namesake_elsewhere_is_not_taken_for_a_village_beside_a_town(gazetteer: Gazetteer) -> None:
    place = resolved(gazetteer, "في بلدة برزة غربي إدلب")["برزة"]
    assert (place.row, place.basis, place.admin1) == (None, "parent", "إدلب")


def test_a_village_does_not_vouch_for_itself_however_often_it_is_named(gazetteer: Gazetteer) -> None:
    text = "وصلوا إلى قرية منطف. هدوء في مدينة صيدا وفي مدينة صور. عاد أهالي قرية منطف"
    places = [p for p in resolved_all(gazetteer, text) if p.row is not None]
    assert {p.country for p in places} == {"LB"}


def test_a_countryside_does_not_lie_in_the_next_one_of_a_list(gazetteer: Gazetteer) -> None:
    text = "قصف على ريف حلب الغربي و البارة بريف إدلب الجنوبي"
    assert resolved(gazetteer, text)["ريف حلب الغربي"].admin1 == "حلب"


def test_a_village_that_belongs_to_a_town_lies_near_it(gazetteer: Gazetteer) -> None:
    place = resolved(gazetteer, "في قرية شمسانة التابعة لمدينة صرين")["شمسانة"]
    assert (place.basis, place.admin1) == ("parent", "حلب")


def test_a_road_lies_between_its_ends(gazetteer: Gazetteer) -> None:
    road = resolved(gazetteer, "على طريق الرقة – دير الزور")["طريق الرقة – دير الزور"]
    assert road.precision == "area"
    assert road.lat == pytest.approx(35.64, abs=0.1)
    assert road.radius_m is not None
    assert 40_000 < road.radius_m < 90_000


def test_losing_candidates_and_reasons_are_kept(gazetteer: Gazetteer) -> None:
    place = resolved(gazetteer, "في حي الميدان بدمشق")["حي الميدان"]
    assert len(place.candidates) >= 3
    assert place.candidates[0].row is place.row
    scores = [candidate.score for candidate in place.candidates]
    assert scores == sorted(scores, reverse=True)
    assert "in_parent_admin1" in place.why
    assert place.score == pytest.approx(sum(value for _, value in place.candidates[0].features))


def test_the_order_of_the_weights_file_does_not_matter_for_ties(gazetteer: Gazetteer) -> None:
    text = "في قرية الصالحية وقرية المشيرفة"
    first = [place.row for place in resolved(gazetteer, text).values()]
    assert first == [place.row for place in resolved(gazetteer, text).values()]


def test_long_lists_stay_linear(gazetteer: Gazetteer) -> None:
    part = "في بلدات ذيبان والشحيل والبصيرة بريف دير الزور الشرقي، وحي الميدان بدمشق. "

    def seconds(times: int) -> float:
        text = tokenize(part * times)
        before = time.process_time()
        resolve_places(find_places(text, gazetteer), gazetteer)
        return time.process_time() - before

    seconds(10)
    assert min(seconds(400) for _ in range(3)) < 14 * min(seconds(50) for _ in range(3))


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="اأبتحدرزسشعفقكلمنهويةى #_«»،.-–()\nABaez'", max_size=120))
def test_any_text_resolves_in_parallel(gazetteer: Gazetteer, text: str) -> None:
    mentions = find_places(tokenize(text), gazetteer)
    places = resolve_places(mentions, gazetteer)
    assert len(places) == len(mentions)
    assert all((place.lat is None) == (place.radius_m is None) for place in places)


def test_distances_and_bearings() -> None:
    assert distance_km(33.51, 36.29, 36.2, 37.16) == pytest.approx(309, abs=3)
    assert rough_km(33.51, 36.29, 36.2, 37.16) == pytest.approx(309, rel=0.03)
    assert distance_km(1, 1, 1, 1) == 0
    assert bearing_degrees(35, 38, 36, 38) == pytest.approx(0)
    assert bearing_degrees(35, 38, 35, 39) == pytest.approx(90)
