"""The commands of the room."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import click
from django.utils import timezone

from rapport.engine.value.report.figures import day, large_money
from rapport.engine.value.settings import read_day
from rapport.insights import queries
from rapport.insights.actions import note_rates, refresh_worth
from rapport.insights.models import Valuation
from rapport.insights.rules import RateNotReadable, read_rate
from rapport.insights.valuing import Terms


@click.command()
@click.option("--as-of", metavar="DATE", help="Last day that counts; default the day of the newest order.")
@click.option("--horizon", metavar="SPAN", help="How far ahead to look: 90d, 52w, 12m or 1y.")
@click.option("--discount", type=float, help="Effective yearly discount rate, such as 0.10.")
@click.option("--margin", type=float, help="Share of spend that is kept, such as 0.35.")
@click.option(
    "--rate",
    "rates",
    multiple=True,
    metavar="CODE=RATE@DATE",
    help="What one unit of a currency is worth in the reporting one from a day on: EUR=0.85@2026-01-01.",
)
@click.option("--reporting", metavar="CODE", help="The currency that rates lead to, such as GBP.")
def worth(as_of: str | None, rates: tuple[str, ...], reporting: str | None, **terms: Any) -> None:
    """Value every customer from the orders in the register, and keep the result.

    Only orders that came since the last run are read. Terms and rates hold for the nightly runs too, until
    they are changed. A currency without a rate from before its first order is valued alone, never added.
    """
    _note_rates(rates, reporting)
    given = {name: value for name, value in terms.items() if value is not None}
    for valuation in _refresh(read_day(as_of), replace(queries.last_terms(), **given)):
        click.echo(_line(valuation))


def _note_rates(rates: tuple[str, ...], reporting: str | None) -> None:
    if not rates:
        return
    rows = [read_rate(text) for text in rates]
    if reporting is None or not re.fullmatch("[A-Z]{3}", reporting):
        raise RateNotReadable(value=rates[0])
    note_rates(rows, reporting, by=None, at=timezone.now())


def _refresh(as_of: date | None, terms: Terms) -> list[Valuation]:
    def tell(line: str) -> None:
        click.echo(line, err=True)

    return refresh_worth(by=None, at=timezone.now(), as_of=as_of, terms=terms, tell=tell)


def _line(valuation: Valuation) -> str:
    band = "not calibrated"
    if valuation.equity_low is not None and valuation.equity_high is not None:
        ends = (
            large_money(float(end), valuation.currency)
            for end in (valuation.equity_low, valuation.equity_high)
        )
        band = " to ".join(ends)
    equity = large_money(float(valuation.equity), valuation.currency)
    return (
        f"{valuation.currency}: {valuation.customers:,} customers are worth {equity} ({band}) in the "
        f"{valuation.horizon_days} days after {day(valuation.as_of)}, in {valuation.seconds:.1f} s."
    )
