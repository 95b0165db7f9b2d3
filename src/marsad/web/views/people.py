"""People: for administrators to invite, to change roles, and to switch accounts off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from marsad.errors import UsageError
from marsad.web import people as deeds
from marsad.web.forms import InviteForm, RoleForm
from marsad.web.models import Invitation
from marsad.web.roles import Role, for_role
from marsad.web.text import say


@for_role(Role.ADMINISTRATOR)
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who has an account, and links that still work."""
    return _page(request)


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    shown = {
        "people": [
            (person, RoleForm(initial={"role": int(person.role)}, auto_id=f"role-{person.id}"))
            for person in deeds.people()
        ],
        "invitations": deeds.open_invitations(),
        "form": InviteForm(initial={"role": int(Role.READER)}),
        "days": deeds.LINK_DAYS,
        **more,
    }
    return render(request, "web/people/people.html", shown, status=status)


@for_role(Role.ADMINISTRATOR, "POST")
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation and show its link, this once."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=400)
    try:
        _, token = deeds.invite(form.cleaned_data["role"], who=_who(request), name=form.cleaned_data["name"])
    except UsageError as error:
        form.add_error("name", str(error))
        return _page(request, form=form, status=400)
    return _page(request, link=_link(request, token))


@for_role(Role.ADMINISTRATOR, "POST")
@never_cache
def renew_password(request: HttpRequest, person: int) -> HttpResponse:
    """Make a link to a new password and show it, this once."""
    user = get_object_or_404(User, pk=person)
    _, token = deeds.renew_password(user, who=_who(request))
    return _page(request, link=_link(request, token), link_for=user.username)


@for_role(Role.ADMINISTRATOR, "POST")
def revoke(request: HttpRequest, invitation: int) -> HttpResponse:
    """Void a link."""
    deeds.revoke(get_object_or_404(Invitation, pk=invitation), who=_who(request))
    messages.success(request, say("people.revoked"))
    return redirect("people")


@for_role(Role.ADMINISTRATOR, "POST")
def change_role(request: HttpRequest, person: int) -> HttpResponse:
    """Give a person another role."""
    user = get_object_or_404(User, pk=person)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, status=400)
    role: Role = form.cleaned_data["role"]
    try:
        deeds.set_role(user, role, who=_who(request))
    except UsageError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, say("people.role-changed", name=user.username, role=say(f"role.{role.group}"))
        )
    return redirect("people")


@for_role(Role.ADMINISTRATOR, "POST")
def switch(request: HttpRequest, person: int) -> HttpResponse:
    """Switch an account off, or on again."""
    user = get_object_or_404(User, pk=person)
    asked = request.POST.get("active")
    if asked not in ("0", "1"):
        return _page(request, status=400)
    active = asked == "1"
    try:
        deeds.set_active(user, active=active, who=_who(request))
    except UsageError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, say("people.on" if active else "people.off", name=user.username))
    return redirect("people")


def _who(request: HttpRequest) -> str:
    return request.user.get_username()


def _link(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("invitation", kwargs={"token": token}))
