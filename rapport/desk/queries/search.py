"""Full-text search over cases: subjects, references, names, addresses, and all that was said in them."""

import json
from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from rapport.desk.models import Case

# The table and the column are laid down in migrations/0002 and 0004.
WITH_WORDS = {
    "sqlite": "SELECT rowid FROM desk_search WHERE desk_search MATCH %s",
    "postgresql": "SELECT id FROM desk_case WHERE words @@ to_tsquery('simple', %s)",
}
# The plus keeps SQLite from looking up the words once for each case.
AMONG = {
    "sqlite": " AND +rowid IN (SELECT value FROM json_each(%s))",
    "postgresql": " AND id = ANY(translate(%s, '[]', '{}')::bigint[])",
}
FEW = 200
WINDOWS = (500, 5_000)  # of the newest cases, looked at before all are


def few_with(words: Sequence[str]) -> list[int] | None:
    """Return the numbers of the cases that have for every word one that begins with it; None where many have.

    The words are letters and digits alone (`customers.rules.query_words`), and stand in quotes besides:
    whatever was typed, nothing in it is an operator.
    """
    if not words:
        return []
    numbers = _numbers(f"{WITH_WORDS[connection.vendor]} LIMIT {FEW + 1}", _asked(words))
    return numbers if len(numbers) <= FEW else None


def first_with(words: Sequence[str], cases: QuerySet[Case, int], most: int) -> list[int]:
    """Return the first numbers of a sorted list of cases that many of all have these words.

    A word that many have, many of the first have too: so the first are looked at, and all only where that
    was not enough. Asked for all at once, a database collects every case that has the word: 40 ms for
    100,000 on SQLite.
    """
    sql, asked = WITH_WORDS[connection.vendor], _asked(words)
    for size in WINDOWS:
        window = [*cases[:size]]
        having = {*_numbers(sql + AMONG[connection.vendor], asked, json.dumps(window))}
        found = [number for number in window if number in having][:most]
        if len(found) == most or len(window) < size:
            return found
    return [*cases.filter(pk__in=RawSQL(sql, [asked]))[:most]]  # noqa: S611 - a parameter


def _asked(words: Sequence[str]) -> str:
    """Return what is asked of the index: every word, as the beginning of one."""
    if connection.vendor == "sqlite":
        return " AND ".join(f'"{word}"*' for word in words)
    return " & ".join(f"'{word}':*" for word in words)


def _numbers(sql: str, *parameters: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [number for (number,) in cursor.fetchall()]
