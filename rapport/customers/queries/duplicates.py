"""Records that may be one party, with the reason."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import Lower

from rapport.customers.models import ContactPoint, Customer
from rapport.customers.queries.search import with_any_word
from rapport.customers.queries.sight import customers_visible_to
from rapport.customers.rules import ContactKind, Party, Reason, plain_words, postcode, reasons_alike
from rapport.customers.rules.alike import id_pattern
from rapport.staff.models import User

MOST_COMPARED = 300
MOST_PAIRS = 200
FOUND_BY = (ContactKind.EMAIL, ContactKind.PHONE)


@dataclass(frozen=True)
class Duplicate:
    """Another record that may be the same party, with the reasons, the surest first."""

    customer: Customer
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Pair:
    """Two records that may be one party; the older one stands first."""

    one: Customer
    other: Customer
    reasons: tuple[Reason, ...]


def duplicates_of(user: User, customer: Customer) -> tuple[Duplicate, ...]:
    """Return the records somebody may see that may be the same party as a customer."""
    seen = customers_visible_to(user, archived=None).exclude(pk=customer.pk)
    numbers = {*_by_contact(seen, customer), *_by_name(seen, customer), *_by_id(seen, customer)}
    others = _known(seen.filter(pk__in=numbers))
    parties = _parties([customer, *others])
    mine = parties[customer.pk]
    found = [Duplicate(other, reasons_alike(mine, parties[other.pk])) for other in others]
    return tuple(sorted((one for one in found if one.reasons), key=_surest))


def duplicates_visible_to(user: User) -> tuple[Pair, ...]:
    """Return pairs of records that may be one party: at most 200, of those somebody may see.

    By e-mail, phone, external id, and name with postcode. Names that are only near are looked for on the
    page of a customer: among all customers at once they would be as many as there are common names.
    """
    seen = customers_visible_to(user)
    groups = [*_same_contacts(seen), *_same_names(seen)]
    customers = {one.pk: one for one in _known(seen.filter(pk__in={pk for group in groups for pk in group}))}
    parties = _parties(customers.values())
    pairs = {pair for group in groups for pair in _pairs([pk for pk in group if pk in customers])}
    found = [_pair(customers[one], customers[other], parties) for one, other in sorted(pairs)]
    sure = [pair for pair in found if pair.reasons and pair.reasons[0] is not Reason.NEAR_NAME]
    return tuple(sorted(sure, key=_surest)[:MOST_PAIRS])


def _pair(one: Customer, other: Customer, parties: dict[int, Party]) -> Pair:
    return Pair(one, other, reasons_alike(parties[one.pk], parties[other.pk]))


def _surest(found: Duplicate | Pair) -> tuple[int, int]:
    customer = found.customer if isinstance(found, Duplicate) else found.one
    return ([*Reason].index(found.reasons[0]), customer.pk)


def _pairs(group: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Return each record of a group with the oldest: enough to merge them one by one."""
    ordered = sorted(group)
    return [(ordered[0], other) for other in ordered[1:]]


def _known(customers: QuerySet[Customer]) -> list[Customer]:
    return [*customers.defer("search", "notes").select_related("team").order_by("pk")[: 2 * MOST_COMPARED]]


def _by_contact(seen: QuerySet[Customer], customer: Customer) -> list[int]:
    keys = customer.contact_points.filter(kind__in=FOUND_BY).values("key")
    points = ContactPoint.objects.filter(kind__in=FOUND_BY, key__in=keys, customer__in=seen)
    return [*points.values_list("customer", flat=True)[:MOST_COMPARED]]


def _by_name(seen: QuerySet[Customer], customer: Customer) -> list[int]:
    beginnings = [word[:4] for word in plain_words(customer.name) if len(word) > 2]
    return [*with_any_word(seen, beginnings).values_list("pk", flat=True)[:MOST_COMPARED]]


def _by_id(seen: QuerySet[Customer], customer: Customer) -> list[int]:
    pattern = id_pattern(customer.external_id or "").split()
    if not pattern:
        return []
    alike = seen.filter(external_id__iendswith=pattern[-1]).values_list("pk", flat=True)
    return [*alike[:MOST_COMPARED]]


def _same_contacts(seen: QuerySet[Customer]) -> list[list[int]]:
    points = ContactPoint.objects.filter(kind__in=FOUND_BY, customer__in=seen)
    keys = points.values("kind", "key").annotate(n=Count("customer", distinct=True)).filter(n__gt=1)
    often = keys.order_by("kind", "key")[:MOST_PAIRS]
    twice = ContactPoint.objects.filter(key__in=[one["key"] for one in often], customer__in=seen)
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for kind, key, number in twice.values_list("kind", "key", "customer"):
        groups[kind, key].append(number)
    return [*groups.values()]


def _same_names(seen: QuerySet[Customer]) -> list[list[int]]:
    names = seen.order_by().values(low=Lower("name")).annotate(n=Count("pk")).filter(n__gt=1).order_by("low")
    twice = seen.annotate(low=Lower("name")).filter(low__in=[one["low"] for one in names[:MOST_PAIRS]])
    groups: dict[str, list[int]] = defaultdict(list)
    for low, number in twice.values_list("low", "pk")[: 2 * MOST_COMPARED]:
        groups[low].append(number)
    return [*groups.values()]


def _parties(customers: Iterable[Customer]) -> dict[int, Party]:
    customers = [*customers]
    points: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    of_them = ContactPoint.objects.filter(customer__in=[customer.pk for customer in customers])
    for number, kind, key, value in of_them.values_list("customer", "kind", "key", "value"):
        points[number][kind].add(postcode(value) if kind == ContactKind.ADDRESS else key)
    return {customer.pk: _party(customer, points[customer.pk]) for customer in customers}


def _party(customer: Customer, points: dict[str, set[str]]) -> Party:
    return Party(
        customer.name,
        emails=frozenset(points[ContactKind.EMAIL]),
        phones=frozenset(points[ContactKind.PHONE]),
        postcodes=frozenset(points[ContactKind.ADDRESS] - {""}),
        external_id=customer.external_id or "",
    )
