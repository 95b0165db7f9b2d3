"""The tables of actors, items, persons and attribution: whole, tidy and consistent."""

from __future__ import annotations

import re

import pytest

from marsad.extract.actortables import ActorTables
from marsad.tables import load_table

DAY = re.compile(r"\d{4}-\d\d-\d\d")
NEEDS = re.compile(
    r"(in:[A-Z|]+|zone:!?(northeast|south|west)|ref\??:\S+|refproxy:|refself:|force|official|craft|state|agent|speech|alone)"
)
TABLES = ["actors", "actor_names", "actor_words", "items", "item_names", "persons", "attribution"]


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_sorted_by_their_first_column(name: str) -> None:
    firsts = [next(iter(row.values())) for row in load_table(f"{name}.csv")]
    assert firsts == sorted(firsts)


@pytest.mark.parametrize("name", TABLES)
def test_no_row_stands_twice(name: str) -> None:
    rows = [tuple(row.values()) for row in load_table(f"{name}.csv")]
    assert len(rows) == len(set(rows))


def test_names_point_to_actors_and_their_conditions_are_known() -> None:
    actors = {row["id"] for row in load_table("actors.csv", key="id")}
    for row in load_table("actor_names.csv"):
        assert row["actor"] in actors | {""}, row
        assert all(NEEDS.fullmatch(need) for need in row["needs"].split()), row
        assert all(DAY.fullmatch(row[c]) for c in ("from", "to") if row[c]), row
        assert not (row["from"] and row["to"]) or row["from"] <= row["to"], row


def test_parents_and_proxies_are_actors() -> None:
    actors = {row["id"]: row for row in load_table("actors.csv", key="id")}
    for row in actors.values():
        assert row["parent"] in {*actors, ""}, row
        assert row["proxy"] in {*actors, ""}, row
        assert row["listed"] in ("yes", "no")


def test_item_names_point_to_items() -> None:
    items = {row["id"] for row in load_table("items.csv", key="id")}
    named = {row["item"] for row in load_table("item_names.csv")}
    assert named - {"none"} == items


def test_every_listed_actor_has_a_name() -> None:
    named = {row["actor"] for row in load_table("actor_names.csv")}
    listed = {row["id"] for row in load_table("actors.csv") if row["listed"] == "yes"}
    assert listed <= named


def test_person_groups_are_the_six_of_the_record() -> None:
    groups = {row["group"] for row in load_table("persons.csv")} - {"cue"}
    assert groups == {"fighter", "civilian", "child", "woman", "man", "person"}


def test_tables_load_once() -> None:
    assert ActorTables.load() is ActorTables.load()
