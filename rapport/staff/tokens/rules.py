"""What is right for tokens: what they open, for how long, and what is said to one that does not open."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from rapport.lib.errors import Refusal

MARK = "rapport_"  # so that a token is known for one wherever it leaks
LONGEST_DAYS = 365
NOTED_EVERY = timedelta(minutes=10)  # how often the use of a token is written down


class Scope(StrEnum):
    """What a token opens; the person behind it decides whom it sees."""

    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    WORTH_READ = "worth:read"


SCOPE_WORDS = {
    Scope.CASES_READ: "See cases, what was said in them, and notes",
    Scope.CASES_WRITE: "Work on cases: replies, notes, steps, redress, promises",
    Scope.CUSTOMERS_READ: "See customers, their relations and needs",
    Scope.CUSTOMERS_WRITE: "Add and change customers, relations and needs",
    Scope.ORDERS_READ: "See orders",
    Scope.ORDERS_WRITE: "Add orders",
    Scope.WORTH_READ: "See what customers are worth",
}


class TokenNotKnown(Refusal):
    """There is no such token, or it has ended; the same answer for both."""

    code = "token_not_known"
    text = (
        "The token is not known, was withdrawn or has passed its last day. Make a new one at /tokens, and "
        "send it as: Authorization: Bearer TOKEN."
    )


class ScopeMissing(Refusal):
    """The token does not open this door."""

    code = "scope_missing"
    text = "The token '{name}' has no scope {scope}. It has: {scopes}. Make one that has it at /tokens."


class ScopeNotKnown(Refusal):
    """A scope that no door asks for."""

    code = "scope_not_known"
    text = "There is no scope '{scope}'. There are: {known}. Choose one or more."


class TokenDaysNotRight(Refusal):
    """A token that never ends, or ended before it began."""

    code = "token_days_not_right"
    text = "A token for {days} days cannot be made. Choose from 1 to {longest} days."


def new_secret() -> str:
    """Return a new token: 256 random bits behind the mark."""
    return MARK + secrets.token_urlsafe(32)


def read_scopes(words: Iterable[str]) -> list[str]:
    """Return the scopes that the words name, each once, in their own order."""
    asked = set(words)
    strange = sorted(asked - set(Scope))
    if strange or not asked:
        raise ScopeNotKnown(scope=strange[0] if strange else "", known=", ".join(Scope))
    return [str(scope) for scope in Scope if scope in asked]


def read_days(days: int) -> timedelta:
    """Return for how long a token lasts."""
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenDaysNotRight(days=days, longest=LONGEST_DAYS)
    return timedelta(days=days)
