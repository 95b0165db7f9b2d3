"""What people do on the site, from the list to the log, in both directions of writing.

Signing in with a second factor is in ``test_second_factor.py``.
"""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browserkit import Desk, Lang, Server, serving
from storekit import disconnect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PageAs = Callable[..., "Page"]


def _stored(server: Server) -> Any:
    """The models, on the database of a running server."""
    from marsad.web.setup import prepare

    disconnect()
    prepare(server.folder)
    from marsad.store import models

    return models


def _key_of(server: Server, doc: str) -> str:
    """The incident that a report's first event is in."""
    models = _stored(server)
    event = models.Event.objects.get(reading__version__report__doc=doc, number=1, current=True)
    key: str = models.Membership.objects.get(event_key=event.key).incident.key
    return key


def _press(page: Page, key: str, change: Callable[[], bool]) -> None:
    """Press a key of the queue and wait for what it does."""
    page.locator("body").evaluate("document.activeElement && document.activeElement.blur()")
    page.keyboard.press(key)
    until = time.monotonic() + 15
    while time.monotonic() < until:
        if change():
            return
        page.wait_for_timeout(50)
    pytest.fail(f"nothing happened after {key}: {page.locator('main').inner_text()[:400]}")


def _select(text: Locator, words: str) -> None:
    """Select words in a report's text, as a mouse does."""
    found = text.evaluate(
        """(element, words) => {
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            const nodes = []; let all = "";
            while (walker.nextNode()) {
              if (walker.currentNode.parentElement.closest(".restored")) continue;
              nodes.push([walker.currentNode, all.length]); all += walker.currentNode.data; }
            const at = all.indexOf(words);
            if (at < 0) return all;
            const place = (offset, end) => nodes.find(([node, start]) => end
              ? offset > start && offset <= start + node.data.length
              : offset >= start && offset < start + node.data.length);
            const [first, a] = place(at, false), [last, b] = place(at + words.length, true);
            getSelection().setBaseAndExtent(first, at - a, last, at + words.length - b);
            return ""; }""",
        words,
    )
    assert found == "", f"«{words}» is not in: {found}"


def test_ten_incidents_are_reviewed_by_keyboard(page_as: PageAs, live: Server, lang: Lang) -> None:
    page = page_as("reviewer", lang, "queue/")
    for turn in range(10):
        before = page.locator("form#review").get_attribute("action")
        if turn % 5 == 4:  # a rejection needs its reason
            page.keyboard.press("r")
            page.keyboard.type("لا صلة له بالنزاع")
            page.keyboard.press("Control+Enter")
            _until(page, lambda old=before: page.locator("form#review").get_attribute("action") != old)
        else:
            _press(page, "a", lambda old=before: page.locator("form#review").get_attribute("action") != old)
    decisions = _stored(live).Decision.objects.filter(kind="review", who="reviewer")
    assert sorted(one.value["state"] for one in decisions) == ["accepted"] * 8 + ["rejected"] * 2
    assert _stored(live).LogEntry.objects.filter(action="decide", who="reviewer").count() == 10


def _until(page: Page, change: Callable[[], bool]) -> None:
    until = time.monotonic() + 15
    while time.monotonic() < until and not change():
        page.wait_for_timeout(50)
    assert change(), page.locator("main").inner_text()[:400]


def test_a_count_is_corrected_with_the_passage_selected(page_as: PageAs, live: Server, lang: Lang) -> None:
    key = _key_of(live, "j1")
    page = page_as("reviewer", lang, f"incidents/{key}/?correct=killed#correct")
    page.fill("#value", "4")
    _select(page.locator(".source-text[data-doc=j2]"), "مقتل أربعة أشخاص")
    assert page.input_value("#quote") == "مقتل أربعة أشخاص"
    assert page.input_value("#doc") == "j2"
    page.locator("form#correct button").first.click()
    page.locator("ol.history li").first.wait_for()
    assert "مقتل أربعة أشخاص" in page.locator("table.fields").inner_text()
    decision = _stored(live).Decision.objects.get(kind="field")
    assert (decision.value["name"], decision.who) == ("killed", "reviewer")
    assert _stored(live).Incident.objects.get(key=key).killed_least == 4


def test_two_incidents_are_merged_and_parted_again(page_as: PageAs, live: Server, lang: Lang) -> None:
    key, other = _key_of(live, "j3"), _key_of(live, "j4")
    assert key != other
    page = page_as("reviewer", lang, f"incidents/{key}/")
    page.locator("article.maybe", has=page.locator(f"text={other}")).locator("button[value=merge]").click()
    page.locator(".source-text[data-doc=j4]").wait_for()
    assert page.locator(".source-text[data-doc=j3]").count() == 1
    assert _key_of(live, "j3") == _key_of(live, "j4")
    page.locator("ol.history button[value=undo]").first.click()
    _until(page, lambda: page.locator(".source-text").count() == 1)
    assert {_key_of(live, "j3"), _key_of(live, "j4")} == {key, other}
    assert [one.kind for one in _stored(live).Decision.objects.order_by("id")] == ["same", "undo"]


