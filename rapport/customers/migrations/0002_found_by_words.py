"""Full-text search: a table kept by triggers on SQLite, an index over an expression on PostgreSQL.

On SQLite a later migration that makes the table of customers anew drops its triggers: lay them down
again there by calling `lay_down`. tests/integration/test_customer_core_finding.py would notice.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROW = "INSERT INTO customers_search(rowid, name, search) VALUES (new.id, new.name, new.search)"
GONE = (
    "INSERT INTO customers_search(customers_search, rowid, name, search) "
    "VALUES ('delete', old.id, old.name, old.search)"
)
LAY_DOWN = {
    "sqlite": [
        "CREATE VIRTUAL TABLE IF NOT EXISTS customers_search USING fts5(name, search, "
        "content='customers_customer', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2', prefix='1 2 3')",
        "INSERT INTO customers_search(customers_search) VALUES ('rebuild')",
        "DROP TRIGGER IF EXISTS customers_search_added",
        "DROP TRIGGER IF EXISTS customers_search_gone",
        "DROP TRIGGER IF EXISTS customers_search_changed",
        f"CREATE TRIGGER customers_search_added AFTER INSERT ON customers_customer BEGIN {ROW}; END",
        f"CREATE TRIGGER customers_search_gone AFTER DELETE ON customers_customer BEGIN {GONE}; END",
        "CREATE TRIGGER customers_search_changed AFTER UPDATE OF name, search ON customers_customer "
        f"WHEN old.name <> new.name OR old.search <> new.search BEGIN {GONE}; {ROW}; END",
    ],
    "postgresql": [
        "CREATE INDEX IF NOT EXISTS customers_search ON customers_customer "
        "USING gin (to_tsvector('simple', name || ' ' || search))",
    ],
}
LIFT = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS customers_search_added",
        "DROP TRIGGER IF EXISTS customers_search_gone",
        "DROP TRIGGER IF EXISTS customers_search_changed",
        "DROP TABLE IF EXISTS customers_search",
    ],
    "postgresql": ["DROP INDEX IF EXISTS customers_search"],
}


def lay_down(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LAY_DOWN[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [
        # SQLite would take the index on "merged into nobody" for a narrow one, and sort everybody.
        migrations.AlterField(
            "customer",
            "merged_into",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="customers.customer",
            ),
        ),
        migrations.AddIndex(
            "customer",
            models.Index(
                fields=["category", "team", "preferred_channel"],
                condition=models.Q(archived_at__isnull=True, merged_into__isnull=True),
                name="customer_shown",
            ),
        ),
        migrations.AddIndex(
            "customer",
            models.Index(
                fields=["archived_at"],
                condition=models.Q(archived_at__isnull=False),
                name="customer_archived",
            ),
        ),
        migrations.AddIndex(
            "customer",
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="customer_merged",
            ),
        ),
        migrations.AddIndex(
            "customer", models.Index(fields=["-last_bought_on", "id"], name="customer_by_last_bought")
        ),
        migrations.RunPython(lay_down, lift),
    ]
