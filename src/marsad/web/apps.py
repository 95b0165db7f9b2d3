"""The Django app of the site."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, accounts and invitations."""

    name = "marsad.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Marsad"

    def ready(self) -> None:
        """Write events of accounts into the log."""
        from marsad.web import accountlog

        accountlog.connect()
