"""Second factors: who needs one, and the way of those who have none yet to the page that sets one up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from marsad.web.roles import Role, least_role
from marsad.web.text import say
from marsad.web.workspace import current

#: Recovery codes alone are none.
_KINDS: Final = ("totp", "webauthn")


def is_required(role: Role) -> bool:
    """Whether the workspace's settings ask a second factor of people of a role."""
    least = current().settings.text("site.require_second_factor")
    return least != "nobody" and role >= Role[least.upper()]


def factors_of(person: AbstractBaseUser) -> int:
    """How many second factors a person has set up."""
    from allauth.mfa.models import Authenticator

    return int(Authenticator.objects.filter(user_id=person.pk, type__in=_KINDS).count())


class SecondFactorMiddleware:
    """Sends those who need a second factor and have none to the page that sets one up."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as before; `process_view` decides."""
        return self._answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Let pages for everybody and those of the account through; redirect from all others."""
        role: Role = request.role  # type: ignore[attr-defined]  # set by the middleware before this
        least = least_role(view)
        if least is None or least == Role.STRANGER or not is_required(role):
            return None
        if factors_of(request.user):  # type: ignore[arg-type]  # who has a role has signed in
            return None
        messages.warning(request, say("account.factor-needed"))
        return redirect("mfa_index")
