"""The words by which a customer is found, written anew after a change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from rapport.customers.actions.bulk import write_rows
from rapport.customers.models import ContactPoint, Customer
from rapport.customers.rules import ContactKind, national_digits, search_text

CHUNK = 2000


def write_search(numbers: Iterable[int]) -> None:
    """Write the search words of customers anew, in chunks; for imports and after each change.

    The full-text table and index follow in the database itself.
    """
    left = iter(numbers)
    while chunk := [*islice(left, CHUNK)]:
        _write(chunk)


def _write(numbers: Sequence[int]) -> None:
    words = _words_of_contacts(numbers)
    customers = Customer.objects.filter(pk__in=numbers)
    changed = []
    for number, search, *parts in customers.values_list("pk", "search", "name", "external_id", "notes"):
        text = search_text([part or "" for part in (*parts, *words[number])])
        if text != search:
            changed.append({"customer": number, "search": text})
    write_rows({"search": "text"}, changed)


def _words_of_contacts(numbers: Sequence[int]) -> dict[int, list[str]]:
    words: dict[int, list[str]] = defaultdict(list)
    points = ContactPoint.objects.filter(customer__in=numbers)
    for number, kind, value, key in points.values_list("customer", "kind", "value", "key"):
        words[number] += [value, key]
        if kind == ContactKind.PHONE:
            words[number].append(national_digits(key))
    return words
