"""Who may do what: four roles, each including those before it, and strangers.

Every view names the least role that it is for. A view that names none is refused to everybody
(`GuardMiddleware`), so that a forgotten line shuts a door instead of leaving it open.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum, nonmember
from functools import wraps
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

View = Callable[..., HttpResponseBase]
_ATTRIBUTE: Final = "marsad_role"
_METHODS: Final = "marsad_methods"


class Role(IntEnum):
    """Least first. A stranger has not signed in, or has no role here."""

    # Templates compare roles; without this they would call the class.
    do_not_call_in_templates = nonmember(True)

    STRANGER = 0
    READER = 1
    ANALYST = 2
    REVIEWER = 3
    ADMINISTRATOR = 4

    @property
    def group(self) -> str:
        """The name of Django's group that stands for the role."""
        return self.name.lower()


def role_of(user: AbstractBaseUser | AnonymousUser) -> Role:
    """The highest role of a person."""
    if not user.is_authenticated or not user.is_active:
        return Role.STRANGER
    names = set(Group.objects.filter(user=user.pk).values_list("name", flat=True))
    return max((role for role in Role if role.group in names), default=Role.STRANGER)


def for_role(role: Role, *methods: str) -> Callable[[View], View]:
    """Mark a view as one for a role and those above it; others are sent to sign in, or refused.

    Args:
        role: The least role.
        methods: What the view answers to: "GET", "POST" … None given means "GET"; "HEAD" goes with
            "GET". Others are answered with 405.
    """
    allowed = tuple(dict.fromkeys(methods or ("GET",)))
    if "GET" in allowed:
        allowed += ("HEAD",)

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.role < role:  # type: ignore[attr-defined]  # set by the middleware
                return refuse(request)
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            return view(request, *args, **kwargs)

        setattr(guarded, _ATTRIBUTE, role)
        setattr(guarded, _METHODS, allowed)
        return guarded

    return mark


def methods_of(view: View) -> tuple[str, ...]:
    """The methods that a marked view answers to; none for one that is not marked."""
    return tuple(getattr(view, _METHODS, ()))


def least_role(view: View) -> Role | None:
    """The role that a view is marked with; None for one that is not."""
    found = getattr(view, _ATTRIBUTE, None)
    return found if isinstance(found, Role) else None


def refuse(request: HttpRequest) -> HttpResponse:
    """Send a stranger to sign in; tell others that the page is not for them.

    Raises:
        PermissionDenied: The person is signed in.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
