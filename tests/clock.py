"""The clock of tests that know no database."""

from datetime import UTC, datetime

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # Monday; the same as tests.cast.MONDAY_NINE
