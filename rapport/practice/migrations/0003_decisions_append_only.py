"""A decision on an answer is never changed: the database itself refuses it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("practice_decision", "practice_pointdecision")
SAYS = "what an assessor decided is never changed; decide again instead"
LAY_DOWN = {
    "sqlite": [
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        for table in TABLES
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION practice_decision_kept() RETURNS trigger AS $$ BEGIN "
        f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
        *(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION practice_decision_kept()"
            for table in TABLES
        ),
    ],
}
LIFT = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {table}_kept" for table in TABLES],
    "postgresql": [
        *(f"DROP TRIGGER IF EXISTS {table}_kept ON {table}" for table in TABLES),
        "DROP FUNCTION IF EXISTS practice_decision_kept()",
    ],
}


def lay_down(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LAY_DOWN[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("practice", "0002_learning")]
    operations = [migrations.RunPython(lay_down, lift)]
