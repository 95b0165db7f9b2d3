"""The page that an invitation leads to: a name and a password, once."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from marsad.errors import UsageError
from marsad.web import people
from marsad.web.forms import JoinForm
from marsad.web.roles import Role, for_role
from marsad.web.text import say


@for_role(Role.STRANGER, "GET", "POST")
@sensitive_post_parameters("password1", "password2")
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let a person with a link choose a name and a password."""
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="invitation")
    if limited is not None:
        return limited
    found = people.find_invitation(token)
    if found is None:
        return render(request, "web/people/void.html", status=404)
    form = JoinForm(request.POST or None, name=found.name)
    if request.method == "POST" and form.is_valid() and _accepted(form, token):
        messages.success(request, say("people.joined"))
        return redirect("account_login")
    status = 400 if form.errors else 200
    return render(request, "web/people/join.html", {"form": form, "invitation": found}, status=status)


def _accepted(form: JoinForm, token: str) -> bool:
    try:
        people.accept(token, form.cleaned_data["username"], form.cleaned_data["password1"])
    except UsageError as error:
        form.add_error("password1" if error.code == "W164" else "username", str(error))
        return False
    return True
