"""What a customer may see of what is theirs: the one place that decides it for the portal.

Entries of a case, and with them notes among colleagues, are asked for nowhere in this module.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from rapport.customers.models import ContactPoint, Customer, Promise, Relation
from rapport.customers.rules import Channel, ContactKind, Kind
from rapport.desk.models import Attachment, Case, Message, PortalRight
from rapport.desk.queries.sight import resolve_case
from rapport.desk.rules import CaseKind, CaseNotFound, CaseState, Direction
from rapport.desk.rules.portal import BELONGS, UNSEEN, is_between_us, shown_name
from rapport.orders.models import Order
from rapport.staff.models import User

OWN_DOORS = (Channel.PORTAL, Channel.FORM, Channel.INTERNAL)  # nobody else writes through them
MOST_MERGES = 50  # of merges that follow one upon another
MOST_MESSAGES = 200  # of one case on its page, the newest
MOST_SHOWN = 200  # of promises


@dataclass(frozen=True)
class Line:
    """One message of a case as the other side reads it; `name` is never an address."""

    at: datetime
    is_from_us: bool
    name: str
    text: str
    channel: str
    files: tuple[Attachment, ...]


def parties_open_to(customer: Customer, *, on: date) -> list[int]:
    """Return the numbers of those whose things somebody sees in the portal on a day.

    Their own, with the records merged into it, and an organisation's while a right to it is open and
    they belong to it: whoever left sees nothing, whether or not somebody thought of ending the right.
    """
    organisations = [right.organisation_id for right in rights_in_force(customer, on=on)]
    return [*_with_merged([customer.pk]), *_with_merged(organisations)]


def organisations_open_to(customer: Customer, *, on: date) -> list[Customer]:
    """Return the organisations whose cases somebody sees in the portal on a day."""
    return [right.organisation for right in rights_in_force(customer, on=on)]


def rights_in_force(customer: Customer, *, on: date) -> list[PortalRight]:
    """Return the rights that count on a day: open, of somebody who belongs there, to one that is there."""
    rights = PortalRight.objects.filter(
        person=customer, ended_at__isnull=True, organisation__archived_at__isnull=True,
        organisation__merged_into__isnull=True,
    ).select_related("organisation")  # fmt: skip
    belongs = set(belonging(on).filter(customer=customer).values_list("other", flat=True))
    return [right for right in rights if right.organisation_id in belongs]


def belonging(on: date) -> QuerySet[Relation]:
    """Return the relations by which somebody belongs to an organisation on a day."""
    return Relation.objects.filter(
        Q(since__isnull=True) | Q(since__lte=on),
        Q(until__isnull=True) | Q(until__gte=on),
        role__in=BELONGS,
        other__kind=Kind.ORGANISATION,
    )


def _with_merged(numbers: Sequence[int]) -> list[int]:
    """Return customers with those that were merged into them, and into these."""
    found, new = [*numbers], [*numbers]
    for _ in range(MOST_MERGES):
        if not new:
            break
        new = [*Customer.objects.filter(merged_into__in=new).values_list("pk", flat=True)]
        found += new
    return found


def cases_open_to(customer: Customer, *, on: date) -> QuerySet[Case]:
    """Return the cases somebody sees in the portal on a day; spam and our own requests are not among them."""
    cases = Case.objects.filter(customer__in=parties_open_to(customer, on=on))
    return cases.exclude(state=CaseState.SPAM).exclude(kind=CaseKind.INTERNAL).select_related("customer")


def case_open_to(customer: Customer, reference: str, *, on: date) -> Case:
    """Return a case by its reference; what is not theirs is not found."""
    found = cases_open_to(customer, on=on).filter(reference=reference[:16]).first()
    if found is None:
        raise CaseNotFound(number=reference)
    return found


def goes_on_in(customer: Customer, case: Case, *, on: date) -> Case | None:
    """Return the case that a merged one goes on in, where that is theirs too."""
    if case.state != CaseState.MERGED:
        return None
    return cases_open_to(customer, on=on).filter(pk=resolve_case(case).pk).first()


def conversation_open_to(customer: Customer, case: Case) -> tuple[Line, ...]:
    """Return what was said between us and the customer of a case that is open to them, the oldest first.

    Messages only: never a note, nor what we wrote to a third party or a third party to us.
    """
    return tuple(_line(message, case, customer) for message in messages_shown(case, customer))


def attachments_open_to(customer: Customer, *, on: date) -> QuerySet[Attachment]:
    """Return the files of cases somebody sees; `file_open_to` decides whether the message is theirs."""
    files = Attachment.objects.filter(message__case__in=cases_open_to(customer, on=on), refused="")
    return files.select_related("message__case__customer", "blob")


def file_open_to(customer: Customer, number: int, *, on: date) -> Attachment:
    """Return a file by number; one that is refused, or of a message that is not theirs, is not found."""
    found = attachments_open_to(customer, on=on).filter(pk=number).first()
    if found is None or not is_shown(found.message, our_addresses(found.message.case, customer)):
        raise CaseNotFound(number=number)
    return found


def promises_open_to(customer: Customer, *, on: date) -> list[Promise]:
    """Return what was promised to somebody and to organisations open to them, the latest due first."""
    found = Promise.objects.filter(customer__in=parties_open_to(customer, on=on))
    return [*found.select_related("customer").order_by("-due_at", "-pk")[:MOST_SHOWN]]


def orders_open_to(customer: Customer, *, on: date) -> QuerySet[Order]:
    """Return the orders of somebody, and of organisations that are open to them, the newest first."""
    found = Order.objects.filter(customer__in=parties_open_to(customer, on=on))
    return found.select_related("customer").order_by("-ordered_at", "-pk")


def messages_shown(case: Case, customer: Customer) -> Iterator[Message]:
    """Yield the messages of a case that went between us and its customer, the oldest first."""
    ours = our_addresses(case, customer)
    said = case.messages.exclude(delivery__in=UNSEEN).select_related("by")
    newest = said.prefetch_related("attachments").order_by("-at", "-pk")[:MOST_MESSAGES]
    return (message for message in reversed(newest) if is_shown(message, ours))


def is_shown(message: Message, ours: set[str]) -> bool:
    """Tell whether a message is one between us and a customer with these addresses."""
    if message.delivery in UNSEEN:
        return False
    if message.channel in OWN_DOORS:
        return True
    written = [address for _, address in (*message.recipients, *message.copies)]
    return is_between_us(message.direction, message.from_address, written, ours)


def our_addresses(case: Case, customer: Customer) -> set[str]:
    """Return the e-mail addresses of a case's other side: of its customer, of who reads, and of who wrote it.

    For an organisation's case also those of its members past and present: they wrote for it.
    """
    numbers = {customer.pk, case.customer_id or customer.pk}
    if case.customer and case.customer.kind == Kind.ORGANISATION:
        numbers |= set(
            Relation.objects.filter(other=case.customer, role__in=BELONGS).values_list("customer", flat=True)
        )
    points = ContactPoint.objects.filter(customer__in=_with_merged([*numbers]), kind=ContactKind.EMAIL)
    return {*points.values_list("key", flat=True), case.contact_address.lower()} - {""}


def _line(message: Message, case: Case, customer: Customer) -> Line:
    is_from_us = message.direction == Direction.OUT
    return Line(
        at=message.at,
        is_from_us=is_from_us,
        name=_our_name(message.by, case) if is_from_us else _their_name(message, case, customer),
        text=message.text,
        channel=message.channel,
        files=tuple(message.attachments.all()),
    )


def _our_name(by: User | None, case: Case) -> str:
    return shown_name(by.name if by else "", case.team.name if case.team else "")


def _their_name(message: Message, case: Case, customer: Customer) -> str:
    """Return who wrote, by name; an address stands in no name."""
    name = "" if "@" in message.from_name else message.from_name
    return name or (case.customer.name if case.customer else customer.name)


def people_at(address: str) -> list[Customer]:
    """Return who in the register is reached at an e-mail address, merged records as what they are now."""
    points = ContactPoint.objects.filter(
        kind=ContactKind.EMAIL, key=address, customer__archived_at__isnull=True,
        customer__merged_into__isnull=True,
    ).select_related("customer")  # fmt: skip
    return [*{point.customer_id: point.customer for point in points.order_by("customer")}.values()]


def only_person_at(address: str) -> Customer | None:
    """Return the one person who is reached at an address; None where it is nobody's, or not theirs alone."""
    found = people_at(address)
    return found[0] if len(found) == 1 and found[0].kind == Kind.PERSON else None


def visitor(number: int, address: str) -> Customer | None:
    """Return the customer of a visit to the portal, as long as the address they came by is theirs alone."""
    found = only_person_at(address)
    return found if found and number in _with_merged([found.pk]) else None


def names_of(customers: Iterable[Customer]) -> dict[int, str]:
    """Return the names of customers by number."""
    return {customer.pk: customer.name for customer in customers}
