"""What an incident holds of what its reports tell."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkkit import PLACES, day, member
from marsad.link.summary import SETTABLE, Member, summarise
from marsad.model import ActorMention, Count, CountRange, Incident, Place

CLASSES = {"shelling": "remote-violence", "airstrike": "remote-violence", "arrest": "coercion"}
COPY = "أعلنت وكالة التجربة أن قصفًا مدفعيًا استهدف البلدة مساء أمس وأدى إلى سقوط قتلى وجرحى بين المدنيين"
ONE_PUBLISHER = {"publisher": "وكالة"}
LATER = {**ONE_PUBLISHER, "published": day(3)}
SDF, HTS = {"by": ("sdf",)}, {"by": ("hts",)}


def incident(*members: Member, **options: object) -> Incident:
    return summarise("I-1", members, classes=CLASSES, **options)  # type: ignore[arg-type]


def killed(*members: Member) -> CountRange:
    return incident(*members).casualties["killed"]


def told_by(counts: CountRange) -> dict[Count, tuple[tuple[str, ...], int]]:
    return {one.value: (one.events, one.voices) for one in counts.told}


def standings(found: Incident, role: str = "initiator") -> dict[str, str]:
    return {party.id or party.name: party.standing for party in found.parties if party.role == role}


# Ranges


def test_a_count_is_a_range_with_who_tells_what() -> None:
    """Two say 3, one says 5, and the latest says 5."""
    counts = killed(
        member("a", killed=3, published=day(1)),
        member("b", killed=5, published=day(3)),
        member("c", killed=3, published=day(2)),
        member("d", published=day(2)),
    )
    assert (counts.least, counts.most, counts.latest) == (3, 5, Count(5, 5))
    assert told_by(counts) == {Count(3, 3): (("a", "c"), 2), Count(5, 5): (("b",), 1)}
    assert [one.value.least for one in counts.told] == [3, 5]  # most voices first


def test_a_count_that_nobody_tells_is_not_there() -> None:
    found = incident(member("a", injured=2), member("b"))
    assert set(found.casualties) == {"injured"}


@pytest.mark.parametrize(
    ("counts", "least", "most"),
    [
        ([3], 3, 3),
        ([Count(3, 6), 5], 3, 6),
        ([Count(3, None)], 3, None),
        ([Count(5, None), 4], 4, None),
        ([Count(5, None), 5], 5, None),
        ([Count(3, None), 5], 3, 5),
        ([Count(3, None), Count(4, 6)], 3, 6),
        ([Count(3, None), Count(6, None), 5], 3, None),
        ([Count(None, 7), 5], 0, 7),
        ([0, 2], 0, 2),
    ],
)
def test_least_and_most_over_all_who_tell_it(
    counts: list[int | Count], least: int | None, most: int | None
) -> None:
    """An open end closes where another tells a number above it."""
    found = killed(*(member(f"m{n}", killed=value) for n, value in enumerate(counts)))
    assert (found.least, found.most) == (least, most)


@pytest.mark.parametrize("undated", [None, ""])
def test_a_report_without_a_date_is_not_the_latest(undated: str | None) -> None:
    counts = killed(member("a", killed=3, published=day(2)), member("z", killed=9, published=undated))
    assert counts.latest == Count(3, 3)


def test_copies_count_as_one_voice_of_a_value() -> None:
    counts = killed(member("a", killed=3, said=COPY), member("b", killed=3, said=COPY), member("c", killed=4))
    assert told_by(counts) == {Count(3, 3): (("a", "b"), 1), Count(4, 4): (("c",), 1)}


# Types, days, places


def test_the_type_is_that_of_most_voices() -> None:
    found = incident(
        member("a", type="airstrike", said=COPY),
        member("b", type="airstrike", said=COPY),
        member("c", type="shelling"),
        member("d", type="shelling"),
    )
    assert (found.type, found.event_class) == ("shelling", "remote-violence")
    assert [(one.value, one.events, one.voices) for one in found.types] == [
        ("shelling", ("c", "d"), 2),
        ("airstrike", ("a", "b"), 1),
    ]


def test_the_day_is_one_that_a_text_tells_rather_than_a_day_of_publication() -> None:
    published = {"on": 1, "date_basis": "published"}
    found = incident(member("a", **published), member("b", **published), member("c", on=0))  # type: ignore[arg-type]
    assert (found.start, found.end, found.date_precision) == (day(0), day(0), "day")
    assert [(one.value, one.voices) for one in found.dates] == [
        (f"{day(1)}/{day(1)}", 2),
        (f"{day(0)}/{day(0)}", 1),
    ]


def test_the_day_is_told_exactly_then_by_most_voices_then_the_earliest() -> None:
    week = {"on": 0, "until": 6, "date_precision": "week"}
    assert incident(member("a", **week), member("b", **week), member("c", on=3)).start == day(3)  # type: ignore[arg-type]
    assert incident(member("a", on=0), member("b", on=1), member("c", on=1)).start == day(1)
    assert incident(member("a", on=1), member("b", on=0)).start == day(0)
    without = incident(member("a", on=None))
    assert (without.start, without.end, without.dates) == (None, None, ())


def test_the_best_located_place_stands_for_the_incident() -> None:
    at = ["province", "province", "hamlet", "town", "quarter"]
    members = [member(f"m{n}", at=name) for n, name in enumerate(at)]
    for kept, best in ((5, "quarter"), (4, "town"), (3, "province")):
        place = incident(*members[:kept]).place
        assert place is not None
        assert place.name == PLACES[best]["name"]
    assert incident(*members).places[0].value == PLACES["province"]["name"]
    assert incident(member("a", at=None)).place is None


def test_of_two_towns_that_of_most_voices_stands_for_it() -> None:
    place = incident(member("a", at="suburb"), member("b"), member("c")).place
    assert place is not None
    assert place.name == PLACES["town"]["name"]
    assert (place.start, place.end) == (None, None)


# Parties


def test_parties_are_told_by_all_who_name_them() -> None:
    found = incident(member("a", by=("sdf",), to=("civilians",)), member("b", by=("sdf",)), member("c"))
    assert standings(found) == {"sdf": "told"}
    assert [(p.role, p.id, p.events, p.voices) for p in found.parties] == [
        ("initiator", "sdf", ("a", "b"), 2),
        ("target", "civilians", ("a",), 1),
    ]
    assert "initiator" not in found.contested


@pytest.mark.parametrize(
    ("shown", "members", "expected"),
    [
        ("it claims the deed", [{**HTS, "status": "claimed"}], {"hts": "claimed"}),
        ("it claims, others tell", [{**HTS, "status": "claimed"}, HTS], {"hts": "told"}),
        ("somebody believes so", [{**HTS, "status": "alleged"}], {"hts": "alleged"}),
        ("alleged and denied", [{**HTS, "status": "alleged"}, {**HTS, "status": "denied"}],
         {"hts": "alleged"}),
        ("it denies", [{**HTS, "status": "denied"}], {"hts": "denied"}),
        ("two outlets name two", [SDF, HTS], {"sdf": "contested", "hts": "contested"}),
        ("one claims what another is said to have done", [{**SDF, "status": "claimed"}, HTS],
         {"sdf": "contested", "hts": "contested"}),
        ("two that fight side by side", [{"by": ("syrian-regime",)}, {"by": ("iran-backed-militias",)}],
         {"syrian-regime": "told", "iran-backed-militias": "told"}),
        ("a part and its whole", [{"by": ("asayish",)}, SDF], {"asayish": "told", "sdf": "told"}),
        ("two named together", [{"by": ("russian-forces", "turkish-forces")}],
         {"russian-forces": "told", "turkish-forces": "told"}),
        ("two named together, and one of them alone",
         [{"by": ("russian-forces", "turkish-forces")}, {"by": ("russian-forces",)}],
         {"russian-forces": "told", "turkish-forces": "told"}),
        ("one outlet corrects itself", [{**SDF, **ONE_PUBLISHER}, {**HTS, **ONE_PUBLISHER}],
         {"sdf": "told", "hts": "told"}),
        ("one is accused, another denies", [SDF, {**HTS, "status": "denied"}],
         {"sdf": "told", "hts": "denied"}),
        ("unknown gunmen are nobody else",
         [{"by": ("islamic-state",)}, {"by": ("unidentified-armed-group",)}],
         {"islamic-state": "told", "unidentified-armed-group": "told"}),
    ],
)  # fmt: skip
def test_how_a_perpetrator_stands(
    shown: str, members: list[dict[str, object]], expected: Mapping[str, str]
) -> None:
    made = [member(f"m{n}", **fields) for n, fields in enumerate(members)]
    found = incident(*made)
    assert standings(found) == expected, shown
    doubtful = {"contested", "denied"} & set(expected.values())
    assert ("initiator" in found.contested) == bool(doubtful)


def test_targets_do_not_contest_one_another() -> None:
    found = incident(member("a", to=("civilians",)), member("b", to=("sdf",)))
    assert standings(found, "target") == {"civilians": "told", "sdf": "told"}
    assert found.contested == ()


def test_an_actor_that_no_table_knows_is_one_under_any_spelling() -> None:
    named = [
        member(f"m{n}", actors=(ActorMention(role="initiator", id=None, name=name),))
        for n, name in enumerate(("كتيبة الأمل", "كتيبه الامل"))
    ]
    (party,) = incident(*named).parties
    assert (party.name, party.voices, party.standing) == ("كتيبة الأمل", 2, "told")


# Status and what is contested


@pytest.mark.parametrize(
    ("statuses", "status", "denied"),
    [
        (["reported"], "reported", ()),
        (["claimed", "alleged"], "claimed", ()),
        (["denied", "reported"], "reported", ("m0",)),
        (["denied"], "denied", ("m0",)),
        (["planned", "denied"], "planned", ("m1",)),
    ],
)
def test_the_surest_status_stands_and_denials_are_kept(
    statuses: list[str], status: str, denied: tuple[str, ...]
) -> None:
    found = incident(*(member(f"m{n}", status=one) for n, one in enumerate(statuses)))
    assert (found.status, found.denied) == (status, denied)
    assert ("status" in found.contested) == bool(denied)


@pytest.mark.parametrize(
    ("shown", "members", "contested"),
    [
        ("two outlets, two tolls", [{"killed": 3}, {"killed": 5}], True),
        ("two outlets, one toll", [{"killed": 3}, {"killed": 3}], False),
        ("a toll within the other", [{"killed": Count(3, 6)}, {"killed": 5}], False),
        ("at least three, and five", [{"killed": Count(3, None)}, {"killed": 5}], False),
        ("at least six, and five", [{"killed": Count(6, None)}, {"killed": 5}], True),
        ("one outlet whose toll rises",
         [{"killed": 3, **ONE_PUBLISHER}, {"killed": 5, **LATER}], False),
        ("its latest word is what another says",
         [{"killed": 3, **ONE_PUBLISHER}, {"killed": 5, **LATER}, {"killed": 5}], False),
        ("its latest word is not what another says",
         [{"killed": 5, **ONE_PUBLISHER}, {"killed": 3, **LATER}, {"killed": 5}], True),
        ("its word without a date is not its latest",
         [{"killed": 5, **LATER}, {"killed": 5}, {"killed": 3, **ONE_PUBLISHER, "published": None}], False),
        ("a copy with a slip", [{"killed": 3, "said": COPY}, {"killed": 5, "said": COPY}], False),
    ],
)  # fmt: skip
def test_counts_are_contested_between_voices_only(
    shown: str, members: list[dict[str, object]], contested: bool
) -> None:
    found = incident(*(member(f"m{n}", **fields) for n, fields in enumerate(members)))  # type: ignore[arg-type]
    assert ("killed" in found.contested) is contested, shown


# Who tells it


def test_reports_voices_sources_and_the_words_of_each() -> None:
    found = incident(
        member("b", published=day(3), quote="قصف", sources=("شهود", "المرصد")),
        member("a", published=day(2), said=COPY, sources=("شهود",)),
        member("c", published=day(4), said=COPY),
        member("d", report="report of c", published=day(4), said=COPY),
    )
    assert (found.reports, found.voices) == (3, 2)
    assert found.sources == ("شهود", "المرصد")
    assert [event.key for event in found.events] == ["a", "b", "c", "d"]
    assert [event.voice for event in found.events] == [1, 2, 1, 1]
    assert found.events[1].quote == "قصف"
    assert (found.events[0].by, found.events[0].weight) == ("rule", 3.0)


def test_a_known_republisher_is_one_voice_with_its_source() -> None:
    members = [member("a", publisher="وكالة"), member("b", publisher="صحيفة")]
    assert incident(*members).voices == 2
    assert incident(*members, republishes={"صحيفه": frozenset({"وكاله"})}).voices == 1


def test_items_are_kept_each_with_who_names_it() -> None:
    found = incident(member("a", items=("drone", "rocket")), member("b", items=("rocket",)))
    assert [(one.value, one.events) for one in found.items] == [("rocket", ("a", "b")), ("drone", ("a",))]


# What people set


def test_what_a_person_set_stands_and_what_was_told_stays_beside_it() -> None:
    members = [member("a", killed=3, by=("sdf",)), member("b", killed=5, by=("hts",), on=1)]
    found = incident(
        *members, decided={"killed": [4, 4], "initiator": ["hts"], "start": day(1), "end": day(1)}
    )
    counts = found.casualties["killed"]
    assert (counts.least, counts.most, counts.latest) == (4, 4, Count(4, 4))
    assert told_by(counts) == {Count(3, 3): (("a",), 1), Count(5, 5): (("b",), 1)}
    assert standings(found) == {"hts": "told"}
    assert next(party for party in found.parties if party.id == "hts").events == ("b",)
    assert (found.start, found.end) == (day(1), day(1))
    assert len(found.dates) == 2
    assert found.decided == ("end", "initiator", "killed", "start")
    assert found.contested == ()


def test_a_person_can_set_what_nobody_told() -> None:
    place = {"role": "site", "name": "المفرق", "lat": 36.1, "lon": 37.0}
    found = incident(
        member("a", to=("civilians",)),
        decided={
            "injured": [2, None],
            "type": "arrest",
            "place": place,
            "target": ["sdf"],
            "status": "denied",
        },
    )
    assert found.casualties["injured"] == CountRange(least=2, most=None, latest=Count(2, None), told=())
    assert (found.type, found.event_class, found.status) == ("arrest", "coercion", "denied")
    assert isinstance(found.place, Place)
    assert found.place.name == "المفرق"
    assert standings(found, "target") == {"sdf": "told"}
    assert [one.value for one in found.types] == ["shelling"]


def test_other_fields_stay_as_they_were() -> None:
    members = [member("a", killed=3, injured=1), member("b", killed=5, injured=2)]
    assert incident(*members).contested == ("killed", "injured")
    found = incident(*members, decided={"killed": [5, 5]})
    assert found.contested == ("injured",)
    assert found.casualties["injured"] == incident(*members).casualties["injured"]


def test_every_field_that_can_be_set_is_one_of_the_incident_or_its_parties() -> None:
    fields = {*Incident.__struct_fields__, "initiator", "target", "killed", "injured"}
    assert {name for name in SETTABLE if not name.endswith("killed") and name != "captured"} <= fields


# The order of the members


MEMBERS = st.lists(
    st.fixed_dictionaries(
        {
            "on": st.sampled_from([0, 1, None]),
            "at": st.sampled_from(["town", "quarter", "province", "hamlet", None]),
            "by": st.sampled_from([(), ("sdf",), ("hts",), ("sdf", "hts")]),
            "killed": st.sampled_from([None, 0, 3, 5, Count(3, None), Count(2, 6)]),
            "type": st.sampled_from(["shelling", "airstrike"]),
            "status": st.sampled_from(["reported", "claimed", "alleged", "denied"]),
            "date_basis": st.sampled_from(["read", "published"]),
            "published": st.sampled_from([day(1), day(2), None]),
            "publisher": st.sampled_from(["أ", "ب", None]),
            "said": st.sampled_from(["", COPY]),
            "report": st.sampled_from(["r", "s", "t"]),
        }
    ),
    min_size=1,
    max_size=6,
)


def _members(fields: list[dict[str, object]]) -> list[Member]:
    """A report has one publisher, one day and one text, whatever was drawn for its other events."""
    of_report: dict[object, dict[str, object]] = {}
    made = []
    for number, one in enumerate(fields):
        about = {name: one[name] for name in ("published", "publisher", "said")}
        made.append(member(f"m{number}", **{**one, **of_report.setdefault(one["report"], about)}))  # type: ignore[arg-type]
    return made


@settings(deadline=None)  # the first example loads the tables
@given(MEMBERS, st.integers(0, 99))
def test_the_order_of_the_members_does_not_matter(fields: list[dict[str, object]], seed: int) -> None:
    members = _members(fields)
    mixed = list(members)
    random.Random(seed).shuffle(mixed)
    assert incident(*mixed) == incident(*members)


@settings(deadline=None)  # the first example loads the tables
@given(MEMBERS)
def test_nothing_that_was_told_is_lost(fields: list[dict[str, object]]) -> None:
    members = _members(fields)
    found = incident(*members)
    assert {event.key for event in found.events} == {one.key for one in members}
    tellers = {key for one in found.types for key in one.events}
    assert tellers == {one.key for one in members}
    for counts in found.casualties.values():
        assert counts.most is None or (counts.least or 0) <= counts.most
        for one in counts.told:
            assert (counts.least or 0) <= (one.value.least or 0)
            assert counts.most is None or (one.value.most or one.value.least or 0) <= counts.most
    for party in found.parties:
        assert 1 <= party.voices <= found.voices
        assert party.events
    assert found.voices <= found.reports <= len(found.events)
