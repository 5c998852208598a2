"""The cast and the clock of every test; the kinds of test, told by their folder."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.test import Client

from rapport.customers.models import Customer
from rapport.practice.actions.enrolling import Care, enrol
from rapport.practice.models import Enrolment
from rapport.staff.models import Team, User
from rapport.staff.rules import Role
from tests import cast
from tests.audit_guard import audit_can_be_emptied  # noqa: F401 - a fixture that uses itself

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `rapport` does: spinning threads cost up to 80 times


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test below `integration` and `browser` as what it is."""
    for item in items:
        for kind in ("integration", "browser"):
            if kind in item.path.relative_to(ROOT).parts:
                item.add_marker(kind)


@pytest.fixture(autouse=True)
def _no_rate_is_counted_on() -> None:
    """Begin each test with an empty cache: the API counts requests by token, and numbers come again."""
    cache.clear()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture
def monday_nine() -> datetime:
    """The clock of the tests: Monday 2 March 2026, 9:00."""
    return cast.MONDAY_NINE


@pytest.fixture
def north(db: None) -> Team:
    """Alice's and Bob's team."""
    return cast.make_team(cast.NORTH)


@pytest.fixture
def south(db: None) -> Team:
    """Charlie's team."""
    return cast.make_team(cast.SOUTH)


@pytest.fixture
def alice(db: None) -> User:
    """An adviser of team North."""
    return cast.make_person("Alice")


@pytest.fixture
def bob(db: None) -> User:
    """The leader of team North."""
    return cast.make_person("Bob")


@pytest.fixture
def charlie(db: None) -> User:
    """An adviser of team South, who sees nothing of North."""
    return cast.make_person("Charlie")


@pytest.fixture
def maxine(db: None) -> User:
    """The manager."""
    return cast.make_person("Maxine")


@pytest.fixture
def anita(db: None) -> User:
    """One of production and account staff, of team North."""
    return cast.make_person("Anita")


@pytest.fixture
def priya(db: None) -> User:
    """The data-protection lead."""
    return cast.make_person("Priya")


@pytest.fixture
def lena(db: None) -> User:
    """A learner, who sees whom she is assigned."""
    return cast.make_person("Lena")


@pytest.fixture
def imran(db: None) -> User:
    """An assessor."""
    return cast.make_person("Imran")


@pytest.fixture
def quentin(db: None) -> User:
    """The quality assurer."""
    return cast.make_person("Quentin")


@pytest.fixture
def enrolment(lena: User, imran: User, quentin: User) -> Enrolment:
    """Lena learns, Imran assesses and Quentin assures her; she asked for more time."""
    return enrol(lena, Care(imran, quentin, "More time"), by=quentin, at=cast.MONDAY_NINE)


@pytest.fixture
def olive(db: None) -> User:
    """The owner."""
    return cast.make_person("Olive")


@pytest.fixture
def everybody(db: None) -> dict[Role, User]:
    """One person per role; the adviser is Alice."""
    return cast.make_everybody()


@pytest.fixture
def dana(db: None) -> Customer:
    """A private customer of team North."""
    return cast.make_dana()


@pytest.fixture
def northwind(db: None) -> Customer:
    """An organisation that team North serves."""
    return cast.make_northwind()


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """Sign somebody in: `client_of(alice).get("/customers")`; without a name, a stranger."""
    return cast.client_of


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
