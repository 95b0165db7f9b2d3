"""Sessions: each person ends their own one by one; administrators those of others."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from marsad.web import sessions as deeds
from marsad.web.roles import Role, for_role
from marsad.web.text import say


@for_role(Role.READER, "POST")
def end_own(request: HttpRequest, session: int) -> HttpResponse:
    """End one of the person's own sessions; ending this one signs out."""
    found = get_object_or_404(UserSession, pk=session, user=request.user)
    return _ended(request, [found], "usersessions_list")


@for_role(Role.ADMINISTRATOR)
@never_cache
def of_person(request: HttpRequest, person: int) -> HttpResponse:
    """Where a person has signed in."""
    user = get_object_or_404(User, pk=person)
    rows = deeds.shown(deeds.sessions_of(user), request)
    return render(request, "web/people/sessions.html", {"person": user, "sessions": rows})


@for_role(Role.ADMINISTRATOR, "POST")
def end_one(request: HttpRequest, person: int, session: int) -> HttpResponse:
    """End a session of a person."""
    found = get_object_or_404(UserSession, pk=session, user_id=person)
    return _ended(request, [found], "people-sessions", person)


@for_role(Role.ADMINISTRATOR, "POST")
def end_all(request: HttpRequest, person: int) -> HttpResponse:
    """End every session of a person."""
    user = get_object_or_404(User, pk=person)
    return _ended(request, deeds.sessions_of(user), "people-sessions", person)


def _ended(request: HttpRequest, found: list[UserSession], page: str, *parts: int) -> HttpResponse:
    signed_out = deeds.end(request, found)
    messages.success(request, say("account.sessions-ended", number=len(found)))
    return redirect("account_login") if signed_out else redirect(page, *parts)
