"""What was decided, said in a scene, or happened to a goal is never changed: the database refuses it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SAYS = {
    "practice_decision": "what an assessor decided is never changed; decide again instead",
    "practice_pointdecision": "what an assessor decided is never changed; decide again instead",
    "practice_claimdecision": "what an assessor decided is never changed; decide again instead",
    "practice_evidencecheck": "what a check found is never changed",
    "practice_secondlook": "what a second look found is never changed",
    "practice_goalentry": "what happened to a goal cannot be changed",
    "practice_sceneturn": "what was said in a scene cannot be changed",
}


def lay_down(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    lay = _on_sqlite if schema_editor.connection.vendor == "sqlite" else _on_postgresql
    for table, says in SAYS.items():
        for statement in lay(table, says):
            schema_editor.execute(statement)


def _on_sqlite(table: str, says: str) -> list[str]:
    return [f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{says}'); END"]


def _on_postgresql(table: str, says: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {table}_kept() RETURNS trigger AS $$ BEGIN "
        f"RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_kept()",
    ]


def lift(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for table in SAYS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_kept" + (f" ON {table}" if is_postgres else ""))
        if is_postgres:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_kept()")


class Migration(migrations.Migration):
    dependencies = [("practice", "0001_initial")]
    operations = [migrations.RunPython(lay_down, lift)]
