"""Rules of passwords, told in both languages; the checks are Django's."""

from __future__ import annotations

from typing import Final

from django.contrib.auth import password_validation as django_rules
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from marsad.web.text import say

#: Characters that a password has at least.
LEAST: Final = 12


class Rules:
    """Long enough, not among those that everybody tries, not the name, not only digits."""

    def __init__(self) -> None:
        self._checks = (
            ("password.too-short", django_rules.MinimumLengthValidator(LEAST)),
            ("password.common", django_rules.CommonPasswordValidator()),
            ("password.like-name", django_rules.UserAttributeSimilarityValidator(("username",))),
            ("password.digits", django_rules.NumericPasswordValidator()),
        )

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a weak password, with all reasons.

        Raises:
            ValidationError: What is wrong with it.
        """
        faults = []
        for key, check in self._checks:
            try:
                check.validate(password, user)
            except ValidationError:
                faults.append(say(key, least=LEAST))
        if faults:
            raise ValidationError(faults)

    def get_help_text(self) -> str:
        """The rules in a sentence."""
        return say("password.rules", least=LEAST)
