"""``{% word "site.name" %}``, and numbers and days as the reader expects them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from marsad.messages import language
from marsad.web import text

if TYPE_CHECKING:
    from marsad.store.verify.findings import Finding

register = template.Library()


@register.simple_tag
def word(key: str, **details: Any) -> str:
    """A text of ``tables/web_text.csv`` in the page's language."""
    return text.say(key, **details)


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], *names: str) -> SafeString:
    """Marks a link of the navigation: as that of this page, or of a page that belongs to it.

    Args:
        context: The template's.
        names: The address that the link leads to, and those of the pages below it.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    name = getattr(match, "view_name", "")
    if name not in names:
        return mark_safe("")
    return mark_safe('aria-current="page"' if name == names[0] else 'aria-current="true"')


@register.simple_tag
def months() -> str:
    """The names of the months in the page's language, for its scripts: "January|February|…"."""
    return "|".join(text.months(language()))


@register.simple_tag
def days(start: str | None, end: str | None) -> str:
    """A stretch of ISO days in words, as short as it can be told: "6–10 March 2025"."""
    return text.days(start, end, language())


@register.filter
def decimal(value: float) -> str:
    """A number with its sign and one place, in digits that stand alike in both languages."""
    return f"{value:+.1f}".replace("-", "\u2212")


@register.filter
def day(value: str | None) -> str:
    """An ISO day in words: "3 آذار 2025", "3 March 2025"; a dash where there is none."""
    return text.day(value, language())


@register.filter
def number(value: float | None) -> str:
    """A number with the thousands marked; a dash where there is none."""
    return "–" if value is None else f"{value:,}"


@register.filter
def moment(value: datetime | str | None) -> str:
    """A moment, or its ISO 8601 form, as day and time in UTC; a dash where there is none."""
    if not value:
        return "–"
    told = datetime.fromisoformat(value) if isinstance(value, str) else value
    told = told.astimezone(UTC)
    return text.say("time.at", day=text.day(told.date().isoformat(), language()), time=f"{told:%H:%M}")


@register.filter
def deed(action: str) -> str:
    """What an action of the log is called; its own word where it has no name."""
    key = f"deed.{action}"
    return text.say(key) if text.says(key) else action


@register.filter
def sentence(finding: Finding) -> str:
    """A finding of a check in words."""
    return finding.sentence(language())
