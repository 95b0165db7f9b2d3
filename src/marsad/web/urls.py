"""Every address of the site. A new one needs a row in ``tests/web/permissions.csv``."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from marsad.web.views import (
    actors,
    front,
    health,
    incident,
    movements,
    overview,
    public,
    queue,
    report,
    search,
    sources,
    tallies,
)

handler400 = "marsad.web.views.errors.bad_request"
handler403 = "marsad.web.views.errors.forbidden"
handler404 = "marsad.web.views.errors.not_found"
handler429 = "marsad.web.views.errors.too_many"  # allauth's
handler500 = "marsad.web.views.errors.server_error"

urlpatterns = [
    path("", front.choose_language, name="choose-language"),
    path("robots.txt", public.robots, name="robots"),
    path("health/", health.live, name="health"),
    path("ready/", health.ready, name="ready"),
    path("map/outlines.json", overview.map_outlines, name="map-outlines"),
    path("map/names-<int:band>.json", overview.map_names, name="map-names"),
    *i18n_patterns(
        path("", overview.overview_page, name="overview"),
        path("overview/points/", overview.overview_points, name="overview-points"),
        path("overview/incidents.<slug:form>", overview.overview_export, name="overview-export"),
        path("movements/", movements.movements, name="movements"),
        path("actors/", actors.actors, name="actors"),
        path("actors/<str:actor>/", actors.one, name="actor"),
        path("sources/", sources.sources, name="sources"),
        path("add-source/", sources.add, name="source-add"),
        path("sources/<str:source>/", sources.one, name="source"),
        path("sources/<str:source>/test/", sources.try_now, name="source-test"),
        path("tallies/", tallies.tallies, name="tallies"),
        path("tallies/<slug:tally>/", tallies.total, name="tally"),
        path("tallies/series/<slug:series>/", tallies.climbing, name="series"),
        path("queue/", queue.queue, name="queue"),
        path("incidents/<str:key>/", incident.incident, name="incident"),
        path("incidents/<str:key>/words/<int:number>/", incident.incident_words, name="incident-words"),
        path("incidents/<str:key>/review/", incident.review_incident, name="review-incident"),
        path("incidents/<str:key>/correct/", incident.correct_incident, name="correct-incident"),
        path("reports/<path:doc>/reread/", report.reread_report, name="report-reread"),
        path("reports/<path:doc>/", report.report, name="report"),
        path("search/", search.search, name="search"),
        path("public/", public.listing, name="public-list"),
        path("public/points/", public.points, name="public-points"),
        path("public/about/", public.about, name="public-about"),
        path("public/feed.atom", public.feed, name="public-feed"),
        path("public/incidents.<slug:form>", public.download, name="public-download"),
        path("public/incidents/<str:key>/", public.incident, name="public-incident"),
        path("accounts/", include("marsad.web.account_urls")),
        path("", include("marsad.web.people_urls")),
    ),
]
