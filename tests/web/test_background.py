"""Work in the background as administrators see it; what failed is asked for anew."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from marsad.errors import InputError
from marsad.store import jobs, models
from marsad.store.workspace import Workspace
from marsad.tables import load_table
from marsad.web.roles import Role
from marsad.web.text import says

ClientAs = Callable[[Role], Client]


@pytest.fixture
def administrator(client_as: ClientAs) -> Client:
    models.Job.objects.all().delete()
    return client_as(Role.ADMINISTRATOR)


def page_of(client: Client, lang: str = "en", **asked: str) -> str:
    answer = client.get(f"/{lang}/background/", asked)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1]).split())


def failed(kind: str = "relink", who: str = "mona") -> models.Job:
    job = jobs.ask(kind, who)
    jobs.fail(job, InputError("I101", where="news.jsonl", reason="gone"))
    job.refresh_from_db()
    return job


def test_what_waits_runs_and_has_ended_is_told_with_who_asked(administrator: Client) -> None:
    jobs.ask("read", "سالم")
    running = jobs.take()
    assert running
    jobs.note_progress(running, 1200, 4469)
    jobs.ask("watch", "mona", {"sources": ["monitor"]})
    jobs.finish(jobs.ask("relink", "huda"), {"incidents": 3111, "incidents-changed": 0})
    page = page_of(administrator)
    assert "Read what is unread" in page
    assert "1,200 of 4,469" in page
    assert "سالم" in page
    assert "sources: monitor" in page
    assert "incidents: 3,111" in page
    assert "incidents new or changed" not in page


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_failure_is_told_in_the_readers_language(administrator: Client, lang: str) -> None:
    job = failed()
    assert job.outcome[lang] in page_of(administrator, lang).replace("&#x27;", "'")
    assert job.outcome["en" if lang == "ar" else "ar"] not in page_of(administrator, lang)


def test_what_failed_is_asked_for_again_and_the_log_tells(administrator: Client, site: Workspace) -> None:
    from marsad.store.verify import verify

    job = failed()
    administrator.post(f"/en/background/{job.pk}/again/")
    (new,) = models.Job.objects.filter(state="waiting")
    assert (new.kind, new.details, new.who) == ("relink", job.details, "administrator")
    job.refresh_from_db()
    assert job.state == "failed"  # what happened, happened
    entry = models.LogEntry.objects.order_by("-number").first()
    assert entry
    assert (entry.action, entry.who) == ("work-again", "administrator")
    assert list(verify(site)) == []
    administrator.post(f"/en/background/{job.pk}/again/")
    assert models.Job.objects.filter(state="waiting").count() == 1  # asked for twice, done once


def test_only_what_failed_is_asked_for_again(administrator: Client) -> None:
    job = jobs.ask("relink", "mona")
    jobs.finish(job, {"incidents": 1})
    answer = administrator.post(f"/en/background/{job.pk}/again/", follow=True)
    assert "has not failed" in answer.content.decode()
    assert models.Job.objects.filter(state="waiting").count() == 0


def test_a_kind_that_this_version_has_not_is_shown_and_not_asked_for(administrator: Client) -> None:
    job = failed()
    models.Job.objects.filter(pk=job.pk).update(kind="weave")
    page = administrator.get("/en/background/").content.decode()
    assert "weave" in page
    assert "/again/" not in page
    assert "weave" in administrator.post(f"/en/background/{job.pk}/again/", follow=True).content.decode()
    assert models.Job.objects.filter(state="waiting").count() == 0


def test_the_list_of_what_ended_is_narrowed_by_state(administrator: Client) -> None:
    failed(who="first")
    jobs.finish(jobs.ask("read", "second"), {})
    assert "first" in page_of(administrator, state="failed")
    assert "second" not in page_of(administrator, state="failed")


def test_whether_anybody_is_at_work_is_told(administrator: Client, site: Workspace) -> None:
    from marsad.web.worker import HEARTBEAT

    assert "No process is at work" in page_of(administrator)
    (site.folder / HEARTBEAT).touch()
    assert "A process is at work" in page_of(administrator)


def test_every_count_that_work_can_come_to_has_a_name() -> None:
    from dataclasses import fields

    from marsad.actions.watch_sources import Round

    told = {name.replace("_", "-") for name in (field.name for field in fields(Round))}
    told |= {"reports", "new-versions", "known", "faulty", "read", "events", "problems", "figures"}
    told |= {"incidents", "incidents-changed", "changed-reports", "added", "dropped", "changed"}
    assert [name for name in sorted(told) if not says(f"workcount.{name}")] == []
    assert all(row["ar"] and row["en"] for row in load_table("job_kinds.csv", key="id"))
