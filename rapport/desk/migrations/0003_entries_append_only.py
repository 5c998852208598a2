"""What happened in a case cannot be changed: the database itself refuses it.

Rows may go with their case, and may follow a case that is merged or split (`case_id` alone changes).
A person who leaves lets go of `by_id`; their name stays in `by_name`.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEPT = ("at", "kind", "by_name", "before", "after")
SQLITE_KEPT = " OR ".join(f"old.{name} IS NOT new.{name}" for name in KEPT)
POSTGRES_KEPT = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in KEPT)
LAY_DOWN = {
    "sqlite": [
        f"CREATE TRIGGER desk_entry_kept BEFORE UPDATE ON desk_entry WHEN {SQLITE_KEPT} "
        "BEGIN SELECT RAISE(ABORT, 'what happened in a case cannot be changed'); END"
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION desk_entry_kept() RETURNS trigger AS $$ BEGIN "
        f"IF {POSTGRES_KEPT} THEN RAISE EXCEPTION 'what happened in a case cannot be changed' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER desk_entry_kept BEFORE UPDATE ON desk_entry "
        "FOR EACH ROW EXECUTE FUNCTION desk_entry_kept()",
    ],
}
LIFT = {
    "sqlite": ["DROP TRIGGER IF EXISTS desk_entry_kept"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS desk_entry_kept ON desk_entry",
        "DROP FUNCTION IF EXISTS desk_entry_kept()",
    ],
}


def lay_down(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LAY_DOWN[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_found_by_words")]
    operations = [migrations.RunPython(lay_down, lift)]
