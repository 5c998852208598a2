"""The floor: one bare DuckDB GROUP BY over the same file, which any valuation has to pay."""

from pathlib import Path

import duckdb
import pyarrow as pa

from rapport.engine.value.log.engines import half_the_cores


def group_by(log: Path, output: Path) -> dict[str, float]:
    """Count and sum each customer's rows, find their first and last, and fetch the result to Arrow."""
    with duckdb.connect(config={"threads": half_the_cores()}) as connection:
        table: pa.Table = connection.execute(
            f"""SELECT customer, count(*) AS purchases, sum(amount) AS spend,
                min(time) AS first_at, max(time) AS last_at
            FROM '{log}' GROUP BY customer"""
        ).to_arrow_table()
    return {"customers": table.num_rows}


SPEED = {"floor": group_by}
