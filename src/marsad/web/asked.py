"""What the address of a page asks for: filters as typed, the faults in them, the page of a list."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from datetime import date
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from marsad.actions.find_actors import actors_called
from marsad.errors import UsageError
from marsad.web import text

_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
#: Longest filter that is looked at.
_LONGEST: Final = 200


class Asked:
    """Filters of an address. What can't be understood is told in ``faults``, by field, and asks nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._given = request.GET
        self.faults: dict[str, str] = {}

    def text(self, name: str) -> str:
        """A text as typed, without spaces around it."""
        return self._given.get(name, "").strip()[:_LONGEST]

    def day(self, name: str) -> str | None:
        """An ISO day."""
        typed = self.text(name)
        try:
            return date.fromisoformat(typed).isoformat() if typed else None
        except ValueError:
            self.faults[name] = text.say("asked.day-fault", found=typed)
            return None

    def month(self, name: str) -> str | None:
        """A month, "2025-03"."""
        typed = self.text(name)
        if typed and not _MONTH.fullmatch(typed):
            self.faults[name] = text.say("asked.month-fault", found=typed)
            return None
        return typed or None

    def choice(self, name: str, choices: Container[str]) -> str | None:
        """One of some values; another one asks nothing."""
        typed = self.text(name)
        return typed if typed and typed in choices else None

    def actors(self, name: str) -> frozenset[str]:
        """Ids of the actors that are called so, in either language."""
        typed = self.text(name)
        try:
            return actors_called(typed, name) if typed else frozenset()
        except UsageError as error:
            near = str(error.details.get("near", "–"))
            self.faults[name] = text.say("asked.actor-fault", found=typed, near=near)
            return frozenset()


def page_of(request: HttpRequest, items: Sequence[Any] | QuerySet[Any, Any], size: int) -> Page[Any]:
    """The page of a list that the address asks for; the nearest one there is."""
    return Paginator(items, size).get_page(request.GET.get("page"))
