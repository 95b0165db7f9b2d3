"""What people do on the site, from the list to the log, in both directions of writing.

Signing in with a second factor is in ``test_second_factor.py``, a lost line in ``test_lost_line.py``.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browserkit import Desk, Lang, Server, violations_in_both_lights
from journeykit import key_of, stored, until

from .conftest import ACCEPTED_BY

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PageAs = Callable[..., "Page"]


def _drag_over(text: Locator, words: str) -> None:
    """Select words in a report's text with the mouse, as they are shown."""
    text.scroll_into_view_if_needed()
    ends = text.evaluate(
        """(element, words) => {
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            const nodes = []; let all = "";
            while (walker.nextNode()) {
              if (!walker.currentNode.parentElement.checkVisibility()) continue;
              nodes.push([walker.currentNode, all.length]); all += walker.currentNode.data; }
            const at = all.indexOf(words);
            if (at < 0) return all;
            const box = (offset) => {
              const [node, start] = nodes.findLast(([_, begin]) => begin <= offset);
              const range = document.createRange();
              range.setStart(node, offset - start); range.setEnd(node, offset - start + 1);
              return range.getBoundingClientRect(); };
            const first = box(at), last = box(at + words.length - 1);
            const middle = (one) => one.y + one.height / 2;
            return [[first.right - 1, middle(first)], [last.left + 1, middle(last)]]; }""",
        words,
    )
    assert isinstance(ends, list), f"«{words}» is not in: {ends}"
    mouse = text.page.mouse
    mouse.move(*ends[0])
    mouse.down()
    mouse.move(*ends[1], steps=5)
    mouse.up()


def test_ten_incidents_are_reviewed_by_keyboard(page_as: PageAs, live: Server, lang: Lang) -> None:
    page = page_as("reviewer", lang, "queue/")
    form = page.locator("form#review")
    for turn in range(10):
        before = form.get_attribute("action")
        if turn % 5 == 4:  # a rejection needs its reason
            page.keyboard.press("r")
            page.keyboard.type("لا صلة له بالنزاع")
            page.keyboard.press("Control+Enter")
        else:
            page.keyboard.press("a")
        until(page, lambda old=before: form.get_attribute("action") not in (old, None))
    decisions = stored(live).Decision.objects.filter(kind="review", who="reviewer")
    assert sorted(one.value["state"] for one in decisions) == ["accepted"] * 8 + ["rejected"] * 2
    assert len({tuple(one.events) for one in decisions}) == 10  # each on another incident
    assert stored(live).LogEntry.objects.filter(action="decide", who="reviewer").count() == 10


