"""Dated rates are seen, typed in and dropped on a page, by leaders and above, through the same action."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from rapport.insights.actions import note_rates
from rapport.insights.models import Rate
from rapport.insights.rules import DatedRateRow, RateNotUsable
from rapport.staff.models import AuditEntry
from tests.cast import MONDAY_NINE, client_of, make_person

pytestmark = pytest.mark.django_db
FILLED_IN = {"currency": "eur", "rate": "0.85", "into": "GBP", "valid_from": "2024-01-01", "source": "Bank"}


@pytest.fixture
def bob_there() -> Client:
    return client_of(make_person("Bob"))


def test_a_leader_types_in_a_rate_and_sees_it(bob_there: Client) -> None:
    answer = bob_there.post("/worth/rates", FILLED_IN, follow=True)

    page = answer.content.decode()
    (rate,) = Rate.objects.all()
    assert str(rate) == "1 EUR = 0.85 GBP from 2024-01-01"
    assert all(words in page for words in ("EUR", "1 Jan 2024", "0.85", "Bank", "next valuation"))
    entry = AuditEntry.objects.get(kind="rate")
    assert (entry.person_name, entry.detail["rate"]) == ("Bob", "0.85")


def test_the_next_rate_leads_to_the_same_currency_whatever_is_sent(bob_there: Client) -> None:
    bob_there.post("/worth/rates", FILLED_IN)
    bob_there.post("/worth/rates", FILLED_IN | {"currency": "SEK", "rate": "0.07", "into": "USD"})

    assert {*Rate.objects.values_list("currency", "reporting")} == {("EUR", "GBP"), ("SEK", "GBP")}


def test_the_same_day_again_replaces_and_another_day_adds(bob_there: Client) -> None:
    for changed in ({}, {"rate": "0.86"}, {"rate": "0.9", "valid_from": "2025-01-01"}):
        bob_there.post("/worth/rates", FILLED_IN | changed)

    assert [rate.written for rate in Rate.objects.all()] == ["0.9", "0.86"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"currency": "XXQ"}, "no currency code"),
        ({"currency": "GBP"}, "worth one of itself"),
        ({"currency": "EURO"}, "valid value"),
        ({"rate": "0"}, "greater than or equal"),
        ({"rate": "a lot"}, "number"),
        ({"rate": "1e30"}, "less than or equal"),
        ({"valid_from": "soon"}, "valid date"),
        ({"into": ""}, "required"),
    ],
)
def test_what_is_no_rate_is_refused_in_the_form(
    bob_there: Client, changed: dict[str, str], said: str
) -> None:
    answer = bob_there.post("/worth/rates", FILLED_IN | changed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Rate.objects.exists()


def test_a_rate_is_dropped_and_the_audit_keeps_it(bob_there: Client) -> None:
    bob_there.post("/worth/rates", FILLED_IN)
    number = Rate.objects.get().pk
    bob_there.post(f"/worth/rates/{number}/drop")

    assert not Rate.objects.exists()
    assert AuditEntry.objects.get(deed="drop").thing_name == "1 EUR = 0.85 GBP from 2024-01-01"
    assert bob_there.post(f"/worth/rates/{number}/drop").status_code == 404


def test_an_adviser_does_not_find_the_rates() -> None:
    alice = client_of(make_person("Alice"))

    assert [alice.get("/worth/rates").status_code, alice.post("/worth/rates", FILLED_IN).status_code] == [
        404,
        404,
    ]
    assert not Rate.objects.exists()


def test_one_rate_that_is_none_keeps_back_all_of_them_at_the_command_too() -> None:
    rows = [DatedRateRow(code, Decimal("0.85"), date(2024, 1, 1)) for code in ("EUR", "QQQ")]
    with pytest.raises(RateNotUsable, match="'QQQ' is no currency code"):
        note_rates(rows, "GBP", by=None, at=MONDAY_NINE)

    assert not Rate.objects.exists()
