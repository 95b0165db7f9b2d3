"""The overview: map, timeline, charts and table of the same incidents, their export, and the map's layers."""

from __future__ import annotations

import tempfile
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from marsad.actions.save_incidents import save
from marsad.formats.incidentwriters import IncidentFormat
from marsad.formats.labels import label
from marsad.store.aggregates import Aggregates, Cell, aggregates, choices, points
from marsad.store.factcopy import version
from marsad.store.incidentsearch import find_incidents, page_of_incidents
from marsad.web import basemap, overview, text
from marsad.web.filters import (
    REVIEWS,
    ROLES,
    SORTS,
    STATUSES,
    Wanted,
    box_of,
    in_words,
    types_by_class,
)
from marsad.web.roles import Role, for_role
from marsad.web.workspace import current

#: Incidents on a page of the table, and in the lanes beside the map.
_PAGE: Final = 50
_LANE: Final = 6
#: Forms of the export. Whole incidents hold exact places and names, and are not for readers.
_FORMS: Final[dict[str, tuple[IncidentFormat, str, Role]]] = {
    "csv": ("csv", "text/csv; charset=utf-8", Role.READER),
    "geojson": ("geojson", "application/geo+json", Role.READER),
    "json": ("json", "application/json", Role.ANALYST),
}
#: Above this a file is put together on the disk.
_IN_MEMORY: Final = 8_000_000
_A_DAY_S: Final = 86_400


@for_role(Role.READER)
def overview_page(request: HttpRequest) -> HttpResponse:
    """The page; everything that it shows follows from its address."""
    wanted = Wanted(request)
    found = aggregates(wanted.filter)
    page, pages = _page_number(wanted, found.total)
    incidents = page_of_incidents(wanted.filter, (page - 1) * _PAGE, _PAGE)
    kinds, spans = overview.timeline(wanted, found)
    tiles = current().settings.text("site.tile_url")
    context: dict[str, Any] = {
        "wanted": wanted,
        "asked": dict(wanted.told()),
        "found": found,
        "charts": overview.charts(wanted, found),
        "kinds": [(kind, label("class", kind), wanted.query(type=kind)) for kind in kinds],
        "spans": spans,
        "earlier": wanted.query(until=overview.day_before(spans[0].start)) if spans else "",
        "rows": overview.rows(wanted, incidents),
        "lanes": _lanes(wanted, found.undated, found.unplaced),
        "fields": _fields(wanted, found),
        "actor_typed": _actor_typed(wanted),
        "page": page,
        "pages": pages,
        "first": (page - 1) * _PAGE + 1,
        "last": min(page * _PAGE, found.total),
        "before": wanted.query(page=str(page - 1)) if page > 1 else "",
        "after": wanted.query(page=str(page + 1)) if page < pages else "",
        "orders": {order: wanted.query(sort=order) for order in SORTS},
        "forms": [form for form, (_, _, least) in _FORMS.items() if wanted.role >= least],
        "query": wanted.query(),
        "tiles": tiles,
        "map_words": map_words(),
    }
    response = render(request, "web/overview/page.html", context)
    if tiles:
        _let_in(response, tiles)
    return response