def test_the_keyboard_walks_opens_corrects_and_takes_back(page_as: PageAs, live: Server, lang: Lang) -> None:
    page = page_as("reviewer", lang, f"queue/?at={key_of(live, 'j1')}")
    here = page.locator("a[data-item][aria-current=true]")
    begin = here.get_attribute("href")
    page.keyboard.press("j")
    until(page, lambda: here.get_attribute("href") != begin)
    page.keyboard.press("k")
    until(page, lambda: here.get_attribute("href") == begin)

    page.keyboard.press("c")
    page.locator("form#correct").wait_for()
    for field, typed in (("value", "4"), ("quote", "مقتل أربعة أشخاص")):
        _tab_to(page, field)
        page.keyboard.type(typed)
        if field == "value":
            _tab_to(page, "doc")
            page.keyboard.type("[2]")  # goes to the choice that begins so
            assert page.input_value("#doc") == "j2"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, lambda: page.locator("form#correct").count() == 0)
    assert stored(live).Decision.objects.get().value["name"] == "killed"

    page.keyboard.press("a")
    page.locator("form#undo-last").wait_for()
    page.keyboard.press("u")
    until(page, lambda: _kinds(live) == ["field", "review", "undo"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/**")


def _kinds(server: Server) -> list[str]:
    return [one.kind for one in stored(server).Decision.objects.order_by("id")]


def _tab_to(page: Page, field: str) -> None:
    """Press Tab until the focus is there; a field that it never comes to fails the test."""
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == field:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to #{field}")


def test_a_count_is_corrected_with_the_passage_selected(page_as: PageAs, live: Server, lang: Lang) -> None:
    key = key_of(live, "j1")
    page = page_as("reviewer", lang, f"incidents/{key}/?correct=killed#correct")
    page.fill("#value", "4")
    _drag_over(page.locator(".source-text[data-doc=j2]"), "مقتل أربعة أشخاص")
    assert page.input_value("#quote") == "مقتل أربعة أشخاص"
    assert page.input_value("#doc") == "j2"
    page.locator("form#correct button").first.click()
    page.locator("ol.history li").first.wait_for()
    assert "مقتل أربعة أشخاص" in page.locator("table.fields").inner_text()
    decision = stored(live).Decision.objects.get(kind="field")
    assert (decision.value["name"], decision.who) == ("killed", "reviewer")
    assert stored(live).Incident.objects.get(key=key).killed_least == 4


@pytest.mark.parametrize("repaired", [False, True], ids=["as written", "repaired"])
def test_a_passage_in_disguised_spelling_is_kept_as_it_was_written(
    page_as: PageAs, live: Server, repaired: bool, lang: Lang
) -> None:
    key = key_of(live, "s06")
    page = page_as("reviewer", lang, f"incidents/{key}/?correct=captured#correct")
    page.fill("#value", "2")
    if repaired:
        page.check("#as-repaired")
    _drag_over(page.locator(".source-text[data-doc=s06]"), "وتعتقل شابين" if repaired else "وتعتـ.ـقل شابين")
    assert page.input_value("#quote") == "وتعتـ.ـقل شابين"
    page.locator("form#correct button").first.click()
    page.locator("ol.history li").first.wait_for()
    evidence = stored(live).Decision.objects.get().value["evidence"]
    assert (evidence["doc"], evidence["quote"]) == ("s06", "وتعتـ.ـقل شابين")


def test_two_incidents_are_merged_and_parted_again(page_as: PageAs, live: Server, lang: Lang) -> None:
    key, other = key_of(live, "j3"), key_of(live, "j4")
    assert key != other
    page = page_as("reviewer", lang, f"incidents/{key}/")
    page.locator("article.maybe", has=page.locator(f"text={other}")).locator("button[value=merge]").click()
    page.locator(".source-text[data-doc=j4]").wait_for()
    assert page.locator(".source-text[data-doc=j3]").count() == 1
    assert key_of(live, "j3") == key_of(live, "j4")
    page.locator("ol.history button[value=undo]").first.click()
    until(page, lambda: page.locator(".source-text").count() == 1)
    assert {key_of(live, "j3"), key_of(live, "j4")} == {key, other}
    assert [one.kind for one in stored(live).Decision.objects.order_by("id")] == ["same", "undo"]


def test_two_reviewers_do_not_overwrite_each_other(page_as: PageAs, live: Server, lang: Lang) -> None:
    path = f"incidents/{key_of(live, 'j5')}/"
    one, other = page_as("reviewer", lang, path), page_as("administrator", lang, path)
    one.locator("form#review button[value=accept]").click()
    one.locator("ol.history li").first.wait_for()
    other.fill("#note", "الخبر قديم")
    other.locator("form#review button[value=reject]").click()
    other.locator("#fault").wait_for()
    assert "reviewer" in other.locator("#fault").inner_text()
    assert other.input_value("#note") == "الخبر قديم"  # what was typed is kept
    assert violations_in_both_lights(other) == []
    decisions = list(stored(live).Decision.objects.all())
    assert [(row.who, row.value["state"]) for row in decisions] == [("reviewer", "accepted")]
    other.locator("form#review button[value=reject]").click()  # having seen it, they may
    until(other, lambda: other.locator("ol.history li").count() == 2)


def test_a_disguised_word_is_found_by_its_plain_spelling(reading: Desk, lang: Lang) -> None:
    page = reading.page("analyst", lang, "search/")
    page.fill("#q", "توغل القنيطرة")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q="))
    assert "توغـ ـل" in page.locator("main").inner_text()
    assert page.locator("main mark").count() > 0


def test_what_is_drawn_on_the_map_is_listed_and_exported(reading: Desk, lang: Lang, tmp_path: Path) -> None:
    page = reading.page("analyst", lang)
    everything = page.locator("table#incidents tbody tr").count()
    page.locator("#map canvas").first.wait_for()
    page.locator("button[data-draw=box]").click()
    page.locator("#map").scroll_into_view_if_needed()
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.15, box["y"] + box["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.6, steps=5)
    with page.expect_response(re.compile(r"/overview/points/.*area=")) as points:
        page.mouse.up()
    page.wait_for_url(re.compile(r"area="))
    until(page, lambda: page.locator("table#incidents tbody tr").count() < everything)
    shown = _listed(page)
    assert shown
    assert {point[0] for point in points.value.json()["points"]} == shown
    with _downloaded(page, "CSV", tmp_path).open(encoding="utf-8-sig", newline="") as stream:
        assert sorted(row["key"] for row in csv.DictReader(stream)) == sorted(shown)  # each once
    features = json.loads(_downloaded(page, "GeoJSON", tmp_path).read_text("utf-8"))["features"]
    assert {feature["properties"]["key"] for feature in features} == shown
    reloaded = reading.page("analyst", lang, page.url.partition(f"/{lang}/")[2])  # the address can be sent
    assert _listed(reloaded) == shown


def _listed(page: Page) -> set[str]:
    """The keys in the overview's table."""
    keys = page.locator("table#incidents tbody tr").evaluate_all("rows => rows.map(row => row.dataset.key)")
    return set(keys)


def _downloaded(page: Page, kind: str, folder: Path) -> Path:
    """The file that the page's link to a kind of file gives."""
    with page.expect_download() as download:
        page.get_by_role("link", name=kind, exact=True).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_the_language_is_switched_mid_way(page_as: PageAs, live: Server, lang: Lang) -> None:
    other: Lang = "en" if lang == "ar" else "ar"
    page = page_as("reviewer", lang, f"incidents/{key_of(live, 'j1')}/?correct=killed")
    page.locator("header a.language").click()
    page.wait_for_url(re.compile(rf"/{other}/incidents/.*correct=killed"))
    assert page.locator("html").get_attribute("dir") == ("rtl" if other == "ar" else "ltr")
    page.fill("#value", "3")
    page.fill("#quote", "قُتل ثلاثة مدنيين")
    page.select_option("#doc", "j1")
    page.locator("form#correct button").first.click()
    page.locator("ol.history li").first.wait_for()
    assert stored(live).Decision.objects.count() == 1


def test_filters_stay_when_the_language_is_switched(reading: Desk, lang: Lang) -> None:
    other: Lang = "en" if lang == "ar" else "ar"
    page = reading.page("analyst", lang)
    everything = page.locator("table#incidents tbody tr").count()
    page.locator("#f-type").select_option(index=1)
    page.locator("#filter-form button[type=submit]").click()
    page.wait_for_url(re.compile(r"type=\w"))
    until(page, lambda: page.locator("table#incidents tbody tr").count() < everything)
    chosen, shown = page.locator("#f-type").input_value(), _listed(page)
    assert shown
    page.locator("header a.language").click()
    page.wait_for_url(re.compile(rf"/{other}/\?.*type={chosen}"))
    assert page.locator("#f-type").input_value() == chosen
    assert _listed(page) == shown


def test_the_place_in_the_queue_stays_when_the_language_is_switched(reading: Desk, lang: Lang) -> None:
    other: Lang = "en" if lang == "ar" else "ar"
    page = reading.page("reviewer", lang, "queue/")
    page.locator("a[data-item]").nth(3).click()
    page.wait_for_url(re.compile(r"at=I-"))
    action = page.locator("form#review").get_attribute("action") or ""
    page.locator("header a.language").click()
    page.wait_for_url(re.compile(rf"/{other}/queue/"))
    assert page.locator("form#review").get_attribute("action") == action.replace(f"/{lang}/", f"/{other}/", 1)


def _beginnings() -> list[str]:
    """How the texts of all reports begin."""
    samples = files("marsad").joinpath("samples/reports.jsonl").read_text("utf-8")
    told = samples + (Path(__file__).parent / "reports.jsonl").read_text("utf-8")
    return [json.loads(line)["text"].strip()[:40] for line in told.splitlines() if line]


def test_a_stranger_reads_public_pages_and_finds_nothing_withheld(
    reading: Desk, shared: Server, tmp_path: Path, lang: Lang
) -> None:
    models = stored(shared)
    accepted = set(models.Incident.objects.filter(review="accepted").values_list("key", flat=True))
    withheld = set(models.Incident.objects.values_list("key", flat=True)) - accepted
    secrets = [ACCEPTED_BY, "مراسل الباب", *withheld, *_beginnings()]

    page = reading.page("stranger", lang, "public/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    links = page.locator("main a[href*='/public/incidents/']").evaluate_all("all => all.map(one => one.href)")
    listed = {link.rstrip("/").rpartition("/")[2] for link in links}
    assert listed
    assert listed <= accepted
    for address in [page.url, *sorted(set(links)), f"/{lang}/public/about/"]:
        page.goto(address)
        assert [one for one in secrets if one in page.content()] == [], address
    assert all(
        url.startswith((f"{shared.address}/", "data:", "blob:")) for url in asked
    )  # nothing from elsewhere

    page.goto(f"/{lang}/public/")
    file = _downloaded(page, "CSV", tmp_path)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert {row["key"] for row in csv.DictReader(stream)} == listed
    assert [one for one in secrets if one in file.read_text("utf-8-sig")] == []
    for key in sorted(withheld)[:3]:
        assert page.request.get(f"/{lang}/public/incidents/{key}/").status == 404
    assert "/accounts/login/" in page.request.get(f"/{lang}/incidents/{min(listed)}/").url
