"""What every request passes: its language, the person's role, and the guard of unmarked views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from marsad.messages import Lang, speaking
from marsad.web.roles import least_role, role_of
from marsad.web.views.errors import busy

#: Packages whose views bring their own guards.
_GUARDED_ELSEWHERE: Final = ("allauth.", "django.views.static", "django.contrib.staticfiles")
Answer = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The language of the address ("/ar/…"), for Django's own texts and for Marsad's."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of the address."""
        lang: Lang = "en" if request.path_info.split("/")[1] == "en" else "ar"
        with speaking(lang), translation.override(lang):
            request.LANGUAGE_CODE = lang
            response = self._answer(request)
        response.headers.setdefault("Content-Language", lang)
        return response


class GuardMiddleware:
    """Gives the request its role, and shuts views that name no role."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the person's role known; what somebody sees is kept by no cache for another."""
        request.role = role_of(request.user)  # type: ignore[attr-defined]
        response = self._answer(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def process_view(
        self, _request: HttpRequest, view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> None:
        """Refuse a view without a role.

        Raises:
            PermissionDenied: The view is neither marked nor guarded by its own package.
        """
        if least_role(view) is None and not guarded_elsewhere(view):
            raise PermissionDenied

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Where the database is taken or restarts, say that it is for a while: nothing was written."""
        return busy(request) if isinstance(exception, OperationalError) else None


def guarded_elsewhere(view: Callable[..., Any]) -> bool:
    """Whether a view belongs to a package that guards its own."""
    return view.__module__.startswith(_GUARDED_ELSEWHERE)
