"""Work for the process in the background: asked for here, done there, one piece at a time.

A job is asked for in the transaction of whatever needs it, so that it is neither lost nor done
for something that never happened. A process that is killed leaves its job ``running``; the next
one puts it back, and what can never end well is given up after some tries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from marsad.errors import MarsadError, UsageError
from marsad.messages import sentence
from marsad.store import log
from marsad.store.models import Job
from marsad.store.times import now_utc
from marsad.tables import load_table

#: Times that a job is begun before it is given up: twice may be a power cut, thrice is the job.
MOST_TRIES: Final = 3
#: Jobs that have ended are remembered so long; the log tells what they did for ever.
_REMEMBERED: Final = 500


def ask(kind: str, who: str, details: Mapping[str, object] | None = None) -> Job:
    """Have something done; the same that already waits is not asked for twice.

    Args:
        kind: A row of ``job_kinds.csv``.
        who: The person, as the log names them.
        details: What the kind needs to know; JSON-able.
    """
    told = dict(details or {})
    waiting = [job for job in Job.objects.filter(kind=kind, state="waiting") if job.details == told]
    return waiting[0] if waiting else Job.objects.create(kind=kind, details=told, who=who, asked_at=now_utc())


def take() -> Job | None:
    """The job to do now, marked as begun; None where none waits."""
    if not Job.objects.filter(state="waiting").exists():
        return None  # without the write lock that looking further takes
    with transaction.atomic():
        log.last_head(for_update=True)
        job = Job.objects.filter(state="waiting").order_by("id").first()
        if job is not None:
            job.state, job.begun_at, job.tries = "running", now_utc(), job.tries + 1
            job.save(update_fields=["state", "begun_at", "tries"])
    return job


def put_back() -> int:
    """Have done again what a killed process left; gives how many. Only while no other process works."""
    left = Job.objects.filter(state="running")
    _end(left.filter(tries__gte=MOST_TRIES), "failed", told(MarsadError("W153", tries=MOST_TRIES)))
    return left.update(state="waiting", progress={})


def note_progress(job: Job, done: int, number: int) -> None:
    """Tell how far a job is."""
    Job.objects.filter(pk=job.pk).update(progress={"done": done, "number": number})


def finish(job: Job, outcome: Mapping[str, object]) -> None:
    """A job ended well."""
    _end(Job.objects.filter(pk=job.pk), "done", outcome)
    _forget()


def fail(job: Job, error: MarsadError) -> None:
    """A job can't be done; the reason is kept in both languages."""
    _end(Job.objects.filter(pk=job.pk), "failed", told(error))
    _forget()


def again(job: Job, who: str) -> Job:
    """Have done once more what failed, with the same details.

    Every kind can be begun again after it stopped midway. The failed job stays as it is.

    Args:
        job: One that failed.
        who: The person who asks now.
    Raises:
        UsageError: It did not fail (W156), or this version does no work of its kind (W157).
    """
    if job.state != "failed":
        raise UsageError("W156", number=job.pk)
    if job.kind not in kinds():
        raise UsageError("W157", found=job.kind)
    with transaction.atomic():
        log.append("work-again", who, {"number": job.pk, "work": job.kind})
        return ask(job.kind, who, job.details)


def kinds() -> Mapping[str, Mapping[str, str]]:
    """The kinds of work, by their names: rows of ``job_kinds.csv``."""
    return {row["id"]: row for row in load_table("job_kinds.csv", key="id")}


def told(error: MarsadError) -> dict[str, object]:
    """An error as an outcome tells it."""
    said = {lang: sentence(error.code, lang, error.details) for lang in ("ar", "en")}
    return {"code": error.code, **said}


def _end(jobs: QuerySet[Job], state: str, outcome: Mapping[str, object]) -> None:
    jobs.update(state=state, ended_at=now_utc(), outcome=dict(outcome))


def _forget() -> None:
    ended = Job.objects.filter(state__in=("done", "failed")).order_by("-id")
    oldest = ended.values_list("id", flat=True)[_REMEMBERED : _REMEMBERED + 1].first()
    if oldest is not None:
        Job.objects.filter(state__in=("done", "failed"), id__lte=oldest).delete()
