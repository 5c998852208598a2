"""Made logs with a known truth: for recovery and coverage tests, and for the bench."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Model = Literal["bgnbd", "mbgnbd", "paretonbd"]

FIRST_DAY = np.datetime64("2022-01-01", "us")
DAY = 86_400_000_000  # microseconds
SCHEMA = pa.schema([("customer", pa.int64()), ("time", pa.timestamp("us")), ("amount", pa.float64())])
ROWS_IN_MEMORY = 4_000_000
CUSTOMERS_IN_MEMORY = 500_000
ROW = np.dtype([("at", np.int64), ("customer", np.int64), ("amount", np.float64)])


@dataclass(frozen=True)
class Truth:
    """What a made log is drawn from; times in days.

    `parameters` is (r, alpha, a, b) for bgnbd and mbgnbd, (r, alpha, s, beta) for paretonbd;
    with `regularity` k above 1 gaps are Erlang-k and r, alpha rule the phases. `spend` is the
    Gamma-Gamma's (p, q, v). First purchases fall evenly over the first `joining_days`.
    """

    model: Model
    parameters: tuple[float, float, float, float]
    days: int = 730
    spend: tuple[float, float, float] = (6.25, 3.74, 15.44)
    regularity: int = 1
    joining_days: int | None = None
    whole_days: bool = False


BENCH_TRUTH = Truth("bgnbd", (0.6, 30.0, 0.7, 3.0))  # about 4.35 purchases per customer in two years
PURCHASES_PER_CUSTOMER = 4.35


@dataclass(frozen=True)
class Purchases:
    """Purchases as arrays of one length (n,): customer number, time in days, amount."""

    customer: Ints
    at: Floats
    amount: Floats

    def until(self, end: float) -> "Purchases":
        """Keep the purchases before a time."""
        return self._where(self.at < end)

    def since(self, start: float) -> "Purchases":
        """Keep the purchases from a time on."""
        return self._where(self.at >= start)

    def _where(self, mask: NDArray[np.bool_]) -> "Purchases":
        return Purchases(self.customer[mask], self.at[mask], self.amount[mask])


@dataclass(frozen=True)
class MadeLog:
    """A log, what came after it, and the truth both were drawn from."""

    truth: Truth
    customers: int
    past: Purchases
    future: Purchases

    def table(self) -> pa.Table:
        """Return the log as a table: customer int64, time timestamp[us], amount double."""
        return as_table(self.past)

    def future_days(self, days: float) -> Ints:
        """Count each customer's purchase days within `days` after the log; shape (customers,)."""
        ahead = self.future.until(self.truth.days + days)
        seen = np.unique(ahead.customer * 100_000 + np.floor(ahead.at).astype(np.int64))
        return np.bincount(seen // 100_000, minlength=self.customers)

    def future_spend(self, days: float) -> Floats:
        """Sum each customer's spend within `days` after the log; shape (customers,)."""
        ahead = self.future.until(self.truth.days + days)
        return np.bincount(ahead.customer, ahead.amount, self.customers).astype(np.float64)


def made_log(truth: Truth, customers: int, *, seed: int, future: int = 0) -> MadeLog:
    """Draw the log of so many customers, oldest first, and `future` days of what came after it."""
    rng = np.random.default_rng(seed)
    end = truth.days + future
    every = draw_purchases(truth, customers, end=end, rng=rng)
    return MadeLog(truth, customers, every.until(truth.days), every.since(truth.days))


def draw_purchases(truth: Truth, customers: int, *, end: float, rng: np.random.Generator) -> Purchases:
    """Draw all purchases before `end`, oldest first; each customer has at least one, before `truth.days`.

    Each pass of the loop draws the next purchase of everybody who is still buying.
    Source: Fader, Hardie and Lee (2005a) for BG/NBD; Batislam et al. (2007) for MBG/NBD;
    Schmittlein, Morrison and Colombo (1987) for Pareto/NBD; Reutterer et al. (2021) for Erlang gaps.
    """
    r, alpha, third, fourth = truth.parameters
    rate = rng.gamma(r, 1 / alpha, customers)
    now = rng.uniform(0, truth.joining_days or truth.days, customers)
    mortal = truth.model == "paretonbd"
    gone_at = (
        now + rng.exponential(1, customers) / rng.gamma(third, 1 / fourth, customers) if mortal else None
    )
    leaving = np.zeros(customers) if mortal else rng.beta(third, fourth, customers)
    who = np.arange(customers)
    drawn = [(who, now)]
    if truth.model == "mbgnbd":  # may leave after the first purchase already
        stays = rng.random(customers) >= leaving
        who, now = who[stays], now[stays]
    while who.size:
        now = now + rng.gamma(truth.regularity, 1, who.size) / rate[who]
        buys = now < (end if gone_at is None else np.minimum(end, gone_at[who]))
        who, now = who[buys], now[buys]
        drawn.append((who, now))
        stays = rng.random(who.size) >= leaving[who]
        who, now = who[stays], now[stays]
    return _with_amounts(truth, drawn, customers, rng)


def _with_amounts(
    truth: Truth, drawn: list[tuple[Ints, Floats]], customers: int, rng: np.random.Generator
) -> Purchases:
    """Draw a Gamma-Gamma amount for each purchase, in whole pence, and sort by time."""
    p, q, v = truth.spend
    who, at = (np.concatenate(column) for column in zip(*drawn, strict=True))
    scale = v / rng.gamma(q, 1, customers)
    amount = np.round(rng.gamma(p, 1, who.size) * scale[who], 2)
    if truth.whole_days:
        at = np.floor(at)
    order = np.argsort(at, kind="stable")
    return Purchases(who[order], at[order], amount[order])


def as_table(purchases: Purchases) -> pa.Table:
    """Put purchases into the bench's columns."""
    at = (purchases.at * DAY).astype(np.int64)
    return _table(at, purchases.customer, purchases.amount)


def write_made_log(transactions: int, path: Path, *, truth: Truth = BENCH_TRUTH, seed: int = 1) -> int:
    """Write about so many transactions as zstd Parquet, oldest first; return how many rows.

    Memory stays bounded whatever the size: customers are drawn in chunks, each chunk's rows are
    dealt into files of one period each, and the periods are sorted and written one after another.
    Customer numbers are shuffled, so that age does not show in them.
    """
    customers = max(1, round(transactions / PURCHASES_PER_CUSTOMER))
    periods = max(1, math.ceil(transactions / ROWS_IN_MEMORY))
    rng = np.random.default_rng(seed)
    numbers = rng.permutation(customers)
    partial = path.with_name(path.name + ".partial")
    with TemporaryDirectory(dir=path.parent) as folder:
        files = [Path(folder) / f"{period}.rows" for period in range(periods)]
        for first in range(0, customers, CUSTOMERS_IN_MEMORY):
            chunk = numbers[first : first + CUSTOMERS_IN_MEMORY]
            _deal(draw_purchases(truth, chunk.size, end=truth.days, rng=rng), chunk, truth.days, files)
        rows = _write_sorted(files, partial)
    partial.replace(path)
    return rows


def _deal(purchases: Purchases, numbers: Ints, days: int, files: list[Path]) -> None:
    """Append each purchase to the file of its period."""
    rows = np.empty(purchases.at.size, ROW)
    rows["at"], rows["customer"] = purchases.at * DAY, numbers[purchases.customer]
    rows["amount"] = purchases.amount
    bounds = np.searchsorted(purchases.at, np.linspace(0, days, len(files) + 1)[1:-1])
    for part, file in zip(np.split(rows, bounds), files, strict=True):
        with file.open("ab") as sink:
            sink.write(part.tobytes())


def _write_sorted(files: list[Path], path: Path) -> int:
    written = 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for rows in _periods(files):
            rows.sort(order="at", kind="stable")
            writer.write_table(_table(rows["at"], rows["customer"], rows["amount"]), row_group_size=1_000_000)
            written += rows.size
    return written


def _periods(files: list[Path]) -> Iterator[NDArray[np.void]]:
    for file in files:
        yield np.fromfile(file, ROW)
        file.unlink()


def _table(at: Ints, customer: Ints, amount: Floats) -> pa.Table:
    time = FIRST_DAY + np.ascontiguousarray(at).astype("timedelta64[us]")
    return pa.table([np.ascontiguousarray(customer), time, np.ascontiguousarray(amount)], schema=SCHEMA)


def scaled(truth: Truth, factor: float) -> Truth:
    """Tell the same story `factor` times slower, so that whole days cut off less of it."""
    r, alpha, third, fourth = truth.parameters
    fourth = fourth * factor if truth.model == "paretonbd" else fourth
    return replace(truth, parameters=(r, alpha * factor, third, fourth), days=round(truth.days * factor))