def _page_number(wanted: Wanted, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // _PAGE))
    typed = wanted.text("page")
    return min(max(int(typed) if typed.isdecimal() and len(typed) < 8 else 1, 1), pages), pages


def _lanes(wanted: Wanted, undated: int, unplaced: int) -> list[dict[str, Any]]:
    """What neither the timeline nor the map can show: some of each, and where all of them are."""
    lanes = []
    for lacking, number in (("day", undated), ("place", unplaced)):
        rest = wanted.filter._replace(lacking=lacking)  # type: ignore[arg-type]  # one of the two
        some = page_of_incidents(rest, 0, _LANE) if number else []
        lanes.append(
            {
                "id": lacking,
                "number": number,
                "rows": overview.rows(wanted, some),
                "href": wanted.query(lacking=lacking),
            }
        )
    return lanes


def _fields(wanted: Wanted, found: Aggregates) -> dict[str, Any]:
    """What the fields of the form can choose from."""
    chosen_from = choices()
    return {
        "types": [
            (kind, label("class", kind), [(one, label("type", one)) for one in types])
            for kind, types in types_by_class().items()
        ],
        "actors": sorted({label("actor", key) for key, _ in found.actors}),
        "divisions": sorted(
            ((name, label("admin1", name)) for name in chosen_from.divisions), key=lambda d: d[1]
        ),
        "sources": chosen_from.sources if wanted.exact else (),
        **{
            name: [(value, in_words(name, value)) for value in values]
            for name, values in (("status", STATUSES), ("role", ROLES), ("review", REVIEWS), ("sort", SORTS))
        },
    }


def _actor_typed(wanted: Wanted) -> str:
    """The actor's name where the address holds an id."""
    return in_words("actor", wanted.text("actor"))


def map_words() -> str:
    """The words of the map's script, as JSON."""
    names = (
        "zoom-in",
        "zoom-out",
        "incidents",
        "radius",
        "more",
        "undated",
        "fault",
        "attribution",
        "shown-all",
        "shown-cells",
        "drawing",
        "toggle-attribution",
        "km",
        "m",
    )
    return msgspec.json.encode({name: text.say(f"overview.map-{name}") for name in names}).decode()


def _let_in(response: HttpResponse, tiles: str) -> None:
    """Widen what this page may load by the host of the tile server, and by nothing else."""
    parts = urlsplit(tiles)
    host = f"{parts.scheme}://{parts.netloc}"
    response._csp_update = {"connect-src": host, "img-src": host}  # type: ignore[attr-defined]


@for_role(Role.READER)
def overview_points(request: HttpRequest) -> HttpResponse:
    """The wanted incidents that the map shows, as JSON: each one, or cells of a grid where they are many."""
    wanted = Wanted(request)
    tag = f'"{version()}-{int(wanted.exact)}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        found = points(wanted.filter, box_of(request))
        cells = bool(found) and isinstance(found[0], Cell)
        names = {one.type: label("type", one.type) for one in found if not isinstance(one, Cell)}
        told = {"cells": cells, "names": names, "points": [msgspec.structs.astuple(one) for one in found]}
        response = HttpResponse(msgspec.json.encode(told), content_type="application/json")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


@for_role(Role.READER)
def overview_export(request: HttpRequest, form: str) -> FileResponse:
    """The wanted incidents as a file: those that the table lists, in its order.

    Raises:
        Http404: There is no such form.
        PermissionDenied: It is not for the person.
    """
    if form not in _FORMS:
        raise Http404
    kind, media_type, least = _FORMS[form]
    wanted = Wanted(request)
    if wanted.role < least:
        raise PermissionDenied
    stream = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 – the response closes it
    save(current(), stream, kind, find_incidents(wanted.filter), exact=wanted.exact)  # type: ignore[arg-type]
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"incidents.{form}", content_type=media_type)


@for_role(Role.STRANGER)
def map_outlines(request: HttpRequest) -> HttpResponse:
    """Outlines of countries and divisions."""
    return _layer(request, basemap.outlines())


@for_role(Role.STRANGER)
def map_names(request: HttpRequest, band: int) -> HttpResponse:
    """Names of places.

    Raises:
        Http404: There is no such band.
    """
    if band >= len(basemap.BANDS):
        raise Http404
    return _layer(request, basemap.names_of_places(band))


def _layer(request: HttpRequest, layer: basemap.Layer) -> HttpResponse:
    """A layer that browsers keep. Every browser of today unpacks gzip."""
    tag = f'"{layer.digest}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(layer.packed, content_type="application/geo+json")
        response["Content-Encoding"] = "gzip"
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={_A_DAY_S}"
    return response
