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


def with_words(cases: QuerySet[Case], words: Sequence[str]) -> QuerySet[Case]:
    """Return the cases that have for every word one that begins with it; none where there is no word.

    The words are letters and digits alone (`customers.rules.query_words`), and stand in quotes besides:
    whatever was typed, nothing in it is an operator.
    """
    if not words:
        return cases.none()
    if connection.vendor == "sqlite":
        numbers = RawSQL(SQLITE, [" AND ".join(f'"{word}"*' for word in words)])  # noqa: S611 - a parameter
    else:
        numbers = RawSQL(POSTGRESQL, [" & ".join(f"'{word}':*" for word in words)])  # noqa: S611 - a parameter
    return cases.filter(pk__in=numbers)
