"""The days of what is searched, so that hits can be put in order without opening their rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Only other words make an index entry another one.
_SQLITE = (
    "DROP TRIGGER store_searchtext_changed",
    "CREATE TRIGGER store_searchtext_changed AFTER UPDATE OF words ON store_searchtext BEGIN "
    "INSERT INTO store_searchindex(store_searchindex, rowid, words) "
    "VALUES ('delete', old.id, old.words); "
    "INSERT INTO store_searchindex(rowid, words) VALUES (new.id, new.words); END",
)
_POSTGRESQL = (
    "DROP TRIGGER store_searchtext_vector ON store_searchtext",
    "CREATE TRIGGER store_searchtext_vector BEFORE INSERT OR UPDATE OF words ON store_searchtext "
    "FOR EACH ROW EXECUTE FUNCTION marsad_search_vector()",
)
_DAYS = (
    'UPDATE store_searchtext SET first_day = told.start, last_day = coalesce(told."end", told.start) '
    "FROM store_incident told WHERE kind = 'incident' AND told.key = store_searchtext.key",
    "UPDATE store_searchtext SET first_day = told.published, last_day = told.published FROM ("
    "SELECT report.doc, version.published FROM store_report report "
    "JOIN store_reportversion version ON version.report_id = report.id "
    "JOIN store_reading reading ON reading.version_id = version.id AND reading.current"
    ") AS told WHERE kind = 'report' AND told.doc = store_searchtext.key",
)


def _fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    triggers = _POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE
    for statement in (*triggers, *_DAYS):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0009_facts_copy")]
    operations: ClassVar = [
        migrations.AddField("SearchText", "first_day", models.CharField(max_length=10, null=True)),
        migrations.AddField("SearchText", "last_day", models.CharField(max_length=10, null=True)),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "SearchText",
            models.Index(
                fields=["id", "kind", "key", "part", "first_day", "last_day"], name="search_text_hits"
            ),
        ),
    ]
