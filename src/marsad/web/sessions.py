"""Sessions of people: which there are, and how each is ended. Every end is in the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from allauth.account.internal import flows
from allauth.core import context
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from marsad.messages import language
from marsad.store.times import written
from marsad.tables import load_table
from marsad.web.accountlog import note
from marsad.web.text import say


class Session(NamedTuple):
    """A session as pages show it; ``agent`` is what the browser says of itself."""

    id: int
    since: datetime
    browser: str
    agent: str
    is_current: bool


def sessions_of(user: User) -> list[UserSession]:
    """The sessions of a person that still hold, oldest first; what has ended is forgotten."""
    found: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda session: (session.created_at, session.pk))


def shown(sessions: Iterable[UserSession], request: HttpRequest) -> list[Session]:
    """Sessions for a page, the newest first."""
    current = request.session.session_key
    rows = [
        Session(
            session.pk,
            session.created_at,
            browser_of(session.user_agent),
            session.user_agent,
            session.session_key == current,
        )
        for session in sessions
    ]
    return sorted(rows, key=lambda row: (not row.is_current, -row.since.timestamp()))


def browser_of(agent: str) -> str:
    """Browser and system in words, "Firefox · Windows"; what it says itself where neither is known."""
    names = [row[language()] for row in (_known("browser", agent), _known("system", agent)) if row]
    return " · ".join(names) or agent or say("account.session-unknown")


def _known(what: str, agent: str) -> dict[str, str] | None:
    return next((row for row in _signs() if row["what"] == what and row["sign"] in agent), None)


@cache
def _signs() -> Sequence[dict[str, str]]:
    return [dict(row) for row in load_table("browsers.csv", key="id")]


def end(request: HttpRequest, sessions: Sequence[UserSession]) -> bool:
    """End sessions, at once; True where that of the request was among them, which signs out."""
    own = [one for one in sessions if one.session_key == request.session.session_key]
    SessionsAdapter().end_sessions(sessions)
    if own:
        flows.logout.logout(request)
    return bool(own)


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]  # allauth is untyped
    """Writes into the log whose sessions ended, and by whom."""

    def end_sessions(self, sessions: Sequence[UserSession]) -> None:
        """End sessions; the log tells by whose hand, whose they were and when they had begun."""
        who = context.request.user.get_username()
        with transaction.atomic():
            for session in sessions:
                begun = written(session.created_at)
                note("session-end", who, {"person": session.user.get_username(), "begun": begun})
                session.end()
