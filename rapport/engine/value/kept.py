"""A state kept between runs: new days are merged in, customers with a late row are recomputed.

The tables live in one DuckDB file and change in one transaction, so a run that is cut off leaves the
state as it was. Both ways lead to what a full recomputation gives.

A day touches one customer in a hundred, all over the table. So `changed` holds the rows that are no longer as
`customers` has them, and is folded in once it holds more than a few.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from rapport.engine.value.log import LogOptions, TypedLog, groups_of, open_log, purchases, refusing_broken
from rapport.engine.value.log.ledger import (
    Ledger,
    grown,
    ledger_from,
    ledger_of,
    new_files,
    open_kept,
)
from rapport.engine.value.log.purchase_days import COUNTS, MONEY
from rapport.engine.value.log.sources import find_files
from rapport.engine.value.season import EPOCH
from rapport.engine.value.state import State, account, reduce_rows, state_of
from rapport.engine.value.summary import (
    YEAR_DAYS,
    Totals,
    as_of,
    moved,
    sample_halvings,
    sampled,
    summarise,
    total,
)

FOLDED_FROM = (
    0.1  # of the customers, changed: about a week of days at a shop with two purchases a year and head
)

Tell = Callable[[str], None]


def kept_state(
    source: str | Path | Sequence[str | Path],
    options: LogOptions,
    until: date | None,
    folder: Path,
    *,
    tell: Tell = lambda _: None,
) -> tuple[TypedLog, State]:
    """Bring the state kept in `folder` up to date with the files of `source`, or make it.

    It is made anew, and told so, where a file that it knows has changed or gone, where the log is
    read with other options, or where `until` lies before what it knows.
    """
    named = [source] if isinstance(source, str | Path) else source
    keeper = Keeper(open_kept(folder), find_files(named), options, until, tell)
    with keeper.transaction():
        return keeper.refresh()


@dataclass(frozen=True)
class Keeper:
    """One refresh of a kept state."""

    backend: Any
    paths: tuple[Path, ...]
    options: LogOptions
    until: date | None
    tell: Tell

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Change all tables or none."""
        self.backend.raw_sql("BEGIN")
        try:
            yield
        except BaseException:
            self.backend.raw_sql("ROLLBACK")
            raise
        self.backend.raw_sql("COMMIT")

    def refresh(self) -> tuple[TypedLog, State]:
        """Merge what is new, or make everything anew."""
        ledger = self._ledger()
        if ledger is None:
            return self._make()
        further = new_files(ledger, self.paths)
        if further is None or ledger.options != self.options:
            self.tell("Files or options of the kept state have changed; making it anew")
            return self._make()
        return self._grow(ledger, further)

    def _ledger(self) -> Ledger | None:
        if "ledger" not in self.backend.list_tables():
            return None
        text = self.backend.table("ledger").to_pyarrow()["text"][0].as_py()
        return ledger_from(text)

    def _totals(self) -> Totals:
        """Return what the kept state came to when the ledger was written."""
        return Totals(**json.loads(self.backend.table("ledger").to_pyarrow()["totals"][0].as_py()))

    def _make(self) -> tuple[TypedLog, State]:
        """Read the whole log and keep what it comes to."""
        log = open_log(self.paths, self.options, backend=self.backend)
        state = state_of(log, self.until, gaps=True)
        self._keep("customers", state.customers)
        self._keep("changed", state.customers.limit(0))
        self._keep("sample", state.sample)
        self._keep("recent", _recent(state.days, state.until))
        self._keep("oddments", state.oddments if state.oddments is not None else _no_oddments(log))
        halvings = sample_halvings(state.totals.customers)
        self._write(ledger_of(log, self.options, until=state.until, halvings=halvings), state.totals)
        return log, self._state(log, state.until, state.totals)

    def _keep(self, name: str, table: ir.Table) -> None:
        self.backend.create_table(name, table, overwrite=True)

    def _write(self, ledger: Ledger, totals: Totals) -> None:
        words = {"text": [ledger.to_json()], "totals": [json.dumps(vars(totals))]}
        self._keep("ledger", ibis.memtable(words))

    def _grow(self, ledger: Ledger, further: tuple[Path, ...]) -> tuple[TypedLog, State]:
        """Merge further files, and days of known files that lay after the last run's --until."""
        fresh = open_log(further, self.options, backend=self.backend) if further else None
        last = max(ledger.last_day, fresh.last_day if fresh else ledger.last_day)
        until = last if self.until is None else (self.until - EPOCH).days
        fits = fresh is None or (
            fresh.decimals <= ledger.decimals
            and fresh.has_order == ledger.has_order
            and fresh.currency in (ledger.currency, None)
        )
        if until < ledger.until or not fits or ledger.last_day > ledger.until:
            self.tell("The kept state does not lead there; making it anew")
            return self._make()
        if fresh is None:
            empty = self._as_log(ledger)
            return (
                (empty, self._state(empty, until, self._totals()))
                if until == ledger.until
                else self._move(ledger, empty, until)
            )
        return self._merge(ledger, fresh, until)

    def _move(self, ledger: Ledger, log: TypedLog, until: int) -> tuple[TypedLog, State]:
        """Let days pass without a purchase."""
        gone = self._gone(ledger.until, until)
        self._touch(gone)
        self._forget(gone, until)
        totals = as_of(self._totals(), ledger.until, until)
        self._write(replace(ledger, until=until), totals)
        return log, self._state(log, until, totals)

    def _merge(self, ledger: Ledger, fresh: TypedLog, until: int) -> tuple[TypedLog, State]:
        rows = _in_units_of(ledger, fresh)
        with refusing_broken(fresh.parts):
            rows = rows.filter(rows.day <= until).cache()
        late, gone = self._late(rows, ledger), self._gone(ledger.until, until)
        late_count = int(late.count().to_pyarrow().as_py())
        self._touch(rows.select("customer").union(gone.select("customer")))
        before = total(self.backend.table("changed"), until)
        self._forget(gone, until)
        self._add_days(rows.anti_join(late, "customer") if late_count else rows, fresh, until)
        if late_count:
            self.tell(
                f"{late_count:,} customers have a late row, a refund or an order line; "
                "recomputing them from the log"
            )
            self._recompute(late, until)
            totals = total(self._customers(), until)
        else:
            after = total(self.backend.table("changed"), until)
            totals = moved(as_of(self._totals(), ledger.until, until), before, after)
        self._thin(ledger.halvings, totals.customers)
        new = grown(ledger, fresh, until=until, halvings=sample_halvings(totals.customers))
        self._fold()
        self._write(new, totals)
        log = self._as_log(new, fresh)
        return log, self._state(log, until, totals)

    def _customers(self) -> ir.Table:
        """Return the customers as they are now."""
        changed = self.backend.table("changed")
        return self.backend.table("customers").anti_join(changed, "customer").union(changed)

    def _touch(self, customers: ir.Table) -> None:
        """Take the rows of some customers over into those that may be changed."""
        self._sql(_TOUCH, touched=customers.cache())

    def _fold(self) -> None:
        """Write the customers anew once reading around those that have changed is no longer cheap."""
        counts = [self.backend.table(name).count().to_pyarrow().as_py() for name in ("changed", "customers")]
        if counts[0] > FOLDED_FROM * counts[1]:
            self._keep("customers", self._customers().cache())
            self._sql("DELETE FROM changed")

    def _late(self, rows: ir.Table, ledger: Ledger) -> ir.Table:
        """Return the customers whose new rows may change what is known of earlier days."""
        hard = rows.filter((rows.day <= ledger.until) | (rows.minor < 0))
        late = hard.select("customer").distinct()
        if ledger.has_order:
            known = self._customers().select("customer")
            late = late.union(rows.select("customer").semi_join(known, "customer"), distinct=True)
        return late.cache()

    def _add_days(self, rows: ir.Table, log: TypedLog, until: int) -> None:
        """Merge purchase days that all lie after what is known."""
        days = purchases(rows, log=replace(log, has_refunds=False)).days.cache()
        more = summarise(days, until, gaps=True, free=log.has_free).cache()
        if "group" in rows.columns:
            more = more.left_join(groups_of(rows), "customer").drop("customer_right").cache()
        self._sql(_MERGE, more=more)
        if "group" in more.columns:
            self._sql(_REGROUP, more=more)
        self._sql(_JOIN, more=more)
        self._add(days, until)

    def _add(self, days: ir.Table, until: int) -> None:
        """Remember further purchase days in the sample and in the last 365 days."""
        self._sql("INSERT INTO recent BY NAME SELECT * FROM {recent}", recent=_recent(days, until).cache())
        chosen = sampled(days, self._totals().customers).cache()
        self._sql("INSERT INTO sample BY NAME SELECT * FROM {chosen}", chosen=chosen)

    def _gone(self, before: int, until: int) -> ir.Table:
        """Return how many purchases of each customer fall out of the last 365 days."""
        recent = self.backend.table("recent")
        gone = recent.filter(recent.day > before - YEAR_DAYS, recent.day <= until - YEAR_DAYS)
        return gone.group_by("customer").agg(n=gone.count().cast("int32")).cache()

    def _forget(self, gone: ir.Table, until: int) -> None:
        """Let purchases fall out of the last 365 days."""
        self._sql(_FORGET, gone=gone)
        self._sql("DELETE FROM recent WHERE day <= {last}", last=until - YEAR_DAYS)

    def _recompute(self, late: ir.Table, until: int) -> None:
        """Make some customers anew from the whole log."""
        log = open_log(self.paths, self.options, backend=self.backend)
        rows = log.rows.filter(log.rows.day <= until).semi_join(late, "customer").cache()
        bought, anew = reduce_rows(log, rows, until, gaps=True)
        days = bought.days.cache()
        for statement in _DROP:
            self._sql(statement, late=late)
        self._sql("INSERT INTO changed BY NAME SELECT * FROM {anew}", anew=anew)
        self._add(days, until)
        if bought.oddments is not None:
            self._sql("INSERT INTO oddments BY NAME SELECT * FROM {odd}", odd=bought.oddments.cache())

    def _thin(self, halvings: int, customers: int) -> None:
        if sample_halvings(customers) > halvings:
            kept = sampled(self.backend.table("sample"), customers).cache()
            self._keep("sample", kept)

    def _state(self, log: TypedLog, until: int, totals: Totals) -> State:
        oddments = self.backend.table("oddments")
        return State(
            until,
            self._customers(),
            self.backend.table("sample"),
            totals,
            account(log, oddments, totals, until if log.last_day > until else None),
            oddments=oddments,
        )

    def _as_log(self, ledger: Ledger, fresh: TypedLog | None = None) -> TypedLog:
        """Return the log as the ledger knows it; its rows are only those read in this run."""
        return TypedLog(
            backend=self.backend,
            rows=_in_units_of(ledger, fresh) if fresh else self.backend.table("recent"),
            parts=ledger.parts,
            decimals=ledger.decimals,
            currency=ledger.currency,
            has_order=ledger.has_order,
            has_refunds=True,
            has_free=True,
            needs_lines=False,
            rejected=ledger.rejected,
            total_rows=ledger.total_rows,
            last_day=ledger.last_day,
            notes=fresh.notes if fresh else (),
            rejects=fresh.rejects if fresh else None,
            misfits=fresh.misfits if fresh else (),
        )

    def _sql(self, statement: str, **values: Any) -> None:
        """Run a statement with tables and whole numbers put in by name."""
        names = {
            name: '"' + value.get_name().rpartition(".")[2] + '"'
            if isinstance(value, ir.Table)
            else str(int(value))
            for name, value in values.items()
        }
        self.backend.raw_sql(statement.format(**names))


