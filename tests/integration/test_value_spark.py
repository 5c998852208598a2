"""DuckDB and Spark value the same Parquet log alike."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ibis.backends import BaseBackend

from rapport.engine.value import LogOptions, Settings, Valuation, value_log
from rapport.engine.value.log.engines import connect_spark
from tests.value_samples import made_rows

# Ibis 12 calls DuckDB by names that DuckDB 1.5 has deprecated; PySpark 4.0 has warnings of its own.
pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]
EXACT = ("customer", "first_on", "last_on", "purchases", "repeats", "rung", "lapsed", "segment", "group")
START = date(2024, 1, 1)


@pytest.fixture(scope="module")
def spark() -> BaseBackend:
    return connect_spark()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with refunds, a prospect, purchases of nothing, orders of several lines, and shops."""
    rows = [
        *made_rows(250, 71),
        ("gone", START, 12.0),
        ("gone", START + timedelta(days=3), -12.0),
        ("free", START + timedelta(days=9), 0.0),
        ("c0003", START + timedelta(days=300), -5.0),
    ]
    people, days, amounts = zip(*rows, strict=True)
    table = {
        "customer": pa.array(people),
        "day": pa.array(days, pa.date32()),
        "amount": pa.array(amounts, pa.float64()),
        "bill": pa.array([f"b{n // 2}" for n in range(len(rows))]),
        "shop": pa.array([f"s{int(name[1:]) % 3}" if name[1:].isdigit() else None for name in people]),
    }
    folder = tmp_path_factory.mktemp("log")
    half = len(rows) // 2
    for name, part in (("a", slice(0, half)), ("b", slice(half, None))):
        pq.write_table(
            pa.table({key: column[part] for key, column in table.items()}), folder / f"{name}.parquet"
        )
    return folder


WAYS: dict[str, tuple[LogOptions, Settings]] = {
    "plain": (LogOptions(), Settings(model="mbgnbd", backtest="none")),
    "orders": (LogOptions(order="bill"), Settings(model="mbgnbd", backtest="none")),
    "groups": (LogOptions(by="shop"), Settings(model="mbgnbd", backtest="none")),
    "auto": (LogOptions(), Settings()),
    "earlier": (LogOptions(), Settings(model="mbgnbd", backtest="none", until=START + timedelta(days=250))),
}


def by_customer(valuation: Valuation) -> dict[str, dict[str, Any]]:
    return {row["customer"]: row for row in valuation.customers.to_pyarrow().to_pylist()}


@pytest.mark.parametrize("way", WAYS)
def test_both_engines_value_alike(log: Path, spark: BaseBackend, way: str) -> None:
    options, settings = WAYS[way]
    pattern = str(log / "*.parquet")
    duck = value_log(pattern, settings, options)
    other = value_log(pattern, settings, options, backend=spark)
    ours, theirs = by_customer(duck), by_customer(other)

    assert duck.customers.columns == other.customers.columns
    assert ours.keys() == theirs.keys()
    for customer, row in ours.items():
        for name, figure in row.items():
            found = theirs[customer][name]
            if name in EXACT or figure is None:
                assert found == figure, (customer, name)
            else:
                assert found == pytest.approx(figure, rel=1e-9, abs=1e-12), (customer, name)
    assert duck.state.accounting == other.state.accounting
    assert duck.member.name == other.member.name
    assert other.fitted.purchases.log_likelihood == pytest.approx(
        duck.fitted.purchases.log_likelihood, rel=1e-12
    )
    assert len(other.outcomes) == len(duck.outcomes)
    for one, same in zip(duck.outcomes, other.outcomes, strict=True):
        assert same.spend["all"] == pytest.approx(one.spend["all"], rel=1e-9)


def test_the_command_writes_the_same_with_spark(log: Path, tmp_path: Path, spark: BaseBackend) -> None:
    from click.testing import CliRunner

    from rapport.cli import cli

    said = {}
    for engine in ("duckdb", "spark"):
        words = [
            "value",
            str(log / "*.parquet"),
            "--engine",
            engine,
            "--model",
            "mbgnbd",
            "--backtest",
            "none",
        ]
        output = tmp_path / f"{engine}.parquet"
        result = CliRunner().invoke(cli, [*words, "--output", str(output)])
        assert result.exit_code == 0, result.output
        said[engine] = pq.read_table(output).sort_by("customer")

    assert said["spark"].column_names == said["duckdb"].column_names
    assert said["spark"].num_rows == said["duckdb"].num_rows > 250
    for ours, theirs in zip(said["duckdb"].to_pylist(), said["spark"].to_pylist(), strict=True):
        assert theirs == {name: close(figure) for name, figure in ours.items()}


def close(figure: Any) -> Any:
    return pytest.approx(figure, rel=1e-9) if isinstance(figure, float) else figure
