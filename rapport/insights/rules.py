"""What is right for insights: rungs and how they are held, shares with their intervals, words of worth."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any

from rapport.engine.value.ladder import LadderSettings, Rung
from rapport.engine.value.log.columns import CURRENCY_CODES
from rapport.engine.value.report.figures import count_of, day, money, pence, share
from rapport.lib.errors import Refusal

RUNGS = tuple(Rung)  # from the ground up
WINDOW_DAYS = 365
CLIENT_PURCHASES = LadderSettings().client_purchases
CODES = frozenset(code.upper() for code in CURRENCY_CODES)
MONTHS_KEPT = 24  # of the ladder, told on the first day from the orders there are
Z90 = 1.6448536269514722  # of a two-sided 90 % interval
NOTE_LENGTH = 300

NO_PURCHASE = "No purchase yet, or none left after refunds: a prospect, of whom no model speaks."
NOT_SOLD_TO = "Not measured in money: an internal customer is served, not sold to."
NOT_A_BUYER = "Not measured in money: a stakeholder has an interest in what we do and buys nothing."


class NotValuedYet(Refusal):
    """A page of worth before the first valuation."""

    code = "not_valued_yet"
    text = "No orders have been valued yet. Import orders, then run: rapport worth."


class NoOrders(Refusal):
    """A valuation without anything to value."""

    code = "no_orders"
    text = "There are no orders to value. Import some first: rapport import orders FILE."


class WorthIsRunning(Refusal):
    """A second run while one is under way."""

    code = "worth_is_running"
    text = "A valuation is running already. Wait until it is done; its result is for everybody."


class CurrencyNotValued(Refusal):
    """A currency that no valuation is in."""

    code = "currency_not_valued"
    text = "No valuation is in '{currency}'. There is: {known}. Pick one of them, or run: rapport worth."


class MonthNotKept(Refusal):
    """A month that the ladder does not know."""

    code = "month_not_kept"
    text = "The ladder has no month '{month}'. It has {known}. Write one of them as year-month."


class KeyNotKnown(Refusal):
    """A page asked for by a key that it does not have."""

    code = "page_key_not_known"
    text = "This page has no key '{key}'. It has: {known}. Leave it out or name one of them."


class NumberNotReadable(Refusal):
    """A key of a page that should be a whole number."""

    code = "page_number_not_readable"
    text = "'{key}' is '{value}'. Expected a whole number; leave it out to start from the beginning."


class RateNotReadable(Refusal):
    """A rate that cannot be read."""

    code = "rate_not_readable"
    text = (
        "The rate '{value}' is not readable. Write currency, rate and first day: EUR=0.85@2026-01-01, "
        "and name the currency it leads to: --reporting GBP."
    )


class RateNotUsable(Refusal):
    """A rate that leads nowhere."""

    code = "rate_not_usable"
    text = "A rate from '{currency}' to '{reporting}' cannot be kept: {reason}."


class RateNotThere(Refusal):
    """A rate that was dropped meanwhile, or never stood."""

    code = "rate_not_there"
    text = "Rate {number} is not kept. Open the list of rates to see which are."


class CostKind(StrEnum):
    """What money was spent for."""

    ACQUISITION = "acquisition"
    RETENTION = "retention"


@dataclass(frozen=True)
class CostRow:
    """A cost as a file tells it; `month` is its first day."""

    kind: str
    month: date
    amount: Decimal
    currency: str
    what: str
    external_id: str


def read_cost(cells: Mapping[str, Any], copy: int) -> CostRow | str:
    """Read a cost, or say why it cannot be one. `copy` counts equal rows before it in the file.

    A cost without an id is known by what it says, so that the same file again adds nothing.
    """
    kind, month = str(cells.get("kind") or "").lower(), _month(str(cells.get("month") or ""))
    amount, currency = cells.get("amount"), str(cells.get("currency") or "")
    what = str(cells.get("what") or "")[:200]
    if kind not in set(CostKind):
        return f"'{kind[:40]}' is no kind of cost; expected acquisition or retention"
    if month is None:
        return f"'{str(cells.get('month'))[:40]}' is no month; expected 2026-03 or 2026-03-15"
    if not isinstance(amount, Decimal) or not currency:
        return "no amount" if not isinstance(amount, Decimal) else "no currency; add a column or --currency"
    said = f"{kind}|{month}|{amount}|{currency}|{what}|{copy}"
    name = str(cells.get("id") or "") or f"row:{sha256(said.encode()).hexdigest()[:32]}"
    return CostRow(kind, month, amount, currency, what, name[:120])


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text[:7]}-01" if len(text) == 7 else text[:10]).replace(day=1)
    except ValueError:
        return None


@dataclass(frozen=True)
class DatedRateRow:
    """What one unit of a currency is worth in the reporting currency from a day on, and who says so."""

    currency: str
    rate: Decimal
    valid_from: date
    source: str = "typed in"


def read_rate(text: str) -> DatedRateRow:
    """Read 'EUR=0.85@2026-01-01'."""
    found = re.fullmatch(r"([A-Z]{3})=(\d{1,8}(?:\.\d{1,8})?)@(\d{4}-\d{2}-\d{2})", text.strip())
    try:
        row = DatedRateRow(found[1], Decimal(found[2]), date.fromisoformat(found[3])) if found else None
    except ValueError:
        row = None
    if row is None or not row.rate:
        raise RateNotReadable(value=text[:60])
    return row


def refuse_rate(row: DatedRateRow, reporting: str) -> None:
    """Refuse a rate between what are no two currencies, or that is not above zero."""
    strange = [code for code in (row.currency, reporting) if code not in CODES]
    if strange:
        reason = f"'{strange[0]}' is no currency code; name it by its three letters, such as GBP"
    elif row.currency == reporting:
        reason = "a currency is worth one of itself; name another"
    elif row.rate <= 0:
        reason = f"{row.rate} is not above zero"
    else:
        return
    raise RateNotUsable(currency=row.currency, reporting=reporting, reason=reason)


@dataclass(frozen=True)
class Evidence:
    """What the ladder is told of a customer at the end of a day; purchases are net of refunds.

    `days_silent` counts from the last purchase, None without one. Nobody has been asked for their
    attitude yet, and so nobody stands above client.
    """

    purchases: int
    in_365_days: int
    days_silent: int | None


def has_lapsed(evidence: Evidence, silence: int | None) -> bool:
    """Tell whether a customer is silent for longer than `silence` days; None: nobody ever came back."""
    return silence is not None and evidence.days_silent is not None and evidence.days_silent > silence


def evaluated_rung(evidence: Evidence, silence: int | None, settings: LadderSettings | None = None) -> Rung:
    """Return the rung that the evidence of one day speaks for.

    Source: Christopher, Payne and Ballantyne (2002), "Relationship Marketing: Creating Stakeholder Value".
    """
    if not evidence.purchases:
        return Rung.PROSPECT
    enough = (settings or LadderSettings()).client_purchases
    if evidence.in_365_days >= enough and not has_lapsed(evidence, silence):
        return Rung.CLIENT
    return Rung.FIRST_TIME if evidence.purchases == 1 else Rung.REPEAT


def held_rung(now: Rung, month_before: Rung | None) -> Rung:
    """Return the rung a customer is held on at the end of a month, from that month's evaluation and the last.

    One goes up at once, and down only after two evaluations in turn that are lower, to the higher of the
    two: so the rung is the higher of the last two evaluations, whatever came before. Who has no purchase
    left after refunds is a prospect at once: that is no bad month, it never was a purchase.
    """
    if now is Rung.PROSPECT or month_before is None:
        return now
    return max(now, month_before, key=RUNGS.index)


def rung_today(now: Rung, held_at_month_end: Rung | None) -> Rung:
    """Return the rung between two month ends: up at once, down only at the end of a month."""
    return held_rung(now, held_at_month_end)


def month_ends(until: date, months: int) -> list[date]:
    """Return the last days of the newest `months` whole months up to `until`, oldest first."""
    ends: list[date] = []
    end = (until + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    while len(ends) < months:
        ends.append(end)
        end = end.replace(day=1) - timedelta(days=1)
    return ends[::-1]


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """Return the 90 % interval of a share; None of nothing.

    Source: Wilson (1927), JASA 22(158), 209-212.
    """
    if not whole:
        return None
    p, zz = part / whole, Z90**2
    middle = (p + zz / (2 * whole)) / (1 + zz / whole)
    reach = Z90 * math.sqrt(p * (1 - p) / whole + zz / (4 * whole**2)) / (1 + zz / whole)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def net_interval(up: int, down: int, whole: int) -> tuple[float, float] | None:
    """Return the 90 % interval of the share that climbed less the share that slipped; None of nobody.

    Both shares are of the same customers, so their variance is that of +1, 0 and -1 drawn for each.
    """
    if not whole:
        return None
    net = (up - down) / whole
    reach = Z90 * math.sqrt(max((up + down) / whole - net**2, 0.0) / whole)
    return net - reach, net + reach


@dataclass(frozen=True)
class Known:
    """What a valuation says of one customer, as the sentence on their page needs it."""

    purchases: int
    first_on: date
    last_on: date
    mean_spend: float
    p_alive: float
    expected: float
    value: float
    low: float
    high: float


def worth_sentence(known: Known, currency: str, horizon: str) -> str:
    """Explain in one sentence what a customer is worth."""
    value, low, high, spend = (
        money(n, currency, pence([n])) for n in (known.value, known.low, known.high, known.mean_spend)
    )
    bought = f"Bought once, on {day(known.first_on)}, for {spend}"
    if known.purchases > 1:
        days = f"{count_of(known.purchases, 'day')}, from {day(known.first_on)} to {day(known.last_on)}"
        bought = f"Bought on {days}, {spend} a time"
    return (
        f"{bought}; the chance to be still buying is {share(known.p_alive)}. "
        f"In the next {horizon} {known.expected:.1f} purchases are expected, "
        f"worth {value}, most likely {low if low == high else f'{low} to {high}'}."
    )[:NOTE_LENGTH]


def organisation_sentence(accounts: int, *, has_own: bool) -> str:
    """Say what the worth of an organisation is made of, and why it has no interval."""
    own = "its own purchases and " if has_own else ""
    return (
        f"The sum of {own}{count_of(accounts, 'account')} that pay separately. Not calibrated: "
        "the ranges of single accounts cannot be added up to one."
    )


def in_other_currencies(sentence: str, currencies: Sequence[str]) -> str:
    """Add to a sentence of worth that there are purchases in currencies which it leaves out."""
    if not currencies:
        return sentence
    return f"{sentence[: NOTE_LENGTH - 60]} Not added: purchases in {', '.join(currencies[:8])}."


def only_known(given: Mapping[str, str], known: Sequence[str]) -> dict[str, str]:
    """Return the keys of a page, or refuse one that it does not have."""
    for key in given:
        if key not in known:
            raise KeyNotKnown(key=key[:40], known=", ".join(known))
    return dict(given)


def whole_number(text: str, key: str) -> int:
    """Read a whole number from 0 up; nothing is 0."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NumberNotReadable(key=key, value=text[:40])
    return int(text)


def why_slipped(evidence: Mapping[str, Any], *, is_lapsed: bool) -> str:
    """Say on what evidence a customer was put lower."""
    in_year, silent = evidence["in_365_days"], evidence["days_silent"]
    bought = f"{count_of(in_year, 'purchase')} in the 365 days before, the last {count_of(silent, 'day')} ago"
    if is_lapsed:
        return f"Lapsed, silent for more than {evidence['lapsed_after']} days: {bought}."
    return f"Buys less often than a client, who buys {CLIENT_PURCHASES} times in 365 days: {bought}."
