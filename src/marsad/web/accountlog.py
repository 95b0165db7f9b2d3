"""Events of accounts in the log: who signed in, failed to, or changed what protects the account.

Passwords, codes and tokens are never written; network addresses only with ``site.log_addresses``.
A name that belongs to nobody isn't written either, since people type passwords into that field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from allauth.account import signals as account
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa import signals as factors
from allauth.usersessions.models import UserSession
from django.contrib.auth import signals
from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction
from django.db.models.signals import pre_save
from django.http import HttpRequest

from marsad.store import log
from marsad.web.workspace import current

#: Who the log names where nobody has signed in.
SITE: Final = "site"
_NO_ADDRESS: Final = "0.0.0.0"


def note(action: str, who: str, details: Mapping[str, object] | None = None) -> None:
    """Write an event into the log of the served workspace."""
    with transaction.atomic():
        log.append(action, who, details)
        log.write_head(current().head_file)


def connect() -> None:
    """Listen to what Django and allauth tell of accounts."""
    signals.user_logged_in.connect(_signed_in, dispatch_uid="marsad-in")
    signals.user_logged_out.connect(_signed_out, dispatch_uid="marsad-out")
    signals.user_login_failed.connect(_failed, dispatch_uid="marsad-failed")
    account.password_changed.connect(_password, dispatch_uid="marsad-password")
    factors.authenticator_added.connect(_added, dispatch_uid="marsad-added")
    factors.authenticator_removed.connect(_removed, dispatch_uid="marsad-removed")
    factors.authenticator_reset.connect(_reset, dispatch_uid="marsad-reset")
    factors.authentication_failed.connect(_code_failed, dispatch_uid="marsad-code")
    pre_save.connect(_forget_address, sender=UserSession, dispatch_uid="marsad-address")


def _where(request: HttpRequest | None) -> dict[str, object]:
    if request is None or not current().settings.flag("site.log_addresses"):
        return {}
    return {"address": get_client_ip(request)}


def _signed_in(request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    note("sign-in", user.get_username(), _where(request))


def _signed_out(request: HttpRequest, user: AbstractBaseUser | None, **_: Any) -> None:
    if user is not None:
        note("sign-out", user.get_username(), _where(request))


def _failed(credentials: Mapping[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    name = str(credentials.get("username", ""))
    known = User.objects.filter(username=name).exists()
    note("sign-in-failed", SITE, {"person": name if known else None, **_where(request)})


def _password(request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    note("password", user.get_username(), _where(request))


def _added(user: AbstractBaseUser, authenticator: Any, **_: Any) -> None:
    note("second-factor", user.get_username(), {"added": authenticator.type})


def _removed(user: AbstractBaseUser, authenticator: Any, **_: Any) -> None:
    note("second-factor", user.get_username(), {"removed": authenticator.type})


def _reset(user: AbstractBaseUser, authenticator: Any, **_: Any) -> None:
    note("second-factor", user.get_username(), {"renewed": authenticator.type})


def _code_failed(request: HttpRequest, user: AbstractBaseUser, authenticator: Any, **_: Any) -> None:
    details = {"person": user.get_username(), "factor": authenticator.type, **_where(request)}
    note("sign-in-failed", SITE, details)


def _forget_address(instance: UserSession, **_: Any) -> None:
    if not current().settings.flag("site.log_addresses"):
        instance.ip = _NO_ADDRESS
