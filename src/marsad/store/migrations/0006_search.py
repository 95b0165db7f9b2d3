"""The words that incidents and reports are found by, and an index of them in each database.

Both indexes are given words that are folded and separated already (`marsad.arabic.searchwords`),
and neither takes them apart any further: what one finds, the other finds.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from marsad.store.searchtext import fill

# The tokenizer "ascii" ends words at signs of ASCII alone, of which the words hold none.
_SQLITE = (
    "CREATE VIRTUAL TABLE store_searchindex USING fts5("
    "words, content='store_searchtext', content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER store_searchtext_added AFTER INSERT ON store_searchtext BEGIN "
    "INSERT INTO store_searchindex(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER store_searchtext_removed AFTER DELETE ON store_searchtext BEGIN "
    "INSERT INTO store_searchindex(store_searchindex, rowid, words) "
    "VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER store_searchtext_changed AFTER UPDATE ON store_searchtext BEGIN "
    "INSERT INTO store_searchindex(store_searchindex, rowid, words) "
    "VALUES ('delete', old.id, old.words); "
    "INSERT INTO store_searchindex(rowid, words) VALUES (new.id, new.words); END",
)
# No parser of text: each word becomes a lexeme as it is, with its number as its position.
_POSTGRESQL = (
    "ALTER TABLE store_searchtext ADD COLUMN vector tsvector",
    "CREATE FUNCTION marsad_search_vector() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "NEW.vector := (SELECT coalesce(string_agg(quote_literal(word) || ':' || at, ' '), '')::tsvector "
    "FROM unnest(string_to_array(NEW.words, ' ')) WITH ORDINALITY AS told(word, at) WHERE word <> ''); "
    "RETURN NEW; END $$",
    "CREATE TRIGGER store_searchtext_vector BEFORE INSERT OR UPDATE ON store_searchtext "
    "FOR EACH ROW EXECUTE FUNCTION marsad_search_vector()",
    "CREATE INDEX store_searchtext_vector ON store_searchtext USING gin (vector)",
)


def _index(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    for statement in _POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE:
        editor.execute(statement, params=None)


def _unindex(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION marsad_search_vector() CASCADE", params=None)
        return
    for name in ("added", "removed", "changed"):
        editor.execute(f"DROP TRIGGER store_searchtext_{name}", params=None)
    editor.execute("DROP TABLE store_searchindex", params=None)


def _fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    fill(*(apps.get_model("store", name) for name in ("SearchText", "Reading", "Incident")))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0005_jobs")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("key", models.CharField(max_length=500)),
                ("part", models.PositiveIntegerField()),
                ("words", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key", "part"), name="search_text_once")
                ],
            },
        ),
        migrations.RunPython(_index, _unindex),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
