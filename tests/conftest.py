"""The cast and the clock of every test; the kinds of test, told by their folder."""

import os
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test below `integration` and `browser` as what it is."""
    for item in items:
        for kind in ("integration", "browser"):
            if kind in item.path.relative_to(ROOT).parts:
                item.add_marker(kind)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture
def monday_nine() -> datetime:
    """The clock of the tests: Monday 2 March 2026, 9:00."""
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


REPORT_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:">
    <title>What your customers are worth</title>
  </head>
  <body><main><h1>What your customers are worth</h1><p>£12,400 over the next year.</p></main></body>
</html>
"""


@pytest.fixture
def report_page(tmp_path: Path) -> Path:
    """A value report on disk."""
    path = tmp_path / "report.html"
    path.write_text(REPORT_PAGE, encoding="utf-8")
    return path


hypothesis.settings.register_profile("ci", derandomize=True)  # the same examples for the same commit
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")
