"""The public pages: what `marsad.store.publication` lets out, and nothing else.

No view here reads an incident by another way. All answer 404 while publication is off.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, Final, NamedTuple

import msgspec
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from marsad.formats.facts import count_text
from marsad.formats.labels import label
from marsad.formats.publicfiles import public_csv, public_geojson, public_row
from marsad.messages import Lang, language, word
from marsad.model import Count
from marsad.store.publication import Policy, PublicIncident, policy_of, public_incidents, type_classes
from marsad.web.roles import Role, for_role
from marsad.web.text import day, say
from marsad.web.views.overview import map_words
from marsad.web.workspace import current

_PAGE: Final = 50
_FEED: Final = 50
#: Seconds for which anybody between may keep an answer: what is withdrawn is gone as soon as that.
_FRESH_S: Final = 300
View = Callable[..., HttpResponse]


def today() -> date:
    """The day in UTC, which publication goes by."""
    return datetime.now(UTC).date()


def public(view: View) -> View:
    """Answer 404 while publication is off; let browsers keep what strangers are shown."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy_of(current().settings).on:
            raise Http404
        response = view(request, *args, **kwargs)
        is_stranger = request.role == Role.STRANGER  # type: ignore[attr-defined]  # set by the middleware
        response.headers["Cache-Control"] = (
            f"public, max-age={_FRESH_S}" if is_stranger else "private, no-cache"
        )
        etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
        response.headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response

    return shown  # type: ignore[return-value]


# What is asked for


class Wanted(NamedTuple):
    """A filter of the list, as its address tells it; ``faults`` names fields that could not be read."""

    since: str = ""
    until: str = ""
    of_class: str = ""
    area: str = ""
    faults: tuple[str, ...] = ()

    def takes(self, incident: PublicIncident) -> bool:
        """Whether an incident is wanted; one without a day is found by no day."""
        end = incident.end or incident.start or ""
        return (
            (not self.since or end >= self.since)
            and (not self.until or "" < (incident.start or "") <= self.until)
            and (not self.of_class or incident.event_class == self.of_class)
            and (not self.area or (incident.place is not None and incident.place.admin1 == self.area))
        )

    def address(self) -> str:
        """The filter as the end of an address, without the question mark."""
        query = QueryDict(mutable=True)
        names = {"since": self.since, "until": self.until, "class": self.of_class, "admin1": self.area}
        query.update({name: value for name, value in names.items() if value})
        return query.urlencode()


def _wanted(request: HttpRequest, everything: Sequence[PublicIncident]) -> Wanted:
    days = {name: _day(request.GET.get(name, "")) for name in ("since", "until")}
    chosen = request.GET.get("class", ""), request.GET.get("admin1", "")
    known = ({one.event_class for one in everything}, {one.place.admin1 for one in everything if one.place})
    return Wanted(
        since=days["since"] or "",
        until=days["until"] or "",
        of_class=chosen[0] if chosen[0] in known[0] else "",
        area=chosen[1] if chosen[1] in known[1] else "",
        faults=tuple(name for name, value in days.items() if value is None),
    )


def _day(typed: str) -> str | None:
    """An ISO day; empty for none, None for what is no day."""
    if not typed.strip():
        return ""
    try:
        return date.fromisoformat(typed.strip()).isoformat()
    except ValueError:
        return None


# How it is said


class Line(NamedTuple):
    """An incident in words, in the page's language."""

    key: str
    title: str
    days: str
    place: str
    coarsened: bool
    killed: str
    injured: str
    initiators: str
    targets: str
    status: str
    reports: int
    voices: int
    incident: PublicIncident


