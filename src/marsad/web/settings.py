"""Django's settings for the site of one workspace.

They are made from the workspace: its database, its languages, a secret that is made once and
lies in ``secret.key``. Whoever serves the site says under which names it is reached.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from marsad.store.database import base_settings, database_of
from marsad.store.settings import Settings
from marsad.store.workspace import Workspace

_HERE: Final = Path(__file__).parent
#: Where the Makefile puts what it bundles from npm packages.
BUILT: Final = _HERE / "static"
_LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")


def web_settings(
    workspace: Workspace, *, hosts: Sequence[str] | None = None, https: bool | None = None
) -> dict[str, Any]:
    """Settings of the site.

    Args:
        workspace: Not necessarily opened.
        hosts: Names under which it is reached; None takes ``site.hosts``, or this computer's.
        https: Whether browsers reach it through https (a proxy before it, as a rule); None takes
            ``site.https``.
    """
    base = base_settings(database_of(workspace))
    # A thread that answers keeps its connection: opening one anew is a good part of a small answer.
    base["DATABASES"]["default"] |= {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}
    hosts = hosts if hosts is not None else workspace.settings.words("site.hosts") or _LOCAL
    https = https if https is not None else workspace.settings.flag("site.https")
    return {
        **base,
        "SECRET_KEY": secret_key(workspace.folder),
        # By its local names, too, for whoever looks after the server; no link is ever made from them.
        "ALLOWED_HOSTS": list(dict.fromkeys((*hosts, *_LOCAL))),
        "CSRF_TRUSTED_ORIGINS": [f"https://{host}" for host in hosts] if https else [],
        "CSRF_FAILURE_VIEW": "marsad.web.views.errors.csrf_failure",
        "ROOT_URLCONF": "marsad.web.urls",
        "WSGI_APPLICATION": "marsad.web.wsgi.application",
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "allauth",
            "allauth.account",
            "allauth.mfa",
            "allauth.usersessions",
            *base["INSTALLED_APPS"],
            "marsad.web.apps.WebConfig",
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            # For poor lines: pages are a seventh of their size. It hides lengths against BREACH.
            "django.middleware.gzip.GZipMiddleware",
            "csp.middleware.CSPMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "marsad.web.middleware.LanguageMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "allauth.usersessions.middleware.UserSessionsMiddleware",
            "marsad.web.middleware.GuardMiddleware",
            "marsad.web.secondfactor.SecondFactorMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [_HERE / "templates"],
                "APP_DIRS": True,
                "OPTIONS": {
                    "builtins": ["marsad.web.templatetags.marsad", "marsad.web.templatetags.times"],
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "marsad.web.context.page",
                    ],
                },
            }
        ],
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "LANGUAGE_CODE": "ar",
        "LANGUAGES": [("ar", "العربية"), ("en", "English")],
        "USE_I18N": True,
        "STATIC_URL": "/static/",
        "STATICFILES_DIRS": [BUILT] if BUILT.is_dir() else [],
        "STATIC_ROOT": workspace.folder / "static",
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        },
        **_security(https),
        **_accounts(workspace.settings, https=https),
        # In files, so that all processes of the server count attempts to sign in together.
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
                "LOCATION": workspace.folder / "cache",
                "OPTIONS": {"MAX_ENTRIES": 10_000},
            }
        },
    }


def _accounts(settings: Settings, *, https: bool) -> dict[str, Any]:
    """Sign-in by name and password, second factors, sessions that end."""
    seconds = settings.whole("site.session_hours") * 3600
    forms = "marsad.web.forms"
    return {
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "overview",
        "LOGOUT_REDIRECT_URL": "account_login",
        "SESSION_COOKIE_AGE": seconds,
        "AUTH_PASSWORD_VALIDATORS": [{"NAME": "marsad.web.passwords.Rules"}],
        "ACCOUNT_ADAPTER": "marsad.web.adapters.AccountAdapter",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": True,  # as long as the cookie's age, not until the browser closes
        "ACCOUNT_LOGOUT_ON_GET": False,
        "ACCOUNT_RATE_LIMITS": {
            "login": "30/m/ip",
            "login_failed": "10/m/ip,5/5m/key",
            "invitation": "30/m/ip",
        },
        "ALLAUTH_TRUSTED_CLIENT_IP_HEADER": settings.text("site.trusted_proxy") or None,
        "ACCOUNT_FORMS": {
            "login": f"{forms}.LoginForm",
            "reauthenticate": f"{forms}.ReauthenticateForm",
            "change_password": f"{forms}.ChangePasswordForm",
        },
        "MFA_FORMS": {
            "authenticate": f"{forms}.AuthenticateForm",
            "reauthenticate": f"{forms}.ReauthenticateCodeForm",
            "activate_totp": f"{forms}.ActivateTotpForm",
            "add_webauthn": f"{forms}.AddKeyForm",
            "edit_webauthn": f"{forms}.EditKeyForm",
        },
        "MFA_ADAPTER": "marsad.web.adapters.SecondFactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_TOTP_ISSUER": settings.text("workspace.name") or "Marsad",
        # Browsers take http://localhost for safe; nothing else is served without https.
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not https,
        "USERSESSIONS_TRACK_ACTIVITY": False,
        "USERSESSIONS_ADAPTER": "marsad.web.sessions.SessionsAdapter",
    }


def _security(https: bool) -> dict[str, Any]:
    own = "'self'"
    return {
        # Browsers take a cookie of such a name only when it came encrypted and from this host.
        "SESSION_COOKIE_NAME": "__Host-marsad" if https else "marsad",
        "CSRF_COOKIE_NAME": "__Host-csrftoken" if https else "csrftoken",
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SECURE_SSL_REDIRECT": https,
        # Asked on this computer, past the proxy.
        "SECURE_REDIRECT_EXEMPT": [r"^health/$", r"^ready/$"],
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if https else None,
        "SECURE_HSTS_SECONDS": 31_536_000 if https else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": https,
        "SECURE_HSTS_PRELOAD": https,
        "SECURE_REFERRER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": {
                "default-src": ["'none'"],
                "script-src": [own],
                "style-src": [own],
                "img-src": [own, "data:", "blob:"],
                "font-src": [own],
                "connect-src": [own],
                "worker-src": [own, "blob:"],
                "manifest-src": [own],
                "form-action": [own],
                "frame-ancestors": ["'none'"],
                "base-uri": ["'none'"],
            }
        },
    }


def secret_key(folder: Path) -> str:
    """The site's secret; it is made at the first call and readable by its owner alone."""
    path = folder / "secret.key"
    if not path.exists():
        made = path.with_name(f"{path.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(64), "ascii")
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(made, path)
        made.unlink()
    return path.read_text("ascii")
