"""Every address of the site. A new one needs a row in ``tests/web/permissions.csv``."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from marsad.web.views import front, health

urlpatterns = [
    path("", front.choose_language, name="choose-language"),
    path("health/", health.live, name="health"),
    path("ready/", health.ready, name="ready"),
    *i18n_patterns(
        path("", front.home, name="home"),
        path("accounts/", include("marsad.web.account_urls")),
    ),
]
