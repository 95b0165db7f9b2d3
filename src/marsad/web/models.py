"""What the site keeps beside the store: invitations. Accounts, sessions and factors are their packages'."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Invitation(models.Model):
    """A link that works once: it makes an account, or lets a person set a new password."""

    #: SHA-256 of the token; the token itself is shown once and kept nowhere.
    token_sha256 = models.CharField(max_length=64, unique=True)
    #: The role that the new account gets, as its group is called; empty with ``person``.
    role = models.CharField(max_length=20, blank=True)
    #: The account's name where it is fixed; empty: who uses the link chooses.
    name = models.CharField(max_length=150, blank=True)
    #: Whose password the link renews; None for a new account.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="invitations"
    )
    made_by = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="invitation_expires")]
