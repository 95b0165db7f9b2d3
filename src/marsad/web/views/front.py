"""The door: the choice of a language, and the first page after it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from marsad.web.roles import Role, for_role


@for_role(Role.STRANGER)
def choose_language(request: HttpRequest) -> HttpResponse:
    """Send a reader to the pages in the language of the browser; Arabic where it names neither."""
    wanted = request.headers.get("Accept-Language", "").lower()
    english = wanted.startswith("en") and "ar" not in wanted
    return redirect("/en/" if english else "/ar/")


@for_role(Role.STRANGER)
def by_invitation(request: HttpRequest) -> HttpResponse:
    """How a person gets an account, or a new password: by a link from an administrator."""
    return render(request, "account/by_invitation.html")
