"""The database behind the site: the one that was asked for, up to date, and on SQLite written ahead."""

import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.utils import ConnectionHandler

from rapport.site.environment import read_database
from tests.benchmarks.writers import register, run_writers


@pytest.mark.django_db
def test_the_tests_run_on_the_database_that_was_asked_for() -> None:
    asked_for = os.environ.get("RAPPORT_DATABASE_URL", "sqlite").partition(":")[0]

    assert connection.vendor == {"postgres": "postgresql"}.get(asked_for, asked_for)


@pytest.mark.django_db
def test_the_database_is_up_to_date() -> None:
    call_command("migrate", check_unapplied=True, verbosity=0)


@pytest.mark.django_db
def test_the_database_answers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 6 * 7")
        assert cursor.fetchone() == (42,)


@pytest.mark.django_db  # opens connections of its own, which pytest otherwise forbids
def test_sqlite_really_writes_ahead_and_takes_its_turn_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'rapport.sqlite3'}"
    first, second = (ConnectionHandler({"default": read_database(url)})["default"] for _ in range(2))
    try:
        with first.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone() == (2,)  # FULL: what was acknowledged survives a power cut
        first.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with second.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")
            with pytest.raises(OperationalError, match="locked"):
                cursor.execute("BEGIN IMMEDIATE")
    finally:
        first.close()
        second.close()


@pytest.mark.once
def test_eight_writers_at_once_on_sqlite_wait_their_turn_and_none_fails() -> None:
    with register() as environment:
        done = run_writers(8, 3, environment)

    assert [written.faults for written in done] == [[]] * 8
    assert all(written.changes > 0 for written in done)
