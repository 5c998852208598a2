"""Worth as the pages of customers write it."""

from datetime import date
from decimal import Decimal

import pytest

from rapport.customers.models import Customer
from rapport.customers.rules import Category
from rapport.customers.templatetags.customer_words import likely_worth, no_worth
from rapport.staff.models import AuditEntry


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [("0", "77612", "£0 to £77,612"), ("0.00", "0.00", "most likely £0"), ("1.50", "20", "£1.50 to £20")],
)
def test_a_range_with_one_end_is_told_as_that_end(low: str, high: str, words: str) -> None:
    customer = Customer(value_low=Decimal(low), value_high=Decimal(high), value_currency="GBP")

    assert likely_worth(customer) == words


def test_why_no_worth_is_shown_is_told_by_what_is_known() -> None:
    valued_on = date(2026, 3, 2)

    assert no_worth(Customer(category=Category.INTERNAL)) == "not measured in money"
    assert no_worth(Customer(category=Category.CONSUMER)) == "not valued yet"
    assert no_worth(Customer(worth_as_of=valued_on)) == "no purchase yet"
    assert no_worth(Customer(worth_as_of=valued_on, purchases=2)) == "not valued yet"


def test_the_audit_tells_a_filter_in_words() -> None:
    entry = AuditEntry(detail={"asked": {"q": "ash", "sort": "value"}, "nothing": {}, "scopes": ["a", "b"]})

    assert entry.detail_words == [("asked", "q ash, sort value"), ("scopes", "a, b")]
