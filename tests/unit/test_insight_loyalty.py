"""Loyalty in money, on purchases small enough to count by hand."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from rapport.engine.value.season import EPOCH
from rapport.insights.loyalty import (
    Asking,
    Days,
    Figure,
    Referrals,
    Spent,
    active,
    costs,
    intangible,
    loyalty_of,
    referral_rates,
    repeat_rate,
    repeat_spend,
    retained,
    retention,
    spend_of_year,
    won,
)

UNTIL = (date(2026, 2, 28) - EPOCH).days


def days(*purchases: tuple[int, int, float], silence: int | None = 90) -> Days:
    """Take purchases as customer, days before the end, and money."""
    rows = sorted((customer, UNTIL - ago, money) for customer, ago, money in purchases)
    customer, day, money = (np.array(column) for column in zip(*rows, strict=True))
    return Days(customer, day, money.astype(np.float64), UNTIL, silence, np.unique(customer))


SHOP = days(
    (1, 500, 10.0), (1, 400, 10.0), (1, 20, 40.0),  # active a year ago and now
    (2, 380, 10.0),  # active a year ago, lapsed now
    (3, 300, 10.0), (3, 200, 20.0), (3, 10, 30.0),  # new within the year, came back after 100 days
    (4, 250, 30.0),  # new within the year, once
    (5, 50, 60.0),  # new, too fresh to be watched for 180 days
)  # fmt: skip


def test_the_repeat_rate_counts_only_new_customers_watched_for_long_enough() -> None:
    found = repeat_rate(SHOP)

    assert found.n == "2 of 4 new customers"
    assert found.value == "50%"
    assert "Wilson" in found.definition


def test_retention_follows_those_who_were_active_a_year_ago() -> None:
    assert active(SHOP, UNTIL - 365).tolist() == [1, 2]
    assert active(SHOP, UNTIL).tolist() == [1, 3, 5]
    assert retained(SHOP).tolist() == [1]
    assert retention(SHOP).n == "1 of 2 customers active at the start"


def test_where_nobody_ever_came_back_nobody_lapses() -> None:
    assert len(active(days((1, 900, 5.0), (2, 3, 5.0), silence=None), UNTIL)) == 2


def test_a_referral_is_one_that_the_register_knows() -> None:
    refer, referred = referral_rates(SHOP, Referrals([(3, 1), (5, 99), (77, 2)]))

    assert refer.n == "1 of 3 active customers"
    assert referred.n == "2 of 3 new customers"


def by_key(figures: list[Figure]) -> dict[str, Figure]:
    return {one.key: one for one in figures}


def test_winning_and_keeping_cost_what_was_spent_by_whom_it_won_and_kept() -> None:
    assert won(SHOP).tolist() == [3, 4, 5]
    found = by_key(costs(SHOP, "GBP", Asking(Spent(Decimal(90), Decimal(12)), Referrals(), margin=0.5)))

    assert found["win"].value == "£30.00"
    assert found["keep"].value == "£12.00"
    assert found["ratio"].value == "2.5 to 1"
    # four customers spent 190 in the year: 1.98 a month each after half went, and 30 takes 15.2 months
    assert found["payback"].value == "15.2 months"


def test_without_costs_nothing_is_made_up() -> None:
    found = costs(SHOP, "GBP", Asking(Spent(), Referrals()))

    assert {one.value for one in found} == {"–"}


def test_a_sample_stands_for_everybody_where_costs_are_shared_out() -> None:
    whole = Days(SHOP.customer, SHOP.day, SHOP.money, UNTIL, 90, np.arange(10))
    found = by_key(costs(whole, "GBP", Asking(Spent(Decimal(90)), Referrals())))

    assert found["win"].value == "£15.00"


def test_spend_is_told_by_who_was_won_before_and_for_a_single_customer() -> None:
    assert repeat_spend(SHOP, "GBP").value == "21%"
    assert spend_of_year(SHOP, "GBP").n == "4 customers who bought"


def test_attitude_is_not_guessed_from_purchases() -> None:
    found = by_key(intangible(SHOP, Referrals([(3, 1)])))

    assert found["attitude"].value == "not known"
    assert found["word-of-mouth"].value == "1"


@pytest.mark.parametrize("purchases", [[(1, 0, 5.0)], [(1, 0, 0.0), (2, 400, 0.0)]])
def test_a_very_small_shop_still_gets_every_figure(purchases: list[tuple[int, int, float]]) -> None:
    found = loyalty_of(days(*purchases, silence=None), "GBP", Asking(Spent(Decimal(1)), Referrals()))

    for figure in (*found["figures"], *found["tangible"], *found["intangible"]):
        assert all(figure[name] for name in ("value", "n", "interval", "window", "definition"))
