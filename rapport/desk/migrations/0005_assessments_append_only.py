"""An assessment cannot be changed: the database itself refuses it.

Rows may go with their case, and may follow a case that is merged (`case_id` alone changes). A person who
leaves lets go of `by_id`; their name stays in `by_name`.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEPT = ("at", "as_of", "by_name", "facts", "sources", "not_known", "answer", "what", "version")
SQLITE_KEPT = " OR ".join(f"old.{name} IS NOT new.{name}" for name in KEPT)
POSTGRES_KEPT = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in KEPT)
SAYS = "what was assessed in a case cannot be changed"
LAY_DOWN = {
    "sqlite": [
        f"CREATE TRIGGER desk_assessment_kept BEFORE UPDATE ON desk_assessment WHEN {SQLITE_KEPT} "
        f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION desk_assessment_kept() RETURNS trigger AS $$ BEGIN "
        f"IF {POSTGRES_KEPT} THEN RAISE EXCEPTION '{SAYS}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER desk_assessment_kept BEFORE UPDATE ON desk_assessment "
        "FOR EACH ROW EXECUTE FUNCTION desk_assessment_kept()",
    ],
}
LIFT = {
    "sqlite": ["DROP TRIGGER IF EXISTS desk_assessment_kept"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS desk_assessment_kept ON desk_assessment",
        "DROP FUNCTION IF EXISTS desk_assessment_kept()",
    ],
}


def lay_down(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LAY_DOWN[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("desk", "0004_words_of_a_case")]
    operations = [migrations.RunPython(lay_down, lift)]
