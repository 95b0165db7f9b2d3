"""Moments and days as elements: words for people, ISO 8601 for machines, and never broken over lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marsad.messages import language
from marsad.web import text

if TYPE_CHECKING:
    from marsad.web.sessions import Session

register = template.Library()
_NOTHING: Final = "–"


@register.simple_tag
def moment(value: datetime | str | None) -> str | SafeString:
    """A moment as day and time of day in UTC; a dash where there is none."""
    if not value:
        return _NOTHING
    told = (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)
    words = text.say("time.at", day=text.day(told.date().isoformat(), language()), time=f"{told:%H:%M}")
    return _element(f"{told:%Y-%m-%dT%H:%M:%SZ}", words)


@register.simple_tag
def day(value: str | date | None) -> str | SafeString:
    """A day; a dash where there is none."""
    if not value:
        return _NOTHING
    iso = value if isinstance(value, str) else value.isoformat()
    return _element(iso, text.day(iso, language()))


def _element(iso: str, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso, words)


@register.filter
def isolated(name: str) -> str:
    """A name inside a picture, whose letters run by the page's language and mix with nothing beside it."""
    first = "\u2067" if language() == "ar" else "\u2066"
    return f"{first}{name}\u2069"


@register.filter
def shown(sessions: Iterable[Any], request: HttpRequest) -> list[Session]:
    """Sessions of allauth as pages show them."""
    from marsad.web import sessions as deeds

    return deeds.shown(sessions, request)
