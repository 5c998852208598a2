"""What the insights room tells the register about a customer's worth."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class ValuationFacts:
    """Which valuation the rows come from."""

    as_of: date
    currency: str
    model: str


@dataclass(frozen=True)
class WorthRow:
    """What a valuation says of one customer; `value` None with a note: not measured in money, and why."""

    customer: int
    value: Decimal | None = None
    value_low: Decimal | None = None
    value_high: Decimal | None = None
    note: str = ""
    p_alive: float | None = None
    rung: str = ""
    segment: str = ""
    is_lapsed: bool = False
    has_complained: bool = False
    is_hostage: bool = False
    first_bought_on: date | None = None
    last_bought_on: date | None = None
    purchases: int = 0