def _recent(days: ir.Table, until: int) -> ir.Table:
    """Return the purchase days of the last 365 days, oldest first: those that fall out lie together."""
    return days.filter(days.day > until - YEAR_DAYS).select("customer", "day").order_by("day")


def _in_units_of(ledger: Ledger, log: TypedLog) -> ir.Table:
    """Return the rows with money in the minor units of the kept state."""
    factor = 10 ** (ledger.decimals - log.decimals)
    return log.rows if factor == 1 else log.rows.mutate(minor=(log.rows.minor * factor).cast("int64"))


def _no_oddments(log: TypedLog) -> ir.Table:
    """Return an empty table of oddments with the customers' type."""
    kinds = {
        "customer": log.rows.schema()["customer"],
        **dict.fromkeys(COUNTS, "int32"),
        **dict.fromkeys(MONEY, "int64"),
    }
    return ibis.memtable([], schema=ibis.schema(kinds))


_DROP = (
    "DELETE FROM customers WHERE customer IN (SELECT customer FROM {late})",
    "DELETE FROM changed WHERE customer IN (SELECT customer FROM {late})",
    "DELETE FROM sample WHERE customer IN (SELECT customer FROM {late})",
    "DELETE FROM recent WHERE customer IN (SELECT customer FROM {late})",
    "DELETE FROM oddments WHERE customer IN (SELECT customer FROM {late})",
)

