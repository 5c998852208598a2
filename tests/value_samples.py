"""Samples for the tests of the value engine: the CDNOW table, made-up buyers, small logs."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from rapport.engine.value.bgnbd import BgNbd
from rapport.engine.value.fit import PurchaseModel
from rapport.engine.value.histories import Floats, Histories, histories
from rapport.engine.value.spend import GammaGamma, SpendBins, spend_bins

DATA = Path(__file__).resolve().parent / "data"
RATE = float(np.log1p(0.1) / 365.25)  # 10 % a year, by the day

# Where values of a customer of the CDNOW sample's kind lie, in days.
BG = BgNbd(0.6, 30.0, 0.7, 3.0, leaves_at_first=0)
MBG = BgNbd(0.6, 30.0, 0.7, 3.0)
GG = GammaGamma(6.25, 3.74, 15.44)

Row = tuple[str, date, float]


def columns_of(name: str) -> list[Floats]:
    """Read a table of numbers, column by column."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return list(np.array(rows, dtype=np.float64).T)


def cdnow(days_of_unit: float = 7.0) -> Histories:
    """Return the 2,357 customers of the CDNOW sample, calibrated to 1997-09-30."""
    repeats, last_repeat, age, customers = columns_of("cdnow_histories.csv")
    return histories(repeats, last_repeat / days_of_unit, age / days_of_unit, customers)


def cdnow_spend(minor_units: float = 100.0) -> SpendBins:
    """Return the 946 repeat buyers of the CDNOW sample without their first purchase day."""
    repeats, cents, customers = columns_of("cdnow_repeat_spend.csv")
    return spend_bins(repeats, cents / minor_units, customers)


@dataclass(frozen=True)
class Shop:
    """Made-up customers of a known process: what a log knows of each, and what they did afterwards.

    All arrays (n,), times in days. `value` is future spend discounted at `RATE`.
    """

    customers: Histories
    purchases: Floats
    spend: Floats
    log_gaps: float
    bought: Floats
    spent: Floats
    value: Floats


def made_shop(model: PurchaseModel, number: int, seed: int, *, days: int = 730, ahead: int = 365) -> Shop:
    """Let customers join evenly over `days`, buy as `model` says, and look on for `ahead` days."""
    chance = np.random.default_rng(seed)
    joined = chance.uniform(0, days, number)
    who, when = _purchases(model, joined, float(days + ahead), chance)
    level = GG.g / chance.gamma(GG.q, 1, number)
    amount = chance.gamma(GG.p, 1, len(who)) * level[who]
    past, order = when <= days, np.lexsort((when, who))
    last = np.zeros(number)
    np.maximum.at(last, who[past], when[past])
    count, total = (np.bincount(who[past], w, number) for w in (None, amount[past]))
    ends = who[order][1:] == who[order][:-1]
    gaps = np.diff(when[order])[ends & past[order][1:]]
    later, delay = who[~past], when[~past] - days
    return Shop(
        customers=histories(count - 1, last - joined, days - joined),
        purchases=count.astype(np.float64),
        spend=total.astype(np.float64),
        log_gaps=float(np.log(gaps).sum()),
        bought=np.bincount(later, minlength=number).astype(np.float64),
        spent=np.bincount(later, amount[~past], number).astype(np.float64),
        value=np.bincount(later, amount[~past] * np.exp(-RATE * delay), number).astype(np.float64),
    )


def _purchases(
    model: PurchaseModel, joined: Floats, end: float, chance: np.random.Generator
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Floats]:
    """Draw who buys when, the first purchase included, one round of repeats at a time."""
    rate = chance.gamma(model.r, 1 / model.alpha, len(joined))
    family = isinstance(model, BgNbd)
    leaves = chance.beta(model.a, model.b, len(joined)) if isinstance(model, BgNbd) else np.zeros(len(joined))
    gone_at = joined + (
        np.inf if isinstance(model, BgNbd) else _lifetimes(model.s, model.beta, len(joined), chance)
    )
    phases = model.phases if isinstance(model, BgNbd) else 1
    who, now = np.arange(len(joined)), joined
    rounds = [(who, now)]
    may_leave = isinstance(model, BgNbd) and model.leaves_at_first == 1
    while len(who):
        if family and may_leave:
            stays = chance.random(len(who)) >= leaves[who]
            who, now = who[stays], now[stays]
        now = now + chance.gamma(phases, 1, len(who)) / rate[who]
        still = now <= np.minimum(end, gone_at[who])
        who, now, may_leave = who[still], now[still], True
        rounds.append((who, now))
    people, times = zip(*rounds, strict=True)
    return np.concatenate(people), np.concatenate(times)


def _lifetimes(s: float, beta: float, number: int, chance: np.random.Generator) -> Floats:
    return chance.exponential(1, number) / chance.gamma(s, 1 / beta, number)


def made_rows(number: int, seed: int, *, days: int = 400, start: date = date(2024, 1, 1)) -> list[Row]:
    """Make a plain log: customer, day, amount, of the MBG/NBD process; sorted by day."""
    chance = np.random.default_rng(seed)
    joined = np.floor(chance.uniform(0, days * 0.8, number))
    who, when = _purchases(MBG, joined, days - 1.0, chance)
    level = GG.g / chance.gamma(GG.q, 1, number)
    amounts = np.round(np.maximum(chance.gamma(GG.p, 1, len(who)) * level[who], 0.01), 2)
    rows = [
        (f"c{person:04d}", start + timedelta(days=int(at)), float(amount))
        for person, at, amount in zip(who, when, amounts, strict=True)
    ]
    return sorted(rows, key=lambda row: (row[1], row[0]))


def write_csv(path: Path, rows: Iterable[Sequence[object]], header: str = "customer,day,amount") -> Path:
    """Write a log as text."""
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_parquet(path: Path, rows: Sequence[Row]) -> Path:
    """Write a log with typed columns."""
    people, days, amounts = zip(*rows, strict=True)
    columns = {
        "customer": pa.array(people),
        "day": pa.array(days, pa.date32()),
        "amount": pa.array(amounts, pa.float64()),
    }
    pq.write_table(pa.table(columns), path)
    return path
