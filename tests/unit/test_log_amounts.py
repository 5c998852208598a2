"""Amounts in every spelling: read where they are clear, refused with the option named where they are not."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
import pytest

from rapport.engine.value.log import LogOptions, TypedLog, open_log
from rapport.engine.value.log.refusals import (
    CurrenciesMixed,
    CurrencyUnknown,
    DecimalMixed,
    DecimalUnclear,
    TypeUnfit,
)

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_(arrow_table|record_batch)")
ENGINE = ibis.duckdb.connect()


def opened(values: Sequence[Any], kind: pa.DataType | None = None, **options: Any) -> TypedLog:
    """Open a table whose only interesting column is the amount; a last row is always readable."""
    many = len(values) + 1
    amounts = pa.array(
        [*values, "1" if kind is None else values[-1] if kind == pa.bool_() else 1], kind or pa.string()
    )
    columns = {"customer": range(many), "time": ["2024-01-01"] * many, "amount": amounts}
    if "currencies" in options:
        columns["currency"] = [*options.pop("currencies"), None]
    made = ENGINE.create_table("amounts", pa.table(columns), temp=True, overwrite=True)
    return open_log(made, LogOptions(**options))


def read(values: Sequence[Any], kind: pa.DataType | None = None, **options: Any) -> list[float | None]:
    """Return each amount as read, None where the row was rejected."""
    log = opened(values, kind, **options)
    found = {row["customer"]: log.money(row["minor"]) for row in log.rows.to_pyarrow().to_pylist()}
    return [found.get(at) for at in range(len(values))]


POINT = {
    "12": 12, "12.5": 12.5, "-12.50": -12.5, "+3": 3, ".5": 0.5, "12.": 12, "0": 0, "1,234.50": 1234.5,
    "1,234,567": 1234567, "1'234.50": 1234.5, "1’234.50": 1234.5, "12,34,567.00": 1234567, "0.125": 0.125,
    "1 234": 1234, "1.2E+03": 1200, "5e-01": 0.5, " 12.50 ": 12.5, "(12.50)": -12.5, "12.50-": -12.5,
    "\u221212.50": -12.5,
}  # fmt: skip
COMMA = {"12": 12, "1.234,50": 1234.5, "12,5": 12.5, "1.234.567": 1234567, "1 234,50": 1234.5,
         "1\u00a0234,50": 1234.5, "1\u202f234,50": 1234.5, "-0,125": -0.125}  # fmt: skip
POUNDS = {"£12.50": 12.5, "12.50 £": 12.5, "GBP 1,234.50": 1234.5, "-£12.50": -12.5, "£-12.50": -12.5,
          "(£1,234.50)": -1234.5, "12.50gbp": 12.5}  # fmt: skip
OTHERS = ({"€ 12,50": 12.5, "12,50 EUR": 12.5}, {"US$12.50": 12.5}, {"$12.50": 12.5}, {"Fr. 12.50": 12.5},
          {"12 kr": 12})  # fmt: skip
UNREADABLE = ("", "free", "12-50", "1,2,3.5", "12,50.3.1", "--5", "12 pcs", "NaN", "inf", "1..2", "12 34.00")


@pytest.mark.parametrize("amounts", [POINT, COMMA, POUNDS, *OTHERS])
def test_a_clear_amount_is_read_in_every_spelling(amounts: dict[str, float]) -> None:
    assert read(list(amounts)) == list(amounts.values())


def test_what_is_no_amount_is_rejected_and_the_others_stand() -> None:
    assert read([*UNREADABLE, "7.25"]) == [*[None] * len(UNREADABLE), 7.25]


def test_an_amount_that_may_be_thousands_is_refused_and_the_option_settles_it() -> None:
    for unclear in ("1,234", "1.234"):
        with pytest.raises(DecimalUnclear, match=r"--decimal \. or --decimal ,"):
            opened([unclear])
    assert read(["1,234"], decimal=".") == [1234]
    assert read(["1,234"], decimal=",") == [1.234]
    assert read(["1.234"], decimal=",") == [1234]
    assert read(["1.234"], decimal=".") == [1.234]


def test_one_clear_amount_settles_the_others() -> None:
    assert read(["1,234", "5.50"]) == [1234, 5.5]
    assert read(["1,234", "1.000,50"]) == [1.234, 1000.5]


def test_both_decimal_marks_are_refused_and_with_the_option_the_others_are_rejected() -> None:
    with pytest.raises(DecimalMixed, match=r"1 amounts with a decimal point \(5.50\).*--decimal"):
        opened(["5.50", "7,25"])
    assert read(["5.50", "7,25"], decimal=",") == [None, 7.25]


def test_money_is_kept_in_as_few_decimals_as_hold_it() -> None:
    assert opened(["1.5"]).decimals == 2
    assert opened(["1.125"], decimal=".").decimals == 4
    assert opened([0.1 + 0.2], pa.float64()).decimals == 2
    assert opened([19.99], pa.float32()).decimals == 2
    log = opened([1 / 3], pa.float64())
    assert (log.decimals, len(log.notes)) == (6, 1)


def test_typed_amounts_are_taken_as_they_are() -> None:
    assert read([5], pa.int32()) == [5]
    assert read([Decimal("12.345")], pa.decimal128(18, 3)) == [12.345]
    assert read([None, float("nan"), float("inf"), 2.5], pa.float64()) == [None, None, None, 2.5]


def test_an_amount_past_the_whole_numbers_is_rejected_with_its_reason() -> None:
    log = opened([1e15, 3.5], pa.float64())
    assert [count.reason for count in log.rejected] == ["amount too large"]
    assert log.rows.count().execute() == 2


def test_money_is_safe_to_compute_before_rejected_rows_are_filtered() -> None:
    log = opened(["1e99", "-2", "3"])
    assert log.rows.filter(log.rows["minor"] < 0).count().to_pyarrow().as_py() == 1
    log = opened([float("nan"), float("inf"), -2.0], pa.float64())
    assert log.rows.filter(log.rows["minor"] < 0).count().to_pyarrow().as_py() == 1


def test_an_amount_that_is_no_number_column_is_refused() -> None:
    with pytest.raises(TypeUnfit, match="'amount'.*boolean.*--amount"):
        opened([True, False], pa.bool_())


def test_the_sign_tells_the_currency() -> None:
    assert opened(["£5"]).currency == "GBP"
    assert opened(["5"]).currency is None
    assert opened(["5"], currency="SEK").currency == "SEK"


def test_several_currencies_are_refused_with_their_counts() -> None:
    with pytest.raises(CurrenciesMixed, match=r"GBP \(2 rows\), EUR \(1 row\).*--currency GBP keeps"):
        opened(["£5", "£6", "€7"])


def test_the_currency_asked_for_keeps_only_its_rows() -> None:
    log = opened(["£5", "£6", "€7"], currency="GBP")
    assert log.currency == "GBP"
    assert [(count.reason, count.rows) for count in log.rejected] == [
        ("currency EUR, not GBP", 1),
        ("no currency", 1),
    ]


def test_a_currency_column_is_recognised_and_a_dollar_can_be_any_dollar() -> None:
    with pytest.raises(CurrenciesMixed, match=r"EUR \(1 row\), GBP \(1 row\)"):
        opened(["5", "6"], currencies=["GBP", "eur"])
    assert opened(["5", "6"], currencies=["GBP", "£"]).currency == "GBP"
    assert read(["$5", "C$6", "€7"], currency="CAD") == [5, 6, None]


def test_a_currency_that_is_none_is_refused() -> None:
    with pytest.raises(CurrencyUnknown, match="'pounds' is neither a column of the table nor an ISO 4217"):
        opened(["5"], currency="pounds")
