"""Lifetime value by hand: what a customer brings if the same share stays each year.

For case studies. `rapport value` fits how customers really buy; this takes one share for all of them.
"""

from collections.abc import Sequence


def margin_multiple(kept: float, discount: float = 0.0) -> float:
    """Return how many yearly margins a customer brings after the first, in money of today.

    r / (1 + i - r), with r the share `kept` each year and i the yearly `discount`. The first margin, where it
    comes at once, is one more.
    Source: Gupta and Lehmann (2003), Customers as Assets, Journal of Interactive Marketing 17(1), 9-24.
    """
    if not 0 <= kept < 1 + discount:
        raise ValueError(f"Kept {kept} at discount {discount} has no end. Expected 0 to below 1 + discount.")
    return kept / (1 + discount - kept)


def mean_years(kept: float) -> float:
    """Return how many years a customer stays on average, the first one counted: 1 / (1 - r)."""
    return 1 + margin_multiple(kept)


def lifetime_value(
    yearly_margin: float, kept: float, *, discount: float = 0.0, cost_to_win: float = 0.0
) -> float:
    """Return what a customer brings over the years, the first margin at once, less what winning them cost."""
    return yearly_margin * (1 + margin_multiple(kept, discount)) - cost_to_win


def present_value(amounts: Sequence[float], discount: float) -> float:
    """Return what yearly amounts are worth today; the first comes a year from now."""
    return sum(amount / (1 + discount) ** year for year, amount in enumerate(amounts, start=1))
