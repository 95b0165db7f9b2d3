"""The search page: what people type, what they are shown, and what readers may not learn by it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec
import pytest

from incidentkit import Telling, incident_with, tell
from marsad.web.roles import Role
from storekit import Databases, disconnect

if TYPE_CHECKING:
    from django.test import Client

_DISGUISED = "غارة نفذها تنظيم د.ا.ع.ش على البلدة <b>ليلًا</b>"
_TITLE = "عنوان من الشبكة"


@pytest.fixture(scope="module")
def searched(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A site with a report in disguised spelling, one of a protected source, and many alike."""
    from django.contrib.auth.models import Group, User

    from marsad.actions.link_incidents import link
    from marsad.arabic.repair import Repairer
    from marsad.store.keeping import CaptureFacts, keep
    from marsad.store.workspace import create_workspace, open_workspace
    from marsad.web.setup import prepare

    folder = tmp_path_factory.mktemp("search") / "workspace"
    folder.mkdir()
    create_workspace(folder, person="tester", database=databases.fresh("sqlite", folder))
    with (folder / "marsad.toml").open("a", encoding="utf-8") as stream:
        stream.write('[source.hidden]\nname = "شبكة الخفاء"\nprotected = true\n')
    workspace = open_workspace(folder)
    many = [
        Telling(f"many-{n}", text=f"انفجار رقم {n}", day=f"2025-01-{n:02}", town="north")
        for n in range(1, 31)
    ]
    tellings = [
        Telling("disguised", text=_DISGUISED),
        Telling("protected", "شبكة الخفاء", town="south", text="كمين قرب الجسر", source="hidden"),
        *many,
    ]
    records = [
        msgspec.structs.replace(
            one.record(),
            title=_TITLE if one.doc == "protected" else f"خبر {one.doc}",
            repairs=Repairer().repair(one.text).repairs,
        )
        for one in tellings
    ]
    tell(workspace, tellings, records=records)
    wall = '{"doc": "wall", "text": "", "comments": ["هتاف المار"]}\n'.encode()
    keep(workspace, wall, CaptureFacts("wall.jsonl"), [])
    link(workspace)
    for role in (Role.READER, Role.ANALYST):
        person = User.objects.create_user(role.group)
        person.groups.add(Group.objects.get_or_create(name=role.group)[0])
    prepare(folder)
    yield folder
    disconnect()


@pytest.fixture
def ask(searched: Path) -> Callable[..., str]:  # noqa: ARG001
    """Asks as a person of a role; gives the page."""
    clients: dict[Role, Client] = {}

    def asked(typed: str, *, role: Role = Role.READER, lang: str = "ar", more: str = "") -> str:
        from django.contrib.auth.models import User
        from django.test import Client

        if role not in clients:
            clients[role] = Client()
            clients[role].force_login(User.objects.get(username=role.group))
        response: Any = clients[role].get(f"/{lang}/search/?q={quote(typed)}{more}")
        assert response.status_code == 200
        return str(response.content.decode())

    return asked


def test_a_disguised_word_is_found_by_its_plain_spelling_and_shown_as_written(
    ask: Callable[..., str],
) -> None:
    page = ask("داعش")
    assert page.count("<mark>د.ا.ع.ش</mark>") == 2  # in its incident, and in its report
    assert f"/ar/incidents/{incident_with('disguised')}/" in page
    assert page.index("/ar/incidents/") < page.index("/ar/reports/")


def test_what_reports_say_is_no_markup(ask: Callable[..., str]) -> None:
    page = ask("ليلا")
    assert "<b>" not in page
    assert "&lt;b&gt;<mark>ليلًا</mark>&lt;/b&gt;" in page
    assert "<script>alert" not in ask("<script>alert(1)</script>")


def test_pages_and_filters_stay_in_the_address(ask: Callable[..., str]) -> None:
    page = ask("انفجار", more="&kind=reports&since=2025-01-01")
    (following,) = re.findall(r'rel="next" href="\?([^"]+)"', page)
    assert "kind=reports" in following
    assert "since=2025-01-01" in following
    assert "page=2" in following
    second = ask("انفجار", more="&kind=reports&page=2")
    shown = [set(re.findall(r"/ar/reports/(many-\d+)/", one)) for one in (page, second)]
    assert [len(docs) for docs in shown] == [20, 10]
    assert not shown[0] & shown[1]


def test_the_period_narrows_incidents_and_reports(ask: Callable[..., str]) -> None:
    assert "/en/incidents/" in ask("انفجار", lang="en", more="&until=2025-01-10&kind=incidents")
    assert "/en/incidents/" not in ask("انفجار", lang="en", more="&until=2024-01-10&kind=incidents")
    assert "2025-03-01" in ask("انفجار", lang="en", more="&until=soon")  # says how a day is written


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Type one or more words"),
        ("م*", "at least two letters"),
        ("…", "Type a whole word"),
        ("و " * 200, "Type at most 12 words"),
        ("nowhere", "Nothing was found"),
    ],
)
def test_questions_that_find_nothing_are_answered(ask: Callable[..., str], typed: str, told: str) -> None:
    assert told in ask(typed, lang="en")


def test_readers_learn_nothing_of_protected_sources(ask: Callable[..., str]) -> None:
    page = ask("كمين")
    assert "<mark>كمين</mark>" in page
    for secret in ("شبكة الخفاء", _TITLE, "/reports/protected/"):
        assert secret not in page
    assert "protected-" in page
    assert "/ar/reports/" not in ask("عنوان الشبكة")  # nor by guessing at its title
    analyst = ask("كمين", role=Role.ANALYST)
    assert "شبكة الخفاء" in analyst
    assert _TITLE in analyst
    assert "/ar/reports/protected/" in ask("عنوان الشبكة", role=Role.ANALYST)


def test_bystanders_words_are_not_found(ask: Callable[..., str]) -> None:
    assert "<mark>" not in ask("هتاف")
