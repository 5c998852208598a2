"""What happened to a goal cannot be changed: the database itself refuses it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SAYS = "what happened to a goal cannot be changed"
LAY_DOWN = {
    "sqlite": [
        "CREATE TRIGGER practice_goal_entry_kept BEFORE UPDATE ON practice_goalentry "
        f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION practice_goal_entry_kept() RETURNS trigger AS $$ BEGIN "
        f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER practice_goal_entry_kept BEFORE UPDATE ON practice_goalentry "
        "FOR EACH ROW EXECUTE FUNCTION practice_goal_entry_kept()",
    ],
}
LIFT = {
    "sqlite": ["DROP TRIGGER IF EXISTS practice_goal_entry_kept"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS practice_goal_entry_kept ON practice_goalentry",
        "DROP FUNCTION IF EXISTS practice_goal_entry_kept()",
    ],
}


def lay_down(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LAY_DOWN[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("practice", "0002_goals")]
    operations = [migrations.RunPython(lay_down, lift)]
