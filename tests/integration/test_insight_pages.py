"""The pages of worth, ladder and loyalty: who sees them, what they say, how little they ask."""

import re
import warnings
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from rapport.insights.actions import refresh_worth
from rapport.insights.models import Cost, Valuation
from rapport.staff.models import AuditEntry, User
from rapport.staff.rules import Role
from tests import cast
from tests.integration.test_insight_worth import NOW, make_buyers

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)"),  # how Ibis 12 calls DuckDB 1.5
]
PAGES = ("/worth", "/ladder", "/loyalty")


@pytest.fixture(scope="module")
def valued(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Value a small shop once for all tests of the file; what a test changes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DATA_DIR", tmp_path_factory.mktemp("worth"))
        make_buyers()
        for month in ("2025-11-01", "2026-01-01"):
            Cost.objects.create(kind="acquisition", month=month, amount="400.00", currency="GBP")
            Cost.objects.create(kind="retention", month=month, amount="100.00", currency="GBP")
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "fetch_")
            refresh_worth(by=None, at=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def bob_there(valued: None, db: None) -> Client:
    """Bob at a desk where everybody has been valued."""
    return cast.client_of(cast.make_person("Bob"))


@pytest.mark.parametrize("address", PAGES)
def test_before_the_first_valuation_a_page_says_how_it_comes(address: str) -> None:
    Valuation.objects.all().delete()
    answer = cast.client_of(cast.make_person("Alice")).get(address)

    assert answer.status_code == 200
    assert "rapport worth" in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_who_may_not_see_worth_does_not_find_the_page(address: str) -> None:
    learner = cast.make_person("Lena", role=Role.LEARNER)

    assert cast.client_of(learner).get(address).status_code == 404
    assert cast.client_of().get(address).status_code == 302


def test_the_pages_show_every_figure_with_n_interval_window_and_definition(bob_there: Client) -> None:
    page = bob_there.get("/loyalty").content.decode()

    for name in ("Repeat rate", "Retention", "Customers who refer", "New customers referred"):
        assert name in page
    for name in ("Cost to win a customer", "Cost to keep a customer", "Months to earn it back"):
        assert name in page
    assert "Tangible" in page
    assert "Intangible" in page
    figures = Valuation.objects.latest("made_at").pictures["loyalty"]
    for one in (*figures["figures"], *figures["tangible"], *figures["intangible"]):
        assert all(one[name] for name in ("value", "n", "interval", "window", "definition")), one


def test_satisfaction_is_nowhere_shown_as_loyalty(bob_there: Client) -> None:
    words = " ".join(bob_there.get(page).content.decode().lower() for page in PAGES)

    assert not re.search(r"satisf|nps|csat|net promoter", words)


def test_pictures_are_those_of_the_report_and_carry_no_style(bob_there: Client) -> None:
    page = bob_there.get("/worth").content.decode()

    assert page.count("<svg") >= 10
    assert 'class="line-expected"' in page
    assert not re.search(r"<svg[^>]*style=|<style|\sstyle=", page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_worth_of_the_whole_names_no_customer(bob_there: Client) -> None:
    assert "Buyer" not in bob_there.get("/worth").content.decode()


def test_who_slipped_is_listed_to_those_who_may_see_them_and_written_down(bob_there: Client) -> None:
    month = _month_with_slips()

    shown = bob_there.get("/ladder", {"month": month}).content.decode()
    hidden = cast.client_of(cast.make_person("Charlie")).get("/ladder", {"month": month}).content.decode()

    assert "Buyer" in shown
    assert "Lapsed, silent for more than" in shown or "Buys less often" in shown
    assert "Buyer" not in hidden
    assert "is yours to see" in hidden
    listed = AuditEntry.objects.filter(deed="list", person_name="Bob").latest("at")
    assert listed.detail == {"filter": f"slipped in {month}"}


def _month_with_slips() -> str:
    months = Valuation.objects.latest("made_at").pictures["ladder"]["months"]
    return next(str(one["month"]) for one in months if one["slipped"])


@pytest.mark.parametrize(
    ("address", "key", "sentence"),
    [
        ("/worth", {"currency": "XTS"}, "No valuation is in &#x27;XTS&#x27;. There is: GBP."),
        ("/worth", {"sort": "x"}, "This page has no key &#x27;sort&#x27;. It has: currency."),
        ("/ladder", {"month": "1999-01"}, "The ladder has no month &#x27;1999-01&#x27;."),
        ("/ladder", {"after": "x"}, "Expected a whole number"),
        ("/loyalty", {"currency": "XTS"}, "There is: GBP."),
    ],
)
def test_a_page_takes_named_keys_only(
    bob_there: Client, address: str, key: dict[str, str], sentence: str
) -> None:
    answer = bob_there.get(address, key)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(("address", "most"), [("/worth", 8), ("/ladder", 10), ("/loyalty", 8)])
def test_a_page_asks_the_database_a_few_things_however_many_customers(
    bob_there: Client, address: str, most: int
) -> None:
    bob_there.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        bob_there.get(address)
    make_buyers(60)
    refresh_worth(by=None, at=NOW + timedelta(hours=1))
    with CaptureQueriesContext(connection) as many:
        bob_there.get(address)

    assert len(many) == len(few) <= most


def test_a_person_without_a_team_sees_the_totals_too(bob_there: Client) -> None:
    olive: User = cast.make_person("Olive")

    assert "Customer equity" in cast.client_of(olive).get("/worth").content.decode()
