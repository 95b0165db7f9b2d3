"""Rows that record what happened can be added, never changed or taken out."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("store_logentry", "store_decision", "store_original", "store_capture")
_REFUSED = "rows of %s are never changed or removed"


def _guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION marsad_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME; END $$",
            params=None,
        )
        for table in TABLES:
            editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION marsad_append_only()",
                params=None,
            )
        return
    for table in TABLES:
        for deed in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSED % table}'); END",
                params=None,
            )


def _unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION marsad_append_only() CASCADE", params=None)
        return
    for table in TABLES:
        for deed in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {table}_no_{deed}", params=None)


class Migration(migrations.Migration):
    """Triggers for both databases."""

    dependencies: ClassVar = [("store", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(_guard, _unguard)]
