"""Settings for tools that ask for a module, such as the type checker; `connect` is what runs."""

from __future__ import annotations

from marsad.store.database import base_settings

_SETTINGS = base_settings({"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"})
DATABASES = _SETTINGS["DATABASES"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *_SETTINGS["INSTALLED_APPS"],
    "marsad.web.apps.WebConfig",
]
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # allauth asks for it
USE_TZ = _SETTINGS["USE_TZ"]
TIME_ZONE = _SETTINGS["TIME_ZONE"]
DEFAULT_AUTO_FIELD = _SETTINGS["DEFAULT_AUTO_FIELD"]
SECRET_KEY = "only for tools that read settings"
