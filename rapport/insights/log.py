"""The pseudonymous log of purchases: customer key, time and amount, one file per currency and run.

It lies below the folder for data and is made of orders alone, so it can be thrown away and made again.
`ledger.json` says how far the orders were read; only what came later is read the next time.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rapport.lib.places import beside
from rapport.orders.queries import Position, is_continued, position_now, purchase_batches

LEDGER = "ledger.json"
FORMAT = 1
ROWS = pa.schema(
    [
        ("customer", pa.int64()),
        ("time", pa.timestamp("us", tz="UTC")),
        ("amount", pa.decimal128(18, 2)),
        ("order", pa.int64()),
    ]
)


@dataclass(frozen=True)
class DatedRate:
    """What one unit of a currency is worth in the reporting currency from a day on."""

    currency: str
    valid_from: date
    rate: float


@dataclass(frozen=True)
class Asked:
    """What the log is to hold: all orders but those of customers who are not measured in money.

    Currencies that `rates` name are turned into the `reporting` one, each order at the rate of its day;
    all others stay as they are, in logs of their own.
    """

    left_out: frozenset[int] = frozenset()
    reporting: str = ""
    rates: tuple[DatedRate, ...] = ()
    zone: str = "Europe/London"


@dataclass(frozen=True)
class Kept:
    """What is known of the log on disk: position, files and purchases by currency, and what it was asked."""

    position: Position = field(default_factory=Position)
    files: Mapping[str, list[str]] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    asked: str = ""
    newest: str = ""  # the day of the newest order


@dataclass(frozen=True)
class PurchaseLog:
    """The log as it lies on disk: files by currency, the one with most rows first.

    `is_anew` tells that it was made from the start; `read` is the number of rows read in this run.
    """

    folder: Path
    files: Mapping[str, tuple[Path, ...]]
    newest: date | None
    is_anew: bool
    read: int

    def state(self, currency: str) -> Path:
        """Return the folder in which the engine keeps what it knows of a currency."""
        return self.folder / currency / "state"


def refresh_log(folder: Path, asked: Asked) -> PurchaseLog:
    """Add to the log what was ordered since the last run; make it anew where told orders changed since."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    until, kept = position_now(), read_ledger(folder)
    is_anew = kept is None or kept.asked != digest(asked, kept.newest) or not is_continued(kept.position)
    start = Kept() if is_anew or kept is None else kept
    news = _write(folder, start, asked, purchase_batches(None if is_anew else start.position, until))
    now = replace(_grown(start, news), position=until)
    now = replace(now, asked=digest(asked, now.newest))
    with beside(folder / LEDGER) as draft:
        draft.write_text(json.dumps({"format": FORMAT, **asdict(now)}), encoding="utf-8")
    return PurchaseLog(folder, _paths(folder, now), _day(now.newest), is_anew, sum(news.rows.values()))


def read_ledger(folder: Path) -> Kept | None:
    """Read how far the log reaches; None where there is none, or files of it are gone."""
    path = folder / LEDGER
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if found.pop("format") != FORMAT:
        return None
    kept = Kept(**{**found, "position": Position(**found["position"])})
    all_there = all(one.is_file() for files in _paths(folder, kept).values() for one in files)
    return kept if all_there else None


def digest(asked: Asked, newest: str) -> str:
    """Return a short name for what shaped the log; rates of days after its newest order did not."""
    applied = [(r.currency, r.valid_from.isoformat(), r.rate) for r in asked.rates]
    told: list[Any] = [sorted(asked.left_out), asked.reporting, asked.zone]
    told += [sorted({rate.currency for rate in asked.rates})]
    told += [sorted(rate for rate in applied if not newest or rate[1] <= newest)]
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


def converted(currency: str, asked: Asked) -> str:
    """Return the currency that purchases in a currency are valued in."""
    return asked.reporting if any(one.currency == currency for one in asked.rates) else currency


@dataclass
class News:
    """What one run wrote: rows by currency, and the newest time."""

    files: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    newest: str = ""


def _write(folder: Path, start: Kept, asked: Asked, batches: Iterator[pa.RecordBatch]) -> News:
    """Write one file per currency, whole or not at all."""
    news = News()
    with ExitStack() as open_files:
        writers: dict[str, pq.ParquetWriter] = {}
        for currency, rows in _by_currency(batches, asked):
            if currency not in writers:
                name = f"{currency}/part-{len(start.files.get(currency, ())) + 1:05}.parquet"
                (folder / currency).mkdir(mode=0o700, exist_ok=True)
                draft = open_files.enter_context(beside(folder / name))
                writers[currency] = open_files.enter_context(pq.ParquetWriter(draft, ROWS))
                news.files[currency] = name
            writers[currency].write_batch(rows)
            news.rows[currency] = news.rows.get(currency, 0) + len(rows)
            news.newest = max(news.newest, _newest_day(rows, asked.zone))
    return news


def _newest_day(rows: pa.RecordBatch, zone: str) -> str:
    newest: datetime = pc.max(rows["time"]).as_py()
    return newest.astimezone(ZoneInfo(zone)).date().isoformat()


def _by_currency(batches: Iterator[pa.RecordBatch], asked: Asked) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Split batches by the currency they are valued in, without the customers to leave out."""
    left_out = pa.array(sorted(asked.left_out), pa.int64())
    for whole in batches:
        batch = whole.filter(pc.invert(pc.is_in(whole["customer"], left_out))) if asked.left_out else whole
        for code in sorted(pc.unique(batch["currency"]).to_pylist()):
            part = batch.filter(pc.equal(batch["currency"], code))
            yield converted(code, asked), _row_batch(part, _in_hundredths(part, code, asked))


def _in_hundredths(part: pa.RecordBatch, code: str, asked: Asked) -> pa.Array:
    """Return money in hundredths, turned into the reporting currency at the rate of each order's day."""
    rates = sorted((r for r in asked.rates if r.currency == code), key=lambda rate: rate.valid_from)
    if not rates:
        return part["minor"]
    days = part["time"].cast(pa.timestamp("us")).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    starts = np.array([rate.valid_from for rate in rates], dtype="datetime64[D]")
    at = np.maximum(np.searchsorted(starts, days, side="right") - 1, 0)
    money = part["minor"].to_numpy() * np.array([rate.rate for rate in rates])[at]
    return pa.array(np.rint(money).astype(np.int64))


def _row_batch(part: pa.RecordBatch, minor: pa.Array) -> pa.RecordBatch:
    hundredth = pa.scalar("0.01").cast(pa.decimal128(3, 2))
    amount = pc.multiply(minor.cast(pa.decimal128(19, 0)), hundredth).cast(pa.decimal128(18, 2))
    return pa.record_batch([part["customer"], part["time"], amount, part["order"]], schema=ROWS)


def _grown(start: Kept, news: News) -> Kept:
    codes = sorted({*start.files, *news.files})
    files = {code: [*start.files.get(code, []), *_listed(news.files.get(code))] for code in codes}
    rows = {code: start.rows.get(code, 0) + news.rows.get(code, 0) for code in codes}
    return replace(start, files=files, rows=rows, newest=max(start.newest, news.newest))


def _listed(name: str | None) -> Sequence[str]:
    return [] if name is None else [name]


def _paths(folder: Path, kept: Kept) -> dict[str, tuple[Path, ...]]:
    ranked: Collection[str] = sorted(kept.files, key=lambda code: (-kept.rows[code], code))
    return {code: tuple(folder / name for name in kept.files[code]) for code in ranked}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
