"""Full-text search over names, contact points, external ids and notes, on either database."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from rapport.customers.models import Customer

# The table and the index are laid down in migrations/0002; the expression must be the index's own.
SQLITE = "SELECT rowid FROM customers_search WHERE customers_search MATCH %s"
FEW = 10_000  # found by words: taken by their numbers; more are met soon enough on the way through all
POSTGRESQL = (
    "SELECT id FROM customers_customer "
    "WHERE to_tsvector('simple', name || ' ' || search) @@ to_tsquery('simple', %s)"
)


def with_words(customers: QuerySet[Customer], words: Sequence[str]) -> QuerySet[Customer]:
    """Return the customers that have for every word one that begins with it; none where there is no word.

    The words are letters and digits alone (`rules.query_words`), and stand in quotes besides: whatever
    was typed, nothing in it is an operator.
    """
    if not words:
        return customers.none()
    return customers.filter(pk__in=numbers_with(" AND ", words))


def with_any_word(customers: QuerySet[Customer], words: Sequence[str]) -> QuerySet[Customer]:
    """Return the customers that have a word that begins with one of these."""
    return customers.filter(pk__in=numbers_with(" OR ", words)) if words else customers.none()


def numbers_with(joined: str, words: Sequence[str]) -> RawSQL:
    """Return the subquery of the numbers whose words begin with all or any of these."""
    if connection.vendor == "sqlite":
        return RawSQL(SQLITE, [joined.join(f'"{word}"*' for word in words)])  # noqa: S611 - a parameter
    sign = {" AND ": " & ", " OR ": " | "}[joined]
    return _few_or_all(sign.join(f"'{word}':*" for word in words))


def _few_or_all(asked: str) -> RawSQL:
    """Return the numbers themselves where they are few, else the question for them.

    PostgreSQL guesses that every word finds one in fifty. So it walked through the whole register in the
    order of the list, and read the words of each customer anew, for the few that match: 0.3 s of 100,000.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{POSTGRESQL} LIMIT %s", [asked, FEW + 1])
        numbers = [number for (number,) in cursor.fetchall()]
    if len(numbers) > FEW:
        return RawSQL(POSTGRESQL, [asked])  # noqa: S611 - a parameter
    return RawSQL("SELECT unnest(%s::bigint[])", [numbers])
