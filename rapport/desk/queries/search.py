"""Full-text search over cases: subjects, references, names, addresses, and all that was said in them."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from rapport.desk.models import Case

# The table and the index are laid down in migrations/0002; the expression must be the index's own.
SQLITE = "SELECT rowid FROM desk_search WHERE desk_search MATCH %s"
POSTGRESQL = (
    "SELECT id FROM desk_case "
    "WHERE to_tsvector('simple', subject || ' ' || search) @@ to_tsquery('simple', %s)"
)
FEW = 1_000


def with_words(cases: QuerySet[Case], words: Sequence[str]) -> QuerySet[Case]:
    """Return the cases that have for every word one that begins with it; none where there is no word.

    The words are letters and digits alone (`customers.rules.query_words`), and stand in quotes besides:
    whatever was typed, nothing in it is an operator.
    """
    if not words:
        return cases.none()
    sql, asked = _statement(words)
    return cases.filter(pk__in=RawSQL(sql, [asked]))  # noqa: S611 - a parameter


def has_few(words: Sequence[str]) -> bool:
    """Tell whether so few cases have the words that they are sorted sooner than looked for in a sorted list.

    A database that is asked for the newest of them goes through all cases, newest first, until it has a
    page: for a reference that one case in 100,000 has, 10 ms instead of one.
    """
    sql, asked = _statement(words)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({sql} LIMIT {FEW + 1}) AS found", [asked])  # noqa: S608 - ours
        return int(cursor.fetchone()[0]) <= FEW


def _statement(words: Sequence[str]) -> tuple[str, str]:
    """Return the query for the numbers of cases that have words beginning so, and its one parameter."""
    if connection.vendor == "sqlite":
        return SQLITE, " AND ".join(f'"{word}"*' for word in words)
    return POSTGRESQL, " & ".join(f"'{word}':*" for word in words)
