"""Full-text search over cases: a table kept by triggers on SQLite, an index on PostgreSQL.

On SQLite a later migration that makes the table of cases anew drops its triggers: lay them down again
there by calling `lay_down`. tests/integration/test_desk_finding.py would notice.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROW = "INSERT INTO desk_search(rowid, subject, search) VALUES (new.id, new.subject, new.search)"
GONE = (
    "INSERT INTO desk_search(desk_search, rowid, subject, search) "
    "VALUES ('delete', old.id, old.subject, old.search)"
)
LAY_DOWN = {
    "sqlite": [
        "CREATE VIRTUAL TABLE IF NOT EXISTS desk_search USING fts5(subject, search, "
        "content='desk_case', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2', prefix='1 2 3')",
        "INSERT INTO desk_search(desk_search) VALUES ('rebuild')",
        "DROP TRIGGER IF EXISTS desk_search_added",
        "DROP TRIGGER IF EXISTS desk_search_gone",
        "DROP TRIGGER IF EXISTS desk_search_changed",
        f"CREATE TRIGGER desk_search_added AFTER INSERT ON desk_case BEGIN {ROW}; END",
        f"CREATE TRIGGER desk_search_gone AFTER DELETE ON desk_case BEGIN {GONE}; END",
        "CREATE TRIGGER desk_search_changed AFTER UPDATE OF subject, search ON desk_case "
        f"WHEN old.subject <> new.subject OR old.search <> new.search BEGIN {GONE}; {ROW}; END",
    ],
    "postgresql": [
        "CREATE INDEX IF NOT EXISTS desk_search ON desk_case "
        "USING gin (to_tsvector('simple', subject || ' ' || search))",
    ],
}
LIFT = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS desk_search_added",
        "DROP TRIGGER IF EXISTS desk_search_gone",
        "DROP TRIGGER IF EXISTS desk_search_changed",
        "DROP TABLE IF EXISTS desk_search",
    ],
    "postgresql": ["DROP INDEX IF EXISTS desk_search"],
}


def lay_down(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LAY_DOWN[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]
    operations = [migrations.RunPython(lay_down, lift)]
