"""Where every customer stood on the ladder at the end of each month, counted in bulk in DuckDB.

The rules are those of `rules.evaluated_rung` and `rules.held_rung`; a test holds the two against each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from rapport.engine.value.ladder import LadderSettings
from rapport.engine.value.log import open_log, purchases
from rapport.engine.value.log.engines import connect
from rapport.engine.value.season import EPOCH
from rapport.insights.rules import RUNGS, WINDOW_DAYS, month_ends
from rapport.insights.valuing import options_for

BEFORE_THE_FIRST = 2  # evaluations needed to know what was held, and from where one came


@dataclass(frozen=True)
class Months:
    """The ladder month by month, oldest first.

    `changes` has a row per customer and month in which rung, evaluation or lapse changed: month (its first
    day), customer, rung, evaluated, before, has_slipped, is_lapsed, evidence (JSON). `counts` are the
    customers by month and rung, `flows` by month, rung before and rung after; "" stands for not yet a
    customer.
    """

    changes: pa.Table
    counts: list[dict[str, Any]]
    flows: list[dict[str, Any]]


def net_days(files: Sequence[Path], currency: str, zone: str) -> pa.Table:
    """Return the purchase days of everybody in some files, net of refunds: customer, day."""
    backend = connect()
    log = open_log([*files], options_for(currency, zone), backend=backend)
    table: pa.Table = purchases(log.rows, log=log).days.select("customer", "day").to_pyarrow()
    backend.disconnect()
    return table


def count_months(
    days: Iterable[pa.Table], until: date, silence: int | None, *, months: int,
    settings: LadderSettings | None = None,
) -> Months:  # fmt: skip
    """Evaluate everybody at the end of the newest `months` whole months up to `until`."""
    ends = month_ends(until, months + BEFORE_THE_FIRST)
    with duckdb.connect() as con:
        con.execute("SET threads = 1")
        con.register("purchase", pa.concat_tables(days))
        con.register("month_end", _ends(ends))
        enough = (settings or LadderSettings()).client_purchases
        con.execute(_STOOD, {"silence": silence, "enough": enough, "window": WINDOW_DAYS})
        first = {"first": ends[BEFORE_THE_FIRST].replace(day=1)}
        return Months(
            con.execute(_CHANGES, {**first, "silence": silence}).to_arrow_table(),
            _listed(con.execute(_COUNTS, first).to_arrow_table()),
            _listed(con.execute(_FLOWS, first).to_arrow_table()),
        )


def _ends(ends: Sequence[date]) -> pa.Table:
    return pa.table(
        {
            "month": pa.array([end.replace(day=1) for end in ends], pa.date32()),
            "last_day": pa.array([(end - EPOCH).days for end in ends], pa.int32()),
        }
    )


def _listed(table: pa.Table) -> list[dict[str, Any]]:
    """Turn places on the ladder into names; 0 of `before` stands for nobody yet."""
    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        row["month"] = row["month"].isoformat()
        row["rung"] = str(RUNGS[row["rung"]])
        if "before" in row:
            row["before"] = str(RUNGS[row["before"]]) if row["before"] else ""
    return rows


_STOOD = """
CREATE TABLE stood AS
WITH bought AS (SELECT DISTINCT customer, day FROM purchase),
seen AS (
  SELECT b.customer, e.month, e.last_day - max(b.day) AS silent, count(*) AS purchases,
    count(*) FILTER (b.day > e.last_day - $window) AS in_365_days
  FROM bought b JOIN month_end e ON b.day <= e.last_day
  GROUP BY b.customer, e.month, e.last_day
),
lapses AS (SELECT *, coalesce(silent > $silence, false) AS is_lapsed FROM seen),
rated AS (
  SELECT *, CASE WHEN in_365_days >= $enough AND NOT is_lapsed THEN 3 WHEN purchases = 1 THEN 1 ELSE 2 END
    AS evaluated
  FROM lapses
),
held AS (
  SELECT *, greatest(evaluated, coalesce(lag(evaluated) OVER one, 0)) AS rung,
    lag(evaluated) OVER one AS evaluated_before, lag(is_lapsed) OVER one AS lapsed_before
  FROM rated WINDOW one AS (PARTITION BY customer ORDER BY month)
)
SELECT *, coalesce(lag(rung) OVER one, 0) AS before
FROM held WINDOW one AS (PARTITION BY customer ORDER BY month)
"""

_NAMED = " ".join(f"WHEN {place} THEN '{name}'" for place, name in enumerate(RUNGS) if place)

_CHANGES = f"""
SELECT month, customer, CASE rung {_NAMED} END AS rung, CASE evaluated {_NAMED} END AS evaluated,
  CASE before {_NAMED} ELSE '' END AS before, rung < before AS has_slipped, is_lapsed,
  to_json({{purchases: purchases, in_365_days: in_365_days, days_silent: silent,
    lapsed_after: $silence::INT}})::VARCHAR AS evidence
FROM stood
WHERE month >= $first AND (
  month = $first OR evaluated_before IS NULL OR evaluated <> evaluated_before
  OR is_lapsed <> lapsed_before OR rung <> before)
ORDER BY month, customer
"""  # noqa: S608 - names of rungs are constants

_COUNTS = """
SELECT month, rung, count(*) AS customers, count(*) FILTER (is_lapsed) AS lapsed
FROM stood WHERE month >= $first GROUP BY month, rung ORDER BY month, rung
"""

_FLOWS = """
SELECT month, before, rung, count(*) AS customers
FROM stood WHERE month >= $first GROUP BY month, before, rung ORDER BY month, before, rung
"""
