"""Between tests that commit, every table is emptied: the audit's guard is lifted for that moment alone."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import connection
from django.test import TransactionTestCase

guard = import_module("rapport.staff.migrations.0002_audit_append_only")


@pytest.fixture(scope="session", autouse=True)
def audit_can_be_emptied() -> Iterator[None]:
    """Lift the guard before Django flushes the tables after a test, and lay it down again."""
    patch = pytest.MonkeyPatch()
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def lifted(case: TransactionTestCase) -> None:
        with connection.schema_editor() as editor:
            guard.lift(None, editor)
        flush(case)
        with connection.schema_editor() as editor:
            guard.lay_down(None, editor)

    patch.setattr(TransactionTestCase, "_fixture_teardown", lifted)
    yield
    patch.undo()