def line_of(incident: PublicIncident, lang: Lang) -> Line:
    """An incident in words."""
    place = place_text(incident, lang)
    kind = label("type", incident.type, lang)
    return Line(
        key=incident.key,
        title=say("public.title_at", lang, what=kind, where=place) if place else kind,
        days=days_text(incident, lang),
        place=place or "–",
        coarsened=incident.coarsened,
        killed=_count(incident, "killed", lang),
        injured=_count(incident, "injured", lang),
        initiators=_names(incident, "initiator", lang),
        targets=_names(incident, "target", lang),
        status=word(f"status.{incident.status}", lang),
        reports=incident.reports,
        voices=incident.voices,
        incident=incident,
    )


def place_text(incident: PublicIncident, lang: Lang) -> str:
    """The place as far as it may be told: its name, else its governorate's, else its country's."""
    place = incident.place
    if place is None:
        return ""
    name = place.ar if lang == "ar" else place.en or place.ar
    area = label("admin1", place.admin1, lang) if place.admin1 else ""
    if not name:
        return area or (label("country", place.country, lang) if place.country else "")
    if not area or place.level == "governorate" or area in name:
        return name
    return _comma(lang).join((name, area))


def _comma(lang: Lang) -> str:
    return f"{say('public.comma', lang)} "


def days_text(incident: PublicIncident, lang: Lang) -> str:
    """Its day or days."""
    if not incident.start:
        return say("public.undated", lang)
    if not incident.end or incident.end == incident.start:
        return day(incident.start, lang)
    return word("range", lang, first=day(incident.start, lang), last=day(incident.end, lang))


def _count(incident: PublicIncident, name: str, lang: Lang) -> str:
    told = incident.casualties.get(name)
    return count_text(Count(*told), lang) if told else ""


def _names(incident: PublicIncident, role: str, lang: Lang) -> str:
    ids = [one.id for one in incident.parties if one.role == role and one.standing != "denied"]
    return _comma(lang).join(label("actor", one, lang) for one in dict.fromkeys(ids))


# Pages


@for_role(Role.STRANGER)
@public
def listing(request: HttpRequest) -> HttpResponse:
    """The list of all that is public, filtered and in pages."""
    everything = public_incidents(current(), today())
    wanted, lang = _wanted(request, everything), language()
    page = Paginator([one for one in everything if wanted.takes(one)], _PAGE).get_page(
        request.GET.get("page")
    )
    classes = sorted({one.event_class for one in everything})
    areas = sorted({one.place.admin1 for one in everything if one.place and one.place.admin1})
    context = {
        "lines": [line_of(one, lang) for one in page.object_list],
        "page": page,
        "wanted": wanted,
        "address": wanted.address(),
        "faults": [say(f"public.fault.{name}") for name in wanted.faults],
        "classes": [(one, label("class", one, lang)) for one in classes],
        "map_words": map_words(),
        "areas": sorted(((one, label("admin1", one, lang)) for one in areas), key=lambda pair: pair[1]),
    }
    return render(request, "web/public/list.html", context)


@for_role(Role.STRANGER)
@public
def incident(request: HttpRequest, key: str) -> HttpResponse:
    """One incident."""
    found = next((one for one in public_incidents(current(), today()) if one.key == key), None)
    if found is None:
        raise Http404
    lang = language()
    context = {"line": line_of(found, lang), "facts": list(_facts(found, lang)), "incident": found}
    return render(request, "web/public/incident.html", context)


def _facts(found: PublicIncident, lang: Lang) -> Iterator[tuple[str, str]]:
    yield word("field.date", lang), days_text(found, lang)
    yield say("public.place", lang), place_text(found, lang) or "–"
    for party in found.parties:
        name = label("actor", party.id, lang)
        standing = word(f"bundle.standing.{party.standing}", lang)
        shown = name if party.standing == "told" else say("public.party", lang, name=name, standing=standing)
        yield word(f"role.{party.role}", lang), shown
    for name, told in found.casualties.items():
        yield word(f"casualty.{name}", lang), count_text(Count(*told), lang)
    if found.items:
        names = (label("item", one, lang) for one in found.items)
        yield word("field.items", lang), _comma(lang).join(names)
    yield word("field.status", lang), word(f"status.{found.status}", lang)


