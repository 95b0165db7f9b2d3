"""Where django-allauth asks what is particular here."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.functional import lazystr

from marsad.web.roles import role_of
from marsad.web.secondfactor import factors_of, is_required
from marsad.web.text import say

_FAULTS: Final = {
    "account_inactive": "account.fault-inactive",
    "incorrect_code": "account.fault-code",
    "incorrect_password": "account.fault-password",
    "enter_current_password": "account.fault-current",
    "too_many_login_attempts": "account.fault-too-many",
    "username_password_mismatch": "account.fault-mismatch",
    "rate_limited": "account.fault-too-many",
    "cannot_delete_authenticator": "account.fault-last-factor",
    "cannot_generate_recovery_codes": "account.fault-no-factor",
}


def _worded(messages: dict[str, Any]) -> dict[str, Any]:
    """allauth's error sentences, with ours in place of those that people here can meet."""
    return messages | {name: lazystr(_Word(key)) for name, key in _FAULTS.items() if name in messages}


class _Word:
    """A text that is looked up when it is shown, in the language of that moment."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __str__(self) -> str:
        return say(self._key)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """No public sign-up, no mail; its error sentences are ours, in both languages."""

    error_messages = _worded(DefaultAccountAdapter.error_messages)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody signs up; people are invited."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail is sent, so that nobody else learns who works here."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Secrets are encrypted in the database; a factor that is required can't be taken away."""

    error_messages = _worded(DefaultMFAAdapter.error_messages)

    def encrypt(self, text: str) -> str:
        """A secret as the database holds it: readable only with ``secret.key`` at hand."""
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret."""
        return _cipher().decrypt(encrypted_text.encode("ascii")).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Whether the person would still have a second factor, where the role needs one."""
        person: AbstractBaseUser = authenticator.user
        return not is_required(role_of(person)) or factors_of(person) > 1

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: ARG002
        """The name that a new key is suggested: none is the same as another's."""
        return say("account.key-name", number=factors_of(user) + 1)

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """No mail is sent."""


@cache
def _cipher() -> Fernet:
    digest = hashlib.sha256(b"second factors of marsad:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
