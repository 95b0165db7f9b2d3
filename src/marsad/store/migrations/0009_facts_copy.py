"""How sure incidents were read, and the journal by which copies of their facts keep up."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SURE = (
    "UPDATE store_incidentfacts SET confidence_least = told.least, confidence_most = told.most FROM ("
    "SELECT member.incident_id, min(event.confidence) AS least, max(event.confidence) AS most "
    "FROM store_membership member JOIN store_event event ON event.key = member.event_key "
    "WHERE event.current GROUP BY member.incident_id"
    ") AS told WHERE told.incident_id = store_incidentfacts.incident_id"
)


def _fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(_SURE, params=None)
    # Without a first row, copies could not tell whether anything was written since.
    apps.get_model("store", "FactsChange").objects.create(incident=None, mark=secrets.token_hex(16))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0008_movement_index")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="FactsChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("incident", models.BigIntegerField(null=True)),
                ("mark", models.CharField(max_length=32)),
            ],
        ),
        migrations.AddField("IncidentFacts", "confidence_least", models.FloatField(null=True)),
        migrations.AddField("IncidentFacts", "confidence_most", models.FloatField(null=True)),
        # Nothing is asked of the rows themselves any more.
        migrations.RemoveIndex("IncidentFacts", "facts_start"),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
