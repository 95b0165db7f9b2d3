"""Incidents of the site's sample reports, and the forms of their pages as a browser would send them."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from marsad.store import models

_INPUT = re.compile(r"<input[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_FORM = re.compile(r"<form[^>]*action=\"([^\"]*)\"[^>]*>.*?</form>", re.DOTALL)


def largest() -> models.Incident:
    """The incident of most events."""
    from marsad.store import models

    return models.Incident.objects.order_by("-events", "key")[0]


def by_size(number: int) -> models.Incident:
    """One of the others, in the same order."""
    from marsad.store import models

    return models.Incident.objects.filter(events__gt=0).order_by("-events", "key")[number]


def form_of(client: Client, page: str, action: str, button: str = "") -> dict[str, str]:
    """The hidden fields of the first form that goes to an address and holds a button of the value."""
    html = client.get(page).content.decode()
    for found in _FORM.finditer(html):
        if found[1] == action and (not button or f'value="{button}"' in found[0]):
            return _fields(found[0]) | ({"do": button} if button else {})
    raise AssertionError(f"no form for {action} {button} on {page}")


def _fields(form: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in _INPUT.findall(form):
        told = dict(_ATTRIBUTE.findall(tag))
        if told.get("type") == "hidden" and told["name"] != "csrfmiddlewaretoken":
            found[told["name"]] = unescape(told.get("value", ""))
    return found
