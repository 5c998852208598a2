"""What the value engine makes of a log: one valuation, its rows, and what pages show of it."""

import gc
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa
from ibis.backends import BaseBackend

from rapport.engine.value import LogOptions, Settings, break_down, read_span, value_log
from rapport.engine.value.findings import contents_of
from rapport.engine.value.report.contents import ReportContents
from rapport.engine.value.totals import Total
from rapport.engine.value.words import parameters_found
from rapport.insights.log import PurchaseLog

Tell = Callable[[str], None]
STANDING = ("customer", "purchases", "year_purchases", "first_day", "last_day")


@dataclass(frozen=True)
class Terms:
    """How worth is reckoned: over what horizon, at what yearly discount, of what margin."""

    horizon: str = "52w"
    discount: float = 0.10
    margin: float = 1.0

    def settings(self, until: date) -> Settings:
        """Return them as the engine asks for them."""
        return Settings(
            horizon=read_span(self.horizon), discount=self.discount, margin=self.margin, until=until
        )

    @property
    def words(self) -> str:
        """Return the horizon in words: '52 weeks'."""
        return read_span(self.horizon).words


@dataclass(frozen=True)
class Valued:
    """One currency, valued, as plain values: the engine's tables are let go of.

    `rows` has the engine's columns of output and `standing` those of its state, one row per customer;
    `sample` the purchase days (customer, day, minor) of everybody, up to 100,000 customers. `until` counts
    days from 1970, `silence` is the days after which a customer has lapsed.
    """

    currency: str
    until: int
    silence: int | None
    decimals: int
    horizon_days: int
    model: str
    rows: pa.Table
    standing: pa.Table
    sample: pa.Table
    contents: ReportContents
    found: dict[str, Any]
    equity: Total


def options_for(currency: str, zone: str) -> LogOptions:
    """Say how the files of the log are read."""
    return LogOptions(
        customer="customer",
        time="time",
        amount="amount",
        order="order",
        currency=currency,
        timezone=zone,
    )


def value_currency(
    log: PurchaseLog, currency: str, settings: Settings, *, zone: str, tell: Tell = lambda _: None
) -> Valued:
    """Value everybody who bought in a currency; what the engine knew from before is kept and grown."""
    backends: list[BaseBackend] = []
    try:
        return _valued(log, currency, (settings, zone), tell, backends)
    finally:
        gc.collect()  # Ibis drops a cached table when nobody holds it, which needs the connection
        for backend in backends:
            backend.disconnect()


def _valued(  # noqa: PLR0917 - parts of one call
    log: PurchaseLog,
    currency: str,
    asked: tuple[Settings, str],
    tell: Tell,
    backends: list[BaseBackend],
) -> Valued:
    settings, zone = asked
    found = value_log(
        [*log.files[currency]],
        settings,
        options_for(currency, zone),
        state=log.state(currency),
        tell=lambda line: tell(f"{currency}: {line}"),
    )
    backends.append(found.log.backend)
    found = replace(found, kept=found.customers.cache())
    parts = break_down(found)
    return Valued(
        currency=currency,
        until=found.state.until,
        silence=found.silence,
        decimals=found.log.decimals,
        horizon_days=found.horizon_days,
        model=found.member.name,
        rows=found.customers.to_pyarrow(),
        standing=found.state.customers.select(*STANDING).to_pyarrow(),
        sample=found.state.sample.select("customer", "day", "minor").to_pyarrow(),
        contents=contents_of(found, parts, title=f"Orders in {currency}", command="rapport worth"),
        found=json.loads(json.dumps(parameters_found(found, parts), default=str)),
        equity=parts.everybody.totals["value"],
    )
