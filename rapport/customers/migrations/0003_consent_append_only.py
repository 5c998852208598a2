"""The ledger of consent refuses changes and deletions in the database itself, whatever program asks.

Two doors stay open. An event may move to the customer that another was merged into (`customer_id`). And
the events of a customer go when the audit says that the customer is erased: that is written first. On
SQLite the guard stands as long as the audit's own does, so that tests can empty both.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SAID = "The ledger of consent is append-only: its rows are never changed and never deleted."
COLUMNS = "record, purpose, channel, state, at, valid_until, by_name, how, notice, receipt"
IS_ERASED = (
    "EXISTS (SELECT 1 FROM staff_auditentry "
    "WHERE kind = 'customer' AND deed = 'erase' AND thing = old.customer_id)"
)
AUDIT_IS_GUARDED = "EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'audit_never_deleted')"
LAY_DOWN = {
    "sqlite": [
        f"CREATE TRIGGER consent_never_updated BEFORE UPDATE OF {COLUMNS} ON customers_consentevent "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
        "CREATE TRIGGER consent_never_deleted BEFORE DELETE ON customers_consentevent "
        f"WHEN {AUDIT_IS_GUARDED} AND NOT {IS_ERASED} BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION customers_consent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' AND {IS_ERASED} THEN RETURN old; END IF; "
        f"RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER consent_append_only BEFORE UPDATE OF {COLUMNS} OR DELETE "
        "ON customers_consentevent FOR EACH ROW EXECUTE FUNCTION customers_consent_refuse()",
    ],
}
LIFT = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS consent_never_updated",
        "DROP TRIGGER IF EXISTS consent_never_deleted",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS consent_append_only ON customers_consentevent",
        "DROP FUNCTION IF EXISTS customers_consent_refuse()",
    ],
}


def lay_down(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LAY_DOWN[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_found_by_words"), ("staff", "0001_initial")]
    operations = [migrations.RunPython(lay_down, lift)]
