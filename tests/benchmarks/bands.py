"""Do the bands of totals hold what came? CDNOW and demo shops, valued at past days, against what followed.

Run with: python -m tests.benchmarks.bands [--demos N]
"""

import argparse
import math
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from rapport.demo import make_shop, write_orders
from rapport.engine.value import value_log
from rapport.engine.value.season import EPOCH
from rapport.engine.value.settings import Settings, Span
from rapport.engine.value.totals import break_down
from tests.benchmarks.logs import bench_log

FOLDER = Path("build/bench")
HORIZONS = (28, 56, 91, 182)  # days
LOOKS = 6  # past days per log and horizon
LEAST_HISTORY = 150  # days
GOAL = 0.85  # of pairs inside their 90 % band


@dataclass(frozen=True)
class Look:
    """One past day and horizon: whether purchases and spend came inside their bands, and their widths."""

    log: str
    until: date
    ahead: int
    purchases_inside: bool
    spend_inside: bool
    widths: tuple[float, ...]  # ln(high / low)


def looks_at(name: str, path: Path) -> Iterator[Look]:
    """Value a log at past days and compare the bands with what the same customers then did."""
    whole = value_log(path, Settings(model="mbgnbd", backtest="none"))
    days = whole.state.days.to_pyarrow() if whole.state.days is not None else whole.state.sample.to_pyarrow()
    customer, day, minor = (days[column].to_numpy() for column in ("customer", "day", "minor"))
    first = {who: day[customer == who].min() for who in np.unique(customer)}
    first_day = np.array([first[who] for who in customer])
    begin, end = int(day.min()), whole.state.until
    for ahead in HORIZONS:
        for until in np.unique(np.linspace(begin + LEAST_HISTORY, end - ahead, LOOKS).astype(int)).tolist():
            came = (day > until) & (day <= until + ahead) & (first_day <= until)
            actual = float(came.sum()), whole.log.money(int(minor[came].sum()))
            look = _look(name, path, until, ahead=ahead, actual=actual)
            if look is not None:
                yield look


def _look(name: str, path: Path, until: int, *, ahead: int, actual: tuple[float, float]) -> Look | None:
    """Return None where too few past days teach a band."""
    day = EPOCH + timedelta(days=until)
    settings = Settings(model="mbgnbd", until=day, horizon=Span(ahead, "d"))
    totals = break_down(value_log(path, settings)).everybody.totals
    bands = [(total.low, total.high) for total in (totals["expected_purchases"], totals["expected_spend"])]
    known = [(low, high) for low, high in bands if low is not None and high is not None]
    if len(known) < len(bands):
        return None
    inside = [low <= came <= high for (low, high), came in zip(known, actual, strict=True)]
    return Look(name, day, ahead, inside[0], inside[1], tuple(math.log(high / low) for low, high in known))


def _demo_log(seed: int) -> Path:
    return write_orders(make_shop(seed), FOLDER / f"demo-{seed}.parquet")


def main() -> int:
    """Print one line per log, and the pooled coverage with its Monte Carlo error; 1 if it misses the goal."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demos", type=int, default=5, help="how many demo shops")
    logs = [("cdnow", bench_log("cdnow", FOLDER).path)]
    logs += [(f"demo {seed}", _demo_log(seed)) for seed in range(1, parser.parse_args().demos + 1)]
    looks: list[Look] = []
    for name, path in logs:
        looks += (own := list(looks_at(name, path)))
        _tell(name, own)
    return 0 if _tell("pooled", looks) >= GOAL else 1


def _tell(name: str, looks: list[Look]) -> float:
    """Print the shares inside; return the lower of the two."""
    if not looks:
        sys.stdout.write(f"{name:8} no past day had enough before it\n")
        return 0.0
    n = len(looks)
    shares = [
        np.mean([look.purchases_inside for look in looks]),
        np.mean([look.spend_inside for look in looks]),
    ]
    widths = np.median([look.widths for look in looks], axis=0)
    told = (
        f"{s:.3f} ± {math.sqrt(s * (1 - s) / n):.3f} (ln width {w:.2f})"
        for s, w in zip(shares, widths, strict=True)
    )
    sys.stdout.write(f"{name:8} {n:4} pairs  purchases, spend inside: {',  '.join(told)}\n")
    sys.stdout.flush()
    return float(min(shares))


if __name__ == "__main__":
    sys.exit(main())
