"""The page of an incident: what it shows, what people do on it, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from marsad.actions.review_incidents import text_read, token_of
from marsad.store import models
from marsad.store.incidents import incident_of
from marsad.store.workspace import Workspace
from marsad.web.roles import Role
from webkit_incidents import by_size, form_of, largest

As = Callable[[Role], Client]


def page_of(row: models.Incident, lang: str = "ar") -> str:
    return f"/{lang}/incidents/{row.key}/"


def send(client: Client, row: models.Incident, do: str, **more: str) -> object:
    page = page_of(row)
    return client.post(f"{page}review/", form_of(client, page, f"{page}review/", do) | more)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_sources_own_words_stand_on_the_page(client_as: As, lang: str) -> None:
    row = largest()
    html = client_as(Role.READER).get(page_of(row, lang)).content.decode()
    assert row.key in html
    for event in incident_of(row).events:
        assert f'data-doc="{event.doc}"' in html
        assert event.publisher is None or event.publisher in html
    assert "<script>" not in html
    assert " style=" not in html


def test_a_reader_sees_no_forms_and_an_analyst_only_corrections(client_as: As) -> None:
    row = largest()
    reader = client_as(Role.READER).get(f"{page_of(row)}?correct=killed").content.decode()
    analyst = client_as(Role.ANALYST).get(f"{page_of(row)}?correct=killed").content.decode()
    assert "data-deed" not in reader
    assert f"{page_of(row)}correct/" in analyst
    assert f"{page_of(row)}review/" not in analyst


def test_the_text_as_received_can_be_read_off_the_marked_text(client_as: As) -> None:
    """Offsets of the pieces count its code points, also where spellings were repaired."""
    row = models.Incident.objects.filter(events__gt=0, summary__contains='"s02"').first()
    assert row is not None
    event = next(event for event in incident_of(row).events if event.doc == "s02")
    text = text_read(event.key).text
    html = client_as(Role.READER).get(page_of(row)).content.decode()
    shown = re.search(r'data-doc="s02"[^>]*>(.*?)</div>', html, re.DOTALL)
    assert shown
    assert 'class="restored"' in shown[1]
    as_received = re.sub(r'<span class="restored"[^>]*>.*?</span>', "", shown[1])
    for start, piece in re.findall(r'data-start="(\d+)">(.*?)(?=<[^<>]*data-start|$)', as_received):
        told = unescape(re.sub(r"<[^>]*>", "", piece))
        assert text[int(start) :].startswith(told)


def test_accepting_tells_who(client_as: As) -> None:
    row, client = largest(), client_as(Role.REVIEWER)
    answer = send(client, row, "accept", note="قرأته")
    assert answer.status_code == 302  # type: ignore[attr-defined]
    row.refresh_from_db()
    assert row.review == "accepted"
    html = client.get(page_of(row)).content.decode()
    assert "قرأته" in html
    assert models.Decision.objects.get().who == "reviewer"
    assert models.LogEntry.objects.filter(action="decide", who="reviewer").count() == 1


def test_the_same_form_sent_twice_is_one_decision(client_as: As) -> None:
    row, client = largest(), client_as(Role.REVIEWER)
    page = page_of(row)
    form = form_of(client, page, f"{page}review/", "accept")
    for _ in range(2):
        assert client.post(f"{page}review/", form).status_code == 302
    assert models.Decision.objects.count() == 1


@pytest.mark.parametrize(("lang", "told"), [("ar", "قرّر administrator"), ("en", "administrator decided")])
def test_two_reviewers_do_not_overwrite_each_other(client_as: As, lang: str, told: str) -> None:
    row = largest()
    page = page_of(row, lang)
    hers, his = client_as(Role.REVIEWER), client_as(Role.ADMINISTRATOR)
    form = form_of(hers, page, f"{page}review/", "reject") | {"note": "سبب طويل كُتب بعناية"}
    his.post(f"{page}review/", form_of(his, page, f"{page}review/", "accept"))
    answer = hers.post(f"{page}review/", form)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert told in html
    assert "سبب طويل كُتب بعناية" in html
    assert [row.who for row in models.Decision.objects.all()] == ["administrator"]


def test_a_rejection_without_a_reason_says_what_to_do(client_as: As) -> None:
    row = largest()
    answer = send(client_as(Role.REVIEWER), row, "reject")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "L132" in answer.content.decode()  # type: ignore[attr-defined]


def _correction(client: Client, row: models.Incident, **more: str) -> tuple[int, str]:
    page = page_of(row)
    form = form_of(client, f"{page}?correct=killed", f"{page}correct/")
    answer = client.post(f"{page}correct/", form | more)
    return answer.status_code, answer.content.decode()


def test_a_correction_shows_its_passage(client_as: As) -> None:
    row, client = largest(), client_as(Role.ANALYST)
    event = incident_of(row).events[0]
    quote = text_read(event.key).text[5:40].strip()
    status, _ = _correction(client, row, value="٧", doc=event.doc, quote=quote)
    assert status == 302
    html = client.get(page_of(row)).content.decode()
    assert f'<q class="passage" dir="auto">{quote}</q>' in html
    assert 'class="k-person' in html
    assert models.Decision.objects.get().value["evidence"]["quote"] == quote


def test_a_correction_whose_passage_is_not_in_the_text_keeps_what_was_typed(client_as: As) -> None:
    row, client = largest(), client_as(Role.ANALYST)
    event = incident_of(row).events[0]
    status, html = _correction(client, row, value="17", doc=event.doc, quote="ليس هذا في النص", note="تصويب")
    assert status == 422
    assert "L135" in html
    for typed in ('value="17"', "ليس هذا في النص", 'value="تصويب"'):
        assert typed in html
    assert models.Decision.objects.count() == 0


def merged_pair(client_as: As) -> models.Incident:
    """Two incidents that a reviewer has merged."""
    row, other, client = largest(), by_size(1), client_as(Role.REVIEWER)
    form = form_of(client, page_of(row), f"{page_of(row)}review/", "accept")
    form |= {"do": "merge", "other": other.key, "other_seen": token_of(other)}
    assert client.post(f"{page_of(row)}review/", form).headers["Location"] == page_of(row)
    row.refresh_from_db()
    return row


def test_a_merged_key_leads_on_and_undoing_gives_both_back(client_as: As) -> None:
    other, client = by_size(1), client_as(Role.REVIEWER)
    row = merged_pair(client_as)
    assert client.get(page_of(other)).headers["Location"] == page_of(row)
    number = models.Decision.objects.get().pk
    undone = send(client, row, "undo")
    assert undone.status_code == 302  # type: ignore[attr-defined]
    assert models.Decision.objects.get(kind="undo").value["decision"] == number
    assert client.get(page_of(other)).status_code == 200
    assert client.get(page_of(row)).status_code == 200


def test_ticked_events_are_split_off(client_as: As) -> None:
    row, client = merged_pair(client_as), client_as(Role.REVIEWER)
    last = incident_of(row).events[-1]
    nothing = send(client, row, "split")
    assert nothing.status_code == 422  # type: ignore[attr-defined]
    assert send(client, row, "split", event=last.key).status_code == 302  # type: ignore[attr-defined]
    assert models.Membership.objects.get(event_key=last.key).incident.key != row.key


def test_an_unknown_key_is_not_found(client_as: As) -> None:
    assert client_as(Role.READER).get("/ar/incidents/I-none/").status_code == 404


def test_a_protected_source_is_named_to_analysts_alone(client_as: As) -> None:
    row = largest()
    event = incident_of(row).events[0]
    assert event.publisher
    models.Source.objects.filter(reports__doc=event.doc).update(protected=True)
    reader = client_as(Role.READER).get(page_of(row)).content.decode()
    analyst = client_as(Role.ANALYST).get(page_of(row)).content.decode()
    assert f'data-doc="{event.doc}"' not in reader
    assert "protected-" in reader
    assert f'data-doc="{event.doc}"' in analyst


def test_a_second_reader_approves_but_not_the_first(site: Workspace, client_as: As) -> None:
    from marsad.store.settings import Settings
    from marsad.web.workspace import serve

    serve(Workspace(site.folder, Settings({**site.settings.as_data(), "review.second_reader": True})))
    row, first, second = largest(), client_as(Role.REVIEWER), client_as(Role.ADMINISTRATOR)
    send(first, row, "accept")
    page = page_of(row)
    assert 'value="approve"' not in first.get(page).content.decode()
    form = form_of(first, page, f"{page}review/", "accept") | {"do": "approve"}
    own = first.post(f"{page}review/", form)
    assert own.status_code == 422
    assert "L133" in own.content.decode()
    assert send(second, row, "approve").status_code == 302  # type: ignore[attr-defined]
    row.refresh_from_db()
    assert row.approved


def test_the_text_of_every_report_can_be_reached(client_as: As, monkeypatch: pytest.MonkeyPatch) -> None:
    from marsad.web import incidentview

    monkeypatch.setattr(incidentview, "_TEXTS", 1)
    row, client = merged_pair(client_as), client_as(Role.READER)
    docs = [event.doc for event in incident_of(row).events]
    assert len(docs) > 1
    html = client.get(page_of(row)).content.decode()
    assert [f'data-doc="{doc}"' in html for doc in docs] == [True] + [False] * (len(docs) - 1)
    for number, doc in enumerate(docs[1:], 2):
        # Without scripts a link leads to the stretch of reports that has it …
        assert f'href="?part={number}#r{number}"' in html
        assert f'data-doc="{doc}"' in client.get(f"{page_of(row)}?part={number}").content.decode()
        # … and with them the text alone comes in place of the quote.
        address = f"{page_of(row)}words/{number}/"
        assert f'hx-get="{address}"' in html
        part = client.get(address).content.decode()
        assert f'data-doc="{doc}"' in part
        assert part.startswith(f'<div class="report" id="r{number}">')
        assert "<main" not in part


@pytest.mark.parametrize("asked", ["0", "9", "-1", "x", "99999999999999999999"])
def test_a_stretch_of_reports_that_is_not_there_shows_the_first(
    client_as: As, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    from marsad.web import incidentview

    monkeypatch.setattr(incidentview, "_TEXTS", 1)
    row = merged_pair(client_as)
    html = client_as(Role.READER).get(f"{page_of(row)}?part={asked}").content.decode()
    assert f'data-doc="{incident_of(row).events[0].doc}"' in html


def test_the_words_of_a_report_that_is_not_there_are_not_found(client_as: As) -> None:
    row = largest()
    for number in (0, row.events + 1):
        assert client_as(Role.READER).get(f"{page_of(row)}words/{number}/").status_code == 404


def test_places_are_called_as_the_language_calls_them(client_as: As) -> None:
    from marsad.web.placenames import english_names

    row = models.Incident.objects.filter(gazetteer_id__in=list(english_names()), events__gt=0)[0]
    assert row.gazetteer_id
    client = client_as(Role.READER)
    title = re.compile(r"<h1>(.*?)</h1>")
    for lang, name in (("ar", row.place_name), ("en", english_names()[row.gazetteer_id])):
        found = title.search(client.get(page_of(row, lang)).content.decode())
        assert found
        assert name in unescape(found[1])