@for_role(Role.STRANGER)
@public
def about(request: HttpRequest) -> HttpResponse:
    """How the data comes about, what is withheld and why, and what it cannot tell."""
    policy, lang = policy_of(current().settings), language()
    return render(request, "web/public/about.html", {"rules": list(_rules(policy, lang)), "policy": policy})


def _rules(policy: Policy, lang: Lang) -> Iterator[tuple[str, int, str]]:
    for one in sorted(set(type_classes().values()) & set(policy.delay_days)):
        level = say(f"public.level.{policy.coarsen[one]}", lang)
        yield label("class", one, lang), policy.delay_days[one], level


# Feed and downloads


@for_role(Role.STRANGER)
@public
def feed(request: HttpRequest) -> HttpResponse:
    """What became public last, for feed readers (Atom, RFC 4287)."""
    lang = language()
    newest = sorted(public_incidents(current(), today()), key=lambda one: one.since, reverse=True)[:_FEED]
    context = {
        "lines": [(line_of(one, lang), f"{one.since}T00:00:00Z") for one in newest],
        "updated": f"{newest[0].since if newest else today().isoformat()}T00:00:00Z",
        "here": request.build_absolute_uri(request.path),
        "site": request.build_absolute_uri(f"/{lang}/public/"),
    }
    return render(request, "web/public/feed.xml", context, content_type="application/atom+xml; charset=utf-8")


_FILES: Final[dict[str, tuple[str, Callable[..., bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", public_csv),
    "geojson": ("application/geo+json", public_geojson),
    "json": (
        "application/json",
        lambda found, lang: msgspec.json.encode([public_row(one, lang) for one in found]),
    ),
}


@for_role(Role.STRANGER)
@public
def download(request: HttpRequest, form: str) -> HttpResponse:
    """What the list shows, as a file; the map's points are the one for maps."""
    if form not in _FILES:
        raise Http404
    everything = public_incidents(current(), today())
    wanted, lang = _wanted(request, everything), language()
    media_type, write = _FILES[form]
    data = write([one for one in everything if wanted.takes(one)], lang)
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="marsad-{lang}.{form}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


#: Points that a map is given one by one; of more it is told how many lie at each place.
_POINTS: Final = 5_000


@for_role(Role.STRANGER)
@public
def points(request: HttpRequest) -> HttpResponse:
    """What the list shows, as the map's script takes it."""
    everything = public_incidents(current(), today())
    wanted, lang = _wanted(request, everything), language()
    taken = [one for one in everything if wanted.takes(one) and one.place and one.place.lat is not None]
    rows: list[tuple[Any, ...]] = [_point(one) for one in taken]
    names = {one.type: label("type", one.type, lang) for one in taken}
    if len(rows) > _POINTS:
        rows = [(*at, number) for at, number in Counter((row[1], row[2]) for row in rows).items()]
    told = {"cells": len(taken) > _POINTS, "names": names, "points": rows}
    return HttpResponse(msgspec.json.encode(told), content_type="application/json")


def _point(one: PublicIncident) -> tuple[Any, ...]:
    """A row of the map: see ``Row`` in ``web/lib/map.ts``."""
    assert one.place is not None
    place, killed = one.place, one.casualties.get("killed")
    most = (killed.most or killed.least or 0) if killed else 0
    told = (one.key, place.lat, place.lon, place.radius_m or 0, one.type, one.event_class)
    return (*told, one.start, one.end, one.status, bool(one.contested), most)


@for_role(Role.STRANGER)
def robots(_request: HttpRequest) -> HttpResponse:
    """What search engines may take: the public pages while there are any, nothing else."""
    is_on = policy_of(current().settings).on
    allowed = "Allow: /ar/public/\nAllow: /en/public/\nAllow: /static/\n" if is_on else ""
    return HttpResponse(f"User-agent: *\n{allowed}Disallow: /\n", content_type="text/plain; charset=utf-8")
