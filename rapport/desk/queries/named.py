"""Everything by which the people and things of a case are known: for taking them out of a copy of its text.

Never for showing: it names more than whoever asks may see.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from rapport.customers.models import ContactPoint, Customer, Relation
from rapport.customers.rules import ContactKind, Kind
from rapport.desk.models import Case, Entry, Message
from rapport.orders.models import Order
from rapport.staff.models import User

MOST = 2_000  # of each sort: orders of one customer, relations, people who work here
POINTS = {ContactKind.EMAIL: "email", ContactKind.PHONE: "phone", ContactKind.ADDRESS: "address"}


@dataclass(frozen=True)
class Named:
    """One party or thing, in all the ways it is written down; `kind` is customer, person, phone, ..."""

    kind: str
    values: tuple[str, ...]


def named_in(case: Case, texts: Iterable[str]) -> list[Named]:
    """Return who and what a case names: its customer, whoever wrote, their relations, colleagues, numbers.

    Colleagues are those at work on the case and those whose name occurs in `texts`.
    """
    found = [*_customer(case), *_writers(case), *_colleagues(case, " ".join(texts)), *_numbers(case)]
    return [Named(one.kind, values) for one in found if (values := tuple(v for v in one.values if v))]


def _customer(case: Case) -> Iterator[Named]:
    if case.customer is None:
        yield Named("customer", (case.contact_name,))
        yield Named("email" if "@" in case.contact_address else "phone", (case.contact_address,))
        return
    ours = Customer.objects.filter(Q(pk=case.customer.pk) | Q(merged_into=case.customer.pk))
    people = [*ours[:MOST]]
    yield Named("customer", (*(one.name for one in people), case.contact_name))
    yield Named("number", tuple(one.external_id or "" for one in people))
    yield from _related(people)
    yield from _points(people)
    yield Named("email" if "@" in case.contact_address else "phone", (case.contact_address,))


def _related(people: list[Customer]) -> Iterator[Named]:
    """Yield those whom the customer stands in a relation to, from either side, with how to reach them."""
    relations = Relation.objects.filter(Q(customer__in=people) | Q(other__in=people))
    pairs = relations.values_list("customer", "other", "external_id")[:MOST]
    yield from (Named("number", (number,)) for _, _, number in pairs if number)
    others = {one for pair in pairs for one in pair[:2] if one} - {one.pk for one in people}
    related = [*Customer.objects.filter(pk__in=others)]
    for one in related:
        yield Named("company" if one.kind == Kind.ORGANISATION else "person", (one.name,))
        yield Named("number", (one.external_id or "",))
    yield from _points(related)


def _points(people: list[Customer]) -> Iterator[Named]:
    points = ContactPoint.objects.filter(customer__in=people).values_list("kind", "value", "key")[:MOST]
    for kind, value, key in points:
        name = POINTS.get(ContactKind(kind), "email" if "@" in value else "words")
        yield Named(name, (value, key) if kind == ContactKind.PHONE else (value,))


def _writers(case: Case) -> Iterator[Named]:
    """Yield whoever wrote or was written to, by the heads of the messages."""
    heads = Message.objects.filter(case=case).values_list(
        "from_name", "from_address", "answer_to", "recipients", "copies"
    )
    for name, address, answer_to, recipients, copies in heads[:MOST]:
        for called, reached in ((name, address), ("", answer_to), *map(_pair, [*recipients, *copies])):
            yield Named("person", (called,))
            yield Named("email" if "@" in reached else "phone", (reached,))


def _pair(written: list[str]) -> tuple[str, str]:
    name, address = (*written, "", "")[:2]
    return name, address


def _colleagues(case: Case, text: str) -> Iterator[Named]:
    at_work = {*Entry.objects.filter(case=case, by__isnull=False).values_list("by", flat=True)}
    for person in User.objects.all()[:MOST]:
        if person.pk in at_work | {case.assignee_id} or any(part in text for part in person.name.split()):
            yield Named("colleague", (person.name,))
        yield Named("email", (person.email,) if person.email in text.lower() else ())


def _numbers(case: Case) -> Iterator[Named]:
    yield Named("case", (case.reference,))
    yield Named("case", (case.reply_key,))
    orders = Order.objects.filter(Q(customer=case.customer_id) | Q(pk=case.order_id))
    for number, external_id in orders.values_list("number", "external_id")[:MOST]:
        yield Named("order", (number, external_id or ""))
