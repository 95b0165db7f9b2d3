"""What is told when a page can't be shown: what happened and what to do, and nothing else."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template import loader

from marsad.messages import Lang, speaking

#: For when not even the page of errors can be made.
_BARE: Final = (
    '<!doctype html><html lang="{lang}" dir="{dir}"><meta charset="utf-8">'
    "<title>{status}</title><p>{text}</p></html>"
)
_LAST: Final = {
    "ar": ("rtl", "تعذّر عرض الصفحة. حاول بعد قليل."),
    "en": ("ltr", "The page can't be shown. Try again in a while."),
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: the browser asked for something that makes no sense."""
    return _told(request, 400, "error.400")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: the person's role is not enough."""
    return _told(request, 403, "error.403")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: nothing is at the address."""
    return _told(request, 404, "error.404")


def too_many(request: HttpRequest) -> HttpResponse:
    """429: too many attempts."""
    response = _told(request, 429, "error.429")
    response.headers["Retry-After"] = "300"
    return response


def busy(request: HttpRequest) -> HttpResponse:
    """503: the database is taken, as while many incidents are linked; browsers send a deed again."""
    response = _told(request, 503, "error.503")
    response.headers["Retry-After"] = "5"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a mistake of ours; the details are in the server's log."""
    return _told(request, 500, "error.500")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 – not for readers
    """403: a form came without its token: the page was open for long, or came from elsewhere."""
    return _told(request, 403, "error.csrf")


def _told(request: HttpRequest, status: int, key: str) -> HttpResponse:
    lang: Lang = "en" if request.path_info.startswith("/en/") else "ar"
    with speaking(lang):
        try:
            page: str = loader.render_to_string("web/error.html", {"key": key, "status": status}, request)
        except Exception:  # the page itself may be what fails, and something has to be told
            direction, text = _LAST[lang]
            page = _BARE.format(lang=lang, dir=direction, status=status, text=text)
    return HttpResponse(page, status=status)
