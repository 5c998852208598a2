"""Money, days and tones as the pages of customers write them."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template

from rapport.customers.models import Customer
from rapport.customers.rules import Category

register = template.Library()
SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
ROUND_FROM = 10  # from here on pence say nothing
DAY_SECONDS = 86_400
CATEGORY_WORDS = {
    Category.CONSUMER: "external consumer",
    Category.BUSINESS: "external business",
    Category.INTERNAL: "internal",
    Category.STAKEHOLDER: "stakeholder",
}
CATEGORY_MEANINGS = {
    Category.CONSUMER: "Outside, for private use.",
    Category.BUSINESS: "Outside, for a trade or an organisation.",
    Category.INTERNAL: "A team or colleague of ours, served by another.",
    Category.STAKEHOLDER: "Has an interest in what we do, and buys nothing.",
}
RUNG_TONES = {"client": "good", "supporter": "good", "advocate": "good"}


@register.filter
def money(amount: Decimal | None, currency: str = "") -> str:
    """Write an amount with its currency: £1,240, £3.50, 12 CHF; nothing where there is none."""
    if amount is None:
        return ""
    digits = f"{amount:,.0f}" if abs(amount) >= ROUND_FROM or not amount else f"{amount:,.2f}"
    sign = SIGNS.get(currency)
    return f"{sign}{digits}" if sign else f"{digits} {currency}".strip()


@register.filter
def category_words(category: str) -> str:
    """Return the words for a category; an empty one is not yet known."""
    return CATEGORY_WORDS[Category(category)] if category in set(Category) else "not known yet"


@register.filter
def category_meaning(category: str) -> str:
    """Say in a sentence who belongs to a category."""
    return CATEGORY_MEANINGS[Category(category)]


@register.filter
def no_worth(customer: Customer) -> str:
    """Say in short why no value is shown."""
    if customer.category in {Category.INTERNAL, Category.STAKEHOLDER}:
        return "not measured in money"
    return "no purchase yet" if customer.worth_as_of and not customer.purchases else "not valued yet"


@register.filter
def likely_worth(customer: Customer) -> str:
    """Write the range that a value most likely lies in; where it has one end alone, that end.

    A few who come back lift the expected value above what is most likely: £1.09, most likely £0.
    """
    low, high = (money(end, customer.value_currency) for end in (customer.value_low, customer.value_high))
    return f"most likely {low}" if low == high else f"{low} to {high}"


@register.filter
def rung_tone(rung: str) -> str:
    """Return the tone of a rung's chip; the word beside it says the same."""
    return RUNG_TONES.get(rung, "plain")


@register.filter
def percent(share: float) -> str:
    """Write a share of one in hundredths; what is almost nothing or everything says so."""
    if 0 < share < 0.01:
        return "under 1 %"
    return "over 99 %" if 0.99 < share < 1 else f"{share:.0%}".replace("%", " %")


@register.filter
def role_joint(role: str) -> str:
    """Return the word that joins a role with whom it is towards: supplier of, referred by."""
    return "" if role.endswith(" by") else "of"


@register.filter
def due_tone(due_at: datetime, now: datetime) -> str:
    """Return the tone of a promise: late, within a day, or with time left."""
    left = (due_at - now).total_seconds()
    if left < 0:
        return "bad"
    return "warn" if left < DAY_SECONDS else "plain"


@register.filter
def due_words(due_at: datetime, now: datetime) -> str:
    """Say how a promise stands against the clock, so that colour is not needed."""
    days = int((due_at - now).total_seconds() // DAY_SECONDS)
    if due_at < now:
        return "late"
    return "within a day" if days == 0 else f"in {days} day{'' if days == 1 else 's'}"


@register.simple_tag
def asked(ask: dict[str, Any], **changes: Any) -> str:
    """Return the question mark and what stands behind it, with some words changed; None takes one away."""
    kept = {key: value for key, value in {**ask, **changes}.items() if value not in {None, ""}}
    return f"?{urlencode(kept)}" if kept else "?"
