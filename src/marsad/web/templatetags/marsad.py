"""``{% word "web.overview" %}``, and numbers and days as the reader expects them."""

from __future__ import annotations

from typing import Any

from django import template

from marsad.messages import language
from marsad.web import text

register = template.Library()


@register.simple_tag
def word(key: str, **details: Any) -> str:
    """A text of ``tables/web_text.csv`` in the page's language."""
    return text.say(key, **details)


@register.filter
def day(value: str | None) -> str:
    """An ISO day in words: "3 آذار 2025", "3 March 2025"; a dash where there is none."""
    return text.day(value, language())


@register.filter
def number(value: float | None) -> str:
    """A number with the thousands marked; a dash where there is none."""
    return "–" if value is None else f"{value:,}"
