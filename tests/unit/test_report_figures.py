"""Numbers, money and days as the report says them."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.engine.value.report import figures
from rapport.engine.value.report.figures import MINUS

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (412_345.0, "GBP", "£412,000"),
        (1_847_312.0, "GBP", f"£1.85{NBSP}million"),
        (999_700.0, "EUR", f"€1.00{NBSP}million"),
        (48.23, "CHF", f"CHF{NBSP}48.2"),
        (-12_345.0, "GBP", f"{MINUS}£12,300"),
        (1_234_500.0, None, f"1.23{NBSP}million"),
        (2.5e12, "USD", f"$2.50{NBSP}trillion"),
        (0.0, "GBP", "£0"),
        (0.004, "GBP", "£0.00"),
    ],
)
def test_a_headline_has_three_significant_digits_and_its_currency(
    amount: float, currency: str | None, text: str
) -> None:
    assert figures.large_money(amount, currency) == text


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (0.0, "0%"),
        (0.0004, "under 0.1%"),
        (0.034, "3.4%"),
        (0.0996, "10%"),
        (0.5, "50%"),
        (-0.043, f"{MINUS}4.3%"),
    ],
)
def test_a_share_has_no_more_digits_than_it_deserves(part: float, text: str) -> None:
    assert figures.share(part) == text


def test_what_is_not_known_is_a_dash() -> None:
    for nothing in (None, math.nan, math.inf):
        assert figures.plain(nothing) == "–"
        assert figures.money(nothing, "GBP") == "–"
        assert figures.large_money(nothing, "GBP") == "–"
        assert figures.share(nothing) == "–"


def test_a_column_of_small_amounts_shows_pence() -> None:
    assert figures.pence([3.2, None, 99.9]) == 2
    assert figures.pence([3.2, 100.0]) == 0
    assert figures.pence([]) == 0


def test_nothing_is_never_below_nothing() -> None:
    assert figures.plain(-0.004, 2) == "0.00"


def test_a_horizon_is_said_in_words() -> None:
    assert figures.span("52w") == "52 weeks"
    assert figures.span("1y") == "1 year"
    assert figures.span("until spring") == "until spring"


def test_days_are_british() -> None:
    assert figures.day(date(2026, 3, 7)) == "7 Mar 2026"
    assert figures.month(date(2026, 3, 7)) == "Mar 2026"


def test_words_are_joined_as_in_speech() -> None:
    assert figures.listed(["a"]) == "a"
    assert figures.listed(["a", "b", "c"]) == "a, b and c"


@given(st.floats(min_value=1e-3, max_value=1e15))
def test_rounding_to_three_digits_moves_a_number_by_less_than_one_in_a_hundred(number: float) -> None:
    said = float(figures.significant(number).replace(",", ""))
    assert said == pytest.approx(number, rel=0.0051)
