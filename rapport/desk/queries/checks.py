"""What a draft holds of other customers, asked of the register by exact keys; and what the customer asked."""

from collections.abc import Iterator, Sequence
from itertools import islice

from rapport.customers.models import ContactPoint
from rapport.customers.rules import ContactKind, Kind
from rapport.desk.models import Case, Message
from rapport.desk.rules.checks import Datum, Known, data_in
from rapport.desk.rules.words import Delivery, Direction
from rapport.orders.models import Order

KINDS = {
    ContactKind.EMAIL: Datum.EMAIL,
    ContactKind.PHONE: Datum.PHONE,
    ContactKind.ADDRESS: Datum.ADDRESS,
}
KEYS_AT_ONCE = 5_000  # of one question; only texts as long as a price list need more than one

Key = tuple[Datum, str]
Found = dict[Key, Known]


def other_persons_data(case: Case, text: str) -> Found:
    """Return the data in a text by which the register knows somebody else, exactly, and not this case.

    Somebody else is whoever is not the customer of the case, nor was merged into them; what the customer
    shares with another is theirs too. Teams of our own are nobody's secret. What already stands in a
    message of the case is known there. Two questions, by index; one more where something was found.
    """
    data = data_in(text)
    orders = {key for datum, key in data if datum == Datum.ORDER}
    points = {key for datum, key in data if datum != Datum.ORDER}
    owners = [*_owners_of_points(sorted(points)), *_owners_of_orders(sorted(orders))]
    known = {key for key, _ in owners} & set(data)
    own = {key for key, parties in owners if case.customer_id is not None and case.customer_id in parties}
    others = {key: data[key] for key in data if key in known - own}
    there = _in_case(case) if others else set()
    return {key: one for key, one in others.items() if key not in there}


def _owners_of_points(keys: Sequence[str]) -> Iterator[tuple[Key, tuple[int | None, ...]]]:
    """Yield whose a contact point is: the customer, and whoever took that customer in."""
    for some in _batches(keys):
        rows = ContactPoint.objects.filter(key__in=some, kind__in=KINDS).exclude(customer__kind=Kind.TEAM)
        for kind, key, *parties in rows.values_list("kind", "key", "customer", "customer__merged_into"):
            yield (KINDS[ContactKind(kind)], key), tuple(parties)


def _owners_of_orders(numbers: Sequence[str]) -> Iterator[tuple[Key, tuple[int | None, ...]]]:
    for some in _batches(numbers):
        rows = Order.objects.filter(number__in=some)
        for number, *parties in rows.values_list("number", "customer", "customer__merged_into"):
            yield (Datum.ORDER, number), tuple(parties)


def _batches(keys: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while some := list(islice(rest, KEYS_AT_ONCE)):
        yield some


def _in_case(case: Case) -> set[Key]:
    """Return the keys of all data in the messages of a case, who they went to, and who turned to us."""
    said = Message.objects.filter(case=case).exclude(delivery=Delivery.TAKEN_BACK)
    rows = said.values_list("text", "subject", "from_address", "recipients", "copies")
    texts = [case.subject, case.contact_address, f"order {case.order.number}" if case.order else ""]
    for text, subject, address, recipients, copies in rows:
        texts += [text, subject, address, *(one[-1] for one in (*recipients, *copies) if one)]
    found: set[Key] = set()
    return found.union(*(data_in(text) for text in texts))


def asked_last(case: Case) -> str:
    """Return what the customer said since we last replied, or their latest message where we came after it."""
    said = Message.objects.filter(case=case, direction=Direction.IN, is_automatic=False)
    rows = list(said.order_by("-at", "-pk").values_list("at", "text")[:20])
    since = case.last_reply_at
    fresh = [text for at, text in rows if since is None or at > since]
    return "\n\n".join(reversed(fresh)) if fresh else (rows[0][1] if rows else "")
