"""The log on the site: administrators read it; nobody edits it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from marsad.store import log, models
from marsad.store.custody import read_details
from marsad.store.workspace import Workspace
from marsad.web import people
from marsad.web.people_urls import urlpatterns
from marsad.web.roles import Role, methods_of
from marsad.web.text import say, says
from storekit import transaction_with_head, unguard

ClientAs = Callable[[Role], Client]


def rows(page: str) -> list[str]:
    """The text of each row of the page's table."""
    body = re.search(r"<tbody>(.*)</tbody>", page, re.S)
    assert body
    found = re.findall(r"<tr>(.*?)</tr>", body.group(1), re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def shown(client: Client, **asked: str) -> list[str]:
    return rows(client.get("/en/log/", asked).content.decode())


@pytest.fixture
def administrator(site: Workspace, client_as: ClientAs) -> Client:
    client = client_as(Role.ADMINISTRATOR)  # signing in is in the log, too
    with transaction_with_head(site):
        for number in range(60):
            log.append("decide", "سالم" if number % 2 else "<i>mona</i>", {"note": f"note {number}"})
    return client


def test_the_newest_entries_come_first_page_by_page(administrator: Client) -> None:
    page = administrator.get("/en/log/").content.decode()
    newest = log.last_head().number
    assert rows(page)[0].startswith(f"{newest} ")
    assert "note 59" in rows(page)[0]
    assert len(rows(page)) == 50
    older = re.search(r'rel="next" href="\?([^"]+)"', page)
    assert older
    second = rows(administrator.get(f"/en/log/?{older.group(1)}").content.decode())
    assert second[0].startswith(f"{newest - 50} ")


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"who": "سالم"}, 30),
        ({"who": "nobody"}, 0),
        ({"action": "decide"}, 60),
        ({"since": "2000-01-01", "action": "decide"}, 60),
        ({"until": "2000-01-01"}, 0),
        ({"since": "2999-01-01"}, 0),
    ],
)
def test_entries_are_filtered(administrator: Client, asked: dict[str, str], number: int) -> None:
    page = administrator.get("/en/log/", asked).content.decode()
    assert say("audit.count", "en", number=number) in page


def test_filters_stay_while_one_pages(administrator: Client) -> None:
    page = administrator.get("/en/log/", {"action": "decide"}).content.decode()
    assert "?action=decide&amp;page=2" in page


def test_a_day_that_is_none_is_told_and_kept(administrator: Client) -> None:
    page = administrator.get("/ar/log/", {"since": "soon"}).content.decode()
    assert say("audit.no-day", "ar") in page
    assert 'value="soon"' in page


def test_what_people_wrote_is_shown_as_text(administrator: Client) -> None:
    assert "<i>mona" not in administrator.get("/en/log/").content.decode()


def test_a_changed_entry_and_a_broken_chain_are_told(administrator: Client) -> None:
    page = administrator.get("/en/log/?check=1").content.decode()
    assert say("audit.chain-fits", "en") in page
    assert say("audit.changed", "en") not in " ".join(rows(page))
    unguard()
    newest = log.last_head().number
    models.LogEntry.objects.filter(number=newest).update(who="somebody else")
    page = administrator.get("/en/log/?check=1").content.decode()
    assert say("audit.changed", "en") in rows(page)[0]
    assert say("audit.chain-fits", "en") not in page
    models.LogEntry.objects.filter(number=newest).delete()
    assert say("audit.head-differs", "en") in administrator.get("/en/log/").content.decode()


def test_captures_tell_from_where_a_report_came(administrator: Client) -> None:
    found = rows(administrator.get("/en/log/captures/").content.decode())
    original = models.Original.objects.get()
    assert len(found) == models.Capture.objects.count()
    assert original.sha256 in found[0]
    assert "reports.jsonl" in found[0]


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_deed_in_the_log_has_a_name(administrator: Client, lang: str) -> None:
    page = administrator.get(f"/{lang}/log/").content.decode()
    options = dict(re.findall(r'<option value="([a-z-]+)"[^>]*>([^<]+)</option>', page))
    assert options
    if lang == "ar":
        assert [name for name in options.values() if re.search("[a-z]", name)] == []


def test_what_a_deed_was_about_is_told_in_the_language_of_the_page(
    site: Workspace, client_as: ClientAs
) -> None:
    client = client_as(Role.ADMINISTRATOR)
    with transaction_with_head(site):
        log.append("role", "مدير", {"person": "سالم", "before": "reader", "after": "analyst"})
    assert "صار: محلل كان: قارئ الشخص: سالم" in rows(client.get("/ar/log/").content.decode())[0]
    assert "after: analyst before: reader person: سالم" in shown(client)[0]


def test_nothing_edits_the_log(administrator: Client) -> None:
    for pattern in urlpatterns:
        if (pattern.name or "").startswith("audit"):
            assert methods_of(pattern.callback) == ("GET", "HEAD")
            assert administrator.post(reverse(pattern.name)).status_code == 405
    for statement in ("UPDATE store_logentry SET who = 'x'", "DELETE FROM store_logentry"):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)


def test_details_are_told_in_the_readers_language_also_those_inside_others(administrator: Client) -> None:
    person = User.objects.create_user("reader-2")
    people.set_role(person, Role.ANALYST, who="administrator")
    people.invite(Role.READER, who="administrator", name="feed")
    page = administrator.get("/ar/log/").content.decode()
    assert "صار: <bdi>محلل</bdi>" in page
    assert "الشخص: <bdi>feed</bdi>" in page  # a name, though it is a word of ours, too
    every = [read_details(entry) for entry in models.LogEntry.objects.all()]
    keys = {key for details in every for key in _keys(details)}
    assert {key for key in keys if not says(f"logword.{key}")} == set()
    assert {"sum", "links"} <= keys  # what linking came to lies inside


def _keys(details: Mapping[str, object]) -> Iterator[str]:
    for key, value in details.items():
        if key != "rows":
            yield key
        if isinstance(value, Mapping):
            yield from _keys(value)
