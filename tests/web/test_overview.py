"""The overview: its table, map, counts and export are of the same incidents, and its address is its state."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from storekit import ready_django

ready_django()

from marsad.store.incidentsearch import IncidentFilter, find_incidents  # noqa: E402 – Django has to be ready
from marsad.web.roles import Role  # noqa: E402

if TYPE_CHECKING:
    from django.test import Client

ClientAs = Callable[[Role], "Client"]
_KEYS = re.compile(r'<tr data-key="([^"]+)"')
_LINKS = re.compile(r'data-state[^>]*? href="(\?[^"]*)"')
#: Around Aleppo and Idlib.
_AREA = "36,35;37.6,35;37.6,36.8;36,36.8"
QUERIES = (
    "",
    "?type=shelling",
    "?type=force-posture&sort=oldest",
    f"?area={_AREA}",
    "?since=2025-01-01&until=2025-12-31",
    "?lacking=day",
    "?lacking=place",
    "?voices=2",
    "?killed=1&sort=killed",
    "?review=open&status=reported",
)


def _listed(client: Client, query: str, lang: str = "en") -> list[str]:
    """Keys of all pages of the table, following the links from page to page."""
    keys: list[str] = []
    address = f"/{lang}/{query}"
    while address:
        page = client.get(address).content.decode()
        keys += _KEYS.findall(page)
        after = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/{lang}/{after[1]}".replace("&amp;", "&") if after else ""
    return keys


def _exported(client: Client, query: str, form: str = "csv") -> list[str]:
    body = b"".join(client.get(f"/en/overview/incidents.{form}{query}").streaming_content)  # type: ignore[attr-defined]
    if form == "csv":
        return [row["key"] for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))]
    told = json.loads(body)
    return [one["id"] for one in told["features"]] if form == "geojson" else [one["key"] for one in told]


def _points(client: Client, query: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/en/overview/points/{query}").json()
    return found


@pytest.mark.parametrize("query", QUERIES)
def test_table_export_and_map_hold_the_same_incidents(client_as: ClientAs, query: str) -> None:
    analyst = client_as(Role.ANALYST)
    listed = _listed(analyst, query)
    assert listed == _exported(analyst, query)
    assert listed == _exported(analyst, query, "json")
    on_map = [point[0] for point in _points(analyst, query)["points"]]
    assert on_map == _exported(analyst, query, "geojson")
    assert on_map == [key for key in listed if key in set(on_map)]
    number = re.search(r"Incidents: (?:<bdi>)?\W*([\d,]+)", analyst.get(f"/en/{query}").content.decode())
    assert number
    assert int(number[1].replace(",", "")) == len(listed)


def test_a_filter_takes_away_and_no_filter_shows_all(client_as: ClientAs) -> None:
    analyst = client_as(Role.ANALYST)
    everything = _listed(analyst, "")
    assert everything == [one.key for one in find_incidents(IncidentFilter())]
    some = _listed(analyst, "?type=shelling")
    assert 0 < len(some) < len(everything)
    assert set(some) == {one.key for one in find_incidents(IncidentFilter(type="shelling"))}


def test_every_link_of_the_page_leads_to_a_state_that_holds_its_count(client_as: ClientAs) -> None:
    analyst = client_as(Role.ANALYST)
    page = analyst.get("/en/").content.decode()
    bars = re.findall(
        r'<a data-state href="(\?[^"]*)"><span class="name">.*?<span class="count">([\d,]+)', page
    )
    assert len(bars) > 5
    for href, count in bars[:8]:
        inside = analyst.get(f"/en/{href.replace('&amp;', '&')}").content.decode()
        shown = re.search(r"Incidents: \W*([\d,]+)", inside)
        assert shown
        # A bar counts the type that most tell; the filter also finds those of whom some tell it.
        assert int(shown[1].replace(",", "")) >= int(count.replace(",", ""))


def test_the_state_comes_back_in_the_form_and_in_the_other_language(client_as: ClientAs) -> None:
    query = (
        f"?since=2025-01-01&until=2025-12-31&type=shelling&role=target&place=حلب&status=reported"
        f"&review=open&voices=1&killed=2&confidence=70&contested=yes&sort=killed&area={_AREA}"
    )
    page = client_as(Role.ANALYST).get(f"/en/{query}").content.decode()
    for part in (
        'name="since" type="date" value="2025-01-01"',
        '<option value="shelling" selected>',
        '<option value="target" selected>',
        'name="place" value="حلب"',
        '<option value="killed" selected>',
        'value="yes" checked',
        'name="confidence" type="number" min="1" max="100" inputmode="numeric" value="70"',
        f'name="area" value="{_AREA}"',
    ):
        assert part in page
    other = re.search(r'class="language" href="([^"]+)"', page)
    assert other
    assert other[1].startswith("/ar/?since=2025-01-01")


def test_taking_each_filter_out_again_ends_at_the_beginning(client_as: ClientAs) -> None:
    analyst = client_as(Role.ANALYST)
    address = "?type=shelling&status=reported&voices=1"
    for _ in range(3):
        page = analyst.get(f"/ar/{address}").content.decode()
        chosen = page.split('class="chosen"')[1].split("</ul>")[0]
        address = _LINKS.findall(chosen)[0].replace("&amp;", "&")
    assert address == "?"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?since=gestern", "gestern"),
        ("?voices=viele", "“viele” is no number"),
        ("?area=1,2;3", "can&#x27;t be understood"),
        ("?area=" + ";".join(["36,35"] * 61), "can&#x27;t be understood"),
        ("?actor=زززززز", "زززززز"),
    ],
)
def test_what_cannot_be_understood_is_told_and_kept(client_as: ClientAs, query: str, sentence: str) -> None:
    answer = client_as(Role.ANALYST).get(f"/en/{query}")
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_pages_stay_small_and_bring_no_script_of_their_own(client_as: ClientAs, lang: str) -> None:
    answer = client_as(Role.ADMINISTRATOR).get(f"/{lang}/")
    page = answer.content.decode()
    assert len(answer.content) < 1_000_000
    assert f'lang="{lang}"' in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "<style" not in page
    assert not re.search(r"\sstyle=|\son\w+=", page)


def test_readers_get_no_exact_places_of_forces(client_as: ClientAs) -> None:
    reader, analyst = client_as(Role.READER), client_as(Role.ANALYST)
    exact = {point[0]: point[1:4] for point in _points(analyst, "?type=force-posture")["points"]}
    coarse = {point[0]: point[1:4] for point in _points(reader, "?type=force-posture")["points"]}
    assert exact
    for key, (lat, lon, radius) in coarse.items():
        assert (lat * 4) % 2 == (lon * 4) % 2 == 1
        assert abs(lat - exact[key][0]) <= 0.25
        assert radius > 20_000
    page = reader.get("/en/?type=force-posture").content.decode()
    assert page.count("(exact place withheld)") == len(_KEYS.findall(page))
    assert reader.get("/en/overview/incidents.json").status_code == 403


def test_readers_cannot_ask_by_publisher(client_as: ClientAs) -> None:
    (one, *_) = find_incidents(IncidentFilter())
    query = f"?source={one.events[0].publisher}"
    assert _listed(client_as(Role.READER), query) == _listed(client_as(Role.READER), "")
    assert len(_listed(client_as(Role.ANALYST), query)) < len(_listed(client_as(Role.ANALYST), ""))
    assert 'name="source"' not in client_as(Role.READER).get("/en/").content.decode()


def test_points_are_sent_once_as_long_as_nothing_changes(client_as: ClientAs) -> None:
    reader = client_as(Role.READER)
    first = reader.get("/en/overview/points/")
    assert reader.get("/en/overview/points/", headers={"if-none-match": first["ETag"]}).status_code == 304
    other = client_as(Role.ANALYST).get("/en/overview/points/", headers={"if-none-match": first["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/map/outlines.json", "/map/names-0.json", "/map/names-2.json"])
def test_layers_of_the_map_are_geojson_that_browsers_keep(client_as: ClientAs, path: str) -> None:
    stranger = client_as(Role.STRANGER)
    answer = stranger.get(path)
    assert "max-age" in answer["Cache-Control"]
    told = json.loads(gzip.decompress(answer.content))
    assert told["type"] == "FeatureCollection"
    assert len(told["features"]) > 100
    assert len(answer.content) < 400_000
    assert stranger.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert stranger.get("/map/names-9.json").status_code == 404


def test_a_tile_server_lets_in_its_host_alone(client_as: ClientAs, monkeypatch: pytest.MonkeyPatch) -> None:
    from marsad.store.settings import Settings
    from marsad.web.workspace import current

    reader = client_as(Role.READER)
    before = reader.get("/en/")["Content-Security-Policy"]
    address = "https://tiles.example/{z}/{x}/{y}.png"
    monkeypatch.setattr(current(), "settings", Settings({"site.tile_url": address}))
    after = reader.get("/en/")["Content-Security-Policy"]
    assert "tiles.example" not in before
    assert set(after.replace(";", " ").split()) - set(before.replace(";", " ").split()) == {
        "https://tiles.example"
    }
