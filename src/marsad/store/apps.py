"""The Django app of the store; its label begins every table's name."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The schema that command line and site share."""

    name = "marsad.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Marsad"
