"""The review queue: what comes first, and that one goes on from each deed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from marsad.store import factcopy, models
from marsad.store.reviewqueue import count_waiting, review_points, waiting
from marsad.store.workspace import Workspace
from marsad.web.roles import Role
from webkit_incidents import form_of

As = Callable[[Role], Client]


def test_the_points_are_of_two_sides() -> None:
    assert {point.side for point in review_points().values()} == {"doubt", "stake"}


def test_the_most_doubtful_and_consequential_come_first(site: Workspace) -> None:  # noqa: ARG001
    rows = waiting(1_000)
    assert len(rows) == count_waiting() == models.Incident.objects.filter(events__gt=0).count()
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    for row in rows:
        doubt = sum(point.points for point in row.reasons if point.side == "doubt")
        stake = sum(point.points for point in row.reasons if point.side == "stake")
        assert row.score == (1 + doubt) * (1 + stake)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"contested": True}, "contested"),
        ({"review": "changed"}, "changed"),
        ({"weakest": 0.5}, "weak-link"),
        ({"voices": 1}, "alone"),
        ({"voices": 9}, "voices"),
        ({"confidence_least": 0.1}, "unsure"),
        ({"killed": 60}, "dead-50"),
        ({"killed": 12}, "dead-10"),
    ],
)
def test_each_reason_is_told(site: Workspace, changed: dict[str, object], reason: str) -> None:  # noqa: ARG001
    key = waiting(1_000)[-1].key
    before = {"contested": False, "weakest": None, "voices": 2, "killed": 0, "confidence_least": 1.0}
    row = models.IncidentFacts.objects.filter(key=key)
    row.update(**{**before, **changed})
    factcopy.note(row.values_list("pk", flat=True))
    found = next(row for row in waiting(1_000) if row.key == key)
    assert reason in {point.id for point in found.reasons}
    assert sum(point.id.startswith("dead-") for point in found.reasons) <= 1


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_queue_shows_its_first_and_explains_its_order(client_as: As, lang: str) -> None:
    html = client_as(Role.REVIEWER).get(f"/{lang}/queue/").content.decode()
    first = waiting(1)[0]
    assert f'href="?at={first.key}" aria-current="true"' in html
    for point in review_points().values():
        assert getattr(point, lang) in html


def test_after_a_deed_the_next_one_is_there_and_the_deed_can_be_taken_back(client_as: As) -> None:
    client = client_as(Role.REVIEWER)
    first, second = waiting(2)
    action = f"/ar/incidents/{first.key}/review/"
    answer = client.post(action, form_of(client, "/ar/queue/", action, "accept"), follow=True)
    html = answer.content.decode()
    assert f'href="?at={second.key}" aria-current="true"' in html
    assert f"?at={first.key}" not in html
    page = answer.redirect_chain[-1][0]
    form = form_of(client, page, action, "")
    assert form["do"] == "undo"
    client.post(action, form)
    assert models.Incident.objects.get(key=first.key).review == "open"


def test_a_refused_deed_stays_in_the_queue_with_what_was_typed(client_as: As) -> None:
    client, first = client_as(Role.REVIEWER), waiting(1)[0]
    action = f"/ar/incidents/{first.key}/review/"
    form = form_of(client, "/ar/queue/", action, "accept") | {"seen": "another.0.1", "note": "ملاحظتي"}
    answer = client.post(action, form)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert 'class="queue"' in html
    assert "ملاحظتي" in html


def test_one_that_is_gone_leads_to_the_first(client_as: As) -> None:
    html = client_as(Role.READER).get("/ar/queue/?at=I-none").content.decode()
    assert f'href="?at={waiting(1)[0].key}" aria-current="true"' in html


def test_an_empty_queue_says_so(client_as: As) -> None:
    models.IncidentFacts.objects.update(review="accepted")
    factcopy.note(models.IncidentFacts.objects.values_list("pk", flat=True))
    assert 'class="notice ok"' in client_as(Role.READER).get("/ar/queue/").content.decode()


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_key_is_told(client_as: As, lang: str) -> None:
    """Those that web/queue.ts acts on; the one for a second reader where there are such."""
    script = (Path(__file__).parents[2] / "web/queue.ts").read_text("utf-8")
    acts = script[script.index("const ACTS") : script.index("function press")]
    keys = set(re.findall(r'^  "?([\w?]+)"?: \(', acts, re.MULTILINE))
    assert {"j", "k", "a", "?", "Enter"} <= keys
    html = client_as(Role.REVIEWER).get(f"/{lang}/queue/").content.decode()
    told = set(re.findall(r"<kbd>([^<]+)</kbd>", html[html.index('class="keys"') :]))
    assert keys - {"p"} <= told
