"""Words that somebody writes for practice, before they are kept: no customer's data is left in them."""

from rapport.practice.queries.privacy import customers_in
from rapport.practice.rules.privacy import refuse_customers, without
from rapport.practice.rules.tokens import replace_known
from rapport.staff.models import User


def own_words(text: str, *, by: User) -> str:
    """Return a text with something neutral for what looks like somebody's data.

    Refused where it names a customer that its writer may see.
    """
    found = customers_in(text, user=by)
    refuse_customers(found, said_none=True)
    return without(text, found)


def in_tokens(text: str) -> str:
    """Return a text with tokens for what gives somebody away by its shape."""
    return replace_known([text], ()).parts[0]
