"""The audit refuses changes and deletions in the database itself, whatever program asks."""

from typing import Any

from django.db import migrations

SAID = "The audit is append-only: its rows are never changed and never deleted."
LAY_DOWN = {
    "sqlite": [
        f"CREATE TRIGGER audit_never_{deed.lower()}d BEFORE {deed} ON staff_auditentry "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        for deed in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION staff_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON staff_auditentry "
        "FOR EACH ROW EXECUTE FUNCTION staff_audit_refuse()",
    ],
}
LIFT = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS audit_never_updated",
        "DROP TRIGGER IF EXISTS audit_never_deleted",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS audit_append_only ON staff_auditentry",
        "DROP FUNCTION IF EXISTS staff_audit_refuse()",
    ],
}


def lay_down(apps: Any, schema_editor: Any) -> None:
    for statement in LAY_DOWN[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: Any, schema_editor: Any) -> None:
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]
    operations = [migrations.RunPython(lay_down, lift)]
