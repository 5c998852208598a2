"""What is right for orders: lines, what may be paid back, and ids for orders that have none."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from rapport.lib.errors import Refusal

ZERO = Decimal(0)
MADE = "made:"  # begins the ids that Rapport made


@dataclass(frozen=True)
class Line:
    """One product of an order; `amount` is for the whole quantity."""

    product: str
    amount: Decimal
    quantity: Decimal = Decimal(1)


class OrderWithoutLines(Refusal):
    """An order has to be for something."""

    code = "order_without_lines"
    text = "The order has no line. Add at least one, with product and amount."


class AmountBelowZero(Refusal):
    """Money that goes back is a refund, not an order."""

    code = "amount_below_zero"
    text = "{what} of {amount} is below zero. Note money that goes back as a refund of its order."


class NothingPaid(Refusal):
    """A payment or refund of nothing is none."""

    code = "order_amount_not_above_zero"
    text = "{what} of {amount} is not above zero. Note the amount that changed hands."


class RefundTooLarge(Refusal):
    """More would go back than the order was for."""

    code = "refund_too_large"
    text = "A refund of {amount} is more than the {left} {currency} left of order {number}."


class OrderIdTaken(Refusal):
    """Two orders cannot have one external id; told to who may see the one that has it."""

    code = "order_id_taken"
    text = "There is an order with the id '{external_id}' already: {number}. Use its own id, or leave it out."


class OrderIdNotFree(Refusal):
    """The same to somebody who may not see the order that has it: nothing is said of any."""

    code = "order_id_not_free"
    text = "The id '{external_id}' cannot be given here. Use the order's own id, or leave it out."


class CurrencyNotKnown(Refusal):
    """A currency is named by its ISO 4217 code."""

    code = "order_currency_not_known"
    text = "'{currency}' is no currency code. Name it by its three letters, such as GBP, EUR or USD."


class OrderFilterNotKnown(Refusal):
    """Only named filters narrow the list."""

    code = "order_filter_not_known"
    text = "'{name}={value}' is no filter of orders. There are: {known}."


def total_of(lines: Iterable[Line]) -> Decimal:
    """Return what an order costs; refuse one without lines or with a line below zero."""
    amounts = [line.amount for line in lines]
    if not amounts:
        raise OrderWithoutLines
    below = next((amount for amount in amounts if amount < 0), None)
    if below is not None:
        raise AmountBelowZero(what="A line", amount=below)
    return sum(amounts, ZERO)


def made_id(*facts: str | int | Decimal | datetime) -> str:
    """Make an id from what an order or a refund is, the same whenever the same file is read."""
    words = [each.isoformat() if isinstance(each, datetime) else str(each) for each in facts]
    return MADE + hashlib.blake2b("\x1f".join(words).encode(), digest_size=12).hexdigest()


def number_of(external_id: str, ordered_at: datetime) -> str:
    """Return the number people know an order by: its own id, else its day and a few letters."""
    if not external_id.startswith(MADE):
        return external_id[:80]
    return f"{ordered_at:%Y%m%d}-{external_id.removeprefix(MADE)[:8]}"