def test_two_reviewers_do_not_overwrite_each_other(page_as: PageAs, live: Server, lang: Lang) -> None:
    path = f"incidents/{_key_of(live, 'j5')}/"
    one, other = page_as("reviewer", lang, path), page_as("administrator", lang, path)
    one.locator("form#review button[value=accept]").click()
    one.locator("ol.history li").first.wait_for()
    other.fill("#note", "الخبر قديم")
    other.locator("form#review button[value=reject]").click()
    other.locator("#fault").wait_for()
    assert "reviewer" in other.locator("#fault").inner_text()
    assert other.input_value("#note") == "الخبر قديم"  # what was typed is kept
    decisions = list(_stored(live).Decision.objects.all())
    assert [(row.who, row.value["state"]) for row in decisions] == [("reviewer", "accepted")]
    other.locator("form#review button[value=reject]").click()  # having seen it, they may
    _until(other, lambda: other.locator("ol.history li").count() == 2)


def test_a_decision_outlives_a_lost_line(page_as: PageAs, live: Server, lang: Lang) -> None:
    page = page_as("reviewer", lang, f"incidents/{_key_of(live, 'j5')}/")
    page.context.set_offline(True)
    page.locator("form#review button[value=accept]").click()
    page.wait_for_timeout(1_200)
    assert page.locator("#deed-status").inner_text().strip()
    page.context.set_offline(False)
    page.locator("ol.history li").first.wait_for()
    assert _stored(live).Decision.objects.count() == 1


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
    page.mouse.up()
    page.wait_for_url(re.compile(r"area="))
    _until(page, lambda: page.locator("table#incidents tbody tr").count() < everything)
    shown = _listed(page)
    assert shown
    with page.expect_download() as download:
        page.locator("a[download]", has_text="CSV").click()
    file = tmp_path / "incidents.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert {row["key"] for row in csv.DictReader(stream)} == shown
    reloaded = reading.page("analyst", lang, page.url.partition(f"/{lang}/")[2])  # the address can be sent
    assert _listed(reloaded) == shown


def _listed(page: Page) -> set[str | None]:
    """The keys in the overview's table."""
    return {row.get_attribute("data-key") for row in page.locator("table#incidents tbody tr").all()}


def test_the_language_is_switched_mid_way(page_as: PageAs, live: Server, lang: Lang) -> None:
    other: Lang = "en" if lang == "ar" else "ar"
    page = page_as("reviewer", lang, f"incidents/{_key_of(live, 'j1')}/?correct=killed")
    page.locator("header a.language").click()
    page.wait_for_url(re.compile(rf"/{other}/incidents/.*correct=killed"))
    assert page.locator("html").get_attribute("dir") == ("rtl" if other == "ar" else "ltr")
    page.fill("#value", "3")
    page.fill("#quote", "قُتل ثلاثة مدنيين")
    page.select_option("#doc", "j1")
    page.locator("form#correct button").first.click()
    page.locator("ol.history li").first.wait_for()
    assert _stored(live).Decision.objects.count() == 1


def test_a_stranger_reads_public_pages_and_finds_nothing_withheld(
    browser: Any, template: Path, tmp_path: Path, lang: Lang
) -> None:
    import shutil

    folder = tmp_path / "workspace"
    shutil.copytree(template, folder)
    _switch_on(folder)
    with serving(folder) as server:
        desk = Desk(browser, server)
        key, hidden = _key_of(server, "j1"), _key_of(server, "j5")
        work = desk.page("reviewer", lang, f"incidents/{key}/")
        work.locator("form#review button[value=accept]").click()
        work.locator("ol.history li").first.wait_for()
        page = desk.page("stranger", lang, "public/")
        assert page.locator(f"a[href*='{key}']").count() == 1
        assert page.locator(f"a[href*='{hidden}']").count() == 0  # nobody reviewed it
        page.locator(f"a[href*='{key}']").click()
        text = page.content()
        assert "reviewer" not in text
        assert "مراسل الباب" not in text  # a publisher that the settings do not name
        assert page.request.get(f"/{lang}/public/incidents/{hidden}/").status == 404
        assert "/accounts/login/" in page.request.get(f"/{lang}/incidents/{key}/").url
        desk.close()


def _switch_on(folder: Path) -> None:
    settings = folder / "marsad.toml"
    told = settings.read_text("utf-8")
    begin = told.index("[publication]")
    settings.write_text(told[:begin] + told[begin:].replace("on = false", "on = true", 1), "utf-8")
