"""Numbers, money and days in the words and digits of a British reader."""

import math
import re
from collections.abc import Iterable
from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥", "INR": "₹", "KRW": "₩"}
SPANS = {"d": "day", "w": "week", "m": "month", "y": "year"}
MINUS = "\N{MINUS SIGN}"
NO_FIGURE = "\N{EN DASH}"
SMALL = 100  # a column of amounts below this shows pence
TEXT_LIMIT = 26


def plain(number: float | None, decimals: int = 0) -> str:
    """Return a number with thousands separators, and a dash where there is none."""
    if number is None or not math.isfinite(number):
        return NO_FIGURE
    text = f"{abs(number):,.{decimals}f}"
    return MINUS + text if number < 0 and any(digit in text for digit in "123456789") else text


def significant(number: float | None, digits: int = 3) -> str:
    """Return a number rounded to some significant digits: 412,345 reads 412,000."""
    if number is None or not math.isfinite(number) or number == 0:
        return plain(number)
    rounded = float(f"{number:.{digits - 1}e}")
    decimals = digits - 1 - math.floor(math.log10(abs(rounded)))
    return plain(rounded, max(0, min(decimals, 6)))


def large(number: float | None) -> str:
    """Return a number to three significant digits, from a million up in words."""
    if number is None or not math.isfinite(number):
        return NO_FIGURE
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(number) >= size * 0.9995:
            return f"{significant(number / size)}\N{NO-BREAK SPACE}{word}"
    return significant(number)


def priced(text: str, currency: str | None) -> str:
    """Put the sign or code of a currency before a number, behind its minus."""
    if text == NO_FIGURE or not currency:
        return text
    sign = SIGNS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return f"{MINUS}{sign}{text[1:]}" if text.startswith(MINUS) else sign + text


def money(amount: float | None, currency: str | None, decimals: int = 0) -> str:
    """Return an amount in currency units, as a table shows it."""
    return priced(plain(amount, decimals), currency)


def large_money(amount: float | None, currency: str | None) -> str:
    """Return an amount to three significant digits, as a sentence says it."""
    if amount is not None and 0 < abs(amount) < 1:
        return money(amount, currency, 2)
    return priced(large(amount), currency)


def pence(amounts: Iterable[float | None]) -> int:
    """Choose the decimals of a column of money: two for small amounts, else none."""
    largest = max((abs(amount) for amount in amounts if amount is not None), default=0.0)
    return 2 if 0 < largest < SMALL else 0


def share(part: float | None) -> str:
    """Return a share as a percentage with no more digits than it deserves."""
    if part is None or not math.isfinite(part):
        return NO_FIGURE
    percent = 100 * part
    if 0 < abs(percent) < 0.1:
        return "under 0.1%"
    whole = abs(percent) >= 9.95 or percent == 0
    return plain(percent, 0 if whole else 1) + "%"


def change(part: float | None) -> str:
    """Return a signed share: +4.2% or −12%."""
    text = share(part)
    return "+" + text if part is not None and part > 0 and text != NO_FIGURE else text


def count_of(number: int, one: str, many: str = "") -> str:
    """Return a count with its noun: 1 customer, 2,357 customers."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day(on: date) -> str:
    """Return a day as 3 Jan 2026."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def month(on: date) -> str:
    """Return a month as Jan 2026."""
    return f"{MONTHS[on.month - 1]} {on.year}"


def span(horizon: str) -> str:
    """Return a span in words: 52w reads 52 weeks."""
    match = re.fullmatch(r"(\d+)\s*([dwmy])", horizon.strip())
    if not match:
        return horizon
    return count_of(int(match[1]), SPANS[match[2]])


def listed(words: Iterable[str]) -> str:
    """Join words as speech does: a, b and c."""
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def shortened(text: str, limit: int = TEXT_LIMIT) -> str:
    """Cut a name that would not fit into a picture."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