_TOUCH = """
INSERT INTO changed BY NAME
SELECT * FROM customers
SEMI JOIN (SELECT * FROM {touched} ANTI JOIN changed USING (customer)) t USING (customer)
"""

_MERGE = """
UPDATE changed SET
  purchases = changed.purchases + m.purchases,
  paid = changed.paid + m.paid,
  minor = changed.minor + m.minor,
  last_day = m.last_day,
  first_day = coalesce(changed.first_day, m.first_day),
  first_minor = CASE WHEN changed.purchases = 0 THEN m.first_minor ELSE changed.first_minor END,
  log_gaps = changed.log_gaps + m.log_gaps
    + CASE WHEN changed.purchases = 0 THEN 0 ELSE ln(m.first_day - changed.last_day) END,
  year_purchases = changed.year_purchases + m.year_purchases
FROM {more} m WHERE changed.customer = m.customer
"""

_REGROUP = """
UPDATE changed SET "group" = m."group" FROM {more} m WHERE changed.customer = m.customer
"""

_JOIN = "INSERT INTO changed BY NAME SELECT * FROM {more} m ANTI JOIN changed c USING (customer)"

_FORGET = """
UPDATE changed SET year_purchases = changed.year_purchases - gone.n
FROM {gone} gone WHERE changed.customer = gone.customer
"""
