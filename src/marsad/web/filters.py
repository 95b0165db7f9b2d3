"""Which incidents an address asks for, and addresses that ask for a little more or less."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final, get_args

from django.http import HttpRequest, QueryDict

from marsad.formats.labels import label
from marsad.messages import language
from marsad.model import ActorRole, Status
from marsad.store.incidentsearch import MOST_CORNERS, Corner, IncidentFilter, Sort
from marsad.tables import load_table
from marsad.web import text
from marsad.web.asked import Asked
from marsad.web.roles import Role

STATUSES: Final[tuple[str, ...]] = get_args(Status)
ROLES: Final[tuple[str, ...]] = get_args(ActorRole)
SORTS: Final[tuple[str, ...]] = get_args(Sort)
REVIEWS: Final = ("open", "accepted", "approved", "changed", "rejected")
#: Names in an address that are filters, in the order of the form.
NAMES: Final = (
    "since",
    "until",
    "type",
    "actor",
    "role",
    "place",
    "admin1",
    "status",
    "review",
    "source",
    "voices",
    "killed",
    "confidence",
    "contested",
    "lacking",
    "area",
)
#: Who may learn exactly where forces stand, and whose report one is.
_TRUSTED: Final = Role.ANALYST
_LONGEST_AREA: Final = 2_400
_CORNER: Final = re.compile(r"(-?\d{1,3}(?:\.\d{1,6})?),(-?\d{1,2}(?:\.\d{1,6})?)")


class Wanted(Asked):
    """The filter of an address, as typed and as understood. Faults are told by field."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.role: Role = request.role  # type: ignore[attr-defined]  # set by the middleware
        self.filter = self._understood()

    @property
    def exact(self) -> bool:
        """Whether the person may see exact places of forces and names of sources."""
        return self.role >= _TRUSTED

    def _understood(self) -> IncidentFilter:
        return IncidentFilter(
            since=self.day("since"),
            until=self.day("until"),
            type=self.choice("type", event_types()),
            actors=self.actors("actor"),
            role=self.choice("role", ROLES),  # type: ignore[arg-type]  # one of ActorRole
            place=self.text("place") or None,
            admin1=self.text("admin1") or None,
            status=self.choice("status", STATUSES),
            review=self.choice("review", REVIEWS),
            source=(self.text("source") or None) if self.exact else None,
            min_voices=self._number("voices"),
            min_killed=self._number("killed"),
            min_confidence=self._percent("confidence"),
            contested=self.text("contested") == "yes",
            lacking=self.choice("lacking", ("day", "place")),  # type: ignore[arg-type]
            area=self._area(),
            sort=self.choice("sort", SORTS) or "newest",  # type: ignore[arg-type]  # one of Sort
            coarse=not self.exact,
        )

    def _number(self, name: str) -> int | None:
        typed = self.text(name)
        if not typed:
            return None
        if typed.isdecimal() and len(typed) < 7:
            return int(typed)
        self.faults[name] = text.say("overview.number-fault", found=typed)
        return None

    def _percent(self, name: str) -> float | None:
        number = self._number(name)
        if number is None or number <= 100:
            return number and number / 100
        self.faults[name] = text.say("overview.percent-fault", found=number)
        return None

    def _area(self) -> tuple[Corner, ...]:
        """Corners as "longitude,latitude;…"."""
        typed = self._given.get("area", "").strip()
        if not typed:
            return ()
        found = [_CORNER.fullmatch(part) for part in typed[: _LONGEST_AREA + 1].split(";")]
        corners = tuple((float(one[1]), float(one[2])) for one in found if one)
        fits = len(corners) == len(found) and 3 <= len(corners) <= MOST_CORNERS
        if fits and all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in corners):
            return corners
        self.faults["area"] = text.say("overview.area-fault", most=MOST_CORNERS)
        return ()

    # Addresses

    def query(self, **changes: str | None) -> str:
        """The address's filters with some changed or (None) taken out, as "?…"; pages begin anew."""
        told = QueryDict(mutable=True)
        for name, value in self.told(changes):
            told[name] = value
        return f"?{told.urlencode(safe=',;')}" if told else "?"

    def told(self, changes: Mapping[str, str | None] | None = None) -> Iterator[tuple[str, str]]:
        """Filters and order that the address holds, without those that the person may not use."""
        changes = changes or {}
        for name in (*NAMES, "sort"):
            value = changes[name] if name in changes else self._given.get(name, "").strip()
            if value and (name != "source" or self.exact):
                yield name, value
        if changes.get("page"):
            yield "page", str(changes["page"])

    def chosen(self) -> list[tuple[str, str, str]]:
        """Filters that are on: name, in words, and the address without it."""
        return [
            (name, self._in_words(name, value), self.query(**{name: None}))
            for name, value in self.told()
            if name in NAMES and name not in self.faults
        ]

    def _in_words(self, name: str, value: str) -> str:
        field = text.say(f"overview.field-{name}")
        if name == "area":
            return text.say("overview.drawn-area")
        if name == "contested":
            return field
        return f"{field}: {in_words(name, value)}"


def in_words(name: str, value: str) -> str:
    """A filter's value for people."""
    if name == "type":
        return label("class" if value in _classes() else "type", value)
    if name in ("actor", "admin1"):
        return label("actor" if name == "actor" else "admin1", value)
    if name in ("since", "until"):
        return text.day(value, language()) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value
    key = f"overview.{name}-{value}"
    return text.say(key) if text.says(key) else value


def event_types() -> frozenset[str]:
    """Ids of types and classes."""
    rows = load_table("event_types.csv", key="id")
    return frozenset(row["id"] for row in rows) | _classes()


def types_by_class() -> dict[str, list[str]]:
    """Ids of types, by their class, as the table has them."""
    found: dict[str, list[str]] = {}
    for row in load_table("event_types.csv", key="id"):
        found.setdefault(row["class"], []).append(row["id"])
    return dict(sorted(found.items()))


def _classes() -> frozenset[str]:
    return frozenset(types_by_class())


def box_of(request: HttpRequest) -> tuple[float, float, float, float] | None:
    """What a map looks at, "west,south,east,north"; None where the address tells none."""
    parts = request.GET.get("box", "").split(",")
    try:
        west, south, east, north = map(float, parts)
    except ValueError:
        return None
    return (west, south, east, north) if all(map(math.isfinite, (west, south, east, north))) else None
